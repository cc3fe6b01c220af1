"""One line above the panes for what concerns the whole call: its warnings, and a module that knows more of the keys.

It takes no room while there is nothing to say. A click does what its key does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.keys import key_name
from tui.messages import ChipPressed
from tui.widgets.look import CLEARED, MOVED, STRONG
from tui.widgets.sheets import sheet
from tui.widgets.warning_sign import warning_sign
from tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from tui.core.notice import Notice
    from tui.core.payload.module_choice import BetterModule

_LOUDEST: Final = "lint.other_call"


class Banner(Words):
    """The line. It posts ``ChipPressed`` with the action that a click asks for."""

    ALLOW_SELECT = False
    DEFAULT_CSS = sheet("banner")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._offer_ends = 0

    def show(self, warnings: Sequence[Notice], better: BetterModule | None) -> None:
        """Show the call's warnings, and a module to offer."""
        self.display = bool(warnings or better)
        if not self.display:
            return
        self.set_class(any(notice.rule == _LOUDEST for notice in warnings), "-loud")
        offer = _offer(better) if better else Content()
        self._offer_ends = offer.cell_length
        gap = "   " if better and warnings else ""
        told = _told(sorted(warnings, key=lambda notice: notice.rule != _LOUDEST)) if warnings else ""
        self.say(Content.assemble(offer, gap, told), layout=False)

    def on_click(self, event: events.Click) -> None:
        """As the key of the part that is under the mouse."""
        offer = event.x - self.styles.gutter.left < self._offer_ends
        self.post_message(ChipPressed("screen.take_better_module" if offer else "screen.read_warnings"))


def _offer(better: BetterModule) -> Content:
    key, name = key_name("module.better"), one_line(better.name)
    return Content.assemble(
        (f"{one_line(str(better))}. ", MOVED), (f" {key} ", "reverse"), (f" switch to {name}", STRONG)
    )


def _told(warnings: Sequence[Notice]) -> Content:
    style = CLEARED if warnings[0].rule == _LOUDEST else f"bold {MOVED}"
    return Content.assemble(
        (f"{warning_sign()} {count_of(len(warnings), 'warning')} ", style),
        (f" {key_name('warnings.read')} ", "reverse"),
        " ",
        (one_line(warnings[0].message), style if warnings[0].rule == _LOUDEST else ""),
    )
