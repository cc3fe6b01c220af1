"""The payload in another editor: what it saves comes back as one change, and what goes wrong there changes nothing."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tests.conftest import SECRETS
from tui.screens.main.screen import MainScreen
from tui.settings.folders import EDITED_OUTSIDE, state_folder

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

ROWS = {"data": [{"Last_Name": "Ode"}]}


async def edit(app: Session, script: str) -> None:
    """Edit in a shell script, whose ``$1`` is the file."""
    screen = app.app.screen
    assert isinstance(screen, MainScreen)
    screen.editor_command = ("sh", "-c", script, "editor")
    await app.do("payload.editor")


async def test_what_another_editor_saves_comes_back_as_one_change_and_it_is_given_none_of_our_secrets(
    payload: MakePayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = payload(ROWS)
    for name in SECRETS:
        monkeypatch.setenv(f"UPSERT_EXPLORER_{name}", "very-secret-words")
    async with opened(file) as app:
        await app.do("payload.editor")
        await app.hear("No editor is set")
        await edit(app, "sed -i s/Ode/Byron/ $1")  # this terminal cannot be lent
        await app.hear("The editor failed: ")
        monkeypatch.setattr(app.app, "suspend", nullcontext)
        seen = file.with_name("seen")
        given = file.with_name("given")
        await edit(app, f"stat -c %a $1 > '{seen}'; env > '{given}'; sed -i s/Ode/Byron/ $1")
        await app.see('"Byron"', pane="#payload")
        await app.see("the payload was edited in another editor", pane="#cause")
        await app.see("unsaved", pane="#top-bar")
        assert seen.read_text() == "600\n"  # nobody else reads what is edited
        assert "PATH=" in given.read_text()
        assert "very-secret-words" not in given.read_text()
        assert json.loads(file.read_text()) == ROWS
        left = app.view.draft.text
        for script, words in (
            ("exit 3", "The editor exited with code 3; nothing was changed."),
            ("sed -i s/Byron/Vale/ $1; exit 3", "nothing was changed. What it wrote is kept: "),
            ("rm $1", "The editor failed: No such file or directory."),
            ("printf '\\377' > $1", "What it wrote is kept: "),
            ("printf 'a\\0b' > $1", "What it wrote is kept: "),
        ):
            await edit(app, script)
            await app.hear(words)
            assert app.view.draft.text == left
        await edit(app, "printf x > $1")  # it is the person's text, also where it is no JSON
        await app.see("can't be read", pane="#cause")
        await app.do("history.undo", "history.undo")
        assert json.loads(app.view.draft.text) == ROWS
        kept = sorted(file.read_bytes() for file in (state_folder() / EDITED_OUTSIDE).iterdir())
        assert [content[:3] for content in kept] == [b"a\0b", b"{\n ", b"\xff"]
        assert b"Vale" in kept[1]
