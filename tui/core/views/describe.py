"""A forecast in words: the short texts that the table on screen, ``preview`` and its other formats have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, record_name, short_id
from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.trace import STILL_READ
from tui.core.values import instant
from tui.core.views.complaints import KINDS, complaints_text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from tui.core.check_order import EffectiveOrder
    from tui.core.errors import ZohoError
    from tui.core.forecast import Asked, Forecast, Outline
    from tui.core.metadata import Module
    from tui.core.payload.row_places import RowLines
    from tui.core.row_forecast import RowForecast, Summary
    from tui.core.rules import Measurement
    from tui.core.trace import Step

_LOUD: Final = {"cleared": "clears ", "appended": "adds to "}
_FIELDS_NAMED: Final = 3

ORIGIN_WORDS: Final = {
    "listed": "listed",
    "appended": "added by Zoho",
    "default": "default",
}
"""The origin of an entry of the effective order, in words."""

NOT_CHECKED_WORDS: Final = {
    "order.system_ignored": "ignored: not listed",
    "order.not_checkable": "not checkable",
}
"""Why a field is not checked, in words, by its rule."""


def decided_by(row: RowForecast) -> str:
    """The field that chose the target, ``id`` for an explicit id, or a dash."""
    if row.duplicate_field:
        return one_line(row.duplicate_field)
    return "id" if row.target_id is not None else "-"


def target_text(row: RowForecast, module: Module) -> str:
    """The target: the end of its id and the record's name; ``new`` for an insert; the code of an error."""
    if row.outcome is RowOutcome.ERROR:
        codes = dict.fromkeys(error.code for error in row.found)
        return " + ".join(codes)
    if row.outcome is RowOutcome.INSERT:
        return "new"
    if row.target_id is None:
        return "-"
    name = record_name(row.before, module) if row.before else ""
    return f"{short_id(row.target_id)} {name}".rstrip()


def fate(row: RowForecast, module: Module) -> str:
    """Outcome and target in one, as in ``UPDATE …2371 Lucy Westen``, ``ERROR DUPLICATE_DATA`` or ``INSERT``."""
    target = "" if row.outcome is RowOutcome.INSERT else f" {target_text(row, module)}"
    return f"{row.outcome.word}{target}"


def what_text(row: RowForecast, made: Asked, line_of: RowLines = no_lines) -> str:
    """What happens, in short: the fields that change; for a refused row each value that is wrong, what its field takes,
    and its line."""
    if row.outcome is RowOutcome.ERROR:
        return complaints_text(made, row, line_of)
    if row.outcome is RowOutcome.NOT_KNOWN:
        return ", ".join(
            f"{_NOT_KNOWN.get(step.rule or '', _NOT_KNOWN[''])}: {one_line(step.api_name)}"  # equal: none is None
            for step in row.trace
            if step.verdict == "not_known"
        )
    if row.outcome is RowOutcome.UNCHANGED:
        return "nothing changes"
    if row.outcome is RowOutcome.INSERT:
        twin = next((note for note in row.notes if note.rule in _TWINS), None)
        if twin is not None:
            return f"{_TWINS[twin.rule]} {one_line(twin.api_name or '')}"
        return count_of(sum(change.kind == "added" for change in row.changes), "field")
    names = [_LOUD.get(change.kind, "") + one_line(change.api_name) for change in row.changes if change.kind != "same"]
    names.sort(key=lambda name: not name.startswith("clears "))
    more = f" +{len(names) - _FIELDS_NAMED}" if len(names) > _FIELDS_NAMED else ""
    return ", ".join(names[:_FIELDS_NAMED]) + more


_NOT_KNOWN: Final = {
    "": "not looked up",
    "data.absent_field": "not pulled",
    "data.more_records": "not among the records here",
    "lint.shell_variable": "a variable",
    STILL_READ: "not read yet",
}
"""Why a value of a row could not be looked up, by the rule of its step."""

