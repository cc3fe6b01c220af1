"""The whole rule catalogue to read and to search: what we hold true of an upsert, how sure we are, and where from."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.core.rules import RULES, Certainty, Rule
from tui.core.views.describe import count_of
from tui.screens.dialogs.choices import GAP, Choices, Keys, ListDialog, hanging
from tui.screens.dialogs.dialog import SHEET
from tui.widgets.look import ACCENT, CATALOGUE, CERTAINTY_STYLES, MOVED, MUTED, STRONG, badge, fit, sign, source_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.rules import Assumptions

    Line = tuple[Content, str | None]

GROUPS: Final = {
    "order": ("the effective check order", "which fields are tried, and in which order"),
    "match": ("finding the target", "how a value is looked up, and which record it chooses"),
    "conflict": ("conflicts", "a unique value that belongs to another record"),
    "valid": ("valid rows", "what Zoho takes, and what it refuses"),
    "call": ("the call as a whole", "what refuses the whole call, or applies to all rows"),
    "write": ("what is written", "and what that costs and triggers"),
    "data": ("what the data can answer", "and what it can't, because it was not pulled"),
    "unknown": ("what no data set can tell", "check these first when a reply differs from the forecast"),
    "lint": ("advice", "likely mistakes in a payload; they do not change the forecast"),
}
"""The groups of rules by the prefix of their ids: a heading, and what it is about."""

FILTERS: Final = ("all", "documented", "observed", "assumed", "other")
"""The ways to filter; ``other``: rules that say nothing of how Zoho decides."""

_ID, _SURE = 28, 13  # cells of a rule's id and of how sure we are
_VALUE = 18  # cells of a setting's name


class _Search(Input):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.RULES_SCREEN]


class _Filter(Static):
    """A way to filter, to be clicked."""

    ALLOW_SELECT = False

    def __init__(self, name: str) -> None:
        super().__init__("", id=f"filter-{name}", markup=False)
        self.filter = name

    def on_click(self) -> None:
        """Filter so."""
        screen = self.screen
        assert isinstance(screen, RulesScreen)
        screen.set_filter(self.filter)


class RulesScreen(ListDialog[None]):
    """The catalogue. rule: the id at which it opens; assumptions: to mark the settings in force."""

    CSS_PATH = [SHEET, "rules.tcss"]
    HELP = """\
