"""A send of the journal or a call of it in a pane: a line about it, and one of its texts, chosen by tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.screens.journal.detail import TABS, detail_text, head_text
from tui.widgets.look import ACCENT, MUTED, linked_record

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from tui.screens.journal.list import Line


class Chip(Static):
    """A filter or a tab, to be clicked."""

    ALLOW_SELECT = False

    class Pressed(Message):
        """It was clicked; ``name`` says which it is."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, name: str, text: Content | str = "") -> None:
        super().__init__(text or name, name=name, markup=False)

    def on_click(self) -> None:
        """Tell."""
        self.post_message(self.Pressed(self.name or ""))


class CallPane(Vertical):
    """The pane. ``tab`` is the text that is shown."""

    def __init__(self) -> None:
        super().__init__(id="call")
        self.tab = next(iter(TABS))
        self._line: Line | None = None

    def compose(self) -> ComposeResult:
        """Tabs and head in a line; below, the text."""
        with Horizontal(id="tabs"):
            for name, title in TABS.items():
                yield Chip(name, title)
            yield Static("", id="head", markup=False)
        with VerticalScroll(id="detail", can_focus=True):
            yield Static("", id="text", markup=False)

    def show(self, line: Line | None) -> None:
        """Show a send or a call, from its beginning if it is another one."""
        other = self._line is None or line is None or line.key != self._line.key
        self._line = line
        self._paint()
        if other:
            self.query_one("#detail").scroll_home(animate=False)

    def show_tab(self, name: str) -> None:
        """Show another text of it."""
        self.tab = name
        self._paint()
        self.query_one("#detail").scroll_home(animate=False)

    def next_tab(self, step: int) -> None:
        """The text to the left or right."""
        names = list(TABS)
        self.show_tab(names[(names.index(self.tab) + step) % len(names)])

    def on_chip_pressed(self, event: Chip.Pressed) -> None:
        """A tab was clicked."""
        event.stop()
        self.show_tab(event.name)

    def on_click(self, event: events.Click) -> None:
        """An id was clicked: it leads to its record."""
        if (wanted := linked_record(event)) is not None:
            self.post_message(wanted)

    def on_mount(self) -> None:
        """The names of the tabs."""
        self._paint()

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        for chip in self.query(Chip):
            name = chip.name or ""
            chip.update(Content.styled(TABS[name], f"bold underline {ACCENT}" if name == self.tab else MUTED))
        line = self._line
        self.query_one("#head", Static).update(head_text(line) if line else "")
        width = max(30, self.query_one("#detail").scrollable_content_region.width - 1)
        text = detail_text(self.tab, line, width) if line else Content()
        self.query_one("#text", Static).update(text)
