"""A text area that completes: a list at the cursor, which opens while one types, or on a key.

What can be completed is for ``tui.core.completion`` to say; a candidate that is taken is one edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.geometry import Offset
from textual.keys import Keys
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from tui.core.payload.json_text import LineStarts
from tui.widgets.folding import FoldingTextArea

if TYPE_CHECKING:
    from tui.core.completion.candidates import Candidate
    from tui.core.metadata import Module
    from tui.widgets.completion_list import CompletionList

_OPENS: Final = "_$"
"""What, beside letters and quotes, opens the list when it is typed."""


class CompletingTextArea(FoldingTextArea):
    """The text area; ``module`` is the module whose fields it knows."""

    module: Module | None = None
    _list: CompletionList | None = None
    _asked = False  # the list was opened by a key
    _looked_at: tuple[int, int] = (-1, -1)
    _window: tuple[int, LineStarts] = (0, LineStarts(""))  # the first line that was looked at, and the lines from it on

    # --- the list -----------------------------------------------------------------------------------------------------

    @property
    def is_completing(self) -> bool:
        """Whether the list is open."""
        return self._list is not None and self._list.is_open

    def action_complete(self) -> None:
        """Open the list, and say so where there is nothing to complete."""
        self._look(asked=True)
        if not self.is_completing:
            self.notify("There is nothing to complete here.", markup=False)

    def action_take_completion(self) -> None:
        """Take the candidate that is chosen, else the first."""
        if self._list is not None:
            self._take(self._list.current)

    def action_close_completions(self) -> None:
        """Close the list."""
        if self._list is not None:
            self._list.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is about the list has nothing to do while it is closed."""
        if action in ("take_completion", "close_completions"):
            return self.is_completing
        return super().check_action(action, parameters)

    def _look(self, *, asked: bool) -> None:
        """Show what fits at the cursor, if anything does."""
        from tui.core.completion.candidates import completion

        found = None
        if self.module is not None and not self.read_only:
            text, offset = self._around_cursor()
            found = completion(text, offset, self.module)
        if found is None:
            self.action_close_completions()
            return
        self._asked, self._looked_at = asked, self.cursor_location
        if self._list is None:
            from tui.widgets.completion_list import CompletionList

            self._list = CompletionList(self._take)
            self.screen.mount(self._list)
        row, column = self._location(found.at)
        left = self.get_column_width(*min(self.selection)) - self.get_column_width(row, column)
        self._list.show_at(self.cursor_screen_offset - Offset(left, 0), found.candidates, chosen=asked)

    def _around_cursor(self) -> tuple[str, int]:
        """As much of the text as completion looks at, and where the cursor is in it."""
        from tui.core.completion.place import FARTHEST

        row, column = min(self.selection)
        lines = self.document.lines
        first, before = row, column
        while first > 0 and before <= FARTHEST:
            first -= 1
            before += len(lines[first]) + 1
        last, behind = row + 1, len(lines[row]) - column
        while last < len(lines) and behind <= FARTHEST:
            behind += len(lines[last]) + 1
            last += 1
        text = "\n".join(lines[first:last])
        self._window = (first, LineStarts(text))
        return text, before

    def _location(self, offset: int) -> tuple[int, int]:
        first, starts = self._window
        row, column = starts.location(offset)
        return row + first, column

    def _take(self, candidate: Candidate) -> None:
        """Write a candidate, and go on with the value of a key."""
        self.action_close_completions()
        start, end = self._location(candidate.start), self._location(candidate.end)
        self.replace(candidate.text, start, end, maintain_selection_offset=False)
        lines = LineStarts(candidate.text)
        marked = [lines.location(place) for place in candidate.select]
        places = [(start[0] + row, column if row else start[1] + column) for row, column in marked]
        self.selection = Selection(*places)
        if candidate.is_key:
            self._look(asked=False)

    # --- keys ---------------------------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        if self.is_completing and not event.is_printable and await self._did_at_once(event):
            return
        was_open = self.is_completing
        await super()._on_key(event)
        event.prevent_default()
        character = event.character if event.is_printable else None
        if event.key.startswith("alt+"):
            return
        if character == '"':
            opens = self.is_in_text  # not one that closes a text
        else:
            opens = character is not None and (character.isalpha() or character in _OPENS)
        if opens or (was_open and character is not None):
            self._look(asked=self._asked and was_open)
        elif was_open and event.key == Keys.Enter:
            self.action_close_completions()

    async def _did_at_once(self, event: events.Key) -> bool:
        """Do what a key is bound to here before the next key is heard: a binding is found later than a letter is
        written, so that who types fast would take another candidate, or none. Enter is left to the text until one is
        chosen."""
        bound = self.screen.active_bindings.get(event.key)
        if bound is None or bound.node is not self or (event.key == Keys.Enter and not self._is_chosen):
            return False
        event.stop()
        event.prevent_default()
        await self.run_action(bound.binding.action)
        return True

    @property
    def _is_chosen(self) -> bool:
        return self._list is not None and self._list.cursor >= 0

    def action_delete_left(self) -> None:
        """Delete; the list follows."""
        super().action_delete_left()
        if self.is_completing:
            self._look(asked=self._asked)

    def action_cursor_up(self, select: bool = False) -> None:
        """Up, in the list while it is open."""
        if self._list is not None and self._list.is_open and not select:
            self._list.cursor = max(self._list.cursor, 0)
            self._list.action_cursor(-1)
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Down, in the list while it is open."""
        if self._list is not None and self._list.is_open and not select:
            self._list.action_cursor(1)
        else:
            super().action_cursor_down(select)

    def action_cursor_page_up(self) -> None:
        """A page up, in the list while it is open."""
        if self._list is not None and self._list.is_open:
            self._list.action_page(-1)
        else:
            super().action_cursor_page_up()

    def action_cursor_page_down(self) -> None:
        """A page down, in the list while it is open."""
        if self._list is not None and self._list.is_open:
            self._list.action_page(1)
        else:
            super().action_cursor_page_down()

    # --- what closes it -----------------------------------------------------------------------------------------------

    @on(TextArea.SelectionChanged)
    def _cursor_elsewhere(self) -> None:
        """The cursor went elsewhere."""
        if self.is_completing and self.cursor_location != self._looked_at:
            self.action_close_completions()

    @on(events.Blur)
    @on(events.Resize)
    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _no_longer_there(self) -> None:
        """The focus, or what stands below the list, went elsewhere."""
        self.action_close_completions()