## Rules
Everything that a forecast depends on. **● documented** by Zoho, **◉ measured** in this org, **◐ observed** by
users, **○ assumed** by us: then its settings are below, the one in force marked. Type to search in ids, sentences and
sources.
"""

    def __init__(self, rule: str | None = None, assumptions: Assumptions | None = None) -> None:
        super().__init__()
        self._rule, self._assumptions = rule, assumptions
        self._filter = FILTERS[0]

    def compose(self) -> ComposeResult:
        """The search line, the filters, the rules."""
        with Vertical() as box:
            box.border_title = "rules"
            search = _Search(placeholder="type to search", id="search")
            search.cursor_blink = False
            yield search
            with Horizontal(id="filters"):
                yield from map(_Filter, FILTERS)
            yield Choices[str]()
            yield Keys()

    @on(Input.Changed)
    def _searched(self) -> None:
        self._fill()

    def set_filter(self, name: str) -> None:
        """Show only rules of which we are so sure."""
        self._filter = name
        self._fill()

    def action_next_filter(self) -> None:
        """The next way to filter."""
        self.set_filter(FILTERS[(FILTERS.index(self._filter) + 1) % len(FILTERS)])

    def on_resize(self) -> None:
        """Lines break elsewhere; at first, all rules, the cursor on the one that was asked for."""
        self.call_after_refresh(self._fill_again)

    def _fill_again(self) -> None:
        self._fill(self._rule)
        self._rule = None  # it has been shown; from now on the cursor stays where it is
        self.call_after_refresh(self.choices().scroll_to_highlight, top=self.choices().highlighted != 2)

    def _fill(self, at: str | None = None) -> None:
        words = self.query_one(Input).value.casefold().split()
        found = [rule for rule in RULES.values() if all(word in _searchable(rule) for word in words)]
        counts = Counter(_filter_of(rule) for rule in found)
        for chip in self.query(_Filter):
            count = counts[chip.filter] if chip.filter != "all" else len(found)
            chip.update(_chip(chip.filter, count, on=chip.filter == self._filter))
        shown = [rule for rule in found if self._filter in ("all", _filter_of(rule))]
        current = self.choices().value
        here = at or (current if isinstance(current, str) else None)
        lines = list(self._lines(shown, words))
        if not lines:
            lines = [(Content.styled("\nNo rule matches.", MUTED), None)]
        self.choices().fill(lines, here)
        self.query_one(Vertical).border_subtitle = count_of(len(shown), "rule")

    def _lines(self, rules: list[Rule], words: list[str]) -> Iterator[Line]:
        width = self.choices().scrollable_content_region.width - 1  # the scroll bar may not be there yet
        for prefix, (title, about) in GROUPS.items():
            group = [rule for rule in rules if rule.id.partition(".")[0] == prefix]
            if group:
                yield Content.assemble((title.upper(), f"bold {ACCENT}"), "  ", (about, MUTED)), None
                yield GAP
            for rule in group:
                yield _marked(_told(rule.id, self._assumptions, width, sign(Certainty.ASSUMED)), words), rule.id
                yield GAP


@lru_cache(2 * len(RULES))  # of what stood there when it was opened last, and of what one types in now
def _told(rule_id: str, assumptions: Assumptions | None, width: int, _sign: str) -> Content:
    return Content("\n").join(_about(RULES[rule_id], assumptions, width))


def _about(rule: Rule, assumptions: Assumptions | None, width: int) -> Iterator[Content]:
    given = assumptions or CATALOGUE
    certainty = given.certainty(rule.id)
    sure = badge(certainty) if certainty is not None else Content("")
    mark = Content.assemble(fit(Content.styled(rule.id, STRONG), _ID), " ", fit(sure, _SURE), " ")
    yield hanging(mark, Content.styled(source_text(rule.id, given), MUTED), width)
    yield Content(rule.sentence)
    for value, meaning in rule.switch.meanings if rule.switch else ():
        default = rule.switch is not None and value == rule.switch.default
        on = assumptions[rule.id] == value if assumptions else default
        style = (ACCENT if default else MOVED) if on else MUTED
        mark = Content.assemble(("  ● " if on else "  · ", style), fit(Content.styled(value, style), _VALUE))
        yield hanging(mark, Content.styled(meaning, MUTED), width)
    for source in rule.sources:
        if source.address:
            yield hanging(Content("  "), Content.styled(f"{source.title}: {source.address}", MUTED), width)


def _filter_of(rule: Rule) -> str:
    return "other" if rule.certainty is None else rule.certainty.word


def _searchable(rule: Rule) -> str:
    meanings = [f"{value} {meaning}" for value, meaning in rule.switch.meanings] if rule.switch else []
    title = " ".join(GROUPS[rule.id.partition(".")[0]])
    return " ".join([rule.id, rule.sentence, rule.source, _filter_of(rule), title, *meanings]).casefold()


def _chip(name: str, count: int, *, on: bool) -> Content:
    certainty = next((each for each in Certainty if each.word == name), None)
    glyph = f"{sign(certainty)} " if certainty is not None else ""
    style = CERTAINTY_STYLES[certainty] if certainty is not None else ACCENT
    return Content.assemble((glyph, style), (f"{name} {count}", f"bold underline {style}" if on else MUTED))


def _marked(content: Content, words: list[str]) -> Content:
    """The words that were searched for, underlined."""
    for word in words:
        content = content.highlight_regex(re.compile(re.escape(word), re.IGNORECASE), style="underline")
    return content
