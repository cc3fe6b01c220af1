"""Shell scripts that send a body by another program than curl (HTTPie, wget, xh), or only write it: a here-document, a
pipe, a quoted word. Which of its variables stand open is told as the shell reads them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.payload.call import ReadFile, Target, WrittenCall, headers_of, target_of
from tui.core.payload.curl import MOST_RESTARTS, content_of, of_file, quoted_variables, without_prompts
from tui.core.payload.excerpt import Excerpt, Source
from tui.core.payload.literals import is_literal
from tui.core.payload.shell import Shell, ShellError
from tui.core.payload.shell_printed import printed_by
from tui.core.payload.shell_words import Command, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM: Final = "a shell script"

_CLIENTS: Final = r"(?:https?|xhs?|wget2?|curlie|hurl|aws|doctl|jq|gh)"
_SCRIPT: Final = re.compile(
    r"(?:^|\s|\bcat)<<-?[ \t]*['\"\\]?[A-Za-z_]\w*|(?:^|\s)<<<[ \t]*['\"$\w]"
    rf"|^[ \t]*(?:[$%>❯][ \t]+)?(?:(?:export|declare|local|readonly)[ \t]+)?[A-Za-z_]\w*=['\"$]"
    rf"|(?:^|[|&;])[ \t]*(?:[$%>❯][ \t]+)?{_CLIENTS}[ \t]+[^\n]*(?:['\"@<]|/crm/|\\\r?$)"
    r"|^[ \t]*(?:[$%>❯][ \t]+)?(?:echo|printf|cat)[ \t]+[^\n]*(?:['\"][ \t]*[\[{]|>|\|)",
    re.MULTILINE,
)
_CALL: Final = re.compile(rf"^[ \t]*(?:[$%>❯][ \t]+)?{_CLIENTS}[ \t][^\n]*(?:/crm/|://|\\\r?$|\$\w)", re.MULTILINE)
_BODY_OPTIONS: Final = ("--post-data", "--body-data", "--raw", "--data", "--data-raw", "-d", "--body")
_FILE_OPTIONS: Final = ("--post-file", "--body-file", "--input")
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_MOST_COMMANDS: Final = 2000


def read(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of a shell script, or, where it sends nothing, the one body that it writes; None where the text is no
    such script. Raises PayloadError where the body is in a file that is not there."""
    if _SCRIPT.search(text) is None or text.lstrip().startswith("<"):
        return None
    plain = without_prompts(text)
    try:
        commands = list(_commands(Shell(plain.text, 0, _CALL)))
    except ShellError:
        return None
    source = Source.of(text)
    calls = [call for command in commands if (call := _call(command, plain, source, files)) is not None]
    if calls:
        return tuple(calls)
    lone = [call for command in commands for call in _lone(command, plain)]
    return tuple(lone[-1:]) or None


def _commands(shell: Shell) -> Iterator[Command]:
    """The commands of a text. Prose between them may hold a quote that is none: reading begins anew at the next call.
    Raises ShellError."""
    restarts = 0
    for _ in range(_MOST_COMMANDS):
        begun = shell.place
        try:
            command = shell.next_command()
        except ShellError:
            following = _CALL.search(shell.text, begun)
            if following is None and _CALL.search(shell.text, 0, begun) is not None:
                break  # prose behind the last command
            if following is None or restarts == MOST_RESTARTS:
                raise
            if following.start() == begun:  # it would be as unreadable each time
                raise
            restarts += 1
            shell = shell.restarted(following.start())
            continue
        if command is None:
            break
        yield from command.pipeline()
    for name, value in shell.values().items():
        yield Command(value.start, [Word(Excerpt(name)), value])


def _call(command: Command, plain: Excerpt, source: Source, files: ReadFile) -> WrittenCall | None:
    """A command that names an address of Zoho CRM, and has a body."""
    words = command.words
    url = next((word.text.text for word in words if "/crm/" in word.text.text and not _is_body(word)), None)
    if url is None:
        return None
    body = _body_of(command, plain, source, files)
    if body is None or not _is_body(body := content_of(body, plain.origin(body.start), source, files)):
        return None
    method = _method(words) or "POST"
    headers = "\n".join(word.text.text for word in words if not _is_body(word))
    since, remarks = headers_of(headers)
    return _written(body, plain, target_of(url, method), since, remarks)


def _written(
    body: Word, plain: Excerpt, target: Target, since: str | None = None, remarks: tuple[str, ...] = ()
) -> WrittenCall:
    text = quoted_variables(body.text, body.variables)
    return WrittenCall(text.within(plain), FORM, target, since, body.variables, remarks=remarks)


def _method(words: list[Word]) -> str | None:
    texts = [word.text.text for word in words]
    option = next((text.partition("=")[2] for text in texts if text.startswith("--method=")), None)
    return option or next((text for text in texts[1:] if text.upper() in _METHODS), None)


def _body_of(command: Command, plain: Excerpt, source: Source, files: ReadFile) -> Word | None:
    words = iter(command.words[1:])
    for word in words:
        name, equals, value = word.text.text.partition("=")
        place = plain.origin(word.start)
        if name in _FILE_OPTIONS:
            following = next(words, None)
            return of_file(value if equals else following.text.text if following else "", command, place, source, files)
        if name in _BODY_OPTIONS:
            return word.behind(len(name) + 1) if equals else next(words, None)
        if re.match(r":=?@|@", word.text.text):
            return of_file(word.text.text.lstrip(":=@"), command, place, source, files)
    if command.here is not None:
        return command.here
    if command.input_file is not None:
        place = plain.origin(command.input_file.start)
        return of_file(command.input_file.text.text, command, place, source, files)
    writer = command.piped_from
    if writer is not None:
        printed = printed_by(writer)
        if printed is None and [word.text.text for word in writer.words[:1]] == ["cat"] and len(writer.words) == 2:
            place = plain.origin(writer.words[1].start)
            return of_file(writer.words[1].text.text, writer, place, source, files)
        return printed
    return next((word for word in command.words if _is_body(word)), None) or _of_items(command.words[1:])


def _of_items(words: list[Word]) -> Word | None:
    """The body that HTTPie makes of its request items: ``data:='[...]' trigger:='[]'``."""
    members: list[str] = []
    variables: frozenset[str] = frozenset()
    for word in words:
        item = _ITEM.fullmatch(word.text.text)
        if item is not None:
            value = quoted_variables(Excerpt(item["value"]), word.variables).text
            members.append(f'"{item["name"]}": {value if item["raw"] else json.dumps(value)}')
            variables |= word.variables
    if not any(member.startswith('"data":') for member in members):
        return None
    return Word(Excerpt("{" + ", ".join(members) + "}", (), ()), variables)


_ITEM: Final = re.compile(r"(?P<name>[A-Za-z_$]\w*)(?:(?P<raw>:=)|=)(?P<value>(?!@).*)", re.DOTALL)


def _lone(command: Command, plain: Excerpt) -> Iterator[WrittenCall]:
    """The bodies that a command writes, prints or is given, whatever it does with them."""
    for word in (command.here, *command.words):
        if word is not None and re.search(r"\b(?:data|duplicate_check_fields)\b", word.text.text):
            call = _written(word, plain, Target())
            if is_literal(call.body.text):
                yield call


def _is_body(word: Word) -> bool:
    return word.text.text.lstrip()[:1] in ("{", "[") and len(word.text.text) > 2
