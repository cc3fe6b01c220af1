"""Where an incident comes from, and how it is explained: in a thread, by the data set and the assumptions of then."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from tui.core.reply.incident import calls_in, incident, sent_of
from tui.core.reply.recorded import RecordedCall, recorded_calls, rows_of
from tui.core.reply.rewind import KnownBefore
from tui.core.views.reply_alone import reply_alone
from tui.dataclass import dataclass
from tui.live.journal.recorded import calls_of_journal
from tui.screens.incident.told import Alone, Explained
from tui.session.case import Case
from tui.session.case_options import CaseOptions
from tui.session.followed import FollowedCall, follow
from tui.session.in_force import in_force

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.rules import Assumptions
    from tui.dataset.folder import DataSet
    from tui.screens.incident.told import Told
    from tui.screens.sending.case import SendCase


@dataclass(frozen=True, slots=True)
class Source:
    """What is explained. ``calls``: recorded ones, or none; then ``reply`` is the text of a reply, to ``case``, the
    payload that is open, or (None) to a request that is not here. ``why``: a sentence on how that has to do with the
    payload that is open, or an empty text.

    ``name``: where it came from; ``module``: the one that is open, for calls that name none; ``assumptions``: what the
    person picked; ``folder`` and ``stem``: where files about it go, and how they begin.
    """

    name: str
    data_set: DataSet
    module: str
    assumptions: Assumptions
    calls: tuple[RecordedCall, ...] = ()
    reply: str = ""
    case: SendCase | None = None
    why: str = ""
    first: int = 0
    folder: Path = field(default_factory=Path.cwd)
    stem: str = "incident"

    def told(
        self, assumptions: Assumptions, older: DataSet | None, going_on: Callable[[], bool]
    ) -> tuple[tuple[Told | None, FollowedCall], ...]:
        """Every call, explained; None where it cannot be, and then its problem says why. older: a data set from before
        the calls; going_on: asked now and then whether to go on."""
        if self.calls:
            options = CaseOptions()
            followed = follow(
                self.calls, self.data_set, assumptions, options, older=older, default=self.module, going_on=going_on
            )
            return tuple((_explained(each, self.why), each) for each in followed)
        if self.case is None:
            lone = RecordedCall.without_request(self.reply)
            return ((Alone(reply_alone(self.reply), self.why), FollowedCall(1, lone)),)
        one = self._own(self.case, assumptions, older)
        return ((_explained(one), one),)

    def _own(self, case: SendCase, assumptions: Assumptions, older: DataSet | None) -> FollowedCall:
        """The payload that is open, with a reply to it."""
        data_set, name = self.data_set, case.module
        request, part = sent_of(case.request, self.reply)
        module, records = data_set.module(name), data_set.records(name)
        settings = in_force(assumptions, data_set, name, request.api_version)
        calls, said = calls_in(self.reply, len(request.rows))
        known = KnownBefore(
            older=None if older is None else older.records(name), older_at=older.made_at if older else None
        )
        found = incident(
            request, module, records, settings, calls, related=data_set, known=known, made_at=data_set.made_at
        )
        call = RecordedCall.without_request(self.reply)
        return FollowedCall(1, call, Case(data_set, module, request, settings), found, (*part, *said))


def _explained(one: FollowedCall, why: str = "") -> Told | None:
    if one.found is None or one.case is None:
        return None
    return Explained(one, one.found, one.case.data_set.name, one.case.partial, why)


def calls_of_text(text: str, case: SendCase | None) -> tuple[tuple[RecordedCall, ...], int | None]:
    """The calls with their replies that a text records, and the one (0-based) that sent the payload that is open, if
    one did. None where the text is a reply, or answers the calls that the open payload was cut into."""
    calls = calls_of_journal(text) or recorded_calls(text)
    sent = [rows_of(call) for call in calls]
    if case is None or not calls:
        return calls, None
    rows = tuple(case.request.rows)
    if len(calls) > 1 and tuple(row for each in sent for row in each or ()) == rows:
        return (), None
    return calls, next((place for place, each in enumerate(sent) if each == rows), None)
