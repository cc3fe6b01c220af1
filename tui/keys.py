"""Every key binding of the app, in one place, each with an id by which the configuration can remap it.

F-keys and a few control keys are for the whole screen, since they arrive while a text field has the focus; letters are
for lists only. ctrl+h, ctrl+i, ctrl+j and ctrl+m are Backspace, Tab and Enter in many terminals: never used.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from textual.binding import Binding
from textual.keys import format_key

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOVE: Final = Binding.Group("Move", compact=True)
_CHOOSE: Final = Binding.Group("Choose", compact=True)
_CALL: Final = Binding.Group("Call", compact=True)

APP: Final = [
    Binding("ctrl+q", "leave", "Quit", id="app.quit", priority=True, tooltip="Quit; asks if anything is unsaved"),
    Binding("f1", "help", "Help", id="app.help", priority=True, tooltip="Explain the words and keys of this pane"),
    Binding("ctrl+p", "command_palette", "Palette", id="app.palette", priority=True, tooltip="Every action by name"),
    Binding(
        "ctrl+c,super+c",
        "copy_marked",
        "Copy",
        id="app.copy",
        priority=True,
        show=False,
        tooltip="Copy what is marked with the mouse",
    ),
]


def _screen(key: str, action: str, name: str, binding_id: str, tooltip: str = "", *, show: bool = False) -> Binding:
    """A binding that is heard on the whole screen, also while a text field has the focus."""
    return Binding(key, action, name, id=binding_id, priority=True, show=show, tooltip=tooltip)


HISTORY: Final = [
    _screen("ctrl+z", "undo", "Undo", "history.undo", "Undo any change", show=True),
    _screen("ctrl+y", "redo", "Redo", "history.redo", "Redo what was undone"),
]
"""Also on screens over the main screen that change the payload."""

MAIN: Final = [
    _screen("f2", "show_pane('fields')", "Fields", "pane.fields"),
    _screen("f3", "show_pane('payload')", "Payload", "pane.payload"),
    _screen("f4", "show_pane('forecast')", "Forecast", "pane.forecast"),
    _screen("f5", "show_pane('detail')", "Why", "pane.detail"),
    _screen("alt+z", "zoom", "Zoom", "pane.zoom", "Let this pane fill the window, and back"),
    _screen("f8", "pick_module", "Module", "module.pick", "Choose another module"),
    _screen(
        "f9",
        "next_setting",
        "Next setting",
        "assumption.next",
        "Try the next setting of what a row depends on",
        show=True,
    ),
    _screen("f10", "assumptions", "Assumptions", "assumption.all", "See and set every assumption"),
    _screen("f12", "live", "Send", "live.open", "Send, pull, journal, profiles", show=True),
    _screen("ctrl+f", "find", "Find", "find.open", "Find in the payload, or filter rows", show=True),
    *HISTORY,
    _screen("ctrl+s", "save", "Save", "payload.save", "Save the payload"),
    _screen("f6", "save_as", "Save as", "payload.save_as", "Save the payload under another name"),
    _screen("ctrl+o", "open", "Open", "payload.open", "Open a payload or a workspace"),
    _screen("ctrl+n", "new", "New", "payload.new", "Begin a new payload"),
    _screen("ctrl+right_square_bracket", "columns", "Columns", "payload.columns", "Map the columns of a CSV to fields"),
    _screen("ctrl+l", "format", "Format", "payload.format", "Format the payload"),
    _screen("ctrl+g", "edit_outside", "Editor", "payload.editor", "Edit the payload in another editor"),
    _screen("ctrl+b", "pick_data_set", "Data set", "data_set.pick", "Choose another data set"),
    _screen("ctrl+t", "export", "Export", "forecast.export", "Export the forecast, the reply or a picture"),
    _screen("ctrl+r", "rules", "Rules", "rules.show", "Read every rule and its source"),
    _screen("f11", "save_workspace", "Save workspace", "workspace.save", "Save all that is open as a workspace"),
    _screen("ctrl+backslash", "turn_payload", "Grid", "payload.grid", "Turn the payload into a grid, or into text"),
    _screen("f7", "split", "Split", "payload.split", "Split into calls of 100 rows, or not"),
    Binding(
        "escape",
        "stop_or_go_on",
        "Stop",
        id="forecast.stop",
        show=False,
        tooltip="Stop a long forecast, or continue it",
    ),
    _screen("ctrl+e", "go_to_problem(1)", "Next problem", "problem.next", "Go to the next problem in the payload"),
    _screen("ctrl+d", "go_to_problem(-1)", "Previous problem", "problem.previous", "Go to the previous problem"),
    _screen("ctrl+underscore", "problems", "Problems", "problem.list", "List every problem, and fix it"),
    _screen("ctrl+u", "read_warnings", "Warnings", "warnings.read", "Read the warnings of the call"),
    _screen("ctrl+k", "take_better_module", "Switch module", "module.better", "Switch to the module that fits better"),
]

LINES: Final = [
    Binding("up,k", "cursor(-1)", "Up", id="list.up", show=False),
    Binding("down,j", "cursor(1)", "Down", id="list.down", show=False),
    Binding("pageup", "page(-1)", "Page up", id="list.page_up", show=False),
    Binding("pagedown", "page(1)", "Page down", id="list.page_down", show=False),
    Binding("home", "edge(-1)", "First", id="list.first", show=False),
    Binding("end", "edge(1)", "Last", id="list.last", show=False),
]


def _size(key: str, word: str, change: str) -> Binding:
    return Binding(
        key,
        f"screen.size_pane({change})",
        word.capitalize(),
        id=f"pane.{word}",
        show=False,
        tooltip=f"Make this pane {word}",
    )


MAIN_LISTS: Final = [
    Binding("w", "screen.what_if", "What if", id="what_if.open", tooltip="Every row under every order at once"),
    Binding(
        "i",
        "screen.backwards",
        "I want",
        id="backwards.open",
        show=False,
        tooltip="What would make this row do what I want",
    ),
    Binding("b", "screen.records", "Records", id="records.show", tooltip="The records, what reaches them, their twins"),
    _size("greater_than_sign", "wider", "'width', 2"),
    _size("less_than_sign", "narrower", "'width', -2"),
    _size("plus", "taller", "'height', 1"),
    _size("minus", "shorter", "'height', -1"),
    Binding(
        "equals_sign",
        "screen.reset_sizes",
        "Own sizes",
        id="pane.reset",
        show=False,
        tooltip="Reset the sizes of all panes",
    ),
]
"""In the lists of the main screen: check fields, forecast and row detail."""

MATRIX: Final = [
    Binding(
        "enter", "use", "Use this order", id="what_if.use", tooltip="Write the order of this column to the payload"
    ),
    Binding("left", "column(-1)", "Order on the left", id="what_if.left", show=False),
    Binding("right", "column(1)", "Order on the right", id="what_if.right", show=False),
    Binding("f", "fold", "Fold", id="what_if.fold", tooltip="Fold the rows that never move, or unfold them"),
]
WHAT_IF: Final = [
    Binding("r,i", "backwards", "I want this row to ...", id="what_if.backwards", tooltip="What would make it so"),
    Binding("slash,ctrl+f", "filter", "Filter orders", id="what_if.filter", tooltip="Show only some of the orders"),
    Binding("x", "all", "All", id="what_if.all", show=False, tooltip="Show all orders again"),
    Binding("o", "orders", "Orders", id="what_if.orders", tooltip="Choose among the orders of this column"),
    Binding("b", "record", "Record", id="what_if.record", tooltip="Show the record that is named here"),
    Binding("y", "copy", "Copy", id="what_if.copy", tooltip="Copy the table as text or Markdown"),
]

WAYS: Final = [
    Binding("enter", "select", "Do it", id="ways.take", tooltip="Carry out the way that is marked"),
]

MOVE_FIELDS: Final = [
    Binding("shift+up,K", "move(-1)", "Move up", group=_MOVE, id="fields.move_up", key_display="⇧↑"),
    Binding("shift+down,J", "move(1)", "Move down", group=_MOVE, id="fields.move_down", key_display="⇧↓"),
    Binding("space,enter", "tick", "Tick", id="fields.tick", key_display="space"),
]
SET_FIELDS: Final = [
    Binding(
        "d", "leave_out", "Leave out", id="fields.leave_out", show=False, tooltip="Leave the list out of the payload"
    ),
    Binding("e", "empty_list", "Empty []", id="fields.empty_list", show=False, tooltip="Send an empty list"),
    Binding("l", "list_all", "List all", id="fields.list_all", show=False, tooltip="List what is checked now"),
    Binding(
        "a", "try_field", "Try another", id="fields.try", show=False, tooltip="List any field, to see what it does"
    ),
]
CHECK_FIELDS: Final = [*MOVE_FIELDS, *SET_FIELDS]

ASSUMPTIONS: Final = [
    Binding("space,enter", "next_setting", "Next setting", id="assumptions.next", key_display="space"),
]

EDITING: Final = [
    Binding(
        "ctrl+space,ctrl+@,ctrl+circumflex_accent",
        "complete",
        "Complete",
        id="editor.complete",
        tooltip="Complete the field, value or key at the cursor",
    ),
    Binding("alt+r", "screen.replace", "Replace", id="editor.replace", show=False, tooltip="Find and replace"),
    Binding(
        "alt+d",
        "duplicate_row",
        "Duplicate row",
        id="editor.duplicate_row",
        show=False,
        tooltip="Duplicate the row of the cursor",
    ),
    Binding(
        "alt+h",
        "fold_row",
        "Fold row",
        id="editor.fold_row",
        show=False,
        tooltip="Fold the row of the cursor, or unfold it",
    ),
    Binding("alt+l", "fold_all", "Fold all", id="editor.fold_all", show=False, tooltip="Fold all rows, or unfold them"),
    Binding(
        "alt+up,ctrl+up",
        "move_row(-1)",
        "Row up",
        id="editor.row_up",
        show=False,
        tooltip="Move the row of the cursor up",
    ),
    Binding(
        "alt+down,ctrl+down",
        "move_row(1)",
        "Row down",
        id="editor.row_down",
        show=False,
        tooltip="Move the row of the cursor down",
    ),
    Binding(
        "alt+k",
        "delete_row",
        "Delete row",
        id="editor.delete_row",
        show=False,
        tooltip="Delete the row of the cursor",
    ),
]
EDITOR: Final = [
    Binding("ctrl+home", "edge(-1)", "Beginning", id="editor.first", show=False),
    Binding("ctrl+end", "edge(1)", "End", id="editor.last", show=False),
    Binding("ctrl+a", "select_all", "Mark all", id="editor.all", show=False),
]
COMPLETION: Final = [
    Binding("tab,enter", "take_completion", "Take", id="completion.take", tooltip="Insert the selected suggestion"),
    Binding("escape", "close_completions", "Close", id="completion.close", tooltip="Close the list"),
]

GRID: Final = [
    Binding("enter", "edit", "Edit", id="grid.edit", tooltip="Edit the cell, or just type"),
    Binding(
        "space", "menu", "Cell, row", id="grid.menu", tooltip="Everything that can be done with the cell and its row"
    ),
    Binding("delete,backspace", "leave_out", "Leave out", id="grid.leave_out", key_display="del"),
    Binding("ctrl+x", "null", "Null", id="grid.null", tooltip="Send null, which clears the field"),
    Binding("ctrl+w", "add_row", "Add row", id="grid.add_row", tooltip="Add an empty row below"),
    Binding("ctrl+c,super+c", "copy", "Copy", id="grid.copy", show=False, tooltip="Copy the marked cells"),
    Binding("ctrl+v", "paste", "Paste", id="grid.paste", show=False, tooltip="Paste a block from a spreadsheet"),
    Binding("ctrl+a", "mark_all", "Mark all", id="grid.mark_all", show=False, tooltip="Mark the whole column"),
    Binding("left", "column(-1)", "Left", id="grid.left", show=False),
    Binding("right", "column(1)", "Right", id="grid.right", show=False),
    Binding("ctrl+left,ctrl+home", "column_edge(-1)", "First column", id="grid.first_column", show=False),
    Binding("ctrl+right,ctrl+end", "column_edge(1)", "Last column", id="grid.last_column", show=False),
    Binding("shift+up", "mark(-1, 0)", "Mark upwards", id="grid.mark_up", show=False),
    Binding("shift+down", "mark(1, 0)", "Mark downwards", id="grid.mark_down", show=False),
    Binding("shift+left", "mark(0, -1)", "Mark to the left", id="grid.mark_left", show=False),
    Binding("shift+right", "mark(0, 1)", "Mark to the right", id="grid.mark_right", show=False),
    Binding("ctrl+up", "move_rows(-1)", "Move row up", id="grid.move_up", show=False, tooltip="Move rows up"),
    Binding("ctrl+down", "move_rows(1)", "Move row down", id="grid.move_down", show=False, tooltip="Move rows down"),
]
"""In the grid every letter begins an edit, so its keys are others; with letters all of it is in a menu."""


def _chosen(key: str, action: str, name: str, binding_id: str, tooltip: str) -> Binding:
    """A line of the menu of the grid, and its letter there."""
    return Binding(key, f"screen.choose({action!r})", name, id=binding_id, show=False, tooltip=tooltip)


GRID_MENU: Final = [
    _chosen("e", "edit", "Edit", "grid_menu.edit", "Edit the cell by its type"),
    _chosen("n", "null", "Null", "grid_menu.null", "Send null, which clears the field"),
    _chosen("l", "leave_out", "Leave out", "grid_menu.leave_out", "Remove the key from the row"),
    _chosen("w", "fill_down", "Fill down", "grid_menu.fill_down", "Copy the top cells of the block down"),
    _chosen("f", "fix", "Fix", "grid_menu.fix", "What is wrong here, and what would fix it"),
    _chosen("y", "copy", "Copy", "grid_menu.copy", "Copy the marked cells for a spreadsheet"),
    _chosen("v", "paste", "Paste", "grid_menu.paste", "Paste cells that were copied here"),
    _chosen("a", "add_row", "Add row", "grid_menu.add_row", "Add an empty row below"),
    _chosen("d", "duplicate", "Duplicate", "grid_menu.duplicate", "Copy the marked rows below them"),
    _chosen("x", "delete_rows", "Delete rows", "grid_menu.delete", "Remove the marked rows from the payload"),
    _chosen("K", "move_rows(-1)", "Move up", "grid_menu.move_up", "Move the marked rows up"),
    _chosen("J", "move_rows(1)", "Move down", "grid_menu.move_down", "Move the marked rows down"),
    _chosen("o", "add_column", "Add column", "grid_menu.add_column", "Add a column for a field of the module"),
    _chosen("g", "to_text", "In the text", "grid_menu.to_text", "Go to the cell in the text of the payload"),
]

MULTI_SELECT: Final = [
    Binding("space", "screen.tick", "Tick", id="multi_select.tick", key_display="space"),
    Binding("a", "screen.append", "Add or replace", id="multi_select.append", tooltip="Add to the record, or replace"),
    Binding("enter", "screen.take", "Done", id="multi_select.take"),
    Binding("n", "screen.null", "Null", id="multi_select.null", tooltip="Send null, which clears the field"),
]

FILTERS: Final = [
    Binding("o", "next_outcome", "Outcome", id="forecast.outcome", tooltip="Show rows of one outcome"),
    Binding(
        "c", "next_certainty", "Certainty", id="forecast.certainty", show=False, tooltip="Show rows of one certainty"
    ),
    Binding("W", "only_warned", "Warnings", id="forecast.warned", show=False, tooltip="Show rows with a warning"),
    Binding("s", "next_sort", "Sort", id="forecast.sort", show=False, tooltip="Sort the rows by the next column"),
    Binding("x", "clear_filters", "All", id="forecast.clear", show=False, tooltip="Show all rows, in their order"),
    Binding(
        "f", "screen.problems", "Fix", id="forecast.fix", show=False, tooltip="List the problems of the rows, and fix"
    ),
    Binding(
        "h,r",
        "screen.open_reply",
        "What happened",
        id="forecast.reply",
        show=False,
        tooltip="What happened: explain an upsert by its reply, a HAR file or a log",
    ),
]
TRYING: Final = [
    Binding(
        "t",
        "screen.try_it",
        "Try it",
        id="forecast.try",
        show=False,
        tooltip="Try the payload on a copy of the data set",
    ),
    Binding("T", "screen.forget_tries", "Forget tries", id="forecast.forget", show=False, tooltip="Forget all tries"),
    Binding(
        "ctrl+w",
        "screen.save_tries",
        "Save copy",
        id="forecast.save_copy",
        show=False,
        tooltip="Save the working copy as a data set",
    ),
]
PULL_TOUCHED: Final = Binding(
    "p", "screen.pull_touched", "Pull", id="forecast.pull", show=False, tooltip="Pull the records this payload touches"
)
TICKS: Final = [
    Binding(
        "space",
        "tick",
        "Tick",
        id="forecast.tick",
        show=False,
        key_display="space",
        tooltip="Tick the row, to be sent alone",
    ),
    Binding("a", "tick_all", "All or none", id="forecast.tick_all", show=False, tooltip="Tick all rows shown, or none"),
    Binding("v", "only_ticked", "Ticked", id="forecast.ticked", show=False, tooltip="Show only the ticked rows"),
]
TABLE: Final = [
    Binding("enter", "screen.open_row", "Why", id="forecast.open"),
    *FILTERS,
    *TICKS,
    *TRYING,
    PULL_TOUCHED,
]

DETAIL: Final = [
    Binding("left", "tab(-1)", "Tab left", id="detail.left", show=False, tooltip="To the tab on the left"),
    Binding("right", "tab(1)", "Tab right", id="detail.right", show=False, tooltip="To the tab on the right"),
    Binding("y", "copy", "Copy tab", id="detail.copy", tooltip="Copy the text of the tab"),
]


def _in_lists(key: str, binding_id: str) -> Binding:
    """What a binding of the whole screen does, on a key that only lists hear."""
    binding = next(each for each in (*APP, *MAIN, *DETAIL) if each.id == binding_id)
    place = "app" if binding_id.startswith("app.") else "screen"
    action = binding.action.replace("show_pane", "go_to_pane")
    return Binding(
        key, f"{place}.{action}", binding.description, id=f"lists.{binding_id}", show=False, tooltip=binding.tooltip
    )


SHORT_KEYS: Final = [
    _in_lists("question_mark", "app.help"),
    _in_lists("slash", "find.open"),
    _in_lists("2", "pane.fields"),
    _in_lists("3", "pane.payload"),
    _in_lists("4", "pane.forecast"),
    _in_lists("5", "pane.detail"),
    _in_lists("z", "pane.zoom"),
    _in_lists("m", "module.pick"),
    _in_lists("n", "assumption.next"),
    _in_lists("N", "assumption.all"),
    _in_lists("S", "live.open"),
    _in_lists("A", "payload.save_as"),
    _in_lists("P", "workspace.save"),
    _in_lists("C", "payload.split"),
    _in_lists("left_square_bracket", "detail.left"),
    _in_lists("right_square_bracket", "detail.right"),
]
"""In the lists of the main screen: what F-keys do, for terminals that keep those for themselves, and a few others."""

FIND: Final = [
    Binding("escape", "close", "Close", id="find.close"),
    Binding("down", "next", "Next", id="find.next"),
    Binding("up", "previous", "Previous", id="find.previous"),
    Binding(
        "alt+r",
        "replace",
        "Replace",
        id="find.replace",
        show=False,
        priority=True,  # the line would write the letter
        tooltip="Go to the replacement",
    ),
    Binding(
        "alt+a",
        "replace_all",
        "Replace all",
        id="find.replace_all",
        priority=True,  # the line would write the letter
        tooltip="Replace it everywhere",
    ),
]

DIALOG: Final = [
    Binding("escape", "dismiss(None)", "Back", id="dialog.back"),
]

PICKER: Final = [
    Binding("enter", "submit", "Choose", id="picker.choose"),
]

QUESTION: Final = [
    Binding("enter", "select", "Choose", id="question.choose"),
]

FILE_PICKER: Final = [
    Binding("enter", "submit", "Open", id="file_picker.open"),
]

SAVE_AS: Final = [
    Binding("enter", "submit", "Save", id="save_as.save"),
]

DATA_SET_PICKER: Final = [
    Binding("enter", "submit", "Open", id="data_set_picker.open"),
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

PROBLEMS: Final = [
    Binding("enter", "select", "Go there", id="problems.go"),
    Binding("f9,f", "screen.fix", "Fix", id="problems.fix", tooltip="Make the fix that is shown"),
    Binding(
        "f7,a", "screen.fix_everywhere", "Everywhere", id="problems.everywhere", tooltip="Make it in every such row"
    ),
    Binding("f8,n", "screen.other_fix", "Another fix", id="problems.other_fix", tooltip="Show the next fix"),
]

CSV_COLUMNS: Final = [
    Binding("f9,ctrl+s,o", "screen.open", "Open", id="columns.open", tooltip="Open the file with these columns"),
    Binding("enter", "select", "Field", id="columns.field", tooltip="Choose the field that the column goes to"),
    Binding("d,delete", "screen.leave_out", "Leave out", id="columns.leave_out", tooltip="Leave the column out"),
    Binding("f8,m", "screen.module", "Module", id="columns.module", tooltip="Read the file as another module"),
]

RULES_SCREEN: Final = [
    Binding("f8,ctrl+t", "screen.next_filter", "How sure", id="rules.filter"),
]

EXPORT: Final = [
    Binding("enter", "submit", "Write the file", id="export.file"),
    Binding("f9,ctrl+b", "screen.clipboard", "To the clipboard", id="export.clipboard"),
]

SEND_CALLS: Final = [
    Binding("escape", "leave", "Back", id="send.back"),
    Binding("t", "again", "Try again", id="send.again"),
    Binding("p", "pause", "Pause", id="send.pause", tooltip="Pause before the next call; press again to continue"),
    Binding("s", "stop", "Stop", id="send.stop", tooltip="Send nothing more after this call"),
]

COMPARISON: Final = [
    Binding("o", "next_outcome", "Outcome", id="comparison.outcome", tooltip="Show only rows of one outcome"),
    Binding(
        "v", "next_verdict", "Filter", id="comparison.verdict", tooltip="Show only same, different or not comparable"
    ),
    Binding("x", "all", "All", id="comparison.all", show=False, tooltip="Show all rows again"),
]

SEND_TYPED: Final = [
    Binding("enter", "submit", "Send", id="send.typed"),
]

SEND_ROWS: Final = [
    Binding(
        "f9,ctrl+t", "next_rows", "Other rows", id="send.rows", tooltip="Send other rows: ticked, filtered, not refused"
    ),
]

SEND_GO: Final = [
    Binding("enter", "go", "Send", id="send.go"),
]

SEND_AFTER: Final = [
    Binding("l", "look_up", "Look up", id="send.look_up", tooltip="What happened to rows of unknown outcome"),
    Binding(
        "n",
        "rows_left",
        "Rows not saved",
        id="send.rows_left",
        tooltip="Open the rows that were refused or not sent as a payload",
    ),
    Binding("d", "take_out", "Take out", id="send.take_out", tooltip="Remove the saved rows from the payload"),
    Binding(
        "f9,a", "set_assumption", "Set assumption", id="send.set_assumption", tooltip="Set what explains the difference"
    ),
    Binding(
        "g", "read_record", "Get record", id="send.read_record", tooltip="Read the row's record as the org has it now"
    ),
    Binding(
        "c,ctrl+s",
        "save_case",
        "Save test case",
        id="send.save_case",
        key_display="c",
        tooltip="Save the row as a test case",
    ),
    Binding("r", "restore", "Restore", id="send.restore", tooltip="Make a payload that restores the old values"),
    Binding("h", "what_happened", "What happened", id="send.what_happened", tooltip="Explain each row in sentences"),
    Binding("b", "record", "Record", id="send.record", tooltip="Show a record of this row in the data set"),
]

REPLY_TEXT: Final = [
    Binding("f9,ctrl+s", "screen.compare", "Explain", id="reply.compare", priority=True),
]

INCIDENT: Final = [
    Binding("n", "next_surprise", "Next", id="incident.next", tooltip="The next row worth a look"),
    Binding(
        "left_square_bracket",
        "call(-1)",
        "Call",
        group=_CALL,
        id="incident.call_before",
        tooltip="To the previous call",
    ),
    Binding(
        "right_square_bracket",
        "call(1)",
        "Call",
        group=_CALL,
        id="incident.call_after",
        tooltip="To the next call",
    ),
    Binding("t", "ticket", "Ticket", id="incident.ticket", tooltip="Copy the row as Markdown for a ticket"),
    Binding("g", "before", "Before", id="incident.before", tooltip="The record as it was before the call"),
    Binding("l", "life", "Life", id="incident.life", tooltip="What these calls did to the record, in order"),
    Binding("w", "other_orders", "Orders", id="incident.other_orders", tooltip="The row under every order"),
    Binding("b", "record", "Record", id="incident.record", tooltip="Show the record"),
    Binding(
        "B",
        "value",
        "Value",
        id="incident.value",
        show=False,
        tooltip="Show the records that hold a value of the row",
    ),
    Binding("p", "payload", "Payload", id="incident.payload", tooltip="Open what this call sent as the payload"),
    Binding("e", "export", "Export", id="incident.export", tooltip="Write the row for a ticket to a file"),
    Binding(
        "f9,a",
        "set_assumption",
        "Set assumption",
        id="incident.set_assumption",
        tooltip="Set what explains the difference",
    ),
]

CALL_ORDERS: Final = [
    Binding("b", "record", "Record", id="call_orders.record", tooltip="Show the record that is named here"),
]

JOURNAL: Final = [
    Binding("enter", "zoom", "Detail", id="journal.zoom", tooltip="The send in full height, and back"),
    Binding("f", "fold", "Calls", id="journal.fold", tooltip="Unfold a send to its calls, or fold it"),
    Binding("o", "reopen", "Reopen", id="journal.reopen", tooltip="Open what was sent as a payload"),
    Binding("r", "restore", "Restore", id="journal.restore", tooltip="Make a payload that restores the old values"),
    Binding("l", "look_up", "Look up", id="journal.look_up", tooltip="Ask the org what happened to the rows"),
    Binding("h", "what_happened", "What happened", id="journal.what_happened", tooltip="Explain each row in sentences"),
    Binding("b", "record", "Record", id="journal.record", tooltip="Show a record of this send"),
    Binding("e", "export", "Export", id="journal.export", tooltip="Write the send to a file"),
    Binding("left,left_square_bracket", "tab(-1)", "Tab left", id="journal.left", show=False),
    Binding("right,right_square_bracket", "tab(1)", "Tab right", id="journal.right", show=False),
    Binding("p", "next_profile", "Profile", id="journal.profile", show=False, tooltip="Only the sends of one profile"),
    Binding("u", "next_outcome", "Outcome", id="journal.outcome", show=False, tooltip="Only one outcome"),
    Binding("slash,ctrl+f", "search", "Search", id="journal.search", show=False, tooltip="Search in all that was sent"),
]

RECORDS: Final = [
    Binding(
        "slash,ctrl+f",
        "search",
        "Search",
        id="records.search",
        tooltip="Search ids and values, however they are written",
    ),
    Binding(
        "p",
        "into_payload",
        "Into the payload",
        id="records.into_payload",
        tooltip="Add the record as a row, without id",
    ),
    Binding("c", "copy_id", "Copy id", id="records.copy_id", tooltip="Copy the id in full; on Fields, the API name"),
    Binding("m", "pick_module", "Module", id="records.module", tooltip="The records of another module"),
    Binding("t", "twins", "Twins", id="records.twins", tooltip="Only records that share a check value, in groups"),
    Binding("u", "try_unique", "Try unique", id="records.unique", tooltip="Try a field as unique, or as not unique"),
    Binding("s", "sort", "Sort", id="records.sort", tooltip="Sort by the next column"),
    Binding("S", "turn", "Turn round", id="records.turn", show=False, tooltip="Reverse the sort order"),
    Binding("y", "copy_tab", "Copy tab", id="records.copy_tab", show=False, tooltip="Copy the text of the tab"),
    Binding(
        "left,left_square_bracket",
        "tab(-1)",
        "Tab left",
        id="records.left",
        show=False,
        tooltip="To the tab on the left",
    ),
    Binding(
        "right,right_square_bracket",
        "tab(1)",
        "Tab right",
        id="records.right",
        show=False,
        tooltip="To the tab on the right",
    ),
]
RECORD_TABLE: Final = [
    Binding("enter", "screen.open", "Open", id="records.open", tooltip="Go to the record in full"),
]
RECORD_PANE: Final = [
    Binding("enter", "follow", "Go there", id="records.follow", tooltip="Go where the line leads"),
]

MODULE_TICKS: Final = [
    Binding("space", "tick", "Tick", id="pull.tick", key_display="space"),
    Binding("a", "tick_all", "All or none", id="pull.all"),
]

PROFILE_FORM: Final = [
    Binding("f9,ctrl+n", "next", "Next", id="profile_form.next", tooltip="The next step; enter works, too"),
    Binding("f7,ctrl+b", "previous", "Step back", id="profile_form.previous", tooltip="The previous step"),
    Binding("f8,ctrl+t", "copy", "Copy", id="profile_form.copy", tooltip="The address, or the scopes"),
    Binding("enter", "finish", "Done", id="profile_form.finish", tooltip="Back to the profiles"),
]

PROFILES: Final = [
    Binding("enter", "use", "Use", id="profiles.use", tooltip="Send to this org from now on"),
    Binding("c", "check", "Check", id="profiles.check", tooltip="Ask the org who you are"),
    Binding("a", "add", "Add", id="profiles.add", tooltip="Connect an org, a step at a time"),
    Binding("n", "renew", "New grant code", id="profiles.renew", tooltip="Get a new refresh token for this profile"),
    Binding("d,delete", "remove", "Remove", id="profiles.remove", tooltip="Remove it, its secrets and its token"),
]

PULL: Final = [
    Binding("enter", "cost", "Next: the cost", id="pull.cost", tooltip="Ask the org what a pull will cost"),
    Binding("enter", "agree", "Pull", id="pull.agree", tooltip="Read it"),
    Binding("enter", "take", "Open", id="pull.open", tooltip="Forecast against the new data set"),
    Binding("enter", "again", "Go on", id="pull.again", tooltip="Back to the choices"),
    Binding("s", "stop", "Stop", id="pull.stop", tooltip="Stop; the next pull continues from here"),
    Binding(
        "f8,ctrl+t",
        "change_what",
        "Modules or payload",
        id="pull.what",
        tooltip="Pull whole modules, or what the payload touches",
    ),
    Binding("up,down", "to_list", "To the modules", id="pull.list", show=False),
]

PULL_INTO: Final = [
    Binding("enter", "submit", "Next: the cost", id="pull.submit"),
]

LESSON_CARD: Final = [
    Binding(
        "left,up",
        "screen.mark_choice(-1)",
        "Choose",
        id="lesson.left",
        group=_CHOOSE,
        key_display="←",
        tooltip="The previous choice",
    ),
    Binding(
        "right,down",
        "screen.mark_choice(1)",
        "Choose",
        id="lesson.right",
        group=_CHOOSE,
        key_display="→",
        tooltip="The next choice",
    ),
    Binding("enter", "screen.answer", "Answer", id="lesson.answer", tooltip="Give the marked answer"),
    Binding("enter", "screen.work", "Try it", id="lesson.work", tooltip="Go to what the task changes"),
    Binding(
        "n,enter", "screen.next_lesson", "Next lesson", id="lesson.next", key_display="n", tooltip="The next lesson"
    ),
    Binding("h", "screen.hint", "Hint", id="lesson.hint", tooltip="A hint; at the task, also one way to do it"),
    Binding(
        "x", "screen.impossible", "Can't be done", id="lesson.impossible", tooltip="Say that the task can't be done"
    ),
    Binding("r", "screen.begin_again", "Start over", id="lesson.again", tooltip="Put the lesson back to its beginning"),
    Binding("p", "screen.previous_lesson", "Previous", id="lesson.previous", show=False, tooltip="The previous lesson"),
    Binding("l", "app.lessons", "Lessons", id="lesson.list", tooltip="Choose a lesson"),
    Binding(
        "escape", "screen.leave_lesson", "Leave", id="lesson.leave", tooltip="Leave the lesson, back to what was open"
    ),
]
LESSON: Final = [
    Binding("escape", "to_card", "Lesson", id="lesson.card", tooltip="Go to the lesson's card"),
]

TOUR_OFFER: Final = [
    Binding("1", "offer('tour')", "Tour", id="offer.tour", show=False, tooltip="Take a tour of five minutes"),
    Binding("2", "offer('demo')", "Demo", id="offer.demo", show=False, tooltip="Look at the demo"),
    Binding("3", "offer('own')", "My payload", id="offer.own", show=False, tooltip="Open your own payload"),
    Binding("escape", "offer('later')", "Close", id="offer.close", show=False, tooltip="Close the offer of the tour"),
]

LESSONS: Final = [
    Binding("enter", "submit", "Start", id="lessons.start"),
]

HELP: Final = [
    Binding("l", "app.lessons", "Lessons", id="help.lessons", tooltip="Short lessons on the demo data"),
]

PLACES: Final = {
    "everywhere": APP,
    "main screen": MAIN,
    "any list": LINES,
    "lists of the main screen": MAIN_LISTS,
    "short keys of the main screen's lists": SHORT_KEYS,
    "check fields": CHECK_FIELDS,
    "assumptions": ASSUMPTIONS,
    "payload": EDITOR,
    "payload as a grid": GRID,
    "menu of the grid": GRID_MENU,
    "multi-select in the grid": MULTI_SELECT,
    "editing the payload": EDITING,
    "list at the cursor": COMPLETION,
    "forecast": TABLE,
    "row detail": DETAIL,
    "find": FIND,
    "any dialog": DIALOG,
    "list of a dialog": CHOICES,
    "path line": PATH_LINE,
    "choosing by name": PICKER,
    "a question": QUESTION,
    "opening a payload": FILE_PICKER,
    "saving": SAVE_AS,
    "choosing a data set": DATA_SET_PICKER,
    "every assumption": ASSUMPTION_VALUES,
    "every order": MATRIX,
    "what if": WHAT_IF,
    "problems": PROBLEMS,
    "what would do it": WAYS,
    "columns of a CSV": CSV_COLUMNS,
    "rules": RULES_SCREEN,
    "export": EXPORT,
    "sending": SEND_CALLS,
    "what to send": SEND_ROWS,
    "before it is sent": SEND_GO,
    "before it is sent to production": SEND_TYPED,
    "after it was sent": SEND_AFTER,
    "forecast against reply": COMPARISON,
    "opening a reply": REPLY_TEXT,
    "what happened": INCIDENT,
    "a call under every order": CALL_ORDERS,
    "journal": JOURNAL,
    "profiles": PROFILES,
    "a new profile": PROFILE_FORM,
    "pull": PULL,
    "records": RECORDS,
    "table of records": RECORD_TABLE,
    "record in full": RECORD_PANE,
    "modules to pull": MODULE_TICKS,
    "where a pull goes": PULL_INTO,
    "help": HELP,
    "lesson": LESSON,
    "lesson's card": LESSON_CARD,
    "choosing a lesson": LESSONS,
    "first start": TOUR_OFFER,
}
"""All bindings by where they hold."""

_DEFAULTS: Final = {binding.id: binding.key for bindings in PLACES.values() for binding in bindings}

_KEYMAP: Final[ContextVar[Mapping[str, str]]] = ContextVar("keymap", default=MappingProxyType({}))
"""The keymap of the app that runs in this context, by the ids of bindings."""


def use_keymap(keymap: Mapping[str, str]) -> None:
    """Take the keys that the configuration gives bindings, so that what the screen says of keys is true."""
    _KEYMAP.set(keymap)


def key_names(binding_id: str) -> list[str]:
    """The keys of a binding as people read them: ``F9``, ``ctrl+z``, ``/``. Raises KeyError for no binding of ours."""
    default = _DEFAULTS[binding_id]
    return [_readable(key) for key in _KEYMAP.get().get(binding_id, default).split(",")]


def key_name(binding_id: str) -> str:
    """The first key of a binding, for texts that are made while they are shown. Raises KeyError as ``key_names``."""
    return key_names(binding_id)[0]


def key_sign(binding_id: str) -> str:
    """The same, as short as it is drawn beside what can be clicked: ``esc``, ``⏎``."""
    name = key_name(binding_id)
    return {"escape": "esc", "enter": "⏎"}.get(name, name)


def with_key_names(markdown: str) -> str:
    """A text that was written before the keys were known: ``{binding.id}`` becomes the binding's first key."""
    return re.sub(r"\{([a-z_.]+)\}", lambda found: in_markdown(key_name(found[1])), markdown)


def in_markdown(name: str) -> str:
    """The name of a key, none of whose characters means anything to Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", name)


def _readable(key: str) -> str:
    *modifiers, last = key.split("+")
    character = format_key(last)
    if last[:1] == "f" and last[1:].isdigit():
        last = last.upper()
    elif len(character) == 1 and character.isascii():  # else the word: "up" reads better than an arrow in a sentence
        last = character
    return "+".join([*modifiers, last])
