"""The line at the top: the module, the data set, whether anything is unsaved. Its words are buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui.core.describe import count_of
from tui.core.display import one_line
from tui.messages import ChipPressed
from tui.widgets.look import ACCENT, MOVED, MUTED

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.state import View


class Chip(Static):
    """A word that can be clicked; it posts ``ChipPressed`` with its action."""

    ALLOW_SELECT = False

    def __init__(self, action: str, word: str = "", *, id: str) -> None:
        super().__init__(word, id=id, markup=False)
        self._action = action

    def on_click(self) -> None:
        """Do what the word stands for."""
        self.post_message(ChipPressed(self._action))


class TopBar(Horizontal):
    """The line itself."""

    def compose(self) -> ComposeResult:
        """Name, module, data set, and on the right what is unsaved."""
        yield Static(Content.styled("Upsert Explorer", "bold"), id="app-name")
        yield Chip("pick_module", id="chip-module")
        yield Chip("show_data_set", id="chip-data-set")
        yield Static("", id="top-space")
        yield Static("", id="top-state", markup=False)

    def show(self, view: View) -> None:
        """Show where the session stands."""
        self.query_one("#chip-module", Chip).update(
            Content.assemble((one_line(view.module.api_name), f"bold {ACCENT}"), (" ▾", ACCENT))
        )
        records = count_of(view.record_count, "record")
        self.query_one("#chip-data-set", Chip).update(Content.styled(f"{one_line(view.data_set)} · {records}", MUTED))
        state = Content.styled("unsaved ●", MOVED) if view.unsaved else Content.styled("offline", MUTED)
        self.query_one("#top-state", Static).update(state)
