"""What the text of the rules demands of one case: ``judge(case)``.

A call is run whole for each setting of each switch, one switch at a time; what a row depends on is read off by
comparing those runs. Rows are judged in rows.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.second_reading.metadata import NOT_UPSERTABLE, SYSTEM_FIELDS, Order, effective_order, field_of
from tests.second_reading.rows import RowResult, RowsOfCall
from tests.second_reading.settings import SWITCHES, Settings, settings_of, weakest
from tests.second_reading.store import Store, header_moment
from tests.second_reading.values import moment

if TYPE_CHECKING:
    from tests.second_reading.case import Case
    from tests.second_reading.metadata import Field

KAIZEN_SPELLINGS: Final = {
    "pricebooks": "Price_Books",
    "salesorders": "Sales_Orders",
    "purchaseorders": "Purchase_Orders",
}
WITH_CONVERTED_LEADS: Final = ("converted_records", "mapped_module_records")


class Remembered(dict[str, str]):
    """Settings that remember which of them were asked for: a run goes alike under any setting of the others."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.asked: set[str] = set()

    def __getitem__(self, rule: str) -> str:
        self.asked.add(rule)
        return super().__getitem__(rule)


@dataclass
class Call:
    """One run of the whole call under one setting of all switches."""

    module: str
    order: Order | None
    errors: list[dict[str, Any]] = field(default_factory=list)
    status: int = 0
    rows: list[RowResult] = field(default_factory=list)
    warnings: set[str] = field(default_factory=set)


def module_name(case: Case) -> str:
    """The API name of the module that a person or a URL wrote."""
    written = case.written_module or case.module
    low = written.lower()
    known = [*SYSTEM_FIELDS, *NOT_UPSERTABLE, case.module]
    return KAIZEN_SPELLINGS.get(low) or next((name for name in known if name.lower() == low), written)


def run(case: Case, settings: Settings, fields: list[Field]) -> Call:
    """The call under these settings; fields: those of the case."""
    module = module_name(case)
    if module in NOT_UPSERTABLE:
        return Call(module, None, [{"code": "INVALID_MODULE"}], 400)
    system = SYSTEM_FIELDS.get(module, "Name")
    listed = case.body.get("duplicate_check_fields")
    order = effective_order(fields, system, listed, settings)
    call = Call(module, order)
    store = Store(case, settings, module, system)
    call.warnings = _warnings(case, store, system, listed)
    data = case.body["data"]
    if len(data) > 100:
        call.errors, call.status = [{"code": "LIMIT_EXCEEDED"}], 400
        return call
    if order.rejected is not None:
        path = f"$.duplicate_check_fields[{order.rejected}]"
        call.errors, call.status = [{"code": "INVALID_DATA", "json_path": path}], 400
        return call
    rows = RowsOfCall(case, settings, fields, order, store)
    call.rows = [rows.judge(index, row) for index, row in enumerate(data)]
    if _was_modified(case, store, call):
        call.errors, call.status, call.rows = [{"code": "ALREADY_MODIFIED"}], 412, []
        return call
    refused = [row.outcome == "error" for row in call.rows]
    call.status = 200 if not any(refused) else 400 if all(refused) else 207
    return call


def _warnings(case: Case, store: Store, system: str | None, listed: list[str] | None) -> set[str]:
    """The rules that warn about the call as a whole."""
    warnings = set()
    names = [raw["api_name"] for raw in case.fields]
    if listed is not None and len(listed) > 10:
        warnings.add("order.more_than_ten")
    if listed is None and "duplicate_check_fields" in case.body:
        warnings.add("lint.null_list")
    if system is not None and system not in names:
        warnings.add("lint.no_system_field")
    if store.module == "Leads" and case.preference in WITH_CONVERTED_LEADS:
        warnings.add("match.preference")
    if case.covers is None and store.more_records:
        warnings.add("data.more_records")
    if not any("unique" in raw for raw in case.fields) or not any("system_mandatory" in raw for raw in case.fields):
        warnings.add("data.absent_flags")
    return warnings


