"""Rule write.subform_rows: what a row does to the rows of a subform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import EMAIL, LAST_NAME, change_of, field, forecast_of, last_of, module, record, row, warned
from tui.core.diff import Writing, changes
from tui.core.subforms import new_rows, row_id_of, subform_change

if TYPE_CHECKING:
    from tui.core.row_forecast import RowForecast

OF = module(LAST_NAME, EMAIL, field("Lines", "subform"))
FIRST, SECOND = {"id": "11", "Code": "P1", "Count": 2}, {"id": "12", "Code": "P2", "Count": None}
STORED = [record(1, Email="a@x.test", Lines=[FIRST, SECOND])]
REPLACE = "write.subform_rows=replace"


def sent(*rows: Any, assume: str = "write.subform_rows=append") -> RowForecast:
    return last_of({"Email": "a@x.test", "Lines": list(rows)}, of=OF, stored=STORED, assume=assume)


def kinds(found: RowForecast) -> list[tuple[str, str | None]]:
    (change,) = (each for each in found.changes if each.api_name == "Lines")
    return [(each.kind, each.id) for each in change.rows or ()]


def test_write_subform_rows__a_row_without_an_id_is_added_and_sending_it_again_is_warned_of() -> None:
    found = sent({"Code": "P3"})
    assert change_of(found, "Lines") == ("changed", [FIRST, SECOND], [FIRST, SECOND, {"Code": "P3"}])
    assert kinds(found) == [("same", "11"), ("same", "12"), ("added", None)]
    assert warned(found) == [("write.subform_rows", "Lines")]
    assert "again" in found.warnings[0].message


def test_write_subform_rows__the_same_rows_are_never_unchanged_without_ids() -> None:
    found = sent({"Code": "P1", "Count": 2}, {"Code": "P2"})
    assert (found.outcome, len(change_of(found, "Lines")[2])) == ("update", 4)


def test_write_subform_rows__a_row_with_an_id_changes_that_row_cell_by_cell() -> None:
    found = sent({"id": "11", "Count": 3})
    assert change_of(found, "Lines")[2] == [{**FIRST, "Count": 3}, SECOND]
    (change,) = (each for each in found.changes if each.api_name == "Lines")
    assert [(cell.api_name, cell.before, cell.after) for cell in (change.rows or ())[0].cells] == [("Count", 2, 3)]
    assert warned(found) == []


@each_case("same", [{"id": "11", "Code": "P1"}, {"id": 11, "Count": 2.0}, {"id": "12", "Count": ""}])
def test_write_subform_rows__naming_a_row_without_changing_it_is_unchanged(same: dict[str, Any]) -> None:
    assert sent(same).outcome == "unchanged"


def test_write_subform_rows__all_rows_as_they_are_stored_are_told_one_by_one() -> None:
    found = sent(FIRST, SECOND)
    assert (found.outcome, kinds(found)) == ("unchanged", [("same", "11"), ("same", "12")])


@each_case("mark", [None, True, False, ""])
def test_write_subform_rows__the_key_delete_removes_a_row_whatever_its_value(mark: Any) -> None:
    found = sent({"id": "11", "_delete": mark})
    assert change_of(found, "Lines")[2] == [SECOND]
    assert kinds(found) == [("removed", "11"), ("same", "12")]


@each_case("nothing", [None, []])
def test_write_subform_rows__null_and_an_empty_list_remove_all(nothing: Any) -> None:
    found = last_of({"Email": "a@x.test", "Lines": nothing}, of=OF, stored=STORED)
    assert change_of(found, "Lines") == ("cleared", [FIRST, SECOND], None)
    assert kinds(found) == [("removed", "11"), ("removed", "12")]


def test_write_subform_rows__an_id_that_the_record_does_not_have_is_warned_of_and_counts_as_a_change() -> None:
    gone = sent({"id": "99", "_delete": None})
    assert (gone.outcome, change_of(gone, "Lines")[2]) == ("update", [FIRST, SECOND])
    assert warned(gone) == [("write.subform_rows", "Lines")]
    new = sent({"id": "99", "Code": "P9"})
    assert change_of(new, "Lines")[2] == [FIRST, SECOND, {"id": "99", "Code": "P9"}]


def test_write_subform_rows__replace_removes_the_rows_that_are_not_named() -> None:
    found = sent({"id": "12", "Count": 5}, {"Code": "P3"}, assume=REPLACE)
    assert change_of(found, "Lines")[2] == [{**SECOND, "Count": 5}, {"Code": "P3"}]
    assert kinds(found) == [("removed", "11"), ("changed", "12"), ("added", None)]
    assert [(each.rule, each.message) for each in found.warnings] == [
        ("write.subform_rows", "This removes a row of Lines that it does not name, as API v2 did.")
    ]
    assert sent({"Code": "P3"}, assume=REPLACE).warnings[0].message.startswith("This removes 2 rows of Lines")
    assert warned(sent({"id": "11"}, {"id": "12"}, assume=REPLACE)) == []
    assert warned(sent(assume=REPLACE)) == []  # an empty list says that all go
    taken_out = {"id": "11", "_delete": None}
    assert warned(sent(taken_out, {"id": "12"}, assume=REPLACE)) == [], "what it takes out itself it names"
    one_of_two = sent(taken_out, assume=REPLACE)
    assert not change_of(one_of_two, "Lines")[2]
    assert one_of_two.warnings[0].message.startswith("This removes a row of Lines that it does not name")


def test_write_subform_rows__decides_only_where_the_setting_turns_the_row() -> None:
    assert "write.subform_rows" in sent({"id": "11"}).depends_on
    assert "write.subform_rows" not in sent({"Code": "P3"}).depends_on
    assert "write.subform_rows" not in sent({"id": "11"}, {"id": "12"}).depends_on


def test_write_subform_rows__a_later_row_starts_from_what_an_earlier_one_left() -> None:
    adds = {"Email": "a@x.test", "Lines": [{"Code": "P3"}]}
    found = forecast_of(adds, adds, of=OF, stored=STORED).rows
    assert len(change_of(found[1], "Lines")[2]) == 4


def test_write_subform_rows__an_insert_writes_the_rows_as_they_are_sent() -> None:
    lines = [{"Code": "P1"}, {"id": "7", "_delete": None}]
    found = last_of(row(Email="new@x.test", Lines=lines), of=OF, stored=STORED)
    assert change_of(found, "Lines") == ("added", None, lines)
    assert warned(found) == []


def test_write_subform_rows__a_record_that_lacks_the_key_has_no_rows() -> None:
    stored = [*STORED, record(2, Email="b@x.test")]
    found = last_of({"Email": "b@x.test", "Lines": [{"Code": "P1"}]}, of=OF, stored=stored, absent_fields=True)
    assert change_of(found, "Lines") == ("added", None, [{"Code": "P1"}])


def test_write_subform_rows__an_insert_without_rows_adds_nothing() -> None:
    nothing: Any
    for nothing in ([], None):
        assert change_of(last_of(row(Lines=nothing), of=OF), "Lines") == ("same", None, None)


def test_write_subform_rows__taking_out_of_nothing_an_id_that_is_not_there_is_a_change_to_nothing() -> None:
    stored = [record(1, Email="a@x.test", Lines=[])]
    found = last_of({"Email": "a@x.test", "Lines": [{"id": "9", "_delete": None}]}, of=OF, stored=stored)
    assert (found.outcome, change_of(found, "Lines")) == ("update", ("changed", [], []))


@each_case("nothing", [[], None])
def test_write_subform_rows__whether_rows_are_replaced_is_not_asked_where_all_are_removed(nothing: Any) -> None:
    asked: list[str] = []

    def replaces_rows() -> bool:
        asked.append("replaces")
        return False

    (change,) = changes(Writing({"Lines": nothing}, None, replaces_rows), STORED[0], OF)
    assert (change.kind, asked) == ("cleared", [])


@each_case(
    ("lines", "setting", "after", "then"),
    [
        ([{"Code": "P3"}], "append", [{"Code": "P3"}], "written"),
        ([{"Code": "P3"}], "replace", [{"Code": "P3"}], "changed"),
        ([{"id": "9", "_delete": None}], "append", None, "written"),
        ([], "append", None, "same"),
        (None, "append", None, "same"),
    ],
)
def test_data_absent_field__rows_are_known_afterwards_only_where_all_were_written(
    lines: Any, setting: str, after: Any, then: str
) -> None:
    writes = {"Email": "a@x.test", "Lines": lines}
    stored = [record(1, Email="a@x.test")]
    assume = f"write.subform_rows={setting}"
    first, second = forecast_of(writes, writes, of=OF, stored=stored, absent_fields=True, assume=assume).rows
    assert change_of(first, "Lines") == ("written", None, after)
    assert change_of(second, "Lines")[0] == then


NAMELESS = {"Code": "P0"}


@each_case(
    ("stored", "rows", "replace", "after", "kinds", "unknown", "changed"),
    [
        (None, [], False, [], [], (), False),
        (None, [{"Code": "P3"}], False, [{"Code": "P3"}], [("added", None)], (), True),
        ("no list", [{"Code": "P3"}], False, [{"Code": "P3"}], [("added", None)], (), True),
        ([FIRST], None, False, [], [("removed", "11")], (), True),
        ([FIRST, "no row"], [{"id": "11"}], False, [FIRST], [("same", "11")], (), False),
        ([FIRST], ["no row", {"id": "11"}], True, [FIRST], [("same", "11")], (), False),
        (
            [NAMELESS, NAMELESS],
            [{"id": "1", "_delete": None}],
            False,
            [NAMELESS] * 2,
            [("same", None)] * 2,
            ("1",),
            True,
        ),
        ([NAMELESS, FIRST], [{"id": 11}], True, [FIRST], [("removed", None), ("same", "11")], (), True),
        ([FIRST], [{"id": "11", "_delete": 1}, {"id": "11", "Count": 5}], False, [], [("removed", "11")], (), True),
        ([FIRST], [{"id": "11", "_delete": 1}, {"id": "11", "_delete": 1}], False, [], [("removed", "11")], (), True),
        ([FIRST], [{"id": "11", "Count": 5}, {"id": "11", "Count": 2}], False, [FIRST], [("same", "11")], (), False),
        ([FIRST], [{"id": True}], False, [FIRST, {"id": True}], [("same", "11"), ("added", None)], (), True),
        ([], [{"id": "9"}], False, [{"id": "9"}], [("added", "9")], ("9",), True),
    ],
)
def test_write_subform_rows__what_sending_rows_does_to_those_that_are_stored(
    stored: Any, rows: Any, replace: bool, after: list[Any], kinds: list[Any], unknown: tuple[str, ...], changed: bool
) -> None:
    found = subform_change(stored, rows, replace=replace)
    assert (found.after, [(each.kind, each.id) for each in found.rows]) == (after, kinds)
    assert (found.unknown_ids, found.changed) == (unknown, changed)


def test_write_subform_rows__cells_are_told_without_the_id() -> None:
    found = subform_change(
        [FIRST, SECOND], [{"id": "11", "_delete": None}, {"id": "12", "Count": 3}, {"id": "9"}], replace=False
    )
    assert [[(cell.api_name, cell.before, cell.after) for cell in each.cells] for each in found.rows] == [
        [("Code", "P1", None), ("Count", 2, None)],
        [("Count", None, 3)],
        [],
    ]
    assert [
        (each.id, [cell.api_name for cell in each.cells]) for each in new_rows([{"id": 7, "Code": "P1"}, "no row"])
    ] == [("7", ["Code"])]
    assert new_rows(None) == ()


@each_case(("given", "name"), [("7", "7"), (7, "7"), (" ", None), (None, None), (True, None), ([], None)])
def test_write_subform_rows__a_row_is_named_by_an_id_only(given: Any, name: str | None) -> None:
    assert row_id_of({"id": given}) == name
    assert row_id_of({}) is None
