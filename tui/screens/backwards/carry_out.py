"""Carrying out a way to grant a wish: a change of the payload is one step of undo, an assumption is set like any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.fixes.row_text import with_row_edits
from tui.core.payload.body_text import body_text

if TYPE_CHECKING:
    from tui.core.backwards import Way
    from tui.session.explorer import Explorer
    from tui.session.view import View


def carry_out(way: Way, index: int, explorer: Explorer) -> View:
    """The view after a way for a row (0-based) of what the explorer has open; the text must be that which was asked
    about."""
    match way.kind:
        case "order":
            return explorer.set_check_fields(way.request.duplicate_check_fields, "another order")
        case "assumption" if way.setting is not None:
            return explorer.set_assumption(*way.setting)
        case _:
            text = with_row_edits(explorer.view.draft.text, index, way.edits)
            return explorer.set_text(text or body_text(way.request), f"row {index + 1} was changed")
