"""A payload as a program for Zoho's SDKs: what the program hands to the SDK is the payload, or the rest is told."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import zip_longest
from typing import Any, Final

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import EMAIL, LAST_NAME, OF_EACH_TYPE, PHONE, TAGS, field, module
from tests.core.test_forms import BODIES, TEXTS
from tui.core.exports.export import Export
from tui.core.exports.forms import FORMS
from tui.core.exports.sdk_fields import RECORDS
from tui.core.metadata import Module
from tui.core.payload.request import request_of

SDKS: Final = ("python-sdk", "node-sdk")
TYPED: Final = module(
    LAST_NAME,
    *OF_EACH_TYPE,
    EMAIL,
    PHONE,
    TAGS,
    field("Layout", "layout"),
)


def exported(name: str, body: Any, known: Module = TYPED, **place: Any) -> tuple[str, tuple[str, ...]]:
    written = FORMS[name].write(Export(request_of(body, known), known, **place))
    return written.text, written.lost


# --- what a program hands to the SDK ----------------------------------------------------------------------------------

Built = tuple[str, dict[str, Any]]
"""An object of the SDK: the name of its class, and its values."""


def handed(name: str, text: str) -> list[dict[str, Any]]:
    """The body of each call that a program makes, evaluated, with objects of the SDK as ``Built``."""
    return [dict(values) for _, values in (_python_calls(text) if name == "python-sdk" else _node_calls(text))]


def _python_calls(text: str) -> list[Built]:
    tree = ast.parse(text)
    imported = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    sent = (node.value for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    calls = [call.args[0] for call in sent if isinstance(call.func, ast.Name) and call.func.id == "send"]
    scope: dict[str, Any] = {name: partial(str, name) for name in imported}
    scope |= {"Choice": lambda value: ("Choice", value), "date": date, "datetime": datetime}
    scope["filled"] = lambda made, values: (made, values)
    return [eval(compile(ast.Expression(call), "program", "eval"), {"__builtins__": {}}, scope) for call in calls]


def _node_calls(text: str) -> list[Built]:
    """The expressions of a program in JavaScript, of which Python reads all but texts, ``new`` and long integers."""
    scope: dict[str, Any] = {"Map": dict, "Date": datetime.fromisoformat, "Choice": lambda value: ("Choice", value)}
    scope |= {"true": True, "false": False, "null": None, "filled": lambda made, pairs: (made, _members(made, pairs))}
    calls = re.findall(r"^  await send\((.*?^  \]\))\);$", text, re.M | re.S)
    return [eval(_as_python(call), {"__builtins__": {}}, scope) for call in calls]


def _as_python(expression: str) -> str:
    parts = re.split(r'("(?:[^"\\]|\\.)*")', expression)
    code = (re.sub(r"new zoho\.\w+\.(\w+)\(\)", r"'\1'", part) for part in parts[::2])
    plain = [re.sub(r"\b(\d+)n\b", r"\1", part.replace("new zoho.", "").replace("new ", "")) for part in code]
    texts = [repr(json.loads(part)) for part in parts[1::2]]
    return "".join(part for pair in zip_longest(plain, texts, fillvalue="") for part in pair)


def _members(made: str, pairs: list[list[Any]]) -> dict[str, Any]:
    """By key for a record; by setter, ``LarId`` for ``lar_id``, for other objects."""
    if made in RECORDS:
        return dict(pairs)
    return {re.sub("(?<!^)(?=[A-Z])", "_", name).lower(): value for name, value in pairs}


def meant(value: Any) -> Any:
    """A value whatever class carries it: digits as a number, a moment as its text."""
    match value:
        case tuple():
            return meant(value[1])
        case dict():
            return {key: meant(item) for key, item in value.items()}
        case list():
            return [meant(item) for item in value]
        case str():
            return int(value) if re.fullmatch("0|[1-9][0-9]{0,29}", value) else value
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
    return value


def of_one(name: str, known: Module = TYPED, **values: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the program hands over for a row of these values, and what is told."""
    text, lost = exported(name, {"data": [values]}, known)
    (row,) = handed(name, text)[0]["data"]
    return row[1], lost


# --- any payload ------------------------------------------------------------------------------------------------------


