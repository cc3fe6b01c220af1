"""The tokens of PowerShell: statements, parts between marks, and where a group ends."""

from __future__ import annotations

import pytest

from tests.cases import each_case
from tui.core.payload.excerpt import Source
from tui.core.payload.powershell_tokens import Token, end_of, split, statements, tokens_of
from tui.core.payload.request import PayloadError


def tokens(text: str) -> list[Token]:
    return list(tokens_of(text, 0, len(text), Source.of(text)))


def test_brackets_are_groups_and_comments_are_nothing() -> None:
    assert tokens("a (b) # c") == [
        Token("plain", "a", 0, (0, 1)),
        Token("group", "(", 2, (3, 4), (Token("plain", "b", 3, (3, 4)),)),
    ]


def test_each_text_and_each_comment_that_is_closed_is_one_token() -> None:
    text = "@'\na'b\n'@ <# c\n'#> @'\nd\n'@ <#'#>"
    assert [(token.kind, text[slice(*token.inner)]) for token in tokens(text)] == [("here", "a'b"), ("here", "d")]


@each_case(
    ("text", "found"),
    [
        ("it's", ["it", "s"]),
        ("it's\nirm https://x.example 'a'", ["it", "s", "\n", "irm", "https://x.example", "'a'"]),
        ("a'b\nc'", ["a", "'b\nc'"]),
        ("a'b\nc'\nirm https://x.example", ["a", "'b\nc'", "\n", "irm", "https://x.example"]),
        ("foo`\n  irm https://x.example", ["foo", "irm", "https://x.example"]),
    ],
)
def test_an_apostrophe_within_a_word_is_passed_over_and_a_line_goes_on_behind_a_backtick(
    text: str, found: list[str]
) -> None:
    assert [token.text for token in tokens(text)] == found


@each_case("text", ["foo 'x", "a='x", "'x"])
def test_a_quote_that_begins_a_word_or_a_value_must_close(text: str) -> None:
    with pytest.raises(PayloadError, match="a quote that is not closed"):
        tokens(text)


@each_case(
    ("text", "found"),
    [
        ("a b\nc; d", [["a", "b"], ["c"], ["d"]]),
        ("a |\nb\n\nc", [["a", "|", "b"], ["c"]]),
        ("\n\n", []),
    ],
)
def test_a_statement_ends_with_its_line_unless_a_pipe_stands_there(text: str, found: list[list[str]]) -> None:
    assert [[token.text for token in each] for each in statements(tokens(text))] == found


@each_case(
    ("mark", "found"),
    [
        ("+", [["'a'"], ["'+'", "|", "b"]]),
        ("|", [["'a'", "+", "'+'", "|", "b"]]),
        ("x", [["'a'", "+", "'+'", "|", "b"]]),
    ],
)
def test_only_a_plain_mark_parts(mark: str, found: list[list[str]]) -> None:
    assert [[token.text for token in each] for each in split(tokens("'a' + '+' | b"), mark)] == found


@each_case(("text", "end"), [("(a (b) c) d", 9), (")()", 3), ("@{a", 3), ("@{ a = 1 } b", 10), ("'a' b", 3)])
def test_a_group_ends_with_the_bracket_that_closes_it_or_with_the_text(text: str, end: int) -> None:
    assert end_of(tokens(text)[0], text) == end
