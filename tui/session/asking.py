"""What a large index lacks to answer a question: on the screen's own thread it is not waited for, in another one it is
made with a word of how far that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.progress import Progress
from tui.core.records import RecordsOver

if TYPE_CHECKING:
    from tui.core.progress import Watch
    from tui.core.records import Found
    from tui.core.values import Key
    from tui.dataset.index import SqliteRecords


class NotAtOnce(Exception):
    """An answer takes longer than a moment."""


class AtOnce(RecordsOver):
    """Records that only answer what takes but a moment. Raises NotAtOnce for anything else."""

    def __init__(self, records: SqliteRecords) -> None:
        super().__init__(records)
        self._records = records

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find."""
        if self._records.lacks_for(field, key):
            raise NotAtOnce
        return super().find(field, key, limit)


class Watched(RecordsOver):
    """Records of which ``watch`` is told how far it is with what a question needs and nobody asked for before."""

    def __init__(self, records: SqliteRecords, watch: Watch) -> None:
        super().__init__(records)
        self._records, self._watch = records, watch

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find. Raises what the watch raises."""
        lacking = self._records.lacks_for(field, key)
        if lacking:
            self._records.make_for(
                field, key, lambda done, total: self._watch(Progress("records", done, total, lacking))
            )
        return super().find(field, key, limit)
