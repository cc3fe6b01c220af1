"""``upsert-explorer pull`` against the practice org: options, what is said where, and exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import DEMO, Ran, body
from tui.commands import pull as command
from tui.dataset.folder import DataSet
from tui.files import write_private
from tui.live.accounts.profiles import add_profile
from tui.live.pull.modules import practice_source
from tui.live.zoho.client import ZohoClient
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Cli

    Pull = Callable[..., Ran]

PRACTICE = ("--profile", "practice")


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "org"


@pytest.fixture
def pull(cli: Cli) -> Pull:
    """``pull(*arguments)``: the command."""
    return lambda *arguments, stdin=b"": cli("pull", *arguments, stdin=stdin)


def modules_in(folder: Path) -> tuple[str, ...]:
    with DataSet.open(folder) as data_set:
        return data_set.modules()


# --- whole modules ---------------------------------------------------------------------------------------------------


def test_it_says_the_cost_first_then_what_came_and_makes_a_data_set(pull: Pull, into: Path) -> None:
    ran = pull(*PRACTICE, "--module", "leads", "--module", "Accounts", "--into", into)
    assert (ran.code, modules_in(into)) == (0, ("Leads", "Accounts"))
    assert ran.out == f"Leads: 48 records\nAccounts: 24 records\n{into}: the data set is there\n"
    assert ran.err.splitlines()[:3] == [
        "Leads: about 48 records",
        "Accounts: about 24 records",
        "this will cost about 11 API credits",
    ]
    assert ran.err.splitlines()[-1].endswith("credits")


def test_the_practice_org_is_called_by_a_name_that_stays_the_same(pull: Pull, into: Path) -> None:
    pull(*PRACTICE, "--module", "Leads", "--into", into)
    with DataSet.open(into) as data_set:
        assert (data_set.made_from, len(data_set.records("Leads"))) == ("the practice org", 48)


def test_of_practice_the_copy_of_a_data_set_of_ones_own_is_pulled_and_what_was_pulled_is_sent_back_to_it(
    cli: Cli, pull: Pull, into: Path, small: Path
) -> None:
    pull(*PRACTICE, "--data", small, "--module", "Leads", "--into", into)
    with DataSet.open(into) as data_set:
        assert (data_set.made_from, len(data_set.records("Leads"))) == (f"the practice org's copy of {small}", 2)
        assert practice_source(data_set.made_from) == small
    sent = cli("send", "-", *PRACTICE, "--data", into, "--yes", stdin=body({"Last_Name": "Ode"}).encode())
    assert (sent.code, f"copy of {small.name}" in sent.err) == (0, True)
    pull(*PRACTICE, "--data", small, "--module", "Leads", "--into", into, "--yes")
    with DataSet.open(into) as data_set:
        assert len(data_set.records("Leads")) == 3
    add_profile("mine", {"data_center": "eu", "client_id": "1000.A"})
    ran = pull("--profile", "mine", "--data", small, "--module", "Leads", "--into", into / "mine")
    assert (ran.code, "--data is for practice only" in ran.complaint) == (2, True)


def test_a_data_set_is_not_replaced_unless_that_is_said(pull: Pull, into: Path) -> None:
    pull(*PRACTICE, "--module", "Leads", "--into", into)
    assert "--yes" in pull(*PRACTICE, "--module", "Accounts", "--into", into).complaint
    assert modules_in(into) == ("Leads",)
    ran = pull(*PRACTICE, "--module", "Accounts", "--into", into, "--yes")
    assert (ran.code, modules_in(into)) == (0, ("Accounts",))


def test_on_a_terminal_it_asks(pull: Pull, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pull(*PRACTICE, "--module", "Leads", "--into", into)
    asked = []

    def agree(old: str, place: Path, *, yes: bool, can_ask: bool) -> None:
        asked.append((yes, can_ask))
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
        really(old, place, yes=yes, can_ask=can_ask)

    really = command._agree
    monkeypatch.setattr(command, "_agree", agree)
    for answer, code, modules in ((b"\n", 2, "Leads"), (b"", 2, "Leads"), (b"y\n", 0, "Accounts")):
        ran = pull(*PRACTICE, "--module", "Accounts", "--into", into, stdin=answer)
        assert (asked.pop(), asked, modules_in(into)) == ((False, True), [], (modules,)), answer
        assert "Replace it then? [y/N]" in ran.err
        assert ran.code == code, answer


def test_a_folder_with_something_else_is_left_alone(pull: Pull, into: Path) -> None:
    into.mkdir()
    (into / "letter.txt").write_text("dear")
    assert "not a data set" in pull(*PRACTICE, "--module", "Leads", "--into", into, "--yes").complaint


def test_an_unknown_module_is_told_with_those_there_are(pull: Pull, into: Path) -> None:
    assert "Leads, Accounts" in pull(*PRACTICE, "--module", "Leeds", "--into", into).complaint


@each_case(
    "arguments",
    [
        (),
        (*PRACTICE,),
        (*PRACTICE, "--into", "x"),
        ("--module", "Leads", "--into", "x"),
        (*PRACTICE, "--module", "Leads", "--into", " "),
        (*PRACTICE, "--module", " ", "--into", "x"),
        (*PRACTICE, "--module", "Leads", "--into", "x", "--check-field", "Email"),
        (*PRACTICE, "--module", "Leads", "--into", "x", "--no-check-fields"),
        (*PRACTICE, "--module", "Leads", "--module", "Deals", "--into", "x", "--for", "p.json"),
        (*PRACTICE, "--module", "Leads", "--into", "x", "--for", "missing.json"),
        ("--profile", "nobody", "--module", "Leads", "--into", "x"),
    ],
    shared=(
        "pull",
        "tmp_path",
        "monkeypatch",
    ),
)
def test_wrong_usage_is_told_and_makes_nothing(
    pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert pull(*arguments).complaint
    assert not list(tmp_path.glob("*x*"))


# --- what the org refuses --------------------------------------------------------------------------------------------


def refusing(monkeypatch: pytest.MonkeyPatch, module: str, error: LiveError) -> None:
    get = ZohoClient.get

    def refused(self: ZohoClient, path: str, params: Any = None) -> Any:
        if path == module:
            raise error
        return get(self, path, params)

    monkeypatch.setattr(ZohoClient, "get", refused)


def test_a_module_without_permission_is_named_the_others_are_there_and_the_exit_code_is_3(
    pull: Pull, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, "Leads", LiveError("refused", "you may not read it", 403, {"code": "NO_PERMISSION"}))
    ran = pull(*PRACTICE, "--module", "Leads", "--module", "Accounts", "--into", into)
    assert (ran.code, modules_in(into)) == (3, ("Accounts",))
    assert "upsert-explorer: Leads: you may not read it" in ran.err


def test_a_lost_connection_is_3_makes_no_data_set_and_says_how_to_go_on(
    pull: Pull, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refusing(patch, "Leads", LiveError("unknown", "the connection broke"))
        ran = pull(*PRACTICE, "--module", "Accounts", "--module", "Leads", "--into", into)
    assert (ran.code, ran.out, into.exists()) == (3, "", False)
    assert "run the same command" in ran.err
    ran = pull(*PRACTICE, "--module", "Accounts", "--module", "Leads", "--into", into)
    assert "24 of them are here already" in ran.err
    assert modules_in(into) == ("Leads", "Accounts")


def test_a_full_disk_is_told_with_the_file_and_how_to_go_on(
    pull: Pull, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, text: str) -> None:
        if file.name == "fields0-1.json":
            raise OSError(28, "No space left on device")
        write_private(file, text)

    monkeypatch.setattr("tui.live.pull.work_folder.write_private", full)
    ran = pull(*PRACTICE, "--module", "Leads", "--into", into)
    assert (ran.code, ran.out, into.exists()) == (2, "", False)
    assert "fields0-1.json: no space left on device; what was read is kept" in ran.err.splitlines()[-1]


# --- what a payload touches ------------------------------------------------------------------------------------------


def test_for_a_payload_only_what_it_touches_comes_and_a_further_one_adds(
    pull: Pull, into: Path, tmp_path: Path
) -> None:
    ran = pull(*PRACTICE, "--for", DEMO / "payloads" / "kaizen-56.json", "--into", into)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "Leads: 1 record")
    assert "values to look up" in ran.err
    payload = tmp_path / "p.json"
    payload.write_text(body({"Last_Name": "Byron", "Email": "edith@vane.example"}))
    ran = pull(*PRACTICE, "--for", payload, "--into", into)
    assert (ran.code, ran.out.splitlines()[1]) == (0, f"{into}: added to the data set")
    with DataSet.open(into) as data_set:
        assert data_set.partial
        assert len(data_set.records("Leads")) >= 2
    covers = json.loads((into / "covers.json").read_text())
    assert "edith@vane.example" in covers["Leads"]["Email"]


def test_a_csv_is_read_with_the_labels_of_the_org(pull: Pull, into: Path) -> None:
    ran = pull(*PRACTICE, "--module", "Accounts", "--for", DEMO / "payloads" / "accounts.csv", "--into", into)
    assert ran.code == 0
    assert modules_in(into) == ("Accounts",)


def test_the_payload_comes_from_standard_input_and_check_fields_do_not_narrow_what_is_pulled(
    pull: Pull, into: Path
) -> None:
    text = body({"Last_Name": "Byron", "Email": "ada.byron@engine.example", "Phone": "1"}, check=["Phone"]).encode()
    ran = pull(*PRACTICE, "--for", "-", "--check-field", "Phone", "--into", into, stdin=text)
    assert ran.code == 0
    assert set(json.loads((into / "covers.json").read_text())["Leads"]) == {"Email", "Phone"}


@each_case(
    "text",
    [b"{", b"", b'{"data": []}', b'{"data": 5}', b"\xff\xfe\xff"],
    shared=(
        "pull",
        "into",
    ),
)
def test_a_payload_that_cannot_be_read_is_told_before_anything_is_asked(pull: Pull, into: Path, text: bytes) -> None:
    assert pull(*PRACTICE, "--for", "-", "--into", into, stdin=text).complaint
    assert list(into.parent.glob("*org*")) == []
