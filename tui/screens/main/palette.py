"""What the command palette offers: every action of the main screen by name, and every check field to move or tick."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import CommandPalette

from tui import keys
from tui.core.display import one_line
from tui.core.rules import SWITCHES
from tui.screens.styled_once import LaidOutOnce
from tui.widgets.check_fields import CheckFields
from tui.widgets.detail import Detail
from tui.widgets.forecast_table import ForecastTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.binding import Binding
    from textual.screen import Screen
    from textual.widget import Widget

    from tui.screens.main.screen import MainScreen
    from tui.screens.what_if.screen import WhatIfScreen


class Palette(CommandPalette, LaidOutOnce[None]):
    """The palette, drawn once when it opens."""


def main_commands(screen: MainScreen) -> Iterator[SystemCommand]:
    """The commands for the main screen."""
    for binding in keys.MAIN:
        title = str(binding.tooltip or f"Go to {binding.description}")
        yield SystemCommand(title, f"{binding.description} · {keys.key_name(binding.id or '')}", _run(screen, binding))
    fields = screen.query_one(CheckFields)
    for binding in keys.SET_FIELDS:
        title = str(binding.tooltip or binding.description)
        yield SystemCommand(title, "duplicate_check_fields", _run(fields, binding))
    for row in fields.check_list.rows:
        name = one_line(row.api_name).replace("[", "\\[")  # the palette reads markup
        for word, step in (("up", -1), ("down", 1)):
            yield SystemCommand(f"Move {name} {word}", "Change the order", partial(fields.move, row.api_name, step))
        tick = "Take off the list" if row.place else "Add to the list"
        yield SystemCommand(f"Tick {name}", tick, partial(fields.tick, row.api_name))
    for node, bindings, place in (
        (screen.query_one(ForecastTable), [*keys.FILTERS, *keys.TICKS, *keys.TRYING, keys.PULL_TOUCHED], "forecast"),
        (screen.query_one(Detail), keys.DETAIL, "row detail"),
    ):
        for binding in bindings:
            yield SystemCommand(str(binding.tooltip or binding.description), place, _run(node, binding))
    for binding in keys.EDITING:
        title = str(binding.tooltip or binding.description)
        in_text = partial(_run_in_text, screen, binding)
        yield SystemCommand(title, f"payload · {keys.key_name(binding.id or '')}", in_text)
    for binding in keys.MAIN_LISTS:
        title = str(binding.tooltip or binding.description)
        yield SystemCommand(title, keys.key_name(binding.id or ""), _run(fields, binding))
    grid = screen.grid
    if screen.shows_grid and grid is not None:
        from tui.screens.grid.menu import grid_action

        for binding in keys.GRID_MENU:
            run = partial(grid.call_later, partial(grid.run_action, grid_action(binding)))
            yield SystemCommand(str(binding.tooltip), "payload as a grid", run)
    forecast = screen.explorer.view.forecast
    for rule in SWITCHES if forecast else ():
        now = screen.explorer.view.draft.assumptions[rule]
        yield SystemCommand(f"Next setting of {rule}", f"now {now}", partial(screen.next_setting, rule))


def what_if_commands(screen: WhatIfScreen) -> Iterator[SystemCommand]:
    """The commands for the screen of every order."""
    from tui.widgets.matrix_table import MatrixTable

    for node, bindings in ((screen.query_one(MatrixTable), keys.MATRIX), (screen, [*keys.WHAT_IF, *keys.HISTORY])):
        for binding in bindings:
            title = str(binding.tooltip or binding.description)
            yield SystemCommand(
                title, f"{binding.description} · {keys.key_name(binding.id or '')}", _run(node, binding)
            )


def _run_in_text(screen: MainScreen, binding: Binding) -> None:
    """Do something in the text of the payload, in sight."""
    if screen.shows_grid:
        screen.show_grid(False)
    screen.action_show_pane("payload")
    screen.editor.call_after_refresh(screen.editor.run_action, binding.action)


def _run(node: Screen[None] | Widget, binding: Binding) -> Callable[[], bool]:
    return partial(node.call_later, partial(node.run_action, binding.action))
