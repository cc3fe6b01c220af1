"""Deluge, the script language of Zoho: maps built with ``put``, lists, and the calls that send them.

``zoho.crm.upsert`` (also ``zoho.crm.v2.upsert`` and ``bulkUpsert``) and ``invokeurl`` are read; a value that the script
takes from elsewhere is a variable within a record, and named anywhere else.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload.call import ReadFile, Target, Unread, WrittenCall, beside, headers_of, target_of
from tui.core.payload.deluge_methods import as_text, call
from tui.core.payload.deluge_values import (
    DEEPEST,
    JsonWriter,
    List,
    Map,
    Unknown,
    Written,
    plain_members,
    unescaped,
    unknown_of,
    written,
)
from tui.core.payload.excerpt import Excerpt, Source
from tui.core.payload.open_variables import as_variable
from tui.core.payload.request import CHECK_FIELDS, PayloadError
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.payload.deluge_values import Value

FORM: Final = "a Deluge script"
INVOKED: Final = "invokeurl in a Deluge script"  # the API as anyone calls it: workflows run

_IS_DELUGE: Final = re.compile(
    r"zoho\.crm\.(?:v\d\.)?\w+\s*\(|\binvokeurl\s*[(\[]|=\s*Map\s*\(\s*\)\s*;|=\s*List\s*\(\s*\)\s*;|\.put\s*\(\s*\"",
    re.IGNORECASE,
)
_UPSERTS: Final = frozenset({"upsert", "bulkupsert", "upsertrecord", "upsertrecords"})
_OTHER_CALLS: Final = {
    "createrecord": "an insert", "create": "an insert", "insertrecord": "an insert", "bulkcreate": "an insert",
    "updaterecord": "an update", "update": "an update", "bulkupdate": "an update", "deleterecord": "a delete",
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"(?P<space>\s++)|(?P<comment>//[^\n]*+|/\*.*?(?:\*/|\Z))"
    r"|(?:(?<!\w)|(?<=return))"  # the apostrophe within a word of prose begins no text
    r"(?P<string>\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|'[^'\\]*+(?:\\.[^'\\]*+)*+')"
    r"|(?P<number>-?\d++(?:\.\d++)?+)"
    r"|(?P<word>[A-Za-z_]\w*+(?:-\w++(?=\s*:)|(?:\.\w++)*+))"
    r"|(?P<mark>[-+*/%=!<>]=|.)",
    re.DOTALL,
)
_ENDS: Final = frozenset({"", ",", ";", ":", ")", "]", "}"})
"""What may stand behind an expression. No text is among them, since a string has its quotes."""
_ONE_PASS: Final = {
    "for": "the script has a loop; it is read as one pass, so it may send more rows than are shown",
    "if": "the script has an if; all its branches are read in turn, so it may send other values than are shown",
}
_MAP_AS_FORM: Final = (
    "invokeurl sends a map as a form unless its content type says otherwise; Zoho takes JSON, as it is shown here "
    "(map.toString() sends it)"
)


def read(text: str, _files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of a Deluge script; None where the text is none. Raises PayloadError."""
    if _IS_DELUGE.search(text) is None:
        return None
    script = _Script(text)
    if _IS_DELUGE.search(script.code()) is None:
        return None  # a value that names one of Deluge's functions
    script.run()
    if script.calls:
        return beside(script.calls, Unread.of(script.problems))
    if script.problems:
        raise script.problems[0]
    maps = [value for value in script.values.values() if isinstance(value, Map) and value.members]
    maps = [value for value in maps if "data" in value.members] or maps
    if len(maps) != 1:
        raise script.source.error("this Deluge script has no zoho.crm.upsert and no invokeurl with a body", 0)
    (sent,) = maps
    body = script.writer.json_of(sent if "data" in sent.members else Map({"data": List([sent])}))
    return (WrittenCall(Excerpt(body, (), ()), FORM),)


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    start: int


