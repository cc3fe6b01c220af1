"""The real command in a real terminal (a pseudo one), as far as the machine has them: it paints, and ctrl+q ends it."""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

import pytest

from tests import forked

pty = pytest.importorskip("pty")
terminal = pytest.importorskip("tui.terminal")

PROJECT = Path(__file__).parents[2]
PATIENCE = 60.0
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


def test_it_starts_in_a_terminal_shows_outcomes_in_words_and_quits() -> None:
    # TERM=xterm is that of all the others
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    process = forked.AppPopen(
        [sys.executable, "-m", "tui"],
        cwd=PROJECT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "NO_COLOR": "1"},
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


# --- whatever ends it -------------------------------------------------------------------------------------------------

HELP, FIELDS, PAYLOAD = b"\x1bOP", b"\x1bOQ", b"\x1bOR"
"""F1, F2 and F3, which goes to the payload."""

FAILING = """
import sys
from tui import app
from tui.__main__ import main

client_secret = "very-secret-words"

def broken(self, *given):
    here = client_secret
    raise RuntimeError(here)

app.ExplorerApp.action_help = broken
main()
"""


BUSY = """
import fcntl
import os
import termios
import time
from tui import app, terminal
from tui.__main__ import main

terminal.GRACE_S = 0.1

def busy(self, *given):
    os.write(2, b"never comes back")
    while True:  # what never comes back is what is tried
        time.sleep(0.01)

app.ExplorerApp.action_help = busy
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
main()
"""
"""It never comes back from F1, and has a controlling terminal."""


def with_a_controlling_terminal() -> None:
    """What a shell's children have: the system sends them SIGHUP, and SIGCONT after it, when the terminal goes."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def ignoring_sighup() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


class Running:
    """The app in a terminal of its own, with a state of its own."""

    def __init__(
        self,
        state: Path,
        *,
        program: tuple[str, ...] = ("-m", "tui"),
        paints_on: int | None = None,
        lines: int = 24,
        is_forked: bool = True,
        **how: Any,
    ) -> None:
        """paints_on: another terminal than the one that it is typed at."""
        self.state = state / "upsert-explorer"
        self._ours, self._theirs = pty.openpty()
        termios.tcsetwinsize(self._theirs, (lines, 80))
        self.before = termios.tcgetattr(self._theirs)
        start = forked.AppPopen if is_forked and not how else subprocess.Popen
        self.process = start(
            [sys.executable, *program],
            cwd=PROJECT,
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs if paints_on is None else paints_on,
            env={**os.environ, "TERM": "xterm", "XDG_STATE_HOME": str(state)}
            | {"TEXTUAL_LOG": str(state / "log"), "PYTHONPATH": str(PROJECT)},
            start_new_session=True,
            **how,
        )
        self.seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for end in (self._ours, self._theirs):
            with suppress(OSError):
                os.close(end)

    def sees(self, words: bytes) -> None:
        self.seen += read_until(self._ours, words)

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def typed(self, keys: bytes) -> None:
        """Type into the payload, and wait until what was typed has been taken: the help stands above it then."""
        self.type(PAYLOAD)
        self.sees(b'"data"')
        self.type(keys + HELP)
        self.sees(b" help ")

    def look(self, seconds: float = 0.0) -> None:
        """Take what it has painted, so that it does not wait for that."""
        while select.select([self._ours], [], [], seconds)[0]:
            self.seen += os.read(self._ours, 65536)

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        deadline = monotonic() + PATIENCE
        while self.process.poll() is None and monotonic() < deadline:
            self.look(0.01)
        self.look()
        return self.process.wait(1)

    def typed_and_seen(self) -> None:
        """Type into the payload, and wait until that was taken; the session is written a second later."""
        self.type(PAYLOAD)
        self.sees(b'"data"')
        self.type(b"qqq")
        self.sees(b"a value is missing")

    def paints_much(self) -> None:
        """Have it paint more than a terminal holds that nobody looks at, so that it waits until one does."""
        for _ in range(20):
            for key in (FIELDS, PAYLOAD):
                self.type(key)
                sleep(0.1)  # all at once, and it would paint the last only

    def hang_up(self) -> None:
        """The terminal goes, as when its window is closed."""
        os.close(self._theirs)
        os.close(self._ours)

    def is_given_back(self) -> bool:
        """Whether the terminal is as it was: not raw, and without the app's screen."""
        return termios.tcgetattr(self._theirs)[3] == self.before[3] and b"\x1b[?1049l" in self.seen

    def kept(self) -> str:
        """The payload's text in the session."""
        return str(json.loads((self.state / "session.json").read_text())["payload"]["text"])


