"""What the screens that fill the window stand on: their widgets are styled once when they open.

Textual styles them as they are mounted, again when the screen comes on top, and once more when it learns the size of
the window, by which a screen is laid out. To style all that is on the main screen takes as long as several key presses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from textual import events

Breakpoints = list[tuple[int, str]]


class StyledOnce(Screen[ScreenResultType]):
    """A screen that knows the size of the window before it has widgets."""

    came_on_top = False
    """Whether it has ever been the screen on top."""
    has_drawn = False
    """Whether any of it has ever been drawn."""

    def on_compose(self) -> None:
        """The classes that say how large the window is, as Textual sets them after each change of its size."""
        width, height = self.app.size
        fitting = (_fitting(width, self.HORIZONTAL_BREAKPOINTS), _fitting(height, self.VERTICAL_BREAKPOINTS))
        self.add_class(*(name for name in fitting if name), update=False)

    def _compositor_refresh(self) -> None:
        """Nothing is drawn before the widgets know their sizes, by which they fold their words: Textual would draw all
        that is on the screen as it is without, and draw it again."""
        if not self.has_drawn and not getattr(self.app, "is_ready", True):
            self._repaint_required = True
        else:
            self.has_drawn = True
            super()._compositor_refresh()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """On top for the first time: what is there has just been styled."""
        if not self.came_on_top:
            self.came_on_top = True
            event.refresh_styles = False


def _fitting(cells: int, breakpoints: Breakpoints | None) -> str:
    """The class of the widest breakpoint that so many cells reach; an empty text for none."""
    return max(((edge, name) for edge, name in breakpoints or () if cells >= edge), default=(0, ""))[1]
