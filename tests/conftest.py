"""What all tests share: a place of their own to run in, a scripted server, and what makes the app quick to start."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet

from tests.live.server import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from textual.css.model import RuleSet

LOOKS: Final = ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER")
"""Variables that decide what a terminal is shown."""

SECRETS: Final = ("CLIENT_SECRET", "REFRESH_TOKEN", "ACCESS_TOKEN", "GRANT_CODE")
"""Secrets that can stand in the environment, behind ``UPSERT_EXPLORER_``."""

MEMORY: Final = Path("/dev/shm")
"""Where Linux keeps files in memory. Elsewhere thousands of small files are made and removed at a disk's speed."""
ROOM: Final = 256 * 2**20  # bytes

# The suite starts some forty interpreters. Where no bytecode may be written, each compiles the whole project anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Textual makes thousands of short-lived objects a frame. At its usual threshold the collector looks for cycles among
# them, and among all that was imported, so often that it takes 40 % of the time of the app's tests.
gc.set_threshold(100_000, 50, 100)

for name in (*LOOKS, *(f"UPSERT_EXPLORER_{secret}" for secret in SECRETS)):
    os.environ.pop(name, None)

if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # pytest's name for where temporary folders go


class NoCache:
    """In place of a cache: keeps nothing."""

    def get(self, key: object) -> None:
        """Nothing was kept."""

    def __setitem__(self, key: object, value: object) -> None:
        """Keep nothing."""


NO_CACHE: Final = NoCache()

_places = count()
_parsed: dict[object, tuple[list[RuleSet], dict[str, list[RuleSet]]]] = {}


@pytest.fixture(scope="package", autouse=True)
def settled_memory() -> None:
    """What was imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """The end is near: what is left goes with the process. pytest would look through it five times."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Every test runs in a home of its own: ``config``, ``state``, ``cache`` and ``data`` are in it, and nothing in the
    environment decides what the app looks like, remembers or sends. The folder is made by whoever writes into it."""
    folder = tmp_path_factory.getbasetemp() / f"home-{next(_places)}"
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(folder / "config"))
    for name in ("config", "state", "cache", "data"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(own_place: Path) -> Path:
    """The home that the test runs in, as a folder that is there."""
    own_place.mkdir(exist_ok=True)
    return own_place


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A server that answers by a script."""
    with LoopbackServer() as running:
        yield running


@pytest.fixture
def anyio_backend() -> str:
    """Textual runs on asyncio only."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quick_apps() -> Iterator[None]:
    """Apps start and run quicker in tests, and show the same.

    The pilot rests 20 ms and more at every pause to see whether the process idles: the tests wait for what they want to
    see instead. Frames of a headless app go nowhere, which is a fifth of the time: the screen is drawn when a test
    looks at it, or has it exported. What one app has parsed of a style sheet serves the next. And every strip of a
    line makes seven caches, another sixth of the time, which pay only where it is painted again and again.
    """

    async def wait_for_idle(*_: float) -> None:
        await asyncio.sleep(0.002)  # a moment for the threads

    draw, parse = Compositor.render_update, Stylesheet.parse

    def render_update(compositor: Compositor, full: bool = False, **given: Any) -> RenderableType | None:
        compositor._dirty_regions.clear()
        return draw(compositor, full, **given) if full else None

    def parse_once(sheet: Stylesheet) -> None:
        key = (tuple(sheet._variables.items()), tuple(sheet.source.items()))
        if key not in _parsed:
            parse(sheet)
            _parsed[key] = (sheet._rules, sheet.rules_map)
        sheet._rules, sheet._rules_map = _parsed[key]
        sheet._require_parse = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.pilot.wait_for_idle", wait_for_idle)
        patch.setattr(Compositor, "render_update", render_update)
        patch.setattr(Stylesheet, "parse", parse_once)
        patch.setattr("textual.strip.FIFOCache", lambda _: NO_CACHE)
        yield
