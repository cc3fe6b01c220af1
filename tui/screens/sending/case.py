"""What is to be sent, taken from the state of the app when the screen opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.core.chosen_rows import not_refused, part_of
from tui.dataclass import dataclass
from tui.files import current_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.chosen_rows import Part
    from tui.core.forecast import Forecast
    from tui.core.payload.request import UpsertRequest
    from tui.core.rules import Assumptions
    from tui.dataset.folder import DataSet
    from tui.session.explorer import Explorer


@dataclass(frozen=True, slots=True)
class SendCase:
    """A payload, and what it is forecast from. ``folder`` and ``stem``: where files about it go, and how they begin.
    ``file``: its file, or what it is called; ``ticked`` and ``filtered``: the rows (0-based) that were ticked, and
    those that a filter shows."""

    request: UpsertRequest
    module: str
    assumptions: Assumptions
    data_set: DataSet
    folder: Path
    stem: str
    file: str = ""
    ticked: tuple[int, ...] = ()
    filtered: tuple[int, ...] = ()

    def parts(self, made: Forecast) -> tuple[Part, ...]:
        """The parts of it that can be sent, all of it first. made: its forecast. One without a row is none, and one
        that has all rows is all of it."""
        rows = len(self.request.rows)
        found = (
            part_of("ticked", self.ticked, rows),
            part_of("filtered", self.filtered, rows),
            part_of("not_refused", not_refused(made), rows),
        )
        return (part_of("all", range(rows), rows), *(part for part in found if part.rows and not part.is_whole))


def case_of(explorer: Explorer, ticked: Iterable[int] = (), filtered: Iterable[int] = ()) -> SendCase | None:
    """What is open; None where the payload cannot be read, or is still being read."""
    view = explorer.view
    if view.stale or view.request is None:
        return None
    return SendCase(
        request=view.request,
        module=view.module.api_name,
        assumptions=view.draft.assumptions,
        data_set=explorer.data_set,
        folder=explorer.file.parent if explorer.file else current_folder(),
        stem=stem_of(view.file_name) or "payload",
        file=str(explorer.file or view.file_name),
        ticked=tuple(ticked),
        filtered=tuple(filtered),
    )


def stem_of(name: str) -> str:
    """How files begin that are about something of this name."""
    return Path(name).stem.replace("/", "-").replace(" ", "-")
