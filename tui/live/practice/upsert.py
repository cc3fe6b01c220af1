"""An upsert of the practice org: answered by the forecast, which is then carried out to the letter.

``tui.core.carried_out`` says what each row writes, so that org and forecast can only differ where they assume
differently.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from tui.core.carried_out import CarryingOut
from tui.core.forecast import Forecast, forecast
from tui.core.metadata import unknown_module
from tui.core.outcome import RowOutcome
from tui.core.payload.request import CHECK_FIELDS, UpsertRequest
from tui.core.rules import Assumptions
from tui.core.values import instant
from tui.dataclass import dataclass
from tui.live.practice.replies import Refused, Reply, invalid_body, json_reply, missing_key

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def _carried_out(found: Forecast, store: OrgStore, now: float) -> Reply:
    module = found.module
    records = store.records(module.api_name)
    # Never before what is stored: what is inserted now must not pass for older than what was there.
    times = ("Created_Time", "Modified_Time")
    latest = max((instant(record.get(name)) or 0.0 for record in records for name in times), default=0.0)
    moment = datetime.fromtimestamp(int(max(now, latest)), UTC).isoformat()
    carrying = CarryingOut(found, records.get, store.new_id, moment, USER)
    answers: list[Json] = []
    for row, answer in zip(found.rows, found.response["data"], strict=True):
        record = carrying.written(row)
        if record is None:
            answers.append(_with_real_ids(answer, carrying.ids))
            continue
        store.put(module.api_name, [record])
        answers.append({**answer, "details": _details(record, inserted=row.outcome is RowOutcome.INSERT)})
    return json_reply({"data": answers}, found.response_status)


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
