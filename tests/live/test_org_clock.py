"""Looking up by the org's own clock: this machine's may be wrong, and a search may not find yet what was written."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.helpers import LEADS, MemoryIndex, body, record, row, settings
from tests.live.helpers import UPSERT_PATH, client_of
from tests.live.server import HangUp, LoopbackServer, Reply, ok
from tui.core.forecast import forecast
from tui.live.accounts.profiles import profile_from
from tui.live.journal.journal import Journal
from tui.live.journal.look_up import look_up
from tui.live.send.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui.live.journal.look_up import LookedUp

SANDBOX = profile_from("sandbox", {"data_center": "eu", "environment": "sandbox", "client_id": "1000.ABC"})
NEW = row(Email="n@x.test", Company="Ltd")


def org_at(offset: timedelta) -> Callable[[Any], Reply]:
    """A reply with the Date that the org's clock shows."""
    return lambda content: ok(content, Date=format_datetime(datetime.now(UTC) + offset, usegmt=True))


def looked_up(
    tmp_path: Path,
    server: LoopbackServer,
    *,
    ours: timedelta,
    found: bool,
    modified: timedelta,
    later: timedelta = timedelta(0),
) -> LookedUp:
    """Send a row, lose the reply, and look it up. ours: how far this machine's clock is wrong; found: whether a search
    finds a record with its values; modified: its Modified_Time, from the moment of the send by the true clock; later:
    how much later it is looked up."""
    reply = org_at(timedelta(0))
    server.at("/crm/v8/org", reply({"org": [{"company_name": "Zylker"}]}))
    server.at(UPSERT_PATH, HangUp())
    journal = Journal(tmp_path, lambda: datetime.now(UTC) + ours)
    request, records = body(NEW), MemoryIndex([])
    made = forecast(request, LEADS, records, settings(()), split=True)
    with client_of(server) as client:
        sender = Sender(client, journal)
        plan = sender.prepare(request, made, profile=SANDBOX, records=records)
        sender.run(plan)
        (entry,) = journal.entries()
        now = datetime.now(UTC)
        held = record(900, **NEW, Modified_Time=(now + modified).isoformat(timespec="seconds"))
        there = {"data": [{"id": "900", "Email": "n@x.test"}]}
        server.at("/crm/v8/coql", org_at(later)(there) if found else Reply(204, headers={"Date": _date(now + later)}))
        server.at("/crm/v8/Leads", org_at(later)({"data": [held]}))
        assert client.org_clock is not None
        (row_found,) = look_up(client, entry, LEADS).rows
    return row_found


def _date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize("hours", [-30.0, -1.0, -0.1, 0.0, 0.1, 1.0, 30.0])
def test_a_row_that_was_written_is_not_called_missing_whatever_this_clock_shows(
    tmp_path: Path, server: LoopbackServer, hours: float
) -> None:
    written = looked_up(tmp_path, server, ours=timedelta(hours=hours), found=True, modified=timedelta(seconds=1))
    assert (written.fate, written.record_id) == ("in", "900")


@pytest.mark.parametrize("hours", [-30.0, 0.0, 30.0])
def test_a_record_from_long_before_is_not_taken_for_one_that_was_written(
    tmp_path: Path, server: LoopbackServer, hours: float
) -> None:
    found = looked_up(tmp_path, server, ours=timedelta(hours=hours), found=True, modified=timedelta(minutes=-5))
    assert found.fate == "not_in"


def test_a_record_of_the_same_moment_cannot_tell(tmp_path: Path, server: LoopbackServer) -> None:
    found = looked_up(tmp_path, server, ours=timedelta(0), found=True, modified=timedelta(seconds=-6))
    assert found.fate == "cannot_tell"


@pytest.mark.parametrize(("later", "fate"), [(1, "cannot_tell"), (60, "cannot_tell"), (180, "not_in")])
@pytest.mark.parametrize("hours", [-1.0, 0.0, 1.0])
def test_a_search_that_finds_nothing_right_after_the_send_tells_nothing(
    tmp_path: Path, server: LoopbackServer, hours: float, later: int, fate: str
) -> None:
    found = looked_up(
        tmp_path,
        server,
        ours=timedelta(hours=hours),
        found=False,
        modified=timedelta(0),
        later=timedelta(seconds=later),
    )
    assert found.fate == fate
    if fate == "cannot_tell":
        assert found.sentence == "no record has its Email yet; look again in two minutes"


def test_the_offset_is_in_the_journal(tmp_path: Path, server: LoopbackServer) -> None:
    looked_up(tmp_path, server, ours=timedelta(minutes=10), found=True, modified=timedelta(0))
    (entry,) = Journal(tmp_path).entries()
    assert entry.facts.clock_offset_s == pytest.approx(-600, abs=3)
    assert 0.5 <= entry.facts.clock_error_s < 5


def test_a_clock_that_is_set_while_a_client_lives_moves_nothing(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.at("/crm/v8/org", org_at(timedelta(0))({"org": []}))
    with client_of(server) as client:
        client.get("org")
        assert client.org_clock is not None
        true = time.time()
        monkeypatch.setattr("time.time", lambda: true + 5_000)
        assert client.org_clock.now() == pytest.approx(true, abs=3)


def test_a_date_that_is_none_shows_no_clock(server: LoopbackServer) -> None:
    server.at("/crm/v8/org", ok({"org": []}, Date="yesterday"), ok({"org": []}))
    with client_of(server) as client:
        client.get("org")
        client.get("org")
        assert client.org_clock is None
