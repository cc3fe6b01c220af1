"""Why a row comes to what it does: every step of its check with its rule, what was found, and what that rests on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import one_line, value_text
from tui.core.outcome import RowOutcome
from tui.core.rules import RULES, SWITCHES, Certainty
from tui.core.views.describe import count_of, step_text
from tui.keys import key_name
from tui.widgets.look import (
    ACCENT,
    CATALOGUE,
    CERTAINTY_STYLES,
    CLEARED,
    MOVED,
    MUTED,
    OUTCOME_STYLES,
    STRONG,
    fit,
    record_link,
    rule_line,
    rule_sign,
    sign,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.errors import ZohoError
    from tui.core.notice import Notice
    from tui.core.row_forecast import RowForecast
    from tui.core.rules import Assumptions
    from tui.core.trace import Step
    from tui.core.views.row_detail import RowDetail

NAME_ROOM: Final = 18
"""Cells that a field's name gets at most."""

_VERDICT_ROOM = 36  # cells that the words behind a value want
_DECIDING = ("hit", "several")
_TWINS = ("lint.near_miss", "lint.makes_twin")
"""The notes that say why there may soon be two records of one: they stand among the steps, where the eye is."""


def why(detail: RowDetail, width: int) -> Iterator[Content]:
    """The lines. A rule is told in full where it matters most, and named at the other steps."""
    row, assumptions = detail.row, detail.assumptions
    told = {rule: _place_of(rule, detail) for rule in detail.step_rules if rule}
    for sentence in detail.moved:
        yield from hung("  ", Content.styled(f"≠ {sentence}", MOVED), width, first="")
    for error, complaint in zip(row.found, detail.complaints, strict=True):
        yield from _error(error, complaint, detail, width)
    for sentence in detail.outlook:
        yield from hung("  ", Content.assemble(("↳ ", ACCENT), sentence), width, first="")
    for place, (step, rule) in enumerate(zip(row.trace, detail.step_rules, strict=True)):
        yield from _step(step, rule, detail, width, in_full=rule is not None and told[rule] == place)
    if row.outcome is RowOutcome.INSERT:
        yield Content.assemble(("+ ", OUTCOME_STYLES[row.outcome]), "no check field decides, so a record is inserted")
        yield from explained("match.none_inserts", 2, width, detail.assumptions)
    for note in (note for note in row.notes if note.rule in _TWINS):
        yield from hung_mark("≈ ", note, width)
    shown = told.keys() | {error.rule for error in row.found} | {"match.none_inserts"}
    for rule in row.rules:
        if rule not in shown and rule not in row.depends_on:
            yield from explained(rule, 2, width, detail.assumptions)
    for rule in row.depends_on:
        certainty = assumptions.certainty(rule) or Certainty.ASSUMED
        yield Content.assemble(
            (f"{sign(certainty)} depends on ", CERTAINTY_STYLES[certainty]),
            (rule, STRONG),
            f" = {assumptions[rule]}",
            (f"   {key_name('assumption.next')} tries the next setting", MUTED),
        )
        if rule not in shown:
            yield from explained(rule, 2, width, detail.assumptions)


def _place_of(rule: str, detail: RowDetail) -> int:
    """The step at which a rule is told in full: the one that decides by it, or else the first."""
    places = [place for place, each in enumerate(detail.step_rules) if each == rule]
    return next((place for place in places if detail.row.trace[place].verdict in _DECIDING), places[0])


def _error(error: ZohoError, complaint: str, detail: RowDetail, width: int) -> Iterator[Content]:
    """An error in words, with its code; for a taken value, when that record would be the target instead."""
    yield from hung("  ", Content.assemble(("! ", CLEARED), (error.code, CLEARED), f"  {complaint}"), width, first="")
    checks = [step.api_name for step in detail.row.trace if step.verdict != "not_checked"]
    by = detail.row.duplicate_field
    taken = error.code == "DUPLICATE_DATA"
    if taken and by in checks and error.api_name in checks and checks.index(error.api_name) > checks.index(by):
        hint = f"Checked before {one_line(by)}, {one_line(error.api_name)} would choose that record as the target."
        yield Content.styled(f"  {hint}", ACCENT)
    yield from explained(error.rule, 2, width, detail.assumptions)


