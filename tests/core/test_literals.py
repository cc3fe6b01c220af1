"""Literals of JavaScript and Python as JSON text: each thing that they write otherwise, and what is refused."""

from __future__ import annotations

from typing import Final

import pytest

from tests.cases import each_case
from tui.core.payload.literals import is_literal, json_of_literal
from tui.core.payload.quoted import LiteralError

LOOSE: Final = "JSON with comments or trailing commas"
JAVASCRIPT: Final = "a JavaScript object"
PYTHON: Final = "a Python literal"


@each_case(
    ("text", "json", "dialect"),
    [
        ("{}", "{}", "JSON"),
        ('["a" ]', '["a" ]', "JSON"),
        ('["a\tb", "\\\'"]', '["a\\tb", "\'"]', "JSON"),
        ("{1: 2}", '{"1": 2}', "JSON"),
        ("[0, 0.5, 1n]", "[0, 0.5, 1]", "JSON"),
        ("[1, 2,]", "[1, 2 ]", LOOSE),
        ('{"a": 1,}', '{"a": 1 }', LOOSE),
        ("/*x*/ [1, // c\n 2]", " [1,\n 2]", LOOSE),
        ("[1 /*c*/  /*d*/\n ]", "[1\n ]", LOOSE),
        ("{größe: 'x'}", '{"größe": "x"}', JAVASCRIPT),
        ("['a' /*x*/]", '["a" ]', JAVASCRIPT),
        ("[`x`]", '["x"]', JAVASCRIPT),
        ("[.5, 5., +1, -0x1F, 0b11, 1_000]", "[0.5, 5.0, 1, -31, 3, 1000]", JAVASCRIPT),
        ("['é', '\"x']", '["é", "\\"x"]', PYTHON),
        ('{"a": True}', '{"a": true}', PYTHON),
        ('[r"x"]', '["x"]', PYTHON),
        ('["""x"""]', '["x"]', PYTHON),
        ('["a" "b"]', '["ab"]', PYTHON),
        ('["a" + "b"]', '["ab"]', PYTHON),
        ("[1.5e3, 1.e3, .5e3]", "[1.5e3, 1.0e3, 0.5e3]", JAVASCRIPT),
        ("dict({'a': 1})", ' {"a": 1} ', PYTHON),
        ("(1, 2)", "[1, 2]", PYTHON),
        ("(1,)", "[1 ]", PYTHON),
        ("(1)", " 1 ", PYTHON),
        ("()", "[]", PYTHON),
        ('{a: "x", b: nil}', '{"a": "x", "b": null}', JAVASCRIPT),
        ("{_id: ObjectId('64f0'), n: NumberLong(7)}", '{"_id": "64f0", "n": 7}', JAVASCRIPT),
        ('[ISODate("1980-05-01T00:00:00Z")]', '["1980-05-01T00:00:00Z"]', JAVASCRIPT),
        ("[Decimal('3.50'), decimal.Decimal('-1'), UUID('a-1')]", '[3.50, -1, "a-1"]', PYTHON),
        ("[OrderedDict({'a': 1}), collections.OrderedDict({})]", '[ {"a": 1} ,  {} ]', PYTHON),
    ],
)
def test_a_literal_becomes_json_and_its_language_is_told(text: str, json: str, dialect: str) -> None:
    found = json_of_literal(f"x = {text} ;", 4)
    assert (found.json.text, found.end, found.dialect) == (json, len(text) + 4, dialect)


def test_a_text_is_a_literal_where_nothing_else_stands_in_it() -> None:
    assert [is_literal(text) for text in ("{a: 1} ;\n", "{a: 1} x", "{", "")] == [True, False, False, False]


def test_a_number_in_hexadecimal_is_read_up_to_a_thousand_digits() -> None:
    digits = "1" * 998
    assert json_of_literal(f"[0x{digits}]").json.text == f"[{int(digits, 16)}]"
    with pytest.raises(LiteralError, match="too long"):
        json_of_literal(f"[0x{digits}1]")


