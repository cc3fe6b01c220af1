"""What a data set says about itself, in dataset.toml and covers.json, and how wrong entries of its files are told.

pydantic reads; one function turns its errors into a place and one sentence.
"""

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, RootModel, ValidationError

from tui.core.payload.json_text import place_of, spans
from tui.core.values import Json
from tui.dataset.files import DataSetError, json_of, toml_of

Covers = Literal["all", "partial"]


def _iso_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # a date-time is a date, too


class _Table(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Org(_Table):
    """Facts about the org. The preference is that of Leads (GET /settings/duplicate_check_preference)."""

    duplicate_check_preference: Literal["off", "converted_records", "mapped_module_records"] = "off"


class Made(_Table):
    """When the data set was made, from what, and whether it holds every record of its modules."""

    at: Annotated[str | None, BeforeValidator(_iso_text)] = None
    from_: Annotated[str | None, Field(alias="from")] = None
    covers: Covers | None = None


class PayloadTable(_Table):
    """What a file of payloads/ is for."""

    module: str | None = None
    shows: str | None = None


class Settings(_Table):
    """dataset.toml. Every key may be left out; unknown ones are passed over."""

    name: Annotated[str, Field(min_length=1)] | None = None
    description: str = ""
    covers: Covers | None = None
    org: Org = Org()
    made: Made = Made()
    payloads: dict[str, PayloadTable] = {}
    assumptions: Any = None

    @property
    def coverage(self) -> Covers | None:
        """What the file says of covers; None where it says nothing."""
        return self.made.covers or self.covers


class Covered(RootModel[dict[str, dict[str, list[JsonValue]]]]):
    """covers.json: module -> field -> the values that were looked up."""


Model = TypeVar("Model", bound=BaseModel)


def settings_of(text: str, file: str) -> Settings:
    """The settings in the text of dataset.toml. Raises DataSetError."""
    table = toml_of(text, file)
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        raise DataSetError(error_sentence(error, table), file) from None


def reply_of(model: type[Model], text: str, file: str) -> Model:
    """JSON text as a model. Raises DataSetError with the place of the first entry that does not fit."""
    value = json_of(text, file)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        way = error.errors()[0]["loc"]
        found = spans(text, len(way))
        span = next(span for end in range(len(way), -1, -1) if (span := found.get(way[:end])))
        raise DataSetError(error_sentence(error, value), file, *place_of(text, span.start)) from None


def error_sentence(error: ValidationError, value: Json, way: tuple[str | int, ...] = ()) -> str:
    """The first error in words: the way to the entry from the top of ``value``, with its API name where it has one, and
    what is wrong. way: from the top to what was validated."""
    first = error.errors()[0]
    words = []
    for part in (*way, *first["loc"]):
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
    match first["type"]:
        case "missing":
            return f"{where} is missing"
        case "model_type" | "model_attributes_type" | "dict_type":
            what = "should be an object"
        case "tuple_type" | "list_type":
            what = "should be a list"
        case _:
            what = first["msg"].replace("Input should", "should").replace("String should", "should")
    return f"{where}: {what}"
