"""PowerShell scripts that send a body: Invoke-RestMethod, Invoke-WebRequest and curl.exe, the body a literal, a
here-string or a variable that the script sets to one. A hashtable is named for what it is: what ConvertTo-Json makes of
it is for PowerShell to say."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload import curl
from tui.core.payload.call import ReadFile, WrittenCall, headers_of, target_of
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.core.payload.json_text import is_json
from tui.core.payload.powershell_tokens import Token, arguments, end_of, parameters, tokens_of, whole_name
from tui.core.payload.powershell_values import Values
from tui.core.payload.request import PayloadError
from tui.core.payload.shell_words import Command, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FORM: Final = "a PowerShell script"

_INVOKE: Final = re.compile(
    r"(?<![\w-])(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)(?=[\s`])"
    r"|^(?>[^\n]*?(?<![\w./-])(?:curl|wget)[ \t])[^\n]*?[ \t]-(?:Uri|Method|Body|InFile)\b",  # its names in Windows
    re.IGNORECASE | re.MULTILINE,
)
_ASSIGNED: Final = re.compile(
    r"^[ \t]*\$\w+[ \t]*=[ \t]*(?:@['\"{(]|\[\w+\]\s*@\{|Invoke-|Get-Content|['\"]\s*[{\[])",
    re.MULTILINE | re.IGNORECASE,
)
_CURL: Final = re.compile(r"^(?>[^\n]*?(?<![\w.-])curl(?:\.exe)?[ \t])[^\n]*`[ \t]*+\r?\n", re.MULTILINE)


def read(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of a PowerShell script; None where the text is none. Raises PayloadError."""
    if not (_sends(text) or _ASSIGNED.match(text.lstrip()) or _has_curl(text)):
        return None
    script = _Script(_without_prompts(text), files)
    script.run()
    return tuple(script.calls or [script.lone_body()])


def _sends(text: str) -> bool:
    """Whether a text calls one of PowerShell's commands, and not only names it in a value."""
    if _INVOKE.search(text) is None:  # quicker than line by line
        return False
    return any(_line_sends(text, *line.span()) for line in _LINE.finditer(text))


def _line_sends(text: str, start: int, end: int) -> bool:
    edges = [edge for each in _QUOTED.finditer(text, start, end) if not each["command"] for edge in each.span()]
    return any(bisect_right(edges, found.end()) % 2 == 0 for found in _INVOKE.finditer(text, start, end))


_LINE: Final = re.compile(r"[^\n]*\n?")
_QUOTED: Final = re.compile(
    r"(?P<command>-c(?:ommand)?[ \t]+)?"  # powershell -Command "..."
    r"(?:\"(?:[^\"\\`^]|[\\`^].)*+(?:\"|\Z)|(?<!\w)'[^']*+(?:'|\Z))",
    re.IGNORECASE,
)


def _has_curl(text: str) -> bool:
    """Whether curl commands of a text are written for PowerShell: bash writes a quote within quotes in another way."""
    written = _CURL.search(text) or _ASSIGNED.search(text)
    return written is not None and curl.find_command(text) is not None and "'\\''" not in text


_PROMPT: Final = re.compile(r"^[ \t]*PS(?: [^\n>]*)?>", re.MULTILINE)
_GOES_ON: Final = re.compile(r"^(?:[ \t]*PS(?: [^\n>]*)?>|>>) ?", re.MULTILINE)


def _without_prompts(text: str) -> str:
    """A text copied from a console with blanks for its prompts, so that every place stays where it is."""
    return _GOES_ON.sub(lambda prompt: " " * len(prompt[0]), text) if _PROMPT.search(text) else text


# --- what a script does ----------------------------------------------------------------------------------------------

_SENDER: Final = re.compile(r"invoke-restmethod|invoke-webrequest|irm|iwr", re.IGNORECASE)
_CURL_NAME: Final = re.compile(r"curl(?:\.exe)?|wget", re.IGNORECASE)
_OF_A_SENDER: Final = frozenset({"-uri", "-method", "-body", "-infile"})
_ENUMERATED: Final = re.compile(r"::(\w+)\)?$")  # [Microsoft.PowerShell.Commands.WebRequestMethod]::Post
_PARAMETERS: Final = ("uri", "method", "custommethod", "headers", "infile", "body")


