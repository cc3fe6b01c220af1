"""Text that costs a layout of the screen only when other words stand there."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Words(Static):
    """Text that is said anew at every change of the state, most of which leave it as it is."""

    def __init__(self, content: Content | str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(content, id=id, classes=classes, markup=False)

    def say(self, content: Content, *, layout: bool = True) -> None:
        """Show this. layout False: the place is of a fixed size, whatever stands there."""
        before = self.content
        if not isinstance(before, Content) or before.plain != content.plain:
            self.update(content, layout=layout)
        elif before.spans != content.spans:
            self.update(content, layout=False)
