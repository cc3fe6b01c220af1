"""Requests as they go over the wire: their heads, their bodies and their parts."""

from __future__ import annotations

from typing import Final

import pytest

from tests.cases import each_case
from tui.core.payload.call import no_files
from tui.core.payload.http_file import read
from tui.core.payload.request import PayloadError

URL: Final = "https://x.example/crm/v8/Leads/upsert"


@each_case(
    ("text", "calls"),
    [
        (f"POST {URL}\nIf-Unmodified-Since: T\n\n{{}}", [("{}", "Leads", None, "T")]),
        (f"{URL}\nIf-Unmodified-Since: T\n\n{{}}", [("{}", "Leads", None, "T")]),
        (
            f'PUT {URL}\n\n{{"If-Unmodified-Since": "T"}}',
            [('{"If-Unmodified-Since": "T"}', "Leads", "a PUT request to /crm/v8/Leads/upsert", None)],
        ),
        (f'put {URL}\n\n{{"a": 1}}', [('{"a": 1}', "Leads", "a PUT request to /crm/v8/Leads/upsert", None)]),
        (f"Post {URL} HTTP/1.1\n\n[ ]", [("[ ]", "Leads", None, None)]),
        (f"  delete {URL}\n\n[ ]", [("[ ]", "Leads", "a DELETE request to /crm/v8/Leads/upsert", None)]),
        (
            f"### a\npost {URL}\n\n[ ]\n\n### b\npatch x.example/crm/v8/Leads\n\n{{}}\n",
            [("[ ]", "Leads", None, None), ("{}", "Leads", "an update (PATCH /crm/v8/Leads)", None)],
        ),
        (f"POST {URL}\n{{{{auth}}}}: b\nIf-Unmodified-Since: T\n\n{{}}", [("{}", "Leads", None, "T")]),
        (f"POST {URL}\nIf-Unmodified-Since: T\n{{\n\n}}", [("{\n\n}", "Leads", None, "T")]),
        (f"POST {URL}\n{{}}\nHTTP 200\n[Asserts]\n", [("{}", "Leads", None, None)]),
        (f"POST {URL}\n{{}}\nHTTP *\n", [("{}", "Leads", None, None)]),
        (f"PUT {URL}\n [{{}}]\n", [("[{}]", "Leads", "a PUT request to /crm/v8/Leads/upsert", None)]),
        (f"### a\nPOST {URL}\n\nprose\n### b\nPOST {URL}\n\n[ ]\n### c", [("[ ]", "Leads", None, None)]),
    ],
)
def test_a_request_has_an_address_headers_and_a_body(
    text: str, calls: list[tuple[str, str | None, str | None, str | None]]
) -> None:
    found = read(text, no_files)
    assert found is not None
    assert [
        (call.body.text, call.target.module, call.target.other_call, call.if_unmodified_since) for call in found
    ] == calls
    for call in found:
        assert text[call.body.origin(0) :].startswith(call.body.text)


@each_case(
    ("text", "said", "place"),
    [
        (f"### a\n\nPOST {URL}\n\nprose\n### b\nPOST {URL}\n\nprose", "this request has no JSON body", (3, 1)),
        (f"\nPOST {URL}\nA: b", "this request has no JSON body", (2, 1)),
        (f"GET {URL}\n###\nGET {URL}", "this request has no JSON body", (1, 1)),
        (f"POST {URL}\n\nprose {{", "this request has no JSON body", (1, 1)),
        (f"post {URL}\nA: {{{{b}}}}\n\n< gone.json", "this call takes its body from the file gone.json", (4, 1)),
        (f"POST {URL}\n\n< gone.json", "this call takes its body from the file gone.json, which is not here", (3, 1)),
    ],
)
def test_a_request_without_a_body_is_told_at_its_place(text: str, said: str, place: tuple[int, int]) -> None:
    with pytest.raises(PayloadError) as caught:
        read(text, no_files)
    assert caught.value.reason.startswith(said)
    assert (caught.value.line, caught.value.column) == place


def test_a_text_without_a_request_line_is_none() -> None:
    assert read("POST\n\n{}", no_files) is None


@each_case("sentence", [f"post {URL} with this", f"Please post {URL}", f"get {URL}\n\nand send this"])
def test_a_sentence_that_names_a_method_and_an_address_is_no_request(sentence: str) -> None:
    assert read(f"{sentence}\n\n{{}}\n", no_files) is None


def test_a_request_in_small_letters_without_a_body_is_told() -> None:
    with pytest.raises(PayloadError, match="this request has no JSON body"):
        read(f"get {URL}\n", no_files)


@each_case(
    ("behind", "reply"),
    [
        ("HTTP/1.1 200 OK\nA: b\n\n{}\n", "HTTP/1.1 200 OK\nA: b\n\n{}"),
        ("HTTP/2 204\n", None),
        ("HTTP 200\n[Asserts]\n", None),
        ("> {% client.log({}) %}\n", None),
        ("", None),
    ],
)
def test_the_answer_behind_a_request_is_its_reply(behind: str, reply: str | None) -> None:
    (call,) = read(f"POST {URL}\n\n{{}}\n\n{behind}", no_files) or ()
    assert (call.body.text, call.reply) == ("{}", reply)
