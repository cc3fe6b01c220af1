"""The way back, before it is made: what would be put back, what was inserted and stays, and what cannot be put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line, short_id, value_text
from tui.core.views.describe import count_of
from tui.screens.dialogs.choices import Keys, hanging
from tui.screens.dialogs.dialog import Dialog
from tui.widgets.look import ACCENT, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.live.journal.restore import Restoration


class WayBack(Dialog[bool]):
    """Returns True to open the payload that puts the old values back; nothing is sent, and nothing ever deleted."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.WAY_BACK]
    DEFAULT_CSS = """
    WayBack {
        & > Vertical { width: 96; padding: 1 2 0 2; }
        & VerticalScroll { height: auto; max-height: 24; scrollbar-size-vertical: 1; }
        & Static { height: auto; }
    }
    """

    def __init__(self, restoration: Restoration) -> None:
        super().__init__()
        self._way = restoration

    def compose(self) -> ComposeResult:
        """What it would do."""
        with Vertical() as box:
            box.border_title = "the way back"
            with VerticalScroll(can_focus=False):
                yield Static("", id="way", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Say it, as wide as it is."""
        self.call_after_refresh(self._fill)

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        text = self.query_one("#way", Static)
        text.update(Content("\n").join(self._lines(text.size.width)))

    def _lines(self, width: int) -> Iterator[Content]:
        way = self._way
        rows = way.body["data"] if way.body else []
        if rows:
            yield Content.styled(f"~ puts {count_of(len(rows), 'record')} back", f"bold {ACCENT}")
            for row in rows:
                fields = ", ".join(f"{one_line(name)} = {value_text(value)}" for name, value in _values(row))
                yield hanging(Content.styled(f"  {short_id(str(row['id']))}  ", STRONG), Content(fields), width)
        else:
            yield Content.styled("There is nothing to put back.", MUTED)
        if way.inserted:
            yield Content("")
            new = count_of(len(way.inserted), "new record")
            yield Content.styled(f"+ {new} stay{'s' if len(way.inserted) == 1 else ''}: nothing here deletes", MOVED)
            for each in way.inserted:
                yield Content.assemble((f"  row {each.index + 1}  ", MUTED), (one_line(each.record_id), STRONG))
        if way.notes:
            yield Content("")
            yield Content.styled("○ not put back", MOVED)
            for note in way.notes:
                yield hanging(Content("  "), Content(one_line(note)), width)
        if rows:
            yield Content("")
            yield Content.styled("It opens as a payload to look at, forecast and send like any other.", MUTED)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is to open or copy."""
        if action == "open":
            return True if self._way.body is not None else None
        if action == "copy":
            return True if self._way.inserted else None
        return True

    def action_open(self) -> None:
        """Open the payload."""
        self.dismiss(True)

    def action_copy(self) -> None:
        """Copy the ids of what was inserted, one a line."""
        self.app.copy_to_clipboard("\n".join(each.record_id for each in self._way.inserted))
        self.notify("Sent to the terminal's clipboard.", markup=False)

    def action_scroll(self, step: int) -> None:
        """Up or down."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=step, animate=False)


def _values(row: dict[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in row.items() if name != "id")
