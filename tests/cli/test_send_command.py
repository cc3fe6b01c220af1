"""``send``: who confirms it, what it prints, and its exit codes; with the practice org, and with scripted replies."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.helpers import ADA, Ran, body
from tests.live.scripted import LOST, ScriptedClient, answered, failed, inserted, not_connected, took
from tui.cli import main
from tui.live.journal import send_lock
from tui.live.journal.journal import Journal, SendFacts
from tui.live.zoho.result import CallResult
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Cli

NEW = {"Last_Name": "Ode", "Email": "n@x.test"}
UPDATE = {"Email": "ada@x.test", "Employees": 4}
PROFILES = """
[profiles.sandbox]
data_center = "eu"
environment = "sandbox"
client_id = "1000.ABC"
[profiles.prod]
data_center = "eu"
environment = "production"
client_id = "1000.ABC"
"""


@pytest.fixture(autouse=True)
def two_profiles(home: Path) -> None:
    """A configuration with two profiles."""
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_text(PROFILES)


@pytest.fixture
def payload(tmp_path: Path) -> Callable[..., Path]:
    """``payload(*rows)``: a file with these rows."""

    def write(*rows: Any, **others: Any) -> Path:
        file = tmp_path / "payload.json"
        file.write_text(body(*rows, **others))
        return file

    return write


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ScriptedClient]:
    """``org(*results)``: every profile's org is one that answers so, and holds Ada."""

    def scripted(*results: Any) -> ScriptedClient:
        client = ScriptedClient(*results, records=[ADA])

        @contextmanager
        def connected(*_: Any) -> Iterator[ScriptedClient]:
            yield client

        monkeypatch.setattr("tui.commands.send._connected", connected)
        return client

    return scripted