class _Script:
    def __init__(self, text: str, files: ReadFile) -> None:
        self.text, self.files = text, files
        self.values = Values(text, files)
        self.variables = self.values.variables
        self.calls: list[WrittenCall] = []
        self._problem: PayloadError | None = None

    def run(self) -> None:
        """Go through its statements."""
        for statement in self.variables.run(list(tokens_of(self.text, 0, len(self.text), self.values.source))):
            self._send(statement)

    def lone_body(self) -> WrittenCall:
        """The body of a script that sends nothing: the one value it sets that looks like one."""
        if self._problem is None:
            for value in self.variables.bodies():
                try:
                    word = self.values.word(value)
                except PayloadError as error:
                    self._problem = self._problem or error
                    continue
                if word is not None and _looks_like_json(word):
                    return self._call(word, "", "POST", "")
        raise self._problem or self.values.source.error(_NO_BODY, 0)

    def _send(self, statement: Sequence[Token]) -> None:
        """The call of a statement, if it makes one."""
        for place, token in enumerate(statement):
            if _SENDER.fullmatch(token.text):
                self._invoke(statement, place)
                return
            if _CURL_NAME.fullmatch(token.text):
                if any(each.text.lower() in _OF_A_SENDER for each in statement[place:]):
                    self._invoke(statement, place)
                elif token.text.lower().startswith("curl"):
                    self._curl(statement, place)
                return

    def _curl(self, statement: Sequence[Token], place: int) -> None:
        words = [self._native_word(argument) for argument in arguments(statement[place + 1 :], self.text)]
        command, source = Command(statement[place].start, words), self.values.source
        self.calls += curl.calls_of([command], Excerpt(self.text), source, self.files, FORM, command.start)

    def _invoke(self, statement: Sequence[Token], place: int) -> None:
        options = parameters(statement[place + 1 :], self.text, _PARAMETERS)
        unknown = self._add_splatted(options)
        url = self._text(options.get("uri") or options.get(""))
        method = self._text(options.get("method") or options.get("custommethod"))
        if (named := _ENUMERATED.search(method)) is not None:
            method = named[1]
        error = self.values.source.error
        try:
            body = self._body(options, statement[: place - 1] if _is_piped(statement[:place]) else ())
            if body is not None and not _looks_like_json(body) and _is_elsewhere(url):
                raise error("what this script sends is not JSON", body.start)  # what a token is asked for with, perhaps
        except PayloadError as problem:
            if not _is_elsewhere(url):
                raise
            self._problem = problem
            return
        if body is None:
            reason = f"what @{brief(unknown)} holds is not in this text" if unknown else _NO_BODY
            self._problem = error(reason, statement[place].start)
            return
        headers = "\n".join(self._header_lines(options.get("headers", ())))
        self.calls.append(self._call(body, url, method or ("POST" if unknown else "GET"), headers))

    def _add_splatted(self, options: dict[str, Sequence[Token]]) -> str:
        """Add what stands in splatted hashtables to the parameters; the name of one that is not in the text."""
        unknown = ""
        for splatted in options.pop("@", ()):
            members = self.variables.members([Token("variable", splatted.text, splatted.start)])
            for name, value in (members or {}).items():
                options.setdefault(whole_name(name, _PARAMETERS), value)
            unknown = splatted.text if members is None else unknown
        return unknown

    def _body(self, options: Mapping[str, Sequence[Token]], piped: Sequence[Token]) -> Word | None:
        """What is sent; None for nothing. Raises PayloadError where it is not in the text."""
        if (file := options.get("infile")) is not None:
            return Word(self.values.file(file), start=file[0].start)
        value = options.get("body", piped)
        word = self.values.word(value)
        if value and (word is None or word.text.text in word.variables):
            shown = brief(self.text[value[0].start : end_of(value[-1], self.text)].partition("\n")[0])
            reason = f"the body is {shown}, and its value is not in this text; print it and open what it prints"
            raise self.values.source.error(reason, value[0].start)
        return word

    def _call(self, word: Word, url: str, method: str, headers: str) -> WrittenCall:
        since, remarks = headers_of(headers)
        body = curl.quoted_variables(word.text, word.variables)
        return WrittenCall(body, FORM, target_of(url, method), since, word.variables, remarks=remarks)

    def _text(self, argument: Sequence[Token] | None) -> str:
        return self.values.argument(argument).text.text if argument else ""

    def _header_lines(self, value: Sequence[Token]) -> Iterator[str]:
        for name, parts in (self.variables.members(value) or {}).items():
            yield f"{name}: {self._text(parts)}"

    def _native_word(self, tokens: Sequence[Token]) -> Word:
        """An argument of curl.exe. Windows PowerShell hands quotes on only where a backslash stands before them."""
        word = self.values.argument(tokens)
        text = word.text.text
        if is_json(text):
            return word
        built, place = ExcerptBuilder(), 0
        for quote in re.finditer(r'\\"', text):
            built.add(text[place : quote.start()], place)
            built.add('"', quote.start() + 1)
            place = quote.end()
        built.add(text[place:], place)
        return Word(built.build().within(word.text), word.variables, start=word.start)


_NO_BODY: Final = "this PowerShell script sends no body: -Body is missing"


def _is_piped(before: Sequence[Token]) -> bool:
    return bool(before) and before[-1].kind == "pipe"


def _looks_like_json(word: Word) -> bool:
    return word.text.text.lstrip()[:1] in ("{", "[")


def _is_elsewhere(url: str) -> bool:
    """Whether an address is known not to be one of Zoho CRM's."""
    return "://" in url and "/crm/" not in url and "$" not in url
