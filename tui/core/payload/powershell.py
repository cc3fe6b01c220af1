"""PowerShell scripts that send a body: Invoke-RestMethod, Invoke-WebRequest and curl.exe, the body a literal, a
here-string or a variable that the script sets to one. A hashtable is named for what it is: what ConvertTo-Json makes of
it is for PowerShell to say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload import curl
from tui.core.payload.call import ReadFile, WrittenCall, file_body, headers_of, target_of
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.json_text import is_json
from tui.core.payload.powershell_tokens import Token, end_of, split, statements, tokens_of
from tui.core.payload.shell import Command, Word, shown_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORM: Final = "a PowerShell script"

_INVOKE: Final = re.compile(r"(?<![\w-])(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)(?=[\s`])", re.IGNORECASE)
_ASSIGNED: Final = re.compile(
    r"^[ \t]*\$\w+[ \t]*=[ \t]*(?:@['\"{(]|\[\w+\]\s*@\{|Invoke-|Get-Content|['\"]\s*[{\[])",
    re.MULTILINE | re.IGNORECASE,
)
_CURL: Final = re.compile(r"^(?>[^\n]*?(?<![\w.-])curl(?:\.exe)?[ \t])[^\n]*`[ \t]*+\r?\n", re.MULTILINE)
_HASHTABLE: Final = (
    "this body is a PowerShell hashtable (@{...}); print it with ConvertTo-Json -Depth 10 and open what that prints"
)
_DEEPEST: Final = 20
_MOST_TOKENS: Final = 4_000  # of a text that is put together with +=
_MOST_STEPS: Final = 5_000
_DEEPEST_NAME: Final = 6  # variables and sums within an address


def read(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of a PowerShell script; None where the text is none. Raises PayloadError."""
    if not (_INVOKE.search(text) or _ASSIGNED.search(text) or _CURL.search(text)):
        return None
    is_script = _INVOKE.search(text) is not None or _ASSIGNED.match(text.lstrip()) is not None
    if not is_script and (curl.find_command(text) is None or "'\\''" in text):
        return None  # the last is how bash writes a quote within quotes
    script = _Script(_without_prompts(text), files)
    script.run(list(tokens_of(script.text, 0, len(text), script.source)), 0)
    if script.calls:
        return tuple(script.calls)
    return (script.lone_body(),)


_PROMPT: Final = re.compile(r"^[ \t]*PS(?: [^\n>]*)?>", re.MULTILINE)
_GOES_ON: Final = re.compile(r"^(?:[ \t]*PS(?: [^\n>]*)?>|>>) ?", re.MULTILINE)


def _without_prompts(text: str) -> str:
    """A text copied from a console with blanks for its prompts, so that every place stays where it is."""
    return _GOES_ON.sub(lambda prompt: " " * len(prompt[0]), text) if _PROMPT.search(text) else text


# --- what a script does ----------------------------------------------------------------------------------------------

_NAMED: Final = re.compile(r"-(?P<name>[A-Za-z]\w*)(?::(?P<value>.*))?", re.DOTALL)


