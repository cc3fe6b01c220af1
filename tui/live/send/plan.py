"""A send before it happens: the calls that it consists of, and everything a person should know before saying yes.

A plan is made by ``Sender.prepare`` and run once. It holds no secret and nothing that talks.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id, value_text
from tui.core.payload.request import ROWS_PER_CALL, credits_for
from tui.core.unmodified import HEADER, header_of
from tui.core.views.describe import age_text, assumptions_text, count_of, summary_text
from tui.core.views.effects import call_effects, cleared
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tui.core.chosen_rows import Part
    from tui.core.forecast import Forecast
    from tui.core.payload.request import UpsertRequest
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json
    from tui.live.accounts.profiles import Profile
    from tui.live.zoho.read_back import ReadBack, Stale

_NAMED: Final = 5
"""Values, rows or records that one line of a confirmation names."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One call: ``number`` counts from 1, ``start_index`` is that of its first row within the payload."""

    number: int
    start_index: int
    body: dict[str, Json]
    rows: tuple[RowForecast, ...]

    @property
    def size(self) -> int:
        """How many rows it sends."""
        return len(self.body["data"])


@dataclass(frozen=True, slots=True)
class DataSetFacts:
    """What a forecast was made against: the data set's name, when it was made (ISO text), whether it is partial, and
    what it was made from. ``practice_source``: the path of the data set of which the practice org is a copy, empty for
    the demo and for any other org."""

    name: str = ""
    made_at: str | None = None
    partial: bool = False
    made_from: str | None = None
    practice_source: str = ""


@dataclass(frozen=True, slots=True)
class SendPlan:
    """A send that is ready to go. ``id``: the calls of it carry this in the journal, and it is run once.

    ``org``: its name, empty where it was not told, and ``org_id``. ``host``: where the calls go, as the token's reply
    said. ``now``: the targets as they are in the org; ``stale``: those that differ from the data set; ``moved``: what
    was changed in the org after somebody had said yes, so that it has to be asked again. ``part``: which rows of the
    payload they are, None where they are the payload; ``file``: the payload's file, or what it is called.
    """

    id: str
    profile: Profile
    org: str
    forecast: Forecast
    data_set: DataSetFacts
    batches: tuple[Batch, ...]
    now: ReadBack
    stale: tuple[Stale, ...]
    org_id: str = ""
    host: str = ""
    moved: tuple[str, ...] = ()
    part: Part | None = None
    file: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of each row that is sent, where it stands in the payload (0-based); empty where all of it is sent."""
        return () if self.part is None or self.part.is_whole else self.part.rows

    @property
    def module(self) -> str:
        """The module's API name."""
        return self.forecast.module.api_name

    @property
    def profile_text(self) -> str:
        """``profile NAME``; of practice, which of its copies is meant: it has one for each data set."""
        copy = self.data_set.made_from if self.profile.is_practice else None
        return one_line(copy or f"profile {self.profile.name}")

    @property
    def asks_for_the_module(self) -> bool:
        """Whether a person confirms by typing the module's name: in production, and where we cannot know."""
        return self.profile.is_loud

    def facts(self, at: datetime) -> Iterator[tuple[str, str]]:
        """What a confirmation says, a label and one line each. at: the time now, for the age of the data set."""
        request, forecast = self.forecast.request, self.forecast
        calls = f" in {count_of(len(self.batches), 'call')}" if len(self.batches) > 1 else ""
        rows = count_of(len(request.rows), "row") if self.part is None else self.part.text
        yield "send", f"{rows}{', ' if self.numbers else ' '}to {one_line(self.module)}{calls}"
        where = self.profile.environment if not self.org else f"{one_line(self.org)} · {self.profile.environment}"
        host = f" · {one_line(self.host)}" if self.host and not self.profile.is_practice else ""
        yield "to", f"{where} · {self.profile_text}{host}"
        yield from (("changed", sentence) for sentence in self.moved[:_NAMED])
        if len(self.moved) > _NAMED:
            more = len(self.moved) - _NAMED
            yield "changed", f"{count_of(more, 'more record')} {'was' if more == 1 else 'were'} changed just now"
        yield from (("refused", f"the forecast says {error.code}") for error in forecast.call_errors)
        if forecast.rows:
            yield (
                "forecast",
                f"{summary_text(forecast.summary)} · {count_of(credits_for(len(request.rows)), 'API credit')}",
            )
        if assumed := assumed_text(forecast):
            yield "depends on", assumed
        if changed := assumptions_text(forecast):
            yield "assumes", changed
        if emptied := cleared_text(forecast):
            yield "clears", emptied
        if header := header_of(request):
            yield "only if", f"no target was modified after {one_line(header)} ({HEADER}); else Zoho refuses the call"
        yield from call_effects(request)
        yield "data set", data_set_text(self.data_set, at)
        yield from (("stale", each.sentence) for each in self.stale[:_NAMED])
        if len(self.stale) > _NAMED:
            more = len(self.stale) - _NAMED
            yield "stale", f"{count_of(more, 'more record')} {'differs' if more == 1 else 'differ'} from the data set"
        if self.now.problem:
            yield "targets", f"not read again: {one_line(self.now.problem)}"


def batches_of(request: UpsertRequest, forecast: Forecast) -> tuple[Batch, ...]:
    """The calls of a payload: 100 rows each, in order, every one with the other keys of the body."""
    body = request.to_body()
    rows = body["data"]
    starts = range(0, len(rows), ROWS_PER_CALL)
    return tuple(
        Batch(
            number, start, body | {"data": rows[start : start + ROWS_PER_CALL]}, forecast.rows[start:][:ROWS_PER_CALL]
        )
        for number, start in enumerate(starts, 1)
    )


def assumed_text(forecast: Forecast) -> str:
    """The rows that rest on assumptions, by rule, in one line; empty if none does."""
    counts = Counter(rule for row in forecast.rows for rule in row.depends_on)
    rows = sum(bool(row.depends_on) for row in forecast.rows)
    if not rows:
        return ""
    rules = ", ".join(f"{rule} ({count})" for rule, count in counts.most_common(_NAMED))
    return f"{count_of(rows, 'row')} on undocumented behaviour: {rules}"


def cleared_text(forecast: Forecast) -> str:
    """The values that are cleared, in one line; empty if none is."""
    found = cleared(forecast)
    named = [
        f"{one_line(each.api_name)} of {short_id(each.target_id)} (was {value_text(each.before)})"
        for each in found[:_NAMED]
    ]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{count_of(len(found), 'value')}: {', '.join(named)}{more}" if found else ""


def data_set_text(data_set: DataSetFacts, at: datetime) -> str:
    """The data set and how old it is, in one line."""
    name = one_line(data_set.name) or "(unnamed)"
    partial = " · only what was looked up" if data_set.partial else ""
    return f"{name} · {age_text(data_set.made_at, at.timestamp())}{partial}"
