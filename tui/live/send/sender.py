"""Sending a payload: calls of 100 rows, in order, one at a time, and nothing after one that was not answered.

The body of a call is in the journal, on the disk, before it leaves, and the reply is put there after it came. Nothing
here sends twice: whatever may be tried again is tried by the client, and a call that may have arrived never is.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import one_line
from tui.core.reply.compare import CallReply, RowComparison, compare
from tui.core.reply.read import read_reply
from tui.core.unmodified import header_of
from tui.core.views.forecast_json import forecast_json
from tui.dataclass import dataclass
from tui.live.journal.journal import Journal, SendFacts
from tui.live.journal.send_lock import SendInProgress
from tui.live.send.control import Control
from tui.live.send.plan import Batch, DataSetFacts, SendPlan, batches_of
from tui.live.zoho.read_back import (
    ReadBack,
    fields_to_read,
    ids_to_read,
    moved_targets,
    read_back,
    stale_targets,
)
from tui.live.zoho.result import CallResult, LiveError, clock_of, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.core.chosen_rows import Part
    from tui.core.forecast import Forecast
    from tui.core.outcome import CallOutcome
    from tui.core.payload.request import UpsertRequest
    from tui.core.records import RecordIndex, RelatedRecords
    from tui.core.reply.read import ReadReply
    from tui.core.values import Json
    from tui.live.accounts.profiles import Profile
    from tui.live.zoho.result import OrgClient

Stage = Literal["waiting", "sending", "done"]

_STOPPED: Final = "stopped before it was sent"


class SendRefused(Exception):
    """A plan that is not run, since it was run before. One line."""


class TargetsMoved(Exception):
    """Targets were changed between the yes and the send. ``plan``: the same send, with the targets as they are now, to
    be confirmed again. Nothing was sent."""

    def __init__(self, plan: SendPlan) -> None:
        super().__init__(f"nothing was sent: {plan.moved[0]}")
        self.plan = plan


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a send is: the call (1-based) of how many, rows answered so far of how many, and how the call stands.

    ``waiting``: paused before it; ``sending``: under way; ``done``: ended with ``result``.
    """

    batch: int
    batches: int
    rows_answered: int
    rows: int
    stage: Stage
    result: BatchResult | None = None


@dataclass(frozen=True, slots=True)
class BatchResult:
    """How one call ended. ``reply``: JSON, or the text of a reply that was none. ``entry``: its journal entry, empty
    where nothing left. ``journal_problem``: why the reply could not be kept."""

    batch: Batch
    outcome: CallOutcome
    sentence: str
    status: int | None = None
    reply: Json = None
    requests: int = 0
    credits_remaining: int | None = None
    entry: str = ""
    journal_problem: str = ""

    def to_json(self) -> dict[str, Json]:
        """As ``send --format json`` has it."""
        return {"status": self.status, "outcome": self.outcome, "reply": self.reply}


@dataclass(frozen=True, slots=True)
class SendReport:
    """What came of a plan: one result for each of its calls, also for those that were never sent, and the comparison
    of every row."""

    plan: SendPlan
    results: tuple[BatchResult, ...]
    rows: tuple[RowComparison, ...]

    @property
    def outcomes(self) -> frozenset[str]:
        """How its calls ended."""
        return frozenset(result.outcome for result in self.results)

    def to_json(self) -> dict[str, Json]:
        """As ``send --format json`` prints it. ``source_rows``: of each row that was sent, where it stands in the
        payload (0-based); null where all of it was sent."""
        facts = self.plan.data_set
        return {
            "forecast": forecast_json(self.plan.forecast, facts.name, partial=facts.partial),
            "batches": [result.to_json() for result in self.results],
            "rows": [row.to_json() for row in self.rows],
            "source_rows": list(self.plan.numbers) or None,
        }


@dataclass(frozen=True, slots=True)
class _Org:
    name: str = ""
    id: str = ""


