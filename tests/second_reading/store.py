"""The records of the module while a call goes on, and what a look-up in them finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from tests.second_reading.patterns import id_text
from tests.second_reading.values import is_blank, is_number, moment

if TYPE_CHECKING:
    from tests.second_reading.case import Case
    from tests.second_reading.metadata import Field
    from tests.second_reading.settings import Settings


@dataclass
class Record:
    """A record, stored or inserted by row ``new`` (1-based) of this call."""

    id: str
    data: dict[str, Any]
    new: int | None = None
    whole: set[str] = field(default_factory=set)
    """Fields of which a row of this call wrote the whole value."""
    written: int = 0
    """When this call last wrote it: 0 never, else the 1-based row."""

    @property
    def number(self) -> int:
        """Its id as a number."""
        return int(self.id) if self.id.isdigit() else 0


class NotKnown(Exception):
    """A look-up that the copy of the org cannot answer."""


@dataclass
class Store:
    """The module's records as the row at hand sees them."""

    case: Case
    settings: Settings
    module: str
    system: str | None
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        stored = self.case.records
        self.records = [Record(id_text(data["id"]) or "", dict(data)) for data in stored]  # a field is written whole
        self.carried = {key for data in stored for key in data}
        self.has_records = bool(stored)

    @property
    def partial(self) -> bool:
        """Whether a value that no record here holds may still be held in the org."""
        if self.case.covers is not None:
            return self.case.covers != "all"
        return self.more_records

    @property
    def more_records(self) -> bool:
        """What the last page says: the last by number where pages have one, else by their order."""
        pages = list(self.case.pages)
        if not pages:
            return False
        if all(page.get("page") is not None for page in pages):
            pages.sort(key=lambda page: int(page["page"]))
        return bool(pages[-1]["more"])

    def pulled(self, name: str) -> bool:
        """Whether the copy says anything about this field of stored records."""
        return self.settings["data.absent_field"] == "blank" or not self.has_records or name in self.carried

    def knows(self, record: Record, name: str) -> bool:
        """Whether the present value of this field of this record is known."""
        return self.pulled(name) or record.new is not None or name in record.whole

    def key(self, field: Field, value: Any) -> Any:
        """What is compared in a look-up: values are equal where their keys are. None never is."""
        if field.data_type == "bigint":
            value = id_text(value)
        if isinstance(value, str):
            text = value if self.settings["match.whitespace"] == "exact" else value.strip()
            only_system = field.name == self.system and not field.unique
            respects_case = only_system and self.settings["match.case_system"] == "respect"
            return ("text", text if respects_case else text.casefold())
        if is_number(value):
            return ("number", value)
        return None

    def was_looked_up(self, field: Field, value: Any) -> bool:
        """Whether covers.json has this value of this field."""
        key = self.key(field, value)
        return key is not None and key in [self.key(field, one) for one in self.looked_up(field.name)]

    def looked_up(self, name: str) -> list[Any]:
        """The values of this field in covers.json."""
        return (self.case.covered or {}).get(name, [])

    def visible(self, record: Record) -> bool:
        """Whether look-ups of stages 2 and 4 meet this record at all."""
        if record.new is not None:
            return self.settings["match.same_batch_new"] != "blind"
        if self.module == "Leads" and self.settings["match.converted"] == "left_out":
            return not any(record.data.get(mark) in (True, "true") for mark in ("$converted", "Converted__s"))
        return True

    def holds(self, record: Record, field: Field, value: Any) -> bool:
        """Whether the record is known to hold the value in this field."""
        if not self.knows(record, field.name):
            return False
        held = record.data.get(field.name)
        if is_blank(value) or is_blank(held):
            return is_blank(value) and is_blank(held)
        key = self.key(field, value)
        return key is not None and key == self.key(field, held)

    def holders(self, field: Field, value: Any) -> list[Record]:
        """The records that a look-up of this value meets, oldest first."""
        found = [record for record in self.records if self.visible(record) and self.holds(record, field, value)]
        return self.oldest_first(found)

    def look_up(self, field: Field, value: Any, *, besides: Record | None = None) -> list[Record]:
        """The holders other than ``besides``, oldest first; NotKnown where none is here and the org may have one."""
        found = [record for record in self.holders(field, value) if record is not besides]
        if found:
            return found
        if not self.pulled(field.name):
            raise NotKnown
        if self.partial and not self.was_looked_up(field, value):
            raise NotKnown
        return []

    def by_id(self, value: Any) -> Record | None:
        """The stored record whose id is that very text; NotKnown where none is here and the org may have it."""
        text = id_text(value)
        for record in self.records:
            if record.new is None and record.id == text:
                return record
        if self.partial and text not in [id_text(one) for one in self.looked_up("id")]:
            raise NotKnown
        return None

    def oldest_first(self, records: list[Record]) -> list[Record]:
        """Lowest Created_Time, then records without one, then those of this call in row order; ties: lowest id."""

        def place(record: Record) -> tuple[int, float, int]:
            if record.new is not None:
                return (2, record.new, 0)
            created = moment(record.data.get("Created_Time"))
            return (1, 0, record.number) if created is None else (0, created.timestamp(), record.number)

        return sorted(records, key=place)

    def newest(self, records: list[Record]) -> Record:
        """Those of this call (last row first), then highest Created_Time, then records without; ties: highest id."""

        def place(record: Record) -> tuple[int, float, int]:
            if record.new is not None:
                return (2, record.new, 0)
            created = moment(record.data.get("Created_Time"))
            return (0, 0, record.number) if created is None else (1, created.timestamp(), record.number)

        return max(records, key=place)

    def latest_modified(self, records: list[Record]) -> Record:
        """Those that this call wrote (last first), then highest Modified_Time, then without; ties: lowest id."""

        def place(record: Record) -> tuple[int, float, int]:
            if record.written:
                return (2, record.written, 0)
            modified = moment(record.data.get("Modified_Time"))
            return (0, 0, -record.number) if modified is None else (1, modified.timestamp(), -record.number)

        return max(records, key=place)


def header_moment(text: str) -> datetime | None:
    """The moment of If-Unmodified-Since: ISO or an HTTP date, without an offset UTC; None where it is unreadable."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            found = parsedate_to_datetime(text.strip())
        except ValueError:
            return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
