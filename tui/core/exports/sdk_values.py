"""The values that Zoho's SDKs take, as values of our own, which the writers of the two languages render."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.values import Json


@dataclass(frozen=True, slots=True)
class Plain:
    """A value that stands as it does in JSON."""

    value: Json


@dataclass(frozen=True, slots=True)
class Whole:
    """An id or a long integer: an int in Python, a BigInt in JavaScript."""

    value: int


@dataclass(frozen=True, slots=True)
class Fraction:
    """A number with a fraction, also where there is none: a float in Python."""

    value: float


@dataclass(frozen=True, slots=True)
class Day:
    """A date as YYYY-MM-DD."""

    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A date-time with its offset, ISO 8601."""

    text: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice of a pick list."""

    value: Json


@dataclass(frozen=True, slots=True)
class Made:
    """An object of a class of the SDK: its values by key, or by member where ``kind`` is no record."""

    kind: str
    members: tuple[tuple[str, SdkValue], ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    items: tuple[SdkValue, ...]


SdkValue: TypeAlias = Plain | Whole | Fraction | Day | Moment | Chosen | Made | Many
