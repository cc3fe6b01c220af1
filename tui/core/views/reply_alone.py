"""A reply without its request, explained as far as it goes: what became of each row, the errors in plain words, and
what the answers tell of the fields that were checked.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tui.core.display import one_line, record_name, row_numbers
from tui.core.metadata import STANDARD_SYSTEM_FIELDS
from tui.core.reply.read import ReplyRow, is_reply, read_reply
from tui.core.reply.saved import SavedReply, how_read, saved_replies
from tui.core.views.describe import count_of
from tui.core.views.reply_words import error_words, plain
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.metadata import Module
    from tui.core.outcome import CallOutcome
    from tui.core.records import RecordIndex


@dataclass(frozen=True, slots=True)
class LoneReply:
    """One reply of one call. ``rows``: what it says of each, in order; ``sentence``: of a call that was refused, or
    that does not tell what became of its rows, why."""

    saved: SavedReply
    outcome: CallOutcome
    rows: tuple[ReplyRow, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ReplyAlone:
    """The replies in a text, and what is to be said of how they were read."""

    replies: tuple[LoneReply, ...]
    said: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[ReplyRow, ...]:
        """The rows of all replies, in order."""
        return tuple(row for reply in self.replies for row in reply.rows)

    def names(self, index: int, record_id: str) -> bool:
        """Whether a row (0-based) names a record: it came to it, or ran into it."""
        row = self.rows[index]
        held = [error.details.get("duplicate_record") for error in row.errors]
        named = [each.get("id") for each in held if isinstance(each, dict)]
        return record_id in (row.record_id, *named, *(error.details.get("id") for error in row.errors))


def holds_reply(text: str) -> bool:
    """Whether a text holds the reply to an upsert, and not only something that cannot be read as one."""
    return any(is_reply(saved.reply) for saved in saved_replies(text))


def reply_alone(text: str) -> ReplyAlone:
    """Read the replies in a text. Never raises: what is no reply is one that tells nothing."""
    saved = saved_replies(text)
    return ReplyAlone(tuple(map(_lone, saved)), how_read(saved))


def _lone(saved: SavedReply) -> LoneReply:
    data = saved.reply.get("data") if isinstance(saved.reply, dict) else saved.reply
    sent = len(data) if isinstance(data, list) else 1
    read = read_reply(saved.reply, sent)
    if read.refusal:
        return LoneReply(saved, "refused", sentence="; ".join(map(error_words, read.refusal)))
    outcome: CallOutcome = "unknown" if read.problem else "answered"
    return LoneReply(saved, outcome, read.rows, read.problem or read.remark)


def named_by(records: RecordIndex | None, module: Module | None) -> Callable[[str], str]:
    """How an id is shown: with the name of its record where a data set has it."""
    if records is None or module is None:
        return plain

    def named(record_id: str) -> str:
        record = records.get(record_id)
        name = record_name(record, module) if record else ""
        return f"{one_line(record_id)} ({name})" if name else one_line(record_id)

    return named


def row_sentence(row: ReplyRow, named: Callable[[str], str] = plain) -> str:
    """What a reply says of one row."""
    at = f", at {one_line(row.modified_time)}" if row.modified_time else ""
    which = named(row.record_id) if row.record_id else "a record that the reply does not name"
    match row.action:
        case "error":
            return f"Zoho refused it: {'; '.join(error_words(each, None, named) for each in row.errors)}."
        case "insert":
            return f"Zoho inserted {which}{at}."
        case "update" if row.duplicate_field is not None:
            return f"Zoho updated {which} by {one_line(row.duplicate_field)}{at}."
        case "update":
            return f"Zoho updated {which}{at}; the reply names no field, as for a row that carries an id."
    return "The reply does not say whether this row was written."


def on_the_order(found: ReplyAlone, module: Module | None = None) -> tuple[str, ...]:
    """What the answers tell of the fields that were checked, and of rows that came to one record. module: its metadata,
    where it is known."""
    return tuple(_on_the_order(found.rows, module))


def _on_the_order(rows: tuple[ReplyRow, ...], module: Module | None) -> Iterator[str]:
    chose: dict[str, list[int]] = defaultdict(list)
    same: dict[str, list[int]] = defaultdict(list)
    taken: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.action == "update" and row.duplicate_field is not None:
            chose[row.duplicate_field].append(index)
        if row.action in ("insert", "update") and row.record_id is not None:
            same[row.record_id].append(index)
        for error in row.errors:
            if error.code == "DUPLICATE_DATA" and error.api_name:
                taken[error.api_name].append(index)
    for name, indexes in chose.items():
        yield f"{one_line(name)} chose the record of {row_numbers(indexes)}, so it was checked.{_system(name, module)}"
    for name, indexes in taken.items():
        yield (
            f"{one_line(name)} is unique and was taken in {row_numbers(indexes)}: had it been tried first, it would "
            "have chosen that record, so a field before it, or an id in the row, chose another."
        )
    known = [*(name for name in chose if name not in taken), *taken]
    if len(known) > 1:
        system = {module.system_field} if module is not None else set(STANDARD_SYSTEM_FIELDS.values())
        likely = sorted(known, key=lambda name: (name in taken, name not in system))
        yield f"Likely order: {', then '.join(map(one_line, likely))}."
    for record_id, indexes in same.items():
        if len(indexes) > 1:
            yield f"{row_numbers(indexes).capitalize()} hit the same record, {one_line(record_id)}."


def _system(name: str, module: Module | None) -> str:
    """What it tells of the list that the system-defined field was checked."""
    if module is None or name != module.system_field or name in {each.api_name for each in module.unique_fields}:
        return ""
    return " It is the system-defined field: the list named it, or there was no list."


def counts_text(found: ReplyAlone) -> str:
    """The rows by what became of them, as in ``3 rows: 2 updated · 1 refused``."""
    words = {"insert": "inserted", "update": "updated", "error": "refused", "unreadable": "not known"}
    counts = {word: sum(row.action == action for row in found.rows) for action, word in words.items()}
    parts = " · ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{count_of(len(found.rows), 'row')}{f': {parts}' if parts else ''}"
