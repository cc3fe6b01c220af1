"""The four stages of one row, as the section "Evaluation, exactly" has them."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.second_reading.case import holds_shell_variable
from tests.second_reading.patterns import id_text
from tests.second_reading.store import NotKnown, Record
from tests.second_reading.values import Reading, is_blank, read_value
from tests.second_reading.writing import Change, change_of

if TYPE_CHECKING:
    from tests.second_reading.case import Case
    from tests.second_reading.metadata import Field, Order
    from tests.second_reading.settings import Settings
    from tests.second_reading.store import Store

Row = dict[str, Any]


@dataclass
class RowResult:
    """What becomes of one row. ``stage``: the last that was reached (5: it was written)."""

    outcome: str = ""
    duplicate_field: str | None = None
    target_id: str | None = None
    decided_by: list[str] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)
    not_checked: dict[str, list[str]] = field(default_factory=dict)
    """What fields that the order ignores would have hit."""
    changes: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    warnings: set[tuple[str, str]] = field(default_factory=set)
    stage: int = 1

    @property
    def outcome_in_short(self) -> tuple[Any, ...]:
        """What a switch has to change for the row to depend on it."""
        codes = [error["code"] for error in self.errors]
        nested = [one["code"] for error in self.errors for one in error["details"].get("errors", [])]
        return (self.outcome, self.duplicate_field, self.target_id, codes, nested)


@dataclass
class Error:
    """An error that a stage found, with the rule behind it."""

    code: str
    api_name: str
    details: dict[str, Any]
    rule: str

    def as_json(self, index: int) -> dict[str, Any]:
        """Zoho's object, without message and status."""
        path = f"$.data[{index}].{self.api_name}"
        return {"code": self.code, "details": {"api_name": self.api_name, "json_path": path, **self.details}}


@dataclass
class Sent:
    """A row after stage 1: the values that go on, and what is to be known of them."""

    values: Row = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)
    invalid: set[str] = field(default_factory=set)
    only_looked_up: Row = field(default_factory=dict)
    """The autonumber that is the system field: never written."""


