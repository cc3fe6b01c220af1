"""COQL, as far as the practice org speaks it: from the text of a query to a ``Query``.

select columns from Module where criteria [order by ...] [limit ...]. Of two criteria joined, each may be a pair in
brackets again; three in a row are refused, as Zoho does (Kaizen #171). A quote inside a text is doubled (Kaizen #171)
or has a backslash before it; a backslash may be doubled. Joins, sub-queries and groups are not spoken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NoReturn

from tui.dataclass import dataclass
from tui.live.practice.replies import error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.values import Json

MOST_COLUMNS: Final = 50
MOST_CRITERIA: Final = 25
MOST_IN: Final = 50
DEEPEST: Final = 50  # brackets within brackets
MOST_ORDERED: Final = 10
MOST_ROWS: Final = 2_000
MOST_OFFSET: Final = 100_000
DEFAULT_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A selected field and the key that it has in the reply; ``counted``: COUNT(field)."""

    name: str
    shown_as: str
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """``column operator values``. operator: = != > >= < <= in, not in, like, not like, between, not between, is null,
    is not null."""

    column: str
    operator: str
    values: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """Two criteria joined by ``and`` or ``or``."""

    word: str
    left: Criteria
    right: Criteria


Criteria = Criterion | Both


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be answered. ``order``: column and whether it descends."""

    columns: tuple[Column, ...]
    module: str
    criteria: Criteria
    order: tuple[tuple[str, bool], ...] = ()
    limit: int = DEFAULT_ROWS
    offset: int = 0


@dataclass(frozen=True, slots=True)
class _Token:
    """kind: word, text, number, sign, end."""

    kind: str
    text: str
    value: Json = None


_TOKEN: Final = re.compile(
    r"(?P<number>[+-]?\d+(?:\.\d+)?(?![\w.]))|(?P<word>[^\W\d][\w.$]*)|(?P<sign><=|>=|!=|<>|[=<>(),*])"
)
_SPACE: Final = re.compile(r"\s*")


def parse(text: str) -> Query:
    """The query of a text. Raises Refused with SYNTAX_ERROR, INVALID_QUERY or LIMIT_EXCEEDED."""
    return _Parser(_tokens(text)).query()


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    while (place := _after_space(text, place)) < len(text):
        if text[place] in "'\"":
            value, end = _quoted(text, place)
            tokens.append(_Token("text", text[place:end], value))
            place = end
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            _refuse(text[place:].split(maxsplit=1)[0][:40])
        place = match.end()
        if number := match["number"]:
            tokens.append(_Token("number", number, float(number) if "." in number else int(number)))
        elif match["word"]:
            tokens.append(_Token("word", match["word"], match["word"]))
        else:
            tokens.append(_Token("sign", match["sign"].replace("<>", "!=")))
    return [*tokens, _Token("end", "")]


def _after_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _quoted(text: str, start: int) -> tuple[str, int]:
    """The value of a quoted text, and where it ends. A backslash before another character is just itself."""
    value: list[str] = []
    quote, place = text[start], start + 1
    while place < len(text):
        character, following = text[place], text[place + 1 : place + 2]
        escapes = following != "" and ((character == "\\" and following in "'\"\\") or character == quote == following)
        if character == quote and not escapes:
            return "".join(value), place + 1
        value.append(following if escapes else character)
        place += 2 if escapes else 1
    return _refuse(text[start : start + 40])


def _refuse(near: str) -> NoReturn:
    raise error("SYNTAX_ERROR", "error occured while parsing the query", near=near)


@dataclass(slots=True)
class _Parser:
    tokens: Sequence[_Token]
    place: int = 0
    criteria: int = 0
    depth: int = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.next
        self.place += token.kind != "end"
        return token

    def word(self, *words: str) -> bool:
        """Whether these words come next, in any letter case; if so they are taken."""
        ahead = self.tokens[self.place : self.place + len(words)]
        if [token.text.casefold() if token.kind == "word" else None for token in ahead] != list(words):
            return False
        self.place += len(words)
        return True

    def sign(self, text: str) -> bool:
        if self.next.kind != "sign" or self.next.text != text:
            return False
        self.place += 1
        return True

    def need(self, *words: str) -> None:
        if not self.word(*words):
            _refuse(self.next.text or words[0])

    def query(self) -> Query:
        self.need("select")
        columns = self.columns()
        self.need("from")
        module = self.name()
        if not self.word("where"):
            if self.next.kind == "end" or self.next.text.casefold() in ("order", "limit", "offset"):
                raise error("SYNTAX_ERROR", "missing clause", clause="where")
            _refuse(self.next.text)
        criteria = self.pair()
        order = self.ordering() if self.word("order", "by") else ()
        limit, offset = self.limits()
        if self.next.kind != "end":
            _refuse(self.next.text)
        return Query(columns, module, criteria, order, limit, offset)

    def name(self) -> str:
        """A column or a module; one that is a word of the language is quoted."""
        token = self.take()
        if token.kind not in ("word", "text") or not token.value:
            _refuse(token.text or "end of query")
        return str(token.value)

    def columns(self) -> tuple[Column, ...]:
        columns = [self.column()]
        while self.sign(","):
            columns.append(self.column())
        if len(columns) > MOST_COLUMNS:
            raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_COLUMNS, clause="select")
        for place, column in enumerate(columns):
            if column.shown_as in [earlier.shown_as for earlier in columns[:place]]:
                raise error("DUPLICATE_DATA", "duplicate select column", column_name=column.name)
        return tuple(columns)

    def column(self) -> Column:
        name = self.name()
        counted = self.sign("(")
        if counted:
            if name != "COUNT":  # the names of functions have their letter case
                raise error("INVALID_DATA", "invalid data", reason="unsupported aggregate function", column=name)
            name = self.name()
            if not self.sign(")"):
                _refuse(self.next.text)
        shown_as = f"COUNT({name})" if counted else name
        return Column(name, self.name() if self.word("as") else shown_as, counted)

    def pair(self) -> Criteria:
        left = self.operand()
        for word in ("and", "or"):
            if self.word(word):
                pair = Both(word, left, self.operand())
                if self.next.kind == "word" and self.next.text.casefold() in ("and", "or"):
                    _refuse(self.next.text)
                return pair
        return left

    def operand(self) -> Criteria:
        if not self.sign("("):
            return self.criterion()
        self.depth += 1
        if self.depth > DEEPEST:
            _refuse("(")
        inner = self.pair()
        self.depth -= 1
        if not self.sign(")"):
            _refuse(self.next.text or "end of query")
        return inner

    def criterion(self) -> Criterion:
        self.criteria += 1
        if self.criteria > MOST_CRITERIA:
            raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_CRITERIA, clause="where")
        column = self.name()
        if self.word("is", "null"):
            return Criterion(column, "is null")
        if self.word("is", "not", "null"):
            return Criterion(column, "is not null")
        negated = "not " if self.word("not") else ""
        if self.word("in"):
            return Criterion(column, f"{negated}in", self.values())
        if self.word("like"):
            return Criterion(column, f"{negated}like", (self.value(),))
        if self.word("between"):
            low = self.value()
            self.need("and")
            return Criterion(column, f"{negated}between", (low, self.value()))
        token = self.take()
        if negated or token.kind != "sign" or token.text not in ("=", "!=", ">", ">=", "<", "<="):
            _refuse(token.text or "end of query")
        return Criterion(column, token.text, (self.value(),))

    def values(self) -> tuple[Json, ...]:
        if not self.sign("("):
            _refuse(self.next.text or "end of query")
        values = [self.value()]
        while self.sign(","):
            values.append(self.value())
        if not self.sign(")"):
            _refuse(self.next.text or "end of query")
        if len(values) > MOST_IN:
            raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_IN, operator="in")
        return tuple(values)

    def value(self) -> Json:
        """A text, a number, true or false; Zoho's own samples also have a bare word."""
        token = self.take()
        if token.kind == "word" and token.text.casefold() in ("true", "false"):
            return token.text.casefold() == "true"
        if token.kind not in ("text", "number", "word"):
            _refuse(token.text or "end of query")
        return token.value

    def ordering(self) -> tuple[tuple[str, bool], ...]:
        order = []
        while True:
            name = self.name()
            order.append((name, self.word("desc") or (self.word("asc") and False)))
            if not self.sign(","):
                break
        if len(order) > MOST_ORDERED:
            raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_ORDERED, clause="order by")
        return tuple(order)

    def limits(self) -> tuple[int, int]:
        """``limit ROWS``, ``limit OFFSET, ROWS`` or ``limit ROWS offset OFFSET``; each part may be left out."""
        limit, offset = DEFAULT_ROWS, 0
        if self.word("limit"):
            limit = self.number("limit")
            if self.sign(","):
                offset, limit = limit, self.number("limit")
        if self.word("offset"):
            offset = self.number("offset")
        if limit < 1:
            raise error("INVALID_DATA", "limit should be greater than 0")
        if limit > MOST_ROWS:
            raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_ROWS, clause="limit")
        if offset + limit > MOST_OFFSET:
            raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_OFFSET, clause="offset")
        return limit, offset

    def number(self, name: str) -> int:
        token = self.take()
        if not isinstance(token.value, int) or token.value < 0:
            details: dict[str, Json] = {name: token.text}
            raise error("INVALID_QUERY", f"{name} given seems to be invalid", **details)
        return token.value
