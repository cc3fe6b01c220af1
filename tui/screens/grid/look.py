"""The look of the grid's dialogs: that of every dialog, and their own sheet."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Final

from tui.screens.dialogs.dialog import SHEET

GRID_SHEETS: Final[list[str | PurePath]] = [SHEET, Path(__file__).with_name("grid.tcss")]
