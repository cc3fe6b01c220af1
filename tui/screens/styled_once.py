"""What the screens stand on: they are laid out once for a size, and those that fill the window styled once.

Textual styles them as they are mounted, again when the screen comes on top, and once more when it learns the size of
the window, by which a screen is laid out; and each layout of a new size tells the screen of it, which lays it out
again. To style and lay out all that is on the main screen takes as long as several key presses.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, on
from textual.messages import Layout, Update
from textual.screen import Screen, ScreenResultType

from tui.screens.compositing import SparingCompositor

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.message import Message

Breakpoints = list[tuple[int, str]]


class LaidOutOnce(Screen[ScreenResultType]):
    """A screen that knows the size of the window before it has widgets, and is laid out once for it; after that where
    something in it asks for it."""

    came_on_top = False
    """Whether it has ever been the screen on top."""

    _wanted: events.Resize | None = None
    _holds_drawing = False  # until the place of all that is to be drawn is known
    _drawing_due = False

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._compositor = SparingCompositor()

    def post_message(self, message: Message) -> bool:
        """That a widget is to be drawn or laid out is noted at once: for a key dozens are, and to note it takes less
        time than to send it."""
        if not isinstance(message, Update | Layout) or self._closing or self._closed:
            return super().post_message(message)
        note = self._on_update(message) if isinstance(message, Update) else self._on_layout(message)
        with suppress(StopIteration):  # neither of them waits for anything
            note.send(None)
        return True

    def on_compose(self) -> None:
        """What is styled is styled for the size of the window."""
        self._fit(self.app.size, update=False)

    @on(events.Resize)
    def _told_of_its_size(self, event: events.Resize) -> None:
        """Told of the size that it has: it is laid out already, and what has changed since asks for a layout itself. Of
        another: Textual lays it out now, and so it is styled for that size first."""
        if event.size == self.outer_size and event is not self._wanted:
            event.prevent_default()
            event.stop()
        else:
            self._holds_drawing = False
            self._fit(event.size)

    def _fit(self, size: Size, *, update: bool = True) -> None:
        """Set the classes that say how large the window is, as Textual does after each change of its size."""
        horizontal, vertical = self.HORIZONTAL_BREAKPOINTS or [], self.VERTICAL_BREAKPOINTS or []
        fitting = (_fitting(size.width, horizontal), _fitting(size.height, vertical))
        classes = {name: name in fitting for _, name in (*horizontal, *vertical)}
        self.update_classes(classes, update=update, animate=False)

    def on_screen_resume(self) -> None:
        """On top for the first time: it is laid out now, and once more for what its widgets ask for when they know
        their sizes, as those that scroll do. The next frame draws it. At the start the app has it laid out itself."""
        if not self.came_on_top:
            self.came_on_top = True
            if getattr(self.app, "is_ready", True):
                self._holds_drawing = True
                self.call_later(self._lay_out_as_asked)

    def _lay_out_as_asked(self) -> None:
        super()._on_timer_update()
        self._repaint_required = True
        self.check_idle()

    def _on_timer_update(self) -> None:
        """One frame is drawn once: Textual draws it after the layout, and again where a widget asked to be drawn."""
        self._holds_drawing, self._drawing_due = True, False
        super()._on_timer_update()
        self._holds_drawing = False
        if self._drawing_due:
            self._compositor_refresh()

    def _compositor_refresh(self) -> None:
        if self._holds_drawing:
            self._drawing_due = True
        else:
            super()._compositor_refresh()

    def lay_out(self) -> None:
        """Lay it out in its turn, without waiting for the time of the next frame."""
        self._wanted = events.Resize(self.app.size, self.app.size)
        self.post_message(self._wanted)


class StyledOnce(LaidOutOnce[ScreenResultType]):
    """One that fills the window."""

    has_drawn = False
    """Whether any of it has ever been drawn."""

    def _compositor_refresh(self) -> None:
        """Nothing is drawn before the widgets know their sizes, by which they fold their words: Textual would draw all
        that is on the screen as it is without, and draw it again."""
        if not self.has_drawn and not getattr(self.app, "is_ready", True):
            self._repaint_required = True
        else:
            self.has_drawn = True
            super()._compositor_refresh()

    @on(events.ScreenResume)
    def _styled_already(self, event: events.ScreenResume) -> None:
        """On top for the first time: what is there has just been styled."""
        if not self.came_on_top:
            event.refresh_styles = False


def _fitting(cells: int, breakpoints: Breakpoints) -> str:
    """The class of the widest breakpoint that so many cells reach; an empty text for none."""
    return max(((edge, name) for edge, name in breakpoints if cells >= edge), default=(0, ""))[1]
