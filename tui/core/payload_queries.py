"""What a payload makes Zoho look up in the org, and the COQL that asks for it.

``lookups_of`` names every value that any check order, or the enforcement of unique values, could look up; the queries
ask for the ids of the records that hold one. Pure text: nothing is sent here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.field_types import NUMBERS
from tui.core.payload.decoding import whole_characters
from tui.core.prepared import shell_values
from tui.core.validate import value_checks
from tui.core.values import id_text, is_blank
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from tui.core.metadata import Field, Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.values import Json, Record

MOST_VALUES: Final = 50
"""Values of one IN list. Older pages of COQL Limitations allow 50, newer ones name no number."""

MOST_CHARACTERS: Final = 4_000
"""Characters of one query. No page names a limit; URLs and statements of this length pass everywhere."""

LONGEST_VALUE: Final = 1_000
"""Characters of one value; the longest field that can be unique holds 450 (website)."""

FIRST_ROWS: Final = 200
MORE_ROWS: Final = 2_000
"""Rows that a query asks for: first as many as one credit buys, then as many as one call may bring (COQL Overview)."""

_LARGEST: Final = 10**16  # from here on a float is written with an exponent, which COQL does not read; so is a tiny one


@dataclass(frozen=True, slots=True)
class Lookups:
    """What is looked up in one module.

    ``values``: field -> the values as the payload has them, each once, in the order of the rows. ``ids``: the explicit
    ids that a record may carry. ``impossible_ids``: texts that no record of Zoho has for an id, which need no question.
    ``left_out``: (field, value) that COQL cannot say.
    """

    module: str
    values: Mapping[str, tuple[Json, ...]]
    ids: tuple[str, ...] = ()
    impossible_ids: tuple[str, ...] = ()
    left_out: tuple[tuple[str, Json], ...] = ()

    def covers(self) -> dict[str, list[Json]]:
        """The same as one entry of covers.json: field -> values, the ids among them."""
        covered: dict[str, list[Json]] = {name: list(values) for name, values in self.values.items() if values}
        ids = [*self.ids, *self.impossible_ids]
        return covered | ({"id": list(ids)} if ids else {})

    @property
    def count(self) -> int:
        """How many values and ids there are."""
        return sum(map(len, self.values.values())) + len(self.ids)


@dataclass(frozen=True, slots=True)
class LookupQuery:
    """The ids of the records of which ``field`` holds one of some values; ``text`` lacks its LIMIT."""

    field: str
    text: str

    def page(self, offset: int, rows: int) -> str:
        """The whole query for one page. COQL writes LIMIT offset, rows."""
        return f"{self.text} order by id asc limit {offset}, {rows}"


def lookups_of(request: UpsertRequest, module: Module) -> Lookups:
    """Every value that a forecast of the request may look up, whatever its check fields and the assumptions say.

    These are the values of all fields that can be checked or are unique, in all rows, as far as stage 1 lets them pass
    under some setting (an invalid value is never looked up) and they are not blank; shell variables are left out.
    """
    asked: dict[str, dict[tuple[type, Json], None]] = {
        field.api_name: {} for field in module.checkable if module.looked_up(field)
    }
    ids: dict[str, None] = {}
    left_out: dict[tuple[str, str], tuple[str, Json]] = {}
    for index, row in enumerate(request.rows):
        if not is_blank(row.get("id")) and "id" not in shell_values(row, request.shell_variables):
            ids[id_text(row["id"])] = None
        for name, value in _valid_values(index, row, module, request.shell_variables):
            if name not in asked:
                continue
            if literals(value, module.by_name[name]):
                asked[name][type(value), value] = None
            else:
                left_out[name, repr(value)] = (name, value)
    ids.pop("", None)
    return Lookups(
        module.api_name,
        {name: tuple(value for _, value in values) for name, values in asked.items()},
        tuple(text for text in ids if _is_id(text)),
        tuple(text for text in ids if not _is_id(text)),
        tuple(left_out.values()),
    )


def _valid_values(index: int, row: Record, module: Module, variables: Collection[str]) -> Iterator[tuple[str, Json]]:
    shell = shell_values(row, variables)
    fields = [module.by_name[name] for name in row if name in module.by_name and name not in shell]
    values = {field.api_name: row[field.api_name] for field in fields if module.looked_up(field)}
    written = {name: value for name, value in values.items() if name in module.writable}
    invalid = {check.api_name for check in value_checks(index, written, module) if check.error is not None}
    for name, value in values.items():
        if name not in invalid and not is_blank(value):
            yield name, value


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 30


def lookup_queries(lookups: Lookups, module: Module) -> tuple[LookupQuery, ...]:
    """The queries that ask for all values, field by field, none too long."""
    queries: list[LookupQuery] = []
    for name, values in lookups.values.items():
        field = module.by_name[name]
        texts = list(dict.fromkeys(text for value in values for text in literals(value, field)))
        start = f"select id from {lookups.module} where {name} in "
        queries += [LookupQuery(name, f"{start}({', '.join(chunk)})") for chunk in _chunks(texts)]
    return tuple(queries)


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    length = 0
    for text in texts:
        if len(chunk) == MOST_VALUES or length + len(text) > MOST_CHARACTERS:  # one alone is never too long
            yield chunk
            chunk, length = [], 0
        chunk.append(text)
        length += len(text) + 2
    if chunk:
        yield chunk


def literals(value: Json, field: Field) -> tuple[str, ...]:
    """A value as COQL writes it, text in quotes and numbers bare; several where surrounding white space may or may not
    be stored (rule match.whitespace). Nothing for what COQL cannot say.

    Letter case is left as it is: Zoho compares without it (rule match.case).
    """
    if isinstance(value, bool):
        return ()
    if isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        text = str(int(value)) if whole else repr(value)
        return (text,) if field.data_type in NUMBERS and abs(value) < _LARGEST and "e" not in text else ()
    if not isinstance(value, str) or len(value) > LONGEST_VALUE:
        return ()
    stripped = value.strip()
    if field.data_type in NUMBERS:  # bigint comes as a string of digits
        return (stripped,) if stripped.isascii() and stripped.isdigit() else ()
    if whole_characters(value) != value:  # half a character is no text that could be sent
        return ()
    return tuple(dict.fromkeys(coql_text(text) for text in (value, stripped)))


def coql_text(text: str) -> str:
    """A text as COQL writes it: in quotes, a quote inside doubled (Kaizen #171), and a backslash too, which else might
    escape the end."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
