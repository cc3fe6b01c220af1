"""Shell text as commands and words, as bash reads them: quotes, escapes, here-documents, pipes and assignments.

Nothing is run. A variable that the text itself assigns is filled in; another one stays as it stands and is told, since
its value is not here. ``shlex`` knows neither ``$'...'`` nor which escapes ``"..."`` has, and tells no places.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import Final

from tui.core.payload.decoding import whole_characters
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.dataclass import dataclass


class ShellError(ValueError):
    """Shell text that does not end as it began; ``offset``: where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


@dataclass(frozen=True, slots=True)
class Word:
    """What a command gets as one word. ``variables``: those of its parts that the shell fills in. ``file``: the file
    that the word is the content of, as in ``"$(cat body.json)"``; then the text is empty."""

    text: Excerpt
    variables: frozenset[str] = frozenset()
    file: str | None = None
    start: int = 0


@dataclass(slots=True)
class Command:
    """One command: its words, from ``start``, and what it reads: a text (``here``), a file, or another command.
    ``written``: the files that commands before it wrote a text of this script to."""

    start: int
    words: list[Word] = field(default_factory=list)
    here: Word | None = None
    input_file: Word | None = None
    output_file: Word | None = None
    piped_from: Command | None = None
    written: dict[str, Word] = field(default_factory=dict)

    def pipeline(self) -> list[Command]:
        """The commands of the pipeline that ends with this one, in their order."""
        commands = [self]
        while (before := commands[-1].piped_from) is not None:
            commands.append(before)
        return commands[::-1]


_VARIABLE: Final = r"\$\{[^}\n]{1,200}\}|\$[A-Za-z_]\w*+|\$[0-9@*#?!$-]"
_BARE: Final = re.compile(
    r"(?P<gap>(?:[ \t\f\v]|\\[ \t]*\r?\n|[`^][ \t]*\r?\n)++)"  # with how cmd and PowerShell go on in the next line
    r"|(?P<end>\r?\n|;|&&|\|\||&(?=\s|$)|\))"
    r"|(?P<pipe>\|)"
    r"|(?P<herestring><<<)"
    r"|(?P<here><<(?P<dash>-?)[ \t]*(?P<quote>['\"\\]?)(?P<mark>[\w.!-]+)['\"]?)"
    r"|(?P<input><)"
    r"|(?P<output>[0-9&]?>>?(?:&[0-9-])?)"
    r"|\$'(?P<ansi>[^'\\]*+(?:\\.[^'\\]*+)*+)'"
    r"|'(?P<single>[^']*+)'"
    r"|(?P<double>\")"
    r"|\\(?P<escaped>.)"
    r"|(?P<substitution>\$\()"
    rf"|(?P<variable>{_VARIABLE})"
    r"|`(?P<tick>[^`]*+)`"
    r"|(?P<plain>[^\s'\"\\$`;&|<>)^]++|[&$^`])",
    re.DOTALL,
)
_QUOTED: Final = re.compile(
    r"(?P<substitution>\$\()|(?P<plain>[^\"\\$`]++|[$`])|\\(?P<escaped>[\"\\$`])|(?P<line>\\\r?\n)"
    r"|(?P<back>\\)|(?P<close>\")",
    re.DOTALL,
)
_QUOTED_VARIABLE: Final = re.compile(rf"(?P<variable>{_VARIABLE})|`(?P<tick>[^`\"]*+)`")
_CAT_HERE: Final = re.compile(
    r"\$\(\s*cat\s*<<(?P<dash>-?)[ \t]*(?P<quote>['\"\\]?)(?P<mark>[\w.!-]+)['\"]?[ \t]*\r?\n"
)
_CAT_FILE: Final = re.compile(r"\$\(\s*(?:<|cat\s)\s*(?P<file>'[^'\n]+'|\"[^\"$\n]+\"|[^\s()|;$'\"]+)\s*\)")
_BALANCE: Final = re.compile(
    r"\\.|'[^']*+'|\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|(?P<open>\()|(?P<close>\))|[^\\'\"()]++|.", re.DOTALL
)
_EXPANDED: Final = re.compile(
    rf"(?P<variable>{_VARIABLE})|\\(?P<escaped>[\\$`])|(?P<line>\\\r?\n)|(?P<substitution>\$\()"
)
_PROSE: Final = re.compile(r"[^\W_]+")
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_]\w*=")


