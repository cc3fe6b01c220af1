"""The Textual app: themes, the bindings that hold everywhere, and the main screen. The work is done in its screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App

from tui import keys
from tui.screens.main import MainScreen
from tui.themes import THEMES

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tui.state import Explorer


class ExplorerApp(App[int]):
    """Upsert Explorer on one Explorer, its state."""

    TITLE = "Upsert Explorer"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.APP]
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self.explorer = explorer
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def on_mount(self) -> None:
        """Show the main screen."""
        self.push_screen(MainScreen(self.explorer))

    def action_help(self) -> None:
        """Explain the words on the screen and list the keys."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()
