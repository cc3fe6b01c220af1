"""A CSV that is about to be opened: when its columns are looked at first, as which module, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tui.core.payload.formats import recognise
from tui.core.payload.request import PayloadError
from tui.core.rules import Assumptions
from tui.dataset.folder import DataSet, demo_folder
from tui.session.csv_table import csv_table, mapped, table_of_draft
from tui.session.explorer import Explorer
from tui.session.kept_source import KeptSource
from tui.session.known_headers import known_header, remember_header
from tui.session.reading import Draft
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.payload.csv_rows import Columns

PEOPLE = "Last Name,Mail address\nOde,a@ink.example\n"
COLUMNS = (("Last Name", "Last_Name"), ("Mail address", "Email"))


@pytest.fixture(scope="module")
def demo() -> Iterator[DataSet]:
    with DataSet.open(demo_folder()) as data_set:
        yield data_set


def draft_of(demo: DataSet, text: str, columns: Columns = (), module: str = "Leads") -> Draft:
    source = replace(recognise(text), columns=columns)
    return Draft(source.bound_to(demo.module(module)), module, Assumptions(), source=source)


@each_case(
    ("text", "module", "is_plain"),
    [
        ("Last Name,Email\nOde,a\n", "Leads", True),
        ("Last Name,Colour\nOde,red\n", "Leads", False),
        ("Account Name;Industry;Employees\nInk;Verse;3\n", "Accounts", False),  # Leads are open, Accounts know more
        ("Nachname\tFarbe\nOde\trot\n", "Leads", False),
    ],
    shared=("demo",),
)
def test_columns_are_looked_at_unless_their_names_and_the_module_are_sure(
    demo: DataSet, text: str, module: str, is_plain: bool
) -> None:
    for content in (text.encode(), text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode()):
        table = csv_table(content, demo, at_hand="Leads")
        assert table is not None
        assert (table.mapping.module.api_name, table.is_plain) == (module, is_plain)


def test_a_module_that_is_noted_for_the_file_is_taken_and_sure(demo: DataSet) -> None:
    table = csv_table(b"Account Name,Industry\nInk,Verse\n", demo, at_hand="Leads", noted="Accounts")
    assert table is not None
    assert (table.mapping.module.api_name, table.is_plain) == ("Accounts", True)


@each_case(
    "content",
    [
        b"",
        b'{"data": [{"Last_Name": "Ode"}]}',
        b"Last Name,Email\n",  # no row
        b"just a line\nand another\n",
        b"Last Name,Email\nOde,a,one too many\n",
        b'Last Name,Email\n"Ode,a\n',
        "Last Name,Straße\nOde,Weg\n".encode("cp1252"),
        b"PK\x03\x04 a workbook of Excel",
        b"<?php echo 1;",
    ],
    shared=("demo",),
)
def test_what_is_no_table_that_can_be_read_is_left_to_its_reader(demo: DataSet, content: bytes) -> None:
    assert csv_table(content, demo, at_hand="Leads") is None


def test_what_was_made_of_a_header_is_offered_again_with_its_module(demo: DataSet) -> None:
    remember_header("Contacts", COLUMNS)
    table = csv_table(PEOPLE.encode(), demo, at_hand="Leads")
    assert table is not None
    assert (table.mapping.module.api_name, table.is_plain) == ("Contacts", False)
    assert [(column.field, column.how) for column in table.mapping.columns] == [
        ("Last_Name", "label"),
        ("Email", "as before"),
    ]
    remember_header("Gone", COLUMNS)
    table = csv_table(PEOPLE.encode(), demo, at_hand="Leads")
    assert table is not None
    assert table.mapping.module.api_name == "Leads"


def test_of_headers_the_latest_are_kept_privately_and_a_damaged_list_is_none() -> None:
    for number in range(60):
        remember_header("Leads", ((f"h{number}", None),))
    remember_header("Contacts", (("h59", "Email"),))
    assert known_header(["h0"]) is None
    kept = known_header(["h59"])
    assert kept is not None
    assert (kept.module, kept.columns) == ("Contacts", (("h59", "Email"),))
    file = state_folder() / "columns-of-csv.json"
    assert file.stat().st_mode & 0o077 == 0
    file.write_text('[{"module": 1}]')
    assert known_header(["h59"]) is None
    remember_header("Leads", ((("x" * 3), None),) * 501)
    assert known_header(["xxx"] * 501) is None


def test_a_draft_is_read_anew_with_other_columns_and_keeps_its_check_fields(demo: DataSet) -> None:
    explorer = Explorer(demo, draft_of(demo, PEOPLE))
    explorer.set_check_fields(["Phone"], "Phone listed")
    edited = explorer.view.draft
    anew = mapped(edited, demo, "Contacts", COLUMNS)
    assert '"duplicate_check_fields": ["Phone"]' in anew.text
    assert '"Email": "a@ink.example"' in anew.text
    assert (anew.module, anew.module_is_chosen) == ("Contacts", True)


def test_columns_stay_with_the_source_through_another_module_and_a_workspace(demo: DataSet) -> None:
    draft = draft_of(demo, PEOPLE, COLUMNS)
    assert '"Email"' in draft.for_module(demo.module("Contacts")).text
    assert draft.source is not None
    kept = KeptSource.of(draft.source)
    assert KeptSource.of_json(kept.to_json()).source() == draft.source
    table = table_of_draft(draft, demo)
    assert table is not None
    assert table.mapping.columns[1].how == "as before"
    assert table_of_draft(draft.edited("{}"), demo) is None


def test_a_table_of_which_no_column_is_known_is_called_so_where_nobody_can_map_it(demo: DataSet) -> None:
    with pytest.raises(PayloadError, match="no column of this CSV names a field of Leads; rename them"):
        recognise("Nachname,Farbe\nOde,rot\n").request(demo.module("Leads"))
    with pytest.raises(PayloadError, match="neither JSON, CSV with a field of Leads"):
        recognise("Dear Ada, hello\nthank you, all\n").request(demo.module("Leads"))
