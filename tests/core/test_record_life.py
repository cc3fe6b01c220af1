"""The life of a record over several calls: what each wrote into it, what was refused for it, what changed since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import MemoryIndex, record, row
from tests.core.incidents import AFTER, BEFORE, CALL, at, incident_of, inserted, updated
from tests.core.replies import failed, took
from tui.core.reply.rewind import KnownBefore
from tui.core.views.record_life import FieldStep, Life, LifeStep, life

if TYPE_CHECKING:
    from tui.core.reply.incident import Incident
    from tui.core.values import Json

OLD = record(1, Last_Name="Marsh", Phone="100", Company="Sun", Modified_Time=BEFORE)
LATER = {**OLD, "Email": "s@x.test", "Last_Name": "Ode", "Modified_Time": CALL}
ROW = row(Phone="100", Email="s@x.test", Company="Sun")


def steps_of(*calls: Incident, record_id: str = "1") -> list[LifeStep]:
    return list(life(list(enumerate(calls, 1)), record_id).steps)


def wrote(*calls: Incident) -> list[list[str]]:
    """The fields that each step wrote."""
    return [[each.text for each in step.fields] for step in steps_of(*calls)]


def test_a_field_is_told_with_how_sure_its_value_before_is() -> None:
    told = [FieldStep("Email", "a", "b", old).text for old in ("known", "inferred", "not known")]
    assert told == ['Email "a" -> "b"', 'Email "a" (inferred) -> "b"', 'Email not known -> "b"']


def test_a_life_is_told_step_by_step_with_the_time_where_it_is_known() -> None:
    fields = (FieldStep("Email", None, "b", "known"),)
    steps = (LifeStep(1, 0, CALL, "inserted", fields), LifeStep(3, 4, None, "updated"), LifeStep(3, 5, None, "updated"))
    assert Life("1", "1 (Ode)", steps, ("Since.",)).lines == (
        "1 (Ode): 3 rows in 2 calls touched it.",
        f"{CALL}  call 1, row 1: inserted",
        '    Email (empty) -> "b"',
        "call 3, row 5: updated",
        "call 3, row 6: updated",
        "Since.",
    )
    assert Life("1", "1", steps[:1]).lines[0] == "1: 1 row in 1 call touched it."


def test_rows_that_wrote_a_record_and_rows_that_were_refused_for_it_are_its_steps() -> None:
    taken = failed("DUPLICATE_DATA", "Phone", id="1")
    rows = (ROW, row(Email="n@x.test"), row(Phone="100"), row(Mobile="7"), row(Email="m@x.test"))
    reply: list[Json] = [
        updated("1", "Phone"),
        inserted("9"),
        taken,
        failed("INVALID_DATA", "Mobile"),
        took("update", "1"),
    ]
    first = incident_of(*rows, reply=reply, stored=[OLD], check=["Email"])
    steps = [(step.call, step.index, step.at, step.text) for step in steps_of(first)]
    assert steps == [
        (1, 0, CALL, "updated by Phone"),
        (1, 2, CALL, 'refused, and it had to do with this record: Phone "100" belongs to 1 (Marsh)'),
        (1, 4, CALL, "updated"),
    ]
    assert [step.text for step in steps_of(first, record_id="9")] == ["inserted"]
    untimed = incident_of(ROW, reply=[took("update", "1", "Phone")], stored=[OLD], check=["Email"])
    assert [step.at for step in steps_of(untimed)] == [None]
    unread = replace(first, answers={0: replace(first.answers[0], action="unreadable")})
    assert steps_of(unread) == []


def test_what_a_row_wrote_is_told_from_the_record_as_it_was_met() -> None:
    met = incident_of(ROW, reply=[updated("1", "Phone")], stored=[OLD], check=["Email"])
    assert wrote(met) == [['Last_Name "Marsh" -> "Ode"', 'Email (empty) -> "s@x.test"']]
    nothing = incident_of({"Phone": "100"}, reply=[updated("1", "Phone")], stored=[OLD], check=["Email"])
    assert [(step.text, step.fields) for step in steps_of(nothing)] == [("updated by Phone, and nothing changed", ())]
    new = incident_of(row(Email="n@x.test"), reply=[inserted("1")], stored=[])
    assert wrote(new) == [['Last_Name (empty) -> "Ode"', 'Email (empty) -> "n@x.test"']]


def test_of_a_copy_that_was_made_later_only_what_follows_from_the_reply_is_known() -> None:
    later = incident_of(ROW, reply=[updated("1", "Phone")], stored=[LATER], check=["Email"])
    assert wrote(later) == [
        ['Email not known -> "s@x.test"', 'Last_Name not known -> "Ode"', 'Company not known -> "Sun"']
    ]
    known = KnownBefore({"1": {"Last_Name": "Marsh"}})
    by_journal = incident_of(ROW, reply=[updated("1", "Phone")], stored=[LATER], check=["Email"], known=known)
    assert 'Last_Name "Marsh" -> "Ode"' in wrote(by_journal)[0]
    other = incident_of(
        {"Email": "o@x.test", "Phone": "100"}, reply=[updated("1", "Phone")], stored=[LATER], check=["Email"]
    )
    assert wrote(other) == [['Email not known -> "o@x.test"']]


def test_what_a_row_wrote_otherwise_than_forecast_is_what_it_sent() -> None:
    sent = row(Phone="100", Email="o@x.test", Company="SUN", Moon="1")
    different = incident_of(sent, reply=[updated("1", "Email")], stored=[OLD], check=["Mobile", "Phone"])
    other = replace(different, rows=(replace(different.rows[0], verdict="different"),))
    assert wrote(other) == [['Last_Name "Marsh" -> "Ode"', 'Email (empty) -> "o@x.test"', 'Company "Sun" -> "SUN"']]
    unknown = incident_of(sent, reply=[updated("5", "Email")], stored=[OLD], check=["Mobile", "Phone"])
    assert wrote(unknown) == []
    (step,) = steps_of(unknown, record_id="5")
    assert [each.old for each in step.fields] == ["not known"] * 4
    assert [each.before for each in step.fields] == [None] * 4
    as_new = replace(other, answers={0: replace(other.answers[0], action="insert")})
    assert [each.old for each in steps_of(as_new)[0].fields] == ["known"] * 3
    unforecast = replace(other, forecast=replace(other.forecast, rows=()))
    assert wrote(unforecast) == wrote(other)
    assert wrote(replace(different, forecast=replace(different.forecast, rows=()))) == wrote(other)


def test_an_inferred_value_is_marked() -> None:
    changed = incident_of(ROW, reply=[updated("1", "Phone")], stored=[LATER], check=["Email"])
    past = replace(changed.past["1"], values={**LATER, "Email": "a@x.test"})
    asked = replace(changed, past={"1": past}, rows=(replace(changed.rows[0], verdict="different"),))
    there = replace(asked, records=MemoryIndex([{**LATER, "Email": "a@x.test", "Company": "Moon"}]))
    assert wrote(there) == [['Email "a@x.test" (inferred) -> "s@x.test"', 'Company not known -> "Sun"']]


def test_the_name_is_that_of_the_last_call_that_had_to_do_with_it() -> None:
    touched = incident_of(ROW, reply=[updated("1", "Phone")], stored=[OLD], check=["Email"])
    other = incident_of(row(Email="n@x.test"), reply=[inserted("9")], stored=[record(1, Last_Name="Other")])
    assert life([(1, touched), (2, other)], "1").name == "1 (Marsh)"
    entries: list[Json] = [inserted("9"), at(took("update", "1", "Phone"), AFTER)]
    second = incident_of(
        row(Email="n@x.test"), ROW, reply=entries, stored=[{**OLD, "Last_Name": "May"}], check=["Email"]
    )
    told = life([(1, touched), (2, second)], "1")
    assert (told.name, [step.at for step in told.steps]) == ("1 (May)", [CALL, AFTER])
    first_row = life([(1, second)], "9").steps[0]
    assert (first_row.index, first_row.at) == (0, CALL)
    assert life([(1, touched)], "77").name == "77"
    assert life([], "1") == Life("1", "1", ())


def test_what_changed_after_the_last_call_is_told_by_a_copy_that_was_made_later() -> None:
    def since(now: dict[str, Any] | None, *calls: Incident) -> tuple[str, ...]:
        return life(list(enumerate(calls, 1)), "1", None if now is None else MemoryIndex([now])).since

    later = incident_of(ROW, reply=[updated("1", "Phone")], stored=[LATER], check=["Email"])
    told = 'Now Email is "x@x.test": something changed it after the last of these calls.'
    assert since({**LATER, "Email": "x@x.test"}, later) == (told,)
    assert since(LATER, later) == ()
    assert since(None, later) == since(record(2), later) == since({**LATER, "Email": "x"}) == ()
    before = incident_of(ROW, reply=[updated("1", "Phone")], stored=[OLD], check=["Email"])
    assert since({**LATER, "Email": "x@x.test"}, before) == ()
    then = incident_of(
        {"Email": "x@x.test", "Phone": "100"},
        reply=[updated("1", "Phone")],
        stored=[{**LATER, "Email": "x@x.test"}],
        check=["Email"],
    )
    assert since({**LATER, "Email": "x@x.test"}, later, then) == ()
    strange = replace(later, forecast=replace(later.forecast, module=replace(later.forecast.module, fields=())))
    assert since({**LATER, "Email": "x@x.test"}, strange) == ()
