"""Journals with sends in them: by a real practice org, by a script, and as a crash leaves them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tui.core.forecast import forecast
from tui.core.payload.request import request_of
from tui.core.rules import Assumptions
from tui.dataset.folder import DataSet, demo_folder
from tui.live.accounts.profiles import PRACTICE_PROFILE
from tui.live.connection import connected
from tui.live.journal.journal import Journal, SendFacts
from tui.live.practice.export import practice_data_set
from tui.live.send.plan import DataSetFacts
from tui.live.send.sender import Sender
from tui.live.zoho.result import CallResult
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.send.sender import SendReport

HOSTILE = "[/red]\x1b[31m\u202eevil"


def demo_module(name: str) -> Module | None:
    """A module as the demo has it."""
    with DataSet.open(demo_folder()) as demo:
        return demo.module(name) if name in demo.modules() else None


def send_to_practice(*rows: Record, module: str = "Leads", lost: bool = False, **others: Json) -> SendReport:
    """Send rows to the practice org of the state folder, by way of the journal there. lost: the reply is."""
    with (
        DataSet.open(practice_data_set(state_folder())) as data_set,
        connected(PRACTICE_PROFILE, state_folder()) as client,
    ):
        known, records = data_set.module(module), data_set.records(module)
        request = request_of({"data": list(rows), **others}, known)
        found = forecast(request, known, records, Assumptions(), split=True)
        sender = Sender(_Losing(client) if lost else client, Journal(state_folder()))
        facts = DataSetFacts(data_set.name, data_set.made_at, data_set.partial)
        plan = sender.prepare(request, found, profile=PRACTICE_PROFILE, records=records, data_set=facts)
        return sender.run(plan, records=records)


class _Losing:
    """A client whose reply to a write is lost on its way back."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.get, self.coql = client.get, client.coql

    def upsert(self, module: str, body: Json, if_unmodified_since: str | None = None) -> CallResult:
        self._client.upsert(module, body, if_unmodified_since)
        return CallResult("unknown", "the connection was lost while waiting for the reply", requests=1)


def row(index: int, outcome: str, target: str | None = None) -> dict[str, Json]:
    """A row of a forecast, as the journal has it."""
    return {"index": index, "outcome": outcome, "target_id": target, "rules": [], "errors": [], "trace": []}


def facts(profile: str = "mine", environment: str = "sandbox", **more: Any) -> SendFacts:
    """What is told of a call."""
    given: dict[str, Any] = {"send": "s1", "profile": profile, "environment": environment, "module": "Leads"}
    return SendFacts(**(given | more))


def taken(action: str, record_id: str) -> dict[str, Json]:
    """The entry of a row that was taken."""
    return {"code": "SUCCESS", "action": action, "details": {"id": record_id}, "status": "success"}


def answered(*entries: Json, status: int = 200) -> CallResult:
    """A readable reply."""
    said = f"HTTP {status}, {len(entries)} rows answered"
    return CallResult("answered", said, status, {"data": list(entries)}, requests=1, credits_remaining=2_480)


class Written:
    """Writes a journal whose clock is the test's."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
        self.journal = Journal(state_folder(), lambda: self.now)

    def call(self, given: SendFacts, rows: Sequence[Record], result: CallResult | None) -> str:
        """One call, a minute after the one before. result None: no reply ever came."""
        self.now += timedelta(minutes=1)
        entry = self.journal.begin(given, {"data": list(rows), "duplicate_check_fields": ["Email"]})
        if result is not None:
            self.now += timedelta(seconds=1)
            self.journal.reply(entry, result)
        return entry

    def many(self, count: int) -> None:
        """So many calls in one go, without the disk being waited for."""
        given = facts("many", send="m#", forecast=(row(0, "insert"),)).to_json()
        body = {"data": [{"Last_Name": "Person #", "Email": "p#@x.test"}]}
        reply = {"outcome": "answered", "status": 200, "reply": {"data": [taken("insert", "#")]}}
        told = {"sentence": "HTTP 200, 1 row answered", "requests": 1, "credits_remaining": None}
        begun = {"at": "@", "kind": "begin", "entry": "many-#", "facts": given, "body": body}
        lines = f"{json.dumps(begun)}\n{json.dumps({'at': '@', 'kind': 'reply', 'entry': 'many-#'} | reply | told)}\n"
        calls = (
            lines.replace("#", str(number)).replace('"@"', f'"{(self.now + timedelta(seconds=number)).isoformat()}"')
            for number in range(count)
        )
        self.journal.folder.mkdir(parents=True, exist_ok=True)
        (self.journal.folder / "2026-03-01.jsonl").write_text("".join(calls))


def sample() -> Written:
    """Every outcome there is, an entry that a crash left, and texts that want to be markup."""
    made = Written()
    two = [{"Last_Name": "Byron", "Email": "ada@x.test"}, {"Last_Name": HOSTILE, "Email": "b@x.test"}]
    forecast_rows = (row(0, "update", "4001"), row(1, "insert"))
    made.call(facts(send="open", profile="live", environment="production", forecast=forecast_rows), two, None)
    made.call(
        facts(send="ok", forecast=forecast_rows, org="Zylker", old_values={"4001": {"id": "4001", "Last_Name": "B"}}),
        two,
        answered(taken("update", "4001"), taken("insert", "900")),
    )
    made.call(
        facts(send="other", profile="sandbox-eu", forecast=forecast_rows, org=HOSTILE),
        two,
        answered(taken("update", "4009"), taken("update", "4001")),
    )
    made.call(facts(send="lost", forecast=forecast_rows), two, CallResult("unknown", "the connection was lost"))
    made.call(facts(send="unsent", forecast=forecast_rows), two, CallResult("not_sent", "the host is not known"))
    refusal = {"code": "NO_PERMISSION", "details": {}, "message": HOSTILE, "status": "error"}
    made.call(
        facts(send="no", forecast=forecast_rows), two, CallResult("refused", "HTTP 403, NO_PERMISSION", 403, refusal)
    )
    return made
