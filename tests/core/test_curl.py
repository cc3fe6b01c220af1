"""curl commands in the writings of bash, cmd and PowerShell, with what people copy along with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from tui.core.payload.intake import Intake

URL: Final = "https://www.zohoapis.example/crm/v8/Leads/upsert"
BODY: Final = '{"data":[{"Last_Name":"Ode","Email":"a@x.test"}],"duplicate_check_fields":["Email"]}'
ESCAPED: Final = BODY.replace('"', '\\"')
FILES: Final = {"body.json": BODY.encode(), "in/leads.json": b"\xef\xbb\xbf" + BODY.encode()}


def read(text: str, call: int | None = None) -> Intake:
    return recognise(text, call=call, files=FILES.get)


def refused(text: str) -> PayloadError:
    with pytest.raises(PayloadError) as caught:
        read(text).request(LEADS)
    return caught.value


WRITINGS: Final = {
    "a comment before and a prompt": f"# nightly\n$ curl -X POST {URL} -d '{BODY}'",
    "a transcript": f'$ curl -X POST {URL} \\\n>   -H \'A: b\' \\\n>   -d \'{BODY}\'\n{{"data":[{{"code":"SUCCESS"}}]}}\n$ ',
    "a prompt with user and host": f"bob@host:~/x$ curl {URL} -d '{BODY}'",
    "a prompt of zsh": f"➜  ~ curl {URL} -d '{BODY}'",
    "prose around it": f"Here's what we don't run:\n\ncurl {URL} -d '{BODY}'\n\nThat's it.",
    "variables that the text sets": f'API=https://x.example\nBODY=\'{BODY}\'\ncurl "$API/crm/v8/Leads/upsert" -d "$BODY"',
    "its output in a variable": f"REPLY=$(curl -s '{URL}' -H 'A: b' -d '{BODY}')\necho $REPLY",
    "a here-document": f"curl -sS {URL} -d @- <<'JSON'\n{BODY}\nJSON\n",
    "a here-document within the argument": f'curl {URL} -d "$(cat <<EOF\n{BODY}\nEOF\n)"',
    "a here-document in a variable": f"BODY=$(cat <<'EOF'\n{BODY}\nEOF\n)\ncurl {URL} -d \"$BODY\"",
    "a here-document through a pipe": f"cat <<EOF | curl {URL} --data @-\n{BODY}\nEOF\n",
    "a here-string": f"curl {URL} -d @- <<< '{BODY}'",
    "echo through a pipe": f"echo '{BODY}' | curl {URL} -d @-",
    "printf through a pipe": f"printf '%s' '{BODY}' | curl {URL} --json @-",
    "a here-document that is read into a variable": f"IFS= read -r -d '' BODY <<'EOF' || true\n{BODY}\nEOF\ncurl {URL} -d \"$BODY\"",
    "a here-document to a file, and on the same line": f"cat <<EOF > x.json && curl {URL} -d @x.json\n{BODY}\nEOF\n",
    "a pipe that goes on in the next line": f"echo '{BODY}' |\n  curl {URL} -d @-",
    "a variable that grows": f"B='{BODY[:30]}'\nB+='{BODY[30:]}'\ncurl {URL} -d \"$B\"",
    "printf with what it fills in": f"N=Ode\nprintf '{BODY.replace('Ode', '%s')}\\n' \"$N\" | curl {URL} -d @-",
    "a file in a variable": f'B=$(cat body.json)\ncurl {URL} -d "$B"',
    "a file through echo": f'echo "$(cat body.json)" | curl {URL} -d @-',
    "a file that holds a file": f'echo "$(cat body.json)" > x.json\ncurl {URL} -d @x.json',
    "errors to a file": f"curl -s {URL} 2>&1 -d '{BODY}' 2> err.txt > out.json",
    "a file": f"curl {URL} -d @body.json",
    "a file with its mark": f"curl {URL} --data-binary '@in/leads.json'",
    "a file through cat": f'curl {URL} -d "$(cat body.json)"',
    "a file as standard input": f"curl {URL} -d @- < body.json",
    "short options in one": f"curl -sSXPOST {URL} -d'{BODY}'",
    "options with equals signs": f"curl --url={URL} --request=POST --data='{BODY}'",
    "several --json": f"curl {URL} --json '{BODY[:30]}' --json '{BODY[30:]}'",
    "after the call for a token": f"curl https://accounts.example/oauth/v2/token -d 'refresh_token=SECRET'\n\ncurl {URL} -d '{BODY}'",
    "cmd, carets at line ends": f'curl -X POST "{URL}" ^\n -H "A: b" ^\n -d "{ESCAPED}"',
    "cmd, doubled quotes": 'curl "' + URL + '" -d "' + BODY.replace('"', '""') + '"',
    "cmd, its prompt": f'C:\\Users\\x>curl.exe "{URL}" -d "{ESCAPED}"',
    "PowerShell, on one line": f"curl.exe -X POST {URL} -d '{ESCAPED}'",
    "PowerShell, backticks": f"curl.exe -X POST {URL} `\n  -H 'a: b' `\n  -d '{ESCAPED}'",
}


@each_case("text", WRITINGS.values())
def test_a_curl_command_is_read_with_whatever_stands_around_it(text: str) -> None:
    found = read(text)
    assert (found.module, found.request(LEADS).to_body()) == ("Leads", json.loads(BODY))
    assert "SECRET" not in repr(found)


# --- variables -------------------------------------------------------------------------------------------------------


def variables(text: str) -> tuple[dict[str, object], set[str]]:
    request = read(text).request(LEADS)
    return dict(request.rows[0]), set(request.shell_variables)


def test_variables_in_double_quotes_are_told_and_stay_as_they_stand() -> None:
    text = f'curl {URL} -d "{{\\"data\\":[{{\\"Last_Name\\":\\"$NAME\\",\\"Email\\":\\"${{MAIL}}\\"}}]}}"'
    assert variables(text) == ({"Last_Name": "$NAME", "Email": "${MAIL}"}, {"$NAME", "${MAIL}"})


def test_a_variable_between_two_quoted_parts_is_told() -> None:
    text = f"""curl {URL} -d '{{"data":[{{"Last_Name":"'"$NAME"'","Email":"'$MAIL'"}}]}}'"""
    assert variables(text) == ({"Last_Name": "$NAME", "Email": "$MAIL"}, {"$NAME", "$MAIL"})


def test_a_variable_that_is_a_whole_value_reads_as_a_text() -> None:
    text = f'curl {URL} -d @- <<EOF\n{{"data":[{{"Employees": $COUNT, "Last_Name": "$(date +%F)"}}]}}\nEOF'
    assert variables(text) == ({"Employees": "$COUNT", "Last_Name": "$(date +%F)"}, {"$COUNT", "$(date +%F)"})


def test_a_file_within_a_body_is_told_as_a_variable() -> None:
    text = f'curl {URL} -d "{{\\"data\\":[{{\\"Last_Name\\":\\"A\\",\\"Description\\":$(cat text.json)}}]}}"'
    assert variables(text) == ({"Last_Name": "A", "Description": "$(cat text.json)"}, {"$(cat text.json)"})


@each_case(
    "text",
    [
        f"""curl {URL} -d '{{"data":[{{"Last_Name":"$NAME"}}]}}'""",
        f"""curl {URL} -d @- <<'EOF'\n{{"data":[{{"Last_Name":"$NAME"}}]}}\nEOF""",
        f'curl {URL} -d "{{\\"data\\":[{{\\"Last_Name\\":\\"\\$NAME\\"}}]}}"',
    ],
    ids=["single quotes", "a quoted here-document", "a backslash"],
)
def test_what_the_shell_leaves_alone_is_no_variable(text: str) -> None:
    assert variables(text) == ({"Last_Name": "$NAME"}, set())


def test_variables_of_url_and_headers_are_not_told() -> None:
    text = f'curl "$API/crm/v8/Leads/upsert" -H "Authorization: Zoho-oauthtoken $T" -d \'{BODY}\''
    assert variables(text)[1] == set()


def test_a_variable_of_cmd_is_told() -> None:
    escaped = ESCAPED.replace('"', '^"').replace("Ode", "%NAME%")
    assert variables(f'curl ^"{URL}^" -d ^"{escaped}^"')[1] == {"%NAME%"}


# --- what the call is ------------------------------------------------------------------------------------------------


@each_case(
    ("options", "module", "other"),
    [
        ("https://x.example/crm/v2/Leads", "Leads", "an insert (POST /crm/v2/Leads)"),
        ("-X PUT https://x.example/crm/v6/Leads/4001", "Leads", "an update (PUT /crm/v6/Leads/4001)"),
        ("-X DELETE https://x.example/crm/v6/Leads?ids=1", "Leads", "a delete (DELETE /crm/v6/Leads)"),
        ("-X PUT https://x.example/crm/v8/Leads/upsert", "Leads", "a PUT request to /crm/v8/Leads/upsert"),
        ("https://x.example/bigin/v2/Contacts/upsert", "Contacts", "a call to Zoho Bigin"),
        (
            "https://recruit.zoho.com/recruit/v2/Candidates/upsert",
            "Candidates",
            "a call to Zoho Recruit",
        ),
        ("'https://x.example/books/v3/contacts?org=1'", "contacts", "a call to Zoho Books"),
        ("https://x.example/crm/bulk/v8/write", None, "another call (POST /crm/bulk/v8/write)"),
        ("https://u:SECRET@hooks.example/SECRET", None, "a call to hooks.example"),
        ("http://127.0.0.1:8123/crm/v8/Leads/upsert", "Leads", None),
        ('"$URL"', None, None),
    ],
)
def test_the_call_that_is_no_upsert_is_named_and_its_module_taken(
    options: str, module: str | None, other: str | None
) -> None:
    found = read(f"curl {options} -d '{BODY}'")
    assert (found.module, found.request(LEADS).other_call) == (module, other)
    assert "SECRET" not in repr(found)


@each_case("name", ["If-Unmodified-Since", "if-unmodified-since"])
def test_headers_that_matter_are_taken_and_no_others(name: str) -> None:
    found = read(f"curl {URL} -H '{name}: 2026-01-02T03:04:05Z' -H 'X-EXTERNAL: Leads.Ext' -b 'c=SECRET' -d '{BODY}'")
    assert found.request(LEADS).if_unmodified_since == "2026-01-02T03:04:05Z"
    assert "X-EXTERNAL (Leads.Ext)" in found.remarks(LEADS)[0]
    assert "SECRET" not in repr(found)


def test_of_several_upserts_one_must_be_named() -> None:
    text = f"curl {URL} -d '{BODY}'\ncurl {URL.replace('Leads', 'Contacts')} -d '{BODY}'\ncurl https://x.example/crm/v8/Leads -d '{BODY}'"
    with pytest.raises(SeveralCalls) as caught:
        read(text)
    assert caught.value.titles == ("upsert of Leads", "upsert of Contacts")
    assert read(text, call=2).module == "Contacts"
    with pytest.raises(SeveralCalls):
        read(text, call=3)


# --- what cannot be read ---------------------------------------------------------------------------------------------


@each_case(
    ("text", "said", "place"),
    [
        (f"curl {URL} -d @nope.json", "nope.json", (1, 58)),
        (f"curl {URL} -F 'data=@x'", "form", (1, 1)),
        (f'curl {URL} -d "$BODY"', "$BODY", (1, 58)),
        (f"jq -n '{{}}' | curl {URL} -d @-", "jq", (1, 71)),
        (f"curl {URL} -d '{{\"data\":' -d '[]}}'", "&", (1, 1)),
        (f"echo hi\ncurl {URL} \\\n  -d '{{\"data\": [\n 5]}}'", "entry 1", (4, 2)),
        (f'curl ^"{URL}^" ^\n  -d ^"{{^\\^"data^\\^": 5}}^"', "list", (2, 23)),
    ],
)
def test_a_command_without_a_readable_body_says_why_and_where(text: str, said: str, place: tuple[int, int]) -> None:
    error = refused(text)
    assert said in error.reason
    assert (error.line, error.column) == place


def test_a_variable_that_grows_with_each_line_ends() -> None:
    text = "A=x\n" + "A=$A$A$A\n" * 200 + f'curl {URL} -d "{{\\"data\\":[{{\\"Last_Name\\":\\"$A\\"}}]}}"'
    assert "$A" in variables(text)[1]
