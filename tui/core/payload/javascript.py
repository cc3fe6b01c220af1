"""JavaScript that sends a body: fetch (as browsers copy it), axios, jQuery, and Zoho's own widget call. The body is a
text, an object, or ``JSON.stringify`` of one; a variable is looked up in the same text."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload.call import ReadFile, Target, Unread, WrittenCall, beside, headers_of, target_of
from tui.core.payload.curl import quoted_variables
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.core.payload.expressions import expression_at
from tui.core.payload.literals import json_of_literal
from tui.core.payload.open_variables import variables_in
from tui.core.payload.program_parts import DEEPEST, Parts
from tui.core.payload.quoted import TOKEN, LiteralError, string_value

if TYPE_CHECKING:
    from tui.core.payload.program_parts import Span
    from tui.core.payload.request import PayloadError

FETCH: Final = "a fetch call"
AXIOS: Final = "an axios call"
CLIENT: Final = "a JavaScript call"
WIDGET: Final = "a call of Zoho's JavaScript SDK"
PYTHON: Final = "a Python call"

_CALL: Final = re.compile(
    r"(?<![\w$.])(?:(?P<fetch>(?:window\.|globalThis\.)?fetch|\$fetch)|(?P<axios>axios|\$|jQuery|got|ky|superagent)"
    r"(?:\??\.(?P<verb>post|put|patch|request|delete|ajax))?"
    r"|(?:window\.)?ZOHO\.CRM\.API\.(?P<widget>upsertRecord|insertRecord|updateRecord)"
    r"|(?P<python>requests|httpx)\.(?P<python_verb>post|put|patch|request)"
    r"|(?:[\w$]+\??\.)+(?P<other>post|put|patch|request))(?:<[^<>()\n]{0,80}>)?\s*\("
)
_SENDING: Final = frozenset({"post", "put", "patch"})
_MOST_UNREAD: Final = 20  # calls without a readable body, after which no more are looked at
_AS_IT_IS: Final = "Zoho takes JSON, as it is shown here"
_NO_JSON: Final = {
    FETCH: f"fetch sends an object as [object Object]; {_AS_IT_IS} (JSON.stringify sends it)",
    CLIENT: f"jQuery sends an object as a form; {_AS_IT_IS} (JSON.stringify sends it)",
    PYTHON: f"data= sends a dictionary as a form; {_AS_IT_IS} (json= sends it)",
}


def read(text: str, _files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls in a program that send a body; None where the text has no such call. Raises PayloadError."""
    if _CALL.search(text) is None:
        return None
    program = _Program(text)
    calls: list[WrittenCall] = []
    problems: list[PayloadError] = []
    for found in _CALL.finditer(program.uncommented):
        if found.start() < program.end:
            continue  # within the arguments of another
        try:
            call = program.call(found)
        except LiteralError as error:
            problems.append(error)
            if program.end <= found.start() or len(problems) == _MOST_UNREAD:
                ended = True
                break  # the first: a bracket that is not closed, and the rest belongs to it
            continue
        if call is not None:
            calls.append(call)
    else:
        ended = False
    if not calls and problems:
        raise problems[0]
    return beside(calls, Unread.of(problems, ended=ended)) or None


