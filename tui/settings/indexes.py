"""Where the indexes of large data sets are kept, and how much room they may take: ``[cache]`` of config.toml."""

from __future__ import annotations

from typing import Final

from tui.dataset.files import DataSetError
from tui.dataset.kept import KeptIndexes
from tui.settings.config import config_table
from tui.settings.folders import cache_folder, ensure_folder

FOLDER: Final = "records"
"""The folder of the indexes, in the person's cache."""

MOST_GB: Final = 4.0
"""Room for them in gigabytes (10**9 bytes), unless ``most_gb`` says otherwise."""


def kept_indexes() -> KeptIndexes:
    """The folder of the indexes, and their room; what is wrong in config.toml counts as not said."""
    return KeptIndexes(cache_folder() / FOLDER, int(_most_gb() * 10**9), ensure_folder)


def _most_gb() -> float:
    try:
        table = config_table().get("cache")
    except DataSetError:
        return MOST_GB
    most = table.get("most_gb") if isinstance(table, dict) else None
    if isinstance(most, bool) or not isinstance(most, int | float) or not 0 <= most < 1e6:
        return MOST_GB
    return float(most)
