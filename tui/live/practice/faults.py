"""The failures that the practice org can act out, and how ``--fault`` names them."""

from __future__ import annotations

from typing import Final

from tui.core.display import value_text
from tui.dataclass import dataclass

FAULTS: Final = {
    "429": "too many requests, without Retry-After; nothing is written",
    "429-retry-after": "too many requests, with Retry-After (=SECONDS, 1 unless told); nothing is written",
    "500": "INTERNAL_ERROR; nothing is written",
    "html-502": "an HTML page of a gateway in place of JSON; nothing is written",
    "slow": "the write is done, and answered after =SECONDS (35 unless told: longer than a client waits)",
    "hang-up-before": "the connection is closed before the body is read; nothing is written",
    "hang-up-after": "the write is done, then the connection is closed without a reply",
    "cut-reply": "the write is done, but the reply breaks off in the middle",
    "short-data": "the write is done, but the reply has one row too few",
    "redirect": "the write is sent elsewhere (307, to a host that does not exist); nothing is written",
    "expired-token": "the first call with each access token is answered INVALID_TOKEN; for reads as well",
}
"""Kind -> what happens. All but the last concern writes (upserts) only."""

BEFORE: Final = frozenset({"429", "429-retry-after", "500", "html-502", "redirect"})
"""The faults that answer in place of the org."""

_SECONDS: Final = {"429-retry-after": 1.0, "slow": 35.0}


class FaultError(ValueError):
    """A text that names no fault; one line."""


@dataclass(frozen=True, slots=True)
class ActedFault:
    """A failure to act out. ``times``: how many writes it meets (of expired-token: calls), None: every one."""

    kind: str
    seconds: float = 0.0
    times: int | None = None

    @classmethod
    def parse(cls, text: str) -> ActedFault:
        """Read ``KIND``, ``KIND:TIMES``, ``KIND=SECONDS`` or ``KIND=SECONDS:TIMES``. Raises FaultError."""
        rest, colon, times = text.partition(":")
        kind, equals, seconds = rest.partition("=")
        if kind not in FAULTS:
            raise FaultError(f"there is no fault {value_text(kind)}; there are {', '.join(FAULTS)}")
        if colon and not (times.isascii() and times.isdigit() and int(times) > 0):
            raise FaultError(f"{value_text(text)}: how often, after the colon, must be a whole number above 0")
        if equals and kind not in _SECONDS:
            raise FaultError(f"{value_text(text)}: the fault {kind} takes no seconds")
        return cls(kind, _seconds(text, seconds) if equals else _SECONDS.get(kind, 0.0), int(times) if colon else None)

    def __str__(self) -> str:
        """As ``parse`` reads it."""
        seconds = f"={self.seconds:g}" if self.kind in _SECONDS else ""
        return f"{self.kind}{seconds}" + ("" if self.times is None else f":{self.times}")


def _seconds(text: str, seconds: str) -> float:
    try:
        found = float(seconds)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 3_600:
        raise FaultError(f"{value_text(text)}: the seconds must be a number from 0 to 3600")
    return found
