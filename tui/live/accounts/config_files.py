"""config.toml and credentials.toml as files: reading them, and changing one table of them. One error for all of it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import one_line
from tui.dataset.files import DataSetError, decode
from tui.live.private_files import OthersCanRead, locked, read_private, write_whole
from tui.live.toml_tables import CannotEdit, with_table, without_table
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
        text = _text(_place(folder, CONFIG))
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{CONFIG}: this is no TOML: {one_line(str(error))}") from None


def read_credentials(folder: Path | None) -> dict[str, Any]:
    """What credentials.toml holds; nothing if there is no such file. Raises ProfileError, which quotes nothing."""
    file = _place(folder, CREDENTIALS)
    try:
        return tomllib.loads(decode(read_private(file), CREDENTIALS))
    except FileNotFoundError:
        return {}
    except OthersCanRead as error:
        raise ProfileError(f"{one_line(str(file))}: {error}; it is not used until you: chmod 600 it") from None
    except OSError as error:
        raise ProfileError(f"{CREDENTIALS}: it cannot be read ({error.strerror or 'it failed'})") from None
    except DataSetError as error:
        raise ProfileError(str(error)) from None
    except tomllib.TOMLDecodeError:
        raise ProfileError(f"{CREDENTIALS}: this is no TOML") from None


def put_table(folder: Path | None, name: str, path: Sequence[str], values: Mapping[str, Any]) -> None:
    """Write a table of config.toml or credentials.toml; the rest of the file stays. Raises ProfileError."""
    _change(_place(folder, name), lambda text: with_table(text, path, values))


def drop_table(folder: Path | None, name: str, path: Sequence[str]) -> None:
    """Remove a table of config.toml or credentials.toml; the rest of the file stays. Raises ProfileError."""
    _change(_place(folder, name), lambda text: without_table(text, path))


def _place(folder: Path | None, name: str) -> Path:
    return (config_folder() if folder is None else folder) / name


def _text(file: Path) -> str:
    try:
        return decode(file.read_bytes(), file.name)
    except FileNotFoundError:
        return ""
    except DataSetError as error:
        raise ProfileError(str(error)) from None
    except OSError as error:
        raise ProfileError(f"{file.name}: it cannot be read ({error.strerror or 'it failed'})") from None


def _change(file: Path, change: Callable[[str], str]) -> None:
    try:
        with locked(file):
            write_whole(file, change(_text(file)), keep_mode=file.name == CONFIG)
    except (CannotEdit, tomllib.TOMLDecodeError):
        raise ProfileError(f"{file.name}: the table is written in a way that only you can change") from None
    except OSError as error:
        raise ProfileError(f"{file.name}: it cannot be written ({error.strerror or 'it failed'})") from None
