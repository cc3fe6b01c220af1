"""The process is killed while someone types: at the next start all is there but what was typed in the last moment."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import termios
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

import pytest

from tests.app.test_terminals import PATIENCE, PROJECT, read_until
from tui.session.case import open_session
from tui.session.remembered import Session
from tui.session_app import REMEMBER_WITHIN

if TYPE_CHECKING:
    from collections.abc import Mapping

pty = pytest.importorskip("pty")

TYPED_FOR: Final = 2.5 * REMEMBER_WITHIN
"""Seconds of typing without a pause as long as the one after which the session is written anyway."""
A_MOMENT: Final = 0.5
"""Seconds that it may take to write it, on a machine that has other things to do."""
_PLACE: Final = re.compile(rb"3:(\d+) \xc2\xb7 JSON")


def type_until_killed(file: Path, environment: Mapping[str, str]) -> tuple[str, list[float]]:
    """Type letters into a name, each once the one before stands on the screen, and then kill the process. Returns the
    letters, and when each was seen."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 120))
    command = [sys.executable, "-m", "tui", "open", str(file)]
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True, **streams)
    try:
        os.close(theirs)
        read_until(ours, b"INSERT")
        os.write(ours, b"\x1bOR\x1b[1;5H\x1b[B\x1b[B" + b"\x1b[C" * 19)  # F3, ctrl+home, down, and into the name
        read_until(ours, b"3:20 \xc2\xb7")
        letters, seen = "", list[float]()
        while not seen or seen[-1] - seen[0] < TYPED_FOR:
            letter = "abcdefghijklmnopqrstuvwxyz"[len(letters) % 26]
            os.write(ours, letter.encode())
            letters += letter
            _wait_for_column(ours, 20 + len(letters))
            seen.append(monotonic())
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours)
    return letters, seen


def _wait_for_column(terminal: int, column: int) -> None:
    """Read until the border says that the cursor is in a column of the third line."""
    said, deadline = b"", monotonic() + PATIENCE
    while not (found := _PLACE.findall(said)) or int(found[-1]) != column:
        assert select.select([terminal], [], [], max(0.0, deadline - monotonic()))[0], said[-2000:]
        said += os.read(terminal, 65536)


@pytest.mark.slow
def test_whoever_types_without_a_pause_loses_no_more_than_the_last_two_seconds_when_the_process_is_killed(
    tmp_path: Path,
) -> None:
    file = tmp_path / "own.json"
    file.write_text('{\n  "data": [\n    {"Last_Name": "Ode"}\n  ]\n}\n', encoding="utf-8")
    homes = {name: str(tmp_path / name) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    letters, seen = type_until_killed(file, {**os.environ, **homes, "TERM": "xterm-256color"})
    (session,) = Path(homes["XDG_STATE_HOME"]).rglob("session.json")
    opened = open_session(Session(session))
    with opened.explorer.data_set:
        name = re.findall(r'"Last_Name": "([a-z]*)Ode"', opened.explorer.view.draft.text)[0]
        assert letters.startswith(name)
        assert len(name) < len(letters)  # it was killed before it could write the rest
        lost = seen[-1] - seen[len(name)]
        assert lost <= REMEMBER_WITHIN + A_MOMENT
        assert opened.explorer.view.unsaved
    assert '"Ode"' in file.read_text(encoding="utf-8")