@given(BODIES)
def test_any_payload_is_handed_over_as_it_is(body: Any) -> None:
    for name in SDKS:
        note(f"the SDK: {name}")  # the last of them is the one that fails
        text, _ = exported(name, body)
        (sent,) = handed(name, text)
        assert meant(sent) == meant(body)


ROWS: Final = st.fixed_dictionaries(
    {"Last_Name": TEXTS},
    optional={
        "Email": st.none() | TEXTS,
        "Interests": st.lists(TEXTS, max_size=2),
        "Size": st.integers(-(2**53), 2**53),
        "Worth": st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False),
        "Opt_Out": st.booleans(),
        "Seen_On": st.dates().map(date.isoformat),
        "Source": TEXTS,
        "Account": st.fixed_dictionaries({"id": st.integers(0, 10**18).map(str)}),
        "Owner": st.fixed_dictionaries({"id": st.integers(0, 10**18).map(str), "name": TEXTS}),
    },
)


@given(ROWS)
def test_of_a_row_of_the_right_types_nothing_is_lost_but_the_writing_of_ids(row: dict[str, Any]) -> None:
    for name in SDKS:
        note(f"the SDK: {name}")
        values, lost = of_one(name, **row)
        assert set(lost) <= {"the SDK sends ids and long integers as numbers"}
        if name == "node-sdk" and "Seen_On" in row:
            assert values["Seen_On"].date().isoformat() == row["Seen_On"]
            values["Seen_On"] = row["Seen_On"]
        assert meant(values) == meant(row)


# --- the class of each value ------------------------------------------------------------------------------------------


@each_case(
    ("api_name", "value", "made"),
    [
        ("Last_Name", "Ode", "Ode"),
        ("Email", None, None),
        ("Worth", 12, 12.0),
        ("Size", 12, 12),
        ("Serial", "9007199254740993", 9007199254740993),
        ("Seen_On", "2026-02-03", date(2026, 2, 3)),
        ("Seen_At", "2026-02-03T10:00:00Z", datetime(2026, 2, 3, 10, tzinfo=UTC)),
        ("Source", "Web", ("Choice", "Web")),
        ("Interests", ["a", "b"], [("Choice", "a"), ("Choice", "b")]),
        ("Account", {"id": "4001"}, ("Record", {"id": 4001})),
        ("Owner", {"id": "4001"}, ("MinifiedUser", {"id": 4001})),
        ("Layout", {"id": "4001"}, ("Layouts", {"id": 4001})),
        ("Tag", [{"name": "hot"}], [("Tag", {"name": "hot"})]),
        ("id", "4001", 4001),
        ("Visits", [{"Note": "x", "id": "7"}], [("Record", {"Note": "x", "id": 7})]),
        ("$append_values", {"Interests": True}, {"Interests": True}),
    ],
)
def test_a_value_stands_in_the_class_that_the_sdk_asks_of_its_field(api_name: str, value: Any, made: Any) -> None:
    values, _ = of_one("python-sdk", **{api_name: value})
    assert values[api_name] == made
    assert type(values[api_name]) is type(made)
    values, _ = of_one("node-sdk", **{api_name: value})
    if isinstance(made, date) and not isinstance(made, datetime):
        made = datetime(made.year, made.month, made.day)  # a Date of JavaScript is a moment
    assert values[api_name] == made


def test_an_id_is_a_long_integer_in_javascript() -> None:
    text, _ = exported("node-sdk", [{"Last_Name": "Ode", "id": "9007199254740993"}])
    assert '["id", 9007199254740993n],' in text


def test_the_lines_of_a_quote_take_the_classes_of_line_items() -> None:
    quotes = module(field("Quoted_Items", "subform"), name="Quotes")
    line = {"Product_Name": {"id": "7"}, "Quantity": 2, "Discount": "10%"}
    values, lost = of_one("python-sdk", quotes, Quoted_Items=[line])
    ((kind, made),) = values["Quoted_Items"]
    assert (kind, made) == (
        "Record",
        {"Product_Name": ("LineItemProduct", {"id": 7}), "Quantity": 2.0, "Discount": "10%"},
    )
    assert isinstance(made["Quantity"], float)
    assert lost == ("the SDK sends ids and long integers as numbers",)


