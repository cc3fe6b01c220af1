"""The list of the journal: one line for each send, those of unknown outcome loud, those without a reply first.

A send of several calls is folded to its one line; unfolded, a line for each of its calls stands below it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.message import Message

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.live.accounts.data_centers import LOUD
from tui.live.journal.reading import forecast_counts, reply_counts
from tui.live.journal.sends import sends_of
from tui.screens.marks import call_mark, counts_content, environment_mark
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from textual import events

    from tui.core.outcome import RowOutcome
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.sends import JournalSend

    Counts = tuple[Counter[RowOutcome], Counter[RowOutcome]]
    """Of a forecast, and of its replies."""

WIDE: Final = 100
"""Cells from which every column has its room."""

STATES: Final = ("sending", "answered", "part_sent", "not_sent", "refused", "unknown")
"""The states of a send, in the order in which one filters by them."""

_ROWS: Final = 9
"""Cells for ``12,000`` rows."""
_MARK: Final = 2
"""Cells in which a click folds and unfolds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A send with the text in which it is searched."""

    send: JournalSend
    words: str

    @classmethod
    def of(cls, send: JournalSend) -> Kept:
        """Where to, how it ended, and everything that was sent and came."""
        facts = send.first.facts
        texts = [facts.profile, facts.org, facts.environment, facts.module, facts.data_set, facts.file]
        texts.append(send.state.replace("_", " "))
        for call in send.calls:
            texts += [call.id, call.begun_at, call.state.replace("_", " "), call.sentence]
            texts += [note.text for note in call.notes]
            texts += [json.dumps(value, ensure_ascii=False) for value in (call.body, call.reply) if value is not None]
        return cls(send, "\n".join(texts).casefold())


def in_order(entries: Sequence[JournalEntry], damaged_lines: int = 0) -> list[Kept]:
    """The sends: what is under way and those without a reply first, then the others, the latest first."""
    sends = sends_of(entries, has_gaps=damaged_lines > 0)
    kept = [Kept.of(send) for send in reversed(sends)]
    return sorted(kept, key=lambda each: not (each.send.is_under_way or each.send.is_open))


def entry_mark(entry: JournalEntry) -> Content:
    """``? UNKNOWN``, or ``? looked up`` once its rows were."""
    return call_mark("looked_up" if _is_looked_up(entry) else entry.state)


def send_mark(send: JournalSend) -> Content:
    """The same of a whole send: looked up, where each of its unknown calls was."""
    unknown = [call for call in send.calls if call.state == "unknown"]
    settled = send.state == "unknown" and unknown and all(map(_is_looked_up, unknown))
    return call_mark("looked_up" if settled else send.state)


def _is_looked_up(entry: JournalEntry) -> bool:
    return entry.state == "unknown" and any(note.kind == "looked_up" for note in entry.notes)


def local_time(at: str, form: str) -> str:
    """A moment of the journal in this machine's zone."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return one_line(at[:20])
    return f"{(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone():{form}}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a send, or one of its calls."""

    send: JournalSend
    call: JournalEntry | None = None

    @property
    def calls(self) -> tuple[JournalEntry, ...]:
        """The call that it is about, or those of the send."""
        return (self.call,) if self.call is not None else self.send.calls

    @property
    def one_call(self) -> JournalEntry | None:
        """The call that it is about, also where the send has only one."""
        return self.calls[0] if len(self.calls) == 1 else None

    @property
    def key(self) -> tuple[str, str]:
        """What it is, whatever stands beside it."""
        return self.send.id, self.call.id if self.call else ""


@dataclass
class LineSelected(Message):
    """The person looks at a send or at a call of it."""

    line: Line | None


