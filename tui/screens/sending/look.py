"""How environments, calls and verdicts look while sending: a glyph and a word each, the colour only beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.views.describe import summary_parts
from tui.reports.comparison import AGREEMENT_WORDS
from tui.widgets.look import MOVED, MUTED, OUTCOME_STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.reply.compare import Agreement
    from tui.core.row_forecast import Summary
    from tui.live.accounts.profiles import Profile
    from tui.live.journal.look_up import Fate

ENVIRONMENTS: Final = {
    "production": "▲ PRODUCTION",
    "custom": "▲ CUSTOM ADDRESS",
    "sandbox": "◇ sandbox",
    "developer": "◇ developer edition",
    "practice": "○ practice org on this machine",
}
"""The environments in words, each with its sign."""

AGREEMENT_STYLES: Final[Mapping[Agreement, str]] = {
    "same": "$text-success",
    "different": "bold $text-warning",
    "not_comparable": "bold $text-secondary",
}
FATES: Final[Mapping[Fate, tuple[str, str]]] = {
    "in": ("✓ is in", "$text-success"),
    "not_in": ("✗ is not in", "bold $text-warning"),
    "cannot_tell": ("? cannot tell", "bold $text-secondary"),
}
"""What a look-up found, in words, with the style of each."""

CALLS: Final = {
    "waiting": ("·", "waits", MUTED),
    "paused": ("‖", "PAUSED", f"bold {MOVED}"),
    "sending": ("▸", "under way", "bold $text-primary"),
    "answered": ("✓", "answered", "$text-success"),
    "not_sent": ("-", "NOT SENT", f"bold {MOVED}"),
    "refused": ("!", "REFUSED", "bold $text-error"),
    "unknown": ("?", "UNKNOWN", "bold $text-secondary"),
}
"""How a call stands: its sign, its word, its style."""


def environment_text(profile: Profile) -> Content:
    """``▲ PRODUCTION``, loud where a send is confirmed by typing."""
    return Content.styled(
        ENVIRONMENTS[profile.environment], "bold reverse $text-error" if profile.is_loud else "bold $text-success"
    )


def call_mark(state: str) -> Content:
    """``✓ answered`` in its colour."""
    sign, word, style = CALLS[state]
    return Content.styled(f"{sign} {word}", style)


def agreement_mark(verdict: Agreement) -> Content:
    """``≠ different`` in its colour."""
    return Content.styled(AGREEMENT_WORDS[verdict], AGREEMENT_STYLES[verdict])


def fate_mark(fate: Fate) -> Content:
    """``✓ is in`` in its colour."""
    return Content.styled(*FATES[fate])


def summary_content(summary: Summary) -> Content:
    """The rows by forecast, each count with glyph, word and colour."""
    parts = [
        Content.styled(f"{outcome.glyph} {count} {outcome.word}", OUTCOME_STYLES[outcome])
        for outcome, count in summary_parts(summary)
    ]
    return Content("  ").join(parts)


def bar(done: int, total: int, width: int) -> Content:
    """A bar of so many cells, filled in proportion."""
    filled = width * done // total if total else width
    return Content.assemble(("━" * filled, "bold $text-accent"), ("━" * (width - filled), "$foreground-muted"))
