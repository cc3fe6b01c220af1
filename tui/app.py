"""The Textual app: themes, the bindings that hold everywhere, and the main screen. The work is done in its screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App

from tui import keys
from tui.core.display import one_line
from tui.screens.main import MainScreen
from tui.screens.question import Question
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

    def action_leave(self) -> None:
        """Quit; where the payload has unsaved changes, ask first."""
        if not self.explorer.view.unsaved:
            self.exit(0)
            return

        def answered(answer: str | None) -> None:
            if answer == "discard" or (answer == "save" and self._saved()):
                self.exit(0)

        name = one_line(self.explorer.view.file_name)
        choices = [("discard", "Quit without saving"), ("back", "Go back")]
        if self.explorer.file is not None:
            choices.insert(0, ("save", f"Save {name} and quit"))
        self.push_screen(Question(f"{name} has changes that are not saved.", choices), answered)

    def _saved(self) -> bool:
        try:
            self.explorer.save()
        except OSError as error:
            self.notify(f"Not saved: {one_line(str(error))}", severity="error", markup=False)
            return False
        return True

    def action_help(self) -> None:
        """Explain the words on the screen and list the keys."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()
