"""``export``: what it prints sends the payload, byte for byte, when a real shell or a real Python runs it."""

from __future__ import annotations

import json
import runpy
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.cases import each_case
from tui.core.exports.export import TOKEN_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Cli

ROWS: Final = [
    {"Last_Name": 'O\'Brien "the first"', "Company": "$HOME `id` \\ \\n %PATH% !bang ${x}"},
    {"Last_Name": "two\nlines\tand\r\u2028 more", "Email": "a@b.example", "Company": "'@\n'''\n\"\"\"\nEND_OF_BODY"},
    {"Last_Name": "\u202eright to left \U0001f600 \u00e9", "Annual_Revenue": 1234567.125, "Email": None, "Tag": []},
]
BODY: Final = {"data": ROWS, "duplicate_check_fields": ["Phone", "Email"], "trigger": []}


class Received:
    """What a server on loopback was sent."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.tokens: list[str] = []
        self.bodies: list[Any] = []


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Received]:
    """A profile ``there`` whose API is a server that keeps what it gets and takes everything."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.paths.append(self.path)
            received.tokens.append(self.headers["Authorization"])
            received.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    config = tmp_path / "config"
    config.mkdir()
    config.joinpath("config.toml").write_text(
        f'[profiles.there]\naccounts_url = "{url}"\napi_url = "{url}"\napi_version = "v7"\nclient_id = "c"\n'
    )
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(config))
    monkeypatch.setenv(TOKEN_VARIABLE, "1000.abc.def")
    yield received
    server.shutdown()
    server.server_close()


def written(tmp_path: Path, body: Any) -> Path:
    file = tmp_path / "payload.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    return file


def run_in_bash(script: str) -> None:
    done = subprocess.run(["bash"], input=script.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_shell_and_a_python_send_any_text_as_it_stands_in_the_payload(
    cli: Cli, org: Received, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payload = written(tmp_path, BODY)
    run_in_bash(cli("export", payload, "--as", "curl", "--profile", "there").out)
    program = tmp_path / "program.py"
    program.write_text(cli("export", payload, "--as", "httpx", "--profile", "there").out, encoding="utf-8")
    runpy.run_path(str(program))
    assert org.bodies == [BODY, BODY]
    assert org.paths == ["/crm/v7/Leads/upsert"] * 2
    assert org.tokens == ["Zoho-oauthtoken 1000.abc.def"] * 2


def test_a_body_that_is_too_long_for_an_argument_is_sent_whole_and_call_by_call(
    cli: Cli, org: Received, tmp_path: Path
) -> None:
    rows = [{"Last_Name": f"Ode {number}", "Description": "it's long " * 300} for number in range(150)]
    run_in_bash(cli("export", written(tmp_path, rows), "--as", "curl", "--profile", "there").out)
    assert [row for body in org.bodies for row in body["data"]] == rows
    assert [len(body["data"]) for body in org.bodies] == [100, 50]


def test_without_a_profile_the_call_goes_to_the_united_states_with_the_version_of_the_payload_s_url(
    cli: Cli, tmp_path: Path
) -> None:
    assert (
        "'https://www.zohoapis.com/crm/v8/Leads/upsert'"
        in cli("export", written(tmp_path, BODY), "--as", "powershell").out
    )
    curl = f"curl https://www.zohoapis.eu/crm/v7/Contacts/upsert -d '{json.dumps([{'Last_Name': 'Ode'}])}'"
    again = cli("export", "-", "--as", "curl", stdin=curl.encode())
    assert "https://www.zohoapis.com/crm/v7/Contacts/upsert" in again.out
    assert "the call goes to https://www.zohoapis.com; --profile P for another org" in again.err


def test_the_options_of_the_payload_hold_and_what_is_lost_is_told_on_standard_error(cli: Cli, tmp_path: Path) -> None:
    payload = written(tmp_path, BODY)
    body = json.loads(cli("export", payload, "--as", "json", "--check-field", "Mobile").out)
    assert body["duplicate_check_fields"] == ["Mobile"]
    assert "duplicate_check_fields" not in json.loads(cli("export", payload, "--as", "json", "--no-check-fields").out)
    ran = cli("export", payload, "--as", "csv")
    assert ran.code == 0
    assert ran.out.startswith("Last_Name,Company,Email,Annual_Revenue,Tag\n")
    assert "duplicate_check_fields, trigger are not in it" in ran.err


@each_case(
    ("profile", "said"),
    [("practice", "practice has an address only while it runs"), ("nowhere", "no profile called")],
    shared=("cli",),
)
def test_a_profile_without_an_address_is_named(cli: Cli, tmp_path: Path, profile: str, said: str) -> None:
    ran = cli("export", written(tmp_path, BODY), "--as", "curl", "--profile", profile)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_payload_that_cannot_be_read_is_exit_2_in_one_line(cli: Cli) -> None:
    ran = cli("export", "-", "--as", "curl", stdin=b'{"data": [')
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) <= 3
