"""What tests of several kinds share: folders of the test's own, a scripted server, and what the app's tests need."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any, Final

import pytest
from textual._compositor import Compositor

from tests.live.server import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import RenderableType

LOOKS: Final = ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER")
"""Variables that decide what a terminal is shown."""

SECRETS: Final = ("CLIENT_SECRET", "REFRESH_TOKEN", "ACCESS_TOKEN", "GRANT_CODE")
"""Secrets that can stand in the environment, behind ``UPSERT_EXPLORER_``."""

# Textual makes thousands of short-lived objects a frame. At its usual threshold the collector looks for cycles among
# them, and among all that was imported, so often that it takes 40 % of the time of the app's tests.
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="package", autouse=True)
def settled_memory() -> None:
    """What was imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home: ``config``, ``state``, ``cache`` and ``data`` in it are the test's own, and nothing in the
    environment decides what the app looks like, remembers or sends."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(folder / "config"))
    for name in ("config", "state", "cache", "data"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
    for name in (*LOOKS, *(f"UPSERT_EXPLORER_{secret}" for secret in SECRETS)):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A server that answers by a script."""
    with LoopbackServer() as running:
        yield running


@pytest.fixture
def anyio_backend() -> str:
    """Textual runs on asyncio only."""
    return "asyncio"


@pytest.fixture
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot rests 20 ms and more at every pause to see whether the process idles: the tests wait for what they want
    to see instead. And frames of a headless app go nowhere, which is a fifth of the time: the screen is drawn when a
    test looks at it, or has it exported."""

    async def wait_for_idle(*_: float) -> None:
        await asyncio.sleep(0.002)  # a moment for the threads

    draw = Compositor.render_update

    def render_update(compositor: Compositor, full: bool = False, **given: Any) -> RenderableType | None:
        compositor._dirty_regions.clear()
        return draw(compositor, full, **given) if full else None

    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)
    monkeypatch.setattr(Compositor, "render_update", render_update)
