"""The short texts of a forecast, each by itself: targets, what happens, complaints, counts, spans of time, steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from tests.core.helpers import LEADS, field, forecast_of, module, record, row
from tui.core.diff import Change
from tui.core.errors import ZohoError
from tui.core.metadata import unknown_module
from tui.core.notice import Notice
from tui.core.outcome import RowOutcome
from tui.core.row_forecast import Summary
from tui.core.rules import Measurement
from tui.core.trace import STILL_READ, Step
from tui.core.views.describe import (
    age_text,
    assumptions_text,
    call_error_text,
    count_of,
    decided_by,
    errors_text,
    fate,
    listed,
    measured_text,
    order_text,
    span_text,
    step_text,
    summary_parts,
    summary_text,
    target_text,
    verdict_text,
    what_text,
)

MADE: Final = forecast_of(row())


def a_row(outcome: str, **values: Any) -> Any:
    return replace(MADE.rows[0], outcome=RowOutcome(outcome), **{"notes": (), "changes": (), "trace": (), **values})


def an_error(code: str, rule: str = "x", **details: Any) -> ZohoError:
    return ZohoError(rule, code, details, "")


def test_what_decided_is_a_field_the_id_or_nothing() -> None:
    rows = (a_row("update", duplicate_field="Em\nail", target_id="1"), a_row("update", target_id="1"), a_row("insert"))
    assert [decided_by(each) for each in rows] == ["Em\\nail", "id", "-"]


def test_a_target_is_told_by_the_end_of_its_id_and_its_name() -> None:
    before = record("3652397000000649013", Last_Name="Byron")
    known = a_row("update", target_id="3652397000000649013", before=before)
    assert target_text(known, LEADS) == "…9013 Byron"
    assert fate(known, LEADS) == "UPDATE …9013 Byron"
    assert target_text(replace(known, before=None), LEADS) == "…9013"
    assert target_text(replace(known, before={"id": "7"}), LEADS) == "…9013"
    assert (target_text(a_row("insert"), LEADS), fate(a_row("insert"), LEADS)) == ("new", "INSERT")
    assert target_text(a_row("not_known"), LEADS) == "-"
    refused = a_row("error", found=(an_error("A"), an_error("B"), an_error("A")))
    assert (target_text(refused, LEADS), fate(refused, LEADS)) == ("A + B", "ERROR A + B")


def test_what_happens_is_told_in_short_for_each_outcome() -> None:
    def changed(*kinds: Any) -> tuple[Change, ...]:
        return tuple(Change(f"F{place}", kind, None, None) for place, kind in enumerate(kinds))

    def what(outcome: str, **values: Any) -> str:
        return what_text(a_row(outcome, **values), MADE)

    assert what("unchanged", changes=changed("changed")) == "nothing changes"
    assert what("update", changes=changed("changed", "same", "cleared", "appended")) == "clears F2, F0, adds to F3"
    assert what("update", changes=changed(*["changed"] * 3)) == "F0, F1, F2"
    assert what("update", changes=changed(*["changed"] * 3, "cleared", "added")) == "clears F3, F0, F1 +2"
    assert what("insert", changes=changed("added", "same", "added")) == "2 fields"
    assert what("insert", changes=changed("added")) == "1 field"
    notes = (
        Notice("lint.x", "Odd", ""),
        Notice("lint.near_miss", "Em\nail", ""),
        Notice("lint.makes_twin", "Phone", ""),
    )
    assert what("insert", notes=notes) == "nearly a twin by Em\\nail"
    assert what("insert", notes=notes[2:]) == "makes a twin by Phone"
    assert what("insert", notes=(Notice("lint.makes_twin", None, ""),)) == "makes a twin by "
    unknown = [Step("A", "x", "not_known"), Step("B", "x", "miss"), Step("C", "x", "not_known", rule=STILL_READ)]
    unknown.append(Step("D", "x", "not_known", rule="other"))
    assert what("not_known", trace=tuple(unknown)) == "not looked up: A, not read yet: C, not looked up: D"


def test_errors_are_told_in_short_by_rule_code_and_details() -> None:
    holder = an_error("DUPLICATE_DATA", api_name="Phone", id="3652397000000649013")
    assert errors_text([holder]) == "Phone is …9013's"
    assert errors_text([holder], full_ids=True) == "Phone is 3652397000000649013's"
    told = [
        (
            an_error("INVALID_DATA", "valid.picklist", api_name="Stage", maximum_length=3),
            "Stage is not in the pick list",
        ),
        (an_error("DUPLICATE_DATA", api_name="Phone", id=7), "Phone"),
        (an_error("MANDATORY_NOT_FOUND", api_name="Phone"), "Phone is missing"),
        (an_error("INVALID_DATA", api_name="A\nb", expected_data_type="date", maximum_length=3), "A\\nb is not a date"),
        (an_error("INVALID_DATA", api_name="A", expected_data_type="moon"), "A is not moon"),
        (an_error("INVALID_DATA", api_name="A", maximum_length=3), "A is longer than 3"),
        (an_error("INVALID_DATA", api_name="id"), "no record has this id"),
        (an_error("INVALID_DATA", api_name="A"), "A"),
        (an_error("ODD"), "ODD"),
        (an_error("ODD", api_name="id"), "id"),
    ]
    assert [errors_text([error]) for error, _ in told] == [text for _, text in told]
    assert errors_text([told[2][0], told[8][0]]) == "Phone is missing, ODD"
    assert errors_text([]) == ""


def test_names_and_counts_are_told_as_people_say_them() -> None:
    assert [listed(names) for names in ((), ["A"], ["A", "B"])] == ["", "A", "A and B"]
    assert listed(["A", "B\n", "C"]) == "A, B\\n and C"
    assert listed(["A", "B", "C"], "or") == "A, B or C"
    assert [count_of(count, "row") for count in (0, 1, 2, 1200)] == ["0 rows", "1 row", "2 rows", "1,200 rows"]
    assert [count_of(count, "entry", "entries") for count in (1, 2)] == ["1 entry", "2 entries"]


def test_a_span_of_time_is_told_in_the_largest_unit_that_fits() -> None:
    minute, hour, day = 60, 3_600, 86_400
    told = {
        0: "", minute - 1: "", minute: "1 minute", 2 * minute: "2 minutes", hour - 1: "59 minutes", hour: "1 hour",
        day - 1: "23 hours", day: "1 day", 13 * day: "13 days", 14 * day: "2 weeks", 89 * day: "12 weeks",
        90 * day: "3 months", 729 * day: "24 months", 730 * day: "2 years",
    }  # fmt: skip
    assert {seconds: span_text(seconds) for seconds in told} == told


def test_an_age_is_told_where_the_time_can_be_read() -> None:
    made, at = "2026-01-02T00:00:00Z", 1767312000.0
    assert age_text(None, at) == "of unknown age"
    assert age_text("moon\n" * 20, at) == f"made at {('moon' + chr(92) + 'n') * 8}"
    assert age_text(made, at) == age_text(made, at + 59) == "made just now"
    assert age_text(made, at + 7_200) == "2 hours old"
    assert age_text(f" {made}", at - 1) == "dated 2026-01-02, in the future"


def test_a_summary_names_the_outcomes_that_occur() -> None:
    some = Summary(1_200, 0, 2, 0, 1, 9)
    assert summary_parts(some) == [(RowOutcome.INSERT, 1_200), (RowOutcome.UNCHANGED, 2), (RowOutcome.NOT_KNOWN, 1)]
    assert summary_text(some) == "1,200 insert · 2 unchanged · 1 not known"
    assert summary_text(Summary(0, 0, 0, 0, 0, 0)) == "no rows"
    assert verdict_text(MADE) == "1 insert · 1 API credit · HTTP 200"
    assert verdict_text(forecast_of(*[row()] * 101)) == "no rows · 0 API credits · HTTP 400"


def test_settings_and_orders_are_told_in_one_line() -> None:
    assert assumptions_text(MADE) == ""
    several = forecast_of(row(), assume=["match.several=refuse", "match.whitespace=exact"])
    assert sorted(assumptions_text(several).split(", ")) == ["match.several=refuse", "match.whitespace=exact"]
    assert order_text(forecast_of(row(), check=["Phone"]).order) == (
        "1 Phone (listed), 2 Mobile (added by Zoho); not Email (ignored: not listed)"
    )
    assert order_text(MADE.order) == "1 Email (default), 2 Phone (default), 3 Mobile (default)"
    nothing = forecast_of(row(), of=module(field("Last_Name"))).order
    assert order_text(nothing) == "nothing is checked: every row inserts"


def test_a_refused_call_is_told_in_a_sentence() -> None:
    long = forecast_of(*[row()] * 1_001)
    assert call_error_text(long.call_errors[0], long) == (
        "1,001 rows, and one call takes 100; they can be split into calls of 100"
    )
    refused = an_error("INVALID_MODULE")
    assert call_error_text(refused, MADE) == "Leads cannot be upserted"
    nobody = forecast_of(row(), of=unknown_module("Lee\nds"))
    assert call_error_text(refused, nobody) == "neither Zoho nor this data set knows a module Lee\\nds"
    since = replace(MADE, request=replace(MADE.request, if_unmodified_since="2026\n"))
    changed = an_error("ALREADY_MODIFIED", id="1\n", Modified_Time="2027\n")
    assert call_error_text(changed, since) == "1\\n was modified at 2027\\n, after 2026\\n"
    assert call_error_text(changed, MADE) == "1\\n was modified at 2027\\n, after "
    assert call_error_text(an_error("INVALID_DATA", json_path="$.x"), MADE) == (
        "a name in duplicate_check_fields cannot be checked ($.x)"
    )


def test_a_measured_setting_is_told_with_what_is_known_of_its_measurement() -> None:
    whole = Measurement("newest", "2026-11-27T10:00:00+00:00", "Le\nads", "v8")
    assert measured_text(whole) == "seen in this org, 2026-11-27, Le\\nads, v8"
    assert measured_text(Measurement("newest")) == "seen in this org"


def test_each_verdict_of_a_step_has_its_words() -> None:
    def told(verdict: Any, value: Any = "x", rule: str | None = None, count: int = 0, sent: Any = ()) -> str:
        return step_text(Step("Email", value, verdict, (), count, rule), sent)

    assert told("hit") == "belongs to 1 record"
    assert told("several", count=1_200) == "belongs to 1,200 records"
    assert told("miss") == "belongs to no record"
    for rule in ("valid.read_only", "valid.system_fields"):
        assert told("skipped", rule=rule) == "cannot be written, so it is skipped"
    assert told("skipped", rule="valid.stages") == "not a valid value, skipped"
    assert (told("skipped"), told("skipped", None)) == ("blank, skipped", "not sent, skipped")
    assert told("not_reached") == told("not_reached", None, sent=("Email",)) == "not reached"
    assert told("not_reached", None, sent=("Phone",)) == "not sent, not reached"
    assert told("not_known") == told("not_known", rule="other") == "was never looked up in this data set"
    assert told("not_known", rule=STILL_READ) == "is not known until the records are read"
    assert told("not_checked", None, count=2) == "not checked"
    assert told("not_checked", count=2) == "not checked; would have hit 2 records"
    assert told("not_checked") == "not checked; would have hit nothing"
