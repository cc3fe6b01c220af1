"""``practice-org`` as a process of its own: its two lines, its log, how it ends, and what it refuses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import tomllib
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests import forked
from tests.cases import each_case
from tests.cli.helpers import data_set
from tests.waiting import PATIENCE_S
from tui.commands.practice_org import _Narrator
from tui.dataset.folder import fixtures_folder
from tui.live.practice.faults import FAULTS
from tui.live.practice.org import RequestRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Cli

FORM = {"grant_type": "refresh_token", "client_id": "me", "client_secret": "mine", "refresh_token": "any"}


@contextmanager
def running(*arguments: Any) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The command, and the two URLs that it printed."""
    command = [sys.executable, "-m", "tui", "practice-org", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(fixtures_folder().parent)}
    pipe = subprocess.PIPE
    with forked.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, tomllib.loads(process.stdout.readline() + process.stdout.readline())
        finally:
            process.kill()


def write(urls: dict[str, Any]) -> httpx.Response:
    with httpx.Client(verify=False) as client:  # it is plain HTTP, and to read the certificates takes long
        token = client.post(f"{urls['accounts_url']}/oauth/v2/token", data=FORM).json()["access_token"]
        return client.post(
            f"{urls['api_url']}/crm/v8/Leads/upsert",
            headers={"Authorization": f"Zoho-oauthtoken {token}"},
            json={"data": [{"Last_Name": "Ode", "Email": "ode@new.example"}]},
        )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_ctrl_c_and_ends_cleanly(number: signal.Signals, small: Path) -> None:
    with running("--data", small) as (process, urls):
        assert write(urls).json()["data"][0]["action"] == "insert"
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, out) == (0, "")
    assert "POST /crm/v8/Leads/upsert  200" in err
    assert err.endswith("practice org: stopped\n")
    assert "Traceback" not in err
    assert "1000." not in err


def test_a_kill_loses_nothing_that_was_answered_and_reset_forgets_it(small: Path) -> None:
    actions = []
    for options in ((), (), ("--reset",)):
        with running("--data", small, *options) as (process, urls):
            actions.append(write(urls).json()["data"][0]["action"])
            process.kill()
    assert actions == ["insert", "update", "insert"]


def test_it_behaves_as_told(small: Path) -> None:
    with running("--data", small, "--fault", "429:1", "--assume", "match.several=refuse") as (process, urls):
        assert [write(urls).status_code for _ in range(2)] == [429, 200]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert "acts out 429:1" in err
    assert "uses match.several=refuse" in err
    assert "POST /crm/v8/Leads/upsert  429  (429:1)" in err


def test_requests_are_answered_though_nobody_reads_its_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, said = threading.Event(), []

    def blocked(line: str) -> None:
        goes_on.wait()
        said.append(line)

    monkeypatch.setattr("tui.commands.practice_org.say", blocked)
    narrator = _Narrator()
    for number in range(2_000):
        narrator.tell(RequestRecord("GET", f"/{number}", 200, ""))
    assert said == []
    with narrator._lines.mutex:
        narrator._lines.queue.clear()  # nothing is left to be said during the tests that follow
    goes_on.set()


@each_case(
    ("options", "words"),
    [
        (("--port", "x"), "65535"),
        (("--port", "70000"), "65535"),
        (("--fault", "nonsense"), "there is no fault"),
        (("--assume", "match.none=x"), "no such rule"),
        (("--assume", "match.several"), "RULE=VALUE"),
        (("--data", "nowhere"), "no such folder"),
    ],
    shared=("cli",),
)
def test_what_it_cannot_do_is_told_in_a_line(cli: Cli, options: tuple[str, ...], words: str) -> None:
    assert words in cli("practice-org", *options).complaint


AS_TOLD = """#!/bin/sh
for each in "$@"; do printf '%s\\0' "$each"; done >"$TOLD/arguments"
env -0 >"$TOLD/environment"
"""
"""Stands in a shell for the program, which is then run with what it was told."""


def as_a_shell_runs(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program, as a line of a shell runs it, without the start of an interpreter."""
    program = folder / "upsert-explorer"
    program.write_text(AS_TOLD)
    program.chmod(0o755)
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "TOLD": str(folder)}
    subprocess.run(["sh", "-c", f"set -e\n{line}"], env=environment, check=True)
    told = [(folder / name).read_text().split("\0")[:-1] for name in ("arguments", "environment")]
    variables = dict(each.split("=", 1) for each in told[1]) | {"PYTHONPATH": str(fixtures_folder().parent)}
    command, pipe = [sys.executable, "-m", "tui", *told[0]], subprocess.PIPE
    return forked.run(command, env=variables, stdout=pipe, stderr=pipe, text=True)


def test_the_lines_that_it_prints_make_a_profile_and_send_to_it(tmp_path: Path) -> None:
    payload = tmp_path / "leads.json"
    payload.write_text('{"data": [{"Last_Name": "Ode", "Email": "ode@new.example"}]}')
    with running("--fault", "hang-up-after") as (process, _):
        assert process.stderr is not None
        lines = [line for line in islice(process.stderr, 5) if line.startswith("  ")]
        add, send = (line.strip().replace("leads.json", str(payload)) for line in lines)
        added = as_a_shell_runs(add, tmp_path)
        assert (added.returncode, "wrote the profile served" in added.stderr) == (0, True), added.stderr
        sent = as_a_shell_runs(f"{send} --yes", tmp_path)
    assert sent.returncode == 4, sent.stderr


def test_a_data_set_without_fields_is_told(cli: Cli, tmp_path: Path) -> None:
    empty = data_set(tmp_path / "empty", **{"fields/Leads.json": None, "records/Leads.json": None, "fields/x.txt": ""})
    assert "fields of at least one module" in cli("practice-org", "--data", empty).complaint


def test_the_help_lists_the_faults_and_the_rules(cli: Cli) -> None:
    ran = cli("practice-org", "--help")
    assert ran.code == 0
    assert all(f"  {kind} " in ran.out for kind in FAULTS)
    assert "match.several" in ran.out
