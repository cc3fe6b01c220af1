"""``explain`` in full: rows, records, a reply alone, formats for a ticket, and input that does not fit together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import ADA, BEA, body, data_set
from tests.live.scripted import failed, took

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Cli
    from tests.cli.helpers import Ran

BY_PHONE = {"Last_Name": "Byron", "Phone": "100"}
TWIN = {"Last_Name": "Webb", "Email": "bea@x.test", "Phone": "7"}
REPLY = {"data": [took("update", "4001", "Phone"), took("insert", "900")]}
CALL = "2026-06-11T10:02:18+05:30"


@pytest.fixture
def explain(cli: Cli, small: Path, tmp_path: Path) -> Callable[..., Ran]:
    """``explain(*options)``: these two rows, sent with the list ["Phone"], and what Zoho answered."""

    def run(*options: Any, rows: Any = (BY_PHONE, TWIN), reply: Any = REPLY, data: Path = small) -> Ran:
        request, answer = tmp_path / "request.json", tmp_path / "reply.json"
        request.write_text(body(*rows, check=["Phone"]))
        answer.write_text(reply if isinstance(reply, str) else json.dumps(reply))
        return cli("explain", request, answer, "--data", data, *options)

    return run


def test_one_row_in_full_has_three_parts_and_the_sentences(explain: Any) -> None:
    run = explain("--row", "1")
    lines = [line.strip() for line in run.out.splitlines()]
    assert run.code == 0
    assert 'sent      Last_Name "Byron"' in lines
    assert "answered  UPDATE 4001 (Byron) by Phone" in lines
    assert "Zoho updated 4001 (Byron) by Phone." in lines
    assert "Phone is in your list." in lines
    assert any(line.startswith("To insert a new record instead: drop Phone from the row") for line in lines)
    assert "row 2" not in run.out


def test_the_rows_that_touch_a_record_are_those_that_are_shown(explain: Any) -> None:
    run = explain("--id", "4002")
    assert "row 2" in run.out
    assert "row 1 " not in run.out
    assert 'Email "bea@x.test" was not looked up (not listed); 4002 (Webb) had it.' in run.out


def test_a_row_and_a_record_ask_how_the_row_would_have_reached_it(explain: Any) -> None:
    run = explain("--row", "1", "--id", "4002")
    assert "To update 4002 (Webb) instead: " in run.out


def test_markdown_is_made_for_a_ticket(explain: Any) -> None:
    whole, rows = explain("--format", "markdown").out, explain("--format", "markdown", "--long").out
    assert whole.startswith("## Upsert of Leads: 2 rows: 2 same\n")
    assert "| row | forecast | Zoho answered |" in whole
    assert "### Row 1: Zoho updated 4001 (Byron) by Phone\n" in rows
    assert "### Row 2: Zoho inserted 900 (Webb)\n" in rows
    assert "| sent | Zoho answered | the rules say |" in rows


def test_markdown_shows_hostile_values_as_they_are(explain: Any) -> None:
    run = explain("--row", "1", "--format", "markdown", rows=({"Last_Name": "<b>|*x*", "Phone": "100"}, TWIN))
    assert r"\<b\>\|\*x\*" in run.out


def test_json_in_full_has_the_sentences(explain: Any) -> None:
    row = explain("--row", "1", "--format", "json").json["rows"][0]
    assert row["sentences"][0] == "Zoho updated 4001 (Byron) by Phone."
    assert row["to_avoid"]
    assert "sentences" not in explain("--format", "json").json["rows"][0]


def test_the_short_table_says_what_decided_why_it_was_checked_and_what_was_passed_over(explain: Any) -> None:
    lines = explain().out.splitlines()
    assert lines[-2].endswith("4001 has this Phone (listed); nothing in it changes")
    assert lines[-1].endswith("no record has this Phone; Email is not checked (not listed), and 4002 has it")


def test_ids_stand_in_full_where_someone_may_search_for_them(cli: Cli, tmp_path: Path) -> None:
    long = {**ADA, "id": "4001000000001309"}
    folder = data_set(tmp_path / "long", **{"records/Leads.json": {"data": [long]}})
    request, answer = tmp_path / "request.json", tmp_path / "reply.json"
    request.write_text(body(BY_PHONE, check=["Email"]))
    answer.write_text(json.dumps({"data": [took("update", "4001000000001309", "Phone")]}))
    for options in ((), ("--long",), ("--format", "markdown")):
        out = cli("explain", request, answer, "--data", folder, *options).out
        assert "4001000000001309" in out
        assert "…" not in out
    assert "(appended, not listed)" in cli("explain", request, answer, "--data", folder).out


def test_of_many_rows_the_surprising_ones_are_told_how_they_could_have_been_avoided(explain: Any) -> None:
    new = [{"Last_Name": "New", "Phone": str(5000 + number)} for number in range(12)]
    reply = {"data": [*(took("insert", str(900 + number)) for number in range(12)), took("insert", "990")]}
    run = explain("--long", rows=(*new, TWIN), reply=reply)
    assert "shown for rows 1-9, 13, surprises first; --row N shows it for another" in run.err
    assert "To update 4002 (Webb) instead: " in run.out
    assert run.out.count("What would have prevented it was not looked for; --row ") == 3
    assert "What would have prevented it was not looked for; --row 12 shows it." in run.out
    rows = explain("--long", "--format", "json", rows=(*new, TWIN), reply=reply).json["rows"]
    assert [row["index"] for row in rows if row["to_avoid"] is None] == [9, 10, 11]
    assert all(row["sentences"] for row in rows)


def test_a_copy_made_after_the_call_is_taken_back(explain: Any, tmp_path: Path) -> None:
    now = {**ADA, "Email": "new@x.test", "Modified_Time": CALL}
    files = {"dataset.toml": 'name = "later"\n[made]\nat = "2026-06-13T10:02:18+05:30"\n'}
    later = data_set(tmp_path / "later", **files, **{"records/Leads.json": {"data": [now, BEA]}})
    entry = took("update", "4001", "Phone")
    reply = {"data": [{**entry, "details": {"id": "4001", "Modified_Time": CALL}}]}
    run = explain(rows=({"Email": "new@x.test", "Phone": "100"},), reply=reply, data=later)
    assert "your copy was made 2 days after the call" in run.out
    assert "Forecast against the records as they were before the call: 1 record inferred." in run.out
    before = explain(rows=({"Phone": "100"},), reply=reply, data=later)
    assert before.code == 0
    older = data_set(tmp_path / "older", **{"dataset.toml": 'name = "older"\n[made]\nat = "2026-06-01T00:00:00Z"\n'})
    exact = explain("--before", older, "--format", "json", rows=({"Phone": "100"},), reply=reply, data=later).json
    (record,) = exact["records_before"]
    assert (record["source"], record["exact"], record["record"]["Email"]) == ("data_set", True, "ada@x.test")


def test_a_reply_that_does_not_fit_is_doubted_and_told_by_itself(explain: Any) -> None:
    run = explain(rows=(BY_PHONE,))
    assert "The reply has 2 entries for 1 row: it may be the reply to another request." in run.out
    assert "What the reply says by itself:" in run.out
    assert "Row 2: Zoho inserted 900." in run.out
    short = explain(reply={"data": REPLY["data"][:1]})
    assert short.code == 4
    assert "Row 1: Zoho updated 4001 (Byron) by Phone." in short.out


def test_what_is_nowhere_is_named(explain: Any) -> None:
    assert "there is no row 3: the payload has 2" in explain("--row", "3").complaint
    assert "neither the reply nor 2 rows of the payload names 77, and small has no such Leads record" in (
        explain("--id", "77").complaint
    )
    run = explain("--id", "4002", rows=(BY_PHONE,), reply={"data": REPLY["data"][:1]})
    assert run.code == 0
    assert "this call did not touch 4002 (Webb)" in run.err
    assert (
        "not a data set" in explain("--before", "nowhere").complaint
        or "nowhere" in explain("--before", "nowhere").complaint
    )


# --- a reply alone


@pytest.fixture
def alone(cli: Cli, tmp_path: Path) -> Callable[..., Ran]:
    """``alone(reply, *options)``: a reply without its request."""

    def run(reply: Any, *options: Any) -> Ran:
        file = tmp_path / "reply.json"
        file.write_text(reply if isinstance(reply, str) else json.dumps(reply))
        return cli("explain", file, *options)

    return run


@each_case(
    ("reply", "code", "says"),
    [
        (REPLY, 0, "Row 1: Zoho updated 4001 by Phone."),
        (
            {"data": [failed("DUPLICATE_DATA", api_name="Phone", id="9")]},
            1,
            "Row 1: Zoho refused it: Phone belongs to 9.",
        ),
        (failed("INVALID_TOKEN"), 3, "Zoho refused the whole call: the access token is no longer valid"),
        ([{"json": REPLY}], 0, "Row 2: Zoho inserted 900."),
        ({"statusCode": 200, "headers": {}, "body": REPLY}, 0, "Row 2: Zoho inserted 900."),
        ("<html>502 Bad Gateway</html>", 4, "The reply was a web page."),
        ("", 4, "The reply was empty."),
        ("HTTP/1.1 503 Service Unavailable\r\n\r\nbusy", 4, "The reply was not JSON."),
    ],
    shared=("alone",),
)
def test_a_reply_alone_goes_as_far_as_it_goes(alone: Any, reply: Any, code: int, says: str) -> None:
    run = alone(reply)
    assert run.code == code
    assert says in run.out
    assert "reply without its request" in run.err
    assert "demo" not in run.err


def test_a_reply_alone_names_records_where_a_data_set_is_given(alone: Any, small: Path) -> None:
    run = alone(REPLY, "--data", small)
    assert "Zoho updated 4001 (Byron) by Phone." in run.out


def test_a_reply_alone_in_other_formats_and_for_one_row(alone: Any) -> None:
    found = alone(REPLY, "--format", "json").json
    assert [row["target_id"] for row in found["rows"]] == ["4001", "900"]
    assert alone(REPLY, "--format", "markdown").out.startswith(
        "## Reply to an upsert: 2 rows: 1 inserted · 1 updated\n"
    )
    assert "Row 2" not in alone(REPLY, "--row", "1").out
    assert "Row 1" not in alone(REPLY, "--id", "900").out
    assert "the reply does not name 77" in alone(REPLY, "--id", "77").complaint
    assert "there is no row 3" in alone(REPLY, "--row", "3").complaint


def test_a_payload_alone_is_still_told_to_lack_its_reply(alone: Any, small: Path) -> None:
    assert "there is no reply beside this call" in alone(body(BY_PHONE), "--data", small).complaint


def test_a_har_file_without_an_upsert_is_named(alone: Any) -> None:
    entry = {"request": {"method": "GET", "url": "https://x.test/a.css"}, "response": {"status": 200, "content": {}}}
    assert "has no request to Zoho CRM" in alone({"log": {"entries": [entry]}}).complaint
