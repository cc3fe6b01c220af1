"""The effective check order: what Zoho will check, in which order, why, and what it will not check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content

from tui.core.display import one_line
from tui.core.rules import RULES
from tui.core.views.describe import NOT_CHECKED_WORDS, ORIGIN_WORDS
from tui.keys import key_name
from tui.messages import ChipPressed
from tui.widgets.look import ACCENT, MUTED, STRONG, badge, fit
from tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.app import ComposeResult

    from tui.core.check_order import EffectiveOrder

_SIGN = 4  # cells of the number and the space behind it
_NAME = 12  # cells of a name that are not given up for a reason


class Order(VerticalScroll, can_focus=True):
    """The effective order as numbered lines, and below it the rule of each of them."""

    HELP = """\
## The effective check order
What Zoho does with the list: the fields are tried from the top, and the first whose value belongs to a record
decides. **added by Zoho** marks unique fields that were not listed; **✗** is not checked. In the lists beside it,
**{what_if.open}** shows every order at once; so does a click on the lower edge here.
"""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._order: EffectiveOrder | None = None

    def compose(self) -> ComposeResult:
        """Two texts, which scroll where they are too long: the rules stay as they are where only the order changes."""
        yield Words(id="order-text")
        yield Words(id="order-rules")

    def on_mount(self) -> None:
        """The word at the lower edge opens every order."""
        self.lead_on(True)

    def lead_on(self, leads: bool) -> None:
        """Whether one may go on to every order: not while a lesson asks what the order does."""
        self.border_subtitle = f"{key_name('what_if.open')} every order at once" if leads else ""

    def on_click(self, event: events.Click) -> None:
        """A click on that word."""
        if self.border_subtitle and event.y == self.outer_size.height - 1:
            self.post_message(ChipPressed("what_if"))

    def on_resize(self) -> None:
        """Names get the room that reasons leave."""
        self.show(self._order)

    def show(self, order: EffectiveOrder | None) -> None:
        """Show an order (None: there is none yet)."""
        self._order = order
        width = self.scrollable_content_region.width - 1  # a cell of air before the scrollbar
        room = max(8, width - _SIGN)
        reasons = [ORIGIN_WORDS[entry.origin] for entry in order.entries] if order else []
        reasons += [NOT_CHECKED_WORDS[entry.rule] for entry in order.not_checked] if order else []
        room -= max(map(len, reasons), default=0) + 1  # what is left is for names
        text, explained = self.query(Words)
        if order is None:
            text.say(Content.styled("no readable payload yet", MUTED))
            explained.say(Content())
            return
        lines = [
            Content.assemble(
                (f" {place} ", f"{ACCENT} reverse bold"),
                " ",
                _apart(Content.styled(one_line(entry.api_name), STRONG), ORIGIN_WORDS[entry.origin], MUTED, room),
            )
            for place, entry in enumerate(order.entries, 1)
        ]
        lines += [
            Content.assemble(
                (" ✗ ", "$text-warning"),
                " ",
                _apart(
                    Content.styled(one_line(entry.api_name), f"strike {MUTED}"),
                    NOT_CHECKED_WORDS[entry.rule],
                    "$text-warning",
                    room,
                ),
            )
            for entry in order.not_checked
        ]
        if not order.entries:
            lines.append(Content.styled("nothing is checked: every row inserts", "$text-warning"))
        text.say(Content("\n").join(lines))
        explained.say(Content("\n").join(_explanations(order, width)))


def _apart(name: Content, reason: str, style: str, room: int) -> Content:
    """A name in so many cells, and a reason that is whole: behind it, or below where that would cut the name."""
    if room < min(name.cell_length, _NAME):
        return Content.assemble(name, "\n", " " * _SIGN, (reason, style))
    return Content.assemble(fit(name, room), " ", (reason, style))


def _explanations(order: EffectiveOrder, width: int) -> Iterator[Content]:
    """Each rule that placed an entry or left it out, once: its id, how sure we are of it, and its sentence. What
    surprises comes first: what is not checked, then what was added."""
    rules = [entry.rule for entry in order.not_checked] + [entry.rule for entry in reversed(order.entries)]
    for rule in dict.fromkeys(rules):
        certainty = RULES[rule].certainty
        sure = badge(certainty) if certainty is not None else Content()
        beside = len(rule) + 2 + sure.cell_length <= width
        yield Content()
        yield Content.assemble(rule, "  " if beside else "\n", sure)
        yield Content.styled(RULES[rule].sentence, MUTED)
