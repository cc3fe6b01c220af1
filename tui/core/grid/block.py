"""A block of cells as spreadsheets copy it: tabs between cells, a line a row, quotes around what holds a tab, a line
break or a quote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.metadata import Module

_CELL: Final = re.compile(r'"((?:[^"]++|"")*+)"(?=[\t\r\n]|\Z)|([^\t\r\n]*+)')
"""A cell in quotes, or one that goes to the next tab or line end. A quote within a cell that does not begin with one is
a character like others; so is one that nothing closes."""

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class BlockError(ValueError):
    """A block that cannot be pasted; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Block:
    """Cells, a tuple a line, all lines of one length."""

    cells: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.cells[0])

    @property
    def height(self) -> int:
        """How many lines it has."""
        return len(self.cells)

    def size_text(self) -> str:
        """``3 rows of 2 cells``."""
        return f"{count_of(self.height, 'row')} of {count_of(self.width, 'cell')}"


def read_block(text: str) -> Block:
    """The cells of a text that a spreadsheet copied. Raises BlockError for none, or lines of several lengths."""
    lines: list[list[str]] = [[]]
    place = 0
    while True:
        match = _CELL.match(text, place)
        assert match is not None  # the second form takes any text
        quoted, plain = match.groups()
        lines[-1].append(plain if quoted is None else quoted.replace('""', '"').replace("\r\n", "\n"))
        place = match.end()
        if place >= len(text):
            break
        end = _LINE_END.match(text, place)
        place = end.end() if end else place + 1
        if end:
            if place >= len(text):
                break
            lines.append([])
    if lines == [[""]]:
        raise BlockError("There is nothing to paste.")
    for number, line in enumerate(lines, 1):
        if len(line) != len(lines[0]):
            first, here = (count_of(len(each), "cell") for each in (lines[0], line))
            raise BlockError(f"Line {number} of the pasted block has {here}, but line 1 has {first}.")
    return Block(tuple(map(tuple, lines)))


def is_payload(text: str) -> bool:
    """Whether a pasted text is a payload of JSON, which takes the place of the whole one, and no block."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        value = parse_json(text)
    except JsonTextError:
        return False
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, dict) for each in value)
    return "data" in value  # what begins so is a list or an object


def block_text(cells: Sequence[Sequence[str]]) -> str:
    """Cells as a spreadsheet takes them."""
    return "\n".join("\t".join(map(_quoted, line)) for line in cells)


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if re.search(r'[\t\r\n]|\A"', cell) else cell


def header_names(block: Block, module: Module) -> tuple[str, ...] | None:
    """The API names that the first line stands for, where it is a header: at least half of its cells name a field, by
    API name or label, and rows follow. None where it is none. Raises BlockError where a column of a header is no
    field, or two are the same."""
    if block.height < 2:
        return None
    found = [_field_named(cell, module) for cell in block.cells[0]]
    known = [each for each in found if each is not None]
    if len(known) * 2 < block.width:
        return None
    for cell, name in zip(block.cells[0], found, strict=True):
        if name is None:
            raise BlockError(f'The column "{brief(cell)}" is not a field of {module.label or module.api_name}.')
        if found.count(name) > 1:
            raise BlockError(f"Two columns of the block are named {brief(name)}.")
    return tuple(known)


def _field_named(cell: str, module: Module) -> str | None:
    """The field that a cell of a header names: by API name, or by a label in any letter case."""
    name = cell.strip()
    if name in module.by_name or name == "id":
        return name
    labels = {field.label.casefold(): field.api_name for field in reversed(module.fields)}
    return labels.get(name.casefold())
