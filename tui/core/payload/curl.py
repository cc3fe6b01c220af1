"""curl commands, as bash and its relatives read them, with whatever stands around them: comments, prompts, variables
that the text sets, here-documents and pipes."""

from __future__ import annotations

import re
from dataclasses import field, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload.call import ReadFile, Unread, WrittenCall, beside, file_body, headers_of, target_of
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.json_text import is_json
from tui.core.payload.plainly_meant import form_body
from tui.core.payload.request import PayloadError
from tui.core.payload.shell import Shell, ShellError
from tui.core.payload.shell_printed import printed_by
from tui.core.payload.shell_words import Command, Word
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FORM: Final = "a curl command"

_PROMPT: Final = (
    r"(?:[$%>❯]+[ \t]+|➜[ \t]+[^\s]+[ \t]+(?:git:\([^)\n]*\)[ \t]+)?(?:✗[ \t]+)?"
    r"|[\w.-]+@[\w.-]+[^\n$#%]{0,200}[$#%][ \t]*"
    r"|PS [^\n>]{0,200}>[ \t]*|[A-Za-z]:\\[^\n>]{0,200}>[ \t]*)"
)
_BEFORE: Final = (
    r"(?:@|(?:sudo|time|env|command|exec|then|do|if|!|nohup)[ \t]+|\w+=[^\s'\"]*+[ \t]+|\w+=[\"']?(?:\$\([ \t]*|`))"
    r"{0,100}"  # each looks on for the end of a value
)
_CURL: Final = r"(?:[\w./~-]*/)?curl(?:\.exe)?(?=[ \t\\^`])"
_COMMAND: Final = re.compile(rf"^[ \t]*{_PROMPT}?{_BEFORE}(?P<curl>{_CURL})", re.MULTILINE)
_CALL: Final = re.compile(rf"^[ \t]*{_PROMPT}?{_BEFORE}{_CURL}[^\n]*(?:/crm/|://|\\\r?$|\$\w)", re.MULTILINE)
_STARTS: Final = re.compile(rf"\s*{_CURL}")
_PIPED: Final = re.compile(rf"^[^\n#]*(?:\||;|&&|\bdo[ \t])[ \t]*(?P<curl>{_CURL})", re.MULTILINE)
_SCRIPT: Final = re.compile(
    rf"^[ \t]*{_PROMPT}?"
    r"(?:(?:export|declare|local|readonly)[ \t]+\w+=|[A-Za-z_]\w*=|echo[ \t]|printf[ \t]|cat[ \t]|read[ \t])",
    re.MULTILINE,
)
_PROMPTED: Final = re.compile(rf"^[ \t]*(?P<prompt>{_PROMPT})(?=[A-Za-z_./~])", re.MULTILINE)
_CONTINUED: Final = re.compile(r"([^\n]*\n)((?:>[^\n]*(?:\n|$))+)")
MOST_RESTARTS: Final = 100
"""How often reading begins anew in a text, behind a quote of its prose."""


def find_command(text: str) -> re.Match[str] | None:
    """The first curl command of a text, if there is one: ``curl`` is where it begins."""
    if "curl" not in text:
        return None
    return _COMMAND.search(text) or _PIPED.search(text)


