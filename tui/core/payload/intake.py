"""A payload whose form is known: read with a module's metadata, and shown as the JSON that stands for it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from tui.core.display import brief
from tui.core.payload import decoding, foreign, json_calls, markdown
from tui.core.payload.decoding import NotTextError
from tui.core.payload.excerpt import Source
from tui.core.payload.json_text import JsonTextError, LineStarts, Path, parse_json, place_of, spans
from tui.core.payload.module_choice import payload_keys
from tui.core.payload.open_variables import first_in, open_variables
from tui.core.payload.request import CHECK_FIELDS, PayloadError, UpsertRequest, request_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.payload.call import WrittenCall
    from tui.core.payload.csv_rows import Columns, CsvRows
    from tui.core.values import Json

EmptyCells = Literal["absent", "null"]


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
    read at all, which ``request`` raises. ``columns``: where those of CSV go, if a person said so.
    """

    kind: str
    text: str
    call: WrittenCall | None = None
    problem: PayloadError | None = field(default=None, compare=False)
    _value: Any = field(default=None, repr=False, compare=False)
    lines: LineStarts | None = field(default=None, repr=False, compare=False)
    columns: Columns = ()

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

    @property
    def is_shell(self) -> bool:
        """Whether the text is a shell's, whose own reading tells which of its variables stand open."""
        return self.call is not None and self.call.is_shell

    def request(self, module: Module, empty: EmptyCells = "absent", *, is_shell: bool | None = None) -> UpsertRequest:
        """The request, read with the module's metadata. ``empty``: what an empty CSV cell means, no key or null.
        ``is_shell``: for a text that was read from another (None: as it is itself).

        Raises PayloadError with the place.
        """
        request = self._request(module, empty)
        shell = self.is_shell if is_shell is None else is_shell
        open_ones = open_variables(request.rows, self.text, is_shell=shell)
        if not open_ones:
            return request
        return replace(request, shell_variables=request.shell_variables | open_ones)

    def _request(self, module: Module, empty: EmptyCells) -> UpsertRequest:
        if self.problem is not None:
            raise self.problem
        if self.kind == "json lines":
            return self.told_of(UpsertRequest(tuple(_json_lines(self.text))))
        if self.kind == "csv":
            return self.told_of(UpsertRequest(self._csv(module, empty).rows))
        try:
            value = self._parsed()
            _must_be_sent(value)
            _must_be_filled_in(value, self.text)
            return self.told_of(request_of(value, module, self.text))
        except PayloadError as error:
            raise self._placed(error) from None

    def _parsed(self) -> Json:
        if self._value is None:
            return _json(self.text)
        return self._value

    def told_of(self, request: UpsertRequest) -> UpsertRequest:
        """A request with what this text says around its body: its form, the call's version, headers and variables."""
        if self.call is None:
            return replace(request, converted_from=self.form)
        return replace(
            request,
            if_unmodified_since=self.call.if_unmodified_since,
            api_version=self.api_version,
            shell_variables=request.shell_variables | self.call.shell_variables,
            other_call=self.call.target.other_call,
            converted_from=self.call.form,
        )

    def bound_to(self, module: Module, empty: EmptyCells = "absent") -> str:
        """The JSON text that stands for the payload where it is read for a module, as an editor shows it: numbers are
        written as the person wrote them. The text itself where it is a JSON body. Raises PayloadError.

        CSV keeps its source: with another module its labels are bound anew.
        """
        from tui.core.payload.reindent import reindented

        if self.kind == "csv":
            from tui.core.payload.csv_cells import rows_text

            self.request(module, empty)
            return reindented(_body_of(rows_text(self._csv(module, empty, exact=True).rows))) + "\n"
        self.request(module, empty)
        if self.kind == "json lines":
            return reindented(_body_of("[" + ",".join(filter(str.strip, self.text.split("\n"))) + "]")) + "\n"
        value = self._parsed()
        is_body = isinstance(value, dict) and "data" in value  # equal: what is not even an object was refused above
        if is_body and self.call is None:
            return self.text
        if is_body and "\n" in self.text.strip():
            return re.sub(r"[ \t]+(?=\r?\n)", "", self.text.strip()) + "\n"
        return reindented(self.text if is_body else _body_of(self.text)) + "\n"

    def remarks(self, module: Module, empty: EmptyCells = "absent") -> tuple[str, ...]:
        """What is to be told about the text beside its forecast, in sentences: cells of CSV that do not convert, and
        headers that matter."""
        if self.kind == "csv":
            from tui.core.payload.csv_rows import UnconvertedCell

            cells = (each for each in self._csv(module, empty).problems if isinstance(each, UnconvertedCell))
            return tuple(map(str, cells))
        return self.call.said if self.call else ()

    def known_keys(self, module: Module) -> tuple[int, int]:
        """How many of the payload's keys (header cells, for CSV) are fields of a module, and of how many."""
        if self.kind == "csv":
            from tui.core.payload.csv_rows import known_columns

            return known_columns(self.text, module)
        try:
            rows = self.request(module).rows
        except PayloadError:
            value = self._value
            rows = (value,) if isinstance(value, dict) and "data" not in value else ()
        keys = payload_keys(rows)
        return sum(key in module.by_name for key in keys), len(keys)

    def _csv(self, module: Module, empty: EmptyCells, *, exact: bool = False) -> CsvRows:
        from tui.core.payload.csv_lines import CsvTextError
        from tui.core.payload.csv_rows import looks_like_csv, read_csv

        if module.fields and not self.columns and not looks_like_csv(self.text, module):
            said = foreign.looks_like(self.text)
            raise PayloadError(said or _nothing_known(self.text, module), 1, 1)
        try:
            found = read_csv(self.text, module, empty=empty, exact=exact, columns=self.columns)
        except CsvTextError as error:
            raise PayloadError(error.reason, error.line, error.column) from None
        if not found.rows:
            raise PayloadError("there is a header but no record below it", 1, 1)
        return found

    def _placed(self, error: PayloadError) -> PayloadError:
        """An error in the body, told by its place in the text that the person has."""
        if self.call is None or error.line is None or error.column is None:  # equal: there are both or neither
            return error
        if not self.call.body.is_placed or self.lines is None:
            return PayloadError(f"in the body, line {error.line}, column {error.column}: {error.reason}")
        return Source(self.lines).moved(error, self.call.body)


