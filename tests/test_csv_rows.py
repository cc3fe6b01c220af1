"""CSV text as rows: headers, delimiters, types, and the places of what cannot be read."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tui.core.metadata import FieldsReply, Module, module_of
from tui.core.payload.csv_lines import CsvTextError, error_at, lines_of
from tui.core.payload.csv_rows import CsvRows, UnconvertedCell, UnknownColumn, looks_like_csv, read_csv


def module(*fields: dict[str, Any]) -> Module:
    return module_of("Leads", FieldsReply.of_json({"fields": fields}).fields)


LEADS = module(
    {"api_name": "Last_Name", "field_label": "Last Name", "data_type": "text"},
    {"api_name": "Email", "field_label": "E-mail", "data_type": "email"},
    {"api_name": "No_of_Employees", "field_label": "No. of Employees", "data_type": "integer"},
    {"api_name": "Annual_Revenue", "field_label": "Annual Revenue", "data_type": "currency"},
    {"api_name": "Score", "data_type": "double"},
    {"api_name": "Share", "data_type": "percent"},
    {"api_name": "Opt_Out", "field_label": "Opt Out", "data_type": "boolean"},
    {"api_name": "Languages", "data_type": "multiselectpicklist"},
    {"api_name": "Account", "field_label": "Account Name", "data_type": "lookup"},
    {"api_name": "Owner", "field_label": "Lead Owner", "data_type": "ownerlookup"},
    {"api_name": "Serial", "data_type": "bigint"},
    {"api_name": "Lines", "data_type": "subform"},
    {"api_name": "Layout", "data_type": "layout"},
)


def rows(text: str, of: Module = LEADS) -> list[dict[str, Any]]:
    return list(read_csv(text, of, empty="null").rows)


def failure(text: str) -> CsvTextError:
    with pytest.raises(CsvTextError) as caught:
        read_csv(text, LEADS, empty="null")
    return caught.value


def only_cell(header: str, cell: str) -> Any:
    out = io.StringIO()
    csv.writer(out).writerows([["Email", header], ["x", cell]])
    return rows(out.getvalue())[0][header]


# --- the header ------------------------------------------------------------------------------------------------------


@each_case("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(delimiter: str) -> None:
    text = f"Last_Name{delimiter}Email\nOde{delimiter}a@x.test\n"
    assert rows(text) == [{"Last_Name": "Ode", "Email": "a@x.test"}]


def test_a_delimiter_within_a_quoted_header_cell_does_not_mislead() -> None:
    text = '"Last_Name";"a,b,c,d"\nOde;1\n'
    assert rows(text) == [{"Last_Name": "Ode", "a,b,c,d": "1"}]


def test_the_delimiter_that_makes_known_cells_wins_over_one_that_makes_more() -> None:
    assert rows("Last_Name;x,y,z\nOde;1\n") == [{"Last_Name": "Ode", "x,y,z": "1"}]


def test_labels_stand_for_api_names() -> None:
    assert rows("Last Name,E-mail\nOde,a@x.test\n") == [{"Last_Name": "Ode", "Email": "a@x.test"}]


def test_labels_are_found_in_any_letter_case() -> None:
    assert rows("LAST NAME,e-mail\nOde,a@x.test\n") == [{"Last_Name": "Ode", "Email": "a@x.test"}]


def test_api_names_are_found_in_any_letter_case_behind_labels() -> None:
    assert rows("last_name,LASTNAME\nx,y\n") == [{"Last_Name": "x", "LASTNAME": "y"}]
    labelled = module(
        {"api_name": "Last_Name", "field_label": "Last Name"}, {"api_name": "B", "field_label": "last_name"}
    )
    assert rows("LAST_NAME\nx\n", labelled) == [{"B": "x"}]


def test_both_labels_of_a_field_stand_for_it_the_shown_one_first() -> None:
    fields = module(
        {"api_name": "Last_Name", "field_label": "Last Name", "display_label": "Nachname"},
        {"api_name": "Alias", "field_label": "Nachname", "display_label": "Alias"},
        {"api_name": "Phone", "field_label": "Phone", "display_label": ""},
    )
    assert rows("Nachname,phone\nOde,5\n", fields) == [{"Last_Name": "Ode", "Phone": "5"}]
    assert rows("last name,Alias\nOde,x\n", fields) == [{"Last_Name": "Ode", "Alias": "x"}]


def test_an_api_name_wins_over_a_label_and_a_label_over_its_letter_case() -> None:
    tricky = module(
        {"api_name": "A", "field_label": "B"},
        {"api_name": "B", "field_label": "c"},
        {"api_name": "D", "field_label": "C"},
    )
    assert rows("B,C\n1,2\n", tricky) == [{"B": "1", "D": "2"}]


@each_case("header", ["id", "Id", "ID", "Record Id", "Record ID"])
def test_zohos_export_names_the_id(header: str) -> None:
    assert rows(f"{header},Last_Name\nzcrm_4001,Ode\n") == [{"id": "4001", "Last_Name": "Ode"}]


def test_keys_that_every_record_has_are_kept_without_metadata() -> None:
    table = read_csv(
        "id,Created_Time,Modified_Time,Owner,$approved,Last_Name\n1,2024-01-01,2024-01-02,zcrm_7,true,x\n",
        module({"api_name": "Last_Name"}),
        empty="null",
    )
    assert table.problems == ()
    assert table.rows[0] == {
        "id": "1",
        "Created_Time": "2024-01-01",
        "Modified_Time": "2024-01-02",
        "Owner": {"id": "7"},
        "$approved": "true",
        "Last_Name": "x",
    }


def test_the_times_of_zohos_export_are_known_by_their_labels() -> None:
    assert rows("Created Time,Modified Time,Last_Name\n1,2,x\n") == [
        {"Created_Time": "1", "Modified_Time": "2", "Last_Name": "x"}
    ]


def test_a_number_in_text_that_a_spreadsheet_rounded_is_told_where_its_digits_count() -> None:
    fields = module(
        {"api_name": "Mobile", "data_type": "phone"},
        {"api_name": "Serial", "data_type": "bigint"},
        {"api_name": "Code", "data_type": "text", "unique": {"case_sensitive": False}},
        {"api_name": "Note", "data_type": "text"},
    )
    table = read_csv('Mobile,Serial,Code,Note\n4.67E+10,1E+17,"5,1E+5",4.67E+10\n46,1,7E,E+1\n', fields, empty="null")
    assert table.rows[0] == {"Mobile": "4.67E+10", "Serial": "1E+17", "Code": "5,1E+5", "Note": "4.67E+10"}
    told = [each for each in table.problems if isinstance(each, UnconvertedCell)]
    assert [(each.line, each.name) for each in told] == [(2, "Mobile"), (2, "Serial"), (2, "Code")]
    assert str(told[0]) == 'line 2, Mobile: "4.67E+10" is not the whole value: a spreadsheet rounded it'


def test_commas_part_choices_where_all_of_them_are_listed() -> None:
    listed = [{"actual_value": "a", "display_value": "A"}, {"actual_value": "b"}, {"actual_value": "a, c"}]
    of = module({"api_name": "Kinds", "data_type": "multiselectpicklist", "pick_list_values": listed})
    for cell, choices in (
        ("a, b", ["a", "b"]),
        ("A,b,", ["A", "b"]),
        ("a, x", ["a, x"]),
        ("a, c", ["a, c"]),
        ("a;b", ["a", "b"]),
        ("a, b; c", ["a, b", "c"]),
    ):
        assert rows(f'Kinds,id\n"{cell}",1\n', of)[0]["Kinds"] == choices


def test_another_column_is_kept_as_it_is_and_told_once() -> None:
    table = read_csv("Last_Name,Shoe Size\nOde, 42 \nByron,\n", LEADS, empty="null")
    assert table.rows == ({"Last_Name": "Ode", "Shoe Size": " 42 "}, {"Last_Name": "Byron", "Shoe Size": None})
    assert table.problems == (UnknownColumn("Shoe Size"),)
    assert str(table.problems[0]) == 'the column "Shoe Size" names no field'


@each_case(
    ("header", "line", "column"),
    [
        ("Last_Name,Last Name", 1, 11),
        ("id,Email,Record Id", 1, 10),
        ("shoe,Email,shoe", 1, 12),
        ("\n\nEmail,E-mail", 3, 7),
    ],
)
def test_two_columns_that_mean_the_same_are_an_error(header: str, line: int, column: int) -> None:
    error = failure(f"{header}\n1,2,3\n")
    assert "mean the same field" in error.reason
    assert (error.line, error.column) == (line, column)


def test_the_id_and_the_name_of_a_lookup_come_in_two_columns() -> None:
    text = "Last_Name,Lead Owner,Lead Owner.id,Account Name.id,Account Name\nOde,Ada,zcrm_7,zcrm_9,Acme\nBy,,,,\n"
    assert rows(text) == [
        {"Last_Name": "Ode", "Owner": {"id": "7", "name": "Ada"}, "Account": {"id": "9", "name": "Acme"}},
        {"Last_Name": "By", "Owner": None, "Account": None},
    ]


def test_columns_without_a_name_may_be_empty() -> None:
    assert rows("Last_Name,,\nOde,,\n") == [{"Last_Name": "Ode"}]


def test_a_cell_in_a_column_without_a_name_is_an_error() -> None:
    error = failure("Last_Name,,\nOde,,lost\n")
    assert (error.line, error.column, error.reason) == (2, 6, "this cell is in a column without a name")


@each_case("text", ["", "\n\n", "\ufeff", " \r\n"])
def test_text_without_a_header_is_an_error(text: str) -> None:
    assert failure(text).reason == "the text is empty; a header is missing"


# --- rows ------------------------------------------------------------------------------------------------------------


def test_quoted_cells_hold_line_breaks_delimiters_and_doubled_quotes() -> None:
    table = read_csv('Last_Name,Email\n"two\nlines, and ""quotes""",a@x.test\nOde,b@x.test\n', LEADS, empty="null")
    assert table.rows[0]["Last_Name"] == 'two\nlines, and "quotes"'
    assert table.lines == (2, 4)


