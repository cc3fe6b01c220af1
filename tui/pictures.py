"""The pictures of the README: what the app shows at a few moments, drawn by the app itself without a terminal.

Drawing is deterministic: nothing on screen tells the time or the host, what was sent was sent at given times, and a
person's folders are made for the picture. So a picture that differs means that the screen has changed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tui.app import ExplorerApp
from tui.core.views.forecast_json import forecast_json
from tui.dataclass import dataclass
from tui.live.journal.journal import Journal, SendFacts
from tui.live.zoho.result import CallResult
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.pilot import Pilot


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the demo: its file name, the size of the terminal, the keys that are pressed. Among the keys,
    ``wait:PHASE`` waits until the send screen is in that phase, and ``wait:`` until nothing is waited for any more.
    ``before``: what happened before the app was opened; ``lesson``: the one that it opens with."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    no_color: bool = False
    theme: str | None = None
    before: Callable[[], None] | None = None
    lesson: str | None = None


def _sends() -> None:
    """Calls in the journal: one with a row that went elsewhere, one that was refused, one without a reply."""
    times = (datetime(2026, 11, 3, 9, 12, tzinfo=UTC) + timedelta(minutes=17 * step) for step in range(9))
    journal = Journal(state_folder(), lambda: next(times))
    with (opened := open_file(None, CaseOptions())).explorer.data_set as data_set:
        request, forecast = opened.explorer.view.request, opened.explorer.view.forecast
        if request is None or forecast is None:
            raise AssertionError("the demo's payload can be read")
        body, found = request.to_body(), forecast_json(forecast, "demo", partial=False)
    twins = next(row for row in found["records"] if len(row["trace"][0]["matches"]) > 1)
    reply: Any = json.loads(json.dumps(found["response"]).replace("new-", "61000000000010000"))
    reply["data"][twins["index"]]["details"]["id"] = twins["trace"][0]["matches"][-1]
    answered = CallResult("answered", "HTTP 207, 8 rows answered, 2 of them refused", 207, reply, None, 1, 4_812)
    error = {"code": "NO_PERMISSION", "details": {}, "message": "permission denied to create", "status": "error"}
    refused = CallResult("refused", "HTTP 403, NO_PERMISSION: permission denied to create", 403, error, None, 1)
    for send, name, environment, org, result in (
        ("1", "sandbox-eu", "sandbox", "Zylker Ltd", answered),
        ("2", "sandbox-eu", "sandbox", "Zylker Ltd", refused),
        ("3", "zylker", "production", "Zylker Ltd", None),
    ):
        facts = SendFacts(
            send, name, environment, "Leads", org,
            file="first-look.json", data_set="demo", data_set_made_at=data_set.made_at,
            check_order=forecast.order.names, forecast=tuple(found["records"]),
        )  # fmt: skip
        entry = journal.begin(facts, body)
        if result is not None:
            journal.reply(entry, result)


def _incident() -> None:
    """A call with its reply, as somebody saved it."""
    reply = {
        "code": "SUCCESS",
        "duplicate_field": "Phone",
        "action": "update",
        "details": {"id": "4001000000012436", "Modified_Time": "2026-11-03T10:02:18+05:30"},
        "message": "record updated",
        "status": "success",
    }
    rows = [{"Last_Name": "Marsh", "Phone": "+1 404 555 0107", "Company": "Marsh & Co"}]
    request = {"data": rows, "duplicate_check_fields": ["Email"]}
    call = {"at": "2026-11-03T04:32:18Z", "module": "Leads", "request": request, "reply": {"data": [reply]}}
    Path("call.json").write_text(json.dumps(call), encoding="utf-8")


def _spreadsheet() -> None:
    """A CSV file whose columns have names of their own."""
    Path("fair.csv").write_text(
        "Last Name,E-mail,Phone,Company,Employees,Hall\n"
        "Quill,grace.quill@inkwell.example,555-0123,Inkwell,12,B\n"
        "Westen,lucy@whitby.example,+44 20 7946 0101,Whitby & Sons,about 40,B\n"
        "Pinch,tom.pinch@newloft.example,,New Loft,7,C\n",
        encoding="utf-8",
    )


def _typed(text: str) -> tuple[str, ...]:
    names = {"~": "tilde", "/": "slash", ".": "full_stop"}
    return tuple(names.get(character, character) for character in text)


_FLIP = ("shift+up", "f4", "down")
_ROW_5 = ("f4", "down", "down", "down", "down")
_ROW_6 = (*_ROW_5, "down")

PICTURES: Final = (
    Picture("main.svg", (120, 40), ("f4", "down", "f2")),
    Picture("flip.svg", (120, 40), _FLIP),
    Picture("changes.svg", (120, 40), (*_ROW_6, "f5", "right")),
    Picture("record.svg", (120, 40), (*_ROW_6, "f5", "right", "right")),
    Picture("expected-reply.svg", (120, 40), ("f4", "down", "down", "down", "f5", "left", "left")),
    Picture("notes.svg", (120, 40), ("f4", "end", "f5", "left")),
    Picture("records.svg", (120, 40), ("f4", "down", "b", "wait:", "right")),
    Picture("assumptions.svg", (120, 40), (*_ROW_6, "f10", "down")),
    Picture("what-if.svg", (120, 40), ("f4", "w", "down", "right", "right")),
    Picture("backwards.svg", (120, 40), (*_ROW_5, "i", "enter", "wait:", "down", "down", "down")),
    Picture("rules.svg", (120, 40), ("ctrl+r",)),
    Picture("lesson.svg", (120, 40), ("right", "enter"), lesson="03-the-field-you-did-not-list"),
    Picture("completion.svg", (120, 40), ("f3", *["down"] * 6, "end", "comma", "enter", "quotation_mark", "l", "e")),
    Picture("grid.svg", (120, 40), ("f3", "ctrl+backslash", "down", "down", "down", "right")),
    Picture("spreadsheet.svg", (120, 40), ("ctrl+o", *_typed("~/crm/fair.csv"), "enter"), before=_spreadsheet),
    Picture("problem.svg", (120, 40), ("shift+up", "f3", "end", "comma")),
    Picture("no-colour.svg", (120, 40), _FLIP, no_color=True),
    Picture("light.svg", (120, 40), _FLIP, theme="explorer-light"),
    Picture("help.svg", (120, 40), ("f1",)),
    Picture("profiles.svg", (120, 40), ("f12", "down", "down", "down", "enter")),
    Picture("send.svg", (120, 40), ("f12", "enter", "wait:confirming")),
    Picture("reply.svg", (120, 40), ("f12", "enter", "wait:confirming", "enter", "wait:after", "down", "down", "down")),
    Picture("pull.svg", (120, 40), ("f12", "down", "enter", "wait:", "down", "space")),
    Picture("journal.svg", (120, 40), ("f12", "down", "down", "enter", "wait:", "down", "down"), before=_sends),
    Picture("what-happened.svg", (120, 40), ("f4", "h", *_typed("~/crm/call.json"), "f9", "wait:"), before=_incident),
    Picture("columns-100.svg", (100, 30), _FLIP),
    Picture("columns-80.svg", (80, 24), ("shift+up",)),
    Picture("columns-200.svg", (200, 60), _FLIP),
)


_TERMINAL: Final = ("NO_COLOR", "TEXTUAL_THEME", "LC_ALL", "LC_CTYPE", "LANG", "TERM", "COLORTERM")
"""What the environment says of a terminal: pictures are of none in particular."""


_FOLDERS: Final = ("UPSERT_EXPLORER_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME")
"""Where a person's own things are: pictures are drawn in folders of their own, at work in ``~/crm``."""

