"""The assumptions in play: those on which rows of this forecast depend, and those that are not at their default.

One key or click tries the next setting.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui import keys
from tui.core.views.describe import count_of
from tui.messages import NextSettingWanted
from tui.widgets.lines import LineList
from tui.widgets.look import CATALOGUE, MOVED, MUTED, STRONG, badge, fit

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tui.core.forecast import Forecast


class AssumptionsInPlay(LineList):
    """One line each: certainty, rule, its setting, how many rows depend on it."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.ASSUMPTIONS, *keys.SHORT_KEYS]
    HELP = """\
## Assumptions in play
Some rules are undocumented; for these we assume the likeliest setting. This pane lists those that a row of this payload
depends on: with another setting its outcome, target or error would differ. **{assumptions.next}** tries the next
setting; rows that change say so.
"""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[tuple[str, str, int, bool], ...] = ()
        self._assumptions = CATALOGUE
        self._none, self._more = "no row depends on one", ""

    def show(self, forecast: Forecast | None) -> None:
        """Show those of a forecast."""
        if forecast is None:
            self._lines = ()
        else:
            rows = Counter(rule for row in forecast.rows for rule in row.depends_on)
            self._assumptions = forecast.assumptions
            changed = forecast.assumptions.changed()
            self._none = "no row depends on one" if forecast.complete else "not computed yet"
            self._more = "" if forecast.complete else "+"
            self._lines = tuple(
                (rule, value, rows[rule], rule in changed)
                for rule, value in forecast.assumptions.settings.items()
                if rows[rule] or rule in changed
            )
        self.lines_changed()

    def count(self) -> int:
        """One line each; one for the sentence that there is none."""
        return len(self._lines) or 1

    def line(self, index: int, width: int) -> Content:
        """``○ match.several  oldest  1 row``."""
        if not self._lines:
            return Content.styled(self._none, MUTED)
        rule, value, rows, changed = self._lines[index]
        certainty = self._assumptions.certainty(rule)
        sign = badge(certainty, word=False) if certainty is not None else Content(" ")
        depend = count_of(rows, "row") if rows else "no row"
        if self._more:  # those that are not computed yet may, too
            depend = f"{rows}+ rows"
        if len(rule) + len(value) + len(depend) + 4 > width:
            depend = f"{rows}{self._more}"
        room = max(6, width - len(depend) - 3)  # of rule and value, between the sign and how many rows depend
        name_room = max(6, room - min(len(value), room // 2))
        return Content.assemble(
            sign,
            " ",
            fit(rule, name_room - 1),
            " ",
            fit(Content.styled(value, MOVED if changed else STRONG), room - name_room),
            " ",
            (depend, MUTED),
        )

    def action_next_setting(self) -> None:
        """Try the next setting of the one under the cursor."""
        if 0 <= self.cursor < len(self._lines):
            self.post_message(NextSettingWanted(self._lines[self.cursor][0]))

    def pressed(self, index: int) -> None:
        """A click does, too."""
        self.action_next_setting()
