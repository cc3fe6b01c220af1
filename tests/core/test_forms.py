"""Every form that a payload comes in, written in many ways, reads back as the body that it stands for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core import writers
from tests.core.helpers import LEADS
from tui.core.payload.formats import recognise
from tui.core.payload.open_variables import first_in

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    alphabet="ab'\"\\$`!^%{}[]&|<>#/*\n\t ,:;é€😀", max_size=12
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
BODIES = st.fixed_dictionaries(
    {"data": st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), min_size=1, max_size=2)},
    optional={
        "duplicate_check_fields": st.lists(TEXTS.filter(lambda name: first_in(name) is None), max_size=2),
        "trigger": st.just([]),
    },
)  # a variable in place of a name cannot be read: its value decides


def named(writer: Callable[[Any], str]) -> str:
    return writer.__name__


@settings(max_examples=100)
@given(BODIES)
def test_any_body_reads_back_from_any_form_as_it_was_written(body: Any) -> None:
    for write in (*writers.CALLS, *writers.BODIES):
        note(f"the form: {named(write)}")  # the last of them is the one that fails
        if write is not writers.cmd_curl or "%" not in json.dumps(body):  # cmd fills in %NAME%: tried below
            assert_reads_back(write(body), body)


@each_case(
    "value",
    [
        "invokeurl",
        "invokeurl [url: 1]",
        'zoho.crm.upsert("Leads", m)',
        "m = Map();",
        'm.put("a", 1)',
        'fetch("x")',
        "curl -d x",
        "Invoke-RestMethod -Body 1",
        "import requests",
    ],
)
def test_a_value_that_names_another_form_is_a_value(value: str) -> None:
    body = {"data": [{"Description": value, value: None}]}
    for write in (*writers.CALLS, *writers.BODIES):
        assert_reads_back(write(body), body)


def assert_reads_back(text: str, body: Any) -> None:
    found = recognise(text)
    assert found.request(LEADS).to_body() == {"data": body["data"]} | body
    assert found.form
    assert writers.TOKEN not in repr(found)
    assert json.loads(found.bound_to(LEADS)) == body


@each_case("write", writers.CALLS)
def test_a_call_tells_its_module_and_its_version(write: Callable[[Any], str]) -> None:
    found = recognise(write({"data": [{"Last_Name": "Ode"}]}))
    request = found.request(LEADS)
    assert (found.module, request.api_version, request.other_call) == ("Contacts", "v8", None)


@each_case("write", [*writers.CALLS, *writers.BODIES])
def test_numbers_keep_their_digits_where_they_are_shown(write: Callable[[Any], str]) -> None:
    text = write({"data": [{"Last_Name": "Ode", "Amount": 9876543210}]})
    digits = "1.10", "12345678901234567890.123456789", "1e5", "100000000000000000000001"
    for written in digits:
        shown = recognise(text.replace("9876543210", written)).bound_to(LEADS)
        assert f'"Amount": {written}' in shown.replace('":', '": ').replace("  ", " ")
