"""The time of a call as logs write it, as ISO text: as a web server does, an e-mail, or seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tui.core.values import instant

if TYPE_CHECKING:
    from tui.core.values import Json

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH: Final = re.compile(
    r"\[?(?:\w{3},? )?(?P<day>\d{1,2})[ /-](?P<month>[A-Za-z]{3})[ /-](?P<year>\d{4})[: ]"
    r"(?P<clock>\d\d:\d\d:\d\d(?:[.,]\d+)?) ?(?P<zone>[A-Z]{1,3}|[+-]\d\d:?\d\d)?\]?"
)
_SPACED: Final = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) (UTC|GMT|Z|[+-]\d\d:?\d\d)")
_SECONDS: Final = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_IS_UTC: Final = frozenset({"UTC", "GMT", "Z"})


def log_time(value: Json) -> str | None:
    """A time as ISO text, in the zone that it was written in; one that cannot be read as it stands. Seconds since 1970,
    or milliseconds, in UTC. None for what is no text and no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if instant(text) is not None and not text.isdecimal():
        return text
    return _of_seconds(text) or _of_named_month(text) or _of_spaced(text) or text or None


def _of_seconds(text: str) -> str | None:
    found = _SECONDS.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), UTC).isoformat() if found else None


def _of_named_month(text: str) -> str | None:
    found = _NAMED_MONTH.fullmatch(text)
    if found is None or found["month"].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"].lower()) + 1
    return _iso(f"{found['year']}-{month:02}-{int(found['day']):02}T{found['clock']}", found["zone"])


def _of_spaced(text: str) -> str | None:
    found = _SPACED.fullmatch(text)
    return _iso(found[1], found[2]) if found else None


def _iso(clock: str, zone: str | None) -> str | None:
    """None where that is no time, or in a zone that is known by its letters only."""
    told = "" if zone is None else "+00:00" if zone in _IS_UTC else zone
    made = f"{clock.replace(',', '.')}{told}"
    return made if instant(made) is not None else None