_TWINS: Final = {"lint.makes_twin": "makes a twin by", "lint.near_miss": "nearly a twin by"}

_COMPLAINTS: Final = {
    "valid.phone_without_digit": "has no digit",
    "valid.datetime_forms": "has fractions of a second",
    "valid.datetime_z": "ends in Z, not in an offset",
    "valid.bigint_form": "is a long integer in the other form",
    "valid.format_lenient": "has an unusual form",
    "valid.picklist": "is not in the pick list",
    "valid.lookup_form": "is a bare id, not an object",
    "write.empty_string_clears": "is blank",
}
"""What is wrong with a value, by the rule of its error, where the error itself does not say it well."""


def errors_text(errors: Iterable[ZohoError], *, full_ids: bool = False) -> str:
    """The fields that errors name and what is wrong with each, in short."""
    return ", ".join(_complaint(error, full_ids=full_ids) for error in errors)


def _complaint(error: ZohoError, *, full_ids: bool) -> str:
    name, details = one_line(error.api_name or error.code), error.details
    if error.rule in _COMPLAINTS:
        return f"{name} {_COMPLAINTS[error.rule]}"
    match error.code:
        case "DUPLICATE_DATA" if isinstance(details.get("id"), str):
            holder = str(details["id"])
            return f"{name} is {one_line(holder) if full_ids else short_id(holder)}'s"
        case "MANDATORY_NOT_FOUND":
            return f"{name} is missing"
        case "INVALID_DATA" if "expected_data_type" in details:
            expected = str(details["expected_data_type"])
            return f"{name} is not {KINDS.get(expected, expected)}"
        case "INVALID_DATA" if "maximum_length" in details:
            return f"{name} is longer than {details['maximum_length']}"
        case "INVALID_DATA" if name == "id":
            return "no record has this id"
    return name


def listed(names: Sequence[str], word: str = "and") -> str:
    """Names in a row, as in ``Email, Phone and Mobile``."""
    shown = [one_line(name) for name in names]
    return f"{', '.join(shown[:-1])} {word} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def count_of(count: int, thing: str, several: str = "") -> str:
    """``1 field``, ``2 fields``, ``1,200 records``; ``several``: the plural, where it takes more than an s."""
    return f"1 {thing}" if count == 1 else f"{count:,} {several or f'{thing}s'}"


def age_text(made_at: str | None, now: float) -> str:
    """How old something is, in the largest unit that fits: ``3 weeks old``. made_at: ISO text; without a zone it counts
    as UTC; now: seconds since 1970."""
    if made_at is None:
        return "of unknown age"
    made = instant(made_at)
    if made is None:
        return f"made at {one_line(made_at[:40])}"
    seconds = now - made
    if seconds < 0:
        return f"dated {made_at.strip()[:10]}, in the future"
    span = span_text(seconds)
    return f"{span} old" if span else "made just now"


def span_text(seconds: float) -> str:
    """A span of time in the largest unit that fits, as in ``3 weeks``; an empty text for less than a minute."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    for count, unit, least in (
        (days // 365, "year", 2),
        (days // 30, "month", 3),
        (days // 7, "week", 2),
        (days, "day", 1),
        (hours, "hour", 1),
        (minutes, "minute", 1),
    ):
        if count >= least:
            return count_of(count, unit)
    return ""


def summary_parts(summary: Summary) -> list[tuple[RowOutcome, int]]:
    """The outcomes that occur, with their counts, in the order of the outcomes."""
    counts = (summary.insert, summary.update, summary.unchanged, summary.error, summary.not_known)
    return [(outcome, count) for outcome, count in zip(RowOutcome, counts, strict=True) if count]


def summary_text(summary: Summary) -> str:
    """The counts in one line, as in ``2 insert · 3 update · 1 error``."""
    parts = [f"{count:,} {outcome.value.replace('_', ' ')}" for outcome, count in summary_parts(summary)]
    return " · ".join(parts) or "no rows"


def verdict_text(forecast: Forecast | Outline) -> str:
    """The counts, what the payload costs, and the status to expect, in one line."""
    summary = forecast.summary
    cost = count_of(summary.credits, "API credit")
    return f"{summary_text(summary)} · {cost} · HTTP {forecast.response_status}"


def assumptions_text(forecast: Forecast) -> str:
    """The settings that are not the catalogue's defaults, as in ``match.several=refuse``; an empty text if all are."""
    return ", ".join(f"{rule}={value}" for rule, value in forecast.assumptions.unusual().items())


