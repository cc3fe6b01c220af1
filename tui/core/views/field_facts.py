"""What the metadata says of a field, in a few words each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.metadata import Field, Module

TRIED: Final = "(tried)"


def type_text(field: Field) -> str:
    """``email 100``: its data type, and its length where it has one."""
    length = f" {field.length}" if field.length is not None else ""
    return one_line(f"{field.data_type or 'no type'}{length}")


def field_flags(field: Field, module: Module) -> Iterator[str]:
    """What sets it apart: unique, mandatory, ..., those first that make it a check field."""
    tried = f" {TRIED}" if field.api_name in module.tried else ""
    if field.api_name == module.system_field:
        yield "system"
    if field.unique or tried:
        yield f"{'unique' if field.unique else 'not unique'}{tried}"
    if field.external:
        yield "external id"
    if field.mandatory:
        yield "mandatory"
    if not field.writable:
        yield "read-only"
    elif not field.api_update:
        yield "not on update"
    elif not field.api_create:
        yield "not on insert"
    if field.lookup_module:
        yield f"to {one_line(field.lookup_module)}"


def choice_texts(field: Field) -> tuple[str, ...]:
    """The values of its pick list; where one is shown otherwise than it is stored, both."""
    return tuple(
        one_line(choice.actual if choice.actual == choice.display else f"{choice.actual} ({choice.display})")
        for choice in field.choices
    )