@each_case("end", ["\n", "\r\n", "\r"])
def test_every_line_end_will_do(end: str) -> None:
    table = read_csv(end.join(["Last_Name,Email", "Ode,a", "", "Byron,b"]), LEADS, empty="null")
    assert [row["Last_Name"] for row in table.rows] == ["Ode", "Byron"]
    assert table.lines == (2, 4)


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert rows("\ufeffLast_Name,Email\nOde,a\n") == [{"Last_Name": "Ode", "Email": "a"}]


@each_case("delimiter", [",", ";", "\t"])
def test_a_first_line_that_tells_the_separator_is_no_row(delimiter: str) -> None:
    text = f"sep={delimiter}\r\nEmail{delimiter}Last Name\r\na@x.test{delimiter}Ode\r\n"
    assert rows(text) == [{"Email": "a@x.test", "Last_Name": "Ode"}]
    assert read_csv(text, LEADS, empty="null").lines == (3,)
    assert looks_like_csv(text, LEADS)


def test_blank_lines_and_lines_of_empty_cells_are_no_rows() -> None:
    assert len(rows("Last_Name,Email\n\n  \n,\nOde,a\n,,,,\n")) == 1


def test_a_short_row_ends_in_empty_cells() -> None:
    assert rows("Last_Name,Email\nOde\n") == [{"Last_Name": "Ode", "Email": None}]


