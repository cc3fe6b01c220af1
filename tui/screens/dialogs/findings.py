"""What was found out about a call, in lines, and the dialog in which they stand above a few answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.screens.dialogs.choices import Keys, hanging
from tui.screens.dialogs.dialog import Dialog
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult

    from tui.live.journal.look_up import LookedUp, LookUpReport
    from tui.live.journal.restore import Restoration

_FATES: Final = {"in": ("✓ in", "$text-success"), "not_in": ("✗ not in", CLEARED), "cannot_tell": ("? open", MOVED)}
_NAMED: Final = 200
"""Rows or records that a list of findings names."""


class Findings(Dialog[str]):
    """Returns the name of the answer, or None for escape. lines: to read; answers: name and text, the first marked."""

    DEFAULT_CSS = """
    Findings {
        & > Vertical { width: 92; padding: 1 2 0 2; }
        & VerticalScroll {
            height: auto; max-height: 20; scrollbar-size-vertical: 1; background: $surface;
            scrollbar-background: $surface; scrollbar-color: $foreground 25%;
            scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
            scrollbar-color-hover: $accent; scrollbar-color-active: $accent;
        }
        & OptionList, & OptionList:focus { margin: 1 0 0 0; }
    }
    """

    def __init__(self, title: str, lines: Sequence[Content], answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._lines, self._answers = title, lines, answers

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
        self.dismiss(event.option_id)


def restoration_lines(found: Restoration, width: int) -> Iterator[Content]:
    """What can be put back, what cannot, and what was inserted. width: cells of the screen."""
    room = min(width, 92) - 8
    records = len(found.body["data"]) if found.body else 0
    if records:
        yield Content.assemble(("~ ", ACCENT), f"{count_of(records, 'record')} can get the old values back.")
    else:
        yield Content.styled("There are no old values to put back.", MUTED)
    if found.inserted:
        what = "record was inserted; it stays" if len(found.inserted) == 1 else "records were inserted; they stay"
        yield hanging(
            Content.styled("+ ", "$text-success"),
            Content(f"{len(found.inserted)} {what} until you delete what you do not want, in Zoho:"),
            room,
        )
        for each in found.inserted[:_NAMED]:
            yield Content.assemble((f"  row {each.index + 1:<5}", MUTED), one_line(each.record_id))
        if len(found.inserted) > _NAMED:
            yield Content.styled(f"  and {len(found.inserted) - _NAMED} more", MUTED)
    for note in found.notes[:_NAMED]:
        yield hanging(Content.styled("! ", MOVED), Content.styled(one_line(note), MOVED), room)
    if len(found.notes) > _NAMED:
        yield Content.styled(f"  and {len(found.notes) - _NAMED} more", MUTED)


def lookup_lines(found: LookUpReport, width: int) -> Iterator[Content]:
    """The fate of each row. width: cells of the screen."""
    yield Content.styled(found.text, "bold")
    for row in found.rows[:_NAMED]:
        yield _fate(row, min(width, 92) - 8)
    if len(found.rows) > _NAMED:
        yield Content.styled(f"and {len(found.rows) - _NAMED} more", MUTED)


def _fate(row: LookedUp, width: int) -> Content:
    word, style = _FATES[row.fate]
    mark = Content.assemble((f"row {row.index + 1:<4}", MUTED), (f"{word:<10}", style))
    return hanging(mark, Content.styled(one_line(row.sentence), MUTED), width)