# --- what is told -----------------------------------------------------------------------------------------------------


@each_case(
    ("api_name", "value", "told"),
    [
        ("Last_Name", 5, "the SDK takes only text here; 5 is left as it is, and is refused"),
        ("Worth", True, "the SDK takes only a number that a float holds here; true is left as it is, and is refused"),
        ("Worth", 2**60 + 1, "a number that a float holds here; 1152921504606846977 is left"),
        ("Size", 1.5, "the SDK takes only a whole number here"),
        ("Serial", "007", "the SDK takes only the digits of an id here"),
        ("Opt_Out", "yes", "the SDK takes only true or false here"),
        ("Seen_On", "2026-02-30", "the SDK takes only a date (YYYY-MM-DD) here"),
        ("Seen_At", "2026-02-03T10:00:00", "the SDK takes only a date-time with seconds and an offset here"),
        ("Interests", "a;b", "the SDK takes only a list here"),
        ("Account", "4001", "the SDK takes only an object with an id here"),
        ("Owner", "a@ode.example", "the SDK takes only an object here"),
        ("Owner", {"id": "1", "role": "x"}, "the SDK's MinifiedUser has no role; it is left out"),
        ("Total", 3, "the SDK leaves out a field of the type formula"),
        ("Unheard_Of", [], "the SDK fails at [] in a field that it does not know"),
    ],
)
@each_case(
    "name",
    SDKS,
    shared=(
        "api_name",
        "value",
        "told",
    ),
)
def test_a_value_that_the_sdk_does_not_take_is_told_and_stands(name: str, api_name: str, value: Any, told: str) -> None:
    values, lost = of_one(name, **{api_name: value})
    assert any(line.startswith(f"row 1, {api_name}: ") and told in line for line in lost), lost
    if "left out;" not in told:
        assert meant(values[api_name]) == meant({"id": "1"} if "role" in str(value) else value)


def test_what_a_number_or_a_map_of_javascript_cannot_keep_is_told() -> None:
    _, lost = of_one("node-sdk", Size=2**53 + 1, Unheard_Of={"a": [2**60], "__proto__": 1})
    assert len(lost) == 3
    assert lost[1].startswith(f'row 1, Unheard_Of: {{"a": [{2**60}]')
    assert lost[1].endswith(" has more digits than a number keeps here")
    assert lost[2] == "row 1, Unheard_Of: the SDK loses the key __proto__"


def test_what_stands_beside_the_rows_goes_by_its_setter_or_is_told() -> None:
    body = {
        "data": [{"Last_Name": "Ode"}],
        "duplicate_check_fields": [],
        "trigger": ["workflow"],
        "lar_id": "7",
        "skip_feature_execution": [{"name": "cadences"}],
        "other": 1,
    }
    text, lost = exported("python-sdk", body)
    (sent,) = handed("python-sdk", text)
    assert {key: meant(sent[key]) for key in sent if key != "data"} == {
        "duplicate_check_fields": [],
        "trigger": ["workflow"],
        "lar_id": 7,
        "skip_feature_execution": [{"name": "cadences"}],
    }
    assert lost == ("other: the SDK has no way to say it; it is left out",)
    text, lost = exported("node-sdk", body)
    assert set(handed("node-sdk", text)[0]) == {"data", "duplicate_check_fields", "trigger", "lar_id"}
    assert [line.partition(":")[0] for line in lost] == ["skip_feature_execution", "other"]


@each_case("name", SDKS)
def test_the_host_the_module_and_the_header_are_written_and_another_api_version_is_told(name: str) -> None:
    request = replace(request_of([{"Last_Name": "Ode"}], TYPED), if_unmodified_since="2026-11-02T09:00:00+01:00")
    written = FORMS[name].write(Export(request, TYPED, api_url="https://sandbox.zohoapis.eu/", api_version="v7"))
    assert written.text.count('"https://sandbox.zohoapis.eu"') == 2
    assert 'RecordOperations("Leads")' in written.text
    assert "2026-11-02T09:00:00+01:00" in written.text
    assert "If-Unmodified-Since" in written.text
    assert written.lost == ("the SDK calls API v8, not v7",)


