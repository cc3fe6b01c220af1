"""Mutation testing by hand: does a test fail when one thing of a module is turned round?

    python -m tests.mutation tui/core/target.py          # with the tests of tests/core
    python -m tests.mutation tui/live/send tests/live    # a folder, with the tests of a folder or file of your choice
    python -m tests.mutation tui/core --sample 10 --seed 3    # one mutant in ten, and each seed gives another tenth

Prints each mutant that no test noticed, then the figures. Tests are collected once. A first round finds which tests run
which lines of a module; then each mutant lives in a process of its own, where the code of its function is exchanged and
the tests that run its line are run until one fails: those that noticed others first, and quick ones before slow ones.
What a module does when it is imported, and what a function does that another one had made by then, is turned round in a
copy of the project, with a fresh interpreter. A mutant that changes nothing anyone could see is equal: its line says
``# equal:`` and why, and is passed over.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import pytest

from tests.mutants import mutants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import FrameType

    from tests.mutants import Mutant

PROJECT: Final = Path(__file__).parents[1]
PATIENCE_CPU_S: Final = 60
"""Seconds of work after which a mutant that does not come to an end counts as noticed."""


class Rounds:
    """A plugin of pytest that, in place of running the collected tests once, runs them for each mutant."""

    def __init__(self, modules: Sequence[Path], tests: Sequence[str], sample: int = 1, seed: int = 0) -> None:
        """sample: one mutant in so many is tried; which, goes by the seed and by the mutant itself."""
        self.modules, self.tests, self.sample, self.seed = modules, tests, sample, seed
        self.figures: Counter[str] = Counter()
        self._failed = False
        self._killers: Counter[str] = Counter()
        self._took_s: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notice a failure."""
        self._failed = self._failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All rounds."""
        from hypothesis.internal.conjecture import engine  # noqa: PLC0415 - pytest must come before its plugins

        engine.MAX_SHRINKS = 0  # that a property fails is all that is asked
        if session.testsfailed:
            raise SystemExit("the tests cannot be collected")
        runs = self._lines_run(session)
        for file in self.modules:
            self._module(session, file, {name: lines[str(file)] for name, lines in runs.items() if str(file) in lines})
        return True

    def _module(self, session: pytest.Session, file: Path, runs: Mapping[str, set[int]]) -> None:
        items = {item.nodeid: item for item in session.items}
        found: Counter[str] = Counter()
        functions = live_functions(file)
        made = {each.__code__.co_firstlineno for each in functions}
        for mutant in mutants(file.read_text(encoding="utf-8")):
            if crc32(f"{self.seed} {file.name} {mutant}".encode()) % self.sample:
                continue
            if mutant.equal:
                found["equal"] += 1
                continue
            names = [name for name, lines in runs.items() if mutant.line in lines]
            names.sort(key=lambda name: (-self._killers[name], self._took_s[name]))
            if mutant.first_lines and made.isdisjoint(mutant.first_lines[1:]):
                noticed = bool(names) and self._noticed(
                    session, file, mutant, functions, [items[name] for name in names]
                )
            else:
                noticed = self._noticed_at_import(file, mutant)
            found["noticed" if noticed else "unnoticed"] += 1
            if not noticed:
                lonely = "   (no test runs it)" if mutant.first_lines and not names else ""
                self._say(f"{file.relative_to(PROJECT)}:{mutant}{lonely}")
        if found:
            self._say(f"{file.relative_to(PROJECT)}: {told(found)}")
        self.figures += found

    def _lines_run(self, session: pytest.Session) -> dict[str, dict[str, set[int]]]:
        """Which lines of which module each test runs, by the name of the test."""
        files = frozenset(map(str, self.modules))

        def work(told: Path) -> None:
            runs: dict[str, dict[str, list[int]]] = {}
            took_s: dict[str, float] = {}
            for item in session.items:
                begun = time.process_time()
                lines = with_trace(files, lambda item=item: self._run(item))  # type: ignore[misc] # mypy infers no default of a lambda
                runs[item.nodeid] = {file: sorted(found) for file, found in lines.items() if not self._failed}
                took_s[item.nodeid] = time.process_time() - begun
                self._failed = False
            told.write_text(json.dumps([runs, took_s]))

        answer, self._took_s = self._in_child(session, work, 20 * PATIENCE_CPU_S)[1]
        return {name: {file: set(found) for file, found in lines.items()} for name, lines in answer.items()}

    def _noticed(
        self,
        session: pytest.Session,
        file: Path,
        mutant: Mutant,
        functions: Sequence[FunctionType],
        items: Sequence[pytest.Item],
    ) -> bool:
        def work(told: Path) -> None:
            exchange_code(file, mutant, functions)
            for item in items:
                self._run(item)
                if self._failed:
                    told.write_text(json.dumps(item.nodeid))
                    os._exit(1)

        code, killer = self._in_child(session, work)
        if not isinstance(killer, str):
            return code != 0
        (item,) = (item for item in items if item.nodeid == killer)
        if not self._passes(session, item):  # it fails by itself now and then, and says nothing
            return self._noticed(session, file, mutant, functions, [each for each in items if each is not item])
        self._killers[killer] += 1
        return True

    def _passes(self, session: pytest.Session, item: pytest.Item) -> bool:
        """Whether a test passes as the module is."""

        def work(_: Path) -> None:
            self._run(item)
            os._exit(self._failed)

        return self._in_child(session, work)[0] == 0

    def _noticed_at_import(self, file: Path, mutant: Mutant) -> bool:
        with tempfile.TemporaryDirectory() as name:
            copy = Path(name) / "project"
            leave = shutil.ignore_patterns(".*", "screenshots", "build", "dist")
            shutil.copytree(PROJECT, copy, ignore=leave)
            (copy / file.relative_to(PROJECT)).write_text(mutant.source, encoding="utf-8")
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *self.tests]
            environment = os.environ | {"PYTHONPATH": str(copy)}
            ended = subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False)
            return ended.returncode != 0

    def _run(self, item: pytest.Item) -> None:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)

    def _in_child(
        self, session: pytest.Session, work: Callable[[Path], None], cpu_s: int = PATIENCE_CPU_S
    ) -> tuple[int, Any]:
        """Do some work in a process of its own: how that ended, and the JSON that it left in the file it was given."""
        from tests import conftest  # noqa: PLC0415 - pytest must come before what it rewrites

        with tempfile.TemporaryDirectory() as folder:
            told = Path(folder) / "told.json"
            child = os.fork()
            if child == 0:
                silence = os.open(os.devnull, os.O_RDWR)
                for stream in (0, 1, 2):
                    os.dup2(silence, stream)
                resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))  # ends the process, and so does the alarm
                signal.alarm(100 * cpu_s)  # for one that only waits
                session.config._tmp_path_factory._basetemp = Path(folder)  # type: ignore[attr-defined] # pytest's own
                conftest.move()
                try:
                    work(told)
                except BaseException:
                    os._exit(2)
                os._exit(0)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            return code, json.loads(told.read_text()) if told.exists() else None

    def _say(self, line: str) -> None:
        sys.__stdout__ and print(line, file=sys.__stdout__, flush=True)


def told(figures: Counter[str]) -> str:
    """How many mutants there were, and what became of them."""
    parts = ", ".join(f"{figures[what]} {what}" for what in ("noticed", "equal", "unnoticed"))
    return f"{figures.total()} mutants, {parts}"


def with_trace(files: frozenset[str], work: Callable[[], None]) -> dict[str, set[int]]:
    """Do some work; which lines of these files it ran, in whatever thread."""
    lines: dict[str, set[int]] = {}

    def inside(frame: FrameType, event: str, _: Any) -> Any:
        lines.setdefault(frame.f_code.co_filename, set()).add(frame.f_lineno)
        return inside

    def outside(frame: FrameType, event: str, _: Any) -> Any:
        return inside(frame, event, _) if frame.f_code.co_filename in files else None

    threading.settrace(outside)
    sys.settrace(outside)
    try:
        work()
    finally:
        sys.settrace(None)
        threading.settrace(None)
    return lines


def live_functions(file: Path) -> list[FunctionType]:
    """The functions of a module that there are in this process: its own, those of its classes, and what these made."""
    importlib.import_module(".".join(file.relative_to(PROJECT).with_suffix("").parts))
    functions = [each for each in gc.get_objects() if type(each) is FunctionType]
    return [each for each in functions if each.__code__.co_filename == str(file)]


def exchange_code(file: Path, mutant: Mutant, functions: Sequence[FunctionType]) -> None:
    """Give the function that holds a mutant its code, in this process. functions: those of the module."""
    outermost = mutant.first_lines[0]
    code = next(code for code in _codes(compile(mutant.source, str(file), "exec")) if _begins(code, outermost))
    exchanged = [each for each in functions if _begins(each.__code__, outermost)]
    assert exchanged, f"nothing of {file.name} begins at line {outermost}"
    for function in exchanged:
        function.__code__ = code


def _begins(code: CodeType, line: int) -> bool:
    # A decorated function begins with its first decorator.
    return code.co_name != "<module>" and code.co_firstlineno <= line <= _first_line_of_body(code)


def _first_line_of_body(code: CodeType) -> int:
    return min(
        (line for _, _, line in code.co_lines() if line and line > code.co_firstlineno), default=code.co_firstlineno
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and those within it, from the outside in."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("module", type=Path, help="a file or a folder of tui")
    parser.add_argument("tests", nargs="*", help="what pytest is to run (default: the folder of tests of that part)")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="try one mutant in N")
    parser.add_argument("--seed", type=int, default=0, help="which of the N")
    asked = parser.parse_args()
    place = asked.module.resolve()
    modules = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    part = place.relative_to(PROJECT / "tui").parts[0].removesuffix(".py")
    tests = asked.tests or [f"tests/{part}" if (PROJECT / "tests" / part).is_dir() else "tests"]
    rounds = Rounds([file for file in modules if file.name != "__init__.py"], tests, asked.sample, asked.seed)
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--capture=no", "--no-header", *tests], [rounds])
    print(told(rounds.figures))


if __name__ == "__main__":
    main()
