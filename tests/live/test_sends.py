"""Calls of the journal as the sends that they belong to: what was sent, and what came of it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.live.scripted import LOST, ScriptedClient, answered, inserted, planned, took
from tui.core.outcome import RowOutcome
from tui.live.journal.journal import Journal, JournalEntry, SendFacts
from tui.live.journal.sends import JournalSend, sends_of
from tui.live.send.sender import Sender

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.outcome import CallOutcome


def call(number: int, outcome: CallOutcome = "answered", *, of: int = 3, under_way: bool = False) -> JournalEntry:
    """A call of a send; one that is unknown and under way has no reply yet."""
    facts = SendFacts("s", "mine", "sandbox", "Leads", batch=number, batches=of, start_index=100 * (number - 1))
    sending = under_way and outcome == "unknown"
    sentence = f"why {number}"
    replied = None if sending else "2026-01-01T00:00:00+00:00"
    return JournalEntry(
        f"e{number}",
        "",
        facts,
        {"data": [{}]},
        outcome,
        sentence=sentence,
        replied_at=replied,
        sending=sending,
        under_way=under_way,
    )


@each_case(
    ("calls", "state", "text"),
    [
        ([call(1), call(2), call(3)], "answered", "calls 1 to 3 answered"),
        ([call(1), call(2)], "part_sent", "calls 1 to 2 answered · call 3 never left"),
        ([call(1), call(2, "not_sent")], "part_sent", "call 1 answered · call 2 not sent: why 2 · call 3 never left"),
        ([call(1, "not_sent")], "not_sent", "call 1 not sent: why 1 · calls 2 to 3 never left"),
        ([call(1), call(2, "refused")], "refused", "call 1 answered · call 2 refused: why 2 · call 3 never left"),
        ([call(1), call(2, "unknown")], "unknown", "call 1 answered · call 2 unknown: why 2 · call 3 never left"),
        ([call(2), call(3)], "answered", "call 1 in an older file · calls 2 to 3 answered"),
        ([call(2)], "part_sent", "call 1 in an older file · call 2 answered · call 3 never left"),
        ([call(1, of=1)], "answered", "why 1"),
        ([call(1, under_way=True)], "sending", "call 1 answered · 2 calls to come"),
        (
            [call(1, under_way=True), call(2, "unknown", under_way=True)],
            "sending",
            "call 1 answered · call 2 under way · 1 call to come",
        ),
        ([call(1), call(3)], "unknown", "call 1 answered · call 3 answered · call 2 cannot be read"),
    ],
)
def test_the_outcome_of_a_send_is_the_worst_of_its_calls_and_tells_of_each(
    calls: list[JournalEntry], state: str, text: str
) -> None:
    (send,) = sends_of(calls)
    assert (send.state, send.text) == (state, text)


def test_a_call_is_not_said_to_have_never_left_where_its_lines_may_not_have_been_read() -> None:
    (send,) = sends_of([call(1), call(2)], has_gaps=True)
    assert (send.state, send.is_later_known) == ("unknown", False)
    assert send.text == "calls 1 to 2 answered · call 3 not found: lines of the journal cannot be read"
    (lost,) = sends_of([call(1), call(2, "refused")], has_gaps=True)
    assert lost.text.endswith("call 3 never left")


def test_calls_without_a_send_are_each_one_of_their_own_and_sends_keep_their_order() -> None:
    alone = [JournalEntry(name, "", SendFacts("", "", "", ""), None) for name in ("a", "b")]
    sends = sends_of([call(1), alone[0], call(2), alone[1]])
    assert [[each.id for each in send.calls] for send in sends] == [["e1", "e2"], ["a"], ["b"]]


def sent(tmp_path: Path, *results: object, rows: int = 250) -> JournalSend:
    """A send of so many new leads, as the journal tells it."""
    journal = Journal(tmp_path)
    sender = Sender(ScriptedClient(*results), journal)
    sender.run(planned(sender, *({"Last_Name": f"N{number}", "Email": f"n{number}@x.test"} for number in range(rows))))
    (send,) = sends_of(journal.entries(), has_gaps=journal.damaged_lines > 0)
    return send


def test_a_send_of_250_rows_is_one_with_its_rows_counts_and_records(tmp_path: Path) -> None:
    send = sent(tmp_path, inserted(100), inserted(100, 1000), inserted(50, 1100))
    assert (len(send.calls), len(send.rows), send.state) == (3, 250, "answered")
    assert send.forecast_counts() == send.reply_counts() == {RowOutcome.INSERT: 250}
    assert isinstance(send.body, dict)
    assert send.body["data"][249]["Last_Name"] == "N249"
    assert send.records()["1149"] == (249,)
    kept = send.to_json()
    assert [len(each["rows"]) for each in kept["calls"]] == [100, 100, 50]


def test_a_record_that_two_calls_touched_is_told_with_the_rows_of_both(tmp_path: Path) -> None:
    first = answered(took("update", "7"), *(took("insert", str(number)) for number in range(100, 199)))
    send = sent(tmp_path, first, answered(took("update", "7")), rows=101)
    assert send.records()["7"] == (0, 100)


def test_a_send_that_lost_a_reply_is_unknown_and_says_which_call(tmp_path: Path) -> None:
    send = sent(tmp_path, inserted(100), LOST)
    assert send.state == "unknown"
    assert send.text.startswith("call 1 answered · call 2 unknown: the connection was lost")
    assert send.text.endswith("· call 3 never left")