class Shell:
    """Reads commands one after the other from an offset on, and remembers what variables are set to.

    ``calls``: the lines on which commands begin that no quote in prose goes on over, as the one in ``it's`` would.
    """

    def __init__(self, text: str, place: int = 0, calls: re.Pattern[str] | None = None) -> None:
        self.text, self.place, self._calls, self._begun = text, place, calls, place
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
            self._note_written(command)
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
        text, redirect, self._begun = self.text, "", command.start
        while self.place < len(text):
            if self._word is None and text[self.place] == "#":
                self.place = end if (end := text.find("\n", self.place)) >= 0 else len(text)
                continue
            token = _BARE.match(text, self.place)
            if token is None:
                raise ShellError("a quote that is not closed", self.place)
            self.place = token.end()
            kind = token.lastgroup
            if kind in ("gap", "end", "pipe", "here", "mark", "herestring", "input", "output"):
                redirect = self._end_word(command, redirect)
            if kind in ("end", "pipe"):
                if token[0].endswith("\n"):
                    self._read_documents()
                return kind
            if kind in ("herestring", "input", "output"):
                redirect = kind
            elif kind in ("here", "mark"):
                self._documents.append((command, token))
            elif kind != "gap":
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
            token = _QUOTED_VARIABLE.match(self.text, self.place)
            if token is not None:
                self.place = token.end()
                self._variable(token[0], token.start())
                continue
            token = _QUOTED.match(self.text, self.place)
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
        """Raises ShellError for a quote that goes on over the line of a call, and stands in the middle of a word of
        prose, or in a call itself."""
        if not self._holds_call(opened, end):
            return
        word, line = self._word, self.text.rfind("\n", 0, self._begun) + 1
        assert word is not None
        assert self._calls is not None
        if _PROSE.fullmatch(self.text, word.start, opened) or self._calls.match(self.text, line):
            raise ShellError("a quote that is not closed", opened)

    def _holds_call(self, start: int, end: int) -> bool:
        """Whether a line between two offsets begins with a call."""
        if self._calls is None or "\n" not in self.text[start:end]:
            return False
        line_end = self.text.find("\n", end)
        found = self._calls.search(self.text, start, line_end if line_end >= 0 else len(self.text))
        return found is not None and found.start() < end

    def _substitution(self, start: int) -> None:
        """``$(...)``: a here-document, a file, or a command whose output is not in the text."""
        word = self._word
        assert word is not None
        if (cat := _CAT_FILE.match(self.text, start)) is not None:
            word.file = cat["file"].strip("'\"")
            self.place = cat.end()
            return
        if (cat := _CAT_HERE.match(self.text, start)) is not None:
            document, after = self._document(cat, cat.end())
            closing = re.compile(r"\s*\)").match(self.text, after)
            if closing is not None:
                word.add_excerpt(document.text)
                word.variables |= document.variables
                self.place = closing.end()
                return
        depth, place = 1, start + 2
        while depth and (token := _BALANCE.match(self.text, place)) is not None:
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
        if value is not None and value.file is None and len(value.text.text) <= self._room:
            self._room -= len(value.text.text)
            word.add_excerpt(value.text)
            word.variables |= value.variables
            return
        if value is not None and value.file is not None:
            word.file = value.file
            return
        shown = shown_variable(written)
        word.variables |= {shown}
        word.add(shown, start)

    # --- documents and assignments ------------------------------------------------------------------------------------

    def _read_documents(self) -> None:
        documents, self._documents = self._documents, []
        for command, token in documents:
            command.here, self.place = self._document(token, self.place)

    def _document(self, token: re.Match[str], place: int) -> tuple[Word, int]:
        """The here-document that begins at a place, and where the text goes on after it."""
        closing = re.compile(rf"^[ \t]*{re.escape(token['mark'])}(?![\w.-])", re.MULTILINE)
        end = closing.search(self.text, place)
        if end is None and self._holds_call(place, len(self.text)):
            raise ShellError("a here-document that is not closed", token.start())
        stop = end.start() if end else len(self.text)
        after = end.end() if end else len(self.text)
        content = Excerpt(self.text[place:stop].rstrip("\r\n"), (0,), (place,))
        if token["quote"]:
            return Word(content, start=place), after
        return self._expanded(content, place), after

    def _expanded(self, content: Excerpt, start: int) -> Word:
        outer_word, outer_place = self._word, self.place
        self._word = word = _WordBuilder(start)
        stop, place = start + len(content.text), start
        while (token := _EXPANDED.search(self.text, place, stop)) is not None:
            word.add(self.text[place : token.start()], place)
            place = token.end()
            if token["variable"] is not None:
                self._variable(token[0], token.start())
            elif token["escaped"] is not None:
                word.add(token["escaped"], token.start("escaped"))
            elif token["substitution"] is not None:
                self._substitution(token.start())
                place = min(self.place, stop)
        word.add(self.text[place:stop], place)
        self._word, self.place = outer_word, outer_place
        return word.word()

    def _note_written(self, command: Command) -> None:
        """Take note of ``cat > body.json <<EOF`` and ``echo '...' > body.json``."""
        if command.output_file is not None and (text := printed_by(command)) is not None:
            self._written[command.output_file.text.text] = text

    def _assign(self, command: Command) -> None:
        """Take note of ``NAME=value``, ``export NAME=value`` and ``read NAME <<EOF``, and drop such words."""
        words = command.words
        if words and words[0].text.text == "read" and command.here is not None:
            self._values[words[-1].text.text] = command.here
            command.words = []
            return
        if words and words[0].text.text in ("export", "declare", "local", "readonly", "set"):
            del words[0]
        while words and (name := _ASSIGNMENT.match(words[0].text.text)) is not None:
            word = words.pop(0)
            if not self.text.startswith(name[0], word.start):
                words.insert(0, word)  # the equals sign stood in quotes
                return
            value = Word(_rest(word.text, name.end()), word.variables, word.file, word.start)
            self._values[name[0][:-1]] = value


