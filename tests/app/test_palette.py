"""The command palette: it has every action of the main screen, and each does there what its key does."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Tabs, TextArea

from tests.app.driving import Session, opened
from tests.app.test_every_dialog import AT_ONCE
from tui import keys
from tui.core.rules import SWITCHES
from tui.screens.main.screen import MainScreen
from tui.widgets.forecast_table import ForecastTable

if TYPE_CHECKING:
    from textual.app import SystemCommand
    from textual.dom import DOMNode
    from textual.widget import Widget

    from tui.session.view import View

pytestmark = pytest.mark.anyio

PANES = {
    "main screen": "detail",
    "lists of the main screen": "forecast",
    "check fields": "fields",
    "editing the payload": "payload",
    "forecast": "forecast",
    "row detail": "detail",
}
"""Where the bindings hold that the palette has, and the pane that has the focus when they are tried."""

OF_THE_CURSOR = {"fields.move_up", "fields.move_down", "fields.tick", "forecast.open"}
"""What is done to the line under the cursor; the palette has each field by its name instead."""


AT_TIMES = {"warnings.read", "module.better", "forecast.warned", "forecast.ticked", "forecast.stop"}
"""What there is to do only where something is to be warned of, is ticked or takes long; see test_problems,
test_opening, test_ticks and test_odd_payloads."""


OPENS_A_DIALOG = {binding_id for ids in AT_ONCE.values() for binding_id in ids}
"""What opens a dialog over any payload: that it does is what test_every_dialog tries with the same keys."""


def titled(app: Session) -> dict[str, SystemCommand]:
    """The commands by their titles, no two of which are the same."""
    commands = [*app.app.get_system_commands(app.app.screen)]
    found = {command.title: command for command in commands}
    assert len(found) == len(commands)
    return found


@lru_cache(maxsize=1)
def parts(main: MainScreen) -> tuple[ForecastTable, TextArea, Tabs, Widget]:
    """The table, the text, the tabs and the line for finding: asked for thousands of times."""
    find = main.query_one("#find")
    return main.query_one(ForecastTable), main.query_one(TextArea), main.query_one(Tabs), find


def looks(app: Session) -> dict[str, object]:
    """All that an action can change."""
    main = next(screen for screen in app.app.screen_stack if isinstance(screen, MainScreen))
    table, editor, tabs, find = parts(main)
    return {
        "screen": type(app.app.screen),
        "focus": app.app.focused and app.app.focused.id,
        "draft": app.view.draft,
        "name": app.view.file_name,
        "text": editor.text,
        "place": (main.row, main.pane, tabs.active),
        "filters": (table.outcome, table.certainty, table.words, table.sort, table.ticked),
        "find": find.has_class("-open"),
        "sizes": (main.sizes.zoomed, dict(main.sizes.set)),
        "clipboard": app.app.clipboard,
        "told": {notice.message for notice in app.app._notifications},
    }


def differs(app: Session, before: dict[str, object]) -> bool:
    return looks(app) != before


class Start:
    """Where each action starts: row 6, which depends on a rule, is selected, and something is there to be undone, made
    again and reset. What the action before left alone is not set anew."""

    def __init__(self, app: Session) -> None:
        self.app = app
        self.draft = replace(app.view.draft, text=json.dumps(json.loads(app.view.draft.text)))
        self._view: View | None = None
        self._filters: object = None
        self._sizes: dict[str, object] = {}  # by the pane: not every edge can move

    async def again(self, pane: str) -> dict[str, object]:
        """Leave what an action opened, take back what it changed, and go to a pane."""
        app = self.app
        while len(app.app.screen_stack) > 1:
            await app.press("escape")
        main = app.app.screen
        assert isinstance(main, MainScreen)
        self._open_again(main)
        table, editor, tabs, find = parts(main)
        find.remove_class("-open")
        main.show_grid(False)
        editor.move_cursor((0, 0))
        tabs.active = "why"
        if looks(app)["filters"] != self._filters:
            table.ticked = frozenset()
            table.action_clear_filters()
            table.action_next_sort()
            self._filters = looks(app)["filters"]
        table.select(5)
        main.action_show_pane(pane)
        if looks(app)["sizes"] != self._sizes.get(pane):
            main.action_reset_sizes()
            await app.frame()
            main.action_size_pane("width", 1)
            self._sizes[pane] = looks(app)["sizes"]
        await app.settle()  # it may have said that there is nothing to reset
        app.app.copy_to_clipboard("")
        app.app.clear_notifications()
        return looks(app)

    def _open_again(self, main: MainScreen) -> None:
        explorer = self.app.explorer
        if explorer.view is self._view:
            return
        explorer.forget_tries()
        self._view = explorer.undo()
        if self._view.draft != self.draft or not (self._view.can_undo and self._view.can_redo):
            other = replace(self.draft, split=False)
            for draft in (other, self.draft, other):
                explorer.open_payload(draft, file=None, file_name="tried.json")
            self._view = explorer.undo()
        main.show(self._view)


class Actions:
    """The actions that are asked for, and of what. held: none is done."""

    def __init__(self, app: Session, patch: pytest.MonkeyPatch) -> None:
        self.held = False
        self.ran: list[tuple[DOMNode, str, object]] = []
        self._do = app.app._dispatch_action  # every key and every command goes through it
        patch.setattr(app.app, "_dispatch_action", self._dispatch)

    async def _dispatch(self, node: DOMNode, name: str, given: object) -> bool:
        done = self.held or await self._do(node, name, given)
        if done:
            self.ran.append((node, name, given))
        return done


async def test_every_action_that_has_a_key_is_in_the_palette_and_does_there_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with opened() as app:
        await the_palette_opens_by_key_and_by_mouse_and_what_is_chosen_acts_on_the_pane_one_came_from(app)
        await app.open_anew()
        commands = titled(app)
        start, actions = Start(app), Actions(app, monkeypatch)
        for binding, pane in ((binding, pane) for place, pane in PANES.items() for binding in keys.PLACES[place]):
            if binding.id is None or binding.id in OF_THE_CURSOR | AT_TIMES:
                continue
            title = binding.tooltip or f"Go to {binding.description}"
            before = await start.again("payload" if binding.id == "pane.detail" else pane)
            actions.ran.clear()
            actions.held = True
            commands.pop(title).callback()
            await app.settle()
            await app.until(lambda: actions.ran, f"{title} to ask for something")
            (by_command,) = actions.ran
            assert looks(app) == before, f"{title} was held"
            actions.held = binding.id in OPENS_A_DIALOG
            await app.do(binding.id)
            assert by_command in actions.ran[1:], f"{title} does what its key does"  # a screen may hand it on
            if not actions.held:
                await app.until(partial(differs, app, before), f"{title} to do something")
            actions.held = False
        others = {
            "Copy",
            "Theme",
            "Help",
            "Quit",
            "Lessons",
            "5-minute tour",
            *(f"Next setting of {rule}" for rule in SWITCHES),
        }
        others |= {str(binding.tooltip) for place in PANES for binding in keys.PLACES[place] if binding.id in AT_TIMES}
        fields = [row.api_name for row in app.view.check_list.rows]
        others |= {words for name in fields for words in (f"Tick {name}", f"Move {name} up", f"Move {name} down")}
        assert set(commands) == others


async def fields_are_moved_and_ticked_and_rules_are_flipped_by_name(app: Session) -> None:
    await app.open_anew()
    commands, assumptions = titled(app), app.view.draft.assumptions
    for title, listed in (
        ("Move Phone up", ("Phone", "Email")),
        ("Move Phone down", ("Email", "Phone")),
        ("Tick Mobile", ("Email", "Phone", "Mobile")),
        ("Move Mobile down", ("Email", "Phone", "Mobile")),  # it is the last
        ("Tick Email", ("Phone", "Mobile")),
    ):
        commands[title].callback()
        await app.settle()
        assert app.view.check_list.listed == listed, title
    for rule in SWITCHES:
        commands[f"Next setting of {rule}"].callback()
    await app.settle()
    assert [rule for rule in SWITCHES if app.view.draft.assumptions[rule] == assumptions[rule]] == []
    assert [*app.view.draft.assumptions.changed()] == [*SWITCHES]


async def the_palette_opens_by_key_and_by_mouse_and_what_is_chosen_acts_on_the_pane_one_came_from(app: Session) -> None:
    await app.do("pane.forecast", "app.palette")
    await app.paste("filter rows")
    await app.see("Find in the payload, or filter rows")
    await app.press("enter")
    await app.see("rows with", pane="#find")
    await app.paste("lucy")
    await app.see("1 of 8 rows", pane="#forecast")
    await app.press("escape")
    await app.click("≡", pane="#top-bar")
    await app.paste("all rows")
    await app.click("Show all rows, in their order")
    await app.see("○ 1 assumed  8 rows", pane="#forecast")
    await app.click("Palette", pane="KeyLine")
    await app.paste("next setting of match.several")
    await app.see("now oldest")
    await app.press("enter")
    await app.see("match.several = newest", pane="#cause")
    await fields_are_moved_and_ticked_and_rules_are_flipped_by_name(app)
