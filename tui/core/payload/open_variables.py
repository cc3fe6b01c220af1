"""Variables that stand open in a payload: texts that a shell, a tool or a template engine fills in before the call
leaves, and whose values are not in the text (rule lint.shell_variable).

A body that is copied out of Postman, n8n, Make, a .http file or a template is full of them. What they will be is not
known, so that such a value is neither judged nor looked up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tui.core.values import Json, Record

_TEMPLATE: Final = (
    r"\{\{[^{}\n]{1,200}\}\}"  # Postman, .http files, n8n, Make, Handlebars
    r"|<%=?[^%\n]{1,200}%>"  # EJS, ERB
    r"|[#@]\{(?!\w+=)[^{}\n]{1,200}\}"  # Ruby, Power Automate; but no hashtable as PowerShell prints it
)
_ANYWHERE: Final = pattern(_TEMPLATE)
_SHELL: Final = pattern(rf"{_TEMPLATE}|\$\{{[A-Za-z_][^{{}}\n]{{0,199}}\}}")
_WHOLE: Final = pattern(
    r"\$[A-Za-z_][\w.]*|\$\([A-Za-z][^()\n]{0,200}\)|%[A-Za-z_]\w*%|%\([A-Za-z_]\w*\)s|\{[A-Za-z_]\w*\}"
    r"|@[A-Za-z]\w*\([^\n]{0,200}"  # Power Automate
)
_WHOLE_ANYWHERE: Final = pattern(r"%[A-Za-z_]\w*%")  # of cmd, whose curl is read as that of any shell
_MARKS: Final = ("{{", "<%", "#{", "@{", '"@', "$", "%", '"{', "\n{", ",{", ";{", "\t{")
_IN_JSON: Final = pattern(r'(?<!\\)"[^"\\]*+(?:\\.[^"\\]*+)*+"|(?P<open>\{\{[^{}\n]{1,200}\}\})', re.DOTALL)


def open_variables(rows: Iterable[Record], text: str, *, is_shell: bool) -> frozenset[str]:
    """The variables that stand open in the values of rows. text: what the rows were read from, which is looked through
    first. is_shell: a shell's own reading told already which of its variables stand open; the others are text."""
    if not any(mark in text for mark in _MARKS):  # equal: it is quick
        return frozenset()
    return frozenset(found for row in rows for found in _in_value(row, is_shell=is_shell))


def _in_value(value: Json, *, is_shell: bool) -> Iterator[str]:
    if isinstance(value, str):
        if "{" in value or "$" in value or "%" in value or value[:1] == "@":
            yield from (match[0] for match in (_ANYWHERE if is_shell else _SHELL).finditer(value))
            if (_WHOLE_ANYWHERE if is_shell else _WHOLE).fullmatch(bare := value.strip()):
                yield bare
    elif isinstance(value, dict):
        for each in value.values():
            yield from _in_value(each, is_shell=is_shell)
    elif isinstance(value, list):
        for each in value:
            yield from _in_value(each, is_shell=is_shell)


def holds_variable(value: Json, variables: Collection[str]) -> bool:
    """Whether a value, or a part of it, holds one of the variables that stand open in its payload."""
    if isinstance(value, str):
        if not ("$" in value or "{" in value or "%" in value or "`" in value or value[:1] == "@"):
            return False
        if any(match[0] in variables for match in _SHELL.finditer(value)):
            return True
        return any(variable in value for variable in _of_a_shell(frozenset(variables)))
    if isinstance(value, dict):
        return any(holds_variable(each, variables) for each in value.values())
    return isinstance(value, list) and any(holds_variable(each, variables) for each in value)


@lru_cache(maxsize=8)
def _of_a_shell(variables: frozenset[str]) -> tuple[str, ...]:
    """Those that can stand within a text without a mark of their own end: of a shell, and so few."""
    return tuple(name for name in variables if not _SHELL.fullmatch(name))


def first_in(value: Json) -> str | None:
    """The variable that a value is as a whole; None for any other value."""
    text = value.strip() if isinstance(value, str) else ""
    return text if _SHELL.fullmatch(text) or _WHOLE.fullmatch(text) else None


def variables_in(text: str) -> frozenset[str]:
    """The variables that a text is put together from, such as ``${name}``."""
    return frozenset(match[0] for match in _SHELL.finditer(text))


def may_be_blank(value: Json) -> bool:
    """Whether nothing of a text is sure to be there: it consists of variables, and white space between them."""
    return isinstance(value, str) and not _WHOLE.sub("", _SHELL.sub("", value)).strip()


def quoted_templates(body: Excerpt) -> Excerpt:
    """A body with quotes around each ``{{name}}`` that stands where JSON wants a value, so that it can be read."""
    if "{{" not in body.text:
        return body
    built = ExcerptBuilder()
    place = 0
    for match in _IN_JSON.finditer(body.text):
        if match["open"] is not None:
            built.add(body.text[place : match.start()], place)
            written = match["open"].replace("\\", "/").replace('"', "'")
            built.add(f'"{written}"', match.start())
            place = match.end()
    if not place:
        return body
    built.add(body.text[place:], place)
    return built.build().within(body)


def as_variable(code: str) -> str:
    """An expression of a program as the variable that stands for its value: ``${input.Email}``."""
    shown = re.sub(r"\s+", " ", code).translate(_NO_BRACES).strip()
    shown = shown if shown[:1].isalpha() or shown[:1] == "_" else f"_{shown}"
    return f"${{{shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + '...'}}}"


_NO_BRACES: Final = str.maketrans('{}"\\`', "()'/'")
_LONGEST_SHOWN: Final = 80


def named(names: Iterable[str]) -> str:
    """The first of some variables, for a sentence about them."""
    listed = list(dict.fromkeys(names))
    return ", ".join(brief(name) for name in listed[:5]) + (", ..." if len(listed) > 5 else "")
