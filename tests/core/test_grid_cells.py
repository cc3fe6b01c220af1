"""What a cell of the grid shows, what a typed text means, and what may be chosen; blocks of a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import field, module
from tui.core.grid.block import Block, BlockError, block_text, header_names, is_payload, read_block
from tui.core.grid.paste import at_cursor, under_header, written_cells
from tui.core.grid.rows import GridRows
from tui.core.grid.suggest import suggestions, ticked
from tui.core.grid.table import Grid, head_text
from tui.core.grid.typed import editable_text, shown_text, written_of

LEADS = module(
    field("Last_Name", mandatory=True, length=10),
    field("Email", "email"),
    field("Phone", "phone", field_label="Telephone", display_label="Telephone"),
    field("Score", "integer"),
    field("Amount", "double"),
    field("Hot", "boolean"),
    field("Due", "date"),
    field("Seen", "datetime"),
    field("Source", "picklist", pick_list_values=[{"actual_value": each} for each in ("Web", "Web Form", "Partner")]),
    field("Tags", "multiselectpicklist", pick_list_values=[{"actual_value": each} for each in ("Red", "Blue")]),
    field("Account", "lookup"),
)
NOW = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)


@each_case(
    ("name", "typed", "written"),
    [
        ("Last_Name", "12", '"12"'),
        ("Last_Name", "null", '"null"'),
        ("Last_Name", '""', '""'),
        ("Last_Name", "", None),
        ("Score", "12", "12"),
        ("Score", "twelve", '"twelve"'),
        ("Score", "null", "null"),
        ("Amount", "1.50", "1.50"),
        ("Hot", "Yes", "true"),
        ("Tags", "Red; Blue", '["Red", "Blue"]'),
        ("Account", "4001", '{"id": "4001"}'),
        ("Due", "2026-01-31", '"2026-01-31"'),
        ("Other", "x", '"x"'),
    ],
)
def test_a_typed_text_becomes_what_its_field_takes(name: str, typed: str, written: str | None) -> None:
    assert written_of(name, LEADS.by_name.get(name), typed) == written


VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "string": st.text(min_size=1, max_size=6).filter(lambda text: bool(text.strip())),
    "integer": st.integers(),
    "double": st.integers(),
    "boolean": st.booleans(),
    "jsonarray": st.lists(st.sampled_from(["Red", "Blue", "x"]), min_size=1, max_size=2),
    "jsonobject": st.integers(0, 10**18).map(lambda number: {"id": str(number)}),
}
"""Values of a field, by its JSON type."""


@given(st.sampled_from(["Last_Name", "Score", "Amount", "Hot", "Source", "Tags", "Account", "Due"]), st.data())
def test_a_value_of_its_field_that_is_typed_as_it_is_offered_comes_back(name: str, data: Any) -> None:
    field = LEADS.by_name[name]
    value = data.draw(VALUES[field.json_type])
    text = editable_text(name, field, value, json.dumps(value))
    assert text is not None
    written = written_of(name, field, text)
    assert written is not None
    again = json.loads(written)
    assert again == value or (isinstance(value, str) and again == value.strip())


@each_case(
    ("name", "value", "shown"),
    [
        ("Last_Name", None, "null"),
        ("Last_Name", "null", '"null"'),
        ("Last_Name", "", '""'),
        ("Last_Name", "-", '"-"'),
        ("Last_Name", " x", '" x"'),
        ("Last_Name", "a\nb\x1b", "a\\nb\\x1b"),
        ("Score", 12, "12"),
        ("Score", "12", '"12"'),
        ("Hot", True, "true"),
        ("Tags", ["Red", "Blue"], "Red; Blue"),
        ("Account", {"id": "4001000000012371", "name": "Ink"}, "Ink …2371"),
        ("Lines", [{"a": 1}, {"a": 2}], "[2 entries]"),
        ("Tag", [{"name": "VIP"}, {"name": "New"}], "VIP; New"),
        ("Lines", [], "[]"),
    ],
)
def test_a_cell_tells_null_and_texts_apart_and_sums_up_what_is_nested(name: str, value: Any, shown: str) -> None:
    assert shown_text(name, LEADS.by_name.get(name), value) == shown


def labels(name: str, typed: str) -> list[str]:
    return [each.label for each in suggestions(name, LEADS.by_name[name], typed, NOW)]


def test_what_may_be_chosen_fits_the_field() -> None:
    assert labels("Source", "") == ["Web", "Web Form", "Partner", "null", "leave the key out", '""']
    assert labels("Source", "for") == ["Web Form", '"for"']
    assert labels("Source", "Web") == ["Web", "Web Form"]
    assert labels("Hot", "t") == ["true", '"t"']
    assert labels("Due", "31/1/2026") == ['"31/1/2026"', '"2026-01-31"']
    assert labels("Due", "")[0] == '"2026-11-27"'
    assert labels("Seen", "")[0] == '"2026-11-27T10:30:00+00:00"'
    assert labels("Last_Name", "Ode") == ['"Ode"']


def test_what_the_field_does_not_take_is_said() -> None:
    def detail(name: str, typed: str) -> str:
        return next(each.detail for each in suggestions(name, LEADS.by_name[name], typed, NOW) if each.doubtful)

    assert detail("Source", "Wbe") == "not in the pick list"
    assert detail("Score", "x") == "text; the field takes a whole number"
    assert detail("Due", "tomorrow") == "not in the form YYYY-MM-DD"
    assert detail("Seen", "2026-01-31") == "not in the form YYYY-MM-DDThh:mm:ss+hh:mm"
    assert detail("Last_Name", "x" * 11) == "11 of 10 characters"


def test_a_multi_select_lists_its_choices_and_what_it_holds_besides() -> None:
    assert ticked(LEADS.by_name["Tags"], ["Blue", "odd"]) == (("Red", False), ("Blue", True), ("odd", True))


# --- blocks ----------------------------------------------------------------------------------------------------------

CELLS = st.text(st.sampled_from('ab"\t\n ,ä'), max_size=5)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=3))
def test_a_block_is_read_as_spreadsheets_write_it(lines: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t", lineterminator="\r\n").writerows(lines)
    assert read_block(stream.getvalue()).cells == tuple(map(tuple, lines))
    assert read_block(block_text(lines)).cells == tuple(map(tuple, lines))


def test_quotes_that_do_not_go_around_a_cell_belong_to_it() -> None:
    assert read_block('"a" b\tc"d\n"open\tx').cells == (('"a" b', 'c"d'), ('"open', "x"))
    assert read_block("a\n\nb\n").cells == (("a",), ("",), ("b",))


def test_a_block_with_lines_of_several_lengths_or_with_nothing_is_refused() -> None:
    with pytest.raises(BlockError, match="Line 2 of the pasted block has 1 cell, but line 1 has 2 cells"):
        read_block("a\tb\nc")
    with pytest.raises(BlockError, match="nothing to paste"):
        read_block("")


@each_case(
    ("text", "whole"),
    [
        ('{"data": []}', True),
        ('[{"a": 1}]', True),
        ('{"id": "1"}', False),
        ('["a"]', False),
        ("[x]", False),
        ("a", False),
    ],
)
def test_a_payload_that_is_pasted_is_no_block(text: str, whole: bool) -> None:
    assert is_payload(text) is whole


def test_a_first_line_of_field_names_is_a_header() -> None:
    assert header_names(read_block("telephone\tEmail\n1\tx"), LEADS) == ("Phone", "Email")
    assert header_names(read_block("Email"), LEADS) is None
    assert header_names(read_block("a\tEmail\tc\nd\te\tf"), LEADS) is None
    with pytest.raises(BlockError, match='column "Foo" is not a field'):
        header_names(read_block("Foo\tEmail\n1\tx"), LEADS)
    with pytest.raises(BlockError, match="Two columns"):
        header_names(read_block("Phone\tTelephone\n1\tx"), LEADS)


def test_a_block_is_pasted_from_the_cursor_on_and_adds_what_it_needs() -> None:
    rows = GridRows.read('[\n  {"Score": 1, "Email": "a"},\n  {"Score": 2}\n]')
    cells = written_cells(Block((("7", ""), ("8", "b"), ("9", "c"))), ["Score", "Email"], LEADS)
    paste = at_cursor(cells, 1, 2, ["Score", "Email"])
    assert paste.more_rows == 2
    made = paste.made(rows)
    assert made.text == (
        '[\n  {"Score": 1, "Email": "a"},\n  {"Score": 7},\n  {"Score": 8, "Email": "b"},\n'
        '  {"Score": 9, "Email": "c"}\n]'
    )
    with pytest.raises(BlockError, match="has 2 columns, and from here on there is 1 column"):
        at_cursor(cells, 0, 2, ["Email"])
    with pytest.raises(BlockError, match="has 2 columns"):
        written_cells(Block((("7", "8"),)), ["Email"], LEADS)


def test_a_block_with_a_header_names_its_columns() -> None:
    block = read_block("Email\tHot\nx\tyes")
    paste = under_header(block, ("Email", "Hot"), 0, 1, LEADS, ["Score"])
    assert (paste.new_names, paste.more_rows, paste.cells) == (("Email", "Hot"), 0, (('"x"', "true"),))


# --- the table -------------------------------------------------------------------------------------------------------


def test_columns_are_the_used_keys_and_what_was_added() -> None:
    rows = GridRows.read('[{"Email": 1, "x": 2}, {"Last_Name": "a", "Email": null, "$append_values": {"Email": true}}]')
    grid = Grid.of(rows, LEADS, added=["Hot", "x"])
    assert [head_text(column) for column in grid.columns] == ["Email", "x", "Last_Name*", "Hot"]
    kinds = [[grid.cell(row, column).kind for column in range(4)] for row in range(2)]
    assert kinds == [["number", "number", "absent", "absent"], ["null", "absent", "text", "absent"]]
    assert grid.cell(1, 0).appends
    odd = GridRows.read('[{"Email": 1, "$append_values": {"Phone": true}}]')
    assert [column.api_name for column in Grid.of(odd, LEADS).columns] == ["Email", "$append_values"]


def test_cells_are_found_by_what_they_show_in_any_letter_case_and_in_reading_order() -> None:
    text = '[{"Last_Name": "Ode", "Source": "\\u004Fde to ink"}, {"Ode": 1}, {"Source": "x", "Last_Name": "CODE"}]'
    grid = Grid.of(GridRows.read(text), LEADS)
    assert [column.api_name for column in grid.columns] == ["Last_Name", "Source", "Ode"]
    assert list(grid.cells_with("oDe")) == [(0, 0), (0, 1), (2, 0)]  # the name of a key is in no cell
    assert list(grid.cells_with("quill")) == []
