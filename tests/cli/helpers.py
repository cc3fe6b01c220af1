"""A command that ran, and builders for what it reads: small data sets as folders, payloads as files."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from pathlib import Path

DEMO: Final = fixtures_folder() / "demo"
HOSTILE: Final = fixtures_folder() / "hostile"

FORMATS: Final = ("table", "json", "markdown", "csv")


HEARING: Final = (
    sys.executable,
    "-c",
    "import os, signal, sys\n"
    "for number in (signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_DFL)\n"
    "os.execv(sys.argv[1], sys.argv[1:])",
)
"""Put before a command: it hears signals also where the suite itself, as with nohup, was told to ignore them."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended: its exit code and what it wrote to standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, as JSON."""
        return json.loads(self.out)

    @property
    def outcomes(self) -> list[str]:
        """The outcome of each row, from JSON."""
        return [record["outcome"] for record in self.json["records"]]

    @property
    def complaint(self) -> str:
        """Standard error of a command that could not begin: short, whole, without a usage block or a traceback."""
        assert (self.code, self.out) == (2, "")
        assert 1 <= len(self.err.splitlines()) <= 3
        assert self.err.startswith("upsert-explorer")
        assert "Traceback" not in self.err
        assert "usage:" not in self.err
        return self.err


def field(
    api_name: str, data_type: str = "text", *, unique: bool = False, mandatory: bool = False, **more: Any
) -> dict[str, Any]:
    """One field as Zoho's metadata has it."""
    return {
        "api_name": api_name,
        "field_label": api_name.replace("_", " "),
        "data_type": data_type,
        "unique": {"case_sensitive": False} if unique else {},
        "system_mandatory": mandatory,
        "operation_type": {"api_create": True, "api_update": True},
        **more,
    }


LEAD_FIELDS: Final = (
    field("Last_Name", mandatory=True, length=80),
    field("Email", "email"),
    field("Phone", "phone", unique=True),
    field("Employees", "integer", json_type="integer"),
    field("Interests", "multiselectpicklist", pick_list_values=[{"actual_value": name} for name in "abc"]),
)

ADA: Final = {"id": "4001", "Last_Name": "Byron", "Email": "ada@x.test", "Phone": "100", "Employees": 3}
BEA: Final = {"id": "4002", "Last_Name": "Webb", "Email": "bea@x.test", "Phone": "200", "Interests": ["a"]}


def data_set(folder: Path, **files: Any) -> Path:
    """A data set with Leads (Ada and Bea), changed or extended by ``files``: path -> text, JSON, or None (no file)."""
    contents: dict[str, Any] = {
        "dataset.toml": 'name = "small"\n',
        "fields/Leads.json": {"fields": list(LEAD_FIELDS)},
        "records/Leads.json": {"data": [ADA, BEA]},
        **files,
    }
    for name, content in contents.items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def body(*rows: Any, check: Any = ..., **others: Any) -> str:
    """A request body as text; check: ``duplicate_check_fields``, if there are any."""
    listed = {} if check is ... else {"duplicate_check_fields": check}
    return json.dumps({"data": list(rows), **listed, **others})
