"""Makes cases: ``make_case(seed)``. The same seed makes the same case; what is interesting comes often."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

from tests.second_reading.case import Case
from tests.second_reading.metadata import REFERENCES, SYSTEM_FIELDS
from tests.second_reading.pools import JSON_TYPE, KEYS, LENGTHS, OTHERS, POOLS, STAGES, STORED_LINES, TONGUES
from tests.second_reading.settings import SWITCHES

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULES: Final = ("Leads", "Leads", "Leads", "Accounts", "Deals", "Products", "Widgets", "Widgets", "Contacts")
RARE_MODULES: Final = ("Tasks", "Price_Books", "Appointments__s", "Notes")
OFTEN: Final = ("Stage", "Tongues", "Account", "Owner", "Seen_At", "Lines", "Last_Name")
TIMES: Final = (
    "2024-01-01T09:00:00+01:00",
    "2024-01-01T08:00:00+00:00",
    "2024-01-01T10:00:00+09:00",
    "2025-06-01T00:00:00-08:00",
    "2025-06-01T00:00:00+00:00",
)
SINCE: Final = (
    "2024-01-01T09:00:00+01:00",
    "2024-06-01T00:00:00",
    "2025-06-01T00:00:00+00:00",
    "2026-01-01T00:00:00Z",
    "Mon, 01 Jan 2024 08:00:00 GMT",
    "not a time",
)


class Maker:
    """One case in the making."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.types: dict[str, str] = {}
        self.stored_records: list[dict[str, Any]] = []
        self.module = ""
        self.system: str | None = None

    def chance(self, share: float) -> bool:
        """True in this share of all questions."""
        return self.random.random() < share

    def one(self, values: Sequence[Any]) -> Any:
        """Any of these."""
        return self.random.choice(list(values))

    def case(self) -> Case:
        """The whole case."""
        self.module = self.one(RARE_MODULES) if self.chance(0.03) else self.one(MODULES)
        self.system = SYSTEM_FIELDS.get(self.module, "Name")
        fields = self.fields()
        records = self.records()
        case = Case(self.module, fields, records, self.body())
        if self.chance(0.03):
            case.written_module = self.one([self.module.lower(), self.module.replace("_", "")])
            if self.module.endswith("__s") or self.module == "Price_Books":
                case.written_module = {"Price_Books": "PriceBooks"}.get(self.module)
        if self.chance(0.7 if "Layout" in self.types else 0.1):
            case.layouts = self.layouts()
        self.partial(case)
        if self.chance(0.25 if self.module == "Leads" else 0.05):
            case.preference = self.one(["off", "converted_records", "mapped_module_records"])
        self.settings(case)
        self.form(case)
        return case

    def field(self, name: str, data_type: str) -> dict[str, Any]:
        """Metadata of one field in Zoho's shape."""
        real_type = {"tag": "text", "other": "something_new"}.get(data_type, data_type)
        raw: dict[str, Any] = {
            "api_name": name,
            "field_label": name.replace("_", " "),
            "data_type": real_type,
            "json_type": JSON_TYPE.get(data_type, "string"),
            "system_mandatory": False,
            "unique": {},
            "external": None,
        }
        if data_type in LENGTHS or self.chance(0.2):
            raw["length"] = LENGTHS.get(data_type, 120)
        allowed = {"api_create": True, "api_update": True}
        if self.chance(0.12):
            allowed = self.one(
                [
                    {"api_create": True, "api_update": False},
                    {"api_create": False, "api_update": True},
                    {"api_create": False, "api_update": False},
                ]
            )
        if data_type == "subform":
            allowed = {"api_create": False, "api_update": False}
        if not self.chance(0.1):
            raw["operation_type"] = {"web_create": True, "web_update": True, **allowed}
        if data_type in ("picklist", "multiselectpicklist"):
            choices = STAGES if data_type == "picklist" else TONGUES
            raw["pick_list_values"] = [] if self.chance(0.1) else choices
        return raw

    def fields(self) -> list[dict[str, Any]]:
        """A few fields: the system field, some keys, some others."""
        found: list[dict[str, Any]] = []
        if self.system is not None and not self.chance(0.06):
            kind = "email" if self.system == "Email" else "text"
            if self.chance(0.12 if self.module == "Widgets" else 0.02):
                kind = "autonumber"
            self.types[self.system] = kind
            raw = self.field(self.system, kind)
            if self.chance(0.3):
                raw["unique"] = {"case_sensitive": False}
            if self.chance(0.04):
                raw["external"] = {"type": "org", "show": True}
            raw["system_mandatory"] = self.chance(0.3)
            found.append(raw)
        keys = [name for name in sorted(KEYS) if name != "Ticket_No" or self.chance(0.3)]
        for name in self.random.sample(keys, self.random.randint(1, 4)):
            self.types[name] = KEYS[name]
            raw = self.field(name, KEYS[name])
            role = self.random.random()
            if role < 0.65:
                raw["unique"] = self.one([{"case_sensitive": False}, {"casesensitive": "false"}])
            if 0.6 < role < 0.8:
                raw["external"] = {"type": "user", "show": False}
            raw["system_mandatory"] = self.chance(0.1)
            found.append(raw)
        likely = [*OFTEN * 4, *sorted(OTHERS)]
        for name in dict.fromkeys(self.one(likely) for _ in range(self.random.randint(1, 6))):
            self.types[name] = OTHERS[name]
            raw = self.field(name, OTHERS[name])
            raw["system_mandatory"] = self.chance(0.2)
            found.append(raw)
        if self.chance(0.1):
            self.types["Layout"] = "layout"
            found.append({**self.field("Layout", "layout"), "json_type": "jsonobject"})
        self.random.shuffle(found)
        for flag in ("unique", "system_mandatory"):
            if self.chance(0.04):
                for raw in found:
                    raw.pop(flag)
        return found

    def value(self, name: str, *, odd: float) -> Any:
        """A value for this field of a row."""
        if self.types[name] == "layout":
            return self.layout()
        pool = POOLS[self.types[name]]
        if "warned" in pool and self.chance(0.15):
            return self.one(pool["warned"])
        return self.one(pool["odd" if self.chance(odd) else "good"])

    def layout(self) -> Any:
        """What a row says under Layout."""
        return self.one([{"id": "500"}, {"id": "501", "name": "Short"}, {"id": 500}, {"id": "599"}, None, "500"])

    def records(self) -> list[dict[str, Any]]:
        """A few stored records, twins among them."""
        absent = [name for name in self.types if self.chance(0.12)]
        found: list[dict[str, Any]] = []
        for number in range(self.random.choice([0, 1, 2, 3, 3, 4, 5])):
            record: dict[str, Any] = {"id": str(4001 + number)}
            for name in self.types:
                if name in absent or self.chance(0.08):
                    continue
                record[name] = self.stored(name)
            for name in ("Created_Time", "Modified_Time"):
                if self.chance(0.8):
                    record[name] = self.one(TIMES)
            if self.module == "Leads" and self.chance(0.2):
                record[self.one(["$converted", "Converted__s"])] = self.one([True, True, "true", False])
            found.append(record)
        self.random.shuffle(found)
        self.stored_records = found
        return found

    def stored(self, name: str) -> Any:
        """What a record holds in this field."""
        kind = self.types[name]
        if kind == "subform":
            return self.one(STORED_LINES)
        if kind == "layout":
            return {"id": "500", "name": "Standard"}
        if self.chance(0.12):
            return self.one([None, None, ""] if JSON_TYPE.get(kind, "string") == "string" else [None])
        value = self.one(POOLS[kind]["good"])
        if kind in ("integer", "bigint") and self.chance(0.08):
            return str(value) if kind == "integer" else int(value)
        if kind in REFERENCES:
            return {"id": str(value["id"]), "name": "Acme"}
        return value

    def body(self) -> dict[str, Any]:
        """The request body."""
        rows = [self.row() for _ in range(self.random.choice([1, 1, 2, 2, 3, 4]))]
        if self.chance(0.006):
            rows = [rows[0]] * 101
        body: dict[str, Any] = {"data": rows}
        kind = self.random.random()
        if kind > 0.35:
            body["duplicate_check_fields"] = None if kind < 0.38 else [] if kind < 0.46 else self.listed()
        return body

    def listed(self) -> list[str]:
        """A list of check fields, mostly of those that can be checked."""
        keys = [name for name in self.types if name in KEYS or name == self.system]
        names: list[str] = self.random.sample(keys, self.random.randint(0, len(keys)))
        if self.chance(0.15) or not names:
            names.append(self.one(sorted(self.types)))
        if self.chance(0.08):
            names.insert(self.random.randint(0, len(names)), self.one(["Nope", (self.system or "Name").lower(), "id"]))
        if self.chance(0.08):
            names.append(names[0])
        if self.chance(0.02):
            names += ["Nope"] * 10
        return names

    def row(self) -> dict[str, Any]:
        """One record of the body."""
        odd = self.one([0.0, 0.04, 0.04, 0.15, 0.35])
        row: dict[str, Any] = {}
        names = list(self.types)
        self.random.shuffle(names)
        known = self.one(self.stored_records) if self.stored_records and self.chance(0.5) else {}
        faithful = self.one([0.5, 0.9, 1.0])
        for name in names:
            if self.chance(0.7):
                as_stored = name in known and self.chance(faithful)
                row[name] = known[name] if as_stored else self.value(name, odd=odd)
        if self.chance(0.12):
            row["id"] = self.one(["4001", "4002", 4001, "4999", "", None, " ", "new-1"])
        if self.chance(0.1):
            row[self.one(["Nope", (self.system or "Name").lower() + "x", "$other"])] = self.one(["a", 5])
        if self.chance(0.05):
            row["Layout"] = self.layout()
        if self.chance(0.5 if "Tongues" in row else 0.1):
            names = [name for name in names if name == "Tongues" or self.chance(0.2)]
            row["$append_values"] = {name: self.one([True, True, True, False, "true"]) for name in names}
        return row

    def layouts(self) -> list[dict[str, Any]]:
        """Two layouts, each with some of the fields."""
        found = []
        for number in ("500", "501"):
            inside = [{"api_name": name, "required": self.chance(0.2)} for name in self.types if self.chance(0.8)]
            sections = [{"api_name": "One", "fields": inside[:2]}, {"api_name": "Two", "fields": inside[2:]}]
            found.append({"id": number, "name": f"Layout {number}", "sections": sections})
        return found

    def partial(self, case: Case) -> None:
        """Whether the copy is whole, and what was looked up if not."""
        if self.chance(0.12):
            case.covers = self.one(["all", "partial", "partial"])
        if self.chance(0.12):
            case.pages = self.pages(len(case.records))
            case.one_file = self.chance(0.3)
        if (case.covers == "partial" or case.pages) and self.chance(0.8):
            names = [name for name in self.types if name in KEYS or name == self.system]
            case.covered = {
                name: self.random.sample(POOLS[self.types[name]]["good"], 2) for name in names if self.chance(0.8)
            }
            if self.chance(0.6):
                case.covered["id"] = self.one([["4999"], ["4001"], []])

    def pages(self, count: int) -> list[dict[str, Any]]:
        """The pages that the records were saved in."""
        cut = self.random.randint(0, count)
        sizes = self.one([[count], [cut, count - cut]])
        pages = [{"count": size, "page": None, "more": self.chance(0.5)} for size in sizes]
        if self.chance(0.6):
            numbers = list(range(1, len(pages) + 1))
            self.random.shuffle(numbers)
            for page, number in zip(pages, numbers, strict=True):
                page["page"] = number
        return pages

    def settings(self, case: Case) -> None:
        """The switches: often default, often one or two changed, sometimes all at random."""
        kind = self.random.random()
        rules: list[str] = []
        if kind > 0.85:
            rules = sorted(SWITCHES)
        elif kind > 0.5:
            rules = self.random.sample(sorted(SWITCHES), self.random.randint(1, 2))
        for rule in rules:
            where = case.picked if self.chance(0.8) else self.one([case.assumptions, case.measured])
            where[rule] = self.one(SWITCHES[rule])
        if self.chance(0.05):
            rule = self.one(sorted(SWITCHES))
            case.measured[rule] = self.one(SWITCHES[rule])

    def form(self, case: Case) -> None:
        """The form of the payload, with what only a curl command can say."""
        if not self.chance(0.2):
            return
        case.form = "curl"
        if self.chance(0.4):
            case.version = self.one(["v2", "v2.1", "v7", "v8"])
        if self.chance(0.6):
            case.unmodified_since = self.one(SINCE)
        if self.chance(0.3):
            case.form = "shell"
        for row in case.body["data"]:
            texts = [name for name, value in row.items() if isinstance(value, str)]
            if texts and self.chance(0.5):
                row[self.one(texts)] = self.one(["$MAIL", "${MAIL}", "x $(date)", "$5"])


def make_case(seed: int) -> Case:
    """The case of this seed."""
    return Maker(seed).case()
