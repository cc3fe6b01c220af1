"""Reading records back by their ids: before a send, to notice a stale data set and to keep old values; after one, to
look up what happened.

One call reads up to 100 records and 50 fields. Values that only the read of a single record gives (subforms and the
like, long texts) are read one by one, for so many records and no more.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id, value_text
from tui.core.field_types import NOT_SELECTED, TEXT_AREA
from tui.core.values import KeyForm, instant, key_text, same_value
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json, Record
    from tui.live.zoho.result import OrgReader

IDS_PER_READ: Final = 100
FIELDS_PER_READ: Final = 50
MOST_SINGLE_READS: Final = 100
"""Records that are read one by one, one API credit each."""

ALWAYS_READ: Final = ("id", "Created_Time", "Modified_Time")
_CUT_TEXT: Final = 500  # characters after which a list of records cuts a long text


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Records as they are in the org now, by id. ``gone``: asked for, and not there.

    ``problem``: why reading ended early, one sentence, or empty; an id that is in neither was not read. ``partly``:
    for an id, the fields whose whole value could not be read.
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    partly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problem: str = ""


def read_back(client: OrgReader, module: Module, ids: Iterable[str], names: Iterable[str]) -> ReadBack:
    """Read records by id, with these fields. Never raises LiveError: what was read before stays, with the problem."""
    wanted = list(dict.fromkeys(ids))
    known = [name for name in dict.fromkeys(names) if name in module.by_name and name not in ALWAYS_READ]
    found: dict[str, dict[str, Json]] = {}
    read: set[str] = set()
    try:
        for some in _chunks(wanted, IDS_PER_READ):
            for record in _read_some(client, module, some, known):
                found.setdefault(record["id"], {}).update(record)
            read.update(some)
        partly = _read_whole(client, module, found, known)
    except LiveError as error:
        left = {name: record for name, record in found.items() if name in read}
        lost = {name: _whole_only(module, record, known) for name, record in left.items()}
        gone = tuple(name for name in wanted if name in read and name not in left)
        return ReadBack(left, gone, {name: fields for name, fields in lost.items() if fields}, error.sentence)
    return ReadBack(found, tuple(name for name in wanted if name not in found), partly)


def _read_some(
    client: OrgReader, module: Module, ids: Sequence[str], names: Sequence[str]
) -> Iterator[dict[str, Json]]:
    for fields in _chunks(names, FIELDS_PER_READ - len(ALWAYS_READ)) or [[]]:
        params = {"ids": ",".join(ids), "fields": ",".join((*ALWAYS_READ, *fields)), "per_page": str(IDS_PER_READ)}
        if module.api_name == "Leads":
            params["converted"] = "both"  # a converted lead is hidden otherwise, and would look deleted
        yield from records_in(client.get(module.api_name, params), ids)


def records_in(reply: Json | None, ids: Sequence[str] | None = None) -> Iterator[dict[str, Json]]:
    """The records of a reply ``{"data": [...]}`` that have a text id, and only those of ``ids`` if it is given."""
    data = reply.get("data") if isinstance(reply, dict) else None
    for record in data if isinstance(data, list) else ():
        if isinstance(record, dict) and isinstance(record.get("id"), str) and (ids is None or record["id"] in ids):
            yield record


def _whole_only(module: Module, record: Record, names: Sequence[str]) -> tuple[str, ...]:
    """The fields of which a list of records does not give the whole value."""

    def cut(name: str) -> bool:
        value = record.get(name)
        long = module.by_name[name].data_type == TEXT_AREA and isinstance(value, str) and len(value) >= _CUT_TEXT
        return long or module.by_name[name].data_type in NOT_SELECTED

    return tuple(name for name in names if cut(name))


def _read_whole(
    client: OrgReader, module: Module, found: Mapping[str, dict[str, Json]], names: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Read one by one what a list does not give; returns what could not be read so."""
    partly = {}
    single = 0
    for record_id, record in found.items():
        fields = _whole_only(module, record, names)
        if not fields:
            continue
        single += 1
        whole = None
        if single <= MOST_SINGLE_READS:
            whole = next(records_in(client.get(f"{module.api_name}/{record_id}"), [record_id]), None)
        if whole is None:
            partly[record_id] = fields
        else:
            record.update({name: whole.get(name) for name in fields})
    return partly


