"""What the main screen does with records: it opens the records screen, at what the selected row meets or at any id."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.screens.main.trying import TryingScreen
from tui.session.choices import holder
from tui.widgets.check_fields import CheckFields
from tui.widgets.forecast_table import ForecastTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.messages import RecordWanted


class RecordLookingScreen(TryingScreen):
    """A screen on an Explorer from which one looks at records."""

    def action_records(self) -> None:
        """The records of the module, at the one that the selected row meets; from the check fields, at the first."""
        in_fields = isinstance(self.focused, CheckFields)
        self.when_typed(lambda: self.open_record(None if in_fields else next(self._met(), None)))

    def _met(self) -> Iterator[str]:
        """The ids that the selected row has to do with and that the data set may hold: its target first."""
        forecast = self.explorer.view.forecast
        if forecast is None or self.row >= len(forecast.rows):
            return
        row = forecast.rows[self.row]
        errors = [error.details.get("id") for error in row.found]
        met = [row.target_id, *errors, *(each for step in row.trace for each in step.matches)]
        yield from (each for each in met if isinstance(each, str) and not each.startswith("new-"))

    def on_record_wanted(self, message: RecordWanted) -> None:
        """Someone clicked an id."""
        self.when_typed(partial(self.show_record, message))

    def show_record(self, wanted: RecordWanted) -> None:
        """Show a record, wherever the data set has it, or the records that hold some words."""
        module = wanted.module or self.explorer.view.module.api_name
        if wanted.id is not None:
            module = holder(self.explorer.data_set, wanted.id, module) or module  # lookups are of other modules
        self.open_record(wanted.id, module=module, words=wanted.words)

    def open_record(self, record_id: str | None, *, module: str | None = None, words: str = "") -> None:
        """Open a record by its id (None: the first). module: its API name, where it is not the payload's; words: what
        to search for."""
        from tui.screens.records.screen import Place, RecordsScreen

        place = Place(module or self.explorer.view.module.api_name, record_id, words)
        self.app.push_screen(RecordsScreen(self.explorer, place), self._looked)

    def _looked(self, row: int | None) -> None:
        """Back from the records: to a row, if one was chosen there."""
        if row is not None:
            self.query_one(ForecastTable).select(row)
            self._look_at(row)
            self.action_show_pane("forecast")
