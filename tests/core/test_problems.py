"""Every error and warning of a forecast at its place in the text, found line by line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tui.core.forecast import forecast
from tui.core.payload.request import request_of
from tui.core.views.problems import Problems, TextProblem
from tui.dataset.folder import DataSet, demo_folder

if TYPE_CHECKING:
    import pytest


def problems_of(text: str, module: str = "Leads") -> Problems:
    with DataSet.open(demo_folder()) as data_set:
        fields, records = data_set.module(module), data_set.records(module)
        request = request_of(json.loads(text), fields, text)
        return Problems(text, forecast(request, fields, records, split=True, counterfactuals=False), records)


def marked(text: str, problem: TextProblem) -> str:
    """The characters that a problem marks."""
    place = problem.place
    return text.split("\n")[place.line][place.start : place.end]


def test_an_error_marks_the_value_and_a_warning_about_a_name_the_key() -> None:
    text = '{"data": [\n {"Last_Name": "Ode",\n  "No_of_Employees": "many",\n  "E-mail": "a@b"},\n {"Email": "x"}]}'
    found = problems_of(text)
    (error,) = found.on_line(2)
    assert (error.severity, error.row, error.api_name, marked(text, error)) == ("error", 0, "No_of_Employees", '"many"')
    assert error.sentence == 'No_of_Employees is "many"; it takes a whole number of at most 9 digits.'
    (warning,) = found.on_line(3)
    assert (warning.severity, warning.rule, warning.loud) == ("warning", "valid.unknown_field", True)
    assert marked(text, warning) == '"E-mail": "a@b"'
    assert found.on_line(1) == ()
    assert {marked(text, each) for each in found.on_line(4)} <= {'"x"', "{"}
    assert (found.refused, found.warnings) == (2, 1)


def test_rows_that_share_a_line_keep_their_own_problems() -> None:
    text = '[{"Last_Name": "A", "No_of_Employees": "x"}, {"Last_Name": "B"}, {"No_of_Employees": 1, "Last_Name": null}]'
    found = problems_of(text).on_line(0)
    assert [each.row for each in found] == [0, 2]
    assert marked(text, found[0]) == '"x"'


def test_problems_of_the_call_stand_at_the_name_that_they_are_about() -> None:
    text = '{"data": [{"Last_Name": "A"}],\n "triger": [],\n "duplicate_check_fields": ["Nonsense"]}'
    found = problems_of(text)
    assert [marked(text, each) for each in found.on_line(1)] == ['"triger": []']
    (listed,) = found.on_line(2)
    assert marked(text, listed) == '"Nonsense"'
    assert (listed.row, listed.loud) == (None, True)


def test_one_goes_from_problem_to_problem_and_round_both_ends() -> None:
    bad, good = '{"Last_Name": "A", "No_of_Employees": "x"}', '{"Last_Name": "B"}'
    text = "[\n" + ",\n".join([bad, good, bad, good, bad]) + "\n]"
    found = problems_of(text)

    def line_after(line: int, column: int, step: int) -> int:
        problem = found.after(line, column, step)
        assert problem is not None
        return problem.place.line

    assert [line_after(line, 0, 1) for line in range(7)] == [1, 1, 3, 3, 5, 5, 1]
    assert [line_after(line, 0, -1) for line in range(7)] == [5, 5, 1, 1, 3, 3, 5]
    assert problems_of(f"[{good}]").after(0, 0, 1) is None


def test_the_problems_of_a_line_among_a_thousand_rows_are_found_without_looking_at_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = ",\n".join(['{"Last_Name": "A", "No_of_Employees": "x"}'] * 1_000)
    found, looked_at = problems_of(f"[\n{rows}\n]"), list[int]()

    def sentence(_error: object, _made: object, row: int, **_: object) -> str:
        looked_at.append(row)
        return ""

    monkeypatch.setattr("tui.core.views.problems.complaint_sentence", sentence)
    assert [each.row for each in found.on_line(900)] == [899]
    following = found.after(950, 40, 1)
    assert following is not None
    assert following.row == 950
    assert set(looked_at) <= {899, 949, 950}
