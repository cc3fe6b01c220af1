"""curl commands written for the Windows command line (cmd), as browsers copy them: ``^`` before what is special, quotes
as ``^"`` and, within them, ``^\\^"`` or ``\\"``."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from tui.core.payload import curl
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.json_text import is_json
from tui.core.payload.shell_words import Command, Word

if TYPE_CHECKING:
    from tui.core.payload.call import ReadFile, WrittenCall

FORM: Final = "a curl command for cmd"

_CONTINUED: Final = re.compile(r"\^[ \t]*\r?\n")
_BODY: Final = re.compile(r"(?<!\S)(?:--data[\w-]*|--json|-d)(?:[ \t=]|[\\^`]\r?\n)*(?P<quote>\$?'|\^?\"\"?)?")
_DOUBLED: Final = re.compile(r"\s*[\[{]\s*(?:\{\s*)?\"\"")
_SPECIAL: Final = re.compile(
    r"(?P<quote>\")|\^(?:\r?\n(?P<line>\r?\n)?|(?P<one>[^\r\n]))"
    r"|(?P<variable>%(?P<name>[A-Za-z_]\w*)(?::~[-\d,]+|:[^%=\r\n]+=[^%\r\n]*)?%|%%[A-Za-z](?!\w))"
)
_STRAY: Final = re.compile(r"(?:^|[ \t(])[^\W_]++(?P<quote>\")(?=[^\"\n]*+$)", re.MULTILINE)
"""A quote in the middle of a word of prose (``19" wide``), with none after it in its line."""


def read(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of the curl commands in a text that is written for cmd; None where it is not. Raises PayloadError."""
    found = curl.find_command(text)
    if found is None or not is_cmd(text):
        return None
    source = Source.of(text)
    plain, variables = _without_carets(text, found.start("curl"))
    return curl.calls_of(_commands(plain, variables, source, text), plain, source, files, FORM, 0)


def is_cmd(text: str) -> bool:
    """Whether a text with a curl command is written for cmd: by the quote that its body begins with."""
    body = _BODY.search(text)
    if body is None or not (body["quote"] or "").endswith('"'):
        return False
    is_doubled = _DOUBLED.match(text, body.end()) is not None
    return is_doubled or body["quote"].startswith("^") or _CONTINUED.search(text) is not None


def _without_carets(text: str, start: int) -> tuple[Excerpt, dict[int, str]]:
    """The text as cmd hands it on, and the variables that cmd would fill in, by their offset in it.

    Within quotes that no caret stands before, a caret is a character like any other.
    """
    built, place, quoted = ExcerptBuilder(), start, False
    variables: dict[int, str] = {}
    values, sets, strays = dict[str, str](), [*_SET.finditer(text)], _strays(text)
    ends, noted = [found.end() for found in sets], 0
    while (special := _SPECIAL.search(text, place)) is not None:
        built.add(text[place : special.start()], place)
        place = special.end()
        passed = bisect_left(ends, place)
        for found in sets[noted:passed]:
            _take_note(values, found)
        noted = passed
        if special["quote"] is not None:
            quoted = not quoted and special.start() not in strays
            built.add('"', special.start())
        elif special["variable"] is not None:
            value = values.get(special["variable"].strip("%").casefold())
            if value is None:
                variables[built.length] = special["variable"]
            built.add(special["variable"] if value is None else value, special.start())
        elif quoted and special["one"] is not None:
            place = special.start("one")
            built.add("^", special.start())
        else:
            kept = special["one"] or special["line"] or ""
            built.add(kept, place - len(kept))
    built.add(text[place:], place)
    return built.build(), variables


def _strays(text: str) -> frozenset[int]:
    return frozenset(stray.start("quote") for stray in _STRAY.finditer(text))


_SET: Final = re.compile(
    r"^[ \t]*@?set[ \t]+(?P<asks>/[ap][ \t]+)?(?P<quote>\")?(?P<name>[A-Za-z_]\w*)="
    r"(?P<value>(?(quote)[^\r\n]*(?=\")|[^\r\n&|<>^]*(?=\r?$)))?",
    re.MULTILINE | re.IGNORECASE,
)
"""``set``, with what the variable then is, where that is plain: a quoted value ends with the last quote of the line."""
_LONGEST_VALUE: Final = 8191  # characters: no line of cmd is longer


def _take_note(values: dict[str, str], found: re.Match[str]) -> None:
    """Take note of what a batch file sets a variable to, by its name in small letters."""
    name, filled = found["name"].casefold(), None
    if found["value"] is not None and found["asks"] is None:
        filled = re.sub(r"%(?P<name>\w+)%", lambda each: values.get(each["name"].casefold(), "%"), found["value"])
    values.pop(name, None)
    if filled is not None and "%" not in filled and len(filled) <= _LONGEST_VALUE:
        values[name] = filled


_PART: Final = re.compile(
    r"(?P<gap>[ \t]++)|(?P<end>\r?\n|&)|(?P<slashes>(?:\\\\)*\\\"|(?:\\\\)++(?=\"))|(?P<run>\\++)|(?P<quote>\")"
    r"|(?P<plain>[^\s\"\\&]++|.)",
    re.DOTALL,
)
_IN_QUOTES: Final = re.compile(
    r"(?P<slashes>(?:\\\\)*\\\"|(?:\\\\)++(?=\"))|(?P<run>\\++)|(?P<double>\"\")|(?P<quote>\")|(?P<plain>[^\"\\]++)",
    re.DOTALL,
)


def _commands(plain: Excerpt, variables: dict[int, str], source: Source, written: str) -> list[Command]:
    """The commands, their words split as Windows programs do it: ``\\"`` is a quote, and so is ``""`` within quotes.
    written: the text with its carets."""
    text, offsets = plain.text, sorted(variables)
    is_copied, strays = '\\"' not in written, _strays(text)  # browsers write no quote behind a backslash alone
    word: ExcerptBuilder | None = None
    start = place = 0
    commands = [Command(place)]
    quoted: int | None = None
    runs: list[tuple[int, int]] = []  # backslashes of the word that stand before no quote: where, and how many

    def finish() -> None:
        nonlocal word
        if word is not None:
            names = frozenset(
                variables[at] for at in offsets[bisect_left(offsets, start) : bisect_left(offsets, place)]
            )
            commands[-1].words.append(Word(_undoubled(word.build(), runs), names, start=start))
            word = None
            runs.clear()

    while (token := (_PART if quoted is None else _IN_QUOTES).match(text, place)) is not None:
        kind, part = token.lastgroup, token.group()
        if kind in ("gap", "end"):
            finish()
            if kind == "end":
                commands.append(Command(token.end()))
            place = token.end()
            continue
        if word is None:
            word, start = ExcerptBuilder(), place
        place = token.end()
        if kind == "slashes":
            part = part[1::2]
        elif kind == "run":
            if is_copied:
                runs.append((word.length, len(part)))
        elif kind == "double":
            part = '"'
        elif kind == "quote" and (quoted is not None or token.start() not in strays):
            part, quoted = "", token.start() if quoted is None else None
        word.add(part, token.start())
    if quoted is not None:
        raise source.error("this curl command has a quote that is not closed", plain.origin(quoted))
    finish()
    return _only_curl(commands)


def _only_curl(commands: list[Command]) -> list[Command]:
    """Of commands those of curl, without its name."""
    found = []
    for command in commands:
        name = command.words[0].text.text if command.words else ""
        if re.fullmatch(r"(?:.*[/\\])?curl(?:\.exe)?", name, re.DOTALL):
            command.start = command.words.pop(0).start
            found.append(command)
    return found


def _undoubled(word: Excerpt, runs: list[tuple[int, int]]) -> Excerpt:
    """A JSON body in which each backslash stands twice, as browsers write it, with each once. Where only some are
    doubled, or that would leave no JSON, the backslashes are the body's own."""
    if not runs:
        return word
    if any(count % 2 for _, count in runs):
        return word
    built = ExcerptBuilder()
    place = 0
    for start, count in runs:
        middle = start + count // 2
        built.add(word.text[place:middle], place)
        place = start + count
    built.add(word.text[place:], place)
    single = built.build().within(word)
    return single if is_json(single.text) else word
