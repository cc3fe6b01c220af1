"""Small changes of a row: what is tried against an error, towards a record and away from one, and with which values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import (
    EMAIL,
    LAST_NAME,
    LEADS,
    MemoryIndex,
    field,
    forecast_of,
    module,
    record,
    row,
)
from tui.core.metadata import Field
from tui.core.row_edits import Edit, Ideas, example_of, mended, unused_like

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.core.metadata import Module

STORED = [record(1, Email="a@x.test", Phone="5", Mobile=""), record(2, Email="b@x.test", Phone="6")]


def ideas(
    *rows: dict[str, Any],
    of: Module = LEADS,
    record_id: str | None = None,
    inserts: bool = False,
    stored: Sequence[Mapping[str, Any]] = STORED,
    **given: Any,
) -> list[Edit]:
    """What is tried on the last of these rows."""
    found = forecast_of(*rows, of=of, stored=stored, **given).rows[-1]
    return [*Ideas(of, MemoryIndex(stored), rows, record_id=record_id, inserts=inserts).of(rows[-1], found)]


def some(data_type: str, **metadata: Any) -> Field:
    return Field.of(field("Value", data_type, **metadata))


def dropped(name: str) -> Edit:
    return Edit(name, dropped=True)


def unused(name: str, value: object) -> Edit:
    return Edit(name, value, example=True, unused=True)


# --- which changes ---------------------------------------------------------------------------------------------------


def test_towards_a_record_leads_its_id_and_what_it_holds_and_away_from_another_what_hits_that() -> None:
    towards = [Edit("id", "1"), Edit("Email", "a@x.test"), Edit("Phone", "5")]
    assert ideas(row(Email="z@x.test"), record_id="1") == towards
    away = [dropped("Email"), unused("Email", "b2@x.test")]
    assert ideas(row(Email="b@x.test"), record_id="1") == [*towards, *away, *away]
    assert ideas(row(Email="a@x.test", Phone="5"), record_id="1") == [Edit("id", "1")]
    assert ideas(row(id="1", Email="a@x.test", Phone="5"), record_id="1") == []


def test_away_from_a_record_leads_another_value_or_none_of_what_hit_it() -> None:
    assert ideas(row(Email="b@x.test")) == [dropped("Email"), unused("Email", "b2@x.test")]
    with_id = module(LAST_NAME, EMAIL, field("id", "bigint"))
    assert ideas(row(id="2"), of=with_id) == [dropped("id")]
    assert ideas(row(Email="z@x.test")) == []


def test_a_record_that_is_not_there_is_not_led_to_nor_a_row_of_which_nothing_is_known_away() -> None:
    assert ideas(row(Email="z@x.test"), record_id="9") == []
    assert ideas(row(id="8"), record_id="9", covers={}) == []


def test_against_a_missing_value_one_that_fits_is_sent() -> None:
    assert ideas({"Email": "z@x.test"}) == [Edit("Last_Name", "Example", example=True)]
    account = field("Account", "lookup", mandatory=True)
    assert ideas({"Last_Name": "Ode"}, of=module(LAST_NAME, EMAIL, account)) == []


def test_against_a_value_that_another_record_holds_that_record_is_named_or_another_value_sent() -> None:
    taken = row(Email="b@x.test", Phone="5")
    other = [dropped("Phone"), unused("Phone", "2")]
    assert ideas(taken) == [other[0], Edit("id", "1"), other[1]]
    assert ideas(taken, inserts=True) == other
    rows = (row(Phone="7"), row(Email="b@x.test", Phone="7"))
    assert ideas(*rows) == [dropped("Phone"), unused("Phone", "2")]


def test_against_a_value_of_the_wrong_form_what_it_may_have_meant_is_sent_and_where_it_must_be_there_an_example() -> (
    None
):
    count, must = field("Count", "integer"), field("Count", "integer", mandatory=True)
    sent = row(Count="7")
    assert ideas(sent, of=module(LAST_NAME, EMAIL, count)) == [dropped("Count"), Edit("Count", 7)]
    example = Edit("Count", 1, example=True)
    assert ideas(sent, of=module(LAST_NAME, EMAIL, must)) == [dropped("Count"), Edit("Count", 7), example]
    account = field("Account", "lookup", mandatory=True)
    assert ideas(row(Account=True), of=module(LAST_NAME, EMAIL, account)) == [dropped("Account")]


def test_against_an_error_of_the_id_or_of_what_is_no_field_it_is_dropped() -> None:
    assert ideas(row(id="9"), of=module(LAST_NAME, EMAIL, field("id", "bigint"))) == [dropped("id")]
    assert ideas(row(Layout="x")) == [dropped("Layout")]


# --- values ----------------------------------------------------------------------------------------------------------


@each_case(
    ("of", "example"),
    [
        (some("text"), "Example"),
        (some("textarea", length=3), "Exa"),
        (some("email", length=3), "someone@example.com"),
        (some("integer"), 1),
        (some("boolean"), True),
        (some("lookup"), None),
        (some("picklist"), "Example"),
        (some("multiselectpicklist"), ["Example"]),
        (some("picklist", pick_list_values=[{"actual_value": "a"}, {"actual_value": "b"}]), "a"),
        (some("multiselectpicklist", pick_list_values=[{"actual_value": "a"}]), ["a"]),
    ],
)
def test_an_example_fits_its_field(of: Field, example: object) -> None:
    assert example_of(of) == example


@each_case(
    ("of", "value", "other"),
    [
        (some("text"), "Ode", "Ode 2"),
        (some("text"), " taken ", "taken 4"),  # 2 is in a record, 3 in a row
        (some("text", length=5), "Ode", "Ode 2"),
        (some("text", length=4), "Ode", None),
        (some("text"), "all", None),
        (some("email"), "ann@x.test", "ann2@x.test"),
        (some("email"), "ann", "ann 2"),
        (some("text"), "ann@x.test", "ann@x.test 2"),
        (some("phone"), "555-0100", "555-0102"),
        (some("phone"), "555-0102", "555-0103"),
        (some("website"), "x.test", "x.test/2"),
        (some("integer"), 5, 7),
        (some("bigint"), "5", "7"),
        (some("bigint"), "5x", None),
        (some("bigint"), "٥", None),
        (some("boolean"), True, None),
        (some("lookup"), {"id": "1"}, None),
        (some("text"), None, None),
    ],
)
def test_another_value_like_one_is_held_by_no_record_and_no_row(of: Field, value: object, other: object) -> None:
    stored = [record(1, Value="taken 2"), *(record(number + 10, Value=f"all {number}") for number in range(2, 10))]
    assert unused_like(of, value, MemoryIndex(stored), [{"Value": "TAKEN 3"}]) == other


TAGS = [{"actual_value": f"{text}-1", "display_value": text} for text in ("Red", "Blue", "Red, light", "A;B")]
IN_ONE_TEXT = [
    ("Red;Blue", ["Red-1", "Blue-1"]),
    (" red , BLUE ", ["Red-1", "Blue-1"]),
    ("Red, light", ["Red, light"]),
    ("red, light", ["Red, light-1"]),
    ("Red, light;Blue", ["Red, light-1", "Blue-1"]),
    ("A;B", ["A;B"]),
    ("Red;Pink", ["Red-1", "Pink"]),
    ("blue", ["Blue-1"]),
    (";", [";"]),
]


@each_case(
    ("of", "value", "meant"),
    [
        (some("text"), True, []),
        (some("text"), 7, ["7"]),
        (some("text"), ["one"], ["one"]),
        (some("text"), ["one", "two"], []),
        (some("text", length=3), "four", ["fou"]),
        (some("text", length=4), "four", []),
        (some("date"), " 2026-01-31T10:00:00Z", ["2026-01-31"]),
        (some("date"), "31.1.2026", []),
        (
            some("datetime"),
            "2026-01-31 10:00:00.5 Z",
            ["2026-01-31T10:00:00 +00:00", "2026-01-31 10:00:00.5 ZT00:00:00+00:00"],
        ),
        (some("bigint"), " 12 345", ["12345"]),
        *((some("bigint"), text, []) for text in ("12 x", "1.5", "-12", "1e3", "")),
        *((some(kind, length=3), "four", []) for kind in ("phone", "website", "picklist", "bigint")),
        (some("email", length=3), "four", ["four"] * 3),
        (some("text", length=3, unique=True), "four", []),
        (some("text", length=3, external=True), "four", []),
        (some("textarea", length=3), "four", ["fou"]),
        (some("email"), "mailto:a @@x.test", ["mailto:a@@x.test", "mailto:a @x.test", "a @@x.test"]),
        (some("integer"), " -7 ", [-7]),
        (some("integer"), 7.0, [7]),
        (some("integer"), 7.5, []),
        (some("double"), "1,5", [1.5]),
        (some("double"), "x", []),
        *((some("boolean"), text, [True]) for text in ("true", "Yes ", "1", 1)),
        *((some("boolean"), text, [False]) for text in ("false", "No ", "0", 0)),
        (some("boolean"), 2, []),
        (some("multiselectpicklist"), "a", [["a"]]),
        (some("multiselectpicklist"), "a; b;", [["a", "b"]]),
        (some("multiselectpicklist"), "a, b", [["a, b"]]),
        (some("text", json_type="jsonarray"), "a; b", [["a; b"]]),
        *((some("multiselectpicklist", pick_list_values=TAGS), text, [meant]) for text, meant in IN_ONE_TEXT),
        *((some(kind), "a", []) for kind in ("subform", "fileupload", "multiselectlookup")),
        (some("lookup"), "12", [{"id": "12"}]),
        (some("lookup"), "Ode", []),
    ],
)
def test_a_value_of_the_wrong_form_may_have_been_meant_so(of: Field, value: object, meant: list[object]) -> None:
    assert [*mended(of, value)] == meant
