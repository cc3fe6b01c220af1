"""Everything about one row that its detail shows: the names of the records it met, and the record after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import LAST_NAME, MemoryIndex, field, forecast_of, module, record, row
from tui.core.diff import Change
from tui.core.errors import ZohoError
from tui.core.outcome import RowOutcome
from tui.core.trace import STILL_READ, Step
from tui.core.views.row_detail import record_after, row_detail

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Record
    from tui.core.views.row_detail import RowDetail

STORED = [
    record(1, Email="a@x.test", First_Name="Ada", Last_Name="Byron", Company="Engine"),
    record(2, Email="a@x.test", Last_Name="Other"),
]


def detail(*rows: Record, index: int = -1, check: list[str] | None = None, assume: str = "") -> RowDetail:
    found = forecast_of(*rows, stored=STORED, check=check, assume=assume or ())
    return row_detail(found, index % len(found.rows), MemoryIndex(STORED).get)


def test_records_that_a_step_met_have_their_names() -> None:
    assert detail(row(Email="a@x.test")).names == {"1": "Ada Byron", "2": "Other"}


def test_so_have_those_that_a_field_would_have_hit_if_it_were_checked() -> None:
    ignored = detail(row(Email="a@x.test"), check=["Phone"])
    assert ignored.row.outcome is RowOutcome.INSERT
    assert ignored.names == {"1": "Ada Byron", "2": "Other"}


def test_a_record_that_an_earlier_row_inserted_has_the_name_that_this_row_gave_it() -> None:
    found = detail(row(Last_Name="New", Phone="555"), row(Last_Name="Newer", Phone="555"))
    assert found.row.target_id == "new-1"
    assert found.names == {"new-1": "New"}


def test_a_record_that_is_gone_has_no_name() -> None:
    found = forecast_of(row(Email="a@x.test"), stored=STORED)
    assert row_detail(found, 0, lambda _: None).names == {"1": "", "2": ""}


def test_after_an_update_the_record_holds_old_and_new() -> None:
    after = detail(row(Email="a@x.test", Company=None)).record_after
    assert after == {"id": "1", "Email": "a@x.test", "First_Name": "Ada", "Last_Name": "Ode", "Company": None}


def test_after_an_insert_the_record_is_what_was_sent_under_its_new_id() -> None:
    after = detail(row(), row(Email="new@x.test")).record_after
    assert after == {"id": "new-2", "Last_Name": "Ode", "Email": "new@x.test"}


def test_a_row_that_meets_what_an_earlier_row_wrote_starts_from_that() -> None:
    after = detail(row(Email="a@x.test", Company="One"), row(Email="a@x.test", Phone="555")).record_after
    assert after is not None
    assert (after["Company"], after["Phone"]) == ("One", "555")


def test_a_row_that_is_refused_leaves_no_record() -> None:
    refused = detail({"Email": "new@x.test"})
    assert refused.row.outcome is RowOutcome.ERROR
    assert refused.record_after is None


def test_a_row_that_is_not_known_leaves_none_either() -> None:
    found = forecast_of(row(Email="b@x.test"), stored=STORED, covers={"Email": ["a@x.test"]})
    assert found.rows[0].outcome is RowOutcome.NOT_KNOWN
    assert row_detail(found, 0, MemoryIndex(STORED).get).record_after is None


def test_the_settings_in_force_are_those_of_the_forecast() -> None:
    assert detail(row(), assume="match.several=refuse").assumptions.settings["match.several"] == "refuse"


def rules_of(found: RowDetail) -> list[tuple[str, str, str | None]]:
    """Field, verdict and rule of each step."""
    return [(step.api_name, step.verdict, rule) for step, rule in zip(found.row.trace, found.step_rules, strict=True)]


def test_a_miss_and_what_is_not_reached_stand_under_match_first_field_wins() -> None:
    assert rules_of(detail(row(Phone="555", Email="a@x.test", Mobile="7"), check=["Phone", "Email"])) == [
        ("Phone", "miss", "match.first_field_wins"),
        ("Email", "several", "match.several"),
        ("Mobile", "not_reached", "match.first_field_wins"),
    ]


def test_what_is_not_sent_stands_under_match_absent_skipped_and_what_is_not_checked_under_its_order_rule() -> None:
    assert rules_of(detail(row(Email="a@x.test"), check=["Phone"])) == [
        ("Phone", "skipped", "match.absent_skipped"),
        ("Mobile", "skipped", "match.absent_skipped"),
        ("Email", "not_checked", "order.system_ignored"),
    ]


def test_behind_an_explicit_id_that_is_found_or_not_the_fields_stand_under_match_explicit_id() -> None:
    for wanted, verdict in (("1", "hit"), ("99", "miss")):
        assert rules_of(detail(row(id=wanted, Phone="555"))) == [
            ("id", verdict, "match.explicit_id"),
            *((name, "not_reached", "match.explicit_id") for name in ("Email", "Phone", "Mobile")),
        ]


def test_an_id_that_is_ignored_is_told_so_and_the_fields_are_tried() -> None:
    found = rules_of(detail(row(id="1", Phone="555"), assume="match.explicit_id=ignored"))
    assert found[0] == ("id", "not_checked", "match.explicit_id")
    assert ("Phone", "miss", "match.first_field_wins") in found


def test_where_a_value_is_wrong_nothing_is_looked_up_by_valid_stages() -> None:
    found = rules_of(detail(row(Company=5, Phone="555")))
    assert {(verdict, rule) for _, verdict, rule in found} == {("not_reached", "valid.stages")}


def test_what_was_never_looked_up_and_what_waits_for_it_stand_under_no_rule() -> None:
    found = forecast_of(row(Email="b@x.test", Phone="5"), stored=STORED, covers={"Email": ["a@x.test"]})
    assert rules_of(row_detail(found, 0, MemoryIndex(STORED).get)) == [
        ("Email", "not_known", None),
        ("Phone", "not_reached", None),
        ("Mobile", "not_reached", None),
    ]


# --- rows that are set by hand ---------------------------------------------------------------------------------------


def set_row(outcome: str = "insert", **values: Any) -> RowForecast:
    plain = forecast_of(row()).rows[0]
    empty = {"trace": (), "changes": (), "found": (), "before": None}
    return replace(plain, outcome=RowOutcome(outcome), **{**empty, **values})


def test_the_names_are_those_of_records_that_steps_met_and_that_hold_a_taken_value() -> None:
    def error(code: str, record_id: object) -> ZohoError:
        return ZohoError("x", code, {"api_name": "Email", "id": record_id}, "")

    found = (error("DUPLICATE_DATA", "2"), error("DUPLICATE_DATA", 3), error("INVALID_DATA", "4"))
    met = ("1", "new-1", "new-2", "new-3", "new-0", "new-x", "9")
    made = forecast_of(row(Last_Name="First"), row(), stored=STORED)
    asked = replace(made.rows[1], trace=(Step("Email", "a", "several", met, 7),), found=found)
    told = row_detail(replace(made, rows=(made.rows[0], asked)), 1, MemoryIndex(STORED).get)
    assert told.names == {
        "1": "Ada Byron", "2": "Other", "new-1": "First", "new-2": "Ode", "9": "",
        **dict.fromkeys(("new-3", "new-0", "new-x"), ""),
    }  # fmt: skip
    assert told.sent == {"Last_Name"}
    assert told.complaints[0] == "Email is (empty), which belongs to 2 Other."


def test_the_rule_of_a_step_not_reached_is_what_ended_the_check() -> None:
    def rules(*steps: tuple[str, Any, str | None]) -> list[str | None]:
        trace = tuple(Step(name, "x", verdict, rule=rule) for name, verdict, rule in steps)
        made = forecast_of(row())
        return list(row_detail(replace(made, rows=(set_row(trace=trace),)), 0, lambda _: None).step_rules)

    last = ("Z", "not_reached", None)
    fields, by_id = "match.first_field_wins", "match.explicit_id"
    assert rules(last) == ["valid.stages"]
    assert rules(("A", "miss", None), last) == [fields, "valid.stages"]
    assert rules(("id", "miss", None), last) == rules(("id", "hit", None), last) == [by_id, by_id]
    assert rules(("A", "several", "r"), last) == ["r", fields]
    assert rules(("A", "hit", None), last) == [fields, fields]
    assert rules(("A", "not_known", STILL_READ), last) == [None, None]
    assert rules(("A", "not_known", "r"), last) == ["r", None]
    assert rules(("A", "skipped", "r"), ("B", "skipped", None), last) == ["r", fields, "valid.stages"]


def test_a_full_name_is_composed_anew_where_a_part_changes_and_the_module_has_one() -> None:
    named, plain = module(LAST_NAME, field("Full_Name")), module(LAST_NAME)

    def after(of: Module | None, before: Record | None, *changes: tuple[str, Any, str]) -> Any:
        made = tuple(Change(name, kind, None, value) for name, value, kind in changes)  # type: ignore[arg-type]
        return record_after(set_row("update" if before else "insert", before=before, changes=made), of)

    ada = {"id": "1", "First_Name": "Ada", "Last_Name": "Byron", "Full_Name": "Ada Byron"}
    king, same = ("Last_Name", " King ", "changed"), ("Last_Name", "Byron", "same")
    assert after(named, ada, king)["Full_Name"] == after(None, ada, king)["Full_Name"] == "Ada King"
    assert after(plain, ada, king)["Full_Name"] == "Ada King"
    titled = {**ada, "Full_Name": "Countess Ada"}
    for changes in ((same,), (("Email", "x", "changed"),), (same, ("Email", "x", "changed"))):
        assert after(named, titled, *changes)["Full_Name"] == "Countess Ada"
    for changes in ((king,), (king, ("Email", "x", "changed"))):
        assert after(named, titled, *changes)["Full_Name"] == "Ada King"
    assert after(named, {"id": "1", "Last_Name": "B", "First_Name": None}, king)["Full_Name"] == "King"
    for partly in ({"id": "1", "Last_Name": "B"}, {"id": "1", "Last_Name": "B", "Full_Name": "x"}):
        assert "Full_Name" not in after(named, partly, king)
    for of in (plain, None):
        assert "Full_Name" not in after(of, {"id": "1", "Last_Name": "B", "First_Name": "A"}, king)
    assert after(named, None, king, ("First_Name", " ", "added")) == {
        "id": "new-1", "Last_Name": " King ", "First_Name": " ", "Full_Name": "King",
    }  # fmt: skip
    assert after(named, None, king)["Full_Name"] == "King"
    assert record_after(set_row("error")) is record_after(set_row("not_known")) is None
