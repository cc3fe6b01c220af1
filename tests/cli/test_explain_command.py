"""``explain``: an upsert that already happened, from its request and its reply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import body
from tests.live.scripted import failed, took

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Cli
    from tests.cli.helpers import Ran

NEW = {"Last_Name": "Ode", "Email": "n@x.test"}
UPDATE = {"Email": "ada@x.test", "Employees": 4}
GOOD = {"data": [took("insert", "900"), took("update", "4001", "Email")]}


@pytest.fixture
def explain(cli: Cli, small: Path, tmp_path: Path) -> Callable[..., Ran]:
    """``explain(reply, *rows)``: a reply, as text or JSON, held against the forecast of these rows."""

    def run(reply: Any, *rows: Any, form: str = "json", options: tuple[str, ...] = ()) -> Ran:
        request, answer = tmp_path / "request.json", tmp_path / "reply.json"
        request.write_text(body(*(rows or (NEW, UPDATE))))
        answer.write_text(reply if isinstance(reply, str) else json.dumps(reply))
        return cli("explain", request, answer, "--data", small, "--format", form, *options)

    return run


def verdicts(run: Ran) -> list[str]:
    return [row["verdict"] for row in run.json["rows"]]


def test_a_reply_as_forecast_is_the_same_in_every_row(explain: Any) -> None:
    run = explain(GOOD)
    assert (run.code, verdicts(run)) == (0, ["same", "same"])
    assert run.json["batches"] == [{"status": None, "outcome": "answered", "reply": GOOD}]


def test_the_table_says_which_rule_did_what(explain: Any) -> None:
    lines = explain(GOOD, form="table").out.splitlines()
    assert any("match.none_inserts" in line for line in lines)
    assert any("match.first_field_wins" in line and "UPDATE 4001" in line for line in lines)


def test_a_twin_that_was_made_is_explained(explain: Any) -> None:
    run = explain({"data": [took("insert", "900"), took("insert", "901")]})
    assert (run.code, verdicts(run)) == (0, ["same", "different"])
    assert run.json["rows"][1]["rule"] == "unknown.stale"
    assert run.json["rows"][1]["cause"]


def test_the_assumption_that_would_explain_it_is_named(explain: Any) -> None:
    rows = ({"Email": "n@x.test", "Last_Name": "Ode"}, {"Email": "n@x.test", "Last_Name": "Ode"})
    run = explain({"data": [took("insert", "900"), took("insert", "901")]}, *rows)
    assert run.json["rows"][1]["switch"] == "match.same_batch_new=blind"


@each_case(
    ("reply", "code", "outcome"),
    [
        (GOOD, 0, "answered"),
        ({"data": [took("insert", "900"), failed("RECORD_LOCKED")]}, 1, "answered"),
        (failed("INVALID_TOKEN"), 3, "refused"),
        ({"data": [failed("INVALID_MODULE", resource_path_index=0)]}, 3, "refused"),
        ({"data": [took("insert", "900")]}, 4, "unknown"),
        ("<html>502</html>", 4, "unknown"),
        ("", 4, "unknown"),
        ('{"data": [{"code": "SUCC', 4, "unknown"),
    ],
    shared=("explain",),
)
def test_the_exit_code_says_what_became_of_the_call(explain: Any, reply: Any, code: int, outcome: str) -> None:
    run = explain(reply)
    assert (run.code, run.json["batches"][0]["outcome"]) == (code, outcome)


def test_a_reply_with_its_http_head_tells_its_status(explain: Any) -> None:
    head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 207 Multi-Status\r\ncontent-type: application/json\r\n\r\n"
    assert explain(head + json.dumps(GOOD)).json["batches"][0]["status"] == 207


def test_the_json_of_send_and_of_preview_are_replies_too(explain: Any, cli: Cli, small: Path, tmp_path: Path) -> None:
    sent = {"forecast": {}, "batches": [{"status": 207, "outcome": "answered", "reply": GOOD}], "rows": []}
    assert verdicts(explain(sent)) == ["same", "same"]
    expected = cli("preview", tmp_path / "request.json", "--data", small, "--format", "json").json
    assert verdicts(explain(expected)) == ["same", "same"]


def test_replies_to_calls_of_a_hundred_stand_in_a_list(explain: Any) -> None:
    rows = [{"Last_Name": "Ode", "Email": f"n{number}@x.test"} for number in range(101)]
    replies = [{"data": [took("insert", str(9000 + number)) for number in range(100)]}, {"data": [took("insert", "1")]}]
    run = explain(replies, *rows)
    assert (run.code, set(verdicts(run)), len(run.json["batches"])) == (0, {"same"}, 2)
    short = explain(replies[:1], *rows)
    assert (short.code, verdicts(short)[100], short.json["batches"][1]["outcome"]) == (4, "not_comparable", "unknown")


def test_too_many_rows_in_one_call_are_refused_as_the_rules_say(explain: Any) -> None:
    rows = [{"Last_Name": "Ode", "Email": f"n{number}@x.test"} for number in range(101)]
    run = explain(failed("LIMIT_EXCEEDED", maximum_length=100, api_name="data"), *rows)
    assert (run.code, set(verdicts(run))) == (3, {"same"})


def test_bad_input_is_told_in_a_line(cli: Cli, small: Path, tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    request.write_text(body(NEW))
    assert "no such file" in cli("explain", request, tmp_path / "none.json", "--data", small).complaint
    assert "only one of" in cli("explain", "-", "-", "--data", small).complaint
    (tmp_path / "wrong").write_bytes(b"\xff\xfe\x00")
    assert "wrong" in cli("explain", request, tmp_path / "wrong", "--data", small).complaint


def test_the_reply_may_come_by_standard_input(cli: Cli, small: Path, tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    request.write_text(body(NEW))
    reply = json.dumps({"data": [took("insert", "900")]}).encode()
    run = cli("explain", request, "-", "--data", small, "--format", "json", stdin=reply)
    assert (run.code, verdicts(run)) == (0, ["same"])


def test_without_a_data_set_it_is_the_demo_and_says_so(cli: Cli, tmp_path: Path) -> None:
    request, reply = tmp_path / "request.json", tmp_path / "reply.json"
    request.write_text(body(NEW))
    reply.write_text(json.dumps({"data": [took("insert", "900")]}))
    assert "explained by the bundled demo" in cli("explain", request, reply).err


def test_of_a_har_file_with_several_calls_the_reply_of_the_payload_is_taken(cli: Cli, tmp_path: Path) -> None:
    def exchange(name: str, record_id: str) -> dict[str, Any]:
        took = {"code": "SUCCESS", "action": "insert", "details": {"id": record_id}, "message": "", "status": "success"}
        body = {"data": [{"Last_Name": name}]}
        url = "https://www.zohoapis.com/crm/v8/Leads/upsert"
        sent = {"method": "POST", "url": url, "postData": {"text": json.dumps(body)}}
        return {"request": sent, "response": {"status": 201, "content": {"text": json.dumps({"data": [took]})}}}

    har = tmp_path / "session.har"
    har.write_text(json.dumps({"log": {"entries": [exchange("Eve", "901"), exchange("Ode", "902")]}}))
    payload = tmp_path / "ode.json"
    payload.write_text('[{"Last_Name": "Ode"}]')
    ran = cli("explain", payload, har)
    assert ran.code == 0
    assert "INSERT 902" in ran.out
    assert "reply: of 2 calls in it, the one that sent this payload is used\n" in ran.err
    payload.write_text('[{"Last_Name": "Nib"}]')
    ran = cli("explain", payload, har)
    assert (ran.code, ran.out) == (2, "")
    why = "none of the 2 calls in it sent this payload; explain the file without the payload"
    assert f"{har}: {why}" in ran.err
