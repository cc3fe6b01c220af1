"""What the expressions of a PowerShell script are, as far as its text says: literals, here-strings, variables that it
sets, sums, ``-f``, and the content of files. What only running it would tell is not known."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tui.core.payload.call import ReadFile, file_body
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.powershell_tokens import Token, end_of, parameters, split, statements
from tui.core.payload.shell import Word, shown_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HASHTABLE: Final = (
    "this body is a PowerShell hashtable (@{...}); print it with ConvertTo-Json -Depth 10 and open what that prints"
)
_DEEPEST: Final = 20
_MOST_TOKENS: Final = 4_000  # of a text that is put together with +=
_MOST_STEPS: Final = 5_000
_STRINGS: Final = ("here", "single", "double", "expanding")

_ASSIGNMENT: Final = re.compile(
    r"\$(?:\{(?P<braced>[^}\n]*)\}|(?P<name>[\w:]+))"
    r"(?:\.(?P<member>\w+)|\[[ \t]*['\"](?P<entry>[^'\"\n]*)['\"][ \t]*\]|(?P<within>[.\[][^=\n]{0,200}?))?"
    r"[ \t]*(?P<sign>[-+*/%?]{0,2}=)"
)
_TYPE: Final = re.compile(r"\[[\w.]+\]")
_CONDITIONAL: Final = frozenset({"if", "elseif", "else", "switch"})
_LOOPS: Final = frozenset({"for", "foreach", "while", "do", "foreach-object", "%"})
_FILES: Final = frozenset({"get-content", "gc", "cat", "type"})
_KEEPS: Final = frozenset({"convertto-json", "convertfrom-json", "out-string"})
"""Commands behind a pipe that leave a body what it is."""
_EXPANDING: Final = re.compile(
    r"(?P<code>`u\{[0-9a-fA-F]{1,6}\})|`(?P<escaped>.)"
    r"|(?P<variable>\$\{[^}\n]*\}|\$\((?:[^()]|\([^()]*\))*+\)|\$[A-Za-z_][\w:]*)|\"\"|[^`$\"]++|.",
    re.DOTALL,
)
_CODE: Final = re.compile(r"(?:`u\{|\$\(\[char\]\s*0x)(?P<hex>\w+)[})]|\$\(\[char\]\s*(?P<number>\d+)\)", re.IGNORECASE)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_PLACE: Final = re.compile(r"\{\{|\}\}|\{(?P<number>\d{1,3})(?P<format>[^{}\n]{0,40})\}")


class Values:
    """The variables of a script as it sets them, and what its expressions are by them."""

    def __init__(self, text: str, files: ReadFile) -> None:
        self.text, self.files = text, files
        self.source = Source.of(text)
        self._values: dict[str, Sequence[Token]] = {}
        self._members: dict[str, dict[str, Sequence[Token]]] = {}  # those set one by one
        self._set: list[tuple[str, bool]] = []  # variables in the order they are set, and whether to more of the same
        self._room = 2 * len(text) + 10_000  # characters that variables may add in all
        self._steps = _MOST_STEPS  # expressions that may still be looked at: one may be made of another many times

    # --- what a script sets -------------------------------------------------------------------------------------------

    def run(self, tokens: Sequence[Token], depth: int = 0) -> Iterator[Sequence[Token]]:
        """Go through statements, and those within brackets, and note what they set; yields what each does: what stands
        behind its sign, or the statement where it sets nothing."""
        for statement in statements(tokens):
            before = len(self._set)
            value = self._assign(statement)
            yield value
            for token in value:
                if token.kind == "group" and not _is_table(token) and depth < _DEEPEST:
                    yield from self.run(token.parts, depth + 1)
            self._leave(statement, before)

    def _assign(self, statement: Sequence[Token]) -> Sequence[Token]:
        if len(statement) > 1 and _TYPE.fullmatch(statement[0].text):  # [string]$body = ...
            statement = statement[1:]
        if statement[0].kind != "variable":
            return statement
        found = _ASSIGNMENT.match(self.text, statement[0].start)
        if found is None:
            self._called(statement)
            return statement
        value = list(_behind(statement, found.end()))
        name = (found["braced"] or found["name"] or "").lower()
        key = found["member"] or found["entry"]
        if found["within"]:
            self._forget(name)
        elif key is not None:
            self._set_member(name, key, value if found["sign"] == "=" else ())
        elif found["sign"] == "=":
            self._put(name, self._bound(value), grown=any(_name(token) == name for token in value))
        elif found["sign"] == "+=" and len(before := self._values.get(name, ())) in range(1, _MOST_TOKENS):
            self._put(name, [*before, Token("plain", "+", statement[0].start), *self._bound(value)], grown=True)
        else:
            self._forget(name)
        return value

    def _put(self, name: str, value: Sequence[Token], *, grown: bool = False) -> None:
        self._values[name] = value
        self._members.pop(name, None)
        self._set.append((name, grown))

    def _forget(self, name: str) -> None:
        self._put(name, ())

    def _set_member(self, name: str, key: str, value: Sequence[Token]) -> None:
        table = self._values.get(name)
        if not value or not (table is None or any(_is_table(token) for token in table) or _is_made(table)):
            self._forget(name)
            return
        self._members.setdefault(name, {})[key.lower()] = self._bound(value)
        self._set.append((name, False))

    def _called(self, statement: Sequence[Token]) -> None:
        """A variable that a statement begins with: ``$headers.Add('name', value)`` sets an entry of it, and what else
        it is told to do may change it."""
        name, _, method = statement[0].text.strip("${}").lower().partition(".")
        if len(statement) < 2 or end_of(statement[0], self.text) != statement[1].start:
            return
        given = list(split(statement[1].parts, ",")) if method == "add" else []
        if len(given) == 2:
            self._set_member(name, self.argument(given[0]).text.text, given[1])
        else:
            self._forget(name)

    def _leave(self, statement: Sequence[Token], before: int) -> None:
        """Forget what a statement may have set or not, and what it set in rounds. before: how much was set then."""
        words = {token.text.lower() for token in statement if token.kind == "plain"}
        maybe, rounds = statement[0].text.lower() in _CONDITIONAL, not words.isdisjoint(_LOOPS)
        for name, grown in self._set[before:] if maybe or rounds else ():
            if maybe or grown:
                self._forget(name)

    def _bound(self, value: Sequence[Token], depth: int = 0) -> list[Token]:
        """An expression with what its variables are now, which may be set to something else later."""
        return [self._bound_token(token, depth) for token in value] if depth < _DEEPEST else []

    def _bound_token(self, token: Token, depth: int) -> Token:
        if token.kind == "variable":
            return replace(token, kind="bound", parts=tuple(self._values.get(_name(token), ())))
        if token.kind == "group":
            return replace(token, parts=tuple(self._bound(token.parts, depth + 1)))
        if token.kind in ("double", "expanding"):
            found = (part["variable"] for part in _EXPANDING.finditer(self.text, *token.inner))
            names = dict.fromkeys(name for name in found if name)
            parts = (self._bound_token(Token("variable", name, token.start), depth) for name in names)
            return replace(token, parts=tuple(parts))
        return token

    def bodies(self) -> Iterator[Sequence[Token]]:
        """What the variables are set to, the last one first."""
        return reversed(self._values.values())

    def members(self, value: Sequence[Token], depth: int = 0) -> dict[str, Sequence[Token]] | None:
        """The entries of a hashtable, their names in lower case; None where they are not in the text."""
        first = value[0] if value else None
        if first is None or depth > _DEEPEST:
            return None
        if first.kind in ("variable", "bound"):
            name = _name(first)
            found = self._values.get(name, ()) if first.kind == "variable" else first.parts
            begun = {} if _is_made(found) else self.members(found, depth + 1)
            added = self._members.get(name, {})
            return {**(begun or {}), **added} if begun is not None or added else None
        table = next((token for token in value if _is_table(token)), None)
        return None if table is None else dict(_entries(table))

    # --- what an expression is ----------------------------------------------------------------------------------------

    def word(self, value: Sequence[Token], depth: int = 0) -> Word | None:
        """The text that an expression is; None where it is not in the script. Raises PayloadError for a hashtable."""
        self._steps -= 1
        if depth > _DEEPEST or not value or self._steps < 0:
            return None
        if any(_is_table(token) for token in value):
            raise self.source.error(_HASHTABLE, value[0].start)
        words = [token.text.lower() if token.kind == "plain" else "" for token in value[1:]]
        if "+" in words:
            return self._sum(value, depth)
        if "-f" in words:
            return self._formatted(value, words.index("-f") + 1, depth)
        first, rest = value[0], value[1:]
        if first.text.lower().endswith(".getbytes") and rest:
            return self.word(rest, depth + 1)
        if first.kind == "plain":
            return self._command(first, rest, depth)
        if rest and not _keeps(rest):
            return None
        if first.kind in _STRINGS:
            return self._string(first, depth)
        if first.kind == "group":
            inner = list(statements(first.parts)) if first.text != "{" else []
            return self.word(inner[0], depth + 1) if len(inner) == 1 else None
        return self._variable(first, depth)

    def argument(self, tokens: Sequence[Token]) -> Word:
        """What a command gets as one argument: a text, in which a variable whose value is not known stands for it."""
        if (word := self.word(tokens)) is not None:
            return word
        built, variables = ExcerptBuilder(), frozenset[str]()
        for piece in _pieces(tokens):
            plain = len(piece) == 1 and piece[0].kind == "plain"
            word = _as_written(piece[0]) if plain else self._part(piece, 0)
            _add(built, word)
            variables |= word.variables
        return Word(built.build(), variables, start=tokens[0].start)

    def _variable(self, token: Token, depth: int) -> Word | None:
        found = self._values.get(_name(token), ()) if token.kind == "variable" else token.parts
        word = self.word(found, depth + 1)
        if word is not None:
            self._room -= len(word.text.text)
        return word if self._room >= 0 else None

    def _command(self, first: Token, rest: Sequence[Token], depth: int) -> Word | None:
        name = first.text.lower()
        if name in _FILES:
            given = parameters(rest, self.text, ("path", "literalpath"))
            named = given.get("path") or given.get("literalpath") or given.get("")
            return Word(self.file(named), start=first.start) if named else None
        if name.endswith(("::readalltext", "::readallbytes")) and rest:
            return Word(self.file(rest[0].parts), start=first.start) if rest[0].parts else None
        if _TYPE.fullmatch(name) or (name == "$" and rest and rest[0].kind == "group"):
            return self.word(rest, depth + 1)
        return _as_written(first) if name.isdecimal() and not rest else None

    def file(self, name: Sequence[Token]) -> Excerpt:
        """The text of a file that an argument names. Raises PayloadError."""
        return file_body(self.argument(name).text.text, self.files, self.source, name[0].start)

    def _sum(self, value: Sequence[Token], depth: int) -> Word | None:
        """``'...' + $name + '...'``."""
        built, variables = ExcerptBuilder(), frozenset[str]()
        words = [self._part(part, depth) for part in split(value, "+")]
        if self._steps < 0 or not any(_is_text(word) for word in words):  # numbers would be added up
            return None
        for word in words:
            _add(built, word)
            variables |= word.variables
        return Word(built.build(), variables, start=value[0].start)

    def _part(self, tokens: Sequence[Token], depth: int) -> Word:
        """A part of a text: what it is, or the variable that stands for it."""
        if (word := self.word(tokens, depth + 1)) is not None:
            return word
        first = tokens[0]
        written = self.text[first.start : end_of(tokens[-1], self.text)]
        if not written.startswith("$"):
            written = f"$({written[1:-1] if len(tokens) == 1 and first.kind == 'group' else written})"
        shown = shown_variable(written)
        return Word(Excerpt(shown, (0,), (first.start,)), frozenset({shown}), start=first.start)

    def _formatted(self, value: Sequence[Token], place: int, depth: int) -> Word | None:
        """``'...{0}...' -f $name``: a text with its places filled in, and its doubled braces each once. None where
        something is not given, or would be written in a format of its own."""
        word = self.word(value[:place], depth + 1)
        if word is None:
            return None
        given = list(split(value[place + 1 :], ","))
        if len(given) == 1 and len(given[0]) == 1:  # in brackets of their own
            given = list(split(given[0][0].parts, ",")) or given
        arguments = [self._part(part, depth) for part in given]
        text, built, variables, done = word.text, ExcerptBuilder(), word.variables, 0
        for found in _PLACE.finditer(text.text):
            built.add(text.text[done : found.start()], done)
            done = found.end()
            if found["number"] is None:
                built.add(found[0][0], found.start())
                continue
            argument = arguments[int(found["number"])] if int(found["number"]) < len(arguments) else None
            if argument is None or (found["format"] and not argument.variables):
                return None
            built.add(argument.text.text, found.start())
            variables |= argument.variables
        built.add(text.text[done:], done)
        return Word(built.build().within(text), variables, start=word.start)

    def _string(self, token: Token, depth: int) -> Word:
        start, end = token.inner
        if token.kind == "here":
            return Word(Excerpt(self.text[start:end], (0,), (start,)), start=start)
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
                word = self._filled_in(part["variable"], token, depth)
                built.add(word.text.text, part.start())
                variables |= word.variables
            else:
                built.add('"' if part[0] == '""' and token.kind == "double" else part[0], part.start())
        return Word(built.build(), variables, start=start)

    def _filled_in(self, variable: str, string: Token, depth: int) -> Word:
        """What stands in a text for a variable."""
        bound = (part for part in string.parts if part.text == variable)
        word = self._variable(next(bound, Token("variable", variable, string.start)), depth)
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


def _name(token: Token) -> str:
    return token.text.strip("${}").lower()


def _is_table(token: Token) -> bool:
    return token.kind == "group" and token.text == "@{"


def _is_made(value: Sequence[Token]) -> bool:
    """Whether an expression makes an object that begins empty, as a dictionary for headers does."""
    names = [token.text.lower() for token in value if token.kind == "plain"]
    return names[:1] == ["new-object"] or any(name.endswith("::new") for name in names)


def _keeps(rest: Sequence[Token]) -> bool:
    commands = (following.text.lower() for token, following in pairwise(rest) if token.kind == "pipe")
    return rest[0].kind == "pipe" and _KEEPS.issuperset(commands)


def _is_text(word: Word) -> bool:
    return word.text.text not in word.variables and not word.text.text.isdecimal()


def _as_written(token: Token) -> Word:
    return Word(Excerpt(token.text, (0,), (token.start,)), start=token.start)


def _behind(statement: Sequence[Token], place: int) -> Iterator[Token]:
    """The tokens of a statement from a place on, and the rest of one that goes on there."""
    for token in statement:
        if token.start >= place:
            yield token
        elif token.kind == "plain" and token.start + len(token.text) > place:
            yield Token("plain", token.text[place - token.start :], place)


def _pieces(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The parts of an argument that are expressions for themselves: all of it where something is called in it."""
    calls = [n for n, token in enumerate(tokens) if token.kind == "group" and (n == 0 or tokens[n - 1].text != "$")]
    if calls:
        yield tokens
        return
    for place, token in enumerate(tokens):
        if token.kind != "group":
            yield tokens[place : place + 2] if token.text == "$" else [token]


def _entries(table: Token) -> Iterator[tuple[str, Sequence[Token]]]:
    """The entries of a hashtable that is written out: their names in lower case, and what they are set to."""
    for name, *rest in statements(table.parts):
        if rest and rest[0].text.startswith("="):  # Method = 'Post', or "Method"="Post"
            yield name.text.strip("'\"").lower(), list(_behind(rest, rest[0].start + 1))
        elif name.text.endswith("="):  # Method='Post'
            yield name.text[:-1].lower(), rest
