"""Literals of JavaScript (JSON5 with it) and Python as JSON text.

JSON with comments or trailing commas, an object as it stands in JavaScript and a dictionary as Python prints it differ
in small things only, so one reader takes all of them. It goes over the text once, rewrites what JSON writes otherwise,
and leaves numbers, order and layout as they are; doubled keys and nesting are for ``parse_json`` to judge. What needs
a program to run (variables, calls, ``${...}``) is refused by its name: its value is not in the text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import brief
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.core.payload.expressions import expression_at
from tui.core.payload.open_variables import as_variable
from tui.core.payload.quoted import TOKEN, LiteralError, string_value
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

Dialect = Literal["JSON", "JSON with comments or trailing commas", "a JavaScript object", "a Python literal"]


@dataclass(frozen=True, slots=True)
class JsonOfLiteral:
    """A literal as JSON text; where it ends in the text that it was read from; and what it turned out to be."""

    json: Excerpt
    end: int
    dialect: Dialect


_WORDS: Final = {
    **{"true": "true", "false": "false", "null": "null", "True": "true", "False": "false", "None": "null"},
    "nil": "null",  # Ruby, whose hashes look like objects of JavaScript
}
_PYTHON_WORDS: Final = frozenset({"True", "False", "None"})
_NOT_NUMBERS: Final = frozenset({"NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "-NaN"})
_LONGEST_HEX: Final = 1000  # digits; the decimal form must stay readable, too
_MADE: Final = re.compile(
    r"(?:\w+\.)?(?:(?P<text>ObjectId|ISODate|UUID)|(?P<number>Decimal|NumberDecimal|NumberLong|NumberInt))"
    r"\(\s*(?P<quote>['\"]?)(?P<value>[\w.:+-]{1,100})(?P=quote)\s*\)"
)
"""A value with the name of its type around it, as Python and the shell of MongoDB print it."""
_AROUND: Final = re.compile(r"(?:collections\.)?(?:OrderedDict|dict)(?=\(\s*\{)")
"""What Python prints before a dictionary in parentheses."""
_DECIMAL: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_BRACKETS: Final = frozenset("{}[](),:;")
_CLOSES: Final = {"{": "}", "[": "]", "(": ")"}


def json_of_literal(text: str, start: int = 0, *, value_of: Callable[[str], str | None] | None = None) -> JsonOfLiteral:
    """The literal (object or list) that begins at an offset, as JSON text. Raises LiteralError.

    value_of: given where it stands in a program; the JSON text of what that gives to a name, or None. Any other
    expression in place of a value becomes a variable then.
    """
    return _Rewriter(text, start, value_of).run()


def is_literal(text: str) -> bool:
    """Whether the whole text is one literal that can be read."""
    try:
        return not text[json_of_literal(text).end :].strip(" \t\r\n;")
    except LiteralError:
        return False


class _Rewriter:
    """One pass over the tokens. ``_stack`` has one entry for each open bracket: the bracket, and for a round one the
    piece that it was written to, since only its end tells whether it is a tuple."""

    def __init__(self, text: str, start: int, value_of: Callable[[str], str | None] | None) -> None:
        self._text, self._start, self._value_of = text, start, value_of
        self._out = ExcerptBuilder()
        self._stack: list[tuple[str, int, int]] = []
        self._expects = "value"  # or "key", "colon", "end" (a comma or the closing bracket)
        self._after_comma = False  # equal: a bracket that opens comes first
        self._comma = -1  # equal: a comma comes first; the piece that is the last one
        self._strings: list[str] = []  # the parts of a text that may still go on
        self._string_start = 0  # equal: a text comes first
        self._space: tuple[str, int] | None = None  # the white space before what is written next
        self._features: set[str] = set()
        self._name = ""  # the key without quotes that was read last

    def run(self) -> JsonOfLiteral:
        place = self._start
        while (token := TOKEN.match(self._text, place)) is not None:
            kind, place = str(token.lastgroup), token.end()
            if self._value_of is not None and (end := self._expression(token, self._value_of)) is not None:
                place = end
                continue
            if kind == "word" and (end := self._made(token.start())) is not None:  # equal: quicker, no other has a name
                place = end
            elif kind == "space":
                self._add_space(token)
            elif kind == "comment":
                self._features.add("comment")
            elif token["string"] is not None:
                self._string(token)
            elif kind == "mark" and token[0] == "+" and self._strings:
                continue  # the text goes on
            else:
                self._flush()
                self._dispatch(kind, token)
                if not self._stack:
                    return JsonOfLiteral(self._out.build(), token.end(), self._dialect())
        self._flush()
        if not self._stack:
            raise self._error("an object or a list is missing here", len(self._text))
        raise self._error("the text ends here, but this bracket is not closed", self._stack[-1][2])

    def _expression(self, token: re.Match[str], value_of: Callable[[str], str | None]) -> int | None:
        """Write the expression that begins with a token: what the program gives to a name, or a variable. The offset
        behind it, or None where the token begins a literal, or no value."""
        if not self._stack or self._strings or token.lastgroup in ("space", "comment"):
            return None
        if self._expects == "colon" and token[0] in (",", "}") and self._name:  # {name}, short for {name: name}
            given = value_of(self._name) or json.dumps(as_variable(self._name), ensure_ascii=False)
            self._write(f": {given}", token.start())
            self._expects = "end"
            return None
        if self._expects != "value" or token[0] in _BRACKETS:
            return None
        found = expression_at(self._text, token.start())
        if found is None:
            return None
        self._features.add("bare")
        known = value_of(found.name) if found.name else None
        self._value(known or json.dumps(found.text, ensure_ascii=False), token.start())
        return found.end

    def _made(self, offset: int) -> int | None:
        """Write the value that has the name of its type around it; the offset behind it, None where there is none."""
        if self._expects != "value" or self._strings:
            return None
        if (around := _AROUND.match(self._text, offset)) is not None:
            self._features.add("python")
            return around.end()
        made = _MADE.match(self._text, offset)
        if made is None or not (_DECIMAL.fullmatch(made["value"]) if made["number"] else made["quote"]):
            return None
        self._features.add("bare" if made[0].startswith(("ObjectId", "ISODate", "Number")) else "python")
        self._value(made["value"] if made["number"] else json.dumps(made["value"]), offset)
        return made.end()

    def _dispatch(self, kind: str, token: re.Match[str]) -> None:
        if kind == "mark":
            self._mark(token[0], token.start())
        elif kind == "suffix":
            self._number(token)
        elif kind == "word":
            self._word(token[0], token.start())
        else:
            raise self._unexpected(token[0], token.start())

    def _dialect(self) -> Dialect:
        if self._features & {"python"} or ("single" in self._features and not self._features & {"bare", "comment"}):
            return "a Python literal"
        if self._features & {"bare", "single"}:
            return "a JavaScript object"
        return "JSON with comments or trailing commas" if self._features else "JSON"

    # --- what is written ----------------------------------------------------------------------------------------------

    def _add_space(self, token: re.Match[str]) -> None:
        if self._space is None or "\n" in token["space"]:  # two in turn: a comment stood between
            self._space = (token["space"], token.start())

    def _write(self, written: str, offset: int) -> None:
        if self._space is not None:
            self._out.add(*self._space)
            self._space = None
        self._out.add(written, offset)

    def _value(self, written: str, offset: int) -> None:
        if self._expects not in ("value", "key"):
            raise self._expected(offset)
        if not self._stack:
            raise self._error("an object or a list is missing here", offset)
        self._write(written, offset)
        self._expects = "colon" if self._expects == "key" else "end"
        self._after_comma = False

    def _mark(self, mark: str, offset: int) -> None:
        if mark in _CLOSES:
            self._open(mark, offset)
        elif mark in "}])":
            self._close(mark, offset)
        elif mark == ":":
            if self._expects != "colon":
                raise self._expected(offset)
            self._write(":", offset)
            self._expects = "value"
        elif mark == ",":
            if self._expects != "end":
                raise self._expected(offset)
            self._write(",", offset)
            self._comma = len(self._out.pieces) - 1
            self._expects = "key" if self._stack[-1][0] == "{" else "value"
            self._after_comma = True
            if self._stack[-1][0] == "(":
                _, piece, start = self._stack[-1]
                self._stack[-1] = ("(,", piece, start)
        else:
            raise self._unexpected(mark, offset)

    def _open(self, mark: str, offset: int) -> None:
        if self._expects != "value":
            raise self._expected(offset)
        self._write("[" if mark == "(" else mark, offset)
        self._stack.append((mark, len(self._out.pieces) - 1, offset))
        self._expects = "key" if mark == "{" else "value"
        self._after_comma = False

    def _close(self, mark: str, offset: int) -> None:
        if not self._stack or _CLOSES[self._stack[-1][0][0]] != mark:
            raise self._unexpected(mark, offset)
        bracket, piece, _ = self._stack[-1]
        may_go_on = self._expects == ("key" if mark == "}" else "value")  # nothing, or a comma, stands before
        if not (self._expects == "end" or may_go_on):
            raise self._expected(offset)
        if self._after_comma:
            self._out.pieces[self._comma] = " "  # a blank for the comma: the offsets after it stay right
            self._features.add("trailing")
        self._stack.pop()
        closed = mark
        if mark == ")":
            self._features.add("python")
            grouped = bracket == "(" and not may_go_on
            closed = " " if grouped else "]"
            if grouped:
                self._out.pieces[piece] = " "
        self._write(closed, offset)
        self._expects, self._after_comma = "end", False

    # --- values -------------------------------------------------------------------------------------------------------

    def _string(self, token: re.Match[str]) -> None:
        prefix = (token["prefix"] or "").lower()
        if "f" in prefix or "b" in prefix:
            kind = "an f-string, filled in by a program" if "f" in prefix else "bytes, which JSON cannot carry"
            raise self._error(f"this text is {kind}", token.start())
        if not self._strings:
            if self._expects not in ("value", "key"):
                raise self._expected(token.start())
            if self._space is not None:
                self._out.add(*self._space)
            self._string_start = token.start()
        self._space = None
        raw = token["string"]
        if raw[0] != '"':
            self._features.add("bare" if raw[0] == "`" else "single")
        if prefix or raw[:3] in ("'''", '"""'):
            self._features.add("python")
        if self._strings:
            self._features.add("python")
        self._strings.append(raw if self._is_json(raw) else _json_string(self._text, token))  # equal: raw is quicker

    @staticmethod
    def _is_json(raw: str) -> bool:
        return raw[0] == '"' and "\\" not in raw and raw[:3] != '"""' and raw.isprintable()

    def _flush(self) -> None:
        """Write the text that was gathered, now that it is known to end."""
        if not self._strings:
            return
        written = '"' + "".join(part[1:-1] for part in self._strings) + '"'
        self._strings = []
        space, self._space = self._space, None
        self._value(written, self._string_start)
        self._space = space

    def _number(self, token: re.Match[str]) -> None:
        offset = token.start()
        if token["suffix"] and token["suffix"] != "n":
            raise self._error(f"{brief(token[0])} is not a number", offset)
        self._value(self._json_number(token["number"].removesuffix("n"), offset), offset)

    def _json_number(self, number: str, offset: int) -> str:
        if self._expects == "key":
            self._name = ""
            return json.dumps(number)
        sign, digits = ("-" if number[0] == "-" else ""), number.lstrip("+-").replace("_", "")
        if digits[:2].lower() in ("0x", "0o", "0b"):
            if len(digits) > _LONGEST_HEX:
                raise self._error("this number is too long to be read", offset)
            self._features.add("bare")
            return sign + str(int(digits, 0))
        if digits[:1] == "0" and digits[1:2].isdigit():
            raise self._error("a number cannot begin with 0; write it in quotes if the zero belongs to it", offset)
        whole, point, rest = digits.partition(".")
        if not point:
            written = digits
        else:
            fraction = rest if rest[:1].isdigit() else "0" + rest
            written = f"{whole or '0'}.{fraction}"
        if sign + written != number:
            self._features.add("bare")
        return sign + written

    def _word(self, word: str, offset: int) -> None:
        if self._expects == "key":
            self._features.add("bare")
            self._name = word
            self._value(json.dumps(word, ensure_ascii=False), offset)
            return
        if word in _WORDS:
            if word in _PYTHON_WORDS:
                self._features.add("python")
            self._value(_WORDS[word], offset)
            return
        if self._expects == "end" and word == "for" and self._value_of is not None:
            raise self._error("a loop (for ...) makes these, and they are not in this text; put them here", offset)
        if self._expects != "value":
            raise self._expected(offset)
        raise self._error(_why_no_value(word, self._text[offset + len(word) :][:1]), offset)

    # --- errors -------------------------------------------------------------------------------------------------------

    def _error(self, reason: str, offset: int) -> LiteralError:
        return LiteralError(reason, self._text, offset)

    def _expected(self, offset: int) -> LiteralError:
        return self._error(
            {
                "colon": "a colon is missing here",
                "end": "a comma or a closing bracket is missing here",
                "key": "a key is missing here",
                "value": "a value is missing here" if self._stack else "an object or a list is missing here",
            }[self._expects],
            offset,
        )

    def _unexpected(self, mark: str, offset: int) -> LiteralError:
        if mark in "'\"`":
            return self._error("this string has no closing quote", offset)
        if self._text.startswith(("...", "\u2026"), offset):
            reason = "... stands for something that is not in this text; put it in its place"
            return self._error(reason, offset)
        if mark in _CURLY_QUOTES:
            return self._error('curly quotes do not quote in JSON; write straight ones (")', offset)
        if mark == "<":
            return self._error("this is a printed object (<...>), not its value", offset)
        return self._expected(offset)


_CURLY_QUOTES: Final = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


def _why_no_value(word: str, following: str) -> str:
    if word in _NOT_NUMBERS:
        return f"{word} is not a number that JSON can carry"
    if word == "undefined":
        return "undefined is not a JSON value: leave the key out, or write null"
    name = brief(word)
    if word == "new" or following == "(":
        return f"{name}{'(...)' if following == '(' else ' ...'} is made by a program; put its value here"
    return f"{name} is a variable, and its value is not in this text; put the value in its place"


def _json_string(text: str, token: re.Match[str]) -> str:
    return json.dumps(string_value(text, token).text, ensure_ascii=False)