def test_a_row_longer_than_the_header_is_an_error_with_its_place() -> None:
    error = failure("Last_Name,Email\nOde,a\nDoe, Inc,a@x.test\n")
    assert (error.line, error.column) == (3, 10)
    assert error.reason == "this row has 3 cells, but the header has 2"


def test_an_open_quote_is_an_error_where_it_opens() -> None:
    error = failure('Last_Name,Email\nOde,a\nBy,"open\nmore\nand more\n')
    assert (error.line, error.column, error.reason) == (3, 4, "this quote is never closed")


def test_a_quote_that_should_be_doubled_is_an_error_with_its_place() -> None:
    error = failure('Last_Name,Email\nOde,"a"b"\n')
    assert (error.line, error.column) == (2, 5)
    assert error.reason == "a quote within a quoted cell must be doubled"


def test_a_cell_has_its_place_whatever_stands_in_those_before_it() -> None:
    assert [error_at("wrong", '"a,b",c', ",", 1, cell).column for cell in (0, 1, None)] == [1, 7, 7]
    assert [cells for _, cells in lines_of("Name;x\nsep=;\n", ";")] == [["Name", "x"], ["sep=", ""]]


def test_a_cell_without_end_is_an_error() -> None:
    error = failure('Last_Name,Email\nOde,"' + "x\n" * 100_000)
    assert (error.line, error.column) == (2, 1)
    assert "quote" in error.reason


def test_an_empty_cell_is_null_or_no_key() -> None:
    text = "Last_Name,No_of_Employees,Languages,Account\nOde,,,\n"
    assert read_csv(text, LEADS, empty="absent").rows == ({"Last_Name": "Ode"},)
    assert read_csv(text, LEADS, empty="null").rows == (
        {"Last_Name": "Ode", "No_of_Employees": None, "Languages": None, "Account": None},
    )


