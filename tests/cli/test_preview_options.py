"""The options of ``preview``, the exit codes, and what goes to which stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.cli.helpers import DEMO, FORMATS, body
from tui.core.rules import SWITCHES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli, Preview

NEW = {"Last_Name": "Ode", "Email": "new@x.test"}
REFUSED = {"Email": "other@x.test"}
WARNED = {"Last_Name": "Ode", "Shoe_Size": 43}


# --- exit codes ------------------------------------------------------------------------------------------------------


@each_case("form", FORMATS, shared=("preview",))
@each_case(
    ("rows", "options", "code"),
    [
        ([NEW], (), 0),
        ([NEW, REFUSED], (), 1),
        ([NEW], ("--module", "Tasks"), 1),
        ([WARNED], (), 0),
        ([WARNED], ("--strict",), 1),
        ([NEW], ("--strict",), 0),
        ([{"Last_Name": "Ode", "Email": "ada@x.test", "Phone": "200"}], (), 1),
    ],
    shared=(
        "preview",
        "form",
    ),
)
def test_the_exit_code_is_1_for_what_is_refused_and_under_strict_for_a_warning(
    preview: Preview, rows: list[Any], options: tuple[str, ...], code: int, form: str
) -> None:
    assert preview(body(*rows), *options, form=form).code == code


def test_strict_counts_a_warning_of_the_call_and_says_why(preview: Preview) -> None:
    ran = preview(body(NEW, tigger=[]), "--strict")
    assert (ran.code, ran.json["warnings"][0]["rule"]) == (1, "lint.unknown_key")
    assert ran.err == "upsert-explorer: 1 warning, and --strict was given\n"


def test_strict_does_not_count_a_note(preview: Preview) -> None:
    ran = preview(body(NEW, check=["Email", "Phone"]), "--strict")
    assert (ran.code, ran.json["notes"][0]["rule"]) == (0, "lint.either_not_both")


@each_case(
    "arguments",
    [
        ("nonsense",),
        ("preview",),
        ("preview", "a", "b"),
        ("preview", "-", "--format", "xml"),
        ("preview", "-", "--check-field"),
        ("preview", "-", "--nonsense"),
        ("preview", "-", "--check-field", "Email", "--no-check-fields"),
        ("preview", "-", "--split=yes"),
        ("preview", "-", "--form", "json"),
    ],
    shared=("cli",),
)
def test_wrong_usage_is_told_in_two_lines(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert "--help" in cli(*arguments).complaint


def test_wrong_usage_cannot_steer_the_terminal(cli: Cli) -> None:
    complaint = cli("preview", "a", "\x1b[31mb\u202e").complaint
    assert "\\x1b[31mb\\u202e" in complaint
    assert "\x1b" not in complaint


# --- streams ---------------------------------------------------------------------------------------------------------


@each_case("form", FORMATS, shared=("cli",))
def test_without_data_standard_error_says_that_the_demo_is_used(cli: Cli, form: str) -> None:
    ran = cli("preview", DEMO / "payloads" / "kaizen-56.json", "--format", form)
    assert (ran.err.count("\n"), "demo" in ran.err) == (1 if form != "csv" else 2, True)
    assert "bundled" not in ran.out


@each_case("form", FORMATS, shared=("preview",))
def test_with_data_standard_error_is_silent(preview: Preview, form: str) -> None:
    ran = preview(body(NEW), form=form)
    assert ran.err == ""
    assert ran.out.endswith("\n")


def test_oddities_of_the_records_are_told_on_standard_error(preview: Preview, small: Path) -> None:
    (small / "records" / "Leads.json").write_text('[{"id": "1"}, {"id": "1"}, 5, {}]', encoding="utf-8")
    ran = preview(body(NEW))
    assert ran.code == 0
    assert len(ran.err.splitlines()) == 3
    assert all(line.startswith("data set small: ") for line in ran.err.splitlines())


# --- check fields ----------------------------------------------------------------------------------------------------


def order(preview: Preview, payload: str, *options: str) -> tuple[list[str] | None, list[str]]:
    found = preview(payload, *options).json
    return found["duplicate_check_fields"], [entry["api_name"] for entry in found["effective_order"]]


def test_check_fields_replace_those_of_the_payload_in_the_order_given(preview: Preview) -> None:
    payload = body(NEW, check=["Email"])
    assert order(preview, payload) == (["Email"], ["Email", "Phone"])
    assert order(preview, payload, "--check-field", "Phone") == (["Phone"], ["Phone"])
    options = ("--check-field", "Phone", "--check-field", "Email")
    assert order(preview, payload, *options) == (["Phone", "Email"], ["Phone", "Email"])
    assert order(preview, body(NEW), *options) == (["Phone", "Email"], ["Phone", "Email"])


def test_an_empty_check_field_is_an_empty_list(preview: Preview) -> None:
    payload = body(NEW, check=["Phone"])
    assert order(preview, payload, "--check-field", "") == ([], ["Email", "Phone"])
    options = ("--check-field=", "--assume", "order.empty_list=nothing_listed")
    assert order(preview, payload, *options) == ([], ["Phone"])


def test_no_check_fields_drops_the_key(preview: Preview) -> None:
    assert order(preview, body(NEW, check=["Phone"]), "--no-check-fields") == (None, ["Email", "Phone"])


def test_check_fields_of_a_null_list_are_absent_with_a_warning_that_an_option_takes_away(preview: Preview) -> None:
    payload = body(NEW, check=None)
    assert [warning["rule"] for warning in preview(payload).json["warnings"]] == ["lint.null_list"]
    assert preview(payload, "--no-check-fields").json["warnings"] == []


# --- assumptions -----------------------------------------------------------------------------------------------------


def test_every_setting_of_every_switch_is_taken_and_printed(preview: Preview) -> None:
    payload = body(NEW)
    for rule, switch in SWITCHES.items():
        for value in switch.values:
            assert preview(payload, "--assume", f"{rule}={value}").json["assumptions"][rule] == value


def test_assumptions_repeat_and_the_last_one_for_a_rule_counts(preview: Preview) -> None:
    options = ("match.several=refuse", "match.whitespace=exact", "match.several=latest_modified")
    found = preview(body(NEW), *[word for option in options for word in ("--assume", option)]).json["assumptions"]
    assert (found["match.several"], found["match.whitespace"]) == ("latest_modified", "exact")
    assert found["match.case_system"] == "ignore"


@each_case(
    ("assumption", "told"),
    [
        ("match.nonsense=1", "match.several"),
        ("match.first_field_wins=no", "no switch"),
        ("match.several=youngest", "oldest, newest, latest_modified, refuse"),
        ("match.several", "RULE=VALUE"),
        ("", "RULE=VALUE"),
        ("=oldest", "match.several"),
    ],
    shared=("preview",),
)
def test_an_assumption_that_is_none_is_told_with_what_there_is(preview: Preview, assumption: str, told: str) -> None:
    assert told in preview(body(NEW), "--assume", assumption).complaint


def test_an_assumption_changes_the_forecast(preview: Preview) -> None:
    payload = body({"Last_Name": "Byron", "Email": "ADA@x.test"})
    respect = ("--assume", "match.case_system=respect")
    assert (preview(payload).outcomes, preview(payload, *respect).outcomes) == (["update"], ["insert"])
    assert "match.case_system=respect" in preview(payload, *respect, form="table").out


# --- more than 100 rows ----------------------------------------------------------------------------------------------


def numbered(count: int) -> list[dict[str, str]]:
    return [{"Last_Name": f"Row {number}", "Email": f"row{number}@x.test"} for number in range(count)]


def test_a_hundred_rows_are_one_call(preview: Preview) -> None:
    found = preview(body(*numbered(100))).json
    assert (found["summary"]["insert"], found["summary"]["credits"]) == (100, 10)


def test_more_than_a_hundred_rows_are_refused_as_a_whole(preview: Preview) -> None:
    ran = preview(body(*numbered(101)))
    assert ran.code == 1
    assert (ran.json["response"]["code"], ran.json["response_status"]) == ("LIMIT_EXCEEDED", 400)
    assert (ran.json["records"], ran.json["summary"]["credits"]) == ([], 0)
    assert [entry["api_name"] for entry in ran.json["effective_order"]] == ["Email", "Phone"]


def test_split_counts_within_the_payload(preview: Preview) -> None:
    rows = [*numbered(150), {"Email": "nameless@x.test"}]
    ran = preview(body(*rows), "--split")
    record, answer = ran.json["records"][150], ran.json["response"]["data"]
    assert ran.code == 1
    assert [entry["index"] for entry in ran.json["records"]] == list(range(151))
    assert answer[149]["details"]["id"] == "new-150"
    assert record["errors"][0]["details"]["json_path"] == "$.data[150].Last_Name"
    assert ran.json["summary"]["credits"] == 10 + 6


def test_under_split_a_later_call_meets_what_an_earlier_one_wrote(preview: Preview) -> None:
    rows = [*numbered(100), {"Last_Name": "Again", "Email": "row0@x.test"}]
    record = preview(body(*rows), "--split").json["records"][100]
    assert (record["outcome"], record["target_id"]) == ("update", "new-1")
    blind = preview(body(*rows), "--split", "--assume", "match.same_batch_new=blind").json["records"][100]
    assert (blind["outcome"], blind["target_id"]) == ("update", "new-1")  # blind within a call only
