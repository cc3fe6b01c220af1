"""Warnings and notes: what a forecast says beside its outcomes, each with the rule it comes from."""

from __future__ import annotations

from tui.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """One warning or note: the rule's id, the field or key it is about (None: the call as a whole), one sentence."""

    rule: str
    api_name: str | None
    message: str
