"""The sign of a warning, the same in the table, the editor, the banner and before a send."""

from __future__ import annotations

from tui.core.rules import Certainty
from tui.widgets.look import sign


def warning_sign() -> str:
    """``⚠``, or ``^`` in a terminal without Unicode."""
    return "^" if sign(Certainty.DOCUMENTED) == Certainty.DOCUMENTED.plain_badge else "⚠"