# --- types -----------------------------------------------------------------------------------------------------------


@each_case(
    ("header", "cell", "value"),
    [
        ("No_of_Employees", "12", 12),
        ("No_of_Employees", " -7 ", -7),
        ("No_of_Employees", "9" * 30, int("9" * 30)),
        ("Annual_Revenue", "1250.50", 1250.5),
        ("Annual_Revenue", "10", 10),
        ("Score", "-.5", -0.5),
        ("Score", "1e3", 1000.0),
        ("Share", "5.", 5.0),
        ("Opt_Out", "TRUE", True),
        ("Opt_Out", "no", False),
        ("Opt_Out", "1", True),
        ("Opt_Out", "0", False),
        ("Languages", "French;German", ["French", "German"]),
        ("Languages", " French ; ;German;", ["French", "German"]),
        ("Languages", '["a;b"]', ["a;b"]),
        ("Languages", "[VIP];x", ["[VIP]", "x"]),
        ("Account", "zcrm_77", {"id": "77"}),
        ("Account", '{"id": "77", "name": "Acme"}', {"id": "77", "name": "Acme"}),
        ("Owner", "5", {"id": "5"}),
        ("Lines", '[{"Qty": 1}]', [{"Qty": 1}]),
        ("Layout", '{"id": "1"}', {"id": "1"}),
        ("Serial", "00012", "00012"),
        ("Last_Name", "  007 ", "  007 "),
        ("Last_Name", "true", "true"),
        ("$append_values", '{"Languages": true}', {"Languages": True}),
        ("$append_values", "{broken", "{broken"),
    ],
)
def test_cells_are_typed_by_the_metadata(header: str, cell: str, value: Any) -> None:
    converted = only_cell(header, cell)
    assert converted == value
    assert type(converted) is type(value)


@each_case(
    ("header", "cell", "expected"),
    [
        ("No_of_Employees", "twelve", "a whole number"),
        ("No_of_Employees", "1.5", "a whole number"),
        ("No_of_Employees", "1_000", "a whole number"),
        ("No_of_Employees", "٣", "a whole number"),
        ("No_of_Employees", "9" * 5000, "a whole number"),
        ("Annual_Revenue", "1,250", "a number"),
        ("Annual_Revenue", "1e999", "a number"),
        ("Annual_Revenue", "nan", "a number"),
        ("Opt_Out", "maybe", "true or false"),
        ("Account", "Acme", "the id of a record"),
        ("Account", "²", "the id of a record"),
        ("Lines", "two lines", "a JSON list"),
        ("Layout", "[1]", "a JSON object"),
    ],
)
def test_a_cell_that_does_not_convert_stays_text_and_is_listed(header: str, cell: str, expected: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["Last_Name", header], ["two\nlines", ""], ["x", cell]])
    table = read_csv(out.getvalue(), LEADS, empty="null")
    assert table.rows[1][header] == cell
    assert table.problems == (UnconvertedCell(4, header, cell, expected),)
    assert str(table.problems[0]).startswith(f'line 4, {header}: "')
    assert len(str(table.problems[0])) < 120


# --- is it CSV at all? -----------------------------------------------------------------------------------------------


@each_case(
    "text",
    [
        "Last_Name,Email\nOde,a\n",
        "Last_Name\nOde\n",
        "Last_Name,Email",
        "\ufeffRecord Id;Shoe\n1;2",
        "shoe\tE-MAIL\n",
        "|Code\tLast_Name\n1\tOde\n",
        "\n\nLast Name\nx",
        'Last_Name,Email\nOde,"open',
    ],
)
def test_text_with_a_known_column_is_csv(text: str) -> None:
    assert looks_like_csv(text, LEADS)


@each_case(
    "text",
    [
        "",
        "Last_Name",
        "| Last_Name | Email |\n|---|---|\n| Ode | a |\n",
        "\n Email \n",
        "shoe,size\n1,2\n",
        '{"Last_Name": 1,\n"Email": 2}',
        "[1,\nEmail]",
        "curl -d x\n",
        '"Email',
    ],
)
def test_other_text_is_no_csv(text: str) -> None:
    assert not looks_like_csv(text, LEADS)


# --- in general ------------------------------------------------------------------------------------------------------

_cell = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


