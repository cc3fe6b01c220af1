"""What the expressions of a PowerShell script are, as far as its text says: literals, here-strings, variables, sums,
``-f``, and the content of files. What only running it would tell is not known."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from tui.core.payload.call import ReadFile, file_body
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.json_text import TOKEN
from tui.core.payload.powershell_tokens import Token, end_of, parameters, split, statements
from tui.core.payload.powershell_variables import TYPE, VARIABLE, Variables, is_table
from tui.core.payload.shell import shown_variable
from tui.core.payload.shell_words import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

_HASHTABLE: Final = (
    "this body is a PowerShell hashtable (@{...}); print it with ConvertTo-Json -Depth 10 and open what that prints"
)
_DEEPEST: Final = 20
_MOST_STEPS: Final = 5_000
_STRINGS: Final = ("here", "single", "double", "expanding")

_FILES: Final = frozenset({"get-content", "gc", "cat", "type"})
_KEEPS: Final = frozenset({"convertto-json", "convertfrom-json", "out-string"})
"""Commands behind a pipe that leave a body what it is."""
_EXPANDING: Final = re.compile(
    r"(?P<code>`u\{[0-9a-fA-F]{1,6}\})|`(?P<escaped>.)"
    rf"|(?P<variable>{VARIABLE.pattern})|\"\"|[^`$\"]++|.",
    re.DOTALL,
)
_CODE: Final = re.compile(r"(?:`u\{|\$\(\[char\]\s*0x)(?P<hex>\w+)[})]|\$\(\[char\]\s*(?P<number>\d+)\)", re.IGNORECASE)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_PLACE: Final = re.compile(r"\{\{|\}\}|\{(?P<number>\d{1,3})(?P<format>[^{}\n]{0,40})\}")


class Values:
    """The expressions of a script, by what its variables are set to so far."""

    def __init__(self, text: str, files: ReadFile) -> None:
        self.text, self.files = text, files
        self.source = Source.of(text)
        self.variables = Variables(text)
        self._room = 2 * len(text) + 10_000  # characters that variables may add in all
        self._steps = _MOST_STEPS  # expressions that may still be looked at: one may be made of another many times
        self._depth = _DEEPEST  # how deep the next one may be within others

    def word(self, value: Sequence[Token]) -> Word | None:
        """The text that an expression is; None where it is not in the script. Raises PayloadError for a hashtable."""
        depth = self._depth
        if not (value and depth and self._steps):
            return None
        self._depth, self._steps = depth - 1, self._steps - 1
        try:
            return self._word(value)
        finally:
            self._depth = depth

    def _word(self, value: Sequence[Token]) -> Word | None:
        first, rest = value[0], value[1:]
        if is_table(first):
            raise self.source.error(_HASHTABLE, first.start)
        words = [token.text.lower() for token in rest]
        if "+" in words:
            return self._sum(value)
        if "-f" in words:
            return self._formatted(value[: words.index("-f") + 1], rest[words.index("-f") + 1 :])
        if first.text.lower().endswith(".getbytes"):
            return self.word(rest)
        if first.kind == "plain":
            return self._command(first, rest)
        if rest:
            word = self.word([first]) if _keeps(rest) else None
            return None if word is None or self._is_cut(word.text.text, rest) else word
        if first.kind in _STRINGS:
            return self._string(first)
        if first.kind == "group":
            inner = list(statements(first.parts)) if first.text != "{" else []
            return self.word(inner[0]) if len(inner) == 1 else None
        return self._variable(first)

    def argument(self, tokens: Sequence[Token]) -> Word:
        """What a command gets as one argument: a text, in which a variable whose value is not known stands for it."""
        if (word := self.word(tokens)) is not None:
            return word
        built, variables = ExcerptBuilder(), frozenset[str]()
        is_called = any(token.kind == "group" and token.text != "$(" for token in tokens)
        for piece in [tokens] if is_called else [[token] for token in tokens]:
            word = _as_written(piece[0]) if [token.kind for token in piece] == ["plain"] else self._part(piece)
            _add(built, word)
            variables |= word.variables
        return Word(built.build(), variables, start=tokens[0].start)

    def _is_cut(self, text: str, rest: Sequence[Token]) -> bool:
        """Whether ConvertTo-Json behind a pipe makes a text of what is nested in a value: more than two levels deep,
        unless it is told how deep."""
        names = [token.text.lower() for token in rest]
        if "convertto-json" not in names:
            return False
        given = parameters(rest[names.index("convertto-json") + 1 :], self.text, ("depth",)).get("depth")
        depth = self.argument(given).text.text if given else "2"
        marks = (match[0] for match in TOKEN.finditer(text))
        levels = accumulate((mark in "{[") - (mark in "}]") for mark in marks)
        return re.fullmatch(r"\d{1,3}", depth) is None or any(level > int(depth) + 1 for level in levels)

    def _variable(self, token: Token) -> Word | None:
        word = self.word(self.variables.value(token))
        if word is not None:
            self._room -= len(word.text.text)
        return word if self._room >= 0 else None

    def _command(self, first: Token, rest: Sequence[Token]) -> Word | None:
        name = first.text.lower()
        if name in _FILES:
            given = parameters(rest, self.text, ("path", "literalpath"))
            named = given.get("path") or given.get("literalpath") or given.get("")
            return Word(self.file(named), start=first.start) if named else None
        if name.endswith(("::readalltext", "::readallbytes")) and rest:
            return Word(self.file(rest[0].parts), start=first.start) if rest[0].parts else None
        if TYPE.fullmatch(name):
            return self.word(rest)
        return _as_written(first) if name.isdecimal() and not rest else None

    def file(self, name: Sequence[Token]) -> Excerpt:
        """The text of a file that an argument names. Raises PayloadError."""
        return file_body(self.argument(name).text.text, self.files, self.source, name[0].start)

    def _sum(self, value: Sequence[Token]) -> Word | None:
        """``'...' + $name + '...'``."""
        built, variables = ExcerptBuilder(), frozenset[str]()
        words = [self._part(part) for part in split(value, "+")]
        if not self._steps or not any(_is_text(word) for word in words):  # numbers would be added up
            return None
        for word in words:
            _add(built, word)
            variables |= word.variables
        return Word(built.build(), variables, start=value[0].start)

    def _part(self, tokens: Sequence[Token]) -> Word:
        """A part of a text: what it is, or the variable that stands for it."""
        if (word := self.word(tokens)) is not None:
            return word
        first = tokens[0]
        written = self.text[first.start : end_of(tokens[-1], self.text)]
        if not written.startswith("$"):
            written = f"$({written[1:-1] if len(tokens) == 1 and first.kind == 'group' else written})"
        shown = shown_variable(written)
        return Word(Excerpt(shown, origins=(first.start,)), frozenset({shown}), start=first.start)

    def _formatted(self, format_: Sequence[Token], values: Sequence[Token]) -> Word | None:
        """``'...{0}...' -f $name``: a text with its places filled in, and its doubled braces each once. None where
        something is not given, or would be written in a format of its own."""
        word = self.word(format_)
        if word is None:
            return None
        given = list(split(values, ","))
        if len(given) == 1 and len(given[0]) == 1:  # in brackets of their own
            given = list(split(given[0][0].parts, ",")) or given
        arguments = [self._part(part) for part in given]
        text, built, variables, done = word.text, ExcerptBuilder(), word.variables, 0
        for found in _PLACE.finditer(text.text):
            built.add(text.text[done : found.start()], done)
            done = found.end()
            if found["number"] is None:
                built.add(found[0][:1], found.start())
                continue
            argument = arguments[int(found["number"])] if int(found["number"]) < len(arguments) else None
            if argument is None or (found["format"] and not argument.variables):
                return None
            built.add(argument.text.text, found.start())
            variables |= argument.variables
        built.add(text.text[done:], done)
        return Word(built.build().within(text), variables, start=word.start)

    def _string(self, token: Token) -> Word:
        start, end = token.inner
        if token.kind == "here":
            return Word(Excerpt(self.text[start:end], origins=(start,)), start=start)
        built, variables = ExcerptBuilder(), frozenset[str]()
        if token.kind == "single":
            for part in re.finditer(r"''|[^']++", self.text[start:end]):
                built.add("'" if part[0] == "''" else part[0], start + part.start())
            return Word(built.build(), start=start)
        for part in _EXPANDING.finditer(self.text, start, end):
            if part["escaped"] is not None:
                built.add(_ESCAPES.get(part["escaped"], part["escaped"]), part.start())
            elif (character := _character(part[0])) is not None:
                built.add(character, part.start())
            elif part["variable"] is not None:
                word = self._filled_in(part["variable"], token)
                built.add(word.text.text, part.start())
                variables |= word.variables
            else:
                built.add('"' if part[0] == '""' and token.kind == "double" else part[0], part.start())
        return Word(built.build(), variables, start=start)

    def _filled_in(self, variable: str, string: Token) -> Word:
        """What stands in a text for a variable."""
        bound = (part for part in string.parts if part.text == variable)
        word = self._variable(next(bound, Token("variable", variable, string.start)))
        shown = shown_variable(variable)
        return word or Word(Excerpt(shown), frozenset({shown}))


def _add(built: ExcerptBuilder, word: Word) -> None:
    if word.text.is_placed:
        built.add_excerpt(word.text)
    else:  # what a file holds
        built.add(word.text.text, word.start)


def _character(written: str) -> str | None:
    """The character whose number stands in a text within double quotes; None for another part, and half a character."""
    found = _CODE.fullmatch(written)
    if found is None:
        return None
    try:
        number = int(found["hex"], 16) if found["hex"] else int(found["number"])
        return chr(number) if not 0xD800 <= number < 0xE000 else None
    except (ValueError, OverflowError):
        return None


def _keeps(rest: Sequence[Token]) -> bool:
    commands = (following.text.lower() for token, following in pairwise(rest) if token.kind == "pipe")
    return rest[0].kind == "pipe" and _KEEPS.issuperset(commands)


def _is_text(word: Word) -> bool:
    return word.text.text not in word.variables and not word.text.text.isdecimal()


def _as_written(token: Token) -> Word:
    return Word(Excerpt(token.text, origins=(token.start,)), start=token.start)
