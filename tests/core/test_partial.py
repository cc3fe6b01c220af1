"""Partial data sets: they hold only what was looked up, so an absent answer is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import errors_in, forecast_of, hit, last_of, record, row, step, verdicts
from tui.core.trace import STILL_READ, Step, while_read
from tui.core.views.forecast_json import forecast_json

if TYPE_CHECKING:
    from tui.core.row_forecast import RowForecast

STORED = [record(1, Email="a@x.test"), record(2, Phone="5"), record(3, Mobile="6", Email="c@x.test")]
COVERS = {"Email": ["a@x.test", "b@x.test", "c@x.test"], "Phone": ["5", "4"], "Mobile": ["6"], "id": ["1", "9"]}


def partly(*rows: dict[str, Any], **given: Any) -> RowForecast:
    return last_of(*rows, stored=STORED, covers=COVERS, **given)


def test_a_value_that_was_looked_up_is_known_also_when_nobody_has_it() -> None:
    found = partly(row(Email="b@x.test", Phone="4"))
    assert (found.outcome, verdicts(found)) == ("insert", {"Email": "miss", "Phone": "miss", "Mobile": "skipped"})


def test_what_was_looked_up_is_compared_like_a_check_value() -> None:
    assert hit(partly(row(Email=" A@X.test "))) == ("Email", "1")


def test_a_value_that_was_never_looked_up_makes_the_row_not_known() -> None:
    found = partly(row(Email="z@x.test", Phone="5"))
    assert (found.outcome, hit(found)) == ("not_known", (None, None))
    assert verdicts(found) == {"Email": "not_known", "Phone": "not_reached", "Mobile": "not_reached"}
    assert (found.certainty.word, found.rules, found.depends_on) == ("assumed", (), ())
    assert (found.errors, found.changes) == ((), ())


def test_an_earlier_hit_spares_the_look_up_of_the_others_at_the_target() -> None:
    found = partly(row(Email="b@x.test", Phone="5"))
    assert (found.outcome, hit(found)) == ("update", ("Phone", "2"))


def test_a_unique_value_that_was_never_looked_up_makes_the_row_not_known_at_the_fourth_stage() -> None:
    found = partly(row(Email="a@x.test", Phone="77"))
    assert found.outcome == "not_known"
    assert verdicts(found) == {"Email": "hit", "Phone": "not_known", "Mobile": "not_reached"}
    assert (found.certainty.word, found.rules, found.depends_on, found.changes) == ("assumed", (), (), ())


def test_a_unique_value_that_the_target_holds_needs_no_look_up() -> None:
    stored = [record(1, Email="a@x.test", Phone="77")]
    found = last_of(row(Email="a@x.test", Phone="77"), stored=stored, covers=COVERS)
    assert hit(found) == ("Email", "1")


def test_an_error_that_was_found_outweighs_what_is_not_known() -> None:
    assert errors_in(partly(row(Email="a@x.test", Phone="5", Mobile="99"))) == [("DUPLICATE_DATA", "Phone")]
    assert errors_in(partly({"Email": "a@x.test", "Last_Name": "", "Phone": "77"})) == [
        ("MANDATORY_NOT_FOUND", "Last_Name")
    ]
    assert errors_in(partly(row(Email="z@x.test", Phone=5))) == [("INVALID_DATA", "Phone")]
    everything = {"assume": "valid.stages=all_stages"}
    assert errors_in(partly(row(Email="z@x.test", Phone=5), **everything)) == [("INVALID_DATA", "Phone")]


def test_an_id_that_was_looked_up_is_known_also_when_nobody_has_it() -> None:
    assert hit(partly(row(id="1"))) == (None, "1")
    assert errors_in(partly(row(id="9"))) == [("INVALID_DATA", "id")]


def test_an_id_that_was_never_looked_up_makes_the_row_not_known() -> None:
    found = partly(row(id="8", Email="a@x.test"))
    assert (found.outcome, verdicts(found)["id"], verdicts(found)["Email"]) == ("not_known", "not_known", "not_reached")


def test_a_value_that_an_earlier_row_wrote_is_known() -> None:
    found = partly(row(Email="b@x.test", Phone="4"), row(Phone="4"))
    assert (found.outcome, found.target_id) == ("unchanged", "new-1")
    found = partly(row(Email="a@x.test", Company="Ode"), row(Email="b@x.test", Company="Ode"))
    assert found.outcome == "insert"


def test_a_value_that_an_earlier_row_wrote_and_a_later_one_replaced_is_not_met() -> None:
    sent = [
        {"id": "1", "Email": "one@x.test"},
        {"id": "1", "Email": "two@x.test"},
        row(Email="one@x.test"),
        row(Email="two@x.test"),
    ]
    found = forecast_of(*sent, stored=STORED, covers=COVERS)
    assert [each.outcome for each in found.rows] == ["update", "update", "not_known", "update"]


def test_a_value_that_an_earlier_row_sent_unchanged_is_known() -> None:
    stored = [record(1, Email="a@x.test", Phone="77")]
    found = last_of(row(Email="a@x.test", Phone="77"), row(Phone="77"), stored=stored, covers=COVERS)
    assert hit(found) == ("Phone", "1")


def test_a_value_that_was_never_looked_up_and_that_a_record_here_holds_is_a_hit() -> None:
    stored = [record(1, Email="a@x.test", Phone="77")]
    sent = [{"Email": "a@x.test", "Company": "new"}, row(Phone="77")]
    found = forecast_of(*sent, stored=stored, covers=COVERS).rows
    assert [each.outcome for each in found] == ["update", "update"]
    assert hit(found[1]) == ("Phone", "1")


def test_a_row_that_is_not_known_writes_nothing() -> None:
    found = forecast_of(row(Email="z@x.test"), row(Email="z@x.test"), stored=STORED, covers=COVERS)
    assert [each.outcome for each in found.rows] == ["not_known", "not_known"]


def test_a_row_that_may_meet_what_a_row_of_unknown_outcome_writes_is_told_so() -> None:
    sent = [row(Email="b@x.test", Phone="77"), row(Email="B@x.test"), row(Email="b@x.test", Phone="77")]
    found = forecast_of(*sent, stored=STORED, covers=COVERS).rows
    assert [each.outcome for each in found] == ["not_known", "insert", "not_known"]
    assert [[(note.rule, note.api_name) for note in each.notes] for each in found] == [
        [], [("match.same_batch_new", "Email")], []
    ]  # fmt: skip
    assert found[1].notes[0].message.startswith("Row 1 carries this Email too, and what it does is not known")


def test_a_row_that_reaches_the_record_of_a_row_of_unknown_outcome_is_told_so() -> None:
    sent = [row(id="1", Email="z@x.test", Phone="77"), row(Email="a@x.test"), row(Email="c@x.test")]
    found = forecast_of(*sent, stored=STORED, covers=COVERS).rows
    assert [(each.outcome, each.target_id) for each in found] == [("not_known", "1"), ("update", "1"), ("update", "3")]
    assert [[note.rule for note in each.notes] for each in found] == [[], ["match.same_batch_existing"], []]
    assert found[1].notes[0].message == "Row 1 may change 1 first: what it does is not known."


def test_of_a_row_of_unknown_outcome_only_a_row_that_misses_its_value_is_told() -> None:
    unknown, hits, by_no_id = row(Email="b@x.test", Phone="77"), row(Email="a@x.test"), row(id="9")
    found = forecast_of(unknown, unknown | {"Phone": "78"}, hits, by_no_id, stored=STORED, covers=COVERS).rows
    assert [each.outcome for each in found] == ["not_known", "not_known", "update", "error"]
    assert [each.notes for each in found] == [()] * 4
    found = forecast_of(hits | {"Phone": "77"}, hits, stored=STORED, covers=COVERS).rows
    assert [[note.rule for note in each.notes] for each in found] == [[], ["match.same_batch_existing"]]


def test_the_reply_has_null_at_its_place_and_the_status_takes_no_notice() -> None:
    found = forecast_of(row(Email="z@x.test"), row(Email="b@x.test"), stored=STORED, covers=COVERS)
    assert found.response["data"][0] is None
    assert found.response["data"][1]["action"] == "insert"
    assert (found.response_status, found.summary.not_known, found.summary.error) == (200, 1, 0)
    assert forecast_of(row(Email="z@x.test"), stored=STORED, covers=COVERS).response_status == 200


def test_the_json_says_that_the_data_set_is_partial() -> None:
    found = forecast_of(row(Email="z@x.test"), stored=STORED, covers=COVERS)
    printed = forecast_json(found, "some", partial=True)
    assert printed["data_set"] == {"name": "some", "partial": True}
    first = printed["records"][0]
    assert (first["outcome"], first["certainty"], first["rules"]) == ("not_known", "assumed", [])
    assert first["trace"][0]["verdict"] == "not_known"


def test_an_ignored_field_is_still_told_of() -> None:
    found = partly(row(Email="a@x.test", Phone="4"), check=["Phone"])
    assert (step(found, "Email").verdict, step(found, "Email").matches) == ("not_checked", ("1",))


def test_a_value_counts_as_looked_up_in_the_same_writing_as_a_match_does() -> None:
    covers = {"Email": [" Z@x.test"], "Phone": ["4"]}
    found = last_of(row(Email="z@x.test"), stored=STORED, covers=covers)
    assert (found.outcome, found.depends_on) == ("insert", ("match.case_system", "match.whitespace"))
    exact = last_of(row(Email="z@x.test"), stored=STORED, covers=covers, assume="match.whitespace=exact")
    assert exact.outcome == "not_known"


@each_case(
    ("made", "told"),
    [
        (Step("Email", "a", "hit", ("1",), 1), Step("Email", "a", "hit", ("1",), 1)),
        (Step("Email", "a", "not_known"), Step("Email", "a", "not_known", rule=STILL_READ)),
        (Step("Email", "a", "not_known", rule="data.x"), Step("Email", "a", "not_known", rule="data.x")),
        (Step("Email", "a", "miss"), Step("Email", "a", "miss")),
        (Step("Email", "a", "not_checked", ("1",), 1, "r"), Step("Email", None, "not_checked", (), 0, "r")),
    ],
)
def test_what_a_step_met_while_records_are_still_read_says_nothing_yet(made: Step, told: Step) -> None:
    assert while_read(made) == told
