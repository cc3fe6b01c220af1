"""The records of a module as they are listed: all, those that a search found, or the groups of twins. Only blocks
around what is looked at are fetched."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.values import Record
    from tui.dataset.browse import RecordBrowser, TwinGroup

_BLOCK: Final = 64  # records that are fetched at a time
_BLOCKS: Final = 8  # that are kept


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above the twins of one group."""

    group: TwinGroup


class Listing:
    """Lines that stand for records, or head a group of them. entries: ranks, and the headings among them."""

    def __init__(self, browser: RecordBrowser, entries: Sequence[int | Heading]) -> None:
        self._browser, self._entries = browser, entries
        self._blocks: OrderedDict[int, list[Record]] = OrderedDict()

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._entries)

    def heading(self, index: int) -> Heading | None:
        """The heading that stands in a line, if one does."""
        entry = self._entries[index]
        return entry if isinstance(entry, Heading) else None

    def record(self, index: int) -> Record | None:
        """The record of a line; for a heading the first of its group. None for no line."""
        if not 0 <= index < len(self._entries):
            return None
        number, place = divmod(index, _BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._fetch(number)
            while len(self._blocks) > _BLOCKS:
                self._blocks.popitem(last=False)
        return block[place] if place < len(block) else None

    def _fetch(self, number: int) -> list[Record]:
        entries = self._entries[number * _BLOCK : (number + 1) * _BLOCK]
        return self._browser.records([each.group.ranks[0] if isinstance(each, Heading) else each for each in entries])

    def line_of(self, record_id: str) -> int | None:
        """The line in which a record stands, or None."""
        rank = self._browser.rank_of(record_id)
        if rank is None:
            return None
        try:
            return self._entries.index(rank)
        except ValueError:
            return None


def in_groups(groups: Sequence[TwinGroup], within: frozenset[int] | None) -> list[int | Heading]:
    """The twins below their headings. within: only groups of which a record is among these ranks."""
    entries: list[int | Heading] = []
    for group in groups:
        if within is None or any(rank in within for rank in group.ranks):
            entries += [Heading(group), *group.ranks]
    return entries
