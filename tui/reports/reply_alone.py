"""A reply without its request on paper: a line for each row and for each call, and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.views.reply_alone import counts_text, named_by, on_the_order, row_sentence
from tui.reports.text import for_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.metadata import Module
    from tui.core.records import RecordIndex
    from tui.core.views.reply_alone import ReplyAlone


def reply_lines(
    found: ReplyAlone, shown: Iterable[int], module: Module | None = None, records: RecordIndex | None = None
) -> list[str]:
    """What a reply tells of these rows, of each call, and of the order. module, records: of a data set, for names."""
    named = named_by(records, module)
    lines = [f"Row {index + 1}: {row_sentence(found.rows[index], named)}" for index in shown]
    for number, reply in enumerate(found.replies, 1):
        which = f"Call {number}: " if len(found.replies) > 1 else ""
        if reply.outcome == "refused":
            lines.append(f"{which}Zoho refused the whole call: {reply.sentence}. Nothing was written.")
        elif reply.sentence:
            lines.append(f"{which}{reply.sentence[:1].upper()}{reply.sentence[1:]}.")
    return [*lines, *on_the_order(found, module)]


def reply_markdown(
    found: ReplyAlone, shown: Iterable[int], module: Module | None = None, records: RecordIndex | None = None
) -> str:
    """The same for a ticket."""
    lines = (f"- {for_markdown(line)}\n" for line in reply_lines(found, shown, module, records))
    return f"## Reply to an upsert: {counts_text(found)}\n\n{''.join(lines)}"
