"""An incident against the demo's leads: a request, what Zoho answered, and calls that followed one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tui.core.values import Json

SILAS: Final = "4001000000012436"
LUCY: Final = "4001000000012371"


def took(action: str, record_id: str, field: str | None, modified: str) -> dict[str, Json]:
    """The entry of a row that was taken."""
    return {
        "code": "SUCCESS",
        "duplicate_field": field,
        "action": action,
        "details": {"id": record_id, "Modified_Time": modified},
        "message": f"record {'added' if action == 'insert' else 'updated'}",
        "status": "success",
    }


REQUEST: Final[dict[str, Any]] = {
    "data": [
        {"Last_Name": "Marsh", "Phone": "+1 404 555 0107", "Company": "Marsh & Co"},
        {"Last_Name": "Westen", "Email": "lucy@whitby.example", "Phone": "+1 900 555 0199"},
        {"Last_Name": "Desk", "Mobile": "+44 7700 900108", "Phone": "+1 808 555 0109"},
    ],
    "duplicate_check_fields": ["Mobile"],
}
_AT: Final = "2026-11-10T10:00:00Z"
REPLY: Final[dict[str, Any]] = {
    "data": [
        took("update", SILAS, "Phone", _AT),
        took("insert", "4001000000099001", None, _AT),
        {
            "code": "DUPLICATE_DATA",
            "details": {"api_name": "Phone", "json_path": "$.data[2].Phone", "id": "4001000000012462"},
            "message": "duplicate data",
            "status": "error",
        },
    ]
}
CALLS: Final[tuple[dict[str, Any], ...]] = tuple(
    {
        "at": f"2026-11-1{day}T10:00:00Z",
        "module": "Leads",
        "request": {"data": [{"Phone": "+1 404 555 0107", "Company": company}], "duplicate_check_fields": ["Email"]},
        "reply": {"data": [took("update", SILAS, "Phone", f"2026-11-1{day}T10:00:01Z")]},
    }
    for day, company in ((0, "Marsh & Co"), (1, "Marsh"))
)
LATER: Final[dict[str, Any]] = {
    "id": SILAS,
    "Last_Name": "Marsh",
    "Email": "silas@new.example",
    "Phone": "+1 404 555 0107",
    "Modified_Time": "2026-11-10T10:00:00Z",
}
"""Silas as a copy has him that was made after a call which wrote his e-mail."""
