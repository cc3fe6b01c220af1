"""``explain`` on several recorded calls: JSON Lines, a HAR file, the journal; one of them, and the life of a record."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.helpers import ADA
from tests.live.scripted import failed, took
from tui.live.journal.journal import Journal, SendFacts
from tui.live.zoho.result import CallResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Cli
    from tests.cli.helpers import Ran

FIRST = {"data": [{"Phone": "100", "Last_Name": "King"}], "duplicate_check_fields": ["Phone"]}
SECOND = {"data": [{"Phone": "100", "Last_Name": "Lovelace"}, {"Phone": "8", "Last_Name": "New"}]}
ANSWERS = (
    {"data": [took("update", "4001", "Phone")]},
    {"data": [took("update", "4001", "Phone"), took("insert", "900")]},
)
PAIRS = [
    {"at": f"2026-06-0{day}T10:00:00Z", "module": "Leads", "request": request, "reply": reply}
    for day, request, reply in zip((1, 2), (FIRST, SECOND), ANSWERS, strict=True)
]


@pytest.fixture
def explain(cli: Cli, small: Path, tmp_path: Path) -> Callable[..., Ran]:
    """``explain(text, *options)``: the calls in a file."""

    def run(text: str, *options: Any) -> Ran:
        file = tmp_path / "calls"
        file.write_text(text)
        return cli("explain", file, "--data", small, *options)

    return run


def lines_of(*pairs: Any) -> str:
    return "\n".join(map(json.dumps, pairs or PAIRS))


def test_each_call_has_a_line(explain: Any) -> None:
    run = explain(lines_of())
    assert run.code == 0
    assert run.out.splitlines() == [
        "call 1  2026-06-01T10:00:00Z  upsert of Leads: 1 row: 1 updated; 1 same",
        "call 2  2026-06-02T10:00:00Z  upsert of Leads: 2 rows: 1 inserted · 1 updated; 2 same",
    ]
    assert "--call N explains one" in run.err
    assert explain(lines_of(), "--format", "markdown").out.startswith("- call 1  2026")


def test_one_call_is_explained_by_what_the_calls_before_it_left(explain: Any) -> None:
    run = explain(lines_of(), "--call", "2", "--row", "1")
    assert 'It changed Last_Name from "King" to "Lovelace".' in run.out
    assert "What the record held before the call is what the earlier calls left." in run.out


def test_the_life_of_a_record_in_every_format(explain: Any) -> None:
    run = explain(lines_of(), "--id", "4001")
    assert run.out.splitlines()[-3:] == [
        '    Last_Name "Byron" -> "King"',
        "2026-06-02T10:00:00Z  call 2, row 1: updated by Phone",
        '    Last_Name "King" -> "Lovelace"',
    ]
    steps = explain(lines_of(), "--id", "4001", "--format", "json").json["steps"]
    assert [(step["call"], step["fields"][0]["before"]) for step in steps] == [(1, "Byron"), (2, "King")]
    assert '  - Last\\_Name "King"' in explain(lines_of(), "--id", "4001", "--format", "markdown").out.replace(
        "Last_", "Last\\_"
    )


def test_a_call_that_cannot_be_explained_does_not_hide_the_others(explain: Any) -> None:
    odd = {**PAIRS[0], "module": "Contacts"}
    run = explain(lines_of(odd, PAIRS[1]))
    assert "call 2  2026" in run.out
    assert "no fields of Contacts" in run.out
    assert "call 1: " in explain(lines_of(odd, PAIRS[1]), "--id", "4001").err
    assert "no fields of Contacts" in explain(lines_of(odd, PAIRS[1]), "--call", "1").complaint


def test_what_there_is_not_is_named(explain: Any) -> None:
    assert "there is no call 3: this holds 2" in explain(lines_of(), "--call", "3").complaint
    assert "use --call N to say whose row 1 you mean" in explain(lines_of(), "--row", "1").complaint
    assert "none of 2 calls names 77, and small has no such record" in explain(lines_of(), "--id", "77").complaint
    run = explain(lines_of(), "--id", "4002")
    assert (run.code, "none of 2 calls names 4002" in run.err) == (0, True)


def test_one_request_beside_its_reply_is_explained_at_once(explain: Any) -> None:
    run = explain(json.dumps(PAIRS[0]), "--long")
    assert "Zoho updated 4001 (Byron) by Phone." in run.out


def test_a_har_file_of_several_upserts_is_told_in_lines(explain: Any) -> None:
    url = "https://www.zohoapis.com/crm/v8/Leads/upsert"
    entries = [
        {
            "startedDateTime": pair["at"],
            "request": {"method": "POST", "url": url, "postData": {"text": json.dumps(pair["request"])}},
            "response": {"status": 200, "content": {"text": json.dumps(pair["reply"])}},
        }
        for pair in PAIRS
    ]
    text = json.dumps({"log": {"entries": entries}})
    assert len(explain(text).out.splitlines()) == 2
    assert "the call was made at 2026-06-02T10:00:00Z" in explain(text, "--call", "2").out


def test_the_journal_is_exact_about_what_was_there_before(explain: Any, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state", lambda: datetime(2026, 6, 1, 10, tzinfo=UTC))
    read = {"4001": {**ADA, "Last_Name": "Gordon"}}
    entry = journal.begin(SendFacts("s", "practice", "practice", "Leads", old_values=read), FIRST)
    journal.reply(entry, CallResult("answered", "HTTP 200", 200, ANSWERS[0], None, 1))
    refused = journal.begin(SendFacts("s", "practice", "practice", "Leads"), FIRST)
    journal.reply(refused, CallResult("refused", "HTTP 401", 401, failed("INVALID_TOKEN"), None, 1))
    journal.begin(SendFacts("s", "practice", "practice", "Leads"), FIRST)
    (file,) = (tmp_path / "state" / "journal").glob("*.jsonl")
    text = file.read_text()
    run = explain(text)
    assert run.code == 4
    assert [line.partition("Leads: ")[2] for line in run.out.splitlines()] == [
        "1 row: 1 updated; 1 same",
        "1 row: 1 not known; 1 not comparable",
        "1 row: 1 not known; 1 not comparable",
    ]
    first = explain(text, "--call", "1", "--row", "1").out
    assert 'It changed Last_Name from "Gordon" to "King".' in first
    assert "was read just before it (journal)" in first
