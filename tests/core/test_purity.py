"""The core is pure: it loads no screen, no network and no database. Its walls are in ``tests/test_walls.py``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import tui

HOUSE = Path(tui.__file__).parent
HEAVY = ("textual", "rich", "httpx", "sqlite3", "tui.app")
CORE = sorted(
    ".".join(file.relative_to(HOUSE.parent).with_suffix("").parts)
    for file in (HOUSE / "core").rglob("*.py")
    if file.stem != "__init__"
)
PROGRAM = f"""
import sys
import tui.core.forecast
print(*[name for name in {HEAVY!r} if name in sys.modules])
import {", ".join(CORE)}
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_neither_the_forecast_nor_the_whole_core_loads_screen_network_or_database() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=HOUSE.parent)
    assert done.stdout.split("\n") == ["", "", ""]
