"""What the header of a CSV text says: the columns, the one with the ids, and what is odd about them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import each_case
from tui.core.metadata import FieldsReply, Module, module_of
from tui.core.payload.csv_lines import CsvTextError
from tui.core.payload.csv_rows import (
    CsvColumn,
    Names,
    known_columns,
    likely_id_column,
    looks_like_csv,
    read_csv,
    read_header,
    row_of,
)


def module(*fields: dict[str, Any]) -> Module:
    return module_of("Leads", FieldsReply.of_json({"fields": fields}).fields)


LEADS = module(
    {"api_name": "Last_Name", "field_label": "Last Name", "data_type": "text"},
    {"api_name": "Age", "field_label": "Age", "data_type": "integer"},
    {"api_name": "Score", "field_label": "Score", "data_type": "double"},
    {"api_name": "Tax", "field_label": "Tax ID", "data_type": "text"},
    {"api_name": "Account", "field_label": "Account Name", "data_type": "lookup"},
)
OWN_LABEL = module({"api_name": "Account", "field_label": "Account Id", "data_type": "lookup"})
LONG_ID = "1234567890123456"


def rows(text: str, **how: Any) -> list[dict[str, Any]]:
    return list(read_csv(text, LEADS, empty="null", **how).rows)


# --- the beginning of a long text ------------------------------------------------------------------------------------


@each_case("below", ["1,,2,zcrm_3\n", '"cut'])
def test_the_header_at_the_beginning_of_a_long_text_says_what_becomes_of_each_column(below: str) -> None:
    header = read_header(f"\ufeff\nScore,,Record Id,Last Name\n{below}", LEADS)
    assert header is not None
    assert (header.delimiter, header.line, header.width, header.nameless) == (",", 2, 4, (1,))
    assert [(column.place, column.name) for column in header.columns] == [(0, "Score"), (2, "id"), (3, "Last_Name")]
    assert header.id_place == 2
    assert type(header.columns[0].value("1.5")) is float


@each_case("text", ["Record Id,Age", "Record Id,Age\n\n", "Last Name,Age\nx,1\n"])
def test_a_header_that_may_go_on_or_does_not_name_the_id_is_none_yet(text: str) -> None:
    assert read_header(text, LEADS) is None


# --- the column with the ids -----------------------------------------------------------------------------------------


@each_case(
    ("text", "ids"),
    [
        ("Nummer,Last Name\nzcrm_5,x\nzcrm_6,y\n", ["5", "6"]),
        ("Nummer,Andere,Last Name\nzcrm_5,zcrm_7,x\n", ["5"]),
        ("Nummer,Andere,Last Name\nx,zcrm_7,x\nzcrm_5,zcrm_8,y\n", ["7", "8"]),
        ("Nummer,Last Name\nzcrm_5,x\nzcrm_5,y\n", [None, None]),
        ("Nummer,Last Name\nzcrm_5,x\nzcrm_6,y\nzcrm_5,z\n", [None, None, None]),
        ("Last Name,Nummer\nx,zcrm_5\ny\n", [None, None]),
        ("Nummer,Record Id,Last Name\nzcrm_5,1,x\n", ["1"]),
        (f"Nummer,Last Name\n{LONG_ID},x\n", [None]),
        ("Account Name Id,Last Name\nzcrm_5,x\n", [None]),
        ("Account Name.id,Last Name\nzcrm_5,x\n", [None]),
        ("Konto.id,Last Name\nzcrm_5,x\n", [None]),
        ("Last Name\nzcrm_5\n", [None]),
    ],
)
def test_the_column_with_a_different_exported_id_in_each_row_has_the_ids(text: str, ids: list[str | None]) -> None:
    assert [row.get("id") for row in rows(text)] == ids


def test_long_numbers_count_as_ids_where_they_are_asked_for_and_exported_ones_come_first() -> None:
    text = f"Nummer,Last Name\n{LONG_ID},x\n"
    assert [row.get("id") for row in rows(text, bare_ids=True)] == [LONG_ID]
    text = f"Nummer,Andere,Last Name\n{LONG_ID},zcrm_5,x\n"
    assert [row.get("id") for row in rows(text, bare_ids=True)] == ["5"]


@each_case(
    ("text", "likely"),
    [
        ("Last Name,Kunden-ID\n", "Kunden-ID"),
        (" my id ,Other ID\n", "my id"),
        ("Tax ID,Last Name\n", None),
        ("Account Name.id,Last Name\n", None),
        ("Record Id\n", None),
        ("Idea,Paid,Kunde\n", None),
        ('"id', None),
    ],
)
def test_a_column_that_no_field_has_may_be_called_an_id(text: str, likely: str | None) -> None:
    assert likely_id_column(text, LEADS) == likely


# --- which fields it names -------------------------------------------------------------------------------------------


@each_case(
    ("text", "known"),
    [
        ("Last Name,Shoe,Age\n", (2, 3)),
        ("Last Name,, ,Record Id\n", (1, 1)),
        ("Account Name.id,Shoe.id\n", (1, 2)),
        ("$approved,Shoe\n", (0, 2)),
        ('"open', (0, 0)),
    ],
)
def test_the_columns_with_a_name_are_counted_and_those_of_a_field(text: str, known: tuple[int, int]) -> None:
    assert known_columns(text, LEADS) == known


@each_case(
    ("cell", "lookup"),
    [
        ("Account Name.id", "Account"),
        ("Account Id", "Account"),
        ("Account Name", None),
        ("Age.id", None),
        ("Shoe.id", None),
        ("id", None),
    ],
)
def test_a_lookup_with_id_behind_its_name_is_its_id(cell: str, lookup: str | None) -> None:
    assert Names(LEADS).lookup_of(cell) == lookup


def test_a_lookup_that_is_called_an_id_is_the_lookup_itself() -> None:
    assert not Names(OWN_LABEL).gives_id("Account Id", "Account")
    assert Names(OWN_LABEL).gives_id("Account.id", "Account")


@each_case(
    ("cell", "unknown"), [("Shoe", True), ("Age", False), ("Account Name.id", False), ("Shoe.id", False), (" ", False)]
)
def test_a_name_that_stands_for_nothing_is_unknown_and_none_is_not(cell: str, unknown: bool) -> None:
    assert Names(LEADS).is_unknown(cell) is unknown


def test_a_single_column_is_read_with_commas_and_json_is_no_csv() -> None:
    header = read_header("Record Id\n1\n", LEADS)
    assert header is not None
    assert header.delimiter == ","
    assert not looks_like_csv("{a,Last Name\n1,2\n", LEADS)
    assert not looks_like_csv("[a,Last Name\n1,2\n", LEADS)


@each_case(
    ("text", "line", "column", "said"),
    [
        ("\n\n", 1, 1, "the text is empty"),
        ('"a","b"x;', 1, 5, "must be doubled"),
        (",Last Name\nzcrm_5,x\n", 2, 1, "without a name"),
    ],
)
def test_a_header_that_cannot_be_used_is_an_error_with_its_place(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(CsvTextError) as caught:
        rows(text)
    assert said in caught.value.reason
    assert (caught.value.line, caught.value.column) == (line, column)


# --- cells -----------------------------------------------------------------------------------------------------------


@each_case(
    ("text", "row"),
    [
        ("Last Name,\nx\n", {"Last_Name": "x"}),
        ("Last Name,,\nx\n", {"Last_Name": "x"}),
        ('Last Name,Age\n" "," "\nx,1\n', {"Last_Name": "x", "Age": 1}),
        ('Last Name,Age,Shoe\n" "," ",7\n', {"Last_Name": " ", "Age": None, "Shoe": "7"}),
        ('Last Name,Tag,$a b\nx,a,"{}"\n', {"Last_Name": "x", "Tag": "a", "$a b": "{}"}),
        ("Account Name.id,Account Name\nzcrm_9,\n", {"Account": {"id": "9"}}),
        ("Account Name,Account Name.id\nAcme,zcrm_9\n", {"Account": {"id": "9", "name": "Acme"}}),
    ],
)
def test_an_empty_cell_says_nothing_but_a_blank_text(text: str, row: dict[str, Any]) -> None:
    assert rows(text) == [row]


def test_an_empty_cell_of_any_column_is_null() -> None:
    assert row_of((CsvColumn(0, "A", known=False),), [""], 2, "null", []) == {"A": None}