_PATIENCE: Final = 400  # rounds of waiting for a phase


def draw_all() -> dict[str, str]:
    """Every picture as SVG text, by file name."""
    return {picture.name: draw(picture) for picture in PICTURES}


def draw(picture: Picture) -> str:
    """One picture as SVG text."""
    with tempfile.TemporaryDirectory() as folder:
        folders = {name: str(Path(folder).resolve() / name.lower()) for name in _FOLDERS}
        work = Path(folders["HOME"], "crm")
        work.mkdir(parents=True)
        no_color = {"NO_COLOR": "1"} if picture.no_color else {}
        with _environment({**folders, "TZ": "UTC", **no_color}), contextlib.chdir(work):
            if picture.before is not None:
                picture.before()
            return asyncio.run(_draw(picture))


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """These variables, none of those of the terminal, and the zone of the time that they name."""
    kept = {name: os.environ.pop(name, None) for name in (*_TERMINAL, *_FOLDERS, "TZ")}
    os.environ.update(values)
    _set_zone()
    try:
        yield
    finally:
        for name in (*values, *kept):
            os.environ.pop(name, None)
        os.environ.update({name: value for name, value in kept.items() if value is not None})
        _set_zone()


def _set_zone() -> None:
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()


async def _draw(picture: Picture) -> str:
    app = ExplorerApp(open_file(None, CaseOptions()), lesson=picture.lesson)
    app.animation_level = "none"
    if picture.theme is not None:
        app.theme = picture.theme
    async with app.run_test(size=picture.size) as pilot:
        await _settle(pilot)
        for key in picture.keys:
            if key.startswith("wait:"):
                await _wait(pilot, key.removeprefix("wait:"))
            else:
                await pilot.press(key)
            await _settle(pilot)
        return app.export_screenshot(title="Upsert Explorer")


async def _wait(pilot: Pilot[int], phase: str) -> None:
    """Until the send screen is in a phase; an empty one: until no dialog waits for an answer."""
    for _ in range(_PATIENCE):
        if getattr(pilot.app.screen, "phase" if phase else "busy", None) == phase:
            return
        await pilot.pause(0.05)
    raise TimeoutError(f"the screen did not come to {phase}")


async def _settle(pilot: Pilot[int]) -> None:
    """Wait until every message has been handled and the screen is painted."""
    for _ in range(3):
        await pilot.pause()