def order_text(order: EffectiveOrder) -> str:
    """The effective order in one line, as in ``1 Phone (listed), 2 Mobile (added by Zoho); not Email (...)``."""
    tried = ", ".join(
        f"{place} {one_line(entry.api_name)} ({ORIGIN_WORDS[entry.origin]})"
        for place, entry in enumerate(order.entries, 1)
    )
    ignored = ", ".join(f"{one_line(entry.api_name)} ({NOT_CHECKED_WORDS[entry.rule]})" for entry in order.not_checked)
    return (tried or "nothing is checked: every row inserts") + (f"; not {ignored}" if ignored else "")


def call_error_text(error: ZohoError, forecast: Forecast) -> str:
    """One sentence for a call that is refused as a whole."""
    match error.code:
        case "INVALID_MODULE":
            name = one_line(forecast.module.api_name)
            known = forecast.module.known
            return f"{name} cannot be upserted" if known else f"neither Zoho nor this data set knows a module {name}"
        case "LIMIT_EXCEEDED":
            rows, most = len(forecast.request.rows), error.details["maximum_length"]
            return f"{rows:,} rows, and one call takes {most}; they can be split into calls of {most}"
        case "ALREADY_MODIFIED":
            record_id, moment = error.details["id"], error.details.get("Modified_Time")
            since = forecast.request.if_unmodified_since or ""
            return f"{one_line(record_id)} was modified at {one_line(str(moment))}, after {one_line(since)}"
        case _:
            return f"a name in duplicate_check_fields cannot be checked ({error.details.get('json_path')})"


_WHY_NOT_KNOWN: Final = {
    "data.absent_field": "is in no record here: the field was not pulled",
    "data.more_records": "is in no record here, and the org has more records",
    "lint.shell_variable": "is a variable: its value is not here",
    STILL_READ: "is not known until the records are read",
}


def measured_text(measurement: Measurement) -> str:
    """When and where a setting was measured, as in ``seen in this org, 2026-11-27, Leads, v8``."""
    parts = ("seen in this org", measurement.at[:10], measurement.module, measurement.api_version)
    return ", ".join(one_line(part) for part in parts if part)


def step_text(step: Step, sent: Container[str] = ()) -> str:
    """What happened at a step, without field and value: ``1 record``, ``not sent``, ``not reached`` and so on. sent:
    the keys of the row, since a step names no value that was refused before."""
    match step.verdict:
        case "hit":
            return "belongs to 1 record"
        case "several":
            return f"belongs to {step.count:,} records"
        case "miss":
            return "belongs to no record"
        case "skipped":
            if step.rule in ("valid.read_only", "valid.system_fields"):
                return "cannot be written, so it is skipped"
            if step.rule == "valid.stages":
                return "not a valid value, skipped"
            return "blank, skipped" if step.value is not None else "not sent, skipped"
        case "not_reached":
            is_there = step.value is not None or step.api_name in sent
            return "not reached" if is_there else "not sent, not reached"
        case "not_known":
            return _WHY_NOT_KNOWN.get(step.rule or "", "was never looked up in this data set")  # equal: none is None
        case "not_checked":
            if step.value is None:
                return "not checked"
            hits = f"would have hit {count_of(step.count, 'record')}" if step.count else "would have hit nothing"
            return f"not checked; {hits}"
