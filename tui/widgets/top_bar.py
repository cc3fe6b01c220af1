"""The line at the top: the module, the data set, whether anything is unsaved. Its words are buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.messages import ChipPressed
from tui.widgets.look import ACCENT, MOVED, MUTED, STRONG
from tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from tui.session.view import View


class Chip(Words):
    """A word that can be clicked; it posts ``ChipPressed`` with its action."""

    ALLOW_SELECT = False

    def __init__(self, action: str, word: str = "", *, id: str, classes: str | None = None) -> None:
        super().__init__(word, id=id, classes=classes)
        self._action = action

    def on_click(self, event: events.Click) -> None:
        """Do what the word stands for."""
        if self.is_word_at(event.x):
            self.post_message(ChipPressed(self._action))

    def is_word_at(self, _x: int) -> bool:
        """Whether a column is one of the word's."""
        return True


class UnsavedSign(Chip):
    """The word that something is unsaved, at the right end of the room that the others leave, so that the line is not
    laid out anew when it comes and goes. Beside the word there is nothing to click."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"unsaved-sign--hover"}

    hover: reactive[bool] = reactive(False)

    def render(self) -> Content:
        """The word with a cell of air on both sides, as other chips have it."""
        word = self._word()
        if self.hover:
            word = word.stylize(self.get_visual_style("unsaved-sign--hover"))
        return Content(" " * (self.content_size.width - word.cell_length)) + word

    def _word(self) -> Content:
        word = self.content
        return Content.assemble(" ", word, " ") if isinstance(word, Content) and word.plain else Content()

    def is_word_at(self, x: int) -> bool:
        """Whether a column is one of the word's, or of the air around it."""
        return x >= self.size.width - self._word().cell_length

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the word under the mouse."""
        self.hover = self.is_word_at(event.x)

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self.hover = False


class TopBar(Horizontal):
    """The line itself. For what has no room, the words of _LEFT_OUT go, as many as must."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: View | None = None

    def compose(self) -> ComposeResult:
        """Name, module, data set, what is odd about it; on the right what is unsaved, and the palette."""
        yield Words(id="app-name")
        yield Chip("pick_module", id="chip-module")
        yield Chip("pick_data_set", id="chip-data-set")
        yield Chip("show_oddities", id="chip-oddities")
        yield UnsavedSign("save", id="chip-unsaved")
        yield Chip("live", id="top-state")
        yield Chip("app.command_palette", "≡", id="chip-palette")

    def show(self, view: View) -> None:
        """Show where the session stands."""
        self._shown = view
        self._fit()

    def on_resize(self) -> None:
        """There is room for more words, or for fewer."""
        self._fit()

    def _fit(self) -> None:
        if self._shown is None:
            return
        for count in range(len(_LEFT_OUT) + 1):
            words = _words(self._shown, _LEFT_OUT[:count])
            if sum(each.cell_length + _AROUND for each in words.values()) + _PALETTE <= self.content_size.width:
                break
        for each in self.query(Words):
            if isinstance(each, UnsavedSign):
                each.say(words.get("chip-unsaved", Content()), layout=False)
            elif each.id in _IDS:
                each.display = each.id in words
                each.say(words.get(each.id, Content()))


_LEFT_OUT: Final = ("date", "records", "app-name", "chip-data-set", "top-state", "chip-oddities", "unsaved")
"""What goes where there is no room, the least important first: never the module, the sign of what is unsaved, the
palette."""
_IDS: Final = {"app-name", "chip-module", "chip-data-set", "chip-oddities", "top-state"}
_AROUND, _PALETTE = 2, 3  # cells around words, and of the sign of the palette


def _words(view: View, left_out: Sequence[str]) -> dict[str, Content]:
    """What stands in the line, by the ids of its widgets."""
    partial = " looked up" if view.partial else ""
    records = "" if "records" in left_out else f" · {count_of(view.record_count, 'record')}{partial}"
    if view.still_read:
        records = " · records not read yet"
    date = f" · of {one_line(view.made_at[:10])}" if view.made_at and "date" not in left_out else ""
    words = {
        "app-name": Content.styled("Upsert Explorer", "bold"),
        "chip-module": Content.styled(f"{one_line(view.module.api_name)} ▾", f"bold {ACCENT}"),
        "chip-data-set": Content.assemble(
            (one_line(view.data_set), STRONG), (_tried(view), MOVED), (f"{records}{date} ▾", MUTED)
        ),
        "top-state": Content.styled(f"{one_line(view.profile_name)} ▾", MUTED),
    }
    if view.oddities:  # each is a sentence, which may be about many records
        words["chip-oddities"] = Content.styled("! data problems", MOVED)
    if view.unsaved:
        words["chip-unsaved"] = Content.styled("●" if "unsaved" in left_out else "unsaved ●", MOVED)
    return {name: content for name, content in words.items() if name not in left_out}


def _tried(view: View) -> str:
    """What was tried on the data set, which is not on disk."""
    return f" + {count_of(view.tries.count, 'try', 'tries')}" if view.tries.count else ""
