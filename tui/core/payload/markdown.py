"""Markdown: what stands between fences is read like a text of its own; the prose around it is passed over."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.payload.excerpt import Excerpt, Source
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.payload.call import WrittenCall
    from tui.core.values import Json

FORM: Final = "a Markdown fence"

_FENCE: Final = re.compile(r"[ \t]*(?:> ?)?(?P<mark>`{3,}|~{3,})(?P<info>[^`\r\n]*)\r?\n?")


def read(text: str, read_calls: Callable[[str], tuple[WrittenCall, ...] | None]) -> tuple[WrittenCall, ...] | None:
    """The calls within the fences of a text; None where it has no fence with a call. ``read_calls`` reads one fence.

    Raises PayloadError where fences look like calls, but none can be read.
    """
    if "```" not in text and "~~~" not in text:
        return None
    source = Source.of(text)
    calls: list[WrittenCall] = []
    problem: PayloadError | None = None
    for fence in _fences(text):
        try:
            found = read_calls(fence.text)
        except PayloadError as error:
            problem = problem or source.moved(error, fence)
            continue
        if found is None:
            continue
        for call in found:
            if calls and calls[-1].reply is None and is_reply(call.body.text):
                calls[-1] = replace(calls[-1], reply=call.body.text)
            elif not is_reply(call.body.text):
                placed = call.body.within(fence) if call.body.is_placed else call.body
                calls.append(replace(call, body=placed))
    if not calls and problem is not None:
        raise problem
    return tuple(calls) or None


def _fences(text: str) -> Iterator[Excerpt]:
    """What stands between each pair of fences; one that is not closed goes on to the end."""
    opened: tuple[str, int] | None = None
    place = 0
    for line in text.splitlines(keepends=True):
        fence = _FENCE.fullmatch(line)
        if fence is not None:
            if opened is None:
                opened = (fence["mark"], place + len(line))
            elif fence["mark"].startswith(opened[0]) and not fence["info"].strip():
                yield Excerpt(text[opened[1] : place], (0,), (opened[1],))
                opened = None
        place += len(line)
    if opened is not None:
        yield Excerpt(text[opened[1] :], (0,), (opened[1],))


def is_reply(text: str) -> bool:
    """Whether a JSON text is what Zoho answers rather than what it is sent."""
    try:
        return is_reply_value(parse_json(text))
    except JsonTextError:
        return False


def is_reply_value(value: Json) -> bool:
    """The same of a value: an error, or a list in data whose entries have a code and a status."""
    if not isinstance(value, dict):
        return False
    rows = value.get("data")
    entries = rows if isinstance(rows, list) and rows else [value]
    return all(isinstance(entry, dict) and "code" in entry and "status" in entry for entry in entries)
