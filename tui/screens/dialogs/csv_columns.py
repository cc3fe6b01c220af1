"""The columns of a CSV text before it is opened: the field that each goes to, how many of its cells fit, the module."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tui import keys
from tui.core.display import one_line
from tui.core.payload.csv_mapping import counted, mapping_of
from tui.core.views.describe import count_of, listed
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError
from tui.keys import key_name
from tui.screens.dialogs.background import in_background
from tui.screens.dialogs.choices import Choices, Keys
from tui.screens.dialogs.dialog import Dialog
from tui.screens.dialogs.picker import Choice, Picker
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.metadata import Module
    from tui.core.payload.csv_mapping import ColumnCount, CsvMapping
    from tui.core.payload.csv_rows import Columns
    from tui.session.csv_table import CsvTable

LEAVE_OUT: Final = "leave it out"
"""Stands among the fields of a module; no API name has spaces."""

_FOUND: Final = {
    "API name": "API name",
    "label": "label",
    "near": "near",
    "the ids": "ids",
    "as before": "as before",
    "chosen": "chosen",
    "not taken": "",
}
_HOW: Final = 9  # cells
_COUNT: Final = 16


@dataclass(frozen=True, slots=True)
class ColumnsAnswer:
    """As which module a CSV text is read, and where its columns go."""

    module: str
    columns: Columns


class _Columns(Choices[int], can_focus=True):
    """The columns by their places; the dialog has nothing else that takes keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.CSV_COLUMNS]


