"""Every assumption with all its settings: which rows depend on it, and what would change with another setting.

The screen stays open while settings are chosen: it posts what the person wants and is shown the new forecast.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line, row_numbers
from tui.core.outcome import RowOutcome
from tui.core.rules import RULES, SWITCHES
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import Keys, hanging
from tui.screens.dialogs.dialog import SHEET, Dialog
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, CATALOGUE, MOVED, MUTED, OUTCOME_STYLES, STRONG, badge, fit, source_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.forecast import Forecast
    from tui.core.rules import Assumptions

    WouldMove = Callable[[str, str], tuple[str, ...]]

_VALUE = 18  # cells of a value's name
_OUTCOME = re.compile(r"(?:[+~=!?] )?\b(INSERT|UPDATE|UNCHANGED|ERROR|NOT KNOWN)\b")
_ROW = 10  # characters of "row 1000", more is no row's number


@dataclass
class SettingChosen(Message):
    """The person wants this setting of an assumption."""

    rule: str
    value: str


@dataclass
class SettingsReset(Message):
    """The person wants the default setting of every assumption."""


@dataclass
class _Looked(Message):
    """The person looks at a setting."""

    rule: str
    value: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list: a setting where there is a value, a rule where there is none, else a heading."""

    rule: str = ""
    value: str = ""
    heading: str = ""


