"""The columns of a CSV text: which field each goes to, how well its cells fit, and what is read with that."""

from __future__ import annotations

from dataclasses import replace
from itertools import count as count_from
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import EMAIL, LAST_NAME, PHONE, TAGS, field, module
from tui.core.payload.csv_lines import CsvTextError
from tui.core.payload.csv_mapping import CsvMapping, CsvSheet, counted, looks_like_a_table, mapping_of, sheet_of
from tui.core.payload.csv_rows import ColumnKey, read_csv
from tui.core.payload.formats import recognise

LEADS: Final = module(
    LAST_NAME,
    EMAIL,
    PHONE,
    TAGS,
    field("First_Name", field_label="First Name"),
    field("Size", "integer"),
    field("Seen_On", "date"),
    field("Account_Name", "lookup", field_label="Account Name"),
    field("Full_Name"),
)
CONTACTS: Final = module(LAST_NAME, field("Department"), name="Contacts")


def found(text: str, known: Any = LEADS, before: Any = ()) -> CsvMapping:
    return mapping_of(sheet_of(text, known), known, before)


def goes(mapping: CsvMapping) -> list[tuple[str, str | None, str]]:
    return [(column.header, column.field, column.how) for column in mapping.columns]


def test_a_column_is_found_by_api_name_then_by_label_then_by_the_nearest_name() -> None:
    assert goes(found("Last_Name,first name,E-mail,Phone Number,Colour\nOde,Ada,a@ode.example,1,red\n")) == [
        ("Last_Name", "Last_Name", "API name"),
        ("first name", "First_Name", "label"),
        ("E-mail", "Email", "near"),
        ("Phone Number", "Phone", "near"),
        ("Colour", None, "not taken"),
    ]


def test_the_nearest_name_is_never_one_that_another_column_has_or_that_zoho_fills() -> None:
    assert goes(found("Email,E-mail,FullName\na,b,c\n")) == [
        ("Email", "Email", "API name"),
        ("E-mail", None, "not taken"),
        ("FullName", None, "not taken"),
    ]
    assert [column.field for column in found("e mail,E-mail\na,b\n").columns] == ["Email", None]


def test_the_column_that_holds_ids_as_zoho_exports_them_is_the_id() -> None:
    text = "Satz-ID,Last_Name\nzcrm_4001,Ode\nzcrm_4002,Ada\n"
    mapping = found(text)
    assert goes(mapping)[0] == ("Satz-ID", "id", "the ids")
    count = counted(sheet_of(text, LEADS), mapping, 0)
    assert count is not None
    assert (count.filled, count.fit) == (2, 2)
    assert mapping.is_plain
    numbers = "Nr,Last_Name\n4150868000000225013,Ode\n4150868000000225014,Ada\n"
    assert sheet_of(numbers, LEADS).id_header is None  # they may be the ids of something else


@each_case(
    ("text", "plain"),
    [
        ("Last_Name,First Name\nOde,Ada\n", True),
        ("Last_Name,E-mail\nOde,a\n", False),
        ("Last_Name,Colour\nOde,red\n", False),
        ("Last_Name,Last Name\nOde,Ada\n", False),
        ("Account Name.id,Account Name,Last_Name\n4001,Ink,Ode\n", True),
        ("Last_Name,\nOde,\n", True),
    ],
)
def test_only_columns_that_are_all_found_by_their_names_need_no_look(text: str, plain: bool) -> None:
    known = module(*[field(each.api_name, each.data_type, field_label=each.label) for each in LEADS.fields])
    known = replace(
        known,
        fields=tuple(
            replace(each, label="Last Name") if each.api_name == "Last_Name" else each for each in LEADS.fields
        ),
    )
    assert found(text, known).is_plain is plain


def test_two_columns_for_one_field_are_named_and_mandatory_fields_without_a_column_too() -> None:
    mapping = found("Email,Colour\na@ode.example,red\n")
    assert (mapping.twice, mapping.missing) == ((), ("Last_Name",))
    mapping = mapping.having(1, "Email")
    assert mapping.twice == ("Email",)
    assert mapping.columns[1].how == "chosen"
    assert mapping.having(0, "Last_Name").twice == mapping.having(0, "Last_Name").missing == ()


def test_a_column_is_guessed_by_the_one_field_that_its_header_names_beside_other_words() -> None:
    mapping = found(
        "Last_Name,E-mail address (work),Phone or first name,Emails of Ada's aunts\nOde,a@ode.example,1,b\n"
    )
    assert goes(mapping)[1:] == [
        ("E-mail address (work)", "Email", "near"),
        ("Phone or first name", None, "not taken"),  # it names two
        ("Emails of Ada's aunts", None, "not taken"),
    ]


