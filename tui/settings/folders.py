"""Where the app keeps what belongs to the person: the configuration, the state (session, journal) and the cache.

The folders are named here and made by whoever writes first; looking for one makes nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

APP: Final = "upsert-explorer"
CONFIG_VARIABLE: Final = "UPSERT_EXPLORER_CONFIG"
"""The environment variable that names the configuration folder."""


def config_folder() -> Path:
    """The folder of config.toml: $UPSERT_EXPLORER_CONFIG, else the platform's place for configuration."""
    named = os.environ.get(CONFIG_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_config_path(APP, appauthor=False)


def state_folder() -> Path:
    """The folder of what is kept between runs."""
    import platformdirs

    return platformdirs.user_state_path(APP, appauthor=False)


def cache_folder() -> Path:
    """The folder of what can be made again."""
    import platformdirs

    return platformdirs.user_cache_path(APP, appauthor=False)


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
