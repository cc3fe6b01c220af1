"""The request body as JSON, whatever form the payload came in. All rows are in one body, however many they are."""

from __future__ import annotations

from tui.core.exports.export import Export, Exported
from tui.core.payload.body_text import body_text


def write(export: Export) -> Exported:
    """The body."""
    return Exported(body_text(export.request))
