"""The real command in a real terminal (a pseudo one), as far as the machine has them: it paints, and ctrl+q ends it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import termios
from pathlib import Path
from time import monotonic

import pytest

pty = pytest.importorskip("pty")

PROJECT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds after which a terminal that says nothing more has failed."""


def read_until(terminal: int, words: bytes) -> bytes:
    """What comes from a terminal up to some words; fails if they do not come."""
    seen = b""
    deadline = monotonic() + PATIENCE
    while words not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - monotonic()))
        assert ready, f"{words!r} did not come, but {seen[-2000:]!r}"
        seen += os.read(terminal, 65536)
    return seen


@pytest.mark.parametrize("setting", [{"TERM": "xterm"}, {"TERM": "xterm-256color", "NO_COLOR": "1"}])
def test_it_starts_in_a_terminal_shows_outcomes_in_words_and_quits(setting: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    process = subprocess.Popen(
        [sys.executable, "-m", "tui"],
        cwd=PROJECT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **setting},
        start_new_session=True,
    )
    try:
        os.close(theirs)
        read_until(ours, b"INSERT")
        os.write(ours, b"\x11")
        while process.poll() is None and select.select([ours], [], [], PATIENCE)[0]:
            try:
                os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
