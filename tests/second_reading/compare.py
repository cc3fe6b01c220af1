"""Where the two readings of a case differ. What the text leaves open is not compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.second_reading.metadata import REFERENCES
from tests.second_reading.patterns import id_text
from tests.second_reading.settings import NOT_DOCUMENTED
from tests.second_reading.values import reference_id

if TYPE_CHECKING:
    from tests.second_reading.case import Case

CALL_WARNINGS: Final = (
    "order.more_than_ten",
    "lint.null_list",
    "lint.no_system_field",
    "match.preference",
    "data.more_records",
    "data.absent_flags",
    "call.if_unmodified",
)
ROW_WARNINGS: Final = (
    "valid.unknown_field",
    "valid.read_only",
    "valid.system_fields",
    "valid.picklist",
    "valid.lookup_form",
    "valid.lookup_without_id",
    "valid.format_lenient",
    "valid.datetime_forms",
    "valid.layout_mandatory",
    "write.subform_rows",
)
DETAILS: Final = ("api_name", "json_path", "expected_data_type", "maximum_length", "id", "more_records")


@dataclass(frozen=True)
class Difference:
    """One difference. ``kind`` groups those that most likely have one cause."""

    kind: str
    where: str
    expected: Any
    actual: Any


def differences(case: Case, expected: dict[str, Any], actual: dict[str, Any]) -> list[Difference]:
    """What differs; of what follows from another difference only the first is named."""
    found = list(_of_call(expected, actual))
    if found:
        return found
    for mine, theirs in zip(expected["records"], actual["records"], strict=True):
        found = list(_of_row(case, mine, theirs))
        if found:
            return found
    return list(_of_warnings(case, expected, actual))


def _of_call(expected: dict[str, Any], actual: dict[str, Any]) -> list[Difference]:
    def order(entries: list[dict[str, Any]], name: str) -> list[list[str]]:
        return [[entry[name], entry["kind"], entry["origin"], entry["rule"]] for entry in entries]

    found = []
    if expected["module"] != actual["module"]:
        found.append(Difference("module", "call", expected["module"], actual["module"]))
    told = actual["assumptions"]
    settings = {rule: value for rule, value in expected["assumptions"].items() if told.get(rule) != value}
    if settings:
        theirs = {rule: actual["assumptions"].get(rule) for rule in settings}
        found.append(Difference("assumptions " + ", ".join(settings), "call", settings, theirs))
    mine, yours = [_call_error(one) for one in expected["call_errors"]], []
    for error in actual["call_errors"]:
        path = error["details"].get("json_path")
        yours.append(_call_error({"code": error["code"], "json_path": path}))
    if mine != yours:
        found.append(Difference(f"call_errors {mine} / {yours}", "call", mine, yours))
    if any(error["code"] == "INVALID_MODULE" for error in expected["call_errors"]):
        return found
    listed, theirs_listed = order(expected["effective_order"], "name"), order(actual["effective_order"], "api_name")
    if listed != theirs_listed:
        same_names = [entry[0] for entry in listed] == [entry[0] for entry in theirs_listed]
        found.append(Difference("effective_order" + (", marks" if same_names else ""), "call", listed, theirs_listed))
    not_checked = sorted(expected["not_checked"])
    theirs_not = sorted([entry["api_name"], entry["rule"]] for entry in actual["not_checked"])
    if not_checked != theirs_not:
        found.append(Difference("not_checked", "call", not_checked, theirs_not))
    if not found and len(expected["records"]) != len(actual["records"]):
        found.append(Difference("rows", "call", len(expected["records"]), len(actual["records"])))
    return found


def _call_error(error: dict[str, Any]) -> tuple[str, str]:
    path = error.get("json_path") or ""
    return (error["code"], path if path.startswith("$.duplicate_check_fields") else "")


def _of_row(case: Case, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Difference]:
    where = f"row {mine['index']}"

    def difference(kind: str, expected: Any, actual: Any) -> Difference:
        return Difference(kind, where, expected, actual)

    if mine["outcome"] != theirs["outcome"]:
        codes = [_codes(one["errors"]) for one in (mine, theirs)]
        kind = f"outcome {mine['outcome']}{codes[0]} / {theirs['outcome']}{codes[1]}"
        return [difference(kind, _short(mine), _short(theirs))]
    found = []
    errors, their_errors = [[_error(error) for error in one["errors"]] for one in (mine, theirs)]
    if errors != their_errors:
        codes = [_codes(one["errors"]) for one in (mine, theirs)]
        found.append(difference(f"errors {codes[0]} / {codes[1]}", errors, their_errors))
    for kind, key in (("target", "target_id"), ("deciding field", "duplicate_field")):
        if mine[key] != theirs[key]:
            shown = f" of {mine['outcome']} at stage {mine['stage']}"
            found.append(difference(kind + shown, mine[key], theirs[key]))
    found += [difference(kind, one, other) for kind, one, other in _changes(case, mine, theirs)]
    if found:
        return found
    steps = [(one["api_name"], one["verdict"], one["matches"], one["count"]) for one in mine["trace"]]
    their_steps = [
        (one["api_name"], one["verdict"], one["matches"], one["count"])
        for one in theirs["trace"]
        if one["verdict"] != "not_checked" and not (one["api_name"] == "id" and one["verdict"] == "skipped")
    ]
    if mine["stage"] > 1 and steps != their_steps:
        verdicts = [f"{one[1]} / {other[1]}" for one, other in zip(steps, their_steps, strict=False) if one != other]
        found.append(difference(f"trace {verdicts[0] if verdicts else 'length'}", steps, their_steps))
    ignored = {one["api_name"]: one["matches"] for one in theirs["trace"] if one["verdict"] == "not_checked"}
    would = {name: ids for name, ids in mine["not_checked"].items() if name in ignored}
    if any(ids != ignored[name] for name, ids in would.items()):
        found.append(difference("trace of a field that is not checked", would, ignored))
    depends, their_depends = set(mine["depends_on"]), set(theirs["depends_on"])
    if depends != their_depends:
        signs = [f"-{rule}" for rule in sorted(depends - their_depends)]
        signs += [f"+{rule}" for rule in sorted(their_depends - depends)]
        found.append(difference("depends_on " + " ".join(signs), sorted(depends), sorted(their_depends)))
    elif mine["certainty"] != theirs["certainty"]:
        shown = f"certainty {mine['certainty']} / {theirs['certainty']}"
        found.append(difference(shown, [mine["certainty"], mine["rules"]], [theirs["certainty"], theirs["rules"]]))
    missing = [rule for rule in [*mine["rules"], *mine["depends_on"]] if rule not in theirs["rules"]]
    missing = [rule for rule in missing if rule in NOT_DOCUMENTED]
    if missing and not found:
        found.append(difference(f"rules without {missing[0]}", mine["rules"], theirs["rules"]))
    if mine["outcome"] not in ("error", "not_known"):
        found += _of_row_warnings(mine, theirs, where)
    return found


def _of_row_warnings(mine: dict[str, Any], theirs: dict[str, Any], where: str) -> list[Difference]:
    told = {(one["rule"], one["api_name"]) for one in theirs["warnings"]}
    told = {("valid.unknown_field", name) if rule == "lint.name_case" else (rule, name) for rule, name in told}
    expected = {(rule, name) for rule, name in mine["warnings"]}
    more = {(rule, name) for rule, name in told if rule in ROW_WARNINGS} - expected
    less = expected - told
    if not more and not less:
        return []
    signs = [f"-{rule}" for rule in sorted({rule for rule, _ in less})]
    signs += [f"+{rule}" for rule in sorted({rule for rule, _ in more})]
    return [Difference("row warnings " + " ".join(signs), where, sorted(expected), sorted(told, key=str))]


def _of_warnings(case: Case, expected: dict[str, Any], actual: dict[str, Any]) -> list[Difference]:
    found = []
    told = {one["rule"] for one in actual["warnings"] if one["rule"] in CALL_WARNINGS}
    if case.covers == "partial":
        told.discard("data.more_records")
    if not expected["call_errors"] and set(expected["call_warnings"]) != told:
        signs = [f"-{rule}" for rule in sorted(set(expected["call_warnings"]) - told)]
        signs += [f"+{rule}" for rule in sorted(told - set(expected["call_warnings"]))]
        found.append(Difference("call warnings " + " ".join(signs), "call", expected["call_warnings"], sorted(told)))
    if expected["response_status"] != actual["response_status"]:
        statuses = (expected["response_status"], actual["response_status"])
        found.append(Difference(f"response_status {statuses[0]} / {statuses[1]}", "call", *statuses))
    if expected["summary"] != actual["summary"]:
        found.append(Difference("summary", "call", expected["summary"], actual["summary"]))
    return found


def _codes(errors: list[dict[str, Any]]) -> str:
    codes = []
    for error in errors:
        codes.append(error["code"])
        codes += [one["code"] for one in error["details"].get("errors", [])]
    return f" {codes}" if codes else ""


def _error(error: dict[str, Any]) -> dict[str, Any]:
    details = error["details"]
    shown = {"code": error["code"], **{key: details[key] for key in DETAILS if key in details}}
    if "duplicate_record" in details:
        shown["duplicate_record"] = details["duplicate_record"].get("id")
    if "errors" in details:
        shown["errors"] = [_error(one) for one in details["errors"]]
    return shown


def _short(row: dict[str, Any]) -> dict[str, Any]:
    shown = ("outcome", "duplicate_field", "target_id", "rules", "depends_on", "changes", "errors")
    return {key: row[key] for key in shown if row[key]}


def _changes(case: Case, mine: dict[str, Any], theirs: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    if mine["outcome"] in ("error", "not_known"):
        return []
    types = {raw["api_name"]: raw["data_type"] for raw in case.fields}
    ours = {one["api_name"]: one for one in mine["changes"]}
    yours = {one["api_name"]: one for one in theirs["changes"]}
    found: list[tuple[str, Any, Any]] = []
    for name in [*ours, *(name for name in yours if name not in ours)]:
        one, other = ours.get(name), yours.get(name)
        kinds = [change["kind"] if change else "same" for change in (one, other)]
        data_type = types.get(name, "unknown")
        if kinds[0] != kinds[1]:
            shown = [change["kind"] if change else "none" for change in (one, other)]
            found.append((f"change of {data_type}: {shown[0]} / {shown[1]}", one, other))
        elif one and other and kinds[0] != "same":
            found += _values(data_type, one, other)
    return found


def _values(data_type: str, one: dict[str, Any], other: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    found = []
    if _plain(data_type, one["before"]) != _plain(data_type, other["before"]):
        found.append((f"change of {data_type}: before", one, other))
    if one["kind"] != "written" and _plain(data_type, one["after"]) != _plain(data_type, other["after"]):
        found.append((f"change of {data_type}: after", one, other))
    if one["rows"] is not None and one["kind"] != "written":
        rows = sorted((kind, id_ or "") for kind, id_ in one["rows"] if kind != "same")
        told = [(row["kind"], id_text(row.get("id")) or "") for row in other.get("rows") or []]
        if rows != sorted(row for row in told if row[0] != "same"):
            found.append((f"change of {data_type}: rows", one, other))
    return found


def _plain(data_type: str, value: Any) -> str:
    """A value with its ways of writing the same thing made one."""
    if value in (None, "", []):
        return "empty"
    if data_type in REFERENCES or data_type == "layout":
        value = reference_id(value) or value
    if data_type == "bigint":
        value = (id_text(value) or "").strip()
    if data_type == "multiselectpicklist" and isinstance(value, list):
        value = sorted(map(str, value))
    if data_type == "subform" and isinstance(value, list):
        value = sorted(json.dumps({**row, "id": id_text(row.get("id"))}, sort_keys=True) for row in value)
    return json.dumps(value, sort_keys=True)
