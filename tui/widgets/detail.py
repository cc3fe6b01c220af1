"""One row in full: why it comes to what it does, what changes, the record after, the reply to expect, and notes."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.highlight import highlight
from textual.widgets import Static, TabbedContent, TabPane

from tui import keys
from tui.core.describe import step_text
from tui.core.display import many_lines, one_line, value_text
from tui.core.outcome import Outcome
from tui.core.reply import expected_row
from tui.core.rules import NOT_MODELLED, RULES, Certainty
from tui.keys import key_name
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, OUTCOME_STYLES, STRONG, badge, fit, rule_line, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.diff import Change
    from tui.core.errors import ZohoError
    from tui.core.forecast import RowForecast
    from tui.core.row_detail import RowDetail
    from tui.core.trace import Step

TABS = (("why", "Why"), ("changes", "Changes"), ("record", "Record after"), ("reply", "Reply"), ("notes", "Notes"))
_NAME_ROOM = 18
_WHOLE = 2_000  # cells in which nothing is cut: for copies
_VERDICT_ROOM = 30  # cells that the words behind a value want
_CHANGE_WORDS = {"added": "added", "changed": "changed", "cleared": "CLEARED", "appended": "appended", "same": "same"}


class Detail(Vertical):
    """The tabs on the selected row."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.DETAIL]
    HELP = """\
## One row in full
**Why** lists every step of the check: what was looked up, what it met, what was not reached, and what a field that is
not checked would have hit; behind each stands its rule and how sure we are of it. **Changes** is before → after,
**Record after** the whole record, **Reply** the JSON that we expect from Zoho, **Notes** warnings and near misses.

- **{detail.left}** and **{detail.right}** go from tab to tab, **{detail.copy}** copies one; text can be marked with the
  mouse and copied with ctrl+c
"""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: RowDetail | None = None
        self._message = ""

    def compose(self) -> ComposeResult:
        """One scrolling text a tab."""
        with TabbedContent():
            for name, title in TABS:
                with TabPane(title, id=f"tab-{name}"), VerticalScroll(can_focus=True):
                    yield Static("", id=f"text-{name}", markup=False)

    def show(self, detail: RowDetail | None, message: str) -> None:
        """Show a row; without one, the message in every tab."""
        self._shown, self._message = detail, message
        self._fill()

    def on_resize(self) -> None:
        """Sentences are folded to the width."""
        self._fill()

    def _fill(self) -> None:
        detail = self._shown
        if detail is None:
            self.border_title = f"{key_name('pane.detail')} no row"
        else:
            row = detail.row
            mark = Content.styled(row.outcome.mark, OUTCOME_STYLES[row.outcome])
            title = f"{key_name('pane.detail')} row {row.index + 1}: "
            self.border_title = Content.assemble(title, mark, "  ", badge(row.certainty))
        self._fill_tab()
        notices = len(detail.row.warnings) + len(detail.row.notes) if detail else 0
        self.query_one(TabbedContent).get_tab("tab-notes").label = f"Notes ({notices})" if notices else "Notes"

    def _fill_tab(self) -> None:
        """The text of the tab that is shown; the others are made when one goes to them."""
        name = self.query_one(TabbedContent).active.removeprefix("tab-")
        if name not in _TEXTS:
            return
        width = max(40, self.content_size.width - 1)
        text = _TEXTS[name](self._shown, width) if self._shown else Content.styled(self._message, MUTED)
        self.query_one(f"#text-{name}", Static).update(text)

    def on_tabbed_content_tab_activated(self) -> None:
        """Another tab is shown."""
        self._fill_tab()

    def focus_text(self) -> None:
        """Put the focus on the text of the tab that is shown."""
        self.query_one(f"#{self.query_one(TabbedContent).active} VerticalScroll").focus()

    def action_tab(self, step: int) -> None:
        """To the tab on the left or right."""
        tabs = self.query_one(TabbedContent)
        names = [f"tab-{name}" for name, _ in TABS]
        tabs.active = names[(names.index(tabs.active) + step) % len(names)]
        self.call_after_refresh(self.focus_text)

    def action_copy(self) -> None:
        """Copy the text of the tab that is shown."""
        name = self.query_one(TabbedContent).active.removeprefix("tab-")
        text = _TEXTS[name](self._shown, _WHOLE) if self._shown else Content(self._message)
        self.app.copy_to_clipboard("\n".join(line.rstrip() for line in text.plain.split("\n")))
        self.notify("Sent to the terminal's clipboard.", markup=False)


