"""A record as a row of a payload: what one would send to have it found and written again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.field_types import SUBFORM
from tui.core.values import has_id, is_empty
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Record

_OF_THE_ORG: Final = frozenset({"Owner", "Layout", "Tag"})
"""What a record has by where it was made, not by what was sent."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """The row, and the fields of the record that are left out though they could be sent."""

    values: dict[str, Json]
    left_out: tuple[str, ...]


def row_of(record: Record, module: Module) -> RecordRow:
    """What a record holds in fields that the API writes, in the order of the metadata. Its id is not sent: it would
    spare the check fields, and which record they find is the question. Subforms are left out: sent again, their rows
    would be added again."""
    values: dict[str, Json] = {}
    left_out = []
    for name, field in module.writable.items():
        held = record.get(name)
        if is_empty(held):
            continue
        if name in _OF_THE_ORG or field.data_type == SUBFORM:
            left_out.append(name)
        else:
            values[name] = _sent(field, held)
    return RecordRow(values, tuple(left_out))


def _sent(field: Field, held: Json) -> Json:
    return {"id": held["id"]} if field.points and has_id(held) else held
