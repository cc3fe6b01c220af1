"""One backend, folders of the test's own, a journal with sends in it, and a scripted server."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

import pytest

from tests.live.server import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VARIABLES = ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER")
SECRETS = ("CLIENT_SECRET", "REFRESH_TOKEN", "ACCESS_TOKEN", "GRANT_CODE")


@pytest.fixture
def anyio_backend() -> str:
    """Textual runs on asyncio only."""
    return "asyncio"


@pytest.fixture(scope="package", autouse=True)
def settled_memory() -> None:
    """What was imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot rests at every pause; the tests wait for what they want to see instead."""

    async def wait_for_idle(*_: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Configuration, state and cache of the test's own, and no secret from the environment."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name in SECRETS:
        monkeypatch.delenv(f"UPSERT_EXPLORER_{name}", raising=False)
    folder = tmp_path / "home"
    (folder / "work").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(folder / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    return folder


@pytest.fixture
def work(home: Path) -> Path:
    """The folder that the person works in."""
    return home / "work"


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A server that answers by a script."""
    with LoopbackServer() as running:
        yield running