@each_case(
    ("text", "offset", "said"),
    [
        ("", 0, "an object or a list is missing here"),
        ("1", 0, "an object or a list is missing here"),
        ("}", 0, "an object or a list is missing here"),
        ("%", 0, "an object or a list is missing here"),
        ("[", 0, "the text ends here, but this bracket is not closed"),
        ("[,]", 1, "a value is missing here"),
        ("[%]", 1, "a value is missing here"),
        ("[.x]", 1, "a value is missing here"),
        ('[+ "a"]', 1, "a value is missing here"),
        ("{a:}", 3, "a value is missing here"),
        ("[(1,]", 4, "a value is missing here"),
        ("{:1}", 1, "a key is missing here"),
        ("{[1]: 2}", 1, "a key is missing here"),
        ("{a 1}", 3, "a colon is missing here"),
        ('{"a" , "b": 1}', 5, "a colon is missing here"),
        ("[1}", 2, "a comma or a closing bracket is missing here"),
        ("(1]", 2, "a comma or a closing bracket is missing here"),
        ("[1:2]", 2, "a comma or a closing bracket is missing here"),
        ('[1 "a"]', 3, "a comma or a closing bracket is missing here"),
        ('["a" 1]', 5, "a comma or a closing bracket is missing here"),
        ('["a" dict({})]', 5, "a comma or a closing bracket is missing here"),
        ("[1 dict({})]", 3, "a comma or a closing bracket is missing here"),
        ('["a" +.x]', 5, "a comma or a closing bracket is missing here"),
        ("[{} for x in y]", 4, "a comma or a closing bracket is missing here"),
        ("[...]", 1, "... stands for something that is not in this text; put it in its place"),
        ("[…]", 1, "... stands for something that is not in this text; put it in its place"),
        ("[<x>]", 1, "this is a printed object (<...>), not its value"),
        ('["x]', 1, "this string has no closing quote"),
        ("[“x”]", 1, 'curly quotes do not quote in JSON; write straight ones (")'),
        ('[b"x"]', 1, "this text is bytes, which JSON cannot carry"),
        ('[f"x"]', 1, "this text is an f-string, filled in by a program"),
        ("[1px]", 1, "1px is not a number"),
        ("[01]", 1, "a number cannot begin with 0; write it in quotes if the zero belongs to it"),
        ("[01.5]", 1, "a number cannot begin with 0; write it in quotes if the zero belongs to it"),
        ("[NaN]", 1, "NaN is not a number that JSON can carry"),
        ("[undefined]", 1, "undefined is not a JSON value: leave the key out, or write null"),
        ("[new Date()]", 1, "new ... is made by a program; put its value here"),
        ("[Decimal('x')]", 1, "Decimal(...) is made by a program; put its value here"),
        ("[OrderedDict([('a', 1)])]", 1, "OrderedDict(...) is made by a program; put its value here"),
        ("[UUID(x)]", 1, "UUID(...) is made by a program; put its value here"),
        ("[f(1)]", 1, "f(...) is made by a program; put its value here"),
        ("[x]", 1, "x is a variable, and its value is not in this text; put the value in its place"),
    ],
)
def test_what_is_no_literal_is_refused_at_its_place(text: str, offset: int, said: str) -> None:
    with pytest.raises(LiteralError) as caught:
        json_of_literal(text)
    assert (caught.value.offset, caught.value.reason) == (offset, said)


def known(name: str | None) -> str | None:
    """What a program gives to a name."""
    return None if name in ("größe", "b", "x") else '"Ode"'


@each_case(
    ("text", "json"),
    [
        ("{name, größe}", '{"name": "Ode", "größe": "${größe}"}'),
        ("{a: name, b: größe}", '{"a": "Ode", "b": "${größe}"}'),
        ("{a: b + 1}", '{"a": "${b + 1}"}'),
        ('["x" + name]', '["x${name}"]'),
        ('{"a": "b" "c"}', '{"a": "bc"}'),
        ("[name()]", '["${name()}"]'),
    ],
)
def test_in_a_program_a_name_is_what_it_gives_and_an_expression_is_a_variable(text: str, json: str) -> None:
    assert json_of_literal(text, value_of=known).json.text == json


@each_case(
    ("text", "offset", "said"),
    [
        ("a;", 0, "a is a variable, and its value is not in this text; put the value in its place"),
        ("{name: 1, 5 }", 12, "a colon is missing here"),
        ('{"name", x}', 7, "a colon is missing here"),
        ("{a for b in c}", 3, "a colon is missing here"),
        ("[" + "'a' + " * 201 + "b]", 1207, "a comma or a closing bracket is missing here"),
        ("[{} x]", 4, "a comma or a closing bracket is missing here"),
        (
            "[{} for x in y]",
            4,
            "a loop (for ...) makes these, and they are not in this text; put them here",
        ),
    ],
)
def test_what_is_no_literal_in_a_program_is_refused_at_its_place(text: str, offset: int, said: str) -> None:
    with pytest.raises(LiteralError) as caught:
        json_of_literal(text, value_of=known)
    assert (caught.value.offset, caught.value.reason) == (offset, said)
