"""Twins: records that hold one value of a check field, as a look-up would meet them, or written differently.

Asked of whatever can find records by a key; other writing is what makes a near miss (tui.core.values).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.field_types import LONG_INTEGER
from tui.core.values import Key, KeyForm, as_digits, how_near, is_blank, key_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.metadata import Field, Module
    from tui.core.records import Found
    from tui.core.values import Json, Record

    Find = Callable[[str, Key, int | None], Found]
    FormOf = Callable[[Field], KeyForm]

SHOWN: Final = 20  # equal: as good as the next number
"""Twins of one value that are named."""

IDENTIFYING: Final = frozenset({"email", "phone", "website"})
"""Data types whose values tell people and companies apart, checked or not."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Another record with the same value; ``how``: in what its writing differs, empty where a look-up meets it."""

    id: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Twins:
    """The other records that hold the value of a field: the first that there are, those that a look-up meets first.
    ``same`` and ``other_writing``: how many there are in all."""

    field: Field
    value: Json
    same: int
    other_writing: int
    records: tuple[Twin, ...]


def stored_key(field: Field, value: Json, form: KeyForm = KeyForm.FOLDED) -> Key:
    """The key under which a record's value is found; a long integer counts as its digits."""
    return Key(key_text(as_digits(value) if field.data_type == LONG_INTEGER else value, form), form)


def twins_of(
    record: Record, module: Module, find: Find, get: Callable[[str], Record | None], form: FormOf
) -> tuple[Twins, ...]:
    """The twins of a record by each check field, without those that have none. find and get: as RecordIndex has them;
    form: how much of a field's value counts in a look-up under the settings in force."""
    found = (_twins(record, field, find, get, form(field)) for field in module.checkable)
    return tuple(each for each in found if each is not None)


def _twins(
    record: Record, field: Field, find: Find, get: Callable[[str], Record | None], form: KeyForm
) -> Twins | None:
    value, own = record.get(field.api_name), record["id"]
    if is_blank(value):
        return None
    key = stored_key(field, value, form)
    same = find(field.api_name, key, SHOWN + 1)  # equal: what is beyond is cut off
    others = [Twin(each) for each in same.ids if each != own]
    # Where there is room, all that a look-up meets are named, and at most so many stand before the others.
    most = SHOWN + len(same.ids) if len(others) < SHOWN else 0  # equal: what is beyond is cut off
    near = find(field.api_name, stored_key(field, value, KeyForm.NEAR), most)
    if near.count < 2:
        return None
    met = {*same.ids, own}
    others += [Twin(each, _how(value, held(get(each), field))) for each in near.ids if each not in met]
    return Twins(field, value, same.count - 1, near.count - same.count, tuple(others[:SHOWN]))


def held(record: Record | None, field: Field) -> Json:
    """What a record holds in a field."""
    return (record or {}).get(field.api_name)


def _how(value: Json, other: Json) -> str:
    return how_near(value, other) if isinstance(value, str) and isinstance(other, str) else "written differently"
