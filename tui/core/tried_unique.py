"""What if a field were unique, or were not: a module as it would be, to be forecast with. The org stays as it is.

Which fields can be unique, and how many: Create Custom Field page, and Kaizen #56.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.views.describe import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.metadata import Field, Module

CAN_BE_UNIQUE: Final = frozenset({"text", "email", "phone", "website", "integer", "bigint"})
"""Data types of fields that can be made unique."""

MOST_UNIQUE: Final = 2
"""Unique fields that a module can have, in every edition."""


def trying(module: Module, names: Iterable[str]) -> Module:
    """The module with other answers to whether these fields are unique; ``tried`` names them. A name that is no field
    is passed over; without any, the module itself."""
    wanted = frozenset(names)
    return _trying(module, wanted) if wanted else module  # equal: it is quicker than to ask by a whole module


@lru_cache(8)  # a forecast is compared with the one before it, which was of the very same module
def _trying(module: Module, names: frozenset[str]) -> Module:
    tried = tuple(field.api_name for field in module.fields if field.api_name in names)
    if not tried:
        return module
    fields = (replace(each, unique=not each.unique) if each.api_name in tried else each for each in module.fields)
    return replace(module, fields=tuple(fields), tried=tried)


def same_but_for_tries(one: Module, other: Module) -> bool:
    """Whether two are one module, whatever is tried of it: then what rows come to in both can be compared."""
    return one is other or (bool(one.tried or other.tried) and _untried(one) == _untried(other))


def _untried(module: Module) -> Module:
    return replace(trying(module, module.tried), tried=())


def why_not_tried(module: Module, field: Field) -> str:
    """Why a field of this module, which may be tried already, cannot be tried the other way; empty where it can."""
    if field.unique:
        return ""
    name, was_unique = one_line(field.api_name), field.api_name in module.tried
    if not was_unique and (field.data_type not in CAN_BE_UNIQUE or field.filled_by_zoho):
        types = "single line, email, phone, number, long integer and URL"
        return f"{name} can't be unique: Zoho offers that for {types} fields."
    unique = [one_line(each.api_name) for each in module.fields if each.unique]
    if len(unique) >= MOST_UNIQUE:
        return f"A module has at most {MOST_UNIQUE} unique fields, here {listed(unique)}: untick one first."
    return ""