def _was_modified(case: Case, store: Store, call: Call) -> bool:
    """Whether a record that a row would update was modified after the moment of the header."""
    if case.unmodified_since is None or case.form == "json":
        return False
    since = header_moment(case.unmodified_since)
    if since is None:
        call.warnings.add("call.if_unmodified")
        return False
    refused = False
    stored = {str(record["id"]): record for record in case.records}
    for row in call.rows:
        if row.outcome not in ("update", "unchanged"):
            continue
        modified = moment(stored.get(row.target_id or "", {}).get("Modified_Time"))
        if modified is None:
            call.warnings.add("call.if_unmodified")
        elif modified > since:
            refused = True
    return refused


def _depends_on(case: Case, settings: Settings, base: Call, fields: list[Field], asked: set[str]) -> list[list[str]]:
    """For each row the rules of which another setting changes outcome, target, deciding field or error codes; asked:
    those that the run asked for."""
    depends: list[list[str]] = [[] for _ in base.rows]
    if not base.rows:
        return depends
    for rule, values in SWITCHES.items():
        if rule not in asked:
            continue
        others = [run(case, {**settings, rule: value}, fields) for value in values if value != settings[rule]]
        for index, row in enumerate(base.rows):
            if any(not other.rows or other.rows[index].outcome_in_short != row.outcome_in_short for other in others):
                depends[index].append(rule)
    return depends


def judge(case: Case) -> dict[str, Any]:
    """The forecast of this case, with the keys of ``preview --format json`` that the rules determine.

    ``call_warnings`` is a list of rule ids; a row's ``warnings`` a list of [rule, api_name].
    """
    settings = settings_of(case)
    fields = [field_of(raw) for raw in case.fields]
    remembered = Remembered(settings)
    call = run(case, remembered, fields)
    order = call.order
    counts = dict.fromkeys(("insert", "update", "unchanged", "error", "not_known"), 0)
    records = []
    depends = _depends_on(case, settings, call, fields, remembered.asked)
    for index, row in enumerate(call.rows):
        counts[row.outcome] += 1
        rules = [rule for rule in row.decided_by if rule not in SWITCHES]
        placed = [one.rule for one in (order.checked if order else []) if one.name == row.duplicate_field]
        rules += [rule for rule in placed if rule not in SWITCHES]
        if "order.listed" in placed and (case.body.get("duplicate_check_fields") or []).count(row.duplicate_field) > 1:
            rules.append("order.repeated")
        rules += _absent_flags(case, row)
        certainty = weakest(case, settings, rules + depends[index])
        known = row.outcome != "not_known"
        records.append(
            {
                "index": index,
                "outcome": row.outcome,
                "duplicate_field": row.duplicate_field,
                "target_id": row.target_id,
                "certainty": certainty if known else "assumed",
                "rules": rules if known else [],
                "depends_on": depends[index] if known else [],
                "trace": row.trace,
                "not_checked": row.not_checked,
                "changes": row.changes,
                "errors": row.errors,
                "warnings": sorted(map(list, row.warnings)),
                "stage": row.stage,
            }
        )
    rows = len(call.rows)
    return {
        "module": call.module,
        "effective_order": [vars(one) for one in order.checked] if order else [],
        "not_checked": [list(one) for one in order.not_checked] if order else [],
        "summary": {**counts, "credits": (rows + 9) // 10},
        "call_errors": call.errors,
        "call_warnings": sorted(call.warnings),
        "records": records,
        "response_status": call.status,
        "assumptions": settings,
    }


def _absent_flags(case: Case, row: RowResult) -> list[str]:
    """``data.absent_flags`` where it decides this row."""
    silent = not any("unique" in raw for raw in case.fields)
    mandatory_unsaid = not any("system_mandatory" in raw for raw in case.fields)
    return ["data.absent_flags"] if silent or (mandatory_unsaid and row.outcome == "insert") else []
