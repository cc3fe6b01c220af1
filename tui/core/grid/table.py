"""What a grid shows of a payload: its columns, and each cell with what is wrong in it.

The columns are found at once; a cell is looked at when it is asked for, so that ten thousand rows cost nothing until
one is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import one_line, short_id
from tui.core.grid.typed import ABSENT_SIGN, MISSING_SIGN, shown_text, typed_text
from tui.core.outcome import RowOutcome
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tui.core.forecast import Forecast
    from tui.core.grid.rows import GridRows
    from tui.core.metadata import Field, Module
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json, Record
    from tui.core.views.problems import Problems, Severity, TextProblem

APPEND: Final = "$append_values"
"""The key of a row that says which multi-selects are added to, not replaced (rule write.append_values)."""

CellKind = Literal["absent", "missing", "null", "text", "number", "truth", "list", "object"]


@dataclass(frozen=True, slots=True)
class Column:
    """One key. ``field``: None for a key that is no field; ``checked``: it is looked up to find the record of a row."""

    api_name: str
    field: Field | None
    mandatory: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is shown: one line of text. ``appends``: a multi-select that is added to. ``problem``: the worst
    that is wrong with it."""

    kind: CellKind
    text: str
    appends: bool
    problem: TextProblem | None


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a payload under their columns. ``problems``: of this very text, None where it is not forecast yet;
    then ``made`` may be the forecast of an older one, which says what is checked."""

    rows: GridRows
    columns: tuple[Column, ...]
    made: Forecast | None = None
    problems: Problems | None = None

    @classmethod
    def of(
        cls,
        rows: GridRows,
        module: Module,
        made: Forecast | None = None,
        problems: Problems | None = None,
        added: Iterable[str] = (),
    ) -> Grid:
        """The grid of some rows. added: further columns that the person wants, though no row uses them yet."""
        return cls(rows, tuple(_columns(rows.rows, module, made, added)), made, problems)

    def value(self, row: int, column: int) -> Json:
        """The value of a cell; None also where there is none."""
        return self.rows.rows[row].get(self.columns[column].api_name)

    def cell(self, row: int, column: int) -> Cell:
        """A cell as it is shown."""
        at, record = self.columns[column], self.rows.rows[row]
        problem = self.problem(row, at.api_name)
        if at.api_name not in record:
            missing = at.mandatory and problem is not None and problem.severity == "error"
            return Cell("missing" if missing else "absent", MISSING_SIGN if missing else ABSENT_SIGN, False, problem)
        value = record[at.api_name]
        return Cell(_kind(value), shown_text(at.api_name, at.field, value), self.appends(row, at.api_name), problem)

    def appends(self, row: int, name: str) -> bool:
        """Whether a row adds to a multi-select."""
        append = self.rows.rows[row].get(APPEND)
        return isinstance(append, dict) and append.get(name) is True

    def problem(self, row: int, name: str | None) -> TextProblem | None:
        """The worst that is wrong with a key of a row; for None with the row as a whole."""
        found = [each for each in self.problems_of(row) if each.api_name == name]
        return max(found, key=lambda each: (each.severity == "error", each.loud), default=None)

    def problems_of(self, row: int) -> Sequence[TextProblem]:
        """All that is wrong with a row."""
        if self.problems is None:
            return ()
        return () if self.forecast_of(row) is None else self.problems.of_row(row)

    def forecast_of(self, row: int) -> RowForecast | None:
        """What the row would do; None where that is not known yet, or where the call is refused."""
        if self.made is None or self.problems is None or row >= len(self.made.rows):
            return None
        return self.made.rows[row]

    def outcome_text(self, row: int) -> str:
        """What the row would do, in short: ``~ UPDATE …2371``."""
        found = self.forecast_of(row)
        if found is None:
            return "! ERROR" if self.problems is not None and self.made is not None and self.made.call_errors else "…"
        if found.outcome is not RowOutcome.UPDATE:
            return found.outcome.mark
        target_id = found.target_id or ""  # equal: it has one
        return f"{found.outcome.mark} {short_id(target_id)}"

    def severity(self, row: int, column: int) -> Severity | None:
        """How bad it is with a cell."""
        problem = self.problem(row, self.columns[column].api_name)
        return None if problem is None else problem.severity

    def cells_with(self, words: str) -> Iterator[tuple[int, int]]:
        """The cells (row, column) in which a text occurs, in any letter case, in reading order: as they are shown, and
        as they are written or typed (``1.50``, a whole id)."""
        folded = words.casefold()
        may_be_rewritten = _IN_NUMBER.fullmatch(words) is not None
        for row, record in enumerate(self.rows.rows):
            text = self.rows.row_text(row)
            # A cell may hold it; what is escaped, or nested and so shown in another form, is looked at whole.
            is_looked_at = any(sign in text for sign in ("\\", "[", ": {", ":{")) or folded in text.casefold()
            if (
                is_looked_at
                or (may_be_rewritten and _REWRITTEN.search(text) is not None)  # equal: to look at more is only slower
            ):
                for column, at in enumerate(self.columns):
                    if at.api_name in record and self._holds(row, at, folded):
                        yield row, column

    def _holds(self, row: int, at: Column, folded: str) -> bool:
        """Whether a cell that is there holds a text in small letters."""
        value = self.rows.rows[row][at.api_name]
        if folded in shown_text(at.api_name, at.field, value).casefold():
            return True
        if isinstance(value, (int, float)):
            return (
                folded in self.rows.row_text(row).casefold()  # equal: to ask this first is only quicker
                and folded in self._written(row, at).casefold()
            )
        return folded in (typed_text(value) or "").casefold()

    def _written(self, row: int, at: Column) -> str:
        return self.rows.written(row, at.api_name) or ""  # equal: it is there

    def place_of(self, name: str) -> int | None:
        """The column of a key."""
        return next((place for place, each in enumerate(self.columns) if each.api_name == name), None)


def _columns(rows: Sequence[Record], module: Module, made: Forecast | None, added: Iterable[str]) -> Iterator[Column]:
    checked = {entry.api_name for entry in made.order.entries} if made is not None else set()
    used = dict.fromkeys(name for row in rows for name in row)
    if all(_only_appends(row.get(APPEND), row) for row in rows if APPEND in row):
        used.pop(APPEND, None)
    wanted = [error.api_name for row in made.rows for error in row.found] if made is not None else []
    wanted = [name for name in wanted if name in module.by_name]
    for name in dict.fromkeys((*used, *wanted, *added)):
        if name is not None:
            field = module.by_name.get(name)
            mandatory = field in module.mandatory
            yield Column(name, field, mandatory, name in checked)


def _only_appends(value: Json, row: Record) -> bool:
    """Whether it only says of keys of its row that they are added to, which their cells show."""
    return isinstance(value, dict) and all(name in row and isinstance(adds, bool) for name, adds in value.items())


def _kind(value: Json) -> CellKind:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "list"
    return "object" if isinstance(value, dict) else "number"


_IN_NUMBER: Final = re.compile(r"[-+0-9.eE]+")
_REWRITTEN: Final = re.compile(r"[0-9][eE]|\.[0-9]*0(?![0-9])|0\.0000|[0-9]{16}|-0(?![0-9])")
"""Where a number may stand that is shown in another form than it is written."""


def head_text(column: Column, mark: str = "●") -> str:
    """The head of a column: ``Last_Name*``, ``Email●``. mark: the sign of a field that is checked."""
    return f"{one_line(column.api_name)}{'*' if column.mandatory else ''}{mark if column.checked else ''}"
