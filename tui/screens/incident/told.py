"""What the screen shows of one call: an incident whose request is known, or a reply alone, in one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tui.core.display import one_line
from tui.core.reply.compare import RowComparison
from tui.core.views.describe import count_of
from tui.core.views.incident_text import Columns, columns, copy_text, head_lines, is_surprise, rule_texts
from tui.core.views.reply_alone import ReplyAlone, counts_text, on_the_order, row_sentence
from tui.core.views.reply_words import error_words
from tui.core.views.what_happened import ways_out, what_happened
from tui.dataclass import dataclass
from tui.reports.incident import incident_markdown
from tui.reports.reply_alone import reply_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.forecast import Forecast
    from tui.core.reply.incident import Incident
    from tui.session.followed import FollowedCall


class Told(Protocol):
    """One call, as it is shown. Rows are 0-based."""

    @property
    def rows(self) -> Sequence[RowComparison]:
        """Each row, held against the rules."""
        ...

    @property
    def forecast(self) -> Forecast | None:
        """What the rules say; None where the request is not known."""
        ...

    @property
    def found(self) -> Incident | None:
        """The incident; None for a reply alone."""
        ...

    @property
    def title(self) -> str:
        """What it is about, and how the copy and the call lie in time, in a few words."""
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """What is to be said of the call as a whole."""
        ...

    def columns(self, index: int) -> Columns:
        """The three columns of a row."""
        ...

    def rules(self, index: int) -> Sequence[str]:
        """The rules of a row, in full."""
        ...

    def sentences(self, index: int) -> Sequence[str]:
        """What happened to a row."""
        ...

    def ways(self, index: int) -> Sequence[str]:
        """What would have prevented it: it may take a while."""
        ...

    def is_surprise(self, index: int) -> bool:
        """Whether a row deserves a look."""
        ...

    def markdown(self, index: int, ways: Sequence[str]) -> str:
        """The row for a ticket."""
        ...


@dataclass(frozen=True)
class Explained:
    """A call whose request is known. ``why``: what is to be said of it first, or an empty text."""

    followed: FollowedCall
    found: Incident
    data_set: str
    partial: bool
    why: str = ""

    @property
    def rows(self) -> Sequence[RowComparison]:
        """As ``Told`` says."""
        return self.found.rows

    @property
    def forecast(self) -> Forecast:
        """As ``Told`` says."""
        return self.found.forecast

    @property
    def title(self) -> str:
        """As ``Told`` says."""
        rows = count_of(len(self.found.rows), "row")
        about = f"{rows} for {one_line(self.forecast.module.api_name)} against {one_line(self.data_set)}"
        status = next((f"HTTP {each.status}" for each in self.found.calls if each.status is not None), "")
        return "  ·  ".join(filter(None, (about, status, copy_text(self.found))))

    @property
    def remarks(self) -> Sequence[str]:
        """As ``Told`` says."""
        said = (f"The reply was {line}." for line in self.followed.said)
        return (*filter(None, (self.why,)), *said, *head_lines(self.found))

    def columns(self, index: int) -> Columns:
        """As ``Told`` says."""
        return columns(self.found, index)

    def rules(self, index: int) -> Sequence[str]:
        """As ``Told`` says."""
        return tuple(rule_texts(self.found, index))

    def sentences(self, index: int) -> Sequence[str]:
        """As ``Told`` says."""
        return what_happened(self.found, index)

    def ways(self, index: int) -> Sequence[str]:
        """As ``Told`` says."""
        return ways_out(self.found, index)

    def is_surprise(self, index: int) -> bool:
        """As ``Told`` says."""
        return is_surprise(self.found, index)

    def markdown(self, index: int, ways: Sequence[str]) -> str:
        """As ``Told`` says."""
        given = {index: ways}
        return incident_markdown(self.found, self.data_set, [index], given, partial=self.partial, rows=True)


@dataclass(frozen=True)
class Alone:
    """A reply without its request; why: in a sentence, why there is none."""

    reply: ReplyAlone
    why: str

    @property
    def found(self) -> Incident | None:
        """As ``Told`` says."""
        return None

    @property
    def forecast(self) -> Forecast | None:
        """As ``Told`` says."""
        return None

    @property
    def rows(self) -> Sequence[RowComparison]:
        """As ``Told`` says; a call that was refused, or tells nothing, is one row."""
        rows = [
            RowComparison(
                index,
                "not_known",
                None if row.action == "unreadable" else row.action,
                "not_comparable",
                cause=row_sentence(row),
                record_id=row.record_id,
                errors=row.errors,
            )
            for index, row in enumerate(self.reply.rows)
        ]
        return rows or [RowComparison(0, "not_known", None, "not_comparable", cause=self._call_text())]

    def _call_text(self) -> str:
        texts = [each.sentence for each in self.reply.replies if each.sentence]
        refused = any(each.outcome == "refused" for each in self.reply.replies)
        told = f"{'Zoho refused the whole call: ' if refused else ''}{'; '.join(texts)}"
        return f"{told[:1].upper()}{told[1:]}." if texts else "The reply says nothing."

    @property
    def title(self) -> str:
        """As ``Told`` says."""
        return f"a reply without its request  ·  {counts_text(self.reply)}"

    @property
    def remarks(self) -> Sequence[str]:
        """As ``Told`` says."""
        return (*filter(None, (self.why,)), *(f"The reply was {line}." for line in self.reply.said))

    def columns(self, index: int) -> Columns:
        """As ``Told`` says."""
        if not self.reply.rows:
            return Columns((), "", (self._call_text(),), ("not asked: the request is not here",), ())
        row = self.reply.rows[index]
        by = f" by {one_line(row.duplicate_field)}" if row.duplicate_field and row.action == "update" else ""
        word = {"error": "REFUSED", "unreadable": "NOT KNOWN"}.get(row.action, row.action.upper())
        lines = [f"{word} {one_line(row.record_id or '')}{by}".strip() if row.action != "error" else word]
        lines += [error_words(each) for each in row.errors]
        lines += [one_line(row.modified_time)] if row.modified_time else []
        return Columns((), "", tuple(lines), ("not asked: the request is not here",), ())

    def rules(self, index: int) -> Sequence[str]:
        """As ``Told`` says."""
        return ()

    def sentences(self, index: int) -> Sequence[str]:
        """As ``Told`` says."""
        told = row_sentence(self.reply.rows[index]) if self.reply.rows else self._call_text()
        return (told, *on_the_order(self.reply))

    def ways(self, index: int) -> Sequence[str]:
        """As ``Told`` says."""
        return ()

    def is_surprise(self, index: int) -> bool:
        """As ``Told`` says."""
        return bool(self.reply.rows) and self.reply.rows[index].action in ("error", "unreadable")

    def markdown(self, index: int, ways: Sequence[str]) -> str:
        """As ``Told`` says."""
        return reply_markdown(self.reply, [index] if self.reply.rows else [])
