"""The answers to a question backwards in sentences, from answers that are set by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from tests.core.helpers import LEADS, MemoryIndex, forecast_of, record, row
from tui.core.backwards import Answer, Way, Wish
from tui.core.errors import ZohoError
from tui.core.matrix import Cell, OrderResult, matrix
from tui.core.outcome import RowOutcome
from tui.core.row_edits import Edit
from tui.core.trace import Step
from tui.core.views.backwards_text import reasons, way_text, wish_text

MADE: Final = forecast_of(row(id="7\n"))
WHOLE: Final = matrix(MADE.request, LEADS, MemoryIndex([]), MADE.assumptions)
WAY: Final = Way("row", MADE.request, MADE.assumptions, MADE.rows[0], (), 1)
RECORDS: Final = MemoryIndex([record(1)])


def test_a_wish_is_the_end_of_a_sentence() -> None:
    wishes = (Wish("insert"), Wish("update", "1\n"), Wish("update"), Wish("update_other"), Wish("not_refused"))
    assert [wish_text(wish) for wish in wishes] == [
        "insert", "update 1\\n", "update ", "update another record", "not be refused",
    ]  # fmt: skip


def test_a_way_by_the_list_says_which_list() -> None:
    def by_list(names: tuple[str, ...] | None) -> str:
        return way_text(replace(WAY, kind="order", request=replace(MADE.request, duplicate_check_fields=names)), {})

    none = "(no other row changes)."
    assert by_list(None) == f"Leave duplicate_check_fields out {none}"
    assert by_list(()) == f"Send duplicate_check_fields as [] {none}"
    assert by_list(("A\n", "B", "C")) == f"List A\\n, then B, then C {none}"


def test_a_way_by_the_row_says_what_to_drop_change_or_add() -> None:
    def by_row(*edits: Edit) -> str:
        text = way_text(replace(WAY, edits=edits), {"A": "x", "B": " "})
        return text.removesuffix(" (no other row changes).")

    assert by_row(Edit("A\n", dropped=True)) == "Drop A\\n from the row"
    assert by_row(Edit("A", "y", unused=True, example=True)) == (
        'Send another A, one that no record holds, such as "y"'
    )
    assert [by_row(Edit(name, "y", example=True)) for name in "ABC"] == [
        'Change A, for example to "y"', 'Add B, for example "y"', 'Add C, for example "y"',
    ]  # fmt: skip
    assert [by_row(Edit(name, "y")) for name in "ABC"] == ['Change A to "y"', 'Add B "y"', 'Add C "y"']
    three = (Edit("A", dropped=True), Edit("B", dropped=True), Edit("C", dropped=True))
    assert by_row(*three[:2]) == "Drop A from the row and drop B from the row"
    assert by_row(*three) == "Drop A from the row, drop B from the row and drop C from the row"


def test_a_way_by_a_setting_says_what_it_means_and_every_way_what_else_it_changes() -> None:
    setting = replace(WAY, kind="assumption", setting=("match.several", "refuse"))
    assert way_text(setting, {}).startswith("Assume match.several=refuse: ")
    dropped = replace(WAY, edits=(Edit("A", dropped=True),))
    told = [way_text(replace(dropped, others=tuple(range(1, 1 + count))), {}) for count in (0, 1, 2, 4, 5)]
    assert [text.removeprefix("Drop A from the row ") for text in told] == [
        "(no other row changes).", "(row 2 changes, too).", "(rows 2 and 3 change, too).",
        "(rows 2, 3, 4 and 5 change, too).", "(5 other rows change).",
    ]  # fmt: skip


def answer(wish: Any = "insert", record_id: str | None = None, *cells: Cell | None, **given: Any) -> Answer:
    """An answer without ways, with these cells under the orders (None: the call is refused there)."""
    names = tuple(f"O{number}" for number in range(len(cells)))
    summary = MADE.outline.counted.summary
    orders = tuple(
        OrderResult((name,), (name,), () if cell is None else (cell,), (), summary, 0)
        for name, cell in zip(names, cells, strict=True)
    )
    whole = replace(WHOLE, orders=orders, complete=given.pop("complete", True))
    now = replace(MADE.rows[0], trace=())
    return replace(Answer(Wish(wish, record_id), 0, False, now, (), whole, 3), **given)


def told(*given: Any, **more: Any) -> tuple[str, ...]:
    return reasons(answer(*given, **more), RECORDS)


NO_ORDER: Final = "No order of the check fields does it"
NEW: Final = Cell(RowOutcome.INSERT)
HIT: Final = Cell(RowOutcome.UPDATE, "Email", "1")


def refused(name: str = "Email") -> Cell:
    error = ZohoError("x", "DUPLICATE_DATA", {"api_name": name, "id": "5"}, "")
    return Cell(RowOutcome.ERROR, errors=(error,))


def test_what_settles_a_question_at_once_is_told_alone() -> None:
    assert told(already=True) == ("The row does so already.",)
    assert told(now=None) == ("The whole call is refused, and with it every row.",)
    assert told("update", "9\n") == ("This data set has no record 9\\n.",)
    assert told("update") == ("This data set has no record .",)
    assert told("update", "1", NEW)[0].startswith(NO_ORDER)
    assert told("insert", "9", NEW)[0].startswith(NO_ORDER)
    with_way = told(now=None, ways=(replace(WAY, kind="order"),))
    assert with_way == ("No other setting of one assumption does it.",)


def test_each_kind_without_a_way_has_a_sentence() -> None:
    assert told("insert", None, NEW) == (
        f"{NO_ORDER}.",
        "No other setting of one assumption does it.",
        "None of 3 changes of the row that were tried does it.",
    )
    assert told("insert", None, NEW, tries=0)[2] == "There is no change of the row to try."
    assert told("insert", None, NEW, tries=1)[2] == "None of 1 change of the row that were tried does it."
    every = tuple(replace(WAY, kind=kind) for kind in ("order", "assumption", "row"))
    assert told(ways=every) == ()
    assert [len(told("insert", None, NEW, ways=(way,))) for way in every] == [2, 2, 2]


def test_why_no_order_does_it_is_told_where_there_is_one_reason() -> None:
    def why(*given: Any, **more: Any) -> str:
        return told(*given, **more)[0].removeprefix(NO_ORDER)

    assert why("insert", None, NEW, NEW, complete=False) == " among the 2 that were tried."
    assert why("insert", None, HIT, now=None, ways=(replace(WAY, kind="row"),)) == "."
    by_id = replace(MADE.rows[0], trace=(Step("id", "7", "hit", ("7",), 1),))
    assert why("insert", None, HIT, now=by_id) == ": the row carries the id 7\\n, which decides before any field."
    held = ": under each of them a value of the row belongs to a record."
    for trace in ((Step("id", "7", "not_checked"),), (Step("Email", "7", "hit"), Step("id", "7", "hit"))):
        assert why("insert", None, HIT, now=replace(by_id, trace=trace)) == held
    assert why("insert", None, HIT, None, HIT) == held
    assert why("insert", None, HIT, NEW) == why("update", "1", HIT, HIT) == "."
    assert why("insert", None, refused(), refused()) == ": under each of them the row is refused (Email is 5's)."
    assert why("insert", None, refused(), refused("Phone")) == "."
    assert why("insert", None, refused(), HIT) == "."
    assert why("update", "1", NEW, refused()) == ": under none of them does the row find 1."
    assert why("update_other", None, HIT, NEW) == ": under none of them does the row find another record."
    assert why("update_other", None, NEW) == ": under none of them does the row find another record."
    assert why("update_other", None, HIT, replace(HIT, target_id="2")) == "."
