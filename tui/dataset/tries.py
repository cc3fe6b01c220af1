"""What was tried on a data set: see tui.dataset.working_copy."""

from __future__ import annotations

from tui.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried on a data set: how often, the ids of the records that were written, by module, and when the last
    try was (seconds since 1970)."""

    count: int = 0
    ids: frozenset[tuple[str, str]] = frozenset()
    at: float = 0.0

    def wrote(self, module: str, record_id: str) -> bool:
        """Whether a record was written by a try."""
        return (module, record_id) in self.ids