@pytest.mark.parametrize("name", SDKS)
def test_more_rows_than_one_call_may_carry_are_sent_as_several_calls(name: str) -> None:
    rows = [{"Last_Name": f"Ode {number}", "Size": "x" if number == 240 else number} for number in range(250)]
    text, lost = exported(name, {"data": rows})
    sent = [meant(body["data"]) for body in handed(name, text)]
    assert [len(part) for part in sent] == [100, 100, 50]
    assert [row for part in sent for row in part] == rows
    assert lost[0].startswith("row 241, Size: ")


@each_case("name", SDKS)
def test_of_many_values_that_are_not_taken_the_first_are_told_and_the_rest_counted(name: str) -> None:
    _, lost = exported(name, [{"Last_Name": 1}] * 7)
    assert lost[-1] == "2 more values are not taken as they are"
    assert len(lost) == 6


def test_without_the_module_s_fields_it_says_that_types_are_not_known() -> None:
    _, lost = exported("python-sdk", {"data": [{"Last_Name": "Ode"}]}, Module("Leads"))
    assert lost == ("the module's fields are not known, so values are left as in JSON, and the SDK may refuse some",)


# --- how a program looks ----------------------------------------------------------------------------------------------

SHOWN: Final[dict[str, Any]] = {
    "data": [
        {
            "Last_Name": "é\u2028",
            "Account": {"id": "7"},
            "Interests": ["a"],
            "Visits": [],
            "Seen_At": "2026-02-03T10:00:00Z",
            "Odd": {"a": [1, "b", None]},
            "Owner": {"id": "1"},
        }
    ],
    "trigger": [],
}


def test_a_python_program_imports_what_it_uses_and_is_indented_by_its_levels() -> None:
    lines = exported("python-sdk", SHOWN)[0].splitlines()
    package = "zohocrmsdk.src.com.zoho.crm.api"
    assert lines[4] == "from datetime import datetime"
    assert lines[10:13] == [
        f"from {package}.record import BodyWrapper, Record, RecordOperations",
        f"from {package}.users import MinifiedUser",
        f"from {package}.util import Choice",
    ]
    assert lines[lines.index("send(filled(BodyWrapper(), {") :] == [
        "send(filled(BodyWrapper(), {",
        '    "data": [',
        "        filled(Record(), {",
        "            \"Last_Name\": 'é\\u2028',",
        '            "Account": filled(Record(), {',
        '                "id": 7,',
        "            }),",
        '            "Interests": [',
        '                Choice("a"),',
        "            ],",
        '            "Visits": [],',
        '            "Seen_At": datetime.fromisoformat("2026-02-03T10:00:00+00:00"),',
        '            "Odd": {"a": [1, "b", None]},',
        '            "Owner": filled(MinifiedUser(), {',
        '                "id": 1,',
        "            }),",
        "        }),",
        "    ],",
        '    "trigger": [],',
        "}))",
    ]


def test_a_node_program_names_members_by_their_setters_and_is_indented_by_its_levels() -> None:
    lines = exported("node-sdk", SHOWN)[0].splitlines()
    begin = lines.index("  await send(filled(new zoho.Record.BodyWrapper(), [")
    assert lines[begin + 1 : lines.index("} finally {")] == [
        '    ["Data", [',
        "      filled(new zoho.Record.Record(), [",
        '        ["Last_Name", "é\\u2028"],',
        '        ["Account", filled(new zoho.Record.Record(), [',
        '          ["id", 7n],',
        "        ])],",
        '        ["Interests", [',
        '          new zoho.Choice("a"),',
        "        ]],",
        '        ["Visits", []],',
        '        ["Seen_At", new Date("2026-02-03T10:00:00Z")],',
        '        ["Odd", new Map([["a", [1, "b", null]]])],',
        '        ["Owner", filled(new zoho.Users.MinifiedUser(), [',
        '          ["Id", 1n],',
        "        ])],",
        "      ]),",
        "    ]],",
        '    ["Trigger", []],',
        "  ]));",
    ]
    assert of_one("node-sdk", Size=2**53) == ({"Size": 2**53}, ())
