"""A row of a payload's text with other values, everything else as the person wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.fixes.text_edits import added, applied, changed, dropped
from tui.core.payload.row_places import RowPlaces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.row_edits import Edit


def with_row_edits(text: str, index: int, edits: Iterable[Edit]) -> str | None:
    """The text with a row (0-based) edited; None where the row does not stand in it, since it is not JSON."""
    for edit in edits:
        places = RowPlaces(text)  # each edit moves the places of the next
        if not 0 <= index < len(places.spans):
            return None
        member = places.key_span(index, edit.api_name)
        if edit.dropped:
            change = None if member is None else dropped(text, member)
        elif member is None:
            change = added(text, places.spans[index], edit.api_name, edit.value)
        else:
            change = changed(member, edit.value)
        if change is not None:
            text = applied(text, (change,))
    return text
