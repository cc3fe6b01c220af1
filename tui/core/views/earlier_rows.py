"""What a row would have met at a check field that was not reached, with the records as that row finds them.

The engine is asked as for any call: one row with that one value, against the records after the rows before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.forecast import Forecast, forecast
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.records import Found, RecordsOver, age
from tui.core.values import KeyForm, key_text
from tui.core.views.row_detail import record_after

if TYPE_CHECKING:
    from tui.core.records import RecordIndex
    from tui.core.trace import Step
    from tui.core.values import Json, Key, Record


class RecordsAsMet(RecordsOver):
    """A RecordIndex: the records as one row (0-based) of a forecast finds them, after what the rows before it wrote.

    Records that were inserted in the same call are left out where the assumptions say that they are not seen (rule
    match.same_batch_new).
    """

    def __init__(self, made: Forecast, records: RecordIndex, index: int) -> None:
        super().__init__(records)
        self._written: dict[str, Record] = {}
        self._rows: dict[str, int] = {}
        blind = made.assumptions["match.same_batch_new"] == "blind"
        for row in made.rows[:index]:
            after = record_after(row)
            if after is None:
                continue
            if row.outcome is RowOutcome.INSERT:
                if blind and row.index // ROWS_PER_CALL == index // ROWS_PER_CALL:
                    continue
                self._rows[after["id"]] = row.index + 1  # equal: their order is what counts
            self._written[after["id"]] = after

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find."""
        if not self._written or key.form is KeyForm.NEAR:  # equal: where nothing was written
            return self._base.find(field, key, limit)
        stored = (each for each in self._base.find(field, key, None).ids if each not in self._written)
        mine = (each for each, record in self._written.items() if key_text(record.get(field), key.form) == key.text)
        found = {each: self.get(each) or {} for each in (*stored, *mine)}  # equal: each is there
        ids = sorted(found, key=lambda each: age(each, found[each], self._rows.get(each, 0)))
        return Found(tuple(ids[:limit]), len(ids))

    def get(self, record_id: str) -> Record | None:
        """As RecordIndex.get."""
        return self._written.get(record_id) or self._base.get(record_id)

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """As RecordIndex.covers; a value that an earlier row wrote is known, too."""
        text = key_text(value, form)
        written = self._written.values()
        return self._base.covers(field, value, form) or any(
            key_text(record.get(field), form) == text for record in written
        )


def would_meet(made: Forecast, records: RecordIndex, index: int) -> dict[str, Step]:
    """For each check field that a row did not reach, by name, the step that it would have been.

    A field that the row does not carry is left out, and so is one whose value would be refused before it is looked up.
    """
    row, sent = made.rows[index], made.request.rows[index]
    met = RecordsAsMet(made, records, index)
    steps: dict[str, Step] = {}
    for step in row.trace:
        name = step.api_name
        if step.verdict != "not_reached" or name == "id" or name not in sent:
            continue
        request = replace(made.request, rows=({name: sent[name]},), if_unmodified_since=None).checking((name,))
        alone = forecast(request, made.module, met, made.assumptions, counterfactuals=False)  # equal: only quicker
        tried = next((each for row in alone.rows for each in row.trace if each.api_name == name), None)
        if tried is not None and tried.verdict != "not_reached":  # equal: there is one
            steps[name] = tried
    return steps