class Sender:
    """Prepares sends and runs each once, one at a time for all processes. Threads may share it."""

    def __init__(self, client: OrgClient, journal: Journal) -> None:
        self._client, self._journal = client, journal
        self._run: set[str] = set()

    def prepare(
        self,
        request: UpsertRequest,
        forecast: Forecast,
        *,
        profile: Profile,
        records: RecordIndex,
        data_set: DataSetFacts | None = None,
        part: Part | None = None,
        file: str = "",
    ) -> SendPlan:
        """Make the plan of a send. forecast: of this request, split; records: what it was made against; part: which
        rows of the payload the request has (None: all), file: the payload's.

        Asks the org for its name and for the targets as they are now; what cannot be read is told in the plan and stops
        nothing.
        """
        org, reached = self._org()
        now = self._targets(forecast) if reached else ReadBack(problem=org.name)
        if not ids_to_read(forecast.rows):
            now = ReadBack()
        return SendPlan(
            id=secrets.token_hex(8),
            profile=profile,
            org=org.name if reached else "",
            org_id=org.id,
            host=host_of(self._client),
            forecast=forecast,
            data_set=data_set or DataSetFacts(),
            batches=batches_of(request, forecast),
            now=now,
            stale=stale_targets(forecast, now, records),
            part=part,
            file=file,
        )

    def _targets(self, forecast: Forecast) -> ReadBack:
        """The targets as they are in the org now."""
        return read_back(self._client, forecast.module, ids_to_read(forecast.rows), fields_to_read(forecast))

    def _org(self) -> tuple[_Org, bool]:
        """The org, best effort; False, and why in place of its name, where it cannot be reached at all."""
        try:
            reply = self._client.get("org")
        except LiveError as error:
            return (_Org(error.sentence), False) if error.outcome == "not_sent" else (_Org(), True)
        found = reply.get("org") if isinstance(reply, dict) else None
        org = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
        name, number = org.get("company_name"), org.get("zgid") or org.get("id")
        return _Org(name if isinstance(name, str) else "", number if isinstance(number, str) else ""), True

    def run(
        self,
        plan: SendPlan,
        on_progress: Callable[[Progress], None] = lambda _: None,
        control: Control | None = None,
        records: RecordIndex | None = None,
        related: RelatedRecords | None = None,
        on_moved: Callable[[Sequence[str]], bool] = lambda _: False,
    ) -> SendReport:
        """Send the calls of a plan. While another send to the same org is under way, in whatever process, nothing is
        sent, and the report says so. Raises SendRefused for a plan that was run before.

        The targets are read again once nobody else can send. ``on_moved`` is told what has changed since the plan was
        made, a sentence each, and says whether it is sent all the same; else TargetsMoved is raised, with the plan to
        be confirmed again. What goes into the journal as old values is what was read last.

        records: what the forecast was made against, related: the records of other modules; both for the causes of
        differences. on_progress is called in this thread; what it raises ends nothing, but an interrupt stops before
        the next call.
        """
        with ExitStack() as held:
            why_not = ""
            try:
                for name in _lock_names(plan):
                    held.enter_context(self._journal.send_lock(name, plan.id, plan.profile.name))
            except SendInProgress as other:
                why_not = str(other)
            except OSError as error:
                why_not = _not_journalled(error)
            if not why_not:
                if plan.id in self._run:
                    raise SendRefused("this was already sent; make a new forecast to send again")
                plan = self._as_it_is_now(plan, records)
                if plan.moved and not on_moved(plan.moved):
                    raise TargetsMoved(plan)
                self._run.add(plan.id)
            results = self._send(plan, on_progress, control or Control(), why_not)
        return SendReport(plan, results, compare_results(plan, results, records, related))

    def _as_it_is_now(self, plan: SendPlan, records: RecordIndex | None) -> SendPlan:
        now = self._targets(plan.forecast)
        moved = moved_targets(plan.forecast.module, plan.now, now)
        stale = plan.stale if records is None else stale_targets(plan.forecast, now, records)
        return replace(plan, now=now, stale=stale, moved=moved)

    def _send(
        self, plan: SendPlan, on_progress: Callable[[Progress], None], control: Control, why_not: str
    ) -> tuple[BatchResult, ...]:
        """why_not: why nothing may leave; empty if it may."""
        results: list[BatchResult] = []
        answered, total = 0, len(plan.forecast.request.rows)
        records = forecast_json(plan.forecast, plan.data_set.name, partial=plan.data_set.partial)["records"]

        def tell(batch: Batch, stage: Stage, result: BatchResult | None = None) -> None:
            try:
                on_progress(Progress(batch.number, len(plan.batches), answered, total, stage, result))
            except KeyboardInterrupt:
                control.stop()
            except Exception:  # whoever listens may be gone; what was sent has to be told all the same
                pass

        for batch in plan.batches[:1] if why_not else ():
            tell(batch, "done", BatchResult(batch, "not_sent", why_not))
        for batch in plan.batches:
            if not why_not:
                if control.paused:
                    tell(batch, "waiting")
                why_not = "" if _may_go(control) else _STOPPED
            if why_not:
                results.append(BatchResult(batch, "not_sent", why_not))
                continue
            tell(batch, "sending")
            if control.stopped:
                why_not = _STOPPED
                results.append(BatchResult(batch, "not_sent", why_not))
                continue
            result = self._call(plan, batch, records[batch.start_index :][: batch.size])
            results.append(result)
            if result.outcome == "answered":
                answered += batch.size
            else:
                why_not = f"not sent: call {batch.number} was not answered"
            tell(batch, "done", result)
        return tuple(results)

    def _call(self, plan: SendPlan, batch: Batch, forecast_rows: list[Json]) -> BatchResult:
        ids = set(ids_to_read(batch.rows))
        facts = SendFacts(
            send=plan.id,
            profile=plan.profile.name,
            environment=plan.profile.environment,
            module=plan.module,
            org=plan.org,
            batch=batch.number,
            batches=len(plan.batches),
            start_index=batch.start_index,
            file=plan.file,
            source_rows=plan.numbers[batch.start_index :][: batch.size],
            data_set=plan.data_set.name,
            data_set_made_at=plan.data_set.made_at,
            practice_source=plan.data_set.practice_source,
            assumptions=plan.forecast.assumptions.unusual(),
            check_order=plan.forecast.order.names,
            forecast=tuple(forecast_rows),
            old_values={
                name: {key: value for key, value in record.items() if key not in plan.now.partly.get(name, ())}
                for name, record in plan.now.records.items()
                if name in ids
            },
        )
        clock = clock_of(self._client)
        if clock is not None:
            offset_s = clock.now() - self._journal.now()
            facts = replace(facts, clock_offset_s=round(offset_s, 3), clock_error_s=round(clock.error_s, 3))
        try:
            entry = self._journal.begin(facts, batch.body)
        except OSError as error:
            return BatchResult(batch, "not_sent", _not_journalled(error))
        try:
            result = self._client.upsert(plan.module, batch.body, header_of(plan.forecast.request))
        except (Exception, KeyboardInterrupt) as error:
            name = "interrupted" if isinstance(error, KeyboardInterrupt) else f"failed ({type(error).__name__})"
            result = CallResult("unknown", f"{name} while waiting for the reply: it may have arrived")
        result = as_read(result, batch.size)
        problem = ""
        try:
            self._journal.reply(entry, result)
        except OSError as error:
            problem = f"the reply could not be put into the journal: {(error.strerror or 'it failed').lower()}"
        return BatchResult(
            batch,
            result.outcome,
            result.sentence,
            result.status,
            result.reply if result.reply is not None else result.text,
            result.requests,
            result.credits_remaining,
            entry,
            problem,
        )


