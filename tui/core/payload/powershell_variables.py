"""What a PowerShell script sets its variables to, statement by statement, as far as its text says. What it sets in one
case only, or in rounds, is not known afterwards, and neither is what it changes in another way."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.payload.powershell_tokens import Token, end_of, split, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEEPEST: Final = 20
_MOST_TOKENS: Final = 4_000  # of a text that is put together with +=
_ASSIGNMENT: Final = re.compile(
    r"\$(?:\{(?P<braced>[^}\n]+)\}|(?P<name>[\w:]+))"
    r"(?P<path>\.(?P<member>\w+)|(?:\.|\[[ \t]*)['\"](?P<entry>[^'\"\n]*)['\"](?:[ \t]*\])?|[.\[][^=\n]{0,200}?)?"
    r"[ \t]*(?P<sign>[-+*/%?]{0,2}=)"
)
TYPE: Final = re.compile(r"\[[\w.]+\]")
"""A type before a value or a variable."""
_CONDITIONAL: Final = frozenset({"if", "elseif", "else", "switch"})
_LOOPS: Final = frozenset({"for", "foreach", "while", "do", "foreach-object", "%"})
VARIABLE: Final = re.compile(r"\$\{[^}\n]*\}|\$\((?:[^()]|\([^()]*\))*+\)|\$[A-Za-z_][\w:]*")
"""A variable or an expression within double quotes."""


class Variables:
    """The variables of a script, and the members that it sets one by one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._values: dict[str, Sequence[Token]] = {}
        self._members: dict[str, dict[str, Sequence[Token]]] = {}
        self._set: list[str] = []  # in this order

    def run(self, tokens: Sequence[Token], depth: int = _DEEPEST) -> Iterator[Sequence[Token]]:
        """Go through statements, and those within brackets, and note what they set; yields what each does: what stands
        behind its sign, or the statement where it sets nothing."""
        for statement in statements(tokens):
            before = len(self._set)
            value = self._assign(statement)
            yield value
            for token in value:
                if depth and not is_table(token):
                    yield from self.run(token.parts, depth - 1)
            self._leave(statement, before)

    def _assign(self, statement: Sequence[Token]) -> Sequence[Token]:
        typed = TYPE.fullmatch(statement[0].text) and statement[1:]  # [string]$body = ...
        if (first := (typed or statement)[0]).kind != "variable":
            return statement
        found = _ASSIGNMENT.match(self.text, first.start)
        if found is None:
            self._called(statement)
            return statement
        value = list(_behind(statement, found.end()))
        name, sign = _name(found["braced"] or found["name"]), found["sign"]
        key, before = found["member"] or found["entry"], self._values.get(name, ())
        if key is not None and sign == "=":
            self._put_member(name, key.lower(), value)
        elif found["path"] is None and sign == "=":
            self._put(name, self._bound(value))
        elif found["path"] is None and sign == "+=" and len(before) in range(1, _MOST_TOKENS):
            self._put(name, [*before, Token("plain", "+", found.start("sign")), *self._bound(value)])
        else:
            self._forget(name)
        return value

    def _put(self, name: str, value: Sequence[Token]) -> None:
        self._values[name] = value
        self._members.pop(name, None)
        self._set.append(name)

    def _forget(self, name: str) -> None:
        self._put(name, ())

    def _put_member(self, name: str, key: str, value: Sequence[Token]) -> None:
        table = self._values.get(name)
        if table is not None and not any(is_table(token) for token in table) and not _is_made(table):
            self._forget(name)
            return
        self._members.setdefault(name, {})[key] = self._bound(value)
        self._set.append(name)

    def _called(self, statement: Sequence[Token]) -> None:
        """A variable that a statement begins with: ``$headers.Add('name', value)`` sets an entry of it, and what else
        it is told to do may change it."""
        name, _, method = _name(statement[0].text).partition(".")
        if len(statement) < 2 or end_of(statement[0], self.text) != statement[1].start:
            return
        given = list(split(statement[1].parts, ",")) if method == "add" else []
        if len(given) == 2:
            self._put_member(name, _plain_name(given[0][0]), given[1])
        else:
            self._forget(name)

    def _leave(self, statement: Sequence[Token], before: int) -> None:
        """Forget what a statement sets in one case only, or in rounds. before: how much was set before it."""
        words = {token.text.lower() for token in statement}
        if statement[0].text.lower() in _CONDITIONAL or not words.isdisjoint(_LOOPS):
            for name in self._set[before:]:
                self._forget(name)

    def _bound(self, value: Sequence[Token], depth: int = _DEEPEST) -> list[Token]:
        """An expression with what its variables are now, which may be set to something else later."""
        return [self._bound_token(token, depth) for token in value] if depth else []

    def _bound_token(self, token: Token, depth: int) -> Token:
        if token.kind == "variable":
            return replace(token, kind="bound", parts=tuple(self._values.get(_name(token.text), ())))
        if token.kind == "group":
            return replace(token, parts=tuple(self._bound(token.parts, depth - 1)))
        if token.kind in ("double", "expanding"):
            names = dict.fromkeys(found[0] for found in VARIABLE.finditer(self.text, *token.inner))
            parts = (self._bound_token(Token("variable", name, token.start), depth) for name in names)
            return replace(token, parts=tuple(parts))
        return token

    def bodies(self) -> Iterator[Sequence[Token]]:
        """What the variables are set to, the last one first."""
        return reversed(self._values.values())

    def members(self, value: Sequence[Token]) -> dict[str, Sequence[Token]] | None:
        """The entries of a hashtable, their names in lower case; None where they are not in the text."""
        added: dict[str, Sequence[Token]] = {}
        for _ in range(_DEEPEST):
            if not value or value[0].kind not in ("variable", "bound"):
                break
            added = {**self._members.get(_name(value[0].text), {}), **added}
            value = self.value(value[0])
        table = next((token for token in value if is_table(token)), None)
        if table is None and not added:
            return None
        return {**dict(_entries(table) if table else ()), **added}

    def value(self, variable: Token) -> Sequence[Token]:
        """What a variable is set to; nothing where that is not in the text."""
        return self._values.get(_name(variable.text), ()) if variable.kind == "variable" else variable.parts


