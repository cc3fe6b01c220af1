"""Rows of a payload whose outcome is not known, as later rows meet them.

In the forecast such a row writes nothing; in the org it may. A later row that carries the same value, or reaches the
same record, is told so in a note (rules match.same_batch_new and match.same_batch_existing).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.notice import Notice
from tui.core.outcome import RowOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.prepared import PreparedRow
    from tui.core.stages import Call, Judgement
    from tui.core.values import Json, Key


class OpenRows:
    """What the rows of unknown outcome so far carry in fields that are looked up, and which records they reach."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._values: dict[tuple[str, Key], int] = {}
        self._targets: dict[str | None, int] = {}  # None: of no row

    def add(self, row: PreparedRow, judgement: Judgement) -> None:
        """Keep a row if its outcome is not known."""
        if judgement.outcome is not RowOutcome.NOT_KNOWN:
            return
        if judgement.target.target_id is not None:
            self._targets.setdefault(judgement.target.target_id, row.index)
        for name in self._call.order.names:
            if name in row.values:  # blank or a variable, it is what no later row is looked up by
                self._values.setdefault((name, self._key(name, row.values[name])), row.index)

    def notes(self, judgement: Judgement) -> Iterator[Notice]:
        """What a row with an outcome may meet of them. ``judgement`` is of a row after those that were added."""
        if judgement.outcome is RowOutcome.NOT_KNOWN:
            return
        reached = self._targets.get(judgement.target.target_id)
        if reached is not None:
            message = f"Row {reached + 1} may change {judgement.target.target_id} first: what it does is not known."
            yield Notice("match.same_batch_existing", None, message)
        if not self._values:
            return
        for step in judgement.steps:
            if step.verdict != "miss" or step.api_name not in self._call.module.by_name:
                continue
            row = self._values.get((step.api_name, self._key(step.api_name, step.value)))
            if row is not None:
                message = (
                    f"Row {row + 1} carries this {step.api_name} too, and what it does is not known: "
                    "this row may update the record that it makes or changes."
                )
                yield Notice("match.same_batch_new", step.api_name, message)

    def _key(self, name: str, value: Json) -> Key:
        return self._call.matcher.key(self._call.module.by_name[name], value)
