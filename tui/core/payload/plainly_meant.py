"""Text that is no JSON, but of which it is plain what JSON is meant: what a word processor, a web page, an address or
another language's quotes made of it, and forms (``a=b&c=d``) with JSON in them.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote

from tui.core.payload.excerpt import Excerpt
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS, PayloadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.values import Json

FORM: Final = "a form (a=b&c=d)"

_ODD_SPACE: Final = "\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\u00ad\x0b\x0c\x85"
_ODD: Final = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
    r"|(?P<curly>[“„‟«″＂][^“”„‟«»″＂\"\n]*[”“‟»″＂])"
    r"|(?P<single>[‘‚‛][^‘’‚‛'\"\n]*[’‘‛])"
    r"|(?P<wide>[：，｛｝［］])"
    rf"|(?P<space>[{_ODD_SPACE}])",
    re.DOTALL,
)
_WIDE: Final = dict(zip("：，｛｝［］", ":,{}[]", strict=True))
_KINDS: Final = {
    "curly": "JSON with curly quotes",
    "single": "JSON with curly quotes",
    "wide": "JSON with full-width signs",
    "space": "JSON with invisible characters",
}
_ENTITIES: Final = re.compile(r"&(?:quot|#0*34|#x0*22|amp|lbrace|lcub);", re.IGNORECASE)
_PERCENT: Final = re.compile(r"\s*%(?:25)*[57][bB]")
_DOUBLED: Final = re.compile(r'[{\[,]\s*""[^"]')
_PREFIX: Final = re.compile(r"[ \t]*(?P<number>\d{1,6})(?:[:|.)]|[ \t]|$)|\+|[\w./:-]{1,80}[ \t]*\|[ \t]?")
_PIECE: Final = re.compile(r'"(?:[^"\\\n]++|\\.)*+"')
_JOINED: Final = re.compile(rf'"(?=\s*[{{\[])(?:[^"\\\n]++|\\.)*+"(?:\s*+\+?\s*+{_PIECE.pattern})*+')
OF_A_PROGRAM: Final = "JSON in a text of a program"
_LONGEST: Final = 5_000_000  # characters of a text that is tried in so many ways


def plainly_meant(text: str) -> Iterator[tuple[Excerpt, str]]:
    """What a text may be meant as, each with its form in words; the caller sees which can be read. Where each stood is
    known as far as nothing was unpacked."""
    if len(text) > _LONGEST:
        return
    straight, kinds = _straightened(text)
    if straight != text:
        yield Excerpt(straight), " and ".join(dict.fromkeys(kinds))
    bare = text.strip()
    if _ENTITIES.search(text):
        yield Excerpt(html.unescape(text), (), ()), "JSON with HTML entities"
    if _PERCENT.match(text):
        yield Excerpt(_unquoted(bare), (), ()), "percent-encoded JSON"
    if bare[:1] == '"' and bare[-1:] == '"':
        inner = _string(bare)
        if inner is not None:
            yield Excerpt(inner, (), ()), "JSON in quotes"
        if '""' in bare:
            yield Excerpt(bare[1:-1].replace('""', '"'), (), ()), "JSON with doubled quotes"
    if '\\"' in text and (inner := _string(f'"{bare}"')) is not None:
        yield Excerpt(inner, (), ()), "JSON with escaped quotes"
    if _DOUBLED.search(text):
        yield Excerpt(text.replace('""', '"'), (), ()), "JSON with doubled quotes"
    if (inner := _without_prefixes(text)) is not None:
        yield Excerpt(inner, (), ()), "JSON with something before each line"
    if '\\"' in text:
        yield from ((Excerpt(inner, (), ()), OF_A_PROGRAM) for inner in _texts_of_a_program(text))


def _without_prefixes(text: str) -> str | None:
    """A text without what stands before each of its lines: their numbers, the plus of a diff, the name of what logged
    them; None where nothing does."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = _PREFIX.match(lines[0]) if len(lines) > 1 else None
    if first is None:
        return None
    if first["number"] is None:
        if not all(line.startswith(first[0].rstrip()) for line in lines):
            return None
        return "\n".join(line[len(first[0]) :] for line in lines)
    found = [_PREFIX.match(line) for line in lines]
    start = int(first["number"])
    for place, match in enumerate(found):
        if match is None or match["number"] is None or int(match["number"]) != start + place:
            return None
    return "\n".join(line[match.end() :] for line, match in zip(lines, found, strict=True) if match)


