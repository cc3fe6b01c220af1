"""What people hand in as a payload, told apart by its content: JSON (a body, records, or what wraps them), JSON Lines,
CSV, and a call in any of the forms that ``FORMS`` lists, asked in this order.

``recognise`` looks at the text alone, since a call names its module; ``Intake.request`` then reads it with the module's
metadata at hand. No file is opened here: a text that names one is given it by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from tui.core.payload import (
    curl,
    curl_cmd,
    decoding,
    deluge,
    foreign,
    http_file,
    javascript,
    json_calls,
    markdown,
    powershell,
)
from tui.core.payload.call import ReadFile, WrittenCall, named_target, no_files
from tui.core.payload.csv_cells import rows_text
from tui.core.payload.csv_lines import CsvTextError
from tui.core.payload.csv_rows import UnconvertedCell, known_columns, looks_like_csv, read_csv
from tui.core.payload.decoding import NotTextError
from tui.core.payload.excerpt import Excerpt, Source
from tui.core.payload.json_text import JsonTextError, LineStarts, parse_json
from tui.core.payload.literals import json_of_literal
from tui.core.payload.module_choice import payload_keys
from tui.core.payload.quoted import LiteralError
from tui.core.payload.reindent import reindented
from tui.core.payload.request import PayloadError, UpsertRequest, request_of

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.payload.csv_rows import CsvRows
    from tui.core.values import Json

EmptyCells = Literal["absent", "null"]

Form = Callable[[str, ReadFile], "tuple[WrittenCall, ...] | None"]
"""Reads the calls of a text; None where it is not of this form. Raises PayloadError for one that cannot be read."""

FORMS: Final[tuple[Form, ...]] = (
    powershell.read,
    curl_cmd.read,
    curl.read,
    http_file.read,
    javascript.read,
    deluge.read,
)


class SeveralCalls(PayloadError):
    """A text with several calls, of which none was chosen. ``titles``: what each is, in the order of their numbers."""

    def __init__(self, titles: tuple[str, ...], asked: int | None = None) -> None:
        shown = ", ".join(f"{number} {title}" for number, title in enumerate(titles[:5], 1))
        more = f", ... {len(titles)}" if len(titles) > 5 else ""
        there = f"there is no call {asked}; " if asked is not None else ""
        super().__init__(f"{there}this holds {len(titles)} calls; say which with --call N: {shown}{more}")
        self.titles = titles


def decode(content: bytes) -> str:
    """The text of a payload file. Raises PayloadError."""
    try:
        return decoding.decode(content)
    except NotTextError as error:
        raise PayloadError(error.reason, error.line, error.column) from None


@dataclass(frozen=True, slots=True)
class Intake:
    """A payload whose form is known.

    ``kind``: "json", "json lines", "csv", "curl", or "call" for another form. ``text``: what is read, for a call its
    body; ``call``: what else the call says, and ``lines``: those of the whole text. ``problem``: why the text cannot be
    read at all, which ``request`` raises.
    """

    kind: str
    text: str
    call: WrittenCall | None = None
    problem: PayloadError | None = field(default=None, compare=False)
    _value: Any = field(default=None, repr=False, compare=False)
    lines: LineStarts | None = field(default=None, repr=False, compare=False)

    @property
    def module(self) -> str | None:
        """The module that the text names, by its URL or in its arguments."""
        return self.call.target.module if self.call else None

    @property
    def api_version(self) -> str | None:
        """The API version of the URL that the text names (``v8``)."""
        return self.call.target.api_version if self.call else None

    @property
    def reply(self) -> str | None:
        """The answer that stands beside the call in the same text."""
        return self.call.reply if self.call else None

    @property
    def at(self) -> str | None:
        """When the call was made, ISO text, where the text tells."""
        return self.call.at if self.call else None

    @property
    def form(self) -> str | None:
        """The form that the payload was read from, in words; None for JSON."""
        return self.call.form if self.call else _PLAIN_FORMS.get(self.kind)

    def request(self, module: Module, empty: EmptyCells = "absent") -> UpsertRequest:
        """The request, read with the module's metadata. ``empty``: what an empty CSV cell means, no key or null.

        Raises PayloadError with the place.
        """
        if self.problem is not None:
            raise self.problem
        if self.kind == "json lines":
            return self.told_of(UpsertRequest(tuple(_json_lines(self.text))))
        if self.kind == "csv":
            return self.told_of(UpsertRequest(self._csv(module, empty).rows))
        try:
            value = self._value if self._value is not None else _json(self.text)
            return self.told_of(request_of(value, module, self.text))
        except PayloadError as error:
            raise self._placed(error) from None

    def told_of(self, request: UpsertRequest) -> UpsertRequest:
        """A request with what this text says around its body: its form, the call's version, headers and variables."""
        if self.call is None:
            return request if self.form is None else replace(request, converted_from=self.form)
        return replace(
            request,
            if_unmodified_since=self.call.if_unmodified_since,
            api_version=self.api_version,
            shell_variables=self.call.shell_variables,
            other_call=self.call.target.other_call,
            converted_from=self.call.form,
        )

    def bound_to(self, module: Module, empty: EmptyCells = "absent") -> str:
        """The JSON text that stands for the payload where it is read for a module, as an editor shows it: numbers are
        written as the person wrote them. The text itself where it is a JSON body. Raises PayloadError.

        CSV keeps its source: with another module its labels are bound anew.
        """
        if self.kind == "csv":
            self.request(module, empty)
            return reindented(_body_of(rows_text(self._csv(module, empty, exact=True).rows))) + "\n"
        self.request(module, empty)
        if self.kind == "json lines":
            return reindented(_body_of("[" + ",".join(filter(str.strip, self.text.split("\n"))) + "]")) + "\n"
        value = self._value if self._value is not None else _json(self.text)
        is_body = isinstance(value, dict) and "data" in value
        if is_body and self.call is None:
            return self.text
        if is_body and "\n" in self.text.strip():
            return re.sub(r"[ \t]+(?=\r?\n)", "", self.text.strip()) + "\n"
        return reindented(self.text if is_body else _body_of(self.text)) + "\n"

    def remarks(self, module: Module, empty: EmptyCells = "absent") -> tuple[str, ...]:
        """What is to be told about the text beside its forecast, in sentences: cells of CSV that do not convert, and
        headers that matter."""
        if self.kind == "csv":
            cells = (each for each in self._csv(module, empty).problems if isinstance(each, UnconvertedCell))
            return tuple(map(str, cells))
        return self.call.remarks if self.call else ()

    def known_keys(self, module: Module) -> tuple[int, int]:
        """How many of the payload's keys (header cells, for CSV) are fields of a module, and of how many."""
        if self.kind == "csv":
            return known_columns(self.text, module)
        try:
            rows = self.request(module).rows
        except PayloadError:
            value = self._value
            rows = (value,) if isinstance(value, dict) and "data" not in value else ()
        keys = payload_keys(rows)
        return sum(key in module.by_name for key in keys), len(keys)

    def _csv(self, module: Module, empty: EmptyCells, *, exact: bool = False) -> CsvRows:
        if module.fields and not looks_like_csv(self.text, module):
            said = foreign.looks_like(self.text)
            raise PayloadError(said or _NOTHING_KNOWN.format(module.api_name), 1, 1)
        try:
            found = read_csv(self.text, module, empty=empty, exact=exact)
        except CsvTextError as error:
            raise PayloadError(error.reason, error.line, error.column) from None
        if not found.rows:
            raise PayloadError("there is a header but no record below it", 1, 1)
        return found

    def _placed(self, error: PayloadError) -> PayloadError:
        """An error in the body, told by its place in the text that the person has."""
        if self.call is None or error.line is None or error.column is None:
            return error
        if not self.call.body.is_placed or self.lines is None:
            return PayloadError(f"in the body, line {error.line}, column {error.column}: {error.reason}")
        return Source(self.lines).moved(error, self.call.body)


