"""What the screens show: one frozen value, made anew by the Explorer at every change."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from tui.core.payload.row_places import no_lines
from tui.dataclass import dataclass
from tui.dataset.tries import Tries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.payload.module_choice import BetterModule
    from tui.core.payload.request import UpsertRequest
    from tui.core.payload.row_places import RowLines
    from tui.core.records import RecordIndex
    from tui.core.views.check_list import CheckList
    from tui.core.views.moves import Move
    from tui.core.views.problems import Problems
    from tui.session.reading import Draft, Problem


@dataclass(slots=True)
class Document:
    """What is open under a name: where it is saved (None: nowhere yet), the text that counts as saved, and the text
    that the file held when it was read or written last. ``origin``: the file that it was read from, also where it is
    not saved there."""

    file: Path | None
    name: str
    saved: str
    on_disk: str
    origin: Path | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the main screen shows. With a ``problem``, request and forecast are the last good ones; while
    ``pending``, too: the payload is long, and its forecast is still being made. ``incomplete``: it is made, but what
    some rows depend on is still to be computed. ``still_read``: the records of the module are still read, and what
    needs them is not known yet. ``records``: those that the forecast was made against.

    ``moves``: for each row that the last step moved, what it was before it; ``changed``: how many did (None: there is
    nothing to compare with); ``moves_since_opened``: the same against the text as it was opened. ``cause`` names the
    last change. ``row_lines``: for each row, its lines in the
    text; ``problems``: what is wrong with it, there. ``better``: a module to offer, since it knows more of the keys.
    ``oddities``: what was odd about the module's records when they were loaded. ``profile_name``: the profile whose org
    sends go to. ``tries``: what was tried on the data set, of which nothing is on disk.
    """

    draft: Draft
    module: Module
    request: UpsertRequest | None
    forecast: Forecast | None
    problem: Problem | None
    pending: bool
    incomplete: bool
    still_read: bool
    records: RecordIndex | None
    check_list: CheckList
    moves: Mapping[int, Move]
    moves_since_opened: Mapping[int, Move]
    cause: str
    changed: int | None
    row_lines: tuple[range, ...]
    problems: Problems | None
    better: BetterModule | None
    data_set: str
    made_at: str | None
    partial: bool
    record_count: int
    oddities: tuple[str, ...]
    file_name: str
    unsaved: bool
    can_undo: bool
    can_redo: bool
    profile_name: str
    tries: Tries = field(default_factory=Tries)

    @property
    def line_of(self) -> RowLines:
        """Where the rows stand in the text that is shown; nothing where the forecast is of another one."""
        return self.problems.places.line if self.problems is not None else no_lines

    @property
    def tried(self) -> frozenset[str]:
        """The ids of the module's records that a try wrote."""
        name = self.module.api_name
        return frozenset(record_id for module, record_id in self.tries.ids if module == name)

    @property
    def stale(self) -> bool:
        """Whether the forecast is not of the text that is shown."""
        return self.problem is not None or self.pending
