"""The line at the top: the module, the data set, whether anything is unsaved. Its words are buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content

from tui.core.describe import count_of
from tui.core.display import one_line
from tui.messages import ChipPressed
from tui.widgets.look import ACCENT, MOVED, MUTED, STRONG
from tui.widgets.words import Words

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.state import View


class Chip(Words):
    """A word that can be clicked; it posts ``ChipPressed`` with its action."""

    ALLOW_SELECT = False

    def __init__(self, action: str, word: str = "", *, id: str) -> None:
        super().__init__(word, id=id)
        self._action = action

    def on_click(self) -> None:
        """Do what the word stands for."""
        self.post_message(ChipPressed(self._action))


class TopBar(Horizontal):
    """The line itself."""

    def compose(self) -> ComposeResult:
        """Name, module, data set, what is odd about it; on the right what is unsaved, and the palette."""
        yield Words(Content.styled("Upsert Explorer", "bold"), id="app-name")
        yield Chip("pick_module", id="chip-module")
        yield Chip("pick_data_set", id="chip-data-set")
        yield Chip("show_oddities", id="chip-oddities")
        yield Words(id="top-space")
        yield Chip("save", id="chip-unsaved")
        yield Chip("live", id="top-state")
        yield Chip("app.command_palette", "≡", id="chip-palette")

    def show(self, view: View, profile: str) -> None:
        """Show where the session stands. profile: the org that sends go to."""
        self.query_one("#top-state", Chip).say(Content.styled(f"{one_line(profile)} ▾", MUTED))
        self.query_one("#chip-module", Chip).say(
            Content.assemble((one_line(view.module.api_name), f"bold {ACCENT}"), (" ▾", ACCENT))
        )
        records = count_of(view.record_count, "record")
        partial = " looked up" if view.partial else ""
        made = f" · of {one_line(view.made_at[:10])}" if view.made_at else ""
        self.query_one("#chip-data-set", Chip).say(
            Content.assemble((one_line(view.data_set), STRONG), (f" · {records}{partial}{made}", MUTED), (" ▾", MUTED))
        )
        oddities = self.query_one("#chip-oddities", Chip)
        oddities.display = bool(view.oddities)
        oddities.say(Content.styled(f"! {len(view.oddities)} left out or odd", MOVED))
        unsaved = self.query_one("#chip-unsaved", Chip)
        unsaved.display = view.unsaved
        unsaved.say(Content.styled("unsaved ●", MOVED))
