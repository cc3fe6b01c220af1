"""Text that costs a layout of the screen, or a new drawing of a pane, only when other words stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.widget import Widget


class Words(Static):
    """Text that is said anew at every change of the state, most of which leave it as it is."""

    virtual_size = Reactive(Size(0, 0))  # Textual lays the screen out again for it; here nothing is that could scroll

    def __init__(self, content: Content | str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(content, id=id, classes=classes, markup=False)

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
        rules = self.styles.get_rules()
        if self.styles.is_auto_width:
            return _lines(before) != _lines(content)
        return before.get_height(rules, width) != content.get_height(rules, width)


def entitle(widget: Widget, *, title: Content | str | None = None, subtitle: Content | str | None = None) -> None:
    """Write into the border of a widget (None: what stands there stays). For each title that it is given Textual draws
    the widget and all that is in it anew."""
    for name, given in (("border_title", title), ("border_subtitle", subtitle)):
        words = (given.plain, given.spans) if isinstance(given, Content) else given
        if given is not None and vars(widget).get(f"_written_{name}") != words:
            vars(widget)[f"_written_{name}"] = words
            setattr(widget, name, given)


def _lines(content: Content) -> list[int]:
    """The cells of each line."""
    return [line.cell_length for line in content.split("\n", allow_blank=True)]
