"""The oracle on what the second edition of the text added: one small case for a sentence."""

from __future__ import annotations

from typing import Any

from tests.second_reading.case import Case
from tests.second_reading.model import judge


def _field(name: str, data_type: str = "text", json_type: str = "string", **more: Any) -> dict[str, Any]:
    return {
        "api_name": name,
        "data_type": data_type,
        "json_type": json_type,
        "unique": {"case_sensitive": False} if more.pop("unique", False) else {},
        "system_mandatory": False,
        **more,
    }


EMAIL = _field("Email", "email")
MOBILE = _field("Mobile", "phone", unique=True)
LINES = _field("Lines", "subform", "jsonarray", operation_type={"api_create": False, "api_update": False})
ACCOUNT = _field("Account", "lookup", "jsonobject", system_mandatory=True)
CHOICES = [{"display_value": "French", "actual_value": "fr"}, {"display_value": "Thai", "actual_value": "Thai"}]
TONGUES = _field("Tongues", "multiselectpicklist", "jsonarray", pick_list_values=CHOICES)


def _rows(
    fields: list[dict[str, Any]], records: list[dict[str, Any]], *rows: dict[str, Any], **more: Any
) -> list[dict[str, Any]]:
    module = more.pop("module", "Leads")
    found: list[dict[str, Any]] = judge(Case(module, fields, records, {"data": list(rows)}, **more))["records"]
    return found


