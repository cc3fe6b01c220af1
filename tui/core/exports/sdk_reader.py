"""A payload as Zoho's SDKs take it: each value in the class that the SDK asks of its field.

What the SDK refuses, leaves out or writes in another way is told. A value of the wrong class is never bent: it stands
as it is, and the SDK refuses it.
"""

from __future__ import annotations

import json
import re
from dataclasses import field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.exports.sdk_fields import (
    BODY_LISTS,
    BODY_NAMES,
    BODY_TEXTS,
    BOOLEAN,
    CHOICE,
    DROPPED,
    IN_EVERY_MODULE,
    INTEGER,
    LINE_ITEM,
    LINE_ITEMS,
    LISTS,
    LONG,
    MEMBERS,
    NOT_WRITTEN,
    NUMBER,
    PRICE,
    RECORDS,
    SDK_VERSION,
    TEXT,
    wanted,
)
from tui.core.exports.sdk_values import Chosen, Day, Fraction, Made, Many, Moment, Plain, Whole
from tui.core.field_types import DATE, DATE_TIME
from tui.core.values import number_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tui.core.exports.export import Export
    from tui.core.exports.sdk_values import SdkValue
    from tui.core.metadata import Module
    from tui.core.values import Json, Record

_MOST_TOLD: Final = 5

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_IN_WORDS: Final = {
    TEXT: "text",
    INTEGER: "a whole number",
    LONG: "the digits of an id",
    NUMBER: "a number that a float holds",
    BOOLEAN: "true or false",
    DATE: "a date (YYYY-MM-DD)",
    DATE_TIME: "a date-time with seconds and an offset",
}


