"""The look that panes share: one colour for each meaning, always beside a glyph and a word.

Styles are names of theme variables, so that every theme, also one without colour, decides what they look like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.outcome import Outcome
from tui.core.rules import RULES, Certainty

if TYPE_CHECKING:
    from textual.style import Style

    Part = str | Content | tuple[str, str | Style]

MUTED: Final = "$foreground-muted"
STRONG: Final = "bold"
MOVED: Final = "$text-warning"
ACCENT: Final = "$text-accent"
CLEARED: Final = "bold $text-error"

OUTCOME_STYLES: Final = {
    Outcome.INSERT: "bold $text-success",
    Outcome.UPDATE: "bold $text-primary",
    Outcome.UNCHANGED: "$foreground-muted",
    Outcome.ERROR: "bold $text-error",
    Outcome.NOT_KNOWN: "bold $text-secondary",
}
CERTAINTY_STYLES: Final = {
    Certainty.DOCUMENTED: "$text-success",
    Certainty.OBSERVED: "$text-primary",
    Certainty.ASSUMED: "$text-warning",
}


def outcome_mark(outcome: Outcome) -> Content:
    """``+ INSERT`` in its colour."""
    return Content.styled(outcome.mark, OUTCOME_STYLES[outcome])


def badge(certainty: Certainty, *, word: bool = True, plain: bool = False) -> Content:
    """``● documented`` in its colour, or the sign alone; plain: for terminals without Unicode."""
    sign = certainty.plain_badge if plain else certainty.badge
    return Content.styled(f"{sign} {certainty.word}" if word else sign, CERTAINTY_STYLES[certainty])


def rule_line(rule_id: str, *, plain: bool = False) -> Content:
    """A rule's id, its certainty and its source, as they stand behind every decision."""
    rule = RULES[rule_id]
    if rule.certainty is None:
        return Content.assemble((rule_id, MUTED), "  ", (rule.source, MUTED))
    return Content.assemble((rule_id, MUTED), "  ", badge(rule.certainty, plain=plain), "  ", (rule.source, MUTED))


def fit(content: Content | str, width: int) -> Content:
    """Content cut or padded to exactly this many cells."""
    whole = Content(content) if isinstance(content, str) else content
    return whole.truncate(width, ellipsis=True, pad=True)
