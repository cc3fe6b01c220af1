"""What all tests share: a place of their own to run in, a scripted server, and what makes the app quick to start."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tests.live.server import LoopbackServer

# The process that gathers what workers report loads this file, too, and first: what tests need is loaded later.

LOOKS: Final = ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER")
"""Variables that decide what a terminal is shown."""

TESTS: Final = Path(__file__).parent

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Where nothing is compiled yet, workers that all begin with the first file compile every file as often as there
    are workers: each begins with files of its own. What cannot be imported is told when it is collected."""
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    _set_examples()
    files = sorted(TESTS.rglob("test_*.py"))
    own = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for file in files[own:] if own else ():
        with suppress(Exception), warnings.catch_warnings(action="error"):
            import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts))


def _set_examples() -> None:
    """Have every test draw its examples in one way; see ``tests/examples.py``. It takes a fifth of a second."""
    import_module("tests.examples")


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path) -> None:
    """What ``settings`` leaves open in a test file is settled as the file is imported: by the suite's own way, also
    where the file is run alone."""
    if "tests.examples" not in sys.modules and _DRAWS.search(module_path.read_bytes()) is not None:
        _set_examples()


_DRAWS: Final = re.compile(rb"\b(?:hypothesis|tests\.drawn)\b")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The end is near: what is left goes with the process. pytest would look through it five times, and hypothesis's
    part of it loads hypothesis where no test has, to see that there is nothing to add."""
    gc.freeze()
    if "hypothesis" not in sys.modules and not session.testsfailed:
        session.config.pluginmanager.unregister(name="hypothesispytest")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A worker sends one report of a test that passed, in place of its begin, setup, call, teardown and end: the
    process that gathers thousands of them shares the two cores. Plain pytest tells all as ever."""
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            if report.passed:
                report.keywords = {}  # for whoever selects what is told; a third of what is sent
            item.ihook.pytest_runtest_logreport(report=report)
    return True


class _Home:
    """Where the tests of this process live: one home after the other, each until something is written into it."""

    def __init__(self, temporary: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> None:
        self._temporary, self._patch, self._made = temporary, patch, count()
        self.move()

    def move(self) -> None:
        """Live in one that is not there yet: ``config``, ``state``, ``cache`` and ``data`` will be in it."""
        self.folder = self._temporary.getbasetemp() / f"home-{next(self._made)}"
        self._patch.setenv("HOME", str(self.folder))
        self._patch.setenv("UPSERT_EXPLORER_CONFIG", str(self.folder / "config"))
        for name in ("config", "state", "cache", "data"):
            self._patch.setenv(f"XDG_{name.upper()}_HOME", str(self.folder / name))

    def leave(self) -> None:
        """The next test lives in another one if this one holds anything."""
        if os.path.lexists(self.folder):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.move()


_home: list[_Home] = []
"""That of this process, while it runs tests."""


def move() -> None:
    """Live in another home from now on. A fork of a process that runs tests does so before it runs one."""
    for home in _home:
        home.move()


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Nothing lives in the home of whoever runs the tests, and what many tests need is done once, and shows the same;
    see ``tests/quickly.py``. As fixtures these would be asked for again by each of thousands of tests."""
    if session.config.getoption("dist", "no") != "no":
        return (yield)  # others run them
    from tests import quickly  # noqa: PLC0415 - for the tests alone

    temporary: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined] # else for fixtures
    with pytest.MonkeyPatch.context() as patch:
        _home.append(_Home(temporary, patch))
        quickly.all_of_it(patch, temporary.mktemp("exported"))
        try:
            return (yield)
        finally:
            _home.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Every test runs in a home of its own, and nothing in the environment decides what the app looks like, remembers
    or sends. Most write nothing: what takes its time in each of thousands is done for those that do."""
    try:
        yield
    finally:
        for home in _home:
            home.leave()


@pytest.fixture
def own_place() -> Path:
    """The home that the test runs in. The folder is made by whoever writes into it."""
    (home,) = _home
    return home.folder


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
