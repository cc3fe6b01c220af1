"""PowerShell text as tokens, statements and parameters: quotes, here-strings, variables, and what stands within
brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.payload.excerpt import Source

_UNTIL_CLOSED: Final = (
    r"(?P<block><\#.*?\#>)"
    r"|@'[ \t]*\r?\n(?P<here>(?:.*?(?=\r?\n[ \t]*'@))?)\r?\n[ \t]*'@"
    r"|@\"[ \t]*\r?\n(?P<expanding>(?:.*?(?=\r?\n[ \t]*\"@))?)\r?\n[ \t]*\"@|"
)
_ANY: Final = (
    r"(?P<gap>(?:[ \t\f\v]|`[ \t]*\r?\n)++)"
    r"|(?P<end>\r?\n|;)"
    r"|(?P<pipe>\|)"
    r"|(?P<comment>\#[^\n]*+)"
    r"|'(?P<single>[^']*+(?:''[^']*+)*+)'"
    r"|\"(?P<double>[^\"`$]*+(?:(?:`.|\"\"|\$\((?:[^()\"]|\([^()]*\)|\"[^\"\n]*\")*+\)|\$)[^\"`$]*+)*+)\""
    r"|(?P<open>@?[({]|\$\()"
    r"|(?P<close>[)}])"
    r"|(?P<variable>\$\{[^}\n]{0,200}\}|\$[\w:]+(?:\.\w+)*+)"
    r"|(?P<plain>[^\s'\"`;|(){}$@,]++|[@$`,])"
)
_TOKEN: Final = re.compile(_ANY, re.DOTALL)
_CLOSED_TOKEN: Final = re.compile(_UNTIL_CLOSED + _ANY, re.DOTALL)
_CLOSING: Final = {"@'": re.compile(r"\n[ \t]*'@"), '@"': re.compile(r'\n[ \t]*"@'), "<#": re.compile("#>")}
"""What begins with one mark and ends with another, however far away: the mark, and what closes it."""


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: of _TOKEN, "group" for what stands within brackets, its ``parts`` tokens in their turn, or "bound" for
    a variable with what it was set to. ``inner``: from where to where stands what the token holds."""

    kind: str
    text: str
    start: int
    inner: tuple[int, int] = (0, 0)  # equal: nobody asks for it where it is not given
    parts: tuple[Token, ...] = ()


def tokens_of(text: str, start: int, end: int, source: Source) -> Iterator[Token]:
    """The tokens between two offsets, those within brackets gathered."""
    stack: list[tuple[re.Match[str], list[Token]]] = []
    top: list[Token] = []
    last: dict[str, int] = {}
    place = start
    while place < end:
        mark = text[place : place + 2]
        if mark in _CLOSING and mark not in last:  # equal: once is quick, for one that stays open looks to the end
            last[mark] = max((each.start() for each in _CLOSING[mark].finditer(text, place)), default=place)
        token = _CLOSED_TOKEN if last.get(mark, place) > place else _TOKEN  # equal: it is quick, none begins closed
        match = token.match(text, place)
        if _is_apostrophe(match, top, text, place):
            place += 1
            continue
        if match is None:
            raise source.error("this PowerShell text has a quote that is not closed", place)
        place = match.end()
        kind = str(match.lastgroup)
        if kind in ("gap", "comment", "block"):
            continue
        if kind == "open":
            stack.append((match, top))
            top = []
            continue
        if kind == "close":
            if stack:
                top = _closed(*stack.pop(), top, match.start())
            continue
        top.append(Token(kind, match[0], match.start(), match.span(kind)))
    while stack:  # a bracket that stays open: what is in it is read all the same
        top = _closed(*stack.pop(), top, end)
    yield from top


def _closed(opened: re.Match[str], outer: list[Token], parts: list[Token], end: int) -> list[Token]:
    """The tokens around a bracket, with those within it gathered in one."""
    outer.append(Token("group", opened[0], opened.start(), (opened.end(), end), tuple(parts)))
    return outer


def _is_apostrophe(match: re.Match[str] | None, before: Sequence[Token], text: str, place: int) -> bool:
    """Whether a quote is one within a word of prose, as in ``it's``: it is not closed, or not before the next call."""
    last = before[-1] if before else None
    if last is None or last.start + len(last.text) != place or not last.text.isalnum():
        return False
    if match is None:
        return text[place] in "'\""
    if match.lastgroup not in ("single", "double"):
        return False
    line_end = text.find("\n", match.end())
    end = line_end if line_end >= 0 else len(text)  # equal: no line ends before a word and a quote
    return _CALL.search(text, place, end) is not None


_CALL: Final = re.compile(
    r"^[ \t]*(?:\$\w+[ \t]*=[ \t]*)?(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr|curl(?:\.exe)?)[ \t][^\n]*(?:://|/crm/|`\r?$|\$)",
    re.IGNORECASE | re.MULTILINE,
)


def statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each statement: it ends with its line, unless that ends in what more must follow."""
    statement: list[Token] = []
    for token in tokens:
        if token.kind != "end":
            statement.append(token)
        elif not (statement and _goes_on(statement[-1])):
            if statement:
                yield statement
            statement = []
    if statement:
        yield statement


def _goes_on(last: Token) -> bool:
    return last.text in ("|", "+", ",", "=", "+=")


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
    return min(token.inner[1] + 1, len(text)) if token.kind == "group" else token.start + len(token.text)


def arguments(tokens: Sequence[Token], text: str) -> Iterator[list[Token]]:
    """What a command gets up to a pipe: tokens with nothing between them are one argument."""
    argument: list[Token] = []
    for token in tokens:
        if token.kind == "pipe":
            break
        if argument and end_of(argument[-1], text) != token.start:
            yield argument
            argument = []
        argument.append(token)
    if argument:
        yield argument


_NAMED: Final = re.compile(r"-(?P<name>[A-Za-z]\w*)(?::(?P<value>.*))?", re.DOTALL)
_SWITCH: Final = re.compile(
    r"useb\w*|used\w*|disable\w*|skip\w*|allow\w*|preserve\w*|follow\w*|nopr\w*|proxyu\w*|pass\w*|resu\w*|verb\w*|vb"
    r"|debug|db|raw|force"
)
"""Parameters that stand alone, of the commands that are read, and their beginnings."""


def parameters(tokens: Sequence[Token], text: str, known: Sequence[str]) -> dict[str, Sequence[Token]]:
    """What a command gets, by the names of its parameters in lower case: ``known`` ones whole, since PowerShell takes
    the beginning of a name for it, and others as they are written. The first argument without a name stands under "";
    the names of splatted variables under "@"."""
    found: dict[str, Sequence[Token]] = {}
    splatted: list[Token] = []
    name = ""
    for argument in arguments(tokens, text):
        first = argument[0]
        named = _NAMED.fullmatch(first.text)
        if (first.text, len(argument)) == ("@", 2):
            splatted.append(argument[1])
        elif named is None:
            found.setdefault(name, argument)
            name = ""
        else:
            name = whole_name(named["name"], known)
            if named["value"]:  # -Method:Put
                argument[0] = Token("plain", named["value"], first.start + named.start("value"))
                found[name] = argument
            elif argument[1:]:  # -Method:$method
                found[name] = argument[1:]
            name = "" if argument[1:] or named["value"] or _SWITCH.fullmatch(name) else name
    return {**found, "@": splatted}


def whole_name(name: str, known: Sequence[str]) -> str:
    """The parameter that a name or its beginning means, in lower case."""
    name = name.lower()
    return next((each for each in known if each.startswith(name)), name)
