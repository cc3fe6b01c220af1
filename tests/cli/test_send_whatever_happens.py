"""``send`` as a process to which everything happens: no output that fails and no signal hides that something may have
been written, and it ends with a code of its table."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests import forked
from tests.cli.helpers import body, data_set
from tests.cli.test_send_interrupted import CONFIG, PATIENCE
from tests.live.helpers import TOKEN_PATH, UPSERT_PATH, token
from tests.live.server import Behaviour, HangUp, LoopbackServer, Seen, Stall, ok
from tests.waiting import wait_until
from tui.dataset.folder import fixtures_folder
from tui.live.journal.journal import Journal

if TYPE_CHECKING:
    import socket
    import threading

FULL: Final = Path("/dev/full")
needs_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
NOTHING_SENT: Final = (2, 3, 130, 143)


def taken(connection: socket.socket, seen: Seen, stopping: threading.Event) -> None:
    """Every row is inserted."""
    rows = [{"code": "SUCCESS", "action": "insert", "details": {"id": "9"}, "status": "success"}] * len(
        seen.json["data"]
    )
    ok({"data": rows})(connection, seen, stopping)


class Sending:
    """A send of so many rows to a server, as a process."""

    def __init__(
        self, folder: Path, server: LoopbackServer, *options: str, rows: int = 1, timeout_s: int = 300
    ) -> None:
        self.state = folder / "state"
        folder.mkdir(exist_ok=True)
        payload = folder / "payload.json"
        payload.write_text(body(*({"Last_Name": f"Ode {number}"} for number in range(rows))))
        server.at(TOKEN_PATH, token())
        (folder / "config.toml").write_text(CONFIG.format(server.url, timeout_s))
        self.environment = os.environ | {
            "PYTHONPATH": str(fixtures_folder().parent),
            "UPSERT_EXPLORER_CONFIG": str(folder),
            "UPSERT_EXPLORER_CLIENT_SECRET": "the-client-secret",
            "UPSERT_EXPLORER_REFRESH_TOKEN": "1000.the-refresh-token",
            "XDG_STATE_HOME": str(self.state),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        given = ["--profile", "mine", "--data", str(data_set(folder / "small")), "--yes", "--format", "json", *options]
        self.command = [sys.executable, "-m", "tui", "send", str(payload), *given]

    @property
    def journal(self) -> Journal:
        return Journal(self.state / "upsert-explorer")

    def run(self, **streams: Any) -> subprocess.CompletedProcess[str]:
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        return forked.run(self.command, env=self.environment, text=True, timeout=PATIENCE, **given)


@needs_a_full_disk
@pytest.mark.parametrize(
    ("reply", "code", "outcome"),
    [
        (HangUp(), 4, "unknown"),
        (taken, 0, "answered"),
        (ok({"code": "INVALID_MODULE", "status": "error"}, 400), 3, "refused"),
    ],
    ids=["unknown", "answered", "refused"],
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_full_disk_under_an_output_changes_no_exit_code_after_a_write(
    tmp_path: Path, reply: Behaviour, code: int, outcome: str, stream: str
) -> None:
    with LoopbackServer() as server, FULL.open("w") as full:
        server.at(UPSERT_PATH, reply)
        sending = Sending(tmp_path, server)
        ended = sending.run(**{stream: full})
    assert ended.returncode == code
    (entry,) = sending.journal.entries()
    assert entry.outcome == outcome
    if stream == "stdout":
        assert "standard output: no space left on device" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_reader_that_is_gone_and_a_closed_output_change_no_exit_code_either(tmp_path: Path) -> None:
    with LoopbackServer() as server:
        server.at(UPSERT_PATH, HangUp())
        sending = Sending(tmp_path, server)
        read, write = os.pipe()
        os.close(read)
        assert sending.run(stdout=write).returncode == 4
        os.close(write)
        sending.command = forked.without((1, 2), *sending.command[3:])
        assert sending.run().returncode == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_while_the_reply_is_awaited_ends_in_a_report(tmp_path: Path, number: signal.Signals) -> None:
    with LoopbackServer() as server:
        server.at(UPSERT_PATH, Stall())
        sending = Sending(tmp_path, server, rows=101)
        pipe = subprocess.PIPE
        with forked.Popen(sending.command, env=sending.environment, stdout=pipe, stderr=pipe, text=True) as process:
            wait_until(lambda: server.count(UPSERT_PATH) == 1)
            process.send_signal(number)
            out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert [batch["outcome"] for batch in json.loads(out)["batches"]] == ["unknown", "not_sent"]
    assert "Traceback" not in err


@pytest.mark.slow
def test_whenever_a_signal_comes_the_report_is_there_or_nothing_was_sent(tmp_path: Path) -> None:
    """Bounded: twenty-five runs, each ended at another moment."""
    dice = random.Random(7)
    for round_ in range(25):
        number = dice.choice([signal.SIGINT, signal.SIGTERM])
        with LoopbackServer() as server:
            server.at(UPSERT_PATH, taken)
            sending = Sending(tmp_path / str(round_), server, rows=401)
            pipe = subprocess.PIPE
            process = subprocess.Popen(sending.command, env=sending.environment, stdout=pipe, stderr=pipe, text=True)
            time.sleep(dice.random() * 1.6)  # the moment is what is tried, not a wait for something
            process.send_signal(number)
            out, err = process.communicate(timeout=PATIENCE)
            arrived = server.count(UPSERT_PATH)
        assert "Traceback" not in err or f"{os.sep}tui{os.sep}" not in err  # Python's own start cannot be helped
        entries = sending.journal.entries()
        named = sum(entry.outcome != "not_sent" for entry in entries)
        assert arrived <= named <= arrived + 1  # one that was cut off on its way may have arrived, as far as we know
        if named:
            batches = json.loads(out)["batches"]
            assert len(batches) == 5
            assert [batch["outcome"] != "not_sent" for batch in batches] == [True] * named + [False] * (5 - named)
            assert process.returncode in (0, 3, 4)
            assert (process.returncode == 0) == all(b["outcome"] == "answered" for b in batches)
        else:
            in_its_start = process.returncode == 1 and "Traceback" in err  # Python's, before a line of ours
            assert process.returncode in (*NOTHING_SENT, -number) or in_its_start


@pytest.mark.slow
def test_a_send_that_is_killed_at_any_moment_leaves_no_call_that_the_journal_does_not_name(tmp_path: Path) -> None:
    dice = random.Random(11)
    for round_ in range(20):
        with LoopbackServer() as server:
            server.at(UPSERT_PATH, taken)
            sending = Sending(tmp_path / str(round_), server, rows=401)
            process = subprocess.Popen(
                sending.command, env=sending.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(0.3 + dice.random() * 1.2)  # likewise: at whatever moment the kill comes
            process.kill()
            process.wait()
            arrived = [seen.json for seen in server.seen if seen.path == UPSERT_PATH]
        entries = sending.journal.entries()
        bodies = [entry.body for entry in entries]
        assert all(sent in bodies for sent in arrived)
        for entry in entries:
            if entry.body in arrived and entry.replied_at is None:
                assert entry.is_open
                assert entry.outcome == "unknown"
