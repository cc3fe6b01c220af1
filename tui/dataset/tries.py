"""What was tried on a data set: see tui.dataset.working_copy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried on a data set: how often, and the ids of the records that were written, by module."""

    count: int = 0
    ids: frozenset[tuple[str, str]] = frozenset()

    def wrote(self, module: str, record_id: str) -> bool:
        """Whether a record was written by a try."""
        return (module, record_id) in self.ids
