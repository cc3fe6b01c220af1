"""The records as the next row of a call sees them: those of the data set, and what earlier rows wrote on top.

Nothing is written to the data set. What look-ups leave out stands here: converted leads, records of the same call, and
fields that were not pulled.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.core.records import NO_IDS, NOTHING, Found, age
from tui.core.values import as_digits, id_number, instant, key_text, number_key, number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from tui.core.diff import Change
    from tui.core.records import Age, CachedRecords
    from tui.core.rules import Settings
    from tui.core.values import Json, Key, KeyForm, Record

    Under = tuple[Collection[str], AbstractSet[str], Callable[[str], bool]]


def inserted_id(row: int) -> str:
    """The id of the record that a row (0-based) inserts."""
    return f"new-{row + 1}"


class Written(NamedTuple):
    """What earlier rows made of a record. ``record``: as it is now, None where it is as the data set has it;
    ``turn``: the row (0-based) that wrote it last; ``updated_in``: the call, counted from 0, that last updated it;
    ``inserted_in``, ``inserted_by``: the call and the row that inserted it; ``touched``: of a stored record the fields
    that were written, ``known`` those of which the whole value was."""

    record: Record | None = None
    turn: int = 0  # equal: asked of what a row wrote only, like inserted_by
    updated_in: int | None = None
    inserted_in: int | None = None
    inserted_by: int = 0  # equal: likewise
    touched: frozenset[str] = NO_IDS
    known: frozenset[str] = NO_IDS

    def wrote(self, field: str) -> bool:
        """Whether what the record holds in a field is no longer what the data set has. What a row inserts has no id
        yet that could be looked up."""
        return field != "id" and (self.inserted_in is not None or field in self.touched)


_AS_STORED: Final = Written()


class _Overlay:
    """What earlier rows wrote in one field, by key text: which records have it now, and which stored ones lost it.

    A record that was only written elsewhere is not in it: for this field it stands where the data set has it.
    """

    __slots__ = ("_ids", "lost", "texts")

    def __init__(self) -> None:
        self._ids: dict[str, str | dict[str, None]] = {}  # mostly one has a text: then it is that one's id
        self.texts: dict[str, str] = {}
        self.lost: dict[str, set[str]] = {}

    def having(self, text: str) -> Collection[str]:
        """The records that have this text now."""
        ids = self._ids.get(text, ())
        return (ids,) if isinstance(ids, str) else ids

    def put(self, record_id: str, text: str, stored: str | None) -> None:
        """A record has this text now; in the data set it has ``stored`` (None: it is not there)."""
        before = self.texts.get(record_id)
        if before is not None:
            self._take(record_id, before)
        elif stored is not None:
            self.lost.setdefault(stored, set()).add(record_id)
        there = self._ids.setdefault(text, record_id)
        if isinstance(there, dict):
            there[record_id] = None
        elif there != record_id:  # equal: a text of one record may stand as one of several do
            self._ids[text] = {there: None, record_id: None}
        self.texts[record_id] = text

    def _take(self, record_id: str, text: str) -> None:
        there = self._ids[text]
        if isinstance(there, dict):
            del there[record_id]
        else:
            del self._ids[text]


class Read(NamedTuple):
    """What a row read of the records: their ids, and what was looked up in which field."""

    ids: tuple[str, ...]
    keys: tuple[tuple[str, Key], ...]


class WorkingRecords:
    """The records as the next row of a call sees them: those of the data set, and what earlier rows wrote.

    Inserted records have the ids new-1, new-2, ... by their 1-based row. ``call`` counts the calls of a split payload:
    what an earlier call inserted exists for a later one like any other record. ``settings`` is asked only where the
    answer makes a difference.
    """

    def __init__(
        self, records: CachedRecords, settings: Settings, *, leads: bool, long_integers: frozenset[str] = NO_IDS
    ) -> None:
        """leads: whether these are leads, of which some may be converted (rule match.converted). long_integers: the
        fields whose stored numbers are looked up by their digits."""
        self._base = records
        self._long_integers = long_integers
        self._settings = settings
        self._converted = records.converted if leads else NO_IDS
        self._states: dict[str, Written | None] = {}
        self._overlays: dict[tuple[str, KeyForm], _Overlay] = {}
        self._names: dict[frozenset[str], frozenset[str]] = {}  # few are different: each is kept once
        self.call = 0  # equal: each row says its call before it reads or writes
        self._ids_read: set[str] = set()
        self._keys_read: list[tuple[str, Key]] = []

    def next_row(self, call: int) -> None:
        """A row of a call, counted from 0, begins to read."""
        self.call = call
        self._ids_read.clear()
        self._keys_read.clear()

    def read(self) -> Read:
        """What the row read so far."""
        return Read(tuple(self._ids_read), tuple(self._keys_read))

    def inserted_in_this_call(self, record_id: str) -> bool:
        """Whether an earlier row of the same call inserted it."""
        self._ids_read.add(record_id)
        state = self._state(record_id)
        return state is not None and state.inserted_in == self.call

    def updated_in_this_call(self, record_id: str) -> bool:
        """Whether an earlier row of the same call updated it."""
        self._ids_read.add(record_id)
        state = self._state(record_id)
        return state is not None and state.updated_in == self.call

    def get(self, record_id: str) -> Record | None:
        """The record as it is now."""
        self._ids_read.add(record_id)
        state = self._state(record_id)
        return self._base.get(record_id) if state is None or state.record is None else state.record

    def stored(self, record_id: str) -> Record | None:
        """The record that carries this very id in the data set, as it is now; ids of this call's inserts are unknown
        to whoever wrote the payload."""
        record = self.get(record_id)
        return None if self._inserted_by(record_id) is not None else record

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find, with what earlier rows wrote: new values match, replaced ones no longer do.

        Left out are converted leads, records of this call and records of a field that was not pulled, as the rules
        match.converted, match.same_batch_new and data.absent_field say.
        """
        found = self._find(field, key, limit)
        other = number_key(key) if field in self._long_integers else None
        if other is None:
            return found
        numbers = self._find(field, other, limit)
        if not numbers.count:
            return found
        ids = tuple(islice(merge(found.ids, numbers.ids, key=self._age), limit))
        return Found(ids, found.count + numbers.count)

    def _find(self, field: str, key: Key, limit: int | None) -> Found:
        self._keys_read.append((field, key))
        if self._nothing_written:
            return self._find_stored(field, key, limit)
        having, lost, moved = self._written_under(field, key)
        mine = self._reachable(having)
        most = None if limit is None else limit + len(lost)  # equal: all of them are only slower to have
        base = self._find_stored(field, key, most)
        if not mine and not lost:
            return base
        ids = [record_id for record_id in base.ids if not moved(record_id)]
        gone = 0 if not base.count else len(lost - self._converted) if self._leaves_out(lost) else len(lost)
        return Found(tuple(self._merged(ids, mine, limit)), base.count - gone + len(mine))

    def _find_stored(self, field: str, key: Key, limit: int | None) -> Found:
        """Among the records of the data set, as they are stored."""
        if not self._base.carries(field) and self._settings["data.absent_field"] == "not_pulled":
            return NOTHING
        found = self._base.find(field, key, limit)
        if not self._converted or not found.count:  # equal: then the others are all there are
            return found
        without = self._base.find_unconverted(field, key, limit)
        if without.count == found.count or self._settings["match.converted"] == "matched":
            return found
        return without

    def _leaves_out(self, ids: Iterable[str]) -> bool:
        """Whether some of these are converted leads that look-ups leave out."""
        if not self._converted:
            return False  # equal: then none of them is one
        return any(each in self._converted for each in ids) and self._settings["match.converted"] == "left_out"

    def _reachable(self, ids: Iterable[str]) -> list[str]:
        """Of the records that earlier rows wrote, those that a look-up meets, oldest first."""
        mine = list(ids)
        if not mine:
            return mine
        if self._leaves_out(mine):
            mine = [each for each in mine if each not in self._converted]
        if any(map(self.inserted_in_this_call, mine)) and self._settings["match.same_batch_new"] == "blind":
            mine = [each for each in mine if not self.inserted_in_this_call(each)]
        return sorted(mine, key=self._age)

    def _merged(self, ids: Sequence[str], mine: Sequence[str], limit: int | None) -> Iterator[str]:
        """Two lists of ids, each oldest first, as one, cut at the limit."""
        if not mine:
            return iter(ids[:limit])
        return islice(merge(ids, mine, key=self._age), limit)

    def is_converted_lead(self, record_id: str) -> bool:
        """Whether a record is a converted lead."""
        return record_id in self._converted

    def left_out(self, field: str, key: Key) -> tuple[str, ...]:
        """The converted leads that are stored with this key in a field."""
        if not self._converted:
            return ()
        return tuple(each for each in self._base.find(field, key, None).ids if each in self._converted)

    def newest(self, ids: Iterable[str]) -> str:
        """Of these: those inserted in this payload, the last row first; then the highest Created_Time as an instant;
        then those without one; ties by highest id as a number."""

        def order(record_id: str) -> tuple[int, float, tuple[int, int, str]]:
            row = self._inserted_by(record_id)
            if row is not None:
                return 2, row, id_number(record_id)  # equal: the highest, whatever its number
            created = instant(self._record(record_id).get("Created_Time"))
            return (0, 0.0, id_number(record_id)) if created is None else (1, created, id_number(record_id))

        return max(ids, key=order)

    def latest_modified(self, ids: Iterable[str]) -> str:
        """Of these: those that this payload wrote, the last written first; then the highest Modified_Time as an
        instant; then those without one; ties by lowest id as a number."""

        def order(record_id: str) -> tuple[int, float, tuple[int, int, str]]:
            self._ids_read.add(record_id)
            state = self._state(record_id)
            if state is not None:
                return 0, -state.turn, id_number(record_id)
            moment = instant(self._record(record_id).get("Modified_Time"))
            if moment is None:
                return 2, 0.0, id_number(record_id)  # equal: the last, whatever its number
            return 1, -moment, id_number(record_id)

        return min(ids, key=order)

    def miss_is_known(self, field: str, value: Json, form: KeyForm) -> bool:
        """Whether a look-up that meets no record means that the org has none (rules data.more_records and
        data.absent_field; partial data sets)."""
        if not self._base.carries(field) and self._settings["data.absent_field"] == "not_pulled":
            return False
        if field in self._long_integers and isinstance(as_digits(value), str):
            number = number_of(as_digits(value))
            return self._base.covers(field, as_digits(value), form) or (
                number is not None and self._base.covers(field, number, form)
            )
        return self._base.covers(field, value, form)

    def why_not_known(self, field: str) -> str | None:
        """The rule for which a miss in a field, or of an ``id``, is not known; None in a partial data set."""
        if not self._base.carries(field):  # every record carries its id
            return "data.absent_field"
        return "data.more_records" if self._base.more_records else None

    def covers_id(self, record_id: str) -> bool:
        """Whether the org has no record with an id that the data set lacks."""
        return self._base.covers("id", record_id)

    def unknown_fields(self, record_id: str, names: Iterable[str]) -> frozenset[str]:
        """Of these fields, those whose stored value in a record is not known: no stored record carries them, and no
        earlier row wrote the whole value (rule data.absent_field)."""
        self._ids_read.add(record_id)
        state = self._state(record_id) or _AS_STORED
        if state.inserted_in is not None:
            return NO_IDS
        known = state.known
        absent = [name for name in names if name not in known and not self._base.carries(name)]
        if not absent or self._settings["data.absent_field"] == "blank":
            return NO_IDS
        return frozenset(absent)

    def insert(self, row: int, record: Record) -> str:
        """Keep what a row (0-based) inserts; returns its id, new-N."""
        record_id = inserted_id(row)
        self._put(record_id, Written({**record, "id": record_id}, row, inserted_in=self.call, inserted_by=row))
        return record_id

    def update(self, row: int, record_id: str, changes: Iterable[Change]) -> None:
        """Keep what a row (0-based) changes of a record; also one that changes nothing writes it."""
        state = self._state(record_id) or _AS_STORED
        record, touched, known = state.record, state.touched, state.known
        changed = [change for change in changes if change.kind != "same"]
        if changed:
            values = {change.api_name: change.after for change in changed}
            record = {**(self.get(record_id) or {}), **values}
            if state.inserted_in is None:
                touched = self._once(touched.union(values))
                known = self._once(known.union([change.api_name for change in changed if change.whole]))
        self._put(record_id, Written(record, row, self.call, state.inserted_in, state.inserted_by, touched, known))

    def _once(self, names: frozenset[str]) -> frozenset[str]:
        return self._names.setdefault(names, names)

    def _state(self, record_id: str) -> Written | None:
        """What earlier rows made of a record; None if they wrote nothing of it."""
        return self._states.get(record_id)

    def _inserted_by(self, record_id: str) -> int | None:
        """The row (0-based) that inserted a record, None for one of the data set."""
        self._ids_read.add(record_id)
        state = self._state(record_id)
        return None if state is None or state.inserted_in is None else state.inserted_by

    @property
    def _nothing_written(self) -> bool:
        return not self._states

    def _written_under(self, field: str, key: Key) -> Under:
        """Of the records that earlier rows wrote in a field: those that have the key now, those that the data set has
        there and that lost it, and whether a record is one of them."""
        overlay = self._overlay(field, key.form)
        return overlay.having(key.text), overlay.lost.get(key.text, NO_IDS), overlay.texts.__contains__

    def _overlay(self, field: str, form: KeyForm) -> _Overlay:
        """Made when a field is first looked up in a form: what earlier rows wrote in it."""
        overlay = self._overlays.get((field, form))
        if overlay is None:
            overlay = self._overlays[field, form] = _Overlay()
            for record_id, state in self._states.items():
                self._lay(overlay, field, form, record_id, state)
        return overlay

    def _put(self, record_id: str, state: Written | None) -> None:
        self._states[record_id] = state
        for (field, form), overlay in self._overlays.items():
            self._lay(overlay, field, form, record_id, state)

    def _lay(self, overlay: _Overlay, field: str, form: KeyForm, record_id: str, state: Written | None) -> None:
        if state is None or not state.wrote(field):
            return
        record = state.record or {}  # equal: what was written has a record
        text, stored = key_text(record.get(field), form), None
        if overlay.texts.get(record_id) == text:
            return
        if state.inserted_in is None:
            stored = key_text((self._base.get(record_id) or {}).get(field), form)
        overlay.put(record_id, text, stored)

    def _age(self, record_id: str) -> Age:
        row = self._inserted_by(record_id)
        turn = 0 if row is None else row + 1  # equal: the later the more, whatever the number
        return age(record_id, self._record(record_id), turn)

    def _record(self, record_id: str) -> Record:
        return self.get(record_id) or {}  # equal: it is of a record that is there
