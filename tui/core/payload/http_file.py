""".http files, as editors run them, and requests as they go over the wire: a request line, headers, a blank line and
the body; several are parted by lines that begin with ``###``."""

from __future__ import annotations

import re
from typing import Final

from tui.core.payload.call import ReadFile, Unread, WrittenCall, beside, file_body, headers_of, target_of
from tui.core.payload.excerpt import Excerpt, Source
from tui.core.payload.open_variables import quoted_templates
from tui.core.payload.recorded_calls import filled_in
from tui.core.payload.request import PayloadError

FORM: Final = "an .http file"

_REQUEST: Final = re.compile(
    r"^[ \t]*(?P<method>(?i:POST|PUT|PATCH|DELETE|GET))[ \t]+(?P<url>(?:https?://|/|\{\{|[\w.-]+\.[a-z]{2,}/)[^\s]*)"
    r"(?P<more>(?:[ \t]*\r?\n[ \t]+[?&][^\s]*)*)[ \t]*(?:HTTP/[\d.]+)?[ \t]*\r?$",
    re.MULTILINE,
)
_WRITTEN_LARGE: Final = re.compile(r"^[ \t]*(?:POST|PUT|PATCH|DELETE|GET|https?:)", re.MULTILINE)
_BARE_URL: Final = re.compile(r"^(?P<url>https?://(?=\S*?/crm/)\S++)[ \t]*(?=\r?\n[\w-]+:[ \t])", re.MULTILINE)
_PART: Final = re.compile(r"^###[^\n]*\n?", re.MULTILINE)
_SET: Final = re.compile(r"^@([\w.-]+)[ \t]*=[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_BODY: Final = re.compile(
    r"\r?\n[ \t]*\r?\n|\r?\n(?=[ \t]*(?:\{(?!\{)|\[\s*\{))"
)  # as Hurl has it, without a blank line
_AFTER: Final = re.compile(r"^(?:>>?!? |> \{%|<> |HTTP(?:/[\d.]+)? (?:\d{3}\b|\*))", re.MULTILINE)
_FILE: Final = re.compile(r"<@?[ \t]+(\S[^\r\n]*)")


def read(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The requests of a text that have a body; None where no line is a request line. Raises PayloadError."""
    if _REQUEST.search(text) is None and _BARE_URL.search(text) is None:
        return None
    source = Source.of(text)
    values = dict(_SET.findall(text))
    calls: list[WrittenCall] = []
    problems: list[PayloadError] = []
    without: PayloadError | None = None
    start = 0
    bounds = [*(match.span() for match in _PART.finditer(text)), (len(text), len(text))]
    for before, after in bounds:
        part, offset, start = text[start:before], start, after
        request = _REQUEST.search(part) or _BARE_URL.search(part)
        if request is None:
            continue
        try:
            call = _call(part, offset, request, values, source, files)
        except PayloadError as error:
            problems.append(error)
            continue
        if call is None:
            without = without or source.error(_NO_BODY, offset + request.start())
        else:
            calls.append(call)
    if not calls and (problem := next(iter(problems), without)) is not None:
        if problem.reason == _NO_BODY and "{" in text and _WRITTEN_LARGE.search(text) is None:
            return None  # a sentence that begins with such a word, perhaps
        raise problem
    return beside(calls, Unread.of(problems))


_NO_BODY: Final = "this request has no JSON body"


def _call(
    part: str, offset: int, request: re.Match[str], values: dict[str, str], source: Source, files: ReadFile
) -> WrittenCall | None:
    gap = _BODY.search(part, request.end("url"))
    head_end = gap.start() if gap else len(part)
    body_start = gap.end() if gap else len(part)
    end = after.start() if (after := _AFTER.search(part, body_start)) else len(part)
    body = Excerpt(part[body_start:end], (0,), (offset + body_start,)).stripped()
    if (file := _FILE.match(body.text)) is not None:
        body = file_body(file[1].strip(), files, source, body.origin(0))
    if not body.text:
        return None
    if body.text[:1] not in ("{", "["):
        if "/crm/" in filled_in(request["url"], values):
            raise source.error(_NO_BODY, offset + request.start())
        return None  # what a token is asked for with, perhaps
    filled = filled_in(body.text, values)
    if filled != body.text:
        body = Excerpt(filled, (), ())
    body = quoted_templates(body)
    method = request.groupdict().get("method") or "POST"
    since, remarks = headers_of(filled_in(part[request.end() : head_end], values))
    target = target_of(filled_in(request["url"], values), method)
    reply = part[end:].strip() if after is not None and after[0].startswith("HTTP/") else ""
    return WrittenCall(body, FORM, target, since, reply=reply if "{" in reply else None, remarks=remarks)
