"""The sentences above a matrix: each is read again, word by word, and held against a forecast for every order."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import (
    CONTACTS,
    EMAIL,
    LAST_NAME,
    LEADS,
    MOBILE,
    PHONE,
    MemoryIndex,
    body,
    field,
    module,
    record,
    row,
    settings,
)
from tests.core.test_matrix import ADA, ANY_SETTINGS, BEA, BOTH_KINDS, MANY, ROW, STORED
from tui.core.forecast import forecast
from tui.core.matrix import matrix
from tui.core.rules import Assumptions
from tui.core.views.matrix_text import matrix_sentences
from tui.core.views.order_conditions import condition_for

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.row_forecast import RowForecast


def sentences(*rows: dict[str, Any], of: Module = LEADS, stored: Any = (ADA, BEA), assume: Any = ()) -> list[str]:
    """The sentences about these rows."""
    return [each.text for each in matrix_sentences(matrix(body(*rows), of, MemoryIndex(stored), settings(assume)))]


def test_a_row_that_depends_on_the_order_is_told_with_its_condition() -> None:
    assert sentences(row(Email="ada@x.test"), row(Email="ada@x.test", Phone="200"), row(Company="c")) == [
        "2 of 3 rows depend on the order.",
        "No row carries Mobile: its place makes no difference.",
        "Row 1 inserts only while Email is not checked; otherwise it updates Byron (1).",
        "Row 2 is refused (Phone is 2's) only while Email comes before Phone; otherwise it updates Webb (2).",
    ]


def test_a_row_that_comes_to_the_same_by_another_field_is_told_so() -> None:
    assert sentences(row(Email="ada@x.test", Phone="100"))[-1] == (
        "Row 1 updates Byron (1) under every order: matched by Email only while Email comes before Phone; "
        "otherwise matched by Phone."
    )


def test_three_results_have_two_conditions() -> None:
    of = module(LAST_NAME, field("Email", "email", unique=True), PHONE, MOBILE, name="Contacts")
    stored = (record(1, Email="a@x.test"), record(2, Phone="200"), record(3, Mobile="300"))
    assert sentences(row(Email="a@x.test", Phone="200", Mobile="300"), of=of, stored=stored)[-1] == (
        "Row 1 is refused (Email is 1's, Mobile is 3's) only while Phone comes before Email and Mobile; "
        "it is refused (Email is 1's, Phone is 2's) only while Mobile comes before Email and Phone; "
        "otherwise it is refused (Phone is 2's, Mobile is 3's)."
    )


def test_results_that_no_short_condition_fits_are_counted() -> None:
    stored = (record(1, Email="a@x.test"), record(2, Phone="200"), record(3, Mobile="300"))
    assert sentences(row(Email="a@x.test", Phone="200", Mobile="300"), stored=stored)[-1] == (
        "Row 1 depends on the order in no simple way: it is refused (Phone is 2's, Mobile is 3's) in 2 orders, "
        "it is refused (Mobile is 3's) in 3 orders, it is refused (Phone is 2's) in 3 orders."
    )


def test_rows_that_never_move_and_modules_without_a_choice_are_told_so() -> None:
    assert sentences(row(Company="c")) == [
        "No row depends on the order: there are 8, and each row does the same under all of them.",
        "No row carries Email, Phone or Mobile: their places make no difference.",
    ]
    assert sentences(row(Company="c"), of=module(LAST_NAME, EMAIL)) == ["There is only one effective order: Email."]


def test_where_only_neighbours_are_known_the_sentences_say_so() -> None:
    told = sentences(row(U0="1", U1="2"), of=MANY, stored=(record(1, U0="1"), record(2, U1="2")))
    assert told[0] == "5,760 orders are possible; these are yours and the 37 that are one move away."
    assert told[1] == "The row depends on the order."
    assert told[-1].startswith("Among these, row 1 ")


def test_a_call_that_is_refused_under_any_order_has_no_sentences() -> None:
    assert matrix_sentences(matrix(body(*[row()] * 101), LEADS, MemoryIndex([]))) == ()


# --- every sentence is true ------------------------------------------------------------------------------------------


def asked_by(condition: str, names: tuple[str, ...]) -> bool:
    """Whether an order fulfils a condition, read as a person reads it."""
    if match := re.fullmatch(r"(\w+) is( not)? checked", condition):
        return (match[1] in names) != bool(match[2])
    if match := re.fullmatch(r"([\w, ]+?) comes? before ([\w, ]+)", condition):
        firsts, seconds = (re.split(r", | and ", each) for each in match.groups())
        return all(
            first in names and second in names and names.index(first) < names.index(second)
            for first in firsts
            for second in seconds
        )
    for word, holds in ((" or ", any), (" and ", all)):
        for place in (match.start() for match in re.finditer(word, condition)):
            parts = (condition[:place], condition[place + len(word) :])
            if all(re.search("checked$|comes? before", part) for part in parts):
                return holds([asked_by(part, names) for part in parts])
    raise AssertionError(condition)


def done_by(found: RowForecast) -> set[str]:
    """How the beginning of a sentence may put what a row does."""
    match found.outcome:
        case "insert":
            return {"inserts"}
        case "not_known":
            return {"is not known"}
        case "error":
            return {"is refused"}
    verb = "updates" if found.outcome == "update" else "matches"
    return {f"{verb} {found.target_id}", f"{verb} Old ({found.target_id})", f"{verb} Ode ({found.target_id})"}


def says(phrase: str, found: RowForecast) -> bool:
    """Whether a phrase of a sentence is true of what a row does."""
    if match := re.fullmatch("matched by (no check field|.*)", phrase):
        return match[1] == (found.duplicate_field or "no check field")
    if phrase.startswith("with "):
        return phrase == (f"with the target {found.target_id}" if found.target_id else "with no target")
    if not any(phrase.startswith(words) for words in done_by(found)):
        return False
    return found.outcome != "error" or all(
        str(error.api_name) in phrase and (error.code != "DUPLICATE_DATA" or str(error.details["id"]) in phrase)
        for error in found.found
    )


@given(
    st.lists(ROW, min_size=1, max_size=3), STORED, st.just(Assumptions()) | ANY_SETTINGS, BOTH_KINDS | st.just(CONTACTS)
)
def test_every_sentence_is_true_of_every_order_and_of_no_other(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], assumptions: Assumptions, of: Module
) -> None:
    request, index = body(*rows), MemoryIndex(stored)
    found = matrix(request, of, index, assumptions)
    forecasts = {
        order.names: forecast(
            request.checking(order.duplicate_check_fields), of, index, assumptions, counterfactuals=False
        )
        for order in found.orders
    }
    told = [each for each in matrix_sentences(found) if each.index is not None]
    assert [each.index for each in told] == [place for place, moves in enumerate(found.depends_on_order) if moves]
    for sentence in told:
        assert sentence.index is not None
        of_row = {names: made.rows[sentence.index] for names, made in forecasts.items()}
        text = sentence.text.removeprefix(f"Row {sentence.index + 1} ").removesuffix(".")
        if " under every order: " in text:
            same, text = text.split(" under every order: ")
            assert all(says(same, each) for each in of_row.values())
        if "otherwise" not in text:
            counts = re.findall(r"(?:it )?((?:inserts|updates|is|matches|matched|with) .*?) in (\d+) orders?", text)
            assert sum(int(count) for _, count in counts) == len(of_row)
            continue
        *clauses, otherwise = re.split(r"; otherwise (?:it )?|; (?:it )?", text)
        conditions = [clause.split(" only while ") for clause in clauses]
        for names, each in of_row.items():
            holding = [phrase for phrase, condition in conditions if asked_by(condition, names)]
            assert len(holding) <= 1
            assert says(holding[0] if holding else otherwise, each)
            others = {otherwise, *(phrase for phrase, _ in conditions)} - {holding[0] if holding else otherwise}
            if "refused" not in sentence.text:
                assert not any(says(other, each) for other in others)


@each_case(
    ("wanted", "text"),
    [
        (0b01, "A comes before B"),
        (0b10, "B comes before A"),
    ],
)
def test_a_condition_is_the_simplest_that_fits(wanted: int, text: str) -> None:
    found = condition_for([("A", "B"), ("B", "A")], wanted, ["A", "B"])
    assert found is not None
    assert found.text == text


def test_no_condition_is_made_up_where_none_fits() -> None:
    orders = list(permutations("ABCD"))
    assert condition_for(orders, sum(1 << place for place in range(0, 24, 5)), list("ABCD")) is None
