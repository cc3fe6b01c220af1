"""Deluge, Zoho's script language: the body as a map, sent with invokeurl over a connection."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tui.core.exports.export import Export, Exported

if TYPE_CHECKING:
    from tui.core.values import Json

_CONNECTION: Final = "zoho_crm"
_NO_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-f]{4}|[bf])")
"""Escapes of JSON that Deluge's strings do not know."""


def write(export: Export) -> Exported:
    """A script with one invokeurl for each call."""
    calls = []
    for number, call in enumerate(export.calls, start=1):
        name = "body" if len(export.calls) == 1 else f"body{number}"
        calls.append(
            f"{name} = {_value(call.to_body(), 0)};\n"
            "response = invokeurl\n"
            "[\n"
            f'\turl: "{export.url}"\n'
            "\ttype: POST\n"
            f"\tparameters: {name}.toString()\n"
            f"{_headers(export)}"
            f'\tconnection: "{_CONNECTION}"\n'
            "];\n"
            "info response;\n"
        )
    text = "\n".join(calls)
    lost = ("Deluge can't write control characters; they are escaped as in JSON",)
    return Exported(
        f'// "{_CONNECTION}" stands for your connection to Zoho CRM (Setup > Connections).\n{text}',
        lost if _NO_ESCAPE.search(text) else (),
    )


def _headers(export: Export) -> str:
    return f"\theaders: {_value(dict(export.headers), 1)}\n"


def _value(value: Json, depth: int) -> str:
    """A literal, its members on lines of their own. Lists stand in braces, too, so empty ones are made by name."""
    inner = "\n" + "\t" * (depth + 1)
    if isinstance(value, dict) and value:
        return (
            "{"
            + ",".join(f"{inner}{_text(key)}: {_value(item, depth + 1)}" for key, item in value.items())
            + _end("}", depth)
        )
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return "{" + ",".join(inner + _value(item, depth + 1) for item in value) + _end("}", depth)
    if isinstance(value, list) and value:
        return "{" + ", ".join(_value(item, depth) for item in value) + "}"
    if isinstance(value, (dict, list)):
        return "Map()" if isinstance(value, dict) else "List()"
    if isinstance(value, float):  # Deluge has no exponents
        digits = format(Decimal(repr(value)), "f")
        return digits if "." in digits else f"{digits}.0"
    return _text(value)


def _end(bracket: str, depth: int) -> str:
    return "\n" + "\t" * depth + bracket


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
