"""What a row comes to: the words that are the same everywhere, on screen, in reports and in JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

CallOutcome = Literal["answered", "not_sent", "refused", "unknown"]
"""How a call ended: with a readable, complete reply; never sent; refused as a whole; or it may have arrived."""


class RowOutcome(StrEnum):
    """The forecast of one row."""

    INSERT = "insert"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"
    NOT_KNOWN = "not_known"

    @property
    def glyph(self) -> str:
        """Its sign, so that it is never told by colour alone."""
        return {"insert": "+", "update": "~", "unchanged": "=", "error": "!", "not_known": "?"}[self.value]

    @property
    def word(self) -> str:
        """Its word in upper case."""
        return self.value.upper().replace("_", " ")

    @property
    def mark(self) -> str:
        """Glyph and word, as in ``+ INSERT``."""
        return f"{self.glyph} {self.word}"
