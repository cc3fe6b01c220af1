"""Rule call.if_unmodified: a call with the header If-Unmodified-Since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tests.core.helpers import body, forecast_of, record, row, warned
from tui.core.unmodified import header_moment, header_of

if TYPE_CHECKING:
    from tui.core.values import Record

STORED = [
    record(1, Email="a@x.test", Phone="1", Modified_Time="2026-03-01T10:00:00+05:30"),
    record(2, Email="b@x.test", Phone="2"),
]
BEFORE, AT, AFTER = "2026-03-01T04:29:59Z", "2026-03-01T04:30:00+00:00", "Sun, 01 Mar 2026 04:30:01 GMT"


def test_call_if_unmodified__a_record_modified_later_refuses_the_whole_call() -> None:
    found = forecast_of(row(Email="new@x.test"), row(Email="a@x.test"), stored=STORED, if_unmodified_since=BEFORE)
    (error,) = found.call_errors
    assert (error.code, error.details["id"], error.rule) == ("ALREADY_MODIFIED", "1", "call.if_unmodified")
    assert error.details["Modified_Time"] == "2026-03-01T10:00:00+05:30"
    assert (found.rows, found.response_status, found.response["code"]) == ((), 412, "ALREADY_MODIFIED")


@each_case("moment", [AT, AFTER, "2026-03-01T04:30:00", "2026-03-02", "Sun, 01 Mar 2026 03:00:00 -0200"])
def test_call_if_unmodified__moments_are_compared_and_only_a_later_one_counts(moment: str) -> None:
    found = forecast_of(row(Email="a@x.test"), stored=STORED, if_unmodified_since=moment)
    assert [each.outcome for each in found.rows] == ["update"]
    assert found.warnings == ()


def test_call_if_unmodified__rows_that_insert_or_are_refused_do_not_count() -> None:
    sent = [row(Email="new@x.test"), row(Email="b@x.test", Phone="1")]
    found = forecast_of(*sent, stored=STORED, if_unmodified_since=BEFORE)
    assert [each.outcome for each in found.rows] == ["insert", "error"]


def test_call_if_unmodified__without_a_stored_time_it_passes_with_a_warning() -> None:
    found = forecast_of(row(Email="b@x.test"), stored=STORED, if_unmodified_since=BEFORE)
    assert (found.rows[0].outcome, warned(found)) == ("update", [("call.if_unmodified", None)])


def test_call_if_unmodified__a_record_that_the_call_itself_inserts_has_no_stored_time() -> None:
    sent = [row(Email="new@x.test"), row(Email="new@x.test", Company="c")]
    found = forecast_of(*sent, stored=STORED, if_unmodified_since=BEFORE)
    assert [each.outcome for each in found.rows] == ["insert", "update"]
    assert [each.message.partition(" of ")[2] for each in found.warnings] == ["new-1; Zoho may refuse the call."]


@each_case(
    ("header", "sent"),
    [(None, None), ("yesterday", None), (f" {AT} ", AT), (AFTER, AFTER)],
)
def test_call_if_unmodified__a_header_is_sent_only_where_it_names_a_moment(
    header: str | None, sent: str | None
) -> None:
    assert header_of(replace(body(row()), if_unmodified_since=header)) == sent


@pytest.mark.usefixtures("far_from_utc")
@pytest.mark.parametrize("text", ["2026-03-01T04:30:00", "Sun, 01 Mar 2026 04:30:00 -0000", AT])
def test_call_if_unmodified__a_moment_without_an_offset_is_utc_wherever_it_is_read(text: str) -> None:
    assert header_moment(text) == 1772339400


@each_case(("count", "named"), [(1, "1"), (2, "1 and 1 more"), (4, "1 and 3 more")])
def test_call_if_unmodified__the_warning_tells_how_many_records_have_no_time(count: int, named: str) -> None:
    stored = [record(number, Email=f"{number}@x.test") for number in range(1, count + 1)]
    sent = [row(Email=each["Email"]) for each in stored]
    (warning,) = forecast_of(*sent, stored=stored, if_unmodified_since=BEFORE).warnings
    assert f": the data set has no Modified_Time of {named}; Zoho may refuse the call." in warning.message


@each_case("text", ["", "yesterday", "2026-13-01", "Mon, 99 Jan 2024", f"Mon, 01 Jan 2024 00:00:00 +{9**30}"])
def test_call_if_unmodified__a_header_that_cannot_be_read_is_ignored_with_a_warning(text: str) -> None:
    found = forecast_of(row(Email="a@x.test"), stored=STORED, if_unmodified_since=text)
    assert (found.call_errors, warned(found)) == ((), [("call.if_unmodified", None)])


@each_case("text", ["$SINCE", "${SINCE}", "$(date -u)", "`date`", "{{since}}", "%SINCE%"])
def test_call_if_unmodified__a_header_that_is_filled_in_later_is_not_called_ignored(text: str) -> None:
    found = forecast_of(row(Email="a@x.test"), stored=STORED, if_unmodified_since=text)
    assert [each.message for each in found.warnings] == [
        f'If-Unmodified-Since: what "{text}" stands for is not known here; Zoho may refuse the call.'
    ]


def test_call_if_unmodified__a_switch_that_would_make_it_refuse_turns_every_row() -> None:
    stored = [record(1, Email="twin@x.test"), record(2, Email="twin@x.test", Modified_Time="2026-03-01T10:00:00+05:30")]
    sent = [row(Email="twin@x.test"), row(Email="other@x.test")]
    found = forecast_of(*sent, stored=stored, if_unmodified_since=BEFORE)
    assert ["match.several" in each.depends_on for each in found.rows] == [True, True]


def test_call_if_unmodified_every_row_depends_on_what_makes_a_row_meet_a_record_that_was_modified() -> None:
    def twin(number: int, email: str, modified: str) -> Record:
        return record(number, Email=email, Created_Time=f"2025-01-0{number}T00:00:00Z", Modified_Time=modified)

    old, later, new = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2027-01-01T00:00:00Z"
    stored = [twin(1, "a@x.test", old), twin(2, "a@x.test", new), twin(3, "b@x.test", old), twin(4, "b@x.test", later)]
    sent = [row(Email="a@x.test"), row(Email="b@x.test"), row(Email="n@x.test"), row(Email="m@x.test", Phone=" 5")]
    found = forecast_of(*sent, stored=[*stored, record(9, Phone="5")], if_unmodified_since="2026-06-01T00:00:00Z")
    assert [each.outcome for each in found.rows] == ["update", "update", "insert", "update"]
    assert [each.depends_on for each in found.rows[:3]] == [("match.several",)] * 3
    assert found.rows[3].depends_on == ("match.whitespace", "match.several")
