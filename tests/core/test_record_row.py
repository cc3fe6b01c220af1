"""A record as a row that one would send to have it found again."""

from __future__ import annotations

from tests.core.helpers import LAST_NAME, field, module
from tui.core.views.record_row import row_of

OF = module(
    field("id", "bigint"),
    LAST_NAME,
    field("Email", "email"),
    field("Account", "lookup"),
    field("Owner", "ownerlookup"),
    field("Tag", "jsonarray"),
    field("Lines", "subform"),
    field("Created_Time", "datetime"),
    field("Sum", "formula"),
    field("Seen", "datetime", create=False, update=False),
)


def test_a_row_of_a_record_has_what_the_api_writes_in_the_order_of_the_metadata() -> None:
    held = {"Sum": 5, "Seen": "x", "Created_Time": "x", "id": "7", "Email": "a@x.test", "Last_Name": "Ode", "No": 1}
    made = row_of(held, OF)
    assert list(made.values.items()) == [("Last_Name", "Ode"), ("Email", "a@x.test")]
    assert made.left_out == ()


def test_what_a_record_has_by_where_it_was_made_and_its_subforms_are_left_out_and_told() -> None:
    held = {"Owner": {"id": "1"}, "Tag": [{"name": "a"}], "Lines": [{"id": "2"}], "Last_Name": "Ode"}
    made = row_of(held, OF)
    assert (made.values, made.left_out) == ({"Last_Name": "Ode"}, ("Owner", "Tag", "Lines"))
    empty = row_of({"Owner": None, "Tag": [], "Lines": [], "Last_Name": ""}, OF)
    assert (empty.values, empty.left_out) == ({}, ())


def test_a_record_that_is_pointed_at_is_sent_by_its_id_alone() -> None:
    def sent(name: str, held: object) -> object:
        return row_of({name: held}, OF).values[name]

    assert sent("Account", {"id": "7", "name": "A"}) == {"id": "7"}
    assert sent("Account", {"id": " ", "name": "A"}) == {"id": " ", "name": "A"}
    assert sent("Account", "7") == "7"
    assert sent("Email", {"id": "7", "name": "A"}) == {"id": "7", "name": "A"}
