"""What was found out about a call, above a few answers: what restoring would do, and what became of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.core.display import one_line, short_id, value_text
from tui.core.views.describe import count_of
from tui.live.journal.edited_since import RULE
from tui.live.journal.restore import OPEN, OPEN_UNEDITED
from tui.screens.dialogs.choices import Keys, hanging
from tui.screens.dialogs.dialog import Dialog
from tui.screens.dialogs.record_choice import choose_record
from tui.screens.marks import fate_mark
from tui.widgets.clipboard import copy
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, STRONG, fit, linked_record, links_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual import events
    from textual.app import ComposeResult

    from tui.live.journal.look_up import LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.messages import RecordWanted

WIDTH: Final = 92
"""Cells of the box."""
_RECORDS: Final = "records"
_NAMED: Final = 200
"""Rows or records that a list of findings names."""


class Findings(Dialog[str]):
    """Returns the name of the answer, or None for escape. lines: to read; answers: name and text, the first marked;
    open_record: shows a record that the lines lead to (None: they lead nowhere)."""

    def __init__(
        self,
        title: str,
        lines: Sequence[Content],
        answers: Sequence[tuple[str, str]],
        open_record: Callable[[RecordWanted], object] | None = None,
    ) -> None:
        super().__init__()
        self._title, self._lines, self._open_record = title, lines, open_record
        leads = open_record is not None and links_in(lines)
        self._answers = (
            [*answers[:-1], (_RECORDS, "Show a record or a value from this screen"), answers[-1]] if leads else answers
        )

    def compose(self) -> ComposeResult:
        """What was found, and the answers."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            with VerticalScroll():
                yield Static(Content("\n").join(self._lines), markup=False)
            yield OptionList(*(Option(text, id=name) for name, text in self._answers), markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """The answers have the keys; the lines scroll with tab and the arrows."""
        lines = self.query_one(VerticalScroll)
        lines.styles.max_height = max(3, self.app.size.height - len(self._answers) - 10)
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == _RECORDS and self._open_record is not None:
            choose_record(self.app, "show in the records", self._lines, self._open_record)
        else:
            self.answer(event.option_id or "")

    def on_click(self, event: events.Click) -> None:
        """An id or a value was clicked."""
        if self._open_record is not None and (wanted := linked_record(event)) is not None:
            self._open_record(wanted)

    def answer(self, name: str) -> None:
        """Go, with this answer."""
        self.dismiss(name)


class RestoreDialog(Findings):
    """What restoring would do; returns ``open`` for the payload that does it, ``open_unedited`` for the one that leaves
    alone what was edited since. width: cells of the screen."""

    def __init__(self, restoration: Restoration, width: int) -> None:
        answers = [("back", "Go back")]
        if restoration.inserted:
            answers.insert(0, ("copy", f"Copy the {count_of(len(restoration.inserted), 'new id')}"))
        answers[:0] = _openings(restoration)
        super().__init__("restore", list(_restoration_lines(restoration, min(width, WIDTH) - 8)), answers)
        self._restoration = restoration

    def answer(self, name: str) -> None:
        """Copy the new ids, and stay; else go."""
        if name == "copy":
            copy(self, "\n".join(each.record_id for each in self._restoration.inserted), "new ids")
        else:
            super().answer(name)


def _openings(restoration: Restoration) -> Iterator[tuple[str, str]]:
    """The payloads that can be opened; where records were edited since, first the one that leaves them alone."""
    if restoration.body is None:
        return
    edited = len(restoration.edited)
    if not edited:
        yield OPEN, "Open the payload that restores them (nothing is sent yet)"
        return
    which = "it" if edited == 1 else f"those {edited:,}"
    if restoration.without_edited is not None:
        yield OPEN_UNEDITED, f"Open the payload without {which} (nothing is sent yet)"
    yield OPEN, f"Open the payload with {which}: what was edited would be overwritten"


def _restoration_lines(restoration: Restoration, width: int) -> Iterator[Content]:
    """Which record gets which values back, what was inserted and stays, and what is not restored."""
    rows = restoration.body["data"] if restoration.body else []
    if restoration.edited:
        certain = all(edit.is_certain for edit in restoration.edited)
        verb = "was" if len(restoration.edited) == 1 else "were"
        how = f"{verb} edited" if certain else f"{verb} edited, or may have been,"
        head = f"! {count_of(len(restoration.edited), 'record')} {how} since the send (rule {RULE})"
        yield Content.styled(head, CLEARED)
    for edit in restoration.edited[:_NAMED]:
        yield hanging(Content.styled("  ! ", MOVED), Content.styled(one_line(edit.sentence), MOVED), width)
    yield from _more(len(restoration.edited))
    if rows:
        yield Content.styled(f"~ restores {count_of(len(rows), 'record')}", f"bold {ACCENT}")
    else:
        yield Content.styled("There are no old values to restore.", MUTED)
    for row in rows[:_NAMED]:
        values = ", ".join(f"{one_line(name)} = {value_text(value)}" for name, value in row.items() if name != "id")
        yield hanging(Content.styled(f"  {short_id(str(row['id']))}  ", STRONG), Content(values), width)
    yield from _more(len(rows))
    inserted = restoration.inserted
    if inserted:
        stay = "stays until you delete it" if len(inserted) == 1 else "stay until you delete them"
        yield Content.styled(f"+ {count_of(len(inserted), 'new record')} {stay} in Zoho", MOVED)
    for each in inserted[:_NAMED]:
        yield Content.assemble((f"  row {each.index + 1:<5}", MUTED), one_line(each.record_id))
    yield from _more(len(inserted))
    for note in restoration.notes[:_NAMED]:
        yield hanging(Content.styled("! ", MOVED), Content.styled(one_line(note), MOVED), width)
    yield from _more(len(restoration.notes))


def look_up_lines(report: LookUpReport, width: int) -> Iterator[Content]:
    """What became of each row of a call. width: cells of the screen."""
    yield Content.styled(report.text, STRONG)
    for row in report.rows[:_NAMED]:
        mark = Content.assemble((f"row {row.index + 1:<4}", MUTED), fit(fate_mark(row.fate), 13))
        yield hanging(mark, Content.styled(one_line(row.sentence), MUTED), min(width, WIDTH) - 8)
    yield from _more(len(report.rows))


def _more(count: int) -> Iterator[Content]:
    """How many of a list are not named."""
    if count > _NAMED:
        yield Content.styled(f"  and {count - _NAMED} more", MUTED)
