"""The look that panes share: one colour for each meaning, always beside a glyph and a word.

Styles are names of theme variables, so that every theme, also one without colour, decides what they look like.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.style import Style

from tui.core.display import one_line, short_id, value_text
from tui.core.outcome import RowOutcome
from tui.core.rules import RULES, Assumptions, Certainty
from tui.core.views.describe import measured_text
from tui.messages import RecordWanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from textual import events

    from tui.core.values import Json

    Part = str | Content | tuple[str, str | Style]

MUTED: Final = "$foreground-muted"
STRONG: Final = "bold"
MOVED: Final = "$text-warning"
ACCENT: Final = "$text-accent"
GOOD: Final = "$text-success"
SAVED_SIGN: Final = "↑"
"""Beside a row that a send saved, and that is still what was sent."""
CLEARED: Final = "bold $text-error"

OUTCOME_STYLES: Final = {
    RowOutcome.INSERT: "bold $text-success",
    RowOutcome.UPDATE: "bold $text-primary",
    RowOutcome.UNCHANGED: "$foreground-muted",
    RowOutcome.ERROR: "bold $text-error",
    RowOutcome.NOT_KNOWN: "bold $text-secondary",
}
CERTAINTY_STYLES: Final = {
    Certainty.DOCUMENTED: "$text-success",
    Certainty.MEASURED: "$text-success",
    Certainty.OBSERVED: "$text-primary",
    Certainty.ASSUMED: "$text-warning",
    Certainty.NOT_COMPUTED: "$foreground-muted",
}


CATALOGUE: Final = Assumptions()
"""Every rule as the catalogue has it: nothing measured, nothing picked."""

_PLAIN_SIGNS: Final = ContextVar("plain_signs", default=False)


def use_plain_signs(plain: bool) -> None:
    """Whether the app in this context shows certainty as ``*``, ``m``, ``o`` and ``?``, for want of Unicode."""
    _PLAIN_SIGNS.set(plain)


def lacks_unicode(environment: Mapping[str, str]) -> bool:
    """Whether a terminal cannot show circles: its locale names an encoding that is not UTF-8, or it is the bare Linux
    console. Without any locale it is taken to be able to."""
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next((name for name in names if name), "")
    encoded = locale.upper().replace("-", "")
    return environment.get("TERM") == "linux" or (bool(locale) and "UTF8" not in encoded)


def outcome_mark(outcome: RowOutcome) -> Content:
    """``+ INSERT`` in its colour."""
    return Content.styled(outcome.mark, OUTCOME_STYLES[outcome])


def sign(certainty: Certainty) -> str:
    """``●``, ``◐`` or ``○``, or what stands for them in this terminal."""
    return certainty.plain_badge if _PLAIN_SIGNS.get() else certainty.badge


def badge(certainty: Certainty, *, word: bool = True) -> Content:
    """``● documented`` in its colour, or the sign alone."""
    return Content.styled(
        f"{sign(certainty)} {certainty.word}" if word else sign(certainty), CERTAINTY_STYLES[certainty]
    )


def rule_sign(rule_id: str, assumptions: Assumptions = CATALOGUE) -> Content:
    """A rule's id and how sure we are of it under these settings."""
    certainty = assumptions.certainty(rule_id)
    return Content.assemble((rule_id, MUTED), "  ", badge(certainty) if certainty is not None else "")


def source_text(rule_id: str, assumptions: Assumptions) -> str:
    """Where a rule comes from. Of one that was measured: when, in which module, with which version of the API."""
    if assumptions.certainty(rule_id) is Certainty.MEASURED:
        return measured_text(assumptions.measured[rule_id])
    return RULES[rule_id].source


def rule_line(rule_id: str, assumptions: Assumptions = CATALOGUE) -> Content:
    """A rule's id, its certainty and its source, as they stand behind every decision."""
    gap = "" if assumptions.certainty(rule_id) is None else "  "
    return Content.assemble(rule_sign(rule_id, assumptions), gap, (source_text(rule_id, assumptions), MUTED))


def button(content: Content, action: str) -> Content:
    """Content that is clicked to run an action; in a widget without ``auto_links`` it keeps its colours."""
    return content.stylize(Style.from_meta({"@click": action}))


def record_link(record_id: str, style: str = "") -> Content:
    """An id that leads to its record: whoever shows it hears the click, and asks ``linked_record`` of it."""
    return Content.styled(one_line(record_id), style).stylize(_link((record_id, None, "")))


