"""Looking up what happened to a call of unknown outcome: its rows are read back, and each is in, not in, or cannot be
told.

A row that was to hit a record is looked for by that record's id; one that was to insert, by its check values. A record
tells by its values and by its times: those that it had before the send, where they were read, else the moment at which
the body was sent, by the org's own clock. Nothing is written.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import one_line, short_id
from tui.core.field_types import SUBFORM
from tui.core.from_json import Misfit
from tui.core.metadata import FieldsReply, module_of
from tui.core.payload_queries import coql_text
from tui.core.subforms import DELETE, row_id_of
from tui.core.values import KeyForm, instant, is_blank, key_text, same_cell, same_value
from tui.dataclass import dataclass
from tui.live.accounts.config_files import ProfileError
from tui.live.zoho.read_back import ReadBack, read_back, records_in
from tui.live.zoho.result import LiveError, clock_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.journal.journal import Journal, JournalEntry
    from tui.live.zoho.result import OrgReader

    FindModule = Callable[[str], Module | None]

Fate = Literal["in", "not_in", "cannot_tell"]

VALUES_PER_QUERY: Final = 50
"""Values that ``in (...)`` of COQL takes."""

ROWS_PER_QUERY: Final = 200
_CLOCKS_APART_S: Final = 10.0
"""How far the clocks of an org's servers may be apart."""
_UNKNOWN_CLOCK_S: Final = 26 * 3600.0
"""How far this machine's clock may be from the org's, where no reply has shown that: a wrong zone, and more."""
_SEARCH_LAG_S: Final = 120.0
"""How long a search may not find what was just written."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What became of one row. ``index``: 0-based within the payload; ``record_id``: the record that tells."""

    index: int
    fate: Fate
    sentence: str
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class LookUpReport:
    """What became of every row of a call."""

    rows: tuple[LookedUp, ...]
    problem: str = ""

    def counted(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(row.fate == fate for row in self.rows)

    @property
    def text(self) -> str:
        """The counts in one line."""
        saved, unsaved, unknown = (self.counted(fate) for fate in ("in", "not_in", "cannot_tell"))
        counts = f"{saved} saved, {unsaved} not saved, {unknown} unknown"
        return f"{counts} ({self.problem})" if self.problem else counts


def look_up(client: OrgReader, entry: JournalEntry, module: Module) -> LookUpReport:
    """Look up the rows of a call by what the journal says of it. Never raises LiveError: then rows cannot be told."""
    return _Search(client, entry, module).lookup()


def keep_look_up(journal: Journal, entry: JournalEntry, report: LookUpReport) -> None:
    """Note in the journal what was found of a call, unless nothing was found of any row. Raises OSError."""
    if not report.problem or report.counted("cannot_tell") < len(report.rows):
        rows: list[Json] = [{"index": row.index, "fate": row.fate, "id": row.record_id} for row in report.rows]
        journal.note(entry.id, "looked_up", report.text, rows=rows)


def rows_not_in(entry: JournalEntry, lookup: LookUpReport) -> dict[str, Json] | None:
    """The body that sends again the rows that are certainly not in, None if there are none."""
    first = entry.facts.start_index
    rows = [entry.rows[row.index - first] for row in lookup.rows if row.fate == "not_in"]
    body = entry.body if isinstance(entry.body, dict) else {}
    return {**body, "data": rows} if rows else None


class _Search:
    """One look-up, with what it has read."""

    def __init__(self, client: OrgReader, entry: JournalEntry, module: Module) -> None:
        self._client, self._entry, self._module = client, entry, module
        self._order = [name for name in entry.facts.check_order if name in module.by_name]
        self._targets = [_target(entry, row, place) for place, row in enumerate(entry.rows)]
        begun = instant(entry.begun_at)
        self._begun = begun if begun is None else begun + (entry.facts.clock_offset_s or 0.0)

    def lookup(self) -> LookUpReport:
        """Read, then judge each row."""
        problem, candidates = "", {}
        try:
            candidates = self._by_values()
        except LiveError as error:
            problem = error.sentence
        ids = [name for name in self._targets if name is not None]
        ids += [name for found in candidates.values() for name in found]
        written = (name for row in self._entry.rows for name in row if name in self._module.writable)
        now = read_back(self._client, self._module, ids, (*self._order, *written)) if ids else ReadBack()
        problem = problem or now.problem
        rows = [self._judge(place, row, candidates, now, problem) for place, row in enumerate(self._entry.rows)]
        return LookUpReport(tuple(rows), one_line(problem))

    def _by_values(self) -> dict[tuple[str, str], list[str]]:
        """The ids of records that hold a check value of a row without a target: (field, key text) -> ids."""
        found: dict[tuple[str, str], list[str]] = {}
        rows = [row for row, target in zip(self._entry.rows, self._targets, strict=True) if target is None]
        for name in self._order:
            values = {key_text(row[name], KeyForm.FOLDED): row[name] for row in rows if not is_blank(row.get(name))}
            texts = [value.strip() if isinstance(value, str) else value for value in values.values()]
            found |= {(name, key): [] for key in values}
            for start in range(0, len(texts), VALUES_PER_QUERY):
                for record in self._holders(name, texts[start : start + VALUES_PER_QUERY]):
                    found.setdefault((name, key_text(record.get(name), KeyForm.FOLDED)), []).append(record["id"])
        return found

    def _holders(self, name: str, values: Sequence[Json]) -> Sequence[Record]:
        """The records that hold one of the values. Raises LiveError, also for a reply that may hold back some."""
        listed = ", ".join(map(coql_value, values))
        query = f"select id, {name} from {self._module.api_name} where {name} in ({listed}) limit {ROWS_PER_QUERY}"
        reply = self._client.coql(query)
        found = list(records_in(reply))
        if reply is not None and not _is_all_of_it(reply, name, found):
            raise LiveError("unknown", f"the reply to a query for {one_line(name)} may not include all its records")
        return found

    def _judge(
        self,
        place: int,
        row: Record,
        candidates: Mapping[tuple[str, str], list[str]],
        now: ReadBack,
        problem: str,
    ) -> LookedUp:
        index, target = self._entry.facts.start_index + place, self._targets[place]
        if target is not None:
            if target in now.gone:
                return LookedUp(index, "cannot_tell", f"{short_id(target)} is no longer in the org", target)
            if target not in now.records:
                return LookedUp(index, "cannot_tell", f"{short_id(target)} was not read: {one_line(problem)}", target)
            found = self._judge_record(index, row, now.records[target])
            if found.fate == "not_in" and not self._matches(row, now.records[target]):
                values = "but it has none of the row's check values: another record may have been"
                said = f"{short_id(target)} was not modified, {values}"
                return LookedUp(index, "cannot_tell", said, target)
            return found
        asked = [(name, key_text(row[name], KeyForm.FOLDED)) for name in self._order if not is_blank(row.get(name))]
        if not asked:
            return LookedUp(index, "cannot_tell", "the row has no check value to look for")
        if any(question not in candidates for question in asked):
            return LookedUp(index, "cannot_tell", f"its check values were not looked up: {one_line(problem)}")
        ids = list(dict.fromkeys(name for question in asked for name in candidates[question]))
        judged = [self._judge_record(index, row, now.records[name]) for name in ids if name in now.records]
        best = next((each for each in judged if each.fate == "in"), None)
        if best is not None:
            return best
        if len(judged) < len(ids):
            return LookedUp(index, "cannot_tell", f"a record with its values was not read: {one_line(problem)}")
        unclear = next((each for each in judged if each.fate == "cannot_tell"), None)
        if unclear is not None:
            return unclear
        names = ", ".join(one_line(name) for name, _ in asked)
        if not ids and self._may_lag():
            return LookedUp(index, "cannot_tell", f"no record has its {names} yet; look again in two minutes")
        what = "no record was written that has" if ids else "no record has"
        return LookedUp(index, "not_in", f"{what} its {names}")

    def _judge_record(self, index: int, row: Record, record: Record) -> LookedUp:
        """Whether the row was written to this record."""
        record_id = record["id"]
        moved = self._was_written_since(record)
        if moved is False:
            return LookedUp(index, "not_in", f"{short_id(record_id)} was not modified since", record_id)
        others = [name for name in self._written(row, record) if not self._holds(name, row, record)]
        if others:
            names = ", ".join(map(one_line, others))
            return LookedUp(index, "cannot_tell", f"{short_id(record_id)} was modified, but {names} differs", record_id)
        if moved is None:
            return LookedUp(
                index,
                "cannot_tell",
                f"{short_id(record_id)} has the values, but its time does not show whether they are of this send",
                record_id,
            )
        return LookedUp(index, "in", f"{short_id(record_id)} has the values, and was written since", record_id)

    def _matches(self, row: Record, record: Record) -> bool:
        """Whether a row names a record by its id, or by a check value that the record was read with."""
        return _own_id(row) is not None or any(
            key_text(row[name], KeyForm.FOLDED) == key_text(record.get(name), KeyForm.FOLDED)
            for name in self._order
            if not is_blank(row.get(name)) and not is_blank(record.get(name))
        )

    def _was_written_since(self, record: Record) -> bool | None:
        """Whether its Modified_Time moved; None if there is none to tell, or the clocks are too close to call."""
        modified = instant(record.get("Modified_Time"))
        if modified is None:
            return None
        before = self._entry.facts.old_values.get(record["id"])
        then = instant(before.get("Modified_Time")) if before else None
        if then is not None:
            return modified != then
        if self._begun is None:
            return None
        known = self._entry.facts.clock_offset_s is not None
        error_s = self._entry.facts.clock_error_s if known else 0.0
        if modified >= (self._begun - error_s) // 1:  # Zoho's times have no fractions
            return True
        return None if modified >= self._begun - error_s - (_CLOCKS_APART_S if known else _UNKNOWN_CLOCK_S) else False

    def _may_lag(self) -> bool:
        """Whether the send is so fresh that a search may not find what it wrote. A practice org has no such lag."""
        if self._begun is None or self._entry.facts.environment == "practice":
            return False
        clock = clock_of(self._client)
        now = clock.now() if clock else time.time()
        return now - self._begun < _SEARCH_LAG_S

    def _written(self, row: Record, record: Record) -> list[str]:
        """The fields of the row that the record was read with."""
        return [name for name in row if name in self._module.writable and name in record]

    def _holds(self, name: str, row: Record, record: Record) -> bool:
        appended = row.get("$append_values")
        sent, held = row[name], record[name]
        if isinstance(appended, dict) and appended.get(name) is True and isinstance(sent, list):
            return isinstance(held, list) and all(item in held for item in sent)
        if isinstance(sent, str) and isinstance(held, str):
            if _same_moment(self._module.by_name[name].data_type, sent, held):
                return True
            return sent.strip() == held.strip()
        if self._module.by_name[name].data_type == SUBFORM and isinstance(sent, list):
            return all(_holds_row(held, row) for row in sent if isinstance(row, dict)) if sent else not held
        return same_value(self._module.by_name[name].data_type, held, sent)


def _holds_row(held: Json, sent: Record) -> bool:
    """Whether the rows of a subform are such as this row leaves them: its cells are there, or the row is gone."""
    rows = [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
    row_id = row_id_of(sent)
    if row_id is not None:
        rows = [row for row in rows if row_id_of(row) == row_id]
    if DELETE in sent:
        return not rows
    return any(all(same_cell(row.get(name), value) for name, value in sent.items() if name != "id") for row in rows)


def _same_moment(data_type: str, one: str, other: str) -> bool:
    """Date-times come back in the org's zone."""
    return data_type == "datetime" and instant(one) is not None and instant(one) == instant(other)


def _target(entry: JournalEntry, row: Record, place: int) -> str | None:
    """The record that a row was to hit: by its own id, else by the forecast; None for an insert."""
    if (given := _own_id(row)) is not None:
        return given
    told = entry.facts.forecast[place] if place < len(entry.facts.forecast) else None
    target = told.get("target_id") if isinstance(told, dict) else None
    return target if isinstance(target, str) and not target.startswith("new-") else None


def _own_id(row: Record) -> str | None:
    given = row.get("id")
    is_id = isinstance(given, (str, int)) and not isinstance(given, bool) and bool(str(given).strip())
    return str(given) if is_id else None


def _is_all_of_it(reply: Json, name: str, found: Sequence[Record]) -> bool:
    """Whether the records found are all that a query for values of a field has to tell of."""
    data = reply.get("data") if isinstance(reply, dict) else None
    info = reply.get("info") if isinstance(reply, dict) else None
    more = isinstance(info, dict) and info.get("more_records") not in (None, False)
    whole = isinstance(data, list) and len(data) == len(found) < ROWS_PER_QUERY
    return whole and not more and all(not is_blank(record.get(name)) for record in found)


def coql_value(value: Json) -> str:
    """A value as COQL writes it: numbers and booleans bare."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else coql_text(str(value))


# --- the module ------------------------------------------------------------------------------------------------------


def held_for(calls: Iterable[JournalEntry], held: FindModule) -> Module | None:
    """The module as the open data set has it, if it knows every field that was sent; None: the org has to be asked."""
    calls = list(calls)
    module = held(calls[0].facts.module)
    sent = {name for call in calls for row in call.rows for name in row if name != "id" and not name.startswith("$")}
    return module if module is not None and sent <= module.by_name.keys() else None


def asked_of(client: OrgReader, name: str) -> Module:
    """The module as the org has it. Raises LiveError, ProfileError."""
    try:
        fields = FieldsReply.of_json(client.get("settings/fields", {"module": name})).fields
    except Misfit:
        raise ProfileError(f"the org does not tell the fields of {one_line(name)}") from None
    return module_of(name, fields)
