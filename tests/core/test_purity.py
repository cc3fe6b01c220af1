"""The house: the core is pure, and imports point down only."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tui

HOUSE = Path(tui.__file__).parent
HEAVY = ("textual", "rich", "httpx", "sqlite3", "tui.app")
CORE = sorted(
    ".".join(file.relative_to(HOUSE.parent).with_suffix("").parts)
    for file in (HOUSE / "core").rglob("*.py")
    if file.stem != "__init__"
)

FLOORS = {
    "core": 0,
    "dataset": 1,
    "files": 1,
    "settings": 1,
    "live": 2,
    "widgets": 4,
    "screens": 5,
    "app": 6,
    "cli": 7,
    "commands": 7,
    "pictures": 7,
    "__main__": 8,
}
GROUND_OF_THE_APP = 3  # state, messages, keys, reports and whatever else stands beside them
PARTS = sorted({file.relative_to(HOUSE).parts[0].removesuffix(".py") for file in HOUSE.rglob("*.py")} - {"__init__"})
NEVER = {"widgets": {"dataset", "live"}}
"""What a part does not import although it lies below."""

OUTSIDE = {"core": {"pydantic"}, "dataset": {"pydantic"}}
"""What a part may import that is neither ours nor the standard library's, where that is narrow."""


def loaded_by(module: str) -> set[str]:
    """Those of HEAVY that a fresh interpreter has loaded after this import."""
    program = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=HOUSE.parent)
    return set(done.stdout.split())


def imports(file: Path) -> set[str]:
    """The full names of what a file imports, also inside functions and for types only."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = file.relative_to(HOUSE.parent).with_suffix("").parts[: -node.level] if node.level else ()
            base = ".".join((*package, *((node.module,) if node.module else ())))
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names if base == "tui")} - {"tui"}
    return names


def files_of(part: str) -> list[Path]:
    """The files of a part of the house: a package or a single module; none where it is not built yet."""
    return sorted((HOUSE / part).rglob("*.py")) or [file for file in [HOUSE / f"{part}.py"] if file.exists()]


def ours(name: str) -> str:
    """The part of the house that a name belongs to; an empty text for what is not ours."""
    return name.split(".")[1] if name.startswith("tui.") else ""


def test_the_forecast_loads_neither_screen_nor_network_nor_database() -> None:
    assert loaded_by("tui.core.forecast") == set()


def test_the_whole_core_together_does_not_either() -> None:
    assert loaded_by(", ".join(CORE)) == set()


def floor(part: str) -> int:
    return FLOORS.get(part, GROUND_OF_THE_APP)


@pytest.mark.parametrize("part", PARTS)
def test_arrows_point_down_only(part: str) -> None:
    wrong = [
        f"{file.relative_to(HOUSE)} imports {name}"
        for file in files_of(part)
        for name in sorted(imports(file))
        if ours(name) and (floor(ours(name)) > floor(part) or ours(name) in NEVER.get(part, ()))
    ]
    assert wrong == []


@pytest.mark.parametrize("part", OUTSIDE)
def test_the_lower_floors_need_little_from_outside(part: str) -> None:
    wrong = [
        f"{file.relative_to(HOUSE)} imports {name}"
        for file in files_of(part)
        for name in sorted(imports(file))
        if name.split(".")[0] not in sys.stdlib_module_names | OUTSIDE[part] | {"tui"}
    ]
    assert wrong == []


def test_the_core_opens_no_file_and_asks_no_clock() -> None:
    words = {"open", "input", "print", "exec", "eval", "now", "today"}
    modules = {"pathlib", "os", "time", "random", "socket", "subprocess", "tempfile", "shutil", "threading", "asyncio"}
    wrong = []
    for file in files_of("core"):
        calls = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        names = {getattr(call.func, "id", None) or getattr(call.func, "attr", None) for call in calls}
        wrong += [f"{file.name} calls {name}" for name in words & names]
        wrong += [f"{file.name} imports {name}" for name in imports(file) if name.split(".")[0] in modules]
    assert wrong == []
