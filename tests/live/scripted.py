"""A client that answers by a script and remembers what it was asked, and sends prepared against it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import LEADS, MemoryIndex, body, settings
from tui.core.forecast import forecast
from tui.live.accounts.profiles import PRACTICE_PROFILE
from tui.live.send.plan import DataSetFacts
from tui.live.zoho.result import CallResult, LiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.accounts.profiles import Profile
    from tui.live.send.plan import SendPlan
    from tui.live.send.sender import Sender


def took(action: str, record_id: str, field: str | None = None) -> dict[str, Json]:
    """The entry of a row that was taken."""
    details = {"id": record_id}
    return {"code": "SUCCESS", "duplicate_field": field, "action": action, "details": details, "status": "success"}


def failed(code: str, **details: Json) -> dict[str, Json]:
    """The entry of a row, or the object of a call, that was refused."""
    return {"code": code, "details": details, "message": "said so", "status": "error"}


def answered(*entries: Json, status: int = 200) -> CallResult:
    """A reply with a row for each entry."""
    return CallResult("answered", "answered", status, {"data": list(entries)}, requests=1)


def inserted(count: int, first: int = 900) -> CallResult:
    """A reply to a call all of whose rows were inserted."""
    return answered(*(took("insert", str(first + number)) for number in range(count)))


LOST = CallResult("unknown", "the connection was lost while waiting for the reply", requests=1)


class ScriptedClient:
    """Answers each upsert with the next result (or raises it, or calls it), and reads from ``records``."""

    def __init__(self, *results: Any, records: Sequence[Record] = (), org: str = "Zylker") -> None:
        self.results = list(results)
        self.records = {record["id"]: record for record in records}
        self.org = org
        self.sent: list[tuple[str, Json]] = []
        self.headers: list[str | None] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.queries: list[str] = []
        self.reading_fails: LiveError | None = None
        self.before_read: Callable[[str], object] = lambda _: None
        self.answer_query: Callable[[str], Json | None] = lambda _: None

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
        """GET, as ZohoClient."""
        given = dict(params or {})
        self.asked.append((path, given))
        self.before_read(path)
        if self.reading_fails is not None:
            raise self.reading_fails
        if path == "org":
            return {"org": [{"company_name": self.org}]}
        if "/" in path:
            record = self.records.get(path.rpartition("/")[2])
            return None if record is None else {"data": [record]}
        fields = given["fields"].split(",")
        found = [self.records[name] for name in given["ids"].split(",") if name in self.records]
        shown = [{name: record[name] for name in fields if name in record} for record in found]
        return {"data": shown, "info": {"more_records": False}} if shown else None

    def coql(self, select_query: str) -> Json | None:
        """POST /coql, as ZohoClient."""
        self.queries.append(select_query)
        if self.reading_fails is not None:
            raise self.reading_fails
        return self.answer_query(select_query)

    def upsert(self, module: str, body: Json, if_unmodified_since: str | None = None) -> CallResult:
        """POST /{module}/upsert, as ZohoClient."""
        self.sent.append((module, body))
        self.headers.append(if_unmodified_since)
        result = self.results.pop(0)
        if isinstance(result, BaseException):
            raise result
        made: CallResult = result() if callable(result) else result
        return made


def not_connected() -> LiveError:
    """What reads raise where there is no way to the org."""
    return LiveError("not_sent", "nothing was asked: the name of the host is not known")


def planned(
    sender: Sender,
    *rows: Record,
    stored: Sequence[Record] = (),
    of: Module = LEADS,
    profile: Profile = PRACTICE_PROFILE,
    check: Sequence[str] | None = None,
    assume: str | Sequence[str] = (),
    made_at: str | None = None,
    if_unmodified_since: str | None = None,
    **others: Json,
) -> SendPlan:
    """The plan of a send of these rows, forecast against ``stored``."""
    request, records = body(*rows, check=check, **others), MemoryIndex(stored)
    request = replace(request, if_unmodified_since=if_unmodified_since)
    found = forecast(request, of, records, settings(assume), split=True)
    facts = DataSetFacts("small", made_at)
    return sender.prepare(request, found, profile=profile, records=records, data_set=facts)
