"""Values that are still to be written: as empty as a field allows, with the cursor where one goes on; and the payload
that is made of them, which a new one begins with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tui.core.field_types import MULTI_SELECT, OBJECT_ITEMS, SUBFORM

if TYPE_CHECKING:
    from tui.core.metadata import Field, Module

CURSOR: Final = "\0"
"""In a text that is to be written: where the cursor goes; two of them: what is marked."""


def blank_of(field: Field) -> str:
    """The value that a new member begins with, as JSON with CURSOR in it."""
    if field.data_type == MULTI_SELECT:
        return f'["{CURSOR}"]'
    if field.data_type in OBJECT_ITEMS or field.json_type == "jsonarray":
        return f"[{{{CURSOR}}}]" if field.data_type == SUBFORM else f"[{CURSOR}]"
    if field.points or field.json_type == "jsonobject":
        return f'{{"id": "{CURSOR}"}}'
    return f"{CURSOR}null{CURSOR}" if field.json_type in ("boolean", "integer", "double") else f'"{CURSOR}"'


def new_payload(module: Module) -> tuple[str, tuple[int, int]]:
    """A body with one row that has the module's mandatory and check fields, all of them blank, and the offsets of what
    is to be marked of the first value. Without any such field the row is empty."""
    fields = [*module.mandatory, *(each for each in module.checkable if each.writable and not each.mandatory)]
    members = [f"      {json.dumps(each.api_name, ensure_ascii=False)}: {blank_of(each)}" for each in fields]
    row = "{\n" + ",\n".join(members) + "\n    }" if members else f"{{{CURSOR}}}"
    text = f'{{\n  "data": [\n    {row}\n  ]\n}}\n'
    return without_cursor(text, members[0].count(CURSOR) if members else 1)


def without_cursor(text: str, marks: int) -> tuple[str, tuple[int, int]]:
    """A text without its CURSORs, and the offsets of the first so many (1 or 2) in it."""
    first = text.index(CURSOR)
    last = first if marks == 1 else text.index(CURSOR, first + 1) - 1
    return text.replace(CURSOR, ""), (first, last)
