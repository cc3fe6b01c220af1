"""A cause: why a row came out otherwise than forecast."""

from __future__ import annotations

from tui.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """The rule that was most likely wrong (None: no rule of ours is about it) and one sentence. ``switch``: the rule
    and the setting that would have said so, where there is one."""

    rule: str | None
    sentence: str
    switch: tuple[str, str] | None = None
