"""Markdown, and the markup of Jira: what stands between fences is read like a text of its own; the prose around it is
passed over."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeGuard

from tui.core.payload.call import Unread, beside
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.payload.request import PayloadError
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.payload.call import WrittenCall
    from tui.core.values import Json

FORM: Final = "a Markdown fence"

_FENCE: Final = pattern(
    r"[ \t]*(?P<quoted>> ?)?(?:(?P<mark>`{3,}|~{3,})(?P<info>[^`\r\n]*)"
    r"|\{(?P<jira>code|noformat)(?P<what>:[^}\r\n]*)?\})[ \t]*\r?\n?"
)
_QUOTED: Final = pattern(r"^[ \t]*> ?", re.MULTILINE)


def read(text: str, read_calls: Callable[[str], tuple[WrittenCall, ...] | None]) -> tuple[WrittenCall, ...] | None:
    """The calls within the fences of a text; None where it has no fence with a call. ``read_calls`` reads one fence.

    Raises PayloadError where fences look like calls, but none can be read.
    """
    if "```" not in text and "~~~" not in text and not _IN_JIRA.search(text):
        return None
    source = Source.of(text)
    calls: list[WrittenCall] = []
    problem: PayloadError | None = None
    unread: list[Unread] = []
    for fence in _fences(text):
        try:
            found = read_calls(fence.text)
        except PayloadError as error:
            moved = source.moved(error, fence)
            problem = problem or moved
            unread.append(Unread(1, moved))
            continue
        if found is None:
            continue
        unread += [each.unread.moved(partial(source.moved, excerpt=fence)) for each in found[:1] if each.unread]
        for call in found:
            if calls and calls[-1].reply is None and is_reply(call.body.text):
                calls[-1] = replace(calls[-1], reply=call.body.text)
            elif not is_reply(call.body.text):
                calls.append(replace(call, body=call.body.within(fence)))
    if not calls and problem is not None:
        raise problem
    return beside(calls, Unread.together(unread)) or None


_IN_JIRA: Final = pattern(r"^[ \t]*\{(?:code|noformat)(?::[^}\r\n]*)?\}[ \t]*$", re.MULTILINE)


def begins_fenced(text: str) -> bool:
    """Whether a text begins with a fence of Jira, which looks like an object of JavaScript."""
    return _IN_JIRA.match(text) is not None


def _fences(text: str) -> Iterator[Excerpt]:
    """What stands between each pair of fences; one that is not closed goes on to the end."""
    opened: tuple[str, int] | None = None
    is_quoted = False  # equal: every fence that opens says it
    place = 0
    for line in text.splitlines(keepends=True):
        fence = _FENCE.fullmatch(line)
        if fence is not None:
            mark, info = fence["mark"] or fence["jira"], fence["info"] or fence["what"] or ""
            if opened is None:
                opened, is_quoted = (mark, place + len(line)), fence["quoted"] is not None
            elif mark.startswith(opened[0]) and not info.strip():
                yield _inside(text, opened[1], place, is_quoted=is_quoted)
                opened = None
        place += len(line)
    if opened is not None:
        yield _inside(text, opened[1], len(text), is_quoted=is_quoted)


def _inside(text: str, start: int, end: int, *, is_quoted: bool) -> Excerpt:
    """What stands between two offsets, without the signs of a quotation before its lines."""
    if not is_quoted:
        return Excerpt(text[start:end], (0,), (start,))
    built, place = ExcerptBuilder(), start
    for sign in _QUOTED.finditer(text, start, end):
        built.add(text[place : sign.start()], place)
        place = sign.end()
    built.add(text[place:end], place)
    return built.build()


def is_reply(text: str) -> bool:
    """Whether a JSON text is what Zoho answers rather than what it is sent."""
    try:
        return is_reply_value(parse_json(text))
    except JsonTextError:
        return False


def is_reply_value(value: Json) -> TypeGuard[dict[str, Json]]:
    """The same of a value: an error, or a list in data whose entries have a code and a status."""
    if not isinstance(value, dict):
        return False
    rows = value.get("data")
    entries = rows if isinstance(rows, list) and rows else [value]
    return all(isinstance(entry, dict) and "code" in entry and "status" in entry for entry in entries)
