"""The short texts of an incident: the columns of a row, which rows deserve a look, and how old the copy is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from tests.core.helpers import record, row
from tests.core.incidents import BEFORE, CALL, incident_of, updated
from tests.core.replies import failed
from tui.core.errors import ZohoError
from tui.core.notice import Notice
from tui.core.outcome import RowOutcome
from tui.core.reply.read import ReplyError, ReplyRow
from tui.core.reply.rewind import PastRecord
from tui.core.trace import Step
from tui.core.views.incident_text import columns, copy_text, head_lines, is_surprise, past_text, rule_texts

ADA: Final = record(1, Last_Name="Byron", Email="ada@x.test", Modified_Time=BEFORE)
FOUND: Final = incident_of(row(Email="ada@x.test"), reply=[updated("1", "Email")], stored=[ADA], check=["Email"])
BARE: Final = {
    "trace": (),
    "changes": (),
    "notes": (),
    "found": (),
    "rules": (),
    "target_id": None,
    "duplicate_field": None,
}


def having(
    actual: ReplyRow | None, *, verdict: Any = "same", cause: str = "", outcome: str = "update", **values: Any
) -> Any:
    """The incident with one row that was answered and forecast so."""
    made = replace(FOUND.forecast.rows[0], outcome=RowOutcome(outcome), **{**BARE, **values})
    return replace(
        FOUND,
        answers={} if actual is None else {0: actual},
        rows=(replace(FOUND.rows[0], verdict=verdict, cause=cause),),
        forecast=replace(FOUND.forecast, rows=(made,)),
    )


def without_forecast(found: Any) -> Any:
    errors = (ZohoError("call.module", "INVALID_MODULE", {}, ""), ZohoError("call.limit", "LIMIT_EXCEEDED", {}, ""))
    return replace(found, forecast=replace(found.forecast, rows=(), call_errors=errors))


def test_the_first_column_is_what_was_sent_and_the_list() -> None:
    def listed(names: tuple[str, ...] | None) -> str:
        request = replace(FOUND.forecast.request, duplicate_check_fields=names, rows=({"A\n": "x"},))
        told = columns(replace(FOUND, forecast=replace(FOUND.forecast, request=request)), 0)
        assert told.sent == (("A\\n", '"x"'),)
        return told.listed

    assert listed(None) == "no duplicate_check_fields"
    assert (listed(()), listed(("É\x07", "B"))) == ("[]", '["É\\u0007", "B"]')


def test_the_second_column_is_what_zoho_answered() -> None:
    def answered(actual: ReplyRow | None, **given: Any) -> tuple[str, ...]:
        return columns(having(actual, **given), 0).answered

    assert answered(None) == ("no answer",)
    assert answered(None, cause="lost") == ("lost",)
    assert answered(ReplyRow("update", "1", "Em\nail", modified_time="now\n")) == (
        "UPDATE 1 (Byron) by Em\\nail",
        "now\\n",
    )
    assert answered(ReplyRow("update", "1")) == ("UPDATE 1 (Byron)",)
    assert answered(ReplyRow("insert", "9", "Email")) == ("INSERT 9 (Ode)",)
    assert answered(ReplyRow("insert")) == ("INSERT",)
    errors = (ReplyError("DUPLICATE_DATA", "Email", "", {"id": "1"}), ReplyError("ODD", None, ""))
    assert answered(ReplyRow("error", errors=errors)) == ("REFUSED", 'Email "ada@x.test" belongs to 1 (Byron)', "ODD")
    whole = incident_of(row(), reply=failed("INVALID_TOKEN"))
    assert columns(whole, 0).answered == (
        "REFUSED, the whole call",
        "the access token is no longer valid (INVALID_TOKEN)",
    )


def test_the_third_column_is_what_the_rules_say() -> None:
    def rules(outcome: str, **values: Any) -> tuple[str, ...]:
        return columns(having(None, outcome=outcome, **values), 0).rules

    assert rules("update", target_id="1", duplicate_field="Email") == ("UPDATE 1 (Byron) by Email",)
    assert rules("insert") == ("INSERT",)
    found = (ZohoError("x", "DUPLICATE_DATA", {"api_name": "A\n"}, ""), ZohoError("x", "ODD", {}, ""))
    assert rules("error", target_id="1", found=found) == ("ERROR", "DUPLICATE_DATA on A\\n", "ODD")
    refused = columns(without_forecast(FOUND), 0)
    assert refused.rules == ("REFUSED, the whole call: INVALID_MODULE", "REFUSED, the whole call: LIMIT_EXCEEDED")
    assert refused.rule_ids == ("call.module", "call.limit")


def test_the_rules_of_a_row_are_told_with_how_sure_they_are() -> None:
    told = list(rule_texts(having(None, rules=("match.several", "unheard.of", "data.more_records")), 0))
    assert told[0].startswith("match.several (")
    assert len(told) == 2
    assert told[1].startswith("data.more_records: ")


def test_rows_that_came_out_otherwise_or_by_an_appended_field_deserve_a_look() -> None:
    updated_row = ReplyRow("update", "1", "Email")
    assert not is_surprise(having(updated_row), 0)
    assert is_surprise(having(updated_row, verdict="different"), 0)
    assert is_surprise(having(None), 0)
    assert is_surprise(having(ReplyRow("error")), 0)
    assert is_surprise(having(ReplyRow("update", "1", "Phone")), 0)
    assert is_surprise(having(ReplyRow("update", "1"), duplicate_field="Phone"), 0)
    assert not is_surprise(having(ReplyRow("update", "1"), duplicate_field="Email"), 0)
    assert not is_surprise(having(updated_row, duplicate_field="Phone"), 0)
    assert not is_surprise(without_forecast(having(ReplyRow("update", "1"))), 0)


def test_a_record_that_was_made_beside_one_that_comes_near_deserves_a_look() -> None:
    def surprise(*trace: Step, notes: tuple[Notice, ...] = ()) -> bool:
        return is_surprise(having(ReplyRow("insert", "9", "Phone"), outcome="insert", trace=trace, notes=notes), 0)

    passed = Step("Phone", "5", "not_checked", ("1",), 1)
    assert surprise(Step("Email", "a", "miss"), passed)
    assert not surprise(Step("Phone", "5", "not_checked"), Step("Email", "a", "not_reached", ("1",), 1))
    assert surprise(notes=(Notice("lint.x", None, ""), Notice("lint.near_miss", None, "")))
    assert not surprise(notes=(Notice("lint.x", None, ""),))
    assert not is_surprise(without_forecast(having(ReplyRow("insert", "9"))), 0)


def test_how_old_the_copy_is_is_told_against_the_call() -> None:
    def told(at: str | None, made: str | None, *, later: bool = False) -> str:
        return copy_text(replace(FOUND, at=at, made_at=made, later=later))

    assert told(CALL, CALL) == "your copy was made less than a minute after the call"
    assert told(CALL, BEFORE) == "your copy was made 10 days before the call"
    assert told(BEFORE, CALL) == "your copy was made 10 days after the call"
    assert [told(None, CALL), told(CALL, None), told("x", CALL)] == ["", "", ""]
    assert told(None, CALL, later=True) == "your copy was made after the call"


def test_what_was_taken_back_is_counted_by_what_tells_so() -> None:
    some = frozenset({"Email"})
    sources: list[Any] = ["inferred", "journal", "journal", "inserted", "calls", "data_set"]
    past = [PastRecord(str(place), None, source) for place, source in enumerate(sources)]
    past.append(replace(past[1], record_id="x", unknown=some))
    found = replace(FOUND, past={each.record_id: each for each in past}, doubts=("Doubt.",))
    text = (
        "Forecast against the records as they were before the call: 1 record that the call inserted left out, "
        "2 records as the journal read them, 1 record as earlier calls left them, 1 record from the older data set, "
        "2 records inferred."
    )
    assert past_text(found) == text
    assert head_lines(found) == (text, "Doubt.")
    assert (past_text(FOUND), head_lines(replace(FOUND, doubts=("Doubt.",)))) == ("", ("Doubt.",))
