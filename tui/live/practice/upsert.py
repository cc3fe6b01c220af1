"""An upsert of the practice org: answered by the forecast, which is then carried out to the letter.

What Zoho adds by itself is added: ids, times, who did it, an owner. Everything else is what the forecast says changes,
so that org and forecast can only differ where they assume differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from tui.core.field_types import SUBFORM
from tui.core.forecast import Forecast, forecast
from tui.core.metadata import unknown_module
from tui.core.outcome import RowOutcome
from tui.core.payload.request import CHECK_FIELDS, UpsertRequest
from tui.core.rules import Assumptions
from tui.core.subforms import row_id_of, subform_change
from tui.core.values import instant
from tui.live.practice.replies import Refused, Reply, invalid_body, json_reply, missing_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json, Record
    from tui.live.practice.store import OrgStore

USER: Final[dict[str, str]] = {
    "name": "Practice User",
    "id": "6100000000000000101",
    "email": "practice.user@practice.example",
}
"""Who does everything in the practice org."""

_BY: Final = {"name": USER["name"], "id": USER["id"]}


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the body of a call: the version in its URL ("v8"), and the header If-Unmodified-Since."""

    api_version: str
    if_unmodified_since: str | None = None


def request_of_body(body: Json, around: Around) -> UpsertRequest:
    """The request in a body, which is read as the API reads it: no bare lists, no single records.

    Raises Refused.
    """
    if not isinstance(body, dict):
        raise invalid_body("jsonobject")
    if "data" not in body:
        raise missing_key("data")
    rows = body["data"]
    if not isinstance(rows, list):
        raise invalid_body("jsonarray", "$.data", api_name="data")
    if not rows:
        raise invalid_body("jsonarray", "$.data", api_name="data", minimum_length=1)
    for place, row in enumerate(rows):
        if not isinstance(row, dict):
            raise invalid_body("jsonobject", f"$.data[{place}]", api_name="data")
    names = body.get(CHECK_FIELDS)
    if names is not None and not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise invalid_body("jsonarray", f"$.{CHECK_FIELDS}", api_name=CHECK_FIELDS)
    return UpsertRequest(
        tuple(rows),
        None if names is None else tuple(names),
        {key: value for key, value in body.items() if key not in ("data", CHECK_FIELDS)},
        null_list=CHECK_FIELDS in body and names is None,
        if_unmodified_since=around.if_unmodified_since,
        api_version=around.api_version,
    )


def upsert(store: OrgStore, name: str, body: Json, around: Around, assumptions: Assumptions, now: float) -> Reply:
    """The reply to POST /{name}/upsert, and the write. Within a session of the store. Raises Refused.

    assumptions: of these only what a person picked counts, over what the copied data set says.
    """
    known = store.resolve(name)
    module = unknown_module(name) if known is None else store.module(known)
    if not module.fields:
        module = unknown_module(name)
    # A wrong module is wrong first, whatever the body; the forecast says so.
    request = request_of_body(body, around) if module.upsertable else UpsertRequest(({},))
    in_force = Assumptions.layered(
        data_set=store.assumptions,
        measured=store.measured(module.api_name),
        chosen=assumptions.chosen,
        api_version=around.api_version,
        preference=store.fact("preference") or "off",
    )
    found = forecast(request, module, store.records(module.api_name), in_force, counterfactuals=False)
    if found.call_errors:
        raise Refused(json_reply(found.response, found.response_status))  # which costs no credits
    return _carried_out(found, store, now)


@dataclass(slots=True)
class _Moment:
    """When a call is carried out, as Zoho writes it, and the ids that its new records got."""

    time: str
    ids: dict[str, str]

    def real(self, record_id: str | None) -> str | None:
        return self.ids.get(record_id or "", record_id)


def _carried_out(found: Forecast, store: OrgStore, now: float) -> Reply:
    module = found.module
    records = store.records(module.api_name)
    # Never before what is stored: what is inserted now must not pass for older than what was there.
    times = ("Created_Time", "Modified_Time")
    latest = max((instant(record.get(name)) or 0.0 for record in records for name in times), default=0.0)
    moment = _Moment(datetime.fromtimestamp(int(max(now, latest)), UTC).isoformat(), {})
    answers: list[Json] = []
    for row, answer in zip(found.rows, found.response["data"], strict=True):
        if row.outcome is RowOutcome.ERROR:
            answers.append(_with_real_ids(answer, moment.ids))
            continue
        record = _written(row, found.request.rows[row.index], found, store, moment)
        store.put(module.api_name, [record])
        answers.append({**answer, "details": _details(record, inserted=row.outcome is RowOutcome.INSERT)})
    return json_reply({"data": answers}, found.response_status)


def _written(row: RowForecast, sent: Record, found: Forecast, store: OrgStore, moment: _Moment) -> Record:
    """The record as it is after a row."""
    module = found.module
    stamps: dict[str, Json] = {"Modified_Time": moment.time}
    by = {name: dict(USER) for name in ("Created_By", "Modified_By", "Owner") if name in module.by_name}
    before: Mapping[str, Json] = {}
    target = moment.real(row.target_id)
    if target is None:
        target = moment.ids[f"new-{row.index + 1}"] = store.new_id()
        stamps["Created_Time"] = moment.time
        before = by
    else:
        before = store.records(module.api_name).get(target) or {}
        stamps |= {"Modified_By": by["Modified_By"]} if "Modified_By" in by else {}
    replaces = found.assumptions["write.subform_rows"] == "replace"
    values: dict[str, Json] = {}
    for change in row.changes:
        name = change.api_name
        if change.kind == "same":
            continue
        values[name] = change.after
        if module.by_name[name].data_type == SUBFORM:
            if row.target_id is not None:
                # Rows that this call added have ids here, which the forecast does not know: carried out anew.
                values[name] = subform_change(before.get(name), sent[name], replace=replaces).after
            values[name] = _with_ids(values[name], store)
    record = {**before, **values, **stamps, "id": target}
    full_name = module.by_name.get("Full_Name")
    if full_name is not None and not full_name.writable:
        parts = (record.get("First_Name"), record.get("Last_Name"))
        record["Full_Name"] = " ".join(part for part in parts if isinstance(part, str) and part) or None
    return record


def _with_ids(rows: Json, store: OrgStore) -> list[Json]:
    """Rows of a subform as they are stored: each with an id, a new one where it has none."""
    kept = (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return [row if row_id_of(row) is not None else {**row, "id": store.new_id()} for row in kept]


def _details(record: Record, *, inserted: bool) -> dict[str, Any]:
    """The ``details`` of a row that was taken."""
    created_by = record.get("Created_By")
    by = {key: created_by[key] for key in ("name", "id") if key in created_by} if isinstance(created_by, dict) else _BY
    details = {
        "Modified_Time": record["Modified_Time"],
        "Modified_By": _BY,
        "Created_Time": record.get("Created_Time"),
        "id": record["id"],
        "Created_By": by,
    }
    return {**details, "$approval_state": "approved"} if inserted else details


def _with_real_ids(value: Json, ids: Mapping[str, str]) -> Json:
    """An error object in which the ids of records that this call inserted are the real ones."""
    if isinstance(value, dict):
        return {
            key: ids.get(part, part) if key == "id" and isinstance(part, str) else _with_real_ids(part, ids)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_with_real_ids(part, ids) for part in value]
    return value
