"""Which rows of a payload a send saved: those that are still what was sent. An edited row is not, until undo."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tui.core.values import Record


@dataclass(frozen=True, slots=True)
class RowsInOrg:
    """The records that sends of one payload saved: how often each, as JSON."""

    records: tuple[tuple[str, int], ...] = ()

    def and_those(self, rows: Sequence[Record], saved: Collection[int]) -> RowsInOrg:
        """With what another send of the payload saved. rows: all of its rows; saved: which of them (0-based)."""
        before, now = Counter(dict(self.records)), Counter(_text(rows[row]) for row in saved)
        return RowsInOrg(tuple((before | now).items()))

    def among(self, rows: Iterable[Record]) -> frozenset[int]:
        """The rows (0-based) that are in the org as they stand: of rows that are the same, as many as were saved."""
        if not self.records:
            return frozenset()
        left = Counter(dict(self.records))
        found = set()
        for number, row in enumerate(rows):
            text = _text(row)
            if left[text] > 0:
                left[text] -= 1
                found.add(number)
        return frozenset(found)


def _text(row: Record) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)  # equal: it is compared with its like
