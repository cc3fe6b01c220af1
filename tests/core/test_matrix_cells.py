"""The cells of a matrix: the same words never stand for two things in one row."""

from __future__ import annotations

from dataclasses import replace

from tests.core.helpers import LEADS, MemoryIndex, body, record, row
from tui.core.errors import ZohoError
from tui.core.matrix import Cell, matrix
from tui.core.outcome import RowOutcome
from tui.core.row_forecast import Summary
from tui.core.views.matrix_cells import cell_of, list_text, order_counts, order_names, row_texts, sent_texts, stays

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Phone="100")
BEA = record(2, Last_Name="Webb", Email="bea@x.test", Mobile="200")


def texts(**sent: str) -> set[str]:
    """What a row does under the orders of its matrix."""
    made = matrix(body(row(**sent)), LEADS, MemoryIndex([ADA, BEA]))
    return set(row_texts([cell_of(order, 0) for order in made.orders]))


def test_the_field_that_decides_stands_there_only_where_the_same_words_would_stand_for_two_things() -> None:
    assert texts(Email="ada@x.test") == {"~ 1 Byron", "+ insert"}
    assert texts(Email="ada@x.test", Phone="100") == {"~ 1 Byron by Email", "~ 1 Byron by Phone"}
    assert texts(Email="ada@x.test", Phone="100", Mobile="200") == {
        "! Mobile is 2's by Email",
        "! Mobile is 2's by Phone",
        "! Phone is 1's",
    }


def test_a_cell_without_a_deciding_field_has_a_dash_where_another_has_one() -> None:
    by_id, by_email = (Cell(RowOutcome.UPDATE, name, "1", target_name="Ada") for name in (None, "Em\nail"))
    assert row_texts([by_id, by_email, None]) == ["~ 1 Ada by -", "~ 1 Ada by Em\\nail", "! whole call"]
    assert row_texts([by_id, by_id, None, None]) == ["~ 1 Ada", "~ 1 Ada", "! whole call", "! whole call"]


def test_an_order_is_told_by_its_names_its_list_and_what_rows_come_to() -> None:
    made = matrix(body(row(Email="ada@x.test")), LEADS, MemoryIndex([]))
    order = replace(made.orders[0], names=("A", "B\n"), duplicate_check_fields=("É\x07",), twins=6)
    assert (order_names(order), order_names(order, ["A"]), order_names(order, ["A", "B\n"])) == (
        "A › B\\n",
        "B\\n",
        "any order",
    )
    assert order_names(replace(order, names=()), ["A"]) == "nothing is checked"
    assert list_text(order) == '["É\\u0007"]'
    counted = replace(order, summary=Summary(1, 2, 3, 4, 5, 0))
    assert order_counts(counted) == {"inserts": 1, "updates": 5, "refused": 4, "twins": 6}
    assert cell_of(replace(order, cells=()), 0) is None


def test_a_row_stays_only_if_no_word_of_an_error_changes_and_no_order_refuses_the_call() -> None:
    made = matrix(body(row(Email="ada@x.test")), LEADS, MemoryIndex([]))

    def stay(*cells: Cell | None) -> bool:
        orders = (replace(made.orders[0], cells=() if cell is None else (cell,)) for cell in cells)
        return stays(replace(made, orders=tuple(orders)), 0)

    new = Cell(RowOutcome.INSERT)
    phone, mobile = (
        Cell(RowOutcome.ERROR, errors=(ZohoError("x", "DUPLICATE_DATA", {"api_name": name}, ""),))
        for name in ("Phone", "Mobile")
    )
    assert [stay(new, new), stay(phone, phone), stay(None, None)] == [True, True, True]
    assert [stay(phone, mobile), stay(new, None), stay(new, phone)] == [False, False, False]


def test_a_row_stays_only_if_every_word_does() -> None:
    made = matrix(body(row(Company="x"), row(Email="ada@x.test")), LEADS, MemoryIndex([ADA, BEA]))
    assert [stays(made, index) for index in (0, 1)] == [True, False]


def test_the_order_in_force_is_told_by_the_payloads_own_list_and_another_by_the_shortest() -> None:
    listed = matrix(body(row(Email="ada@x.test"), check=["Email"]), LEADS, MemoryIndex([ADA, BEA]))
    assert listed.current is not None
    assert sent_texts(listed, listed.current) == ('["Email"]', "; no key would do the same")
    assert all(sent_texts(listed, place)[1] == "" for place in range(len(listed.orders)) if place != listed.current)
    without = matrix(body(row(Email="ada@x.test")), LEADS, MemoryIndex([ADA, BEA]))
    assert without.current is not None
    assert sent_texts(without, without.current) == ("no key", "")
