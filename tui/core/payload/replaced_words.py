"""Words replaced in the text of a payload, where what is written in their place would end a JSON string too early."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.payload.json_text import is_json
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.payload.json_text import Span

_TO_ESCAPE: Final = re.compile(r'["\\\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class BreaksJson:
    """What was to be written makes the payload unreadable. ``escaped``: the same as JSON writes it within a string;
    None where the payload cannot be read with that either."""

    escaped: str | None


def breaks_json(text: str, words: str, other: str, at: Span | None = None) -> BreaksJson | None:
    """Whether a payload that can be read could no longer be, once ``other`` stands in place of ``words``: at one place,
    or (None) wherever they occur, in any letter case. Only quotes, backslashes and control characters are looked at."""
    if not words or not _TO_ESCAPE.search(other) or not is_json(text) or is_json(_with(text, words, other, at)):
        return None
    escaped = json.dumps(other, ensure_ascii=False)[1:-1]
    return BreaksJson(escaped if is_json(_with(text, words, escaped, at)) else None)


def _with(text: str, words: str, other: str, at: Span | None) -> str:
    if at is not None:
        return text[: at.start] + other + text[at.end :]
    return re.sub(re.escape(words), lambda _: other, text, flags=re.IGNORECASE)
