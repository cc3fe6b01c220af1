"""Everything about one row of a forecast that its detail shows beside the row itself."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, record_name
from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.trace import STILL_READ
from tui.core.views.complaints import complaint_sentence
from tui.core.views.effects import not_modelled
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.payload.row_places import RowLines
    from tui.core.row_forecast import RowForecast
    from tui.core.rules import Assumptions, Rule
    from tui.core.trace import Step
    from tui.core.values import Record


@dataclass(frozen=True, slots=True)
class RowDetail:
    """A row; the rule of each of its steps (None: not a rule of Zoho's, but what the data set does not hold); the names
    of the records that its steps and errors met, by id; the settings in force; the whole record after it (None: it
    writes nothing); what no data set can tell of the call; a sentence for each of its errors; and the keys it sends.

    ``later``: for each check field that was not reached, the step that it would have been; ``outlook``: what the next
    stages would say of a refused row, and whom it would reach once mended (both by ``with_outlook``). ``moved``: what
    it was before, in sentences.
    """

    row: RowForecast
    step_rules: tuple[str | None, ...]
    names: Mapping[str, str]
    assumptions: Assumptions
    record_after: Record | None
    not_modelled: tuple[Rule, ...]
    complaints: tuple[str, ...] = ()
    sent: frozenset[str] = frozenset()
    later: Mapping[str, Step] = field(default_factory=dict)
    outlook: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


def row_detail(
    forecast: Forecast, index: int, get: Callable[[str], Record | None], line_of: RowLines = no_lines
) -> RowDetail:
    """The detail of a row. get: the records of the data set, by id; line_of: where the rows stand in the text."""
    row = forecast.rows[index]
    met = dict.fromkeys(match for step in row.trace for match in step.matches)
    holders = (error.details.get("id") for error in row.found if error.code == "DUPLICATE_DATA")
    met |= dict.fromkeys(holder for holder in holders if isinstance(holder, str))
    names = {}
    for record_id in met:
        record = _inserted(forecast, record_id) if record_id.startswith("new-") else get(record_id)
        names[record_id] = record_name(record or {}, forecast.module)
    after = record_after(row, forecast.module)
    rules, unknown = tuple(_step_rules(row.trace)), not_modelled(forecast.request)

    def named(record_id: str) -> str:
        return f"{one_line(record_id)} {names.get(record_id, '')}".rstrip()

    complaints = tuple(complaint_sentence(error, forecast, row, line_of, named) for error in row.found)
    return RowDetail(
        row, rules, names, forecast.assumptions, after, unknown, complaints, frozenset(forecast.request.rows[index])
    )


def _step_rules(trace: Iterable[Step]) -> Iterator[str | None]:
    """The rule of each step, also of those of which a forecast records nothing special: a miss lets the next field be
    tried, and what ended the check is why the steps behind it are not reached."""
    ended: str | None = "valid.stages"  # where no step ends the check, errors in the values did before it began
    for step in trace:
        fields = "match.explicit_id" if step.api_name == "id" else "match.first_field_wins"
        match step.verdict:
            case "not_reached":
                yield ended
            case "not_known":
                ended = None
                yield None if step.rule == STILL_READ else step.rule
            case verdict:
                if verdict in ("hit", "several") or (verdict, step.api_name) == ("miss", "id"):
                    ended = fields  # an id that no record has ends the check, too
                yield step.rule or fields


def _inserted(forecast: Forecast, record_id: str) -> Record | None:
    place = record_id.removeprefix("new-")
    if not place.isdecimal() or not 0 < int(place) <= len(forecast.rows):
        return None
    return {change.api_name: change.after for change in forecast.rows[int(place) - 1].changes}


def record_after(row: RowForecast, module: Module | None = None) -> Record | None:
    """The whole record after a row (new-N for one that it inserts); None for a row that writes nothing. With its module
    at hand, Full_Name is composed anew, as Zoho does, where a part of the name changes."""
    if row.outcome in (RowOutcome.ERROR, RowOutcome.NOT_KNOWN):
        return None
    before = row.before or {"id": f"new-{row.index + 1}"}
    after = {**before, **{change.api_name: change.after for change in row.changes}}
    has_name = _FULL in before or (module is not None and _FULL in module.by_name)
    if has_name and any(change.api_name in _PARTS and change.kind != "same" for change in row.changes):
        parts = [after.get(name) for name in _PARTS]
        after.pop(_FULL, None)
        if row.before is None or all(name in after for name in _PARTS):  # a part that is not here may hold anything
            after[_FULL] = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
    return after


_FULL: Final = "Full_Name"
_PARTS: Final = ("First_Name", "Last_Name")