_PLAIN_FORMS: Final = {"json lines": "JSON Lines", "csv": "CSV"}
_NOTHING_KNOWN: Final = (
    "this is neither JSON, CSV with a field of {} in its first line, nor a call that can be read "
    "(curl, PowerShell, HAR, Postman, fetch, .http, Deluge)"
)


def recognise(text: str, *, call: int | None = None, files: ReadFile = no_files) -> Intake:
    """Tell by its content what a payload is.

    call: which of several calls in the text is meant, from 1. files: gives the files that a call takes its body from.
    Raises SeveralCalls where it must be said which, and PayloadError for a call that has no readable body.
    """
    bare = text.strip("\ufeff \t\r\n\f\v")
    if not bare:
        return Intake("json", text)
    if bare[0] == "{" and "\n" in bare and _is_object(bare.split("\n", 1)[0]):
        return Intake("json lines", text)
    if bare[0] in "{[":
        return _of_json(text, bare, call, files)
    calls = _calls(text, files)
    if calls is None:
        calls = _literal_within(text)
    if calls is not None:
        return _chosen(calls, text, call)
    said = foreign.looks_like(text) if _NEVER_CSV.match(bare) else None
    return Intake("csv", text, problem=PayloadError(said, 1, 1) if said else None)


_NEVER_CSV: Final = re.compile(r"<|\$\w+\s*(?:=|->|::)|@[{(]|\[\w+\]@|array\s*\(|\w+\[|\(|/[*/]")


