"""The table of records: as many columns as have room, and no more records fetched than are on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.message import Message

from tui import keys
from tui.core.display import one_line, record_name, short_id, value_text
from tui.core.field_types import SUBFORM
from tui.core.records import is_converted
from tui.core.views.twins import IDENTIFYING
from tui.dataclass import dataclass
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, MOVED, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.binding import BindingType

    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Record
    from tui.dataset.browse import Sort
    from tui.screens.records.listing import Heading, Listing

ID: Final = "id"
NAME: Final = ""  # what a person calls a record: no field, and nothing to sort by
_ROOMY: Final = 90  # cells from which ids stand in full
_FULL_ID, _SHORT_ID, _NAME = 19, 6, 18
_OFTEN_LONG: Final = ("email", "website")
_LONG: Final = 36  # cells that such a column has where there are some to spare
_ROOMS: Final = {"email": 24, "phone": 17, "date": 10, "datetime": 25, "boolean": 5, "website": 24}
_LEAST: Final = 8  # cells of a column that is cut
_OTHER: Final = 16
_IN_THE_NAME: Final = frozenset({"Full_Name", "First_Name", "Last_Name"})


@dataclass
class RecordSelected(Message):
    """The person looks at another record."""


@dataclass
class SortWanted(Message):
    """The person wants the records sorted by a column."""

    name: str


class RecordTable(LineList):
    """The table. Moving its cursor posts ``RecordSelected``, a click on a column's name ``SortWanted``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.RECORD_TABLE]
    HEADER = 1

    def __init__(self) -> None:
        super().__init__()
        self._listing: Listing | None = None
        self._module: Module | None = None
        self._sort: Sort | None = None
        self._message = ""

    def show(self, listing: Listing, module: Module, sort: Sort, message: str, at: int) -> None:
        """Show these; at: the line of the cursor. message: what to say where there are none."""
        self._listing, self._module, self._sort, self._message = listing, module, sort, message
        self.cursor = min(at, len(listing) - 1)
        self.lines_changed()
        self.call_after_refresh(self._show, max(self.cursor, 0))  # at the start there is no room yet to scroll in
        self.post_message(RecordSelected())

    @property
    def record(self) -> Record | None:
        """The one under the cursor."""
        return self._listing.record(self.cursor) if self._listing is not None else None

    def watch_cursor(self) -> None:
        """Tell that another one is looked at."""
        super().watch_cursor()
        self.post_message(RecordSelected())

    # --- lines --------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """One for each record or heading; none where there are none."""
        return len(self._listing) if self._listing is not None else 0

    def columns(self, width: int) -> list[tuple[str, str, int]]:
        """What has room: the name of each column, what stands above it, and its cells."""
        if self._module is None:
            return []
        rooms = [(ID, "id", _FULL_ID if width >= _ROOMY else _SHORT_ID), (NAME, "name", min(_NAME, width // 3))]
        left = width - sum(room + 1 for _, _, room in rooms)
        for field in _worth_a_column(self._module):
            room = min(max(_ROOMS.get(field.data_type, _OTHER), len(field.api_name)), left)
            if room < _LEAST:
                break
            rooms.append((field.api_name, one_line(field.api_name), room))
            left -= room + 1
        for place, (name, head, room) in enumerate(rooms):
            known = self._module.by_name.get(name)
            if left > 0 and known is not None and known.data_type in _OFTEN_LONG:
                more = min(left, _LONG - room)
                rooms[place], left = (name, head, room + more), left - more
        if left > 0:
            name, head, room = rooms[-1]
            rooms[-1] = (name, head, room + left)
        return rooms

    def header(self, y: int, width: int) -> Content:
        """The names of the columns, that by which records are sorted marked; without any record, why."""
        if not self.count():
            return Content.styled(self._message, MUTED)
        return Content(" ").join(
            fit(Content.styled(f"{head}{self._mark(name)}", ACCENT if self._mark(name) else MUTED), room)
            for name, head, room in self.columns(width)
        )

    def _mark(self, name: str) -> str:
        sort = self._sort
        return "" if sort is None or name == NAME or sort.name != name else " ▾" if sort.descending else " ▴"

    def line(self, index: int, width: int) -> Content:
        """One record, or the heading of a group."""
        assert self._listing is not None
        assert self._module is not None
        record = self._listing.record(index) or {}
        heading = self._listing.heading(index)
        if heading is not None:
            return _heading(heading, record)
        cells = []
        for name, _, room in self.columns(width):
            if name == ID:
                shown = one_line if room > _SHORT_ID else short_id
                cells.append(fit(Content.styled(shown(str(record.get("id", ""))), MUTED), room))
            elif name == NAME:
                converted = " (converted)" if is_converted(record) else ""
                cells.append(fit(Content.assemble(record_name(record, self._module), (converted, MUTED)), room))
            else:
                cells.append(fit(_cell(record.get(name)), room))
        return Content(" ").join(cells)

    def on_click(self, event: events.Click) -> None:
        """A click on a column's name sorts by it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y != 0 or not self.count():
            return
        event.prevent_default()
        end = 0
        for name, _, room in self.columns(self.scrollable_content_region.width):
            end += room + 1
            if offset.x < end:
                if name != NAME:
                    self.post_message(SortWanted(name))
                return

    @property
    def sortable(self) -> list[str]:
        """The columns that one can sort by."""
        return [name for name, *_ in self.columns(self.scrollable_content_region.width) if name != NAME]


def _worth_a_column(module: Module) -> Iterator[Field]:
    """The fields by which records are told apart first, then what else is written in one line."""
    telling = (field for field in module.fields if field.data_type in IDENTIFYING)
    for field in dict.fromkeys((*module.checkable, *telling, *module.mandatory, *module.fields)):
        if field.api_name not in _IN_THE_NAME and field.api_name != "id" and field.data_type != SUBFORM:
            yield field


def _heading(heading: Heading, record: Record) -> Content:
    group = heading.group
    how = "written differently" if group.other_writing else ""
    value = value_text(record.get(group.field))
    return Content.assemble(
        (one_line(group.field), STRONG), " ", (value, ACCENT), f" {len(group.ranks):,} records ", (how, MOVED)
    )


def _cell(value: Json) -> Content:
    if value is None or value in ("", []):
        return Content.styled("-", MUTED)
    if isinstance(value, str):
        return Content(one_line(value))
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return Content(one_line(value["name"]))
    return Content(value_text(value))
