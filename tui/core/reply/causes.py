"""Why a row came out otherwise than forecast: the rule that was most likely wrong, and the likely cause in a sentence.

From the surest to the guess: an error code that names what no data set can tell; an earlier row that went elsewhere; a
switch whose other setting gives the reply (tried by tui.core.reply.compare); a target that is known to have changed;
and last, what trace and data set suggest.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.near_ids import is_rounded
from tui.core.outcome import RowOutcome
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS
from tui.core.reply.cause import Cause
from tui.core.reply.refused_value import RefusedValue, dropped_value_cause, refused_value_cause, sure_refusal
from tui.core.values import KeyForm, instant, key_text
from tui.core.views.complaints import KINDS
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.check_order import EffectiveOrder
    from tui.core.errors import ZohoError
    from tui.core.metadata import Module
    from tui.core.records import RecordIndex, RelatedRecords
    from tui.core.reply.read import ReplyError, ReplyRow
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Record


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is at hand to find causes with; all of it may be missing.

    ``sent``: the rows of the payload by index. ``went``: what the reply says of earlier rows, by index. ``stale``: for
    the id of a record that was read again, the sentence how it differs from the data set by field; gone by ``id``.
    ``related``: what is known of the records of other modules. ``if_unmodified``: whether the call had the header.
    """

    module: Module | None = None
    order: EffectiveOrder | None = None
    records: RecordIndex | None = None
    sent: Mapping[int, Record] = field(default_factory=dict)
    went: Mapping[int, ReplyRow] = field(default_factory=dict)
    stale: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    related: RelatedRecords | None = None
    if_unmodified: bool = False

    def record(self, record_id: str | None) -> Record | None:
        """The record of an id, where there is a data set, and it has one."""
        if self.records is None:
            return None
        return None if record_id is None else self.records.get(record_id)  # equal: no record has the id None

    def holds(self, record_id: str | None, api_name: str, row: int) -> bool:
        """Whether the data set has this record with the row's value in a field."""
        record = self.record(record_id)
        value = self.sent.get(row, {}).get(api_name)
        if record is None or value is None:
            return False
        return key_text(record.get(api_name), KeyForm.FOLDED) == key_text(value, KeyForm.FOLDED)

    def decides(self, api_name: str, row: int) -> bool:
        """Whether a field of a row is looked up or enforced unique: no other value makes another outcome."""
        looked_up = self.order is not None and api_name in self.order.names
        enforced = self.module is not None and api_name in self.module.unique_by_name
        return api_name == "id" or (api_name in self.sent.get(row, {}) and (looked_up or enforced))

    def lacks(self, record_id: str | None) -> bool:
        """Whether there is a data set, and it has no record of this id."""
        return record_id is not None and self.records is not None and self.record(record_id) is None


_NEW: Final = re.compile(r"new-(\d+)")

TOLD: Final = {
    "RECORD_LOCKED": ("unknown.record_locked", "the record is locked in the org"),
    "RECORD_IN_BLUEPRINT": ("unknown.blueprint", "the record is in a blueprint that forbids the change"),
    "NOT_APPROVED": ("unknown.approval", "the record is waiting for approval in the org"),
    "NOT_REVIEWED": ("unknown.approval", "the record is waiting for review in the org"),
    "ID_ALREADY_CONVERTED": ("unknown.converted", "the lead was converted in the org"),
    "CONVERTED_RECORD": ("unknown.converted", "the lead was converted in the org"),
    "ALREADY_MODIFIED": ("unknown.stale", "the record was changed in the org in the meantime"),
    "NO_PERMISSION": ("unknown.sharing", "the user has no permission for this record or field"),
    "AUTHORIZATION_FAILED": ("unknown.sharing", "the user has no permission for this record or field"),
    "DEPENDENT_FIELD_MISSING": ("unknown.layout_rules", "the org makes a field depend on another"),
    "DEPENDENT_MISMATCH": ("unknown.layout_rules", "the org makes a value depend on another field"),
    "DEPENDENT_SERVICE_ERROR": ("unknown.automation", "something that Zoho called in between failed"),
    "PATTERN_NOT_MATCHED": ("valid.format", "Zoho wants the value in another format"),
}
"""Error codes that say by themselves what a data set cannot tell."""