class CsvColumns(Dialog[ColumnsAnswer]):
    """Returns a ColumnsAnswer, or None. name: of the file; modules: which there are, and module_of: one by its name."""

    HELP = """\
## Columns
Each line is a column of the file: its header, the field that it goes to, how that was found, how many of its cells the
field takes, and the first of them. **near** is a guess by the nearest name: look at it. Below is what does not fit;
such a cell stays text, and the forecast says what Zoho makes of it. A column that is left out is not in the payload.

**{columns.field}** or a click chooses a field, **{columns.leave_out}** leaves the column out, **{columns.module}**
reads the file as another module, and **{columns.open}** opens it so. The next file with this header begins like
this.
"""

    def __init__(
        self, name: str, table: CsvTable, modules: Sequence[Choice], module_of: Callable[[str], Module]
    ) -> None:
        super().__init__()
        self._file_name, self._sheet, self._before = name, table.sheet, table.before
        self._modules, self._module_of = modules, module_of
        self.mapping = table.mapping
        self._counts: dict[int, ColumnCount] = {}

    def compose(self) -> ComposeResult:
        """The columns, what is to be said of the one that is looked at and of all, and the keys."""
        with Vertical() as box:
            box.border_title = Content(f"columns of {one_line(self._file_name)}")
            yield Static(id="head", markup=False)
            yield _Columns()
            yield Static(id="about", markup=False)
            yield Static(id="state", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """All of them; the first that is not found by its name is looked at."""
        columns = self.query_one(_Columns)
        columns.focus()
        at = next((n for n, column in enumerate(self.mapping.columns) if column.how in ("near", "not taken")), 0)
        self._fill(at)
        self._count(range(len(self.mapping.columns)))

    def on_resize(self, event: events.Resize) -> None:
        """As much of the samples as there is room for."""
        self._fill(self.query_one(_Columns).value)

    # --- what stands there --------------------------------------------------------------------------------------------

    def _fill(self, at: int | None) -> None:
        lines = [(self._line(place), place) for place in range(len(self.mapping.columns))]
        self.query_one(_Columns).fill(lines, at)
        room = self._room()
        head = (
            ("column", room),
            ("goes to", room),
            ("found by", _HOW),
            ("cells that fit", _COUNT),
            ("first cells", 11),
        )
        self.query_one("#head", Static).update(
            Content(" ").join(fit(Content.styled(word, MUTED), width) for word, width in head)
        )
        self._say_all()

    def _room(self) -> int:
        """Cells of a header and of a field."""
        return 22 if self.size.width >= 110 else 16

    def _line(self, place: int) -> Content:
        column, count, room = self.mapping.columns[place], self._counts.get(place), self._room()
        twice = column.field in self.mapping.twice
        goes = ("! " if twice else "") + one_line(column.field) if column.field else "× left out"
        style = CLEARED if twice else MUTED if column.field is None else STRONG
        if column.field is None:
            fits = Content.styled("-", MUTED)
        elif count is None:
            fits = Content.styled("counting", MUTED)
        else:
            text = f"{count.fit:,} of {count.filled:,}"
            fits = Content.styled(text, MOVED if count.fit < count.filled else MUTED)
        found = Content.styled(_FOUND[column.how], MOVED if column.how == "near" else MUTED)
        sample = one_line(" · ".join(self._sheet.sample(place)))
        parts = (
            fit(Content(one_line(column.header)), room),
            fit(Content.styled(goes, style), room),
            fit(found, _HOW),
            fit(fits, _COUNT),
            Content.styled(sample, MUTED),
        )
        return Content(" ").join(parts)

    @on(OptionList.OptionHighlighted)
    def _look_at(self) -> None:
        place = self.query_one(_Columns).value
        count = self._counts.get(place) if place is not None else None
        self.query_one("#about", Static).update(
            Content("\n").join(map(Content, map(one_line, count.examples)) if count else ())
        )

    def _say_all(self) -> None:
        mapping, rows = self.mapping, len(self._sheet.rows)
        left = count_of(rows, "row") + f" as {mapping.module.api_name}"
        waiting = len(mapping.columns) - len(self._counts)
        to_count = f" · {count_of(waiting, 'column')} to count" if waiting else ""
        self.query_one(Vertical).border_subtitle = left + to_count
        self.query_one("#state", Static).update(_state(mapping))

    # --- counting -----------------------------------------------------------------------------------------------------

    def _count(self, places: Iterable[int]) -> None:
        """Go through the cells of columns in a thread; what is no longer wanted meanwhile is let go."""
        mapping, wanted = self.mapping, list(places)
        for place in wanted:
            self._counts.pop(place, None)

        def work() -> None:
            for place in wanted:
                count = counted(self._sheet, mapping, place, partial(self._is_now, mapping, place))
                if not self.is_attached:
                    return
                if count is not None:
                    self.call_later(self._counted, mapping, place, count)

        in_background(work)

    def _is_now(self, mapping: CsvMapping, place: int) -> bool:
        now = self.mapping
        return self.is_attached and now.module is mapping.module and now.columns[place] == mapping.columns[place]

    def _counted(self, mapping: CsvMapping, place: int, count: ColumnCount) -> None:
        if self._is_now(mapping, place):
            self._counts[place] = count
            self.query_one(_Columns).replace_option_prompt_at_index(place, self._line(place))
            self._say_all()
            self._look_at()

    # --- what people do -----------------------------------------------------------------------------------------------

    def _take(self, mapping: CsvMapping, at: int | None) -> None:
        """Another mapping, whose changed columns are counted anew."""
        before, self.mapping = self.mapping, mapping
        same_module = before.module is mapping.module
        pairs = zip(before.keys, mapping.keys, strict=True)
        changed = [n for n, (old, new) in enumerate(pairs) if old != new or not same_module]
        self._count(changed)
        self._fill(at)

    @on(OptionList.OptionSelected)
    def _pick(self, event: OptionList.OptionSelected) -> None:
        place = event.option_index
        column = self.mapping.columns[place]

        def picked(name: str | None) -> None:
            if name is not None:
                self._take(self.mapping.having(place, None if name == LEAVE_OUT else name), place)

        title = f"{one_line(column.header) or 'column without a name'} goes to"
        self.app.push_screen(Picker(title, self._fields(), column.field or LEAVE_OUT), picked)

    def _fields(self) -> list[Choice]:
        from_column = {column.field: column.header for column in self.mapping.columns if column.field}
        choices = [Choice(LEAVE_OUT, "not in the payload"), Choice("id", "names the record to update")]
        for field in self.mapping.module.writable.values():
            taken = f" · from {one_line(from_column[field.api_name])}" if field.api_name in from_column else ""
            mandatory = " · mandatory" if field.mandatory else ""
            choices.append(Choice(field.api_name, f"{field.label} · {field.data_type}{mandatory}{taken}"))
        return choices

    def action_leave_out(self) -> None:
        """The column that is looked at goes nowhere."""
        place = self.query_one(_Columns).value
        if place is not None:
            self._take(self.mapping.having(place, None), place)

    def action_module(self) -> None:
        """Read the text as another module."""

        def picked(name: str | None) -> None:
            if name is None or name == self.mapping.module.api_name:
                return
            try:
                module = self._module_of(name)
            except DataSetError as error:
                self.notify(one_line(str(error)), severity="warning", markup=False)
                return
            self._take(mapping_of(self._sheet, module, self._before), None)

        self.app.push_screen(Picker("module", self._modules, self.mapping.module.api_name), picked)

    def action_open(self) -> None:
        """Open the text as it stands here."""
        if (why := _why_not(self.mapping)) is not None:
            self.notify(why, severity="warning", markup=False)
        else:
            self.dismiss(ColumnsAnswer(self.mapping.module.api_name, self.mapping.given))


def _why_not(mapping: CsvMapping) -> str | None:
    """Why a mapping cannot be read with."""
    if mapping.twice:
        return f"Two columns go to {mapping.twice[0]}. Choose another field for one, or leave it out."
    if not any(column.field for column in mapping.columns):
        return "Every column is left out. Choose a field for one."
    return None


def _state(mapping: CsvMapping) -> Content:
    """What is to be said of all columns, in a line or two."""
    parts: list[Content] = []
    if (why := _why_not(mapping)) is not None:
        parts.append(Content.styled(f"! {one_line(why)}", CLEARED))
    if mapping.missing:
        names, them = listed(mapping.missing), "it" if len(mapping.missing) == 1 else "them"
        parts.append(Content.styled(f"! No column goes to {one_line(names)}: an insert needs {them}.", MOVED))
    left_out = sum(1 for column in mapping.columns if column.field is None and column.header)
    near = sum(column.how == "near" for column in mapping.columns)
    guessed = f"{count_of(near, 'field')} guessed by the nearest name" if near else ""
    left = f"{count_of(left_out, 'column')} left out" if left_out else ""
    if said := " · ".join(filter(None, (guessed, left))):
        parts.append(Content.styled(said, MUTED))
    return Content("\n").join(parts or [Content.styled(f"{key_name('columns.open')} opens it.", MUTED)])
