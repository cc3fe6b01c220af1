"""PowerShell text as tokens and statements: quotes, here-strings, variables, and what stands within brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.payload.excerpt import Source

_TOKEN: Final = re.compile(
    r"(?P<gap>(?:[ \t\f\v]|`[ \t]*\r?\n)++)"
    r"|(?P<end>\r?\n|;)"
    r"|(?P<pipe>\|)"
    r"|(?P<comment>\#[^\n]*+|<\#.*?\#>)"
    r"|@'[ \t]*\r?\n(?P<here>(?:.*?(?=\r?\n[ \t]*'@))?)\r?\n[ \t]*'@"
    r"|@\"[ \t]*\r?\n(?P<expanding>(?:.*?(?=\r?\n[ \t]*\"@))?)\r?\n[ \t]*\"@"
    r"|'(?P<single>[^']*+(?:''[^']*+)*+)'"
    r"|\"(?P<double>[^\"`$]*+(?:(?:`.|\"\"|\$\((?:[^()\"]|\([^()]*\)|\"[^\"\n]*\")*+\)|\$)[^\"`$]*+)*+)\""
    r"|(?P<open>[@]?[({])"
    r"|(?P<close>[)}])"
    r"|(?P<variable>\$\{[^}\n]*\}|\$[\w:]+(?:\.\w+)*+)"
    r"|(?P<plain>[^\s'\"`;|(){}$@]++|[@$`])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` of _TOKEN, or "group" for what stands within brackets; its ``parts`` are tokens in their turn."""

    kind: str
    text: str
    start: int
    inner: tuple[int, int] = (0, 0)
    parts: tuple[Token, ...] = ()


def tokens_of(text: str, start: int, end: int, source: Source) -> Iterator[Token]:
    """The tokens between two offsets, those within brackets gathered."""
    stack: list[tuple[str, int, list[Token]]] = []
    top: list[Token] = []
    place = start
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise source.error("this PowerShell text has a quote that is not closed", place)
        place = match.end()
        kind = str(match.lastgroup)
        if kind in ("gap", "comment"):
            continue
        if kind == "open":
            stack.append((match[0], match.start(), top))
            top = []
            continue
        if kind == "close":
            if stack:
                opened, opened_at, outer = stack.pop()
                outer.append(Token("group", opened, opened_at, parts=tuple(top)))
                top = outer
            continue
        inner = match.span(kind)
        top.append(Token(kind, match[0], match.start(), inner))
    while stack:  # a bracket that stays open: what is in it is read all the same
        opened, opened_at, outer = stack.pop()
        outer.append(Token("group", opened, opened_at, parts=tuple(top)))
        top = outer
    yield from top


def statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    statement: list[Token] = []
    for token in tokens:
        if token.kind == "end" and not (statement and statement[-1].kind == "pipe"):
            if statement:
                yield statement
            statement = []
        elif token.kind != "end":
            statement.append(token)
    if statement:
        yield statement


def split(tokens: Sequence[Token], mark: str) -> Iterator[list[Token]]:
    """The tokens between marks; nothing between two of them is left out."""
    part: list[Token] = []
    for token in tokens:
        if token.kind == "plain" and token.text == mark:
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def end_of(token: Token, text: str) -> int:
    """Where a token of a text ends, a group with the bracket that closes it."""
    if token.kind != "group":
        return token.start + len(token.text)
    inside = end_of(token.parts[-1], text) if token.parts else token.start + len(token.text)
    closing = _CLOSING.search(text, inside)
    return closing.end() if closing else len(text)


_CLOSING: Final = re.compile(r"[)}]")
