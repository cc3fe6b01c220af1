"""``send`` as a process of its own that a person ends with ctrl+c: what may have arrived is told, and not repeated."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests import forked
from tests.cli.helpers import body, data_set
from tests.live.helpers import UPSERT_PATH
from tests.live.server import Behaviour, LoopbackServer, Seen, Stall, error
from tui.dataset.folder import fixtures_folder
from tui.live.journal.journal import Journal

if TYPE_CHECKING:
    import socket
    from pathlib import Path

CONFIG = """
[profiles.mine]
accounts_url = "{0}"
api_url = "{0}"
client_id = "1000.ABC"
timeout_s = {1}
"""

PATIENCE = 500.0
"""Seconds after which a process that does not end has failed: below the deadline of an exchange, and far above what a
busy machine takes. A second of work took 75, at the lowest priority beside six processes that never wait."""


@pytest.mark.parametrize(
    ("reply", "code", "outcome", "status", "told"),
    [
        (error(429, "TOO_MANY", Retry_After="29"), 3, "refused", 429, "the wait before the next try was cut short"),
        (Stall(), 4, "unknown", None, "interrupted while waiting for the reply: it may have arrived"),
    ],
    ids=["while it waits for another try", "while it waits for the reply"],
)
def test_ctrl_c_ends_it_at_once_with_the_outcome_that_is_known(
    tmp_path: Path, reply: Behaviour, code: int, outcome: str, status: int | None, told: str
) -> None:
    payload = tmp_path / "payload.json"
    payload.write_text(body(*({"Last_Name": f"Ode {number}"} for number in range(101))))
    arrived = threading.Event()

    def answer(connection: socket.socket, seen: Seen, stopping: threading.Event) -> None:
        arrived.set()
        reply(connection, seen, stopping)

    with LoopbackServer() as server:
        server.at(UPSERT_PATH, answer)
        (tmp_path / "config.toml").write_text(CONFIG.format(server.url, 300))
        environment = os.environ | {
            "PYTHONPATH": str(fixtures_folder().parent),
            "UPSERT_EXPLORER_CONFIG": str(tmp_path),
            "UPSERT_EXPLORER_ACCESS_TOKEN": "1000.token",
            "XDG_STATE_HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path),
        }
        options = ["--profile", "mine", "--data", str(data_set(tmp_path / "small")), "--yes", "--format", "json"]
        command = [sys.executable, "-m", "tui", "send", str(payload), *options]
        pipe = subprocess.PIPE
        with forked.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
            assert process.stderr is not None
            assert arrived.wait(PATIENCE)
            if status == 429:
                assert any("trying again in 29 s" in line for line in process.stderr)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
        assert server.count(UPSERT_PATH) == 1
    assert process.returncode == code
    assert [batch["outcome"] for batch in json.loads(out)["batches"]] == [outcome, "not_sent"]
    assert told in err
    assert "Traceback" not in err
    (entry,) = Journal(tmp_path / "upsert-explorer").entries()
    assert (entry.outcome, entry.status, entry.is_open) == (outcome, status, False)
