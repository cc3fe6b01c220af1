"""Ctrl+c at whatever moment: a command ends, soon, with a code of its table and few words. ``send`` may have written by
then, and has tests of its own: ``test_send_whatever_happens.py``."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests import forked
from tests.cases import each_case
from tests.cli.helpers import DEMO, HEARING
from tests.cli.test_send_interrupted import CONFIG, PATIENCE
from tests.live.helpers import TOKEN_PATH, token
from tests.live.server import LoopbackServer, Stall
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from pathlib import Path

ROOT: Final = str(fixtures_folder().parent)
ANSWERED: Final = {"code": "SUCCESS", "action": "insert", "details": {"id": "1"}, "status": "success"}

COMMANDS: Final[dict[str, tuple[tuple[Any, ...], float]]] = {
    "pull, of an org that does not answer": (("pull", "--profile", "mine", "--module", "Leads", "--into", "new"), 1.5),
    "pull, of the practice org": (("pull", "--profile", "practice", "--module", "Leads", "--into", "new"), 1.6),
    "profile check": (("profile", "check", "mine"), 1.5),
    "explain": (("explain", DEMO / "payloads" / "first-look.json", "reply.json"), 1.2),
    "practice-org": (("practice-org",), 2.5),
}
"""A command, in a folder with a profile ``mine`` and a reply; and the seconds within which ctrl+c comes."""

ROUNDS: Final = 12


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": ROOT,
        "UPSERT_EXPLORER_CONFIG": str(folder),
        "UPSERT_EXPLORER_CLIENT_SECRET": "the-client-secret",
        "UPSERT_EXPLORER_REFRESH_TOKEN": "1000.the-refresh-token",
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_ends_with_a_code_of_its_table_whenever_ctrl_c_comes(tmp_path: Path, name: str) -> None:
    """Bounded: a dozen runs, each ended at another moment."""
    arguments, within_s = COMMANDS[name]
    dice = random.Random(name)
    for round_ in range(ROUNDS):
        folder = tmp_path / str(round_)
        folder.mkdir()
        (folder / "reply.json").write_text(json.dumps({"data": [ANSWERED] * 8}))
        with LoopbackServer() as server:
            server.at(TOKEN_PATH, token())
            server.answer(Stall())
            (folder / "config.toml").write_text(CONFIG.format(server.url, 300))
            process = subprocess.Popen(
                [*HEARING, sys.executable, "-m", "tui", *map(str, arguments)],
                cwd=folder,
                env=environment(folder),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            time.sleep(dice.random() * within_s)  # the moment is what is tried, not a wait for something
            process.send_signal(signal.SIGINT)
            try:
                _, err = process.communicate(timeout=PATIENCE)
            finally:
                process.kill()
        if f"{os.sep}tui{os.sep}" not in err and process.returncode in (1, -signal.SIGINT):
            continue  # Python's own start, before a line of ours
        assert "Traceback" not in err
        assert "Exception ignored" not in err
        assert process.returncode in (0, 130) or (process.returncode, arguments[0]) == (1, "explain")
        complaints = [line for line in err.splitlines() if line.startswith("upsert-explorer: ")]
        assert len(complaints) <= 3


def ends(code: str) -> subprocess.CompletedProcess[str]:
    """How a program ends that has the command's handler of SIGINT."""
    head = (
        "import contextlib, signal, sys, time, weakref\n"
        "from tui.commands import signals\n"
        "signals.let_them_last()\n"
        "signal.signal(signal.SIGINT, signals.interrupt)\n"
        "signals._GRACE_S = 0.02\n"
    )
    given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "timeout": PATIENCE}
    return forked.run([sys.executable, "-c", head + code], env=os.environ | {"PYTHONPATH": ROOT}, **given)


ENDS_WITH_7: Final = "try:\n    {}\n    time.sleep(999)\nexcept KeyboardInterrupt:\n    sys.exit(7)\n"
NEVER_ENDS: Final = "while True:\n    try:\n        {}\n        time.sleep(999)\n    except BaseException: pass\n"
TIME_TO_END: Final = (  # behind the second interrupt, however busy the machine
    "again = signals._interrupt_again\n"
    "def once():\n    signals._GRACE_S = 999\n    again()\n"
    "signals._interrupt_again = once\n"
)
SWALLOWED: Final = "with contextlib.suppress(BaseException): signal.raise_signal(signal.SIGINT)"

LOST: Final = {
    "__del__": "class Dropped:\n    def __del__(self): signal.raise_signal(signal.SIGINT)\nDropped()\n",
    "the callback of a weak reference": (
        "class Dropped: pass\n"
        "dropped = Dropped()\n"
        "reference = weakref.ref(dropped, lambda _: signal.raise_signal(signal.SIGINT))\n"
        "del dropped\n"
    ),
}


@each_case("where", LOST)
def test_an_interrupt_that_python_drops_comes_anew(where: str) -> None:
    ended = ends(f"signals._GRACE_S = 999\n{LOST[where]}{ENDS_WITH_7.format('pass')}")
    assert (ended.returncode, ended.stderr) == (7, "")


@pytest.mark.parametrize(("then", "code"), [(TIME_TO_END + ENDS_WITH_7, 7), (NEVER_ENDS, 130)], ids=["once", "always"])
def test_an_interrupt_that_a_library_swallows_comes_a_second_time_and_then_ends_the_process(
    then: str, code: int
) -> None:
    ended = ends(then.format(SWALLOWED))
    assert (ended.returncode, ended.stderr) == (code, "")


def test_what_else_python_drops_is_told_as_ever() -> None:
    ended = ends("class Dropped:\n    def __del__(self): raise ValueError('told')\nDropped()\n")
    assert (ended.returncode, "ValueError: told" in ended.stderr) == (0, True)


def test_an_interrupt_outside_what_the_command_line_guards_is_an_end_without_a_traceback() -> None:
    late = "import tui.cli\nfrom tui import __main__\ndef main(): raise KeyboardInterrupt\n"
    ended = ends(f"{late}tui.cli.main = main\n__main__.main()\n")
    assert (ended.returncode, ended.stderr) == (130, "")


def test_an_interrupt_that_comes_out_as_a_file_that_cannot_be_read_is_an_interrupt() -> None:
    broken_off = (
        "import tui.cli\n"
        "from tui.dataset.files import DataSetError\n"
        "def run():\n"
        "    try: signal.raise_signal(signal.SIGINT)\n"
        "    except KeyboardInterrupt: raise DataSetError('cannot be read', 'Leads.csv') from None\n"
        "tui.cli.open_command.run_without_payload = run\n"
        "sys.argv = ['upsert-explorer']\n"
        "sys.exit(tui.cli.main())\n"
    )
    assert ends(broken_off).returncode == 130
    assert ends(broken_off.replace("signal.raise_signal(signal.SIGINT)", "raise KeyboardInterrupt")).returncode == 2
