"""One row after the send: its cause, the record as it is in the org (if it was read), and forecast beside reply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.highlight import highlight
from textual.widgets import Static

from tui.core.display import many_lines, one_line, short_id, value_text
from tui.core.expected_reply import expected_row
from tui.core.outcome import RowOutcome
from tui.core.rules import RULES
from tui.core.views.describe import decided_by
from tui.screens.dialogs.choices import hanging
from tui.screens.marks import agreement_mark, call_mark, fate_mark
from tui.widgets.look import (
    ACCENT,
    CLEARED,
    MOVED,
    MUTED,
    STRONG,
    fit,
    linked_record,
    outcome_mark,
    value_link,
    with_record_links,
)
from tui.widgets.why import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.app import ComposeResult

    from tui.core.values import Json
    from tui.live.journal.look_up import LookedUp
    from tui.live.send.sender import BatchResult, SendReport
    from tui.screens.sending.record_now import FieldNow, RecordNow

_LONGEST: Final = 4_000  # characters of a reply that is shown whole; all of it is in the journal
_NAME: Final = 20  # cells of a field's name
_DIFFERENCES: Final = {
    "same": ("=", "as in the data set", MUTED),
    "written": ("~", "written by this row", "$text-success"),
    "differs": ("≠", "differs from the data set", f"bold {MOVED}"),
}


class RowSides(VerticalScroll, can_focus=True):
    """The detail of one row."""

    def __init__(self) -> None:
        super().__init__(id="sides")

    def compose(self) -> ComposeResult:
        """Cause, record, and both sides."""
        yield Static("", id="cause-text", markup=False)
        yield Static("", id="record-side", markup=False)
        with Container(id="both"):
            yield Static("", id="forecast-side", markup=False)
            yield Static("", id="reply-side", markup=False)

    texts: tuple[Content, ...] = ()
    """What stands here, with what it leads to."""
    _shown: tuple[SendReport, int, LookedUp | None, RecordNow | None, str] | None = None

    def show(self, report: SendReport, index: int, fate: LookedUp | None, now: RecordNow | None, set_key: str) -> None:
        """Show a row. fate: what was looked up; now: its record, if it was read; set_key: sets the switch."""
        self._shown = (report, index, fate, now, set_key)
        self._fill(*self._shown)

    def on_resize(self) -> None:
        """Sentences are folded to the width."""
        if self._shown is not None:
            self._fill(*self._shown)

    def _fill(self, report: SendReport, index: int, fate: LookedUp | None, now: RecordNow | None, set_key: str) -> None:
        row = report.rows[index]
        self.border_title = Content.assemble(
            f"row {index + 1}{_in_payload(report, index)}  ",
            agreement_mark(row.verdict),
            "  " if fate else "",
            fate_mark(fate.fate) if fate else "",
        )
        width = max(30, self.scrollable_content_region.width)
        module = report.plan.forecast.module.api_name
        ids = _ids(report, index, fate)
        shown = {
            "cause-text": Content("\n").join(_cause(report, index, fate, width, set_key)),
            "record-side": Content("\n").join(_record(now, module)) if now is not None else Content(),
            "forecast-side": _forecast_side(report, index),
            "reply-side": _reply_side(report, index),
        }
        self.texts = tuple(with_record_links(text, module, ids, others=False) for text in shown.values())
        for name, text in zip(shown, self.texts, strict=True):
            self.query_one(f"#{name}", Static).update(text)
        self.query_one("#record-side", Static).display = now is not None

    def on_click(self, event: events.Click) -> None:
        """An id, or a value of the record, was clicked."""
        if (wanted := linked_record(event)) is not None:
            self.post_message(wanted)


def _ids(report: SendReport, index: int, fate: LookedUp | None) -> list[str]:
    """The records that a row has to do with, by the forecast, the reply and what was looked up."""
    rows, row = report.plan.forecast.rows, report.rows[index]
    made = rows[index] if index < len(rows) else None
    met: list[Json] = [row.record_id, fate.record_id if fate else None, made.target_id if made else None]
    met += [each.details.get("id") for each in row.errors]
    met += [each.details.get("id") for each in (made.found if made else ())]
    return [each for each in met if isinstance(each, str)]


def _in_payload(report: SendReport, index: int) -> str:
    numbers = report.plan.numbers
    return f", row {numbers[index] + 1} of the payload" if numbers else ""


def _cause(report: SendReport, index: int, fate: LookedUp | None, width: int, set_key: str) -> Iterator[Content]:
    row = report.rows[index]
    if fate is not None:
        yield hanging(Content.assemble(fate_mark(fate.fate), "  "), Content(one_line(fate.sentence)), width)
    if row.cause:
        yield hanging(Content.styled("why  ", MUTED), Content.styled(one_line(row.cause), STRONG), width)
    elif row.verdict == "same":
        yield Content.styled("Action and target are as forecast.", MUTED)
    if row.switch is not None:
        rule, value = row.switch
        yield Content.assemble((f" {set_key} ", "reverse"), "  sets ", (f"{rule} = {value}", f"bold {MOVED}"))
    if row.rule is not None and row.rule in RULES:
        yield from explained(row.rule, 5, width)


def _forecast_side(report: SendReport, index: int) -> Content:
    forecast = report.plan.forecast
    head = Content.styled("forecast", f"bold {ACCENT}")
    if index >= len(forecast.rows):
        refusal = [error.to_json() for error in forecast.call_errors]
        return Content("\n").join([head, Content("the call is refused as a whole"), _json(refusal)])
    row = forecast.rows[index]
    target = f"  {short_id(row.target_id)}" if row.target_id else ""
    rules = Content.styled(f"  {', '.join(row.rules)}", MUTED)
    lines = [head, Content.assemble(outcome_mark(row.outcome), target, ("  by ", MUTED), decided_by(row), rules)]
    expected = expected_row(row)
    if row.outcome is not RowOutcome.NOT_KNOWN and expected is not None:
        lines.append(_json(expected))
    return Content("\n").join(lines)


def _reply_side(report: SendReport, index: int) -> Content:
    result = result_of(report, index)
    call = f"call {result.batch.number}: " if len(report.results) > 1 else ""
    lines = [
        Content.styled("reply", f"bold {ACCENT}"),
        Content.assemble(call_mark(result.outcome), f"  {call}{one_line(result.sentence)}"),
    ]
    entry = reply_entry(report, index)
    if isinstance(entry, str):
        lines.append(Content(many_lines(entry[:_LONGEST])))
    elif entry is not None:
        lines.append(_json(entry))
    return Content("\n").join(lines)


def result_of(report: SendReport, index: int) -> BatchResult:
    """How the call ended that a row was in."""
    return next(each for each in report.results if index < each.batch.start_index + each.batch.size)


def reply_entry(report: SendReport, index: int) -> Json:
    """What the reply holds of a row: its entry where every row has one, else the whole reply."""
    result = result_of(report, index)
    data = result.reply.get("data") if isinstance(result.reply, dict) else None
    if result.outcome == "answered" and isinstance(data, list) and len(data) >= result.batch.size:
        return data[index - result.batch.start_index]
    return result.reply


def _json(value: Json) -> Content:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    more = "\n…" if len(text) > _LONGEST else ""
    return highlight(many_lines(text[:_LONGEST] + more), language="json")


def _record(now: RecordNow, module: str) -> Iterator[Content]:
    yield Content.assemble(("in the org now", f"bold {ACCENT}"), f"  {one_line(now.record_id)}")
    if now.gone:
        yield Content.styled("! It is no longer there.", CLEARED)
    elif not now.fields:
        yield Content.styled(f"! It could not be read: {one_line(now.problem)}", CLEARED)
    elif not now.known:
        yield Content.styled("The data set has no record of this id.", MOVED)
    for each in sorted(now.fields, key=lambda each: each.difference == "same"):
        yield _field(each, module)


def _field(each: FieldNow, module: str) -> Content:
    glyph, word, style = _DIFFERENCES[each.difference]
    values = value_link(each.now, module)
    if each.difference != "same":
        values = Content.assemble((value_text(each.then), "strike $text-error"), (" → ", MUTED), values)
    name = fit(Content.styled(one_line(each.api_name), STRONG), _NAME)
    return Content.assemble((f"{glyph} ", style), name, " ", values, (f"  {word}", style))