_PLAIN_FORMS: Final = {"json lines": "JSON Lines", "csv": "CSV"}


def _nothing_known(text: str, module: Module) -> str:
    """What is said of a text without a form: a table with other names than the module's can still be mapped."""
    from tui.core.payload.csv_lines import CsvTextError
    from tui.core.payload.csv_mapping import looks_like_a_table, sheet_of

    if (line := _line_of_header(text, module)) is not None:
        return _LATER_HEADER.format(line, module.api_name)
    with suppress(CsvTextError):
        if looks_like_a_table(sheet_of(text, module)):
            return _NO_COLUMN_KNOWN.format(module.api_name)
    return _NOTHING_KNOWN.format(module.api_name)


def _line_of_header(text: str, module: Module) -> int | None:
    """The line, among the first after the first, that names several fields of a module: lines of a report stand above
    it."""
    from tui.core.payload.csv_rows import known_columns

    lines = text.split("\n", _MOST_ABOVE)[:_MOST_ABOVE]
    return next((number for number, line in enumerate(lines, 1) if known_columns(line, module)[0] > 1), None)


_MOST_ABOVE: Final = 20
_LATER_HEADER: Final = "line {0} names fields of {1}: if it is the header of this CSV, remove the lines above it"
_NO_COLUMN_KNOWN: Final = (
    "no column of this CSV names a field of {}; rename them in its first line, or choose a field for each: "
    "upsert-explorer open FILE"
)
_NOTHING_KNOWN: Final = (
    "this is neither JSON, CSV with a field of {} in its first line, nor a call that can be read "
    "(curl, PowerShell, HAR, Postman, fetch, .http, Deluge)"
)


def _must_be_sent(value: Json) -> None:
    """Raises PayloadError for what Zoho answers, in place of what it is sent."""
    if markdown.is_reply_value(value):
        if "data" in value:
            raise PayloadError(_A_REPLY, 1, 1)
        raise PayloadError(f"this is an error reply of Zoho ({brief(str(value['code']))}), not a payload", 1, 1)


_A_REPLY: Final = "this is what Zoho answered, not what it was sent; it is the REPLY of: explain PAYLOAD REPLY"


def _must_be_filled_in(value: Json, text: str) -> None:
    """Raises PayloadError where a variable stands in place of the rows, or of a name in duplicate_check_fields: without
    its value nothing can be told."""
    if not isinstance(value, dict):
        return
    wanted: list[tuple[Path, Json, str]] = []
    for key, all_of_it, one in (
        ("data", "the list of records", "the record"),
        (CHECK_FIELDS, "the list of field names", "a field's name"),
    ):
        held = value.get(key)
        wanted.append(((key,), held, all_of_it))
        wanted += [
            ((key, n), part, one) for n, part in enumerate(held if isinstance(held, list) else ()) if type(part) is str
        ]
    for path, part, meant in wanted:
        if (name := first_in(part)) is not None:
            place = place_of(text, spans(text, len(path))[path].start)
            raise PayloadError(f"{brief(name)} is a variable; put {meant} in its place", *place)


def _json(text: str) -> Json:
    try:
        return parse_json(text)
    except JsonTextError as error:
        raise PayloadError(error.reason, error.line, error.column) from None


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
        if (what := no_record(row, line)) is not None:
            raise PayloadError(what, number, 1)
        rows.append(row)
    return rows


def no_record(value: Json, text: str) -> str | None:
    """What stands among records and surely is something else, in a sentence; None for what may be a record."""
    if not isinstance(value, dict):
        return None
    if _NO_RECORD_KEYS.isdisjoint(value):  # quicker, and so are most
        return None
    instead = _instead(value, text)
    return None if instead is None else f"this is {instead}, not a record; keep only the records"


_SINGER: Final = frozenset({"RECORD", "SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH"})
_NO_RECORD_KEYS: Final = frozenset({"code", "data", "info", "type", *json_calls.LOGGED, *json_calls.WRAPPING_KEYS})


def _instead(value: dict[str, Json], text: str) -> str | None:
    if markdown.is_reply_value(value):
        return "what Zoho answered"
    data, info, kind = value.get("data"), value.get("info"), value.get("type")
    if isinstance(data, list) and all(isinstance(row, dict) for row in data):
        return "a body with records of its own"
    if isinstance(info, dict) and not {"more_records", "count"}.isdisjoint(info):
        return "what Zoho says about a page of records"
    if kind in _SINGER and not {"stream", "value"}.isdisjoint(value):
        return f"a {kind} message of a Singer stream"
    if json_calls.is_log_line(value):
        return "a line of a log"
    return "a call" if json_calls.wraps(text, value) else None


def _body_of(records: str) -> str:
    """A body around the JSON text of records, or of one."""
    bare = records.strip()
    return f'{{"data": {bare if bare.startswith("[") else f"[{bare}]"}}}'