def test_what_was_made_of_the_same_header_before_counts_as_far_as_the_module_has_it() -> None:
    text = "Last_Name,Colour,Mail\nOde,red,a\n"
    before = (("Last_Name", None), ("Colour", "First_Name"), ("Mail", "Gone"))
    assert goes(found(text, before=before)) == [
        ("Last_Name", None, "as before"),
        ("Colour", "First_Name", "as before"),
        ("Mail", "Email", "near"),
    ]
    left_out = (("Last_Name", "Last_Name"), ("Colour", None), ("Mail", None))
    assert goes(found(text, before=left_out)) == [
        ("Last_Name", "Last_Name", "API name"),
        ("Colour", None, "as before"),
        ("Mail", None, "as before"),
    ]
    other = (("Last_Name", None), ("Color", "First_Name"), ("Mail", "Gone"))
    assert found(text, before=other).columns[0].field == "Last_Name"


# --- how well the cells fit ------------------------------------------------------------------------------------------


def test_cells_are_counted_against_the_type_the_length_and_the_form_of_the_field() -> None:
    text = (
        "Last_Name,Size,Seen_On,Email,Colour\n"
        'Ode,12,2026-02-03,a@ode.example,red\n"' + "x" * 81 + '",12.5,03.02.2026,nobody,\n,,,,blue\nAda, 7 ,soon,,\n'
    )
    sheet = sheet_of(text, LEADS)
    mapping = mapping_of(sheet, LEADS)
    counts = [counted(sheet, mapping, place) for place in range(5)]
    assert [(each.filled, each.fit) for each in counts if each] == [(3, 2), (3, 2), (3, 1), (2, 1), (2, 2)]
    told = [each.examples for each in counts if each]
    assert told[1] == ('line 3: "12.5" is not a whole number',)
    assert told[2][0] == 'line 3: "03.02.2026" is not a date as Zoho takes it: YYYY-MM-DD, so 2026-02-03'
    assert told[2][1] == 'line 5: "soon" is not a date as Zoho takes it: YYYY-MM-DD'
    assert told[3] == ('line 3: "nobody" is not an e-mail address',)
    assert told[0][0].endswith("is not at most 80 characters long")


def test_numbers_fit_as_they_are_read_unless_a_spreadsheet_rounded_them() -> None:
    numbers = module(LAST_NAME, PHONE, field("Amount", "double"), field("Long", data_type="bigint"))
    sheet = sheet_of("Last_Name,Amount,Long,Phone\nOde,1.5,123,1\n1E+5,x,1.2E+17,4.67E+10\n", numbers)
    counts = [counted(sheet, mapping_of(sheet, numbers), place) for place in range(4)]
    rounded = "the whole value: a spreadsheet rounded it"
    assert [(each.fit, each.examples) for each in counts if each] == [
        (2, ()),
        (1, ('line 3: "x" is not a number',)),
        (1, (f'line 3: "1.2E+17" is not {rounded}',)),
        (1, (f'line 3: "4.67E+10" is not {rounded}',)),
    ]


def test_three_cells_that_differ_are_shown_and_three_that_do_not_fit_are_told() -> None:
    sheet = sheet_of("Size,Email\na\na\nb\nc\nd\n", LEADS)
    assert sheet.sample(0) == ("a", "b", "c")
    assert sheet.sample(1) == ()
    count = counted(sheet, mapping_of(sheet, LEADS), 0)
    assert count is not None
    assert (count.filled, count.fit, len(count.examples)) == (5, 0, 3)


def test_a_header_names_a_field_within_other_words_by_at_most_five_of_them() -> None:
    labels = module(
        LAST_NAME, field("F1", field_label="One Two Three Four Five"), field("F2", field_label="A Bc De Fg Hi Jk")
    )
    text = "Last_Name,all the many words of one two three four five,all the many words of a bc de fg hi jk\nx,y,z\n"
    assert [column.field for column in found(text, labels).columns] == ["Last_Name", "F1", None]


def test_counting_ends_when_it_is_no_longer_wanted() -> None:
    sheet = sheet_of("Last_Name\n" + "Ode\n" * 2_000, LEADS)
    mapping = mapping_of(sheet, LEADS)
    asked = iter([True, True, False])
    assert counted(sheet, mapping, 0, lambda: next(asked)) is None
    some, asked_since = sheet_of("Last_Name\n" + "Ode\n" * 1_001, LEADS), count_from(1)
    assert counted(some, mapping, 0, lambda: bool(next(asked_since))) is not None
    assert next(asked_since) == 4  # after three
    count = counted(sheet, mapping, 0)
    assert count is not None
    assert count.filled == 2_000


