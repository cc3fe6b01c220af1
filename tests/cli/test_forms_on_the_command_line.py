"""Payloads in other forms than JSON, on the command line: files beside them, several calls, replies, modules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.helpers import LEAD_FIELDS, body, data_set, field
from tests.live.scripted import took

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli

URL = "https://www.zohoapis.example/crm/v8/Leads/upsert"
ROW = {"Last_Name": "Ode", "Email": "ada@x.test"}


def saved(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_a_body_that_lies_beside_the_command_is_read(cli: Cli, small: Path, tmp_path: Path) -> None:
    saved(tmp_path, "body.json", body(ROW))
    ran = cli("preview", saved(tmp_path, "x.sh", f"curl {URL} -d @body.json"), "--data", small, "--format", "json")
    assert ran.outcomes == ["update"]


def test_of_several_calls_one_is_chosen_by_its_number(cli: Cli, small: Path, tmp_path: Path) -> None:
    file = saved(tmp_path, "x.sh", f"curl {URL} -d '{body(ROW)}'\ncurl {URL} -d '{body({'Last_Name': 'New'})}'")
    complaint = cli("preview", file, "--data", small).complaint
    assert "2 calls; say which with --call N: 1 upsert of Leads, 2 upsert of Leads" in complaint
    for number, outcome in (("1", "update"), ("2", "insert")):
        ran = cli("preview", file, "--call", number, "--data", small, "--format", "json")
        assert ran.outcomes == [outcome]
    assert "no call 3" in cli("preview", file, "--call", "3", "--data", small).complaint


def test_explain_finds_the_reply_beside_the_call(cli: Cli, small: Path, tmp_path: Path) -> None:
    reply = {"status": 200, "content": {"text": json.dumps({"data": [took("update", "4001", "Email")]})}}
    request = {"method": "POST", "url": URL, "postData": {"text": body(ROW)}}
    har = json.dumps({"log": {"entries": [{"request": request, "response": reply}]}})
    ran = cli("explain", saved(tmp_path, "call.har", har), "--data", small, "--format", "json")
    assert [row["verdict"] for row in ran.json["rows"]] == ["same"]
    alone = cli("explain", saved(tmp_path, "x.json", body(ROW)), "--data", small)
    assert "no reply beside this call" in alone.complaint


def test_a_date_in_another_order_is_told_and_tags_become_a_list(cli: Cli, tmp_path: Path) -> None:
    fields = {"fields": [*LEAD_FIELDS, field("Since", "date"), field("Tag", json_type="jsonarray")]}
    folder = data_set(tmp_path / "set", **{"fields/Leads.json": fields})
    file = saved(tmp_path, "x.csv", 'Last_Name,Since,Tag\nOde,31/12/2026,"VIP, Web"\n')
    ran = cli("preview", file, "--data", folder, "--format", "json")
    assert 'line 2, Since: "31/12/2026" is not a date as Zoho takes it: YYYY-MM-DD, so 2026-12-31' in ran.err
    assert all(error["details"]["api_name"] != "Tag" for error in ran.json["records"][0]["errors"])


def test_another_module_that_knows_more_keys_is_taken_for_csv_too(cli: Cli, tmp_path: Path) -> None:
    contacts = {"fields": [field("Last_Name", mandatory=True), field("Shoe_Size"), field("Email", "email")]}
    folder = data_set(tmp_path / "set", **{"fields/Contacts.json": contacts})
    ran = cli("preview", saved(tmp_path, "x.csv", "Last Name,Shoe Size\nOde,3\n"), "--data", folder, "--format", "json")
    assert ran.json["module"] == "Contacts"
    assert "module Contacts: 2 of 2 keys are fields of Contacts, 1 of Leads" in ran.err
