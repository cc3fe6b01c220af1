"""Adding and removing one table of a TOML file that a person also writes: everything else stays as it is, comments
included. What comes out is read again, and an edit that would change anything else is not made."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import tomli_w

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class CannotEdit(Exception):
    """The table is written in a way that is for a person to edit."""


def with_table(text: str, path: Sequence[str], values: Mapping[str, Any]) -> str:
    """The text with a table in place of the one at a path, or at its end. Raises CannotEdit."""
    nested: Any = dict(values)
    for name in reversed(path):
        nested = {name: nested}
    wanted = _without(tomllib.loads(text), path)
    _merge(wanted, nested)
    block = tomli_w.dumps(nested)
    lines = text.splitlines(keepends=True)
    if section := _section(lines, path):
        start, end = section
        changed = "".join(lines[:start]) + block + "".join(lines[end:])
    else:
        before = text if not text or text.endswith("\n") else text + "\n"
        changed = before + ("\n" if before else "") + block
    return _proved(changed, wanted)


def without_table(text: str, path: Sequence[str]) -> str:
    """The text without the table at a path; the same text if there is none. Raises CannotEdit."""
    wanted = _without(tomllib.loads(text), path)
    lines = text.splitlines(keepends=True)
    section = _section(lines, path)
    changed = (
        text if section is None else "".join(lines[: section[0]]).rstrip("\n") + "\n" + "".join(lines[section[1] :])
    )
    return _proved(changed.lstrip("\n"), wanted)


def _section(lines: Sequence[str], path: Sequence[str]) -> tuple[int, int] | None:
    """The lines of a table, from its header to the last line that says something before the next header."""
    names = r"\s*\.\s*".join(f"(?:{re.escape(name)}|\"{re.escape(name)}\"|'{re.escape(name)}')" for name in path)
    header = re.compile(rf"\s*\[\s*{names}\s*\]\s*(?:#.*)?$")
    start = next((place for place, line in enumerate(lines) if header.match(line)), None)
    if start is None:
        return None
    end = start + 1
    for place in range(start + 1, len(lines)):
        line = lines[place].strip()
        if line.startswith("["):
            break
        if line and not line.startswith("#"):
            end = place + 1
    return start, end


def _proved(text: str, wanted: Mapping[str, Any]) -> str:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        found = None
    if found is None or _full(found) != _full(wanted):
        raise CannotEdit
    return text


def _without(table: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:
    first, *rest = path
    if not rest:
        return {name: value for name, value in table.items() if name != first}
    inner = table.get(first)
    return table if not isinstance(inner, dict) else {**table, first: _without(inner, rest)}


def _merge(into: dict[str, Any], new: Mapping[str, Any]) -> None:
    for name, value in new.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            into[name] = dict(into[name])
            _merge(into[name], value)
        else:
            into[name] = value


def _full(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without empty ones inside: those come and go with a header."""
    full = {name: _full(value) if isinstance(value, dict) else value for name, value in table.items()}
    return {name: value for name, value in full.items() if value != {}}
