"""Forecast against reply, row by row: same, different, or not comparable, and for a difference its likely cause.

*Same*: action and target agree. A target ``new-N`` is whatever row N inserted (the same id, when a later row meets it);
``unchanged`` answers as an update; the ``duplicate_field`` of an insert is ignored; refused rows agree in the code and
field of each error. A row whose fate is not known is not comparable.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import one_line
from tui.core.errors import MULTIPLE
from tui.core.forecast import forecast as forecast_of
from tui.core.outcome import RowOutcome
from tui.core.reply.agreed import why_same
from tui.core.reply.causes import (
    Evidence,
    follows_another,
    guessed_cause,
    inserted_already,
    refusal_causes,
    stale_cause,
    told_cause,
)
from tui.core.reply.read import ReplyRow, read_reply
from tui.core.rules import RULES, SWITCHES
from tui.core.views.describe import listed
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tui.core.errors import ZohoError
    from tui.core.forecast import Forecast
    from tui.core.records import RecordIndex, RelatedRecords
    from tui.core.reply.cause import Cause
    from tui.core.reply.read import ReadReply, ReplyError
    from tui.core.row_forecast import RowForecast
    from tui.core.rules import Assumptions
    from tui.core.values import Json

Agreement = Literal["same", "different", "not_comparable"]

_NEW: Final = re.compile(r"new-(\d+)")


@dataclass(frozen=True, slots=True)
class RowComparison:
    """One row: what was forecast and what came. ``index`` is 0-based within the payload.

    ``actual``: insert, update, error, or None where the reply does not tell. ``rule``: the rule most likely wrong;
    ``cause``: one sentence, also where there is only a remark. ``switch``: rule and setting that would explain it.
    ``agreed``: where it came out as forecast, what decided.
    """

    index: int
    forecast: str
    actual: str | None
    verdict: Agreement
    rule: str | None = None
    cause: str = ""
    record_id: str | None = None
    errors: tuple[ReplyError, ...] = ()
    switch: tuple[str, str] | None = None
    agreed: str = ""

    @property
    def why(self) -> str:
        """Why it came out as it did, in a sentence, whether or not that was forecast."""
        return self.cause or self.agreed

    def to_json(self) -> dict[str, Json]:
        """As ``send --format json`` has it."""
        return {
            "index": self.index,
            "forecast": self.forecast,
            "actual": self.actual,
            "verdict": self.verdict,
            "rule": self.rule,
            "cause": self.cause,
            "why": self.why,
            "target_id": self.record_id,
            "switch": None if self.switch is None else "=".join(self.switch),
        }


@dataclass(frozen=True, slots=True)
class CallReply:
    """The reply to one call: the index of its first row, how many rows it sent, and what came.

    ``known`` False: the call was not sent, or its outcome is not known, whatever came; then no row is comparable.
    """

    start_index: int
    rows: int
    reply: Json
    known: bool = True
    why: str = ""


def compare_rows(
    forecast_rows: Sequence[RowForecast],
    reply: Json,
    start_index: int = 0,
    *,
    went: Mapping[int, ReplyRow] | None = None,
    evidence: Evidence | None = None,
) -> tuple[RowComparison, ...]:
    """Compare the rows of one call with its reply. Their indexes count from ``start_index``.

    went: what earlier calls of the payload came to, by index, for targets that are new-N. evidence: what causes are
    looked for in; without it they are guessed from the forecast alone.
    """
    read = read_reply(reply, len(forecast_rows))
    known = dict(went or {}) | answers(read, start_index, len(forecast_rows))
    rows = [replace(row, index=start_index + place) for place, row in enumerate(forecast_rows)]
    given = replace(evidence or Evidence(), went=known)
    return tuple(_compared(row, known.get(row.index), given, why_not_known(read)) for row in rows)


def compare(
    forecast: Forecast,
    replies: Sequence[CallReply],
    records: RecordIndex | None = None,
    stale: Mapping[str, Mapping[str, str]] | None = None,
    related: RelatedRecords | None = None,
) -> tuple[RowComparison, ...]:
    """Compare a whole payload with the replies to its calls: one comparison for each row that was to be sent.

    records: what the forecast was made against, for causes and to try other settings. stale: for the id of a record
    that was read again before the send, how it differs from the data set, by field. related: the records of other
    modules, for lookups that name none of them.
    """
    went, why = _went(replies)
    if forecast.call_errors:
        return tuple(
            _call_compared(index, forecast.call_errors, went.get(index), why.get(index, ""))
            for index in range(len(forecast.request.rows))
        )
    sent = dict(enumerate(forecast.request.rows))
    has_header = forecast.request.if_unmodified_since is not None
    evidence = Evidence(forecast.module, forecast.order, records, sent, went, stale or {}, related, has_header)
    found = [_compared(row, went.get(row.index), evidence, why.get(row.index, "")) for row in forecast.rows]
    if records is not None:
        unexplained = {
            each.index for each in found if each.verdict == "different" and not _proven(each, evidence, forecast)
        }
        switches = explain_by_switch(forecast, records, replies, unexplained)
        found = [_switched(each, switches[each.index]) if each.index in switches else each for each in found]
        together = _explain_together(forecast, records, evidence, unexplained - switches.keys())
        found = [replace(each, cause=together.get(each.index, each.cause)) for each in found]
    return tuple(found)


def _explain_together(
    forecast: Forecast, records: RecordIndex, evidence: Evidence, rows: Collection[int]
) -> dict[int, str]:
    """For a row that is refused for several values: the settings of several switches that explain it together."""
    explained: dict[int, str] = {}
    tried: dict[tuple[tuple[str, str], ...], Forecast] = {}
    for index in sorted(rows):
        causes = refusal_causes(forecast.rows[index], evidence.went[index], evidence)
        settings = tuple(dict.fromkeys(cause.switch for cause in causes if cause.switch is not None))
        if len(settings) < 2:
            continue
        if settings not in tried:
            other = forecast.assumptions
            for rule, value in settings:
                other = other.having(rule, value)
            tried[settings] = _once_more(forecast, records, other)
        if _would_agree(tried[settings], index, evidence.went[index], evidence.went):
            explained[index] = f"{listed(['='.join(each) for each in settings])} together would explain it"
    return explained


def explain_by_switch(
    forecast: Forecast, records: RecordIndex, replies: Sequence[CallReply], rows: Collection[int]
) -> dict[int, tuple[str, str]]:
    """For those rows that another setting of one switch would explain: the rule and that setting.

    Only switches that a row depends on are tried, over the whole payload. Of several that make forecast and reply of a
    row the same, the one under which most rows of the payload agree is taken; then the first of the catalogue.
    """
    depends = {rule for index in rows for rule in forecast.rows[index].depends_on}
    went, _ = _went(replies)
    explained: dict[int, tuple[str, str]] = {}
    agreements: dict[int, int] = {}
    for rule, other in forecast.assumptions.others():
        if rule not in depends:
            continue
        tried = _once_more(forecast, records, other)
        agreeing = {index for index, actual in went.items() if _would_agree(tried, index, actual, went)}
        for index in agreeing.intersection(rows):
            if len(agreeing) > agreements.get(index, 0):
                explained[index], agreements[index] = (rule, other[rule]), len(agreeing)
    return explained


def _once_more(forecast: Forecast, records: RecordIndex, other: Assumptions) -> Forecast:
    """The forecast of the same payload under other settings."""
    return forecast_of(
        forecast.request,
        forecast.module,
        records,
        other,
        split=True,
        counterfactuals=False,  # equal: only quicker
    )


def answers(read: ReadReply, start_index: int, sent: int) -> dict[int, ReplyRow]:
    """What a reply says of each of the ``sent`` rows, by index; rows whose fate it leaves open are left out.

    A refusal of the call for what was sent is an error of each row; one for the token or the user's rights is none.
    """
    if read.refusal:
        row = ReplyRow("error", errors=read.refusal)
        return {start_index + place: row for place in range(sent)} if read.about_the_rows else {}
    return {start_index + place: row for place, row in enumerate(read.rows) if row.action != "unreadable"}


def why_not_known(read: ReadReply) -> str:
    """Why rows of a reply are not comparable, one sentence."""
    if read.refusal:
        code = read.refusal[0].code
        if not code.isupper():
            return f"this answers the request for a token ({one_line(code)}): without one the upsert was not sent"
        return f"the call was refused: {one_line(code)}"
    return read.problem


def _went(replies: Sequence[CallReply]) -> tuple[dict[int, ReplyRow], dict[int, str]]:
    went: dict[int, ReplyRow] = {}
    why: dict[int, str] = {}
    for call in replies:
        read = read_reply(call.reply, call.rows)
        reason = call.why or why_not_known(read)
        why |= dict.fromkeys(range(call.start_index, call.start_index + call.rows), reason)
        if call.known:
            went |= answers(read, call.start_index, call.rows)
    return went, why


def _compared(row: RowForecast, actual: ReplyRow | None, evidence: Evidence, why: str) -> RowComparison:
    word = row.outcome.value
    if actual is None:
        return RowComparison(row.index, word, None, "not_comparable", cause=why)
    plain = RowComparison(row.index, word, actual.action, "same", record_id=actual.record_id, errors=actual.errors)
    if row.outcome is RowOutcome.NOT_KNOWN:
        return replace(plain, verdict="not_comparable", cause="the forecast is not known")
    if any(error.code == "INTERNAL_ERROR" for error in actual.errors):
        return replace(plain, verdict="not_comparable", cause="Zoho failed at this row (INTERNAL_ERROR)")
    if _agree(row, actual, evidence.went):
        return replace(plain, cause=_decided_otherwise(row, actual), agreed=why_same(row, actual, evidence.order))
    cause = (
        _sure_cause(row, actual, evidence) or stale_cause(row, actual, evidence) or guessed_cause(row, actual, evidence)
    )
    return replace(plain, verdict="different", rule=cause.rule, cause=cause.sentence, switch=cause.switch)


def _sure_cause(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause | None:
    return (
        told_cause(row, actual, evidence)
        or inserted_already(actual, evidence)
        or follows_another(row, actual, evidence)
    )


def _proven(found: RowComparison, evidence: Evidence, forecast: Forecast) -> bool:
    return _sure_cause(forecast.rows[found.index], evidence.went[found.index], evidence) is not None


def _switched(found: RowComparison, switch: tuple[str, str]) -> RowComparison:
    rule, value = switch
    meaning = dict(SWITCHES[rule].meanings)[value]
    return replace(found, rule=rule, switch=switch, cause=f"{rule}={value} would explain it: {meaning}")


def _agree(row: RowForecast, actual: ReplyRow, went: Mapping[int, ReplyRow]) -> bool:
    if row.outcome is RowOutcome.ERROR:
        return _same_errors(row.found, actual.errors)
    if row.outcome is RowOutcome.INSERT:
        return actual.action == "insert"
    if actual.action != "update":
        return False
    target_id = row.target_id or ""  # equal: an update has one
    met = _NEW.fullmatch(target_id)
    if met is None:
        return actual.record_id == target_id
    earlier = went.get(int(met[1]) - 1)
    return earlier is not None and earlier.action == "insert" and actual.record_id == earlier.record_id


def _same_errors(expected: Sequence[ZohoError], came: Sequence[ReplyError]) -> bool:
    return sorted((error.code, error.api_name or "") for error in expected if error.code != MULTIPLE) == sorted(
        (error.code, error.api_name or "") for error in came
    )


def _would_agree(tried: Forecast, index: int, actual: ReplyRow, went: Mapping[int, ReplyRow]) -> bool:
    if tried.call_errors:
        found = [error.details for error in tried.call_errors] + [error.details for error in actual.errors]
        places = {str(details["json_path"]) for details in found if "json_path" in details}
        return _same_errors(tried.call_errors, actual.errors) and len(places) < 2
    return _agree(tried.rows[index], actual, went)


def _decided_otherwise(row: RowForecast, actual: ReplyRow) -> str:
    """A remark where the target is the same, but another field chose it."""
    decided = actual.duplicate_field
    if actual.action != "update" or decided is None or decided == row.duplicate_field:
        return ""
    forecast = one_line(row.duplicate_field) if row.duplicate_field else "the id"
    return f"Zoho decided by {one_line(decided)}, the forecast by {forecast}"


def _call_compared(index: int, expected: Sequence[ZohoError], actual: ReplyRow | None, why: str) -> RowComparison:
    """Where the forecast refuses the call as a whole."""
    if actual is None:
        return RowComparison(index, RowOutcome.ERROR.value, None, "not_comparable", cause=why)
    if _same_errors(expected, actual.errors):
        agreed = f"the call is refused as forecast: {RULES[expected[0].rule].sentence}"
        return RowComparison(index, RowOutcome.ERROR.value, "error", "same", errors=actual.errors, agreed=agreed)
    rule = expected[0].rule
    return RowComparison(
        index,
        RowOutcome.ERROR.value,
        actual.action,
        "different",
        rule,
        f"the forecast refuses the call: {RULES[rule].sentence}",
        actual.record_id,
        actual.errors,
    )