def _why(detail: RowDetail, width: int) -> Iterator[Content]:
    row = detail.row
    for step in row.trace:
        yield from _step(step, detail, width)
    for error in row.found:
        yield from _error(error, detail, width)
    if row.outcome is Outcome.INSERT:
        yield Content.assemble(("+ ", OUTCOME_STYLES[row.outcome]), "no check field decides, so a record is inserted")
        yield from explained("match.none_inserts", 2, width)
    shown = {step.rule for step in row.trace} | {error.rule for error in row.found} | {"match.none_inserts"}
    for rule in row.rules:
        if rule not in shown and rule not in row.depends_on:
            yield from explained(rule, 2, width)
    for rule in row.depends_on:
        yield Content.assemble(
            (f"{sign(Certainty.ASSUMED)} depends on ", MOVED),
            (rule, STRONG),
            f" = {detail.settings[rule]}",
            (f"   {key_name('assumption.flip')} flips it", MUTED),
        )
        if rule not in shown:
            yield from explained(rule, 2, width)


def _error(error: ZohoError, detail: RowDetail, width: int) -> Iterator[Content]:
    """An error in words: for a taken value, whose it is, and when that record would be the target instead."""
    where = f" on {one_line(error.api_name)}" if error.api_name else ""
    holder = error.details.get("id") if error.code == "DUPLICATE_DATA" else None
    if not isinstance(holder, str):
        yield Content.assemble(("! ", CLEARED), (error.code, CLEARED), f"{where}: {one_line(error.message)}")
        yield from explained(error.rule, 2, width)
        return
    name = f"{one_line(holder)} {detail.names.get(holder, '')}".rstrip()
    yield Content.assemble(("! ", CLEARED), (error.code, CLEARED), f"{where}: the value belongs to ", (name, STRONG))
    checks = [step.api_name for step in detail.row.trace if step.verdict != "not_checked"]
    by = detail.row.duplicate_field
    if by in checks and error.api_name in checks and checks.index(error.api_name) > checks.index(by):
        hint = f"Checked before {one_line(by)}, {one_line(error.api_name)} would choose that record as the target."
        yield Content.styled(f"  {hint}", ACCENT)
    yield from explained(error.rule, 2, width)


def explained(rule_id: str, indent: int, width: int) -> Iterator[Content]:
    """A rule in its sentence, then id, certainty and source, set in and folded to the width."""
    space = " " * indent
    for line in textwrap.wrap(RULES[rule_id].sentence, max(20, width - indent)):
        yield Content.styled(space + line, MUTED)
    yield from hung(space, rule_line(rule_id), width)


def hung(space: str, content: Content, width: int) -> Iterator[Content]:
    """Content folded to the width, each line set in."""
    yield from (Content(space) + line for line in content.wrap(max(20, width - len(space))))


def _step(step: Step, detail: RowDetail, width: int) -> Iterator[Content]:
    ignored = step.verdict == "not_checked"
    decides = step.verdict in ("hit", "several")
    name_style = f"strike {MUTED}" if ignored else STRONG
    style = MOVED if ignored and step.count else f"bold {ACCENT}" if decides else MUTED
    value = "" if step.value is None else value_text(step.value)
    longest = max((len(value_text(each.value)) for each in detail.row.trace if each.value is not None), default=0)
    room = min(max(longest, 12), max(12, width - _NAME_ROOM - _VERDICT_ROOM - 2))
    yield Content.assemble(
        fit(Content.styled(one_line(step.api_name), name_style), _NAME_ROOM),
        " ",
        fit(value, room),
        "  ",
        (step_text(step), style),
        (_decision(detail.row) if decides else "", OUTCOME_STYLES[detail.row.outcome]),
    )
    indent = _NAME_ROOM + 1
    for match in step.matches:
        chosen = decides and match == detail.row.target_id
        yield Content.assemble(
            " " * indent,
            ("→ " if chosen else "  ", ACCENT),
            (f"{one_line(match)} {detail.names.get(match, '')}".rstrip(), STRONG if chosen else MUTED),
        )
    if step.count > len(step.matches):
        yield Content.styled(f"{' ' * indent}  and {step.count - len(step.matches)} more", MUTED)
    if step.rule and (decides or ignored):
        yield from explained(step.rule, indent, width)


