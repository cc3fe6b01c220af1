"""Numbers and ids that a spreadsheet rounded, known by how they are written."""

from __future__ import annotations

from tests.cases import each_case
from tui.core.rounded import are_rounded_ids, is_rounded, rounded_at

ROUNDED = ("4.67E+10", "4,67E+10", "4E+10", "4.67e10", " 4.001E+15 ")
OTHERS = ("", "467", "４67", "4.67", "4.67E", "E+10", "4.67E-10", "46.7E+10", "1E5B", "4.67E+10 kg", "12e", "-4E+10")


@each_case(("text", "rounded"), [*((text, True) for text in ROUNDED), *((text, False) for text in OTHERS)])
def test_a_number_with_an_exponent_is_what_a_spreadsheet_rounded(text: str, rounded: bool) -> None:
    assert is_rounded(text) is rounded
    assert rounded_at([text]) == [0] * rounded


def test_in_a_column_the_places_of_those_that_are_rounded_are_told() -> None:
    assert rounded_at(["4E+10", "467", "x4E+10", "4.67E+10"]) == [0, 3]
    assert rounded_at(["4E", "+10"]) == rounded_at([]) == []


@each_case(
    ("ids", "rounded"),
    [
        (("4001000000012350", "4001000000012360"), True),
        (("400100000001235000", "4001000000012360"), True),
        (("4001000000012350",), False),  # one alone may end in a zero
        ((), False),
        (("4001000000012350", "4001000000012361"), False),
        (("400100000001235001", "400100000001236000"), False),
        (("400100000001235", "400100000001236"), False),  # a spreadsheet keeps as many digits
        (("400100000001235x", "400100000001236x"), False),
        (("zcrm_4001000000000", "zcrm_4002000000000"), False),
        (("", ""), False),
    ],
)
def test_long_ids_that_all_end_in_zeros_were_rounded(ids: tuple[str, ...], rounded: bool) -> None:
    assert are_rounded_ids(ids) is rounded
