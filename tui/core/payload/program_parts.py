"""The parts of a program in JavaScript or Python: arguments, members of objects, and what its names stand for."""

from __future__ import annotations

import re
from typing import Final

from tui.core.payload.expressions import expression_at, text_of
from tui.core.payload.program_names import Names
from tui.core.payload.quoted import STRING, TOKEN, LiteralError

Span = tuple[int, int]
"""The first offset of a part of a text, and the one behind it."""

DEEPEST: Final = 8
"""How many names and wrappers are followed, one within the other."""

_OPENING: Final = ("(", "[", "{")
_CLOSING: Final = (")", "]", "}")
_KEY: Final = re.compile(r"\s*(?:['\"](?P<quoted>[^'\"\n]+)['\"]|(?P<bare>[A-Za-z_$][\w$]*))\s*:")
_LONGEST_TEXT: Final = 2_000  # characters of an expression that may be an address
_COMMENT: Final = re.compile(rf"{STRING}|(?<!:)//[^\n]*+|(?<![\w.])#[^\n]*+|(?<!\\)/\*.*?(?:\*/|\Z)", re.DOTALL)
_LONGEST_TYPE: Final = 80  # characters, with the word before it
_TYPED: Final = re.compile(r"\s+(?:as|satisfies)\s+[\w$<>\[\]|., ]+$")


class Parts:
    """One program, and a call in it that is looked at."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.uncommented = _COMMENT.sub(_without_comment, text)
        """The text with blanks in place of its comments."""
        self.names = Names(_COMMENT.sub(_without_text, text))
        self.followed: dict[str, None] = {}
        """The names whose values were taken."""
        self._ends: dict[int, int] = {}

    def code(self, span: Span) -> str:
        """What stands in a span, without the type that TypeScript gives to it (``as const``)."""
        code = self.text[span[0] : span[1]].strip()
        typed = _TYPED.search(code, len(code) - _LONGEST_TYPE)
        return code[: typed.start()] if typed else code

    def start(self, span: Span) -> int:
        """Where the first of it stands that is no white space."""
        return span[1] - len(self.text[span[0] : span[1]].lstrip())

    def meant(self, span: Span) -> str:
        """An expression; in place of a name, the one that the program gives to it."""
        code = self.code(span)
        place = self.value_of(code)
        return code if place is None else self.code((place, self.end_of(place)))

    def value_of(self, name: str) -> int | None:
        """Where the value begins that the program gives to a name, or to another name that it gives to that; None where
        it is not in the text, or is changed piece by piece."""
        place = None
        for _ in range(DEEPEST):
            if self.names.is_changed(name):
                return None
            following = self.names.value_of(name)
            if following is None:
                return place
            self.followed[name] = None
            place, name = following, self.code((following, self.end_of(following)))
        return None

    def said(self, span: Span) -> str:
        """What a text comes to, such as an address, with a variable for each part that is not here."""
        return re.sub(r"\$\{([\w$]+)\}", self._part, _text_of(self.meant(span)))

    def _part(self, variable: re.Match[str]) -> str:
        place = self.value_of(variable[1])
        if place is None:
            return variable[0]
        return _text_of(self.code((place, self.end_of(place))))

    def parts(self, start: int) -> list[Span]:
        """What stands between the commas after an opening bracket, up to the one that closes it."""
        parts: list[Span] = []
        depth, begun, filled = 0, start, False
        for token in TOKEN.finditer(self.text, start):
            mark = token[0]
            if mark in _OPENING:
                depth += 1
            elif mark in _CLOSING:
                if depth == 0:
                    return [*parts, (begun, token.start())] if filled else parts
                depth -= 1
            elif mark == "," and depth == 0:
                parts.append((begun, token.start()))
                begun, filled = token.end(), False
                continue
            filled = filled or token.lastgroup not in ("space", "comment")
        raise LiteralError("this bracket is not closed", self.text, start - 1)

    def members(self, span: Span) -> dict[str, Span]:
        """The members of the object that stands in a span; none where it is another expression."""
        place = self.object_at(span)
        members: dict[str, Span] = {}
        for start, end in self.parts(place + 1) if place is not None else ():
            key = _KEY.match(self.text, start, end)
            if key is not None:
                members[key["quoted"] or key["bare"]] = (key.end(), end)
            else:  # {name}, short for {name: name}
                members[self.code((start, end))] = (start, end)
        return members

    def object_at(self, span: Span) -> int | None:
        """Where the object begins that an expression is, or that a name was given; None for any other."""
        given = self.names.value_of(self.code(span))
        place = self.start(span) if given is None else given
        return place if self.text.startswith("{", place) else None

    def end_of(self, start: int) -> int:
        """Where the expression ends that begins at an offset: at a comma or a semicolon, a bracket that closes one
        before it, or a line that does not go on."""
        if start not in self._ends:
            self._ends[start] = self._found_end(start)
        return self._ends[start]

    def _found_end(self, start: int) -> int:
        depth, before = 0, ""
        for token in TOKEN.finditer(self.text, start):
            mark = token[0]
            depth += (mark in _OPENING) - (mark in _CLOSING)
            if depth < 0 or (depth == 0 and mark in (",", ";")):
                return token.start()
            if token.lastgroup == "space" and depth == 0 and "\n" in mark and before not in ("+", "="):
                if self.text[token.end() : token.end() + 1] not in ("+", ".", "?"):
                    return token.start()
            elif token.lastgroup not in ("space", "comment"):
                before = mark
        return len(self.text)


def _without_comment(found: re.Match[str]) -> str:
    return found[0] if found["string"] is not None else " " * len(found[0])


def _without_text(found: re.Match[str]) -> str:
    """Blanks for a comment, and between the quotes of a string: what looks like code in it is none."""
    quoted = found["string"]
    if quoted is None:
        return " " * len(found[0])
    return f"{found['prefix'] or ''}'{' ' * (len(quoted) - 2)}'"


def _text_of(code: str) -> str:
    """What an expression comes to as a text, with a variable for each part that is not here."""
    code = code[:_LONGEST_TEXT]
    found = expression_at(f"'' + {code};", 0)  # so that each name of a sum is a variable by itself
    if found is not None:
        return found.text
    parts = (token for token in TOKEN.finditer(code) if token.lastgroup not in ("space", "comment") and token[0] != "+")
    return "".join(token[0] if token["string"] is None else text_of(code, token) or "" for token in parts)
