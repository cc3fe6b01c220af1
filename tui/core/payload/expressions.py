"""Expressions of JavaScript and Python where a value is wanted: what only running the program would tell.

Each becomes a text with variables, so that the rest of a body can be read (rule lint.shell_variable).
"""

from __future__ import annotations

import re
from typing import Final

from tui.core.payload.open_variables import as_variable
from tui.core.payload.quoted import TOKEN, LiteralError, quotes_of, string_value
from tui.dataclass import dataclass

_LITERAL_WORDS: Final = frozenset(
    {"true", "false", "null", "undefined", "NaN", "Infinity", "-Infinity", "True", "False", "None", "nan", "inf"}
)
_FILLED_IN: Final = {"`": re.compile(r"\$\{([^{}]*)\}"), "f": re.compile(r"\{([^{}]*)\}")}
_MOST_TOKENS: Final = 400  # of one expression


@dataclass(frozen=True, slots=True)
class Expression:
    """``text``: what an expression comes to, with a variable for what is not here; ``end``: the offset behind it;
    ``name``: the one name that it is, or None."""

    text: str
    end: int
    name: str | None = None


def expression_at(text: str, start: int) -> Expression | None:
    """The expression that begins at an offset and goes on to a comma or a bracket that closes; None where it is a
    literal, or does not end."""
    depth, end = 0, start
    tokens: list[re.Match[str]] = []
    for token in TOKEN.finditer(text, start):
        mark = token[0]
        if depth == 0 and mark in (",", ";", ")", "]", "}"):
            break
        depth += (mark in ("(", "[", "{")) - (mark in (")", "]", "}"))
        if token.lastgroup not in ("space", "comment"):
            tokens.append(token)
            end = token.end()
        if len(tokens) > _MOST_TOKENS:
            return None
    else:
        return None
    if all(map(_is_literal, tokens)):
        return None
    name = tokens[0][0] if len(tokens) == 1 and tokens[0].lastgroup == "word" else None
    return Expression(_with_variables(text, tokens), end, name)


def text_of(text: str, token: re.Match[str]) -> str | None:
    """What a string token says, with a variable for each part that a program fills in; None where it cannot be read."""
    raw = token["string"]
    kind = "f" if "f" in (token["prefix"] or "").lower() else raw[0]
    filled_in = _FILLED_IN.get(kind)
    try:
        if filled_in is None:
            return string_value(text, token).text
    except LiteralError:
        return None
    quote = quotes_of(raw)
    inside = raw[quote:-quote]
    return None if "\\" in inside else filled_in.sub(lambda part: as_variable(part[1]), inside)


def _is_literal(token: re.Match[str]) -> bool:
    if token["string"] is not None:
        prefix = (token["prefix"] or "").lower()
        return "f" not in prefix and not (token["string"][0] == "`" and "${" in token["string"])
    if token.lastgroup == "word":
        return token[0] in _LITERAL_WORDS
    return token.lastgroup == "suffix" or token[0] == "+"


def _with_variables(text: str, tokens: list[re.Match[str]]) -> str:
    """Texts that are put together with + keep what they say; any other expression is one variable."""
    parts: list[list[re.Match[str]]] = [[]]
    depth = 0
    for token in tokens:
        mark = token[0]
        depth += (mark in ("(", "[", "{")) - (mark in (")", "]", "}"))
        if mark == "+" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    said = [text_of(text, part[0]) if len(part) == 1 and part[0]["string"] is not None else None for part in parts]
    if not any(each is not None for each in said) or not all(parts):
        return as_variable(text[tokens[0].start() : tokens[-1].end()])
    return "".join(
        each if each is not None else as_variable(text[part[0].start() : part[-1].end()])
        for each, part in zip(said, parts, strict=True)
    )
