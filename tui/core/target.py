"""Stage 2 and stage 4: which record a row hits, and whether its unique values belong to another one.

Here live the rules match.* and conflict.*. Both stages look values up by the same keys (``Matcher``), so that they
cannot disagree on what is equal.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from tui.core.errors import ZohoError, duplicate_data, invalid_data
from tui.core.field_types import LONG_INTEGER
from tui.core.trace import MATCHES_SHOWN, Step
from tui.core.values import BLANK, Key, KeyForm, as_digits, id_text, is_blank, key_form, key_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.check_order import CheckField, EffectiveOrder
    from tui.core.metadata import Field, Module
    from tui.core.records import Found
    from tui.core.rules import Settings
    from tui.core.values import Json, Record
    from tui.core.working_records import WorkingRecords


_NARROWER: Final = {"match.whitespace": KeyForm.PADDED, "match.case_system": KeyForm.TRIMMED}
"""The switches that make a key match less than it does by default, and the form that each then asks for."""


class Matcher:
    """Makes the keys under which the values of a module are looked up (match.case, match.case_system,
    match.whitespace, match.literal)."""

    def __init__(self, module: Module, settings: Settings) -> None:
        self._settings = settings
        chosen = settings.assumptions
        trim, fold = chosen["match.whitespace"] == "trim", chosen["match.case_system"] == "ignore"
        self._system = module.system_field
        self._form, self._system_form = key_form(trim=trim, fold=True), key_form(trim=trim, fold=fold)
        self._widest = trim and fold
        if not self._widest:
            self._ask()

    def form(self, field: Field) -> KeyForm:
        """What counts in this field. A field that is marked unique ignores letter case in any setting."""
        if field.api_name == self._system and not field.unique:
            return self._system_form
        return self._form

    def key(self, field: Field, value: Json) -> Key:
        """The key of a value in this field. A long integer is a string of digits, also where it comes as a number."""
        form = self.form(field)
        return Key(key_text(as_digits(value) if field.data_type == LONG_INTEGER else value, form), form)

    def find(self, records: WorkingRecords, field: Field, value: Json, key: Key) -> Found:
        """The records that have the key of this value, as many as a step names.

        Where the widest form finds nothing, or only what every form finds, no other setting of match.whitespace or
        match.case_system could change the answer, and they do not count as asked for.
        """
        found = records.find(field.api_name, key, MATCHES_SHOWN)
        if found.count > len(found.ids):
            self._ask()
        for record_id in found.ids:
            self._meet(value, (records.get(record_id) or {}).get(field.api_name))
        return found

    def miss_is_known(self, records: WorkingRecords, field: Field, value: Json, key: Key) -> bool:
        """Whether no record in the org has this value, where none was found. What was looked up for a partial data set
        counts in the same writing as a match does."""
        known = records.miss_is_known(field.api_name, value, key.form)
        if known and self._widest:
            for rule, narrower in _NARROWER.items():
                if not records.miss_is_known(field.api_name, value, narrower):
                    self._settings.asked.add(rule)
        return known

    def holds(self, record: Record, field: Field, value: Json, key: Key) -> bool:
        """Whether a record has the key of this value."""
        held = record.get(field.api_name)
        if self.key(field, held).text != key.text:
            return False
        self._meet(value, held)
        return True

    def _meet(self, sent: Json, held: Json) -> None:
        if self._widest and sent != held:
            for rule, narrower in _NARROWER.items():
                if key_text(sent, narrower) != key_text(held, narrower):
                    self._settings.asked.add(rule)

    def _ask(self) -> None:
        self._settings.asked.update(_NARROWER)


@dataclass(frozen=True, slots=True)
class Target:
    """What stage 2 found. ``target_id`` None: no record, so the row inserts, unless there are errors or ``known`` is
    False.

    ``rules``: what ended the stage; ``placed_by``: what placed the deciding field in the order.
    """

    steps: tuple[Step, ...]
    target_id: str | None = None
    duplicate_field: str | None = None
    errors: tuple[ZohoError, ...] = ()
    rules: tuple[str, ...] = ()
    placed_by: tuple[str, ...] = ()
    known: bool = True


@dataclass(slots=True)
class TargetSearch:
    """One row's way through the effective order (``find``). row: 0-based within the payload; ``sent``: the row as it
    came; ``values``: those that may be looked up; ``shell``: keys whose value is a shell variable."""

    row: int
    sent: Record
    values: Record
    shell: frozenset[str]
    module: Module
    order: EffectiveOrder
    records: WorkingRecords
    matcher: Matcher
    settings: Settings
    steps: list[Step] = dataclasses.field(default_factory=list)

    def find(self) -> Target:
        """Stage 2, by the explicit id or else by the first check field whose value belongs to a record."""
        given = self.sent.get("id")
        if not is_blank(given):
            if self.settings["match.explicit_id"] == "id_wins":
                return self._by_id(given)
            self.steps.append(Step("id", given, "not_checked", *self._holder_of_id(given), rule="match.explicit_id"))
        for place, check in enumerate(self.order.entries):
            target = self._try(check)
            if target is not None:
                return self._ended(target, place + 1)
        return Target(tuple(self.steps), rules=("match.none_inserts",))

    def _holder_of_id(self, given: Json) -> tuple[tuple[str, ...], int]:
        record_id = id_text(given)
        return ((record_id,), 1) if self.records.stored(record_id) is not None else ((), 0)

    def _by_id(self, given: Json) -> Target:
        record_id = id_text(given)
        rule = "match.explicit_id"
        if "id" in self.shell:
            self.steps.append(Step("id", given, "not_known", rule="lint.shell_variable"))
            return self._ended(Target((), known=False), 0)
        matches, count = self._holder_of_id(given)
        if count:
            self.steps.append(Step("id", given, "hit", matches, count, rule))
            return self._ended(Target((), record_id, rules=(rule,)), 0)
        if not self.records.covers_id(record_id):
            self.steps.append(Step("id", given, "not_known", rule=self.records.why_not_known("id")))
            return self._ended(Target((), known=False), 0)
        self.steps.append(Step("id", given, "miss"))
        return self._ended(Target((), errors=(invalid_data(rule, self.row, "id"),), rules=(rule,)), 0)

    def _try(self, check: CheckField) -> Target | None:
        """Look one field up. None: it does not choose; the next one is tried."""
        name, value = check.api_name, self.values.get(check.api_name)
        if name not in self.values:
            self.steps.append(Step(name, self.sent.get(name), "skipped", rule=self._why_not_tried(check)))
            return None
        if name in self.shell:
            self.steps.append(Step(name, value, "not_known", rule="lint.shell_variable"))
            return Target((), known=False)
        key = self.matcher.key(check.field, value)
        if key.text == BLANK:
            if self.settings["match.blank_skipped"] == "skipped":
                self.steps.append(Step(name, value, "skipped", rule="match.blank_skipped"))
                return None
            key = Key(BLANK, KeyForm.FOLDED)
        found = self.matcher.find(self.records, check.field, value, key)
        if found.count:
            return self._hit(check, value, key, found)
        if not self.matcher.miss_is_known(self.records, check.field, value, key):
            self.steps.append(Step(name, value, "not_known", rule=self.records.why_not_known(name)))
            return Target((), known=False)
        self.steps.append(Step(name, value, "miss"))
        return None

    def _why_not_tried(self, check: CheckField) -> str:
        """The rule for which a check field has no value to look up."""
        if check.api_name not in self.sent:
            return "match.absent_skipped"
        if check.field.filled_by_zoho:
            return "valid.system_fields"
        if not check.field.writable:
            return "valid.read_only"
        return "valid.stages"  # an invalid value, or one that counts as not sent

    def _hit(self, check: CheckField, value: Json, key: Key, found: Found) -> Target:
        name, chosen, several = check.api_name, found.ids[0], found.count > 1
        choice = self.settings["match.several"] if several else "oldest"
        if choice in ("newest", "latest_modified"):
            ids = self.records.find(name, key, None).ids
            chosen = self.records.newest(ids) if choice == "newest" else self.records.latest_modified(ids)
        new = self.records.inserted_in_this_call(chosen)
        rule = "match.several" if several else "match.same_batch_new" if new else "match.first_field_wins"
        self.steps.append(Step(name, value, "several" if several else "hit", found.ids, found.count, rule))
        if choice == "refuse":
            return self._refused(name, found, "match.several")
        if new and self.settings["match.same_batch_new"] == "duplicate_error":
            return self._refused(name, found, "match.same_batch_new")
        rules = [rule, "match.same_batch_new"] if several and new else [rule]
        return Target((), chosen, name, rules=(*rules, *self._met_before(chosen)), placed_by=check.placing_rules)

    def _refused(self, name: str, found: Found, rule: str) -> Target:
        holder = found.ids[0]
        record = self.records.get(holder) or {}
        error = duplicate_data(rule, self.row, name, self.module, holder, record, more_records=found.count > 1)
        return Target((), errors=(error,), rules=(rule,))

    def _met_before(self, record_id: str) -> tuple[str, ...]:
        """Rule match.same_batch_existing, where an earlier row of the call updated the same existing record."""
        met = self.records.updated_in_this_call(record_id) and not self.records.inserted_in_this_call(record_id)
        return ("match.same_batch_existing",) if met else ()

    def _ended(self, target: Target, reached: int) -> Target:
        rest = [
            Step(check.api_name, self.values.get(check.api_name), "not_reached")
            for check in self.order.entries[reached:]
        ]
        # Said in full: this ends every row, under every setting, and replace() takes several times as long.
        return Target(
            (*self.steps, *rest), target.target_id, target.duplicate_field, target.errors, target.rules,
            target.placed_by, target.known,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What stage 4 found: the errors, and the fields whose values could not be looked up, each with the rule why."""

    errors: tuple[ZohoError, ...]
    not_known: dict[str, str | None]