@given(
    table=st.lists(st.tuples(_cell, _cell, _cell), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_a_spreadsheet_quotes_is_read_back(
    table: list[tuple[str, str, str]], delimiter: str, end: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["Last_Name", "Email", "Serial"])
    writer.writerows(table)
    filled = [cells for cells in table if any(cell.strip() for cell in cells)]
    assert [tuple(row.values()) for row in rows(out.getvalue())] == [
        tuple(cell or None for cell in cells) for cells in filled
    ]


@given(text=st.text(st.sampled_from('Email,;"\n\r\t x{[0')))
def test_any_text_is_rows_or_an_error_with_a_place(text: str) -> None:
    looks_like_csv(text, LEADS)
    try:
        table = read_csv(text, LEADS, empty="absent")
    except CsvTextError as error:
        assert error.line >= 1  # noqa: PT017 - either outcome is right
        assert error.column >= 1  # noqa: PT017
    else:
        assert isinstance(table, CsvRows)
        assert len(table.rows) == len(table.lines)


# --- as a payload ----------------------------------------------------------------------------------------------------

DATES = module(
    {"api_name": "Day", "data_type": "date"},
    {"api_name": "At", "data_type": "datetime"},
    {"api_name": "Tag", "data_type": "text", "json_type": "jsonarray"},
    {"api_name": "Rate", "data_type": "double"},
)


@each_case(
    ("cell", "told"),
    [
        ("31/12/2026", "YYYY-MM-DD, so 2026-12-31"),
        ("12/31/2026", "YYYY-MM-DD, so 2026-12-31"),
        ("31.12.2026", "YYYY-MM-DD, so 2026-12-31"),
        ("3.4.2026", "YYYY-MM-DD, so 2026-04-03"),
        ("2026/12/31", "YYYY-MM-DD, so 2026-12-31"),
        ("03/04/2026", "YYYY-MM-DD"),
        ("31/12/26", "YYYY-MM-DD"),
        ("12/13/2026", "YYYY-MM-DD, so 2026-12-13"),
        ("13/12/2026", "YYYY-MM-DD, so 2026-12-13"),
        ("11/12/2026", "YYYY-MM-DD"),
        ("4/4/2026", "YYYY-MM-DD, so 2026-04-04"),
        ("05.13.2026", "YYYY-MM-DD, so 2026-05-13"),
        ("1 2 2026", "YYYY-MM-DD"),
        ("2026/1/1", "YYYY-MM-DD, so 2026-01-01"),
        ("2026/13/1", "YYYY-MM-DD"),
        ("30/02/2026", "YYYY-MM-DD"),
        ("13/13/2026", "YYYY-MM-DD"),
        ("12/31/2026 10:00", "YYYY-MM-DD, so 2026-12-31"),
        ("31.12.26", "YYYY-MM-DD"),
        ("2026-12-31", None),
        ("31 12 26", None),
        ("1/2/345", None),
        ("1/2/3", None),
        ("123/1/26", None),
        ("2026/1/2026", None),
        ("2026-1-31", "YYYY-MM-DD, so 2026-01-31"),
        ("soon", None),
    ],
)
def test_a_date_in_another_order_stays_text_and_is_told_with_the_form_zoho_takes(cell: str, told: str | None) -> None:
    found = read_csv(f"Day,Rate\n{cell},1\n", DATES, empty="absent")
    assert found.rows[0]["Day"] == cell
    expected = [] if told is None else [f'line 2, Day: "{cell}" is not a date as Zoho takes it: {told}']
    assert [str(problem) for problem in found.problems] == expected


def test_a_time_in_another_order_is_told_too() -> None:
    found = read_csv("At,Rate\n31.12.2026 10:00,1\n2026-12-31T10:00:00+01:00,1\n", DATES, empty="absent")
    said = "a date and time as Zoho takes it: YYYY-MM-DDThh:mm:ss+hh:mm, so 2026-12-31T..."
    assert found.problems == (UnconvertedCell(2, "At", "31.12.2026 10:00", said),)


@each_case("cell", ['"VIP, Web"', "VIP;Web", '"[{""name"":""VIP""},{""name"":""Web""}]"'])
def test_a_cell_of_tags_becomes_the_list_that_the_api_takes(cell: str) -> None:
    found = read_csv(f"Rate,Tag\n1,{cell}\n", DATES, empty="absent")
    assert found.rows[0]["Tag"] == [{"name": "VIP"}, {"name": "Web"}]


def test_a_script_is_no_csv_for_its_dollar_sign() -> None:
    assert not looks_like_csv("$body = 1\n$x = 2", LEADS)
    assert looks_like_csv("$currency,x\n1,2", LEADS)
