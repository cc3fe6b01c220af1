"""A file that is dropped on the terminal, which pastes its path in a writing of its own: it is opened, anywhere."""

from __future__ import annotations

import json
import shlex
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.app.driving import Session, opened
from tui.session.dropped import dropped_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.conftest import MakePayload


@pytest.mark.parametrize(
    "written",
    [
        str,
        lambda path: f"{path}\n",
        lambda path: f"'{path}' ",
        lambda path: f'"{path}"',
        lambda path: shlex.quote(str(path)),
        lambda path: str(path).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)").replace("'", "\\'"),
        lambda path: f"file://{quote(str(path))}\r\n",
        lambda path: f"file://localhost{quote(str(path))}",
    ],
)
@pytest.mark.parametrize("name", ["leads.json", "my leads (1).json", "Zoë's %41 списък.csv"])
def test_a_path_is_known_in_every_writing(tmp_path: Path, name: str, written: Callable[[Path], str]) -> None:
    file = tmp_path / name
    file.touch()
    assert dropped_files(written(file)) == (file,)


def test_several_files_and_a_folder_are_known(tmp_path: Path) -> None:
    one, two = tmp_path / "a b.json", tmp_path / "c.json"
    one.touch()
    two.touch()
    assert dropped_files(f"'{one}' '{two}'") == (one, two)
    assert dropped_files(f"{one}\n{two}\n") == (one, two)
    assert dropped_files(f"file://{quote(str(one))}\nfile://{two}") == (one, two)
    assert dropped_files(str(tmp_path)) == (tmp_path,)


@pytest.mark.parametrize(
    "text",
    [
        "leads.json",
        "/no/such/file",
        "see {path}",
        "{path} and {path}",
        '{{"data": ["{path}"]}}',
        "file://elsewhere{path}",
        "https://example.test{path}",
        "'{path}",
        "",
        "/\0",
    ],
)
def test_other_text_names_no_dropped_file(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leads.json").touch()
    assert dropped_files(text.format(path=tmp_path / "leads.json")) == ()


def shows(app: Session, text: str) -> bool:
    return app.view.draft.text == text


async def a_file_dropped_on_any_pane_is_opened_in_one_step_and_nothing_unsaved_is_lost(
    app: Session, payload: MakePayload
) -> None:
    first, second = payload({"data": [{"Last_Name": "Ode"}]}), payload({"data": [{"Last_Name": "Two"}]}, "my two.json")
    await app.open_anew(first)
    for pane in ("pane.payload", "pane.fields", "pane.forecast"):
        before = app.view.draft.text
        await app.do(pane)
        await app.paste(f"'{second}'")
        await app.until(lambda: app.view.file_name == "my two.json", "the dropped file")
        assert app.view.draft.text == second.read_text()
        assert not app.view.unsaved
        await app.do("history.undo")
        await app.until(partial(shows, app, before), "the text as before")
        assert app.view.file_name == first.name
    await app.do("pane.payload")
    await app.paste(" ")
    await app.until(lambda: app.view.unsaved, "an edit")
    await app.paste(f"file://{quote(str(second))}")
    await app.see("has unsaved changes")
    await app.press("escape")
    assert app.view.file_name == first.name


async def a_file_dropped_on_a_line_for_paths_and_on_the_reply_stands_there(app: Session, payload: MakePayload) -> None:
    file = payload({"data": [{"Last_Name": "Two"}]}, "my two.json")
    await app.open_anew()
    await app.do("payload.open")
    await app.paste(str(file).replace(" ", "\\ "))
    await app.press("enter")
    await app.until(lambda: app.view.file_name == "my two.json", "the file")
    await app.do("pane.forecast", "forecast.reply")
    await app.paste(f"file://{quote(str(file))}")
    await app.see("two.json")
    await app.do("reply.compare")
    await app.see("What happened   my two.json", pane="#head")
    await app.paste(str(file))
    await app.hear("To open my two.json, go back to the main screen and drop it there.")


async def a_payload_pasted_while_one_is_in_a_list_becomes_the_payload(app: Session) -> None:
    await app.open_anew()
    before = app.view.draft.text
    await app.do("pane.fields")
    await app.paste(json.dumps({"data": [{"Last_Name": "Ode"}]}))
    await app.until(lambda: app.view.request is not None and len(app.view.request.rows) == 1, "what was pasted")
    await app.do("history.undo")
    await app.until(lambda: app.view.draft.text == before, "the text as before")
    await app.paste("hello there")
    await app.hear("this is neither JSON")
    assert app.view.draft.text == before
    await app.do("pane.payload")
    await app.paste("hello there")
    assert app.view.draft.text.replace("hello there", "") == before != app.view.draft.text


@pytest.mark.anyio
async def test_files_that_are_dropped_are_opened_wherever_one_is(payload: MakePayload) -> None:
    async with opened() as app:
        await a_file_dropped_on_any_pane_is_opened_in_one_step_and_nothing_unsaved_is_lost(app, payload)
        await a_file_dropped_on_a_line_for_paths_and_on_the_reply_stands_there(app, payload)
        await a_payload_pasted_while_one_is_in_a_list_becomes_the_payload(app)
