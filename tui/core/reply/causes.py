"""Why a row came out otherwise than forecast: the rule that was most likely wrong, and the likely cause in a sentence.

From the surest to the guess: an error code that names what no data set can tell; an earlier row that went elsewhere; a
switch whose other setting gives the reply (tried by tui.core.reply.compare); a target that is known to have changed;
and last, what trace and data set suggest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id
from tui.core.outcome import RowOutcome
from tui.core.values import KeyForm, key_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.check_order import EffectiveOrder
    from tui.core.errors import ZohoError
    from tui.core.metadata import Module
    from tui.core.records import RecordIndex
    from tui.core.reply.read import ReplyError, ReplyRow
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json, Record


@dataclass(frozen=True, slots=True)
class Cause:
    """The rule that was most likely wrong (None: no rule of ours is about it) and one sentence."""

    rule: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is at hand to find causes with; all of it may be missing.

    ``sent``: the rows of the payload by index. ``went``: what the reply says of earlier rows, by index. ``stale``: for
    the id of a record that was read again, the sentence how it differs from the data set by field; gone by ``id``.
    """

    module: Module | None = None
    order: EffectiveOrder | None = None
    records: RecordIndex | None = None
    sent: Mapping[int, Record] = field(default_factory=dict)
    went: Mapping[int, ReplyRow] = field(default_factory=dict)
    stale: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def holds(self, record_id: str | None, api_name: str, row: int) -> bool:
        """Whether the data set has this record with the row's value in a field."""
        record = self.records.get(record_id) if self.records and record_id else None
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
        return record_id is not None and self.records is not None and self.records.get(record_id) is None


_NEW: Final = re.compile(r"new-(\d+)")

_TOLD: Final = {
    "RECORD_LOCKED": ("unknown.record_locked", "the record is locked in the org"),
    "RECORD_IN_BLUEPRINT": ("unknown.blueprint", "the record is in a blueprint that forbids the change"),
    "NOT_APPROVED": ("unknown.approval", "the record waits for approval in the org"),
    "NOT_REVIEWED": ("unknown.approval", "the record waits for a review in the org"),
    "ID_ALREADY_CONVERTED": ("unknown.converted", "the lead was converted in the org"),
    "CONVERTED_RECORD": ("unknown.converted", "the lead was converted in the org"),
    "ALREADY_MODIFIED": ("unknown.stale", "the record was changed in the org meanwhile"),
    "NO_PERMISSION": ("unknown.sharing", "the user has no right to this record or field"),
    "AUTHORIZATION_FAILED": ("unknown.sharing", "the user has no right to this record or field"),
    "DEPENDENT_FIELD_MISSING": ("unknown.layout_rules", "the org makes a field depend on another"),
    "DEPENDENT_MISMATCH": ("unknown.layout_rules", "the org makes a value depend on another field"),
    "DEPENDENT_SERVICE_ERROR": ("unknown.automation", "something that Zoho asked meanwhile failed"),
    "PATTERN_NOT_MATCHED": ("valid.format", "Zoho wants the value in another format"),
}
"""Error codes that say by themselves what a data set cannot tell."""


def told_cause(actual: ReplyRow) -> Cause | None:
    """The cause that the error itself tells, if it does."""
    for error in actual.errors:
        if error.code in _TOLD:
            rule, sentence = _TOLD[error.code]
            return Cause(rule, f"{sentence} ({_named(error)})")
        if "layout_rule" in error.details:
            return Cause("unknown.layout_rules", f"a layout rule of the org makes {_field(error)} mandatory")
        if "validation_rule" in error.details:
            return Cause("unknown.validation_rules", f"a validation rule of the org refuses {_field(error)}")
    return None


