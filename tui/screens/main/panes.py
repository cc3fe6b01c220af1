"""The panes of the main screen in the window: which are shown, which has the focus, how large they are.

Layouts by width and height: everything (wide; huge, with two tabs of the detail side by side), two columns (medium),
one pane at a time (narrow); F2 to F5 go to a pane in each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.messages import SessionChanged
from tui.screens.main.sizes import ZOOMED, PaneSizes
from tui.screens.styled_once import StyledOnce
from tui.widgets.detail import Detail
from tui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from tui.session.looks import Side

PANES: Final = {"fields": "Fields", "payload": "Payload", "forecast": "Forecast", "detail": "Why"}
"""The panes that one can go to, with their names."""

_PLACED: Final = "#upper, #left, #right, #order, #assumptions, #payload, #grid, #forecast, #detail"
"""What lies where it does by the pane that is shown."""


class PanesScreen(StyledOnce[None]):
    """A screen with the panes that a subclass composes."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (70, "-narrow"), (100, "-medium"), (120, "-wide"), (170, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]

    def __init__(self, pane: str) -> None:
        """pane: the one that is shown first."""
        super().__init__(classes=f"show-{pane}")
        self._scrolled = Scrolled(self)
        self.sizes = PaneSizes(self)

    @property
    def pane(self) -> str:
        """The pane that was gone to last."""
        return next((pane for pane in PANES if self.has_class(f"show-{pane}")), "fields")

    @property
    def payload_widget(self) -> Widget:
        """What shows the payload now."""
        raise AssertionError("a screen with these panes says what shows the payload")

    def _changed(self) -> None:
        """What is open has changed: the app remembers it before long."""
        self.post_message(SessionChanged())

    def on_resize(self) -> None:
        """The panes stay scrolled as they are, and of the size that was set for this layout."""
        self._scrolled.hold()
        self.sizes.apply()

    def action_go_to_pane(self, pane: str) -> None:
        """The same as ``show_pane``, by a key that only lists hear."""
        self.action_show_pane(pane)

    def action_show_pane(self, pane: str) -> None:
        """Go to a pane; in a narrow window, show it in place of the others."""
        self._mark_pane(pane)
        if pane == "detail":
            self.query_one(Detail).focus_text()
        else:
            self.set_focus(self.payload_widget if pane == "payload" else self.query_one(f"#{pane}"))

    def action_tab(self, step: int) -> None:
        """From any list, the tab of the row's detail on the left or right."""
        detail = self.query_one(Detail)
        if not detail.display:
            self.action_show_pane("detail")
        detail.action_tab(step)

    def action_zoom(self) -> None:
        """Let the pane that was gone to last fill the window, or no longer."""
        self._zoom(not self.sizes.zoomed)

    def _zoom(self, zoomed: bool) -> None:
        self._scrolled.hold()
        self.set_class(zoomed, ZOOMED, update=False)
        self.app.stylesheet.update_nodes(self.query(_PLACED))
        self.sizes.apply()

    def action_size_pane(self, side: Side, by: int) -> None:
        """Move an edge of the pane that was gone to last, so that it is so many cells larger."""
        self._changed()
        if not self.sizes.grow(self.pane, side, by):
            what = "wider or narrower" if side == "width" else "taller or lower"
            self.notify(f"This pane can't be made {what} here: no edge of it can move.", markup=False)

    def action_reset_sizes(self) -> None:
        """All panes as large as they are by themselves."""
        self._zoom(False)
        self.sizes.reset()
        self._changed()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of an edge between two panes."""
        if event.button == 1 and self.sizes.take_hold(event.screen_x, event.screen_y):
            self.clear_selection()
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The edge that is held goes along."""
        if self.sizes.drag(event.screen_x, event.screen_y):
            self._scrolled.hold()

    def on_mouse_up(self) -> None:
        """Let go of it."""
        if self.sizes.let_go():
            self._changed()
            self.release_mouse()

    def _mark_pane(self, pane: str) -> None:
        self._changed()
        if self.has_class(f"show-{pane}"):
            return
        if self.sizes.zoomed:
            self._zoom(False)
        self.update_classes({f"show-{other}": other == pane for other in PANES}, update=False)
        # only these go by what is shown; to restyle all that is on the screen takes ten times as long
        self.app.stylesheet.update_nodes(self.query(_PLACED))
        for other in PANES:
            self.query_one(f"#go-{other}").set_class(other == pane, "-active")
        self.sizes.apply()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane that has the focus, however it got there, is the one that stays when the window gets small."""
        around = {"payload" if node.id == "grid" else node.id for node in event.widget.ancestors_with_self}
        pane = next((pane for pane in PANES if pane in around), "fields" if "left" in around else None)
        if pane is not None:
            self._mark_pane(pane)