def typing(app: Running, *, letters: int, every_s: float) -> None:
    for _ in range(letters):
        app.type(b"q")
        app.look(every_s)


@pytest.mark.parametrize(
    "number",
    [signal.SIGTERM, *(pytest.param(each, marks=pytest.mark.slow) for each in (signal.SIGHUP, signal.SIGINT))],
    ids=["SIGTERM", "SIGHUP", "SIGINT"],
)
def test_a_signal_writes_all_that_was_typed_to_the_session_gives_the_terminal_back_and_is_the_exit_code(
    tmp_path: Path, number: signal.Signals
) -> None:
    with Running(tmp_path, is_forked=False) as app:
        app.sees(b"INSERT")
        app.typed(b"qqq\xe9\xff\x1b[200~caf\xe9\x1b[201~q")  # bytes of another encoding end nothing
        app.process.send_signal(number)
        assert app.ended() == 128 + number
        assert app.is_given_back()
        assert "qqq\ufffd" in app.kept()
        assert "caf\ufffdq" in app.kept()
        assert b"Traceback" not in app.seen
        assert not (tmp_path / "log").exists()  # Textual would write down all that is typed and pasted


@pytest.mark.slow
def test_a_kill_while_one_types_loses_two_seconds_at_most(tmp_path: Path) -> None:
    with Running(tmp_path) as app:
        app.sees(b"INSERT")
        app.type(PAYLOAD)
        app.sees(b'"data"')
        typing(app, letters=40, every_s=0.25)
        app.process.kill()
        app.process.wait()
        assert app.kept().count("q") >= 40 - 2.5 / 0.25


@pytest.mark.slow
def test_a_byte_of_another_encoding_at_a_prompt_is_an_answer_that_is_refused(tmp_path: Path) -> None:
    known = ("--data-center", "eu", "--environment", "sandbox", "--client-id", "1000.A")
    for given, question, said in (
        ((), b"a name", b"cannot be a profile's name"),
        (("mine", *known), b"client secret", b"characters that no secret of Zoho's has"),
    ):
        with Running(tmp_path, program=("-m", "tui", "profile", "add", *given)) as command:
            command.sees(question)
            command.type(b"caf\xe9\n")
            assert command.ended() == 2
            assert said in command.seen


def test_a_failure_of_the_app_shows_no_value_of_a_variable_and_keeps_the_session(tmp_path: Path) -> None:
    with Running(tmp_path, program=("-c", FAILING)) as app:
        app.sees(b"INSERT")
        app.type(HELP)
        assert app.ended() == 70
        assert app.is_given_back()
        said = app.seen.rpartition(b"\x1b[?1004l")[2].decode()
        assert "the program failed (RuntimeError); a report without any of your data is in" in said.replace("\r\n", "")
        assert "your session is kept" in said
        assert "Traceback" not in said
        assert b"very-secret-words" not in app.seen
        (report,) = (app.state / "crashes").iterdir()
        assert "very-secret-words" not in report.read_text()
        assert "in broken" in report.read_text()
        assert (app.state / "session.json").exists()


@pytest.mark.slow
def test_without_its_terminal_it_ends_though_nobody_hangs_up(tmp_path: Path) -> None:
    with Running(tmp_path, preexec_fn=ignoring_sighup) as app:
        app.sees(b"INSERT")
        app.hang_up()
        assert app.process.wait(PATIENCE) == 128 + signal.SIGHUP
        assert (app.state / "session.json").exists()


SOON = 20.0
"""Seconds within which it ends, on a machine that has much else to do."""