class SettingList(LineList):
    """All settings of all assumptions, those that matter first; the cursor stands on settings only."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.ASSUMPTION_VALUES]

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._settings: dict[str, str] = {}
        self._in_force = CATALOGUE
        self._changed: dict[str, str] = {}
        self._rows: dict[str, list[int]] = {}

    def show(self, assumptions: Assumptions, rows: dict[str, list[int]], at: tuple[str, str] | None) -> None:
        """Show these settings; rows: for each rule the rows that depend on it; at: where the cursor shall stand."""
        self._in_force = assumptions
        self._settings, self._changed, self._rows = dict(assumptions.settings), assumptions.changed(), rows
        matter = [rule for rule in SWITCHES if rows.get(rule) or rule in self._changed]
        others = [rule for rule in SWITCHES if rule not in matter]
        self._lines = [
            *_block("rows depend on these, or you changed them", matter),
            *_block("no row depends on these", others),
        ]
        self.lines_changed()
        wanted = next((place for place, line in enumerate(self._lines) if (line.rule, line.value) == at), None)
        self.cursor = wanted if wanted is not None else min(2, self.count() - 1)
        self.refresh()

    @property
    def setting(self) -> tuple[str, str] | None:
        """Rule and value under the cursor."""
        if not 0 <= self.cursor < self.count():
            return None
        return self._lines[self.cursor].rule, self._lines[self.cursor].value

    def validate_cursor(self, cursor: int) -> int:
        """The setting at a line, or the nearest one on the way there."""
        settings = [place for place, line in enumerate(self._lines) if line.value]
        if cursor < 0 or not settings:
            return -1
        ahead = [place for place in settings if place >= cursor]
        behind = [place for place in settings if place <= cursor]
        downward = cursor >= self.cursor
        return (ahead[0] if ahead else behind[-1]) if downward or not behind else behind[-1]

    def watch_cursor(self) -> None:
        """Show the whole assumption whose setting the cursor is on, and look at the setting."""
        super().watch_cursor()
        if not 0 <= self.cursor < self.count():
            return
        first = self.cursor
        while first and not self._lines[first].heading and self._lines[first - 1] != _Line():
            first -= 1
        if first < self.scroll_offset.y and self.cursor - first < self.scrollable_content_region.height:
            self.scroll_to(y=first, animate=False, immediate=True)
        self._look(self.cursor)

    def watch_hover(self) -> None:
        """Look at the setting under the mouse."""
        super().watch_hover()
        self._look(self.hover)

    def _look(self, index: int) -> None:
        if 0 <= index < self.count() and self._lines[index].value:
            self.post_message(_Looked(self._lines[index].rule, self._lines[index].value))

    def count(self) -> int:
        """Headings, rules and settings."""
        return len(self._lines)

    def line(self, index: int, width: int) -> Content:
        """One of them."""
        line = self._lines[index]
        if line.value:
            return self._value_line(line, width)
        if not line.rule:
            return Content.styled(line.heading, MUTED)
        rule, rows = RULES[line.rule], self._rows.get(line.rule, [])
        certainty = self._in_force.certainty(rule.id)
        sign = badge(certainty, word=False) if certainty is not None else Content(" ")
        depend = Content.styled(count_of(len(rows), "row"), MOVED) if rows else Content("")
        room = width - 2 - depend.cell_length - 1
        return Content.assemble(sign, " ", fit(Content.styled(rule.id, STRONG), room), " ", depend)

    def _value_line(self, line: _Line, width: int) -> Content:
        switch = SWITCHES[line.rule]
        on = self._settings.get(line.rule) == line.value
        style = (f"bold {MOVED}" if line.rule in self._changed else f"bold {ACCENT}") if on else ""
        default = "  default" if line.value == switch.default and not on else ""
        meaning = dict(switch.meanings)[line.value]
        return Content.assemble(
            "   ",
            ("●" if on else "·", style or MUTED),
            " ",
            fit(Content.styled(line.value, style), _VALUE),
            (meaning if width > 2 * _VALUE + 10 else "", MUTED),
            (default, MUTED),
        )

    def action_set(self) -> None:
        """Set the setting under the cursor."""
        self.pressed(self.cursor)

    def action_defaults(self) -> None:
        """Every rule back to its default."""
        if self._changed:
            self.post_message(SettingsReset())

    def pressed(self, index: int) -> None:
        """A setting that is clicked is set."""
        if 0 <= index < self.count():
            line = self._lines[index]
            if line.value and self._settings[line.rule] != line.value:
                self.post_message(SettingChosen(line.rule, line.value))


def _block(heading: str, rules: Sequence[str]) -> Iterator[_Line]:
    if rules:
        yield _Line(heading=heading)
    for rule in rules:
        yield _Line(rule)
        yield from (_Line(rule, value) for value in SWITCHES[rule].values)
        yield _Line()


class AssumptionsScreen(Dialog[None]):
    """All assumptions. It posts ``SettingChosen`` and ``SettingsReset``; whoever changes the state calls ``show``.

    would_move: what would change with a setting of a rule, a short sentence each. rule: the one that it opens on.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    CSS_PATH = [SHEET, "assumptions.tcss"]
    HELP = """\
## Assumptions
Undocumented rules, each with its possible settings; **●** marks the one in force. The text beside them says which rows
would change with the setting under the cursor. **{assumptions.set}** applies it, **{assumptions.defaults}** resets all
to their defaults.
"""

    def __init__(
        self, assumptions: Assumptions, forecast: Forecast | None, would_move: WouldMove, rule: str | None = None
    ) -> None:
        super().__init__()
        self._assumptions, self._forecast, self._would_move = assumptions, forecast, would_move
        self._at = (rule, assumptions[rule]) if rule is not None and rule in SWITCHES else None
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        """The settings, and what is to be said of one of them."""
        with Vertical() as box:
            box.border_title = "assumptions"
            with Container(id="halves"):
                yield SettingList()
                with VerticalScroll(can_focus=False):
                    yield Static("", id="setting-text", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """The settings as they are."""
        self.query_one(SettingList).focus()
        self.show(self._assumptions, self._forecast)

    def show(self, assumptions: Assumptions, forecast: Forecast | None) -> None:
        """Show other settings and the forecast under them; the cursor stays on its setting."""
        self._assumptions, self._forecast = assumptions, forecast
        self._found.clear()
        changed = len(assumptions.changed())
        box = self.query_one(Vertical)
        box.border_subtitle = f"{changed} changed" if changed else "all at their defaults"
        values = self.query_one(SettingList)
        values.show(assumptions, self._rows(), values.setting or self._at)
        self._describe_again()

    @on(_Looked)
    def _look(self, message: _Looked) -> None:
        """Say what there is to say of a setting."""
        self._at = (message.rule, message.value)
        self._describe(message.rule, message.value)

    def _rows(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for row in self._forecast.rows if self._forecast else ():
            for rule in row.depends_on:
                rows[rule].append(row.index)
        return rows

    def _describe_again(self) -> None:
        if self._at is not None:
            self._describe(*self._at)

    def _describe(self, rule_id: str, value: str) -> None:
        text = self.query_one("#setting-text", Static)
        text.update(Content("\n").join(self._setting_text(rule_id, value, text.size.width)))

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self.call_after_refresh(self._describe_again)

    def _setting_text(self, rule_id: str, value: str, width: int) -> Iterator[Content]:
        rule, in_force = RULES[rule_id], self._assumptions[rule_id]
        sure = self._assumptions.certainty(rule_id)
        certainty = badge(sure) if sure is not None else Content("")
        source = source_text(rule_id, self._assumptions)
        yield Content.assemble((rule.id, f"bold {ACCENT}"), "   ", certainty, "   ", (source, MUTED))
        yield Content(rule.sentence)
        if self.has_class("-wide"):
            yield Content("")
        rows = self._rows().get(rule_id, [])
        if rows:
            depend = "depends" if len(rows) == 1 else "depend"
            yield Content.styled(f"{row_numbers(rows)} {depend} on it.".capitalize(), MOVED)
        else:
            yield Content.styled("No row of this forecast depends on it.", MUTED)
        yield Content("")
        default = ", the default" if value == SWITCHES[rule_id].default else ""
        sign = Content.styled("● ", f"bold {ACCENT}") if value == in_force else Content.styled("· ", MUTED)
        force = "  in force" if value == in_force else ""
        yield Content.assemble(sign, (value, STRONG), (f"{force}{default}", MUTED))
        yield hanging(Content("  "), Content(dict(SWITCHES[rule_id].meanings)[value]), width)
        if value == in_force:
            return
        if self.has_class("-wide"):
            yield Content("")
        moved = self._moved(rule_id, value)
        if not moved:
            yield Content.styled("With it, no row would change.", MUTED)
            return
        yield Content.styled(f"With it, {count_of(len(moved), 'row')} would change:", MUTED)
        for sentence in moved:
            yield _sentence(one_line(sentence), width)

    def _moved(self, rule_id: str, value: str) -> tuple[str, ...]:
        """What would move; where no row depends on a rule, nothing does, and nothing need be computed."""
        forecast = self._forecast
        if forecast is None or (not forecast.call_errors and not self._rows().get(rule_id)):
            return ()
        key = (rule_id, value)
        if key not in self._found:
            self._found[key] = self._would_move(rule_id, value)
        return self._found[key]


def _sentence(text: str, width: int) -> Content:
    """``row 6: UPDATE …2449 -> ERROR``; where that is too long, broken before the arrow."""
    row, colon, rest = text.partition(": ")
    mark, rest = (f"  {row}{colon}", rest) if len(row) < _ROW else ("  ", text)
    was, arrow, becomes = rest.partition(" -> ")
    before, after = _coloured(was), _coloured(becomes)
    if len(mark) + before.cell_length + len(arrow) + after.cell_length <= width:
        return Content.assemble((mark, MUTED), before, (arrow, MUTED), after)
    first = hanging(Content.styled(mark, MUTED), before, width)
    second = hanging(Content.styled(f"{arrow[1:]:>{len(mark)}}", MUTED), after, width)
    return Content("\n").join([first, second] if arrow else [first])


def _coloured(text: str) -> Content:
    """A sentence in which the outcomes stand with their sign and in their colour."""
    parts: list[Content] = []
    end = 0
    for match in _OUTCOME.finditer(text):
        outcome = next(outcome for outcome in RowOutcome if outcome.word == match[1])
        parts += [Content(text[end : match.start()]), Content.styled(outcome.mark, OUTCOME_STYLES[outcome])]
        end = match.end()
    return Content("").join([*parts, Content(text[end:])])
