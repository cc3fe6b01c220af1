"""Every key binding of the app, in one place, each with an id by which the configuration can remap it.

F-keys and a few control keys are for the whole screen, since they arrive while a text field has the focus; letters are
for lists only. ctrl+h, ctrl+i, ctrl+j and ctrl+m are Backspace, Tab and Enter in many terminals: never used.
"""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

_MOVE: Final = Binding.Group("Move field", compact=True)

APP: Final = [
    Binding("ctrl+q", "leave", "Quit", id="app.quit", priority=True, tooltip="Quit; asks if anything is unsaved"),
    Binding("f1", "help", "Help", id="app.help", priority=True, tooltip="Explain the words and keys of this pane"),
    Binding("ctrl+p", "command_palette", "Palette", id="app.palette", priority=True, tooltip="Every action by name"),
]

MAIN: Final = [
    Binding("f2", "show_pane('fields')", "Fields", id="pane.fields", priority=True, show=False),
    Binding("f3", "show_pane('payload')", "Payload", id="pane.payload", priority=True, show=False),
    Binding("f4", "show_pane('forecast')", "Forecast", id="pane.forecast", priority=True, show=False),
    Binding("f5", "show_pane('detail')", "Why", id="pane.detail", priority=True, show=False),
    Binding(
        "f8", "pick_module", "Module", id="module.pick", priority=True, show=False, tooltip="Choose another module"
    ),
    Binding("f9", "flip_row", "Flip", id="assumption.flip", priority=True, tooltip="Flip what the row depends on"),
    Binding(
        "f10", "assumptions", "Assumptions", id="assumption.all", priority=True, show=False, tooltip="Every assumption"
    ),
    Binding("ctrl+f", "find", "Find", id="find.open", priority=True, tooltip="Find in the payload, or filter rows"),
    Binding("ctrl+z", "undo", "Undo", id="history.undo", priority=True, show=False, tooltip="Undo any change"),
    Binding("ctrl+y", "redo", "Redo", id="history.redo", priority=True, show=False, tooltip="Redo it"),
    Binding("ctrl+s", "save", "Save", id="payload.save", priority=True, show=False, tooltip="Save the payload"),
    Binding("f6", "save_as", "Save as", id="payload.save_as", priority=True, show=False, tooltip="Save under a name"),
    Binding("ctrl+o", "open", "Open", id="payload.open", priority=True, show=False, tooltip="Open a payload"),
    Binding("ctrl+n", "new", "New", id="payload.new", priority=True, show=False, tooltip="Begin an empty payload"),
    Binding("ctrl+l", "format", "Format", id="payload.format", priority=True, show=False, tooltip="Lay the JSON out"),
    Binding("ctrl+g", "edit_outside", "Editor", id="payload.editor", priority=True, show=False, tooltip="Edit outside"),
    Binding(
        "ctrl+b", "pick_data_set", "Data set", id="data_set.pick", priority=True, show=False, tooltip="Another one"
    ),
    Binding("ctrl+t", "export", "Export", id="forecast.export", priority=True, show=False, tooltip="Copy or write out"),
    Binding(
        "ctrl+r", "rules", "Rules", id="rules.show", priority=True, show=False, tooltip="Every rule and its source"
    ),
    Binding(
        "f11",
        "save_workspace",
        "Save workspace",
        id="workspace.save",
        priority=True,
        show=False,
        tooltip="Payload, data set, module and assumptions in one file",
    ),
    Binding("f7", "split", "Split", id="payload.split", priority=True, show=False, tooltip="Calls of 100 rows, or one"),
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
    Binding("d", "no_key", "No key", id="fields.no_key", show=False),
    Binding("e", "empty_list", "Empty []", id="fields.empty_list", show=False),
    Binding("l", "list_all", "List", id="fields.list_all", show=False),
    Binding("a", "try_field", "Try another", id="fields.try", show=False),
]

ASSUMPTIONS: Final = [
    Binding("space,enter", "flip", "Flip", id="assumptions.flip", key_display="space"),
]

EDITOR: Final = [
    Binding("ctrl+home", "edge(-1)", "Beginning", id="editor.first", show=False),
    Binding("ctrl+end", "edge(1)", "End", id="editor.last", show=False),
]

TABLE: Final = [
    Binding("enter", "screen.open_row", "Why", id="forecast.open"),
    Binding("o", "next_outcome", "Outcome", id="forecast.outcome"),
    Binding("c", "next_certainty", "Certainty", id="forecast.certainty", show=False),
    Binding("s", "next_sort", "Sort", id="forecast.sort"),
    Binding("x", "clear_filters", "All", id="forecast.clear"),
]

DETAIL: Final = [
    Binding("left", "tab(-1)", "Tab left", id="detail.left", show=False),
    Binding("right", "tab(1)", "Tab right", id="detail.right", show=False),
    Binding("y", "copy", "Copy tab", id="detail.copy"),
]

FIND: Final = [
    Binding("escape", "close", "Close", id="find.close"),
    Binding("down", "next", "Next", id="find.next"),
    Binding("up", "previous", "Previous", id="find.previous"),
]

DIALOG: Final = [
    Binding("escape", "dismiss(None)", "Back", id="dialog.back"),
]

PICKER: Final = [
    Binding("down", "to_list", "Down", id="picker.list", show=False),
]

FILE_PICKER: Final = [
    Binding("enter", "submit", "Open", id="file_picker.open", key_display="enter"),
]

SAVE_AS: Final = [
    Binding("enter", "submit", "Save", id="save_as.save", key_display="enter"),
]

DATA_SET_PICKER: Final = [
    Binding("enter", "submit", "Open", id="data_set_picker.open", key_display="enter"),
]

PATH_LINE: Final = [
    Binding("tab", "complete", "Complete", id="path.complete"),
]

CHOICES: Final = [
    Binding("up", "in_list('cursor_up')", "Up", id="choices.up", show=False),
    Binding("down", "in_list('cursor_down')", "Down", id="choices.down", show=False),
    Binding("pageup", "in_list('page_up')", "Page up", id="choices.page_up", show=False),
    Binding("pagedown", "in_list('page_down')", "Page down", id="choices.page_down", show=False),
]

ASSUMPTION_VALUES: Final = [
    Binding("space,enter", "set", "Set", id="assumptions.set", key_display="space"),
    Binding("d", "defaults", "Defaults", id="assumptions.defaults"),
]

RULES_SCREEN: Final = [
    Binding("f8,ctrl+t", "screen.next_filter", "How sure", id="rules.filter"),
]

EXPORT: Final = [
    Binding("enter", "submit", "Write the file", id="export.file", key_display="enter"),
    Binding("f9,ctrl+b", "screen.clipboard", "To the clipboard", id="export.clipboard"),
]

PLACES: Final = {
    "everywhere": APP,
    "main screen": MAIN,
    "any list": LINES,
    "check fields": CHECK_FIELDS,
    "assumptions": ASSUMPTIONS,
    "payload": EDITOR,
    "forecast": TABLE,
    "row detail": DETAIL,
    "find": FIND,
    "any dialog": DIALOG,
    "list of a dialog": CHOICES,
    "path line": PATH_LINE,
    "choosing one of many": PICKER,
    "opening a payload": FILE_PICKER,
    "saving": SAVE_AS,
    "choosing a data set": DATA_SET_PICKER,
    "every assumption": ASSUMPTION_VALUES,
    "rules": RULES_SCREEN,
    "export": EXPORT,
}
"""All bindings by where they hold."""
