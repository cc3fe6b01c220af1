"""What people hand in as a payload: a JSON body, records, JSON Lines, CSV or a curl command, told apart by content.

``recognise`` looks at the text alone, since a curl command names the module; ``Intake.request`` then reads it with the
module's metadata at hand. No file is opened here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tui.core.payload import decoding
from tui.core.payload.csv_rows import CsvTextError, looks_like_csv, read_csv
from tui.core.payload.decoding import NotTextError, whole_characters
from tui.core.payload.json_text import JsonTextError, parse_json, place_of
from tui.core.payload.request import PayloadError, UpsertRequest, request_of

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.values import Json

Kind = Literal["json", "json lines", "curl", "csv"]
EmptyCells = Literal["absent", "null"]


def decode(content: bytes) -> str:
    """The text of a payload file. Raises PayloadError."""
    try:
        return decoding.decode(content)
    except NotTextError as error:
        raise PayloadError(error.reason, error.line, error.column) from None


@dataclass(frozen=True, slots=True)
class Intake:
    """A payload whose kind is known. ``text`` is its body (of a curl command: what it sends); ``module`` the one that
    the URL of a curl command names, else None; ``start``: the line and column of the file at which the body begins."""

    kind: Kind
    text: str
    module: str | None = None
    start: tuple[int, int] = (1, 1)

    def request(self, module: Module, empty: EmptyCells = "absent") -> UpsertRequest:
        """The request, read with the module's metadata. ``empty``: what an empty CSV cell means, no key or null.

        Raises PayloadError with the place.
        """
        if self.kind == "json lines":
            return UpsertRequest(tuple(_json_lines(self.text)))
        if self.kind == "csv":
            if module.fields and not looks_like_csv(self.text, module):
                raise PayloadError(
                    f"this is neither JSON, JSON Lines, a curl command nor CSV with a field of {module.api_name} "
                    "in its first line",
                    1,
                    1,
                )
            try:
                rows = read_csv(self.text, module, empty=empty).rows
            except CsvTextError as error:
                raise PayloadError(error.reason, error.line, error.column) from None
            if not rows:
                raise PayloadError("there is a header but no record below it", 1, 1)
            return UpsertRequest(rows)
        try:
            return request_of(_json(self.text), module, self.text)
        except PayloadError as error:
            if error.line is None or error.column is None:
                raise
            line, column = self.start
            shift = column - 1 if error.line == 1 else 0
            raise PayloadError(error.reason, line + error.line - 1, error.column + shift) from None


def recognise(text: str) -> Intake:
    """Tell by its content what a payload is. Raises PayloadError for a curl command that sends no readable body."""
    bare = text.strip()
    if _CURL.match(bare):
        return _curl(bare, text)
    if not bare.startswith(("{", "[")):
        return Intake("csv" if bare else "json", text)
    first_line = bare.split("\n", 1)[0]
    if bare.startswith("{") and len(first_line) < len(bare) and _is_object(first_line):
        return Intake("json lines", text)
    return Intake("json", text)


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


# --- curl ------------------------------------------------------------------------------------------------------------

_CURL: Final = re.compile(r"\$?\s*curl(?:\.exe)?\s")
_URL_MODULE: Final = re.compile(r"/crm/v[\d.]+/([^/?#\s]+)/upsert\b")
_DATA_OPTIONS: Final = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json")


def _curl(text: str, whole: str) -> Intake:
    """The body and the module of a curl command, which is ``whole`` without the space around it. Its headers, with
    whatever token they carry, are not kept."""
    words = _words(text.lstrip("$ "))
    bodies = list(_bodies(words))
    if not bodies:
        raise PayloadError("this curl command sends no body: -d is missing", 1, 1)
    if bodies[0].startswith("@"):
        raise PayloadError(f"this curl command takes its body from the file {bodies[0][1:]}: open that file", 1, 1)
    module = next((match[1] for word in words if (match := _URL_MODULE.search(word))), None)
    return Intake("curl", bodies[0], module, place_of(whole, max(0, whole.find(bodies[0]))))


def _bodies(words: list[str]) -> list[str]:
    found = []
    for word, after in zip(words, [*words[1:], ""], strict=True):
        if word in _DATA_OPTIONS:
            found.append(after)
            continue
        option, equals, value = word.partition("=")
        if equals and option in _DATA_OPTIONS[1:]:
            found.append(value)
        elif word.startswith("-d") and len(word) > 2:
            found.append(word[2:])
    return found


_PART: Final = re.compile(
    r"\$'(?P<ansi>(?:[^'\\]|\\.)*)'"
    r"|'(?P<single>[^']*)'"
    r'|"(?P<double>(?:[^"\\]|\\.)*)"'
    r"|(?P<gap>(?:\s|[\\^`]\r?\n)+)"  # with how bash, cmd and PowerShell go on in the next line
    r"|\\(?P<escaped>.)"
    r"|(?P<bare>[^\s'\"\\$^`]+|[$^`])",
    re.DOTALL,
)


def _words(text: str) -> list[str]:
    """The words of a command as a shell reads them; shlex knows neither $'...' nor which escapes "..." has."""
    words: list[str] = []
    place, within = 0, False
    while place < len(text):
        part = _PART.match(text, place)
        if part is None:
            raise PayloadError("this curl command has a quote that is not closed", 1, 1)
        place = part.end()
        if part["gap"] is not None:
            within = False
            continue
        if not within:
            words.append("")
        within = True
        words[-1] += _unquoted(part)
    return words


def _unquoted(part: re.Match[str]) -> str:
    if part["ansi"] is not None:
        return _unescape(part["ansi"])
    if part["double"] is not None:
        return re.sub(r'\\(?:\r?\n|(["\\$`]))', lambda match: match[1] or "", part["double"])
    return part["single"] or part["escaped"] or part["bare"] or ""


def _unescape(text: str) -> str:
    plain = re.sub(
        r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))",
        lambda match: chr(int(match[1] or match[2], 16)) if match[3] is None else _ESCAPES.get(match[3], match[3]),
        text,
        flags=re.DOTALL,
    )
    return whole_characters(plain)


_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}