def _decision(row: RowForecast) -> str:
    if row.outcome is Outcome.ERROR:
        return "  refused" if row.target_id is None else "  chosen, then refused"
    return f"  decides: {row.outcome.word}"


def _changes(row: RowForecast) -> Iterator[Content]:
    if row.outcome is Outcome.ERROR:
        yield Content.styled("The row is refused: nothing is written.", MUTED)
        return
    if row.outcome is Outcome.NOT_KNOWN:
        hint = f"{key_name('forecast.pull')} in the forecast pulls it."
        yield Content.styled(f"Not known: the data set never looked up a value of this row; {hint}", MUTED)
        return
    same = [change for change in row.changes if change.kind == "same"]
    for change in row.changes:
        if change.kind != "same":
            yield _change(change)
    if same:
        names = ", ".join(one_line(change.api_name) for change in same)
        yield Content.styled(f"= {len(same)} as before: {names}", MUTED)
    if row.outcome is Outcome.UNCHANGED:
        yield Content("")
        yield Content.styled(RULES["write.unchanged"].sentence, MUTED)
        yield rule_line("write.unchanged")


def _change(change: Change) -> Content:
    loud = change.kind == "cleared"
    return Content.assemble(
        fit(Content.styled(one_line(change.api_name), STRONG), _NAME_ROOM),
        " ",
        fit(Content.styled(_CHANGE_WORDS[change.kind], CLEARED if loud else MUTED), 9),
        (value_text(change.before), "strike $text-error" if change.before is not None else MUTED),
        (" → ", MUTED),
        (value_text(change.after), CLEARED if loud else "$text-success"),
    )


def _record(detail: RowDetail) -> Iterator[Content]:
    if detail.record_after is None:
        yield Content.styled("There is no record after this row: it writes nothing.", MUTED)
        return
    changed = {change.api_name for change in detail.row.changes if change.kind != "same"}
    for name, value in detail.record_after.items():
        mark = "~" if name in changed else " "
        yield Content.assemble(
            (mark, ACCENT),
            " ",
            fit(Content.styled(one_line(name), STRONG if name in changed else MUTED), _NAME_ROOM + 6),
            " ",
            value_text(value),
        )


def _reply(row: RowForecast) -> Content:
    reply = expected_row(row)
    if reply is None:
        return Content.styled("Not known: no reply can be expected.", MUTED)
    return highlight(many_lines(json.dumps(reply, ensure_ascii=False, indent=2)), language="json")


def _notes(row: RowForecast, width: int) -> Iterator[Content]:
    for kind, style, notices in (("warning  ", MOVED, row.warnings), ("note     ", ACCENT, row.notes)):
        for notice in notices:
            first, *rest = textwrap.wrap(one_line(notice.message), max(20, width - len(kind))) or [""]
            yield Content.assemble((kind, style), first)
            yield from (Content(" " * len(kind) + line) for line in rest)
            yield Content.styled(f"{' ' * len(kind)}{notice.rule}", MUTED)
    if row.warnings or row.notes:
        yield Content("")
    yield Content.styled("What no data set can tell:", MUTED)
    for rule in NOT_MODELLED:
        yield Content.styled(f"  {rule.sentence}  {rule.id}", MUTED)


_TEXTS: Final[Mapping[str, Callable[[RowDetail, int], Content]]] = {
    "why": lambda detail, width: Content("\n").join(_why(detail, width)),
    "changes": lambda detail, _: Content("\n").join(_changes(detail.row)),
    "record": lambda detail, _: Content("\n").join(_record(detail)),
    "reply": lambda detail, _: _reply(detail.row),
    "notes": lambda detail, width: Content("\n").join(_notes(detail.row, width)),
}
"""What each tab shows of a row, for a width."""
