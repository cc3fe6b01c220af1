"""Words that are replaced by what would end a JSON string too early."""

from __future__ import annotations

from tests.cases import each_case
from tui.core.payload.json_text import Span
from tui.core.payload.replaced_words import BreaksJson, breaks_json

TEXT = '{"data": [{"Last_Name": "Ode", "City": "ode"}]}'


@each_case(
    ("words", "other", "found"),
    [
        ("Ode", 'O"de', BreaksJson('O\\"de')),
        ("ode", "C:\\x", BreaksJson("C:\\\\x")),
        ("ode", "a\tb", BreaksJson("a\\tb")),
        ("ode", "C:\\n", None),  # an escape that JSON knows
        ("ode", "plain", None),
        ('"ode"', '"other"', None),
        ('"ode"', "plain", None),
        ("ode", 'Ö"', BreaksJson('Ö\\"')),
        ('"ode"', '"', BreaksJson(None)),
        ("nowhere", '"', None),
        ("", '"', None),
    ],
)
def test_what_breaks_the_payload_is_told_with_what_json_would_write(
    words: str, other: str, found: BreaksJson | None
) -> None:
    assert breaks_json(TEXT, words, other) == found


def test_at_one_place_only_that_counts() -> None:
    start = TEXT.index("Ode")
    assert breaks_json(TEXT, "ode", '"', Span(start, start + 3)) == BreaksJson('\\"')
    assert breaks_json(TEXT + "x", "ode", '"') is None  # it could not be read before
