"""What people hand in as a payload, told apart by its content: JSON (a body, records, or what wraps them), JSON Lines,
CSV, and a call in any of the forms that ``call_forms.FORMS`` lists.

``recognise`` looks at the text alone, since a call names its module; ``Intake.request`` then reads it with the module's
metadata at hand (tui.core.payload.intake). No file is opened here: a text that names one is given it by the caller.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload import foreign, json_calls, markdown
from tui.core.payload.call import Target, Unread, WrittenCall, beside, named_target, no_files
from tui.core.payload.excerpt import Excerpt, Source
from tui.core.payload.intake import Intake, no_record
from tui.core.payload.json_text import (
    Document,
    JsonTextError,
    LineStarts,
    is_json,
    parse_documents,
    parse_json,
    place_of,
)
from tui.core.payload.open_variables import quoted_templates
from tui.core.payload.request import PayloadError
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tui.core.payload.call import ReadFile
    from tui.core.values import Json

DOCUMENTS: Final = "JSON documents one after the other"
TEMPLATE: Final = "a template of JSON"


class SeveralCalls(PayloadError):
    """A text with several calls, of which none was chosen: ``calls`` in the order of their numbers, and ``titles``,
    what each is."""

    def __init__(self, calls: tuple[Intake, ...], asked: int | None = None) -> None:
        written = [each.call for each in calls if each.call is not None]
        titles = tuple(each.title for each in written)
        shown = ", ".join(f"{number} {title}" for number, title in enumerate(titles[:5], 1))
        more = f", ... {len(titles)}" if len(titles) > 5 else ""
        there = f"there is no call {asked}; " if asked is not None else ""
        held = "1 call" if len(titles) == 1 else f"{len(titles)} calls"
        unread = next((f"; {each.unread}" for each in written if each.unread), "")
        super().__init__(f"{there}this holds {held}; say which with --call N: {shown}{more}{unread}")
        self.calls, self.titles = calls, titles

    @property
    def told_apart(self) -> tuple[str, ...]:
        """``titles``, with the beginning of the first row behind those that several calls share."""
        count = Counter(self.titles)
        return tuple(
            f"{title}  {_first_row(call.text)}" if count[title] > 1 else title
            for call, title in zip((each for each in self.calls if each.call is not None), self.titles, strict=True)
        )


def _first_row(body: str) -> str:
    """The beginning of the first row of a body, as far as it shows without being read."""
    rows = body[body.find("[") + 1 :]  # equal: what follows is a brace, which is left out
    return brief(" ".join(rows[:_MOST_SHOWN].split()).lstrip("{ "))


_MOST_SHOWN: Final = 200
"""Characters of which the beginning of a row is made: more than are shown."""


def recognise(text: str, *, call: int | None = None, files: ReadFile = no_files) -> Intake:
    """Tell by its content what a payload is.

    call: which of several calls in the text is meant, from 1. files: gives the files that a call takes its body from.
    Raises SeveralCalls where it must be said which, and PayloadError for a call that has no readable body.
    """
    bare = text.strip("\ufeff \t\r\n\f\v")
    if not bare:
        return Intake("json", text)
    line, more, _ = bare.partition("\n")
    if more and (first := _object_on(line)) is not None:
        calls = _documents(text) if _holds_call(first, line) else _with_replies(text)
        return Intake("json lines", text) if calls is None else _chosen(calls, text, call)
    if bare[0] in "{[" and not markdown.begins_fenced(bare):
        return _of_json(text, bare, call, files)
    calls = _meant(text) if is_json(bare) else None  # a text that may name any other form
    if calls is None:
        calls = _calls(text, files)
    if calls is None:
        calls = _literal_within(text)
    if calls is None:
        calls = _meant(text)
    if calls is not None:
        return _chosen(calls, text, call)
    said = foreign.looks_like(text) if _NEVER_CSV.match(bare) else None
    return Intake("csv", text, problem=PayloadError(said, 1, 1) if said else None)


_NEVER_CSV: Final = pattern(r"<|\$\w+\s*(?:=|->|::)|@[{(]|\[\w+\]@|array\s*\(|\w+\[|\(|/[*/]")


def _calls(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    fenced = markdown.read(text, lambda inner: _calls_of_fence(inner, files))
    return fenced if fenced is not None else _in_a_form(text, files)


def _in_a_form(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of a text in a form that people write, by all means those that nothing comments out. Raises
    PayloadError."""
    from tui.core.payload.call_forms import calls_in_a_form
    from tui.core.payload.commented import commented_out

    commented = commented_out(text)
    if commented is None or not commented.is_all:
        calls = calls_in_a_form(text, files)
        if calls is not None or commented is None:
            return calls
    try:
        calls = calls_in_a_form(commented.text.text, files)
    except PayloadError as error:
        if _literal_within(text) is not None or not (commented.is_all or "://" in text):
            return None  # a body that a comment about curl stands above; prose
        told = PayloadError(f"{error.reason}; {commented.where}", error.line, error.column)
        raise Source.of(text).moved(told, commented.text) from None
    if calls is not None:
        return commented.told(calls, Source.of(text))
    return calls_in_a_form(text, files) if commented.is_all else None  # equal: what is not, was tried above


