"""Recorded calls followed in order: each explained by the records as the calls before it left them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.reply.incident import Incident, calls_in, incident, left_by, sent_of
from tui.core.reply.rewind import KnownBefore
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError
from tui.session.case import Case, CaseError, case_of_call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.core.reply.recorded import RecordedCall
    from tui.core.rules import Assumptions
    from tui.core.values import Json
    from tui.dataset.folder import DataSet
    from tui.session.case_options import CaseOptions


@dataclass(frozen=True, slots=True)
class FollowedCall:
    """One recorded call. ``number``: from 1; ``case`` and ``found``: None where it cannot be explained, and then
    ``problem`` says why, in a sentence. ``said``: how its reply was read."""

    number: int
    call: RecordedCall
    case: Case | None = None
    found: Incident | None = None
    said: tuple[str, ...] = ()
    problem: str = ""


def follow(
    calls: Sequence[RecordedCall],
    data_set: DataSet,
    assumptions: Assumptions,
    options: CaseOptions,
    *,
    older: DataSet | None = None,
    default: str | None = None,
    going_on: Callable[[], bool] = lambda: True,
) -> tuple[FollowedCall, ...]:
    """Explain calls of one org in the order in which they were made. assumptions: what the person picked; older: a data
    set from before the first of them; default: the module of calls that name none; going_on: asked before each call
    whether to go on."""
    left: dict[str, dict[str, dict[str, Json]]] = {}
    followed = []
    for number, call in enumerate(calls, 1):
        if not going_on():
            break
        named = options.module or call.module or (call.intake.module if call.intake else None) or default
        one = _explained(number, call, data_set, assumptions, replace(options, module=named, call=None), older, left)
        if one.found is not None:
            name = one.found.forecast.module.api_name
            left[name] = left_by(one.found, left.get(name, {}))
        followed.append(one)
    return tuple(followed)


def _explained(
    number: int,
    call: RecordedCall,
    data_set: DataSet,
    assumptions: Assumptions,
    options: CaseOptions,
    older: DataSet | None,
    left: dict[str, dict[str, dict[str, Json]]],
) -> FollowedCall:
    if call.intake is None:
        return FollowedCall(number, call, problem=call.unread or "the request of this reply is not here")
    try:
        case = case_of_call(call.intake, data_set, assumptions, options)
        name = case.module.api_name
        before = None if older is None else older.records(name)
    except (CaseError, DataSetError) as error:
        return FollowedCall(number, call, problem=str(error))
    written = left.get(name, {})
    read = {
        each: {**record, **(written.get(each, {}) if call.goes_on else {})} for each, record in call.old_values.items()
    }
    known = KnownBefore(read, call.at, written, before, older.made_at if older else None)
    request, part = sent_of(case.request, call.reply or "")
    replies, said = calls_in(call.reply or "", len(request.rows))
    found = incident(
        request,
        case.module,
        data_set.records(name),
        case.assumptions,
        replies,
        related=data_set,
        known=known,
        at=call.at,
        made_at=data_set.made_at,
    )
    return FollowedCall(number, call, replace(case, request=request), found, (*part, *said))
