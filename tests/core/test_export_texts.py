"""How a payload looks in each form that sends it: line by line, of one call and of several."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.core.helpers import LAST_NAME, LEADS, field, module
from tui.core.exports import csv_file, curl, deluge, powershell, python
from tui.core.exports.export import Export
from tui.core.payload.request import UpsertRequest, request_of

BODY: Final[dict[str, Any]] = {
    "data": [{"Last_Name": 'O\'de "x"', "Small": 1.5e-7, "Big": 1e22, "Tags": ["a", "b"], "Lines": [{"a": None}, [1]]}],
    "trigger": [],
    "settings": {},
}
TWO_CALLS: Final = {"data": [{"Last_Name": "Ode"}] * 101}


def export_of(body: Any, **around: Any) -> Export:
    return Export(request_of(body, LEADS), LEADS, **around)


def test_the_address_of_a_call_ends_with_its_module_and_an_empty_payload_is_one_call() -> None:
    assert export_of(BODY, api_url="https://x.test/").url == "https://x.test/crm/v8/Leads/upsert"
    assert [len(call.rows) for call in export_of(TWO_CALLS).calls] == [100, 1]
    assert [len(call.rows) for call in Export(UpsertRequest(()), LEADS).calls] == [0]


def test_deluge_has_braces_for_maps_and_lists_and_no_exponents() -> None:
    written = deluge.write(export_of(BODY))
    assert written.lost == ()
    assert written.text.splitlines() == [
        '// "zoho_crm" stands for your connection to Zoho CRM (Setup > Connections).',
        "body = {",
        '\t"data": {',
        "\t\t{",
        '\t\t\t"Last_Name": "O\'de \\"x\\"",',
        '\t\t\t"Small": 0.00000015,',
        '\t\t\t"Big": 10000000000000000000000.0,',
        '\t\t\t"Tags": {"a", "b"},',
        '\t\t\t"Lines": {',
        "\t\t\t\t{",
        '\t\t\t\t\t"a": null',
        "\t\t\t\t},",
        "\t\t\t\t{1}",
        "\t\t\t}",
        "\t\t}",
        "\t},",
        '\t"trigger": List(),',
        '\t"settings": Map()',
        "};",
        "response = invokeurl",
        "[",
        '\turl: "https://www.zohoapis.com/crm/v8/Leads/upsert"',
        "\ttype: POST",
        "\tparameters: body.toString()",
        "\theaders: {",
        '\t\t"Content-Type": "application/json"',
        "\t}",
        '\tconnection: "zoho_crm"',
        "];",
        "info response;",
    ]
    lost = "Deluge can't write control characters; they are escaped as in JSON"
    assert deluge.write(export_of([{"Last_Name": "é\x07"}])).lost == (lost,)
    assert '"é\\u0007"' in deluge.write(export_of([{"Last_Name": "é\x07"}])).text
    several = deluge.write(export_of(TWO_CALLS)).text
    assert [name in several for name in ("body1 = {", "body2 = {", "body3", "\tparameters: body2.toString()")] == [
        True, True, False, True,
    ]  # fmt: skip


def test_curl_takes_a_short_body_as_an_argument_and_a_long_one_from_a_here_document() -> None:
    start = [
        "# ZOHO_ACCESS_TOKEN holds an access token; export it first.",
        "curl --fail-with-body --request POST https://www.zohoapis.com/crm/v8/Leads/upsert \\",
        '  --header "Authorization: Zoho-oauthtoken $ZOHO_ACCESS_TOKEN" \\',
        "  --header 'Content-Type: application/json' \\",
    ]
    short = curl.write(export_of([{"Last_Name": "Ode"}])).text.splitlines()
    assert short[:5] == [*start, "  --data-raw '{"]
    assert short[-1] == "}'"
    around = len(export_of([{"Last_Name": ""}]).bodies[0])
    fits, long = (export_of([{"Last_Name": "x" * (100_000 - around + more)}]) for more in (0, 1))
    assert "--data-raw" in curl.write(fits).text
    lines = curl.write(long).text.splitlines()
    assert [*lines[:5], *lines[-2:]] == [*start, "  --data-binary @- <<'END_OF_BODY'", "}", "END_OF_BODY"]
    assert lines[5] == "{"
    several = curl.write(export_of(TWO_CALLS)).text.splitlines()
    assert several[1:3] == ["set -e  # no further call after one that fails", "# call 1 of 2"]
    assert "# call 2 of 2" in several


def test_python_and_powershell_quote_what_they_must() -> None:
    given = {"$x": 'a "b"', 'q"': "c\\d", "plain": "é", "odd": "\x07"}
    assert [python.python_text(text) for text in given.values()] == ["'a \"b\"'", "'c\\\\d'", '"é"', "'\\x07'"]
    text = powershell.write(export_of([{"Last_Name": "Ode"}], api_url="https://o'k\u2019.test")).text
    assert "$uri = 'https://o''k\u2019\u2019.test/crm/v8/Leads/upsert'" in text
    assert "Content-Type" not in text
    assert text.count("Invoke-RestMethod") == 1
    assert powershell.write(export_of(TWO_CALLS)).text.count("Invoke-RestMethod") == 2
    assert python.write(export_of(TWO_CALLS)).text.count("httpx.post(") == 2


TYPED: Final = module(
    field("Out", "boolean", json_type="boolean"),
    LAST_NAME,
    field("Size", "integer", json_type="integer"),
    field("Account", "lookup", json_type="jsonobject"),
)


def csv_of(*rows: dict[str, Any], **around: Any) -> tuple[str, tuple[str, ...]]:
    written = csv_file.write(Export(request_of({"data": list(rows)} | around, TYPED), TYPED))
    return written.text, written.lost


def test_a_cell_of_a_csv_is_plain_where_that_is_enough_and_json_elsewhere() -> None:
    def cell(value: Any) -> str:
        return csv_of({"Last_Name": value, "Size": 1})[0].splitlines()[1].removesuffix(",1")

    assert (cell(None), cell("x"), cell({"id": "7"}), cell({"id": "7", "name": "A"})) == ("", "x", "7", "7")
    assert (cell(["a", "b"]), cell(5), cell(True)) == ("a;b", "5", "true")
    quoted = [{"id": 7}, {"id": "7", "other": 1}, {"name": "A"}, [], ["a;b"], ["a", 5], {}]
    assert [json.loads(cell(value).strip('"').replace('""', '"')) for value in quoted] == quoted
    assert cell(["é;"]) == '"[""é;""]"'


def test_what_a_csv_loses_is_told_once_and_the_rest_is_counted() -> None:
    assert csv_of({"Last_Name": "Ode"}, trigger=[])[1] == ("a CSV holds rows only: trigger is not in it",)
    blank = "this CSV is read back as {}, not {}: a row without values is a blank line"
    assert csv_of({"Last_Name": None})[1] == (blank.format("0 rows", 1),)
    assert csv_of({"Last_Name": None}, {"Last_Name": "x"})[1] == (blank.format("1 row", 2),)
    row = {"Last_Name": "Ode", "Size": "5"}
    five = csv_of(*[row] * 5)[1]
    assert five == tuple(f'row {number}, Size: "5" is read back as 5' for number in range(1, 6))
    assert csv_of(*[row] * 6)[1] == (*five, "1 more cell is read back as something else")
    assert csv_of(*[row] * 7)[1] == (*five, "2 more cells are read back as something else")
    assert csv_of({"Last_Name": "Ode", "Out": 1})[1] == ("row 1, Out: 1 is read back as true",)
    named = 'row 1, Account: {"id": "7", "name": "A"} is read back as {"id": "7"}'
    assert csv_of({"Last_Name": "Ode", "Account": {"id": "7", "name": "A"}})[1] == (named,)
    assert csv_of({"Last_Name": ["é;"]})[1][0].startswith('row 1, Last_Name: ["é;"] is read back as ')
    assert csv_of({"Last_Name": "x" * 80, "Size": None})[1][0].startswith("row 1, Size: null is an empty cell")
