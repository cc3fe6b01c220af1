"""Which rows have to do with a record, and how: now, under other orders, and nearly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.core.helpers import LEADS, MemoryIndex, forecast_of, row
from tui.core.errors import ZohoError
from tui.core.matrix import Cell, Matrix, OrderResult, matrix
from tui.core.notice import Notice
from tui.core.outcome import RowOutcome
from tui.core.views.record_hits import Hit, RecordHits

if TYPE_CHECKING:
    from tui.core.row_forecast import RowForecast

PLAIN: Final = forecast_of(row())
SUMMARY: Final = PLAIN.outline.counted.summary
WHOLE: Final = matrix(PLAIN.request, LEADS, MemoryIndex([]), PLAIN.assumptions)
UPDATE, UNCHANGED, INSERT, ERROR, NOT_KNOWN = map(RowOutcome, ("update", "unchanged", "insert", "error", "not_known"))


def taken(record_id: Any, name: str = "Phone", code: str = "DUPLICATE_DATA") -> ZohoError:
    return ZohoError("x", code, {"id": record_id, "api_name": name}, "")


def a_row(outcome: RowOutcome, target: str | None = None, by: str | None = None, *found: ZohoError) -> RowForecast:
    return replace(PLAIN.rows[0], outcome=outcome, target_id=target, duplicate_field=by, found=found, notes=())


def hits_of(*rows: RowForecast, whole: Matrix | None = None) -> RecordHits:
    made = replace(PLAIN, rows=tuple(replace(each, index=index) for index, each in enumerate(rows)))
    return RecordHits(made, whole)


def now(*rows: RowForecast, record_id: str = "1") -> list[str]:
    return [hit.now for hit in hits_of(*rows).of(record_id)]


def test_a_hit_is_told_as_it_is_now_by_order_and_nearly() -> None:
    assert Hit(0, "Now.", ("By.", "Order."), "Near.").sentences == (
        "Now.",
        "By.",
        "Order.",
        "Row 1 nearly matches: Near.",
    )
    assert Hit(2, "", (), "Near.").sentences == ("Row 3 nearly matches: Near.",)
    assert Hit(0, "").sentences == ()


def test_what_each_row_does_to_its_target_now_is_told() -> None:
    rows = (
        a_row(UPDATE, "1", "Email"), a_row(UPDATE, "1"), a_row(UNCHANGED, "1", "Email"), a_row(ERROR, "1", "Email"),
        a_row(NOT_KNOWN, "1", "Email"), a_row(INSERT, "1"), a_row(UPDATE, "2", "Email"), a_row(INSERT),
    )  # fmt: skip
    assert now(*rows) == [
        "Row 1 updates it by Email.",
        "Row 2 updates it by its id.",
        "Row 3 matches it by Email and changes nothing.",
        "Row 4 finds it by Email, and is refused.",
        "Row 5 finds it by Email, but whether it is refused is not known.",
        "Row 6 inserts it.",
    ]
    assert [found.index for found in hits_of(*rows).rows("1")] == [0, 1, 2, 3, 4, 5]
    assert hits_of(*rows).rows("7") == ()


def test_a_row_that_is_refused_for_a_value_of_a_record_has_to_do_with_it() -> None:
    both = a_row(ERROR, "2", "Email", taken("1"), taken("1", "Mobile"), taken("3"), taken("1", "Email", "INVALID_DATA"))
    assert now(both) == ["Row 1 is refused, since its Phone and Mobile belong to this record."]
    assert now(both, record_id="3") == ["Row 1 is refused, since its Phone belongs to this record."]
    assert now(both, record_id="2") == ["Row 1 finds it by Email, and is refused."]
    assert now(a_row(ERROR, None, None, taken(1), taken("1", code="INVALID_DATA"))) == []


def test_a_row_that_only_nearly_finds_a_record_names_it_as_a_whole_word() -> None:
    def near(message: str, rule: str = "lint.near_miss") -> list[Hit]:
        noted = replace(a_row(INSERT), notes=(Notice(rule, "Email", message),))
        return list(hits_of(a_row(INSERT), noted).of("1"))

    assert near("Email of 1 differs") == [Hit(1, "", (), "Email of 1 differs")]
    assert near("Email of 12 differs") == near("Email of x1 differs") == near("Email of 1 differs", "other") == []


def of_orders(*columns: tuple[tuple[str, ...], Cell | None], **given: Any) -> Matrix:
    """A matrix of one row, under these orders."""
    orders = tuple(
        OrderResult(names, names, () if cell is None else (cell,), (), SUMMARY, 0) for names, cell in columns
    )
    return replace(WHOLE, orders=orders, **{"complete": True, "indifferent": frozenset(), **given})


HIT = Cell(UPDATE, "Phone", "1")
NEW = Cell(INSERT)


def by_order(*columns: tuple[tuple[str, ...], Cell | None], record_id: str = "1", **given: Any) -> list[str]:
    found = hits_of(a_row(INSERT), whole=of_orders(*columns, **given)).of(record_id)
    assert all(not hit.now and hit.index == 0 for hit in found)
    return [sentence.removeprefix("By the order: row 1 ") for hit in found for sentence in hit.by_order]


def test_a_record_that_a_row_reaches_under_some_orders_is_told_with_the_condition() -> None:
    email, phone, both = ("Email",), ("Phone",), ("Phone", "Email")
    assert by_order((phone, HIT), (email, NEW)) == ["updates it by Phone only while Email is not checked."]
    assert by_order((phone, NEW), (email, HIT)) == ["updates it by Phone only while Email is checked."]
    unchanged = replace(HIT, outcome=UNCHANGED, duplicate_field="Email")
    assert by_order((phone, HIT), (email, NEW), (both, unchanged)) == ["updates it only while Phone is checked."]
    by_id = replace(HIT, duplicate_field=None)
    assert by_order((phone, by_id), (email, NEW)) == ["updates it only while Email is not checked."]
    assert by_order((phone, HIT), (email, HIT)) == []
    assert by_order((phone, HIT), (email, None)) == ["updates it by Phone only while Email is not checked."]
    assert by_order((phone, replace(HIT, outcome=ERROR)), (email, NEW)) == []
    assert by_order((phone, HIT), (email, NEW), record_id="2") == []


def test_a_record_that_a_row_runs_into_under_some_orders_is_told_too() -> None:
    error = replace(NEW, outcome=ERROR, errors=(taken("2"),))
    columns = ((("Phone",), HIT), (("Email",), error), (("Mobile",), NEW))
    assert by_order(*columns, record_id="2") == ["is refused for a value of it only while Email is checked."]
    for other in (taken("2", code="INVALID_DATA"), taken(2)):
        assert by_order((("Phone",), replace(error, errors=(other,))), (("Email",), NEW), record_id="2") == []
    of_another = replace(error, errors=(taken("3"),))
    only = "is refused for a value of it only while Email is not checked."
    assert by_order((("Phone",), error), (("Email",), of_another), record_id="2") == [only]
    both = replace(error, errors=(taken("1"),))
    assert by_order((("Phone",), HIT), (("Email",), both)) == [
        "updates it by Phone only while Email is not checked.",
        "is refused for a value of it only while Email is checked.",
    ]


def test_orders_without_a_short_condition_are_counted_and_those_that_were_left_out_are_told() -> None:
    columns = ((("Phone",), HIT), (("Email",), NEW))
    tried = "updates it by Phone only while Email is not checked, of the 2 orders that were tried."
    assert by_order(*columns, complete=False) == [tried]
    blind: dict[str, Any] = {"indifferent": frozenset({"Phone", "Email", "Mobile"})}
    assert by_order(*columns, **blind) == ["updates it by Phone under 1 order of 2."]
    counted = "updates it by Phone under 2 orders of the 3 orders that were tried."
    assert by_order(*columns, (("Mobile",), HIT), complete=False, **blind) == [counted]


def test_rows_come_in_the_order_of_the_payload_whatever_they_do() -> None:
    noted = replace(a_row(INSERT), notes=(Notice("lint.near_miss", "Email", "of 1"),))
    made = replace(PLAIN, rows=(noted, replace(a_row(UPDATE, "1"), index=1)))
    whole = of_orders((("Phone",), HIT), (("Email",), NEW))
    found = RecordHits(made, whole).of("1")
    assert [(hit.index, bool(hit.now), len(hit.by_order), bool(hit.near)) for hit in found] == [
        (0, False, 1, True),
        (1, True, 0, False),
    ]