def is_table(token: Token) -> bool:
    """Whether a token is a hashtable that is written out."""
    return token.text == "@{"


def _name(written: str) -> str:
    """The name of a variable that is written as ``$name``, ``${name}``, ``$script:name`` or ``$($name)``."""
    found = _NESTED.fullmatch(written)
    return _SCOPE.sub("", (found[1] if found else written).strip("${}").lower())


_NESTED: Final = re.compile(r"\$\((\$[\w:]+)\)")
_SCOPE: Final = re.compile(r"^(?:global|local|private|script|using):")


def _plain_name(token: Token) -> str:
    return token.text.strip("'\"").lower()


def _is_made(value: Sequence[Token]) -> bool:
    """Whether an expression makes an object that begins empty, as a dictionary for headers does."""
    names = [token.text.lower() for token in value]
    return "new-object" in names or any(name.endswith("::new") for name in names)


def _behind(statement: Sequence[Token], place: int) -> Iterator[Token]:
    """The tokens of a statement from a place on, and the rest of one that goes on there."""
    for token in statement:
        if token.start >= place:
            yield token
        elif token.start + len(token.text) > place:
            yield Token("plain", token.text[place - token.start :], place)


def _entries(table: Token) -> Iterator[tuple[str, Sequence[Token]]]:
    """The entries of a hashtable that is written out: their names in lower case, and what they are set to."""
    for name, *rest in statements(table.parts):
        if rest and rest[0].text.startswith("="):  # Method = 'Post', or "Method"="Post"
            yield _plain_name(name), list(_behind(rest, rest[0].start + 1))
        elif name.text.endswith("="):  # Method='Post'
            yield _plain_name(name).removesuffix("="), rest
