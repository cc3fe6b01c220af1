"""Fixes: each puts its problem right, and leaves every other character of the text as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import LEADS, MemoryIndex, settings
from tests.core.test_forms import TEXTS, VALUES
from tui.core.fixes.date_readings import date_readings
from tui.core.fixes.fixes import Fix, Fixes
from tui.core.fixes.text_edits import TextEdit, added, applied, changed, dropped, renamed
from tui.core.fixes.unreadable import unreadable_fixes
from tui.core.forecast import forecast
from tui.core.payload.json_text import parse_json, spans
from tui.core.payload.request import request_of
from tui.core.tried_unique import trying
from tui.core.views.problems import Problems
from tui.dataset.folder import DataSet, demo_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.metadata import Module
    from tui.core.views.problems import TextProblem


@pytest.fixture(scope="module")
def demo() -> Iterator[DataSet]:
    with DataSet.open(demo_folder()) as data_set:
        yield data_set


def problems_of(text: str, demo: DataSet, module: str = "Leads") -> tuple[Problems, Fixes]:
    fields, records = demo.module(module), demo.records(module)
    made = forecast(request_of(json.loads(text), fields, text), fields, records, split=True, counterfactuals=False)
    problems = Problems(text, made, records)
    return problems, Fixes(text, made, problems)


def only(text: str, demo: DataSet, name: str | None, module: str = "Leads") -> tuple[TextProblem, tuple[Fix, ...]]:
    """The one problem of a key, and its fixes."""
    problems, fixes = problems_of(text, demo, module)
    (problem,) = [each for each in problems.everything() if each.api_name == name]
    return problem, fixes.of(problem)


ROW: Final = """{"data": [
  {
    "Last_Name":  "Ode",
    %s
  }
]}"""


def row(member: str) -> str:
    return ROW % member


FIXED: Final = [
    ("rename", '"E-mail": "a@ode.example"', "E-mail", "Rename to Email", '"Email": "a@ode.example"'),
    ("a label", '"No. of Employees": 3', "No. of Employees", "Rename to No_of_Employees", '"No_of_Employees": 3'),
    ("rename by case", '"email": "a@ode.example"', "email", "Rename to Email", '"Email": "a@ode.example"'),
    ("a number in quotes", '"No_of_Employees": "12"', "No_of_Employees", "Write 12", '"No_of_Employees": 12'),
    ("text without quotes", '"Phone": 5550100', "Phone", 'Write "5550100"', '"Phone": "5550100"'),
    ("a truth in quotes", '"Email_Opt_Out": "yes"', "Email_Opt_Out", "Write true", '"Email_Opt_Out": true'),
    ("another spelling", '"Rating": "market  failed"', "Rating", 'Write "Market Failed"', '"Rating": "Market Failed"'),
    ("nearly a choice", '"Rating": "Aquired"', "Rating", 'Write "Acquired"', '"Rating": "Acquired"'),
]  # fmt: skip


@each_case(("what", "member", "name", "label", "new"), FIXED, ids=[each[0] for each in FIXED], shared=("demo",))
def test_a_fix_puts_its_problem_right_and_nothing_else_changes(
    demo: DataSet, what: str, member: str, name: str, label: str, new: str
) -> None:
    _, fixes = only(row(member), demo, name)
    fix = next(each for each in fixes if each.label == label)
    assert fix.applied(row(member)) == row(new)
    problems, _ = problems_of(row(new), demo)
    assert [each for each in problems.everything() if each.api_name in (name, parse_key(new))] == []


def parse_key(member: str) -> str:
    return str(next(iter(json.loads(f"{{{member}}}"))))


def test_a_key_that_is_ignored_is_left_out_with_its_line(demo: DataSet) -> None:
    text = row('"Created_Time": "2026-01-01T10:00:00+00:00",\n    "Company": "Inkwell"')
    _, fixes = only(text, demo, "Created_Time")
    assert [fix.label for fix in fixes] == ["Leave out Created_Time"]
    assert fixes[0].applied(text) == row('"Company": "Inkwell"')


def test_a_missing_mandatory_field_is_added_blank_with_the_cursor_in_it(demo: DataSet) -> None:
    text = '{"data": [\n  {\n    "Company": "Inkwell"\n  }\n]}'
    _, (fix,) = only(text, demo, "Last_Name")
    after = fix.applied(text)
    assert fix.label == "Add Last_Name"
    assert after == '{"data": [\n  {\n    "Company": "Inkwell",\n    "Last_Name": ""\n  }\n]}'
    assert after[: fix.cursor()].endswith('"Last_Name": "')


BODY: Final = '{"data": [{"Last_Name": "Ode"}], %s}'
TRIGGER, CHECK = '"trigger": []', '"duplicate_check_fields": ["Phone"]'
LEAVE_OUT: Final = "Leave out Duplicate_Check_Fields"
OF_A_CALL: Final[list[tuple[str, dict[str, str | None]]]] = [
    ('"duplicate_check_fields": null', {"Leave out duplicate_check_fields": None}),
    ('"triger": []', {"Rename to trigger": TRIGGER, "Leave out triger": None}),
    (f'"triger": [], {TRIGGER}', {"Leave out triger": TRIGGER}),
    ('"wf_triger": "w"', {"Rename to wf_trigger": '"wf_trigger": "w"', "Leave out wf_triger": None}),
    ('"nothing like it": 1', {"Leave out nothing like it": None}),
    ('"trigger": "workflow"', {}),
    ('"duplicate_check_field": ["Phone"]', {"Rename to duplicate_check_fields": CHECK,
                                            "Leave out duplicate_check_field": None}),
    ('"Duplicate_Check_Fields": "Phone"', {"Rename to duplicate_check_fields, as a list": CHECK, LEAVE_OUT: None}),
    ('"Duplicate_Check_Fields": null', {"Rename to duplicate_check_fields": '"duplicate_check_fields": null',
                                        LEAVE_OUT: None}),
    ('"Duplicate_Check_Fields": ["Phone", 1]', {LEAVE_OUT: None}),
    ('"Duplicate_Check_Fields": 5', {LEAVE_OUT: None}),
    ('"duplicate_check_fields": ["phone", "Phone"]', {"List Phone in its place": CHECK, "Don't list phone": CHECK}),
    ('"duplicate_check_fields": ["Phone", "Company", "Company"]', {"Don't list Company": CHECK}),
]  # fmt: skip


@each_case(("member", "fixed"), OF_A_CALL, ids=range(len(OF_A_CALL)))
def test_a_problem_of_the_call_is_put_right_beside_the_rows(member: str, fixed: dict[str, str | None]) -> None:
    (found,) = of_the_call(BODY % member)
    assert found == {label: BODY % new if new else '{"data": [{"Last_Name": "Ode"}]}' for label, new in fixed.items()}


def test_a_name_for_which_the_call_is_refused_is_not_listed_any_more() -> None:
    text = BODY % '"duplicate_check_fields": ["Phone", "Company", "Emial"]'
    without_company = BODY % '"duplicate_check_fields": ["Phone", "Emial"]'
    refused, *_ = of_the_call(text, "order.not_checkable_effect=rejected")
    assert refused == {"Don't list Company": without_company}
    with_trigger = text.replace("], ", '], "trigger": "x", ')
    assert {} in of_the_call(with_trigger, "order.not_checkable_effect=rejected")  # of the trigger only a person knows
    renamed, *_ = of_the_call(text, "order.unknown_name_effect=rejected")
    assert list(renamed) == ["List Email in its place", "Don't list Emial"]


def test_a_list_that_is_too_long_has_no_fix_and_a_field_that_is_tried_no_other_name() -> None:
    names = json.dumps(["Phone"] * 11)
    assert of_the_call(BODY % f'"duplicate_check_fields": {names}') == [{}]
    (tried,) = of_the_call(BODY % '"duplicate_check_fields": ["Company"]', of=trying(LEADS, ["Company"]))
    assert list(tried) == ["Don't list Company"]


def of_the_call(text: str, *assume: str, of: Module = LEADS) -> list[dict[str, str]]:
    """Of each problem of the call its fixes, each with the text that it makes. None leaves a value to fill in."""
    index = MemoryIndex([])
    made = forecast(request_of(json.loads(text), of, text), of, index, settings(assume))
    problems = Problems(text, made, index)
    fixes = Fixes(text, made, problems)
    found = [fixes.of(problem) for problem in problems.everything() if problem.row is None]
    assert not any(fix.blank for some in found for fix in some)
    return [{fix.label: fix.applied(text) for fix in some} for some in found]


def test_what_stands_there_already_is_not_renamed_over(demo: DataSet) -> None:
    text = row('"Email": "a@ode.example",\n    "E-mail": "b@ode.example"')
    _, fixes = only(text, demo, "E-mail")
    assert [fix.label for fix in fixes] == ["Leave out E-mail"]


def test_the_same_fix_everywhere_renames_in_every_row(demo: DataSet) -> None:
    rows = ",\n".join(f'  {{"Last_Name": "Ode {number}", "E-mail": "{number}@ode.example"}}' for number in range(3))
    text = f'{{"data": [\n{rows}\n]}}'
    problems, fixes = problems_of(text, demo)
    first = next(each for each in problems.everything() if each.api_name == "E-mail")
    rename, leave_out = fixes.of(first)
    everywhere = fixes.everywhere(first, rename)
    assert fixes.is_shared(first)
    assert everywhere.label == "Rename to Email in 3 rows"
    assert everywhere.applied(text) == text.replace("E-mail", "Email")
    out = fixes.everywhere(first, leave_out)
    assert [list(each) for each in json.loads(out.applied(text))["data"]] == [["Last_Name"]] * 3
    listed = '{"data": [{"email": "a@x.test"}, {"email": "b@x.test"}], "duplicate_check_fields": ["email"]}'
    problems, fixes = problems_of(listed, demo)
    alike = [each for each in problems.everything() if (each.rule, each.api_name) == ("lint.name_case", "email")]
    assert [(each.row, fixes.is_shared(each)) for each in alike] == [(None, False)]  # that of a row has another rule
    text = '{"data": [{"Last_Name": "Ode", "E-mail": "a@ode.example"}]}'
    problems, fixes = problems_of(text, demo)
    (alone,) = [each for each in problems.everything() if each.api_name == "E-mail"]
    assert not fixes.is_shared(alone)


def test_a_check_list_in_a_row_moves_beside_data(demo: DataSet) -> None:
    text = '{"data": [{"Last_Name": "Ode", "duplicate_check_fields": ["Phone"]}]}'
    _, fixes = only(text, demo, "duplicate_check_fields")
    assert [fix.label for fix in fixes] == [
        "Move duplicate_check_fields beside data",
        "Leave out duplicate_check_fields",
    ]
    assert fixes[0].applied(text) == '{"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Phone"]}'
    two = '{"data": [{"duplicate_check_fields": ["Phone"], "Last_Name": "Ode"}], "duplicate_check_fields": ["Email"]}'
    problems, found = problems_of(two, demo)
    within = next(each for each in problems.everything() if each.row == 0)
    (fix,) = found.of(within)  # the call has one of its own
    assert fix.applied(two) == '{"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Email"]}'


def test_a_list_in_two_rows_is_moved_once(demo: DataSet) -> None:
    rows = ", ".join(f'{{"duplicate_check_fields": ["Phone"], "Last_Name": "{name}"}}' for name in "AB")
    text = f'{{"data": [{rows}]}}'
    problems, fixes = problems_of(text, demo)
    first = next(problems.everything())
    assert fixes.is_shared(first)
    everywhere = fixes.everywhere(first, fixes.of(first)[0])
    assert json.loads(everywhere.applied(text)) == {
        "data": [{"Last_Name": "A"}, {"Last_Name": "B"}],
        "duplicate_check_fields": ["Phone"],
    }


def test_problems_of_the_call_have_fixes_too(demo: DataSet) -> None:
    text = '{"data": [{"Last_Name": "Ode"}], "triger": [], "duplicate_check_fields": ["email", "Phone", "City"]}'
    problems, fixes = problems_of(text, demo)
    labels = {each.api_name: [fix.label for fix in fixes.of(each)] for each in problems.everything()}
    assert not any(fixes.is_shared(each) for each in problems.everything())
    assert labels["triger"] == ["Rename to trigger", "Leave out triger"]
    assert labels["email"] == ["List Email in its place", "Don't list email"]
    assert labels["City"] == ["Don't list City"]
    by_name = {each.api_name: each for each in problems.everything()}
    assert fixes.of(by_name["email"])[0].applied(text).endswith('"duplicate_check_fields": ["Email", "Phone", "City"]}')
    assert '"trigger": []' in fixes.of(by_name["triger"])[0].applied(text)
    null = '{"duplicate_check_fields": null, "data": [{"Last_Name": "Ode"}]}'
    _, (fix,) = only(null, demo, "duplicate_check_fields")
    assert fix.applied(null) == '{"data": [{"Last_Name": "Ode"}]}'


@each_case(
    ("value", "label", "member"),
    [
        ('"Email"', "Rename to duplicate_check_fields, as a list", '"duplicate_check_fields": ["Email"]'),
        ('["Email"]', "Rename to duplicate_check_fields", '"duplicate_check_fields": ["Email"]'),
        ("7", "Leave out duplicate_check_field", None),
    ],
    shared=("demo",),
)
def test_the_right_name_of_the_check_fields_leaves_a_payload_that_can_be_read(
    demo: DataSet, value: str, label: str, member: str | None
) -> None:
    text = f'{{"data": [{{"Last_Name": "Ode"}}], "duplicate_check_field": {value}}}'
    _, found = only(text, demo, "duplicate_check_field")
    assert found[0].label == label
    made = found[0].applied(text)
    assert made == f'{{"data": [{{"Last_Name": "Ode"}}]{f", {member}" if member else ""}}}'


def test_a_value_that_belongs_to_another_record_has_no_quick_fix(demo: DataSet) -> None:
    text = json.dumps({"data": [{"Last_Name": "Vane", "Email": "edith@vane.example", "Phone": "+1 404 555 0107"}]})
    problems, fixes = problems_of(text, demo)
    (problem,) = [each for each in problems.everything() if each.severity == "error"]
    assert "Phone" in problem.sentence
    assert fixes.of(problem) == ()


# --- dates ------------------------------------------------------------------------------------------------------------


@each_case(
    ("kind", "text", "readings"),
    [
        ("date", "2026/3/9", ["2026-03-09"]),
        ("date", "31.12.2026", ["2026-12-31"]),
        ("date", "12/31/2026", ["2026-12-31"]),
        ("date", "03/04/2026", ["2026-04-03", "2026-03-04"]),
        ("date", "04/04/2026", ["2026-04-04"]),
        ("date", "31/02/2026", []),
        ("date", "soon", []),
        ("datetime", "31.12.2026 8:05", ["2026-12-31T08:05:00+00:00"]),
        ("datetime", "12/31/2026 12:30 AM", ["2026-12-31T00:30:00+00:00"]),
        ("datetime", "2026-12-31", ["2026-12-31T00:00:00+00:00"]),
        ("datetime", "12/31/2026 1:05 am", ["2026-12-31T01:05:00+00:00"]),
        ("datetime", "12/31/2026 12:30 PM", ["2026-12-31T12:30:00+00:00"]),
        ("datetime", "12/31/2026 11:59 pm", ["2026-12-31T23:59:00+00:00"]),
        ("datetime", "12/31/2026 0:30 am", []),
        ("datetime", "12/31/2026 13:05 pm", []),
        ("datetime", "2026-12-31 23:59:58", ["2026-12-31T23:59:58+00:00"]),
        ("datetime", "2026-12-31 24:00", []),
        ("datetime", "2026-12-31 8:60", []),
        ("text", "31.12.2026", []),
    ],
)
def test_a_date_in_another_order_is_read_in_every_way_that_it_allows(kind: str, text: str, readings: list[str]) -> None:
    assert list(date_readings(kind, text)) == readings


# --- texts that cannot be read ----------------------------------------------------------------------------------------


def test_commas_too_many_are_taken_out_and_nothing_else(demo: DataSet) -> None:
    text = '{"data": [\n  {"Last_Name": "Ode",},\n]}'
    fixes = unreadable_fixes(text, demo.module("Leads"))
    assert fixes[0].label == "Take out 2 commas"
    assert fixes[0].applied(text) == '{"data": [\n  {"Last_Name": "Ode"}\n]}'


def test_javascript_and_python_become_json(demo: DataSet) -> None:
    for text in ("{data: [{Last_Name: 'Ode'}]}", "{'data': [{'Last_Name': 'Ode', 'Email': None}]}"):
        (fix,) = unreadable_fixes(text, demo.module("Leads"))
        assert fix.label.startswith("Turn ")
        assert json.loads(fix.applied(text))["data"][0]["Last_Name"] == "Ode"


def test_a_text_that_is_json_or_nothing_at_all_has_no_fix(demo: DataSet) -> None:
    assert unreadable_fixes('{"data": []}', demo.module("Leads")) == ()
    assert unreadable_fixes(json.dumps({"body": '{"data": [{"Last_Name": "Ode"}]}'}), LEADS) == ()  # read as it is
    assert unreadable_fixes("{{{ hello", demo.module("Leads")) == ()


@each_case(("levels", "is_offered"), [(197, True), (198, False)])  # in a record, a list and a body: two hundred
def test_a_text_is_turned_into_json_only_where_that_is_not_nested_too_deeply(levels: int, is_offered: bool) -> None:
    rows = f"[{{Last_Name: 'Ode', Company: {'[' * levels}{']' * levels}}}]"
    assert bool(unreadable_fixes(rows, LEADS)) is is_offered


@each_case(
    ("number", "label"),
    [(1, "Take out the comma"), (2, "Take out 2 commas"), (50, "Take out 50 commas"), (51, None)],
)
def test_as_many_commas_as_fifty_are_taken_out(number: int, label: str | None) -> None:
    rows = ", ".join(['{"Last_Name": "Ode",}'] * number)
    fixes = unreadable_fixes(f'{{"data": [{rows}]}}', LEADS)
    assert [fix.label for fix in fixes if fix.label.startswith("Take out")] == ([label] if label else [])


@each_case("text", ['{"data": [1 2]}', '{"data": [{"a": 1,, "b": 2}]}', '{"data": [1,', ","])
def test_where_more_than_a_comma_before_a_bracket_is_wrong_none_is_taken_out(text: str) -> None:
    assert not [fix for fix in unreadable_fixes(text, LEADS) if fix.label.startswith("Take out")]


# --- edits, over any text ---------------------------------------------------------------------------------------------

OBJECTS: Final = st.dictionaries(TEXTS, VALUES, max_size=4)
LAYOUTS: Final = st.sampled_from([None, 2, "\t"])


@given(OBJECTS, LAYOUTS, st.data())
def test_an_edit_changes_one_member_of_any_object(value: dict[str, Any], layout: Any, data: st.DataObject) -> None:
    text = json.dumps([value], indent=layout, ensure_ascii=False)
    places = spans(text, 2)
    new = data.draw(TEXTS.filter(lambda name: name not in value))
    assert parse_json(applied(text, [added(text, places[(0,)], new, 7)])) == [value | {new: 7}]
    if not value:
        return
    name = data.draw(st.sampled_from(sorted(value)))
    member = places[(0, name)]
    without = {key: each for key, each in value.items() if key != name}
    assert parse_json(applied(text, [dropped(text, member)])) == [without]
    assert parse_json(applied(text, [changed(member, "x")])) == [value | {name: "x"}]
    moved = {new if key == name else key: each for key, each in value.items()}
    assert list(parse_json(applied(text, [renamed(text, member, new)]))[0].items()) == list(moved.items())


@each_case(("place", "left"), [(0, "[2, 3]"), (1, "[1, 3]"), (2, "[1, 2]")])
def test_an_entry_of_a_list_is_taken_out_with_one_comma(place: int, left: str) -> None:
    text = "[1, 2, 3]"
    assert applied(text, [dropped(text, spans(text, 1)[(place,)])]) == left
    assert applied("[1]", [dropped("[1]", spans("[1]", 1)[(0,)])]) == "[]"


def test_a_person_goes_on_behind_the_first_edit_or_in_the_value_that_is_left_blank() -> None:
    edits = (TextEdit(4, 5, "new"), TextEdit(1, 2, '""'))
    assert [Fix("x", edits).cursor(), Fix("x", edits, blank=True).cursor()] == [3, 2]


def test_a_value_is_written_in_its_own_letters() -> None:
    assert changed(spans("[1]", 1)[(0,)], "ä") == TextEdit(1, 2, '"ä"')


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        applied("abc", [TextEdit(0, 2, ""), TextEdit(1, 3, "")])
    assert applied("abc", [TextEdit(0, 1, "x"), TextEdit(0, 1, "x")]) == "xbc"
