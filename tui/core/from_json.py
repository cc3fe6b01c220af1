"""Frozen dataclasses that are read from JSON by their types: quickly where a value fits, and else by pydantic.

Nearly all that is read has the right types already, and pydantic alone takes longer to load than all rules of the app:
a value that fits exactly is read here, without it. Whatever does not is left to pydantic, which knows the same class:
what can be taken for what is wanted is taken by its rules (a number for a text, say), and what is wrong is told in its
words. A type that cannot be read here is an error of the class, raised when it is first read.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from pydantic import GetCoreSchemaHandler, TypeAdapter

    from tui.core.values import Json

    Value = TypeVar("Value")

_NO: Final = object()
"""What a reader gives for a value that does not fit exactly."""


class Misfit(ValueError):
    """A value that does not fit. ``errors``: of each thing that is wrong, the way to it, pydantic's name for what is
    wrong, and pydantic's sentence."""

    def __init__(self, errors: tuple[tuple[tuple[str | int, ...], str, str], ...]) -> None:
        super().__init__("; ".join(sentence for _, _, sentence in errors))
        self.errors = errors


class FromJson:
    """The base of a dataclass that is read from a JSON object. Keys that it does not know are passed over."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {}

    @classmethod
    def of_json(cls, value: object) -> Self:
        """Read a value. Raises Misfit."""
        return read_as(cls, value)

    def to_json(self) -> dict[str, Any]:
        """As JSON; what is as it is by default is left out."""
        told = ((each, getattr(self, each.name)) for each in fields(self))  # type: ignore[arg-type]
        return {each.name: _plain(value) for each, value in told if value != _default(each)}


class Before:
    """Of a type: what a value is changed to before it is read."""

    def __init__(self, change: Callable[[Any], Any]) -> None:
        self.change = change

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        from pydantic import BeforeValidator  # noqa: PLC0415 - only where a value does not fit

        return BeforeValidator(self.change).__get_pydantic_core_schema__(source, handler)


class AtLeast:
    """Of a type: the least number, or the least length of a text."""

    def __init__(self, least: int) -> None:
        self.least = least

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        schema: Any = handler(source)
        schema["min_length" if schema["type"] == "str" else "ge"] = self.least
        return schema


def read_as(kind: type[Value], value: object) -> Value:
    """Read a value as a type. Raises Misfit."""
    known: Any = kind
    read: Value = _reader(known)(value)
    return read_slowly(kind, value) if read is _NO else read  # equal: what fits is read alike, only slower


def fits(kind: Any, value: object) -> bool:
    """Whether a value is read without pydantic."""
    return _reader(kind)(value) is not _NO


def read_slowly(kind: type[Value], value: object) -> Value:
    """Read a value by pydantic, whether or not that is needed. Raises Misfit."""
    from pydantic import ValidationError  # noqa: PLC0415 - only where a value does not fit

    known: Any = kind
    try:
        read: Value = _adapter(known).validate_python(value)
    except ValidationError as error:
        raise Misfit(tuple((each["loc"], each["type"], each["msg"]) for each in error.errors())) from None
    return read


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only where a value does not fit

    return TypeAdapter(kind)


def _default(each: Any) -> object:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _plain(value: object) -> Json:
    if isinstance(value, FromJson):
        return value.to_json()
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


# --- what fits exactly -----------------------------------------------------------------------------------------------


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What reads values of a type that fit exactly."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda value: value
    if kind is str:
        return _text
    if kind in (int, float, bool, NoneType):
        return lambda value: value if type(value) is kind else _NO
    if isinstance(kind, type) and issubclass(kind, FromJson):
        return _object(kind)
    if origin is Literal:
        return lambda value: value if type(value) is str and value in inner else _NO
    if len(inner) == 2 and NoneType in inner:  # of a union only
        some = _reader(next(each for each in inner if each is not NoneType))
        return lambda value: None if value is None else some(value)
    if origin is Annotated:
        return _annotated(inner[0], *inner[1:])
    if origin is list:
        return _list(_reader(*inner), list)
    if inner[1:] == (...,):  # of a tuple only
        return _list(_reader(inner[0]), tuple)
    if origin is tuple:
        return _tuple([_reader(each) for each in inner])
    if origin is dict and inner[0] is str:
        return _mapping(_reader(inner[1]))
    raise TypeError(f"{kind} cannot be read from JSON")


def _text(value: Any) -> Any:
    if type(value) is not str:
        return _NO
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:  # half a character, which pydantic refuses
            return _NO
    return value


def _annotated(kind: Any, *marks: object) -> Callable[[Any], Any]:
    read = _reader(kind)
    for mark in marks:
        if isinstance(mark, Before):
            read = _after(mark.change, read)
        elif isinstance(mark, AtLeast):
            read = _bounded(mark.least, read)
        else:
            raise TypeError(f"{mark} is not known of a type that is read from JSON")
    return read


def _after(change: Callable[[Any], Any], read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: read(change(value))


def _bounded(least: int, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def bounded(value: Any) -> Any:
        found = read(value)
        if found is _NO:
            return _NO
        return found if (len(found) if isinstance(found, str) else found) >= least else _NO

    return bounded


def _list(read: Callable[[Any], Any], made: Callable[[list[Any]], Any]) -> Callable[[Any], Any]:
    def read_list(value: Any) -> Any:
        if type(value) not in (list, made):
            return _NO
        found = [read(each) for each in value]
        return _NO if any(each is _NO for each in found) else made(found)

    return read_list


def _tuple(readers: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def read_tuple(value: Any) -> Any:
        if type(value) not in (list, tuple) or len(value) != len(readers):
            return _NO
        found = tuple(read(each) for read, each in zip(readers, value, strict=True))
        return _NO if any(each is _NO for each in found) else found

    return read_tuple


def _mapping(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read_mapping(value: Any) -> Any:
        if type(value) is not dict:
            return _NO
        found = {_text(key): read(each) for key, each in value.items()}
        return _NO if _NO in found or any(each is _NO for each in found.values()) else found

    return read_mapping


def _object(kind: type[FromJson]) -> Callable[[Any], Any]:
    """What reads an object as a dataclass. Its types may name the class itself, so they are looked at when the first
    value is read."""
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {}
    needed: set[str] = set()

    def read_object(value: Any) -> Any:
        if type(value) is kind:
            return value
        if type(value) is not dict:
            return _NO
        if not readers:
            readers.update(_fields_of(kind))
            needed.update(each.name for each in _init_fields(kind) if _default(each) is MISSING)
        given: dict[str, Any] = {}
        for key, (name, read) in readers.items():
            if key in value:
                found = read(value[key])
                if found is _NO:
                    return _NO
                given[name] = found
        return kind(**given) if needed <= given.keys() else _NO

    return read_object


def _fields_of(kind: type[FromJson]) -> Mapping[str, tuple[str, Callable[[Any], Any]]]:
    """Of each key of the object: the field that it is, and what reads it."""
    from typing import get_type_hints  # noqa: PLC0415

    types = get_type_hints(kind, include_extras=True)
    key_of: Callable[[str], str] = kind.__pydantic_config__.get("alias_generator") or str
    return {key_of(each.name): (each.name, _reader(types[each.name])) for each in _init_fields(kind)}


def _init_fields(kind: type[FromJson]) -> list[Any]:
    return [each for each in fields(kind) if each.init]  # type: ignore[arg-type]
