"""Ids that a wrong id may have been meant to be."""

from __future__ import annotations

from tests.cases import each_case
from tui.core.near_ids import copied_id, is_rounded, near_ids

THERE = ("4001000000012358", "4001000000012371", "4001000000999999")


@each_case(
    ("wanted", "near", "how"),
    [
        ("zcrm_4001000000012358", "4001000000012358", "the same digits"),
        (" 4001000000012358\n", "4001000000012358", "the same digits"),
        ("4001000000012350", "4001000000012358", "rounded by a spreadsheet"),
        ("4001000000012385", "4001000000012358", "two digits are swapped"),
        ("4001000000912358", "4001000000012358", "one digit differs"),
        ("400100000012358", "4001000000012358", "one digit is missing"),
        ("40010000000123588", "4001000000012358", "one digit too many"),
        ("…2371", "4001000000012371", "it ends the same"),
        ("358", "4001000000012358", "it ends the same"),
        ("40010000000123", "4001000000012358", "it begins the same"),
        ("40010000", "4001000000012358", "it begins the same"),
    ],
)
def test_what_was_meant_is_found_with_how_it_differs(wanted: str, near: str, how: str) -> None:
    first = near_ids(wanted, THERE)[0]
    assert (first.id, first.how) == (near, how)


@each_case(
    ("digits", "other", "rounded"),
    [
        ("512345000000101100", "512345000000101101", True),  # as JavaScript prints it
        ("512345000000101120", "512345000000101101", True),  # as Python prints the int of the float
        ("512345000000101101", "512345000000101101", False),
        ("512345000000101120", "512345000000101120", False),  # it is what it becomes
        ("512345000000101102", "512345000000101101", False),  # the same float, but a record of its own
        ("100000000000007", "100000000000007", False),
        ("12", "11", False),
        ("51234500000010110x", "512345000000101101", False),
        ("512345000000101100", "51234500000010110x", False),
        ("9" * 400, "8" + "9" * 399, False),
    ],
)
def test_an_id_that_a_program_read_as_a_number_is_rounded(digits: str, other: str, rounded: bool) -> None:
    assert is_rounded(digits, other) is rounded


def test_a_rounded_id_is_told_before_one_with_another_digit() -> None:
    ids = ["512345000000101200", "512345000000101101", "512345000000101102"]
    found = near_ids("512345000000101120", ids)
    assert [each.how for each in found] == ["rounded by a program"] * 2
    swapped = near_ids("512345000000101120", ["512345000000101210", "512345000000101101"])
    assert [each.how for each in swapped] == ["rounded by a program", "two digits are swapped"]


@each_case("wanted", ["", "new-1", "71", "7777777777777777", "4001000000012999", "Marsh"])
def test_what_is_near_none_finds_none(wanted: str) -> None:
    assert near_ids(wanted, THERE) == ()


@each_case(
    ("wanted", "there"),
    [
        ("4001000000012350", "4001000990012358"),  # ends in a zero, but begins otherwise
        ("40010000000123512", "40010000000123599"),  # begins so, but ends in no zeros
        ("4001000000021357", "4001000000012358"),  # two digits swapped, and a third differs
        ("4001000000031358", "4001000000012358"),  # the second of two is the other's first, but not the other way round
        ("4001000000023358", "4001000000012358"),
        ("40", "4012"),  # too short to name an id
        ("4001000", "4001000000012358"),  # less than half of it
        ("400100009912358", "4001000000012358"),  # a digit less, but others too
    ],
)
def test_what_differs_in_more_ways_than_one_is_not_near(wanted: str, there: str) -> None:
    assert near_ids(wanted, [there]) == ()


def test_the_beginning_of_a_short_id_names_it_from_three_digits_on() -> None:
    assert [each.how for each in near_ids("400", ["400123"])] == ["it begins the same"]


def test_the_nearest_comes_first_and_no_more_than_asked_for() -> None:
    ids = [f"40010000000{n}2358" for n in range(10)]
    assert [each.id for each in near_ids("4001000000022385", ids, most=2)] == ["4001000000022358"]
    assert len(near_ids("2358", ids, most=2)) == 2
    assert len(near_ids("2358", ids)) == 5


def test_the_surest_reading_of_a_wrong_id_comes_first() -> None:
    there = {
        "4001000000012350": "the same digits",
        "4001000000012358": "rounded by a spreadsheet",
        "4001000000021350": "two digits are swapped",
        "4001000009012350": "one digit differs",
        "994001000000012350": "it ends the same",
        "400100000001235099": "it begins the same",
    }
    found = near_ids("zcrm_4001000000012350", reversed(there), most=9)
    assert {each.id: each.how for each in found} == there
    assert [each.id for each in found] == list(there)
    cut = near_ids("4001000000012350", ["994001000000012350", "40010000900012350"])
    assert [each.how for each in cut] == ["one digit is missing", "it ends the same"]


def test_an_id_that_is_there_is_not_near_itself() -> None:
    assert near_ids("4001000000999999", THERE) == ()


@each_case(
    "copied",
    [
        '"4001000000012358"',
        "'4001000000012358 ",
        "“4001000000012358”,",
        "zcrm_4001000000012358",
        '"zcrm_4001000000012358",',
        '"id": "4001000000012358",',
        "4001000000012358.0",
        "4001000000012358 (Ada Byron)",
        "https://crm.zoho.com/crm/org123/tab/Leads/4001000000012358",
        "crm.zoho.eu/crm/org60012345678/tab/Leads/4001000000012358?layoutId=7#notes",
        "https://crm.zoho.in/crm/EntityInfo.do?module=Leads&id=4001000000012358",
        "https://www.zohoapis.com/crm/v8/Leads/4001000000012358/",
    ],
)
def test_an_id_is_known_by_what_it_is_copied_with(copied: str) -> None:
    assert copied_id(copied) == "4001000000012358"


@each_case(
    ("text", "as_it_is"),
    [
        ("https://crm.zoho.com/crm/org123/tab/Leads/4001", "4001"),
        ("ZCRM_4001", "4001"),
        (" 4001 ", "4001"),
        ("' 4001 ',", "4001"),
        ("'4001'", "4001"),
        ('"4001', '"4001'),
        ('""', ""),
        ('"', '"'),
        ("new-3", "new-3"),
        ("4001000000012358, 4001000000012371", "4001000000012358, 4001000000012371"),
        ("+4001000000012358", "+4001000000012358"),
        ("40010000000123580000000", "40010000000123580000000"),
        ("12.4001000000012358", "12.4001000000012358"),
        ("https://example.test/pages/2024/05", "https://example.test/pages/2024/05"),
        ("", ""),
    ],
)
def test_what_names_no_single_id_stays_as_it_is(text: str, as_it_is: str) -> None:
    assert copied_id(text) == as_it_is
