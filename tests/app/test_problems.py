"""Problems and warnings where one sees them: in the table, in the banner, and at their place in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import SIZES, Session, opened
from tui.screens.pull.screen import PullScreen
from tui.settings.folders import config_folder, ensure_folder
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio

ROWS = {
    "data": [
        {"Last_Name": "Ode", "E-mail": "ode@ink.example"},
        {"Last_Name": "Quill", "No_of_Employees": "many"},
        {"Last_Name": "Nib"},
    ],
    "duplicate_check_fields": ["Nonsense"],
    "triger": [],
}


async def the_table_counts_warnings_marks_their_rows_and_filters_by_click(app: Session) -> None:
    await app.do("pane.forecast")
    await app.see("⚠ 1", pane="#forecast")
    assert "⚠" in app.row(1)
    assert "⚠" not in app.row(3)
    await app.click("⚠ 1", pane="#forecast")
    await app.until(lambda: app.row(3) == "", "row 3 to be filtered out")
    await app.do("forecast.clear")
    await app.see_row(3, "INSERT")


async def a_key_filters_by_warnings_and_takes_that_off(app: Session) -> None:
    await app.do("pane.forecast", "forecast.warned")
    await app.see("1 of 3", pane="#forecast")
    assert app.row(3) == ""
    await app.do("forecast.warned")
    await app.see_row(3, "INSERT")


async def a_problem_is_signed_beside_its_line_and_told_when_the_cursor_is_there(app: Session) -> None:
    await app.do("pane.payload", "editor.first", "problem.next")
    await app.see("1 refused · 3 warnings", pane="#payload")
    await app.see("Did you mean Email?", pane="#cause")
    warned = [line for line in app.lines("#payload") if "⚠" in line[:8]]
    assert '"E-mail"' in warned[0]
    assert all('"Nonsense"' in line or '"triger"' in line for line in warned[1:])
    line = next(line for line in app.lines("#payload") if '"many"' in line)
    assert "!" in line[:8]


async def keys_go_from_problem_to_problem_and_round_the_end(app: Session) -> None:
    """From the first."""
    editor = app.widget("#payload")
    await app.do("problem.next")
    await app.see('! No_of_Employees is "many"; it takes a whole number of at most 9 digits.', pane="#cause")
    assert isinstance(editor, PayloadEditor)
    assert editor.cursor_location[0] == 8
    await app.do("problem.previous")
    await app.see("Did you mean Email?", pane="#cause")
    await app.do("problem.previous")  # round the end
    await app.see("Did you mean trigger?", pane="#cause")
    await app.press("up")
    await app.see_no("Did you mean trigger?", pane="#cause")


async def a_trailing_comma_is_marked_at_the_comma_and_an_open_quote_where_it_opens(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew(payload('{\n  "data": [\n    {"Last_Name": "Ode"}\n  ]\n}\n'))
    await app.do("pane.payload")
    await app.click("}", pane="#payload")
    await app.write(",")
    await app.see("line 3, column 24: this comma is one too many", pane="#payload")
    await app.do("problem.next")
    assert app.focus_is_in("#payload")
    await app.open_anew(payload('{\n  "data": [\n    {"Last_Name": "Ode}\n  ]\n}\n'))
    await app.see("line 3, column 19: this string has no closing quote", pane="#payload")


async def the_warnings_of_the_call_stand_in_one_line_that_a_click_opens(app: Session) -> None:
    await app.click("⚠ 2 warnings", pane="#banner")
    await app.see("Leads has no field Nonsense; it is not checked.", "Did you mean trigger?", "Copy the texts")
    await app.press("escape")


async def a_key_opens_the_warnings_and_another_copies_them(app: Session) -> None:
    await app.do("warnings.read")
    await app.see("Leads has no field Nonsense; it is not checked.", "order.not_checkable")
    await app.press("down", "up", "enter")
    await app.hear("The warnings were sent to the terminal's clipboard.")
    assert "Leads has no field Nonsense" in app.app.clipboard
    await app.press("escape")


async def test_what_the_copy_lacks_is_pulled_from_its_warning_by_key_and_click(
    payload: MakePayload, data_set: MakeDataSet
) -> None:
    email = {"api_name": "Email", "data_type": "email", "json_type": "string", "unique": {}}
    last_name = {"api_name": "Last_Name", "data_type": "text", "json_type": "string", "system_mandatory": True}
    city = {"api_name": "City", "data_type": "text", "json_type": "string"}
    folder = data_set([last_name, email, city], [{"id": "101", "Last_Name": "Liv", "Email": "liv@fjord.example"}])
    body = {"data": [{"Last_Name": "Liv", "Email": "liv@fjord.example", "City": "Voss"}]}
    async with opened(payload(body), folder) as app:
        await app.do("warnings.read")
        await app.see("data.absent_field", "Copy the texts")
        assert app.missing(["Pull what is missing"])  # there is no org to pull from
        await app.press("escape")
        ensure_folder(config_folder())
        (config_folder() / "config.toml").write_text('[profiles.fjord]\nclient_id = "1000.X"\ndata_center = "eu"\n')
        for by_mouse in (False, True):
            await app.do("warnings.read")
            await app.see("Pull what is missing from practice")
            await (app.click("Pull what is missing from practice") if by_mouse else app.press("enter"))
            await app.until(lambda: isinstance(app.app.screen, PullScreen), "the pull to open")
            await app.see("own.json", pane="#for-payload")
            await app.press("escape")
            await app.until(lambda: not isinstance(app.app.screen, PullScreen), "the pull to close")


async def another_call_than_an_upsert_is_loud(app: Session, payload: MakePayload) -> None:
    text = 'curl -X POST \'https://www.zohoapis.com/crm/v8/Leads\' -d \'{"data":[{"Last_Name":"Ode"}]}\''
    await app.open_anew(payload(text, "insert.sh"))
    await app.see("not an upsert", pane="#banner")
    assert app.widget("#banner").has_class("-loud")


async def without_warnings_there_is_no_banner_and_its_keys_are_the_editor_s(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload({"data": [{"Last_Name": "Ode"}]}))
    assert not app.widget("#banner").display
    before = app.view.draft.text
    await app.do("pane.payload", "editor.first")
    await app.press("ctrl+k")
    await app.until(lambda: app.view.draft.text != before, "the line to be deleted")


async def test_problems_and_warnings_stand_in_the_table_in_the_text_and_in_the_banner(payload: MakePayload) -> None:
    async with opened(payload(ROWS)) as app:
        for size in SIZES:
            async with app.at_size(*size):
                await the_table_counts_warnings_marks_their_rows_and_filters_by_click(app)
                await a_problem_is_signed_beside_its_line_and_told_when_the_cursor_is_there(app)
                await the_warnings_of_the_call_stand_in_one_line_that_a_click_opens(app)
        await keys_go_from_problem_to_problem_and_round_the_end(app)
        await a_key_filters_by_warnings_and_takes_that_off(app)
        await a_key_opens_the_warnings_and_another_copies_them(app)
        await another_call_than_an_upsert_is_loud(app, payload)
        await without_warnings_there_is_no_banner_and_its_keys_are_the_editor_s(app, payload)
        await a_trailing_comma_is_marked_at_the_comma_and_an_open_quote_where_it_opens(app, payload)
