"""Calls that stand in comments: they are read, and it is told that running the text would send nothing."""

from __future__ import annotations

import json
from typing import Final

import pytest

from tests.cases import each_case
from tui.core.payload.commented import commented_out
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError

URL: Final = "https://x.example/crm/v8/Leads/upsert"
BODY: Final = '{"data":[{"Last_Name":"Ode"}]}'
CURL: Final = f"curl -X POST {URL} -d '{BODY}'"
FETCH: Final = f"fetch('{URL}', {{method: 'POST', body: JSON.stringify({BODY})}})"


def told(mark: str) -> str:
    return f"the call is commented out ({mark}), so running this text would send nothing; it is read all the same"


@each_case(
    ("text", "mark"),
    [
        (f"# {CURL}\n", "#"),
        (f"#{CURL}", "#"),
        (f"# in C:\\crm\\\n{CURL}", "#"),
        (f"\n  # off for now, it's broken\n  ## {CURL}\n", "#"),
        (f"#!/bin/sh\n\n# {CURL}\n", "#"),
        (f"# curl {URL} \\\n#   -H 'A: b' \\\n#   -d '{BODY}'\n", "#"),
        (f"# curl {URL} \\\r\n#   -d '{BODY}'\r\n", "#"),
        (f"# curl {URL} \\\n  -d '{BODY}'\n", "#"),
        (f"TOKEN=t\n\n# the call\n# {CURL}\necho done\n", "#"),
        (f"// {CURL}\n", "//"),
        (f"REM {CURL}\n", "REM"),
        (f"@rem {CURL}\n", "@rem"),
        (f":: {CURL}\n", "::"),
        (f"# http POST {URL} <<< '{BODY}'\n", "#"),
        (f"# http POST {URL} \\\n  --raw '{BODY}'\n", "#"),
        (f"### one\n# POST {URL}\n#\n# {BODY}\n", "#"),
        (f"# POST {URL}\n# Content-Type: application/json\n#\n# {BODY}\n", "#"),
        (f"// POST {URL}\n//\n// {BODY}\n", "//"),
        (f"# Invoke-RestMethod -Uri {URL} -Method Post -Body '{BODY}'\n", "#"),
        (f"<#\nInvoke-RestMethod -Uri {URL} -Method Post -Body '{BODY}'\n#>\n", "<#"),
        (f"// {FETCH}\n", "//"),
        (f"/* {FETCH} */\n", "/*"),
        ('// r = zoho.crm.upsert("Leads", {"Last_Name": "Ode"});\n', "//"),
    ],
)
def test_a_call_that_is_commented_out_is_read_and_told(text: str, mark: str) -> None:
    found = recognise(text)
    assert (json.loads(found.text), found.module) == (json.loads(BODY), "Leads")
    assert found.call is not None
    assert found.call.remarks == (told(mark),)
    if found.call.body.is_placed:
        assert text[found.call.body.origin(0) :].startswith(BODY)


@each_case(
    ("text", "without", "mark", "is_all"),
    [
        ("# a\n\n  // b\n", "a\n\nb\n", "#", True),
        ("### a\n#b", "### a\nb", "#", True),
        ("#a \\\n b\n", "a \\\n b\n", "#", True),
        ("/* a\nb */\n", " a\nb ", "/*", True),
        ("# a\nx\n# curl b\n# c\ny\n# d\n", "# a\nx\ncurl b\nc\ny\n# d\n", "#", False),
        ("x\n  #curl b\n", "x\ncurl b\n", "#", False),
    ],
)
def test_the_marks_of_comments_are_taken_away_and_every_place_stays_known(
    text: str, without: str, mark: str, is_all: bool
) -> None:
    found = commented_out(text)
    assert found is not None
    assert (found.text.text, found.mark, found.is_all) == (without, mark, is_all)
    assert "".join(text[found.text.origin(place)] for place in range(len(without))) == without


@each_case(
    "text", ["", "\n", "x\n# a\n", "x\n# a curl\n", "curl x\n", "x \\\n# curl", "###\n", "a /* b */", "/* a */ b */"]
)
def test_a_text_in_which_no_call_is_commented_out_has_no_such_marks(text: str) -> None:
    assert commented_out(text) is None


@each_case(
    ("text", "remarks"),
    [
        (f"# {CURL}\n{CURL}\n", ()),
        (f"# curl would do as well\nhttp POST {URL} <<< '{BODY}'\n", ()),
        (f"# curl {URL}\n{BODY}\n", ()),
        (f"# {BODY}\n", ()),
        (f"# curl {URL} is how it is sent\nbody = {BODY}\n", ()),
    ],
)
def test_of_a_body_that_nothing_comments_out_nothing_is_told(text: str, remarks: tuple[str, ...]) -> None:
    found = recognise(text)
    assert found.call is not None
    assert (found.text, found.call.remarks) == (BODY, remarks)


def test_several_calls_that_are_commented_out_are_counted() -> None:
    for between in ("\n", "\n\n", "\n# and\n"):
        with pytest.raises(SeveralCalls) as caught:
            recognise(f"# {CURL}{between}# {CURL}\n")
        assert [each.text for each in caught.value.calls] == [BODY, BODY], between
    requests = f"# ### one\n# POST {URL}\n#\n# {BODY}\n# ### two\n# POST {URL}\n#\n# {BODY}\n"
    with pytest.raises(SeveralCalls):
        recognise(requests)


def test_what_such_a_call_lacks_is_told_by_its_place_and_that_it_is_commented_out() -> None:
    with pytest.raises(PayloadError) as caught:
        recognise(f"x=1\n  # curl {URL}\n")
    assert (caught.value.line, caught.value.column) == (2, 5)
    assert caught.value.reason == "this curl command sends no body: -d is missing; the call is commented out (#)"
    with pytest.raises(PayloadError) as caught:
        recognise('// r = zoho.crm.upsert("Leads", {"Last_Name" "Ode"});\n')
    said = "a comma or a closing bracket is missing here; the call is commented out (//)"
    assert (caught.value.reason, caught.value.column) == (said, 46)


@each_case("text", ["# curl x\nLast_Name,Email\nOde,a@x.test\n", "# curl for beginners\n\nIt is a program.\n"])
def test_prose_about_curl_is_no_call(text: str) -> None:
    assert recognise(text).kind == "csv"
