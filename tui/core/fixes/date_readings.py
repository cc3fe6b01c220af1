"""Dates and times that people write in other orders, as Zoho takes them: every reading that a text allows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.core.days import days_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS: Final = re.compile(
    r"(?P<a>\d{1,4})[/. -](?P<b>\d{1,2})[/. -](?P<c>\d{1,4})"
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\.\d+)?\s*(?P<half>[AaPp][Mm])?)?",
    re.ASCII,
)


def date_readings(data_type: str, text: str) -> Iterator[str]:
    """The dates (``YYYY-MM-DD``) or times (with the offset ``+00:00``) that a text may mean; none for what is no date.

    Where day and month could be either, both are given.
    """
    if data_type not in ("date", "datetime"):
        return
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        return
    time = _time(match)
    for day in days_of(match["a"], match["b"], match["c"]):
        if data_type == "date":
            yield day.isoformat()
        elif time is not None:
            yield f"{day.isoformat()}T{time}+00:00"


def _time(match: re.Match[str]) -> str | None:
    if match["hour"] is None:
        return "00:00:00"
    hour, half = int(match["hour"]), (match["half"] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or int(match["minute"]) > 59:
        return None
    return f"{hour:02}:{match['minute']}:{match['second'] or '00'}"
