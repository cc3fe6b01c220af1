"""What stands between fences: which lines are fences, and what is a call and what its reply."""

from __future__ import annotations

from typing import Final

import pytest

from tests.cases import each_case
from tui.core.payload import markdown
from tui.core.payload.call import WrittenCall
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.request import PayloadError

REPLY: Final = '{"code": "a", "status": "b"}'


def call_of(inner: str) -> tuple[WrittenCall, ...] | None:
    """The call of a fence in these tests: any text but prose; one with ``?`` cannot be read."""
    if "?" in inner:
        raise PayloadError(inner.strip(), 1, 1)
    return None if inner.startswith("prose") else (WrittenCall(Excerpt(inner), markdown.FORM),)


@each_case(
    ("text", "inside"),
    [
        ("a\n```json\nb\n```\nc", ["b\n"]),
        ("~~~\nb\n~~~", ["b\n"]),
        ("{code:json}\nb\n{code}", ["b\n"]),
        ("{noformat}\nb", ["b"]),
        ("````\n```\nb\n````", ["```\nb\n"]),
        ("```\nb\n```js\nc\n```", ["b\n```js\nc\n"]),
        ("{code}\nb\n{code:x}\nc\n{code}", ["b\n{code:x}\nc\n"]),
        ("```\na\n```\nb\n```\nc\n```", ["a\n", "c\n"]),
        ("> ```\n> a\n> b\n> ```\n```\n> c\n```", ["a\nb\n", "> c\n"]),
        ("```\n?\n```\n```\nb\n```", ["b\n"]),
        ("```\nprose\n```", None),
        ("no fence", None),
    ],
)
def test_what_stands_between_a_pair_of_fences_is_a_text_of_its_own(text: str, inside: list[str] | None) -> None:
    calls = markdown.read(text, call_of)
    assert (calls and [call.body.text for call in calls]) == inside
    for call in calls or ():
        first = call.body.text.split("\n", maxsplit=1)[0]
        assert text[call.body.origin(0) :].startswith(first)


def test_a_reply_belongs_to_the_call_before_it_unless_that_has_one() -> None:
    text = "\n".join(f"```\n{inner}\n```" for inner in (REPLY, "a", "b", REPLY, REPLY.replace("b", "c"), "d"))
    calls = markdown.read(text, call_of)
    assert calls is not None
    assert [(call.body.text, call.reply) for call in calls] == [("a\n", None), ("b\n", f"{REPLY}\n"), ("d\n", None)]


def test_of_fences_that_cannot_be_read_the_first_is_told_at_its_place() -> None:
    with pytest.raises(PayloadError) as caught:
        markdown.read("x\n```\n?a\n```\n```\n?b\n```", call_of)
    assert (caught.value.reason, caught.value.line) == ("?a", 3)


@each_case(
    ("text", "is_reply"),
    [
        (REPLY, True),
        (f'{{"data": [{REPLY}]}}', True),
        (f'{{"data": [{REPLY}, {{"a": 1}}]}}', False),
        ('{"data": [], "code": "a", "status": "b"}', True),
        ('{"data": []}', False),
        ('{"data": 5, "code": "a", "status": "b"}', True),
        ('{"data": ["code status"]}', False),
        ('{"code": "a"}', False),
        ('{"status": "b"}', False),
        ('["code", "status"]', False),
        ("x", False),
    ],
)
def test_a_reply_has_a_code_and_a_status_for_each_record(text: str, is_reply: bool) -> None:
    assert markdown.is_reply(text) is is_reply


def test_a_fence_of_jira_at_the_beginning_is_told_from_an_object() -> None:
    assert markdown.begins_fenced("{code}\n{}\n{code}")
    assert not markdown.begins_fenced('{"code": 1}')
