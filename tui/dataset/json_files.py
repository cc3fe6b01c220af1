"""A long JSON text of records, read in parts: a page, pages one after the other, a list, or JSON Lines.

What comes out is what tui.dataset.shapes makes of the whole text. A text of another shape is read whole (NotInParts).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from tui.core.payload.csv_parts import NotInParts
from tui.core.payload.json_parts import Entry, ListBegins, ListEnds, Whole, json_parts
from tui.dataclass import dataclass
from tui.dataset.readers import PageInfo, is_named, record_id_of, why_unusable
from tui.dataset.shapes import Page, ShapeError, error_code, is_record, pages_of, pages_within, says_empty, with_info

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tui.core.metadata import Module
    from tui.core.payload.json_parts import JsonPart
    from tui.core.values import Json, Record


@dataclass(slots=True)
class _List:
    """What a list of records and pages came to: how many pages, and those that say something of themselves."""

    pages: int = 0
    first: Page | None = None
    telling: list[Page] = field(default_factory=list)
    open: bool = False  # whether records stand side by side that make a page together
    entries: int = 0

    def add(self, page: Page) -> None:
        """Count a page, without its entries."""
        page = Page([], page.number, page.more)
        self.first = self.first or page
        self.pages += 1
        if (page.number, page.more) != (None, None):
            self.telling.append(page)


class JsonRecords:
    """Takes the parts of one text and hands each record on. The counts are as FileRecords has them."""

    def __init__(self, file: str, module: Module, add: Callable[[Record], object]) -> None:
        self._module, self._add = module, add
        self._lines = is_named(file, (".jsonl", ".ndjson"))
        self._top = _List()  # the documents, where there are several
        self._documents = 0
        self._held: Whole | None = None  # the first document, as long as it may be the only one
        self._blank = False  # whether the first document is an empty list
        self.records = self.not_records = self.without_id = 0
        self.infos: list[PageInfo] = []

    def read(self, read: Callable[[int], str]) -> None:
        """Read the whole text. Raises NotInParts."""
        parts = iter(json_parts(read))
        for part in parts:
            self._documents += 1
            if self._documents == 2:
                self._several()
            if isinstance(part, ListBegins):
                self._list(parts)
            elif isinstance(part, Whole):
                if self._documents == 1:
                    self._held = part
                else:
                    self._value(part.value, self._top)
        if self._documents == 1 and self._lines:
            self._several()
        if self._held is not None:
            self._alone(self._held.value)
        if not self.records and (self.not_records or self.without_id):
            raise NotInParts

    def _several(self) -> None:
        """The first document was one of several."""
        if self._blank:
            self.not_records += 1
            self._blank = False
        if self._held is not None:
            held, self._held = self._held, None
            self._value(held.value, self._top)

    def _alone(self, value: Json) -> None:
        try:
            for page in pages_of(value, self._module):
                self._page(page)
        except ShapeError:
            raise NotInParts from None

    def _list(self, parts: Iterable[JsonPart]) -> None:
        """A list up to its end, and what the object around it says."""
        found = _List()
        around: dict[str, Json] | None = None
        for part in parts:
            if isinstance(part, ListEnds):
                around = part.around
                break
            if isinstance(part, Entry):
                self._value(part.value, found)
        if found.open or not found.pages:
            found.add(Page([]))
        pages = found.telling
        if around is not None:
            if "id" in around or error_code(around) is not None or says_empty(around):
                raise NotInParts
            if found.pages == 1 and found.first is not None:
                pages = list(with_info((found.first,), around))
        elif not found.entries:
            if self._documents > 1:
                self.not_records += 1
            else:
                self._blank = True
        self._told(pages)

    def _value(self, value: Json, among: _List) -> None:
        """An entry of a list: a record, or one page or several."""
        among.entries += 1
        try:
            inner = None if is_record(value) or value == [] else pages_within(value, self._module)
        except ShapeError:
            raise NotInParts from None
        if inner is None:
            among.open = True
            self._entry(value)
            return
        if among.open:
            among.add(Page([]))
            among.open = False
        for page in inner:
            among.add(page)
            self._page(page, told=among is self._top)

    def _page(self, page: Page, *, told: bool = True) -> None:
        for entry in page.entries:
            self._entry(entry)
        if told:
            self._told([page])

    def _told(self, pages: Iterable[Page]) -> None:
        self.infos += [PageInfo(page.number, page.more) for page in pages if (page.number, page.more) != (None, None)]

    def _entry(self, entry: Json) -> None:
        if not isinstance(entry, dict):
            self.not_records += 1
        elif (record_id := record_id_of(entry.get("id"))) is None:
            self.without_id += 1
        elif why_unusable(entry) is not None:
            raise NotInParts
        else:
            self._add(entry if entry["id"] is record_id else {**entry, "id": record_id})
            self.records += 1