def _calls_of_fence(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    bare = text.strip()
    if bare[:1] not in ("{", "["):
        calls = _in_a_form(text, files)
        return calls if calls is not None else _literal_within(text)
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
        return _nearly_json(text, bare, call, files, error)
    wrapped = _wrapped(text, value)
    return _chosen(wrapped, text, call) if wrapped is not None else Intake("json", text, _value=value)


def _wrapped(text: str, value: Json) -> tuple[WrittenCall, ...] | None:
    """The calls that a JSON value wraps, in a form of its own or somewhere within; None where it is a payload."""
    calls = json_calls.read(text, value)
    if calls is None:
        from tui.core.payload.json_within import calls_within

        calls = calls_within(text, value)
    return calls


def _nearly_json(text: str, bare: str, call: int | None, files: ReadFile, error: JsonTextError) -> Intake:
    """A literal of JavaScript or Python, or a template of JSON; else another form that happens to begin with a
    bracket."""
    from tui.core.payload.literals import json_of_literal
    from tui.core.payload.quoted import LiteralError

    strict = PayloadError(error.reason, error.line, error.column)
    start = text.find(bare[0])
    filled = quoted_templates(Excerpt(text))
    try:
        literal = json_of_literal(filled.text, start)
    except LiteralError as unread:
        if (meant := _meant(text)) is not None:
            return _chosen(meant, text, call)
        is_later = filled.origin(unread.offset) >= LineStarts(text).offset(error.line - 1, error.column - 1)
        problem = Source.of(text).moved(unread, filled) if is_later else strict
        if (said := foreign.looks_like(text)) is not None:
            problem = PayloadError(said, 1, 1)
        elif bare[0] == "[" and (calls := _calls(text, files) or _literal_within(text)) is not None:
            return _chosen(calls, text, call)
        return Intake("json", text, problem=problem)
    is_template = filled.text != text
    is_strict = literal.dialect == "JSON" and not is_template
    if is_strict or _COMMENTS.sub("", filled.text[literal.end :]).strip(" \t\r\n;"):
        calls = _documents(text) or _meant(text) or _with_reply(text)
        return Intake("json", text, problem=strict) if calls is None else _chosen(calls, text, call)
    body = literal.json.within(filled)
    found = WrittenCall(body, TEMPLATE if is_template else literal.dialect)
    try:
        value = parse_json(literal.json.text)
    except JsonTextError as unread:
        moved = Source.of(text).moved(PayloadError(unread.reason, unread.line, unread.column), body)
        return Intake("json", text, problem=moved)
    wrapped = json_calls.read(literal.json.text, value)
    return _chosen((found,) if wrapped is None else tuple(_within(wrapped, body)), text, call)


def _with_reply(text: str) -> tuple[WrittenCall, ...] | None:
    """The calls of literals one after the other, as a console shows them: each with the reply behind it."""
    calls = _literal_within(text)
    return calls if calls is not None and all(call.reply is not None for call in calls) else None


def _meant(text: str) -> tuple[WrittenCall, ...] | None:
    """The calls of a text that is no JSON, but of which it is plain what JSON is meant. Raises PayloadError for a form
    with the XML of an old API version."""
    from tui.core.payload import plainly_meant
    from tui.core.payload.literals import json_of_literal
    from tui.core.payload.quoted import LiteralError

    for excerpt, form in plainly_meant.plainly_meant(text):
        start = len(excerpt.text) - len(excerpt.text.lstrip())
        try:
            literal = json_of_literal(excerpt.text, start)
            value = parse_json(literal.json.text)
        except (LiteralError, JsonTextError):
            continue
        if _COMMENTS.sub("", excerpt.text[literal.end :]).strip(" \t\r\n;"):
            continue
        calls = _calls_in(value, literal.json.within(excerpt), form)
        if form != plainly_meant.OF_A_PROGRAM:
            return calls
        target = named_target(text)
        return tuple(each if each.target != Target() else replace(each, target=target) for each in calls)
    sent = plainly_meant.form_body(text)
    if sent is None:
        return None
    return _calls_in(parse_json(sent), Excerpt(sent, (), ()), plainly_meant.FORM)


def _calls_in(value: Json, body: Excerpt, form: str) -> tuple[WrittenCall, ...]:
    wrapped = json_calls.read(body.text, value)
    return (WrittenCall(body, form),) if wrapped is None else tuple(_within(wrapped, body))


def _holds_call(value: dict[str, Json], line: str) -> bool:
    """Whether the object on a line is a call by itself, or a reply, and not a record."""
    is_one = "data" in value or markdown.is_reply_value(value) or json_calls.may_wrap(line)
    return is_one or json_calls.is_log_line(value)


def _with_replies(text: str) -> tuple[WrittenCall, ...] | None:
    """The call of records one a line among which replies stand; None where none does, as far as can be read."""
    if '"status"' not in text:
        return None
    calls = _documents(text)
    return calls if calls and (calls[0].reply or calls[0].remarks) else None


def _documents(text: str) -> tuple[WrittenCall, ...] | None:
    """The calls of JSON documents one after the other, a reply behind the call that it belongs to; records one after
    the other are one call. None where one of them is neither. Raises PayloadError for what stands among records and is
    none."""
    try:
        documents = parse_documents(text)
    except JsonTextError:
        return None
    calls: list[WrittenCall] = []
    records: list[Document] = []
    for document in documents:
        value, written = document.value, text[document.start : document.end]
        body = Excerpt(written, (0,), (document.start,))
        if markdown.is_reply_value(value):
            if calls:
                calls[-1] = replace(calls[-1], reply=written)
        elif isinstance(value, dict) and isinstance(value.get("data"), (list, dict)):
            calls += _calls_in(value, body, DOCUMENTS)
        elif (wrapped := _wrapped(written, value)) is not None:
            calls += _within(wrapped, body)
        elif json_calls.is_log_line(value):
            if calls and calls[-1].reply is None:
                from tui.core.payload.json_within import reply_within

                calls[-1] = replace(calls[-1], reply=reply_within(value))
        elif isinstance(value, dict):
            records.append(document)
        else:
            return None
    return (_of_records(text, documents, records),) if records else tuple(calls) or None


def _of_records(text: str, documents: Sequence[Document], records: Sequence[Document]) -> WrittenCall:
    """The one call of records among documents: a single reply behind them is its reply; others are passed over, and
    that is told."""
    replies = [each for each in documents if markdown.is_reply_value(each.value)]
    for each in documents:
        if not markdown.is_reply_value(each.value) and (what := no_record(each.value, text[each.start : each.end])):
            raise PayloadError(what, *place_of(text, each.start))
    rows = ",".join(text[each.start : each.end] for each in records)
    call = WrittenCall(Excerpt(f"[{rows}]", (), ()), DOCUMENTS)
    if len(replies) == 1 and documents[-1] is replies[0]:
        return replace(call, reply=text[replies[0].start : replies[0].end])
    lines = [str(place_of(text, each.start)[0]) for each in replies]
    return replace(call, remarks=(_passed_over(lines),)) if replies else call


def _passed_over(lines: Sequence[str]) -> str:
    shown = ", ".join(lines[:_MOST_LINES]) + (", ..." if len(lines) > _MOST_LINES else "")
    return f"what Zoho answered is passed over, since it is not a record (line{'s' if lines[1:] else ''} {shown})"


_MOST_LINES: Final = 5


_COMMENTS: Final = pattern(r"//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*", re.DOTALL)


_BODY_START: Final = pattern(r"\{\s*['\"]?(?:data|duplicate_check_fields|trigger|module)['\"]?\s*:\s*['\"\[]")
_ASSIGNED: Final = pattern(
    r"(?:\s++|//[^\n]*\n|#[^\n]*\n|(?>/\*.*?\*/))*"
    r"(?:[^\n{\[]{0,200}?[=:(]\s*|export default\s+|return\s+|\(\s*)?(?=[{\[])",
    re.DOTALL,
)
_MOST_UNREAD: Final = 20
"""Places in a row at which a body seems to begin and none can be read: each costs up to the rest of the text."""


def _literal_within(text: str) -> tuple[WrittenCall, ...] | None:
    """Literals with something before them: comments, the name one is given, the lines of a log. Each must go on to the
    end of the text, or be a body by its keys; a reply behind one belongs to it."""
    from tui.core.payload.literals import json_of_literal
    from tui.core.payload.quoted import LiteralError

    source, filled = Source.of(text), quoted_templates(Excerpt(text))
    text = filled.text
    first = _ASSIGNED.match(text)
    starts = [first.end()] if first else []
    if text.lstrip().startswith("("):
        starts.insert(0, text.index("("))
    target = named_target(text)
    calls: list[WrittenCall] = []
    passed_over: Unread | None = None
    end = unread = 0
    for start in dict.fromkeys([*starts, *(match.start() for match in _BODY_START.finditer(text))]):
        if start < end:
            continue
        if unread == _MOST_UNREAD:
            break
        try:
            literal = json_of_literal(text, start)
            value = parse_json(literal.json.text)
        except (LiteralError, JsonTextError) as error:
            unread += 1
            if passed_over is not None:
                passed_over = replace(passed_over, count=passed_over.count + 1)
            elif _BODY_START.match(text, start) is not None:
                where = filled if isinstance(error, LiteralError) else literal.json.within(filled)
                moved = source.moved(PayloadError(error.reason, error.line, error.column), where)
                passed_over = Unread(1, _from_its_start(moved, source.error("", filled.origin(start))))
            continue
        unread = 0
        if markdown.is_reply_value(value):
            if calls and calls[-1].reply is None:
                calls[-1] = replace(calls[-1], reply=literal.json.text)
            continue
        body = literal.json.within(filled)
        wrapped = json_calls.read(literal.json.text, value)
        is_body = isinstance(value, dict) and isinstance(value.get("data"), (list, dict))
        if wrapped is not None:
            calls += _within(wrapped, body)
        elif is_body or ((isinstance(value, dict) or _are_records(value)) and _ends(text, literal.end)):
            around = _WITHIN if calls else _form_within(text, start)  # equal: it is quick, for there is a call before
            form = literal.dialect if literal.dialect != "JSON" else around
            calls.append(WrittenCall(body, form, target))
        else:
            continue
        end = literal.end
    if passed_over is not None and unread == _MOST_UNREAD:  # equal: of so many most begin as a body
        passed_over = replace(passed_over, ended=True)
    return beside(calls, passed_over) or None


def _from_its_start(error: PayloadError, start: PayloadError) -> PayloadError:
    """What is wrong with a body, told where the body begins if that is in another line."""
    if error.line == start.line:
        return error
    return PayloadError(f"{error.reason} (line {error.line}, column {error.column})", start.line, start.column)


def _within(calls: Iterable[WrittenCall], body: Excerpt) -> Iterator[WrittenCall]:
    """Calls that were read from a body, each with its place in the text around that."""
    for call in calls:
        yield replace(call, body=call.body.within(body))


_WITHIN: Final = "JSON within other text"


def _form_within(text: str, start: int) -> str:
    before = text[:start].strip()
    is_comment = before and not _COMMENTS.sub("", before).strip()
    return "JSON with comments or trailing commas" if is_comment else _WITHIN


def _ends(text: str, place: int) -> bool:
    """Whether nothing more is said behind a place."""
    return not _COMMENTS.sub("", text[place:]).strip(" \t\r\n;)")


def _are_records(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _chosen(calls: tuple[WrittenCall, ...], text: str, number: int | None) -> Intake:
    """The one call that is meant: the one with a number, among the upserts if there are any."""
    upserts = tuple(each for each in calls if each.target.other_call is None) or calls
    there = number is not None and 1 <= number <= len(upserts)
    lines = LineStarts(text)
    if not there and (number is not None or len(upserts) > 1):
        raise SeveralCalls(tuple(_intake_of(each, lines) for each in upserts), number)
    return _intake_of(upserts[(number or 1) - 1], lines)


def _intake_of(call: WrittenCall, lines: LineStarts) -> Intake:
    from tui.core.payload.call_forms import CURL

    kind = "curl" if call.form in CURL else "call"
    return Intake(kind, call.body.text, call, lines=lines)


def _object_on(line: str) -> dict[str, Json] | None:
    try:
        value = parse_json(line)
    except JsonTextError:
        return None
    return value if isinstance(value, dict) else None
