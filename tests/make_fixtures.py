"""Write the fixtures: the data sets `fixtures/demo` and `fixtures/hostile`.

`python tests/make_fixtures.py` rewrites both folders; `--check` changes nothing and exits 1 if a file would
change. The same bytes come out on every run: choices are seeded and no clock is read. Everything is made up.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

# so that the tables are found when this file is run as a script
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.fixture_tables.hostile import HOSTILE_PAYLOAD, hostile_fields, hostile_leads, hostile_oddities
from tests.fixture_tables.metadata import (
    NOT_UPSERTABLE,
    UPSERTABLE,
    FieldRow,
    Json,
    field_rows,
    fields_body,
    modules_body,
)
from tests.fixture_tables.payloads import PAYLOADS, Payload
from tests.fixture_tables.records import make_roster, module_records

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
MADE_AT = "2026-11-02T09:00:00+00:00"
Files = dict[str, str]

DEMO_SHOWS = (
    "A small made-up company, Lumenfold, with every module that can be upserted. Leads share addresses and a "
    "switchboard, numbers are written in two ways, and some values are there to be awkward."
)
HOSTILE_SHOWS = "Values that break terminals, markup, CSV, column widths and the direction of text."

# Columns of the CSV exports: by API name, and by label as in a file that a person exports
SOLUTION_COLUMNS = (
    *("id", "Solution_Number", "Owner", "Solution_Title", "Status", "Product_Name", "Published", "Question", "Answer"),
    *("Keywords", "Minutes_to_Read", "Valid_From", "Created_Time", "Modified_Time"),
)
VENDOR_COLUMNS = (
    *("id", "Owner", "Vendor_Name", "Phone", "Email", "Website", "GL_Account", "Category", "Email_Opt_Out"),
    *(
        "Delivery_Days",
        "Lead_Time_Days",
        "Rating_Average",
        "Street",
        "City",
        "Country",
        "Created_Time",
        "Modified_Time",
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write the fixtures: demo and hostile.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file would change")
    wanted = parser.parse_args(arguments)
    files = all_files()
    stale = [name for name in present_files() if name not in files]
    differing = [name for name, text in files.items() if not is_written(name, text)]
    if wanted.check:
        for name in (*differing, *stale):
            print(f"differs: fixtures/{name}", file=sys.stderr)
        return 1 if differing or stale else 0
    for name in stale:
        (FIXTURES / name).unlink()
    for name in differing:
        write(name, files[name])
    print(f"{len(files)} files, {len(differing)} written, {len(stale)} removed")
    return 0


def all_files() -> Files:
    """Every file of both data sets: its place below `fixtures/` and its text."""
    return {f"demo/{name}": text for name, text in demo_files().items()} | {
        f"hostile/{name}": text for name, text in hostile_files().items()
    }


def present_files() -> list[str]:
    """The files that are there now."""
    paths = [path for folder in ("demo", "hostile") for path in (FIXTURES / folder).rglob("*") if path.is_file()]
    return sorted(path.relative_to(FIXTURES).as_posix() for path in paths)


def is_written(name: str, text: str) -> bool:
    """Whether the file holds exactly this text."""
    path = FIXTURES / name
    return path.is_file() and path.read_bytes() == text.encode()


def write(name: str, text: str) -> None:
    """Write one file, bytes as they are on every system."""
    path = FIXTURES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def demo_files() -> Files:
    """The demo data set."""
    files = {
        "dataset.toml": dataset_toml("demo", DEMO_SHOWS, PAYLOADS),
        "modules.json": json_text(modules_body((*UPSERTABLE, *NOT_UPSERTABLE))),
    }
    roster = make_roster()
    for module in UPSERTABLE:
        rows = field_rows(module)
        files[f"fields/{module}.json"] = json_text(fields_body(module, rows))
        files |= record_files(module, rows, module_records(module, roster))
    files["layouts/Contacts.json"] = json_text(layouts_body(field_rows("Contacts")))
    for payload in PAYLOADS:
        files[f"payloads/{payload.name}"] = payload.csv or json_text(payload.body, indent=2)
    return files


def layouts_body(rows: Sequence[FieldRow]) -> Json:
    """What GET /settings/layouts?module=Contacts would answer: the layout of every contact, and a shorter one that
    requires more."""
    names = [row.api_name for row in rows if row.api_name not in ("id", "Layout")]
    layouts = (
        ("4960000000000001", "Standard", names, ("Last_Name",)),
        ("4960000000000002", "Partners", _PARTNER_FIELDS, ("Last_Name", "Account_Name", "Email")),
    )
    return {
        "layouts": [
            {
                "id": layout_id,
                "name": name,
                "sections": [
                    {
                        "api_name": "Contact_Information",
                        "fields": [{"api_name": each, "required": each in required} for each in held],
                    }
                ],
            }
            for layout_id, name, held, required in layouts
        ]
    }


_PARTNER_FIELDS = ("Owner", "First_Name", "Last_Name", "Account_Name", "Email", "Phone", "Description")


def record_files(module: str, rows: Sequence[FieldRow], records: list[Json]) -> Files:
    """The records of a module, in the format that the demo shows with it."""
    match module:
        case "Campaigns":
            return {f"records/{module}.jsonl": "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)}
        case "Solutions":
            return {f"records/{module}.csv": csv_text(SOLUTION_COLUMNS, SOLUTION_COLUMNS, records)}
        case "Vendors":
            labels = {row.api_name: row.label for row in rows}
            header = [labels[column] for column in VENDOR_COLUMNS]
            return {f"records/{module}.csv": csv_text(header, VENDOR_COLUMNS, records, id_prefix="zcrm_")}
        case "Products":
            half = len(records) // 2
            parts = {1: records[:half], 2: records[half:]}
            return {f"records/{module}-{n}.json": json_text(records_body(part)) for n, part in parts.items()}
        case _:
            return {f"records/{module}.json": json_text(records_body(records))}


def hostile_files() -> Files:
    """The hostile data set; everything but ASCII is escaped, so that the files stay readable."""
    files = {
        "dataset.toml": dataset_toml("hostile", HOSTILE_SHOWS, [HOSTILE_PAYLOAD]),
        "modules.json": json_text(hostile_modules(), ascii_only=True),
        f"payloads/{HOSTILE_PAYLOAD.name}": json_text(HOSTILE_PAYLOAD.body, indent=2, ascii_only=True),
    }
    for module, records in {"Leads": hostile_leads(), "Oddities": hostile_oddities()}.items():
        files[f"fields/{module}.json"] = json_text(fields_body(module, hostile_fields(module)), ascii_only=True)
        files[f"records/{module}.json"] = json_text(records_body(records), ascii_only=True)
    return files


def hostile_modules() -> Json:
    """The modules of the hostile data set; the labels of the custom one are hostile too."""
    body = modules_body(("Leads", "Oddities"))
    body["modules"][1] |= {"singular_label": "[/x] Oddity", "plural_label": "[bold red]Oddities\u202e[/]"}
    return body


def records_body(records: list[Any]) -> Json:
    """What GET /M would answer, as one page."""
    info = {"call": False, "per_page": 200, "count": len(records), "page": 1, "sort_by": "id", "more_records": False}
    return {"data": records, "info": info}


def dataset_toml(name: str, description: str, payloads: Iterable[Payload]) -> str:
    """The facts about a data set. A JSON string is a TOML string too."""
    lines = [
        f"name = {toml_string(name)}",
        f"description = {toml_string(description)}",
        "",
        "[org]",
        'duplicate_check_preference = "off"',
        "",
        "[made]",
        f"at = {toml_string(MADE_AT)}",
        'from = "made up"',
        'covers = "all"',
        "",
        "[payloads]",
    ]
    for payload in payloads:
        inline = f"{{ module = {toml_string(payload.module)}, shows = {toml_string(payload.shows)} }}"
        lines.append(f"{toml_string(payload.name)} = {inline}")
    return "\n".join(lines) + "\n"


def toml_string(text: str) -> str:
    """Text as a TOML basic string."""
    return json.dumps(text, ensure_ascii=False)


def json_text(body: Any, indent: int = 1, ascii_only: bool = False) -> str:
    """JSON as the fixtures hold it: indented, readable, with a newline at the end."""
    return json.dumps(body, indent=indent, ensure_ascii=ascii_only, allow_nan=False) + "\n"


def csv_text(header: Sequence[str], columns: Sequence[str], records: Iterable[Json], id_prefix: str = "") -> str:
    """Records as CSV: lists joined by `;`, lookups and owners by id, ids with the prefix of an export."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for record in records:
        writer.writerow([csv_cell(column, record[column], id_prefix) for column in columns])
    return out.getvalue()


def csv_cell(column: str, value: Any, id_prefix: str) -> str:
    """One value as a CSV cell."""
    if isinstance(value, Mapping):
        return id_prefix + str(value["id"])
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    if column == "id":
        return id_prefix + str(value)
    return "" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main())
