"""The cells of a matrix: the same words never stand for two things in one row."""

from __future__ import annotations

from tests.core.helpers import LEADS, MemoryIndex, body, record, row
from tui.core.matrix import matrix
from tui.core.views.matrix_cells import cell_of, row_texts, sent_texts, stays

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
