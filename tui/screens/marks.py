"""How facts look, on every screen alike: a sign, a word and a colour each, the colour never alone.

The outcomes and certainties of a forecast are in ``tui.widgets.look``, since panes show them; here is what comes after
a send: environments, calls, replies, and whether they agree with the forecast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import one_line
from tui.core.outcome import RowOutcome
from tui.core.views.describe import summary_parts
from tui.live.accounts.data_centers import LOUD
from tui.reports.comparison import AGREEMENT_WORDS, reply_text
from tui.widgets.look import CLEARED, GOOD, MOVED, MUTED, OUTCOME_STYLES

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping

    from tui.core.reply.compare import Agreement, RowComparison
    from tui.core.row_forecast import Summary
    from tui.live.accounts.data_centers import Environment
    from tui.live.journal.look_up import Fate

OPEN: Final = "bold $text-secondary"
"""Of what is not known: whether a call arrived, whether a row was saved."""

ENVIRONMENTS: Final[Mapping[Environment, str]] = {
    "production": "▲ PRODUCTION",
    "custom": "▲ CUSTOM",
    "sandbox": "◇ sandbox",
    "developer": "◇ developer",
    "practice": "○ practice",
}
CALLS: Final = {
    "waiting": ("· waits", MUTED),
    "paused": ("‖ PAUSED", f"bold {MOVED}"),
    "sending": ("▸ under way", "bold $text-primary"),
    "answered": ("✓ answered", GOOD),
    "not_sent": ("- NOT SENT", f"bold {MOVED}"),
    "part_sent": ("- PART SENT", f"bold {MOVED}"),
    "refused": ("! REFUSED", CLEARED),
    "unknown": ("? UNKNOWN", f"{OPEN} reverse"),
    "looked_up": ("? looked up", OPEN),
}
"""A call or a send by its state; ``looked_up``: no reply came, and its rows were looked up since."""

AGREEMENTS: Final[Mapping[Agreement, tuple[str, str]]] = {
    "same": (AGREEMENT_WORDS["same"], GOOD),
    "different": (AGREEMENT_WORDS["different"], f"bold {MOVED}"),
    "not_comparable": (AGREEMENT_WORDS["not_comparable"], OPEN),
}
FATES: Final[Mapping[Fate, tuple[str, str]]] = {
    "in": ("✓ saved", GOOD),
    "not_in": ("✗ not saved", f"bold {MOVED}"),
    "cannot_tell": ("? unknown", OPEN),
}
"""What a look-up found of a row."""


def environment_mark(environment: Environment | str) -> Content:
    """``▲ PRODUCTION``, loud where a send needs more than a key. Of an environment that is not ours, its name."""
    name = str(environment)
    words = next((words for known, words in ENVIRONMENTS.items() if known == name), one_line(name))
    return Content.styled(words, f"{CLEARED} reverse" if name in LOUD else f"bold {GOOD}")


def call_mark(state: str) -> Content:
    """``✓ answered`` in its colour."""
    return Content.styled(*CALLS[state])


def agreement_mark(verdict: Agreement) -> Content:
    """``≠ different`` in its colour."""
    return Content.styled(*AGREEMENTS[verdict])


def fate_mark(fate: Fate) -> Content:
    """``✓ saved`` in its colour."""
    return Content.styled(*FATES[fate])


def reply_mark(row: RowComparison) -> Content:
    """What the reply says of a row, in the look of the forecast's words: ``~ UPDATE …3021``."""
    if row.actual is None:
        return Content.styled("? no answer", MUTED)
    outcome = RowOutcome(row.actual)
    return Content.styled(f"{outcome.glyph} {reply_text(row)}", OUTCOME_STYLES[outcome])


def summary_content(summary: Summary) -> Content:
    """The rows by forecast, each count with sign, word and colour: ``+ 2 INSERT  ~ 1 UPDATE``."""
    return _counted((outcome, f"{outcome.glyph} {count} {outcome.word}") for outcome, count in summary_parts(summary))


def counts_content(counts: Counter[RowOutcome]) -> Content:
    """Counts in little room: ``+2 ~1 !1``; a dash for none."""
    texts = [(outcome, f"{outcome.glyph}{counts[outcome]}") for outcome in RowOutcome if counts[outcome]]
    return _counted(texts, " ") if texts else Content.styled("-", MUTED)


def _counted(texts: Iterable[tuple[RowOutcome, str]], gap: str = "  ") -> Content:
    return Content(gap).join(Content.styled(text, OUTCOME_STYLES[outcome]) for outcome, text in texts)


def bar(done: int, total: int | None, width: int) -> Content:
    """A bar of so many cells, filled in proportion; of an unknown total, all of it pale."""
    if total is None:
        return Content.styled("━" * width, MUTED)
    filled = min(width, width * done // total) if total else width
    return Content.assemble(("━" * filled, "bold $text-accent"), ("─" * (width - filled), MUTED))