def _lock_names(plan: SendPlan) -> tuple[str, ...]:
    """What is locked: the profile, and the org itself, which two profiles may mean."""
    if not plan.org_id or plan.profile.is_practice:
        return (plan.profile.name,)
    digest = hashlib.sha256(plan.org_id.encode()).hexdigest()[:16]
    return (plan.profile.name, f"org.{digest}")


def as_read(result: CallResult, rows: int) -> CallResult:
    """The same result, but with an outcome that its body bears out: *answered* only where every row has its answer.

    The client judges by status and shape; whether the rows of the reply are those of the request is seen here.
    """
    if result.outcome == "not_sent":
        return result
    read = read_reply(result.reply if result.reply is not None else result.text, rows)
    taken_back = result.status is not None and 400 <= result.status < 500
    if read.refusal and (result.outcome == "answered" or (result.outcome == "unknown" and taken_back)):
        return replace(result, outcome="refused", sentence=_refusal(read))
    if result.outcome == "answered" and read.problem:
        return replace(result, outcome="unknown", sentence=f"outcome unknown: {read.problem}")
    if result.outcome == "refused" and read.rows and not read.problem:
        result = replace(result, outcome="answered")
    if result.outcome == "answered" and read.remark:
        return replace(result, sentence=f"{result.sentence}; but {read.remark}")
    return result


def _refusal(read: ReadReply) -> str:
    error = read.refusal[0]
    return f"refused as a whole: {one_line(f'{error.code} {error.message}'.rstrip())}"


def compare_results(
    plan: SendPlan,
    results: tuple[BatchResult, ...],
    records: RecordIndex | None,
    related: RelatedRecords | None = None,
) -> tuple[RowComparison, ...]:
    """Forecast against replies, for every row of a plan."""
    replies = [
        CallReply(
            result.batch.start_index,
            result.batch.size,
            result.reply,
            known=result.outcome in ("answered", "refused"),
            why="" if result.outcome == "answered" else result.sentence,  # equal: asked of rows without an answer
        )
        for result in results
    ]
    stale = {each.record_id: each.differ for each in plan.stale}
    return compare(plan.forecast, replies, records, stale, related)


def _not_journalled(error: OSError) -> str:
    return f"the journal could not be written ({(error.strerror or 'it failed').lower()}), so nothing was sent"


def _may_go(control: Control) -> bool:
    try:
        return control.wait()
    except KeyboardInterrupt:
        return False