def explained(rule_id: str, indent: int, width: int, assumptions: Assumptions = CATALOGUE) -> Iterator[Content]:
    """A rule in its sentence, or as it is set, then id, certainty and source; set in, on one line or folded to the
    width."""
    space = " " * indent
    sentence = _sentence(rule_id, assumptions)
    whole = Content.assemble((space + sentence, MUTED), "  ", rule_line(rule_id, assumptions))
    if whole.cell_length <= width:
        yield whole
        return
    for line in textwrap.wrap(sentence, max(20, width - indent)):
        yield Content.styled(space + line, MUTED)
    yield from hung(space, rule_line(rule_id, assumptions), width)


def _sentence(rule_id: str, assumptions: Assumptions) -> str:
    """What a rule says, or what its setting means where that is not the catalogue's default."""
    switch = SWITCHES.get(rule_id)
    value = assumptions[rule_id] if switch else None
    if switch is None or value is None or value == switch.default:
        return RULES[rule_id].sentence
    return f"As set: {dict(switch.meanings)[value]}."


def hung_mark(mark: str, note: Notice, width: int) -> Iterator[Content]:
    """A note behind its sign, folded to the width, with its rule."""
    space = " " * len(mark)
    first, *rest = textwrap.wrap(one_line(note.message), max(20, width - len(mark)))
    yield Content.assemble((mark, MOVED), (first, MOVED))
    for line in rest:
        yield Content.styled(space + line, MOVED)
    yield Content.styled(f"{space}{note.rule}", MUTED)


def hung(space: str, content: Content, width: int, first: str | None = None) -> Iterator[Content]:
    """Content folded to the width, each line set in; the first as ``first`` says, where it does."""
    for place, line in enumerate(content.wrap(max(20, width - len(space)))):
        yield Content(space if place or first is None else first) + line


def _step(step: Step, rule: str | None, detail: RowDetail, width: int, *, in_full: bool) -> Iterator[Content]:
    later = detail.later.get(step.api_name) if step.verdict == "not_reached" else None
    met = later or step
    ignored = step.verdict == "not_checked"
    decides = step.verdict in _DECIDING
    name_style = f"strike {MUTED}" if ignored else STRONG
    style = MOVED if ignored and step.count else f"bold {ACCENT}" if decides else MUTED
    value = "" if step.value is None else value_text(step.value)
    longest = max((len(value_text(each.value)) for each in detail.row.trace if each.value is not None), default=0)
    names = min(max(len(one_line(each.api_name)) for each in detail.row.trace), NAME_ROOM)
    room = min(max(longest, 12), max(12, width - names - _VERDICT_ROOM - 3))
    line = Content.assemble(
        fit(Content.styled(one_line(step.api_name), name_style), names),
        "  ",
        fit(value, room),
        "  ",
        (step_text(step, detail.sent) + _not_reached(later), style),
        (_decision(detail.row) if decides else "", OUTCOME_STYLES[detail.row.outcome]),
    )
    indent = names + 2
    named = rule_sign(rule, detail.assumptions) if rule and not in_full else Content()
    beside = line.cell_length + 3 + named.cell_length <= width
    yield line + "   " + named if named and beside else line
    if named and not beside:
        yield Content(" " * indent) + named
    for match in met.matches:
        chosen = decides and match == detail.row.target_id
        yield Content.assemble(
            " " * indent,
            ("→ " if chosen else "  ", ACCENT),
            record_link(match, STRONG if chosen else MUTED),
            (f" {detail.names.get(match, '')}".rstrip(), STRONG if chosen else MUTED),
        )
    if met.count > len(met.matches):
        yield Content.styled(f"{' ' * indent}  and {met.count - len(met.matches)} more", MUTED)
    if rule and in_full:
        yield from explained(rule, indent, width, detail.assumptions)


def _not_reached(later: Step | None) -> str:
    """What a step that was not reached would have met, behind its words."""
    if later is None:
        return ""
    match later.verdict:
        case "hit" | "several":
            return f"; would have hit {count_of(later.count, 'record')}"
        case "miss":
            return "; would have hit nothing"
        case _:
            return ""


def _decision(row: RowForecast) -> str:
    if row.outcome is RowOutcome.ERROR:
        return "  refused" if row.target_id is None else "  chosen, then refused"
    return f"  decides: {row.outcome.word}"
