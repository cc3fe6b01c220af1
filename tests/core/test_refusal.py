"""Why a row is refused, and what it would come to once it is mended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import COMPANY, EMAIL, LAST_NAME, LEADS, MemoryIndex, field, forecast_of, module, record, row
from tui.core.errors import ZohoError
from tui.core.metadata import LayoutMetadata, module_of
from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.row_edits import example_of
from tui.core.views.refusal import Refusal, would_text

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.row_forecast import RowForecast

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Phone="100")
BEA = record(2, Last_Name="Webb", Email="bea@x.test", Phone="200", Mobile="201")


def refusal(*rows: dict[str, Any], of: Module = LEADS, split: bool = False, **given: Any) -> Refusal:
    """The refusal of the last of these rows."""
    stored = (ADA, BEA)
    made = forecast_of(*rows, stored=stored, of=of, split=split, **given)
    assert made.rows[-1].outcome is RowOutcome.ERROR
    return Refusal(made, len(rows) - 1, MemoryIndex(stored), lambda each: f"<{each}>", no_lines)


def next_of(*rows: dict[str, Any], **given: Any) -> list[str]:
    return list(refusal(*rows, **given).what_comes_next())


def test_one_reason_stands_in_the_sentence_and_several_stand_below_it() -> None:
    assert list(refusal(row(), row(Company=5)).sentences()) == [
        "Row 2 is refused: Company is 5; it takes text in quotes of at most 200 characters."
    ]
    several = list(refusal(row(Company=5, Email="x")).sentences())
    assert several[0] == "Row 1 is refused for 2 reasons:"
    assert [line[:10] for line in several[1:]] == ["- Company ", "- Email is"]


def test_of_a_taken_value_it_is_told_what_the_row_would_have_done() -> None:
    (updating,) = refusal(row(Email="ada@x.test", Phone="200")).sentences()
    assert updating.startswith("Row 1 is refused: ")
    assert updating.endswith(" The row would update <1>.")
    (inserting,) = Refusal(_inserting(), 0, MemoryIndex([ADA]), str, no_lines).sentences()
    assert inserting.endswith(" The row would insert.")
    other = replace(_inserting().rows[0].found[0], rule="match.several")
    made = _inserting()
    refused = replace(made, rows=(replace(made.rows[0], found=(other,)),))
    (plain,) = Refusal(refused, 0, MemoryIndex([ADA]), str, no_lines).sentences()
    assert "would" not in plain


def test_what_comes_next_is_told_of_four_stages_and_not_to_the_end() -> None:
    twins = [record(number, Last_Name="A", Email="a@x.test", Phone="1", Mobile="2") for number in (1, 2)]
    sent = {"id": "9", "Email": "a@x.test", "Phone": "1", "Mobile": "2", "Company": 5}
    made = forecast_of(sent, stored=twins, assume="match.several=refuse")
    told = list(Refusal(made, 0, MemoryIndex(twins), str, no_lines).what_comes_next())
    assert told == ["Then: no record has this id.", *(f"Then: {name} is 1's." for name in ("Email", "Phone", "Mobile"))]


def _inserting() -> Any:
    made = forecast_of(row(Email="ada@x.test", Phone="200"), stored=(ADA, BEA))
    return replace(made, rows=(replace(made.rows[0], target_id=None),))


def test_a_mended_row_is_told_with_what_was_mended_and_whom_it_reaches() -> None:
    assert next_of(row(Email="ada@x.test", Company=5)) == ["With Company left out, the row would update <1> by Email."]
    assert next_of(row(Company=5, Email="x")) == ["With Company and Email left out, the row would insert."]
    assert next_of({"Email": "n@x.test"}) == ["With a valid Last_Name, the row would insert."]
    assert next_of({"Email": "n@x.test", "Company": 5}) == [
        "Then: Last_Name is missing.",
        "With a valid Last_Name and Company left out, the row would insert.",
    ]
    assert next_of({"Last_Name": 5, "Email": "ada@x.test"}) == [
        "With a valid Last_Name, the row would update <1> by Email."
    ]
    assert next_of(row(Email="ada@x.test", Phone="200")) == ["With Phone left out, the row would update <1> by Email."]
    assert next_of(row(id="77"), row(id="77")) == ["With id left out, the row would insert."]


def test_a_mandatory_value_that_is_taken_is_mended_with_another_that_nobody_holds() -> None:
    of = module(LAST_NAME, EMAIL, field("Phone", "phone", unique=True, mandatory=True), COMPANY)
    sent = row(Email="ada@x.test", Phone="200")
    assert next_of(sent, of=of) == ["With another Phone, the row would update <1> by Email."]
    both = {"Last_Name": 5, "Email": "ada@x.test", "Phone": "200", "Company": 7}
    assert next_of(both, of=of) == [
        "Then: Phone is 2's.",
        "With a valid Last_Name and another Phone and Company left out, the row would update <1> by Email.",
    ]


def test_a_value_that_nobody_holds_is_looked_for_among_the_records() -> None:
    of = module(LAST_NAME, EMAIL, field("Phone", "phone", unique=True, mandatory=True), COMPANY)
    held = example_of(of.by_name["Phone"])
    stored = [record(1, Last_Name="Byron", Email="ada@x.test"), record("3652397000000649013", Phone=held)]
    made = forecast_of({"Company": 5, "Email": "ada@x.test", "Phone": held, "Last_Name": "Ode"}, stored=stored, of=of)
    found = Refusal(made, 0, MemoryIndex(stored), str, no_lines)
    assert list(found.what_comes_next()) == [
        "Then: Phone is 3652397000000649013's.",
        "With another Phone and Company left out, the row would update 1 by Email.",
    ]
    taken = replace(
        made.rows[0].found[0], code="DUPLICATE_DATA", details={"api_name": "Phone", "id": "3652397000000649013"}
    )
    refused = replace(made.rows[0], found=(taken,))
    assert would_text(refused, str) == "be refused (Phone is 3652397000000649013's)"


def test_a_value_that_a_layout_requires_is_added_and_one_that_no_field_has_is_not() -> None:
    layout = {"id": "500", "name": "Short", "sections": [{"fields": [{"api_name": "City", "required": True}]}]}
    of = module_of("Leads", [LAST_NAME, EMAIL, field("City")], layouts=[LayoutMetadata.of_json(layout)])
    assert next_of(row(Layout={"id": "500"}), of=of) == ["With a valid City, the row would insert."]
    made = forecast_of(row(Company=5))
    nowhere = ZohoError("x", "MANDATORY_NOT_FOUND", {"api_name": "Nowhere"}, "")
    refused = replace(made, rows=(replace(made.rows[0], found=(nowhere,)),))
    assert list(Refusal(refused, 0, MemoryIndex([]), str, no_lines).what_comes_next()) == []


def test_nothing_comes_next_where_the_whole_call_is_refused_then() -> None:
    stored = [record(1, Email="ada@x.test", Modified_Time="2026-03-01T00:00:00Z")]
    made = forecast_of(row(Email="ada@x.test", Company=5), stored=stored, if_unmodified_since="2026-01-01T00:00:00Z")
    found = Refusal(made, 0, MemoryIndex(stored), str, no_lines)
    assert list(found.what_comes_next()) == []


def test_nothing_comes_next_where_only_the_person_knows_what_mends_it() -> None:
    lookup = module(LAST_NAME, EMAIL, field("Account", "lookup", json_type="jsonobject", mandatory=True))
    assert next_of(row(), of=lookup) == []
    assert next_of(
        {"Company": 5},
        of=module(LAST_NAME, COMPANY, field("Account", "lookup", json_type="jsonobject", mandatory=True)),
    ) == ["Then: Last_Name is missing, Account is missing."]


def test_rows_of_a_later_call_are_mended_in_their_call() -> None:
    rows = [row(Email=f"n{number}@x.test") for number in range(100)]
    assert next_of(*rows, row(Company=5), split=True) == ["With Company left out, the row would insert."]


def test_a_row_that_is_met_by_those_before_it_is_mended_among_them() -> None:
    assert next_of(row(Email="n@x.test"), row(Email="n@x.test", Company=5)) == [
        "With Company left out, the row would update <new-1> by Email, and change nothing."
    ]


def test_what_another_row_would_do_ends_a_sentence() -> None:
    made = forecast_of(row(Company=5)).rows[0]

    def would(outcome: str, target: str | None = None, by: str | None = None) -> str:
        other: RowForecast = replace(made, outcome=RowOutcome(outcome), target_id=target, duplicate_field=by)
        return would_text(other, lambda each: f"<{each}>")

    assert would("error") == "be refused (Company is not text in quotes)"
    assert would("insert") == "insert"
    assert would("not_known") == "not be refused for that, but which record it reaches is not known"
    assert would("update", "1", "Em\nail") == "update <1> by Em\\nail"
    assert would("unchanged", "1") == "update <1> by its id, and change nothing"
    assert would("update") == "update <> by its id"