def read(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of the curl commands in a text that send a body; None where there is no curl command.

    Raises PayloadError where there are commands, but no readable body.
    """
    if find_command(text) is None:
        return None
    source, plain = Source.of(text), without_prompts(text)
    found = find_command(plain.text)
    assert found is not None
    start = found.start("curl")
    return calls_of(_curl_commands(plain, start, source), plain, source, files, FORM, start)


def calls_of(
    commands: Sequence[Command], plain: Excerpt, source: Source, files: ReadFile, form: str, start: int
) -> tuple[WrittenCall, ...]:
    """What curl commands (their words without the first, ``curl``) send. Raises PayloadError where none has a body."""
    calls: list[WrittenCall] = []
    problems: list[PayloadError] = []
    other: PayloadError | None = None
    for command in chain.from_iterable(map(_operations, commands)):
        options = _Options.of(command)
        try:
            call = _sent(options, command, plain, source, files, form)
        except PayloadError as error:
            if options.is_form and not options.names_crm:
                other = error
            else:
                problems.append(error)
            continue
        if call is not None:
            calls.append(call)
        elif options.bodies:  # what a token is asked for with, perhaps: nothing of it is kept
            other = source.error("what this curl command sends is not JSON", plain.origin(command.start))
    if not calls:
        missing = source.error("this curl command sends no body: -d is missing", plain.origin(start))
        raise problems[0] if problems else other or missing
    return beside(calls, Unread.of(problems))


def _operations(command: Command) -> Iterator[Command]:
    """The command in as many as it is by ``--next``: what comes after that has options of its own."""
    words = command.words
    cuts = [place for place, word in enumerate(words) if word.text.text in ("--next", "-:")]
    for before, end in pairwise([-1, *cuts, len(words)]):
        yield replace(command, words=words[before + 1 : end])


def _sent(
    options: _Options, command: Command, plain: Excerpt, source: Source, files: ReadFile, form: str
) -> WrittenCall | None:
    """What one command sends; None where that is nothing, or nothing for Zoho CRM. Raises PayloadError."""
    if options.is_form:
        raise source.error("this curl command sends a form (-F), not JSON", plain.origin(command.start))
    if not options.bodies:
        return None
    call = _call(options, command, plain, source, files, form)
    if (sent := _form_sent(call.body.text, command, plain, source)) is not None:
        return replace(call, body=Excerpt(sent, (), ()), remarks=(*call.remarks, _AS_A_FORM))
    return call if call.body.text.lstrip()[:1] in ("{", "[") or options.names_crm else None


_AS_A_FORM: Final = "the command sends its body as a form (data=...); Zoho takes JSON, as it is shown here"


def _form_sent(body: str, command: Command, plain: Excerpt, source: Source) -> str | None:
    try:
        return form_body(body)
    except PayloadError as error:
        raise source.error(error.reason, plain.origin(command.start)) from None


def without_prompts(text: str) -> Excerpt:
    """The text without the prompts that a terminal puts before a command and before each further line of it."""
    built = ExcerptBuilder()
    place = 0
    for prompt in _PROMPTED.finditer(text):
        if prompt.start() < place:
            continue
        built.add(text[place : prompt.start("prompt")], place)
        place = prompt.end("prompt")
        if (run := _CONTINUED.match(text, place)) is not None:
            built.add(run[1], place)
            for line in re.finditer(r"> ?([^\n]*(?:\n|$))", run[2]):
                built.add(line[1], run.start(2) + line.start(1))
            place = run.end()
    built.add(text[place:], place)
    return built.build()


def _curl_commands(plain: Excerpt, first: int, source: Source) -> list[Command]:
    """The curl commands of a text. Prose between them may hold a quote that is none: reading begins anew after it."""
    text = plain.text
    line = first - len(text[:first].rpartition("\n")[2])
    script = _SCRIPT.search(text)
    start = min(line, script.start()) if script else line
    commands: list[Command] = []
    shell = Shell(text, start, _CALL)
    restarts = 0
    while True:
        begun = shell.place
        try:
            command = shell.next_command()
        except ShellError as error:
            following = _COMMAND.search(text, begun)
            if following is None and commands:
                break  # prose behind the last command
            if following is None or following.start() == begun or restarts == MOST_RESTARTS:  # equal: it never gets on
                place = first if following is None else following.start("curl")
                raise source.error(f"this curl command has {error.reason}", plain.origin(place)) from None
            restarts += 1
            shell = shell.restarted(following.start())
            continue
        if command is None:
            break
        for each in command.pipeline():
            _add_curl(commands, each)
    for place in shell.substitutions:
        if _STARTS.match(text, place) is None:
            continue
        try:
            inner = shell.restarted(place).next_command()
        except ShellError as error:
            if commands:
                continue
            raise source.error(f"this curl command has {error.reason}", plain.origin(place)) from None
        if inner is not None:
            _add_curl(commands, inner)
    return commands


def _add_curl(commands: list[Command], command: Command) -> None:
    """Add a command if it is curl, without the words up to its name."""
    place = next((n for n, word in enumerate(command.words) if _IS_CURL.fullmatch(word.text.text)), None)
    if place is not None and all(_MAY_PRECEDE.fullmatch(word.text.text) for word in command.words[:place]):
        commands.append(replace(command, start=command.words[place].start, words=command.words[place + 1 :]))


_IS_CURL: Final = re.compile(r"@?(?:.*/)?curl(?:\.exe)?", re.DOTALL)
_MAY_PRECEDE: Final = re.compile(
    r"[$%>#❯➜]+|.*[$#%>❯➜]|sudo|time|env|command|exec|then|do|if|!|nohup|\w+=.*|PS|echo|-\w+", re.DOTALL
)


# --- options ---------------------------------------------------------------------------------------------------------

_BODY_OPTIONS: Final = frozenset(
    {"--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"}
)
_TAKE_VALUE: Final = frozenset(
    "--" + name
    for name in (
        *("request", "url", "header", "user", "user-agent", "cookie", "cookie-jar", "output", "proxy", "max-time"),
        *(
            "connect-timeout",
            "retry",
            "retry-delay",
            "write-out",
            "referer",
            "cacert",
            "cert",
            "key",
            "resolve",
            "form",
        ),
        *("form-string", "upload-file", "dump-header", "interface", "config", "oauth2-bearer", "proxy-header", "range"),
        *("limit-rate", "aws-sigv4", "tls-max", "ciphers", "noproxy", "stderr", "trace", "trace-ascii"),
    )
)
_SHORT_WITH_VALUE: Final = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")


@dataclass(slots=True)
class _Options:
    bodies: list[tuple[str, Word]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    method: str | None = None
    is_form: bool = False

    @classmethod
    def of(cls, command: Command) -> _Options:
        """The options of a curl command that matter; whatever else it is given is passed over."""
        options = cls()
        words = iter(command.words)
        for word in words:
            text = word.text.text
            if text.startswith("--"):
                name, equals, _ = text.partition("=")
                if name in _BODY_OPTIONS or name in _TAKE_VALUE:
                    value = word.behind(len(name) + 1) if equals else next(words, None)
                    options._take(name, value)
                elif name == "--get":
                    options.method = "GET"
            elif text.startswith("-"):
                options._short(word, words)
            elif text:
                options.urls.append(text)
        return options

    def _short(self, word: Word, words: Iterable[Word]) -> None:
        text = word.text.text
        for place, letter in enumerate(text[1:], 1):
            if letter in _SHORT_WITH_VALUE:
                rest = word.behind(place + 1)
                value = rest if rest.text.text else next(iter(words), None)
                self._take(f"-{letter}", value)
                return
            if letter == "G":
                self.method = "GET"

    def _take(self, name: str, value: Word | None) -> None:
        if value is None:
            return
        if name == "-d" or name in _BODY_OPTIONS:
            self.bodies.append((name, value))
        elif name in ("-X", "--request"):
            self.method = value.text.text
        elif name == "--url":
            self.urls.insert(0, value.text.text)
        elif name in ("-H", "--header"):
            self.headers.append(value.text.text)
        elif name in ("-F", "--form", "--form-string"):
            self.is_form = True
        elif name in ("-T", "--upload-file"):
            self.bodies.append(("--upload", value))
            self.method = self.method or "PUT"

    @property
    def names_crm(self) -> bool:
        """Whether an address is one of Zoho CRM."""
        return any("/crm/" in url for url in self.urls)

    @property
    def url(self) -> str | None:
        """The address: one with a path of Zoho's rather than another."""
        return next((url for url in self.urls if "/crm/" in url), None) or next(
            (url for url in self.urls if "/" in url and not url.startswith("/")), None
        )


# --- the body --------------------------------------------------------------------------------------------------------


def _call(
    options: _Options, command: Command, plain: Excerpt, source: Source, files: ReadFile, form: str
) -> WrittenCall:
    parts = [_content(name, word, command, plain, source, files) for name, word in options.bodies]
    body, variables = _joined([name for name, _ in options.bodies], parts)
    body = quoted_variables(_straightened(body, variables), variables)
    since, remarks = headers_of("\n".join(options.headers))
    if any(name != "--json" for name, _ in options.bodies[1:]):
        remarks = (*remarks, _BODY_IN_PARTS)
        if not is_json(body.text) and form_body(body.text) is None:
            raise source.error(
                f"{_BODY_IN_PARTS}, so this body is not JSON; write it as one -d", plain.origin(command.start)
            )
    target = target_of(options.url, options.method or "POST")
    return WrittenCall(body.within(plain), form, target, since, variables, remarks=remarks)


def _straightened(body: Excerpt, variables: frozenset[str]) -> Excerpt:
    """The body with quotes as Windows PowerShell passes them on to curl.exe, where only that makes it JSON."""
    if '\\"' not in body.text:
        return body
    plainly = body.text.replace('\\"', '"')
    return body if variables or is_json(body.text) or not is_json(plainly) else Excerpt(plainly, (), ())


_BODY_IN_PARTS: Final = "curl joins the values of several -d with &"


def _joined(names: Sequence[str], parts: Sequence[Word]) -> tuple[Excerpt, frozenset[str]]:
    """What curl sends: the parts of several ``-d`` with ``&`` between them, those of ``--json`` end to end."""
    if len(parts) == 1:
        return parts[0].text, parts[0].variables
    built = ExcerptBuilder()
    variables: frozenset[str] = frozenset()
    for place, (name, part) in enumerate(zip(names, parts, strict=True)):
        if place and name != "--json":
            built.add("&", part.start)
        built.add(part.text.text, part.text.origin(0) if part.text.is_placed else part.start)
        variables |= part.variables
    return built.build(), variables


def _content(name: str, word: Word, command: Command, plain: Excerpt, source: Source, files: ReadFile) -> Word:
    text = word.text.text
    place = plain.origin(word.start)
    if word.file is not None:
        return of_file(word.file, command, place, source, files)
    if name == "--upload" or (text.startswith("@") and name != "--data-raw"):
        file = text.removeprefix("@")
        return (
            _standard_input(command, place, source, files)
            if file in ("-", "/dev/stdin")
            else of_file(file, command, place, source, files)
        )
    if text in word.variables:
        reason = f"the body is {text}, and its value is not in this text; print it and open what it prints"
        raise source.error(reason, place)
    return word


def _standard_input(command: Command, place: int, source: Source, files: ReadFile) -> Word:
    if command.here is not None:
        return content_of(command.here, place, source, files)
    if command.input_file is not None:
        return of_file(command.input_file.text.text, command, place, source, files)
    writer = command.piped_from
    if writer is None or not writer.words:
        reason = "this curl command takes its body from standard input (@-), which is not in this text"
        raise source.error(reason, place)
    if (printed := printed_by(writer)) is not None:
        return content_of(printed, place, source, files)
    program = writer.words[0].text.text.rpartition("/")[2]
    values = [word for word in writer.words[1:] if not word.text.text.startswith("-")]
    if program == "cat" and len(values) == 1:
        return of_file(values[0].text.text, command, place, source, files)
    raise source.error(f"the body is what the command {brief(program)} prints; run it and open what it prints", place)


def of_file(name: str, command: Command, place: int, source: Source, files: ReadFile) -> Word:
    """What a file holds: as the same text wrote it before, or as it is."""
    if (written := command.written.get(name)) is not None:
        return content_of(written, place, source, files)
    return Word(file_body(name, files, source, place), start=place)


def content_of(word: Word, place: int, source: Source, files: ReadFile) -> Word:
    """A word, or what the file holds that it is the content of. Raises PayloadError where that is not there."""
    return word if word.file is None else Word(file_body(word.file, files, source, place), start=place)


_JSON_PART: Final = re.compile(
    r'(?<!\\)"[^"\\]*+(?:\\.[^"\\]*+)*+"|\$(?:\{[^}\n]{0,200}\}|\([^)\n]{0,200}\)|\w+)|`[^`\n]*`|%\w+%', re.DOTALL
)


def quoted_variables(body: Excerpt, variables: frozenset[str]) -> Excerpt:
    """The body with quotes around variables that stand as whole values, so that it can be read as JSON."""
    if not variables:
        return body
    built = ExcerptBuilder()
    place = 0
    for part in _JSON_PART.finditer(body.text):
        if part[0] in variables:
            built.add(body.text[place : part.start()], place)
            built.add(f'"{part[0]}"', part.start())
            place = part.end()
    built.add(body.text[place:], place)
    return built.build().within(body)
