"""Why a row does what it does, in sentences: every step, what is wrong and what would be next, and what else could be.

Ids stand in full. Nothing is decided here: what is told of another order, setting or row was forecast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.backwards import Answer, Wish, backwards
from tui.core.display import one_line, record_name, value_text
from tui.core.forecast import forecast
from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.rules import RULES, SWITCHES, Settings
from tui.core.target import Matcher
from tui.core.trace import MATCHES_SHOWN
from tui.core.views.backwards_text import reasons, way_text
from tui.core.views.describe import NOT_CHECKED_WORDS, count_of, listed
from tui.core.views.earlier_rows import RecordsAsMet, would_meet
from tui.core.views.matrix_text import matrix_sentences
from tui.core.views.refusal import Refusal, would_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.diff import Change
    from tui.core.forecast import Forecast
    from tui.core.notice import Notice
    from tui.core.payload.row_places import RowLines
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast
    from tui.core.trace import Step

_MOST_WAYS: Final = 4


def why_row(made: Forecast, index: int, records: RecordIndex, line_of: RowLines = no_lines) -> tuple[str, ...]:
    """The lines about one row (0-based) of a forecast that was made with counterfactuals."""
    return tuple(_Row(made, index, records, line_of).lines())


class _Row:
    def __init__(self, made: Forecast, index: int, records: RecordIndex, line_of: RowLines) -> None:
        self._made, self._records, self._line_of = made, records, line_of
        self._row: RowForecast = made.rows[index]
        self._sent = made.request.rows[index]
        self._met = RecordsAsMet(made, records, index)

    def lines(self) -> Iterator[str]:
        row = self._row
        refused = row.outcome is RowOutcome.ERROR
        if refused:
            refusal = Refusal(self._made, row.index, self._records, self._named, self._line_of)
            yield from refusal.sentences()
            yield from refusal.what_comes_next()
        else:
            yield f"Row {row.index + 1} {self._deed()}."
        yield from self._steps()
        yield from (self._change(change) for change in row.changes if change.kind != "same")
        yield f"How sure: {row.certainty.word}."
        yield from self._rules()
        yield from self._depends()
        yield from (f"Warning: {one_line(notice.message)} ({notice.rule})" for notice in row.warnings)
        yield from (f"Note: {self._note(notice)} ({notice.rule})" for notice in row.notes)
        answer = self._answer()
        yield from (each.text for each in matrix_sentences(answer.matrix, full_ids=True) if each.index == row.index)
        if refused:
            yield "What fixes it:"
            yield from (f"- {way_text(way, self._sent)}" for way in answer.ways[:_MOST_WAYS])
            if not answer.ways:
                yield from (f"- {text}" for text in reasons(answer, self._records))

    def _answer(self) -> Answer:
        made, wish = self._made, Wish("not_refused")
        return backwards(made.request, made.module, self._records, made.assumptions, self._row.index, wish, split=True)

    def _note(self, notice: Notice) -> str:
        """A note with the ids in full."""
        field = self._made.module.by_name.get(notice.api_name or "")  # equal: no field is called None
        if notice.rule != "lint.makes_twin" or field is None:
            return one_line(notice.message)
        assumptions = self._made.assumptions
        key = Matcher(self._made.module, Settings(assumptions)).key(field, self._sent.get(field.api_name))
        after = RecordsAsMet(self._made, self._records, self._row.index + 1)
        left_out = after.converted if assumptions["match.converted"] == "left_out" else ()
        ids = [each for each in after.find(field.api_name, key, None).ids if each not in left_out]
        if len(ids) < 2:  # one of them is not seen by a look-up
            return one_line(notice.message)
        names = [self._named(each, after) for each in ids[:MATCHES_SHOWN]]
        more = f" and {len(ids) - len(names)} more" if len(ids) > len(names) else ""
        told = f"{', '.join(names)}{more}" if more else listed(names)
        return f"After this row {len(ids)} records hold this {one_line(field.api_name)}: {told}."

    def _deed(self) -> str:
        row = self._row
        by = f" by {one_line(row.duplicate_field)}" if row.duplicate_field else " by its id" if row.target_id else ""
        match row.outcome:
            case RowOutcome.INSERT:
                return f"inserts a new record (new-{row.index + 1})"
            case RowOutcome.UPDATE:
                return f"updates {self._named(row.target_id or '')}{by}"
            case RowOutcome.UNCHANGED:
                which = self._named(row.target_id or "")  # equal: it has one
                return f"matches {which}{by} and changes nothing; Zoho still counts an update"
            case _:
                names = [step.api_name for step in row.trace if step.verdict == "not_known"]
                return f"is not known: nothing here says which record has its {listed(names, 'or')}"

    def _named(self, record_id: str, records: RecordsAsMet | None = None) -> str:
        record = (records or self._met).get(record_id)
        name = record_name(record, self._made.module) if record else ""
        return f"{one_line(record_id)} ({name})" if name else one_line(record_id)

    def _steps(self) -> Iterator[str]:
        later = would_meet(self._made, self._records, self._row.index)
        number = 0
        for step in self._row.trace:
            if step.verdict == "not_checked":
                yield f"- {self._value(step)}: {self._not_checked(step)}."
                continue
            number += 1
            yield f"{number}. {self._value(step)}: {self._step(step, later.get(step.api_name))}."
        if not number:
            yield "No field is checked for duplicates, so every row inserts."

    def _value(self, step: Step) -> str:
        name = one_line(step.api_name)
        return name if step.value is None else f"{name} {value_text(step.value)}"

    def _holders(self, step: Step) -> str:
        names = [self._named(each) for each in step.matches]
        more = f" and {step.count - len(names)} more" if step.count > len(names) else ""
        return f"{count_of(step.count, 'record')}: {', '.join(names)}{more}"

    def _step(self, step: Step, later: Step | None) -> str:
        match step.verdict:
            case "hit":
                return f"belongs to {self._holders(step)}. This decides"
            case "several":
                value = self._made.assumptions["match.several"]
                return f"belongs to {self._holders(step)}. This decides (match.several={value})"
            case "miss":
                return "no record has this id" if step.api_name == "id" else "belongs to no record"
            case "skipped":
                absent = step.api_name not in self._sent
                return (
                    "not sent, skipped"
                    if absent
                    else "read-only, skipped"
                    if step.rule == "valid.read_only"
                    else "blank, skipped"
                )
            case "not_known":
                return self._unknown(step)
            case _ if step.api_name not in self._sent:
                return "not sent, not reached"
            case _:
                return f"not reached; {self._unreached(later)}"

    def _unreached(self, later: Step | None) -> str:
        if later is None:
            return "the value is refused before it is looked up"
        match later.verdict:
            case "hit" | "several":
                return f"it would have hit {self._holders(later)}"
            case "miss":
                return "it would have hit no record"
            case "skipped":
                return "it would have been skipped"
            case _:
                return self._unknown(later)

    def _unknown(self, step: Step) -> str:
        name = step.api_name
        if any(notice.rule == "lint.shell_variable" and notice.api_name == name for notice in self._row.warnings):
            return "what the variable stands for is not known here"
        if name != "id" and not self._records.carries(name):  # equal: every record carries its id
            return "no record of this data set has this field, so it was not pulled"
        return "this data set does not say whether a record has it"

    def _not_checked(self, step: Step) -> str:
        words = NOT_CHECKED_WORDS.get(step.rule or "", "not checked")  # equal: no rule is None
        why = "the id is ignored" if step.api_name == "id" else words
        if step.value is None:
            return f"{why}; not sent"
        return (
            f"{why}; it would have hit {self._holders(step)}" if step.count else f"{why}; it would have hit no record"
        )

    def _change(self, change: Change) -> str:
        if change.rows:
            return self._subform(change)
        name, before, after = one_line(change.api_name), value_text(change.before), value_text(change.after)
        match change.kind:
            case "cleared":
                return f"Clears {name}, which was {before}."
            case "added":
                return f"Sets {name} to {after}."
            case "appended":
                return f"Adds to {name}: {before} becomes {after}."
            case "changed":
                return f"Changes {name} from {before} to {after}."
            case _:
                return f"Writes {name} {after}; what it holds now is not known."

    def _subform(self, change: Change) -> str:
        """How many rows of a subform are added, changed and removed, and what those are."""
        parts = []
        for kind in ("added", "changed", "removed", "same"):
            rows = [row for row in change.rows or () if row.kind == kind]  # equal: there are some
            named = [one_line(row.id) for row in rows if row.id is not None and kind != "same"]
            if rows:
                parts.append(
                    f"{len(rows)} {'left as it is' if kind == 'same' else kind}"
                    + (f" ({listed(named)})" if named else "")
                )
        return f"Rows of {one_line(change.api_name)}: {', '.join(parts)}."

    def _rules(self) -> Iterator[str]:
        """What ended the row and placed the deciding field, each with its certainty and its source."""
        for rule in self._row.rules:
            certainty = self._made.assumptions.certainty(rule)
            sure = f", {certainty.word}" if certainty is not None else ""
            yield f"Rule {rule}{sure}: {RULES[rule].sentence} Source: {RULES[rule].source}."

    def _depends(self) -> Iterator[str]:
        """What the row does under each other setting of what it depends on."""
        made, index = self._made, self._row.index
        for rule in self._row.depends_on:
            now = made.assumptions[rule]
            yield f"It depends on {rule}={now}: {dict(SWITCHES[rule].meanings)[now]}."
            for value in SWITCHES[rule].values:
                if value == now:
                    continue
                other = made.assumptions.having(rule, value)
                again = forecast(
                    made.request,
                    made.module,
                    self._records,
                    other,
                    split=True,
                    counterfactuals=False,  # equal: only quicker
                )
                would = would_text(again.rows[index], self._named) if again.rows else "be refused with the whole call"
                yield f"  With {rule}={value} it would {would}."
