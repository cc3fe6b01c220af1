"""What a data set says of itself and of its rules: more_records, [assumptions], calibration.json, layouts, and what in
its folders is no file."""

from __future__ import annotations

import io
import json
import os
from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.test_dataset_folder import FIELDS, failure, write
from tui.core.rules import SWITCHES, Measurement
from tui.dataset.folder import DataSet
from tui.session.case import open_case, open_explorer
from tui.session.case_options import CaseOptions

if TYPE_CHECKING:
    from pathlib import Path


SEVERAL = " or ".join(", ".join(SWITCHES["match.several"].values).rsplit(", ", 1))


def page(record_id: str, more: Any, number: int | None = None) -> dict[str, Any]:
    info = {"more_records": more} if number is None else {"more_records": more, "page": number}
    return {"data": [{"id": record_id, "Email": f"{record_id}@x.test"}], "info": info}


def bulk_read(**result: Any) -> dict[str, Any]:
    job = {"id": "9", "operation": "read", "state": "COMPLETED", "query": {}, "result": {"page": 1, **result}}
    return {"data": [job]}


def covers(folder: Path, value: str = "new@x.test", field: str = "Email") -> bool:
    with DataSet.open(folder) as data_set:
        records = data_set.records("Leads")
        assert data_set.is_partial("Leads") is (records.more_records or data_set.partial)
        return records.covers(field, value)


# --- data.more_records -----------------------------------------------------------------------------------------------


@each_case(
    ("files", "whole"),
    [
        ({"Leads": page("1", True)}, False),
        ({"Leads": page("1", False)}, True),
        ({"Leads": page("1", "true")}, False),
        ({"Leads": page("1", True, 1), "Leads-2": page("2", False, 2)}, True),
        ({"Leads": page("1", False, 2), "Leads-2": page("2", True, 1)}, True),
        ({"Leads": page("1", True, 2), "Leads-2": page("2", False, 1)}, False),
        ({"Leads-9": page("1", True), "Leads-10": page("2", False)}, True),
        ({"Leads-9": page("1", False), "Leads-10": page("2", True)}, False),
        ({"Leads": [page("1", True, 1), page("2", False, 2)]}, True),
        ({"Leads": [page("1", False, 2), page("2", True, 1)]}, True),
        ({"Leads": [page("1", False), page("2", True)]}, False),
        ({"Leads": [page("1", True), page("2", False)]}, True),
        ({"Leads": json.dumps(page("1", True, 1)) + "\n" + json.dumps(page("2", False, 2))}, True),
        ({"Leads": json.dumps(page("1", True, 1)) + "\n" + json.dumps(page("2", True, 2))}, False),
        ({"Leads": [{"id": "1"}]}, True),
        ({"Leads": page("1", None)}, True),
        ({"Leads": {"data": [], "info": {"more_records": True}}}, False),
        ({"Leads": [{"json": page("1", True)}]}, False),
        ({"Leads": {"statusCode": 200, "body": json.dumps(page("1", True))}}, False),
        ({"Leads": page("1", False, 2)}, False),
        ({"Leads": page("1", True, 1), "Leads-3": page("2", False, 3)}, False),
        ({"Leads": page("1", True, 1), "Leads-3": page("2", False)}, True),
        ({"Leads": [page("1", False, 3), page("2", True, 1), page("3", True, 2)]}, True),
        ({"Leads": page("1", True, 1), "Leads-1": page("1", True, 1), "Leads-2": page("2", False, 2)}, True),
        ({"Leads": page("1", False, 0)}, True),
        ({"Leads": {"data": [{"id": "1"}], "info": {"count": 1, "next_page_token": "c8582xx9e7c7"}}}, False),
        ({"Leads": {"data": [{"id": "1"}], "info": {"more_records": False, "next_page_token": "c8582xx9e7c7"}}}, True),
        ({"Leads": {"data": [{"id": "1"}], "info": {"count": 1, "next_page_token": None}}}, True),
        ({"Leads": [{"id": "1"}], "Leads-job": bulk_read(more_records=True)}, False),
        ({"Leads": [{"id": "1"}], "Leads-job": bulk_read(more_records=False)}, True),
        ({"Leads": [{"id": "1"}], "Leads-job": bulk_read()}, True),
        ({"Leads": [{"id": "1"}], "Leads-job": [bulk_read(more_records=True)]}, False),
    ],
)
def test_data_more_records_is_what_the_last_page_says(tmp_path: Path, files: dict[str, Any], whole: bool) -> None:
    write(tmp_path, **{f"records/{name}.json": content for name, content in files.items()})
    assert covers(tmp_path) is whole
    with DataSet.open(tmp_path) as data_set:
        assert data_set.records("Leads").more_records is not whole
        assert not data_set.partial


