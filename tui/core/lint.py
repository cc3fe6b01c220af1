"""Mistakes that people make in payloads: warnings and notes for the call as a whole (rules lint.*, and those of the
rules order.* and match.* that only warn). Nothing here changes what a row does; for rows see tui.core.row_lint.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.notice import Notice
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.check_order import EffectiveOrder
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.values import Json

TRIGGERS: Final = ("workflow", "approval", "blueprint", "pathfinder", "orchestration")
"""What ``trigger`` may name (Insert Records page, OpenAPI)."""

MOST_LISTED: Final = 10
"""How many entries duplicate_check_fields may have (rule order.more_than_ten)."""


def call_warnings(request: UpsertRequest, module: Module) -> Iterator[Notice]:
    """What deserves a look in the call as a whole."""
    if request.other_call:
        yield Notice(
            "lint.other_call", None, f"This is {request.other_call}, not an upsert of Zoho CRM; it is forecast as one."
        )
    yield from _unknown_body_keys(request)
    yield from _triggers(request.body.get("trigger"))
    if request.null_list:
        yield Notice("lint.null_list", CHECK_FIELDS, "duplicate_check_fields is null; it counts as absent.")
    if not module.fields:
        return
    for name in module.tried:
        unique, other = ("unique", "not unique") if module.by_name[name].unique else ("not unique", "unique")
        sentence = f"{name} is tried as {unique}: the forecast goes by it, but in the org it is {other}."
        yield Notice("lint.tried_unique", name, sentence)
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
            f"The org's Duplicate Check Preference is {module.duplicate_check_preference}: whether an upsert follows "
            "it is not documented.",
        )


def call_notes(request: UpsertRequest, order: EffectiveOrder) -> Iterator[Notice]:
    """What is worth knowing of the call as a whole."""
    if request.converted_from:
        yield Notice("lint.converted", None, f"The payload was read from {request.converted_from}.")
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
            hint = " It belongs inside each record." if key == "$append_values" else did_you_mean(key, BODY_KEYS)
            yield Notice("lint.unknown_key", key, f"{key} is not a key of an upsert body.{hint}")


def _triggers(value: Json) -> Iterator[Notice]:
    """What is odd about the automations that a body names."""
    if value is None:
        return
    if not isinstance(value, list):
        wants = f'["{brief(value)}"]' if isinstance(value, str) else "a list of texts"
        yield Notice("write.triggers", "trigger", f"trigger is not a list; Zoho may refuse the call. It takes {wants}.")
        return
    for each in value:
        if each not in TRIGGERS:
            hint = did_you_mean(each, TRIGGERS) if isinstance(each, str) else ""
            yield Notice("write.triggers", "trigger", f"trigger has no {brief(json.dumps(each))}.{hint}")


def _not_checkable(name: str, module: Module) -> Iterator[Notice]:
    if any(name == field.api_name for field in module.checkable):
        return
    if name == "id":
        yield Notice("order.not_checkable", name, "id is not a check field: a row that has an id updates that record.")
        return
    same = next((field.api_name for field in module.fields if field.api_name.casefold() == name.casefold()), None)
    if name in module.by_name:
        yield Notice(
            "order.not_checkable", name, f"{name} is not unique: only the system-defined and unique fields are checked."
        )
    elif same:
        yield Notice("lint.name_case", name, f"{name} is not {same}: letter case counts, so it is not checked.")
    else:
        hint = " List each field by itself." if "," in name else did_you_mean(name, module.by_name)
        yield Notice("order.not_checkable", name, f"{module.api_name} has no field {name}; it is not checked.{hint}")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a name was most likely meant to be; None where none is near."""
    return _nearest(name, tuple(known))


@lru_cache(maxsize=1024)
def _nearest(name: str, names: tuple[str, ...]) -> str | None:
    """Kept, since ten thousand rows ask the same."""
    same = [other for other in names if other.casefold() == name.casefold()]
    near = same or get_close_matches(name, names, 1, 0.75)  # equal: the nearest comes first
    return near[0] if near else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question that names the nearest of the known names, with a space before it; an empty text if none is near."""
    near = nearest(name, known)
    return f" Did you mean {near}?" if near is not None else ""
