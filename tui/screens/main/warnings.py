"""The warnings of the call, whole: each with its rule, to be read, copied, or done something about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.core.display import escaped
from tui.core.views.describe import count_of
from tui.screens.dialogs.choices import hanging
from tui.screens.dialogs.findings import WIDTH, Findings
from tui.widgets.clipboard import SENT
from tui.widgets.look import CLEARED, MOVED, MUTED
from tui.widgets.warning_sign import warning_sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.notice import Notice


class CallWarnings(Findings):
    """Returns the name of the answer. answers: as for Findings; ``copy`` is done here. width: cells of the screen."""

    HELP = """\
## Warnings of the call
What deserves a look before you trust the forecast, each with what to do about it. The warnings of single rows are in
the table, where **{forecast.warned}** shows only those rows.
"""

    def __init__(self, warnings: Sequence[Notice], answers: Sequence[tuple[str, str]], width: int) -> None:
        lines = list(_lines(warnings, min(width, WIDTH) - 8))
        super().__init__(count_of(len(warnings), "warning"), lines, answers)
        self._texts = "".join(f"{notice.message} ({notice.rule})\n" for notice in warnings)

    def answer(self, name: str) -> None:
        """Copy the texts, and stay; else go."""
        if name == "copy":
            self.app.copy_to_clipboard(self._texts)
            self.notify(f"The warnings were {SENT}.", markup=False)
        else:
            super().answer(name)


def _lines(warnings: Sequence[Notice], width: int) -> Iterator[Content]:
    for notice in warnings:
        style = CLEARED if notice.rule == "lint.other_call" else f"bold {MOVED}"
        text = Content.assemble(escaped(notice.message), (f"  {notice.rule}", MUTED))
        yield hanging(Content.styled(f"{warning_sign()} ", style), text, width)
        yield Content()
