"""How long to wait after HTTP 429 before the call is tried again, and when it is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_TRIES: Final = 5
LONGEST_WAIT_S: Final = 30.0
"""Tries of one call, and the seconds that they wait in all."""


def wait_before_next(
    tries: int, waited_s: float, headers: Mapping[str, str], credits_remaining: int | None
) -> float | None:
    """Seconds to wait before another try; None: there is none, or waiting is of no use.

    ``tries``: those that were made; ``headers``: of the reply, by lower-case name. Retry-After is kept to where it
    comes (Zoho documents none); otherwise the waits double from one second.
    """
    if tries >= MOST_TRIES or credits_remaining == 0:
        return None
    asked = _retry_after(headers)
    wait_s = float(2 ** (tries - 1)) if asked is None else asked
    return wait_s if waited_s + wait_s <= LONGEST_WAIT_S else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from a number or from a date that is compared with the reply's own Date."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        return float(text)
    until = http_date(text)
    now = http_date(headers.get("date", ""))
    return max(0.0, until - (datetime.now(UTC).timestamp() if now is None else now)) if until is not None else None


def http_date(text: str) -> float | None:
    """A date of HTTP as seconds since 1970; None for what is none, or none that a calendar has."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
