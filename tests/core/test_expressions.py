"""Expressions of JavaScript and Python where a value is wanted, and the quoted texts in them."""

from __future__ import annotations

import pytest

from tests.cases import each_case
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.expressions import Expression, expression_at
from tui.core.payload.quoted import TOKEN, LiteralError, string_value

# --- expressions -----------------------------------------------------------------------------------------------------


@each_case(
    ("text", "said", "rest", "name"),
    [
        ("name, b", "${name}", ", b", "name"),
        ("a.b)", "${a.b}", ")", "a.b"),
        ("f;", "${f}", ";", "f"),
        ("a + b]", "${a + b}", "]", None),
        ("[a, b],", "${_[a, b]}", ",", None),
        ("{a: 1} }", "${_(a: 1)}", " }", None),
        ("/* c */ a // d\n , 3", "${a}", " // d\n , 3", "a"),
        ('"a" + b + "c" + d.e;', "a${b}c${d.e}", ";", None),
        ('f("a" + b) + "c",', "${f('a' + b)}c", ",", None),
        ('(a + "b") + "c",', "${_(a + 'b')}c", ",", None),
        ('"a".trim() + "b",', "${_'a'.trim()}b", ",", None),
        ('f(")") + "x",', "${f(')')}x", ",", None),
        ('a "+" b,', "${a '+' b}", ",", None),
        ('"a" + + b,', "${_'a' + + b}", ",", None),
        ("`x${a}y`,", "x${a}y", ",", None),
        ("`a\\n${b}`,", "${_'a/n$(b)'}", ",", None),
        ("f'{x}-{y}',", "${x}-${y}", ",", None),
        ('f"""a{b}\'""",', "a${b}'", ",", None),
        ("f'a\\n{b}',", "${f'a/n(b)'}", ",", None),
        ('u"x" + a,', "x${a}", ",", None),
        ('"\\q" + a,', "${_'/q' + a}", ",", None),
        ("a " * 400 + ",", "${" + ("a " * 40) + "...}", " ,", None),
    ],
)
def test_an_expression_is_a_text_with_variables_for_what_is_not_here(
    text: str, said: str, rest: str, name: str | None
) -> None:
    assert expression_at(text, 0) == Expression(said, len(text) - len(rest), name)
    assert expression_at(f"= {text}", 2) == Expression(said, len(text) - len(rest) + 2, name)


@each_case(
    "text",
    ["1,", "1 + 2,", "true,", '"a" + "b",', "`x`,", '"${a}",', ",", "", "a", '+ "a",', '"a" +,', "a " * 401 + ","],
)
def test_a_literal_and_what_does_not_end_are_no_expressions(text: str) -> None:
    assert expression_at(text, 0) is None


# --- quoted texts ----------------------------------------------------------------------------------------------------


def value_of(text: str) -> Excerpt:
    token = TOKEN.match(text)
    assert token is not None
    assert token["string"] is not None
    return string_value(text, token)


@each_case(
    ("text", "value"),
    [
        ("''", ""),
        ("''''''", ""),
        ("'''it's'''", "it's"),
        ('"""a\\tb"""', "a\tb"),
        (r"r'a\tb'", r"a\tb"),
        ("'${a}'", "${a}"),
        (r"'\t${a}'", "\t${a}"),
        (r"`a\tb`", "a\tb"),
        (r"`\t`", "\t"),
        ("`a`", "a"),
        (r"'\x41\u00e9\u{1f600}\U0001F600\101\0'", "Aé😀😀A\0"),
        (r"'\N{BULLET}\'\"\\\é'", "•'\"\\é"),
        (r"'\u{10FFFF}'", "\U0010ffff"),
        (r"'\ud83d\ude00é'", "😀é"),
        ("'a\\\nb\\\r\nc'", "abc"),
    ],
)
def test_what_is_escaped_within_quotes_is_read(text: str, value: str) -> None:
    assert value_of(text).text == value


@each_case(
    ("text", "offset", "said"),
    [
        ("`a${b}c`", 2, "${b} is filled in by a program"),
        ("`${b}\\t`", 1, "${b} is filled in by a program"),
        ("`\\t${b}c`", 3, "${b} is filled in by a program"),
        ("`a${b\n}`", 2, "${b } is filled in by a program"),
        ("`a${b`", 2, "${ is filled in by a program"),
        (r"'a\u{110000}'", 2, "names no character"),
        (r"'a\N{nothing}'", 2, "names no character"),
        (r"'a\q'", 2, "no such backslash escape"),
        (r"'a\9'", 2, "no such backslash escape"),
        (r"'a\ud83d'", 1, "half of a surrogate pair"),
    ],
)
def test_what_cannot_be_read_within_quotes_is_told_at_its_place(text: str, offset: int, said: str) -> None:
    with pytest.raises(LiteralError) as caught:
        value_of(text)
    assert said in caught.value.reason
    assert caught.value.offset == offset


def test_each_character_within_quotes_knows_where_it_stood() -> None:
    assert value_of("'ab'") == Excerpt("ab", (0,), (1,))
    assert value_of("''") == Excerpt("", (0,), (1,))
    assert value_of(r"'\t'") == Excerpt("\t", (0,), (1,))
    assert value_of(r"'ab\tc\u00e9d'") == Excerpt("ab\tcéd", (0, 3, 5), (1, 5, 12))
    assert value_of(r"'\ud83d\ude00'") == Excerpt("😀", (0,), (1,))
