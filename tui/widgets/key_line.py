"""The keys that work where the focus is, as one line of words that can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.dataclass import dataclass
from tui.widgets.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.binding import Binding
    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class _Hint:
    """A key and what it does. name: empty where the keys of a group share the name of the last; start: its column."""

    binding: Binding
    enabled: bool
    tooltip: str
    shown: str
    name: str
    start: int = 0

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.start + cell_len(self.shown) + (cell_len(self.name) + 1 if self.name else 0)


class KeyLine(Widget):
    """Keys as they are mapped. What has no room is left out whole; each hint can be clicked. The ids of bindings that a
    widget names in ``FIRST_KEYS`` come first while it has the focus, also those that are not shown elsewhere.

    A change of focus costs one line here; Textual's Footer makes and lays out a widget for every key anew.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--name", "key-line--hover"}
    DEFAULT_CSS = sheet("key_line")
    GAP: ClassVar = 2
    """Cells between two hints."""

    def __init__(self) -> None:
        super().__init__()
        self._hints: list[_Hint] = []
        self._hovered: Binding | None = None

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.refresh()

    def render(self) -> Content:
        """The line."""
        self._hints = list(self._placed())
        line = Content()
        for hint in self._hints:
            key, name = (self.get_visual_style(f"key-line--{part}") for part in ("key", "name"))
            words = Content.assemble((hint.shown, key), (f" {hint.name}" if hint.name else "", name))
            if hint.binding is self._hovered:
                words = words.stylize(self.get_visual_style("key-line--hover"))
            if not hint.enabled:
                words = words.stylize("dim")
            line = line.pad_right(hint.start - line.cell_length) + words
        return line

    def _placed(self) -> Iterator[_Hint]:
        """The hints that there is room for, each at its column."""
        column = 0
        for group in self._groups():
            placed = []
            for hint in group:
                placed.append(_Hint(hint.binding, hint.enabled, hint.tooltip, hint.shown, hint.name, column))
                column = placed[-1].end
            if column > self.content_size.width:
                return
            yield from placed
            column += self.GAP

    def _groups(self) -> Iterator[list[_Hint]]:
        """Each action once; the keys of a group together, with the group's name behind the last."""
        seen: set[str] = set()
        group: list[_Hint] = []
        first: tuple[str, ...] = getattr(self.screen.focused, "FIRST_KEYS", ())
        heard = [each for each in self.screen.active_bindings.values() if each.binding.show or each.binding.id in first]
        heard.sort(key=lambda each: first.index(each.binding.id) if each.binding.id in first else len(first))
        for _, binding, enabled, tooltip in heard:
            if binding.action in seen:
                continue
            seen.add(binding.action)
            name = binding.group.description if binding.group else binding.description
            shown = self.app.get_key_display(binding)
            shown = shown.upper() if shown[:1] == "f" and shown[1:].isdigit() else shown  # F9, as titles and hints say
            hint = _Hint(binding, enabled, tooltip or binding.description, shown, name)
            if group and group[-1].binding.group is not None and group[-1].binding.group is binding.group:
                last = group.pop()
                group += [_Hint(last.binding, last.enabled, last.tooltip, last.shown, ""), hint]
            else:
                if group:
                    yield group
                group = [hint]
        if group:
            yield group

    def _at(self, x: int) -> _Hint | None:
        column = x - self.styles.gutter.left
        return next((hint for hint in self._hints if hint.start <= column < hint.end), None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up what a click would do, and say more of it."""
        hint = self._at(event.x)
        self._hover(hint.binding if hint else None)
        self.tooltip = hint.tooltip if hint else None

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self._hover(None)

    def _hover(self, binding: Binding | None) -> None:
        if binding is not self._hovered:
            self._hovered = binding
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """As if the key was pressed."""
        hint = self._at(event.x)
        if hint is None:
            return
        if hint.enabled:
            self.app.simulate_key(hint.binding.key)
        else:
            self.app.bell()
