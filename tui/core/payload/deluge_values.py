"""The values that a Deluge script holds while it is read, and their JSON."""

from __future__ import annotations

import json
import re
from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.core.payload.open_variables import as_variable
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.payload.excerpt import Source
    from tui.core.payload.request import PayloadError

_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
DEEPEST: Final = 100
"""How deeply values may be nested."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the script takes from elsewhere: as it is written, and where."""

    code: str
    start: int


@dataclass(slots=True)
class Map:
    """A map, as ``put`` has filled it. ``lost``: what changed it in a way that is not known."""

    members: dict[str, Value] = field(default_factory=dict)
    lost: Unknown | None = None


@dataclass(slots=True)
class List:
    """A list, as ``add`` has filled it. ``lost``: what changed it in a way that is not known."""

    items: list[Value] = field(default_factory=list)
    lost: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A value as JSON text."""

    text: str

    @property
    def is_text(self) -> bool:
        """Whether it is a text, and no number, truth value or null."""
        return self.text[0] == '"'

    @property
    def said(self) -> str:
        """A text without its quotes; any other value as it is written."""
        return str(json.loads(self.text)) if self.is_text else self.text


Value = Unknown | Map | List | Written
"""What a variable of a script may hold."""


def written(text: str) -> Written:
    """A text as a value."""
    return Written(json.dumps(text, ensure_ascii=False))


def unknown_of(value: Value) -> Unknown | None:
    """What keeps a value as a whole from being known; None for one that is."""
    if isinstance(value, Unknown):
        return value
    return None if isinstance(value, Written) else value.lost


class JsonWriter:
    """Writes values of one script as JSON. What all of them come to has a bound: a map may hold another many times."""

    def __init__(self, source: Source, room: int) -> None:
        """source: the script, for errors; room: characters that values may come to in all."""
        self._source, self._room = source, room
        self.missing: Unknown | None = None
        """What the value that was refused last is not known for."""

    def _member(self, value: Value, depth: int) -> str:
        unknown = unknown_of(value)
        if unknown is not None:
            return json.dumps(as_variable(unknown.code), ensure_ascii=False)
        return self.json_of(value, depth)

    def json_of(self, value: Value, depth: int = 0) -> str:
        """A value as JSON text; within a map, what the script takes from elsewhere is a variable. Raises PayloadError
        where the value as a whole is not in the script."""
        if depth > DEEPEST:
            raise self._source.error("it is nested too deeply to be read", 0)
        unknown = unknown_of(value)
        if unknown is not None:
            self.missing = unknown
            raise self.refusal(unknown)
        assert not isinstance(value, Unknown)
        if isinstance(value, Map):
            parts = (
                f"{json.dumps(key, ensure_ascii=False)}: {self._member(each, depth + 1)}"
                for key, each in value.members.items()
            )
            text = "{" + ", ".join(parts) + "}"
        elif isinstance(value, List):
            text = "[" + ", ".join(self.json_of(each, depth + 1) for each in value.items) + "]"
        else:
            text = value.text
        self.spend(len(text))
        return text

    def refusal(self, unknown: Unknown) -> PayloadError:
        """The error for a value that is wanted and not known."""
        return self._source.error(f"{unknown.code} is not in this text; put the value in its place", unknown.start)

    def spend(self, length: int) -> None:
        """Count what was written. Raises PayloadError where all of it comes to too much."""
        self._room -= length
        if self._room < 0:
            raise self._source.error("what this script builds is too long to be read", 0)


def plain_members(value: Map) -> str:
    """The texts of a map, and variables for those that are not known, a line each: headers."""
    return "\n".join(
        f"{key}: {each.said if isinstance(each, Written) else as_variable(each.code)}"
        for key, each in value.members.items()
        if isinstance(each, (Written, Unknown))
    )


def unescaped(text: str) -> str:
    """What stands between the quotation marks of a string, with its escapes resolved."""
    if "\\" not in text:
        return text
    found = re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", _character, text, flags=re.DOTALL)
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # two halves are one character


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _ESCAPES.get(match[2], match[2])