def _outcomes(rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    return [(row["outcome"], row["target_id"]) for row in rows]


def test_a_field_that_no_record_carries_is_not_known_until_a_row_has_written_it() -> None:
    """``data.absent_field``, in look-ups and in what is written."""
    records = [{"id": "1", "Email": "a@x.test"}]
    first = {"Email": "a@x.test", "Mobile": "555"}
    rows = _rows([EMAIL, MOBILE], records, first)
    assert [row["outcome"] for row in rows] == ["not_known"]
    assert (rows[0]["stage"], rows[0]["target_id"]) == (4, "1")

    about = _field("About")
    rows = _rows([EMAIL, about], records, {**records[0], "About": None}, {**records[0], "About": ""})
    assert [row["outcome"] for row in rows] == ["update", "unchanged"]
    assert "data.absent_field" in rows[0]["depends_on"]


def test_a_look_up_that_was_made_is_a_miss_in_a_partial_data_set() -> None:
    """covers.json, with and without the value."""
    records = [{"id": "1", "Email": "a@x.test"}]
    more = {"covers": "partial", "covered": {"Email": ["B@x.test"], "id": ["9"]}}
    rows = _rows([EMAIL], records, {"Email": "b@x.test"}, {"Email": "c@x.test"}, {"id": "9"}, {"id": "8"}, **more)
    assert [row["outcome"] for row in rows] == ["insert", "not_known", "error", "not_known"]


def test_a_converted_lead_is_reached_by_id_only() -> None:
    """``match.converted``, and the preference that changes its default."""
    records = [{"id": "1", "Email": "a@x.test", "$converted": True}]
    rows = [{"Email": "a@x.test"}, {"id": "1", "Email": "a@x.test"}]
    assert _outcomes(_rows([EMAIL], records, *rows)) == [("insert", None), ("unchanged", "1")]
    with_leads = _rows([EMAIL], records, rows[0], preference="converted_records")
    assert _outcomes(with_leads) == [("unchanged", "1")]


def test_rows_of_a_subform_are_added_changed_and_removed() -> None:
    """``write.subform_rows``, both ways."""
    records = [{"id": "1", "Email": "a@x.test", "Lines": [{"id": "8", "C": "p"}, {"id": "9", "C": "q"}]}]
    row = {"Email": "a@x.test", "Lines": [{"id": 8, "C": "p"}]}
    same, other = _rows([EMAIL, LINES], records, row, {"Email": "a@x.test", "Lines": [{"C": "p"}]})
    assert (same["outcome"], same["depends_on"]) == ("unchanged", ["write.subform_rows"])
    assert [kind for kind, _ in other["changes"][1]["rows"]] == ["same", "same", "added"]
    (replaced,) = _rows([EMAIL, LINES], records, row, version="v2", form="curl")
    assert replaced["changes"][1]["rows"] == [("same", "8"), ("removed", "9")]
    again, unknown = {"Email": "a@x.test", "Lines": [{"C": "p"}]}, [{"id": "1", "Email": "a@x.test"}]
    warned = [["write.subform_rows", "Lines"]]
    for held, told in ((records, warned), (unknown, [])):  # replaced, rows go, and one that comes again is there once
        assert _rows([EMAIL, LINES], held, again)[0]["warnings"] == warned
        assert _rows([EMAIL, LINES], held, again, version="v2", form="curl")[0]["warnings"] == told
    (gone,) = _rows([EMAIL, LINES], records, {"Email": "a@x.test", "Lines": [{"id": "7", "_delete": None}]})
    assert (gone["outcome"], gone["warnings"]) == ("update", [["write.subform_rows", "Lines"]])


def test_the_newest_record_is_the_one_of_this_call_and_a_refusal_goes_first() -> None:
    """``match.several`` against ``match.same_batch_new``."""
    records = [{"id": "1", "Email": "a@x.test"}]
    rows = [{"Email": "b@x.test", "Mobile": "1"}, {"id": "1", "Email": "b@x.test"}, {"Email": "b@x.test"}]
    fields = [EMAIL, _field("Mobile", "phone")]
    assert _outcomes(_rows(fields, records, *rows))[2] == ("unchanged", "1")
    newest = {"match.several": "newest"}
    assert _outcomes(_rows(fields, records, *rows, picked=newest))[2] == ("unchanged", "new-1")
    both = {**newest, "match.same_batch_new": "duplicate_error"}
    assert _rows(fields, records, *rows, picked=both)[2]["errors"][0]["code"] == "DUPLICATE_DATA"
    refused = {"match.several": "refuse", "match.same_batch_new": "duplicate_error"}
    assert _rows(fields, records, *rows, picked=refused)[2]["errors"][0]["details"]["more_records"] is True


def test_a_dropped_key_counts_as_not_sent() -> None:
    """``valid.lookup_form`` from stage 3 on; ``valid.picklist`` at once."""
    records = [{"id": "1", "Email": "a@x.test", "Account": {"id": "5"}, "Tongues": ["fr"]}]
    rows: list[dict[str, Any]] = [{"Account": "5"}, {"Email": "a@x.test", "Account": "5", "Tongues": ["French"]}]
    rows += [{"Email": "a@x.test", "Tongues": ["Klingon", "fr"], "$append_values": {"Tongues": True}}]
    picked = {"valid.lookup_form": "dropped_on_insert", "valid.picklist": "dropped"}
    new, kept, third = _rows([EMAIL, ACCOUNT, TONGUES], records, *rows, picked=picked)
    assert new["errors"][0]["code"] == "MANDATORY_NOT_FOUND"
    assert (kept["outcome"], third["outcome"], len(third["changes"])) == ("unchanged", "unchanged", 1)


def test_a_field_off_the_layout_is_looked_up_and_not_written() -> None:
    """Layouts."""
    layout = {"id": "5", "sections": [{"fields": [{"api_name": "Email", "required": True}]}]}
    records = [{"id": "1", "Email": "a@x.test", "Mobile": "1"}]
    fields = [EMAIL, MOBILE, {**ACCOUNT}]
    rows = [{"Mobile": "1", "Layout": {"id": "5"}}, {"Mobile": "2", "Layout": {"id": 5}}]
    hit, new = _rows(fields, records, *rows, layouts=[layout])
    assert (hit["outcome"], hit["changes"]) == ("unchanged", [])
    assert [error["details"]["api_name"] for error in new["errors"]] == ["Email"]


def test_a_record_that_was_modified_since_refuses_the_call() -> None:
    """``call.if_unmodified``: moments, not texts."""
    record = {"id": "1", "Email": "a@x.test", "Modified_Time": "2025-06-01T00:00:00+02:00"}
    for since, status in (("2025-05-31T22:00:00", 200), ("Sat, 31 May 2025 21:59:59 GMT", 412)):
        case = Case("Leads", [EMAIL], [record], {"data": [{"Email": "a@x.test"}]}, form="curl", unmodified_since=since)
        assert judge(case)["response_status"] == status


def test_an_autonumber_matches_only_where_it_is_the_system_field() -> None:
    """Values, exactly: looked up, never validated, enforced or written."""
    fields = [_field("Name", "autonumber", unique=True), _field("Serial", "autonumber", unique=True)]
    records = [{"id": "1", "Name": "T-1", "Serial": "S-1"}]
    hit, new = _rows(fields, records, {"Name": "t-1"}, {"Serial": "S-1"}, module="Widgets")
    assert (hit["target_id"], hit["changes"], new["outcome"]) == ("1", [], "insert")


def test_a_shell_variable_is_not_known_where_it_would_be_looked_up() -> None:
    """Only where the shell expands it; never validated."""
    rows = [{"Email": "$MAIL"}, {"Email": "x@y.test", "Born": "$(date)"}, {"Email": "z@y.test", "Layout": "$L"}]
    fields = [EMAIL, _field("Born", "date")]
    assert [row["outcome"] for row in _rows(fields, [], *rows, form="shell")] == ["not_known", "insert", "insert"]
    assert [row["outcome"] for row in _rows(fields, [], *rows, form="curl")] == ["error", "error", "error"]


def test_all_stages_report_one_error_a_field() -> None:
    """``valid.stages``: an error at stage 2 leaves no target."""
    records = [{"id": "1", "Email": "a@x.test", "Mobile": "1"}, {"id": "2", "Email": "a@x.test", "Mobile": "2"}]
    fields = [{**EMAIL, "unique": {"case_sensitive": False}}, MOBILE, _field("Born", "date"), ACCOUNT]
    row = {"Email": "a@x.test", "Mobile": "2", "Born": "soon"}
    picked = {"valid.stages": "all_stages", "match.several": "refuse"}
    (refused,) = _rows(fields, records, row, picked=picked)
    told = [(one["code"], one["details"]["api_name"]) for one in refused["errors"][0]["details"]["errors"]]
    assert told == [
        ("INVALID_DATA", "Born"),
        ("DUPLICATE_DATA", "Email"),
        ("MANDATORY_NOT_FOUND", "Account"),
        ("DUPLICATE_DATA", "Mobile"),
    ]
    assert (refused["target_id"], refused["duplicate_field"]) == (None, None)
