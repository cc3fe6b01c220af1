"""Why a row does what it does: the sentences, and that what they say of steps not reached is so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import EMAIL, LAST_NAME, LEADS, MemoryIndex, body, field, forecast_of, module, record, row
from tests.core.test_matrix import ADA, ANY_SETTINGS, BEA, BOTH_KINDS, ROW, STORED
from tui.core.diff import Change
from tui.core.forecast import forecast
from tui.core.notice import Notice
from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import RowPlaces
from tui.core.rules import Assumptions
from tui.core.subforms import SubformRow
from tui.core.trace import Step
from tui.core.views.earlier_rows import RecordsAsMet, would_meet
from tui.core.views.why import why_row
from tui.core.views.why_record import rows_that_reach, why_record

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


@each_case(
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
    assert lines[lines.index("What fixes it:") + 1] == "- List Phone (no other row changes)."


def test_what_a_row_depends_on_is_told_with_every_other_setting() -> None:
    twins = (record(1, Last_Name="A", Email="a@x.test"), record(2, Last_Name="B", Email="a@x.test"))
    lines = why(row(Email="a@x.test"), stored=twins)
    place = lines.index("It depends on match.several=oldest: the record created first is updated.")
    assert "  With match.several=refuse it would be refused (Email is 1's)." in lines[place:]
    whole = "  With order.not_checkable_effect=rejected it would be refused with the whole call."
    assert whole in why(row(Email="ada@x.test"), check=["Company"])


def test_what_else_could_be_is_told_of_a_payload_that_takes_several_calls_as_of_one() -> None:
    of = module(LAST_NAME, EMAIL, field("Phone", "phone", unique=True))
    twins = [record(number, Last_Name="A", Email="a@x.test") for number in (1, 2)]
    sent = [row(Email="a@x.test"), *[row()] * 100]
    made = forecast_of(*sent, stored=twins, of=of, split=True, assume="match.several=refuse")
    lines = why_row(made, 0, MemoryIndex(twins))
    assert "  With match.several=newest it would update 2 (A) by Email." in lines
    assert lines[lines.index("What fixes it:") + 1] == "- List Phone (no other row changes)."
    assert (why_record(made, "1", MemoryIndex(twins)) or ())[2:] == (
        "By the order: row 1 is refused for a value of it only while Email is checked.",
    )


def test_a_row_that_the_data_set_cannot_answer_says_so() -> None:
    made = forecast_of(row(Email="x@x.test"), stored=(ADA,), covers={"Email": ["y@x.test"]})
    lines = why_row(made, 0, MemoryIndex((ADA,), {"Email": ["y@x.test"]}))
    assert lines[0] == "Row 1 is not known: nothing here says which record has its Email."
    assert lines[1] == '1. Email "x@x.test": this data set does not say whether a record has it.'


@each_case(
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


# --- rows that are set by hand ---------------------------------------------------------------------------------------


PLAIN = forecast_of(row()).rows[0]


def set_row(outcome: str, sent: dict[str, Any] | None = None, assume: Any = (), **values: Any) -> list[str]:
    """The lines about a row of which nothing holds but these values."""
    records = MemoryIndex((ADA, BEA), absent_fields=True)
    made = forecast_of(row() if sent is None else sent, stored=(ADA, BEA), assume=assume)
    empty = {"trace": (), "changes": (), "notes": (), "warnings": (), "rules": (), "depends_on": (), "found": ()}
    found = replace(made.rows[0], outcome=RowOutcome(outcome), **{"target_id": None, **empty, **values})
    return list(why_row(replace(made, rows=(found,)), 0, records))


def test_what_a_row_does_is_told_in_its_first_line() -> None:
    assert set_row("insert")[0] == "Row 1 inserts a new record (new-1)."
    assert set_row("update", target_id="1", duplicate_field="Em\nail")[0] == "Row 1 updates 1 (Byron) by Em\\nail."
    assert set_row("update", target_id="9")[0] == "Row 1 updates 9 by its id."
    same = "and changes nothing; Zoho still counts an update."
    assert set_row("unchanged", target_id="1")[0] == f"Row 1 matches 1 (Byron) by its id {same}"
    assert set_row("update")[0] == "Row 1 updates ."
    unknown = (Step("A", "x", "not_known"), Step("B", "x", "miss"), Step("C", "x", "not_known"))
    assert set_row("not_known", trace=unknown)[0] == (
        "Row 1 is not known: nothing here says which record has its A or C."
    )


def test_every_verdict_of_a_step_is_told_and_only_checked_ones_are_counted() -> None:
    sent = {"Email": "a", "Phone": "100", "Mobile": 5, "Company": "x", "Interests": "x", "Shell": "$X"}
    trace = (
        Step("Email", "a", "hit", ("1",), 1),
        Step("Email", "a", "several", ("1", "2"), 5),
        Step("id", "77", "miss"),
        Step("Email", "a", "miss"),
        Step("Moon", None, "not_checked"),
        Step("id", "77", "not_checked"),
        Step("Company", "x", "not_checked", ("1",), 1, "order.not_checkable"),
        Step("Moon", None, "skipped", rule="valid.read_only"),
        Step("Company", "x", "skipped", rule="valid.read_only"),
        Step("Company", " ", "skipped"),
        Step("Moon", "x", "not_reached"),
        Step("Mobile", 5, "not_reached"),
        Step("Phone", "100", "not_reached"),
        Step("Email", "a", "not_known"),
        Step("Interests", "x", "not_known"),
        Step("id", "x", "not_known"),
        Step("Shell", "$X", "not_known"),
    )
    shell = (Notice("lint.shell_variable", "Shell", ""), Notice("lint.x", "Email", ""))
    lines = set_row("insert", sent, trace=trace, warnings=shell, certainty=PLAIN.certainty)
    told = lines[1 : lines.index("How sure: documented.")]
    assert told == [
        '1. Email "a": belongs to 1 record: 1 (Byron). This decides.',
        '2. Email "a": belongs to 5 records: 1 (Byron), 2 (Webb) and 3 more. This decides (match.several=oldest).',
        '3. id "77": no record has this id.',
        '4. Email "a": belongs to no record.',
        "- Moon: not checked; not sent.",
        '- id "77": the id is ignored; it would have hit no record.',
        '- Company "x": not checkable; it would have hit 1 record: 1 (Byron).',
        "5. Moon: not sent, skipped.",
        '6. Company "x": read-only, skipped.',
        '7. Company " ": blank, skipped.',
        '8. Moon "x": not sent, not reached.',
        "9. Mobile 5: not reached; the value is refused before it is looked up.",
        '10. Phone "100": not reached; it would have hit 1 record: 1 (Byron).',
        '11. Email "a": this data set does not say whether a record has it.',
        '12. Interests "x": no record of this data set has this field, so it was not pulled.',
        '13. id "x": this data set does not say whether a record has it.',
        '14. Shell "$X": what the variable stands for is not known here.',
    ]
    not_checked = (Step("Email", "a", "not_checked"),)
    assert "No field is checked for duplicates, so every row inserts." in set_row("insert", trace=not_checked)


def test_every_kind_of_change_is_told_and_what_stays_is_not() -> None:
    kinds: tuple[Any, ...] = ("cleared", "added", "appended", "changed", "written", "same")
    changes = [Change(f"F{place}", kind, "a", "b") for place, kind in enumerate(kinds)]
    kinds_of_rows: tuple[Any, ...] = ("same", "changed", "same", "removed", "changed")
    rows = [SubformRow(kind, str(place)) for place, kind in enumerate(kinds_of_rows)] + [SubformRow("added", None)]
    changes.append(Change("Li\nnes", "changed", [], [], tuple(rows)))
    lines = set_row("update", changes=tuple(changes), target_id="1")
    place = lines.index("How sure: documented.")
    assert lines[place - 6 : place] == [
        'Clears F0, which was "a".',
        'Sets F1 to "b".',
        'Adds to F2: "a" becomes "b".',
        'Changes F3 from "a" to "b".',
        'Writes F4 "b"; what it holds now is not known.',
        "Rows of Li\\nnes: 1 added, 2 changed (1 and 4), 1 removed (3), 2 left as it is.",
    ]


def test_rules_warnings_and_notes_are_told_each_with_its_id() -> None:
    twins = (Notice("lint.makes_twin", "Nowhere", "Twin."), Notice("lint.makes_twin", "Company", "Twin of none."))
    notes = (Notice("lint.x", "Email", "Odd\n."), *twins)
    rules, warnings = ("match.several", "data.more_records"), (Notice("lint.y", None, "W\n."),)
    lines = set_row("insert", row(Company="x"), rules=rules, warnings=warnings, notes=notes)
    assert [line for line in lines if line.startswith("Rule match.several, ")]
    assert [line for line in lines if line.startswith("Rule data.more_records: ")]
    assert lines[-4:] == [
        "Warning: W\\n. (lint.y)",
        "Note: Odd\\n. (lint.x)",
        "Note: Twin. (lint.makes_twin)",
        "Note: Twin of none. (lint.makes_twin)",
    ]


def test_of_many_twins_the_first_are_named_and_converted_ones_count_where_look_ups_see_them() -> None:
    stored = [record(f"{number:02}", Email="a@x.test", Last_Name="L") for number in range(1, 13)]
    named = ", ".join(f"{number:02} (L)" for number in range(1, 11))
    sent = row(Email="a@x.test")
    assert f"Note: After this row 13 records hold this Email: {named} and 3 more. (lint.makes_twin)" in why(
        sent, check=["Phone"], stored=stored
    )
    some = [stored[0], stored[1], {**stored[2], "$converted": True}]
    twins = "After this row {} records hold this Email:"
    for setting, count in (("left_out", 3), ("matched", 4)):
        lines = why(sent, check=["Phone"], stored=some, assume=f"match.converted={setting}")
        assert any(twins.format(count) in line for line in lines), setting


def test_twins_of_a_row_are_those_after_it_and_other_notes_are_told_as_they_are() -> None:
    made = forecast_of(*[row(Email="n@x.test")] * 2, stored=[record(3, Email="n@x.test")], check=["Phone"])
    first = why_row(made, 0, MemoryIndex([record(3, Email="n@x.test")]))
    assert any("After this row 2 records hold this Email: 3 (n@x.test) and new-1 (Ode)." in line for line in first)
    sent = row(Email="ada@x.test")
    changes, note = forecast_of(sent).rows[0].changes, Notice("lint.x", "Email", "Odd.")
    odd = set_row("insert", sent, before=None, changes=changes, notes=(note,))
    assert "Note: Odd. (lint.x)" in odd
    long = record("3652397000000649013", Last_Name="Byron", Email="ada@x.test")
    assert why(row(Email="ada@x.test"), stored=[long])[-1].endswith("otherwise it updates Byron (3652397000000649013).")


def test_a_refused_row_has_a_few_ways_or_the_reasons_why_there_is_none() -> None:
    many = why(row(Email="ada@x.test", Phone="200", Mobile="800"))  # there are seven
    ways = many[many.index("What fixes it:") + 1 :]
    assert len(ways) == 4
    assert all(line.startswith("- ") for line in ways)
    lookup = module(LAST_NAME, field("Account", "lookup", json_type="jsonobject", mandatory=True))
    made = forecast_of(row(), of=lookup)
    reasons = why_row(made, 0, MemoryIndex([]))
    assert reasons[reasons.index("What fixes it:") + 1 :]
    assert "What fixes it:" not in why(row())


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
        "By the order: row 1 updates it by Phone only while Email is not checked or Phone comes before Email.",
        "By the order: row 1 is refused for a value of it only while Email comes before Phone.",
    ]
    assert "Row 1 finds it by Email, and is refused." in (about("1", *rows) or [])


def test_a_record_without_a_name_is_told_as_one_and_rows_that_nearly_match_it_too() -> None:
    stored = [record(7, Phone="+91 90610 84736")]
    made = forecast_of(row(Phone="09061084736"), row(id="8"), stored=stored)
    records = MemoryIndex(stored)
    told = list(why_record(made, "7", records) or ())
    assert told[:2] == ["7 is a record, in Leads.", "No row reaches it with the payload as it is."]
    assert [line[:22] for line in told[2:]] == ["Row 1 nearly matches: "]
    assert [each.index for each in rows_that_reach(made, "new-1")] == []
    assert why_record(made, "new-2", records) is None
    assert (why_record(made, "new-1", records) or ("",))[0] == "new-1 is the record that row 1 inserts in Leads."


def test_a_record_that_no_row_reaches_is_told_so_and_an_id_that_nobody_knows_is_none() -> None:
    assert about("2", row(Company="c")) == ["2 is Webb, in Leads.", "No row reaches it with the payload as it is."]
    assert about("77", row(Company="c")) is None
    assert about("77", row(id="77")) == [
        "No record of Leads in this data set has the id 77.",
        "No row reaches it with the payload as it is.",
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