def test_data_more_records_leaves_what_covers_json_says_was_looked_up(tmp_path: Path) -> None:
    looked_up = {"Leads": {"Email": ["new@x.test"]}}
    write(tmp_path, **{"records/Leads.json": page("1", True), "covers.json": looked_up})
    assert covers(tmp_path)
    assert not covers(tmp_path, "other@x.test")


def test_the_state_of_a_bulk_read_is_no_record(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.json": [{"id": "1"}], "records/Leads-job.json": bulk_read(more_records=False)})
    with DataSet.open(tmp_path) as data_set:
        assert list(data_set.records("Leads").ids()) == ["1"]
        assert data_set.report("Leads").lines() == ()


@each_case(
    ("ids", "said"),
    [
        (["512345000000101000", "512345000000102000"], True),
        (["512345000000101000", "512345000000101000"], True),
        (["512345000000101000"], False),
        (["512345000000101000", "512345000000101101"], False),
        (["100000000000000", "200000000000000"], False),
        (["10", "20"], False),
    ],
)
def test_ids_that_all_end_in_zeros_are_told(tmp_path: Path, ids: list[str], said: bool) -> None:
    write(tmp_path, **{"records/Leads.csv": "Id,Email\n" + "".join(f"{each},a@x.test\n" for each in ids)})
    with DataSet.open(tmp_path) as data_set:
        lines = data_set.report("Leads").lines()
    assert any("all ids end in zeros, as a spreadsheet rounds them" in line for line in lines) is said


@each_case(
    ("count", "files", "said"),
    [
        (200, {}, True),
        (199, {}, False),
        (201, {}, False),
        (200, {"dataset.toml": '[made]\ncovers = "all"'}, False),
        (200, {"dataset.toml": '[made]\ncovers = "partial"'}, False),
        (199, {"records/Leads-2.json": page("200", False)}, False),
    ],
)
def test_as_many_records_as_one_reply_holds_may_be_all_or_not(
    tmp_path: Path, count: int, files: dict[str, Any], said: bool
) -> None:
    write(tmp_path, **{"records/Leads.json": [{"id": str(number)} for number in range(count)], **files})
    with DataSet.open(tmp_path) as data_set:
        lines = data_set.report("Leads").lines()
    assert any("exactly 200 records, as many as one reply holds" in line for line in lines) is said


@each_case(
    ("toml", "whole"),
    [
        ('covers = "all"', True),
        ('[made]\ncovers = "all"', True),
        ('[made]\nat = "2026-01-01"', False),
        ("", False),
        ('covers = "partial"', False),
    ],
)
def test_data_more_records_is_overridden_by_what_is_written_out(tmp_path: Path, toml: str, whole: bool) -> None:
    write(tmp_path, **{"records/Leads.json": page("1", True), "dataset.toml": toml})
    assert covers(tmp_path) is whole


def test_data_more_records_is_a_matter_of_one_module(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.json": page("1", True), "fields/Deals.json": FIELDS})
    with DataSet.open(tmp_path) as data_set:
        assert data_set.records("Deals").covers("Email", "new@x.test")
        assert (data_set.is_partial("Leads"), data_set.is_partial("Deals")) == (True, False)


# --- data.absent_field, match.converted ------------------------------------------------------------------------------


def test_data_absent_field_is_judged_on_the_stored_records(tmp_path: Path) -> None:
    records = [{"id": "1", "Gone": 1, "Email": None}, {"id": "1", "Email": None}]
    write(tmp_path, **{"records/Leads.json": records, "fields/Deals.json": FIELDS})
    with DataSet.open(tmp_path) as data_set:
        leads = data_set.records("Leads")
        assert [leads.carries(name) for name in ("Email", "Gone", "Phone", "id")] == [True, False, False, True]
        assert data_set.records("Deals").carries("Phone")


def test_data_absent_field_takes_the_header_of_a_csv_file(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.csv": "Record Id,Last Name\nzcrm_1,\n"})
    with DataSet.open(tmp_path) as data_set:
        assert [data_set.records("Leads").carries(name) for name in ("Last_Name", "Age")] == [True, False]


def test_match_converted_knows_the_converted_leads_and_no_other_records(tmp_path: Path) -> None:
    records = [
        {"id": "1", "$converted": True},
        {"id": "2", "$converted": False},
        {"id": "3", "Converted__s": "true"},
        {"id": "4", "$converted": True},
        {"id": "4", "$converted": None},
        {"id": "5", "Converted__s": 1},
    ]
    write(tmp_path, **{"records/Leads.json": records, "fields/Deals.json": FIELDS, "records/Deals.json": records})
    with DataSet.open(tmp_path) as data_set:
        assert data_set.records("Leads").converted == {"1", "3"}
        assert data_set.records("Deals").converted == frozenset()


def test_match_converted_reads_the_text_of_a_csv_file(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.csv": "id,$converted\n1,true\n2,false\n"})
    with DataSet.open(tmp_path) as data_set:
        assert data_set.records("Leads").converted == {"1"}


# --- [assumptions] ---------------------------------------------------------------------------------------------------


def said(folder: Path) -> tuple[dict[str, str], list[str]]:
    with DataSet.open(folder) as data_set:
        return dict(data_set.assumptions), list(data_set.report("Leads").lines())


@each_case(
    "toml",
    [
        '[assumptions]\n"match.several" = "latest_modified"',
        "[assumptions]\nmatch.several = 'latest_modified'",
        'assumptions = { "match.several" = "latest_modified" }',
        '[assumptions.match]\nseveral = "latest_modified"\n[made]\nat = "x"',
    ],
)
def test_the_assumptions_of_a_data_set_are_settings_of_switches(tmp_path: Path, toml: str) -> None:
    assert said(write(tmp_path, **{"dataset.toml": toml})) == ({"match.several": "latest_modified"}, [])


@each_case(
    ("toml", "line"),
    [
        ('[assumptions]\n"match.some" = "x"', "dataset.toml, line 2: match.some is not a rule; ignored."),
        (
            '[assumptions]\n"match.several" = "first"',
            f"dataset.toml, line 2: match.several is {SEVERAL}, not first; ignored.",
        ),
        (
            "[assumptions]\n\nmatch.several = 7",
            f"dataset.toml, line 3: match.several is {SEVERAL}, not 7; ignored.",
        ),
        ('[assumptions]\n"order.listed" = "x"', "dataset.toml, line 2: order.listed has no other setting; ignored."),
        ('assumptions = "all"', 'dataset.toml, line 1: it should be a table of rules: RULE = "value"; ignored.'),
        (
            'name = "x"\n[assumptions]\nmatch.several = latest_modified\n[made]\nat = "2026-01-01"',
            "dataset.toml, line 3, column 17: this is not TOML: Invalid value; [assumptions] is ignored.",
        ),
        (
            '[assumptions]\n"match.several" = "latest_modified',
            "dataset.toml, line 2, column 35: this is not TOML: Unterminated string; [assumptions] is ignored.",
        ),
    ],
)
def test_wrong_assumptions_are_told_once_and_ignored(tmp_path: Path, toml: str, line: str) -> None:
    assert said(write(tmp_path, **{"dataset.toml": toml})) == ({}, [line])


def test_the_rest_of_a_wrong_table_of_assumptions_counts(tmp_path: Path) -> None:
    toml = '[assumptions]\nx = 1\n"match.several" = "refuse"'
    assert said(write(tmp_path, **{"dataset.toml": toml}))[0] == {"match.several": "refuse"}


def test_what_is_wrong_outside_the_assumptions_is_unreadable_as_before(tmp_path: Path) -> None:
    write(tmp_path, **{"dataset.toml": 'name = \n[assumptions]\n"match.several" = "latest_modified"'})
    assert failure(tmp_path).startswith("dataset.toml, line 1, column 8: this is not TOML")


# --- calibration.json ------------------------------------------------------------------------------------------------


def entry(value: Any = "latest_modified", **more: Any) -> dict[str, Any]:
    return {"rule": "match.several", "value": value, "at": "2026-11-27", "verdict": "measured", **more}


def measured(folder: Path, content: Any, module: str = "Leads") -> dict[str, Measurement]:
    write(folder, **{"calibration.json": content, "fields/Deals.json": FIELDS})
    with DataSet.open(folder) as data_set:
        return dict(data_set.measured(module))


def test_what_calibrate_measured_is_read(tmp_path: Path) -> None:
    evidence = [{"request": {}, "status": 207, "reply": {}, "read_back": {}}]
    content = {"org": {"id": 1}, "measured": [entry(module="Leads", api_version="v8", evidence=evidence, why="seen")]}
    assert measured(tmp_path, content) == {"match.several": Measurement("latest_modified", "2026-11-27", "Leads", "v8")}
    with DataSet.open(tmp_path) as data_set:
        assert data_set.report("Leads").lines() == ()


@each_case("verdict", ["contradicts", "surprise", "not_measured", None, "Measured"])
def test_only_what_was_measured_counts(tmp_path: Path, verdict: str | None) -> None:
    assert measured(tmp_path, {"measured": [entry(verdict=verdict)]}) == {}


@each_case(
    ("entries", "value"),
    [
        ([entry()], "latest_modified"),
        ([entry(module="leads")], "latest_modified"),
        ([entry(module="Deals")], None),
        ([entry("refuse", module="Leads"), entry("latest_modified")], "refuse"),
        ([entry("refuse", at="2026-11-28"), entry("latest_modified", at="2026-11-27")], "refuse"),
        ([entry("refuse", module="Deals"), entry("oldest", module="")], "oldest"),
    ],
)
def test_a_measurement_counts_in_its_module_or_in_all(
    tmp_path: Path, entries: list[dict[str, Any]], value: str | None
) -> None:
    found = measured(tmp_path, {"measured": entries})
    assert (found["match.several"].value if found else None) == value


@each_case(
    ("content", "line"),
    [
        (
            '{"measured": [',
            "calibration.json, line 1, column 15: the text ends here, but a value is missing; "
            "no measured setting is used.",
        ),
        (
            "[]",
            'calibration.json, line 1, column 1: it should be {"measured": [...]}; no measured setting is used.',
        ),
        (
            '{"measured":\n [{"value": "latest_modified"}]}',
            "calibration.json, line 2, column 3: measured, entry 1, rule is missing; ignored.",
        ),
        (
            '{"measured": [7]}',
            "calibration.json, line 1, column 15: measured, entry 1: should be an object; ignored.",
        ),
        (
            {"measured": [entry("first")]},
            f"calibration.json: match.several is {SEVERAL}, not first; ignored.",
        ),
        ({"measured": [entry(rule="match.some")]}, "calibration.json: match.some is not a rule; ignored."),
    ],
)
def test_a_wrong_calibration_is_told_and_harms_nothing_else(tmp_path: Path, content: Any, line: str) -> None:
    assert measured(tmp_path, content) == {}
    with DataSet.open(tmp_path) as data_set:
        assert data_set.report("Leads").lines() == (line,)
        assert data_set.module("Leads").fields


# --- layouts ---------------------------------------------------------------------------------------------------------


def layout(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"id": 71, "name": "Standard", "sections": [{"fields": list(fields)}, {"fields": None}]}


@each_case(
    "wrapped",
    [
        lambda one: {"layouts": [one]},
        lambda one: [one],
        lambda one: one,
        lambda one: {"Leads": {"layouts": [one]}},
        lambda one: {"statusCode": 200, "body": json.dumps({"layouts": [one]})},
    ],
)
def test_the_layouts_of_a_module_say_what_is_on_them_and_what_they_require(tmp_path: Path, wrapped: Any) -> None:
    one = layout({"api_name": "Last_Name", "required": True}, {"api_name": "Age", "required": False})
    write(tmp_path, **{"layouts/leads.json": wrapped(one), "fields/Deals.json": FIELDS})
    with DataSet.open(tmp_path) as data_set:
        standard = data_set.module("Leads").layouts["71"]
        assert (standard.name, set(standard.fields)) == ("Standard", {"Last_Name", "Age"})
        assert standard.required == ("Last_Name",)
        assert data_set.module("Deals").layouts == {}


def test_an_older_layout_says_system_mandatory_in_place_of_required(tmp_path: Path) -> None:
    one = layout({"api_name": "Last_Name", "system_mandatory": True}, {"api_name": "Age", "required": None})
    write(tmp_path, **{"layouts/Leads.json": {"layouts": [one]}})
    with DataSet.open(tmp_path) as data_set:
        assert data_set.module("Leads").layouts["71"].required == ("Last_Name",)


@each_case(
    ("content", "line"),
    [
        (
            "{",
            "layouts/Leads.json, line 1, column 2: a quoted key is missing (or an extra comma)",
        ),
        ("", "layouts/Leads.json: this file is empty; save GET /settings/layouts?module=Leads in it"),
        (
            "{}",
            'layouts/Leads.json, line 1, column 1: this is not a list of layouts; it should be {"layouts": [...]}',
        ),
        (
            '{"layouts": [\n{"id": "1", "sections": 7}]}',
            "layouts/Leads.json, line 2, column 25: layouts, entry 1, sections: should be a list",
        ),
        (
            {"code": "OAUTH_SCOPE_MISMATCH", "details": {}, "message": "x", "status": "error"},
            "layouts/Leads.json: this is an error reply (OAUTH_SCOPE_MISMATCH), not layouts; get a token with the "
            "scope for it and save GET /settings/layouts?module=Leads again",
        ),
    ],
)
def test_wrong_layouts_are_told_and_harm_nothing_else(tmp_path: Path, content: Any, line: str) -> None:
    write(tmp_path, **{"layouts/Leads.json": content})
    with DataSet.open(tmp_path) as data_set:
        assert data_set.module("Leads").layouts == {}
        (told,) = data_set.report("Leads").lines()
        assert told.startswith(line)
        assert told.endswith("; no layout is used.")


# --- what is no file -------------------------------------------------------------------------------------------------


@each_case(
    ("name", "make", "why"),
    [
        ("records/Leads.json", lambda path: path.symlink_to("gone"), "this is a broken link"),
        ("records/Leads.json", lambda path: path.mkdir(), "this is a folder, not a file"),
        ("records/Leads", lambda path: path.mkdir(), "this is a folder, not a file"),
        ("records/Leads-2.csv", os.mkfifo, "this is not a regular file"),
        ("fields/Deals.json", lambda path: path.symlink_to("gone"), "this is a broken link"),
        ("fields/Deals.json", lambda path: path.mkdir(), "this is a folder, not a file"),
    ],
)
def test_what_is_named_like_a_file_and_is_none_is_an_error(tmp_path: Path, name: str, make: Any, why: str) -> None:
    write(tmp_path)
    (tmp_path / "records").mkdir()
    make(tmp_path / name)
    assert failure(tmp_path) == f"{name}: {why}"


def test_a_link_to_a_file_is_a_file(tmp_path: Path) -> None:
    write(tmp_path, **{"elsewhere.json": [{"id": "1"}]})
    (tmp_path / "records").mkdir()
    (tmp_path / "records/Leads.json").symlink_to("../elsewhere.json")
    with DataSet.open(tmp_path) as data_set:
        assert len(data_set.records("Leads")) == 1


@each_case(
    ("files", "whole"),
    [
        ({"Leads.xlsx": "x"}, False),
        ({"Leads.xlsx": "x", "Leads.json": [{"id": "1"}]}, True),
        ({"Deals.xlsx": "x"}, True),
        ({"README.md": "x"}, True),
    ],
)
def test_data_more_records_where_no_file_of_a_module_is_read(
    tmp_path: Path, files: dict[str, Any], whole: bool
) -> None:
    write(tmp_path, **{f"records/{name}": content for name, content in files.items()})
    assert covers(tmp_path) is whole
    write(tmp_path, **{"dataset.toml": 'covers = "all"'})
    assert covers(tmp_path)


def test_files_that_are_named_for_a_module_but_not_read_are_told(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.xlsx": "x", "records/Leads-2.txt": "x", "records/README.md": "x"})
    with DataSet.open(tmp_path) as data_set:
        assert data_set.report("Leads").lines() == (
            "records/Leads.xlsx, records/Leads-2.txt are not read: records are .json, .jsonl, .csv or .zip, also with "
            ".gz.",
        )


# --- as commands and the app tell it ---------------------------------------------------------------------------------


def test_a_page_with_more_records_is_a_partial_data_set_in_every_report(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.json": page("1", True), "payload.json": {"data": [{"Last_Name": "Ode"}]}})
    with open_case(tmp_path / "payload.json", io.BytesIO(), CaseOptions(data=tmp_path)) as case:
        assert case.partial
    explorer = open_explorer(tmp_path / "payload.json", CaseOptions(data=tmp_path))
    assert explorer.view.partial
    write(tmp_path, **{"dataset.toml": 'covers = "all"\nassumptions = 7'})
    with open_case(tmp_path / "payload.json", io.BytesIO(), CaseOptions(data=tmp_path)) as case:
        assert not case.partial
        assert "data set " + tmp_path.name + ": dataset.toml, line 2: it should be a table of rules" in case.said[0]
    explorer = open_explorer(tmp_path / "payload.json", CaseOptions(data=tmp_path))
    assert not explorer.view.partial
    assert explorer.view.oddities[0].startswith("dataset.toml, line 2: it should be a table of rules")
