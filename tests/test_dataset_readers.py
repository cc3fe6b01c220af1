"""Files of a data set: encodings, Zoho's pages, JSON Lines, CSV, and what is said of files that cannot be read."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tui.core.metadata import FieldsReply, module_of
from tui.dataset.files import DataSetError, decode, read_text
from tui.dataset.readers import FileRecords, in_order, module_of_file, read_records

if TYPE_CHECKING:
    from pathlib import Path

LEADS = module_of(
    "Leads",
    FieldsReply.of_json(
        {"fields": [{"api_name": "Last_Name", "field_label": "Last Name"}, {"api_name": "Age", "data_type": "integer"}]}
    ).fields,
)
PAGE = '{"data": [{"id": "1", "Last_Name": "Ödé"}], "info": {"count": 1, "more_records": false}}'


def read(folder: Path, name: str, content: str | bytes) -> FileRecords:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = read_records(path, f"records/{name}", LEADS)
    return found


def failure(folder: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(DataSetError) as caught:
        read(folder, name, content)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 160
    return message


@each_case(
    "content",
    [
        PAGE.encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.encode("utf-16"),
        b"\xff\xfe" + PAGE.encode("utf-16-le"),
        b"\xfe\xff" + PAGE.encode("utf-16-be"),
        PAGE.encode("utf-16-le"),
        PAGE.encode("utf-16-be"),
    ],
)
def test_utf_8_and_utf_16_are_read_with_and_without_their_marks(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, "Leads.json", content).records == ({"id": "1", "Last_Name": "Ödé"},)


def test_bytes_that_are_no_text_are_unreadable_with_their_place(tmp_path: Path) -> None:
    assert failure(tmp_path, "Leads.json", '[\n{"ü": "'.encode() + b'\xe9"}]') == (
        "records/Leads.json, line 2, column 8: this is not UTF-8 text; save it as UTF-8 (in Excel: CSV UTF-8)"
    )


def test_half_a_character_of_utf_16_is_unreadable() -> None:
    with pytest.raises(DataSetError, match=r"^x, line 1, column 3: this is not UTF-16 text, though it begins like it$"):
        decode(b"\xff\xfea\0b\0c", "x")


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"^gone\.json: cannot be read \(No such file or directory\)$"):
        read_text(tmp_path / "gone.json", "gone.json")


def test_a_bare_list_is_a_page(tmp_path: Path) -> None:
    assert read(tmp_path, "Leads.json", '[{"id": "1"}]').records == ({"id": "1"},)


def test_json_lines_hold_one_record_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, "Leads.jsonl", '{"id": "1"}\r\n\n{"id": "2", "Last_Name": "a\u2028b"}')
    assert found.records == ({"id": "1"}, {"id": "2", "Last_Name": "a\u2028b"})


def test_csv_is_typed_and_its_empty_cells_are_null(tmp_path: Path) -> None:
    found = read(tmp_path, "Leads.CSV", "Record Id,Last Name,Age\nzcrm_1,Ode,7\nzcrm_2,,old\n")
    assert found.records == (
        {"id": "1", "Last_Name": "Ode", "Age": 7},
        {"id": "2", "Last_Name": None, "Age": "old"},
    )
    assert [str(cell) for cell in found.unconverted] == ['line 3, Age: "old" is not a whole number']


def test_entries_that_are_no_records_are_counted_and_hide_nothing(tmp_path: Path) -> None:
    entries: list[Any] = [1, None, "x", [], {}, {"id": None}, {"id": " "}, {"id": True}, {"id": 1.5}, {"id": "7"}]
    found = read(tmp_path, "Leads.json", json.dumps({"data": entries}))
    assert (found.records, found.not_records, found.without_id) == (({"id": "7"},), 4, 5)


def test_a_numeric_id_is_its_digits(tmp_path: Path) -> None:
    found = read(tmp_path, "Leads.json", '[{"id": 5725767000000524157}, {"id": "007"}]')
    assert [record["id"] for record in found.records] == ["5725767000000524157", "007"]


@each_case(
    ("name", "content"),
    [
        ("Leads.json", '{"data": [], "info": {}}'),
        ("Leads.json", "[]"),
        ("Leads.csv", "id,Last_Name\n"),
        ("Leads.csv", "Last_Name\n"),
    ],
)
def test_a_file_without_entries_has_no_records(tmp_path: Path, name: str, content: str) -> None:
    assert read(tmp_path, name, content) == FileRecords(f"records/{name}", ())


@each_case(
    ("name", "content"),
    product(
        ["Leads.json", "Leads.jsonl", "Leads.csv"], ["", "\n\n", "\ufeff", "HTTP/2 204 \r\ncontent-length: 0\r\n\r\n"]
    ),
)
def test_an_empty_file_is_a_reply_204_without_records(tmp_path: Path, name: str, content: str) -> None:
    assert read(tmp_path, name, content) == FileRecords(f"records/{name}", (), empty=True)


@each_case(
    ("name", "content", "place"),
    [
        ("Leads.json", '[\n  {"id" "1"}\n]', "line 2, column 9: a colon"),
        ("Leads.json", '[{"id": "1", "id": "2"}]', 'line 1, column 14: the key "id" appears twice'),
        ("Leads.json", '[{"id": "1", "n": NaN}]', "line 1, column 19: NaN is not a number"),
        ("Leads.jsonl", '{"id": "1"}\n{"id": }\n', "line 2, column 8: a value is missing"),
        ("Leads.csv", 'id,Age\n1,2\n3,"4\n', "line 3, column 3: this quote is never closed"),
        ("Leads.csv", "id,Age\n1,2,3\n", "line 2, column 5: this row has 3 cells, but the header has 2"),
        ("Leads.csv", "id,Record Id\n1,2\n", 'line 1, column 4: the columns "id" and "Record Id" mean the same field'),
    ],
)
def test_text_that_cannot_be_parsed_is_unreadable_with_its_place(
    tmp_path: Path, name: str, content: str, place: str
) -> None:
    assert failure(tmp_path, name, content).startswith(f"records/{name}, {place}")


@each_case("content", ["{}", '{"code": "INVALID_TOKEN"}', '{"data": {}}', '{"data": null}', '"data"', "7"])
def test_json_of_another_shape_is_unreadable(tmp_path: Path, content: str) -> None:
    assert failure(tmp_path, "Leads.json", content) == (
        'records/Leads.json: this is not a page of records; it should be {"data": [...]} or a list'
    )


@each_case(
    ("name", "content", "why"),
    [
        ("Leads.json", "[1, 2]", "is an object with an id"),
        ("Leads.json", '{"data": [{"x": 2}]}', "has an id"),
        ("Leads.csv", "Last_Name\nOde\n", "has an id"),
        ("Leads.jsonl", "1\n", "is an object with an id"),
    ],
)
def test_a_file_in_which_no_entry_is_a_record_is_unreadable(tmp_path: Path, name: str, content: str, why: str) -> None:
    assert failure(tmp_path, name, content) == f"records/{name}: no entry of this file is a record: none {why}"


def test_files_come_as_a_person_counts_them() -> None:
    names = [
        "Leads-10.json",
        "Leads-2.jsonl",
        "Leads-1².json",
        "Leads.json",
        "Leads-2.csv",
        "Leads-b.json",
        "Cases.json",
    ]
    assert in_order(names) == [
        "Cases.json",
        "Leads.json",
        "Leads-1².json",  # no number, though a digit by its character
        "Leads-2.csv",
        "Leads-2.jsonl",
        "Leads-10.json",
        "Leads-b.json",
    ]


@each_case(
    ("name", "content", "rounded"),
    [
        ("Leads.csv", "Record Id,Age\n5.12345E+17,1\n", "5.12345E+17"),
        ("Leads.csv", "Record Id;Age\n5,12345E+17;1\n", "5,12345E+17"),
        ("Leads.json", '[{"id": "1"}, {"id": "5e17"}]', "5e17"),
    ],
)
def test_ids_that_a_spreadsheet_rounded_are_told(tmp_path: Path, name: str, content: str, rounded: str) -> None:
    assert failure(tmp_path, name, content) == (
        f"records/{name}: the id {rounded} was rounded by a spreadsheet; save the records again, as Zoho exports them"
    )


@each_case(
    ("name", "module"),
    [
        ("Leads.json", "Leads"),
        ("Leads-2.csv", "Leads"),
        ("Cases-Old-1.json", "Cases"),
        ("Services__s-.jsonl", "Services__s"),
    ],
)
def test_the_name_of_a_file_begins_with_its_module(name: str, module: str) -> None:
    assert module_of_file(name) == module
