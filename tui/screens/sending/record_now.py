"""One record read from the org, beside what the data set has of it and what the payload wrote into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tui.core.values import same_value
from tui.dataclass import dataclass
from tui.live.zoho.read_back import ALWAYS_READ, fields_to_read, read_back

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.values import Json, Record
    from tui.live.zoho.result import OrgReader

Difference = Literal["same", "written", "differs"]


@dataclass(frozen=True, slots=True)
class FieldNow:
    """A field: its value in the data set and in the org. *written*: the org holds what the row wrote."""

    api_name: str
    then: Json
    now: Json
    difference: Difference


@dataclass(frozen=True, slots=True)
class RecordNow:
    """A record as the org holds it. ``gone``: it is not there; ``known``: the data set has it; ``problem``: why it was
    not read."""

    record_id: str
    fields: tuple[FieldNow, ...] = ()
    gone: bool = False
    known: bool = True
    problem: str = ""


def record_now(client: OrgReader, forecast: Forecast, record_id: str, row: Record, then: Record | None) -> RecordNow:
    """Read a record, with the fields that the payload looks up or writes. then: what the data set has of it."""
    back = read_back(client, forecast.module, [record_id], fields_to_read(forecast))
    record = back.records.get(record_id)
    if record is None:
        return RecordNow(record_id, gone=record_id in back.gone, known=then is not None, problem=back.problem)
    names = [name for name in record if name not in ALWAYS_READ or name == "Modified_Time"]
    stored = then or {}
    types = forecast.module.by_name
    return RecordNow(
        record_id,
        tuple(
            FieldNow(
                name,
                stored.get(name),
                record[name],
                _difference(types[name].data_type if name in types else "text", name, stored, record, row),
            )
            for name in names
        ),
        known=then is not None,
        problem=back.problem,
    )


def _difference(data_type: str, name: str, then: Record, now: Record, row: Record) -> Difference:
    if same_value(data_type, then.get(name), now[name]):
        return "same"
    if name in row and same_value(data_type, row[name], now[name]):
        return "written"
    return "differs"
