"""Records as a row meets them, after the rows before it, and what fields that were not reached would have met."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import MemoryIndex, forecast_of, record, row
from tui.core.outcome import RowOutcome
from tui.core.trace import Step
from tui.core.values import Key, KeyForm, key_text
from tui.core.views.earlier_rows import RecordsAsMet, would_meet

if TYPE_CHECKING:
    from tui.core.values import Json

STORED = [record(1, Email="a@x.test", Phone="100"), record(2, Email="b@x.test", Phone="200"), record(5, Phone="300")]


def met(index: int, *, rows: Any, assume: Any = (), split: bool = False, covers: Any = None) -> RecordsAsMet:
    made = forecast_of(*rows, stored=STORED, check=["Email"], assume=assume, split=split)
    return RecordsAsMet(made, MemoryIndex(STORED, covers), index)


def ids(
    records: RecordsAsMet, field: str, value: Json, form: KeyForm = KeyForm.FOLDED, limit: int | None = None
) -> Any:
    found = records.find(field, Key(key_text(value, form), form), limit)
    return (*found.ids, found.count)


def test_records_are_met_as_the_rows_before_left_them() -> None:
    rows = (row(Email="a@x.test", Phone="500"), row(Email="n@x.test", Company="6"), row(Email="m@x.test", Company="6"))
    first, last = met(0, rows=rows), met(3, rows=rows)
    assert (ids(first, "Phone", "100"), ids(first, "Phone", "500")) == (("1", 1), (0,))
    assert (ids(last, "Phone", "100"), ids(last, "Phone", "500")) == ((0,), ("1", 1))
    assert ids(last, "Company", "6") == ("new-2", "new-3", 2)
    assert ids(last, "Company", "6", limit=1) == ("new-2", 2)
    assert ids(last, "Phone", "200") == ("2", 1)
    assert [(last.get(name) or {}).get("Phone") for name in ("1", "2", "9")] == ["500", "200", None]
    assert [met(2, rows=rows).get(name) is None for name in ("new-2", "new-3")] == [False, True]
    assert ids(last, "Company", "6", KeyForm.NEAR) == (0,)
    assert ids(last, "Phone", "100", KeyForm.NEAR) == ("1", 1)


def test_a_refused_row_leaves_nothing_and_new_records_come_behind_old_ones() -> None:
    rows = (row(Company=5, Email="a@x.test", Phone="500"), row(Email="n@x.test", Phone="300"))
    made = forecast_of(*rows, stored=STORED, check=["Email"])
    inserted = replace(made.rows[1], outcome=RowOutcome.INSERT, target_id=None, before=None, changes=last_changes())
    found = RecordsAsMet(replace(made, rows=(made.rows[0], inserted)), MemoryIndex(STORED), 2)
    assert found.get("1") == STORED[0]
    assert ids(found, "Phone", "300") == ("5", "new-2", 2)


def test_records_come_by_their_age_and_new_ones_last() -> None:
    stored = [
        record(9, Company="6", Created_Time="2026-01-01T00:00:00Z"),
        record(8, Company="6"),
        record(7, Company="6"),
    ]
    stored.append(record(1, Company="6", Created_Time="2026-02-01T00:00:00Z"))
    made = forecast_of(row(Email="n@x.test", Company="6"), row(), stored=stored)
    assert ids(RecordsAsMet(made, MemoryIndex(stored), 1), "Company", "6") == ("9", "1", "7", "8", "new-1", 5)


def last_changes() -> Any:
    return forecast_of(row(Phone="300")).rows[0].changes


def test_what_was_inserted_in_the_same_call_is_not_met_where_look_ups_do_not_see_it() -> None:
    rows = [row(Email=f"n{number}@x.test", Phone=str(1_000 + number)) for number in range(101)]
    blind = "match.same_batch_new=blind"
    assert met(1, rows=rows[:2]).get("new-1") is not None
    assert met(1, rows=rows[:2], assume=blind).get("new-1") is None
    assert met(100, rows=rows, assume=blind, split=True).get("new-1") is not None
    assert met(99, rows=rows, assume=blind, split=True).get("new-1") is None
    updated = met(1, rows=(row(Email="a@x.test", Phone="500"), row()), assume=blind)
    assert (updated.get("1") or {}).get("Phone") == "500"


def test_a_value_that_an_earlier_row_wrote_is_covered_too() -> None:
    rows = (row(Email="a@x.test", Phone="500"), row(Email="b@x.test"), row())
    records = met(2, rows=rows, covers={"Phone": ["100"], "Email": ["a@x.test", "b@x.test"]})
    assert [records.covers("Phone", value) for value in ("100", "500", "600")] == [True, True, False]


def would(*steps: Step, sent: Any, rows: Any = ()) -> dict[str, str]:
    made = forecast_of(*rows, sent, stored=STORED)
    asked = replace(made.rows[-1], trace=steps)
    found = would_meet(replace(made, rows=(*made.rows[:-1], asked)), MemoryIndex(STORED), len(rows))
    return {name: step.verdict for name, step in found.items()}


def test_only_fields_that_were_sent_and_not_reached_are_asked_and_only_values_that_are_taken() -> None:
    steps = [Step(name, "x", "not_reached") for name in ("id", "Email", "Phone", "Mobile")]
    sent = row(id="1", Email="z@x.test", Phone="100")
    assert would(*steps, sent=sent) == {"Email": "miss", "Phone": "hit"}
    assert would(Step("Phone", "100", "hit"), Step("Email", "z@x.test", "skipped"), sent=sent) == {}
    assert would(*steps, sent=row(Email="no mail", Phone=" ")) == {"Phone": "skipped"}
    assert would(*steps, sent=row(Phone="500"), rows=(row(Email="a@x.test", Phone="500"),)) == {"Phone": "hit"}
