"""One row in full: why it comes to what it does, what changes, the record after, the reply to expect, and notes."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.highlight import highlight
from textual.widgets import Tab, Tabs

from tui import keys
from tui.core.display import many_lines, one_line, value_text
from tui.core.expected_reply import expected_row
from tui.core.outcome import RowOutcome
from tui.core.rules import RULES
from tui.core.views.describe import listed
from tui.keys import key_name
from tui.messages import ChipPressed
from tui.widgets.clipboard import copy
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, OUTCOME_STYLES, STRONG, badge, fit, linked_record, rule_line
from tui.widgets.why import NAME_ROOM, why
from tui.widgets.words import Words, entitle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.diff import Change
    from tui.core.row_forecast import RowForecast
    from tui.core.rules import Rule
    from tui.core.subforms import SubformRowKind
    from tui.core.views.row_detail import RowDetail

TABS = (("why", "Why"), ("changes", "Changes"), ("record", "Record after"), ("reply", "Reply"), ("notes", "Notes"))
_ROW_SIGNS: Final[Mapping[SubformRowKind, str]] = {"added": "+", "changed": "~", "removed": "-"}
_TITLES: Final = dict(TABS)
_WHOLE = 2_000  # cells in which nothing is cut: for copies
_ROOM_FOR_TWO: Final = 150  # cells from which two tabs stand side by side
_CHANGE_WORDS = {
    "added": "added",
    "changed": "changed",
    "cleared": "CLEARED",
    "appended": "appended",
    "written": "written",
}


class Detail(Vertical):
    """The tabs on the selected row."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.DETAIL, *keys.MAIN_LISTS, *keys.SHORT_KEYS]
    HELP = """\
## One row in full
**Why** lists every step of the check: what was looked up, what it met, what was not reached, and what a field that is
not checked would have hit; behind each is its rule and how sure we are of it. **Changes** is before → after,
**Record after** the whole record, **Reply** the JSON that we expect from Zoho, **Notes** warnings and near misses.

- **{backwards.open}**, or a click on the lower edge, asks what would make the row do what you want
- **{detail.left}** and **{detail.right}** go from tab to tab, **{detail.copy}** copies one; text can be marked with the
  mouse and copied with **{app.copy}**
"""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: RowDetail | None = None
        self._message = ""
        self._offsets: dict[str, float] = {}  # how far each tab is scrolled
        self._tab = TABS[0][0]

    def compose(self) -> ComposeResult:
        """The tabs over one scrolling text; where there is room, a second one beside them."""
        with Horizontal():
            with Vertical():
                yield Tabs(*(Tab(title, id=name) for name, title in TABS))
                with VerticalScroll(can_focus=True, id="of-tab"):
                    yield Words()
            with VerticalScroll(can_focus=True, id="beside"):
                yield Words()

    def show(self, detail: RowDetail | None, message: str) -> None:
        """Show a row; without one, the message in every tab."""
        if detail is None or self._shown is None or detail.row.index != self._shown.row.index:
            self._offsets.clear()
            for scroll in self.query(VerticalScroll):
                scroll.scroll_home(animate=False)
        self._shown, self._message = detail, message
        self._fill()

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one("#of-tab", VerticalScroll)

    @property
    def _beside(self) -> str:
        """The tab that stands beside the one that was gone to, where there is room: what changes, or else why."""
        return "why" if self._tab == "changes" else "changes"

    def on_resize(self) -> None:
        """Sentences are folded to the width."""
        self.set_class(self.size.width >= _ROOM_FOR_TWO, "-two")
        self._fill()

    def _fill(self) -> None:
        detail = self._shown
        rules = listed(detail.row.depends_on) if detail else ""
        another = f"depends on {rules} · {key_name('assumption.next')} tries the next setting · " if rules else ""
        wants = f"{key_name('backwards.open')} I want this row to ..."
        entitle(self, subtitle=Content.assemble(another, (wants, ACCENT)) if detail else "")
        if detail is None:
            entitle(self, title=f"{key_name('pane.detail')} no row")
        else:
            row = detail.row
            mark = Content.styled(row.outcome.mark, OUTCOME_STYLES[row.outcome])
            title = f"{key_name('pane.detail')} row {row.index + 1}: "
            entitle(self, title=Content.assemble(title, mark, "  ", badge(row.certainty)))
        self._fill_tab()
        notices = len(detail.row.warnings) + len(detail.row.notes) if detail else 0
        notes, title = self.query_one("#notes", Tab), f"Notes ({notices})" if notices else "Notes"
        if notes.label_text != title:
            notes.label = title

    def _fill_tab(self) -> None:
        """The text of the tab that is shown; those of the others are made when one goes to them."""
        two = self.has_class("-two")
        width = max(40, (self.content_size.width - 3) // 2 if two else self.content_size.width - 1)
        self._scroll.query_one(Words).say(self._text(self._tab, width))
        if two:
            title = Content.styled(_TITLES[self._beside], STRONG)
            text = self._text(self._beside, width) if self._shown else Content()
            self.query_one("#beside Words", Words).say(Content.assemble(title, "\n\n", text))

    def _text(self, tab: str, width: int) -> Content:
        return _TEXTS[tab](self._shown, width) if self._shown else Content.styled(self._message, MUTED)

    def on_click(self, event: events.Click) -> None:
        """The words at the lower edge ask what would make the row do what is wanted; an id leads to its record."""
        if (wanted := linked_record(event)) is not None:
            self.post_message(wanted)
        elif event.widget is self and event.y == self.outer_size.height - 1 and self._shown is not None:
            self.post_message(ChipPressed("backwards"))

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Another tab was clicked; by now the keys may have gone on to yet another."""
        self._go_to(event.tabs.active or self._tab)

    def _go_to(self, tab: str) -> None:
        if tab == self._tab:
            return
        self._offsets[self._tab] = self._scroll.scroll_y
        self._tab = tab
        self._fill_tab()
        self._scroll.scroll_to(y=self._offsets.get(tab, 0), animate=False)

    def focus_text(self) -> None:
        """Put the focus on the text of the tab that is shown."""
        self._scroll.focus()

    def action_tab(self, step: int) -> None:
        """To the tab on the left or right."""
        names = [name for name, _ in TABS]
        self._go_to(names[(names.index(self._tab) + step) % len(names)])
        self.query_one(Tabs).active = self._tab

    async def action_copy(self) -> None:
        """Copy what is marked, or else the text of the tab; where two are shown, of the one that has the focus."""
        if await self.app.run_action("copy_marked"):
            return
        tab = self._beside if self.query_one("#beside").has_focus else self._tab
        copy(self, "\n".join(line.rstrip() for line in self._text(tab, _WHOLE).plain.split("\n")))


def _changes(row: RowForecast) -> Iterator[Content]:
    if row.outcome is RowOutcome.ERROR:
        yield Content.styled("The row is refused: nothing is written.", MUTED)
        return
    if row.outcome is RowOutcome.NOT_KNOWN:
        names = ", ".join(one_line(step.api_name) for step in row.trace if step.verdict == "not_known")
        yield Content.styled(f"Not known: this copy of the data cannot answer the look-up of {names}.", MUTED)
        yield Content.styled(f"{key_name('forecast.pull')} in the forecast pulls what is missing.", MUTED)
        return
    same = [change for change in row.changes if change.kind == "same"]
    for change in row.changes:
        if change.kind != "same":
            yield _change(change)
            yield from _subform_rows(change)
    if same:
        names = ", ".join(one_line(change.api_name) for change in same)
        yield Content.styled(f"= {len(same)} as before: {names}", MUTED)
    if row.outcome is RowOutcome.UNCHANGED:
        yield Content("")
        yield Content.styled(RULES["write.unchanged"].sentence, MUTED)
        yield rule_line("write.unchanged")


def _change(change: Change) -> Content:
    loud = change.kind == "cleared"
    if change.rows is not None:
        return _subform(change)
    before = "not known" if change.kind == "written" else value_text(change.before)
    return Content.assemble(
        fit(Content.styled(one_line(change.api_name), STRONG), NAME_ROOM),
        " ",
        fit(Content.styled(_CHANGE_WORDS[change.kind], CLEARED if loud else MUTED), 9),
        (before, "strike $text-error" if change.before is not None else MUTED),
        (" → ", MUTED),
        (value_text(change.after), CLEARED if loud else "$text-success"),
    )


def _subform(change: Change) -> Content:
    """A subform in one line: how many of its rows are added, changed and removed."""
    counts = Counter(row.kind for row in change.rows or ())
    parts = [f"{sign} {counts[kind]} {kind}" for kind, sign in _ROW_SIGNS.items() if counts[kind]]
    if counts["same"]:
        parts.append(f"{counts['same']} as before")
    return Content.assemble(
        fit(Content.styled(one_line(change.api_name), STRONG), NAME_ROOM),
        " ",
        fit(Content.styled(_CHANGE_WORDS[change.kind], CLEARED if change.kind == "cleared" else MUTED), 9),
        ("  ".join(parts), MUTED),
    )


def _subform_rows(change: Change) -> Iterator[Content]:
    """The rows of a subform that are added, changed or removed, each with its cells."""
    for row in change.rows or ():
        if row.kind == "same":
            continue
        style = {"added": "$text-success", "changed": "$text-primary", "removed": CLEARED}[row.kind]
        cells: list[Content] = []
        for cell in row.cells:
            old = [] if row.kind == "added" else [(value_text(cell.before), "strike $text-error"), (" → ", MUTED)]
            new = [] if row.kind == "removed" else [(value_text(cell.after), "$text-success")]
            parts = old[:1] if row.kind == "removed" else [*old, *new]
            cells.append(Content.assemble((f"{one_line(cell.api_name)} ", MUTED), *parts))
        name = one_line(row.id) if row.id else "new row"
        yield Content.assemble(
            "  ", (f"{_ROW_SIGNS[row.kind]} {row.kind:<8}", style), (name, STRONG), "  ", Content("  ").join(cells)
        )


def _record(detail: RowDetail) -> Iterator[Content]:
    if detail.record_after is None:
        yield Content.styled("There is no record after this row: it writes nothing.", MUTED)
        return
    changed = {change.api_name: change.kind for change in detail.row.changes if change.kind != "same"}
    for name, value in detail.record_after.items():
        mark = "+" if changed.get(name) == "added" else "~" if name in changed else " "
        yield Content.assemble(
            (mark, ACCENT),
            " ",
            fit(Content.styled(one_line(name), STRONG if name in changed else MUTED), NAME_ROOM + 6),
            " ",
            value_text(value),
        )


def _reply(row: RowForecast) -> Content:
    reply = expected_row(row)
    if reply is None:
        return Content.styled("Not known: no reply can be expected.", MUTED)
    return highlight(many_lines(json.dumps(reply, ensure_ascii=False, indent=2)), language="json")


def _notes(row: RowForecast, not_modelled: Iterable[Rule], width: int) -> Iterator[Content]:
    for kind, style, notices in (("warning  ", MOVED, row.warnings), ("note     ", ACCENT, row.notes)):
        for notice in notices:
            first, *rest = textwrap.wrap(one_line(notice.message), max(20, width - len(kind))) or [""]
            yield Content.assemble((kind, style), first)
            yield from (Content(" " * len(kind) + line) for line in rest)
            yield Content.styled(f"{' ' * len(kind)}{notice.rule}", MUTED)
    if row.warnings or row.notes:
        yield Content("")
    yield Content.styled("What no data set can tell:", MUTED)
    for rule in not_modelled:
        yield Content.styled(f"  {rule.sentence}  {rule.id}", MUTED)


_TEXTS: Final[Mapping[str, Callable[[RowDetail, int], Content]]] = {
    "why": lambda detail, width: Content("\n").join(why(detail, width)),
    "changes": lambda detail, _: Content("\n").join(_changes(detail.row)),
    "record": lambda detail, _: Content("\n").join(_record(detail)),
    "reply": lambda detail, _: _reply(detail.row),
    "notes": lambda detail, width: Content("\n").join(_notes(detail.row, detail.not_modelled, width)),
}
"""What each tab shows of a row, for a width."""
