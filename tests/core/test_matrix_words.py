"""The sentences above a matrix, from matrices that are set by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

from tests.core.helpers import LEADS, MemoryIndex, forecast_of, row
from tui.core.errors import ZohoError
from tui.core.matrix import Cell, OrderResult, matrix
from tui.core.outcome import RowOutcome
from tui.core.views.matrix_text import general_sentences, matrix_sentences, row_sentence
from tui.core.views.order_conditions import condition_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.core.matrix import Matrix

MADE: Final = forecast_of(row())
WHOLE: Final = matrix(MADE.request, LEADS, MemoryIndex([]), MADE.assumptions)
SUMMARY: Final = MADE.outline.counted.summary
NEW: Final = Cell(RowOutcome.INSERT)
HIT: Final = Cell(RowOutcome.UPDATE, "Phone", "3652397000000649013", target_name="Byron")


def of_orders(*columns: tuple[str, list[Cell] | None], **given: Any) -> Matrix:
    """A matrix of these orders (names by their first letters: E, P, M), each with its cells (None: refused)."""
    letters = {"E": "Email", "P": "Phone", "M": "Mobile"}
    orders = tuple(
        OrderResult((), tuple(letters[letter] for letter in names), tuple(cells or ()), (), SUMMARY, 0)
        for names, cells in columns
    )
    rows = max((len(order.cells) for order in orders), default=0)
    values = {"orders": orders, "complete": True, "indifferent": (), "depends_on_order": (True,) * rows, "total": 9}
    return replace(WHOLE, **{**values, **given})


def told(*columns: tuple[str, list[Cell] | None], full_ids: bool = False, **given: Any) -> str:
    """The sentence about the first row."""
    made = of_orders(*columns, **given)
    sentences = matrix_sentences(made, full_ids=True) if full_ids else matrix_sentences(made)
    found = [each for each in sentences if each.index == 0]
    return found[0].text


def general(*columns: tuple[str, list[Cell] | None], **given: Any) -> tuple[str, ...]:
    found = of_orders(*columns, **given)
    texts = general_sentences(found)
    assert [each.text for each in matrix_sentences(found) if each.index is None] == list(texts)
    return texts


def test_a_matrix_as_a_whole_is_told_by_its_orders_and_the_rows_that_depend_on_them() -> None:
    two = ("E", [NEW, NEW]), ("P", [NEW, NEW])
    assert general() == ()
    assert general(("EP", [NEW])) == ("There is only one effective order: Email › Phone.",)
    assert general(("", [NEW])) == ("No field is checked for duplicates.",)
    assert general(*two) == ("2 of 2 rows depend on the order.",)
    assert general(*two, depends_on_order=(True, False)) == ("1 of 2 rows depends on the order.",)
    assert general(*two, depends_on_order=(True,)) == ("The row depends on the order.",)
    same = "No row depends on the order: there are 2, and each row does the same under all of them."
    assert general(*two, depends_on_order=(False, False)) == (same,)
    near = "1,200 orders are possible; these are yours and the 1 that are one move away."
    some = {"complete": False, "total": 1_200}
    assert general(*two, **some)[0] == near
    assert general(*two, depends_on_order=(False,), **some) == (
        near,
        "No row depends on the order, as far as these go.",
    )
    assert general(*two, indifferent=("A",))[1] == "No row carries A: its place makes no difference."
    assert general(*two, indifferent=("A", "B"))[1] == "No row carries A or B: their places make no difference."


def test_each_outcome_of_a_row_has_its_words() -> None:
    def otherwise(cell: Cell | None, *, full_ids: bool = False) -> str:
        columns = ("E", [NEW]), ("P", [NEW]), ("EP", [cell] if cell else None)
        text = told(*columns, full_ids=full_ids)
        return text.removeprefix("Row 1 ").split(" only while ")[0]

    assert otherwise(HIT) == "updates Byron (…9013)"
    assert otherwise(HIT, full_ids=True) == "updates Byron (3652397000000649013)"
    assert otherwise(replace(HIT, target_name="")) == "updates …9013"
    assert otherwise(replace(HIT, outcome=RowOutcome.UNCHANGED)) == "matches Byron (…9013) and changes nothing"
    error = ZohoError("x", "DUPLICATE_DATA", {"api_name": "Phone", "id": "3652397000000649013"}, "")
    assert otherwise(Cell(RowOutcome.ERROR, errors=(error,))) == "is refused (Phone is …9013's)"
    assert (
        otherwise(Cell(RowOutcome.ERROR, errors=(error,)), full_ids=True)
        == "is refused (Phone is 3652397000000649013's)"
    )
    assert otherwise(Cell(RowOutcome.NOT_KNOWN)) == "is not known"
    assert otherwise(None) == "is refused with the whole call"
    assert otherwise(replace(HIT, target_id=None, target_name="")) == "updates "


def test_what_has_the_longest_condition_is_left_to_otherwise() -> None:
    unknown = Cell(RowOutcome.NOT_KNOWN)
    assert told(("E", [NEW]), ("P", [NEW]), ("EP", [HIT]), ("PE", [unknown])) == (
        "Row 1 updates Byron (…9013) only while Email comes before Phone; "
        "it is not known only while Phone comes before Email; otherwise it inserts."
    )
    assert told(("EP", [HIT]), ("PE", [unknown]), ("E", [NEW]), ("P", [NEW])).endswith("; otherwise it inserts.")
    two = ("E", [NEW]), ("P", [HIT])
    assert told(*two) == "Row 1 updates Byron (…9013) only while Email is not checked; otherwise it inserts."
    assert told(*two, complete=False).startswith("Among these, row 1 updates Byron (…9013) only while ")


def test_what_comes_to_the_same_is_told_apart_by_its_field_else_by_its_target() -> None:
    def apart(one: Cell, other: Cell) -> tuple[str, str]:
        start, _, end = told(("E", [one]), ("P", [other])).partition(" under every order: ")
        return start, end

    when = "only while Email is not checked; otherwise"
    by_email, by_none = (replace(HIT, duplicate_field=name) for name in ("Email", None))
    same = "Row 1 updates Byron (…9013)"
    assert apart(by_email, HIT) == (same, f"matched by Phone {when} matched by Email.")
    assert apart(by_none, HIT) == (same, f"matched by Phone {when} matched by no check field.")
    other = replace(HIT, target_id="1652397000000649013")
    ids = ("1652397000000649013", "3652397000000649013")
    assert apart(HIT, other) == (same, f"with the target {ids[0]} {when} with the target {ids[1]}.")
    assert apart(NEW, replace(NEW, target_id="1")) == ("Row 1 inserts", f"with the target 1 {when} with no target.")


def test_results_without_a_short_condition_are_counted_or_left_to_otherwise() -> None:
    blind: dict[str, Any] = {"indifferent": ("Email", "Phone", "Mobile")}
    columns = ("E", [NEW]), ("P", [HIT]), ("EP", [NEW])
    assert told(*columns, **blind) == (
        "Row 1 depends on the order in no simple way: it inserts in 2 orders, it updates Byron (…9013) in 1 order."
    )
    by_email = replace(HIT, duplicate_field="Email")
    assert told(("E", [by_email]), ("P", [HIT]), **blind) == (
        "Row 1 updates Byron (…9013) under every order: matched by Email in 1 order, matched by Phone in 1 order."
    )


def test_the_one_result_without_a_short_condition_is_left_to_otherwise() -> None:
    unknown = Cell(RowOutcome.NOT_KNOWN)
    assert told(("E", [HIT]), ("EP", [HIT]), ("PE", [unknown]), ("P", [NEW]), ("", [NEW])) == (
        "Row 1 is not known only while Phone comes before Email; it inserts only while Email is not checked; "
        "otherwise it updates Byron (…9013)."
    )


def test_a_row_by_itself_is_told_also_where_it_comes_to_the_same() -> None:
    columns = ("E", [NEW, HIT]), ("P", [HIT, HIT]), ("EP", None)
    found = of_orders(*columns, depends_on_order=(True, False))
    assert row_sentence(found, 0) == told(*columns)
    assert row_sentence(found, 1) == "Row 2 updates Byron (…9013) under every order."
    assert (
        row_sentence(replace(found, complete=False), 1)
        == "Row 2 updates Byron (…9013) under every one of these orders."
    )
    refused = of_orders(("E", None), depends_on_order=(False,))
    assert row_sentence(refused, 0) == "Row 1 is refused with the whole call under every order."
    both = of_orders(("E", [NEW]), ("P", [HIT]), depends_on_order=(False,))
    assert row_sentence(both, 0) == "Row 1 inserts or updates Byron (…9013) under every order."


# --- conditions ------------------------------------------------------------------------------------------------------


def condition(orders: Sequence[Sequence[str]], fields: str, holds: Callable[[str], bool]) -> tuple[str, int] | None:
    """The condition that holds at these orders, and its size."""
    wanted = sum(1 << place for place, order in enumerate(orders) if holds("".join(order)))
    found = condition_for(orders, wanted, fields)
    return None if found is None else (found.text, found.size)


def test_a_condition_names_one_field_before_another_or_before_several() -> None:
    orders = list(permutations("ABC"))
    assert condition(orders, "ABC", lambda order: order.index("A") < order.index("B")) == ("A comes before B", 1)
    assert condition(orders, "ABC", lambda order: order[0] == "A") == ("A comes before B and C", 2)
    assert condition(orders, "ABC", lambda order: order[-1] == "A") == ("B and C come before A", 2)
    assert condition(orders, "ABC", lambda order: order[-1] == "C") == ("A and B come before C", 2)
    assert condition(orders, "BC", lambda order: order[0] == "A") is None


def test_a_condition_says_whether_a_field_is_checked_alone_or_beside_another() -> None:
    orders = [(), ("A",), ("B",), ("A", "B"), ("B", "A")]
    told = [
        (lambda order: "A" in order, ("A is checked", 1)),
        (lambda order: "A" not in order, ("A is not checked", 1)),
        (lambda order: "A" in order and "B" in order, ("A is checked and B is checked", 2)),
        (lambda order: order in ("", "A"), ("B is not checked", 1)),
        (lambda order: order in ("", "B", "BA"), ("A is not checked or B comes before A", 2)),
        (lambda order: order in ("B", "BA"), None),
        (lambda order: order in ("", "A", "B", "AB"), None),
    ]
    assert [condition(orders, "AB", holds) for holds, _ in told] == [words for _, words in told]


def test_of_more_than_four_others_a_condition_names_all_or_none() -> None:
    moved = ["GABCDEF", "AGBCDEF", "GBACDEF", "GCABDEF", "GDABCEF", "GEABCDF", "GFABCDE"]
    assert condition(moved, "ABCDEFG", lambda order: order in moved[:2]) is None
    assert condition([*moved[:1], *moved[2:]], "ABCDEF", lambda order: order == moved[0]) == (
        "A comes before B, C, D, E and F",
        5,
    )
