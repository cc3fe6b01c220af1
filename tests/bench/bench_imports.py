"""What the start imports, and how long that takes beside Textual alone.

``python -m tests.bench.bench_imports`` imports, each time in a new interpreter and in turn, what a bare Textual app
imports, and what the app imports until its main screen can be made. It prints both in milliseconds of the processor,
the parts of this project and of others that take longest (by ``-X importtime``, what they import not counted), and what
is loaded although the first screen does not need it. Exit code 1 over the limit, or if such a thing is loaded.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from statistics import median
from typing import Final

ROUNDS: Final = 7
LIMIT: Final = 2.0
"""How many times as long as Textual's imports those of the app may take."""
SHOWN: Final = 20

BARE: Final = "import textual.app, textual.widgets"
OURS: Final = "import tui.cli, tui.session.case, tui.session.progress, tui.session.remembered, tui.app"
CLOCK: Final = "import time; start = time.process_time(); {}; print(time.process_time() - start)"
LOADED: Final = "{}; import sys; print(*sys.modules)"

NOT_AT_A_START: Final = (
    "argparse",
    "filelock",
    "httpx",
    "markdown_it",
    "pydantic",
    "zipfile",
    *(
        f"tui.core.{part}"
        for part in (
            *("backwards", "completion", "exports", "fixes", "lessons", "matrix", "reply"),
            *("payload.call_forms", "payload.csv_rows", "payload.literals"),
        )
    ),
    *(f"tui.live.{wing}" for wing in ("accounts", "http", "journal", "practice", "pull", "zoho")),
    "tui.reports",
    *(f"tui.screens.{place}" for place in ("assumptions", "backwards", "incident", "journal", "lessons", "profiles")),
    *(f"tui.screens.{place}" for place in ("pull", "records", "rules", "sending", "what_if")),
)
"""What no first screen needs: a screen, a dialog or a command that does loads it."""


def run(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code in a new interpreter, which may keep bytecode."""
    return subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, check=True)


def milliseconds(imports: str) -> float:
    """Of the processor."""
    return float(run(CLOCK.format(imports)).stdout) * 1000


def table() -> Counter[str]:
    """Microseconds of each part: of this project two levels of its names, of others one."""
    parts: Counter[str] = Counter()
    for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", run(OURS, "-X", "importtime").stderr):
        parts[".".join(name.split(".")[: 2 if name.startswith("tui.") else 1])] += int(own)
    return parts


def unwanted() -> list[str]:
    """What is loaded although no first screen needs it."""
    loaded = run(LOADED.format(OURS)).stdout.split()
    return [name for name in loaded if any(f"{name}.".startswith(f"{part}.") for part in NOT_AT_A_START)]


def main() -> int:
    """Measure and print; returns the exit code."""
    pairs = [(milliseconds(BARE), milliseconds(OURS)) for _ in range(ROUNDS + 1)][1:]
    bare, ours = (median(times) for times in zip(*pairs, strict=True))
    for name, microseconds in table().most_common(SHOWN):
        print(f"{name:28} {microseconds / 1000:7.1f} ms")
    ratio = ours / bare
    print(f"Textual alone {bare:.0f} ms, the app {ours:.0f} ms: {ratio:.2f} times (limit {LIMIT:g})")
    needless = unwanted()
    if needless:
        print("not needed at a start:", *needless)
    return int(ratio > LIMIT or bool(needless))


if __name__ == "__main__":
    sys.exit(main())
