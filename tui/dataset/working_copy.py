"""A payload tried on a data set: a copy of it in memory, in which the forecast was carried out. Nothing on disk changes
unless the copy is saved as a data set of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Final

from tui.core.carried_out import CarryingOut
from tui.core.outcome import RowOutcome
from tui.core.values import instant
from tui.dataset.index import SqliteRecords
from tui.dataset.tries import Tries
from tui.dataset.writer import RecordsWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.values import Record
    from tui.dataset.folder import DataSet

_PAGE: Final = 1000
_FIRST_ID: Final = 7_000_000_000_000_000_001
"""Of the records that are inserted, where the data set has no id that is a number."""


def tried(data_set: DataSet, found: Forecast, now: float) -> DataSet:
    """The data set as it would be after a call that goes as this forecast says. now: seconds since 1970.

    Inserted records get ids above those that are there, and no time before those that are stored, so that what is new
    never passes for old. Raises DataSetError where the module's records cannot be read.
    """
    name = found.module.api_name
    records = data_set.records(name)
    highest, latest = 0, now
    for record in all_records(records):
        if record["id"].isascii() and record["id"].isdigit():
            highest = max(highest, int(record["id"]))
        times = (instant(record.get(key)) or 0.0 for key in ("Created_Time", "Modified_Time"))
        latest = max(latest, *times)
    numbers = count(highest + 1 if highest else _FIRST_ID)
    written: dict[str, Record] = {}

    def get(record_id: str) -> Record | None:
        return written.get(record_id) or records.get(record_id)

    time = datetime.fromtimestamp(int(latest), UTC).isoformat()
    carrying = CarryingOut(found, get, lambda: str(next(numbers)), time)
    for row in found.rows:
        after = carrying.written(row)
        if after is not None and row.outcome is not RowOutcome.UNCHANGED:
            written[after["id"]] = after
    ids = frozenset((name, record_id) for record_id in written)
    writer = RecordsWriter()
    for record in all_records(records):
        writer.add(written.pop(record["id"], record))
    for record in written.values():
        writer.add(record)
    made = SqliteRecords.written(writer, records.covered, more_records=records.more_records, leads=name == "Leads")
    return data_set.with_records(name, made, Tries(data_set.tries.count + 1, data_set.tries.ids | ids, now))


def all_records(records: SqliteRecords) -> Iterator[Record]:
    """Every record, oldest first."""
    for first in range(0, len(records), _PAGE):
        yield from records.page(first, _PAGE)