def printed_by(command: Command) -> Word | None:
    """The text that ``cat <<EOF``, ``echo`` or ``printf`` prints; None for what only running it tells."""
    if not command.words:
        return None
    program = command.words[0].text.text.rsplit("/", 1)[-1]
    values = [word for word in command.words[1:] if not re.fullmatch(r"-[neE]+|--", word.text.text)]
    if program in ("cat", "tee") and command.here is not None:
        return command.here
    if program == "echo" and len(values) == 1:
        return values[0]
    if program == "printf" and values:
        return values[-1] if len(values) <= 2 else values[1]
    return None


def _rest(excerpt: Excerpt, start: int) -> Excerpt:
    built = ExcerptBuilder()
    for place, piece_start in enumerate(excerpt.starts):
        end = excerpt.starts[place + 1] if place + 1 < len(excerpt.starts) else len(excerpt.text)
        if end > start:
            begin = max(piece_start, start)
            built.add(excerpt.text[begin:end], excerpt.origins[place] + begin - piece_start)
    return built.build()


class _WordBuilder(ExcerptBuilder):
    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start
        self.variables: frozenset[str] = frozenset()
        self.file: str | None = None

    def word(self) -> Word:
        return Word(self.build(), self.variables, self.file, self.start)


def shown_variable(written: str) -> str:
    """A variable or a command as it can stand within a JSON text: without what would end that text."""
    if written.isprintable() and not set(written) & set('"\\') and len(written) <= 80:
        return written
    first = re.match(r"[$({`\s]*([\w.-]*)", written)
    name = first[1][:40] if first else ""
    return f"$({name} …)" if written[0] == "`" or written.startswith("$(") else f"${{{name} …}}"


# --- $'...' ----------------------------------------------------------------------------------------------------------

_ANSI: Final = re.compile(
    r"\\(?:u(?P<u>[0-9a-fA-F]{1,4})|U(?P<U>[0-9a-fA-F]{1,8})|(?P<bytes>(?:x[0-9a-fA-F]{1,2})(?:\\x[0-9a-fA-F]{1,2})*+)"
    r"|(?P<octal>[0-7]{1,3})|(?P<one>.))",
    re.DOTALL,
)
_ANSI_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}


def ansi_value(text: str, start: int, end: int) -> Excerpt:
    """What stands within ``$'...'``, from start up to end of the text."""
    built = ExcerptBuilder()
    place = start
    for escape in _ANSI.finditer(text, start, end):
        built.add(text[place : escape.start()], place)
        built.add(_ansi_unescaped(escape), escape.start())
        place = escape.end()
    built.add(text[place:end], place)
    value = built.build()
    whole = whole_characters(value.text)  # two halves that were escaped one by one
    return value if whole == value.text else Excerpt(whole, (0,), (start,))


def _ansi_unescaped(escape: re.Match[str]) -> str:
    code = escape["u"] or escape["U"]
    if code is not None:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    if escape["bytes"] is not None:
        digits = (part.zfill(2) for part in re.findall(r"x([0-9a-fA-F]+)", escape["bytes"]))
        return bytes.fromhex("".join(digits)).decode("utf-8", "replace")
    if escape["octal"] is not None:
        return chr(int(escape["octal"], 8))
    return _ANSI_ESCAPES.get(escape["one"], escape["one"])
