"""Fixtures of the live half of the app: one backend, a plain environment, and practice orgs on loopback."""

from __future__ import annotations

import gc
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.app_live.sending import Practice, small_data_set
from tui.core.rules import Assumptions
from tui.live.practice import PracticeOrg
from tui.live.practice_faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tui.core.values import Record


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
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the person who runs the tests decides what the app looks like, remembers or sends."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    for name in ("CLIENT_SECRET", "REFRESH_TOKEN", "ACCESS_TOKEN"):
        monkeypatch.delenv(f"UPSERT_EXPLORER_{name}", raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "CACHE", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(home / "config"))


class MakePractice(Protocol):
    """Starts a practice org on a small data set of leads."""

    def __call__(
        self, fault: str | None = ..., *, assume: Mapping[str, str] = ..., records: Sequence[Record] = ...
    ) -> Practice: ...


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[MakePractice]:
    """``practice("429:1")`` is an org that acts out a fault."""
    with ExitStack() as running:

        def start(
            fault: str | None = None, *, assume: Mapping[str, str] | None = None, records: Sequence[Record] = ()
        ) -> Practice:
            data, state = small_data_set(tmp_path / "data", records), tmp_path / "state"
            assumptions = Assumptions()
            for rule, value in (assume or {}).items():
                assumptions = assumptions.having(rule, value)
            org = PracticeOrg(data, state, assumptions, Fault.parse(fault) if fault else None)
            return Practice(running.enter_context(org), data, state)

        yield start
