"""The records as the next row of a call sees them: those of the data set, and what earlier rows wrote on top.

Nothing is written to the data set. What look-ups leave out stands here: converted leads, records of the same call, and
fields that were not pulled.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from tui.core.records import NO_IDS, NOTHING, Found, age
from tui.core.values import (
    BLANK,
    Json,
    Key,
    KeyForm,
    Record,
    as_digits,
    id_number,
    instant,
    key_text,
    number_key,
    number_of,
)
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from tui.core.diff import Change
    from tui.core.records import Age, CachedRecords
    from tui.core.rules import Settings


@dataclass(frozen=True, slots=True)
class Inserted:
    """A record that an earlier row inserted: its row (0-based) and the call, counted from 0, that did."""

    row: int
    call: int


def inserted_id(row: int) -> str:
    """The id of the record that a row (0-based) inserts."""
    return f"new-{row + 1}"


def mark_of(field: str, text: str) -> int:
    """A number for what is stored under the text of a key in a field; that of a record is the hash of its id. Two that
    are one by chance make a row that need not be judged again be judged again, and nothing else."""
    return hash((field, text))


def marks_of_write(
    record_id: str, changes: Iterable[Change], before: Record | None, fields: Collection[str]
) -> Iterator[int]:
    """The marks of all that looks otherwise after a row wrote a record than if it had not. before: the record as the
    row met it, None for one that it inserts; fields: those that are looked up."""
    yield hash(record_id)
    if before is None:  # it is found by a blank in each field that it does not have
        yield from (mark_of(field, BLANK) for field in fields)
    for change in changes:
        field = change.api_name
        if change.kind == "same" or field not in fields:
            continue
        for value in (change.after, (before or {}).get(field)):
            for form in KeyForm:
                yield mark_of(field, key_text(value, form))


class _Overlay:
    """What earlier rows wrote in one field, by key text: which records have it now, and which stored ones lost it.

    A record that was only written elsewhere is not in it: for this field it stands where the data set has it.
    """

    __slots__ = ("ids", "lost", "texts")

    def __init__(self) -> None:
        self.ids: dict[str, dict[str, None]] = defaultdict(dict)
        self.texts: dict[str, str] = {}
        self.lost: dict[str, set[str]] = defaultdict(set)

    def put(self, record_id: str, text: str, stored: str | None) -> None:
        """A record has this text now; in the data set it has ``stored`` (None: it is not there)."""
        before = self.texts.get(record_id)
        if before is not None:
            del self.ids[before][record_id]
        elif stored is not None:
            self.lost[stored].add(record_id)
        self.ids[text][record_id] = None
        self.texts[record_id] = text


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
        self._written: dict[str, Record] = {}
        self._inserted: dict[str, Inserted] = {}
        self._touched: dict[str, set[str]] = defaultdict(set)  # field -> the stored records of which it was written
        self._overlays: dict[tuple[str, KeyForm], _Overlay] = {}
        self._updated_in: dict[str, int] = {}
        self._known: dict[str, set[str]] = defaultdict(set)  # stored record -> fields whose whole value was written
        self._turns: dict[str, int] = {}  # record -> when it was last written: the higher, the later
        self.call = 0
        self.met: set[int] = set()
        """The marks (``mark_of``) of what was read since this was renewed: records, and keys that were looked up."""
        self.looked_up: set[str] = set()
        """The fields in which something was looked up."""

    def inserted_in_this_call(self, record_id: str) -> bool:
        """Whether an earlier row of the same call inserted it."""
        self.met.add(hash(record_id))
        entry = self._inserted.get(record_id)
        return entry is not None and entry.call == self.call

    def updated_in_this_call(self, record_id: str) -> bool:
        """Whether an earlier row of the same call updated it."""
        self.met.add(hash(record_id))
        return self._updated_in.get(record_id) == self.call

    def get(self, record_id: str) -> Record | None:
        """The record as it is now."""
        self.met.add(hash(record_id))
        return self._written.get(record_id) or self._base.get(record_id)

    def stored(self, record_id: str) -> Record | None:
        """The record that carries this very id in the data set, as it is now; ids of this call's inserts are unknown
        to whoever wrote the payload."""
        record = self.get(record_id)
        return None if record_id in self._inserted else record

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
        self.met.add(mark_of(field, key.text))
        self.looked_up.add(field)
        if not self._written:
            return self._find_stored(field, key, limit)
        overlay = self._overlays.get((field, key.form)) or self._overlay(field, key.form)
        mine = self._reachable(overlay.ids.get(key.text, ()))
        lost = overlay.lost.get(key.text, NO_IDS)
        base = self._find_stored(field, key, None if limit is None else limit + len(lost))
        if not mine and not lost:
            return base
        ids = [record_id for record_id in base.ids if record_id not in overlay.texts]
        gone = 0 if not base.count else len(lost - self._converted) if self._leaves_out(lost) else len(lost)
        return Found(tuple(self._merged(ids, mine, limit)), base.count - gone + len(mine))

    def _find_stored(self, field: str, key: Key, limit: int | None) -> Found:
        """Among the records of the data set, as they are stored."""
        if not self._base.carries(field) and self._settings["data.absent_field"] == "not_pulled":
            return NOTHING
        found = self._base.find(field, key, limit)
        if not self._converted or not found.count:
            return found
        without = self._base.find_unconverted(field, key, limit)
        if without.count == found.count or self._settings["match.converted"] == "matched":
            return found
        return without

    def _leaves_out(self, ids: Iterable[str]) -> bool:
        """Whether some of these are converted leads that look-ups leave out."""
        if not self._converted:
            return False
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
            self.met.add(hash(record_id))
            entry = self._inserted.get(record_id)
            if entry is not None:
                return 2, entry.row, id_number(record_id)
            created = instant((self.get(record_id) or {}).get("Created_Time"))
            return (0, 0.0, id_number(record_id)) if created is None else (1, created, id_number(record_id))

        return max(ids, key=order)

    def latest_modified(self, ids: Iterable[str]) -> str:
        """Of these: those that this payload wrote, the last written first; then the highest Modified_Time as an
        instant; then those without one; ties by lowest id as a number."""

        def order(record_id: str) -> tuple[int, float, tuple[int, int, str]]:
            self.met.add(hash(record_id))
            turn = self._turns.get(record_id)
            if turn is not None:
                return 0, -turn, id_number(record_id)
            moment = instant((self.get(record_id) or {}).get("Modified_Time"))
            return (2, 0.0, id_number(record_id)) if moment is None else (1, -moment, id_number(record_id))

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
        if field != "id" and not self._base.carries(field):
            return "data.absent_field"
        return "data.more_records" if self._base.more_records else None

    def covers_id(self, record_id: str) -> bool:
        """Whether the org has no record with an id that the data set lacks."""
        return self._base.covers("id", record_id)

    def unknown_fields(self, record_id: str, names: Iterable[str]) -> frozenset[str]:
        """Of these fields, those whose stored value in a record is not known: no stored record carries them, and no
        earlier row wrote the whole value (rule data.absent_field)."""
        self.met.add(hash(record_id))
        if record_id in self._inserted:
            return NO_IDS
        known = self._known.get(record_id, NO_IDS)
        absent = [name for name in names if name not in known and not self._base.carries(name)]
        if not absent or self._settings["data.absent_field"] == "blank":
            return NO_IDS
        return frozenset(absent)

    def insert(self, row: int, record: Record) -> str:
        """Keep what a row (0-based) inserts; returns its id, new-N."""
        record_id = inserted_id(row)
        self._inserted[record_id] = Inserted(row, self.call)
        self._written[record_id] = {**record, "id": record_id}
        self._turns[record_id] = row
        for (field, form), overlay in self._overlays.items():
            overlay.put(record_id, key_text(record.get(field), form), None)
        return record_id

    def update(self, row: int, record_id: str, changes: Iterable[Change]) -> None:
        """Keep what a row (0-based) changes of a record; also one that changes nothing writes it."""
        self._updated_in[record_id] = self.call
        self._turns[record_id] = row
        values = {change.api_name: change.after for change in changes if change.kind != "same"}
        if not values:
            return
        self._known[record_id].update(change.api_name for change in changes if change.whole and change.kind != "same")
        self._written[record_id] = {**(self.get(record_id) or {}), **values}
        if record_id not in self._inserted:
            for field in values:
                self._touched[field].add(record_id)
        for (field, form), overlay in self._overlays.items():
            if field in values:
                overlay.put(record_id, key_text(values[field], form), self._stored_text(record_id, field, form))

    def _overlay(self, field: str, form: KeyForm) -> _Overlay:
        """Made when a field is first looked up in a form: what earlier rows wrote in it."""
        overlay = self._overlays[field, form] = _Overlay()
        touched = self._touched[field]
        for record_id, record in self._written.items():
            if record_id in self._inserted or record_id in touched:
                text = key_text(record.get(field), form)
                overlay.put(record_id, text, self._stored_text(record_id, field, form))
        return overlay

    def _stored_text(self, record_id: str, field: str, form: KeyForm) -> str | None:
        if record_id in self._inserted:
            return None
        return key_text((self._base.get(record_id) or {}).get(field), form)

    def _age(self, record_id: str) -> Age:
        entry = self._inserted.get(record_id)
        return age(record_id, self.get(record_id) or {}, entry.row + 1 if entry else 0)
