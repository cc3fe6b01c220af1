"""An org in memory that answers a pull as Zoho does, remembers what it was asked, and fails when it is told to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tui.core.values import KeyForm, id_number, key_text
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.live.pull.modules import PullPlan

SOURCE: Final = "work (production, zohoapis.test)"
NOW: Final = 1_800_000_000.0

LEAD_FIELDS: Final = (
    {"api_name": "Last_Name", "data_type": "text", "json_type": "string", "length": 80, "system_mandatory": True},
    {"api_name": "Email", "data_type": "email", "json_type": "string", "length": 100, "unique": {}},
    {"api_name": "Phone", "data_type": "phone", "json_type": "string", "unique": {"case_sensitive": False}},
    {"api_name": "Number", "data_type": "integer", "json_type": "integer", "unique": {"case_sensitive": False}},
    {"api_name": "Visits", "data_type": "subform", "json_type": "jsonarray"},
)


def refused(status: int, code: str, sentence: str = "Zoho said no") -> LiveError:
    """A refusal of a read, as the client raises it."""
    return LiveError("refused", sentence, status, {"code": code, "details": {}, "message": "", "status": "error"})


def keeping(plans: list[PullPlan], *, go_on: bool = True) -> Callable[[PullPlan], bool]:
    """What answers the estimate, and keeps it."""

    def answer(plan: PullPlan) -> bool:
        plans.append(plan)
        return go_on

    return answer


def lead(number: int, **values: Any) -> dict[str, Any]:
    """A lead with what every record has; its id is 4000 and more."""
    return {
        "id": str(4000 + number),
        "Created_Time": "2026-01-01T00:00:00+00:00",
        "Modified_Time": "2026-01-01T00:00:00+00:00",
        "Owner": {"name": "Ines", "id": "1"},
        "Last_Name": f"N{number}",
        **values,
    }


@dataclass
class FakeOrg:
    """Modules by name. ``before``: called with each (path, params or query) before it is answered; it may raise.
    ``answers``: whole replies by path, an exception among them is raised."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"Leads": []})
    fields: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"Leads": [dict(f) for f in LEAD_FIELDS]})
    layouts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    converted: set[str] = field(default_factory=set)
    before: Callable[[str, Mapping[str, str]], None] = lambda path, params: None
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    tokens: dict[str, tuple[dict[str, str], int]] = field(default_factory=dict)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        asked = dict(params or {})
        self.asked.append((path, asked))
        self.before(path, asked)
        if path in self.answers:
            answer = self.answers[path]
            if isinstance(answer, Exception):
                raise answer
            return answer
        match path.split("/"):
            case ["settings", "modules"]:
                return {"modules": [{"api_name": name, "generated_type": "default"} for name in self.fields]}
            case ["settings", "fields"]:
                return {"fields": self.fields[asked["module"]]}
            case ["settings", "layouts"]:
                return {"layouts": self.layouts[asked["module"]]} if asked["module"] in self.layouts else None
            case ["settings", "duplicate_check_preference"]:
                return {"duplicate_check_preference": {"type": "converted_records", "type_configurations": []}}
            case [module, "actions", "count"]:
                return {"count": len(self.records[module])}
            case [module, record_id]:
                found = [record for record in self.records[module] if record["id"] == record_id]
                return {"data": found} if found else None
            case [module]:
                return self._page(module, asked)
        raise AssertionError(path)

    def coql(self, select_query: str) -> Any:
        self.queries.append(select_query)
        self.before("coql", {"query": select_query})
        query = re.fullmatch(
            r"select id from (\w+) where (\w+) in \((.*)\) order by id asc limit (\d+), (\d+)", select_query
        )
        assert query, select_query
        module, name, values, offset, rows = query.groups()
        literals = re.findall(r"'((?:[^']|'')*)'|(\d+)", values)
        wanted = {
            key_text(int(number) if number else text.replace("''", "'").replace("\\\\", "\\"), KeyForm.FOLDED)
            for text, number in literals
        }
        found = [r for r in self.records[module] if key_text(r.get(name), KeyForm.FOLDED) in wanted]
        found.sort(key=lambda record: id_number(record["id"]))
        page = found[int(offset) : int(offset) + int(rows)]
        more = len(found) > int(offset) + int(rows)
        data = [{"id": record["id"]} for record in page]
        return {"data": data, "info": {"count": len(data), "more_records": more}} if data else None

    def listings(self, module: str = "Leads") -> list[dict[str, str]]:
        """The parameters of each request for a list of records."""
        return [params for path, params in self.asked if path == module]

    def _page(self, module: str, asked: dict[str, str]) -> Any:
        names = asked["fields"].split(",")
        assert len(names) <= 50
        bound = {name: value for name, value in asked.items() if name not in ("page", "page_token")}
        start = 0
        if "page_token" in asked:
            assert "page" not in asked
            params, start = self.tokens[asked["page_token"]]
            if params != bound:
                raise refused(400, "TOKEN_BOUND_DATA_MISMATCH")
        elif "page" in asked:
            start = (int(asked["page"]) - 1) * 200
            if start >= 2_000:
                raise refused(400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED")
        found = sorted(self.records[module], key=lambda record: id_number(record["id"]))
        if asked.get("sort_order", "desc") == "desc":
            found.reverse()
        if "ids" in asked:
            ids = asked["ids"].split(",")
            assert len(ids) <= 100
            found = [record for record in found if record["id"] in ids]
        state = asked.get("converted", "false")
        if state != "both":
            found = [record for record in found if (record["id"] in self.converted) == (state == "true")]
        page = found[start : start + 200]
        if not page:
            return None
        more = start + 200 < len(found)
        token = f"token-{len(self.tokens)}" if more else None
        if token:
            self.tokens[token] = (bound, start + 200)
        listed = [field["api_name"] for field in self.fields[module] if field.get("data_type") == "subform"]
        data = [{name: record.get(name) for name in names if name not in listed} for record in page]
        return {"data": data, "info": {"count": len(page), "more_records": more, "next_page_token": token}}
