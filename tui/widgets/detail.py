"""One row in full: why it comes to what it does, what changes, the record after, the reply to expect, and notes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.highlight import highlight
from textual.widgets import Static, TabbedContent, TabPane

from tui.core.describe import step_text
from tui.core.display import many_lines, one_line, value_text
from tui.core.outcome import Outcome
from tui.core.reply import expected_row
from tui.core.rules import NOT_MODELLED, RULES
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, OUTCOME_STYLES, STRONG, badge, fit, rule_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from tui.core.diff import Change
    from tui.core.forecast import RowForecast
    from tui.core.row_detail import RowDetail
    from tui.core.trace import Step

TABS = (("why", "Why"), ("changes", "Changes"), ("record", "Record after"), ("reply", "Reply"), ("notes", "Notes"))
_NAME_ROOM, _VALUE_ROOM = 18, 34
_CHANGE_WORDS = {"added": "added", "changed": "changed", "cleared": "CLEARED", "appended": "appended", "same": "same"}


class Detail(Vertical):
    """The tabs on the selected row."""

    HELP = """\
## One row in full
**Why** lists every step of the check: what was looked up, what it met, what was not reached, and what a field that is
not checked would have hit; behind each stands its rule and how sure we are of it. **Changes** is before → after,
**Record after** the whole record, **Reply** the JSON that we expect from Zoho, **Notes** warnings and near misses.
"""
    BINDINGS: ClassVar = []

    def compose(self) -> ComposeResult:
        """One scrolling text a tab."""
        with TabbedContent():
            for name, title in TABS:
                with TabPane(title, id=f"tab-{name}"), VerticalScroll(can_focus=True):
                    yield Static("", id=f"text-{name}", markup=False)

    def show(self, detail: RowDetail | None, message: str) -> None:
        """Show a row; without one, the message in every tab."""
        texts = _texts(detail) if detail else dict.fromkeys((name for name, _ in TABS), Content.styled(message, MUTED))
        for name, text in texts.items():
            self.query_one(f"#text-{name}", Static).update(text)
        if detail:
            row = detail.row
            self.border_title = Content.assemble(
                f"row {row.index + 1}: ", (row.outcome.mark, OUTCOME_STYLES[row.outcome]), "  ", badge(row.certainty)
            )
        else:
            self.border_title = "no row"
        notices = len(detail.row.warnings) + len(detail.row.notes) if detail else 0
        self.query_one(TabbedContent).get_tab("tab-notes").label = f"Notes ({notices})" if notices else "Notes"


def _texts(detail: RowDetail) -> dict[str, Content]:
    return {
        "why": Content("\n").join(_why(detail)),
        "changes": Content("\n").join(_changes(detail.row)),
        "record": Content("\n").join(_record(detail)),
        "reply": _reply(detail.row),
        "notes": Content("\n").join(_notes(detail.row)),
    }


def _why(detail: RowDetail) -> Iterator[Content]:
    row = detail.row
    for step in row.trace:
        yield from _step(step, detail)
    for error in row.found:
        where = f" on {one_line(error.api_name)}" if error.api_name else ""
        yield Content.assemble(("! ", CLEARED), (error.code, CLEARED), (f"{where}: {one_line(error.message)}", ""))
        yield Content.assemble("    ", rule_line(error.rule))
    if row.outcome is Outcome.INSERT:
        yield Content.assemble(("+ ", OUTCOME_STYLES[row.outcome]), (RULES["match.none_inserts"].sentence, ""))
        yield Content.assemble("    ", rule_line("match.none_inserts"))
    shown = {step.rule for step in row.trace} | {error.rule for error in row.found} | {"match.none_inserts"}
    for rule in row.rules:
        if rule not in shown and rule not in row.depends_on:
            yield Content.assemble("    ", rule_line(rule), "  ", (RULES[rule].sentence, MUTED))
    for rule in row.depends_on:
        value = detail.settings[rule]
        yield Content.assemble(
            ("○ depends on ", MOVED),
            (rule, STRONG),
            f" = {value}  ",
            (RULES[rule].sentence, MUTED),
            ("  f9 flips", MUTED),
        )


def _step(step: Step, detail: RowDetail) -> Iterator[Content]:
    ignored = step.verdict == "not_checked"
    decides = step.verdict in ("hit", "several")
    name_style = f"strike {MUTED}" if ignored else STRONG
    style = MOVED if ignored and step.count else f"bold {ACCENT}" if decides else MUTED
    names = [f"{one_line(match)} {detail.names.get(match, '')}".rstrip() for match in step.matches]
    more = f" and {step.count - len(names)} more" if step.count > len(names) else ""
    value = "" if step.value is None else value_text(step.value)
    yield Content.assemble(
        fit(Content.styled(one_line(step.api_name), name_style), _NAME_ROOM),
        " ",
        fit(value, _VALUE_ROOM),
        " ",
        (step_text(step), style),
        (f": {', '.join(names)}{more}" if names else "", "" if decides else style),
        (_decision(detail.row) if decides else "", OUTCOME_STYLES[detail.row.outcome]),
    )
    if step.rule and (decides or ignored):
        yield Content.assemble(" " * (_NAME_ROOM + 1), rule_line(step.rule))


def _decision(row: RowForecast) -> str:
    if row.target_id is None:
        return "  refused"
    return f"  decides: {row.outcome.word}"


def _changes(row: RowForecast) -> Iterator[Content]:
    if row.outcome is Outcome.ERROR:
        yield Content.styled("The row is refused: nothing is written.", MUTED)
        return
    if row.outcome is Outcome.NOT_KNOWN:
        yield Content.styled("Not known: the data set never looked up a value of this row.", MUTED)
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


def _notes(row: RowForecast) -> Iterator[Content]:
    for notice in row.warnings:
        yield Content.assemble(("warning  ", MOVED), one_line(notice.message), (f"  {notice.rule}", MUTED))
    for notice in row.notes:
        yield Content.assemble(("note     ", ACCENT), one_line(notice.message), (f"  {notice.rule}", MUTED))
    if row.warnings or row.notes:
        yield Content("")
    yield Content.styled("What no data set can tell:", MUTED)
    for rule in NOT_MODELLED:
        yield Content.styled(f"  {rule.sentence}  {rule.id}", MUTED)
