"""Shell text as commands and words, as bash reads them: quotes, escapes, here-documents, pipes and assignments.

Nothing is run. A variable that the text itself assigns is filled in; another one stays as it stands and is told, since
its value is not here. ``shlex`` knows neither ``$'...'`` nor which escapes ``"..."`` has, and tells no places.
"""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import Final

from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.core.payload.shell_ansi import ansi_value
from tui.core.payload.shell_printed import printed_by
from tui.core.payload.shell_tokens import (
    BALANCE,
    BARE,
    CAT_FILE,
    CAT_HERE,
    COMMENT,
    EXPANDED,
    LINE,
    QUOTED,
    QUOTED_VARIABLE,
)
from tui.core.payload.shell_words import Command, Word


class ShellError(ValueError):
    """Shell text that does not end as it began; ``offset``: where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


_PRINTERS: Final = frozenset({"echo", "printf", "cat", "tee", "read"})
_ASSIGNMENT: Final = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<more>\+)?=")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_DECLARES: Final = frozenset({"export", "declare", "local", "readonly", "set", "typeset"})


class Shell:
    """Reads commands one after the other from an offset on, and remembers what variables are set to.

    ``calls``: the lines on which commands begin that no quote in prose goes on over, as the one in ``it's`` would.
    """

    def __init__(self, text: str, place: int = 0, calls: re.Pattern[str] | None = None) -> None:
        self.text, self.place, self._calls = text, place, calls
        self._words: list[Word] = []  # of the command that is read
        self.substitutions: list[int] = []  # where the commands within $(...) begin
        self._values: dict[str, Word] = {}
        self._room = 2 * len(text) + 10_000  # characters that variables may add in all
        self._documents: list[tuple[Command, re.Match[str]]] = []
        self._written: dict[str, Word] = {}
        self._word: _WordBuilder | None = None

    def next_command(self) -> Command | None:
        """The next command that has words; None at the end of the text. Raises ShellError.

        What it reads from a here-document is filled in once the reading has come to the end of its line.
        """
        piped: Command | None = None
        while self.place < len(self.text):
            command = Command(self.place, piped_from=piped, written=self._written)
            ended_by = self._read(command)
            self._assign(command)
            self._note(command)
            piped = command if ended_by == "pipe" else None
            if command.words and piped is None:
                return command
        return piped

    def values(self) -> dict[str, Word]:
        """What variables are set to so far, by their names."""
        return dict(self._values)

    def restarted(self, place: int) -> Shell:
        """Another reader of the same text from another place on, which knows the same variables."""
        other = Shell(self.text, place, self._calls)
        other._values, other._room, other.substitutions = self._values, self._room, self.substitutions
        other._written = self._written
        return other

    def _read(self, command: Command) -> str:
        """One command, up to what ends it, which is told: "end", "pipe" or "text"."""
        text, redirect, self._words = self.text, "", command.words
        while self.place < len(text):
            if self._word is None and (comment := COMMENT.match(text, self.place)) is not None:
                self.place = comment.end()
                continue
            token = BARE.match(text, self.place)
            if token is None:
                raise ShellError("a quote that is not closed", self.place)
            self.place = token.end()
            kind = token.lastgroup
            if kind in ("gap", "end", "pipe", "here", "herestring", "input", "output", "aside"):
                redirect = self._end_word(command, redirect)
            if kind in ("end", "pipe"):
                if token[0].endswith("\n"):
                    self._read_documents()
                    if command.piped_from is not None and not command.words:
                        continue  # a pipe goes on in the next line
                return kind
            if kind in ("herestring", "input", "output", "aside"):
                redirect = kind
            elif kind == "here":
                self._documents.append((command, token))
            elif kind not in ("gap", "line"):
                self._part(token)
        self._end_word(command, redirect)
        self._read_documents()
        return "text"

    def _end_word(self, command: Command, redirect: str) -> str:
        if self._word is None:
            return redirect
        word, self._word = self._word.word(), None
        if redirect == "herestring":
            command.here = word
        elif redirect == "input":
            command.input_file = word
        elif redirect == "output":
            command.output_file = word
        elif not redirect:
            command.words.append(word)
        return ""

    # --- the parts of a word ------------------------------------------------------------------------------------------

    def _part(self, token: re.Match[str]) -> None:
        if self._word is None:
            self._word = _WordBuilder(token.start())
        if token["single"] is not None:
            self._must_be_quote(token.start(), token.end())
        if token["double"] is not None:
            self._double_quoted(token.start())
        elif token["substitution"] is not None:
            self._substitution(token.start())
        elif token["variable"] is not None or token["tick"] is not None:
            self._variable(token[0], token.start())
        elif token["ansi"] is not None:
            self._word.add_excerpt(ansi_value(self.text, token.start("ansi"), token.end("ansi")))
        else:
            kind = "single" if token["single"] is not None else "escaped" if token["escaped"] is not None else "plain"
            self._word.add(token[kind], token.start(kind))

    def _double_quoted(self, opened: int) -> None:
        word = self._word
        assert word is not None
        while True:
            token = QUOTED_VARIABLE.match(self.text, self.place)
            if token is not None:
                self.place = token.end()
                self._variable(token.group(), token.start())
                continue
            token = QUOTED.match(self.text, self.place)
            if token is None:
                raise ShellError("a quote that is not closed", opened)
            self.place = token.end()
            if token["close"] is not None:
                self._must_be_quote(opened, token.end())
                return
            if token["substitution"] is not None:
                self._substitution(token.start())
            elif token["line"] is None:
                kind = next(kind for kind in ("plain", "escaped", "back") if token[kind] is not None)
                word.add(token[kind], token.start(kind))

    def _must_be_quote(self, opened: int, end: int) -> None:
        """Raises ShellError for a quote that goes on over the line of a call, unless what stands in it is printed or
        given a name: it is a stray one of prose, or stays open in a call."""
        if not self._holds_call(opened, end):
            return
        assert self._word is not None
        is_named = _ASSIGNMENT.fullmatch(self.text, self._word.start, opened) is not None
        if not is_named and _PRINTERS.isdisjoint(word.text.text for word in self._words):
            raise ShellError("a quote that is not closed", opened)

    def _holds_call(self, start: int, end: int) -> bool:
        """Whether a line between two offsets begins with a call."""
        if self._calls is None:
            return False
        if "\n" not in self.text[start:end]:  # quicker: a call begins a line
            return False
        line = LINE.match(self.text, end)
        assert line is not None
        return self._calls.search(self.text, start, line.end()) is not None

    def _substitution(self, start: int) -> None:
        """``$(...)``: a here-document, a file, or a command whose output is not in the text."""
        word = self._word
        assert word is not None
        if (cat := CAT_FILE.match(self.text, start)) is not None:
            shown = shown_variable(cat[0])
            word.add_variable(shown, start)
            word.files += ((shown, cat["file"].strip("'\"")),)
            self.place = cat.end()
            return
        if (cat := CAT_HERE.match(self.text, start)) is not None:
            document, after = self._document(cat, cat.end())
            closing = re.compile(r"\s*\)").match(self.text, after)
            if closing is not None:
                word.add_word(document)
                self.place = closing.end()
                return
        depth, place = 1, start + 2
        while depth and (token := BALANCE.match(self.text, place)) is not None:
            depth += (token["open"] is not None) - (token["close"] is not None)
            place = token.end()
        if depth:
            raise ShellError("a $( that is not closed", start)
        self.substitutions.append(start + 2)
        self.place = place
        self._variable(self.text[start:place], start)

    def _variable(self, written: str, start: int) -> None:
        word = self._word
        assert word is not None
        value = self._values.get(written.strip("${}"))
        if value is None or len(value.text.text) > self._room:
            word.add_variable(shown_variable(written), start)
            return
        self._room -= len(value.text.text)
        word.add_word(value)

    # --- documents and assignments ------------------------------------------------------------------------------------

    def _read_documents(self) -> None:
        documents, self._documents = self._documents, []
        for command, token in documents:
            command.here, self.place = self._document(token, self.place)
            self._note(command)

    def _document(self, token: re.Match[str], place: int) -> tuple[Word, int]:
        """The here-document that begins at a place, and where the text goes on after it."""
        closing = re.compile(rf"^[ \t]*{re.escape(token['mark'])}(?![\w.-])|\Z", re.MULTILINE)
        end = closing.search(self.text, place)
        assert end is not None
        if not end[0] and self._holds_call(place, end.end()):
            raise ShellError("a here-document that is not closed", token.start())
        content = Excerpt(self.text[place : end.start()].rstrip("\r\n"), (0,), (place,))
        return Word(content, start=place) if token["quote"] else self._expanded(content, place), end.end()

    def _expanded(self, content: Excerpt, start: int) -> Word:
        outer_word, outer_place = self._word, self.place
        self._word = word = _WordBuilder(start)
        stop, place = start + len(content.text), start
        while (token := EXPANDED.search(self.text, place, stop)) is not None:
            word.add(self.text[place : token.start()], place)
            place = token.end()
            if token["variable"] is not None:
                self._variable(token["variable"], token.start())
            elif token["escaped"] is not None:
                word.add(token["escaped"], token.start("escaped"))
            elif token["substitution"] is not None:
                self._substitution(token.start())
                place = min(self.place, stop)
        word.add(self.text[place:stop], place)
        self._word, self.place = outer_word, outer_place
        return word.word()

    def _note(self, command: Command) -> None:
        """Take note of ``cat > body.json <<EOF``, ``echo '...' > body.json`` and ``read NAME <<EOF``."""
        if command.output_file is not None and (text := printed_by(command)) is not None:
            self._written[command.output_file.text.text] = text
        if command.words:
            self._read_into(command)

    def _read_into(self, command: Command) -> None:
        """Take note of ``read NAME <<EOF``: of a line, or with ``-d ''`` of all lines. What other names are set to is
        not known then."""
        program, *given = (word.text.text for word in command.words)
        if program not in ("read", "unset"):
            return
        names = [each for each in given if _NAME.fullmatch(each)]
        for name in names:
            self._values.pop(name, None)
        read, options = command.here, "".join(each for each in given if each.startswith("-"))
        if read is None or len(names) > 1:
            return
        if "d" not in options:
            line = LINE.match(read.text.text)
            assert line is not None
            read = read.part(0, line.end())
        if "r" in options or "\\" not in read.text.text:
            self._values.update(dict.fromkeys(names, read))

    def _assign(self, command: Command) -> None:
        """Take note of ``NAME=value``, ``NAME+=value`` and ``export NAME=value``, and drop such words."""
        words = command.words
        declares = bool(words) and words[0].text.text in _DECLARES
        if declares:
            words[:] = dropwhile(lambda word: word.text.text.startswith("-"), words[1:])
        while words and (found := _ASSIGNMENT.match(words[0].text.text)) is not None:
            if not declares and not self.text.startswith(found[0], words[0].start):
                return  # the equals sign stood in quotes
            name, value = found["name"], words.pop(0).behind(found.end())
            if found["more"] is not None and (before := self._values.get(name)) is not None:
                joined = _WordBuilder(value.start)
                joined.add_word(before)
                joined.add_word(value)
                value = joined.word()
            self._values[name] = value


class _WordBuilder(ExcerptBuilder):
    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start
        self._variables: set[str] = set()
        self.files: tuple[tuple[str, str], ...] = ()

    def add_word(self, word: Word) -> None:
        self.add_excerpt(word.text)
        self._variables |= word.variables
        self.files += word.files

    def add_variable(self, shown: str, start: int) -> None:
        self.add(shown, start)
        self._variables.add(shown)

    def word(self) -> Word:
        return Word(self.build(), frozenset(self._variables), self.files, self.start)


_SHOWN: Final = re.compile(r'[^"\\]{1,80}')
_FIRST_NAME: Final = re.compile(r"[$({`\s]*([\w.-]{0,40}).*", re.DOTALL)


def shown_variable(written: str) -> str:
    """A variable or a command as it can stand within a JSON text: without what would end that text."""
    if written.isprintable() and _SHOWN.fullmatch(written) is not None:
        return written
    name = _FIRST_NAME.sub(r"\1", written)
    return f"$({name} …)" if written.startswith(("`", "$(")) else f"${{{name} …}}"