class _Script:
    def __init__(self, text: str) -> None:
        self.text, self.source = text, Source.of(text)
        self.values: dict[str, Value] = {}
        self.calls: list[WrittenCall] = []
        self.problems: list[PayloadError] = []
        self.writer = JsonWriter(self.source, 4 * len(text) + 100_000)
        self.tokens = [
            _Token(match.lastgroup or "", match[0], match.start())
            for match in _TOKEN.finditer(text)
            if match.lastgroup not in ("space", "comment")
        ]
        self.place = 0
        self._remarks: dict[str, str] = {}

    def code(self) -> str:
        """The script without its comments and with nothing in its texts."""
        return " ".join('""' if token.kind == "string" else token.text for token in self.tokens)

    def run(self) -> None:
        """Go through the statements, in order; branches and loops are read as if they were passed once."""
        while self._peek().kind != "end":
            before = self.place
            self._statement()
            self.place = max(self.place, before + 1)

    def _peek(self, ahead: int = 0) -> _Token:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else _Token("end", "", len(self.text))

    def _statement(self) -> None:
        token, following = self._peek(), self._peek(1)
        if token.text in _ONE_PASS:
            self._remarks[token.text] = _ONE_PASS[token.text]
        elif following.text in ("=", "+=", "-=", "*=", "/=", "%="):
            self.place += 2
            value = self._expression(0)
            if following.text == "+=":
                value = self._sum([self._value_of(token), value], token.start)
            elif following.text != "=":
                value = self._unknown(token.start)
            self.values[token.text] = value
        elif following.text == "(" or token.text.lower() == "invokeurl":
            self._term(0)

    # --- expressions --------------------------------------------------------------------------------------------------

    def _expression(self, depth: int) -> Value:
        start = self._peek().start
        parts = [self._term(depth)]
        while self._take("+"):
            parts.append(self._term(depth))
        following = self._peek()
        if (following.kind == "mark" and following.text not in _ENDS) or following.text[:1] == "-":
            return self._skipped(start)
        return self._sum(parts, start) if len(parts) > 1 else parts[0]

    def _sum(self, parts: list[Value], start: int) -> Value:
        """Texts put together; what the script takes from elsewhere stands in them as a variable."""
        here = self._unknown(start)
        if not any(isinstance(part, Written) and part.is_text for part in parts[:2]):
            return here  # a sum of numbers, perhaps
        said = ""
        for part in parts:
            text = as_text(part, here, self.writer)
            said += text.said if isinstance(text, Written) else as_variable(text.code)
        self.writer.spend(len(said))
        return written(said)

    def _unknown(self, start: int) -> Unknown:
        """What stands from an offset up to here, as a value that is not known."""
        end = self.tokens[self.place - 1]
        return Unknown(brief(self.text[start : end.start + len(end.text)]), start)

    def _term(self, depth: int) -> Value:
        token = self._peek()
        if depth > DEEPEST:
            raise self.source.error("it is nested too deeply to be read", token.start)
        if token.text in _ENDS:
            return Unknown(brief(token.text), token.start)
        self.place += 1
        if token.kind == "string":
            return self._methods(written(unescaped(token.text[1:-1])), token.start, depth)
        if token.kind == "number":
            return Written(token.text)
        if token.text == "{":
            return self._methods(self._braces(depth), token.start, depth)
        if token.text == "[":
            return self._items(depth, "]")
        if token.text == "(":
            value = self._expression(depth + 1)
            self._take(")")
            return self._methods(value, token.start, depth)
        return self._named(token, depth) if token.kind == "word" else self._skipped(token.start)

    def _named(self, token: _Token, depth: int) -> Value:
        name = token.text.lower()
        if name == "invokeurl":
            return self._invoke(token, depth)
        if name == "list" and self._peek().text == ":" and self._peek(2).text == "(":  # List:String()
            self.place += 2
        if self._take("("):
            arguments = self._items(depth, ")").items
            return self._methods(self._called(token, arguments), token.start, depth)
        return Written(name) if name in ("true", "false", "null") else self._value_of(token)

    def _value_of(self, token: _Token) -> Value:
        return self.values.get(token.text, Unknown(brief(token.text), token.start))

    def _methods(self, value: Value, start: int, depth: int) -> Value:
        """What becomes of a value by the methods that are called on it, one after the other."""
        while self._peek().text == "." and self._peek(2).text == "(":
            method = self._peek(1).text.lower()
            self.place += 3
            arguments = self._items(depth, ")").items
            value = call(value, method, arguments, self._unknown(start), self.writer)
        return value

    def _called(self, token: _Token, arguments: list[Value]) -> Value:
        here = self._unknown(token.start)
        owner, _, method = token.text.rpartition(".")
        method = method.lower()
        if owner in self.values:
            return call(self.values[owner], method, arguments, here, self.writer)
        if owner.lower().startswith("zoho.crm"):
            self._crm_call(token, method, arguments)
        if arguments or owner or method not in ("map", "list"):
            return here
        return Map() if method == "map" else List()

    def _braces(self, depth: int) -> Value:
        """A map, or, where no colon follows the first value, a list."""
        items: list[Value] = []
        members: dict[str, Value] = {}
        while (token := self._peek()).text not in ("}", ""):
            value = self._expression(depth + 1)
            if self._peek().text == ":":
                if not isinstance(value, Written):
                    raise self.writer.refusal(self._unknown(token.start))
                self.place += 1
                key = value.said
                if key in members:
                    raise self.source.error(
                        f"the key {json.dumps(key, ensure_ascii=False)} appears twice in one map", token.start
                    )
                members[key] = self._expression(depth + 1)
            else:
                items.append(value)
            if not self._take(",") and self._peek().text != "}":
                raise self.source.error("a comma or a closing bracket is missing here", self._peek().start)
        if items and members:
            raise self.source.error("a colon is missing here: some values of this map have no key", self._peek().start)
        self._take("}")
        return List(items) if items else Map(members)

    def _items(self, depth: int, closing: str) -> List:
        items: list[Value] = []
        while self._peek().text not in (closing, ""):
            start = self._peek().start
            value = self._expression(depth + 1)
            if self._peek().text not in (closing, ","):
                self._take(":")  # a pair, such as the one in insert("Last_Name": name)
                value = self._skipped(start)
            items.append(value)
            if not self._take(","):
                break
        self._take(closing)
        return List(items)

    def _skipped(self, start: int) -> Unknown:
        """What stands from an offset up to what ends an expression, or up to the next member of invokeurl."""
        depth = 0
        while (token := self._peek()).kind != "end":
            if token.text in ("(", "[", "{"):
                depth += 1
            elif token.text in (")", "]", "}") and depth:
                depth -= 1
            elif not depth and (token.text in _ENDS or self._peek(1).text == ":"):
                break
            self.place += 1
        return self._unknown(start)

    def _take(self, mark: str) -> bool:
        is_there = self._peek().text == mark
        self.place += is_there
        return is_there

    # --- the calls ----------------------------------------------------------------------------------------------------

    def _crm_call(self, token: _Token, method: str, arguments: list[Value]) -> None:
        if method not in _UPSERTS and method not in _OTHER_CALLS:
            return
        place = 2 if method in ("updaterecord", "update") else 1
        given = dict(enumerate(arguments))
        named = given.get(0)
        module = named.said if isinstance(named, Written) else None
        try:
            body = self._body(given.get(place, Unknown("the record", token.start)), given.get(place + 1), token)
        except PayloadError as error:
            self.problems.append(error)
            return
        other = None if method in _UPSERTS else f"{_OTHER_CALLS[method]} (zoho.crm.{method})"
        self._add(body, FORM, Target(module, None, other))

    def _add(self, body: str, form: str, target: Target, since: str | None = None, *remarks: str) -> None:
        self.calls.append(
            WrittenCall(Excerpt(body, (), ()), form, target, since, remarks=(*self._remarks.values(), *remarks))
        )

    def _body(self, rows: Value, options: Value | None, token: _Token) -> str:
        body = Map({"data": rows if isinstance(rows, List) else List([rows])})
        if isinstance(options, Map) and options.lost is None:  # {} is an empty list, too, and these options are lists
            body.members |= {key: List() if value == Map() else value for key, value in options.members.items()}
        elif options is not None and options not in (Written('""'), Written("null")):
            reason = f'the third argument of an upsert is a map, such as {{"{CHECK_FIELDS}": {{"Email"}}}}'
            unknown = unknown_of(options)
            if unknown is None:
                raise self.source.error(reason, token.start)
            raise self.source.error(f"{unknown.code} is not in this text; {reason}", unknown.start)
        return self.writer.json_of(body)

    def _invoke(self, token: _Token, depth: int) -> Value:
        """``invokeurl [ url: ... type: POST parameters: ... ]``: its members have no commas between them."""
        members: dict[str, Value] = {}
        if self._take("["):
            while (name := self._peek()).text not in ("]", ""):
                self.place += 1
                if self._take(":"):
                    members[name.text.lower()] = self._expression(depth + 1)
            self._take("]")
        sent = members.get("parameters", members.get("body"))
        if sent is not None:
            self._send(members, sent)
        return Unknown("invokeurl", token.start)

    def _send(self, members: dict[str, Value], sent: Value) -> None:
        try:
            body = sent.said if isinstance(sent, Written) else self.writer.json_of(sent)
        except PayloadError as error:
            self.problems.append(error)
            return
        url, verb, headers = members.get("url"), members.get("type"), members.get("headers")
        address = url.said if isinstance(url, Written) else None
        method = verb.said if isinstance(verb, Written) else verb.code if isinstance(verb, Unknown) else "GET"
        since, remarks = headers_of(plain_members(headers) if isinstance(headers, Map) else "")
        if not isinstance(sent, Written) and "content-type" not in members:
            remarks = (*remarks, _MAP_AS_FORM)
        self._add(body, INVOKED, target_of(address, method), since, *remarks)
