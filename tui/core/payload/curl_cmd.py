"""curl commands written for the Windows command line (cmd), as browsers copy them: ``^`` before what is special, quotes
as ``^"`` and, within them, ``^\\^"`` or ``\\"``."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from tui.core.payload import curl
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.json_text import is_json
from tui.core.payload.shell import Command, Word

if TYPE_CHECKING:
    from tui.core.payload.call import ReadFile, WrittenCall

FORM: Final = "a curl command for cmd"

_CONTINUED: Final = re.compile(r"\^[ \t]*\r?\n")
_BODY: Final = re.compile(r"(?<!\S)(?:--data[\w-]*|--json|-d)(?:[ \t=]|[\\^`]\r?\n)*(?P<quote>\$?'|\^?\"\"?)?")
_CARET: Final = re.compile(
    r"\^(?:\r?\n(?P<line>\r?\n)?|(?P<one>[^\r\n]))|(?P<variable>%[A-Za-z_]\w*%|%%[A-Za-z](?!\w))"
)


def read(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of the curl commands in a text that is written for cmd; None where it is not. Raises PayloadError."""
    if "curl" not in text or not is_cmd(text):
        return None
    found = curl.find_command(text)
    if found is None:
        return None
    source = Source.of(text)
    plain, variables = _without_carets(text, found.start("curl"))
    return curl.calls_of(_commands(plain, variables, source), plain, source, files, FORM, 0)


def is_cmd(text: str) -> bool:
    """Whether a text with a curl command is written for cmd: by the quote that its body begins with."""
    body = _BODY.search(text)
    quote = body["quote"] if body else None
    if quote is None or quote[-1] == "'":
        return False
    doubled = quote == '"' and re.match(
        r"\s*[\[{]\s*(?:\{\s*)?\"\"", text[body.end() : body.end() + 40] if body else ""
    )
    return quote[0] == "^" or doubled is not None or _CONTINUED.search(text) is not None


def _without_carets(text: str, start: int) -> tuple[Excerpt, dict[int, str]]:
    """The text as cmd hands it on, and the variables that cmd would fill in, by their offset in it.

    Within quotes that no caret stands before, a caret is a character like any other.
    """
    built, values = ExcerptBuilder(), _values(text[:start])
    variables: dict[int, str] = {}
    place, length, quoted = start, 0, False
    for special in _CARET.finditer(text, start):
        before = text[place : special.start()]
        for quote in _QUOTE.finditer(text, place, special.start()):
            if quoted or not is_stray(text, quote.start()):
                quoted = not quoted
        built.add(before, place)
        length += len(before)
        kept = special[0]
        if special["variable"] is not None:
            if (value := values.get(kept.strip("%").casefold())) is None:
                variables[length] = kept
            else:
                kept = value
        elif not quoted or special["one"] is None:
            kept = special["one"] or special["line"] or ""
        built.add(kept, special.start("one") if special["one"] and kept != special[0] else special.start())
        length += len(kept)
        place = special.end()
    built.add(text[place:], place)
    return built.build(), variables


_QUOTE: Final = re.compile('"')
_WORD_BEFORE: Final = 40  # characters
_IN_PROSE: Final = re.compile(r"(?:^|[ \t(])[^\W_]+\Z", re.MULTILINE)


def is_stray(text: str, place: int) -> bool:
    """Whether a quote stands in the middle of a word of prose (``19" wide``), and none after it in its line."""
    if _IN_PROSE.search(text, max(0, place - _WORD_BEFORE), place) is None:
        return False
    return '"' not in text[place + 1 : end if (end := text.find("\n", place)) >= 0 else len(text)]


_SET: Final = re.compile(r"^[ \t]*@?set[ \t]+(?P<quote>\"?)(?P<name>[A-Za-z_]\w*)=(?P<value>[^\r\n]*)", re.M | re.I)
_LONGEST_VALUE: Final = 8191  # characters: no line of cmd is longer