def unique_conflicts(
    row: int,
    values: Record,
    shell: frozenset[str],
    module: Module,
    target: Target,
    records: WorkingRecords,
    matcher: Matcher,
) -> Conflicts:
    """Stage 4, in the row's order: unique and external values that belong to a record other than the target.

    ``values``: those that count from stage 3 on and are valid. The value that chose the target is not asked again, and
    one that the target already holds is taken from nobody.
    """
    errors: list[ZohoError] = []
    not_known: dict[str, str | None] = {}
    stored = None if target.target_id is None else records.get(target.target_id) or {}
    for name, value in values.items():
        field = module.unique_by_name.get(name)
        if field is None or name == target.duplicate_field or is_blank(value):
            continue
        if name in shell:
            not_known[name] = "lint.shell_variable"
            continue
        key = matcher.key(field, value)
        if stored is not None and matcher.holds(stored, field, value, key):
            continue
        found = matcher.find(records, field, value, key)
        if found.count:
            holder = found.ids[0]
            record = records.get(holder) or {}
            more = found.count > 1
            errors.append(duplicate_data("conflict.unique_taken", row, name, module, holder, record, more_records=more))
        elif not matcher.miss_is_known(records, field, value, key):
            not_known[name] = records.why_not_known(name)
    return Conflicts(tuple(errors), not_known)
