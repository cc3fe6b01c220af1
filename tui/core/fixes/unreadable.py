"""What would make a payload readable that is not: a comma taken out, another language turned into JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.fixes.fixes import Fix
from tui.core.fixes.text_edits import TextEdit
from tui.core.payload.formats import recognise
from tui.core.payload.json_text import JsonTextError, LineStarts, is_json, parse_json
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.metadata import Module


_MOST_COMMAS: Final = 50
"""Commas that are looked for, each of which reads the text once more."""


def unreadable_fixes(text: str, module: Module) -> tuple[Fix, ...]:
    """The fixes of a text that ``parse_json`` refuses, each of which makes JSON of it; none for one that it takes."""
    return () if is_json(text) else tuple(_found(text, module))


def _found(text: str, module: Module) -> Iterator[Fix]:
    commas = _without_commas(text)
    if commas is not None:
        yield commas
    try:
        intake = recognise(text)
        made = intake.bound_to(module)
    except PayloadError:
        return
    if is_json(made):  # not of rows that are nested as deeply as can be read: a body is two levels more
        yield Fix(f"Turn {intake.form} into JSON", (TextEdit(0, len(text), made),))


def _without_commas(text: str) -> Fix | None:
    """A text that is not JSON without the commas before closing brackets, if nothing else is wrong with it."""
    edits: list[TextEdit] = []
    rest = text
    while len(edits) <= _MOST_COMMAS:
        try:
            parse_json(rest)
        except JsonTextError as error:
            offset = LineStarts(rest).offset(error.line - 1, error.column - 1)
            if rest[offset : offset + 1] != "," or rest[offset + 1 :].lstrip()[:1] not in ("}", "]"):
                return None
            edits.append(TextEdit(offset + len(edits), offset + len(edits) + 1, ""))
            rest = rest[:offset] + rest[offset + 1 :]
        else:
            label = "Take out the comma" if len(edits) == 1 else f"Take out {len(edits)} commas"
            return Fix(label, tuple(edits))
    return None