def told_cause(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause | None:
    """The cause that the error itself tells, if it does; an id in a lookup that nothing has is one, too."""
    foreseen = {(error.code, error.api_name) for error in row.found}
    for error in actual.errors:
        if (error.code, error.api_name) not in foreseen:
            value = RefusedValue.of(error, evidence.sent.get(row.index, {}), evidence.module)
            if (sure := sure_refusal(error, value, evidence.related)) is not None:
                return sure
        if error.code == "ALREADY_MODIFIED" and evidence.if_unmodified:
            sentence = f"{_id(error.details.get('id'))} was changed in the org after the moment of the header"
            return Cause("call.if_unmodified", f"{sentence} If-Unmodified-Since; the data set does not say so")
        if error.code in TOLD:
            rule, sentence = TOLD[error.code]
            return Cause(rule, f"{sentence} ({_named(error)})")
        if "layout_rule" in error.details:
            return Cause("unknown.layout_rules", f"a layout rule of the org makes {_field(error)} mandatory")
        if "validation_rule" in error.details:
            return Cause("unknown.validation_rules", f"a validation rule of the org refuses {_field(error)}")
    return None


def follows_another(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause | None:
    """Where the row was to hit what an earlier row inserts, and that one went elsewhere."""
    met = _NEW.fullmatch(row.target_id or "")
    if met is None:
        return None
    earlier = evidence.went.get(int(met[1]) - 1)
    if earlier is None or earlier.action == "insert":
        return None
    if earlier.action == "error":
        return Cause("match.same_batch_new", f"row {met[1]} was refused, so it made no record to find")
    followed = actual.record_id == earlier.record_id
    then = "and this row followed it" if followed else "and this row did not follow it"
    return Cause("match.same_batch_new", f"row {met[1]} updated {_id(earlier.record_id)} in place of inserting, {then}")


def stale_cause(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause | None:
    """Where the record was read again, and is gone or has another value where it decides something."""
    named = [error.details.get("id") for error in row.found] + [error.details.get("id") for error in actual.errors]
    for record_id in (row.target_id, actual.record_id, *named):
        differ = evidence.stale.get(record_id, {}) if isinstance(record_id, str) else {}
        for name, sentence in differ.items():
            if evidence.decides(name, row.index):
                return Cause("unknown.stale", f"the data set is out of date: {sentence}")
    return None


def inserted_already(actual: ReplyRow, evidence: Evidence) -> Cause | None:
    """Where the data set holds the very record that the row inserted: it was made after the send."""
    if actual.action != "insert" or evidence.record(actual.record_id) is None:
        return None
    return Cause(
        "unknown.stale", f"the data set was made after the send: it has {_id(actual.record_id)}, inserted here"
    )


def later_cause(actual: ReplyRow, evidence: Evidence) -> Cause | None:
    """Where the data set has the record as it was at the reply or later (rule write.reply_time): it tells nothing of
    what the row met."""
    record = evidence.record(actual.record_id)
    if record is None:
        return None
    replied, modified = instant(actual.modified_time), instant(record.get("Modified_Time"))
    if replied is None or modified is None or modified < replied:
        return None
    which = _id(actual.record_id)
    if modified == replied:
        return Cause("write.reply_time", f"the data set was made after the send: it has {which} as the reply left it")
    moments = f"{one_line(str(record['Modified_Time']))}, after this reply ({one_line(str(actual.modified_time))})"
    return Cause("write.reply_time", f"{which} was modified at {moments}: someone changed it since")


def guessed_cause(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """What trace and data set suggest; where they only differ, what the times say of it."""
    guess = _guessed(row, actual, evidence)
    return (later_cause(actual, evidence) or guess) if guess.rule == "unknown.stale" else guess


def _guessed(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    if actual.action == "error":
        return _refused(row, actual, evidence)
    if row.outcome is RowOutcome.ERROR:
        return _taken(row, actual, evidence)
    if row.outcome is RowOutcome.INSERT:
        return _hit_instead(row, actual, evidence)
    if actual.action == "insert":
        return _missed(row)
    return _hit_another(row, actual, evidence)


def _taken(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """Forecast as refused, but taken."""
    error = row.found[0]
    if error.rule.startswith("conflict."):
        if actual.action == "update" and actual.record_id != row.target_id:
            other = _hit_instead if row.target_id is None else _hit_another
            return other(row, actual, evidence)
        holder = _id(error.details.get("id"))
        return Cause("unknown.stale", f"{holder} may no longer hold {_field(error)}, or be deleted")
    if error.rule == "valid.mandatory_insert" and actual.action == "update":
        return _hit_instead(row, actual, evidence)  # only who inserts needs the field
    if error.rule == "match.explicit_id":
        return Cause("unknown.stale", "the record may have been made since the data set was")
    name = f" for {one_line(error.api_name)}" if error.api_name else ""
    return Cause(error.rule, f"Zoho accepted what this rule refuses{name}")


def _hit_instead(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """Forecast as an insert, but a record was updated."""
    hit, name = actual.record_id, actual.duplicate_field
    if evidence.lacks(hit):
        return Cause("unknown.stale", f"the data set has no record {_id(hit)}: it was made since, or is not shown")
    for step in row.trace:
        if name is not None and step.api_name != name:
            continue
        if step.verdict == "not_checked" and hit in step.matches:
            return Cause(step.rule, f"Zoho checked {one_line(step.api_name)}, which this rule leaves out")
        if step.verdict == "skipped" and name is not None:
            return Cause(step.rule, f"Zoho looked {one_line(name)} up although the row has no value to look up")
    if name is not None and _nearly(row, hit, name, evidence):  # equal: no row has the key None
        return Cause("match.literal", f"Zoho treats the {one_line(name)} of {_id(hit)} as the same value")
    by = f" by {one_line(name)}" if name else ""
    return Cause("unknown.stale", f"in the org {_id(hit)} is a match{by}; in the data set it is not")


def _missed(row: RowForecast) -> Cause:
    """Forecast as an update, but a record was inserted."""
    if met := _NEW.fullmatch(row.target_id or ""):
        return Cause("match.same_batch_new", f"Zoho did not see the record that row {met[1]} inserted")
    by = f"has a different {one_line(row.duplicate_field)} by now" if row.duplicate_field else "has changed"
    return Cause("unknown.stale", f"{_id(row.target_id)} {by}, is deleted, or is not visible to this user")


def _hit_another(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """Forecast as an update of one record, but another was updated."""
    hit, name = actual.record_id, actual.duplicate_field
    target_id, replied = row.target_id or "", hit or ""  # equal: an update has an id; none is none that is lacking
    if evidence.lacks(hit) and is_rounded(replied, target_id):
        which = f"{_id(hit)}, which no record here has, may be {_id(row.target_id)}"
        return Cause("unknown.stale", f"{which}: ids are rounded where a program reads them as numbers")
    if evidence.lacks(hit):
        return Cause("unknown.stale", f"the data set has no record {_id(hit)}: it was made since, or is not shown")
    if name is not None and name != (ours := row.duplicate_field):
        if ours is None:
            return Cause("match.explicit_id", f"Zoho decided by {one_line(name)}, not by the id of the row")
        if evidence.holds(hit, name, row.index):
            rule = _placing_rule(ours, evidence) or "match.first_field_wins"
            return Cause(rule, f"Zoho tried {one_line(name)} before {one_line(ours)}")
        return Cause("unknown.stale", f"in the org {_id(hit)} is a match by {one_line(name)}; here it is not")
    chosen = next((step for step in row.trace if step.api_name == row.duplicate_field), None)
    if chosen is not None and hit in chosen.matches:
        return Cause("match.several", f"of {chosen.count} records with this value Zoho chose {_id(hit)}")
    return Cause("unknown.stale", f"in the org {_id(hit)} is the match, no longer {_id(row.target_id)}")


def refusal_causes(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> tuple[Cause, ...]:
    """A cause for each error of a refused row that the forecast does not have, in the reply's order."""
    foreseen = {(error.code, error.api_name) for error in row.found}
    return tuple(
        _refusal(row, error, evidence) for error in actual.errors if (error.code, error.api_name) not in foreseen
    )


def _refused(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """Refused, but not for what the forecast says, if it says so at all."""
    if causes := refusal_causes(row, actual, evidence):
        return causes[0]
    missing = row.found[0]
    return Cause(missing.rule, f"Zoho does not name {_field(missing)}, which this rule refuses too")


def of_the_body(error: ReplyError, module: Module | None) -> str | None:
    """What an error says about the body around the rows, in a sentence; None for one about a row's value."""
    name, path = error.api_name, str(error.details.get("json_path", ""))
    if path.startswith("$.data[") or (module is not None and name in module.by_name):
        return None
    expected = error.details.get("expected_data_type")
    if name is None and expected in ("jsonobject", "jsonarray"):
        return "what arrived was not a JSON object: a different body was sent, not this payload"
    if name not in BODY_KEYS:
        return None
    if name == "data":
        if error.code == "MANDATORY_NOT_FOUND":
            return "the body that arrived had no data: a different body was sent, not this payload"
        if error.code == "LIMIT_EXCEEDED":
            most = error.details.get("maximum_length", "Zoho takes")
            return f"more rows arrived than {one_line(str(most))}: a different body was sent, not this payload"
        return "the data that arrived was not a list of records: a different body was sent, not this payload"
    wants = f"; it wants {KINDS.get(expected, expected)}" if isinstance(expected, str) else ""
    return f"Zoho does not accept the {one_line(str(name))} of the body{one_line(wants)}"


def _refusal(row: RowForecast, error: ReplyError, evidence: Evidence) -> Cause:
    if error.api_name != CHECK_FIELDS and (sentence := of_the_body(error, evidence.module)) is not None:
        return Cause(None, sentence)
    match error.code:
        case "DUPLICATE_DATA":
            return _taken_value(row, error, evidence)
        case "MANDATORY_NOT_FOUND":
            return _missing_value(row, error, evidence)
        case "INVALID_DATA":
            value = RefusedValue.of(error, evidence.sent.get(row.index, {}), evidence.module)
            return refused_value_cause(error, value, evidence.module)
        case "INVALID_MODULE":
            return Cause("call.module", "Zoho does not accept this module")
        case "LIMIT_EXCEEDED":
            return Cause("call.limit", "Zoho accepts fewer records in one call")
    return Cause(None, f"no rule here is about {_named(error)}: {one_line(error.message) or 'Zoho does not say why'}")


def _missing_value(row: RowForecast, error: ReplyError, evidence: Evidence) -> Cause:
    module, name = evidence.module, _field(error)
    sent = evidence.sent.get(row.index, {})
    value = RefusedValue.of(error, sent, module)
    if "[" in name:
        where = name
        if value.cell is not None and value.row is not None:  # equal: both are known, or neither
            where = f"{one_line(value.cell)} in row {value.row + 1}"
        of = "" if where == name else f" of {one_line(value.name)}"
        return Cause(None, f"the org wants {where}{of}; the rules here do not cover what a row of a subform needs")
    dropped = dropped_value_cause(value)
    if dropped is not None:
        return dropped
    if module is not None and error.api_name in {each.api_name for each in module.mandatory}:
        branch = "valid.mandatory_update" if row.target_id is not None else "valid.mandatory_insert"
        return Cause(branch, f"Zoho says that {name} is missing")
    requiring = [each.name for each in module.layouts.values() if error.api_name in each.required] if module else []
    if "Layout" in sent or requiring:
        which = f"the layout {one_line(requiring[0])}" if requiring else "the layout that the row names"
        unnamed = "" if "Layout" in sent else ", though the row names no layout"
        return Cause("valid.layout_mandatory", f"{which} requires {name}{unnamed}")
    return Cause("unknown.layout_rules", f"the layout makes {name} mandatory; the metadata does not")


def _taken_value(row: RowForecast, error: ReplyError, evidence: Evidence) -> Cause:
    found = error.details.get("duplicate_record")
    duplicate = found if isinstance(found, dict) else {}
    holder = error.details.get("id") or duplicate.get("id")
    place = duplicate.get("module")
    module = place.get("api_name") if isinstance(place, dict) else None
    if evidence.module and isinstance(module, str) and module != evidence.module.api_name:
        return Cause("match.preference", f"{_field(error)} belongs to a record of {one_line(module)}")
    if not isinstance(holder, str):
        return Cause("unknown.stale", f"{_field(error)} belongs to a record that the reply does not name")
    if evidence.holds(holder, error.api_name or "", row.index):  # equal: no row has the key None
        assert evidence.records is not None
        if holder in evidence.records.converted:
            return Cause(
                "match.converted", f"{_id(holder)} holds {_field(error)}: a converted lead, which counts after all"
            )
        more = ", and so do more records in the org" if error.details.get("more_records") is True else ""
        return Cause("conflict.unique_taken", f"Zoho enforces {_field(error)}, which {_id(holder)} holds{more}")
    where = "converted, not shared with this user, or newer than the data set"
    return Cause("unknown.stale", f"{_id(holder)} holds {_field(error)} in the org: {where}")


def _nearly(row: RowForecast, record_id: str | None, api_name: str, evidence: Evidence) -> bool:
    record = evidence.record(record_id)
    value = evidence.sent.get(row.index, {}).get(api_name)
    if record is None or not isinstance(value, str):
        return False
    return key_text(record.get(api_name), KeyForm.NEAR) == key_text(value, KeyForm.NEAR)


def _placing_rule(api_name: str, evidence: Evidence) -> str | None:
    entries = evidence.order.entries if evidence.order else ()
    return next((entry.rule for entry in entries if entry.api_name == api_name), None)


def _id(record_id: object) -> str:
    return one_line(record_id) if isinstance(record_id, str) else "a record"


def _field(error: ReplyError | ZohoError) -> str:
    return one_line(error.api_name) if error.api_name else "a field"


def _named(error: ReplyError) -> str:
    return one_line(error.code) + (f" on {one_line(error.api_name)}" if error.api_name else "")
