"""How a person left the panes: kept with the session, and in a workspace."""

from __future__ import annotations

from typing import Annotated, Literal

from tui.core.from_json import AtLeast, FromJson
from tui.dataclass import dataclass

Side = Literal["width", "height"]


@dataclass(frozen=True, slots=True)
class PaneSize(FromJson):
    """A size that was set. ``layout``: in which layout of the panes it holds; ``pane``: of which; both are named by the
    screen, which passes over those that it does not know."""

    layout: str
    pane: str
    side: Side
    cells: Annotated[int, AtLeast(1)]


@dataclass(frozen=True, slots=True)
class Looks(FromJson):
    """``grid``: whether the payload stands there as a grid; ``sizes``: those that were set, of other panes none."""

    grid: bool = False
    sizes: tuple[PaneSize, ...] = ()
