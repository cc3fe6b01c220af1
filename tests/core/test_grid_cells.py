"""What a cell of the grid shows, what a typed text means, and what may be chosen; blocks of a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import field, forecast_of, module
from tui.core.grid.block import Block, BlockError, block_text, header_names, is_payload, read_block
from tui.core.grid.copied import copied_block
from tui.core.grid.paste import at_cursor, under_header, written_cells
from tui.core.grid.rows import GridRows
from tui.core.grid.suggest import suggestions, ticked
from tui.core.grid.table import Grid, head_text
from tui.core.grid.typed import editable_text, shown_text, written_of
from tui.core.views.problems import Place, TextProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.forecast import Forecast

LEADS = module(
    field("id", "bigint"),
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
OTHER = module(
    field("Digits", "integer", length=9),
    field(
        "Kind",
        "picklist",
        pick_list_values=[
            {"actual_value": "Pear", "display_value": "Pear"},
            {"actual_value": "Apple", "display_value": "Fruit"},
        ],
    ),
).by_name
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
        ("Other", "null", '"null"'),
        ("Due", "null", '"null"'),
        ("Score", "  ", '"  "'),
        ("Tags", " ", '" "'),
        ("Hot", " ", '" "'),
        ("Owner", "4001", '{"id": "4001"}'),
        ("Owner", "null", "null"),
        ("id", "null", '"null"'),
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
    ("name", "value", "text"),
    [
        ("Score", None, ""),
        ("Last_Name", "", '""'),
        ("Score", 1.5, "1.5"),
        ("Hot", True, "true"),
        ("Tags", ["Red", "Blue"], "Red;Blue"),
        ("Tags", ["Red;Blue"], None),
        ("Tags", ["Red", 1], None),
        ("Tags", [], None),
        ("Tags", [""], None),
        ("Account", {"id": "4001", "name": "Ink"}, "4001"),
        ("Account", {"id": "4001", "x": 1}, None),
        ("Account", {"id": 4001}, None),
        ("Account", {"name": "Ink"}, None),
    ],
)
def test_a_value_is_typed_as_text_where_that_comes_to_the_same(name: str, value: Any, text: str | None) -> None:
    assert editable_text(name, LEADS.by_name.get(name), value, json.dumps(value)) == text


@each_case(
    ("name", "value", "shown"),
    [
        ("Due", "null", '"null"'),
        ("Score", "abc", "abc"),
        ("Other", "x ", '"x "'),
        ("Other", "12", "12"),
        ("Owner", "4001", '"4001"'),  # typed without quotes these are an id, a list and a tag
        ("$append_values", "[1]", '"[1]"'),
        ("Tag", "VIP", '"VIP"'),
        ("id", "4001", "4001"),
        ("id", "zcrm_4001", '"zcrm_4001"'),
        ("Account", {"id": "4001000000012371"}, "…2371"),
        ("Account", {"id": "4001000000012371", "name": 7}, "…2371"),
        ("Account", {"id": 7}, '{"id": 7}'),
        ("Account", {"id": "1", "x": 2}, '{"id": "1", "x": 2}'),
        ("Lines", [{"a": 1}], "[1 entry]"),
        ("Lines", [{"name": "x", "y": 1}], "[1 entry]"),
        ("Lines", [{"name": 1}, {"name": "x"}], "[2 entries]"),
        ("Lines", [{"name": "x"}, "y"], '[{"name": "x"}, "y"]'),
        ("Lines", ["x", 1], '["x", 1]'),
        ("Lines", [1, "x" * 53], f'[1, "{"x" * 53}"]'),  # 60 characters
        ("Lines", [1, "x" * 54], f'[1, "{"x" * 54}…'),
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
    assert [suggestions(name, LEADS.by_name[name], "", NOW)[0].detail for name in ("Due", "Seen")] == ["today", "now"]
    assert labels("Seen", "")[0] == '"2026-11-27T10:30:00+00:00"'
    assert labels("Last_Name", "Ode") == ['"Ode"']


@each_case(
    ("name", "typed", "chosen"),
    [
        ("Other", "", ["leave the key out", "null", '""']),
        ("Other", "x", ['"x"']),
        ("Score", "", ["leave the key out", "null"]),
        ("Score", "12", ["12"]),
        ("Hot", "zz", ['"zz": text; the field takes true or false']),
        ("Source", "Partner", ["Partner"]),
        ("Source", "zz", ['"zz": not in the pick list']),
        ("Due", "TO", ['"TO": not in the form YYYY-MM-DD', '"2026-11-27": today']),
        ("Due", "2026-01-31", ['"2026-01-31"']),
        ("Seen", "to", ['"to": not in the form YYYY-MM-DDThh:mm:ss+hh:mm']),
        ("Seen", "2026-01-31T10:00:00+00:00", ['"2026-01-31T10:00:00+00:00"']),
        ("Seen", "2026-01-31T10:00:00-05:00", ['"2026-01-31T10:00:00-05:00"']),
        (
            "Seen",
            "2026-01-31T10:00:00",
            [
                '"2026-01-31T10:00:00": not in the form YYYY-MM-DDThh:mm:ss+hh:mm',
                '"2026-01-31T10:00:00+00:00": read from 2026-01-31T10:00:00',
            ],
        ),
        (
            "Seen",
            "2026-01-31T10:00:00.5+01:00",
            ['"2026-01-31T10:00:00.5+01:00": not in the form YYYY-MM-DDThh:mm:ss+hh:mm'],
        ),
        ("Last_Name", "x" * 10, [f'"{"x" * 10}": 10 of 10 characters']),
        ("Digits", "12", ["12"]),
        ("Tags", "Red", ['["Red"]']),
        ("Kind", "a", ["Apple: shown as Fruit", "Pear", '"a": not in the pick list']),
        ("Kind", "Fruit", ["Apple: shown as Fruit", '"Fruit"']),
        ("Kind", "fru", ["Apple: shown as Fruit", '"fru": not in the pick list']),
    ],
)
def test_what_may_be_chosen_is_told_with_what_is_to_be_known_of_it(name: str, typed: str, chosen: list[str]) -> None:
    found = suggestions(name, OTHER.get(name) or LEADS.by_name.get(name), typed, NOW)
    assert [f"{each.label}: {each.detail}" if each.detail and typed else each.label for each in found] == chosen
    assert [each.doubtful for each in found] == ["text;" in each or "not in" in each for each in chosen]


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
        ("[]", False),
        ('[{"a": 1}, 2]', False),
        ("a", False),
    ],
)
def test_a_payload_that_is_pasted_is_no_block(text: str, whole: bool) -> None:
    assert is_payload(text) is whole


def test_a_first_line_of_field_names_is_a_header() -> None:
    assert header_names(read_block("telephone\tEmail\n1\tx"), LEADS) == ("Phone", "Email")
    assert header_names(read_block("Email"), LEADS) is None
    assert header_names(read_block("a\tEmail\tc\nd\te\tf"), LEADS) is None
    assert header_names(read_block("id\tEmail\n1\tx"), LEADS) == ("id", "Email")
    with pytest.raises(BlockError, match='column "Foo" is not a field of Leads'):
        header_names(read_block("Foo\tEmail\n1\tx"), LEADS)
    for label, named in (("Prospects", "Prospects"), ("", "Leads")):
        with pytest.raises(BlockError, match=f'column "Foo" is not a field of {named}'):
            header_names(read_block("Foo\tEmail\n1\tx"), replace(LEADS, label=label))
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
    with pytest.raises(BlockError, match="has 3 columns, and from here on there are 2 columns"):
        at_cursor((("7", "8", "9"),), 0, 2, ["Score", "Email"])
    one = at_cursor((("7", "8"),), 0, 2, ["Score", "Email", "Phone"])
    assert (one.names, one.more_rows) == (("Score", "Email"), 0)
    with pytest.raises(BlockError, match="has 2 columns"):
        written_cells(Block((("7", "8"),)), ["Email"], LEADS)


def test_a_block_with_a_header_names_its_columns() -> None:
    block = read_block("Email\tHot\nx\tyes")
    paste = under_header(block, ("Email", "Hot"), 0, 1, LEADS, ["Score"])
    assert (paste.new_names, paste.more_rows, paste.cells) == (("Email", "Hot"), 0, (('"x"', "true"),))
    assert under_header(block, ("Email", "Hot"), 3, 2, LEADS, ["Email"]).more_rows == 2


def test_a_block_is_copied_for_a_spreadsheet_and_as_it_is_written() -> None:
    text = '[{"Last_Name": "a\\tb", "Score": 1.50, "Email": null}, {"Last_Name": "Ode", "Score": {"x": [1]}}]'
    shown, written = copied_block(Grid.of(GridRows.read(text), LEADS), [0, 1], [1, 0, 2])
    assert shown == '1.50\t"a\tb"\t\n{"x": [1]}\tOde\t'
    assert written == (("1.50", '"a\\tb"', "null"), ('{"x": [1]}', '"Ode"', None))


# --- the table -------------------------------------------------------------------------------------------------------


def test_columns_are_the_used_keys_and_what_was_added() -> None:
    rows = GridRows.read('[{"Email": 1, "x": 2}, {"Last_Name": "a", "Email": null, "$append_values": {"Email": true}}]')
    grid = Grid.of(rows, LEADS, added=["Hot", "x"])
    assert [head_text(column) for column in grid.columns] == ["Email", "x", "Last_Name*", "Hot"]
    kinds = [[grid.cell(row, column).kind for column in range(4)] for row in range(2)]
    assert kinds == [["number", "number", "absent", "absent"], ["null", "absent", "text", "absent"]]
    assert grid.cell(1, 0).appends
    nested = Grid.of(GridRows.read('[{"Account": {"id": "1"}, "Tags": [], "Hot": true}]'), LEADS)
    assert [nested.cell(0, column).kind for column in range(3)] == ["object", "list", "truth"]
    odd = GridRows.read('[{"Email": 1, "$append_values": {"Phone": true}}]')
    assert [column.api_name for column in Grid.of(odd, LEADS).columns] == ["Email", "$append_values"]


def test_cells_are_found_by_what_they_show_in_any_letter_case_and_in_reading_order() -> None:
    text = '[{"Last_Name": "Ode", "Source": "\\u004Fde to ink"}, {"Ode": 1}, {"Source": "x", "Last_Name": "CODE"}]'
    grid = Grid.of(GridRows.read(text), LEADS)
    assert [column.api_name for column in grid.columns] == ["Last_Name", "Source", "Ode"]
    assert list(grid.cells_with("oDe")) == [(0, 0), (0, 1), (2, 0)]  # the name of a key is in no cell
    assert list(grid.cells_with("quill")) == []
    nested = (
        '[{"Tags": ["Red", "Blue"], "Account": {"id": "4001000000012371", "name": "Ink"}}, {"Source": "\\u004Fdd"}]'
    )
    grid = Grid.of(GridRows.read(nested), LEADS)
    found = {words: list(grid.cells_with(words)) for words in ("red; blue", "ink …2371", "odd", "-", "quill")}
    assert found == {"red; blue": [(0, 0)], "ink …2371": [(0, 1)], "odd": [(1, 2)], "-": [], "quill": []}
    both = nested.replace("{", '{"a":{"x": []}, "b": "\\u004F", ', 1)  # with all that hides a text from the letters
    assert list(Grid.of(GridRows.read(both), LEADS).cells_with("ink …2371")) == [(0, 3)]
    plain = Grid.of(GridRows.read(nested.replace('["Red", "Blue"]', "1")), LEADS)
    assert list(plain.cells_with("ink …")) == [(0, 1)]
    assert (plain.place_of("Account"), plain.place_of("Phone")) == (1, None)


@each_case(
    ("written", "shown", "sought"),
    [
        ("1e3", "1000.0", ("1e3", "1E3", "1000", "000.")),
        ("1.50", "1.5", ("1.50", "1.5", ".50")),
        ("-0", "0", ("-0", "0")),
        ("0.00001", "1e-05", ("0.00001", "1e-05", "E-05")),
        ("100000000000000000000.0", "1e+20", ("100000000000000000000.0", "1e+20", "0000")),
        ("12345678901234567.5", "1.2345678901234568e+16", ("12345678901234567.5", "8e+16")),
        ("1.0", "1.0", ("1.0",)),
        ("[1.50]", "[1.5]", ("1.5",)),
    ],
)
def test_a_number_is_found_as_it_is_shown_and_as_it_is_written(
    written: str, shown: str, sought: tuple[str, ...]
) -> None:
    grid = Grid.of(GridRows.read(f'[{{"Company": "x", "Amount": {written}}}, {{"Amount": 7}}]'), LEADS)
    assert grid.cell(0, 1).text == shown
    for words in sought:
        assert list(grid.cells_with(words)) == [(0, 1)], words
    assert list(grid.cells_with("99")) == []


def test_a_list_a_lookup_and_a_long_text_are_found_as_they_are_typed() -> None:
    note = "a" * 500 + "zebra"
    text = f'[{{"Tags": ["Red", "Blue"], "Account": {{"id": "4001000000012371", "name": "Ink"}}, "Note": "{note}"}}]'
    grid = Grid.of(GridRows.read(text), LEADS)
    found = {words: list(grid.cells_with(words)) for words in ("red;blue", "4001000000012371", "zebra", "name", '"')}
    assert found == {"red;blue": [(0, 0)], "4001000000012371": [(0, 1)], "zebra": [(0, 2)], "name": [], '"': []}


class Told:
    """Problems as the grid asks for them."""

    def __init__(self, *rows: list[TextProblem]) -> None:
        self.rows = rows

    def of_row(self, row: int) -> list[TextProblem]:
        return self.rows[row]


def problem(name: str | None, severity: Literal["error", "warning"], *, loud: bool = False) -> TextProblem:
    return TextProblem(Place(0, 0, 0), severity, "rule", "", 0, name, loud)


def grid_of(text: str, *rows: list[TextProblem], made: Forecast | None = None, added: Sequence[str] = ()) -> Grid:
    told: Any = Told(*rows)
    read = GridRows.read(text)
    return Grid.of(read, LEADS, made or forecast_of(*read.rows, of=LEADS), told, added)


def test_a_cell_shows_the_worst_that_is_wrong_with_its_key_and_what_an_insert_lacks_is_missing() -> None:
    wrong = [
        problem("Score", "warning"),
        problem("Score", "warning", loud=True),
        problem("Score", "error"),
        problem("Amount", "warning"),
        problem("Amount", "warning", loud=True),
        problem("Amount", "warning"),
        problem("Hot", "error"),
        problem("Last_Name", "error"),
        problem(None, "warning"),
    ]
    rows = '[{"Score": 1, "Amount": 2, "$append_values": {"Score": true, "Amount": false}}, {"Score": 3}]'
    grid = grid_of(rows, wrong, [problem("Last_Name", "warning")], added=["Hot", "Last_Name"])
    places = {name: grid.place_of(name) for name in ("Score", "Amount", "Hot", "Last_Name")}
    cells = {name: grid.cell(0, place) for name, place in places.items() if place is not None}
    assert {name: (cell.kind, cell.text, cell.appends) for name, cell in cells.items()} == {
        "Score": ("number", "1", True),
        "Amount": ("number", "2", False),
        "Hot": ("absent", "-", False),
        "Last_Name": ("missing", "(missing)", False),
    }
    assert [cell.problem for cell in cells.values()] == [wrong[2], wrong[4], wrong[6], wrong[7]]
    assert (grid.problem(0, None), grid.problem(0, "Email")) == (wrong[8], None)
    of_next = [(grid.cell(1, place).kind, grid.severity(1, place)) for place in places.values() if place is not None]
    assert of_next == [("number", None), ("absent", None), ("absent", None), ("absent", "warning")]


def test_a_row_that_is_not_forecast_has_no_problem_and_no_outcome() -> None:
    text, wrong = '[{"Last_Name": "Ode"}, {"Last_Name": "Pan"}]', [problem("Last_Name", "error")]
    one = forecast_of({"Last_Name": "Ode"}, of=LEADS)
    grid = grid_of(text, wrong, wrong, made=one)
    assert [grid.problems_of(row) for row in range(2)] == [wrong, ()]
    assert [grid.forecast_of(row) for row in range(2)] == [one.rows[0], None]
    assert [grid.outcome_text(row) for row in range(2)] == ["+ INSERT", "…"]
    without_forecast, without_problems = replace(grid, made=None), replace(grid, problems=None)
    for each in (without_forecast, without_problems):
        assert (each.problems_of(0), each.forecast_of(0), each.outcome_text(0)) == ((), None, "…")


def test_the_outcome_of_a_row_names_the_record_and_a_refused_call_is_an_error_in_every_row() -> None:
    stored = [{"id": "4001000000012371", "Email": "a@x.test"}]
    row = {"Last_Name": "Ode", "Email": "a@x.test"}
    rows = (row, row, {**row, "Score": "x"})
    made = forecast_of(*rows, of=LEADS, stored=stored, check=["Email"])
    grid = grid_of(json.dumps(rows), [], [], [], made=made)
    assert [grid.outcome_text(row) for row in range(3)] == ["~ UPDATE …2371", "= UNCHANGED", "! ERROR"]
    assert [head_text(column) for column in grid.columns] == ["Last_Name*", "Email●", "Score"]
    refused = forecast_of(row, of=replace(LEADS, upsertable=False))
    assert grid_of(json.dumps([row]), [], made=refused).outcome_text(0) == "! ERROR"
    told = replace(grid_of(json.dumps([row]), [], made=refused), problems=None)
    assert told.outcome_text(0) == "…"  # of an older text


def test_what_an_insert_lacks_has_a_column_and_a_list_that_says_more_than_to_append_as_well() -> None:
    def names(text: str) -> list[str]:
        return [column.api_name for column in grid_of(text, [], []).columns]

    assert names('[{"Email": "a@x.test"}]') == ["Email", "Last_Name"]
    only_told = '{"Last_Name": "a", "Tags": [], "$append_values": {"Tags": true}}'
    for value in ("7", '{"Tags": 1}', '{"Tags": true, "Phone": true}', '{"Tags": true, "x": 1}'):
        other = f'{{"Last_Name": "a", "Tags": [], "$append_values": {value}}}'
        assert names(f"[{only_told}, {other}]") == ["Last_Name", "Tags", "$append_values"]
    assert names(f"[{only_told}]") == ["Last_Name", "Tags"]
