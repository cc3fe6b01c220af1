"""The list of the journal: one line for each call, those of unknown outcome loud, those without a reply first."""

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
from tui.screens.marks import call_mark, counts_content, environment_mark
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.live.journal.journal import JournalEntry

WIDE: Final = 100
"""Cells from which every column has its room."""

STATES: Final = ("sending", "answered", "not_sent", "refused", "unknown")
"""The states of a call, in the order in which one filters by them."""

_ROWS: Final = 9
"""Cells for ``100 10/12``: the rows of a call, and which of how many it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry with the text in which it is searched."""

    entry: JournalEntry
    words: str

    @classmethod
    def of(cls, entry: JournalEntry) -> Kept:
        """Where to, how it ended, and everything that was sent and came."""
        facts = entry.facts
        texts = [entry.id, entry.begun_at, facts.profile, facts.org, facts.environment, facts.module, facts.data_set]
        texts.append(facts.file)
        texts += [entry.state.replace("_", " "), entry.sentence, *(note.text for note in entry.notes)]
        texts += [json.dumps(value, ensure_ascii=False) for value in (entry.body, entry.reply) if value is not None]
        return cls(entry, "\n".join(texts).casefold())


def in_order(entries: Sequence[JournalEntry]) -> list[Kept]:
    """What is under way and those without a reply first, then the others, the latest first."""
    kept = [Kept.of(entry) for entry in reversed(entries)]
    return sorted(kept, key=lambda each: not (each.entry.sending or each.entry.is_open))


def entry_mark(entry: JournalEntry) -> Content:
    """``? UNKNOWN``, or ``? looked up`` once its rows were."""
    settled = entry.state == "unknown" and any(note.kind == "looked_up" for note in entry.notes)
    return call_mark("looked_up" if settled else entry.state)


def local_time(at: str, form: str) -> str:
    """A moment of the journal in this machine's zone."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return one_line(at[:20])
    return f"{(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone():{form}}"


@dataclass
class EntrySelected(Message):
    """The person looks at a call."""

    entry: JournalEntry | None


class JournalList(LineList):
    """The calls that pass the filter."""

    HEADER = 1

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[JournalEntry] = []
        self.empty = ""

    def show(self, entries: list[JournalEntry], empty: str) -> None:
        """Show these; the cursor stays on its entry where that is among them. empty: what to say without any."""
        at = self.entry.id if self.entry else None
        self._shown, self.empty = entries, empty
        place = next((place for place, each in enumerate(entries) if each.id == at), 0 if entries else -1)
        self.cursor = place
        self.lines_changed()
        self.post_message(EntrySelected(self.entry))

    @property
    def entry(self) -> JournalEntry | None:
        """The one under the cursor."""
        return self._shown[self.cursor] if 0 <= self.cursor < len(self._shown) else None

    def watch_cursor(self) -> None:
        """Tell which one it is."""
        super().watch_cursor()
        self.post_message(EntrySelected(self.entry))

    def count(self) -> int:
        """One line for each, or one that says that there are none."""
        return len(self._shown)

    def header(self, y: int, width: int) -> Content:
        """The names of the columns; below them, what to say without any call."""
        if not self._shown:
            return Content.styled(self.empty, MUTED)
        texts = ["time", "org", "environment", "module", "rows", "outcome", "forecast", "reply"]
        return _laid_out([Content(text) for text in texts], width)

    def line(self, index: int, width: int) -> Content:
        """One call."""
        entry = self._shown[index]
        facts = entry.facts
        org = one_line(facts.profile)
        if facts.org and width >= WIDE:
            org = f"{org} · {one_line(facts.org)}"
        call = f"{facts.batch}/{facts.batches}" if facts.batches > 1 else ""
        rows = f"{len(entry.rows)} {call}".rstrip()
        cells = [
            Content.styled(local_time(entry.begun_at, "%Y-%m-%d %H:%M" if width >= WIDE else "%m-%d %H:%M"), MUTED),
            Content.styled(org, STRONG if facts.environment in LOUD else ""),
            environment_mark(facts.environment),
            Content.styled(one_line(facts.module), ACCENT),
            Content(rows if len(rows) <= _ROWS else call),
            entry_mark(entry),
            counts_content(forecast_counts(entry)),
            counts_content(reply_counts(entry)),
        ]
        return _laid_out(cells, width)


def _laid_out(cells: list[Content], width: int) -> Content:
    if width >= WIDE:
        spare = min(max(width - 111, -8), 24)
        widths = [16, 21 + spare, 12, 12, _ROWS, 11, 12, 11]
    else:
        del cells[2]
        widths = [11, 10, 8, _ROWS, 10, 11, 8]
    shown = [fit(cell, room) for cell, room in zip(cells, widths, strict=True)]
    return Content(" ").join(shown)
