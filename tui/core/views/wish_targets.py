"""The records that a row might have been meant for: what its steps met or would have met, and what it nearly meets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, record_name
from tui.core.outcome import RowOutcome
from tui.core.values import Key, KeyForm, is_blank, key_text
from tui.core.views.describe import listed
from tui.core.views.earlier_rows import would_meet
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.records import RecordIndex
    from tui.core.values import Record

_MOST_NEAR: Final = 5
_MOST: Final = 30


@dataclass(frozen=True, slots=True)
class WishTarget:
    """A record that a row might update. ``why``: what they have in common, as in ``holds this Phone``."""

    record_id: str
    name: str
    why: str


def wish_targets(made: Forecast, index: int, records: RecordIndex) -> tuple[WishTarget, ...]:
    """The stored records that a row (0-based) of a forecast has to do with, but for its target as it is."""
    row = made.rows[index]
    now = row.target_id if row.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED) else None
    stored: dict[str, Record] = {}
    common: dict[str, dict[str, list[str]]] = {}
    for record_id, how, name in _met(made, index, records):
        record = records.get(record_id)
        if record_id != now and record is not None:
            stored[record_id] = record
            names = common.setdefault(record_id, {}).setdefault(how, [])
            if name not in names:
                names.append(name)
    return tuple(
        WishTarget(record_id, record_name(stored[record_id], made.module), _why(hows))
        for record_id, hows in list(common.items())[:_MOST]
    )


_HOLDS: Final = "holds this"
_NEARLY: Final = "holds nearly this"


def _met(made: Forecast, index: int, records: RecordIndex) -> Iterator[tuple[str, str, str]]:
    """Id, how they meet, and by which field."""
    row, sent = made.rows[index], made.request.rows[index]
    for step in (*row.trace, *would_meet(made, records, index).values()):
        yield from ((record_id, _HOLDS, step.api_name) for record_id in step.matches)
    for error in row.found:
        if error.code == "DUPLICATE_DATA":
            yield str(error.details["id"]), _HOLDS, str(error.details["api_name"])
    for field in made.module.checkable:
        value = sent.get(field.api_name)
        if isinstance(value, str) and not is_blank(value):  # equal: no other is nearly the same; quicker
            near = records.find(field.api_name, Key(key_text(value, KeyForm.NEAR), KeyForm.NEAR), _MOST_NEAR)
            exact = records.find(field.api_name, Key(key_text(value, KeyForm.FOLDED), KeyForm.FOLDED), None)
            yield from ((each, _NEARLY, field.api_name) for each in near.ids if each not in exact.ids)


def _why(hows: dict[str, list[str]]) -> str:
    return ", ".join(f"{how} {listed([*map(one_line, names)])}" for how, names in hows.items())
