"""What ``cat <<EOF``, ``echo`` and ``printf`` print."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import dropwhile, takewhile
from math import ceil
from typing import TYPE_CHECKING, Final

from tui.core.payload.excerpt import ExcerptBuilder

if TYPE_CHECKING:
    from tui.core.payload.shell_words import Command, Word

_FORMAT: Final = re.compile(r"(?P<plain>[^%\\]+|\\(?=/))|%(?P<type>[sdi])|(?P<escaped>%%|\\[\\\"'ntr])")
_ESCAPES: Final = {"%%": "%", r"\\": "\\", r"\"": '"', r"\'": "'", r"\n": "\n", r"\t": "\t", r"\r": "\r"}


def printed_by(command: Command) -> Word | None:
    """The text that a command prints; None for what only running it tells."""
    if not command.words:
        return None
    program = command.words[0].text.text.rpartition("/")[2]
    values = command.words[1:]
    if program == "tee" or (program == "cat" and all(word.text.text in ("-", "-u") for word in values)):
        return command.here
    if program == "echo":
        return _echoed(values)
    if program == "printf":
        return _formatted([*dropwhile(lambda word: word.text.text == "--", values)])
    return None


def _echoed(words: list[Word]) -> Word | None:
    values = [*dropwhile(_is_echo_option, words)]
    unescapes = any("e" in word.text.text for word in takewhile(_is_echo_option, words))
    if not values or (unescapes and any("\\" in word.text.text for word in values)):
        return None
    built = ExcerptBuilder()
    for word in values:
        if word is not values[0]:
            built.add(" ", word.start)
        built.add_excerpt(word.text)
    return _made_of(values, built)


def _is_echo_option(word: Word) -> bool:
    return re.fullmatch("-[neE]+", word.text.text) is not None


def _formatted(words: list[Word]) -> Word | None:
    """What ``printf`` makes of its format, which is gone through again as long as there are arguments."""
    if not words:
        return None
    pattern, arguments = words[0].text, words[1:]
    parts = [*_FORMAT.finditer(pattern.text)]
    if sum(len(part[0]) for part in parts) < len(pattern.text):
        return None
    wanted = sum(part["type"] is not None for part in parts)
    rounds = max(1, ceil(len(arguments) / wanted)) if wanted else 1
    built, values = ExcerptBuilder(), iter(arguments)
    for part in parts * rounds:
        if part["type"] is not None:
            value = next(values, None)
            if part["type"] != "s" and (value is None or not _is_number(value)):
                return None
            if value is not None:
                built.add_excerpt(value.text)
        elif part["plain"] is not None:
            built.add_part(pattern, part.start(), part.end())
        else:
            built.add(_ESCAPES[part["escaped"]], pattern.origin(part.start()))
    return _made_of(words, built)


def _is_number(word: Word) -> bool:
    return word.text.text in word.variables or re.fullmatch(r"-?(?:0|[1-9][0-9]*)", word.text.text) is not None


def _made_of(words: list[Word], built: ExcerptBuilder) -> Word:
    variables = frozenset[str]().union(*(word.variables for word in words))
    files = tuple(file for word in words for file in word.files)
    return replace(words[0], text=built.build(), variables=variables, files=files)
