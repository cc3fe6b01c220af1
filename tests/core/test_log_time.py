"""The times that logs write, and calls whose order they leave in doubt."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tests.core.helpers import LEADS
from tui.core.reply.log_time import log_time
from tui.core.reply.recorded import RecordedCall, doubts, order_doubt, recorded_calls
from tui.core.values import instant

SIX: float = datetime(2026, 11, 20, 18, 0, 0, tzinfo=UTC).timestamp()


def test_a_time_is_read_in_every_writing() -> None:
    cases: list[Any] = [
        "2026-11-20T18:00:00Z",
        "2026-11-20T10:00:00-08:00",
        "2026-11-20 23:30:00.000+0530",
        "2026-11-20 18:00:00,000 UTC",
        "2026-11-20 19:00:00 +01:00",
        "20/Nov/2026:19:00:00 +0100",
        "[20/Nov/2026:18:00:00 +0000]",
        "Fri, 20 Nov 2026 18:00:00 GMT",
        "20-Nov-2026 18:00:00",
        "1795197600",
        "1795197600123",
        1795197600,
        1795197600.5,
        1795197600123,
    ]
    for written in cases:
        assert instant(log_time(written)) == SIX


def test_milliseconds_are_no_date_though_their_digits_could_be_one() -> None:
    assert instant("1712121200123") is not None
    assert log_time("1712121200123") == "2024-04-03T05:13:20+00:00"


def test_what_is_no_time_or_in_a_zone_known_by_letters_stays_as_it_is() -> None:
    cases: list[Any] = ["20/Nov/2026:19:00:00 PST", "20 Foo 2026 18:00:00", "yesterday", "2026", "41/Nov/2026:1"]
    for written in cases:
        assert log_time(written) == written
        assert instant(written) is None or written == "2026"


def test_what_holds_no_time_has_none() -> None:
    cases: list[Any] = [None, True, "", "  ", {}, ["2026-11-20"]]
    for value in cases:
        assert log_time(value) is None


def test_the_order_of_calls_is_doubted_where_their_times_do_not_bear_it_out() -> None:
    cases: list[tuple[Any, ...]] = [
        ((), ""),
        ((None, None), ""),
        (("2026-11-20T18:00:00Z", "2026-11-20T19:00:00+01:00", "2026-11-20T12:00:01-06:00"), ""),
        (
            ("2026-11-20T18:00:00Z", "2026-11-20T18:00:00+01:00"),
            "By the times, call 2 was made before call 1; they are",
        ),
        (
            ("2026-11-20T18:00:00Z", None, "2026-11-20T17:00:00Z"),
            "By the times, call 3 was made before call 1; they are",
        ),
        (("2026-11-20T18:00:00Z", None), "Call 2 has no time, so the calls are read in the order of the file."),
        (("noon", "2026-11-20T18:00:00Z"), "Call 1 has a time that can't be read, so the calls"),
    ]
    for times, doubt in cases:
        told = order_doubt([RecordedCall(None, "", at) for at in times])
        assert told.startswith(doubt)
        assert bool(told) is bool(doubt)


def a_line(at: str | None, name: str) -> str:
    told = {"module": "Leads", "request": {"data": [{"Last_Name": name}]}, "reply": {"data": []}}
    return json.dumps(told | ({} if at is None else {"at": at}))


def test_calls_are_read_behind_what_a_log_puts_before_them_with_its_time() -> None:
    text = "\n".join(
        (
            "2026-11-20 18:00:02,001 INFO sync - " + a_line(None, "second"),
            '2026-11-20 18:00:03 DEBUG pool {"size": 4}',
            "2026-11-20 18:00:01 +0000 INFO sync - " + a_line(None, "first"),
            "2026-11-20 18:00:04 INFO done {not JSON}",
            "[x] INFO sync - " + a_line("2026-11-20T18:00:05Z", "third"),
        )
    )
    calls = recorded_calls(text)
    assert [call.intake.request(LEADS).rows[0]["Last_Name"] for call in calls if call.intake] == [
        "first",
        "second",
        "third",
    ]
    assert all(call.module == "Leads" for call in calls)
    assert doubts(calls) == ()


def test_a_line_that_was_to_hold_a_call_and_cannot_be_read_is_a_call_of_which_nothing_is_known() -> None:
    one, two = a_line("2026-11-20T18:00:01Z", "first"), a_line("2026-11-20T18:00:03Z", "second")
    cut = a_line("2026-11-20T18:00:02Z", "lost")[:-40]  # its time is lost, too
    calls = recorded_calls(f"{two}\n{cut}\n{one}")
    assert [call.unread[:21] for call in calls] == ["", "line 2 can't be read:", ""]
    (said, order) = doubts(calls)
    assert said == "Call 2 can't be read, so what it wrote is not known to the later calls."
    assert order == "By the times, call 3 was made before call 1; they are read in the order of the file."
