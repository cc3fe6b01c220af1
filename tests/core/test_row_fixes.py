"""Fixes of one row's problems: which are offered, what each makes of the text, and whether it leaves a blank."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.cases import each_case
from tests.core.helpers import LAST_NAME, PHONE, MemoryIndex, field, module
from tui.core.fixes.fixes import Fixes
from tui.core.fixes.row_fixes import row_fixes
from tui.core.forecast import forecast
from tui.core.payload.request import request_of
from tui.core.payload.row_places import RowPlaces
from tui.core.views.problems import Problems, TextProblem

if TYPE_CHECKING:
    from tui.core.forecast import Forecast


def choices(*texts: str) -> list[dict[str, str]]:
    return [{"actual_value": text, "display_value": text} for text in texts]


OF: Final = module(
    LAST_NAME,
    PHONE,
    field("Email", "email", length=20),
    field("Stage", "picklist", mandatory=True, pick_list_values=choices("New", "Old")),
    field(
        "Kind", "picklist", pick_list_values=choices("Market Failed", "Market Failure", "Market Fail", "Market Fails")
    ),
    field("Tags", "multiselectpicklist", pick_list_values=choices("Red", "Blue")),
    field("Due", "date", length=19),
    field("Day", "date"),
    field("Digits", "integer", length=3),
    field("Seen", "datetime"),
    field("Account", "lookup"),
    field("Short", length=5),
    field("Site", "website", length=20),
    field("Code", unique=True, length=5),
    field("Serial", "bigint", length=6),
    field("Long"),
    field("Made", create=False, update=False),
    field("Named", field_label="How it is called"),
    field("Left", field_label="Both so"),
    field("Right", field_label="Both so"),
    field("Quoted_Items", "subform"),
)
ROW: Final = '{"Last_Name": "Ode", "Stage": "New"*}'


def row(members: str) -> str:
    return ROW.replace("*", members and f", {members}")


def judged(text: str) -> tuple[Forecast, Problems]:
    index = MemoryIndex([])
    made = forecast(request_of(json.loads(text), OF, text), OF, index)
    return made, Problems(text, made, index)


def fixed(text: str, name: str) -> list[tuple[str, str, bool]]:
    """The fixes of the problem of a key: label, the text that each makes, and whether it leaves a blank."""
    made, problems = judged(text)
    (problem,) = [each for each in problems.everything() if each.api_name == name]
    return [(fix.label, fix.applied(text), fix.blank) for fix in Fixes(text, made, problems).of(problem)]


@each_case(
    ("member", "offered"),
    [
        ('"Stage": "new"', {}),
        ('"Kind": "market  failed"', {'Write "Market Failed"': '"Kind": "Market Failed"'}),
        (
            '"Kind": "Market Faile"',
            {f'Write "{each}"': f'"Kind": "{each}"' for each in ("Market Failed", "Market Fail", "Market Failure")},
        ),
        ('"Tags": ["red", "Blue"]', {'Write "Red"': '"Tags": ["Red", "Blue"]'}),
        (
            '"Tags": "Red;Blue;"',
            {'Write ["Red", "Blue"]': '"Tags": ["Red", "Blue"]', "Leave out Tags": ""},
        ),
        ('"Tags": "red, blue"', {'Write ["Red", "Blue"]': '"Tags": ["Red", "Blue"]', "Leave out Tags": ""}),
        ('"Tags": "Red;Pink"', {'Write ["Red", "Pink"]': '"Tags": ["Red", "Pink"]', "Leave out Tags": ""}),
        ('"Tags": "Red, Pink"', {'Write ["Red, Pink"]': '"Tags": ["Red, Pink"]', "Leave out Tags": ""}),
        ('"Tags": ["Red;Blue"]', {'Write ["Red", "Blue"]': '"Tags": ["Red", "Blue"]'}),
        ('"Tags": ["Blue", "red, Red"]', {'Write ["Blue", "Red", "Red"]': '"Tags": ["Blue", "Red", "Red"]'}),
        ('"Tags": "Red"', {'Write ["Red"]': '"Tags": ["Red"]', "Leave out Tags": ""}),
        ('"Tags": 5', {"Leave out Tags": ""}),
        (
            '"Due": "1/2/2026"',
            {
                'Write "2026-02-01"': '"Due": "2026-02-01"',
                'Write "2026-01-02"': '"Due": "2026-01-02"',
                "Leave out Due": "",
            },
        ),
        ('"Due": 5', {"Leave out Due": ""}),
        (
            '"Seen": "2026-01-31T10:00:00"',
            {"Add the offset +00:00 (UTC)": '"Seen": "2026-01-31T10:00:00+00:00"'},
        ),
        ('"Account": 4001', {"Write the id as an object": '"Account": {"id": "4001"}'}),
        ('"Short": "abcdef"', {"Cut to 5 characters": '"Short": "abcde"', "Leave out Short": ""}),
        ('"Short": "abcd\\"fghi"', {"Cut to 5 characters": '"Short": "abcd\\""', "Leave out Short": ""}),
        ('"Short": 12', {'Write "12"': '"Short": "12"', "Leave out Short": ""}),
        ('"Long": 12', {'Write "12"': '"Long": "12"', "Leave out Long": ""}),
        ('"Long": [""]', {"Leave out Long": ""}),
        ('"Long": ["x;y"]', {'Write "x;y"': '"Long": "x;y"', "Leave out Long": ""}),
        ('"Phone": "x;y"', {"Leave out Phone": ""}),
        ('"Email": "a b@x"', {"Leave out Email": ""}),
        ('"Email": "a b@x.test"', {'Write "ab@x.test"': '"Email": "ab@x.test"', "Leave out Email": ""}),
        ('"Email": "a@xxxxxxxxxxxxxx.test"', {"Leave out Email": ""}),
        ('"Phone": "+49 89 1234567890 1234567890 1234567890"', {"Leave out Phone": ""}),
        ('"Site": "https://x.test/abcdefgh"', {"Leave out Site": ""}),
        ('"Code": "ABCDEF"', {"Leave out Code": ""}),
        ('"Serial": "12 34 567"', {"Leave out Serial": ""}),
        ('"Serial": "1 234"', {'Write "1234"': '"Serial": "1234"', "Leave out Serial": ""}),
        ('"Serial": "1.5"', {"Leave out Serial": ""}),
        ('"Serial": "-12"', {"Leave out Serial": ""}),
        ('"Quoted_Items": "x"', {"Leave out Quoted_Items": ""}),
        (
            '"Email": "a b@xxxxxxxxxxxx.test"',  # one character too long
            {
                'Write "ab@xxxxxxxxxxxx.test"': '"Email": "ab@xxxxxxxxxxxx.test"',
                "Leave out Email": "",
            },
        ),
        (
            '"Due": "2026-01-31T10:00:00"',
            {'Write "2026-01-31"': '"Due": "2026-01-31"', "Leave out Due": ""},
        ),
        (
            '"Day": "2026-01-31T10:00:00"',
            {'Write "2026-01-31"': '"Day": "2026-01-31"', "Leave out Day": ""},
        ),
        ('"Digits": "1234"', {"Leave out Digits": ""}),
        ('"Digits": "  12 "', {"Write 12": '"Digits": 12', "Leave out Digits": ""}),
        ('"Digits": "123"', {"Write 123": '"Digits": 123', "Leave out Digits": ""}),
        ('"Made": "x"', {"Leave out Made": ""}),
        ('"named": "x"', {"Rename to Named": '"Named": "x"', "Leave out named": ""}),
        ('" how it is CALLED": "x"', {"Rename to Named": '"Named": "x"', "Leave out  how it is CALLED": ""}),
        ('"Both so": "x"', {"Leave out Both so": ""}),
        ('"zzzz": "x"', {"Leave out zzzz": ""}),
        ('"Product_Details": []', {"Rename to Quoted_Items": '"Quoted_Items": []', "Leave out Product_Details": ""}),
    ],
)
def test_a_problem_of_a_value_or_a_key_has_these_fixes_and_none_leaves_a_blank(
    member: str, offered: dict[str, str]
) -> None:
    name = next(iter(json.loads(f"{{{member}}}")))
    if name == "Stage":
        text, wanted = row("").replace('"Stage": "New"', member), [('Write "New"', row(""), False)]
    else:
        text, wanted = row(member), [(label, row(new), False) for label, new in offered.items()]
    assert fixed(text, name) == wanted


def test_what_an_insert_needs_is_written_never_left_out() -> None:
    assert fixed('{"Last_Name": "Ode", "Stage": 7}', "Stage") == [
        ('Write "7"', '{"Last_Name": "Ode", "Stage": "7"}', False)
    ]
    blank = '{"Last_Name": "", "Stage": "New"}'
    assert fixed('{"Stage": "New"}', "Last_Name") == [("Add Last_Name", '{"Stage": "New", "Last_Name": ""}', True)]
    assert fixed('{"Last_Name": null, "Stage": "New"}', "Last_Name") == [("Write a Last_Name", blank, True)]
    assert fixed(blank, "Last_Name") == []


@each_case(
    ("listed", "around", "is_moved"),
    [
        ('["Phone"]', '{"data": [*]}', True),
        ('["Phone"]', "[*]", False),
        ('["Phone", 1]', '{"data": [*]}', False),
        ('"Phone"', '{"data": [*]}', False),
        ('["Phone"]', '{"data": [*], "duplicate_check_fields": null}', False),
        ('["Phone"]', '{"data": [*], "duplicate_check_fields": ["Email"]}', False),
    ],
)
def test_a_check_list_in_a_row_is_moved_where_it_is_one_and_the_body_has_none(
    listed: str, around: str, is_moved: bool
) -> None:
    text = around.replace("*", row(f'"duplicate_check_fields": {listed}'))
    made, problems = judged(text)
    problem = next(each for each in problems.everything() if each.rule == "lint.list_in_row")
    fixes = Fixes(text, made, problems).of(problem)
    assert [fix.label.split(" dup")[0] for fix in fixes] == [*(["Move"] if is_moved else []), "Leave out"]
    assert not any(fix.blank for fix in fixes)


@each_case(
    ("entry", "offered"),
    [('"true"', True), ('" True "', True), ('"false"', False)],
)
def test_a_truth_in_quotes_of_append_values_is_written_bare(entry: str, offered: bool) -> None:
    text = row('"Tags": ["Red"], "$append_values": {"Tags": %s}')
    wanted = [("Write true", text % "true", False)] if offered else []
    assert fixed(text % entry, "Tags") == wanted


@each_case(
    "other",
    [
        {"api_name": None},
        {"row": None},
        {"row": -1},
        {"row": 1},
        {"api_name": "Email"},
        {"api_name": "Email", "severity": "warning"},
        {"api_name": "Nowhere", "severity": "warning"},
        {"rule": "lint.list_in_row", "api_name": "Email", "severity": "warning"},
        {"rule": "write.append_values", "severity": "warning"},
    ],
)
def test_a_problem_of_what_is_not_in_the_text_has_no_fix(other: dict[str, Any]) -> None:
    text = row('"Short": "abcdef", "$append_values": 7')
    made, problems = judged(text)
    problem = next(each for each in problems.everything() if each.api_name == "Short")
    assert isinstance(problem, TextProblem)
    assert list(row_fixes(replace(problem, **other), text, made, RowPlaces(text))) == []
