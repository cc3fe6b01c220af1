"""config.toml and credentials.toml as files: reading them, and changing one table of them. One error for all of it.

A person also writes these files: everything but the table that is changed stays as it is, comments included. What comes
out is read again, and an edit that would change anything else is not made.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from typing import TYPE_CHECKING, Any, Final

import tomli_w

from tui.core.display import one_line
from tui.dataset.files import DataSetError, decode, read_ordinary, toml_of
from tui.files import OthersCanRead, is_folder, is_there, locked, read_private, write_private
from tui.settings.config import config_table
from tui.settings.folders import config_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

CONFIG: Final = "config.toml"
CREDENTIALS: Final = "credentials.toml"


class ProfileError(Exception):
    """A profile or its secrets that cannot be used, in one line."""


def read_config(folder: Path | None) -> dict[str, Any]:
    """What config.toml holds; nothing if there is no such file. Raises ProfileError."""
    try:
        return config_table(folder)
    except DataSetError as error:
        raise ProfileError(str(error)) from None


def read_credentials(folder: Path | None) -> dict[str, Any]:
    """What credentials.toml holds; nothing if there is no such file. Raises ProfileError, which quotes nothing."""
    file = _place(folder, CREDENTIALS)
    try:
        return toml_of(decode(read_private(file), CREDENTIALS), CREDENTIALS)
    except FileNotFoundError:
        return {}
    except OthersCanRead as error:
        raise ProfileError(f"{one_line(str(file))}: {error}; it is not used until you run chmod 600 on it") from None
    except OSError as error:
        raise ProfileError(f"{CREDENTIALS}: it cannot be read ({error.strerror or 'it failed'})") from None
    except DataSetError:
        raise ProfileError(f"{CREDENTIALS}: this is not TOML") from None


def ready_to_write(folder: Path | None) -> None:
    """See whether the files can be written at all, before something is spent whose result they shall keep; nothing is
    made. Raises ProfileError."""
    place = config_folder() if folder is None else folder
    there = next((each for each in (place, *place.absolute().parents) if is_there(each)), place)
    files = [place / name for name in (CONFIG, CREDENTIALS) if is_there(place / name)]
    if not is_folder(there) or not os.access(there, os.W_OK | os.X_OK):
        raise ProfileError(f"{one_line(str(place))}: it cannot be written, so nothing was asked for")
    for file in files:
        if not os.access(file, os.W_OK):
            raise ProfileError(f"{one_line(str(file))}: it cannot be written, so nothing was asked for")
    try:
        if there == place:
            with tempfile.NamedTemporaryFile(dir=place, prefix=".tried.") as tried:
                tried.write(b"x" * 4_096)  # equal: a block, which a full disk has no room for
                tried.flush()
    except OSError as error:
        raise ProfileError(f"{one_line(str(place))}: it cannot be written ({error.strerror or 'it failed'})") from None


def put_table(folder: Path | None, name: str, path: Sequence[str], values: Mapping[str, Any]) -> None:
    """Write a table of config.toml or credentials.toml; the rest of the file stays. Raises ProfileError."""
    _change(_place(folder, name), lambda text: _with_table(text, path, values))


def drop_table(folder: Path | None, name: str, path: Sequence[str]) -> None:
    """Remove a table of config.toml or credentials.toml; the rest of the file stays. Raises ProfileError."""
    _change(_place(folder, name), lambda text: _without_table(text, path))


def _place(folder: Path | None, name: str) -> Path:
    return (config_folder() if folder is None else folder) / name


def _change(file: Path, change: Callable[[str], str]) -> None:
    try:
        with locked(file.with_name(f"{file.name}.lock")):
            text = decode(read_ordinary(file), file.name) if file.exists() else ""
            toml_of(text, file.name)
            write_private(file, change(text), keep_mode=file.name == CONFIG)
    except DataSetError as error:
        raise ProfileError(str(error) if file.name == CONFIG else f"{file.name}: this is not TOML") from None
    except _CannotEdit:
        raise ProfileError(f"{file.name}: the table is written in a way that only you can edit") from None
    except OSError as error:
        raise ProfileError(f"{file.name}: it cannot be written ({error.strerror or 'it failed'})") from None


# --- one table of a text ---------------------------------------------------------------------------------------------


class _CannotEdit(Exception):
    """The table is written in a way that is for a person to edit."""


def _with_table(text: str, path: Sequence[str], values: Mapping[str, Any]) -> str:
    """The text with a table in place of the one at a path, or at its end. Raises _CannotEdit."""
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


def _without_table(text: str, path: Sequence[str]) -> str:
    """The text without the table at a path; the same text if there is none. Raises _CannotEdit."""
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
        raise _CannotEdit
    return text


def _without(table: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:
    first, *rest = path
    if not rest:
        return {name: value for name, value in table.items() if name != first}
    inner = table.get(first)
    return table if not isinstance(inner, dict) else {**table, first: _without(inner, rest)}


def _merge(into: dict[str, Any], new: Mapping[str, Any]) -> None:
    # The innermost table of the new ones is not there: whatever is a table already gets another inside.
    for name, value in new.items():
        if isinstance(into.get(name), dict):
            into[name] = dict(into[name])
            _merge(into[name], value)
        else:
            into[name] = value


def _full(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without empty ones inside: those around the one that is changed come and go with its header."""
    return {name: value for name, value in table.items() if value != {}}
