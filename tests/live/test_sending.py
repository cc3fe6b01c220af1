"""Sending: what is journalled before it leaves, what ends a send, and what a plan says before it."""

from __future__ import annotations

import hashlib
import re
import threading
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.core.helpers import record, row
from tests.live.scripted import LOST, ScriptedClient, answered, failed, inserted, planned, took
from tui.core.chosen_rows import Part
from tui.live.accounts.profiles import PRACTICE_PROFILE, profile_from
from tui.live.journal.journal import Journal
from tui.live.send.control import Control
from tui.live.send.sender import Progress, Sender, SendRefused, as_read
from tui.live.zoho.result import CallResult, OrgClock

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tui.core.values import Record
    from tui.live.accounts.profiles import Profile
    from tui.live.send.sender import SendReport

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Company="Inc", Modified_Time="2026-01-01T00:00:00+00:00")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
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
    client, told = ScriptedClient(), list[Progress]()
    sender = Sender(client, Journal(tmp_path))
    report = sender.run(planned(sender, *rows(101)), told.append)
    assert (outcomes(report), client.sent) == (["not_sent", "not_sent"], [])
    assert "so nothing was sent" in report.results[0].sentence
    assert ([each.requests for each in report.results], [each.batch for each in told]) == ([0, 0], [1])


FULL = [(OSError(28, "No space left on device"), "no space left on device"), (OSError("odd"), "it failed")]


@pytest.mark.parametrize(("error", "why"), FULL)
def test_a_reply_that_cannot_be_kept_is_told_and_not_lost(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, error: OSError, why: str
) -> None:
    def full(*_: Any) -> None:
        raise error

    monkeypatch.setattr(journal, "reply", full)
    sender = Sender(ScriptedClient(inserted(1)), journal)
    report = sender.run(planned(sender, row(Email="n@x.test")))
    assert outcomes(report) == ["answered"]
    assert report.results[0].journal_problem == f"the reply could not be put into the journal: {why}"
    monkeypatch.setattr(journal, "begin", full)
    report = sender.run(planned(sender, row(Email="n@x.test")))
    assert report.results[0].sentence == f"the journal could not be written ({why}), so nothing was sent"


BROKEN_OFF = [(RuntimeError("a bug"), "failed (RuntimeError)"), (KeyboardInterrupt(), "interrupted")]


@pytest.mark.parametrize(("error", "how"), BROKEN_OFF)
def test_whatever_breaks_off_a_call_leaves_its_outcome_unknown(
    journal: Journal, error: BaseException, how: str
) -> None:
    client = ScriptedClient(error)
    sender = Sender(client, journal)
    report = sender.run(planned(sender, *rows(101)))
    assert outcomes(report) == ["unknown", "not_sent"]
    assert report.results[0].sentence == f"{how} while waiting for the reply: it may have arrived"
    assert [each.cause for each in report.rows[99:]] == [each.sentence for each in report.results]
    assert journal.entries()[0].outcome == "unknown"
    assert len(client.sent) == 1


# --- what a reply makes of a call ------------------------------------------------------------------------------------

MIXED = (200, 201, 202, 207, 400)
CUT = CallResult("answered", "HTTP 200", 200, {"data": [took("insert", "9")]})


@each_case(
    ("result", "outcome"),
    [
        (CUT, "unknown"),
        (CallResult("answered", "HTTP 200", 200, {"data": [took("insert", "9"), None]}), "unknown"),
        (CallResult("answered", "HTTP 400", 400, {"data": [failed("INVALID_MODULE")]}), "refused"),
        (CallResult("unknown", "odd", 400, {"data": failed("INVALID_MODULE")}), "refused"),
        (CallResult("unknown", "odd", 500, failed("INTERNAL_ERROR")), "unknown"),
        (CallResult("unknown", "odd", 500, failed("INVALID_MODULE")), "unknown"),
        (CallResult("unknown", "odd", None, failed("INVALID_MODULE")), "unknown"),
        (CallResult("unknown", "odd", 504, {"data": [took("insert", "9"), took("insert", "8")]}), "unknown"),
        (CallResult("refused", "no", 400, {"data": [failed("INVALID_DATA", api_name="x"), None]}), "refused"),
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


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (CallResult("refused", "HTTP 400", 400, failed("INVALID_MODULE")), "HTTP 400"),
        (CallResult("answered", "HTTP 200", 200, None, "<html>"), "outcome unknown: the reply was a web page"),
        (CallResult("unknown", "lost", 504, {"data": [took("insert", "9")] * 2}), "lost"),
    ],
)
def test_a_call_is_told_as_the_client_told_it_unless_its_body_says_otherwise(
    journal: Journal, result: CallResult, sentence: str
) -> None:
    sender = Sender(ScriptedClient(result), journal)
    (told,) = sender.run(planned(sender, *rows(2))).results
    assert (told.sentence, told.reply) == (sentence, result.reply or result.text)


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
    assert (control.paused, control.sleep(0)) == (False, True)
    control.pause()
    control.stop()
    assert (control.wait(), control.paused, control.stopped, control.sleep(9)) == (False, False, True, False)
    control.pause()
    assert not control.paused  # nothing waits any more


