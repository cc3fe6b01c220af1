"""JavaScript that sends a body: fetch (as browsers copy it), axios, jQuery, and Zoho's own widget call. The body is a
text, an object, or ``JSON.stringify`` of one; a variable is looked up in the same text."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload.call import ReadFile, Target, Unread, WrittenCall, beside, headers_of, target_of
from tui.core.payload.curl import quoted_variables
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.expressions import expression_at
from tui.core.payload.literals import json_of_literal
from tui.core.payload.open_variables import variables_in
from tui.core.payload.quoted import TOKEN, LiteralError, string_value

if TYPE_CHECKING:
    from tui.core.payload.request import PayloadError

FETCH: Final = "a fetch call"
AXIOS: Final = "an axios call"
CLIENT: Final = "a JavaScript call"
WIDGET: Final = "a call of Zoho's JavaScript SDK"
PYTHON: Final = "a Python call"

_CALL: Final = re.compile(
    r"(?<![\w$.])(?:(?P<fetch>(?:window\.|globalThis\.)?fetch|\$fetch)|(?P<axios>axios|\$|jQuery|got|ky|superagent)"
    r"(?:\.(?P<verb>post|put|patch|request|delete|ajax))?"
    r"|ZOHO\.CRM\.API\.(?P<widget>upsertRecord|insertRecord|updateRecord)"
    r"|(?P<python>requests|httpx|session|client|s)\.(?P<python_verb>post|put|patch|request)"
    r"|\w+\.(?P<other>post|put|patch|request))\s*\("
)
_DEEPEST: Final = 8
_MOST_UNREAD: Final = 20  # calls without a readable body, after which no more are looked at

Span = tuple[int, int]


def read(text: str, _files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls in a program that send a body; None where the text has no such call. Raises PayloadError."""
    if _CALL.search(text) is None:
        return None
    program = _Program(text)
    calls: list[WrittenCall] = []
    problems: list[PayloadError] = []
    ended = False
    for found in _CALL.finditer(text):
        if found.start() < program.end:
            continue  # within the arguments of another
        try:
            call = program.call(found)
        except LiteralError as error:
            problems.append(error)
            ended = program.end <= found.start() or len(problems) == _MOST_UNREAD
            if ended:
                break  # the first: a bracket that is not closed, and the rest belongs to it
            continue
        if call is not None:
            calls.append(call)
    if not calls and problems:
        raise problems[0]
    return beside(calls, Unread.of(problems, ended=ended)) or None


