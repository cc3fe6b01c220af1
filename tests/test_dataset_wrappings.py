"""Records and fields as people save them: the wrappings that are read, and what is said of what holds neither."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.test_dataset_folder import FIELDS, failure, write
from tui.dataset.folder import DataSet

if TYPE_CHECKING:
    from pathlib import Path

ONE = {"id": "1", "Last_Name": "Ode", "Age": 7}
TWO = {"id": "2", "Last_Name": "Ida", "Age": None}
PAGE = {"data": [ONE], "info": {"page": 1, "more_records": True}}
LAST = {"data": [TWO], "info": {"page": 2, "more_records": False}}
ERROR = {"code": "INVALID_TOKEN", "details": {}, "message": "invalid oauth token", "status": "error"}
LEADS = "records/Leads.json"


def text(value: Any, **options: Any) -> str:
    return json.dumps(value, **options)


def ids(folder: Path) -> list[str]:
    with DataSet.open(folder) as data_set:
        return list(data_set.records("Leads").ids())


RECORDS = {
    "pages in a list": text([PAGE, LAST]),
    "pages in a list, laid out": text([PAGE, LAST], indent=2),
    "bare pages in a list": text([[ONE], [TWO]]),
    "pages without info in a list": text([{"data": [ONE]}, {"data": [TWO]}]),
    "a page and records": text([PAGE, TWO]),
    "pages appended, one a line": text(PAGE) + "\n" + text(LAST) + "\n",
    "pages appended without a line break": text(PAGE) + text(LAST),
    "pages appended with commas": text(PAGE, indent=1) + ",\r\n" + text(LAST, indent=1) + "\r\n",
    "pages appended with marks": "\ufeff" + text(PAGE) + "\n\ufeff" + text(LAST),
    "records appended": text(ONE) + "\n" + text(TWO),
    "lists appended": text([ONE]) + "\n" + text([TWO]) + "\n",
    "under the module's name": text({"Leads": [ONE, TWO]}),
    "under the module's name in small letters": text({"leads": {"data": [ONE, TWO]}}),
    "pages under the module's name": text({"LEADS": [PAGE, LAST]}),
    "beside other modules": text({"Contacts": [{"id": "9"}], "Leads": [ONE, TWO], "count": 2}),
    "n8n items": text([{"json": ONE, "pairedItem": {"item": 0}}, {"json": TWO}]),
    "n8n items of pages": text([{"json": PAGE}, {"json": LAST}]),
    "an HTTP client's response": text({"status": 200, "headers": {}, "config": {}, "data": {"data": [ONE, TWO]}}),
    "a response with its body as text": text({"statusCode": 200, "headers": {}, "body": text({"data": [ONE, TWO]})}),
    "responses in a list": text([{"statusCode": 200, "body": text(PAGE)}, {"statusCode": 200, "body": text(LAST)}]),
    "with the HTTP head": "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + text({"data": [ONE, TWO]}),
    "as Python prints it": repr({"data": [ONE, TWO]}),
    "as Python prints pages": repr([PAGE, LAST]),
    "as JavaScript writes it": "{data: [" + text(ONE) + ", {id: '2', Last_Name: 'Ida', Age: null}]};",
    "by id": text({"1": ONE, "2": TWO}),
    "by id under the module's name": text({"Leads": {"1": ONE, "2": TWO}}),
    "pages under a key": text({"pages": [PAGE, LAST], "count": 2}),
    "under records": text({"records": [ONE, TWO], "total": 2}),
    "under another key of a tool": text({"result": [ONE, TWO], "count": 2}),
    "a text that holds JSON": text(text({"data": [ONE, TWO]})),
    "a page and a 204": text([{"statusCode": 204, "body": ""}, {"data": [ONE, TWO]}]),
}


@each_case("name", RECORDS)
def test_records_are_read_from_every_wrapping(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{LEADS: RECORDS[name]})
    assert ids(tmp_path) == ["1", "2"]
    with DataSet.open(tmp_path) as data_set:
        assert data_set.records("Leads").get("1") == ONE
        assert data_set.records("Leads").get("2") == TWO
        assert data_set.report("Leads").lines() == ()


@each_case("content", [ONE, {"data": ONE}, {"data": [ONE]}, {"Leads": ONE}, {"data": {"data": [ONE]}}, [{"json": ONE}]])
def test_one_object_is_one_record(tmp_path: Path, content: Any) -> None:
    write(tmp_path, **{LEADS: text(content)})
    assert ids(tmp_path) == ["1"]


def test_the_lines_of_json_lines_may_be_pages(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.jsonl": f"{text(PAGE)}\n{text(LAST)}\n{text({'id': '3'})}\n"})
    assert ids(tmp_path) == ["1", "2", "3"]
    write(tmp_path, **{"records/Leads.jsonl": text(LAST)})
    assert ids(tmp_path) == ["2"]


def test_what_is_left_over_after_a_page_is_told_with_its_place(tmp_path: Path) -> None:
    assert failure(write(tmp_path, **{LEADS: text(PAGE) + "\nsaved"})) == (
        f"{LEADS}, line 2, column 1: the JSON ends before this; this is extra text"
    )


@each_case(
    ("content", "message"),
    [
        (text(ERROR), "this is an error reply (INVALID_TOKEN), not records; get a new token and save GET /Leads again"),
        (
            text({"code": "AUTHENTICATION_FAILURE", "details": {}, "message": "Authentication failed"}),
            "this is an error reply (AUTHENTICATION_FAILURE), not records; get a new token and save GET /Leads again",
        ),
        (
            text([PAGE, ERROR]),
            "this is an error reply (INVALID_TOKEN), not records; get a new token and save GET /Leads again",
        ),
        (
            text({"data": [{"code": "INVALID_MODULE", "status": "error", "details": {}, "message": "x"}]}),
            "this is an error reply (INVALID_MODULE), not records; save GET /Leads again",
        ),
        (
            text({"status": 401, "headers": {}, "data": ERROR | {"code": "OAUTH_SCOPE_MISMATCH"}}),
            "this is an error reply (OAUTH_SCOPE_MISMATCH), not records; get a token with the scope for it and "
            "save GET /Leads again",
        ),
        (
            text(ERROR | {"code": "REQUIRED_PARAM_MISSING"}),
            "this is an error reply (REQUIRED_PARAM_MISSING), not records; save GET /Leads?fields=..., naming the "
            "fields, again",
        ),
        (
            '{"error": "invalid_code"}',
            "this is an error reply (invalid_code), not records; get a new token and save GET /Leads again",
        ),
        ("<html><body>Sign in</body></html>", "this is a web page, not records; save GET /Leads again"),
        (
            text(
                {"data": [{"code": "SUCCESS", "details": {"id": "1"}, "message": "record added", "status": "success"}]}
            ),
            "this is what Zoho answered to a write, not records; save GET /Leads instead",
        ),
        (
            text({"info": {"name": "x"}, "item": []}),
            'this is not a page of records; it should be {"data": [...]} or a list',
        ),
        (
            text({"data": [{"id": "1", "deleted_time": "2026-05-01T10:00:00+02:00", "deleted_by": {"id": "9"}}]}),
            "these are deleted records (GET .../deleted); take the file out of records/",
        ),
    ],
)
def test_an_error_reply_in_place_of_records_is_named(tmp_path: Path, content: str, message: str) -> None:
    assert failure(write(tmp_path, **{LEADS: content})) == f"{LEADS}: {message}"


@each_case("code", ["NO_CONTENT", "NO_RECORDS_FOUND"])
def test_the_reply_that_there_are_none_is_no_error(tmp_path: Path, code: str) -> None:
    assert ids(write(tmp_path, **{LEADS: text(ERROR | {"code": code})})) == []


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, **{LEADS: "", "records/Leads-2.json": "\n"})
    with DataSet.open(tmp_path) as data_set:
        assert len(data_set.records("Leads")) == 0
        assert data_set.report("Leads").lines() == (
            f"{LEADS}, records/Leads-2.json are empty and count as no records (Zoho answers 204 without a body).",
        )


# --- packed ----------------------------------------------------------------------------------------------------------


def packed(files: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    write(folder)
    (folder / "records").mkdir(exist_ok=True)
    (folder / "records" / name).write_bytes(content)
    return folder


CSV = "Id,Last_Name,Age\n{},Ode,7\n"


@each_case(
    ("name", "content"),
    [
        ("Leads.json.gz", gzip.compress(text({"data": [ONE, TWO]}).encode())),
        ("Leads.json", gzip.compress(text([ONE, TWO]).encode("utf-16"))),
        ("Leads-1.csv.gz", gzip.compress(b"\xef\xbb\xbfId,Last_Name,Age\n1,Ode,7\n2,Ida,\n")),
        ("Leads.zip", packed({"554023000000246003.csv": "Id,Last_Name,Age\n1,Ode,7\n2,Ida,\n"})),
        ("Leads.zip", packed({"a/1.csv": CSV.format(1), "a/2.csv": "Last_Name,Id,Age\nIda,2,\n"})),
        ("Leads-2.ZIP", packed({"Leads.json": text(PAGE), "Leads-2.json": text(LAST), "__MACOSX/._x.csv": b"\0"})),
        ("Leads.csv", packed({"1.csv": "Id,Last_Name,Age\n1,Ode,7\n2,Ida,\n".encode("utf-16")})),
    ],
    ids=["gzip", "gzip of UTF-16", "gzip of CSV", "zip", "zip of two", "zip of JSON", "zip called csv"],
)
def test_gzip_and_zip_are_unpacked(tmp_path: Path, name: str, content: bytes) -> None:
    with DataSet.open(put(tmp_path, name, content)) as data_set:
        records = data_set.records("Leads")
        assert [records.get(each) for each in records.ids()] == [ONE, TWO]
        assert data_set.report("Leads").lines() == ()


@each_case(
    ("name", "content", "message"),
    [
        ("Leads.json.gz", b"\x1f\x8b\x08\x00", "this gzip file cannot be unpacked ("),
        ("Leads.zip", b"PK\x03\x04 and no more", "this zip file cannot be read ("),
        ("Leads.csv", packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "this is an Excel workbook; save "),
        ("Leads.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "this is an Excel workbook; save the sheet as CSV UTF-8"),
    ],
    ids=["gzip", "zip", "xlsx", "xls"],
)
def test_what_cannot_be_unpacked_is_told(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert failure(put(tmp_path, name, content)).startswith(f"records/{name}: {message}")


def test_a_cell_of_a_packed_file_is_told_by_that_file(tmp_path: Path) -> None:
    put(tmp_path, "Leads.zip", packed({"1.csv": "Id,Age\n1,old\n"}))
    with DataSet.open(tmp_path) as data_set:
        assert data_set.report("Leads").lines() == (
            'records/Leads.zip/1.csv, line 2, Age: "old" is not a whole number; kept as text.',
        )


# --- fields ----------------------------------------------------------------------------------------------------------

NAME = {"api_name": "Last_Name", "field_label": "Last Name", "data_type": "text"}
AGE = {"api_name": "Age", "data_type": "integer"}
LAYOUT = {
    "id": "7",
    "name": "Standard",
    "sections": [{"name": "a", "fields": [NAME]}, {"api_name": "b", "fields": [AGE]}],
}

FIELDS_FILES = {
    "a bare list": text([NAME, AGE]),
    "a bare list, laid out": text([NAME, AGE], indent=1),
    "names only": text([{"api_name": "Last_Name"}, {"api_name": "Age", "data_type": "integer"}]),
    "under the module's name": text({"Leads": [NAME, AGE]}),
    "a reply under the module's name": text({"leads": {"fields": [NAME, AGE]}}),
    "beside another module": text({"Deals": [{"api_name": "Stage"}], "Leads": [NAME, AGE]}),
    "within the modules reply": text(
        {"modules": [{"api_name": "Deals"}, {"api_name": "Leads", "fields": [NAME, AGE]}]}
    ),
    "by name": text({"Last_Name": NAME, "Age": AGE}),
    "a layouts reply": text({"layouts": [LAYOUT]}),
    "several layouts": text({"layouts": [LAYOUT, {**LAYOUT, "id": "8"}]}),
    "one layout": text(LAYOUT),
    "layouts in a list": text([LAYOUT]),
    "several pages": text([{"fields": [NAME]}, {"fields": [AGE]}]),
    "pages appended": text({"fields": [NAME]}) + "\n" + text({"fields": [AGE]}),
    "fields appended": text(NAME) + "\n" + text(AGE),
    "n8n items": text([{"json": NAME}, {"json": AGE}]),
    "an HTTP client's response": text({"status": 200, "headers": {}, "data": {"fields": [NAME, AGE]}}),
    "a response with its body as text": text({"statusCode": 200, "body": text({"fields": [NAME, AGE]})}),
    "with the HTTP head": "HTTP/2 200 \r\nx: y\r\n\r\n" + text({"fields": [NAME, AGE]}),
}


@each_case("name", FIELDS_FILES)
def test_fields_are_read_from_every_wrapping(tmp_path: Path, name: str) -> None:
    with DataSet.open(write(tmp_path, **{"fields/Leads.json": FIELDS_FILES[name]})) as data_set:
        fields = data_set.module("Leads").fields
        assert [(field.api_name, field.json_type) for field in fields][1] == ("Age", "integer")
        assert [field.api_name for field in fields] == ["Last_Name", "Age"]
        assert [field["api_name"] for field in data_set.fields("Leads")] == ["Last_Name", "Age"]


def test_the_fields_may_be_packed(tmp_path: Path) -> None:
    write(tmp_path, **{"fields/Leads.json": None, LEADS: text([ONE])})
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields/Leads.json.gz").write_bytes(gzip.compress(text(FIELDS).encode()))
    assert ids(tmp_path) == ["1"]


def test_the_choices_of_all_layouts_count(tmp_path: Path) -> None:
    def layout(*choices: str) -> dict[str, Any]:
        values = [{"display_value": choice, "actual_value": choice} for choice in choices]
        field = {"api_name": "Rating", "data_type": "picklist", "pick_list_values": values}
        return {"id": choices[0], "sections": [{"fields": [field]}]}

    write(tmp_path, **{"fields/Leads.json": text({"layouts": [layout("Hot", "Cold"), layout("Warm", "Hot")]})})
    with DataSet.open(tmp_path) as data_set:
        (rating,) = data_set.module("Leads").fields
        assert [choice.actual for choice in rating.choices] == ["Hot", "Cold", "Warm"]


@each_case(
    ("content", "message"),
    [
        (
            text(ERROR),
            ": this is an error reply (INVALID_TOKEN), not fields; get a new token and save "
            "GET /settings/fields?module=Leads again",
        ),
        (
            text(ERROR | {"code": "OAUTH_SCOPE_MISMATCH"}),
            ": this is an error reply (OAUTH_SCOPE_MISMATCH), not fields; get a token with the scope for it and save "
            "GET /settings/fields?module=Leads again",
        ),
        (
            text([{"statusCode": 400, "body": text(ERROR | {"code": "INVALID_MODULE"})}]),
            ": this is an error reply (INVALID_MODULE), not fields; save GET /settings/fields?module=Leads again",
        ),
        (
            text(ERROR | {"code": "REQUIRED_PARAM_MISSING"}),
            ": this is an error reply (REQUIRED_PARAM_MISSING), not fields; save GET /settings/fields?module=Leads "
            "again",
        ),
        ("<!DOCTYPE html>", ": this is a web page, not fields; save GET /settings/fields?module=Leads again"),
        ('[{"api_name": "A"},\n {"label": "B"}]', ", line 2, column 2: entry 2, api_name is missing"),
        (
            '{"modules": [{"api_name": "Leads"}, {"api_name": "Deals"}]}',
            ": these are modules, not fields; save GET /settings/fields?module=Leads instead",
        ),
        ('["Last_Name"]', ", line 1, column 2: entry 1: should be an object"),
        (
            '{"fields": [{"api_name": "A"}]}\n{"fields": [{"api_name": "B", "length": "x"}]}',
            ", line 2, column 41: fields, entry 1 (B), length: should be a valid integer",
        ),
        (
            "{'fields': [{'api_name': 'A'}, {'x': None}]}",
            ", line 1, column 1: fields, entry 2, api_name is missing",
        ),
        ("7", ', line 1, column 1: this is not a list of fields; it should be {"fields": [...]} or a list'),
    ],
)
def test_what_holds_no_fields_is_told(tmp_path: Path, content: str, message: str) -> None:
    assert failure(write(tmp_path, **{"fields/Leads.json": content})).startswith(f"fields/Leads.json{message}")


# --- exports in any language -----------------------------------------------------------------------------------------

LABELS = {
    "fields": [
        {"api_name": "Last_Name", "display_label": "姓", "field_label": "Last Name"},
        {"api_name": "Mail", "display_label": "E-Mail", "data_type": "email"},
        {"api_name": "Firm", "display_label": "Firma", "data_type": "lookup"},
    ]
}


@each_case(
    "csv",
    [
        "データID,姓,E-Mail\nzcrm_5000000000000211,Ode,a@x.test\n",
        '\ufeff"Datensatz-ID";"姓";"E-Mail"\n"zcrm_5000000000000211";"Ode";"a@x.test"\n',
        "姓\tE-Mail\tIdentifiant de l'enregistrement\nOde\ta@x.test\tzcrm_5000000000000211\n",
        "Kennung,姓,E-Mail\n5000000000000211,Ode,a@x.test\n",
        "Firma.id,Chef.id,Nr,姓,E-Mail\n,zcrm_5000000000000999,zcrm_5000000000000211,Ode,a@x.test\n",
    ],
)
def test_the_ids_of_an_export_in_another_language_are_found_by_what_they_are(tmp_path: Path, csv: str) -> None:
    write(tmp_path, **{"fields/Leads.json": LABELS, "records/Leads.csv": csv})
    with DataSet.open(tmp_path) as data_set:
        record = data_set.records("Leads").get("5000000000000211")
        assert record is not None
        assert (record["Last_Name"], record["Mail"]) == ("Ode", "a@x.test")


def test_a_column_that_holds_one_id_twice_is_not_that_of_the_records(tmp_path: Path) -> None:
    csv = "Chef,Nummer,姓\nzcrm_5000000000000999,zcrm_1,Ode\nzcrm_5000000000000999,zcrm_2,Ida\n"
    write(tmp_path, **{"fields/Leads.json": LABELS, "records/Leads.csv": csv})
    assert ids(tmp_path) == ["1", "2"]


@each_case(
    ("header", "hint"),
    [
        ("Datensatz-ID,姓", '. If the column "Datensatz-ID" has the ids, name it Record Id'),
        ("姓,データid", '. If the column "データid" has the ids, name it Record Id'),
        ("Straße,姓", ""),
        ("Video,姓", ""),
    ],
)
def test_an_export_without_ids_names_the_column_that_may_have_them(tmp_path: Path, header: str, hint: str) -> None:
    write(tmp_path, **{"fields/Leads.json": LABELS, "records/Leads.csv": f"{header}\nx,y\n"})
    assert failure(tmp_path) == f"records/Leads.csv: no entry of this file is a record: none has an id{hint}"
