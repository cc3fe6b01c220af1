"""Every key binding of the app, in one place, each with an id by which the configuration can remap it.

F-keys and a few control keys are for the whole screen, since they arrive while a text field has the focus; letters are
for lists only. ctrl+h, ctrl+i, ctrl+j and ctrl+m are Backspace, Tab and Enter in many terminals: never used.
"""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

_PANES: Final = Binding.Group("Panes")
_MOVE: Final = Binding.Group("Move field", compact=True)
_LISTS: Final = Binding.Group("no key / [] / list")

APP: Final = [
    Binding("ctrl+q", "leave", "Quit", id="app.quit", priority=True, show=True),
    Binding("f1", "help", "Help", id="app.help", priority=True),
    Binding("ctrl+p", "command_palette", "Palette", id="app.palette", priority=True, show=False),
]

MAIN: Final = [
    Binding("f2", "show_pane('fields')", "Fields", group=_PANES, id="pane.fields", priority=True),
    Binding("f3", "show_pane('payload')", "Payload", group=_PANES, id="pane.payload", priority=True),
    Binding("f4", "show_pane('forecast')", "Forecast", group=_PANES, id="pane.forecast", priority=True),
    Binding("f5", "show_pane('detail')", "Why", group=_PANES, id="pane.detail", priority=True),
    Binding("f8", "pick_module", "Module", id="module.pick", priority=True),
    Binding("f9", "flip_first", "Flip", id="assumption.flip", priority=True),
    Binding("ctrl+z", "undo", "Undo", id="history.undo", priority=True, show=False),
    Binding("ctrl+y,ctrl+r", "redo", "Redo", id="history.redo", priority=True, show=False),
    Binding("ctrl+s", "save", "Save", id="payload.save", priority=True, show=False),
]

LINES: Final = [
    Binding("up", "cursor(-1)", "Up", id="list.up", show=False),
    Binding("down", "cursor(1)", "Down", id="list.down", show=False),
    Binding("pageup", "page(-1)", "Page up", id="list.page_up", show=False),
    Binding("pagedown", "page(1)", "Page down", id="list.page_down", show=False),
    Binding("home", "edge(-1)", "First", id="list.first", show=False),
    Binding("end", "edge(1)", "Last", id="list.last", show=False),
]

CHECK_FIELDS: Final = [
    Binding("shift+up,K", "move(-1)", "Move up", group=_MOVE, id="fields.move_up", key_display="⇧↑"),
    Binding("shift+down,J", "move(1)", "Move down", group=_MOVE, id="fields.move_down", key_display="⇧↓"),
    Binding("space,enter", "tick", "Tick", id="fields.tick", key_display="space"),
    Binding("d", "no_key", "No key", group=_LISTS, id="fields.no_key"),
    Binding("e", "empty_list", "Empty []", group=_LISTS, id="fields.empty_list"),
    Binding("l", "list_all", "List", group=_LISTS, id="fields.list_all"),
]

ASSUMPTIONS: Final = [
    Binding("space,enter", "flip", "Flip", id="assumptions.flip", key_display="space"),
]

TABLE: Final = [
    Binding("enter", "open_row", "Why", id="forecast.open", show=False),
]

PLACES: Final = {
    "everywhere": APP,
    "main screen": MAIN,
    "any list": LINES,
    "check fields": CHECK_FIELDS,
    "assumptions": ASSUMPTIONS,
    "forecast": TABLE,
}
"""All bindings by where they hold."""