def test_the_name_of_a_lookup_beside_its_id_fits_as_it_is() -> None:
    sheet = sheet_of("Account Name.id,Account Name\n4001,Ink\n", LEADS)
    count = counted(sheet, mapping_of(sheet, LEADS), 1)
    assert count is not None
    assert (count.filled, count.fit) == (1, 1)


# --- reading with it -------------------------------------------------------------------------------------------------


def test_a_column_that_is_left_out_has_no_key() -> None:
    left_out = found("Last_Name,Colour\nOde,red\n").having(1, None).keys
    assert left_out == [ColumnKey("Last_Name", True, False), ColumnKey("", False, False)]


def test_columns_go_where_they_are_sent_typed_by_their_fields_and_left_out_ones_nowhere() -> None:
    text = "Name;Colour;How many\nOde;red;12\nAda;blue;x\n"
    columns = (("Name", "Last_Name"), ("Colour", None), ("How many", "Size"))
    read = read_csv(text, LEADS, empty="absent", columns=columns)
    assert read.rows == ({"Last_Name": "Ode", "Size": 12}, {"Last_Name": "Ada", "Size": "x"})
    assert [str(problem) for problem in read.problems] == ['line 3, Size: "x" is not a whole number']
    with_source = replace(recognise(text), columns=columns)
    assert with_source.request(LEADS).rows == read.rows


def test_columns_of_another_header_do_not_count() -> None:
    columns = (("Name", "Last_Name"), ("Color", None))
    assert read_csv("Name,Colour\nOde,red\n", LEADS, empty="absent", columns=columns).rows == (
        {"Name": "Ode", "Colour": "red"},
    )


def test_a_field_that_the_module_has_not_leaves_the_column_to_its_name() -> None:
    columns = (("Last_Name", "Department"), ("Colour", None))
    assert read_csv("Last_Name,Colour\nOde,red\n", LEADS, empty="absent", columns=columns).rows == (
        {"Last_Name": "Ode"},
    )


def test_columns_with_the_same_header_can_go_to_different_fields() -> None:
    columns = (("Name", "Last_Name"), ("Name", "First_Name"))
    assert read_csv("Name,Name\nOde,Ada\n", LEADS, empty="absent", columns=columns).rows == (
        {"Last_Name": "Ode", "First_Name": "Ada"},
    )
    with pytest.raises(CsvTextError, match="mean the same field"):
        read_csv("Name,Name\nOde,Ada\n", LEADS, empty="absent")


CELLS: Final = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
HEADERS: Final = st.lists(
    st.sampled_from(["Last_Name", "Email", "Size", "E-mail", "first name", "Colour", "Account Name", ""]),
    min_size=1,
    max_size=5,
)
CHOSEN: Final = st.sampled_from([None, *LEADS.by_name])


@given(HEADERS, st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=3), st.data())
def test_what_a_mapping_says_is_what_is_read(header: list[str], rows: list[list[str]], data: st.DataObject) -> None:
    def line(cells: list[str]) -> str:
        return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)

    rows = [
        ["x" if not any(map(str.strip, cells)) else "" for _ in header]
        if not any(map(str.strip, cells[: len(header)]))
        else cells[: len(header)]
        for cells in rows
    ]
    rows = [["" if not name else cell for name, cell in zip(header, cells, strict=True)] for cells in rows]
    text = "\n".join(map(line, [header, *rows])) + "\n"
    try:
        sheet = sheet_of(text, LEADS)
    except CsvTextError:
        return
    if list(sheet.header) != header:
        return
    mapping = found(text)
    for place in range(len(header)):
        if data.draw(st.booleans()):
            mapping = mapping.having(place, data.draw(CHOSEN))
    try:
        read = read_csv(text, LEADS, empty="absent", columns=mapping.given)
    except CsvTextError:
        assert mapping.twice
        return
    assert not mapping.twice
    goes_to = {column.field for column in mapping.columns if column.field}
    assert all(set(row) <= goes_to for row in read.rows)
    wrong = sum(
        1
        for place in range(len(header))
        if (count := counted(sheet, mapping, place)) is not None and count.fit < count.filled
    )
    assert wrong >= len({problem.name for problem in read.problems})


@each_case(
    ("text", "is_table"),
    [
        ("Nachname;Farbe\nOde;rot\n", True),
        ("one line\nanother line\n", False),
        ("Dear Ada, hello\nthank you, all\n", False),
        ("a,a\n1,2\n", False),
        ("a,b\n1\n", False),
    ],
)
def test_text_whose_header_nobody_knows_is_a_table_only_if_it_looks_like_one(text: str, is_table: bool) -> None:
    assert looks_like_a_table(sheet_of(text, CONTACTS)) is is_table


def test_one_column_is_no_table_whatever_stands_in_its_rows() -> None:
    assert not looks_like_a_table(CsvSheet(("Dear Ada",), ((2, ("hello", "you")),)))