def test_an_interrupt_while_a_send_is_paused_sends_nothing_more(journal: Journal) -> None:
    class Interrupted(Control):
        def wait(self) -> bool:
            raise KeyboardInterrupt

    client, told = ScriptedClient(), list[Progress]()
    sender = Sender(client, journal)
    report = sender.run(planned(sender, *rows(1)), told.append, Interrupted())
    assert ([each.sentence for each in report.results], client.sent, told) == (["stopped before it was sent"], [], [])


@pytest.mark.parametrize(
    ("profile", "org_id", "names"),
    [(PRODUCTION, "77", ["prod", "org.77"]), (PRODUCTION, "", ["prod"]), (PRACTICE_PROFILE, "77", ["practice"])],
)
def test_a_send_takes_the_turn_of_its_profile_and_of_its_org_but_for_practice(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, profile: Profile, org_id: str, names: list[str]
) -> None:
    taken: list[str] = []

    def send_lock(name: str, *_: str) -> AbstractContextManager[None]:
        taken.append(name)
        return nullcontext()

    monkeypatch.setattr(journal, "send_lock", send_lock)
    sender = Sender(ScriptedClient(inserted(1)), journal)
    sender.run(replace(planned(sender, *rows(1), profile=profile), org_id=org_id))
    digest = hashlib.sha256(org_id.encode()).hexdigest()[:16]
    assert taken == [name.replace("org.77", f"org.{digest}") for name in names]


def test_the_journal_knows_how_far_the_orgs_clock_is_from_this_machines(tmp_path: Path) -> None:
    class Ahead(OrgClock):
        def now(self) -> float:
            return NOW.timestamp() + 1.23456

    class Client(ScriptedClient):
        org_clock = Ahead(0.0, 0.98765, 0.0)

    journal = Journal(tmp_path, lambda: NOW)
    sender = Sender(Client(inserted(1)), journal)
    sender.run(planned(sender, *rows(1)))
    facts = journal.entries()[0].facts
    assert (facts.clock_offset_s, facts.clock_error_s) == (1.235, 0.988)


# --- a part of a payload ---------------------------------------------------------------------------------------------


def test_the_json_of_a_send_says_which_rows_of_the_payload_were_sent(journal: Journal) -> None:
    sender = Sender(ScriptedClient(inserted(1), inserted(1)), journal)
    plan = planned(sender, *rows(1))
    assert sender.run(plan).to_json()["source_rows"] is None
    part = replace(plan, id="other", part=Part("ticked", (2,), 3))
    assert sender.run(part).to_json()["source_rows"] == [2]
    assert re.fullmatch("[0-9a-f]{16}", plan.id)


# --- a second time ---------------------------------------------------------------------------------------------------


def test_a_plan_is_run_once(journal: Journal) -> None:
    client = ScriptedClient(inserted(1), inserted(1))
    sender = Sender(client, journal)
    plan = planned(sender, row(Email="n@x.test"))
    sender.run(plan)
    with pytest.raises(SendRefused, match="already sent"):
        sender.run(plan)
    assert len(client.sent) == 1


@pytest.mark.usefixtures("no_glances")
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


@each_case(
    ("entries", "remark"),
    [
        ((took("insert", "9"), took("insert", "9")), "one id for several inserted rows"),
        ((took("insert", "9"), took("insert", "8"), took("insert", "7")), "3 entries for 2 rows; extra entries were"),
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
