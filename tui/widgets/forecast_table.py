"""The forecast, one line for each row of the payload: outcome, what decided, the target, what happens, what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui import keys
from tui.core.describe import decided_by, target_text, what_text
from tui.core.outcome import Outcome
from tui.messages import RowSelected
from tui.widgets.lines import LineList
from tui.widgets.look import MOVED, MUTED, badge, fit, outcome_mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import BindingType

    from tui.core.forecast import Forecast, RowForecast
    from tui.core.moves import Move

_OUTCOME, _BY, _MOVED, _BADGE = 11, 12, 16, 1
_TARGET = 26  # cells that a target seldom needs more than
_ROOMY = 90  # cells from which columns stand two cells apart
_CRAMPED = 60  # cells below which only the columns that tell most are shown


class ForecastTable(LineList):
    """The table. Moving its cursor posts ``RowSelected``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.TABLE]
    HEADER = 1
    HELP = """\
## The forecast
One line for each row of the payload. **+ INSERT** makes a new record, **~ UPDATE** changes the target, **= UNCHANGED**
matches one but changes nothing, **! ERROR** is refused, **? NOT KNOWN** needs a record that this data set never saw.
**● ◐ ○** says how sure we are: documented by Zoho, observed, or assumed. **was …** marks rows that your change moved.
"""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._forecast: Forecast | None = None
        self._moves: Mapping[int, Move] = {}
        self._message = ""

    def show(self, forecast: Forecast | None, moves: Mapping[int, Move], message: str) -> None:
        """Show a forecast. message: what stands in place of rows where there are none."""
        self._forecast, self._moves, self._message = forecast, moves, message
        self.lines_changed()

    @property
    def rows(self) -> tuple[RowForecast, ...]:
        """The rows that are shown."""
        return self._forecast.rows if self._forecast else ()

    def count(self) -> int:
        """One line a row; one for the message where there are none."""
        return len(self.rows) or 1

    def _columns(self, width: int) -> list[tuple[str, int]]:
        """The columns that have room, with the cells of each; the space between them is not counted."""
        number = max(2, len(str(len(self.rows))))
        columns = [("#", number), ("outcome", _OUTCOME)]
        if width >= _CRAMPED:
            columns += [("decided by", _BY), ("target", 0), ("what", 0)]
        elif not self._moves:
            columns.append(("target", 0))
        if self._moves:
            columns.append(("moved", _MOVED if width >= _CRAMPED else 0))
        columns.append(("", _BADGE))
        rest = width - sum(room for _, room in columns) - self._gap(width) * (len(columns) - 1)
        open_columns = [name for name, room in columns if room == 0]
        rooms = dict(columns)
        for place, name in enumerate(open_columns):
            rooms[name] = max(4, rest // (len(open_columns) - place))
            if name == "target" and len(open_columns) > 1:
                rooms[name] = min(rooms[name], _TARGET)
            rest -= rooms[name]
        return list(rooms.items())

    def _gap(self, width: int) -> int:
        return 2 if width >= _ROOMY else 1

    def header(self, y: int, width: int) -> Content:
        """The names of the columns."""
        return Content(" " * self._gap(width)).join(
            fit(name.rjust(room) if name == "#" else name, room) for name, room in self._columns(width)
        )

    def line(self, index: int, width: int) -> Content:
        """One row."""
        if not self.rows or self._forecast is None:
            return Content.styled(self._message, MUTED)
        row = self.rows[index]
        move = self._moves.get(index)
        refused = row.outcome is Outcome.ERROR
        cells = {
            "outcome": outcome_mark(row.outcome),
            "decided by": Content(decided_by(row)),
            "target": Content.styled(target_text(row, self._forecast.module), "$text-error" if refused else ""),
            "what": _what(row),
            "moved": Content.styled(move.text(row) if move else "", MOVED),
            "": badge(row.certainty, word=False),
        }
        return Content(" " * self._gap(width)).join(
            Content.styled(str(index + 1).rjust(room), MUTED) if name == "#" else fit(cells[name], room)
            for name, room in self._columns(width)
        )

    def watch_cursor(self) -> None:
        """Tell which row is looked at."""
        super().watch_cursor()
        if 0 <= self.cursor < len(self.rows):
            self.post_message(RowSelected(self.cursor))


def _what(row: RowForecast) -> Content:
    text = what_text(row)
    loud = "clears " in text or any(note.rule == "lint.near_miss" for note in row.notes)
    return Content.styled(text, MOVED if loud else MUTED if row.outcome is Outcome.UNCHANGED else "")
