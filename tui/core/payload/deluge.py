"""Deluge, the script language of Zoho: maps built with ``put``, lists, and the calls that send them.

``zoho.crm.upsert`` (also ``zoho.crm.v2.upsert`` and ``bulkUpsert``) and ``invokeurl`` are read; a value that the script
takes from elsewhere is a variable within a record, and named anywhere else.
"""

from __future__ import annotations

import json
import re
from typing import Final

from tui.core.display import brief
from tui.core.payload.call import ReadFile, Target, WrittenCall, headers_of, target_of
from tui.core.payload.deluge_values import (
    DEEPEST,
    JsonWriter,
    List,
    Map,
    Unknown,
    Written,
    plain_members,
    unescaped,
)
from tui.core.payload.excerpt import Excerpt, Source
from tui.core.payload.open_variables import as_variable
from tui.core.payload.request import CHECK_FIELDS, PayloadError
from tui.dataclass import dataclass

FORM: Final = "a Deluge script"

_IS_DELUGE: Final = re.compile(
    r"zoho\.crm\.(?:v\d\.)?\w+\s*\(|\binvokeurl\b\s*\[?|=\s*Map\s*\(\s*\)\s*;|=\s*List\s*\(\s*\)\s*;|\.put\s*\(\s*\"",
    re.IGNORECASE,
)
_OTHER_CALLS: Final = {
    "createrecord": "an insert", "create": "an insert", "insertrecord": "an insert", "bulkcreate": "an insert",
    "updaterecord": "an update", "update": "an update", "bulkupdate": "an update", "deleterecord": "a delete",
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"(?P<space>\s++)|(?P<comment>//[^\n]*+|/\*.*?\*/)"
    r"|(?P<string>\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|'[^'\\]*+(?:\\.[^'\\]*+)*+')"
    r"|(?P<number>-?\d++(?:\.\d++)?+)"
    r"|(?P<word>[A-Za-z_]\w*+(?:\.\w++)*+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_LOOP: Final = "the script has a loop; it is read as one pass, so it may send more rows than are shown"
_STATEMENT_START: Final = frozenset({"if", "else", "for", "each", "try", "catch", "return", "info", "while"})


def read(text: str, _files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of a Deluge script; None where the text is none. Raises PayloadError."""
    if _IS_DELUGE.search(text) is None:
        return None
    script = _Script(text)
    script.run()
    if script.calls:
        return tuple(script.calls)
    if script.problem is not None:
        raise script.problem
    maps = [value for value in script.values.values() if isinstance(value, Map) and value.members]
    if len(maps) == 1:
        body = script.writer.json_of(maps[0])
        return (WrittenCall(Excerpt(body if '"data"' in body[:9] else f'{{"data": [{body}]}}', (), ()), FORM),)
    raise script.source.error("this Deluge script has no zoho.crm.upsert and no invokeurl with a body", 0)


def _text_of(part: object) -> str | None:
    if isinstance(part, Unknown):
        return as_variable(part.code)
    if not isinstance(part, Written):
        return None
    return str(json.loads(part.text)) if part.text[:1] == '"' else part.text


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    start: int


class _Script:
    def __init__(self, text: str) -> None:
        self.text, self.source = text, Source.of(text)
        self.values: dict[str, object] = {}
        self.calls: list[WrittenCall] = []
        self.problem: PayloadError | None = None
        self.writer = JsonWriter(self.source, 4 * len(text) + 100_000)
        self.tokens = [
            _Token(match.lastgroup or "", match[0], match.start())
            for match in _TOKEN.finditer(text)
            if match.lastgroup not in ("space", "comment")
        ]
        self.place = 0

    def run(self) -> None:
        """Go through the statements, in order; branches and loops are read as if they were passed once."""
        while self.place < len(self.tokens):
            before = self.place
            self._statement()
            self.place = max(self.place, before + 1)

    def _peek(self, ahead: int = 0) -> _Token:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else _Token("end", "", len(self.text))

    def _statement(self) -> None:
        token, following = self._peek(), self._peek(1)
        if token.kind == "word" and following.text == "=" and self._peek(2).text != "=":
            self.place += 2
            self.values[token.text] = self._expression(0)
            return
        if (
            token.kind == "word"
            and token.text.lower() not in _STATEMENT_START
            and (following.text == "(" or token.text.lower() == "invokeurl")
        ):
            self._expression(0)

    # --- expressions --------------------------------------------------------------------------------------------------

    def _expression(self, depth: int) -> object:
        start = self._peek().start
        value = self._term(depth)
        parts = [value]
        while self._peek().text == "+":
            self.place += 1
            parts.append(self._term(depth))
        if len(parts) > 1:
            return self._sum(parts, start)
        if self._peek().text in ("-", "*", "/", "%", ".", "[") and self._peek().kind == "mark":
            self._skip_expression()
            return Unknown(self._code(start), start)
        return value

    def _sum(self, parts: list[object], start: int) -> object:
        """Texts put together; what the script takes from elsewhere stands in them as a variable."""
        texts = [_text_of(part) for part in parts]
        has_text = any(isinstance(part, Written) and part.text[:1] == '"' for part in parts)
        if None in texts or not has_text:
            return Unknown(self._code(start), start)
        return self._text("".join(text for text in texts if text is not None))

    def _code(self, start: int) -> str:
        end = self.tokens[self.place - 1] if self.place else _Token("", "", start)
        return brief(self.text[start : end.start + len(end.text)])

    def _text(self, text: str) -> Written:
        return Written(json.dumps(text, ensure_ascii=False))

    def _term(self, depth: int) -> object:
        token = self._peek()
        self.place += 1
        if depth > DEEPEST:
            raise self.source.error("it is nested too deeply to be read", token.start)
        if token.kind == "string":
            return self._methods(self._text(unescaped(token.text[1:-1])), token)
        if token.kind == "number":
            return Written(token.text)
        if token.text == "{":
            return self._methods(self._braces(depth), token)
        if token.text == "[":
            return self._items(depth, "]")
        if token.text == "(":
            value = self._expression(depth + 1)
            self._take(")")
            return value
        if token.kind == "word":
            return self._named(token, depth)
        self.place -= token.text in (")", "}", "]", ";", ",")
        return Unknown(brief(token.text), token.start)

    def _named(self, token: _Token, depth: int) -> object:
        name = token.text
        if name.lower() == "invokeurl":
            return self._invoke(token, depth)
        if self._peek().text == "(":
            self.place += 1
            arguments = self._items(depth, ")").items
            return self._methods(self._called(token, arguments), token)
        if name in ("true", "false", "null"):
            return Written(name)
        return self.values.get(name, Unknown(brief(name), token.start))

    def _methods(self, value: object, start: _Token) -> object:
        """``{...}.toString()`` and the like, which leave the value as it is for us."""
        while self._peek().text == "." and self._peek(1).kind == "word" and self._peek(2).text == "(":
            method = self._peek(1).text.lower()
            self.place += 3
            self._items(1, ")")
            if method not in ("tostring", "tomap", "tolist", "tojson", "tojsonlist", "trim"):
                return Unknown(self._code(start.start), start.start)
        return value

    def _called(self, token: _Token, arguments: list[object]) -> object:
        name = token.text
        owner, _, method = name.rpartition(".")
        lower = name.lower()
        if lower in ("map", "list", "collection"):
            return List() if lower == "list" else Map()
        if lower.startswith("zoho.crm."):
            self._crm_call(token, lower.rsplit(".", 1)[-1], arguments)
            return Unknown(brief(name), token.start)
        target = self.values.get(owner)
        known = method.lower()
        if isinstance(target, Map) and known == "put" and len(arguments) == 2:
            target.members[self._string(arguments[0], token)] = arguments[1]
            return target
        if isinstance(target, Map) and known == "putall" and arguments and isinstance(arguments[0], Map):
            target.members |= arguments[0].members
            return target
        if isinstance(target, Map) and known == "remove" and arguments:
            target.members.pop(self._string(arguments[0], token), None)
            return target
        if isinstance(target, List) and known == "add" and len(arguments) == 1:
            target.items.append(arguments[0])
            return target
        if isinstance(target, List) and known == "addall" and arguments and isinstance(arguments[0], List):
            target.items += arguments[0].items
            return target
        if target is not None and known in ("tostring", "tomap", "tolist", "tojson", "tojsonlist"):
            return target
        if isinstance(target, Map) and known in ("get", "getjson") and arguments:
            return target.members.get(self._string(arguments[0], token), Unknown(self._code(token.start), token.start))
        return Unknown(self._code(token.start), token.start)

    def _string(self, value: object, token: _Token) -> str:
        if isinstance(value, Written) and value.text[:1] == '"':
            return str(json.loads(value.text))
        if isinstance(value, Written):
            return value.text
        code = value.code if isinstance(value, Unknown) else token.text
        raise self.source.error(f"{code} is not in this text; put its value in its place", token.start)

    def _braces(self, depth: int) -> object:
        """A map, or, where no colon follows the first value, a list."""
        items: list[object] = []
        members: dict[str, object] = {}
        while (token := self._peek()).text not in ("}", ""):
            value = self._expression(depth + 1)
            if self._peek().text == ":":
                self.place += 1
                key = self._string(value, token)
                if key in members:
                    raise self.source.error(
                        f"the key {json.dumps(key, ensure_ascii=False)} stands twice in one map", token.start
                    )
                members[key] = self._expression(depth + 1)
            else:
                items.append(value)
            if not self._take(","):
                break
        self._take("}")
        return List(items) if items else Map(members)

    def _items(self, depth: int, closing: str) -> List:
        items: list[object] = []
        while self._peek().text not in (closing, ""):
            before = self.place
            items.append(self._expression(depth + 1))
            if not self._take(",") and self._peek().text != closing:
                self._skip_expression()
                self._take(",")
            if self.place == before:
                break
        self._take(closing)
        return List(items)

    def _skip_expression(self) -> None:
        """On to what ends an expression: a comma, a semicolon or a bracket that closes."""
        depth = 0
        while (token := self._peek()).kind != "end":
            if token.kind == "mark" and token.text in "([{":
                depth += 1
            elif token.kind == "mark" and token.text in ")]}":
                if depth == 0:
                    return
                depth -= 1
            elif token.kind == "mark" and token.text in ",;" and depth == 0:
                return
            self.place += 1

    def _take(self, mark: str) -> bool:
        if self._peek().text != mark or self._peek().kind != "mark":
            return False
        self.place += 1
        return True

    # --- the calls ----------------------------------------------------------------------------------------------------

    def _crm_call(self, token: _Token, method: str, arguments: list[object]) -> None:
        is_upsert = method in ("upsert", "bulkupsert", "upsertrecord", "upsertrecords")
        if not is_upsert and method not in _OTHER_CALLS:
            return
        try:
            module = self._string(arguments[0], token) if arguments else None
            place = 2 if method in ("updaterecord", "update") else 1
            rows = arguments[place] if len(arguments) > place else Unknown("the record", token.start)
            options = arguments[place + 1] if len(arguments) > place + 1 else None
            body = self._body(rows, options, token)
        except PayloadError as error:
            self.problem = self.problem or error
            return
        other = None if is_upsert else f"{_OTHER_CALLS[method]} (zoho.crm.{method})"
        remarks = (_LOOP,) if any(each.text == "for" and each.kind == "word" for each in self.tokens) else ()
        self.calls.append(WrittenCall(Excerpt(body, (), ()), FORM, Target(module, None, other), remarks=remarks))

    def _body(self, rows: object, options: object, token: _Token) -> str:
        listed = rows.items if isinstance(rows, List) else [rows]
        members = [f'"data": [{", ".join(self.writer.json_of(row) for row in listed)}]']
        if isinstance(options, Map):
            for key, value in options.members.items():
                members.append(f"{json.dumps(key, ensure_ascii=False)}: {self.writer.json_of(value)}")
        elif options is not None and not (isinstance(options, Written) and options.text in ('""', "null")):
            reason = f'the third argument of an upsert is a map, such as {{"{CHECK_FIELDS}": {{"Email"}}}}'
            if not isinstance(options, Unknown):
                raise self.source.error(reason, token.start)
            raise self.source.error(f"{options.code} is not in this text; {reason}", options.start)
        return "{" + ", ".join(members) + "}"

    def _invoke(self, token: _Token, depth: int) -> object:
        """``invokeurl [ url: ... type: POST parameters: ... ]``: its members have no commas between them."""
        opened = self._take("[") or self._take("(") or self._take("{")
        members: dict[str, object] = {}
        while opened and (name := self._peek()).text not in ("]", ")", ""):
            if name.kind == "word" and self._peek(1).text == ":":
                self.place += 2
                member = self._peek()
                value = self._expression(depth + 1)
                members[name.text.lower()] = Written(json.dumps(member.text)) if name.text.lower() == "type" else value
            else:
                self.place += 1
        self.place += opened
        url, method = members.get("url"), members.get("type")
        sent = members.get("parameters", members.get("body"))
        if sent is None:
            return Unknown("invokeurl", token.start)
        try:
            if isinstance(sent, Written) and sent.text[:1] == '"':
                body = str(json.loads(sent.text))
            else:
                body = self.writer.json_of(sent)
        except PayloadError as error:
            self.problem = self.problem or error
            return Unknown("invokeurl", token.start)
        address = url.code if isinstance(url, Unknown) else self._string(url, token) if url else ""
        verb = json.loads(method.text) if isinstance(method, Written) else "POST"
        headers = members.get("headers")
        since, remarks = headers_of(plain_members(headers) if isinstance(headers, Map) else "")
        target = target_of(address, str(verb).strip("\"'"))
        self.calls.append(WrittenCall(Excerpt(body, (), ()), FORM, target, since, remarks=remarks))
        return Unknown("invokeurl", token.start)