@pytest.mark.slow
def test_a_terminal_that_goes_while_it_paints_much_ends_it_soon(tmp_path: Path) -> None:
    with Running(tmp_path, lines=200, preexec_fn=with_a_controlling_terminal) as app:
        app.sees(b"INSERT")
        app.typed_and_seen()
        app.paints_much()
        app.hang_up()
        assert app.process.wait(SOON) == 128 + signal.SIGHUP
        assert "qqq" in app.kept()


def test_it_ends_where_only_what_it_paints_on_is_gone(tmp_path: Path) -> None:
    screen, paints_on = pty.openpty()
    with Running(tmp_path, paints_on=paints_on) as app:
        os.close(paints_on)
        read_until(screen, b"INSERT")
        os.close(screen)
        app.type(PAYLOAD)
        assert app.process.wait(SOON) == 128 + signal.SIGHUP
        assert (app.state / "session.json").exists()


@pytest.mark.parametrize("goes", [pytest.param(True, marks=pytest.mark.slow), False], ids=["gone", "SIGTERM"])
def test_what_never_comes_back_is_ended_by_force_with_the_session_written(tmp_path: Path, *, goes: bool) -> None:
    with Running(tmp_path, program=("-c", BUSY)) as app:
        app.sees(b"INSERT")
        app.typed_and_seen()
        app.type(HELP)
        app.sees(b"never comes back")
        if goes:
            app.hang_up()
            assert app.process.wait(SOON) == 128 + signal.SIGHUP
        else:
            app.process.send_signal(signal.SIGTERM)
            assert app.ended() == 128 + signal.SIGTERM
            assert app.is_given_back()
        assert "qqq" in app.kept()


@pytest.mark.slow
def test_a_terminal_that_takes_nothing_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with Running(tmp_path, lines=200, preexec_fn=with_a_controlling_terminal) as app:
        app.sees(b"INSERT")
        app.typed_and_seen()
        app.paints_much()
        app.process.send_signal(signal.SIGTERM)
        assert app.process.wait(SOON) == 128 + signal.SIGTERM
        assert "qqq" in app.kept()


def test_what_is_written_to_a_terminal_that_is_gone_is_dropped_and_that_is_said_once() -> None:
    ours, theirs = pty.openpty()
    said: list[str] = []
    with os.fdopen(theirs, "w", encoding="utf-8") as file:
        output = terminal.Output(file, lambda: said.append("gone"))
        output.write("caf\u00e9 \ud800")
        assert os.read(ours, 100) == "caf\u00e9 \\ud800".encode()
        os.close(ours)
        for _ in range(100):
            output.write("x" * 10_000)
        assert said == ["gone"]


@pytest.mark.slow
def test_two_windows_have_a_session_each(tmp_path: Path) -> None:
    with Running(tmp_path) as first, Running(tmp_path) as second:
        for app, letter in ((first, b"q"), (second, b"w")):
            app.sees(b"INSERT")
            app.typed(letter * 3)
        first.process.send_signal(signal.SIGTERM)
        second.process.send_signal(signal.SIGTERM)
        assert {first.ended(), second.ended()} == {143}
        texts = [json.loads(file.read_text())["payload"]["text"] for file in sorted(first.state.glob("session*.json"))]
    assert [sum(word in text for text in texts) for word in ("qqq", "www")] == [1, 1]
    with Running(tmp_path) as third:
        third.sees(b"from another window")


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bk\x1bk\x1bk", ["alt+k", "alt+k", "alt+k"]),
        ("\x1bk\x1b[A", ["alt+k", "up"]),
        ("\x1bd\x1bOR", ["alt+d", "f3"]),
        ("\x1b\x1bl", ["escape", "alt+l"]),
        ("\x1bf\x1bb", ["ctrl+right", "ctrl+left"]),
        ("\x1b[1;3Ax", ["alt+up", "x"]),
    ],
)
def test_alt_and_a_letter_is_that_key_however_soon_the_next_one_comes(sent: str, keys: list[str]) -> None:
    assert [event.key for event in terminal.KeyParser(False).feed(sent)] == keys
