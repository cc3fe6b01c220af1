"""The quick dataclass is to whoever uses it what the standard library's is."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import operator
import pickle
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.cases import each_case
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable


class Plain:
    name: str
    size: int = 3
    words: list[str] = dataclasses.field(default_factory=list)
    told: str = dataclasses.field(default="no", compare=False, repr=False)
    KIND: ClassVar[str] = "plain"


class Single:
    value: Any


class Empty:
    """No field at all."""


class WithPostInit:
    name: str
    long: int = dataclasses.field(init=False)
    kept: str = dataclasses.field(init=False, default="kept")
    made: list[int] = dataclasses.field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        object.__setattr__(self, "long", len(self.name))


class WithMethods:
    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self))

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "its own"


BODIES = (Plain, Single, Empty, WithPostInit, WithMethods)
SIGNS = (operator.lt, operator.le, operator.gt, operator.ge)
KINDS: tuple[dict[str, bool], ...] = (
    {},
    {"frozen": True},
    {"slots": True, "order": True},
    {"frozen": True, "slots": True},
)


def made(body: type, decorator: Callable[..., Any], kind: dict[str, bool]) -> Any:
    copied = {name: value for name, value in vars(body).items() if name not in ("__dict__", "__weakref__")}
    return decorator(**kind)(type(body.__name__, (), copied))


def refused(do: Callable[[], object]) -> bool:
    """Whether something cannot be done. The standard library says so in two ways: a class with slots that is frozen
    does not know itself any more in Python 3.11."""
    return came(do) in (dataclasses.FrozenInstanceError, AttributeError, TypeError)


def came(do: Callable[[], object]) -> object:
    """What comes of doing something, of an exception its type."""
    try:
        return do()
    except Exception as error:
        return type(error)


def behaviour(cls: Any, *given: Any) -> list[object]:
    """What can be seen of a class and of the values that it makes."""
    one, same, other = cls(*given), cls(*given), cls(*given[:-1], "other") if given else cls()
    return [
        repr(one).split(".")[-1],
        (one == same, one == other, one != other, one == 1, one.__eq__(1)),
        [came(partial(sign, one, each)) for each in (same, other, 1) for sign in SIGNS],
        came(lambda: hash(one) == hash(same)),
        came(lambda: hash(one) == hash(other)),
        refused(lambda: setattr(one, "name", "new")),
        refused(lambda: setattr(one, "unheard_of", "new")),
        refused(lambda: delattr(one, "name")),
        [field.name for field in dataclasses.fields(cls)],
        came(lambda: dataclasses.asdict(same)),
        came(lambda: repr(dataclasses.replace(same)).split(".")[-1]),
        copy.copy(same) == same,
        copy.deepcopy(same) == same,
        cls.__match_args__,
        hasattr(one, "__dict__"),
        came(lambda: cls(*given, "more", "and", "more", "and", "more")),
        came(lambda: cls(unheard_of=1)),
        came(cls) is TypeError,
    ]


@each_case("kind", KINDS)
@each_case("body", BODIES, shared=("kind",))
def test_it_behaves_as_the_standard_one(body: type, kind: dict[str, bool]) -> None:
    given = ("a name",) if body.__annotations__ else ()
    ours, theirs = made(body, dataclass, kind), made(body, dataclasses.dataclass, kind)
    ours(*given)  # from the first value on, the signature is its own
    assert behaviour(ours, *given) == behaviour(theirs, *given)
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)


@dataclass(frozen=True, slots=True)
class Base:
    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived(Base):
    more: int = 0


def test_a_class_that_stands_on_another_has_the_fields_of_both() -> None:
    one = Derived("a", ("b",), 2)
    assert (one.name, one.words, one.more) == ("a", ("b",), 2)
    assert one != Base("a", ("b",))
    assert repr(one) == "Derived(name='a', words=('b',), more=2)"
    assert hash(one) == hash(Derived("a", ("b",), 2))


def test_a_frozen_value_goes_through_pickle() -> None:
    assert pickle.loads(pickle.dumps(Derived("a"))) == Derived("a")


def test_what_is_frozen_says_so() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'more'"):
        Derived("a").more = 3  # type: ignore[misc]


def test_each_value_gets_a_default_of_its_own() -> None:
    cls = made(Plain, dataclass, {"slots": True})
    first, second = cls("a"), cls("a")
    first.words.append("b")
    assert second.words == []


def test_values_match_by_place() -> None:
    match Derived("a", ("b",)):
        case Derived(name, (word,), more):
            assert (name, word, more) == ("a", "b", 0)
        case _:
            raise AssertionError("it did not match")


def test_what_is_not_a_number_is_equal_to_itself_within_a_value_as_in_a_tuple() -> None:
    cls, nan = made(Single, dataclass, {"frozen": True}), float("nan")
    assert cls(nan) == cls(nan)