@dataclass(slots=True)
class SdkReader:
    """Makes the values of one payload and gathers what is lost.

    ``ids_as``: how ids arrive at Zoho ("numbers" or "text"). ``exact``: whether a whole number of this size keeps its
    digits. ``unsaid``: keys of the body that this SDK has no setter for. ``loses_key``: a key that it cannot keep.
    """

    module: Module
    ids_as: str
    exact: Callable[[int], bool] = lambda _: True
    unsaid: frozenset[str] = frozenset()
    loses_key: str | None = None
    _told: list[str] = field(default_factory=list)
    _once: dict[str, None] = field(default_factory=dict)

    @property
    def lost(self) -> tuple[str, ...]:
        """What is lost, in sentences: of many single values the first, and how many more."""
        more = len(self._told) - _MOST_TOLD
        counted = "1 more value is not taken as it is" if more == 1 else f"{more} more values are not taken as they are"
        rest = (counted,) if more > 0 else ()
        return (*self._once, *self._told[:_MOST_TOLD], *rest)

    def _say(self, sentence: str) -> None:
        self._once[sentence] = None

    def bodies(self, export: Export) -> tuple[Made, ...]:
        """The body of each call."""
        if export.api_version != SDK_VERSION:
            self._say(f"the SDK calls API {SDK_VERSION}, not {export.api_version}")
        if not self.module.fields:
            self._say("the module's fields are not known, so values are left as in JSON, and the SDK may refuse some")
        first, bodies = 1, []
        rest = self._rest(export)
        for call in export.calls:
            rows = tuple(self._row(first + place, row) for place, row in enumerate(call.rows))
            bodies.append(Made("BodyWrapper", (("data", Many(rows)), *rest)))
            first += len(rows)
        return tuple(bodies)

    def _rest(self, export: Export) -> tuple[tuple[str, SdkValue], ...]:
        keys = {name: value for name, value in export.request.to_body().items() if name != "data"}
        return tuple((name, said) for name, value in keys.items() if (said := self._key(name, value)) is not None)

    def _row(self, number: int, values: Record) -> Made:
        self._kept(f"row {number}", values)
        return Made(
            "Record", tuple((name, self._member(f"row {number}, {name}", name, item)) for name, item in values.items())
        )

    def _key(self, name: str, value: Json) -> SdkValue | None:
        if name in BODY_LISTS and name not in self.unsaid:
            return self._asked(name, BODY_LISTS[name], value, many=True)
        if name in BODY_TEXTS:
            return self._asked(name, TEXT, value, many=False)
        if name in BODY_NAMES:
            if value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value)):
                return Plain(value)
            return self._refused(name, value, "a list of texts")
        self._told.append(f"{name}: the SDK has no way to say it; it is left out")
        return None

    def _member(self, where: str, name: str, value: Json) -> SdkValue:
        known = self.module.by_name.get(name)
        data_type = known.data_type if known else ""
        if value is not None and data_type in DROPPED:
            self._told.append(f"{where}: the SDK leaves out a field of the type {data_type}")
            return Plain(value)
        asked = wanted(self.module, name)
        if asked is not None:
            if data_type in LISTS and asked[0] == "Record" and isinstance(value, list):
                return self._rows(where, name, value)
            return self._asked(where, asked[0], value, many=asked[1])
        if value is not None and data_type in NOT_WRITTEN:
            return self._refused(where, value, f"its own class for the type {data_type}")
        if value is not None and known is not None and known.mandatory:
            self._told.append(f"{where}: the SDK leaves out a mandatory field of the type {data_type}")
        return self._unasked(where, value)

    def _rows(self, where: str, name: str, items: list[Json]) -> SdkValue:
        if name not in LINE_ITEMS:
            self._say(
                f"{name}: the fields of its rows are not known, so their values are left as in JSON, and the SDK may "
                "refuse some"
            )
        return Many(tuple(self._sub_row(f"{where}, {place}", name, item) for place, item in enumerate(items, start=1)))

    def _sub_row(self, where: str, name: str, item: Json) -> SdkValue:
        if not isinstance(item, dict):
            return self._refused(where, item, "a row")
        table = LINE_ITEM if name in LINE_ITEMS else {}
        return self._record("Record", where, item, table)

    def _kept(self, where: str, values: Mapping[str, Json]) -> None:
        if self.loses_key in values:
            self._told.append(f"{where}: the SDK loses the key {self.loses_key}")

    def _record(self, kind: str, where: str, value: Mapping[str, Json], table: Mapping[str, tuple[str, bool]]) -> Made:
        self._kept(where, value)
        members = []
        for key, item in value.items():
            asked = table.get(key) or IN_EVERY_MODULE.get(key)
            at = f"{where}, {key}"
            made = self._asked(at, asked[0], item, many=asked[1]) if asked else self._unasked(at, item)
            members.append((key, made))
        return Made(kind, tuple(members))

    def _asked(self, where: str, kind: str, value: Json, *, many: bool) -> SdkValue:
        if value is None:
            return Plain(None)
        if not many:
            return self._one(where, kind, value)
        if not isinstance(value, list):
            return self._refused(where, value, "a list")
        return Many(tuple(self._one(where, kind, item) for item in value))

    def _one(self, where: str, kind: str, value: Json) -> SdkValue:
        if kind == CHOICE:
            return Chosen(self._plain(where, value).value)
        if kind in RECORDS:
            if not isinstance(value, dict):
                return self._refused(where, value, "an object with an id")
            return self._record(kind, where, value, PRICE if kind == "PricingDetails" else {})
        if kind in MEMBERS:
            return self._object(where, kind, value)
        made = _scalar(kind, value, self.exact)
        if made is None:
            return self._refused(where, value, _IN_WORDS[kind])
        if isinstance(made, Moment):
            self._say("the SDK writes date-times in another time zone: the same moments, in other words")
        if isinstance(made, Whole) and isinstance(value, str) == (self.ids_as == "numbers"):
            self._say(f"the SDK sends ids and long integers as {self.ids_as}")
        return made

    def _object(self, where: str, kind: str, value: Json) -> SdkValue:
        if not isinstance(value, dict):
            return self._refused(where, value, "an object")
        members = []
        for key, item in value.items():
            takes = MEMBERS[kind].get(key)
            if takes is None:
                self._told.append(f"{where}: the SDK's {kind} has no {brief(key)}; it is left out")
                continue
            made = Plain(None) if item is None else self._one(f"{where}, {key}", takes, item)
            members.append((key.strip("_").lower(), made))
        return Made(kind, tuple(members))

    def _unasked(self, where: str, value: Json) -> SdkValue:
        """A value of which the SDK does not know the field: objects with an id as records, all else as in JSON."""
        if isinstance(value, dict) and "id" in value:
            return self._record("Record", where, value, {})
        if isinstance(value, list) and value and all(isinstance(item, dict) and "id" in item for item in value):
            return Many(tuple(self._record("Record", where, item, {}) for item in value))
        if isinstance(value, list) and (not value or value[0] is None):
            self._told.append(f"{where}: the SDK fails at {_shown(value)} in a field that it does not know")
        return self._plain(where, value)

    def _plain(self, where: str, value: Json) -> Plain:
        parts = list(_parts(value))
        if any(isinstance(part, int) and not self.exact(part) for part in parts):
            self._told.append(f"{where}: {_shown(value)} has more digits than a number keeps here")
        for part in parts:
            if isinstance(part, dict):
                self._kept(where, part)
        return Plain(value)

    def _refused(self, where: str, value: Json, takes: str) -> Plain:
        self._told.append(f"{where}: the SDK takes only {takes} here; {_shown(value)} is left as it is, and is refused")
        return Plain(value)


def _scalar(kind: str, value: Json, exact: Callable[[int], bool]) -> SdkValue | None:
    """A value of a kind without a class of its own; None where it is not of this kind."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if kind == LONG:
        number = number_of(value) if isinstance(value, str) else value if whole and value >= 0 else None
        return None if number is None else Whole(number)
    if kind == NUMBER and (whole or isinstance(value, float)):
        return Fraction(float(value)) if isinstance(value, float) or _fits_a_float(value) else None
    fits = {
        TEXT: isinstance(value, str),
        INTEGER: whole and exact(value),
        BOOLEAN: isinstance(value, bool),
    }
    if kind in fits:
        return Plain(value) if fits[kind] else None
    if not isinstance(value, str):
        return None
    if kind == DATE:
        return Day(value) if _DAY.fullmatch(value) and _is_date(value) else None
    return Moment(value) if _MOMENT.fullmatch(value) and _is_moment(value) else None


def _fits_a_float(number: int) -> bool:
    try:
        return int(float(number)) == number
    except OverflowError:
        return False


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    """Whether it is a moment that every time zone can name: not at the ends of the calendar."""
    try:
        return 1 < datetime.fromisoformat(text).year < 9999
    except ValueError:
        return False


def _parts(value: Json) -> Iterator[Json]:
    """A value and everything in it."""
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(item)


def _shown(value: Json) -> str:
    return brief(json.dumps(value, ensure_ascii=False))
