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

_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
DEEPEST: Final = 100
"""How deeply values may be nested."""


@dataclass(slots=True)
class Map:
    """A map, as ``put`` has filled it."""

    members: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class List:
    """A list, as ``add`` has filled it."""

    items: list[object] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    """A value as JSON text."""

    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the script takes from elsewhere: as it is written, and where."""

    code: str
    start: int


class JsonWriter:
    """Writes values of one script as JSON. What all of them come to has a bound: a map may hold another many times."""

    def __init__(self, source: Source, room: int) -> None:
        """source: the script, for errors; room: characters that values may come to in all."""
        self._source, self._room = source, room

    def _member(self, value: object, depth: int) -> str:
        if isinstance(value, Unknown):
            return json.dumps(as_variable(value.code), ensure_ascii=False)
        return self.json_of(value, depth)

    def json_of(self, value: object, depth: int = 0) -> str:
        """A value as JSON text; within a map, what the script takes from elsewhere is a variable. Raises PayloadError
        where the value as a whole is not in the script."""
        if depth > DEEPEST:
            raise self._source.error("it is nested too deeply to be read", 0)
        if isinstance(value, Written):
            written = value.text
        elif isinstance(value, Map):
            parts = (
                f"{json.dumps(key, ensure_ascii=False)}: {self._member(each, depth + 1)}"
                for key, each in value.members.items()
            )
            written = "{" + ", ".join(parts) + "}"
        elif isinstance(value, List):
            written = "[" + ", ".join(self.json_of(each, depth + 1) for each in value.items) + "]"
        else:
            code, start = (value.code, value.start) if isinstance(value, Unknown) else ("a value", 0)
            raise self._source.error(f"{code} is not in this text; put its value in its place", start)
        self._room -= len(written)
        if self._room < 0:
            raise self._source.error("what this script builds is too long to be read", 0)
        return written


def plain_members(value: Map) -> str:
    """The texts of a map, a line each: headers."""
    return "\n".join(
        f"{key}: {each.text.strip(chr(34))}" for key, each in value.members.items() if isinstance(each, Written)
    )


def unescaped(text: str) -> str:
    """What stands between the quotation marks of a string, with its escapes resolved."""
    if "\\" not in text:
        return text
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", _character, text, flags=re.DOTALL)


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _ESCAPES.get(match[2], match[2])
