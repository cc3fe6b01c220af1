"""What all tests share: a place of their own to run in, a scripted server, and what makes the app quick to start."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.live.server import LoopbackServer

# The process that gathers what workers report loads this file, too, and first: what tests need is loaded later.

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

# Cycles of objects stay until the end, some half a gigabyte in each worker: to look for them among all that the app's
# tests make takes a twentieth of the time.
gc.disable()

# A shell that runs the suite in the background has it ignore ctrl+c, nohup the end of the terminal, and so every
# process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

for name in (*LOOKS, *(f"UPSERT_EXPLORER_{secret}" for secret in SECRETS)):
    os.environ.pop(name, None)

if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # pytest's name for where temporary folders go


_places = count()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """The end is near: what is left goes with the process. pytest would look through it five times."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A worker sends one report of a test that passed, in place of its begin, setup, call, teardown and end: the
    process that gathers thousands of them shares the two cores. Plain pytest tells all as ever."""
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


def _live_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", str(folder))
    patch.setenv("UPSERT_EXPLORER_CONFIG", str(folder / "config"))
    for name in ("config", "state", "cache", "data"):
        patch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is made for several tests does not live in the home of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        _live_in(tmp_path_factory.mktemp("home"), patch)
        yield


@pytest.fixture(autouse=True)
def own_place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Every test runs in a home of its own: ``config``, ``state``, ``cache`` and ``data`` are in it, and nothing in the
    environment decides what the app looks like, remembers or sends. The folder is made by whoever writes into it."""
    folder = tmp_path_factory.getbasetemp() / f"home-{next(_places)}"
    _live_in(folder, monkeypatch)
    yield folder
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(own_place: Path) -> Path:
    """The home that the test runs in, as a folder that is there."""
    own_place.mkdir(exist_ok=True)
    return own_place


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A server that answers by a script."""
    from tests.live.server import LoopbackServer  # noqa: PLC0415 - for the tests alone

    with LoopbackServer() as running:
        yield running


@pytest.fixture
def anyio_backend() -> str:
    """Textual runs on asyncio only."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What many tests need is done once, and shows the same; see ``tests/quickly.py``."""
    from tests import quickly  # noqa: PLC0415 - for the tests alone
    from tests.quick_styles import styled_once  # noqa: PLC0415 - likewise
    from tests.quick_textual import quick_textual  # noqa: PLC0415 - likewise

    with pytest.MonkeyPatch.context() as patch:
        for made_quick in (
            quickly.idle_at_once,
            quickly.cycles_left_alone,
            quickly.painted_when_looked_at,
            quickly.laid_out_when_looked_at,
            quickly.told_for_an_hour,
            styled_once,
            quick_textual,
            quickly.parser_made_once,
            quickly.handlers_found_once,
            quickly.matched_by_itself_first,
            quickly.bundled_data_read_once,
            quickly.practice_orgs_filled_once,
        ):
            made_quick(patch)
        quickly.practice_orgs_exported_once(patch, tmp_path_factory.mktemp("exported"))
        yield
