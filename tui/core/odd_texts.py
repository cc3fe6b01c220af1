"""Texts of a row that a program or a web page left, and that Zoho writes as they stand (rules lint.null_text and
lint.html_entity)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import value_text
from tui.core.field_types import TEXT_AREA
from tui.core.notice import Notice
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.metadata import Module
    from tui.core.values import Record

_NO_VALUES: Final = frozenset(
    {
        *("null", "NULL", "None", "nil", "undefined", "NaN", "nan", "NaT", "<NA>", "\\N", "(null)", "<null>", "[null]"),
        *("[object Object]", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"),
    }
)
"""What programs, databases and spreadsheets write where there is no value. A person may be called Null."""


def odd_texts(values: Record, module: Module) -> Iterator[Notice]:
    """Texts that say that there is no value, where any text is taken, and HTML entities, where no HTML is."""
    for name, value in values.items():
        if not isinstance(value, str):
            continue
        if value in _NO_VALUES:
            if module.by_name[name].data_type in ("text", TEXT_AREA):
                message = f"{name} is the text {value_text(value)}, which is written as it is; null clears the field."
                yield Notice("lint.null_text", name, message)
            continue
        entity = _ENTITY.search(value) if "&" in value else None  # equal: each has an &
        if entity is not None and module.by_name[name].data_type in _PLAIN_TEXTS:
            message = f"{name} has the HTML entity {entity[0]}, which is written as it is."
            yield Notice("lint.html_entity", name, message)


_PLAIN_TEXTS: Final = ("text", "email", "phone", "picklist")
_ENTITY: Final = pattern(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,5}|#[xX][0-9a-fA-F]{1,4});")
