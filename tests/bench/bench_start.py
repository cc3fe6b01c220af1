"""From the start of the process to the first forecast on a real terminal, beside a bare Textual app.

``python -m tests.bench.bench_start`` starts, in pairs and one after the other, on a terminal of 120 x 40 of its own,

* the floor: a Textual app of one widget, with the same interpreter, until its words are painted,
* the command of this project on the demo, in a home that has nothing, until an outcome of the forecast is painted,
* with ``--beside COMMAND`` another program too, until ``--shows WORDS`` (``Send`` if not given) is painted,

prints the medians and ratios beside their goals, and ends with exit code 1 if a goal is missed. Ratios of one run say
the same on any machine; the first start of each, which may compile bytecode, is not counted.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import shlex
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

PAIRS: Final = 10
GOAL: Final = 2.2
"""How many times as long as a bare Textual app the start may take."""
BESIDE_GOAL: Final = 0.5
"""How many times as long as the program beside it."""
PATIENCE: Final = 30.0  # seconds

BARE: Final = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("here it stands")
Bare().run()
"""


def painted_after(command: list[str], words: bytes, env: dict[str, str]) -> float:
    """Seconds from the start of a process until a terminal is sent these words. The process is killed then. Raises
    TimeoutError where they do not come."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    start = perf_counter()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True, close_fds=True
    )
    os.close(theirs)
    try:
        seen = b""
        while words not in seen:
            if perf_counter() - start > PATIENCE or not select.select([ours], [], [], PATIENCE)[0]:
                raise TimeoutError(f"{command[0]} did not paint {words!r}")
            seen += os.read(ours, 65536)
        return perf_counter() - start
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours)


def home_of(folder: Path) -> dict[str, str]:
    """The environment with a home that has nothing, and a terminal of many colours."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "TEXTUAL_LOG", "TEXTUAL_DEBUG")
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    env |= {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    env |= {"HOME": str(folder), "UPSERT_EXPLORER_CONFIG": str(folder / "config")}
    return env | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def measured(works: dict[str, tuple[list[str], bytes]], pairs: int) -> dict[str, list[float]]:
    """Seconds of each start, by what was started."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    with tempfile.TemporaryDirectory() as folder:
        env = home_of(Path(folder))
        for turn in range(pairs + 1):
            for name, (command, words) in works.items():
                seconds = painted_after(command, words, env)
                if turn:
                    taken[name].append(seconds)
    return taken


def main() -> int:
    """Measure, print, and say by the exit code whether the goals hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--beside", metavar="COMMAND", help="another program to start in turn")
    parser.add_argument("--shows", metavar="WORDS", default="Send", help="what it paints when it has started")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    given = parser.parse_args()
    works = {
        "bare Textual": ([sys.executable, "-c", BARE], b"stands"),
        "upsert-explorer": ([sys.executable, "-m", "tui"], b"UPDATE"),
    }
    if given.beside:
        works["beside"] = (shlex.split(given.beside), given.shows.encode())
    taken = measured(works, given.pairs)
    for name, times in taken.items():
        print(f"{name:16} median {median(times) * 1000:6.0f} ms   quickest {min(times) * 1000:6.0f} ms")
    over = False
    for floor, goal in (("bare Textual", GOAL), ("beside", BESIDE_GOAL)):
        if floor in taken:
            ratio = median(taken["upsert-explorer"]) / median(taken[floor])
            over |= ratio > goal
            print(f"{ratio:5.2f} times {floor} (goal: at most {goal:g})")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
