"""A long text as one widget: the Markdown that it reads, and that it folds and looks as Textual's Markdown does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.widgets import Markdown

from tui.widgets.prose import Prose, blocks_of, inline

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.pilot import Pilot
    from textual.widget import Widget

TEXT = """\
## A heading
A paragraph of some words that **stand out**, of *others*, and of one more line
that goes on with `what_is_code` in it.

Another paragraph, with \\[brackets\\] and 2 \\* 3.

- the **first** item of a list, so long that it has to be folded at least once in any of these widths
- a second one
  that goes on in the next line

## Another heading

- an item right below it
"""


def test_blocks_stand_apart_but_for_items_of_one_list_and_what_follows_a_heading() -> None:
    assert [(block.kind, block.apart) for block in blocks_of(TEXT)] == [
        ("heading", True),
        ("paragraph", False),
        ("paragraph", True),
        ("item", True),
        ("item", False),
        ("heading", True),
        ("item", False),
    ]
    assert blocks_of(TEXT)[4].text == "a second one that goes on in the next line"


def test_a_backslash_takes_the_meaning_from_a_character_and_what_is_marked_has_a_style() -> None:
    shown = inline(r"\[x\] **a \* b** *c* `d*`", "underline")
    assert shown.plain == "[x] a * b c d*"
    styles = {shown.plain[span.start : span.end]: str(span.style) for span in shown.spans}
    assert styles == {"a * b": "bold", "c": "italic", "d*": "underline"}


class Both(App[None]):
    """One text, shown by the two widgets one after the other."""

    CSS = "Markdown { padding: 0; margin: 0; } MarkdownH2 { margin: 1 0 0 0; }"

    def compose(self) -> ComposeResult:
        """As wide as the window."""
        yield Markdown(TEXT, id="of-textual")
        yield Prose(TEXT)


def looks_of(pilot: Pilot[None], widget: Widget) -> list[list[tuple[str, str]]]:
    """Each cell of a widget with its style; of a blank one the ground alone, which is all that one sees."""
    strips = pilot.app.screen._compositor.render_strips()
    region = widget.region
    lines = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    return [
        [
            (character, str(segment.style if character != " " else segment.style and segment.style.background_style))
            for segment in line
            for character in segment.text
        ]
        for line in lines
    ]


@pytest.mark.anyio
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_it_looks_as_textuals_markdown_at_any_width(theme: str) -> None:
    app = Both()
    async with app.run_test(size=(90, 60)) as pilot:
        app.theme = theme
        for width in (90, 60, 40, 31):
            await pilot.resize_terminal(width, 80)
            await pilot.pause()
            await pilot.pause()
            old, new = (looks_of(pilot, app.query_one(kind)) for kind in (Markdown, Prose))
            assert new == old, width
