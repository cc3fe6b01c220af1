"""The cells of CSV as values: many at once as one by one, and as the person wrote them."""

from __future__ import annotations

from tests.cases import each_case
from tests.core.helpers import field, module
from tui.core.payload.csv_cells import converted_at_once, rows_text
from tui.core.payload.csv_rows import Names, read_csv

LEADS = module(
    field("Name"),
    field("Day", "date", json_type="string"),
    field("At", "datetime", json_type="string"),
    field("Count", "integer", json_type="integer"),
    field("Rate", "double", json_type="double"),
    field("Paid", "boolean", json_type="boolean"),
    field("Parts", "text", json_type="jsonarray"),
)


@each_case(
    ("name", "cells", "at_once"),
    [
        ("id", ["4001", " x2 "], True),
        ("id", ["4001", ""], False),  # stored as null
        ("id", ["4001", "zcrm_4002"], False),
        ("Count", ["7", "007", "0"], True),
        ("Rate", ["7", "999999999999999"], True),
        ("Count", ["7", ""], False),
        ("Count", ["7", "-1"], False),
        ("Rate", ["7", "1.5"], False),
        ("Count", ["7", "x"], False),
        ("Count", ["7", "٣"], False),  # an Arabic three
        ("Count", ["7", "1000000000000000"], False),
        ("Day", ["2026-12-31", " 2026-01-01 "], True),
        ("At", ["2026-12-31T10:00:00+01:00", "2026-12-31"], True),
        ("Day", ["2026-12-31", ""], False),
        ("Day", ["2026-12-31", "31.12.2026"], False),
        ("Day", ["2026-12-31", "soon"], False),
        ("Paid", ["true", "true"], False),
    ],
)
def test_of_many_cells_at_once_comes_what_comes_of_each(name: str, cells: list[str], at_once: bool) -> None:
    convert, _ = Names(LEADS).conversion(name, exact=False)
    assert convert is not None
    found = converted_at_once(convert, cells)
    assert found == ([convert(cell.strip()) for cell in cells] if at_once else None)


@each_case(
    ("header", "cell", "written"),
    [
        ("Rate", "1.50", "1.50"),
        ("Rate", "12345678901234567890.10", "12345678901234567890.10"),
        ("Rate", "+1.50", "1.5"),  # JSON has no number with a plus, none that begins with a dot
        ("Rate", ".5", "0.5"),
        ("Rate", "007", "7"),
        ("Count", "007", "7"),
        ("Parts", '"[1.50, 2]"', "[1.50, 2]"),
        ("$x", '"{""a"": 1.50}"', '{"a": 1.50}'),
        ("$x", "1.50", '"1.50"'),
        ("Name", "Ödland", '"Ödland"'),
        ("Paid", "yes", "true"),
    ],
)
def test_the_text_of_rows_has_numbers_as_they_are_written_where_json_may(header: str, cell: str, written: str) -> None:
    read = read_csv(f"{header},Größe\n{cell},2\n", LEADS, empty="absent", exact=True)
    assert rows_text(read.rows) == f'[{{"{header}": {written}, "Größe": "2"}}]'
