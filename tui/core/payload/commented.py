"""Calls that stand in comments, so that whoever runs the text sends nothing: what they would be without the marks."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.dataclass import dataclass
from tui.pattern import pattern

if TYPE_CHECKING:
    from tui.core.payload.call import WrittenCall

_MARKED: Final = pattern(r"[ \t]*(?P<mark>#{1,2}(?!#)|//+|::|@?rem(?=[ \t\r\n]|\Z))[ \t]?", re.IGNORECASE)
_PARTING: Final = pattern(r"[ \t]*###")
_BLOCK: Final = pattern(r"\s*(?P<mark>/\*+|<#)(?P<inside>(?:(?!\*/|#>).)*+)(?:\*/|#>)\s*", re.DOTALL)
_CURL: Final = pattern(r"[ \t]*#{1,2}[ \t]*(?:[$%>❯][ \t]+)?(?:[\w./~-]*/)?curl(?:\.exe)?[ \t\\^`]")
_GOES_ON: Final = ("\\", "`", "^")


@dataclass(frozen=True, slots=True)
class CommentedOut:
    """``text``: without the marks of the comments; ``mark``: the first of them. ``is_all``: nothing stands outside of
    comments."""

    text: Excerpt
    mark: str
    is_all: bool

    def told(self, calls: tuple[WrittenCall, ...], source: Source) -> tuple[WrittenCall, ...]:
        """The calls of the text without marks, by their places in the text with them (``source``)."""
        remark = f"{self.where}, so running this text would send nothing; it is read all the same"
        return tuple(
            replace(
                call,
                body=call.body.within(self.text),
                remarks=(*call.remarks, remark),
                unread=call.unread and call.unread.moved(partial(source.moved, excerpt=self.text)),
            )
            for call in calls
        )

    @property
    def where(self) -> str:
        """That the call is no call, in words."""
        return f"the call is commented out ({self.mark})"


def commented_out(text: str) -> CommentedOut | None:
    """The text without the marks of its comments: of all, where it holds nothing else; else of those in which a curl
    command stands. None where there are none."""
    if (block := _BLOCK.fullmatch(text)) is not None:
        return CommentedOut(Excerpt(block["inside"], (0,), (block.start("inside"),)), block["mark"], True)
    lines = text.splitlines(keepends=True)
    if _is_all_comments(lines):
        return _without_marks(lines, is_all=True)
    return _without_marks(lines, is_all=False) if "curl" in text else None  # equal: it is quick


def _is_all_comments(lines: list[str]) -> bool:
    goes_on = found = False
    for line in lines:
        bare = line.strip()
        if bare and not goes_on:
            if _MARKED.match(line) is None and _PARTING.match(line) is None:
                return False
            found = True
        goes_on = bare.endswith(_GOES_ON)
    return found


def _without_marks(lines: list[str], *, is_all: bool) -> CommentedOut | None:
    """The marks taken away: all, or from a line with curl on, as long as comments follow."""
    built, place, mark, inside = ExcerptBuilder(), 0, "", is_all
    for line in lines:
        marked = _MARKED.match(line)
        inside = is_all or (marked is not None and (inside or _CURL.match(line) is not None))
        start = 0
        if inside and marked is not None:
            start = marked.end()
            mark = mark or marked["mark"]
        built.add(line[start:], place + start)
        place += len(line)
    return CommentedOut(built.build(), mark, is_all) if mark else None
