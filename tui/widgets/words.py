"""Text that costs a layout of the screen, or a new drawing of a pane, only when other words stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.widget import Widget


class Words(Static):
    """Text that is said anew at every change of the state, most of which leave it as it is."""

    virtual_size = Reactive(Size(0, 0))  # Textual lays the screen out again for it; here nothing is that could scroll

    def __init__(self, content: Content | str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(content, id=id, classes=classes, markup=False)

    _measured: tuple[Content, int, int, int] | None = None

    def say(self, content: Content, *, layout: bool = True) -> None:
        """Show this. layout False: the place is of a fixed size, whatever stands there."""
        before = self.content
        if not isinstance(before, Content) or before.plain != content.plain:
            self.update(content, layout=layout and self._takes_other_room(before, content))
        elif before.spans != content.spans:
            self.update(content, layout=False)

    def _takes_other_room(self, before: object, content: Content) -> bool:
        """Whether words may need a place of another size than those before."""
        width = self.content_size.width
        if not isinstance(before, Content) or not width:
            return True
        if self.styles.is_auto_width:
            return _lines(before) != _lines(content)
        return self._height_of(before, width) != self._height_of(content, width)

    def _height_of(self, content: Content, width: int) -> int:
        """The lines that words take; those of the last ones are known when others take their place."""
        styles = self.styles._cache_key
        if self._measured is None or self._measured[0] is not content or self._measured[1:3] != (width, styles):
            height = content.get_height(self.styles.get_rules(), width)
            self._measured = (content, width, styles, height)
        return self._measured[3]


def entitle(widget: Widget, *, title: Content | str | None = None, subtitle: Content | str | None = None) -> None:
    """Write into the border of a widget (None: what stands there stays), and draw that line of it. For each title that
    Textual itself is given it draws the widget and all that is in it anew."""
    width, height = widget.outer_size
    for name, given, y in (("border_title", title, 0), ("border_subtitle", subtitle, height - 1)):
        words = (given.plain, given.spans) if isinstance(given, Content) else given
        if given is None or vars(widget).get(f"_written_{name}") == words:
            continue
        vars(widget)[f"_written_{name}"] = words
        lines = widget.render_str(given).expand_tabs(4).split()
        setattr(widget, f"_{name}", lines[0])  # as Textual keeps it
        widget.refresh(Region(0, y, width, 1).translate(-widget.content_offset))


def _lines(content: Content) -> list[int]:
    """The cells of each line."""
    return [line.cell_length for line in content.split("\n", allow_blank=True)]
