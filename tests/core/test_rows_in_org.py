"""Rows that a send saved are known again by what they hold."""

from __future__ import annotations

from tui.core.rows_in_org import RowsInOrg

A, B, C = {"Last_Name": "Ode", "City": "Rome"}, {"Last_Name": "Quill"}, {"Last_Name": "Marsh"}


def test_a_row_is_in_the_org_as_long_as_it_is_what_was_sent_wherever_it_stands() -> None:
    saved = RowsInOrg().and_those([A, B, C], [0, 2])
    assert saved.among([A, B, C]) == {0, 2}
    assert saved.among([C, {"City": "Rome", "Last_Name": "Ode"}, B]) == {0, 1}
    assert saved.among([{**A, "City": "Oslo"}, C]) == {1}


def test_of_rows_that_are_the_same_as_many_are_in_the_org_as_were_saved() -> None:
    saved = RowsInOrg().and_those([A, A, B], [1])
    assert saved.among([A, A, B]) == {0}
    assert saved.and_those([A, A, B], [0, 1]).among([A, A, B]) == {0, 1}


def test_a_later_send_adds_to_what_is_known_and_nothing_was_saved_at_first() -> None:
    first = RowsInOrg().and_those([A, B], [0])
    assert first.and_those([A, B], [1]).among([A, B]) == {0, 1}
    assert RowsInOrg().among([A]) == frozenset()