class _Program:
    def __init__(self, text: str) -> None:
        self.text = text
        self.source = Source.of(text)
        self.end = 0  # of the last call that was looked at
        self._values: dict[str, int] | None = None
        self._known: dict[str, str | None] = {}  # what _given has told
        self._room = 4 * len(text) + 100_000  # characters that values of names may come to in all

    def call(self, found: re.Match[str]) -> WrittenCall | None:
        """The call that begins at a place; None where it is not one that sends a body."""
        arguments = self._parts(found.end())
        self.end = arguments[-1][1] if arguments else found.end()
        if found["widget"]:
            return self._widget(found["widget"], arguments)
        if found["python"] or found["python_verb"]:
            return self._python(found, arguments)
        form = FETCH if found["fetch"] else AXIOS if found["axios"] == "axios" else CLIENT
        options = self._members(arguments[-1]) if arguments else {}
        verb = found["verb"] or found["other"]
        url = next((self._code(options[key]) for key in ("url", "uri") if key in options), None)
        if arguments and self._object_at(arguments[0]) is None:
            url = self._code(arguments[0])
        body = next((options[key] for key in ("body", "data", "json") if key in options), None)
        if verb in ("post", "put", "patch") and len(arguments) > 1 and found["fetch"] is None:
            is_options = found["axios"] in ("got", "ky")
            if not is_options:
                body = arguments[1]
                options = self._members(arguments[2]) if len(arguments) > 2 else {}
        to_crm = url is not None and "/crm/" in self._address(url)
        if body is None or url is None or not (to_crm or (not found["other"] and self._may_be_body(body))):
            return None
        method = verb if verb in ("post", "put", "patch", "delete") else self._method(options, found)
        since, remarks = headers_of(self._code(options["headers"]) if "headers" in options else "")
        target = target_of(self._address(url), method.upper())
        value = self._value(body, 0)
        if not to_crm and value.text.lstrip()[:1] not in ("{", "["):
            return None
        return WrittenCall(value, form, target, since, remarks=remarks)

    def _python(self, found: re.Match[str], arguments: list[Span]) -> WrittenCall | None:
        """``requests.post(url, json={...})``, or with ``data=json.dumps({...})``."""
        named, positional = {}, []
        for start, end in arguments:
            keyword = re.match(r"\s*(\w+)\s*=(?!=)\s*", self.text[start:end])
            if keyword:
                named[keyword[1]] = (start + keyword.end(), end)
            else:
                positional.append((start, end))
        is_request = found["python_verb"] == "request"
        url = named.get("url") or (positional[int(is_request)] if len(positional) > int(is_request) else None)
        body = next((named[key] for key in ("json", "data", "content") if key in named), None)
        body = body or (positional[1] if len(positional) > 1 and not is_request else None)
        if url is None or body is None:
            return None
        method = self._code(positional[0]).strip(" '\"") if is_request and positional else found["python_verb"]
        since, remarks = headers_of(self._code(named["headers"]) if "headers" in named else "")
        target = target_of(self._address(self._code(url)), method.upper())
        return WrittenCall(self._value(body, 0), PYTHON, target, since, remarks=remarks)

    def _widget(self, name: str, arguments: list[Span]) -> WrittenCall | None:
        """``ZOHO.CRM.API.upsertRecord({Entity, APIData, duplicate_check_fields, Trigger})``."""
        members = self._members(arguments[0]) if arguments else {}
        data = members.get("APIData")
        if data is None:
            return None
        rows = self._value(data, 0).text.strip()
        parts = [f'"data": {rows if rows.startswith("[") else f"[{rows}]"}']
        for key, meant in (("duplicate_check_fields", "duplicate_check_fields"), ("Trigger", "trigger")):
            if key in members:
                parts.append(f'"{meant}": {self._value(members[key], 0).text.strip()}')
        module = self._code(members["Entity"]).strip(" \n'\"`") if "Entity" in members else None
        other = None if name == "upsertRecord" else f"{name} of Zoho's JavaScript SDK"
        return WrittenCall(Excerpt("{" + ", ".join(parts) + "}", (), ()), WIDGET, Target(module, None, other))

    def _method(self, options: dict[str, Span], found: re.Match[str]) -> str:
        key = next((key for key in ("method", "type") if key in options), None)
        if key is not None:
            return self._code(options[key]).strip(" \n'\"`")
        return "GET" if found["fetch"] else "POST"

    # --- parts of the program -----------------------------------------------------------------------------------------

    def _code(self, span: Span) -> str:
        return self.text[span[0] : span[1]].strip()

    def _parts(self, start: int) -> list[Span]:
        """What stands between the commas after an opening bracket, up to the one that closes it."""
        parts: list[Span] = []
        depth, begun, filled = 0, start, False
        for token in TOKEN.finditer(self.text, start):
            mark = token[0] if token.lastgroup == "mark" else ""
            if mark and mark in "([{":
                depth += 1
            elif mark and mark in ")]}":
                if depth == 0:
                    return [*parts, (begun, token.start())] if filled else parts
                depth -= 1
            elif mark == "," and depth == 0:
                parts.append((begun, token.start()))
                begun, filled = token.end(), False
                continue
            filled = filled or token.lastgroup not in ("space", "comment")
        raise LiteralError("this bracket is not closed", self.text, max(0, start - 1))

    def _members(self, span: Span) -> dict[str, Span]:
        """The members of the object that stands in a span; none where it is another expression."""
        place = self._object_at(span)
        members: dict[str, Span] = {}
        for start, end in self._parts(place + 1) if place is not None else ():
            key = _KEY.match(self.text, start, end)
            if key is not None:
                members[key["quoted"] or key["bare"]] = (key.end(), end)
            elif _SHORTHAND.fullmatch(self._code((start, end))):
                members[self._code((start, end))] = (start, end)
        return members

    def _object_at(self, span: Span) -> int | None:
        start = span[0] + len(self.text[span[0] : span[1]]) - len(self.text[span[0] : span[1]].lstrip())
        if self.text.startswith("{", start):
            return start
        if _SHORTHAND.fullmatch(self._code(span)):
            assigned = self._assigned(self._code(span))
            return assigned if assigned is not None and self.text.startswith("{", assigned) else None
        return None

    def _assigned(self, name: str) -> int | None:
        """Where the value begins that the program gives to a name, the last time."""
        if self._values is None:
            self._values = {match[1]: match.end() for match in _ASSIGNMENT.finditer(self.text)}
        return self._values.get(name)

    def _address(self, code: str) -> str:
        """The address that an expression is, as far as it is written: its texts and the variables it is made of."""
        if _SHORTHAND.fullmatch(code):
            place = self._assigned(code)
            end = self.text.find("\n", place) if place is not None else -1
            code = self.text[place : end if end >= 0 else len(self.text)] if place is not None else code
        texts = re.findall(r"['\"`]([^'\"`\n]*)['\"`]", code)
        return "".join(texts)

    def _may_be_body(self, span: Span) -> bool:
        code = self._code(span)
        if _SHORTHAND.fullmatch(code):
            return self._assigned(code) is not None
        return code[:1] in ("{", "[", "'", '"', "`") or _WRAPPED.match(code) is not None

    # --- the body -----------------------------------------------------------------------------------------------------

    def _value(self, span: Span, depth: int) -> Excerpt:
        """The JSON text of an expression. Raises LiteralError for what only running it would tell."""
        code = self._code(span)
        start = span[0] + len(self.text[span[0] : span[1]]) - len(self.text[span[0] : span[1]].lstrip())
        if depth > _DEEPEST or not code:
            raise LiteralError("the body is missing here", self.text, start)
        if code[0] in "{[":
            return json_of_literal(self.text, start, value_of=partial(self._given, depth=depth + 1)).json
        if code[0] in "'\"`" or re.match(r"[rRuU]['\"]", code):
            return self._string(start, span[1])
        wrapped = _WRAPPED.match(code)
        if wrapped:
            inner = self._parts(start + wrapped.end())
            return self._value(inner[0], depth + 1) if inner else self._value((start, start), depth + 1)
        if _SHORTHAND.fullmatch(code) and code not in ("true", "false", "null"):
            place = self._assigned(code)
            if place is not None and place != start:
                return self._value((place, self._end_of(place)), depth + 1)
        shown = brief(code.split("\n", 1)[0])
        raise LiteralError(f"the body is {shown}, and its value is not in this text", self.text, start)

    def _given(self, name: str, depth: int) -> str | None:
        """The JSON text of what the program gives to a name; None where that is not in the text."""
        place = self._assigned(name)
        if name in self._known or place is None or depth > _DEEPEST:
            text = self._known.get(name)
        else:
            self._known[name] = None  # until it is known: a value that is made of itself is not
            try:
                value = self._value((place, self._end_of(place)), depth).text
                text = value if self.text[place] in "{[" else json.dumps(value, ensure_ascii=False)
            except LiteralError:
                text = None
            self._known[name] = text
        self._room -= len(text or "")
        return text if self._room > 0 else None

    def _end_of(self, start: int) -> int:
        """Where the expression ends that begins at an offset: at a semicolon, or a line that does not go on."""
        depth, before = 0, ""
        for token in TOKEN.finditer(self.text, start):
            mark = token[0] if token.lastgroup == "mark" else ""
            depth += (mark in ("(", "[", "{")) - (mark in (")", "]", "}"))
            if depth < 0 or (depth == 0 and (mark in (";", "}", "]", ")"))):
                return token.end() if mark != ";" and depth == 0 else token.start()
            if depth == 0 and token.lastgroup == "space" and "\n" in token[0] and before not in ("+", "="):
                if self.text[token.end() : token.end() + 1] not in ("+", "."):
                    return token.start()
            elif token.lastgroup not in ("space", "comment"):
                before = token[0]
        return len(self.text)

    def _string(self, start: int, end: int) -> Excerpt:
        found = expression_at(f"{self.text[start:end]};", 0)
        if found is not None and found.text.lstrip()[:1] in ("{", "["):
            return quoted_variables(Excerpt(found.text, (), ()), variables_in(found.text))
        built = ExcerptBuilder()
        for token in TOKEN.finditer(self.text, start, end):
            if token["string"] is not None:
                built.add_excerpt(string_value(self.text, token))
            elif token.lastgroup == "word":
                reason = (
                    f"{brief(token[0])} is a variable, and its value is not in this text; put the value in its place"
                )
                raise LiteralError(reason, self.text, token.start())
            elif token.lastgroup not in ("space", "comment") and token[0] != "+":
                break
        return built.build()


_KEY: Final = re.compile(r"\s*(?:['\"](?P<quoted>[^'\"\n]+)['\"]|(?P<bare>[A-Za-z_$][\w$]*))\s*:")
_ASSIGNMENT: Final = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\s*(?::[^=\n]{0,80})?=(?![=>])\s*")
_WRAPPED: Final = re.compile(r"(?:JSON\.stringify|json\.dumps|JSON\.parse|json\.loads|new\s+Blob|str)\s*\(")
_SHORTHAND: Final = re.compile(r"[A-Za-z_$][\w$]*(?:\.[\w$]+)*")