class JournalList(LineList):
    """The sends that pass the filter."""

    HEADER = 1

    def __init__(self) -> None:
        super().__init__()
        self._sends: list[Kept] = []
        self._lines: list[Line] = []
        self._unfolded: set[str] = set()
        self._counts: dict[tuple[str, str], Counts] = {}  # of the lines that were drawn: they go through every row
        self.empty = ""

    def show(self, sends: list[Kept], empty: str) -> None:
        """Show these; the cursor stays on its send or call where that is among them. empty: what to say without any."""
        self._sends, self.empty = sends, empty
        self._counts.clear()
        self._lay_out()

    def _lay_out(self) -> None:
        at = self.selected
        self._lines = [line for kept in self._sends for line in self._lines_of(kept)]
        keys = [line.key for line in self._lines]
        wanted = [at.key, (at.send.id, "")] if at is not None else []
        place = next((keys.index(key) for key in wanted if key in keys), 0 if keys else -1)
        self.cursor = place
        self.lines_changed()
        self.post_message(LineSelected(self.selected))

    def _lines_of(self, kept: Kept) -> list[Line]:
        send = kept.send
        calls = send.calls if send.has_several and send.id in self._unfolded else ()
        return [Line(send), *(Line(send, call) for call in calls)]

    @property
    def selected(self) -> Line | None:
        """The one under the cursor."""
        return self._lines[self.cursor] if 0 <= self.cursor < len(self._lines) else None

    def fold(self) -> bool:
        """Unfold the send under the cursor to its calls, or fold it; False where it went in one call."""
        line = self.selected
        if line is None or not line.send.has_several:
            return False
        self._unfolded ^= {line.send.id}
        self._lay_out()
        return True

    def on_click(self, event: events.Click) -> None:
        """A click on the mark folds and unfolds."""
        super().on_click(event)
        offset = event.get_content_offset(self)
        line = self.selected
        if offset is not None and offset.x < _MARK and self.line_at(event) == self.cursor and line and not line.call:
            self.fold()

    def watch_cursor(self) -> None:
        """Tell which one it is."""
        super().watch_cursor()
        self.post_message(LineSelected(self.selected))

    def count(self) -> int:
        """One line for each send, and for each call of those that are unfolded."""
        return len(self._lines)

    def header(self, y: int, width: int) -> Content:
        """The names of the columns; below them, what to say without any send."""
        if not self._lines:
            return Content.styled(self.empty, MUTED)
        texts = ["  time" if width >= WIDE else " time"]
        texts += ["org", "environment", "module", "rows", "outcome", "forecast", "reply"]
        return _laid_out([Content(text) for text in texts], width)

    def line(self, index: int, width: int) -> Content:
        """One send, or one of its calls."""
        line = self._lines[index]
        counts = self._counts_of(line)
        if line.call is not None:
            return _call_line(line.call, counts, width)
        return _send_line(line.send, counts, width, self._mark(line.send))

    def _counts_of(self, line: Line) -> Counts:
        if line.key not in self._counts:
            call, send = line.call, line.send
            self._counts[line.key] = (
                (send.forecast_counts(), send.reply_counts())
                if call is None
                else (forecast_counts(call), reply_counts(call))
            )
        return self._counts[line.key]

    def _mark(self, send: JournalSend) -> str:
        if not send.has_several:
            return " "
        return "▾" if send.id in self._unfolded else "▸"


def _send_line(send: JournalSend, counts: Counts, width: int, mark: str) -> Content:
    facts = send.first.facts
    org = one_line(facts.profile)
    if facts.org and width >= WIDE:
        org = f"{org} · {one_line(facts.org)}"
    time = local_time(send.first.begun_at, "%Y-%m-%d %H:%M" if width >= WIDE else "%m-%d %H:%M")
    return _laid_out(
        [
            Content.assemble((f"{mark} " if width >= WIDE else mark, ACCENT), (time, MUTED)),
            Content.styled(org, STRONG if facts.environment in LOUD else ""),
            environment_mark(facts.environment),
            Content.styled(one_line(facts.module), ACCENT),
            Content(f"{len(send.rows):,}"),
            send_mark(send),
            *map(counts_content, counts),
        ],
        width,
    )


def _call_line(call: JournalEntry, counts: Counts, width: int) -> Content:
    facts = call.facts
    number = f"call {facts.batch}/{facts.batches}"
    return _laid_out(
        [
            Content.styled(f"{'    ' if width >= WIDE else ' '}{number}", MUTED),
            *[Content()] * 3,
            Content(f"{len(call.rows):,}"),
            entry_mark(call),
            *map(counts_content, counts),
        ],
        width,
    )


def _laid_out(cells: list[Content], width: int) -> Content:
    if width >= WIDE:
        spare = min(max(width - 113, -10), 24)
        widths = [18, 21 + spare, 12, 12, _ROWS, 11, 12, 11]
    else:
        del cells[2]
        widths = [13, 10, 8, 6, 11, 10, 8]
    shown = [fit(cell, room) for cell, room in zip(cells, widths, strict=True)]
    return Content(" ").join(shown)
