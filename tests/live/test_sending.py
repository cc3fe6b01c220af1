"""Sending: what is journalled before it leaves, what ends a send, and what a plan says before it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.helpers import record, row
from tests.live.scripted import LOST, ScriptedClient, answered, failed, inserted, planned, took
from tui.live.accounts.profiles import profile_from
from tui.live.journal.journal import Journal
from tui.live.send.control import Control
from tui.live.send.sender import Progress, Sender, SendRefused, as_read
from tui.live.zoho.result import CallResult

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.values import Record
    from tui.live.send.sender import SendReport

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Company="Inc", Modified_Time="2026-01-01T00:00:00+00:00")
PRODUCTION = profile_from("prod", {"data_center": "eu", "environment": "production", "client_id": "1000.ABC"})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def rows(count: int) -> list[Record]:
    return [row(Email=f"n{number}@x.test") for number in range(count)]


def outcomes(report: SendReport) -> list[str]:
    return [result.outcome for result in report.results]


# --- one call --------------------------------------------------------------------------------------------------------


def test_a_send_compares_the_reply_with_the_forecast(journal: Journal) -> None:
    client = ScriptedClient(answered(took("insert", "900"), took("update", "1", "Email")), records=[ADA])
    sender = Sender(client, journal)
    report = sender.run(planned(sender, row(Email="n@x.test"), row(Email="ada@x.test"), stored=[ADA]))
    assert outcomes(report) == ["answered"]
    assert [each.verdict for each in report.rows] == ["same", "same"]
    assert [name for name, _ in client.sent] == ["Leads"]


def test_the_body_is_sent_as_it_was_written(journal: Journal) -> None:
    client = ScriptedClient(inserted(1))
    sender = Sender(client, journal)
    sender.run(planned(sender, row(Email="n@x.test"), check=["Email"], trigger=[], process=["review_process"]))
    (_, body) = client.sent[0]
    assert body == {
        "data": [row(Email="n@x.test")],
        "duplicate_check_fields": ["Email"],
        "trigger": [],
        "process": ["review_process"],
    }


@pytest.mark.parametrize(
    ("header", "sent"),
    [(" 2026-03-01T00:00:00+01:00 ", "2026-03-01T00:00:00+01:00"), ("soon", None), ("", None), (None, None)],
)
def test_call_if_unmodified_goes_with_each_call_and_is_said_before(
    journal: Journal, header: str | None, sent: str | None
) -> None:
    client = ScriptedClient(inserted(100), inserted(1, 1_000), records=[ADA])
    sender = Sender(client, journal)
    plan = planned(sender, *rows(101), stored=[ADA], if_unmodified_since=header)
    said = dict(plan.facts(datetime(2026, 3, 1, tzinfo=UTC))).get("only if")
    sender.run(plan)
    assert client.headers == [sent, sent]
    told = "no target was modified after 2026-03-01T00:00:00+01:00 (If-Unmodified-Since); else Zoho refuses the call"
    assert said == (told if sent else None)


def test_the_body_is_in_the_journal_when_it_leaves_and_the_reply_after(journal: Journal) -> None:
    seen: list[int] = []

    def look() -> CallResult:
        (entry,) = journal.entries()
        assert (entry.body, entry.state) == (client.sent[0][1], "sending")
        assert journal.open_entries() == ()  # its sender lives
        seen.append(1)
        return inserted(1)

    client = ScriptedClient(look)
    sender = Sender(client, journal)
    report = sender.run(planned(sender, row(Email="n@x.test")))
    (entry,) = journal.entries()
    assert seen
    assert (entry.outcome, entry.reply, entry.id) == ("answered", report.results[0].reply, report.results[0].entry)
    assert journal.open_entries() == ()


def test_the_journal_knows_what_was_forecast_and_what_the_targets_held(journal: Journal) -> None:
    client = ScriptedClient(answered(took("update", "1", "Email")), records=[ADA])
    sender = Sender(client, journal)
    sender.run(planned(sender, row(Email="ada@x.test", Company=None), stored=[ADA], assume="match.several=refuse"))
    facts = journal.entries()[0].facts
    assert facts.forecast[0]["target_id"] == "1"
    assert facts.old_values["1"]["Company"] == "Inc"
    assert (facts.org, facts.profile, facts.module) == ("Zylker", "practice", "Leads")
    assert facts.assumptions == {"match.several": "refuse"}
    assert facts.check_order == ("Email", "Phone", "Mobile")


def test_nothing_leaves_if_the_journal_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way")
    client = ScriptedClient()
    sender = Sender(client, Journal(tmp_path))
    report = sender.run(planned(sender, row(Email="n@x.test")))
    assert (outcomes(report), client.sent) == (["not_sent"], [])
    assert "so nothing was sent" in report.results[0].sentence


def test_a_reply_that_cannot_be_kept_is_told_and_not_lost(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "reply", full)
    sender = Sender(ScriptedClient(inserted(1)), journal)
    report = sender.run(planned(sender, row(Email="n@x.test")))
    assert outcomes(report) == ["answered"]
    assert report.results[0].journal_problem.endswith("no space left on device")


@pytest.mark.parametrize("error", [RuntimeError("a bug"), KeyboardInterrupt()])
def test_whatever_breaks_off_a_call_leaves_its_outcome_unknown(journal: Journal, error: BaseException) -> None:
    client = ScriptedClient(error)
    sender = Sender(client, journal)
    report = sender.run(planned(sender, *rows(101)))
    assert outcomes(report) == ["unknown", "not_sent"]
    assert journal.entries()[0].outcome == "unknown"
    assert len(client.sent) == 1


# --- what a reply makes of a call ------------------------------------------------------------------------------------

MIXED = (200, 201, 202, 207, 400)
CUT = CallResult("answered", "HTTP 200", 200, {"data": [took("insert", "9")]})


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (CUT, "unknown"),
        (CallResult("answered", "HTTP 200", 200, {"data": [took("insert", "9"), None]}), "unknown"),
        (CallResult("answered", "HTTP 400", 400, {"data": [failed("INVALID_MODULE")]}), "refused"),
        (CallResult("unknown", "odd", 400, {"data": failed("INVALID_MODULE")}), "refused"),
        (CallResult("unknown", "odd", 500, failed("INTERNAL_ERROR")), "unknown"),
        (CallResult("refused", "HTTP 400", 400, failed("INVALID_MODULE")), "refused"),
        (CallResult("refused", "HTTP 413", 413, None, "<html>"), "refused"),
        (CallResult("refused", "HTTP 400", 400, {"data": [failed("INVALID_DATA", api_name="x")] * 2}), "answered"),
        (CallResult("answered", "HTTP 200", 200, None, "<html>"), "unknown"),
        (CallResult("unknown", "lost"), "unknown"),
        (CallResult("not_sent", "no network"), "not_sent"),
        *((answered(took("insert", "9"), failed("INVALID_DATA"), status=each), "answered") for each in MIXED),
    ],
)  # fmt: skip
def test_an_outcome_is_what_the_body_bears_out(result: CallResult, outcome: str) -> None:
    assert as_read(result, 2).outcome == outcome


def test_rows_of_a_short_reply_are_not_comparable(journal: Journal) -> None:
    sender = Sender(ScriptedClient(CUT), journal)
    report = sender.run(planned(sender, *rows(2)))
    assert outcomes(report) == ["unknown"]
    assert [(each.actual, each.verdict) for each in report.rows] == [(None, "not_comparable")] * 2
    assert journal.entries()[0].outcome == "unknown"


# --- several calls ---------------------------------------------------------------------------------------------------


def test_a_payload_goes_in_calls_of_a_hundred_in_order(journal: Journal) -> None:
    client = ScriptedClient(inserted(100), inserted(100, 1100), inserted(50, 1300))
    sender = Sender(client, journal)
    report = sender.run(planned(sender, *rows(250), check=["Email"]))
    assert [len(body["data"]) for _, body in client.sent] == [100, 100, 50]
    assert all(body["duplicate_check_fields"] == ["Email"] for _, body in client.sent)
    assert client.sent[2][1]["data"][0]["Email"] == "n200@x.test"
    assert [each.index for each in report.rows] == list(range(250))
    assert [entry.facts.start_index for entry in journal.entries()] == [0, 100, 200]
    assert len({entry.facts.send for entry in journal.entries()}) == 1


@pytest.mark.parametrize(
    "ending", [LOST, CallResult("refused", "no", 401, failed("INVALID_TOKEN")), CallResult("not_sent", "no network")]
)
def test_nothing_is_sent_after_a_call_that_was_not_answered(journal: Journal, ending: CallResult) -> None:
    client = ScriptedClient(inserted(100), ending)
    sender = Sender(client, journal)
    report = sender.run(planned(sender, *rows(250)))
    assert outcomes(report) == ["answered", ending.outcome, "not_sent"]
    assert len(client.sent) == 2
    assert report.results[2].sentence == "not sent: call 2 was not answered"
    assert {each.verdict for each in report.rows[:100]} == {"same"}
    assert {each.actual for each in report.rows[100:]} == {None}


def test_a_call_with_refused_rows_is_answered_and_the_next_one_goes(journal: Journal) -> None:
    client = ScriptedClient(answered(*[failed("INVALID_DATA", api_name="Email")] * 100, status=400), inserted(1))
    sender = Sender(client, journal)
    assert outcomes(sender.run(planned(sender, *rows(101)))) == ["answered", "answered"]


def test_progress_tells_each_call_before_and_after(journal: Journal) -> None:
    told: list[Progress] = []
    sender = Sender(ScriptedClient(inserted(100), inserted(20)), journal)
    sender.run(planned(sender, *rows(120)), told.append)
    assert [(each.batch, each.stage, each.rows_answered) for each in told] == [
        (1, "sending", 0),
        (1, "done", 100),
        (2, "sending", 100),
        (2, "done", 120),
    ]
    assert told[-1].result is not None


@pytest.mark.parametrize(("error", "sent"), [(RuntimeError("nobody listens"), 2), (KeyboardInterrupt(), 0)])
def test_a_listener_that_fails_loses_nothing_and_an_interrupt_stops(
    journal: Journal, error: BaseException, sent: int
) -> None:
    def on_progress(_: Progress) -> None:
        raise error

    client = ScriptedClient(inserted(100), inserted(1))
    sender = Sender(client, journal)
    report = sender.run(planned(sender, *rows(101)), on_progress)
    assert len(client.sent) == sent
    assert outcomes(report) == (["answered"] * 2 if sent else ["not_sent"] * 2)


def test_a_stop_holds_between_calls(journal: Journal) -> None:
    control = Control()

    def stop() -> CallResult:
        control.stop()
        return inserted(100)

    client = ScriptedClient(stop)
    sender = Sender(client, journal)
    report = sender.run(planned(sender, *rows(250)), control=control)
    assert outcomes(report) == ["answered", "not_sent", "not_sent"]
    assert report.results[1].sentence == "stopped before it was sent"
    assert len(client.sent) == 1


def test_a_pause_holds_the_next_call_until_it_is_resumed(journal: Journal) -> None:
    control, waiting = Control(), threading.Event()

    def pause() -> CallResult:
        control.pause()
        return inserted(100)

    def on_progress(progress: Progress) -> None:
        if progress.stage == "waiting":
            waiting.set()

    client = ScriptedClient(pause, inserted(1))
    sender = Sender(client, journal)
    plan = planned(sender, *rows(101))
    reports: list[SendReport] = []
    thread = threading.Thread(target=lambda: reports.append(sender.run(plan, on_progress, control)))
    thread.start()
    assert waiting.wait(5)
    assert (control.paused, len(client.sent)) == (True, 1)
    control.resume()
    thread.join(5)
    assert outcomes(reports[0]) == ["answered", "answered"]


def test_a_paused_send_can_be_stopped() -> None:
    control = Control()
    control.pause()
    control.stop()
    assert (control.wait(), control.paused, control.stopped) == (False, False, True)


# --- a second time ---------------------------------------------------------------------------------------------------


def test_a_plan_is_run_once(journal: Journal) -> None:
    client = ScriptedClient(inserted(1), inserted(1))
    sender = Sender(client, journal)
    plan = planned(sender, row(Email="n@x.test"))
    sender.run(plan)
    with pytest.raises(SendRefused, match="sent already"):
        sender.run(plan)
    assert len(client.sent) == 1


def test_a_double_press_sends_once(journal: Journal) -> None:
    under_way, go_on = threading.Event(), threading.Event()

    def hold() -> CallResult:
        under_way.set()
        assert go_on.wait(5)
        return inserted(1)

    client = ScriptedClient(hold, inserted(1))
    sender = Sender(client, journal)
    plan, other = planned(sender, row(Email="n@x.test")), planned(sender, row(Email="m@x.test"))
    thread = threading.Thread(target=sender.run, args=(plan,))
    thread.start()
    assert under_way.wait(5)
    told: list[Progress] = []
    for again in (sender.run(plan, told.append), Sender(client, Journal(journal.folder.parent)).run(other)):
        assert outcomes(again) == ["not_sent"]
        assert again.results[0].sentence.startswith("another send to practice is under way (process ")
    assert [each.stage for each in told] == ["done"]
    go_on.set()
    thread.join(5)
    assert len(client.sent) == 1
    assert outcomes(sender.run(other)) == ["answered"]  # the turn is free again


@pytest.mark.parametrize(
    ("entries", "remark"),
    [
        ((took("insert", "9"), took("insert", "9")), "one id for several inserted rows"),
        ((took("insert", "9"), took("insert", "8"), took("insert", "7")), "3 entries for 2 rows; those beyond were"),
        (
            (took("insert", "9"), failed("INVALID_DATA", api_name="Phone", json_path="$.data[0].Phone")),
            "the error of entry 2 points to another row",
        ),
        ((took("insert", "9"), failed("INVALID_DATA", api_name="Phone", json_path="$.data[1].Phone")), ""),
    ],
)
def test_what_is_odd_about_a_whole_reply_is_said_with_it(entries: tuple[Any, ...], remark: str) -> None:
    result = as_read(answered(*entries), 2)
    assert result.outcome == "answered"
    assert remark in result.sentence
    assert ("; but " in result.sentence) is bool(remark)