class Terminal(io.TextIOWrapper):
    """Standard input at which a person sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """``at_terminal(typed, *arguments)``: the command line with a person who types this."""

    def run(typed: str, *arguments: Any) -> Ran:
        monkeypatch.setattr("sys.stdin", Terminal(io.BytesIO(typed.encode()), encoding="utf-8"))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


# --- the practice org ------------------------------------------------------------------------------------------------


def test_the_first_send_inserts_and_the_second_updates(cli: Cli, payload: Any) -> None:
    file = payload(NEW)
    runs = [cli("send", file, "--profile", "practice", "--yes", "--format", "json") for _ in range(2)]
    assert [run.code for run in runs] == [0, 0]
    assert [run.json["rows"][0]["forecast"] for run in runs] == ["insert", "unchanged"]
    assert [run.json["rows"][0]["actual"] for run in runs] == ["insert", "update"]
    assert [run.json["rows"][0]["verdict"] for run in runs] == ["same", "same"]
    assert runs[1].json["forecast"]["data_set"] == {"name": "practice", "partial": False}
    assert runs[0].err.splitlines()[0] == ("forecast against what the practice org holds (practice: its copy of demo)")


def test_a_practice_org_over_a_data_set_of_ones_own(cli: Cli, payload: Any, small: Path) -> None:
    run = cli("send", payload(UPDATE), "--profile", "practice", "--data", small, "--yes", "--format", "json")
    assert (run.code, run.json["rows"][0]["actual"], run.json["rows"][0]["target_id"]) == (0, "update", "4001")


def test_a_mismatch_is_practised_by_another_assumption(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "twins.json"
    file.write_text(body({"Last_Name": "Ode", "id": "1", "Email": "n@x.test"}))
    run = cli(
        "send", file, "--profile", "practice", "--yes", "--format", "json", "--assume", "match.explicit_id=ignored"
    )
    (found,) = run.json["rows"]
    assert (run.code, found["forecast"], found["actual"], found["verdict"]) == (1, "insert", "error", "different")
    assert (found["rule"], found["switch"]) == ("match.explicit_id", "match.explicit_id=id_wins")


# --- which rows ------------------------------------------------------------------------------------------------------

BAD = {"Email": "no mail", "Last_Name": "Bad"}
FIVE = [NEW, BAD, {**NEW, "Email": "c@x.test"}, UPDATE, {**NEW, "Email": "e@x.test"}]


@pytest.mark.parametrize(
    ("options", "sent", "told"),
    [
        (["--rows", "1,4-5"], (0, 3, 4), "3 of 5 rows: the chosen ones; rows 2-3 stay unsent"),
        (["--rows", "5, 3-4,4"], (2, 3, 4), "3 of 5 rows: the chosen ones; rows 1-2 stay unsent"),
        (["--without-refused"], (0, 2, 3, 4), "4 of 5 rows: without the refused ones; row 2 stays unsent"),
        (
            ["--rows", "2-3", "--without-refused"],
            (2,),
            "1 of 5 rows: the chosen ones, without the refused; rows 1-2, 4-5 stay unsent",
        ),
        (["--rows", "3-4", "--without-refused"], (2, 3), "2 of 5 rows: the chosen ones; rows 1-2, 5 stay unsent"),
        (["--rows", "1-5"], (), ""),
    ],
)
def test_only_the_chosen_rows_are_sent_and_the_rest_is_told(
    cli: Cli, payload: Any, org: Any, small: Path, options: list[str], sent: tuple[int, ...], told: str
) -> None:
    rows = [FIVE[row] for row in sent or range(5)]
    client, file = org(answered(*(took("insert", str(900 + row)) for row in range(len(rows))))), payload(*FIVE)
    run = cli("send", file, "--profile", "sandbox", "--data", small, "--yes", "--format", "json", *options)
    (body_sent,) = [each for _, each in client.sent]
    assert body_sent["data"] == rows
    (entry,) = Journal(state_folder()).entries()
    assert (entry.facts.source_rows, entry.facts.file) == (sent, str(file.absolute()))
    assert (run.json["source_rows"] or []) == list(sent)
    assert (told in run.err.splitlines()) if told else ("unsent" not in run.err)


def test_the_table_has_the_rows_of_the_payload_beside_those_that_were_sent(
    cli: Cli, payload: Any, org: Any, small: Path
) -> None:
    org(answered(took("insert", "900"), took("insert", "901")))
    run = cli("send", payload(*FIVE), "--profile", "sandbox", "--data", small, "--yes", "--rows", "3,5")
    lines = run.out.splitlines()
    assert "sent     2 of 5 rows: the chosen ones; rows 1-2, 4 unsent" in lines
    assert [line.split()[:2] for line in lines if line.startswith(("#", "1 ", "2 "))] == [
        ["#", "row"],
        ["1", "3"],
        ["2", "5"],
    ]


def test_rows_of_a_call_not_sent_are_told_in_spans_of_the_payload(
    cli: Cli, payload: Any, org: Any, small: Path
) -> None:
    org(CallResult("not_sent", "nothing was sent: no network"))
    run = cli("send", payload(*[NEW] * 250), "--profile", "sandbox", "--data", small, "--yes", "--rows", "11-120")
    spans = [line.split()[:2] for line in run.out.splitlines() if "? not comparable" in line]
    assert spans == [["1-100", "11-110"], ["101-110", "111-120"]]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--rows", "6"], "nothing was sent: there is no row 6; the payload has 5 rows"),
        (["--rows", "1-999999999"], "there is no row 999999999"),
        (["--rows", "0"], '"0" is not a list of rows such as 1,4-9'),
        (["--rows", "3-"], '"3-" is not a list of rows such as 1,4-9'),
        (["--rows", ""], '"" is not a list of rows such as 1,4-9'),
        (["--rows", "9-4"], '"9-4" ends before it begins'),
        (["--rows", "2", "--without-refused"], "nothing was sent: the forecast refuses every row"),
    ],
)
def test_rows_that_cannot_be_sent_are_one_line_and_exit_2(
    cli: Cli, payload: Any, org: Any, small: Path, options: list[str], reason: str
) -> None:
    client = org()
    run = cli("send", payload(*FIVE), "--profile", "sandbox", "--data", small, "--yes", *options)
    assert (run.code, client.sent) == (2, [])
    assert reason in run.err


def test_what_was_printed_of_some_rows_is_explained_by_those_rows(
    cli: Cli, payload: Any, org: Any, small: Path, tmp_path: Path
) -> None:
    org(answered(took("insert", "900"), took("update", "4001", "Email")))
    file, printed = payload(*FIVE), tmp_path / "sent.json"
    run = cli("send", file, "--profile", "sandbox", "--data", small, "--yes", "--format", "json", "--rows", "3-4")
    printed.write_text(run.out)
    told = cli("explain", file, printed, "--data", small, "--format", "json")
    assert "only rows 3-4 of the payload were sent; they are counted from 1 here" in told.err
    assert [row["actual"] for row in told.json["rows"]] == ["insert", "update"]
    assert "another request" not in told.out + told.err


# --- what it prints --------------------------------------------------------------------------------------------------


def test_the_json_is_forecast_batches_and_rows(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    org(answered(took("insert", "900"), failed("RECORD_LOCKED", api_name="id"), status=207))
    run = cli("send", payload(NEW, UPDATE), "--profile", "sandbox", "--data", small, "--yes", "--format", "json")
    found = run.json
    assert list(found) == ["forecast", "batches", "rows", "source_rows"]
    assert found["source_rows"] is None
    preview = cli("preview", payload(NEW, UPDATE), "--data", small, "--format", "json", "--split").json
    assert found["forecast"] == preview
    (batch,) = found["batches"]
    assert (batch["status"], batch["outcome"]) == (207, "answered")
    assert batch["reply"]["data"][0] == took("insert", "900")
    shown = [{name: row[name] for name in ("index", "forecast", "actual", "verdict", "rule")} for row in found["rows"]]
    assert shown == [
        {"index": 0, "forecast": "insert", "actual": "insert", "verdict": "same", "rule": None},
        {"index": 1, "forecast": "update", "actual": "error", "verdict": "different", "rule": "unknown.record_locked"},
    ]
    assert run.code == 1


def test_the_table_says_which_rule_did_what(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    org(answered(took("insert", "900"), took("update", "77", "Email")))
    run = cli("send", payload(NEW, UPDATE), "--profile", "sandbox", "--data", small, "--yes")
    assert run.code == 0
    lines = run.out.splitlines()
    assert "reply    2 rows: 1 same · 1 different" in lines
    assert any("+ INSERT" in line and "= same" in line and "match.none_inserts" in line for line in lines)
    assert any("~ UPDATE" in line and "≠ different" in line and "unknown.stale" in line for line in lines)


def test_a_send_that_was_not_taken_says_once_why(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    org(CallResult("not_sent", "nothing was sent: no network"))
    run = cli("send", payload(*[NEW] * 250), "--profile", "sandbox", "--data", small, "--yes")
    assert run.code == 3
    assert run.out.count("no network") == 1
    assert [line.split()[0] for line in run.out.splitlines() if "? not comparable" in line] == ["1-100", "101-250"]


def test_a_reply_that_is_no_json_is_kept_as_text(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    org(CallResult("unknown", "HTTP 502", 502, None, "<html>bad gateway</html>"))
    run = cli("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes", "--format", "json")
    assert run.code == 4
    assert run.json["batches"] == [{"status": 502, "outcome": "unknown", "reply": "<html>bad gateway</html>"}]
    assert [(row["actual"], row["verdict"]) for row in run.json["rows"]] == [(None, "not_comparable")]


# --- exit codes ------------------------------------------------------------------------------------------------------

REFUSED = CallResult("refused", "HTTP 401", 401, failed("OAUTH_SCOPE_MISMATCH"))


@pytest.mark.parametrize(
    ("result", "strict", "code"),
    [
        (inserted(1), False, 0),
        (inserted(1), True, 0),
        (answered(took("update", "77", "Email")), False, 0),
        (answered(took("update", "77", "Email")), True, 1),
        (answered(failed("RECORD_LOCKED"), status=400), False, 1),
        (REFUSED, False, 3),
        (CallResult("not_sent", "no network"), False, 3),
        (LOST, False, 4),
        (answered(), False, 4),
    ],
)
def test_the_exit_code_is_the_highest_that_applies(
    cli: Cli, payload: Any, org: Any, small: Path, result: CallResult, strict: bool, code: int
) -> None:
    org(result)
    strictly = ["--strict"] if strict else []
    assert cli("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes", *strictly).code == code


def test_a_warning_counts_under_strict(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    org(inserted(1))
    run = cli("send", payload(NEW | {"email": "x"}), "--profile", "sandbox", "--data", small, "--yes", "--strict")
    assert (run.code, run.err.splitlines()[-1].split(",")[0]) == (1, "upsert-explorer: 0 differences and 1 warning")


def test_more_than_a_hundred_rows_are_always_split(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    client = org(inserted(100), LOST)
    rows = [{"Last_Name": "Ode", "Email": f"n{number}@x.test"} for number in range(205)]
    run = cli("send", payload(*rows), "--profile", "sandbox", "--data", small, "--yes", "--format", "json")
    assert [batch["outcome"] for batch in run.json["batches"]] == ["answered", "unknown", "not_sent"]
    assert (run.code, len(client.sent), run.json["forecast"]["call_errors"]) == (4, 2, [])
    assert "call 2 of 3: unknown · the connection was lost while waiting for the reply" in run.err


def test_while_another_send_is_under_way_nothing_is_sent(
    cli: Cli, payload: Any, org: Any, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_lock, "_GLANCE_S", 0.0)  # nobody only looks
    client = org(inserted(1))
    send = ("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes", "--format", "json")
    with Journal(state_folder()).send_lock("sandbox", "theirs"):
        run = cli(*send)
    assert (run.code, run.json["batches"]) == (3, [{"status": None, "outcome": "not_sent", "reply": None}])
    (told,) = [line for line in run.err.splitlines() if "another send to sandbox is under way (process " in line]
    assert told.endswith("so nothing was sent")
    assert client.sent == []
    assert cli(*send).code == 0


def test_no_token_is_a_call_that_was_not_taken(cli: Cli, payload: Any, small: Path) -> None:
    run = cli("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes", "--format", "json")
    assert (run.code, run.json["batches"]) == (3, [{"status": None, "outcome": "not_sent", "reply": None}])
    assert "nothing was sent" in run.err


# --- who confirms it -------------------------------------------------------------------------------------------------


def test_a_profile_that_there_is_not_is_told_before_that_nobody_can_be_asked(cli: Cli, payload: Any) -> None:
    assert "there is no profile called nope" in cli("send", payload(NEW), "--profile", "nope").complaint


@pytest.mark.parametrize("name", ["practice", "sandbox", "prod"])
def test_without_yes_and_without_a_terminal_nothing_is_sent(
    cli: Cli, payload: Any, org: Any, small: Path, name: str
) -> None:
    client = org(inserted(1))
    run = cli("send", payload(NEW), "--profile", name, "--data", small)
    assert "can't ask for confirmation without a terminal; pass --yes" in run.complaint
    assert (client.sent, client.asked) == ([], [])


def test_a_payload_from_standard_input_needs_yes(at_terminal: Any, org: Any, small: Path) -> None:
    client = org(inserted(1))
    run = at_terminal("y\n", "send", "-", "--profile", "sandbox", "--data", small)
    assert (run.code, client.sent) == (2, [])


@pytest.mark.parametrize(("typed", "sent"), [("y\n", 1), ("YES\n", 1), ("n\n", 0), ("\n", 0), ("", 0)])
def test_a_sandbox_asks_for_one_key(
    at_terminal: Any, payload: Any, org: Any, small: Path, typed: str, sent: int
) -> None:
    client = org(inserted(1))
    run = at_terminal(typed, "send", payload(NEW), "--profile", "sandbox", "--data", small)
    assert (run.code, len(client.sent)) == ((0, 1) if sent else (3, 0))
    assert ("nothing was sent" in run.err) is not bool(sent)


@pytest.mark.parametrize(("typed", "sent"), [("Leads\n", 1), ("leads\n", 0), ("y\n", 0), ("Contacts\n", 0), ("", 0)])
def test_production_asks_for_the_modules_name(
    at_terminal: Any, payload: Any, org: Any, small: Path, typed: str, sent: int
) -> None:
    client = org(inserted(1))
    run = at_terminal(typed, "send", payload(NEW), "--profile", "prod", "--data", small)
    assert (run.code, len(client.sent)) == ((0, 1) if sent else (3, 0))
    assert "type Leads to send:" in run.err


def test_the_confirmation_says_what_is_about_to_happen(at_terminal: Any, payload: Any, org: Any, small: Path) -> None:
    org(answered(took("update", "4001", "Email")))
    file = payload(UPDATE | {"Employees": None}, trigger=["workflow"])
    told = at_terminal("n\n", "send", file, "--profile", "prod", "--data", small).err
    for part in (
        "1 row to Leads",
        "Zylker · production · profile prod",
        "1 update · 1 API credit",
        "1 value: Employees of 4001 (was 3)",
        "workflow · cadences",
        "small · of unknown age",
    ):
        assert part in told


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [[], ["--profile", "nobody", "--yes"], ["--profile", "sandbox", "--yes", "--module", "Tasks2"]]
)
def test_what_cannot_be_read_is_one_line_and_nothing_is_sent(
    cli: Cli, payload: Any, org: Any, small: Path, arguments: list[str]
) -> None:
    client = org(answered(failed("INVALID_MODULE"), status=400))
    run = cli("send", payload(NEW), "--data", small, *arguments)
    assert run.code in (2, 3)
    assert len(run.err.splitlines()) <= 3
    assert len(client.sent) == (run.code == 3)


def test_credentials_that_others_can_read_send_nothing(cli: Cli, payload: Any, small: Path, home: Path) -> None:
    file = home / "config" / "credentials.toml"
    file.write_text('[sandbox]\nclient_secret = "topsecret"\nrefresh_token = "topsecret"\n')
    file.chmod(0o644)
    run = cli("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes")
    assert "credentials.toml" in run.complaint
    assert "topsecret" not in run.err


# --- the journal -----------------------------------------------------------------------------------------------------


def test_every_send_is_in_the_journal(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    org(inserted(1))
    cli("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes")
    (entry,) = Journal(state_folder()).entries()
    assert (entry.facts.profile, entry.facts.environment, entry.facts.module) == ("sandbox", "sandbox", "Leads")
    assert (entry.outcome, entry.body["data"]) == ("answered", [NEW])


def test_a_call_without_a_reply_is_told_at_the_next_send(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    Journal(state_folder()).begin(SendFacts("s", "sandbox", "sandbox", "Leads"), json.loads(body(NEW)))
    org(inserted(1))
    run = cli("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes")
    assert "1 earlier call in the journal without a reply: the outcome is unknown" in run.err


def test_an_org_that_cannot_be_read_does_not_stop_a_send(cli: Cli, payload: Any, org: Any, small: Path) -> None:
    org(answered(took("update", "4001", "Email"))).reading_fails = not_connected()
    assert cli("send", payload(UPDATE), "--profile", "sandbox", "--data", small, "--yes").code == 0


# --- targets that move ------------------------------------------------------------------------------------------------


def moving(client: ScriptedClient, *, times: int = 1) -> None:
    """The record is another each time that it is read, so many times after the first."""
    reads = iter(range(1_000))

    def move(path: str) -> None:
        if path == "Leads":
            client.records["4001"] = {**ADA, "Employees": 3 + min(next(reads), times)}

    client.before_read = move


def test_a_person_is_asked_again_where_a_target_moved(
    at_terminal: Any, payload: Any, small: Path, org: Callable[..., ScriptedClient]
) -> None:
    client = org(answered(took("update", "4001", "Email")))
    moving(client)
    run = at_terminal(
        "y\ny\n", "send", payload({"Email": "ada@x.test", "Employees": 9}), "--profile", "sandbox", "--data", small
    )
    assert (run.code, len(client.sent)) == (0, 1)
    assert run.err.count("send? [y/N]") == 2
    assert "the targets changed in the org since you were asked" in run.err
    assert "changed   Employees of 4001 was 3 and is 4 now" in run.err
    (entry,) = Journal(state_folder()).entries()
    assert entry.facts.old_values["4001"]["Employees"] == 4


def test_a_no_to_the_second_question_sends_nothing(
    at_terminal: Any, payload: Any, small: Path, org: Callable[..., ScriptedClient]
) -> None:
    client = org()
    moving(client)
    run = at_terminal("y\nn\n", "send", payload(UPDATE), "--profile", "sandbox", "--data", small)
    assert (run.code, client.sent, "nothing was sent" in run.err) == (3, [], True)


def test_with_yes_a_target_that_moved_is_said_and_with_strict_nothing_is_sent(
    cli: Cli, payload: Any, small: Path, org: Callable[..., ScriptedClient]
) -> None:
    client = org(answered(took("update", "4001", "Email")))
    moving(client)
    given = ["send", payload({"Email": "ada@x.test", "Employees": 9}), "--profile", "sandbox", "--data", small, "--yes"]
    run = cli(*given, "--strict")
    assert (run.code, client.sent) == (3, [])
    assert "changed in the org just now: Employees of 4001 was 3 and is 4 now" in run.err
    assert run.err.endswith("nothing was sent\n")
    client = org(answered(took("update", "4001", "Email")))
    moving(client)
    run = cli(*given)
    assert (run.code, len(client.sent)) == (0, 1)
    assert "changed in the org just now" in run.err


def test_what_fails_after_a_write_changes_no_exit_code(
    cli: Cli, payload: Any, small: Path, org: Callable[..., ScriptedClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("tui.commands.send._print", broken)
    org(LOST)
    run = cli("send", payload(NEW), "--profile", "sandbox", "--data", small, "--yes")
    assert run.code == 4
    assert "the program failed (RuntimeError); a report without any of your data is in" in run.err
    assert "secret words" not in run.err
    (report,) = (state_folder() / "crashes").glob("*.txt")
    assert report.stat().st_mode & 0o777 == 0o600
    assert "secret words" not in report.read_text()
    assert "in broken" in report.read_text()


def test_a_failure_of_the_program_itself_is_one_line_and_exit_code_70(
    cli: Cli, payload: Any, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr("tui.session.case.Case.forecast_row_by_row", broken)
    run = cli("preview", payload(NEW), "--data", small)
    assert (run.code, run.out, len(run.err.splitlines())) == (70, "", 1)
    assert "secret words" not in run.err