def follows_another(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause | None:
    """Where the row was to hit what an earlier row inserts, and that one went elsewhere."""
    met = _NEW.fullmatch(row.target_id or "")
    earlier = evidence.went.get(int(met[1]) - 1) if met else None
    if met is None or earlier is None or earlier.action == "insert":
        return None
    if earlier.action == "error":
        return Cause("match.same_batch_new", f"row {met[1]} was refused, so there was no new record of it to meet")
    followed = actual.record_id == earlier.record_id
    then = "and this row followed it" if followed else "and this row did not follow it"
    return Cause(
        "match.same_batch_new", f"row {met[1]} updated {_short(earlier.record_id)} in place of inserting, {then}"
    )


def stale_cause(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause | None:
    """Where the record was read again, and is gone or has another value where it decides something."""
    named = [error.details.get("id") for error in row.found] + [error.details.get("id") for error in actual.errors]
    for record_id in (row.target_id, actual.record_id, *named):
        differ = evidence.stale.get(record_id, {}) if isinstance(record_id, str) else {}
        for name, sentence in differ.items():
            if evidence.decides(name, row.index):
                return Cause("unknown.stale", f"the data set is behind: {sentence}")
    return None


def guessed_cause(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """What trace and data set suggest."""
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
        holder = _short(error.details.get("id"))
        return Cause("unknown.stale", f"{holder} may no longer hold {_field(error)}, or be deleted")
    if error.rule == "match.explicit_id":
        return Cause("unknown.stale", "the record may have been made since the data set was")
    name = f" for {one_line(error.api_name)}" if error.api_name else ""
    return Cause(error.rule, f"Zoho took what this rule refuses{name}")


def _hit_instead(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """Forecast as an insert, but a record was updated."""
    hit, name = actual.record_id, actual.duplicate_field
    if evidence.lacks(hit):
        return Cause("unknown.stale", f"the data set has no record {_short(hit)}: it was made since, or is not shown")
    for step in row.trace:
        if name is not None and step.api_name != name:
            continue
        if step.verdict == "not_checked" and hit in step.matches:
            return Cause(step.rule, f"Zoho checked {one_line(step.api_name)}, which this rule leaves out")
        if step.verdict == "skipped" and name is not None:
            return Cause(step.rule, f"Zoho looked {one_line(name)} up although the row has no value to look up")
    if name is not None and _nearly(row, hit, name, evidence):
        return Cause("match.literal", f"Zoho takes the {one_line(name)} of {_short(hit)} for the same value")
    by = f" by {one_line(name)}" if name else ""
    return Cause("unknown.stale", f"in the org {_short(hit)} is a match{by}; in the data set it is none")


def _missed(row: RowForecast) -> Cause:
    """Forecast as an update, but a record was inserted."""
    if _NEW.fullmatch(row.target_id or ""):
        return Cause(
            "match.same_batch_new", f"Zoho did not see the record that row {(row.target_id or '')[4:]} inserted"
        )
    by = f"has another {one_line(row.duplicate_field)} by now" if row.duplicate_field else "has changed"
    return Cause("unknown.stale", f"{_short(row.target_id)} {by}, is deleted, or is not visible to this user")


def _hit_another(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """Forecast as an update of one record, but another was updated."""
    hit, name = actual.record_id, actual.duplicate_field
    if evidence.lacks(hit):
        return Cause("unknown.stale", f"the data set has no record {_short(hit)}: it was made since, or is not shown")
    if name is not None and row.duplicate_field is None:
        return Cause("match.explicit_id", f"Zoho decided by {one_line(name)}, not by the id of the row")
    if name is not None and name != row.duplicate_field:
        if evidence.holds(hit, name, row.index):
            rule = _placing_rule(row.duplicate_field, evidence) or "match.first_field_wins"
            return Cause(rule, f"Zoho tried {one_line(name)} before {one_line(row.duplicate_field or '')}")
        return Cause("unknown.stale", f"in the org {_short(hit)} is a match by {one_line(name)}; here it is not")
    chosen = next((step for step in row.trace if step.api_name == row.duplicate_field), None)
    if chosen is not None and hit in chosen.matches:
        return Cause("match.several", f"of {chosen.count} records with this value Zoho chose {_short(hit)}")
    return Cause("unknown.stale", f"in the org {_short(hit)} is the match, no longer {_short(row.target_id)}")


def _refused(row: RowForecast, actual: ReplyRow, evidence: Evidence) -> Cause:
    """Refused, but not for what the forecast says, if it says so at all."""
    foreseen = {(error.code, error.api_name) for error in row.found}
    unforeseen = [error for error in actual.errors if (error.code, error.api_name) not in foreseen]
    if not unforeseen:
        missing = row.found[0]
        return Cause(missing.rule, f"Zoho does not name {_field(missing)}, which this rule refuses too")
    error = unforeseen[0]
    match error.code:
        case "DUPLICATE_DATA":
            return _taken_value(row, error, evidence)
        case "MANDATORY_NOT_FOUND":
            mandatory = evidence.module and error.api_name in {each.api_name for each in evidence.module.mandatory}
            if not mandatory:
                return Cause(
                    "unknown.layout_rules", f"the layout makes {_field(error)} mandatory; the metadata does not"
                )
            branch = "valid.mandatory_update" if row.target_id is not None else "valid.mandatory_insert"
            return Cause(branch, f"Zoho misses {_field(error)}")
        case "INVALID_DATA":
            return _invalid_value(error, row, evidence)
        case "INVALID_MODULE":
            return Cause("call.module", "Zoho does not take this module")
        case "LIMIT_EXCEEDED":
            return Cause("call.limit", "Zoho takes fewer records in one call")
    return Cause(None, f"no rule here is about {_named(error)}: {one_line(error.message) or 'Zoho does not say why'}")


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
    if evidence.holds(holder, error.api_name or "", row.index):
        return Cause("conflict.unique_taken", f"Zoho enforces {_field(error)}, which {_short(holder)} holds")
    where = "converted, not shared with this user, or newer than the data set"
    return Cause("unknown.stale", f"{_short(holder)} holds {_field(error)} in the org: {where}")


def _invalid_value(error: ReplyError, row: RowForecast, evidence: Evidence) -> Cause:
    details = error.details
    if error.api_name == "id":
        return Cause("unknown.stale", "the org has no such record (any more)")
    if "duplicate_check_fields" in (error.api_name, str(details.get("json_path", ""))[2:24]):
        return Cause("order.not_checkable_effect", "Zoho refuses a name in duplicate_check_fields")
    if "maximum_length" in details and not _is_within_length(error, row, evidence):
        return Cause("valid.length", f"{_field(error)} may have {one_line(str(details['maximum_length']))} characters")
    if "supported_values" in details:
        return Cause("valid.picklist", f"Zoho takes only listed values in {_field(error)}")
    if "expected_data_type" in details:
        expected = str(details["expected_data_type"])
        judged_by_form = expected in _JUDGED_BY_FORM and isinstance(_value(error, row, evidence), str)
        rule = "valid.format" if judged_by_form else "valid.type"
        return Cause(rule, f"Zoho wants {_field(error)} as {one_line(expected)}")
    if "regex" in details:
        return Cause("valid.format_lenient", f"{_field(error)} is not in the format that Zoho wants")
    return Cause("unknown.validation_rules", f"the org refuses the value of {_field(error)}")


_JUDGED_BY_FORM: Final = frozenset({"email", "date", "datetime", "bigint"})


def _value(error: ReplyError, row: RowForecast, evidence: Evidence) -> Json:
    return evidence.sent.get(row.index, {}).get(error.api_name or "")


def _is_within_length(error: ReplyError, row: RowForecast, evidence: Evidence) -> bool:
    """Whether an error that names a type and a length cannot mean the length: the value is shorter."""
    longest, value = error.details.get("maximum_length"), _value(error, row, evidence)
    if "expected_data_type" not in error.details or not isinstance(longest, int):
        return False
    return not isinstance(value, str) or len(value) <= longest


def _nearly(row: RowForecast, record_id: str | None, api_name: str, evidence: Evidence) -> bool:
    record = evidence.records.get(record_id) if evidence.records and record_id else None
    value = evidence.sent.get(row.index, {}).get(api_name)
    if record is None or not isinstance(value, str):
        return False
    return key_text(record.get(api_name), KeyForm.NEAR) == key_text(value, KeyForm.NEAR)


def _placing_rule(api_name: str | None, evidence: Evidence) -> str | None:
    entries = evidence.order.entries if evidence.order else ()
    return next((entry.rule for entry in entries if entry.api_name == api_name), None)


def _short(record_id: object) -> str:
    return short_id(record_id) if isinstance(record_id, str) else "a record"


def _field(error: ReplyError | ZohoError) -> str:
    return one_line(error.api_name) if error.api_name else "a field"


def _named(error: ReplyError) -> str:
    return one_line(error.code) + (f" on {one_line(error.api_name)}" if error.api_name else "")
