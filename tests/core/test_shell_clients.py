"""HTTPie, xh and wget in a shell: where each has its body, its method and its headers."""

from __future__ import annotations

from typing import Final

import pytest

from tests.cases import each_case
from tui.core.payload.request import PayloadError
from tui.core.payload.shell_clients import read

URL: Final = "https://x.example/crm/v8/Leads/upsert"
BODY: Final = '{"data":[{"A":1}]}'
FILES: Final = {"b.json": BODY.encode()}
PUT: Final = "a PUT request to /crm/v8/Leads/upsert"


@each_case(
    ("text", "body", "other_call", "since"),
    [
        (f"http POST {URL} <<< '{BODY}'", BODY, None, None),
        (f"http put {URL} <<< '{BODY}'", BODY, PUT, None),
        (f"http PUT {URL} --raw '{BODY}'", BODY, PUT, None),
        (f"wget --method=PUT --body-data='{BODY}' {URL}", BODY, PUT, None),
        (f"wget --method PUT --body-file=b.json {URL}", BODY, PUT, None),
        (f"wget --post-file b.json {URL}", BODY, None, None),
        (f"http --url={URL} --raw='{BODY}'", BODY, None, None),
        (f"http POST {URL} If-Unmodified-Since:T --raw '{BODY}'", BODY, None, "T"),
        (
            f'http POST --raw \'{{"data":["/crm/v8/Deals"],"If-Unmodified-Since":"T"}}\' {URL}',
            '{"data":["/crm/v8/Deals"],"If-Unmodified-Since":"T"}',
            None,
            None,
        ),
        (f"cat b.json | http POST {URL}", BODY, None, None),
        (f"cat - <<E | http POST {URL}\n{BODY}\nE", BODY, None, None),
        (f"echo '{BODY}' | http POST {URL}", BODY, None, None),
        (f'http POST {URL} --raw "$(cat b.json)"', BODY, None, None),
        (f"http POST {URL} < b.json", BODY, None, None),
        (f"http POST {URL} @b.json", BODY, None, None),
        (f'cat > b.json <<E\n{{"data":[3]}}\nE\nhttp POST {URL} < b.json', '{"data":[3]}', None, None),
        (f"http POST {URL} '{BODY}'", BODY, None, None),
        (f"http POST {URL} data:='[1]' trigger=x", '{"data": [1], "trigger": "x"}', None, None),
        (f"http data:='[1]' {URL}", '{"data": [1]}', None, None),
        (f"http POST {URL} --raw '[1]'", "[1]", None, None),
        (f"http POST {URL} <<< '{BODY}'\nit's done", BODY, None, None),
        (f"$ echo 'x'\n$ http POST {URL} --raw '{BODY}'", BODY, None, None),
    ],
)
def test_a_call_has_the_body_the_method_and_the_headers_that_its_words_give(
    text: str, body: str, other_call: str | None, since: str | None
) -> None:
    calls = read(text, FILES.get)
    assert calls is not None
    (call,) = calls
    assert (call.body.text.strip(), call.target.module) == (body, "Leads")
    assert (call.target.other_call, call.if_unmodified_since) == (other_call, since)
    if call.body.is_placed:
        assert text[call.body.origin(0) :].startswith(body)


@each_case(
    ("text", "body"),
    [
        (f"A='{BODY}'\nB='{{\"data\":[2]}}'", '{"data":[2]}'),
        (f"echo '{BODY}' | jq .", BODY),
        (f"http POST {URL} -d 'a=b'", None),
        (f"http POST {URL} x=1", None),
        (f"http POST {URL} --raw '{{}}'", None),
        (f"cat b.json c.json | http POST {URL}", None),
        (f"tac b.json | http POST {URL}", None),
        (f"A='{BODY}'\nB='open", None),
        ("echo '{\"x\":1}' > f", None),
        ("echo '{}' > f", None),
        ("echo 'data' > f", None),
        ("<?php\necho '{\"data\":[1]}' > x;", None),
    ],
)
def test_where_nothing_is_sent_the_last_body_that_is_written_counts(text: str, body: str | None) -> None:
    calls = read(text, FILES.get)
    assert (calls and [(call.body.text, call.target.module) for call in calls]) == (body and [(body, None)])


@each_case(
    ("text", "column"),
    [(f"wget {URL} --post-file", 44), (f"cat c.json | http POST {URL}", 5), (f"http POST {URL} < c.json", 51)],
)
def test_a_file_that_is_not_there_is_told_where_it_is_named(text: str, column: int) -> None:
    with pytest.raises(PayloadError, match="which is not here") as caught:
        read(text, FILES.get)
    assert (caught.value.line, caught.value.column) == (1, column)


def test_a_hundred_apostrophes_between_calls_are_read_over() -> None:
    text = f"http POST {URL} <<< '{BODY}'\nit's one\n"
    assert len(read(text * 101, FILES.get) or ()) == 101
    assert read(text * 102, FILES.get) is None


@each_case(("before", "is_read"), [(1_999, True), (2_000, False)])
def test_two_thousand_commands_are_read(before: int, is_read: bool) -> None:
    assert (read("a\n" * before + f"http POST {URL} <<< '{BODY}'\n", FILES.get) is not None) is is_read


@each_case("key", ["<<<", "<<EOF", "<<<a", "0<<A"])
def test_signs_of_a_shell_in_a_key_make_no_shell_script(key: str) -> None:
    assert read(f'axios.post(url, {{data: [{{"{key}": null, }}, ]}})\n', FILES.get) is None
