"""What a data set says about itself, in dataset.toml and covers.json, and how wrong entries of its files are told: with
a place and one sentence."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

from tui.core.from_json import AtLeast, Before, FromJson, Misfit, read_as
from tui.core.payload.json_text import place_of, spans
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError, json_of, toml_of

if TYPE_CHECKING:
    from typing import TypeVar

    from tui.core.values import Json

    Model = TypeVar("Model")

Covers = Literal["all", "partial"]


def _iso_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # a date-time is a date, too


@dataclass(frozen=True, slots=True)
class Org(FromJson):
    """Facts about the org. The preference is that of Leads (GET /settings/duplicate_check_preference)."""

    duplicate_check_preference: Literal["off", "converted_records", "mapped_module_records"] = "off"


def _without_underscore(name: str) -> str:
    return name.removesuffix("_")


@dataclass(frozen=True, slots=True)
class Made(FromJson):
    """When the data set was made, from what, and whether it holds every record of its modules."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"alias_generator": _without_underscore}

    at: Annotated[str | None, Before(_iso_text)] = None
    from_: str | None = None
    covers: Covers | None = None


@dataclass(frozen=True, slots=True)
class PayloadTable(FromJson):
    """What a file of payloads/ is for."""

    module: str | None = None
    shows: str | None = None


@dataclass(frozen=True, slots=True)
class Settings(FromJson):
    """dataset.toml. Every key may be left out; unknown ones are passed over."""

    name: Annotated[str, AtLeast(1)] | None = None
    description: str = ""
    covers: Covers | None = None
    org: Org = Org()
    made: Made = Made()
    payloads: dict[str, PayloadTable] = field(default_factory=dict)
    assumptions: Any = None

    @property
    def coverage(self) -> Covers | None:
        """What the file says of covers; None where it says nothing."""
        return self.made.covers or self.covers


COVERED: Final = dict[str, dict[str, list[Any]]]
"""covers.json: module -> field -> the values that were looked up."""


def settings_of(text: str, file: str) -> Settings:
    """The settings in the text of dataset.toml. Raises DataSetError."""
    table = toml_of(text, file)
    try:
        return Settings.of_json(table)
    except Misfit as error:
        raise DataSetError(error_sentence(error, table), file) from None


def reply_of(model: type[Model], text: str, file: str) -> Model:
    """JSON text as a type. Raises DataSetError with the place of the first entry that does not fit."""
    value = json_of(text, file)
    try:
        return read_as(model, value)
    except Misfit as error:
        way = error.errors[0][0]
        found = spans(text, len(way))
        span = next(span for end in range(len(way), -1, -1) if (span := found.get(way[:end])))
        raise DataSetError(error_sentence(error, value), file, *place_of(text, span.start)) from None


def error_sentence(error: Misfit, value: Json, way: tuple[str | int, ...] = ()) -> str:
    """The first error in words: the way to the entry from the top of ``value``, with its API name where it has one, and
    what is wrong. way: from the top to what was validated."""
    way_on, wrong, sentence = error.errors[0]
    words: list[str] = []
    for part in (*way, *way_on):
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(part, int):
            name = value.get("api_name") if isinstance(value, dict) else None
            words.append(f"entry {part + 1} ({name})" if isinstance(name, str) else f"entry {part + 1}")
        else:
            words.append(part)
    where = ", ".join(words) or "this"
    match wrong:
        case "missing":
            return f"{where} is missing"
        case "dataclass_type" | "dict_type":
            what = "should be an object"
        case "tuple_type" | "list_type":
            what = "should be a list"
        case _:
            what = sentence.replace("Input should", "should").replace("String should", "should")
    return f"{where}: {what}"