def _texts_of_a_program(text: str) -> Iterator[str]:
    """The bodies that a program (Java, C#, Kotlin, ...) has as texts, in one piece or in several joined by a plus."""
    for joined in _JOINED.finditer(text):
        pieces = _PIECE.findall(joined[0])
        inner = _string('"' + "".join(piece[1:-1] for piece in pieces) + '"')
        if inner is not None and '"data"' in inner:
            yield inner


def _unquoted(text: str) -> str:
    """A percent-encoded text as it was before it was encoded, as often as that was done and no further."""
    while _PERCENT.match(text):
        text = unquote(text)
    return text


def _straightened(text: str) -> tuple[str, list[str]]:
    """A text of the same length with straight quotes, plain signs and plain blanks outside of texts in quotes."""
    if text.isascii() and "\x0b" not in text and "\x0c" not in text:
        return text, []
    kinds: list[str] = []

    def plain(match: re.Match[str]) -> str:
        kind = match.lastgroup
        if kind is None:
            return match[0]
        kinds.append(_KINDS[kind])
        if kind in ("curly", "single"):
            return f'"{match[0][1:-1]}"'
        return _WIDE[match[0]] if kind == "wide" else " "

    return _ODD.sub(plain, text), kinds


def _string(text: str) -> str | None:
    """The JSON that a text in quotes holds."""
    try:
        value: str = json.loads(text, strict=False)
    except ValueError:
        return None
    return value if value.lstrip()[:1] in ("{", "[") else None


# --- forms -----------------------------------------------------------------------------------------------------------

_FORM: Final = re.compile(r"\s*\??[\w.$%\[\]-]{1,80}=[^\n]*(?:\n\s*)?", re.DOTALL)
_BODY_NAMES: Final = ("body", "payload", "json", "JSONString", "jsonString", "request_body", "requestBody")
_XML: Final = (
    "this is the XML of API version 1 (xmlData), which Zoho no longer takes; the upsert takes JSON: "
    '{"data": [{"Last_Name": "Ode"}]}'
)


def form_body(text: str, *, is_encoded: bool = True) -> str | None:
    """The JSON body that a form holds, whole or under ``data``; None where the text is no form, or holds none. Raises
    PayloadError for the XML of API version 1. is_encoded: whether blanks and signs are written as + and %XX."""
    if len(text) > _LONGEST or _FORM.fullmatch(text) is None:
        return None
    bare = text.strip().removeprefix("?")
    pairs = parse_qsl(bare, keep_blank_values=True) if is_encoded and ("%" in bare or "&" in bare) else [_pair(bare)]
    values = dict(pairs)
    if "xmlData" in values:
        raise PayloadError(_XML, 1, 1)
    for name in _BODY_NAMES:
        if isinstance(_json(values.get(name)), dict):
            return values[name]
    data = values.get("data", "")
    found = _json(data)
    if isinstance(found, dict) and "data" in found:
        return data
    if not isinstance(found, (dict, list)):
        return None
    members = [f'"data": {data if isinstance(found, list) else f"[{data}]"}']
    for name, value in values.items():
        if name in BODY_KEYS and name != "data":
            members.append(f"{json.dumps(name)}: {_member(name, value)}")
    return "{" + ", ".join(members) + "}"


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _member(name: str, value: str) -> str:
    if _json(value) is not None:
        return value
    names = [part.strip() for part in value.split(",") if part.strip()]
    return json.dumps(names if name in (CHECK_FIELDS, "trigger") else value, ensure_ascii=False)


def _json(text: str | None) -> Json:
    if text is None:
        return None
    try:
        return parse_json(text)
    except JsonTextError:
        return None
