"""The records as the next row of a call would see them under another setting: kept is what differs from the call's.

Most rows leave the same behind under most settings, so that little is kept twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.working_records import WorkingRecords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.rules import Settings
    from tui.core.values import Key
    from tui.core.working_records import Read, Under, Written


class RecordsBeside(WorkingRecords):
    """The records as the next row would see them if earlier ones had been judged under another setting.

    They are those of the call that it stands beside (``first``), but for the records that some row left otherwise:
    these it ``parts``, and has as its own from then on.
    """

    def __init__(self, first: WorkingRecords, settings: Settings) -> None:
        long_integers = first._long_integers
        super().__init__(first._base, settings, leads=False, long_integers=long_integers)  # equal: as first has it
        self._converted = first._converted
        self._first = first

    def owns(self, record_id: str | None) -> bool:
        """Whether a record is not, or not surely, as the first call has it; no record is None."""
        return record_id in self._states

    def part(self, record_ids: Iterable[str | None]) -> None:
        """Have records as its own, before the row is written by which they come to differ."""
        for record_id in record_ids:
            if record_id is not None and record_id not in self._states:  # equal: no record has the id None
                self._put(record_id, self._first._state(record_id))

    def reads_otherwise(self, read: Read) -> bool:
        """Whether some of what a row read of the first call's records may look otherwise here."""
        own = self._states
        if not own:
            return False  # equal: the row would come to the same
        return not own.keys().isdisjoint(read.ids) or self._differs(read.keys)

    def _differs(self, keys: Iterable[tuple[str, Key]]) -> bool:
        """Whether some of these look-ups may find other records here."""
        own = self._states.keys()
        for field, key in keys:
            text = key.text
            mine, theirs = self._overlay(field, key.form), self._first._overlay(field, key.form)
            if mine.having(text) or text in mine.lost:  # equal: of ten that are read one is its own, or all stay
                return True
            having, lost = theirs.having(text), theirs.lost.get(text)
            if (having and not own.isdisjoint(having)) or (lost and not own.isdisjoint(lost)):
                return True
        return False

    def _state(self, record_id: str) -> Written | None:
        return self._states[record_id] if record_id in self._states else self._first._state(record_id)

    @property
    def _nothing_written(self) -> bool:
        return not self._states and self._first._nothing_written

    def _written_under(self, field: str, key: Key) -> Under:
        having, lost, moved = self._first._written_under(field, key)
        own = self._states
        if not own:
            return having, lost, moved
        mine = self._overlay(field, key.form)
        return (
            [*mine.having(key.text), *(each for each in having if each not in own)],
            {*mine.lost.get(key.text, ()), *(each for each in lost if each not in own)},
            lambda each: each in mine.texts if each in own else moved(each),
        )
