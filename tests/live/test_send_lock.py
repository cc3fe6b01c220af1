"""The turn to write to an org: one holder at a time in all processes, and none that has ended."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests import forked
from tests.live.scripted import ScriptedClient, inserted, planned
from tui.live.journal.journal import Journal, SendFacts
from tui.live.journal.send_lock import SendInProgress, send_lock, sends_under_way
from tui.live.send.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)

SENDING = """
import sys
from pathlib import Path
from tui.live.journal.journal import Journal, SendFacts
journal = Journal(Path(sys.argv[1]))
with journal.send_lock("practice", "theirs"):
    journal.begin(SendFacts("theirs", "practice", "practice", "Leads"), {"data": [{}]})
    print("sending", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(state: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is in the middle of a send."""
    command = [sys.executable, "-c", SENDING, str(state)]
    with forked.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "sending\n"
        yield process


@pytest.mark.usefixtures("no_glances")
def test_while_another_process_sends_nothing_is_sent_and_its_call_is_under_way(tmp_path: Path) -> None:
    journal, client = Journal(tmp_path), ScriptedClient(inserted(1))
    sender = Sender(client, journal)
    plan = planned(sender, {"Last_Name": "Ode"})
    with another_process(tmp_path) as process:
        (result,) = sender.run(plan).results
        assert result.outcome == "not_sent"
        assert f"another send to practice is under way (process {process.pid}, since " in result.sentence
        assert client.sent == []
        assert [entry.state for entry in journal.entries()] == ["sending"]
        assert journal.open_entries() == ()

        process.kill()
        process.wait()
        (left,) = journal.open_entries()
        assert (left.state, left.facts.send) == ("unknown", "theirs")
        assert [each.outcome for each in sender.run(plan).results] == ["answered"]
        assert journal.open_entries() == (left,)  # a send that runs later makes nobody else's call known


def test_turns_of_other_profiles_are_free(tmp_path: Path) -> None:
    with send_lock(tmp_path, "practice", "s1", NOW), send_lock(tmp_path, "mine", "s2", NOW):
        assert sends_under_way(tmp_path) == {"s1", "s2"}
    assert sends_under_way(tmp_path) == frozenset()


@pytest.mark.usefixtures("no_glances")
def test_a_turn_that_was_taken_says_by_whom_and_is_still_held_after_it(tmp_path: Path) -> None:
    since = f"{NOW.astimezone():%H:%M:%S}"
    with send_lock(tmp_path, "practice", "s1", NOW):
        for _ in range(2):
            with pytest.raises(SendInProgress) as taken, send_lock(tmp_path, "practice", "s2", NOW):
                raise AssertionError("two at once")
            assert str(taken.value) == (
                f"another send to practice is under way (process {os.getpid()}, since {since}), so nothing was sent"
            )
        assert sends_under_way(tmp_path) == {"s1"}


def test_an_entry_of_an_earlier_crash_stays_unknown_while_the_same_profile_sends(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.begin(SendFacts("crashed", "practice", "practice", "Leads"), {"data": [{}]})
    with journal.send_lock("practice", "now"):
        journal.begin(SendFacts("now", "practice", "practice", "Leads"), {"data": [{}]})
        assert [entry.state for entry in journal.entries()] == ["unknown", "sending"]


def test_what_a_free_lock_says_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "practice.lock").write_text('{"send": "s1", "pid": 1, "since": "2026-03-01T12:00:00+00:00"}')
    assert sends_under_way(tmp_path) == frozenset()
