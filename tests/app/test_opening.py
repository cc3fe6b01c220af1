"""How another payload comes in: as which module it is read, what a paste becomes, and how many calls it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import SIZES, opened

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload
    from tests.app.driving import Session

pytestmark = pytest.mark.anyio

CONTACTS = {"data": [{"Last_Name": "Ode", "Email": "ode@ink.example", "Department": "Verse", "Assistant": "Quill"}]}
CURL = (
    "curl -X POST 'https://www.zohoapis.com/crm/v8/Contacts/upsert' "
    '-H \'Authorization: Zoho-oauthtoken secret\' -d \'{"data":[{"Last_Name":"Ode"}]}\''
)


def har(*modules: str) -> str:
    """A HAR file with an upsert for each of these modules."""
    entries = [
        {
            "request": {
                "method": "POST",
                "url": f"https://www.zohoapis.com/crm/v8/{module}/upsert",
                "headers": [],
                "postData": {"mimeType": "application/json", "text": json.dumps({"data": [{"Last_Name": module}]})},
            },
            "response": {"status": 200, "content": {"text": "{}"}},
        }
        for module in modules
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


async def paste_over(app: Session, text: str) -> None:
    """Paste in place of the whole payload."""
    await app.do("pane.payload", "editor.all")
    await app.paste(text)


async def test_the_module_that_is_open_stays_and_a_better_one_is_offered_with_a_key(payload: MakePayload) -> None:
    async with opened(payload({"data": [{"Last_Name": "Ode"}]}), module="Leads") as app:
        file = payload(CONTACTS, "people.json")  # for which no module was chosen yet
        await app.do("payload.open")
        await app.paste(str(file), over=True)
        await app.press("enter")
        for size in SIZES:
            async with app.at_size(*size):
                await app.see("4 of 4 keys are fields of Contacts, 2 of Leads", pane="#banner")
        assert app.view.module.api_name == "Leads"
        await app.do("module.better")
        await app.until(lambda: app.view.module.api_name == "Contacts", "Contacts")
        assert not app.widget("#banner").display
        await app.do("module.pick")
        await app.paste("Leads")
        await app.press("enter")
        await app.until(lambda: app.view.module.api_name == "Leads", "Leads")
        assert not app.widget("#banner").display  # the person chose it
        await app.do("history.undo", "history.undo", "history.undo")
    async with opened(file) as app:
        assert app.view.module.api_name == "Leads"  # as it was chosen last


async def test_what_is_pasted_over_the_text_is_read_as_what_it_is() -> None:
    async with opened() as app:
        async with app.part("a curl command becomes JSON in one step"):
            before = app.view.draft.text
            await paste_over(app, CURL)
            await app.hear("Read from a curl command, and shown as JSON. Module Contacts")
            assert json.loads(app.view.draft.text) == {"data": [{"Last_Name": "Ode"}]}
            assert "secret" not in app.view.draft.text
            await app.do("history.undo")
            await app.until(lambda: app.view.draft.text == before, "the text to be as before")
            assert app.view.module.api_name == "Leads"
            assert not app.view.can_undo
        async with app.part("a HAR file with several upserts asks which"):
            await paste_over(app, har("Leads", "Contacts"))
            await app.see("holds 2 calls. Which one?")
            await app.press("down", "enter")
            await app.until(lambda: app.view.module.api_name == "Contacts", "Contacts")
            assert app.view.request is not None
            assert app.view.request.rows == ({"Last_Name": "Contacts"},)
            await app.do("history.undo")
        async with app.part("JSON, and a text that is nothing, stay as they are"):
            await paste_over(app, '{"data": [{"Last_Name": "Ode"}]}')
            await app.until(lambda: app.view.draft.text == '{"data": [{"Last_Name": "Ode"}]}', "the JSON")
            await paste_over(app, "<?php echo 1;")
            await app.until(lambda: app.view.draft.text == "<?php echo 1;", "the text")
            await app.hear("this is PHP")
            await app.do("history.undo", "history.undo")
