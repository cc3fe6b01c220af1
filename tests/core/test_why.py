"""Why a row does what it does: the sentences, and that what they say of steps not reached is so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.helpers import EMAIL, LAST_NAME, LEADS, MemoryIndex, body, field, forecast_of, module, record, row
from tests.core.test_matrix import ADA, ANY_SETTINGS, BEA, BOTH_KINDS, ROW, STORED
from tui.core.forecast import forecast
from tui.core.payload.row_places import RowPlaces
from tui.core.rules import Assumptions
from tui.core.views.earlier_rows import RecordsAsMet, would_meet
from tui.core.views.why import why_row
from tui.core.views.why_record import why_record

if TYPE_CHECKING:
    from tui.core.metadata import Module


def why(*rows: dict[str, Any], check: Any = None, stored: Any = (ADA, BEA), assume: Any = ()) -> list[str]:
    """The lines about the last of these rows."""
    made = forecast_of(*rows, stored=stored, check=check, assume=assume)
    return list(why_row(made, len(rows) - 1, MemoryIndex(stored)))


def test_each_step_is_told_with_what_one_not_reached_would_have_hit() -> None:
    lines = why(row(Email="ada@x.test", Phone="100", Mobile="555"))
    assert lines[0] == "Row 1 updates 1 (Byron) by Email."
    assert lines[1:4] == [
        '1. Email "ada@x.test": belongs to 1 record: 1 (Byron). This decides.',
        '2. Phone "100": not reached; it would have hit 1 record: 1 (Byron).',
        '3. Mobile "555": not reached; it would have hit no record.',
    ]
    assert 'Changes Mobile from "900" to "555".' in lines


def test_every_rule_that_decides_is_told_with_how_sure_it_is_and_its_source() -> None:
    lines = why(row(Email="ada@x.test"))
    (told,) = (line for line in lines if line.startswith("Rule match.first_field_wins"))
    assert told.startswith("Rule match.first_field_wins, documented: Fields are tried in the effective order;")
    assert "Source: Kaizen #56" in told
    assert "How sure: documented." in lines


def test_a_field_that_is_not_checked_is_told_with_what_it_would_have_hit() -> None:
    lines = why(row(Email="ada@x.test", Phone=" "), check=["Phone"])
    assert lines[:4] == [
        "Row 1 inserts a new record (new-1).",
        '1. Phone " ": blank, skipped.',
        "2. Mobile: not sent, skipped.",
        '- Email "ada@x.test": ignored: not listed; it would have hit 1 record: 1 (Byron).',
    ]


def test_an_earlier_row_changes_what_a_step_not_reached_would_have_hit() -> None:
    first, second = row(Email="ada@x.test", Phone="777"), row(Email="bea@x.test", Phone="777", Mobile="800")
    lines = why(first, second)
    assert '2. Phone "777": not reached; it would have hit 1 record: 1 (Ode).' in lines
    assert '2. Phone "100": not reached; it would have hit no record.' in why(
        first, row(Email="bea@x.test", Phone="100")
    )
    assert '2. Phone "888": not reached; it would have hit 1 record: new-1 (Ode).' in why(
        row(Email="new@x.test", Phone="888"), row(Email="bea@x.test", Phone="888")
    )


def test_a_record_of_this_call_that_is_not_seen_would_not_have_been_hit() -> None:
    rows = row(Email="new@x.test", Phone="888"), row(Email="bea@x.test", Phone="888")
    assert '2. Phone "888": not reached; it would have hit no record.' in why(
        *rows, assume="match.same_batch_new=blind"
    )


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ({"Last_Name": 5}, ["Last_Name is 5; it takes text in quotes of at most 80 characters."]),
        (
            {"Last_Name": "x" * 81},
            [f'Last_Name is "{"x" * 39}…" (81 characters); it takes at most 80 characters.'],
        ),
        ({"Email": "no mail"}, ['Email is "no mail"; it takes an e-mail address of at most 100 characters.']),
        ({"id": "9"}, ['The id is "9", and no record has it.']),
        (
            {"Email": "ada@x.test", "Phone": "200"},
            ['Phone is "200", which belongs to 2 (Webb). The row would update 1 (Byron).'],
        ),
        (
            {"Email": "ada@x.test", "Last_Name": None},
            ["Last_Name is blank; the update needs a value in it."],
        ),
        (
            {"Email": "no mail", "Phone": 5},
            [
                'Email is "no mail"; it takes an e-mail address of at most 100 characters.',
                "Phone is 5; it takes text in quotes of at most 30 characters.",
            ],
        ),
    ],
)
def test_the_first_sentences_about_a_refused_row_say_the_value_and_what_is_needed(
    values: dict[str, Any], first: list[str]
) -> None:
    lines = why(row(**values))
    if len(first) == 1:
        assert lines[0] == f"Row 1 is refused: {first[0]}"
    else:
        assert lines[:3] == ["Row 1 is refused for 2 reasons:", *(f"- {sentence}" for sentence in first)]


def test_what_the_next_stage_would_refuse_follows_and_whom_the_row_would_reach_once_mended() -> None:
    assert why({"Phone": 5})[:3] == [
        "Row 1 is refused: Phone is 5; it takes text in quotes of at most 30 characters.",
        "Then: Last_Name is missing.",
        "With a valid Last_Name and Phone left out, the row would insert.",
    ]
    assert why({"Company": 5, "Email": "ada@x.test", "Phone": "200", "Last_Name": "Ode"})[1:3] == [
        "Then: Phone is 2's.",
        "With Company and Phone left out, the row would update 1 (Byron) by Email.",
    ]


def test_a_twin_that_a_row_makes_is_told_with_ids_in_full() -> None:
    old = record("4001000000012345", Last_Name="Byron", Email="ada@x.test", Phone="1", Mobile="2")
    assert (
        "Note: After this row 2 records hold this Email: 4001000000012345 (Byron) and new-1 (Ode). (lint.makes_twin)"
    ) in why(row(Email="ADA@x.test", Phone="3"), check=["Phone"], stored=[old])


def test_the_rows_of_a_subform_are_counted() -> None:
    visits = module(LAST_NAME, EMAIL, field("Visits", "subform"))
    stored = [record(1, Email="a@x.test", Visits=[{"id": "71", "Remark": "one"}, {"id": "72", "Remark": "two"}])]
    sent = [{"Remark": "new"}, {"id": "71", "Remark": "other"}, {"id": "72", "_delete": None}]
    made = forecast_of(row(Email="a@x.test", Visits=sent), stored=stored, of=visits)
    lines = why_row(made, 0, MemoryIndex(stored))
    assert "Rows of Visits: 1 added, 1 changed (71), 1 removed (72)." in lines


def test_what_people_name_and_store_steers_no_terminal() -> None:
    odd = record("1\x1b[1m", Last_Name="Old\x1b[2J", Email="a.b\x1b@x.test", Phone="1", Mobile="2")
    values: tuple[dict[str, Any], ...] = (
        {"No\x1b[1m": 1},
        {"Email": "ab\x1b@x.test"},
        {"Phone": "1", "Email": 5},
        {"Last_Name": "\x1b", "id": "1\x1b[1m"},
    )
    for sent in values:
        made = forecast_of(row(**sent), stored=[odd])
        lines = [*why_row(made, 0, MemoryIndex([odd])), *(why_record(made, odd["id"], MemoryIndex([odd])) or ())]
        assert [line for line in lines if "\x1b" in line] == []


def test_a_value_that_is_not_known_says_why() -> None:
    shell = replace(body(row(Email="$EMAIL")), shell_variables=frozenset({"$EMAIL"}))
    made = forecast(shell, LEADS, MemoryIndex([ADA]))
    assert '1. Email "$EMAIL": what the variable stands for is not known here.' in why_row(made, 0, MemoryIndex([ADA]))


def test_a_refused_row_is_told_what_mends_it() -> None:
    lines = why(row(Email="ada@x.test", Phone="200"))
    assert lines[lines.index("What mends it:") + 1] == "- List Phone (no other row changes)."


def test_what_a_row_depends_on_is_told_with_every_other_setting() -> None:
    twins = (record(1, Last_Name="A", Email="a@x.test"), record(2, Last_Name="B", Email="a@x.test"))
    lines = why(row(Email="a@x.test"), stored=twins)
    place = lines.index("It depends on match.several=oldest: the record created first is updated.")
    assert "  With match.several=refuse it would be refused (Email is 1's)." in lines[place:]


def test_a_row_that_the_data_set_cannot_answer_says_so() -> None:
    made = forecast_of(row(Email="x@x.test"), stored=(ADA,), covers={"Email": ["y@x.test"]})
    lines = why_row(made, 0, MemoryIndex((ADA,), {"Email": ["y@x.test"]}))
    assert lines[0] == "Row 1 is not known: nothing here says which record has its Email."
    assert lines[1] == '1. Email "x@x.test": this data set does not say whether a record has it.'


@pytest.mark.parametrize(
    ("text", "index", "name", "line"),
    [
        ('{"data": [\n{"a": 1,\n"b": 2}\n,{"b":\n3}]}', 0, "b", 3),
        ('{"data": [\n{"a": 1,\n"b": 2}\n,{"b":\n3}]}', 1, "b", 4),
        ('{"data": [\n{"a": 1,\n"b": 2}\n,{"b":\n3}]}', 1, None, 4),
        ('[\n{"a": 1}]', 0, "a", 2),
        ('{\n"a": 1}', 0, "a", 2),
        ('{\n"a": 1}', 1, "a", None),
        ('{"data": [{"a": 1}]}', 0, "c", None),
        ("no json", 0, "a", None),
        ("", 0, None, None),
    ],
)
def test_the_line_of_a_key_is_found(text: str, index: int, name: str | None, line: int | None) -> None:
    assert RowPlaces(text).line(index, name) == line


# --- a record --------------------------------------------------------------------------------------------------------


def about(record_id: str, *rows: dict[str, Any], check: Any = None) -> list[str] | None:
    lines = why_record(forecast_of(*rows, stored=(ADA, BEA), check=check), record_id, MemoryIndex((ADA, BEA)))
    return None if lines is None else list(lines)


def test_the_rows_that_reach_a_record_are_told_under_this_order_and_under_others() -> None:
    rows = row(Email="ada@x.test", Phone="200"), row(Mobile="800"), row(Company="c")
    assert about("2", *rows) == [
        "2 is Webb, in Leads.",
        "Row 1 is refused, since its Phone belongs to this record.",
        "Row 2 updates it by Mobile.",
        "By the order: row 1 updates it by Phone only while Email is not checked or Phone stands before Email.",
        "By the order: row 1 is refused for a value of it only while Email stands before Phone.",
    ]
    assert "Row 1 finds it by Email, and is refused." in (about("1", *rows) or [])


def test_a_record_that_no_row_reaches_is_told_so_and_an_id_that_nobody_knows_is_none() -> None:
    assert about("2", row(Company="c")) == ["2 is Webb, in Leads.", "No row reaches it as the payload stands."]
    assert about("77", row(Company="c")) is None
    assert about("77", row(id="77")) == [
        "No record of Leads in this data set has the id 77.",
        "No row reaches it as the payload stands.",
    ]
    assert about("new-1", row(Email="n@x.test"), row(Email="n@x.test")) == [
        "new-1 is the record that row 1 inserts in Leads.",
        "Row 2 matches it by Email and changes nothing.",
        "By the order: row 2 updates it by Email only while Email is checked.",
    ]


# --- what is told of steps not reached is so -------------------------------------------------------------------------


@given(st.lists(ROW, min_size=1, max_size=4), STORED, st.just(Assumptions()) | ANY_SETTINGS, BOTH_KINDS)
def test_a_field_asked_by_itself_meets_what_the_forecast_says_that_it_meets(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], assumptions: Assumptions, of: Module
) -> None:
    """The look-ups of steps not reached, held against the steps that the engine did reach."""
    records = MemoryIndex(stored)
    made = forecast(body(*rows), of, records, assumptions, counterfactuals=False)
    for found, sent in zip(made.rows, rows, strict=False):
        met = RecordsAsMet(made, records, found.index)
        for step in found.trace:
            if step.verdict not in ("hit", "several", "miss") or step.api_name == "id":
                continue
            request = replace(made.request, rows=({step.api_name: sent[step.api_name]},)).checking((step.api_name,))
            (alone,) = forecast(request, of, met, assumptions, counterfactuals=False).rows
            again = next(each for each in alone.trace if each.api_name == step.api_name)
            assert (again.verdict, again.matches, again.count) == (step.verdict, step.matches, step.count)
        unreached = {step.api_name for step in found.trace if step.verdict == "not_reached"}
        assert would_meet(made, records, found.index).keys() <= unreached & sent.keys()


@given(st.lists(ROW, min_size=1, max_size=3), STORED, ANY_SETTINGS)
def test_any_row_can_be_explained(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], assumptions: Assumptions
) -> None:
    records = MemoryIndex(stored)
    made = forecast(body(*rows), LEADS, records, assumptions)
    for found in made.rows:
        lines = why_row(made, found.index, records)
        assert lines[0].startswith(f"Row {found.index + 1} ")
        assert all("\n" not in line for line in lines)
    for each in stored:
        assert why_record(made, each["id"], records)


def test_a_module_without_a_check_field_says_that_nothing_is_checked() -> None:
    made = forecast(body(row()), module(LAST_NAME), MemoryIndex([]))
    assert "No field is checked for duplicates, so every row inserts." in why_row(made, 0, MemoryIndex([]))