def _chunks(items: Sequence[str], size: int) -> list[list[str]]:
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


# --- before a send ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stale:
    """A target that is not, in the org, what the data set has. ``kind``: gone; differs (in a value that was looked up
    or that the payload writes); modified (by its Modified_Time only). ``differ``: a sentence for each field that
    differs, ``id`` where it is gone."""

    record_id: str
    kind: str
    sentence: str
    differ: Mapping[str, str] = field(default_factory=dict)


def target_ids(forecast: Forecast) -> tuple[str, ...]:
    """The records that the forecast chose, also for rows that it refuses, without those that the payload inserts."""
    return _of_the_org(row.target_id for row in forecast.rows)


def ids_to_read(rows: Sequence[RowForecast]) -> tuple[str, ...]:
    """The targets, and the records that a row which is in doubt may hit instead: where several have its value, or where
    it rests on an assumption, all that its steps name. Restoring needs what they hold."""
    also = (
        match
        for row in rows
        if row.depends_on or any(step.verdict == "several" for step in row.trace)
        for step in row.trace
        for match in step.matches
    )
    return _of_the_org((*(row.target_id for row in rows), *also))


def _of_the_org(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in ids if name is not None and not name.startswith("new-")))


def fields_to_read(forecast: Forecast) -> tuple[str, ...]:
    """The fields that are looked up or written, in this order."""
    written = (name for row in forecast.request.rows for name in row if name in forecast.module.writable)
    return tuple(dict.fromkeys((*forecast.order.names, *written)))


def stale_targets(forecast: Forecast, now: ReadBack, records: RecordIndex) -> tuple[Stale, ...]:
    """The targets that are not what the forecast was made from. records: those of the data set."""
    found = []
    for record_id in target_ids(forecast):
        stored = records.get(record_id)
        if record_id in now.gone:
            gone = f"{short_id(record_id)} is no longer in the org"
            found.append(Stale(record_id, "gone", gone, {"id": gone}))
        elif stored is not None and record_id in now.records:
            stale = _stale(forecast, record_id, stored, now.records[record_id], now.partly.get(record_id, ()))
            found += [stale] if stale else []
    return tuple(found)


def _stale(forecast: Forecast, record_id: str, stored: Record, read: Record, partly: Sequence[str]) -> Stale | None:
    order = forecast.order.names
    differ: dict[str, str] = {}
    for name in fields_to_read(forecast):
        if name not in stored or name not in read or name in partly:
            continue
        then, now = stored[name], read[name]
        if name in order:
            same = key_text(then, KeyForm.FOLDED) == key_text(now, KeyForm.FOLDED)
        else:
            same = same_value(forecast.module.by_name[name].data_type, then, now)
        if not same:
            values = f"{value_text(then)} in the data set, {value_text(now)} in the org"
            differ[name] = f"{one_line(name)} of {short_id(record_id)} is {values}"
    if differ:
        return Stale(record_id, "differs", next(iter(differ.values())), differ)
    then, now = instant(stored.get("Modified_Time")), instant(read.get("Modified_Time"))
    if then is not None and now is not None and then != now:
        return Stale(record_id, "modified", f"{short_id(record_id)} was modified at {read['Modified_Time']}")
    return None


def moved_targets(module: Module, then: ReadBack, now: ReadBack) -> tuple[str, ...]:
    """A sentence for each record that is no longer what it was when it was read before. What was read only once tells
    nothing."""
    found = []
    for record_id, before in then.records.items():
        if record_id in now.gone:
            found.append(f"{short_id(record_id)} is no longer in the org")
        elif (after := now.records.get(record_id)) is not None and after != before:
            found.append(_moved(module, record_id, before, after))
    found += [f"{short_id(record_id)} is in the org again" for record_id in then.gone if record_id in now.records]
    return tuple(found)


def _moved(module: Module, record_id: str, before: Record, after: Record) -> str:
    told = (name for name in after if name in module.by_name and name not in ALWAYS_READ)
    names = [name for name in told if before.get(name) != after[name]]
    if not names:
        return f"{short_id(record_id)} was changed just now"
    name = names[0]
    more = f", and {count_of(len(names) - 1, 'more field')}" if len(names) > 1 else ""
    values = f"was {value_text(before.get(name))} and is {value_text(after[name])} now"
    return f"{one_line(name)} of {short_id(record_id)} {values}{more}"
