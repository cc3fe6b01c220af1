"""The times that logs write, and calls whose order they leave in doubt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tui.core.reply.log_time import log_time
from tui.core.reply.recorded import RecordedCall, order_doubt
from tui.core.values import instant

if TYPE_CHECKING:
    from tui.core.values import Json

SIX: float = datetime(2026, 11, 20, 18, 0, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "written",
    [
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
    ],
)
def test_a_time_is_read_in_every_writing(written: Json) -> None:
    assert instant(log_time(written)) == SIX


@pytest.mark.parametrize(
    "written", ["20/Nov/2026:19:00:00 PST", "20 Foo 2026 18:00:00", "yesterday", "2026", "41/Nov/2026:1"]
)
def test_what_is_no_time_or_in_a_zone_known_by_letters_stays_as_it_is(written: str) -> None:
    assert log_time(written) == written
    assert instant(written) is None or written == "2026"


@pytest.mark.parametrize("value", [None, True, "", "  ", {}, ["2026-11-20"]])
def test_what_holds_no_time_has_none(value: Json) -> None:
    assert log_time(value) is None


@pytest.mark.parametrize(
    ("times", "doubt"),
    [
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
        (("2026-11-20T18:00:00Z", None), "Call 2 has no time, so the calls are taken in the order of the file."),
        (("noon", "2026-11-20T18:00:00Z"), "Call 1 has a time that can't be read, so the calls"),
    ],
)
def test_the_order_of_calls_is_doubted_where_their_times_do_not_bear_it_out(
    times: tuple[str | None, ...], doubt: str
) -> None:
    told = order_doubt([RecordedCall(None, "", at) for at in times])
    assert told.startswith(doubt)
    assert bool(told) is bool(doubt)