class RowsOfCall:
    """Judges the rows of one call in their order; the store remembers what they wrote."""

    def __init__(self, case: Case, settings: Settings, fields: list[Field], order: Order, store: Store) -> None:
        self.case, self.settings, self.order, self.store = case, settings, order, store
        self.fields = {field.name: field for field in fields}
        self.updated: set[str] = set()

    def judge(self, index: int, row: Row) -> RowResult:
        """The four stages, then the write."""
        result = RowResult()
        sent = self._stage_1(row, result)
        layout = self._layout(row, result)
        way = self.settings["valid.stages"]
        errors = sent.errors[:1] if way == "first_error" else list(sent.errors)
        if errors and way != "all_stages":
            return self._refuse(index, result, errors)

        result.stage = 2
        try:
            target, refusal = self._stage_2(row, sent, result)
        except NotKnown:
            return self._refuse(index, result, errors) if errors else self._not_known(result)
        if refusal is not None:
            errors.append(refusal)
            if way != "all_stages":
                return self._refuse(index, result, errors)

        writes = self._written(sent, layout, insert=target is None, result=result)
        result.stage = 3
        found = self._stage_3(sent, writes, layout, target)
        errors += found[:1] if way == "first_error" else found
        if errors and way != "all_stages":
            return self._refuse(index, result, errors)

        result.stage = 4
        found, unknown = self._stage_4(sent, writes, target, result)
        errors += found
        if errors:
            return self._refuse(index, result, errors)
        if unknown:
            return self._not_known(result)
        result.stage = 5
        if any(holds_shell_variable(self.case, value) for value in writes.values()):
            result.decided_by.append("lint.shell_variable")
        self._write(index, row, sent, writes, target, result)
        return result

    # Stage 1

    def _stage_1(self, row: Row, result: RowResult) -> Sent:
        sent = Sent()
        for name, value in row.items():
            if name == "id" or name.startswith("$"):
                continue
            field = self.fields.get(name)
            if field is None:
                if name != "Layout":
                    result.warnings.add(("valid.unknown_field", name))
                elif not isinstance(value, dict | None) and not holds_shell_variable(self.case, value):
                    sent.errors.append(Error("INVALID_DATA", name, {"expected_data_type": "jsonobject"}, "valid.type"))
                continue
            if field.filled_by_zoho:
                result.warnings.add(("valid.system_fields", name))
                if name == self.store.system and field.data_type == "autonumber":
                    sent.only_looked_up[name] = value
                continue
            if not field.can_create and not field.can_update:
                result.warnings.add(("valid.read_only", name))
                continue
            reading = Reading()
            if not holds_shell_variable(self.case, value):
                reading = read_value(field, value, self.settings)
            sent.readings[name] = reading
            result.warnings |= {(rule, name) for rule in reading.warnings}
            if reading.without_id:
                result.decided_by.append("valid.lookup_without_id")
            if reading.no_offset:
                result.decided_by.append("valid.datetime_forms")
            if reading.error is not None:
                sent.errors.append(Error("INVALID_DATA", name, reading.error, reading.rule))
                sent.invalid.add(name)
            if not reading.dropped:
                sent.values[name] = value
        return sent

    def _layout(self, row: Row, result: RowResult) -> dict[str, bool] | None:
        """The fields of the layout that the row names, with whether it requires them; None without one."""
        value = row.get("Layout")
        named = id_text(value.get("id")) if isinstance(value, dict) else None
        if named is None or is_blank(named):
            return None
        for layout in self.case.layouts or []:
            if id_text(layout["id"]) == named.strip():
                listed = [field for section in layout["sections"] for field in section["fields"]]
                return {field["api_name"]: bool(field.get("required")) for field in listed}
        result.warnings.add(("valid.layout_mandatory", "Layout"))
        return None

    # Stage 2

    def _stage_2(self, row: Row, sent: Sent, result: RowResult) -> tuple[Record | None, Error | None]:
        for name, rule in self.order.not_checked:
            if rule != "order.system_ignored":
                continue
            if name in sent.values and name not in sent.invalid and not is_blank(sent.values[name]):
                held = self.store.holders(self.fields[name], sent.values[name])
                result.not_checked[name] = [record.id for record in held[:10]]
        explicit = row.get("id")
        if self.settings["match.explicit_id"] == "id_wins" and not is_blank(explicit):
            return self._by_id(explicit, result)
        steps = [checked.name for checked in self.order.checked]
        chosen: tuple[Record | None, Error | None] = (None, None)
        for place, name in enumerate(steps):
            values = {**sent.values, **sent.only_looked_up}
            skip = name not in values or name in sent.invalid
            if not skip and is_blank(values[name]):
                skip = self.settings["match.blank_skipped"] == "skipped"
            if skip:
                self._step(result, name, "skipped", [])
                continue
            value = values[name]
            try:
                if holds_shell_variable(self.case, value):
                    raise NotKnown
                found = self.store.look_up(self.fields[name], value)
            except NotKnown:
                self._step(result, name, "not_known", [])
                self._rest(result, steps[place + 1 :])
                raise
            if not found:
                self._step(result, name, "miss", [])
                continue
            self._step(result, name, "hit" if len(found) == 1 else "several", found)
            self._rest(result, steps[place + 1 :])
            chosen = self._choose(name, found, result)
            break
        if chosen == (None, None):
            result.decided_by.append("match.none_inserts")
        return chosen

    def _by_id(self, explicit: Any, result: RowResult) -> tuple[Record | None, Error | None]:
        steps = [checked.name for checked in self.order.checked]
        try:
            if holds_shell_variable(self.case, explicit):
                raise NotKnown
            record = self.store.by_id(explicit)
        except NotKnown:
            self._step(result, "id", "not_known", [])
            self._rest(result, steps)
            raise
        self._step(result, "id", "miss" if record is None else "hit", [record] if record else [])
        self._rest(result, steps)
        if record is None:
            return None, Error("INVALID_DATA", "id", {}, "match.explicit_id")
        result.target_id = record.id
        return record, None

    def _choose(self, name: str, found: list[Record], result: RowResult) -> tuple[Record | None, Error | None]:
        several = self.settings["match.several"]

        def duplicate(rule: str) -> tuple[None, Error]:
            return None, _duplicate(name, found, rule)

        if len(found) > 1 and several == "refuse":
            return duplicate("match.several")
        record = found[0]
        if len(found) > 1 and several == "newest":
            record = self.store.newest(found)
        if len(found) > 1 and several == "latest_modified":
            record = self.store.latest_modified(found)
        if record.new is not None and self.settings["match.same_batch_new"] == "duplicate_error":
            return duplicate("match.same_batch_new")
        result.duplicate_field, result.target_id = name, record.id
        result.decided_by.append("match.first_field_wins")
        if record.new is None and record.id in self.updated:
            result.decided_by.append("match.same_batch_existing")
        return record, None

    def _step(self, result: RowResult, name: str, verdict: str, found: list[Record]) -> None:
        ids = [record.id for record in found[:10]]
        result.trace.append({"api_name": name, "verdict": verdict, "matches": ids, "count": len(found)})

    def _rest(self, result: RowResult, names: list[str]) -> None:
        for name in names:
            self._step(result, name, "not_reached", [])

    # Stages 3 and 4

    def _written(self, sent: Sent, layout: dict[str, bool] | None, *, insert: bool, result: RowResult) -> Row:
        """What is left of the row from stage 3 on, in this branch."""
        writes: Row = {}
        for name, value in sent.values.items():
            if not self.fields[name].writable(insert=insert):
                result.warnings.add(("valid.read_only", name))
            elif (insert and sent.readings[name].dropped_on_insert) or _off(layout, name):
                continue
            else:
                writes[name] = value
        return writes

    def _stage_3(self, sent: Sent, writes: Row, layout: dict[str, bool] | None, target: Record | None) -> list[Error]:
        errors = []
        always = target is None or self.settings["valid.mandatory_update"] == "always"
        for name, known in self.fields.items():
            required = (layout or {}).get(name, False)
            if not (known.mandatory or required) or _off(layout, name):
                continue
            if not known.writable(insert=target is None) or name in sent.invalid:
                continue
            blank = is_blank(writes[name]) or writes[name] == [] if name in writes else always
            if blank:
                rule = "valid.mandatory_insert" if target is None else "valid.mandatory_update"
                details = {} if target is None else {"id": target.id}
                errors.append(
                    Error("MANDATORY_NOT_FOUND", name, details, rule if known.mandatory else "valid.layout_mandatory")
                )
        return errors

    def _stage_4(self, sent: Sent, writes: Row, target: Record | None, result: RowResult) -> tuple[list[Error], bool]:
        errors, unknown = [], False
        for name, value in writes.items():
            field = self.fields[name]
            if not field.checkable or is_blank(value) or name in sent.invalid or name == result.duplicate_field:
                continue
            if holds_shell_variable(self.case, value):
                unknown = self._not_told(result, name)
                continue
            if target is not None and self.store.holds(target, field, value):
                continue
            try:
                taken = self.store.look_up(field, value, besides=target)
            except NotKnown:
                unknown = self._not_told(result, name)
                continue
            if taken:
                errors.append(_duplicate(name, taken, "conflict.unique_taken"))
        return errors, unknown

    def _not_told(self, result: RowResult, name: str) -> bool:
        """A look-up of stage 4 that cannot be answered is not_known in the trace, too; always True."""
        steps = [step for step in result.trace if step["api_name"] == name]
        for step in steps:
            step["verdict"] = "not_known"
        if not steps:
            self._step(result, name, "not_known", [])
        return True

    # The end of a row

    def _refuse(self, index: int, result: RowResult, errors: list[Error]) -> RowResult:
        first: dict[str, Error] = {}
        for error in errors:
            first.setdefault(error.api_name, error)
        objects = [error.as_json(index) for error in first.values()]
        result.outcome = "error"
        result.errors = objects
        if len(objects) > 1:
            result.errors = [{"code": "MULTIPLE_OR_MULTI_ERRORS", "details": {"errors": objects}}]
        kept = ("valid.lookup_without_id", "valid.datetime_forms")
        result.decided_by = [rule for rule in result.decided_by if rule in kept]
        result.decided_by += [error.rule for error in first.values()]
        return result

    def _not_known(self, result: RowResult) -> RowResult:
        result.outcome = "not_known"
        return result

    def _write(self, index: int, row: Row, sent: Sent, writes: Row, target: Record | None, result: RowResult) -> None:
        appended = row.get("$append_values")
        append = appended if isinstance(appended, dict) else {}
        changes: list[Change] = []
        for name, value in writes.items():
            if sent.readings[name].without_id:
                continue
            change = change_of(
                self.fields[name],
                value,
                None if target is None else target.data,
                known=target is None or self.store.knows(target, name),
                append=append.get(name) is True,
                settings=self.settings,
            )
            if change is not None:
                changes.append(change)
                result.warnings |= {(rule, name) for rule in change.warnings}
        if target is None:
            target = Record(f"new-{index + 1}", {}, new=index + 1)
            self.store.records.append(target)
            result.outcome = "insert"
        else:
            result.outcome = "update" if any(change.counts for change in changes) else "unchanged"
            self.updated.add(target.id)
        target.written = index + 1
        for change in changes:
            if change.kind == "same":
                if change.whole:
                    target.whole.add(change.name)
                continue
            target.data[change.name] = copy.deepcopy(change.after)
            if change.whole:
                target.whole.add(change.name)
        result.changes = [
            {"api_name": one.name, "kind": one.kind, "before": one.before, "after": one.after, "rows": one.rows}
            for one in changes
        ]


def _off(layout: dict[str, bool] | None, name: str) -> bool:
    """Whether a field is off the layout that the row names."""
    return layout is not None and name not in layout and name not in ("Layout", "Tag")


def _duplicate(name: str, found: list[Record], rule: str) -> Error:
    """DUPLICATE_DATA that names the oldest holder."""
    oldest = found[0].id
    details = {"id": oldest, "duplicate_record": {"id": oldest}, "more_records": len(found) > 1}
    return Error("DUPLICATE_DATA", name, details, rule)
