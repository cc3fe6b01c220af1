"""One row of an incident in full: what happened, what would have prevented it, and the three columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line, value_text
from tui.core.outcome import RowOutcome
from tui.screens.dialogs.choices import hanging
from tui.screens.marks import agreement_mark
from tui.widgets.look import (
    ACCENT,
    MOVED,
    MUTED,
    OUTCOME_STYLES,
    STRONG,
    linked_record,
    value_link,
    with_record_links,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.app import ComposeResult

    from tui.core.values import Json
    from tui.screens.incident.told import Told

COLUMNS: Final = {"sent": "sent", "answered": "Zoho answered", "rules": "the rules say"}


class RowInFull(VerticalScroll, can_focus=True):
    """The detail of one row."""

    HELP = """\
## One row
Above is what Zoho did, what decided and why that was checked; then what would have prevented it, each tried by a
forecast of the whole call. Below: what was **sent**, what **Zoho answered**, and what **the rules say**, by the records
as they were before the call.
"""

    def __init__(self) -> None:
        super().__init__(id="sides")

    def compose(self) -> ComposeResult:
        """The sentences, and the columns."""
        yield Static("", id="story", markup=False)
        with Container(id="columns"):
            for name, title in COLUMNS.items():
                column = Static("", id=f"column-{name}", markup=False)
                column.border_title = title
                yield column

    _shown: tuple[Told, int, Sequence[str] | None] | None = None
    texts: tuple[Content, ...] = ()
    """What stands here, with what it leads to."""

    def show(self, told: Told, index: int, ways: Sequence[str] | None) -> None:
        """Show a row. ways: what would have prevented it; None while that is looked for."""
        if self._shown is None or self._shown[:2] != (told, index):
            self.scroll_home(animate=False)
        self._shown = (told, index, ways)
        self._fill()

    def on_resize(self) -> None:
        """Sentences are folded to the width."""
        self._fill()

    def _fill(self) -> None:
        if self._shown is None:
            return
        told, index, ways = self._shown
        row = told.rows[index]
        self.border_title = Content.assemble(f"row {index + 1}  ", agreement_mark(row.verdict))
        width = max(30, self.scrollable_content_region.width)
        story = self._linked(Content("\n").join(_story(told, index, ways, width)))
        self.query_one("#story", Static).update(story)
        columns = told.columns(index)
        sent_links = zip(columns.sent, _sent_links(told, index), strict=True)
        sent = [Content.assemble((f"{name}  ", MUTED), link) for (name, _), link in sent_links]
        if columns.listed:
            sent.append(Content.assemble(("listed  ", MUTED), columns.listed))
        self.texts = (story,)
        self._column("sent", sent or [Content.styled("not here", MUTED)])
        self._column("answered", _marked(columns.answered, RowOutcome(row.actual or "not_known")))
        rules = _marked(columns.rules, RowOutcome(row.forecast))
        self._column("rules", [*rules, *(Content.styled(f"● {text}", MUTED) for text in told.rules(index))])

    def _column(self, name: str, lines: Sequence[Content]) -> None:
        shown = Content("\n").join(lines)
        linked = shown if name == "sent" else self._linked(shown)
        self.texts = (*self.texts, linked)
        self.query_one(f"#column-{name}", Static).update(linked)

    def _linked(self, content: Content) -> Content:
        """Content in which ids lead to their records."""
        if self._shown is None:
            return content
        told, index, _ = self._shown
        module = told.forecast.module.api_name if told.forecast is not None else None
        return with_record_links(content, module, ids_of(told, index))

    def on_click(self, event: events.Click) -> None:
        """An id, or a value that was sent, was clicked."""
        if (wanted := linked_record(event)) is not None:
            self.post_message(wanted)


def ids_of(told: Told, index: int) -> tuple[str, ...]:
    """The records that a row (0-based) has to do with, by the reply and by the rules: its target first, then those that
    stood in its way."""
    row = told.rows[index]
    rows = told.forecast.rows if told.forecast is not None else ()
    made = rows[index] if index < len(rows) else None
    met: list[Json] = [row.record_id, made.target_id if made is not None else None]
    met += [each.details.get("id") for each in row.errors]
    met += [each.details.get("id") for each in (made.found if made is not None else ())]
    return tuple(dict.fromkeys(each for each in met if isinstance(each, str) and not each.startswith("new-")))


def _sent_links(told: Told, index: int) -> Iterator[Content]:
    """The values that were sent: an id leads to its record, another value to the records that hold it."""
    if told.found is None:
        return
    module = told.found.forecast.module
    for name, value in told.found.sent[index].items():
        field, shown = module.by_name.get(name), value_text(value)
        there = field.lookup_module if field is not None and field.lookup_module else module.api_name
        record_id = value.get("id") if isinstance(value, dict) else value
        if isinstance(record_id, str) and (name == "id" or there != module.api_name or isinstance(value, dict)):
            yield with_record_links(Content(shown), there, [record_id])
        else:
            yield value_link(value, module.api_name)


def _marked(lines: Sequence[str], outcome: RowOutcome) -> list[Content]:
    """Lines of which the first says what a row comes to, with the sign and the colour of that."""
    first, *rest = lines
    return [Content.styled(f"{outcome.glyph} {first}", OUTCOME_STYLES[outcome]), *map(Content, rest)]


def _story(told: Told, index: int, ways: Sequence[str] | None, width: int) -> Iterator[Content]:
    for place, sentence in enumerate(told.sentences(index)):
        yield Content.styled(one_line(sentence), STRONG if not place else "")
    switch = told.rows[index].switch
    if switch is not None:
        key = keys.key_name("incident.set_assumption")
        yield Content.assemble((f" {key} ", "reverse"), "  sets ", (" = ".join(switch), f"bold {MOVED}"))
    if ways is None:
        yield Content.styled("⋯ trying what would have prevented it", MUTED)
    for way in ways or ():
        yield hanging(Content.styled("→ ", ACCENT), Content(one_line(way)), width)