class _Script:
    def __init__(self, text: str, files: ReadFile) -> None:
        self.text, self.files = text, files
        self.source = Source.of(text)
        self.calls: list[WrittenCall] = []
        self._values: dict[str, list[Token]] = {}
        self._room = 2 * len(text) + 10_000  # characters that variables may add in all
        self._steps = _MOST_STEPS  # expressions that may still be looked at: one may be made of another many times

    def run(self, tokens: Sequence[Token], depth: int) -> None:
        """Go through statements, and those within brackets."""
        if depth > _DEEPEST:
            return
        for statement in statements(tokens):
            self._assign(statement)
            place = next((n for n, token in enumerate(statement) if _is_sender(token)), None)
            if place is not None:
                self._send(statement, place)
                continue
            for token in statement:
                if token.kind == "group" and not token.text.startswith("@"):
                    self.run(token.parts, depth + 1)

    def lone_body(self) -> WrittenCall:
        """The body of a script that sends nothing: the one value it sets that looks like one."""
        for value in reversed(self._values.values()):
            word = self._word(value, 0)
            if word is not None and word.text.text.lstrip()[:1] in ("{", "["):
                return self._call(word, "", "POST", "")
        raise self.source.error("this PowerShell script sends no body: -Body is missing", 0)

    def _assign(self, statement: list[Token]) -> None:
        if len(statement) < 3 or statement[0].kind != "variable":
            return
        name, sign, *value = statement
        if sign.text == "=":
            self._values[_name(name)] = value
        elif sign.text == "+=" and len(before := self._values.get(_name(name), ())) in range(1, _MOST_TOKENS):
            self._values[_name(name)] = [*before, Token("plain", "+", sign.start), *value]

    def _send(self, statement: list[Token], place: int) -> None:
        if statement[place].text.lower().startswith("curl"):
            words = [self._native_word(token) for token in _joined(statement[place + 1 :])]
            command = Command(statement[place].start, words)
            self.calls += curl.calls_of([command], Excerpt(self.text), self.source, self.files, FORM, command.start)
            return
        options = self._options(statement[place + 1 :])
        url = self._raw(options.get("uri") or options.get("") or [])
        method = self._raw(options.get("method") or options.get("custommethod") or []) or "GET"
        headers = "\n".join(self._header_text(options.get("headers") or []))
        if (file := options.get("infile")) is not None:
            body = Word(file_body(self._raw(file), self.files, self.source, file[0].start))
            self.calls.append(self._call(body, url, method, headers))
            return
        if (value := options.get("body")) is None:
            return
        word = self._word(value, 0)
        if word is None:
            shown = brief(self.text[value[0].start :].split("\n", 1)[0])
            reason = f"the body is {shown}, and its value is not in this text; print it and open what it prints"
            raise self.source.error(reason, value[0].start)
        self.calls.append(self._call(word, url, method, headers))

    def _call(self, word: Word, url: str, method: str, headers: str) -> WrittenCall:
        since, remarks = headers_of(headers)
        body = curl.quoted_variables(word.text, word.variables)
        return WrittenCall(body, FORM, target_of(url, method), since, word.variables, remarks=remarks)

    def _options(self, tokens: Sequence[Token]) -> dict[str, list[Token]]:
        """The named parameters; what stands without a name under ""; those of a splatted hashtable with them."""
        options: dict[str, list[Token]] = {}
        name = ""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.kind == "pipe":
                break
            if token.kind == "plain" and token.text == "@" and place + 1 < len(tokens):
                options |= self._members(self._values.get(tokens[place + 1].text, []))
                place += 1
            elif token.kind == "plain" and (named := _NAMED.fullmatch(token.text)) is not None:
                name = named["name"].lower()
                if named["value"]:  # -Method:Put
                    options[name] = [Token("plain", named["value"], token.start + named.start("value"))]
                    name = ""
            else:
                options.setdefault(name, []).append(token)
                if place + 1 >= len(tokens) or not _goes_on(token, tokens[place + 1]):
                    name = ""
            place += 1
        return options

    def _members(self, value: Sequence[Token]) -> dict[str, list[Token]]:
        table = next((token for token in value if token.kind == "group" and token.text == "@{"), None)
        members: dict[str, list[Token]] = {}
        for statement in statements(table.parts if table else ()):
            if len(statement) > 2 and statement[1].text == "=":
                members[statement[0].text.strip("'\"").lower()] = statement[2:]
            elif statement and statement[0].text.endswith("=") and len(statement) > 1:
                members[statement[0].text[:-1].strip("'\"").lower()] = statement[1:]
        return members

    # --- values -------------------------------------------------------------------------------------------------------

    def _word(self, value: Sequence[Token], depth: int) -> Word | None:
        """The text that an expression is; None where it is not in the script. Raises PayloadError for a hashtable."""
        self._steps -= 1
        if depth > _DEEPEST or not value or self._steps < 0:
            return None
        if any(token.kind == "group" and token.text == "@{" for token in value):
            raise self.source.error(_HASHTABLE, value[0].start)
        if any(token.kind == "plain" and _CHANGES.match(token.text) for token in value):
            return None
        if (built := self._built(value, depth)) is not None:
            return built
        first = value[0]
        if first.kind == "plain" and first.text.lower() in ("get-content", "gc", "cat"):
            return self._content(value[1:])
        for token in value:
            if token.kind in ("here", "single", "double", "expanding"):
                return self._string(token)
            if token.kind == "variable":
                found = self._values.get(_name(token))
                return self._word(found, depth + 1) if found else None
            if token.kind == "group":
                inner = self._word(token.parts, depth + 1)
                if inner is not None:
                    return inner
        return None

    def _built(self, value: Sequence[Token], depth: int) -> Word | None:
        """A text that is put together: ``'...' + $name + '...'``, or ``'...{0}...' -f $name``; None for any other."""
        words = [token.text.lower() if token.kind == "plain" else "" for token in value]
        if "-f" in words[1:]:
            place = words.index("-f", 1)
            format_ = self._word(value[:place], depth + 1)
            arguments = [self._part(part, depth) for part in split(value[place + 1 :], ",")]
            return format_ and _formatted(format_, arguments)
        if "+" not in words[1:]:
            return None
        built, variables = ExcerptBuilder(), frozenset[str]()
        words_of = [self._part(part, depth) for part in split(value, "+")]
        if all(word.text.text in word.variables for word in words_of):
            return None
        for word in words_of:
            built.add_excerpt(word.text)
            variables |= word.variables
        return Word(built.build(), variables, start=value[0].start)

    def _part(self, tokens: Sequence[Token], depth: int) -> Word:
        """A part of a text: what it is, or the variable that stands for it."""
        if (word := self._word(tokens, depth + 1)) is not None:
            return word
        first, last = tokens[0], tokens[-1]
        if len(tokens) == 1 and first.kind == "plain":
            return Word(Excerpt(first.text, (0,), (first.start,)), start=first.start)
        written = self.text[first.start : end_of(last, self.text)]
        shown = shown_variable(written if first.kind == "variable" else f"$({written.strip('()')})")
        return Word(Excerpt(shown, (0,), (first.start,)), frozenset({shown}), start=first.start)

    def _content(self, tokens: Sequence[Token]) -> Word | None:
        names = [token for token in tokens if token.kind in ("plain", "single", "double") and token.text[0] != "-"]
        if not names:
            return None
        return Word(file_body(names[0].text.strip("'\""), self.files, self.source, names[0].start))

    def _string(self, token: Token) -> Word:
        start, end = token.inner
        if token.kind == "here":
            return Word(Excerpt(self.text[start:end], (0,), (start,)), start=start)
        if token.kind == "single":
            built = ExcerptBuilder()
            for part in re.finditer(r"''|[^']++", self.text[start:end]):
                built.add("'" if part[0] == "''" else part[0], start + part.start())
            return Word(built.build(), start=start)
        return self._expanded(start, end, quoted=token.kind == "double")

    def _expanded(self, start: int, end: int, *, quoted: bool) -> Word:
        built, variables = ExcerptBuilder(), frozenset[str]()
        for part in _EXPANDING.finditer(self.text, start, end):
            if part["char"] is not None:
                built.add(chr(int(part["char"], 0)), part.start())
            elif part["escaped"] is not None:
                built.add(_ESCAPES.get(part["escaped"], part["escaped"]), part.start())
            elif part["variable"] is not None:
                value = self._value_of(part["variable"])
                if value is None:
                    value = shown_variable(part["variable"])
                    variables |= {value}
                built.add(value, part.start())
            else:
                built.add('"' if quoted and part[0] == '""' else part[0], part.start())
        return Word(built.build(), variables, start=start)

    def _value_of(self, variable: str) -> str | None:
        found = self._values.get(variable.strip("${}").lower())
        if not found or found[0].kind not in ("single", "double", "here"):
            return None
        value = self.text[slice(*found[0].inner)]
        if "$" in value or "`" in value or len(value) > self._room:
            return None
        self._room -= len(value)
        return value

    def _raw(self, value: Sequence[Token], depth: int = 0) -> str:
        """An address, a method or a name as it is written, with variables that the script sets filled in."""
        self._steps -= 1
        if not value or depth > _DEEPEST_NAME or self._steps < 0:
            return ""
        if any(token.kind == "plain" and token.text == "+" for token in value):
            return "".join(self._raw(part, depth + 1) for part in split(value, "+"))
        token = value[0]
        if token.kind == "variable":
            found = self._values.get(_name(token))
            return self._raw(found, depth + 1) or token.text if found else token.text
        if token.kind == "group":
            return self._raw(token.parts, depth + 1)
        return self._string(token).text.text if token.inner[1] and token.kind != "plain" else token.text

    def _header_text(self, value: Sequence[Token]) -> Iterator[str]:
        if value and value[0].kind == "variable":
            value = self._values.get(_name(value[0]), [])
        for name, parts in self._members(value).items():
            yield f"{name}: {self._raw(parts)}"

    def _native_word(self, tokens: Sequence[Token]) -> Word:
        """An argument of curl.exe. Windows PowerShell hands quotes on only where a backslash stands before them."""
        word = self._word(tokens, 0)
        if word is None:
            written = "".join(token.text for token in tokens)
            variables = frozenset({written}) if tokens[0].kind == "variable" else frozenset[str]()
            return Word(Excerpt(written, (0,), (tokens[0].start,)), variables, start=tokens[0].start)
        if '\\"' in word.text.text and not is_json(word.text.text):
            built, place = ExcerptBuilder(), 0
            text = word.text.text
            for quote in re.finditer(r'\\"', text):
                built.add(text[place : quote.start()], place)
                built.add('"', quote.start() + 1)
                place = quote.end()
            built.add(text[place:], place)
            return Word(built.build().within(word.text), word.variables, start=word.start)
        return word


