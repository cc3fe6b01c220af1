"""Every error and warning of a forecast at its place in the payload's text, for the editor to mark.

Places are found row by row when they are asked for, so that ten thousand rows cost nothing until one looks at them.
Each problem names its rule, its row and its key: what a fix for it needs to know.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from copy import copy
from typing import TYPE_CHECKING, Literal

from tui.core.display import one_line, record_name
from tui.core.payload.json_text import Span, spans
from tui.core.payload.request import CHECK_FIELDS
from tui.core.payload.row_places import RowPlaces
from tui.core.views.complaints import complaint_sentence
from tui.core.views.describe import call_error_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.errors import ZohoError
    from tui.core.forecast import Forecast
    from tui.core.notice import Notice
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one line of the text: line and columns from 0, the end not included."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextProblem:
    """One error or warning. ``row`` (0-based) is None for one of the call, ``api_name`` None where no one key is meant.
    ``sentence``: the value, what is needed, and the line. ``loud``: a warning that weighs as much as an error."""

    place: Place
    severity: Severity
    rule: str
    sentence: str
    row: int | None = None
    api_name: str | None = None
    loud: bool = False


def is_about_a_check_field(notice: Notice, made: Forecast) -> bool:
    """Whether a warning concerns a field that decides which record a row hits, or a key that was meant to be one."""
    names = {entry.api_name for entry in made.order.entries} | {each.api_name for each in made.order.not_checked}
    meant = (f"Did you mean {name}?" in notice.message or f" is not {name}:" in notice.message for name in names)
    return notice.api_name in names or notice.api_name == CHECK_FIELDS or any(meant)


def _lies_behind(problem: TextProblem, here: tuple[int, int], step: int) -> bool:
    there = (problem.place.line, problem.place.start)
    return there > here if step == 1 else there < here


class Problems:
    """The problems of a text that was read and forecast, in the order of their places."""

    def __init__(self, text: str, made: Forecast, records: RecordIndex) -> None:
        self._text, self._made, self._records = text, made, records
        self.places = RowPlaces(text)
        self.row_lines = self.places.rows()
        """For each row, the lines of the text (from 0) in which it stands."""
        self._starts = [lines.start for lines in self.row_lines]
        self._ends = [lines.stop - 1 for lines in self.row_lines]
        self._rows = [row.index for row in made.rows if row.found or row.warnings]
        self._found: dict[int, tuple[TextProblem, ...]] = {}
        self._of_call: tuple[TextProblem, ...] | None = None

    def of(self, made: Forecast) -> Problems:
        """The same of a forecast of the same rows of which more is computed: what is wrong with them stays."""
        other = copy(self)
        other._made = made
        return other

    @property
    def refused(self) -> int:
        """How many rows are refused; all where the call is."""
        return len(self.row_lines) if self._made.call_errors else sum(bool(row.found) for row in self._made.rows)

    @property
    def warnings(self) -> int:
        """How many warnings there are, those of the call included."""
        return len(self._made.warnings) + sum(len(row.warnings) for row in self._made.rows)

    @property
    def count(self) -> int:
        """How many problems there are in all."""
        made = self._made
        return len(made.call_errors) + self.warnings + sum(len(row.found) for row in made.rows)

    def everything(self, first_row: int = 0) -> Iterator[TextProblem]:
        """Every problem, those of the call first, then row by row from a row (0-based) on."""
        yield from self._call()
        for row in self._rows[bisect_left(self._rows, first_row) :]:
            yield from self._of_row(row)

    def rows_before(self, row: int, count: int) -> int:
        """The row so many rows with a problem before another, or the first that has one; 0 where none has."""
        place = bisect_left(self._rows, row)
        return self._rows[max(place - count, 0)] if self._rows else 0

    def rows_like(self, problem: TextProblem) -> tuple[int, ...]:
        """The rows that have a problem of the same rule and key. No place is looked for."""
        wanted = (problem.rule, problem.api_name)

        def has_it(row: RowForecast) -> bool:
            kinds = [(error.rule, error.api_name) for error in row.found]
            kinds += [(notice.rule, notice.api_name) for notice in row.warnings]
            return wanted in kinds

        return tuple(row for row in self._rows if has_it(self._made.rows[row]))

    def of_row(self, row: int) -> tuple[TextProblem, ...]:
        """The problems of one row (0-based), in the order of their places."""
        return self._of_row(row)

    def cells(self) -> Iterator[tuple[int, str | None]]:
        """The row and key of every problem of a row. No place is looked for."""
        for index in self._rows:
            row = self._made.rows[index]
            yield from ((index, error.api_name) for error in row.found)
            yield from ((index, notice.api_name) for notice in row.warnings)

    def on_line(self, line: int) -> tuple[TextProblem, ...]:
        """The problems whose place is in a line (from 0)."""
        first, last = bisect_left(self._ends, line), bisect_right(self._starts, line)
        rows = self._rows[bisect_left(self._rows, first) : bisect_left(self._rows, last)]
        found = (*self._call(), *(problem for row in rows for problem in self._of_row(row)))
        return tuple(problem for problem in found if problem.place.line == line)

    def after(self, line: int, column: int, step: int) -> TextProblem | None:
        """The next problem behind a place (step 1), or the last before it (-1), going round at the end; None where
        there are none."""
        here, call, closest = (line, column), self._call(), min if step == 1 else max
        if step == 1:
            rows = self._rows[bisect_left(self._rows, bisect_left(self._ends, line)) :]
        else:
            rows = self._rows[: bisect_left(self._rows, bisect_right(self._starts, line))][::-1]
        on_the_way = [each for each in call if _lies_behind(each, here, step)]
        of_rows = (each for row in rows for each in self._of_row(row)[::step])
        nearest = next((each for each in of_rows if _lies_behind(each, here, step)), None)
        ahead = [*on_the_way, *([nearest] if nearest else ())]
        if not ahead:
            ahead = [*call, *(self._of_row(self._rows[0 if step == 1 else -1]) if self._rows else ())]
        return closest(ahead, key=lambda each: each.place, default=None)

    # --- places -------------------------------------------------------------------------------------------------------

    def _place(self, start: int, end: int) -> Place:
        line, column = self.places.lines.location(start)
        last, end_column = self.places.lines.location(end)
        if last > line:  # what goes on over several lines is marked where it begins
            end_column = column
        return Place(line, column, max(end_column, column + 1))

    def _of_row(self, row: int) -> tuple[TextProblem, ...]:
        if row not in self._found:
            self._found[row] = tuple(sorted(self._placed(row), key=lambda problem: problem.place))
        return self._found[row]

    def _placed(self, index: int) -> Iterator[TextProblem]:
        row = self._made.rows[index]

        def placed(name: str | None, *, key: bool = False) -> Place:
            span = self.places.key_span(index, name)
            if span is None:
                start = self.places.spans[index].start
                return self._place(start, start)
            begins = span.key if key and span.key is not None else span.start  # equal: what a row holds has a key
            return self._place(begins, span.end)

        for error in row.found:
            sentence = complaint_sentence(error, self._made, row, named=self._named)
            yield TextProblem(placed(error.api_name), "error", error.rule, sentence, index, error.api_name)
        for notice in row.warnings:
            loud = is_about_a_check_field(notice, self._made)
            name = notice.api_name
            is_name = name not in self._made.module.by_name  # the key itself is what is wrong
            yield TextProblem(
                placed(name, key=is_name), "warning", notice.rule, one_line(notice.message), index, name, loud
            )

    def _named(self, record_id: str) -> str:
        record = self._records.get(record_id)
        name = record_name(record, self._made.module) if record else ""
        return f"{one_line(record_id)} ({name})" if name else one_line(record_id)

    def _call(self) -> tuple[TextProblem, ...]:
        if self._of_call is None:
            made = self._made
            some = made.call_errors or made.warnings
            top = spans(self._text, 2) if some else {}  # equal: only quicker
            found = [self._call_error(error, top) for error in made.call_errors]
            found += [self._call_warning(notice, top) for notice in made.warnings]
            self._of_call = tuple(found)
        return self._of_call

    def _call_error(self, error: ZohoError, top: dict[tuple[str | int, ...], Span]) -> TextProblem:
        path = str(error.details.get("json_path", ""))
        listed = path.removeprefix(f"$.{CHECK_FIELDS}[").removesuffix("]")
        span = top.get((CHECK_FIELDS, int(listed))) if listed.isdecimal() else top.get(("data",))
        sentence = f"{error.code}: {call_error_text(error, self._made)}."
        return TextProblem(self._place_of(span), "error", error.rule, sentence)

    def _call_warning(self, notice: Notice, top: dict[tuple[str | int, ...], Span]) -> TextProblem:
        name = notice.api_name
        listed = self._made.request.duplicate_check_fields or ()
        span = top.get((name,)) if name else None  # equal: nothing is called None
        if span is not None:
            begins = span.start if span.key is None else span.key  # equal: what the body holds has a key
            place = self._place(begins, span.end)
        else:
            place = self._place_of(top.get((CHECK_FIELDS, listed.index(name))) if name in listed else None)
        loud = notice.rule == "lint.other_call" or is_about_a_check_field(notice, self._made)
        return TextProblem(place, "warning", notice.rule, one_line(notice.message), None, name, loud)

    def _place_of(self, span: Span | None) -> Place:
        """The place of a part, or, where there is none, of the bracket that begins the text."""
        start = len(self._text) - len(self._text.lstrip("\ufeff \t\r\n")) if span is None else span.start
        return self._place(start, start if span is None else span.end)
