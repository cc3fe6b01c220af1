"""Which rows of a payload ``send`` sends: all, those that are given by their numbers, those that are not refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.commands.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.chosen_rows import Choice, Part
    from tui.core.forecast import Forecast
    from tui.session.case import Case


def chosen_rows(
    case: Case, ranges: Sequence[tuple[int, int]] | None, *, without_refused: bool
) -> tuple[Case, Forecast, Part | None]:
    """The case of the rows that are sent, their forecast, and which part of the payload they are (None: nothing was
    chosen). ranges: the rows from 1, first and last. What the rows that stay behind would have done is not forecast.
    Raises CaseError for a row that is not there, and where no row is left."""
    from tui.core.chosen_rows import not_refused, only, part_of
    from tui.session.case import CaseError

    if ranges is None and not without_refused:
        return case, case.forecast(split=True), None
    count = len(case.request.rows)
    rows: Sequence[int] = range(count)
    choice: Choice = "not_refused"
    if ranges is not None:
        rows, choice = sorted(set(_places(ranges, count))), "numbered"
    part = part_of(choice, rows, count)
    chosen = replace(case, request=only(case.request, part))
    made = chosen.forecast(split=True)
    if without_refused:
        kept = [part.rows[place] for place in not_refused(made)]
        if not kept:
            raise CaseError("nothing was sent: the forecast refuses every row")
        both: Choice = "not_refused" if ranges is None else "numbered_not_refused"
        if len(kept) < len(part.rows):
            part = part_of(both, kept, count)
            chosen = replace(case, request=only(case.request, part))
            made = chosen.forecast(split=True)
    return chosen, made, part


def _places(ranges: Sequence[tuple[int, int]], count: int) -> Iterator[int]:
    from tui.core.views.describe import count_of
    from tui.session.case import CaseError

    for first, last in ranges:
        if last > count:
            raise CaseError(f"nothing was sent: there is no row {last}; the payload has {count_of(count, 'row')}")
        yield from range(first - 1, last)


def say_what_stays(part: Part | None) -> None:
    """Tell which rows are not sent."""
    from tui.core.display import row_numbers

    if part is not None and not part.is_whole:
        stay = "stays" if len(part.unsent) == 1 else "stay"
        say(f"{part.text}; {row_numbers(part.unsent)} {stay} unsent")