def _values(text: str) -> dict[str, str]:
    """What a batch file sets its variables to, by their names in small letters."""
    values: dict[str, str] = {}
    for found in _SET.finditer(text):
        value = found["value"].rpartition('"')[0] if found["quote"] and '"' in found["value"] else found["value"]
        filled = re.sub(r"%(\w+)%", lambda name: values.get(name[1].casefold(), name[0]), value)
        if "%" not in filled and len(filled) <= _LONGEST_VALUE:
            values[found["name"].casefold()] = filled
    return values


_PART: Final = re.compile(
    r"(?P<gap>[ \t]++)|(?P<end>\r?\n|&)|(?P<slashes>\\+)(?=\")|(?P<run>\\++)|(?P<quote>\")|(?P<plain>[^\s\"\\&]++|.)",
    re.DOTALL,
)
_IN_QUOTES: Final = re.compile(
    r"(?P<slashes>\\+)(?=\")|(?P<run>\\++)|(?P<double>\"\")|(?P<quote>\")|(?P<plain>[^\"\\]++)", re.DOTALL
)


def _commands(plain: Excerpt, variables: dict[int, str], source: Source) -> list[Command]:
    """The commands, their words split as Windows programs do it: ``\\"`` is a quote, and so is ``""`` within quotes."""
    text, commands = plain.text, [Command(0)]
    word: ExcerptBuilder | None = None
    start, place, quoted = 0, 0, -1
    offsets = sorted(variables)
    length = 0  # of the word so far
    runs: list[tuple[int, int]] = []  # backslashes in it that stand before no quote

    def finish() -> None:
        nonlocal word
        if word is not None:
            names = frozenset(
                variables[at] for at in offsets[bisect_left(offsets, start) : bisect_left(offsets, place)]
            )
            commands[-1].words.append(Word(_undoubled(word.build(), runs), names, start=start))
            word = None
            runs.clear()

    while place < len(text):
        token = (_PART if quoted < 0 else _IN_QUOTES).match(text, place)
        if token is None:
            break
        kind = token.lastgroup
        if quoted < 0 and kind in ("gap", "end"):
            finish()
            if kind == "end":
                commands.append(Command(token.end()))
            place = token.end()
            continue
        if word is None:
            word, start, length = ExcerptBuilder(), place, 0
        place = token.end()
        written = token[0]
        if kind == "slashes":
            written = "\\" * (len(token[0]) // 2)
            if len(token[0]) % 2:
                written += '"'
                place += 1
        elif kind == "run":
            runs.append((length, length + len(written)))
        elif kind == "double":
            written = '"'
        elif kind == "quote" and (quoted >= 0 or not is_stray(text, token.start())):
            written, quoted = "", token.start() if quoted < 0 else -1
        word.add(written, token.start())
        length += len(written)
    if quoted >= 0:
        raise source.error("this curl command has a quote that is not closed", plain.origin(quoted))
    finish()
    found = []
    for command in commands:
        name = command.words[0].text.text if command.words else ""
        if re.fullmatch(r"(?:.*[/\\])?curl(?:\.exe)?", name, re.DOTALL):
            command.start = command.words.pop(0).start
            found.append(command)
    return found


def _undoubled(word: Excerpt, runs: list[tuple[int, int]]) -> Excerpt:
    """A JSON body in which each backslash stands twice, as Chrome writes it, with each once. Where only some are
    doubled, or that would leave no JSON, the backslashes are the body's own."""
    if not runs or any((end - start) % 2 for start, end in runs) or word.text.lstrip()[:1] not in ("{", "["):
        return word
    built = ExcerptBuilder()
    place = 0
    for start, end in runs:
        middle = start + (end - start) // 2
        built.add(word.text[place:middle], place)
        place = end
    built.add(word.text[place:], place)
    single = built.build().within(word)
    return single if is_json(single.text) else word
