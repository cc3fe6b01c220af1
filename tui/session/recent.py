"""The payloads and data sets that were open lately, and the module that was chosen for a payload file: short lists in
the user's state folder.

They are a convenience: a list that cannot be read or written is no list, and says nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Literal

from tui.dataset.files import read_ordinary
from tui.files import is_there, resolved, write_atomically
from tui.settings.folders import ensure_folder, state_folder

Kind = Literal["payloads", "data_sets"]

_KEPT: Final = 12
_MODULES: Final = "modules-of-files.json"
_MODULES_KEPT: Final = 200


def recent(kind: Kind) -> tuple[Path, ...]:
    """The paths of a kind, the latest first, as far as they still exist."""
    return tuple(path for path in map(Path, _read().get(kind, [])) if is_there(path))


def add_recent(kind: Kind, path: Path) -> None:
    """Put a path at the head of its list."""
    kept = _read()
    name = str(resolved(path))
    kept[kind] = [name, *(other for other in kept.get(kind, []) if other != name)][:_KEPT]
    try:
        write_atomically(ensure_folder(state_folder()) / "recent.json", json.dumps(kept, indent=1) + "\n", 0o600)
    except (OSError, ValueError):
        return


def remembered_module(file: Path | None) -> str | None:
    """The module that a payload file was last opened as, by choice; None where none was chosen."""
    return _modules().get(str(resolved(file))) if file is not None else None


def remember_module(file: Path, module: str) -> None:
    """Keep the module that a person chose for a payload file."""
    name = str(resolved(file))
    kept = {other: chosen for other, chosen in _modules().items() if other != name}
    latest = {name: module} | dict(list(kept.items())[: _MODULES_KEPT - 1])
    try:
        write_atomically(ensure_folder(state_folder()) / _MODULES, json.dumps(latest, indent=1) + "\n", 0o600)
    except (OSError, ValueError):
        return


def _modules() -> dict[str, str]:
    try:
        found = json.loads(read_ordinary(state_folder() / _MODULES))
    except (OSError, ValueError):
        return {}
    entries = found.items() if isinstance(found, dict) else ()
    return {file: module for file, module in entries if isinstance(module, str)}


def _read() -> dict[str, list[str]]:
    try:
        found = json.loads(read_ordinary(state_folder() / "recent.json"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        kind: [name for name in names if isinstance(name, str)]
        for kind, names in found.items()
        if isinstance(names, list)
    }
