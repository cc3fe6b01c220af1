"""Made-up values: one for any field of any record, the same on every run.

Telephone numbers come from ranges kept free for fiction, addresses from `.example`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from tests.fixture_tables.names import JOBS, SENTENCES, TOWNS, USERS

if TYPE_CHECKING:
    from tests.fixture_tables.metadata import FieldRow

T = TypeVar("T")

AREAS = (415, 212, 303, 512, 617, 206, 313, 404, 702, 808)
OFFSETS = (0, 330, -480, 120, 540, -210)
FIRST_DAY = datetime(2023, 1, 9, 8, 0, tzinfo=UTC)


class Dice:
    """A seeded source of choices. It draws on `Random.random` alone, which Python keeps stable."""

    def __init__(self, seed: str) -> None:
        self._draw = Random(seed).random

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self._draw() * limit)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def chance(self, share: float) -> bool:
        """True in about `share` of all calls."""
        return self._draw() < share

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        """Up to `most` of the choices, in their order."""
        return [choice for choice in choices if self.chance(most / len(choices))][:most]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record before it has values: its id and the name that lookups show."""

    id: str
    name: str

    def reference(self) -> dict[str, str]:
        """The record as a lookup holds it."""
        return {"name": self.name, "id": self.id}


Roster = Mapping[str, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a value may depend on: the n-th record of a module, and all the others."""

    module: str
    n: int
    entry: Entry
    roster: Roster
    dice: Dice


def phone(n: int) -> str:
    """A US number of the 555-01xx range; different for every n below 100."""
    return f"+1 {AREAS[n % 10]} 555 01{n % 100:02d}"


def mobile(n: int) -> str:
    """A UK number of the range for drama; different for every n below 1000."""
    return f"+44 7700 900{n:03d}"


def stamp(moment: datetime, offset_minutes: int) -> str:
    """A moment as Zoho writes it, seen from a place that is so many minutes from UTC."""
    return moment.astimezone(timezone(timedelta(minutes=offset_minutes))).isoformat(timespec="seconds")


def created(n: int) -> datetime:
    """When the n-th record was made: spread over two and a half years, not in order."""
    return FIRST_DAY + timedelta(days=n * 53 % 900, minutes=n * 37 % 540)


def modified(n: int) -> datetime:
    """When the n-th record last changed."""
    return created(n) + timedelta(days=n * 29 % 300 + 1, minutes=n * 11 % 600)


def owner(n: int) -> dict[str, str]:
    """A user, as Owner holds it."""
    return dict(USERS[n % len(USERS)])


def slug(name: str) -> str:
    """A name as part of an address: plain letters, digits and hyphens."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in plain.split("-") if part) or "name"


def day(n: int) -> str:
    """A date near the n-th record."""
    return (date(2025, 1, 6) + timedelta(days=n * 31 % 700)).isoformat()


def _town(column: int) -> Callable[[FieldRow, Context], str]:
    return lambda field, context: TOWNS[context.n % len(TOWNS)][column]


BY_SUFFIX: Mapping[str, Callable[[FieldRow, Context], Any]] = {
    "Street": _town(0),
    "City": _town(1),
    "State": _town(2),
    "Zip_Code": _town(3),
    "Zip": _town(3),
    "Code": _town(3),
    "Country": _town(4),
    "Title": lambda field, context: context.dice.pick(JOBS),
    "Designation": lambda field, context: context.dice.pick(JOBS),
    "Created_Time": lambda field, context: stamp(created(context.n), OFFSETS[context.n % len(OFFSETS)]),
    "Modified_Time": lambda field, context: stamp(modified(context.n), OFFSETS[(context.n + 1) % len(OFFSETS)]),
    "Created_By": lambda field, context: owner(context.n + 1),
    "Modified_By": lambda field, context: owner(context.n + 2),
    "Tag": lambda field, context: [{"name": "demo", "id": "4950000000000001"}] if context.n % 4 == 0 else [],
}


def _text(field: FieldRow, context: Context) -> str | None:
    return f"{field.label} {context.n + 1}"[: field.length] if context.dice.chance(0.4) else None


def _textarea(field: FieldRow, context: Context) -> str | None:
    return context.dice.pick(SENTENCES) if context.dice.chance(0.5) else None


def _lookup(field: FieldRow, context: Context) -> dict[str, str] | None:
    others = [entry for entry in context.roster[field.extra] if entry.id != context.entry.id]
    wanted = "m" in field.flags or context.dice.chance(0.6)
    return context.dice.pick(others).reference() if wanted else None


def _multi_module_lookup(field: FieldRow, context: Context) -> dict[str, Any]:
    module = context.dice.pick(field.extra.split(";"))
    return {"module": {"api_name": module}, **context.dice.pick(context.roster[module]).reference()}


def _multi_lookup(field: FieldRow, context: Context) -> list[dict[str, Any]]:
    return [{field.api_name: entry.reference()} for entry in context.dice.some(context.roster[field.extra], 2)]


def _users(field: FieldRow, context: Context) -> list[dict[str, Any]]:
    count = 1 + context.n % 2
    return [{field.api_name: {"name": user["name"], "id": user["id"]}} for user in USERS[:count]]


def _decimals(field: FieldRow, context: Context) -> float:
    return context.dice.below(9_000_00) / 100


def _percent(field: FieldRow, context: Context) -> float:
    return context.dice.below(401) / 4


def _address(field: FieldRow, context: Context) -> dict[str, str]:
    street, city, state, code, country = TOWNS[context.n % len(TOWNS)]
    return {"street": street, "city": city, "state": state, "zip": code, "country": country}


def _autonumber(field: FieldRow, context: Context) -> str:
    return f"{context.module[:1]}-{1000 + context.n}"


BY_TYPE: Mapping[str, Callable[[FieldRow, Context], Any]] = {
    "text": _text,
    "textarea": _textarea,
    "email": lambda field, context: f"{slug(context.entry.name)}-{context.n}@{context.module[:5].lower()}.example",
    "phone": lambda field, context: phone(context.n + 40),
    "website": lambda field, context: f"https://www.{slug(context.entry.name)}.example",
    "picklist": lambda field, context: context.dice.pick(field.picks),
    "multiselectpicklist": lambda field, context: context.dice.some(field.picks, 2),
    "date": lambda field, context: day(context.n + len(field.api_name)),
    "datetime": lambda field, context: stamp(modified(context.n), 60),
    "integer": lambda field, context: context.dice.below(500),
    "bigint": lambda field, context: str(100_000_000_000 + context.n * 7919),
    "double": _decimals,
    "currency": _decimals,
    "formula": _decimals,
    "percent": _percent,
    "boolean": lambda field, context: context.dice.chance(0.5),
    "autonumber": _autonumber,
    "rollup_summary": lambda field, context: context.dice.below(7),
    "ownerlookup": lambda field, context: owner(context.n),
    "userlookup": lambda field, context: {"name": owner(context.n)["name"], "id": owner(context.n)["id"]},
    "multiuserlookup": _users,
    "lookup": _lookup,
    "multi_module_lookup": _multi_module_lookup,
    "multiselectlookup": _multi_lookup,
    "address": _address,
    "layout": lambda field, context: {"name": "Standard", "id": "4960000000000001"},
    "territories": lambda field, context: [{"name": "North", "id": "4970000000000001"}],
    "multireminder": lambda field, context: [{"unit": 30, "period": "minutes"}],
    "event_reminder": lambda field, context: "15 mins",
    "profilelookup": lambda field, context: {"name": "Standard", "id": "4980000000000001"},
    "subform": lambda field, context: [],
}


def made_up(field: FieldRow, context: Context) -> Any:
    """A value for a field of a record; None where such a field is usually empty."""
    for suffix, maker in BY_SUFFIX.items():
        if field.api_name == suffix or (field.data_type == "text" and field.api_name.endswith("_" + suffix)):
            return maker(field, context)
    maker = BY_TYPE.get(field.data_type, lambda field, context: None)
    return maker(field, context)
