"""What the threads of the send screen do: connect, prepare, send, read again, look up, find what to restore.

One thing at a time; the connection is made when it is first needed and closed with the screen. Nothing here knows a
widget: what is to be shown on the way goes through ``tell``.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from tui.core.chosen_rows import only
from tui.core.display import one_line
from tui.core.forecast import forecast, forecast_on_its_way
from tui.core.views.describe import count_of
from tui.dataset.folder import DataSet
from tui.live.connection import practice_source
from tui.live.journal.journal import Journal
from tui.live.journal.look_up import keep_look_up, look_up, rows_not_in
from tui.live.journal.restore import read_now, restoration, restores_any
from tui.live.send.plan import DataSetFacts
from tui.live.send.sender import Sender, SendRefused, TargetsMoved, compare_results
from tui.live.zoho.read_back import target_ids
from tui.screens.sending.record_now import record_now
from tui.session.in_force import in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tui.core.chosen_rows import Choice, Part
    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.progress import Progress as ForecastProgress
    from tui.core.records import RecordIndex, RelatedRecords
    from tui.core.rules import Assumptions
    from tui.core.values import Json
    from tui.live.accounts.profiles import Profile
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.look_up import LookedUp, LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.live.send.control import Control
    from tui.live.send.plan import SendPlan
    from tui.live.send.sender import Progress, SendReport
    from tui.live.zoho.result import CallResult, OrgClient
    from tui.screens.sending.case import SendCase
    from tui.screens.sending.record_now import RecordNow


_TELL_EVERY_S: Final = 0.3

if TYPE_CHECKING:
    Connect = Callable[[Callable[[float], object]], AbstractContextManager[OrgClient]]
    """Makes a client that waits (where Zoho asks for it) by the function that it is given."""


class Job:
    """The work of one send screen. Its methods block: they are called in threads, and take turns.

    practice_source: the data set that the practice org is a copy of (None: the demo). connect: how a client is made
    (None: by the profile). wait: waits so many seconds where Zoho asked for it, False if that was cut short.
    """

    def __init__(
        self,
        case: SendCase,
        profile: Profile,
        state_folder: Path,
        *,
        practice_source: Path | None = None,
        connect: Connect | None = None,
        wait: Callable[[float], object],
    ) -> None:
        self.case, self.profile = case, profile
        self._state, self._source = state_folder, practice_source
        self._connect = connect or self._connected
        self._wait = wait
        self._turn = threading.Lock()
        self._open = ExitStack()
        self._closed = False
        self._client: OrgClient | None = None
        self._sender: Sender | None = None
        self._journal = Journal(state_folder)
        self._records: RecordIndex | None = None
        self._related: RelatedRecords | None = None
        self._tell: Callable[[str], object] = lambda _: None
        self._asked = 0
        self.parts: tuple[Part, ...] = ()
        """The parts of the payload that can be sent, by the forecast of the last plan."""

    # --- the connection -----------------------------------------------------------------------------------------------

    def _connected(self, sleep: Callable[[float], object]) -> AbstractContextManager[OrgClient]:
        from tui.live.connection import connected

        return connected(self.profile, self._state, self._source, sleep)

    def _org(self) -> OrgClient:
        """The client, connected at its first use."""
        if self._closed:
            raise SendRefused("the screen was closed")
        if self._client is None:
            self._client = self._open.enter_context(self._connect(self._wait))
        return self._client

    def close(self) -> None:
        """Let go of the connection, once what is under way has ended."""
        with self._turn:
            self._closed = True
            self._client = None
            self._open.close()

    # --- before -------------------------------------------------------------------------------------------------------

    def prepare(self, tell: Callable[[str], object], choice: Choice = "all") -> SendPlan:
        """Connect, forecast the chosen rows in calls of 100, and read their targets again; all rows where there are no
        such. Raises SendRefused, ProfileError, PracticeError, DataSetError, OSError."""
        with self._turn:
            try:
                return self._prepare(tell, choice)
            finally:
                self._tell = lambda _: None

    def _prepare(self, tell: Callable[[str], object], choice: Choice) -> SendPlan:
        case = self.case
        tell(f"connecting to {one_line(self.profile.name)}")
        client = self._org()
        data_set = self._data_set()
        module, self._records = data_set.module(case.module), data_set.records(case.module)
        self._related = data_set
        tell(f"forecasting {count_of(len(case.request.rows), 'row')}")
        version = self.profile.api_version  # what it is sent with, whatever the text's own URL says
        assumptions = in_force(case.assumptions, data_set, module.api_name, version)
        made = self._forecast(case.request, module, assumptions, tell)
        self.parts = case.parts(made)
        part = next((each for each in self.parts if each.choice == choice), self.parts[0])
        request = only(case.request, part)
        if not part.is_whole:  # what the rows that stay behind would have done is not there
            made = self._forecast(request, module, assumptions, tell)
        targets = len(target_ids(made))
        tell(f"reading {count_of(targets, 'target')} again" if targets else "asking for the org's name")
        self._tell, self._asked = tell, 0
        self._sender = self._sender or Sender(_CountingClient(client, self._count), self._journal)
        return self._sender.prepare(
            request,
            made,
            profile=self.profile,
            records=self._records,
            data_set=DataSetFacts(
                data_set.name,
                data_set.made_at,
                data_set.is_partial(module.api_name),
                data_set.made_from,
                practice_source(self.profile, self._source),
            ),
            part=part,
            file=case.file,
        )

    def _forecast(
        self, request: UpsertRequest, module: Module, assumptions: Assumptions, tell: Callable[[str], object]
    ) -> Forecast:
        """In calls of 100. Of many rows it is told now and then how far it is."""
        assert self._records is not None
        told = monotonic()

        def watch(progress: ForecastProgress) -> None:
            nonlocal told
            if monotonic() - told >= _TELL_EVERY_S:
                told = monotonic()
                tell(" · ".join(progress.told))

        *_, made = forecast_on_its_way(
            request, module, self._records, assumptions, split=True, related=self._related, watch=watch
        )
        return made

    def _count(self) -> None:
        self._asked += 1
        self._tell(f"reading the targets again · {count_of(self._asked, 'request')}")

    def _data_set(self) -> DataSet:
        """What is forecast against: for the practice org, what it holds at this moment."""
        if not self.profile.is_practice:
            return self.case.data_set
        from tui.live.practice.export import practice_data_set

        return self._open.enter_context(DataSet.open(practice_data_set(self._state, self._source)))

    # --- the send -----------------------------------------------------------------------------------------------------

    def run(self, plan: SendPlan, on_progress: Callable[[Progress], None], control: Control) -> SendReport | SendPlan:
        """Send. The plan to be confirmed again where targets were changed meanwhile: nothing was sent then. Raises
        SendRefused for a plan that was sent before."""
        with self._turn:
            if self._closed or self._sender is None:
                raise SendRefused("nothing was sent: the screen was closed")
            try:
                return self._sender.run(plan, on_progress, control, self._records, self._related)
            except TargetsMoved as moved:
                return moved.plan

    # --- after --------------------------------------------------------------------------------------------------------

    def compare_under(self, report: SendReport, rule: str, value: str) -> SendReport:
        """The same replies against the forecast under another setting of one switch."""
        with self._turn:
            plan, records = report.plan, self._records
            assumptions = plan.forecast.assumptions.having(rule, value)
            if records is None:
                raise SendRefused("there is no data set to forecast against")
            made = forecast(plan.forecast.request, plan.forecast.module, records, assumptions, split=True)
            other = replace(plan, forecast=made)
            return replace(report, plan=other, rows=compare_results(other, report.results, records, self._related))

    def read_again(self, report: SendReport, index: int, record_id: str) -> RecordNow:
        """The record of a row as it is in the org now."""
        with self._turn:
            made, stored = report.plan.forecast, self._records
            then = stored.get(record_id) if stored is not None else None
            return record_now(self._org(), made, record_id, made.request.rows[index], then)

    def look_up(self, report: SendReport) -> tuple[tuple[tuple[JournalEntry, LookUpReport], ...], str]:
        """What became of the calls whose outcome is unknown. It is noted in the journal; where that did not work, a
        sentence says so."""
        with self._turn:
            client, module = self._org(), report.plan.forecast.module
            unknown = [entry for entry in self._entries(report) if entry.outcome == "unknown"]
            looked_up = tuple((entry, look_up(client, entry, module)) for entry in unknown)
            try:
                for entry, fates in looked_up:
                    keep_look_up(self._journal, entry, fates)
            except OSError as error:
                return looked_up, f"the journal cannot be written: {(error.strerror or 'it failed').lower()}"
            return looked_up, ""

    def restoration(self, report: SendReport) -> Restoration:
        """What would restore the old values; the records are read again, since others may have edited them."""
        with self._turn:
            entries, module = self._entries(report), report.plan.forecast.module
            now = read_now(self._org(), entries, module) if restores_any(entries, module) else None
            others = [each for each in self._journal.entries() if each.facts.send != report.plan.id]
            return restoration(entries, module, now, others)

    def _entries(self, report: SendReport) -> tuple[JournalEntry, ...]:
        return self._journal.entries_of(report.plan.id)


class _CountingClient:
    """A client whose reads are told of."""

    def __init__(self, client: OrgClient, told: Callable[[], object]) -> None:
        self._client, self._told = client, told

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
        """The same, told of."""
        self._told()
        return self._client.get(path, params)

    def coql(self, select_query: str) -> Json | None:
        """The same, told of."""
        self._told()
        return self._client.coql(select_query)

    def upsert(self, module: str, body: Json, if_unmodified_since: str | None = None) -> CallResult:
        """The same."""
        return self._client.upsert(module, body, if_unmodified_since)


def rows_left(report: SendReport, found: Sequence[tuple[JournalEntry, LookUpReport]]) -> dict[str, Json] | None:
    """The body with the rows that are certainly not in the org: those that were refused, those that a look-up did not
    find, and those of calls that were not sent or not taken. None if there are none, or nothing of it is in."""
    bodies = [body for entry, lookup in found if (body := rows_not_in(entry, lookup)) is not None]
    answered = any(result.outcome == "answered" for result in report.results)
    if not found and not answered:
        return None  # nothing of it is in: that is the payload as it is
    for result in report.results:
        batch = result.batch
        came = report.rows[batch.start_index :][: batch.size]
        if result.outcome in ("not_sent", "refused"):
            bodies.append(batch.body)
        elif result.outcome == "answered":
            refused = [row for row, each in zip(batch.body["data"], came, strict=True) if each.actual == "error"]
            bodies += [{**batch.body, "data": refused}] if refused else []
    rows = [row for body in bodies for row in body["data"]]
    return {**bodies[0], "data": rows} if rows else None


def saved_rows(report: SendReport, fates: Mapping[int, LookedUp]) -> tuple[int, ...]:
    """The rows of the payload that can be taken out of it: those in the org; none where these are all of its rows,
    since a payload has at least one."""
    rows = rows_in_org(report, fates)
    return () if len(rows) == (report.plan.part.of if report.plan.part else len(report.rows)) else rows


def rows_in_org(report: SendReport, fates: Mapping[int, LookedUp]) -> tuple[int, ...]:
    """Where in the payload the rows stand that are in the org for certain, by the reply or by what was looked up."""
    plan = report.plan
    rows = [
        row.index
        for row in report.rows
        if row.actual in ("insert", "update") or (row.index in fates and fates[row.index].fate == "in")
    ]
    return tuple(plan.numbers[row] for row in rows) if plan.numbers else tuple(rows)
