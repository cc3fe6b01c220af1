"""The life of one record over several calls: each call that touched it, with what it wrote, old -> new."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from tui.core.display import one_line, value_text
from tui.core.values import same_value
from tui.core.views.describe import count_of
from tui.core.views.reply_words import error_words
from tui.core.views.what_happened import named
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tui.core.records import RecordIndex
    from tui.core.reply.incident import Incident
    from tui.core.reply.read import ReplyRow
    from tui.core.values import Json

OldKnown = Literal["known", "inferred", "not known"]


@dataclass(frozen=True, slots=True)
class FieldStep:
    """One field that a call wrote. ``old``: how sure its value before is."""

    api_name: str
    before: Json
    after: Json
    old: OldKnown

    @property
    def text(self) -> str:
        """``Email "a@x.test" -> "b@x.test"``."""
        before = "not known" if self.old == "not known" else value_text(self.before)
        guess = " (inferred)" if self.old == "inferred" else ""
        return f"{one_line(self.api_name)} {before}{guess} -> {value_text(self.after)}"


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One row (0-based) of one call (its number) that touched the record. ``text``: what it did; ``fields``: what it
    wrote."""

    call: int
    index: int
    at: str | None
    text: str
    fields: tuple[FieldStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Life:
    """All steps in order, and the fields (in sentences) in which the data set now holds something else."""

    record_id: str
    name: str
    steps: tuple[LifeStep, ...]
    since: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """As lines of text."""
        calls = count_of(len({step.call for step in self.steps}), "call")
        lines = [f"{self.name}: {count_of(len(self.steps), 'row')} in {calls} touched it."]
        for step in self.steps:
            at = f"{one_line(step.at)}  " if step.at else ""
            lines.append(f"{at}call {step.call}, row {step.index + 1}: {step.text}")
            lines += [f"    {each.text}" for each in step.fields]
        return (*lines, *self.since)


def life(calls: Sequence[tuple[int, Incident]], record_id: str, records: RecordIndex | None = None) -> Life:
    """The life of a record over calls that were followed in order, each with its number. records: the data set as it
    is, to tell what changed since."""
    steps = tuple(step for number, each in calls for step in _steps(each, number, record_id))
    met = [each for _, each in calls if any(each.touches(index, record_id) for index in range(len(each.rows)))]
    name = named(met[-1], record_id) if met else one_line(record_id)
    since = tuple(_since(dict(calls), record_id, steps, records)) if records is not None else ()
    return Life(record_id, name, steps, since)


def _steps(found: Incident, call: int, record_id: str) -> Iterator[LifeStep]:
    for index, actual in sorted(found.answers.items()):
        at = actual.modified_time or found.at
        if actual.action in ("insert", "update") and actual.record_id == record_id:
            fields = tuple(_fields(found, index, record_id))
            yield LifeStep(call, index, at, _deed(actual, fields), fields)
        elif actual.action == "error" and found.touches(index, record_id):
            told = (error_words(each, found.sent[index], partial(named, found)) for each in actual.errors)
            yield LifeStep(call, index, at, f"refused, and it had to do with this record: {'; '.join(told)}")


def _deed(actual: ReplyRow, fields: Sequence[FieldStep]) -> str:
    if actual.action == "insert":
        return "inserted"
    by = f" by {one_line(actual.duplicate_field)}" if actual.duplicate_field else ""
    return f"updated{by}{'' if fields else ', and nothing changed'}"


def _fields(found: Incident, index: int, record_id: str) -> Iterator[FieldStep]:
    """What a row wrote. Values before are those of the record as it was met; where they only stand as in a copy that
    was made later, they are not known."""
    actual = found.answers[index]
    then = found.past.get(record_id)
    row = found.forecast.rows[index] if index < len(found.forecast.rows) else None
    if row is not None and found.rows[index].verdict == "same":
        changes = [(change.api_name, change.before, change.after) for change in row.changes if change.kind != "same"]
        if then is not None:  # what is the same as in a later copy may well have been written by this very row
            same = [change for change in row.changes if change.kind == "same" and change.api_name in then.unknown]
            changes += [(change.api_name, None, change.after) for change in same]
    else:
        record = found.records.get(record_id) or {}
        known = found.forecast.module.by_name
        changes = [(name, record.get(name), value) for name, value in found.sent[index].items() if name in known]
        changes = [each for each in changes if not same_value(known[each[0]].data_type, each[1], each[2])]
    for name, before, after in changes:
        yield FieldStep(
            name, before, after, "known" if actual.action == "insert" else _old(found, record_id, name, before)
        )


def _old(found: Incident, record_id: str, name: str, before: Json) -> OldKnown:
    """How sure the value is that a field held before it was written."""
    then = found.past.get(record_id)
    if then is None:
        return "not known" if found.records.get(record_id) is None else "known"
    if name in then.inferred:
        return "not known" if before is None else "inferred"
    return "not known" if name in then.unknown else "known"


def _since(
    calls: Mapping[int, Incident], record_id: str, steps: Sequence[LifeStep], records: RecordIndex
) -> Iterator[str]:
    """What the data set holds otherwise than the last call left it, where it was made after the calls."""
    now = records.get(record_id)
    if now is None or not steps or not calls[steps[-1].call].later:
        return
    types = calls[steps[-1].call].forecast.module.by_name
    left = {each.api_name: each.after for step in steps for each in step.fields}
    for name, value in left.items():
        if name in types and not same_value(types[name].data_type, value, now.get(name)):
            held = value_text(now.get(name))
            yield f"Now {one_line(name)} is {held}: something changed it after the last of these calls."
