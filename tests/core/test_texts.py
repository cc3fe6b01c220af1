"""What people read of a forecast: short texts of rows, the record after, JSON, grouped warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import EMAIL, LAST_NAME, MemoryIndex, body, field, forecast_of, last_of, module, record, row
from tui.core.forecast import forecast
from tui.core.payload.row_places import RowPlaces
from tui.core.rules import Assumptions, Measurement
from tui.core.views.describe import call_error_text, step_text, what_text
from tui.core.views.forecast_json import forecast_json
from tui.core.views.row_detail import record_after, row_detail
from tui.reports.rows import grouped_notices

if TYPE_CHECKING:
    from tui.core.values import Json

NAMED = module(LAST_NAME, EMAIL, field("First_Name"), field("Full_Name"), field("Lines", "subform"))
ADA = record(1, Email="a@x.test", First_Name="Ada", Last_Name="Byron", Full_Name="Ada Byron")


@each_case(
    ("data_type", "value", "said"),
    [
        ("phone", "none", 'Value is "none"; it takes a phone number with at least one digit'),
        ("datetime", "2026-01-02T03:04:05.1+00:00", "it takes no fractions of a second"),
        ("datetime", "2026-01-02T03:04:05Z", "it takes an offset such as +00:00 in place of Z"),
        ("datetime", "tomorrow", "it takes a date and time such as 2026-11-27T09:30:00+01:00"),
        ("date", "27.11.2026", 'Value is "27.11.2026"; it takes a date such as 2026-11-27'),
        ("boolean", "yes", 'Value is "yes"; it takes true or false'),
        ("multiselectpicklist", "a", 'Value is "a"; it takes a list of texts'),
        ("subform", {}, "Value is {}; it takes a list of objects"),
        ("lookup", "Ode", 'Value is "Ode"; it takes an object with an id'),
        ("bigint", "x", 'Value is "x"; it takes a whole number of at most 18 digits'),
        ("bigint", "1" * 19, f'Value is "{"1" * 19}" (19 digits); it takes at most 18 digits'),
        ("integer", "x", 'Value is "x"; it takes a whole number of at most 9 digits'),
        ("integer", 1234567890, "Value is 1234567890 (10 digits); it takes at most 9 digits"),
        ("double", "1", 'Value is "1"; it takes a number'),
        ("text", "é" * 256, '…" (256 characters); it takes at most 255 characters'),
    ],
)
def test_an_error_says_the_value_and_what_its_field_takes(data_type: str, value: Json, said: str) -> None:
    lengths = {"bigint": 18, "integer": 9, "double": 16, "text": 255, "date": 20}
    of = module(LAST_NAME, field("Value", data_type, length=lengths.get(data_type)))
    made = forecast_of(row(Value=value), of=of)
    assert what_text(made.rows[0], made).endswith(said)


def test_the_errors_of_a_row_are_told_each_with_its_line() -> None:
    made = forecast_of({"Last_Name": 5, "Phone": 7}, of=module(LAST_NAME, field("Phone", "phone")))
    places = RowPlaces('[{"Last_Name": 5,\n"Phone": 7}]')
    assert what_text(made.rows[0], made, places.line) == (
        "Last_Name is 5; it takes text in quotes of at most 80 characters. Line 1. "
        "Phone is 7; it takes text in quotes. Line 2"
    )
    missing = forecast_of({"Email": "a@x.test"})
    places = RowPlaces('[\n\n{"Email": "a@x.test"}]')
    assert what_text(missing.rows[0], missing, places.line) == "Last_Name is missing; an insert needs it. Line 3"


def test_a_row_that_is_not_known_says_why() -> None:
    page = forecast_of(row(Email="z@x.test"), stored=[record(1, Email="a@x.test")], more_records=True)
    assert what_text(page.rows[0], page) == "not among the records here: Email"
    assert step_text(page.rows[0].trace[0]) == "is in no record here, and the org has more records"
    absent = forecast_of(row(Phone="1"), stored=[record(1, Email="a@x.test")], absent_fields=True)
    assert what_text(absent.rows[0], absent) == "not pulled: Phone"
    shell = forecast_of(row(Email="$EMAIL"), shell_variables=frozenset({"$EMAIL"}))
    assert what_text(shell.rows[0], shell) == "a variable: Email"
    page = forecast_of(row(Email="z@x.test"), covers={})
    assert what_text(page.rows[0], page) == "not looked up: Email"


def test_an_insert_that_makes_a_twin_says_so() -> None:
    made = forecast_of(row(Email="a@x.test"), stored=[ADA], check=["Phone"])
    assert what_text(made.rows[0], made) == "makes a twin by Email"


def test_a_call_that_the_header_refuses_is_told_with_both_moments() -> None:
    stored = [record(1, Email="a@x.test", Modified_Time="2026-03-01T10:00:00+05:30")]
    found = forecast_of(row(Email="a@x.test"), stored=stored, if_unmodified_since="2026-03-01")
    assert call_error_text(found.call_errors[0], found) == (
        "1 was modified at 2026-03-01T10:00:00+05:30, after 2026-03-01"
    )


def test_the_record_after_has_its_full_name_composed_of_its_parts() -> None:
    found = last_of({"Email": "a@x.test", "Last_Name": "King"}, of=NAMED, stored=[ADA])
    after = record_after(found, NAMED)
    assert after is not None
    assert after["Full_Name"] == "Ada King"
    new = record_after(last_of({"First_Name": " Edith ", "Last_Name": "Vane"}, of=NAMED), NAMED)
    assert new is not None
    assert new["Full_Name"] == "Edith Vane"
    same = record_after(last_of({"Email": "a@x.test"}, of=NAMED, stored=[ADA]), NAMED)
    assert same == ADA


def test_a_full_name_of_which_a_part_is_not_here_is_left_out() -> None:
    stored = [record(1, Email="a@x.test", Last_Name="Byron", Full_Name="Ada Byron")]
    found = last_of({"Email": "a@x.test", "Last_Name": "King"}, of=NAMED, stored=stored, absent_fields=True)
    assert "Full_Name" not in (record_after(found, NAMED) or {"Full_Name": "?"})


def test_the_json_says_what_was_measured_and_what_each_row_of_a_subform_does() -> None:
    measured = {"match.several": Measurement("newest", "2026-11-27T10:00:00+00:00", "Leads", "v8")}
    stored = [ADA, record(2, Email="a@x.test", Lines=[{"id": "11", "Code": "a"}])]
    sent = {"Email": "a@x.test", "Lines": [{"id": "11", "Code": "b"}, {"Code": "c"}]}
    assumptions = Assumptions.layered(measured=measured, chosen=["match.several=newest"])
    printed = forecast_json(forecast(body(sent), NAMED, MemoryIndex(stored), assumptions), "some", partial=False)
    assert printed["measured"] == {
        "match.several": {"value": "newest", "at": "2026-11-27T10:00:00+00:00", "module": "Leads"}
    }
    (only,) = printed["records"]
    (change,) = (each for each in only["changes"] if each["api_name"] == "Lines")
    assert change["after"] == [{"id": "11", "Code": "b"}, {"Code": "c"}]
    assert change["rows"] == [
        {"kind": "changed", "id": "11", "cells": [{"api_name": "Code", "before": "a", "after": "b"}]},
        {"kind": "added", "id": None, "cells": [{"api_name": "Code", "before": None, "after": "c"}]},
    ]
    assert all("rows" not in each for each in only["changes"] if each["api_name"] != "Lines")


def test_a_row_that_only_a_measured_rule_decides_is_measured() -> None:
    measured = {"match.several": Measurement("oldest")}
    of = module(EMAIL)
    found = forecast(
        body({"Email": "a@x.test"}),
        of,
        MemoryIndex([record(1, Email="a@x.test"), record(2, Email="a@x.test")]),
        Assumptions.layered(measured=measured),
    )
    assert (found.rows[0].depends_on, found.rows[0].certainty.word) == (("match.several",), "measured")


def test_warnings_of_a_kind_are_one_line_with_its_rows() -> None:
    of = module(LAST_NAME, field("Stage", "picklist", pick_list_values=[{"actual_value": "Open"}]))
    found = forecast_of(row(Stage="a"), row(Stage="Open"), row(Stage="a"), row(Stage="b"), row(Nope=1), of=of)
    outside, unknown = (each for each in grouped_notices(found) if each[0].startswith("row"))
    assert outside[0] == "rows 1, 3-4, warning:"
    assert outside[1].startswith('"a" is not in the pick list of Stage')
    assert outside[1].endswith("(1 more value alike)")
    assert outside[2] == "valid.picklist"
    assert (unknown[0], unknown[2]) == ("row 5, warning:", "valid.unknown_field")


def test_warnings_that_say_more_than_another_value_are_lines_of_their_own() -> None:
    of = module(LAST_NAME, field("Stage", "picklist", pick_list_values=[{"actual_value": "Open"}]))
    found = forecast_of(row(Stage="open"), row(Stage="a 'b'"), row(Stage="OPEN"), row(Stage="x7"), of=of)
    said = [
        (each[0], each[1].rpartition("drop it.")[2]) for each in grouped_notices(found) if each[0].startswith("row")
    ]
    assert said == [
        ("rows 1, 3, warning:", ' The list has "Open". (1 more value alike)'),
        ("rows 2, 4, warning:", " (1 more value alike)"),
    ]


def test_a_step_behind_a_value_that_is_refused_does_not_say_that_it_was_not_sent() -> None:
    made = forecast_of(row(Email="no mail"))
    detail = row_detail(made, 0, lambda _: None, RowPlaces('[{"Last_Name": "Ode",\n"Email": "no mail"}]').line)
    email, phone, *_ = detail.row.trace
    assert (step_text(email, detail.sent), step_text(phone, detail.sent)) == ("not reached", "not sent, not reached")
    assert detail.complaints == ('Email is "no mail"; it takes an e-mail address of at most 100 characters. Line 2.',)