def words_link(shown: str, words: str, module: str) -> Content:
    """A value that leads to the records of a module that hold these words, in any writing."""
    return Content(shown).stylize(_link((None, module, words)))


def with_record_links(
    content: Content, module: str | None, ids: Collection[str] = (), *, others: bool = True
) -> Content:
    """Content in which every id in full leads to its record. module: the API name of that which the ids are most likely
    of, None: the one that is open; ids: more of them, however they look, also where they stand shortened; others: False
    where no others lead anywhere, as in a reply, which names users too."""
    ids = {each for each in ids if len(each) >= _SHORTEST_ID}
    ends = Counter(map(short_id, ids))
    links = {short_id(each): each for each in ids if ends[short_id(each)] == 1} | {one_line(each): each for each in ids}
    known = "|".join(map(re.escape, sorted(links, key=len, reverse=True)))
    wanted = "|".join(filter(None, (known, rf"\d{{{_ID_DIGITS}}}" if others else "")))
    for found in re.finditer(rf"(?<![\w.])(?:{wanted})(?!\w)", content.plain) if wanted else ():
        record_id = links.get(found[0], found[0])
        if not record_id.startswith("new-"):
            content = content.stylize(_link((record_id, module, "")), *found.span())
    return content


def value_link(value: Json, module: str) -> Content:
    """A value as it is shown, which leads to the records of a module that hold it in any writing; one that nobody would
    search for leads nowhere."""
    shown = value_text(value)
    return words_link(shown, str(value), module) if is_searched(value) else Content(shown)


def is_searched(value: Json) -> bool:
    """Whether one would search for a value: not for a long text, or one of several lines."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    return len(text := str(value)) <= _LONGEST_SEARCH and bool(text.strip()) and "\n" not in text


def with_value_links(content: Content, module: str, values: Iterable[Json]) -> Content:
    """Content in which some values, as ``value_text`` shows them, lead to the records of a module that hold them."""
    shown = {value_text(each): each for each in values if each is not None and each != ""}
    known = "|".join(map(re.escape, sorted(shown, key=len, reverse=True)))
    for found in re.finditer(rf"(?<![\w.])(?:{known})(?!\w)", content.plain) if known else ():
        if (link := value_link(shown[found[0]], module)).spans:
            content = content.stylize(link.spans[0].style, *found.span())
    return content


def with_field_links(content: Content, module: str, names: Iterable[str]) -> Content:
    """The text of JSON in which the values of some fields lead to the records of a module that hold them."""
    known = "|".join(re.escape(json.dumps(name, ensure_ascii=False)) for name in names)
    for found in re.finditer(rf"(?:{known}): ({_JSON_VALUE})", content.plain) if known else ():
        with suppress(ValueError):  # shown otherwise than it is written
            if (link := value_link(json.loads(found[1]), module)).spans:
                content = content.stylize(link.spans[0].style, *found.span(1))
    return content


def links_in(texts: Iterable[Content]) -> dict[str, RecordWanted]:
    """What texts lead to, in their order: each id, or the words that are searched for, with what it asks for."""
    links: dict[str, RecordWanted] = {}
    for text in texts:
        for span in sorted(text.spans, key=lambda each: each.start):
            link = span.style.meta.get(_RECORD) if isinstance(span.style, Style) else None
            if isinstance(link, tuple):
                wanted = RecordWanted(*link)
                links.setdefault(wanted.id or wanted.words, wanted)
    return links


def linked_record(event: events.MouseEvent) -> RecordWanted | None:
    """The record, or the words, to which what is under the mouse leads; None where it leads nowhere."""
    link = event.style.meta.get(_RECORD)
    if not isinstance(link, tuple):
        return None
    wanted = RecordWanted(*link)
    return None if wanted.id is not None and wanted.id.startswith("new-") else wanted


def _link(wanted: tuple[str | None, str | None, str]) -> Style:
    return Style(underline=True) + Style.from_meta({_RECORD: wanted})


_RECORD: Final = "record"
_LONGEST_SEARCH: Final = 100
"""Characters of a value that can be searched for."""
_JSON_VALUE: Final = r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*'
_SHORTEST_ID: Final = 4
"""Characters of an id that is looked for in texts: what is shorter is too often a number of something else."""
_ID_DIGITS: Final = "16,20"
"""How many digits an id in full has; a phone number has fifteen at most."""


def fit(content: Content | str, width: int) -> Content:
    """Content cut or padded to exactly this many cells."""
    whole = Content(content) if isinstance(content, str) else content
    return whole.truncate(width, ellipsis=True, pad=True)
