"""What leaves the app from the main screen: the forecast, the reply, the payload and a picture, into a file or to the
clipboard."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tui.core.payload.formats import recognise
from tui.core.views.forecast_json import forecast_json
from tui.screens.dialogs import export
from tui.screens.main.screen import MainScreen

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

Kind = export.ExportKind
KINDS = [said.name for said in export.KINDS.values()]
"""What is offered, in its order."""


async def dialog(app: Session) -> None:
    """Wait for it: it comes after a moment, in which messages go. Only then is the screen looked at."""
    await app.until(lambda: isinstance(app.app.focused and app.app.screen, export.ExportDialog), "the dialog")


async def written(app: Session, kind: str, file: Path) -> str:
    """Export a kind into a file by keys; the content."""
    await app.do("forecast.export")
    await dialog(app)
    await app.press(*["down"] * KINDS.index(kind))
    await app.paste(str(file), over=True)
    await app.press("enter")
    await app.hear(f"Saved {file.name}")
    return file.read_text(encoding="utf-8")


def chosen(app: Session, kind: export.ExportKind, file: Path) -> str:
    """Export a kind into a file, as if that had been chosen in the dialog; the content."""
    main = app.app.screen
    assert isinstance(main, MainScreen)
    main._export(export.ExportChoice(kind, to_clipboard=False, path=file), str)
    return file.read_text(encoding="utf-8")


async def the_forecast_is_written_as_markdown_csv_json_and_picture_as_it_stands_on_the_screen(
    app: Session, tmp_path: Path
) -> None:
    await app.open_anew()
    await app.do("fields.move_up")
    await app.see_row(5, "was ERROR")
    view = app.view
    assert view.forecast is not None
    table = await written(app, "forecast as Markdown", tmp_path / "a.md")
    told = [line.split(" | ")[1] for line in table.splitlines() if line[2:3].isdigit()]
    assert told == [row.outcome.mark for row in view.forecast.rows]
    rows = [*csv.DictReader(chosen(app, Kind.CSV, tmp_path / "a.csv").splitlines())]
    assert [row["outcome"] for row in rows] == [row.outcome.value for row in view.forecast.rows]
    assert [row["target_id"] for row in rows] == [row.target_id or "" for row in view.forecast.rows]
    whole = json.loads(chosen(app, Kind.JSON, tmp_path / "a.json"))
    assert whole == json.loads(json.dumps(forecast_json(view.forecast, "demo", partial=False)))
    assert json.loads(chosen(app, Kind.REPLY, tmp_path / "r.json")) == view.forecast.response
    assert chosen(app, Kind.PAYLOAD, tmp_path / "p.json") == view.draft.text
    command = chosen(app, Kind.CURL, tmp_path / "c.sh")
    assert recognise(command).request(view.module).to_body() == json.loads(view.draft.text)
    assert (await written(app, "payload as CSV", tmp_path / "p.csv")).startswith("First_Name,Last_Name,Email,")
    await app.hear("duplicate_check_fields is not in it")
    picture = await written(app, "picture of the screen", tmp_path / "s.svg")
    assert picture.startswith("<svg")
    assert "Written" not in picture  # what was told of the files before does not cover the table
    assert "was&#160;ERROR" in picture
    assert "picture&#160;of&#160;the&#160;screen" not in picture  # of the main screen, not of the dialog
    assert app.view.draft == view.draft


async def by_mouse_to_the_clipboard_and_from_the_palette_and_without_a_forecast_the_text_only(
    app: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    await app.open_anew()
    assert app.view.forecast is not None
    await app.do("forecast.export")
    await app.click("expected reply", pane="Choices")
    await app.press("f9")
    await app.hear("sent to the terminal's clipboard")
    assert json.loads(app.app.clipboard) == app.view.forecast.response
    await app.do("forecast.export")
    await dialog(app)
    await app.see("picture of the screen")
    await app.press("down", "enter")
    await app.hear("Saved first-look-forecast.csv")  # where the app was started: the demo stays as it is
    assert len((folder / "first-look-forecast.csv").read_text().splitlines()) == 1 + len(app.view.forecast.rows)
    await app.click("≡", pane="#top-bar")  # the palette has it, too
    await app.paste("export the forecast")
    await app.see("or a picture")
    await app.press("enter")
    await dialog(app)
    await app.see("picture of the screen")
    await app.press("escape")
    assert [file.name for file in folder.iterdir()] == ["first-look-forecast.csv"]

    await app.do("pane.payload", "editor.first")
    await app.write("x")
    await app.see("can't be read", pane="#cause")
    await app.do("forecast.export")
    await app.see("picture of the screen", pane="Choices")
    assert len(app.missing(["forecast as CSV", "expected reply"])) == 2  # there is none of this text
    await app.paste(str(tmp_path / "p.txt"), over=True)
    await app.press("enter")
    await app.hear("Saved p.txt")
    assert (tmp_path / "p.txt").read_text() == app.view.draft.text


async def test_what_leaves_the_app_goes_into_files_or_to_the_clipboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as app:
        await the_forecast_is_written_as_markdown_csv_json_and_picture_as_it_stands_on_the_screen(app, tmp_path)
        await by_mouse_to_the_clipboard_and_from_the_palette_and_without_a_forecast_the_text_only(
            app, tmp_path, monkeypatch
        )