def _calls(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    fenced = markdown.read(text, lambda inner: _calls_of_fence(inner, files))
    if fenced is not None:
        return fenced
    for form in FORMS:
        calls = form(text, files)
        if calls is not None:
            return calls
    return None


def _calls_of_fence(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    bare = text.strip()
    if bare[:1] not in ("{", "["):
        for form in FORMS:
            calls = form(text, files)
            if calls is not None:
                return calls
        return _literal_within(text)
    intake = _of_json(text, bare, None, files)
    if intake.problem is not None:
        raise intake.problem
    if intake.call is not None:
        return (intake.call,)
    start = text.find(bare)
    return (WrittenCall(Excerpt(bare, (0,), (start,)), markdown.FORM),)


# --- JSON and what is nearly JSON ------------------------------------------------------------------------------------


def _of_json(text: str, bare: str, call: int | None, files: ReadFile) -> Intake:
    try:
        value = parse_json(text)
    except JsonTextError as error:
        return _nearly_json(text, bare, call, files, PayloadError(error.reason, error.line, error.column))
    wrapped = json_calls.read(text, value)
    return _chosen(wrapped, text, call) if wrapped is not None else Intake("json", text, _value=value)


def _nearly_json(text: str, bare: str, call: int | None, files: ReadFile, strict: PayloadError) -> Intake:
    """A literal of JavaScript or Python; else another form that happens to begin with a bracket."""
    start = text.find(bare[0])
    try:
        literal = json_of_literal(text, start)
    except LiteralError as error:
        problem: PayloadError = error if _offset(text, strict) <= error.offset else strict
        if (said := foreign.looks_like(text)) is not None:
            problem = PayloadError(said, 1, 1)
        elif bare[0] == "[" and (calls := _calls(text, files) or _literal_within(text)) is not None:
            return _chosen(calls, text, call)
        return Intake("json", text, problem=problem)
    if literal.dialect == "JSON" or _COMMENTS.sub("", text[literal.end :]).strip(" \t\r\n;"):
        return Intake("json", text, problem=strict)
    found = WrittenCall(literal.json, literal.dialect)
    try:
        value = parse_json(literal.json.text)
    except JsonTextError as error:
        moved = Source.of(text).moved(PayloadError(error.reason, error.line, error.column), literal.json)
        return Intake("json", text, problem=moved)
    wrapped = json_calls.read(literal.json.text, value)
    return _chosen(wrapped or (found,), text, call)


_COMMENTS: Final = re.compile(r"//[^\n]*|/\*.*?\*/|#[^\n]*", re.DOTALL)


def _offset(text: str, error: PayloadError) -> int:
    return LineStarts(text).offset((error.line or 1) - 1, (error.column or 1) - 1)


_BODY_START: Final = re.compile(r"\{\s*['\"]?(?:data|duplicate_check_fields|trigger|module)['\"]?\s*:\s*['\"\[]")
_ASSIGNED: Final = re.compile(
    r"(?:\s|//[^\n]*\n|#[^\n]*\n|/\*.*?\*/)*(?:[^\n{\[]{0,200}?[=:(]\s*|export default\s+|return\s+|\(\s*)?(?=[{\[])",
    re.DOTALL,
)
_MOST_STARTS: Final = 20


def _literal_within(text: str) -> tuple[WrittenCall, ...] | None:
    """A literal with something before it: comments, the name it is given, the line of a log. It must go on to the end
    of the text, or be a body by its keys."""
    first = _ASSIGNED.match(text)
    starts = [first.end()] if first else []
    if text.lstrip().startswith("("):
        starts.insert(0, text.index("("))
    starts += [match.start() for _, match in zip(range(_MOST_STARTS), _BODY_START.finditer(text), strict=False)]
    for start in dict.fromkeys(starts):
        try:
            literal = json_of_literal(text, start)
            value = parse_json(literal.json.text)
        except (LiteralError, JsonTextError):
            continue
        ends = not _COMMENTS.sub("", text[literal.end :]).strip(" \t\r\n;)")
        wrapped = json_calls.read(literal.json.text, value)
        if wrapped is not None:
            return wrapped
        is_body = (
            isinstance(value, dict)
            and isinstance(value.get("data"), (list, dict))
            and not markdown.is_reply_value(value)
        )
        if is_body or (ends and (isinstance(value, dict) or _are_records(value))):
            target = named_target(text)
            if target.module is not None and (names := json_calls.open_variables(literal.json.text)):
                raise Source.of(text).error(json_calls.variables_error(names, "A tool"), start)
            return (WrittenCall(literal.json, _form_within(text, start, literal.dialect), target),)
    return None


def _form_within(text: str, start: int, dialect: str) -> str:
    if dialect != "JSON":
        return dialect
    only_comments = not _COMMENTS.sub("", text[:start]).strip()
    return "JSON with comments or trailing commas" if only_comments else "JSON within other text"


def _are_records(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _chosen(calls: tuple[WrittenCall, ...], text: str, number: int | None) -> Intake:
    """The one call that is meant: the one with a number, among the upserts if there are any."""
    upserts = tuple(each for each in calls if each.target.other_call is None) or calls
    if number is not None and not 1 <= number <= len(upserts):
        raise SeveralCalls(tuple(each.title for each in upserts), number)
    if number is None and len(upserts) > 1:
        raise SeveralCalls(tuple(each.title for each in upserts))
    call = upserts[(number or 1) - 1]
    kind = "curl" if call.form in (curl.FORM, curl_cmd.FORM) else "call"
    return Intake(kind, call.body.text, call, lines=LineStarts(text))


def _json(text: str) -> Json:
    try:
        return parse_json(text)
    except JsonTextError as error:
        raise PayloadError(error.reason, error.line, error.column) from None


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse_json(line), dict)
    except JsonTextError:
        return False


def _json_lines(text: str) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = parse_json(line)
        except JsonTextError as error:
            raise PayloadError(error.reason, number, error.column) from None
        if not isinstance(row, dict):
            raise PayloadError("each line of JSON Lines must be one record (a JSON object)", number, 1)
        rows.append(row)
    return rows


def _body_of(records: str) -> str:
    """A body around the JSON text of records, or of one."""
    bare = records.strip()
    return f'{{"data": {bare if bare.startswith("[") else f"[{bare}]"}}}'