_CHANGES: Final = re.compile(
    r"\.(?:replace|remove|insert|substring|split)\b|-[ci]?(?:replace|split|join)\b", re.IGNORECASE
)
"""What makes another text of a text."""
_PLACE: Final = re.compile(r"\{\{|\}\}|\{(?P<number>\d{1,3})[^{}\n]{0,40}\}")


def _formatted(word: Word, arguments: Sequence[Word]) -> Word:
    """A text with its places ``{0}`` filled in, and its doubled braces each once."""
    text, built, variables, place = word.text, ExcerptBuilder(), word.variables, 0
    for found in _PLACE.finditer(text.text):
        built.add(text.text[place : found.start()], place)
        if found["number"] is None:
            built.add(found[0][0], found.start())
        elif int(found["number"]) < len(arguments):
            given = arguments[int(found["number"])]
            built.add(given.text.text, found.start())
            variables |= given.variables
        place = found.end()
    built.add(text.text[place:], place)
    return Word(built.build().within(text), variables, start=word.start)


_EXPANDING: Final = re.compile(
    r"\$\(\[char\]\s*(?P<char>0x[0-9a-fA-F]{1,5}|\d{1,6})\)|`(?P<escaped>.)"
    r"|(?P<variable>\$\{[^}\n]*\}|\$\((?:[^()]|\([^()]*\))*+\)|\$[A-Za-z_][\w:]*)|\"\"|[^`$\"]++|.",
    re.DOTALL,
)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}


def _is_sender(token: Token) -> bool:
    return (
        token.kind == "plain"
        and re.fullmatch(r"invoke-restmethod|invoke-webrequest|irm|iwr|curl(?:\.exe)?", token.text, re.IGNORECASE)
        is not None
    )


def _name(token: Token) -> str:
    return token.text.strip("${}").lower()


def _goes_on(token: Token, following: Token) -> bool:
    """Whether two tokens without a name between them are one value, as ``[Type]::Method`` and its brackets."""
    return following.kind == "group" and token.text.startswith("[")


def _joined(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    for token in tokens:
        if token.kind == "pipe":
            return
        yield [token]
