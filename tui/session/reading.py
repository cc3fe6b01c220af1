"""A draft read and forecast: everything that is computed from what the person has open, in one pure step.

``read`` can run in a thread: it changes nothing but the caches of the data set, which are locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.core.forecast import Forecast, forecast
from tui.core.metadata import Module
from tui.core.payload.formats import Intake
from tui.core.payload.json_text import row_lines
from tui.core.payload.request import PayloadError, UpsertRequest
from tui.dataset.files import DataSetError

if TYPE_CHECKING:
    from tui.core.rules import Assumptions
    from tui.dataset.folder import DataSet


@dataclass(frozen=True, slots=True)
class Draft:
    """What undo and redo go over. ``text`` is the payload as the editor shows it; the check fields stand in it."""

    text: str
    module: str
    assumptions: Assumptions
    split: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no forecast: one sentence, and the line and column (from 1) of the text where there is one place.
    ``of_data_set``: the module's metadata or records cannot be read, not the payload."""

    reason: str
    line: int | None = None
    column: int | None = None
    of_data_set: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft comes to. Either ``problem`` is None, or ``request`` and ``forecast`` are.

    ``row_lines``: for each row, the lines of the text (from 0) in which it stands. ``oddities``: what loading the
    module's records found, in sentences.
    """

    draft: Draft
    data_set: DataSet
    module: Module
    request: UpsertRequest | None = None
    forecast: Forecast | None = None
    problem: Problem | None = None
    row_lines: tuple[range, ...] = ()
    record_count: int = 0
    oddities: tuple[str, ...] = ()


def read(draft: Draft, data_set: DataSet, *, counterfactuals: bool = True) -> Reading:
    """Read a draft against a data set and forecast it. What cannot be read is a ``problem``, never an exception."""
    try:
        module = data_set.module(draft.module)
        records = data_set.records(module.api_name)
        oddities = data_set.report(module.api_name).lines()
    except DataSetError as error:
        return Reading(
            draft, data_set, Module(draft.module, label=draft.module), problem=Problem(str(error), of_data_set=True)
        )
    try:
        request = Intake("json", draft.text).request(module)
    except PayloadError as error:
        problem = Problem(error.reason, error.line, error.column)
        return Reading(draft, data_set, module, problem=problem, record_count=len(records), oddities=oddities)
    made = forecast(request, module, records, draft.assumptions, split=draft.split, counterfactuals=counterfactuals)
    return Reading(draft, data_set, module, request, made, None, row_lines(draft.text), len(records), oddities)
