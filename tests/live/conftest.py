"""A scripted server on loopback, and folders of the person's that are the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live.server import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET_VARIABLES = (
    "UPSERT_EXPLORER_CLIENT_SECRET",
    "UPSERT_EXPLORER_REFRESH_TOKEN",
    "UPSERT_EXPLORER_ACCESS_TOKEN",
    "UPSERT_EXPLORER_GRANT_CODE",
)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Configuration, state and cache of the test's own, and no secret from the environment."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    for name in SECRET_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A server that answers by a script."""
    with LoopbackServer() as running:
        yield running
