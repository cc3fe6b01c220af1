"""What stands around a reply: how deep it is looked for, what the wrappers are called, and the status they tell."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

from tests.cases import each_case
from tui.core.wrappers import contents, parsed, unwrapped, without_head, wrapper_name

if TYPE_CHECKING:
    from collections.abc import Callable

WANTED: Final = {"wanted": 1}


def found(value: Any, path: str = "") -> list[tuple[tuple[str, ...], int | None]]:
    """Wrappers and status of every object with the key wanted."""
    parts = unwrapped(value, lambda part: isinstance(part, dict) and "wanted" in part, path=path)
    return [(part.wrappers, part.status) for part in parts]


def nested(times: int, around: Callable[[Any], Any]) -> Any:
    value: Any = WANTED
    for _ in range(times):
        value = around(value)
    return value


@each_case(
    ("around", "deepest"),
    [
        (lambda value: [value], 12),
        (lambda value: {"data": value}, 12),
        (lambda value: {"data": json.dumps(value)}, 6),  # an object and a text each time
    ],
)
def test_what_is_wanted_is_looked_for_in_twelve_layers(around: Callable[[Any], Any], deepest: int) -> None:
    assert len(found(nested(deepest, around))) == 1
    assert found(nested(deepest + 1, around)) == []


@each_case(
    ("value", "wrappers"),
    [
        (WANTED, ()),
        ([[WANTED]], ()),
        ('{"wanted": "[1]"}', ("JSON within a text",)),
        ('400 - "{\\"wanted\\": 1}"', ("JSON within a text",)),
        ('400 - "{\\"wanted\\":\n1}"', ("JSON within a text",)),
        ('the reply was {"wanted": 1}.', ("JSON within a text",)),
        ({"data": {"data": WANTED}}, ('the key "data"',)),
        ({"data": json.dumps(WANTED)}, ('the key "data"',)),
        ({"data": {"body": {"body": WANTED}}}, ('the key "data"', 'the key "body"')),
        ({"Body": WANTED, "x": {"wanted": 2}}, ('the key "Body"',)),
    ],
)
def test_each_kind_of_wrapper_is_told_once(value: Any, wrappers: tuple[str, ...]) -> None:
    assert found(value) == [(wrappers, None)]


@each_case("value", ["", "{", "no JSON [here", '"quoted" only', 7, None, {"x": WANTED}])
def test_where_nothing_is_wanted_nothing_is_found(value: Any) -> None:
    assert found(value) == []


def test_a_sentence_may_hold_an_object_or_a_list_and_a_very_long_one_none() -> None:
    assert [part.value for part in unwrapped("got [1, 2].", lambda part: part == [1, 2])] == [[1, 2]]
    longest = json.dumps(WANTED).rjust(200_000, "x")
    assert [len(found(text)) for text in (longest, f"x{longest}")] == [1, 0]


@each_case(
    ("keys", "key", "name"),
    [
        ("json", "json", "n8n items"),
        ("json binary pairedItem error index", "json", "n8n items"),
        ("json headers", "json", "an HTTP response object (headers, json)"),
        ("error", "error", 'the key "error"'),
        ("log", "log", "a HAR file"),
        ("response startedDateTime", "response", "a HAR file"),
        ("item", "item", "a Postman collection"),
        ("name request response", "response", "a Postman collection"),
        ("name response", "response", 'the key "response"'),
        ("name request body", "body", 'the key "body"'),
        ("data isAxiosError", "data", "axios's response object"),
        ("data config statusText headers", "data", "axios's response object"),
        ("data config headers", "data", "an HTTP response object (headers, data)"),
        ("body headers", "body", "an HTTP response object (headers, body)"),
        ("body status_code", "body", "an HTTP response object (status_code, body)"),
        ("body status statusCode headers", "body", "an HTTP response object (statusCode, status, headers, body)"),
        ("body status", "body", 'the key "body"'),
    ],
)
def test_a_wrapper_is_known_by_its_keys(keys: str, key: str, name: str) -> None:
    assert wrapper_name(dict.fromkeys(keys.split()), key) == name


def test_an_error_of_axios_is_known_by_its_name() -> None:
    assert wrapper_name({"name": "AxiosError", "data": None}, "data") == "axios's response object"
    assert wrapper_name({"name": "Error", "data": None}, "data") == 'the key "data"'


def test_the_members_that_can_hold_something_come_by_how_likely_they_do_and_base64_is_read() -> None:
    coded = base64.b64encode(b"[1]").decode()
    assert [*contents({"text": "a", "Data": {}, "x": "b", "body": 7, "list": None})] == [("Data", {}), ("text", "a")]
    assert [*contents({"content": coded})] == [("content", coded)]
    assert [*contents({"content": coded, "encoding": "base64", "data": [1]})] == [("data", [1]), ("content", "[1]")]
    assert [*contents({"content": "[1]", "encoding": "base64"})] == [("content", "[1]")]
    assert [*contents({"content": "TWFu!", "encoding": "base64"})] == [("content", "TWFu!")]


@each_case(
    ("wrapper", "status"),
    [
        ({"statusCode": 207}, 207),
        ({"status": "400"}, 400),
        ({"status": 100}, 100),
        ({"status": 599}, 599),
        ({"status": 99}, 500),
        ({"status": 600}, 500),
        ({"status": "600"}, 500),
        ({"status": True}, 500),
        ({"status": "success", "code": 201}, 201),
        ({}, 500),
    ],
)
def test_the_innermost_status_counts_if_it_is_one(wrapper: dict[str, Any], status: int) -> None:
    ((_, told),) = found({"status": 500, "data": {**wrapper, "body": WANTED}})
    assert told == status


@each_case(
    ("request_", "counts"),
    [
        ({"url": "https://x.test/crm/v8/Leads/upsert"}, True),
        ({"url": {"raw": "https://x.test/crm/v8/Leads/upsert"}}, True),
        ({"url": "{{base}}/Leads"}, True),
        ({"url": "https://x.test/crm/v8/Leads"}, False),
        ({"url": {"raw": "https://x.test/crm/v8/Leads"}}, False),
        ({"url": {}}, True),
        ({}, True),
        ("GET", True),
    ],
)
@each_case(
    "key",
    ["request", "originalRequest"],
    shared=(
        "request_",
        "counts",
    ),
)
def test_an_exchange_counts_unless_it_names_another_url(key: str, request_: Any, counts: bool) -> None:
    assert len(found({key: request_, "response": WANTED}, "/upsert")) == counts


@each_case(
    ("text", "rest", "status"),
    [
        ("[1]", "[1]", None),
        ("HTTP/2 207 \r\ncontent-type: x\r\n\r\n[1]", "[1]", 207),
        ("\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 201 Created\na: b\n\n[1]\n\n[2]", "[1]\n\n[2]", 201),
        ("HTTP/2 204 \r\ncontent-length: 0", "", 204),
    ],
)
def test_heads_before_a_body_are_taken_off_and_tell_the_last_status(text: str, rest: str, status: int | None) -> None:
    assert without_head(text) == (rest, status)


def test_a_text_is_parsed_where_it_is_an_object_or_a_list() -> None:
    texts = ("\ufeff [1]\n", "{}", "7", '"[1]"', "[1", "")
    assert [parsed(text) for text in texts] == [[1], {}, None, None, None, None]
