"""The step between a CSV text and the payload that it becomes: to which field each column goes.

``ColumnsScreen`` stands on ``FilesScreen``. Where every column is found by its name in the module that fits best, the
text opens at once, and a line says by which key its columns are seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.payload.request import PayloadError
from tui.core.views.describe import count_of
from tui.dataset.files import DataSetError
from tui.keys import key_name
from tui.screens.main.files import FilesScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.screens.dialogs.csv_columns import ColumnsAnswer
    from tui.session.csv_table import CsvTable

_LONG: Final = 300_000
"""Characters of a CSV up to which its columns are looked at while the app starts."""


class ColumnsScreen(FilesScreen):
    """A screen on an Explorer that can ask about columns."""

    def on_mount(self) -> None:
        """What the app was started on may have columns that name no field."""
        source = self.explorer.view.draft.source
        if source is None or source.columns or len(source.text) > _LONG:
            return
        table = self._table_of_draft()
        if table is not None and not table.mapping.is_plain:
            self.tell_of_columns(table)

    def ask_columns(self, name: str, table: CsvTable, then: Callable[[ColumnsAnswer], object]) -> None:
        """Show where the columns go. What the person makes of it is kept for the same header, and handed to ``then``;
        escape changes nothing."""
        from tui.screens.dialogs.csv_columns import CsvColumns
        from tui.screens.dialogs.picker import Choice
        from tui.session.known_headers import remember_header

        def answered(answer: ColumnsAnswer | None) -> None:
            if answer is not None:
                remember_header(answer.module, answer.columns)
                then(answer)

        modules = [Choice(each.api_name, each.label) for each in self.explorer.module_choices()]
        self.app.push_screen(CsvColumns(name, table, modules, self.explorer.data_set.module), answered)

    def tell_of_columns(self, table: CsvTable) -> None:
        """Say how the columns were found, and by which key they are seen."""
        strange = sum(column.header != "" and column.how in ("near", "not taken") for column in table.mapping.columns)
        module, key = table.mapping.module.api_name, key_name("payload.columns")
        if strange:
            name = "names" if strange == 1 else "name"
            self.say(
                f"{count_of(strange, 'column')} of this CSV {name} no field of {module}. {key} maps them.", timeout=12
            )
        else:
            self.say(f"Every column names a field of {module}. {key} shows the columns.")

    def action_columns(self) -> None:
        """The columns of the CSV that the payload was read from, to send them elsewhere."""
        from tui.session.csv_table import mapped

        self.take_typed()
        table = self._table_of_draft()
        if table is None:
            was_csv = "Only a payload that was read from CSV has columns, until it is edited. Undo, or open it again."
            self.complain(was_csv)
            return
        draft = self.explorer.view.draft

        def read_anew(answer: ColumnsAnswer) -> None:
            try:
                anew = mapped(draft, self.explorer.data_set, answer.module, answer.columns)
            except (PayloadError, DataSetError) as error:
                self.complain(str(error))
            else:
                self.show(self.explorer.set_draft(anew, "the columns were mapped"))

        self.ask_columns(self.explorer.view.file_name, table, read_anew)

    def _table_of_draft(self) -> CsvTable | None:
        draft = self.explorer.view.draft
        if draft.source is None:
            return None
        from tui.session.csv_table import table_of_draft

        try:
            return table_of_draft(draft, self.explorer.data_set)
        except DataSetError:
            return None
