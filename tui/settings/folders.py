"""Where the app keeps what belongs to the person: the configuration, the state (session, journal) and the cache.

The folders are named here and made by whoever writes first; looking for one makes nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

APP: Final = "upsert-explorer"
EDITED_OUTSIDE: Final = "edited-outside"
"""The folder, of the state, of what is open in an external editor."""

CONFIG_VARIABLE: Final = "UPSERT_EXPLORER_CONFIG"
"""The environment variable that names the configuration folder."""


def config_folder() -> Path:
    """The folder of config.toml: $UPSERT_EXPLORER_CONFIG, else the platform's place for configuration."""
    named = os.environ.get(CONFIG_VARIABLE, "").strip()
    if named:
        return Path(os.path.expanduser(named))  # of an unknown user it stays as it is
    return _folder_of("config")


def state_folder() -> Path:
    """The folder of what is kept between runs."""
    return _folder_of("state")


def cache_folder() -> Path:
    """The folder of what can be made again."""
    return _folder_of("cache")


def _folder_of(kind: str) -> Path:
    import platformdirs

    folders = {
        "config": platformdirs.user_config_dir,
        "state": platformdirs.user_state_dir,
        "cache": platformdirs.user_cache_dir,
    }
    try:
        folder = Path(folders[kind](APP, appauthor=False))
    except RuntimeError:  # a user whom the system does not know, without HOME
        return Path(f".{APP}", kind).absolute()
    return folder.absolute()


def ensure_folder(folder: Path) -> Path:
    """The same folder, which is there now; what had to be made is open to its owner only. Raises OSError."""
    missing = []
    place = folder.absolute()
    while not place.exists():
        missing.append(place)
        place = place.parent
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(folder))
    return folder
