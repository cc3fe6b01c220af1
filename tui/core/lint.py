"""Mistakes that people make in payloads: warnings and notes, for the call and for a row (rules lint.*, those of the
rules order.* and valid.* that only warn, and unknown.converted). Nothing here changes what a row does.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from tui.core.field_types import MULTI_SELECT
from tui.core.notice import Notice
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS
from tui.core.values import Key, KeyForm, how_near, key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.check_order import EffectiveOrder
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.records import RecordIndex
    from tui.core.trace import Step
    from tui.core.values import Record

MOST_LISTED: Final = 10
"""How many entries duplicate_check_fields may have (rule order.more_than_ten)."""

_NEAR_SHOWN: Final = 3  # near misses named for one value


def call_warnings(request: UpsertRequest, module: Module) -> Iterator[Notice]:
    """What deserves a look in the call as a whole."""
    yield from _unknown_body_keys(request)
    if request.null_list:
        yield Notice("lint.null_list", CHECK_FIELDS, "duplicate_check_fields is null; it counts as absent.")
    if not module.fields:
        return
    listed = request.duplicate_check_fields or ()
    for name in dict.fromkeys(listed):
        yield from _not_checkable(name, module)
    if len(listed) > MOST_LISTED:
        yield Notice(
            "order.more_than_ten", CHECK_FIELDS, f"{len(listed)} fields are listed; the API describes ten at most."
        )
    if module.system_field is not None and module.system_field not in module.by_name:
        yield Notice(
            "lint.no_system_field",
            module.system_field,
            f"The metadata of {module.api_name} has no {module.system_field}; it is not checked.",
        )
    if module.api_name == "Leads" and module.duplicate_check_preference != "off":
        yield Notice(
            "match.preference",
            None,
            f"The org's Duplicate Check Preference is {module.duplicate_check_preference}: Zoho may also check records "
            "that this forecast does not.",
        )


def call_notes(request: UpsertRequest, order: EffectiveOrder) -> Iterator[Notice]:
    """What is worth knowing of the call as a whole."""
    names = [entry.api_name for entry in order.entries if entry.origin == "listed"]
    if len(names) > 1:
        yield Notice(
            "lint.either_not_both",
            CHECK_FIELDS,
            f"{' and '.join(names)}: either one that matches decides; they need not match together.",
        )
    for entry in order.entries:
        if entry.repeated:
            yield Notice("order.repeated", entry.api_name, f"{entry.api_name} is listed twice; its first place counts.")


def _unknown_body_keys(request: UpsertRequest) -> Iterator[Notice]:
    for key in request.body:
        if key in BODY_KEYS:
            continue
        meant = next((known for known in BODY_KEYS if known.casefold() == key.casefold()), None)
        if meant:
            yield Notice("lint.name_case", key, f"The key {key} is not {meant}: letter case counts, so it is ignored.")
        else:
            hint = " It belongs inside each record." if key == "$append_values" else _did_you_mean(key, BODY_KEYS)
            yield Notice("lint.unknown_key", key, f"The API knows no key {key} in a body.{hint}")


def _not_checkable(name: str, module: Module) -> Iterator[Notice]:
    if any(name == field.api_name for field in module.checkable):
        return
    same = next((field.api_name for field in module.fields if field.api_name.casefold() == name.casefold()), None)
    if name in module.by_name:
        yield Notice(
            "order.not_checkable", name, f"{name} is not unique: only the system-defined and unique fields are checked."
        )
    elif same:
        yield Notice("lint.name_case", name, f"{name} is not {same}: letter case counts, so it is not checked.")
    else:
        hint = _did_you_mean(name, module.by_name)
        yield Notice("order.not_checkable", name, f"{module.api_name} has no field {name}; it is not checked.{hint}")


def ignored_keys(row: Record, module: Module) -> Iterator[Notice]:
    """A warning for each key of a row that is ignored in every branch (valid.unknown_field, valid.read_only), and for
    a check list inside the row. ``id`` and keys that begin with $ are never ignored so."""
    for name in row:
        if name == "id" or name.startswith("$"):
            continue
        field = module.by_name.get(name)
        if field is None and name == CHECK_FIELDS:
            yield Notice(
                "lint.list_in_row", name, "duplicate_check_fields stands inside a record, where it is ignored."
            )
        elif field is None:
            hint = _did_you_mean(name, module.by_name)
            yield Notice("valid.unknown_field", name, f"{module.api_name} has no field {name}; it is ignored.{hint}")
        elif not field.writable:
            yield Notice("valid.read_only", name, f"The API cannot write {name}; it is ignored.")


def ignored_in_branch(values: Record, module: Module, *, insert: bool) -> Iterator[Notice]:
    """A warning for each value that the API writes in the other branch only (rule valid.read_only)."""
    for name in values:
        field = module.by_name.get(name)
        if field and not field.written_by(insert=insert):
            branch = "inserts" if insert else "updates"
            yield Notice("valid.read_only", name, f"The API does not write {name} when it {branch}; it is not written.")


def append_warnings(row: Record, module: Module) -> Iterator[Notice]:
    """A warning for each entry of ``$append_values`` that does not append (rule write.append_values)."""
    append = row.get("$append_values")
    if append is None:
        return
    if not isinstance(append, dict):
        yield Notice("write.append_values", "$append_values", "$append_values must be an object of field: true.")
        return
    for name, value in append.items():
        field = module.by_name.get(name)
        if isinstance(value, str):
            yield Notice(
                "write.append_values", name, f"$append_values: {name} is the text {value!r}; only true appends."
            )
        elif value is True and (field is None or field.data_type != MULTI_SELECT):
            yield Notice("write.append_values", name, f"$append_values: {name} is no multi-select field.")


def near_misses(steps: Iterable[Step], target: str | None, records: RecordIndex) -> Iterator[Notice]:
    """A note for each record that a value misses by its writing only (rule lint.near_miss); the target is left out."""
    for step in steps:
        if step.verdict != "miss" or not isinstance(step.value, str):
            continue
        key = Key(key_text(step.value, KeyForm.NEAR), KeyForm.NEAR)
        for record_id in records.find(step.api_name, key, _NEAR_SHOWN).ids:
            held = (records.get(record_id) or {}).get(step.api_name)
            if record_id != target and isinstance(held, str):
                yield Notice(
                    "lint.near_miss",
                    step.api_name,
                    f"{record_id} holds {held!r} in {step.api_name}: {how_near(step.value, held)}, but no match.",
                )


def converted_leads(ids: Iterable[str], records: RecordIndex) -> Iterator[Notice]:
    """A note for each record that a row touches or runs into and that is a converted lead (rule unknown.converted):
    nobody says whether an upsert reaches those."""
    for record_id in ids:
        if (records.get(record_id) or {}).get("$converted") is True:
            message = f"{record_id} is a converted lead: whether Zoho still finds it by an upsert is not known."
            yield Notice("unknown.converted", None, message)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    names = list(known)
    same = [other for other in names if other.casefold() == name.casefold()]
    near = same or get_close_matches(name, names, 1, 0.75)
    return f" Did you mean {near[0]}?" if near else ""
