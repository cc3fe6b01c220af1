"""What happened to one row of an incident, in sentences that someone can paste into a ticket: what Zoho did, what
decided, why that was checked, and what would have prevented it.

Ids stand in full. What would avoid it is tried by the engine, never known by heart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.backwards import Wish, backwards
from tui.core.display import one_line, record_name, value_text
from tui.core.forecast import forecast
from tui.core.outcome import RowOutcome
from tui.core.values import Key, KeyForm, key_text
from tui.core.views.backwards_text import reasons, way_text
from tui.core.views.describe import NOT_CHECKED_WORDS, count_of, listed
from tui.core.views.refusal import would_text
from tui.core.views.reply_words import error_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.diff import Change
    from tui.core.reply.incident import Incident
    from tui.core.reply.read import ReplyRow
    from tui.core.row_forecast import RowForecast
    from tui.core.rules import Assumptions
    from tui.core.trace import Step

_MOST_WAYS = 3
_MOST_CHANGES = 4
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def what_happened(found: Incident, index: int) -> tuple[str, ...]:
    """The sentences about a row (0-based), but for what would avoid it."""
    return tuple(_Story(found, index).sentences())


def ways_out(found: Incident, index: int, wanted: str | None = None) -> tuple[str, ...]:
    """What would have prevented it: the smallest changes first, each tried by a forecast of the whole call. wanted: the
    record that the row should have come to. It may take a second for a long payload."""
    return tuple(_Story(found, index).ways_out(wanted))


def named(found: Incident, record_id: str) -> str:
    """An id in full, with the name of the record where it is known."""
    record = found.records.get(record_id)
    if record is None:
        wrote = (each for each, actual in found.answers.items() if actual.action in ("insert", "update"))
        index = next((each for each in wrote if found.answers[each].record_id == record_id), None)
        record = found.sent[index] if index is not None else None
    name = record_name(record, found.forecast.module) if record else ""
    return f"{one_line(record_id)} ({name})" if name else one_line(record_id)


class _Story:
    def __init__(self, found: Incident, index: int) -> None:
        self._found, self._index = found, index
        self._made = found.forecast
        self._compared = found.rows[index]
        self._sent = found.sent[index]
        self._row: RowForecast | None = self._made.rows[index] if index < len(self._made.rows) else None
        self._actual: ReplyRow | None = found.answers.get(index)

    def _named(self, record_id: str) -> str:
        return named(self._found, record_id)

    def sentences(self) -> Iterator[str]:
        actual = self._actual
        refusal = self._found.refusal(self._index)
        if refusal:
            words = "; ".join(error_words(each, self._sent, self._named) for each in refusal)
            yield f"Zoho refused the whole call: {words}. Nothing was written."
            yield from self._against_the_rules() if actual is not None else ()
            return
        if actual is None:
            yield f"What Zoho did with row {self._index + 1} is not known: {self._compared.cause or 'nothing tells'}."
            return
        match actual.action:
            case "error":
                words = "; ".join(error_words(each, self._sent, self._named) for each in actual.errors)
                yield f"Zoho refused row {self._index + 1}: {words}."
                yield from self._chosen_before()
            case "insert":
                yield f"Zoho inserted {self._named(actual.record_id or 'a record')}."
                yield from self._why_inserted()
            case _:
                yield f"Zoho updated {self._named(actual.record_id or 'a record')}{self._by(actual)}."
                yield from self._why_updated(actual)
        yield from self._against_the_rules()
        yield from self._rewound(actual)

    # --- why ----------------------------------------------------------------------------------------------------------

    def _by(self, actual: ReplyRow) -> str:
        if actual.duplicate_field is not None:
            return f" by {one_line(actual.duplicate_field)}"
        return " by its id" if self._decided_by_id() else ", and does not say by which field"

    def _decided_by_id(self) -> bool:
        return self._sent.get("id") not in (None, "")

    def _why_updated(self, actual: ReplyRow) -> Iterator[str]:
        name = actual.duplicate_field
        if name is None and not self._decided_by_id() and self._row is not None and self._agrees:
            name = self._row.duplicate_field
            if name is not None:
                yield f"By the rules it was {one_line(name)}."
        if name is not None:
            yield self._why_checked(name)
            yield from self._tried_before(name)
        if self._row is None or not self._agrees:
            return
        several = next((step for step in self._row.trace if step.verdict == "several"), None)
        if several is not None:
            held = f"{several.count} records had this {one_line(several.api_name)}"
            yield f"{held}: {', '.join(map(self._named, several.matches))}."
        yield from self._changes(self._row, actual.record_id or "")  # equal: only to whoever checks types

    def _chosen_before(self) -> Iterator[str]:
        """The record that a row had come to before it was refused."""
        row = self._row
        if row is None or not self._agrees or row.target_id is None:
            return
        if row.duplicate_field is None:
            yield f"Its id had chosen {self._named(row.target_id)}."
            return
        yield f"{one_line(row.duplicate_field)} had chosen {self._named(row.target_id)}."
        yield self._why_checked(row.duplicate_field)
        yield from self._tried_before(row.duplicate_field)

    @property
    def _agrees(self) -> bool:
        return self._compared.verdict == "same"

    def _why_checked(self, name: str) -> str:
        """Why a field was looked up at all."""
        shown, order, request = one_line(name), self._made.order, self._made.request
        entry = next((each for each in order.entries if each.api_name == name), None)
        if entry is None:
            ignored = next((each for each in order.not_checked if each.api_name == name), None)
            why = NOT_CHECKED_WORDS[ignored.rule] if ignored else "here it is not a field that can be checked"
            return f"By the rules {shown} is not checked: {why.removeprefix('ignored: ')}."
        list_text = listed(request.duplicate_check_fields or ())
        match entry.origin:
            case "listed":
                names = [each.api_name for each in order.entries if each.origin == "listed"]
                if len(names) == 1:
                    return f"{shown} is in your list."
                place = names.index(name)
                nth = _ORDINALS[place] if place < len(_ORDINALS) else f"number {place + 1}"
                return f"{shown} is {nth} in your list ({list_text})."
            case "appended":
                what = "external-id" if entry.kind == "external" else "unique"
                return f"{shown} is not in your list ({list_text}); Zoho appends every {what} field."
            case _:
                what = "You sent no duplicate_check_fields"
                if request.duplicate_check_fields is not None:
                    what = "You sent an empty list, which counts as none"
                return f"{what}, so Zoho checks {listed(order.names, 'then')}."

    def _tried_before(self, name: str) -> Iterator[str]:
        """What was tried before the field that decided, and why it did not decide."""
        steps = self._row.trace if self._row is not None else ()
        tried = []
        for step in steps:
            if step.api_name == name:
                break
            if step.verdict != "not_checked":
                tried.append(f"{one_line(step.api_name)} ({self._why_passed(step)})")
        else:
            return
        if tried:
            yield f"Tried before it: {', '.join(tried)}."

    def _why_passed(self, step: Step) -> str:
        match step.verdict:
            case "skipped":
                return "blank in this row" if step.api_name in self._sent else "not in this row"
            case "miss":
                return f"no record had {value_text(step.value)}"
            case "hit" | "several":
                return f"by the rules it finds {', '.join(map(self._named, step.matches))}"
        return "not known"

    def _changes(self, row: RowForecast, record_id: str) -> Iterator[str]:
        then = self._found.past.get(record_id)
        if then is not None and not then.is_exact:
            return
        if row.outcome is RowOutcome.UNCHANGED:
            yield "Nothing in it changed; Zoho counts that as an update."
            return
        changed = [change for change in row.changes if change.kind != "same"]
        texts = [_change_text(change) for change in changed[:_MOST_CHANGES]]
        if texts:
            rest = len(changed) - len(texts)
            more = f", and {count_of(rest, 'more field')}" if rest else ""
            yield f"It {', '.join(texts)}{more}."

    def _why_inserted(self) -> Iterator[str]:
        if self._row is None or not self._agrees:
            return
        missed = [f"{one_line(step.api_name)} {value_text(step.value)}" for step in self._row.trace if _missed(step)]
        yield f"No record had {' or '.join(missed)}." if missed else "No checked field had a value to look up."
        for step in self._row.trace:
            if step.verdict == "not_checked" and step.value is not None:
                words = NOT_CHECKED_WORDS.get(step.rule or "", "not checked")  # equal: only to whoever checks types
                why = words.removeprefix("ignored: ")
                held = f"; {listed([self._named(each) for each in step.matches])} had it" if step.count else ""
                yield f"{one_line(step.api_name)} {value_text(step.value)} was not looked up ({why}){held}."
        for note in self._row.notes:
            if note.rule == "lint.near_miss":
                yield f"Near miss: {one_line(note.message)}"

    def _against_the_rules(self) -> Iterator[str]:
        """What the rules say where it is something else, and the likely cause."""
        compared, row = self._compared, self._row
        if compared.verdict == "same":
            if compared.cause:
                yield f"{_capital(compared.cause)}."
            return
        if row is None:
            yield f"{_capital(compared.cause)}." if compared.cause else "The rules refuse the whole call."
            return
        if row.outcome is not RowOutcome.NOT_KNOWN:
            yield f"By the rules it would {would_text(row, self._named)}."
        if compared.cause:
            yield f"Likely cause: {compared.cause}."

    def _rewound(self, actual: ReplyRow) -> Iterator[str]:
        """How the record as it was before is known."""
        then = self._found.past.get(actual.record_id or "")  # equal: only to whoever checks types
        if then is None:
            return
        match then.source:
            case "inserted":
                yield "Your copy was made after the call and has this record; it is left out here."
            case "journal":
                yield "What the record held before the call was read just before it (journal)."
            case "calls" if then.is_exact:
                yield "What the record held before the call is what the earlier calls left."
            case "data_set":
                yield f"What the record held before is that of the older data set, of {_date(then.as_of)}."
            case _:
                fields = f": {listed(sorted(then.inferred))}" if then.inferred else ""
                yield f"Your copy was made after the call; what the record held before is inferred{fields}."

    # --- what would avoid it ------------------------------------------------------------------------------------------

    def ways_out(self, wanted: str | None) -> Iterator[str]:
        assumptions = self._explaining()
        if self._actual is None or self._row is None:
            return
        if assumptions is None:
            yield "What would have prevented it is not known, since the rules do not explain what Zoho did."
            return
        if wanted is not None and wanted != self._actual.record_id:
            yield from self._to_update(wanted, assumptions)
        elif self._actual.action == "error":
            yield from self._granting(Wish("not_refused"), "To get the row through", assumptions)
        elif self._actual.action == "insert":
            nearest = self._nearest()
            if nearest is not None:
                yield from self._to_update(nearest, assumptions)
        else:
            yield from self._to_leave_it_alone(assumptions)

    def _explaining(self) -> Assumptions | None:
        """The assumptions under which the rules say what Zoho did; None where there are none."""
        if self._compared.switch is not None:
            return self._made.assumptions.having(*self._compared.switch)
        return self._made.assumptions if self._agrees else None

    def _nearest(self) -> str | None:
        """The record that an inserted row may have been meant for: one that a field which is not checked would have
        hit, else one that a value missed by its writing only."""
        steps = self._row.trace if self._row is not None else ()  # equal: only to whoever checks types
        for step in steps:
            if step.verdict == "not_checked" and step.matches:
                return step.matches[0]
        for step in steps:
            if _missed(step):
                key = Key(key_text(step.value, KeyForm.NEAR), KeyForm.NEAR)
                near = self._found.records.find(step.api_name, key, 1).ids  # equal: the first of two is the same
                if near:
                    return near[0]
        return None

    def _to_update(self, record_id: str, assumptions: Assumptions) -> Iterator[str]:
        start = f"To update {self._named(record_id)} instead"
        yield from self._granting(Wish("update", record_id), start, assumptions)

    def _to_leave_it_alone(self, assumptions: Assumptions) -> Iterator[str]:
        yield from self._granting(Wish("insert"), "To insert a new record instead", assumptions)
        yield from self._granting(Wish("update_other"), "To update another record instead", assumptions, or_why=False)
        yield from self._without_the_field(assumptions)

    def _granting(self, wish: Wish, start: str, assumptions: Assumptions, *, or_why: bool = True) -> Iterator[str]:
        """The ways that grant a wish, and why no list does. Settings are no way: the call has shown which one holds."""
        made, found = self._made, self._found
        answer = backwards(
            made.request, made.module, found.records, assumptions, self._index, wish, split=found.is_split
        )
        ways = [way for way in answer.ways if way.kind != "assumption"][:_MOST_WAYS]
        texts = []
        for way in ways:
            text = way_text(way, self._sent).removesuffix(".")
            target = way.row.target_id if wish.kind == "update_other" else None
            other = f", which updates {self._named(target)}" if target is not None else ""
            texts.append(f"{text[:1].lower()}{text[1:]}{other}")
        if texts:
            yield f"{start}: {'; or '.join(texts)}."
        for why in reasons(answer, found.records) if or_why else ():
            if why.startswith("No order") or not (texts or why.startswith("No other setting")):
                yield why

    def _without_the_field(self, assumptions: Assumptions) -> Iterator[str]:
        """Whether taking the field that decided off the list changes anything, where it is on the list."""
        request, row = self._made.request, self._row
        assert row is not None
        name, names = row.duplicate_field, request.duplicate_check_fields or ()
        if name not in names:
            return
        without = request.checking([each for each in names if each != name])
        again = forecast(
            without,
            self._made.module,
            self._found.records,
            assumptions,
            split=self._found.is_split,
            counterfactuals=False,  # equal: only slower
        )
        if not again.rows:  # equal: what was not refused is not refused with a shorter list
            return
        if again.rows[self._index].target_id == row.target_id:
            empty = "; an empty list counts as none" if len(names) == 1 else ""
            yield f"Taking {one_line(name)} off the list changes nothing{empty}."


def _missed(step: Step) -> bool:
    return step.verdict == "miss"


def _change_text(change: Change) -> str:
    name, before, after = one_line(change.api_name), value_text(change.before), value_text(change.after)
    if change.rows:
        return f"changed the rows of {name}"
    match change.kind:
        case "cleared":
            return f"cleared {name}, which was {before}"
        case "added":
            return f"set {name} to {after}"
        case "written":
            return f"wrote {name} {after}"
        case _:
            return f"changed {name} from {before} to {after}"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}"


def _date(text: str | None) -> str:
    return one_line(text)[:10] if text else "an unknown date"
