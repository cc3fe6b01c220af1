"""What is to be sent, taken from the state of the app when the screen opens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui.files import current_folder

if TYPE_CHECKING:
    from tui.core.payload.request import UpsertRequest
    from tui.core.rules import Assumptions
    from tui.dataset.folder import DataSet
    from tui.session.explorer import Explorer


@dataclass(frozen=True, slots=True)
class SendCase:
    """A payload, and what it is forecast from. ``folder`` and ``stem``: where files about it go, and how they begin."""

    request: UpsertRequest
    module: str
    assumptions: Assumptions
    data_set: DataSet
    folder: Path
    stem: str


def case_of(explorer: Explorer) -> SendCase | None:
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
    )


def stem_of(name: str) -> str:
    """How files begin that are about something of this name."""
    return Path(name).stem.replace("/", "-").replace(" ", "-")
