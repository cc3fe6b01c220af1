"""Recorded calls followed in order: each explained by the records as the calls before it left them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.core.reply.incident import Incident, calls_in, incident, left_by
from tui.core.reply.rewind import KnownBefore
from tui.dataset.files import DataSetError
from tui.session.case import Case, CaseError, case_of_call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.core.reply.recorded import RecordedCall
    from tui.core.rules import Assumptions
    from tui.core.values import Json
    from tui.dataset.folder import DataSet
    from tui.session.case import CaseOptions


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
    going_on: Callable[[], bool] = lambda: True,
) -> tuple[FollowedCall, ...]:
    """Explain calls of one org in the order in which they were made. assumptions: what the person picked; older: a data
    set from before the first of them; going_on: asked before each call whether to go on."""
    left: dict[str, dict[str, dict[str, Json]]] = {}
    followed = []
    for number, call in enumerate(calls, 1):
        if not going_on():
            break
        one = _explained(number, call, data_set, assumptions, options, older, left)
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
    module = options.module or call.module
    try:
        case = case_of_call(call.intake, data_set, assumptions, replace(options, module=module, call=None))
        name = case.module.api_name
        before = None if older is None else older.records(name)
    except (CaseError, DataSetError) as error:
        return FollowedCall(number, call, problem=str(error))
    known = KnownBefore(call.old_values, call.at, left.get(name, {}), before, older.made_at if older else None)
    replies, said = calls_in(call.reply or "", len(case.request.rows))
    found = incident(
        case.request,
        case.module,
        data_set.records(name),
        case.assumptions,
        replies,
        related=data_set,
        known=known,
        at=call.at,
        made_at=data_set.made_at,
    )
    return FollowedCall(number, call, case, found, said)
