"""The API half of the practice org: which path is answered by what. HTTP itself is elsewhere.

Served: /org, /users, /settings/modules, /settings/fields, /settings/layouts, /settings/duplicate_check_preference, the
records of a module and one record, their count, COQL, and upsert; for versions v2 to v8 alike. Another method on these
paths is INVALID_REQUEST_METHOD, another path INVALID_URL_PATTERN.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tui.core.field_types import LOOKUP_TYPES, NOT_LISTED
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.dataclass import dataclass
from tui.live.practice.coql import parse
from tui.live.practice.pages import page_of, page_request
from tui.live.practice.query import answer
from tui.live.practice.replies import (
    Refused,
    Reply,
    error,
    invalid_body,
    invalid_method,
    invalid_module,
    invalid_param,
    invalid_url,
    json_reply,
    missing_key,
    missing_param,
    nothing,
)
from tui.live.practice.upsert import USER, Around, upsert

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.core.metadata import Module
    from tui.core.rules import Assumptions
    from tui.core.values import Json, Record
    from tui.live.practice.store import OrgStore

_PATH: Final = re.compile(r"/crm/v(?P<version>[2-8](?:\.1)?)/(?P<rest>.+)")
_NEEDS_NO_FIELDS: Final = ("2", "2.1")  # later versions want the parameter ``fields``
"""The types of fields that a list of records leaves out (Get Records page)."""


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request to the API. ``path`` is decoded; ``params`` those of the URL; ``headers`` by lower-case name."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def is_write(self) -> bool:
        """Whether it is an upsert."""
        return self.method == "POST" and self.path.endswith("/upsert")


class Api:
    """The answers, from a store that is within a session."""

    def __init__(self, store: OrgStore, assumptions: Assumptions) -> None:
        self._store, self._assumptions = store, assumptions

    def answer(self, request: ApiRequest, now: float) -> Reply:
        """The reply to a request whose token is good. Raises Refused."""
        match = _PATH.fullmatch(request.path)
        if match is None:
            raise invalid_url()
        parts = tuple(match["rest"].strip("/").split("/"))
        methods = self._methods(parts, request, now, match["version"])
        if request.method not in methods:
            raise invalid_method()
        return methods[request.method]()

    def _methods(
        self, parts: tuple[str, ...], request: ApiRequest, now: float, version: str
    ) -> dict[str, Callable[[], Reply]]:
        """What answers a path, by method."""
        params = request.params
        needs_fields = version not in _NEEDS_NO_FIELDS
        match parts:
            case ("org",):
                return {"GET": self._org}
            case ("users",):
                return {"GET": self._users}
            case ("users", user):
                return {"GET": lambda: self._users() if user == USER["id"] else nothing()}
            case ("settings", "modules"):
                return {"GET": lambda: json_reply({"modules": [self._store.metadata(n) for n in self._store.names]})}
            case ("settings", "modules", name):
                return {"GET": lambda: json_reply({"modules": [self._store.metadata(self._known(name))]})}
            case ("settings", "fields"):
                return {"GET": lambda: self._fields(params, None)}
            case ("settings", "fields", field_id):
                return {"GET": lambda: self._fields(params, field_id)}
            case ("settings", "layouts"):
                return {"GET": lambda: self._layouts(params, None)}
            case ("settings", "layouts", layout_id):
                return {"GET": lambda: self._layouts(params, layout_id)}
            case ("settings", "duplicate_check_preference"):
                return {"GET": lambda: self._preference(params)}
            case ("coql",):
                return {"POST": lambda: self._coql(request.body)}
            case (name, "upsert"):
                around = Around(f"v{version}", request.headers.get("if-unmodified-since"))
                return {
                    "POST": lambda: upsert(self._store, name, json_of(request.body), around, self._assumptions, now),
                }
            case (name, "actions", "count"):
                return {"GET": lambda: json_reply({"count": len(self._store.records(self._with_fields(name)))})}
            case (name,) if name != "settings":
                return {"GET": lambda: self._page(name, request, now, needs_fields=needs_fields)}
            case (name, record_id) if name != "settings" and (record_id.isdigit() or self._has(name, record_id)):
                return {"GET": lambda: self._record(name, record_id, params)}
        raise invalid_url()

    # --- metadata ---

    def _org(self) -> Reply:
        org = {
            "id": "6100000000000000001",
            "zgid": "610000001",
            "company_name": f"Practice org ({self._store.fact('name')})",
            "alias": None,
            "primary_email": USER["email"],
            "country_code": "US",
            "time_zone": "Etc/UTC",
            "iso_code": "USD",
            "currency": "US Dollar",
            "currency_symbol": "$",
            "type": "practice",
            "license_details": {"paid": False, "paid_type": "free", "users_license_purchased": 1},
        }
        return json_reply({"org": [org]})

    def _users(self) -> Reply:
        user = {
            "id": USER["id"],
            "full_name": USER["name"],
            "first_name": "Practice",
            "last_name": "User",
            "email": USER["email"],
            "status": "active",
            "confirm": True,
            "zuid": "610000002",
            "role": {"name": "CEO", "id": "6100000000000000011"},
            "profile": {"name": "Administrator", "id": "6100000000000000012"},
        }
        info = {"per_page": 200, "count": 1, "page": 1, "more_records": False}
        return json_reply({"users": [user], "info": info})

    def _fields(self, params: Mapping[str, str], field_id: str | None) -> Reply:
        if "module" not in params:
            raise missing_param("module")
        fields = self._store.fields(self._known(params["module"]))
        if field_id is not None:
            fields = [field for field in fields if str(field.get("id")) == field_id]
        return json_reply({"fields": fields}) if fields else nothing()

    def _layouts(self, params: Mapping[str, str], layout_id: str | None) -> Reply:
        if "module" not in params:
            raise missing_param("module")
        layouts = self._store.layouts(self._known(params["module"]))
        if layout_id is not None:
            layouts = [layout for layout in layouts if str(layout.get("id")) == layout_id]
        return json_reply({"layouts": layouts}) if layouts else nothing()

    def _preference(self, params: Mapping[str, str]) -> Reply:
        """Whether converted leads or records of other modules count as duplicates; no content where they do not."""
        if "module" not in params:
            raise missing_param("module")
        if self._known(params["module"]) != "Leads":
            raise invalid_param("module")
        kind = self._store.fact("preference") or "off"
        if kind == "off":
            return nothing()
        return json_reply({"duplicate_check_preference": {"type": kind, "type_configurations": []}})

    def _known(self, name: str) -> str:
        known = self._store.resolve(name)
        if known is None:
            raise invalid_module()
        return known

    def _with_fields(self, name: str) -> str:
        known = self._known(name)
        if not self._store.fields(known):
            raise invalid_module()
        return known

    # --- records ---

    def _page(self, name: str, request: ApiRequest, now: float, *, needs_fields: bool) -> Reply:
        known = self._with_fields(name)
        secret = self._store.fact("secret") or ""
        wanted = page_request(
            known,
            request.params,
            request.headers.get("if-modified-since"),
            needs_fields=needs_fields,
            secret=secret,
            now=now,
        )
        page = page_of(wanted, self._store.records(known), secret, now)
        if not page.any_since:
            return nothing(304)
        if not page.records:
            return nothing()
        module = self._store.module(known)
        names = [
            field.api_name
            for field in module.fields
            if field.data_type not in NOT_LISTED and (wanted.fields is None or field.api_name in wanted.fields)
        ]
        data = [{field: self._shown(record, field, module) for field in (*names, "id")} for record in page.records]
        return json_reply({"data": data, "info": dict(page.info)})

    def _has(self, name: str, record_id: str) -> bool:
        known = self._store.resolve(name)
        return known is not None and self._store.records(known).get(record_id) is not None

    def _record(self, name: str, record_id: str, params: Mapping[str, str]) -> Reply:
        known = self._with_fields(name)
        record = self._store.records(known).get(record_id)
        if record is None:
            return nothing()
        module = self._store.module(known)
        names = dict.fromkeys([*(field.api_name for field in module.fields), *record])
        if params.get("fields"):
            wanted = {name.strip() for name in params["fields"].split(",")} | {"id"}
            names = dict.fromkeys(name for name in names if name in wanted)
        return json_reply({"data": [{field: self._shown(record, field, module) for field in names}]})

    def _shown(self, record: Record, name: str, module: Module) -> Json:
        """A value as the API shows it: a lookup or an owner with its name, however it was sent."""
        value, field = record.get(name), module.by_name.get(name)
        if value is None or field is None or field.data_type not in LOOKUP_TYPES:
            return value
        if isinstance(value, str):
            value = {"id": value}
        if not isinstance(value, dict) or value.get("name") or not isinstance(value.get("id"), str):
            return value
        named = self._name_of(value["id"], field.lookup_module)
        return {"name": named, **value} if named else value

    def _name_of(self, record_id: str, module_name: str | None) -> str | None:
        if record_id == USER["id"]:
            return USER["name"]
        if module_name not in self._store.names:
            return None
        record = self._store.records(module_name).get(record_id) or {}
        name = record.get("Full_Name") or record.get(self._store.module(module_name).system_field or "")
        return name if isinstance(name, str) else None

    def _coql(self, body: bytes) -> Reply:
        content = json_of(body)
        if not isinstance(content, dict):
            raise invalid_body("jsonobject")
        if "select_query" not in content:
            raise missing_key("select_query")
        if not isinstance(content["select_query"], str):
            raise invalid_body("text", "$.select_query", api_name="select_query")
        query = parse(content["select_query"])
        known = self._store.resolve(query.module)
        if known is None or not self._store.fields(known):
            raise error("INVALID_MODULE", "the given module is not supported in api")
        found: dict[str, Any] | None = answer(query, self._store.module(known), self._store.records(known))
        return nothing() if found is None else json_reply(found)


def json_of(body: bytes) -> Json:
    """The JSON of a body. Raises Refused with INVALID_DATA."""
    try:
        return parse_json(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, JsonTextError) as wrong:
        place = {"line": wrong.line, "column": wrong.column} if isinstance(wrong, JsonTextError) else {}
        raise _no_json(place) from None


def _no_json(place: Mapping[str, Json]) -> Refused:
    return error("INVALID_DATA", "the body is not JSON", expected_data_type="jsonobject", **place)
