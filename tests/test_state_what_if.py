"""What the state does for the records screen: a field that is tried as unique, and a record as one more row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.test_state import ROW, demo, exploring, outcomes, text_of

if TYPE_CHECKING:
    from tui.dataset.folder import DataSet

__all__ = ["demo"]


def kinds(data_set: DataSet, *tried: str) -> dict[str, str]:
    explorer = exploring(data_set, text_of(ROW))
    for name in tried:
        explorer.try_unique("Leads", name)
    return {row.api_name: row.kind for row in explorer.view.check_list.rows}


def test_what_is_tried_decides_is_marked_and_is_taken_back_in_one_step(demo: DataSet) -> None:
    explorer = exploring(demo, text_of({"Last_Name": "Vey", "Website": "https://www.engine.example"}))
    before = explorer.view
    tried = explorer.try_unique("Leads", "Mobile")
    assert tried.cause == "Mobile tried as not unique"
    assert "Mobile" not in {row.api_name for row in tried.check_list.rows}
    both = explorer.try_unique("Leads", "Website")
    assert {row.api_name: row.kind for row in both.check_list.rows}["Website"] == "unique (tried)"
    assert both.changed is not None  # it is counted against the payload as it was, so rows that move say so
    assert both.forecast is not None
    assert [warning.api_name for warning in both.forecast.warnings] == ["Mobile", "Website"]
    explorer.undo()
    explorer.undo()
    assert explorer.view.draft == before.draft
    assert explorer.view.module is demo.module("Leads")


def test_trying_once_more_brings_back_what_the_org_says(demo: DataSet) -> None:
    assert kinds(demo, "Mobile", "Mobile") == kinds(demo)
    assert not demo.module("Leads").tried


def test_a_row_that_moves_by_a_try_says_what_it_was(demo: DataSet) -> None:
    lead = demo.records("Leads").get(next(iter(demo.records("Leads").ids()))) or {}
    explorer = exploring(demo, text_of({"Last_Name": "Vey", "Company": lead["Company"]}))
    assert outcomes(explorer) == ["+ INSERT"]
    explorer.try_unique("Leads", "Mobile")
    view = explorer.try_unique("Leads", "Company")
    assert outcomes(explorer) == ["~ UPDATE"]
    assert view.changed == 1


def test_a_try_holds_for_its_module_only(demo: DataSet) -> None:
    explorer = exploring(demo, text_of(ROW))
    explorer.try_unique("Contacts", "Phone")
    assert explorer.view.module is demo.module("Leads")
    assert explorer.set_module("Contacts").module.tried == ("Phone",)


def test_a_row_is_added_in_one_step_and_the_rest_of_the_text_stays(demo: DataSet) -> None:
    text = text_of(ROW, check=["Email"])
    explorer = exploring(demo, text)
    view = explorer.add_row({"Last_Name": "Vey"}, "4001 put into the payload")
    assert view.request is not None
    assert view.request.rows == (ROW, {"Last_Name": "Vey"})
    assert view.draft.text.startswith(text[: text.rindex("}", 0, text.rindex("]"))])
    assert view.cause == "4001 put into the payload"
    assert explorer.undo().draft.text == text


def test_nothing_is_added_to_a_payload_that_cannot_be_read(demo: DataSet) -> None:
    explorer = exploring(demo, '{"data": [')
    assert explorer.add_row({"Last_Name": "Vey"}, "no").draft.text == '{"data": ['
