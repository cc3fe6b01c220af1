"""The payloads and data sets that were open lately: a short list in the user's state folder.

It is a convenience: a list that cannot be read or written is no list, and says nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Literal

from tui.files import is_there, resolved, write_atomically
from tui.settings.folders import ensure_folder, state_folder

Kind = Literal["payloads", "data_sets"]

_KEPT: Final = 12


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


def _read() -> dict[str, list[str]]:
    try:
        found = json.loads((state_folder() / "recent.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        kind: [name for name in names if isinstance(name, str)]
        for kind, names in found.items()
        if isinstance(names, list)
    }
