"""A practice org over real loopback HTTP, and the smallest client that talks to it."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from tests.cli.helpers import data_set, field
from tui.core.rules import Assumptions
from tui.live.practice.org import ActedFault, PracticeOrg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN_CALL = {"grant_type": "refresh_token", "client_id": "me", "client_secret": "mine", "refresh_token": "any"}


class Zoho:
    """One connection to the org with a token of its own."""

    def __init__(self, org: PracticeOrg) -> None:
        self.org = org
        # nothing to verify: the org speaks plain HTTP, and to read the certificates takes longer than most tests
        self.http = httpx.Client(base_url=org.api_url, timeout=10, verify=False)
        self.sign_in()

    def sign_in(self) -> None:
        token = self.http.post("/oauth/v2/token", data=TOKEN_CALL).json()["access_token"]
        self.http.headers["Authorization"] = f"Zoho-oauthtoken {token}"

    def get(self, path: str, headers: dict[str, str] | None = None, **params: Any) -> httpx.Response:
        return self.http.get(f"/crm/v8/{path}", params=params, headers=headers)

    def upsert(self, *rows: Any, module: str = "Leads", **others: Any) -> httpx.Response:
        return self.http.post(f"/crm/v8/{module}/upsert", json={"data": list(rows), **others})

    def coql(self, query: str) -> httpx.Response:
        return self.http.post("/crm/v8/coql", json={"select_query": query})

    def record(self, record_id: str, module: str = "Leads") -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"{module}/{record_id}").json()["data"][0]
        return found


@contextmanager
def practice(
    tmp_path: Path, data: Path | None = None, *assume: str, fault: str | None = None, **options: Any
) -> Iterator[Zoho]:
    """An org that runs, and a client of it. data None: the demo."""
    parsed = None if fault is None else ActedFault.parse(fault)
    with PracticeOrg(data, tmp_path / "state", Assumptions.parse(assume), parsed, **options) as org:
        zoho = Zoho(org)
        with closing(zoho.http):
            yield zoho


def leads(folder: Path, *records: Any) -> Path:
    """A data set of leads: Email is the system field, Phone unique, Last_Name mandatory."""
    fields = [
        field("Last_Name", mandatory=True, length=80),
        field("First_Name"),
        field("Full_Name", operation_type={"api_create": False, "api_update": False}),
        field("Email", "email"),
        field("Phone", "phone", unique=True),
        field("Employees", "integer", json_type="integer"),
        field("Interests", "multiselectpicklist"),
        field("Owner", "ownerlookup", json_type="jsonobject"),
        field("Referrer", "lookup", json_type="jsonobject", lookup={"module": {"api_name": "Leads"}}),
        field("Visits", "subform", json_type="jsonarray"),
        field("Active", "boolean", json_type="boolean"),
    ]
    files = {"fields/Leads.json": {"fields": fields}, "records/Leads.json": {"data": list(records)}}
    return data_set(folder, **files)


def code(reply: httpx.Response) -> tuple[int, str]:
    """Status and code of a bare error object."""
    return reply.status_code, reply.json()["code"]


def without_new_ids(reply: Any) -> Any:
    """A reply as the forecast writes it: new ids as new-N, and of the details of a row that was taken only the id."""
    names = {
        row["details"]["id"]: f"new-{place}"
        for place, row in enumerate(reply.get("data", ()), 1)
        if row.get("action") == "insert"
    }

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            taken = value.get("status") == "success"
            return {
                key: {"id": plain(part["id"])} if taken and key == "details" else plain(part)
                for key, part in value.items()
            }
        if isinstance(value, list):
            return [plain(part) for part in value]
        return names.get(value, value) if isinstance(value, str) else value

    return plain(reply)
