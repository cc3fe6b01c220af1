"""The answers to a question backwards, in sentences: each way and what else changes with it, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line, value_text
from tui.core.outcome import RowOutcome
from tui.core.rules import SWITCHES
from tui.core.values import is_blank
from tui.core.views.describe import count_of, errors_text, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.backwards import Answer, Way, Wish
    from tui.core.records import RecordIndex
    from tui.core.row_edits import Edit
    from tui.core.values import Record

_ROWS_NAMED = 4


def wish_text(wish: Wish) -> str:
    """What is wished, as the end of *I want this row to*."""
    match wish.kind:
        case "insert":
            return "insert"
        case "update":
            return f"update {one_line(wish.record_id or '')}"
        case "update_other":
            return "update another record"
        case _:
            return "not be refused"


def way_text(way: Way, sent: Record) -> str:
    """One way in one sentence. sent: the row as it is."""
    match way.kind:
        case "order":
            text = _list_text(way.request.duplicate_check_fields)
        case "row":
            edits = [_edit_text(edit, sent) for edit in way.edits]
            text = f"{', '.join(edits[:-1])} and {edits[-1]}" if len(edits) > 1 else edits[0]
        case _:
            rule, value = way.setting or ("", "")  # equal: only to whoever checks types
            text = f"assume {rule}={value}: {dict(SWITCHES[rule].meanings)[value]}"
    return f"{text[:1].upper()}{text[1:]}{_others_text(way)}."


def _list_text(names: tuple[str, ...] | None) -> str:
    if names is None:
        return "leave duplicate_check_fields out"
    if not names:
        return "send duplicate_check_fields as []"
    return f"list {', then '.join(map(one_line, names))}"


def _edit_text(edit: Edit, sent: Record) -> str:
    name = one_line(edit.api_name)
    if edit.dropped:
        return f"drop {name} from the row"
    value = value_text(edit.value)
    if edit.unused:
        return f"send another {name}, one that no record holds, such as {value}"
    verb = "add" if is_blank(sent.get(edit.api_name)) else "change"
    if edit.example:
        return f"{verb} {name}, for example to {value}" if verb == "change" else f"add {name}, for example {value}"
    return f"change {name} to {value}" if verb == "change" else f"add {name} {value}"


def _others_text(way: Way) -> str:
    rows = [str(index + 1) for index in way.others]
    if not rows:
        return " (no other row changes)"
    if len(rows) > _ROWS_NAMED:
        return f" ({len(rows)} other rows change)"
    return f" (row {rows[0]} changes, too)" if len(rows) == 1 else f" (rows {listed(rows)} change, too)"


def reasons(answer: Answer, records: RecordIndex) -> tuple[str, ...]:
    """Why no order, no setting or no change of the row does it, a sentence for each kind of which there is none. What
    was not tried whole is said to be so."""
    if answer.already:
        return ("The row does so already.",)
    if answer.now is None and not answer.ways:
        return ("The whole call is refused, and with it every row.",)
    wanted = answer.wish.record_id or ""  # equal: what is to be updated has an id
    if answer.wish.kind == "update" and records.get(wanted) is None:
        return (f"This data set has no record {one_line(wanted)}.",)
    kinds: set[str] = {way.kind for way in answer.ways}
    return tuple(_reasons(answer, records, kinds))


def _reasons(answer: Answer, records: RecordIndex, kinds: set[str]) -> Iterator[str]:
    if "order" not in kinds:
        yield f"No order of the check fields does it{_why_no_order(answer, records)}."
    if "assumption" not in kinds:
        yield "No other setting of one assumption does it."
    if "row" not in kinds and answer.now is not None:
        yield (
            f"None of {count_of(answer.tries, 'change')} of the row that were tried does it."
            if answer.tries
            else ("There is no change of the row to try.")
        )


def _why_no_order(answer: Answer, records: RecordIndex) -> str:
    """The rest of the sentence, as far as there is one reason."""
    whole, row = answer.matrix, answer.now
    if not whole.complete:
        return f" among the {len(whole.orders)} that were tried"
    sent = whole.request.rows[answer.index]
    if row is None:
        return ""
    if row.trace and row.trace[0].api_name == "id" and row.trace[0].verdict != "not_checked":
        return f": the row carries the id {one_line(str(sent.get('id')))}, which decides before any field"
    cells = [order.cells[answer.index] for order in whole.orders if order.cells]
    troubles = {errors_text(cell.errors) for cell in cells if cell.outcome is RowOutcome.ERROR}
    if len(troubles) == 1 and all(cell.outcome is RowOutcome.ERROR for cell in cells):
        return f": under each of them the row is refused ({next(iter(troubles))})"
    if answer.wish.kind == "insert" and all(cell.target_id is not None for cell in cells):
        return ": under each of them a value of the row belongs to a record"
    met = {cell.target_id for cell in cells}
    wanted = answer.wish.record_id or ""  # equal: likewise
    if answer.wish.kind == "update" and wanted not in met:
        return f": under none of them does the row find {one_line(wanted)}"
    if answer.wish.kind == "update_other" and len(met - {None}) <= 1:
        return ": under none of them does the row find another record"
    return ""