class _Program(Parts):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.end = 0  # of the last call that was looked at
        self._known: dict[int, str | None] = {}  # what _given has told, by the place of the value
        self._room = 4 * len(text) + 100_000  # characters that values of names may come to in all

    def call(self, found: re.Match[str]) -> WrittenCall | None:
        """The call that begins at a place; None where it is not one that sends a body."""
        arguments = self.parts(found.end())
        if not arguments:
            return None
        self.end = arguments[-1][1]
        self.names.call = (found.start(), self.end)
        self.followed.clear()
        call = self._read(found, arguments)
        again = tuple(
            f"{brief(name)} is set more than once before the call; its last value is shown"
            for name in self.followed
            if self.names.is_set_again(name)
        )
        return call and replace(call, remarks=(*call.remarks, *again))

    def _read(self, found: re.Match[str], arguments: list[Span]) -> WrittenCall | None:
        if found["widget"]:
            return self._widget(found["widget"], arguments)
        named, positional = self._by_name(arguments)
        verb = found["python_verb"] or (found["other"] if named else None)
        if verb is not None:
            return self._python(verb, named, positional)
        return self._javascript(found, arguments)

    def _javascript(self, found: re.Match[str], arguments: list[Span]) -> WrittenCall | None:
        """``fetch(url, {method, body})``, ``axios({url, method, data})``, ``axios.post(url, body, {headers})``."""
        form = FETCH if found["fetch"] else AXIOS if found["axios"] == "axios" else CLIENT
        verb = found["verb"] or found["other"]
        options = self.members(arguments[-1])
        url = next((options[key] for key in ("url", "uri") if key in options), None)
        if self.object_at(arguments[0]) is None:
            url = arguments[0]
        body = next((options[key] for key in ("body", "data", "json") if key in options), None)
        in_options = found["axios"] in ("got", "ky") or "body" in options or "json" in options
        if verb in _SENDING and len(arguments) > 1 and not in_options:
            body, options = arguments[1], self.members(arguments[2]) if len(arguments) > 2 else {}
        if url is None or body is None:
            return None
        address = self.said(url)
        to_crm = "/crm/" in address
        if not to_crm and (found["other"] or not self._may_be_body(body)):
            return None
        method = verb if verb in _SENDING else self._method(options.get("method", options.get("type")))
        value = self._value(body)
        if not to_crm and value.text.lstrip()[:1] not in ("{", "["):
            return None
        since, remarks = headers_of(self._headers(options))
        if found["fetch"] or found["axios"] in ("$", "jQuery"):
            remarks += self._unless_text(body, form)
        return WrittenCall(value, form, target_of(address, method), since, remarks=remarks)

    def _by_name(self, arguments: list[Span]) -> tuple[dict[str, Span], list[Span]]:
        """The arguments that Python gives by name, and the others in order."""
        named, positional = {}, []
        for start, end in arguments:
            keyword = re.match(r"\s*(\w+)\s*=(?![=>])\s*", self.text[start:end])
            if keyword:
                named[keyword[1]] = (start + keyword.end(), end)
            else:
                positional.append((start, end))
        return named, positional

    def _python(self, verb: str, named: dict[str, Span], positional: list[Span]) -> WrittenCall | None:
        """``requests.post(url, json={...})``, or with ``data=json.dumps({...})``."""
        given = iter(positional)
        method = self._method(named.get("method") or next(given, None)) if verb == "request" else verb
        url = named.get("url") or next(given, None)
        body = next((named[key] for key in ("json", "data", "content") if key in named), None) or next(given, None)
        if url is None or body is None:
            return None
        since, remarks = headers_of(self._headers(named))
        if "json" not in named:
            remarks += self._unless_text(body, PYTHON)
        target = target_of(self.said(url), method)
        return WrittenCall(self._value(body), PYTHON, target, since, remarks=remarks)

    def _widget(self, name: str, arguments: list[Span]) -> WrittenCall | None:
        """``ZOHO.CRM.API.upsertRecord({Entity, APIData, duplicate_check_fields, Trigger})``."""
        members = self.members(arguments[0])
        if "APIData" not in members:
            return None
        rows = self._json(members["APIData"])
        parts = [f'"data": {rows if rows.startswith("[") else f"[{rows}]"}']
        for key, meant in (("duplicate_check_fields", "duplicate_check_fields"), ("Trigger", "trigger")):
            if key in members:
                parts.append(f'"{meant}": {self._json(members[key])}')
        module = self.said(members["Entity"]) if "Entity" in members else ""
        other = None if name == "upsertRecord" else f"{name} of Zoho's JavaScript SDK"
        target = Target(module if module.isidentifier() else None, None, other)
        return WrittenCall(Excerpt("{" + ", ".join(parts) + "}", (), ()), WIDGET, target)

    def _headers(self, options: dict[str, Span]) -> str:
        """The headers, a line each; as they are written where they are no object."""
        if "headers" not in options:
            return ""
        members = self.members(options["headers"])
        return "\n".join(f"{key}: {self.said(each)}" for key, each in members.items()) or self.meant(options["headers"])

    def _method(self, span: Span | None) -> str:
        """A method as it is written, in small or capital letters; one that is not in the text may be the right one."""
        said = self.said(span) if span is not None else "GET"
        return said if said.isalpha() else "POST"

    def _unless_text(self, body: Span, form: str) -> tuple[str, ...]:
        """A remark on a client that sends JSON only where it is given it as a text."""
        return (_NO_JSON[form],) if self.meant(body)[:1] in ("{", "[") else ()

    def _may_be_body(self, span: Span) -> bool:
        code = self.meant(span)
        return code[:1] in ("{", "[", "'", '"', "`") or _WRAPPED.match(code) is not None

    # --- the body -----------------------------------------------------------------------------------------------------

    def _value(self, span: Span, depth: int = 0) -> Excerpt:
        """The JSON text of an expression. Raises LiteralError for what only running it would tell."""
        code, start = self.code(span), self.start(span)
        first = TOKEN.match(code)
        if first is None:
            raise LiteralError("the body is missing here", self.text, start)
        wrapped = _WRAPPED.match(code)
        place = self.value_of(code)
        if code[0] in "{[":
            literal = json_of_literal(self.text, start, value_of=partial(self._given, depth=depth + 1))
            if not _GOES_ON.match(self.text, literal.end, span[1]):
                return literal.json
        elif first["string"] is not None:
            return self._string(start, span[1])
        elif wrapped is not None and depth < DEEPEST:
            inner = self.parts(start + wrapped.end())
            if inner and not _GOES_ON.match(self.text[inner[-1][1] : span[1]].lstrip(" \n\t,)")):
                return self._value(inner[0], depth + 1)
        elif place is not None:
            return self._value((place, self.end_of(place)), depth)
        raise self._unknown(code, start)

    def _unknown(self, code: str, start: int) -> LiteralError:
        shown = brief(code.partition("\n")[0])
        changed = "the program changes it; put what is sent in its place"
        reason = changed if self.names.is_changed(code) else "its value is not in this text"
        return LiteralError(f"the body is {shown}, and {reason}", self.text, start)

    def _json(self, span: Span) -> str:
        """A value as JSON; a text that is no JSON is one itself."""
        return _as_json(self._value(span).text)

    def _given(self, name: str, depth: int) -> str | None:
        """The JSON text of what the program gives to a name; None where that is not in the text."""
        place = self.value_of(name)
        if place is None or depth > DEEPEST:
            return None
        if place not in self._known:
            self._known[place] = None  # until it is known: a value that is made of itself is not
            with suppress(LiteralError):
                self._known[place] = self._literal((place, self.end_of(place)), depth)
        text = self._known[place]
        if text is None:
            return None
        self._room -= len(text)
        return text if self._room > 0 else None

    def _literal(self, span: Span, depth: int) -> str:
        code = self.code(span)
        if _PLAIN.fullmatch(code):
            return code
        value = self._value(span, depth).text
        return value if code[0] in "{[" else json.dumps(value, ensure_ascii=False)

    def _string(self, start: int, end: int) -> Excerpt:
        code = self.text[start:end]
        found = expression_at(f"{code};", 0)
        if found is not None and found.text.lstrip()[:1] in ("{", "["):
            return quoted_variables(Excerpt(found.text, (), ()), variables_in(found.text))
        built = ExcerptBuilder()
        for token in TOKEN.finditer(self.text, start, end):
            if token["string"] is not None:
                built.add_excerpt(string_value(self.text, token))
            elif self.text.startswith(".encode(", token.start()):
                break
            elif token.lastgroup not in ("space", "comment") and token[0] != "+":
                raise self._unknown(code.strip(), start)
        return built.build()


def _as_json(text: str) -> str:
    return text.strip() if text.lstrip()[:1] in ("{", "[") else json.dumps(text, ensure_ascii=False)


_WRAPPED: Final = re.compile(r"(?:JSON\.stringify|json\.dumps|JSON\.parse|json\.loads|str)\s*\(")
_PLAIN: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null")
_GOES_ON: Final = re.compile(r"\s*(?!\.encode\()[-+.\[(?|&]")
"""An expression that goes on behind a value, and changes it."""
