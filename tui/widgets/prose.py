"""A long text with headings and lists, as one widget: Textual's Markdown makes two or three of every paragraph.

It reads as much Markdown as our own texts have: ``## headings``, paragraphs and lists apart by blank lines, lines that
go on with the words of the one before, ``**strong**``, ``*emphasis*``, `` `code` `` and characters behind a backslash.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual.content import Content
from textual.widget import Widget

from tui.dataclass import dataclass
from tui.widgets.sheets import sheet

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.style import Style

BULLET: Final = "• "

Kind = Literal["heading", "item", "paragraph"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, an item of a list, or a paragraph: its Markdown in one line. ``apart``: a blank line is above it."""

    kind: Kind
    text: str
    apart: bool


class Prose(Widget):
    """The text. It grows as high as it must at its width, and scrolls in what it stands in."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"prose--heading", "prose--bullet", "prose--code"}
    DEFAULT_CSS = sheet("prose")

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self._blocks = blocks_of(markdown)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """All there is."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its lines when folded to so many cells."""
        return len(self._lines(width))

    def render(self) -> Content:
        """All of it; only what is on the screen is drawn."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        lines, blank = list[Content](), Content(" " * width)
        heading, bullet = self.get_visual_style("prose--heading"), self.get_visual_style("prose--bullet")
        code = self.get_visual_style("prose--code", partial=True)
        for block in self._blocks:
            words = inline(block.text, code)
            lines += [blank] * block.apart
            if block.kind == "item":
                folded = words.wrap(max(width - len(BULLET), 1))
                marks = [Content.styled(mark, bullet) for mark in (BULLET, *[" " * len(BULLET)] * (len(folded) - 1))]
                lines += [mark + line for mark, line in zip(marks, folded, strict=True)]
            else:
                lines += (words.stylize(heading) if block.kind == "heading" else words).wrap(max(width, 1))
        return [*lines, blank]


def blocks_of(markdown: str) -> list[Block]:
    """The blocks of a text, from the top; a heading stands apart from what is above it, not from what is below."""
    blocks: list[Block] = []
    goes_on = False
    for line in markdown.splitlines():
        words = line.strip()
        if not words:
            goes_on = False
        elif words.startswith("## "):
            blocks.append(Block("heading", words.removeprefix("## "), apart=True))
            goes_on = False
        elif words.startswith("- "):
            in_list = bool(blocks) and blocks[-1].kind == "item"
            after_heading = bool(blocks) and blocks[-1].kind == "heading"
            blocks.append(Block("item", words.removeprefix("- "), apart=not in_list and not after_heading))
            goes_on = True
        elif goes_on:
            before = blocks.pop()
            blocks.append(Block(before.kind, f"{before.text} {words}", before.apart))
        else:
            blocks.append(Block("paragraph", words, apart=not (blocks and blocks[-1].kind == "heading")))
            goes_on = True
    return blocks


_PART: Final = re.compile(r"\\([!-/:-@\[-`{-~])|(\*\*)|(\*)|`([^`]*)`|([^\\*`]+|.)", re.DOTALL)


def inline(text: str, code: Style | str = "") -> Content:
    """One line of Markdown, with its styles."""
    strong = emphasis = False
    parts: list[tuple[str, Style | str]] = []
    for escaped, bold, italic, quoted, plain in _PART.findall(text):
        if bold:
            strong = not strong
        elif italic:
            emphasis = not emphasis
        else:
            marks = " ".join(word for word, is_on in (("bold", strong), ("italic", emphasis)) if is_on)
            style, words = code if quoted else marks, escaped or quoted or plain
            if parts and parts[-1][1] == style:
                parts[-1] = (parts[-1][0] + words, style)
            else:
                parts.append((words, style))
    return Content.assemble(*(words if style == "" else (words, style) for words, style in parts))
