"""What a large index lacks to answer a question: on the screen's own thread it is not waited for, in another one it is
made with a word of how far that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.progress import Progress
from tui.core.records import RecordsOver
from tui.dataset.files import DataSetError
from tui.dataset.loading import watched

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.progress import Watch
    from tui.core.records import Found
    from tui.core.values import Key
    from tui.dataset.folder import DataSet
    from tui.dataset.index import SqliteRecords
    from tui.dataset.loading import Progress as Loading


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


class RelatedAtOnce:
    """RelatedRecords of a data set, as far as they are at hand. Raises NotAtOnce where they would have to be read."""

    def __init__(self, data_set: DataSet) -> None:
        self._data_set = data_set

    def lacks(self, module: str, record_id: str) -> bool:
        """As RelatedRecords.lacks."""
        if not is_at_hand(self._data_set, module):
            raise NotAtOnce
        return self._data_set.lacks(module, record_id)


class RelatedWatched:
    """RelatedRecords of a data set; ``watch`` is told how far it is with those that have to be read."""

    def __init__(self, data_set: DataSet, watch: Callable[[Loading], object] | None) -> None:
        self._data_set, self._watch = data_set, watch

    def lacks(self, module: str, record_id: str) -> bool:
        """As RelatedRecords.lacks. Raises what the watch raises."""
        if self._watch is None or is_at_hand(self._data_set, module):
            return self._data_set.lacks(module, record_id)
        with watched(self._watch):
            return self._data_set.lacks(module, record_id)


def is_at_hand(data_set: DataSet, module: str) -> bool:
    """Whether the records of a module need not be read first; what is wrong with them is told by reading them."""
    name = data_set.resolve(module)
    try:
        return name is None or data_set.is_at_hand(name)
    except DataSetError:
        return True
