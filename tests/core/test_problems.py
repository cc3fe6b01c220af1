"""Every error and warning of a forecast at its place in the text, found line by line."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import MemoryIndex, forecast_of, record, row
from tui.core.errors import ZohoError
from tui.core.forecast import forecast
from tui.core.notice import Notice
from tui.core.payload.request import request_of
from tui.core.views.problems import Place, Problems, TextProblem, is_about_a_check_field
from tui.dataset.folder import DataSet, demo_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from tui.core.forecast import Forecast
    from tui.core.row_forecast import RowForecast


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

    def sentence(_error: object, _made: object, row: RowForecast, **_: object) -> str:
        looked_at.append(row.index)
        return ""

    monkeypatch.setattr("tui.core.views.problems.complaint_sentence", sentence)
    assert [each.row for each in found.on_line(900)] == [899]
    following = found.after(950, 40, 1)
    assert following is not None
    assert following.row == 950
    assert set(looked_at) <= {899, 949, 950}


# --- problems that are set by hand -----------------------------------------------------------------------------------


def refusal(
    name: str | None = "Email", rule: str = "valid.type", code: str = "INVALID_DATA", **details: Any
) -> ZohoError:
    return ZohoError(rule, code, {} if name is None else {"api_name": name, **details}, "")


def warning(name: str | None = "Email", rule: str = "lint.x", message: str = "Odd.") -> Notice:
    return Notice(rule, name, message)


def forecast_with(
    count: int, rows: dict[int, Sequence[Any]] | None = None, *, of_call: Sequence[Any] = (), check: Any = None
) -> Forecast:
    """A forecast of so many rows, with these errors and warnings of rows and of the call, and no other."""
    made = forecast_of(*[row(Email="a")] * count, check=check)
    given = rows or {}

    def split(mixed: Sequence[Any]) -> tuple[tuple[ZohoError, ...], tuple[Notice, ...]]:
        errors = tuple(each for each in mixed if isinstance(each, ZohoError))
        return errors, tuple(each for each in mixed if isinstance(each, Notice))

    errors, warnings = split(of_call)
    found = [split(given.get(index, ())) for index in range(count)]
    plain = (replace(made.rows[0], index=index) for index in range(count))
    with_problems = [replace(each, found=one, warnings=two) for each, (one, two) in zip(plain, found, strict=True)]
    return replace(made, rows=tuple(with_problems), call_errors=errors, warnings=warnings)


ROW = '{"Last_Name": "Ode", "Email": "a"}'


def text_of(count: int) -> str:
    """Rows of three lines each: the second has the e-mail address."""
    rows = ",\n".join(['{"Last_Name": "Ode",\n "Email": "a",\n "Phone": "5"}'] * count)
    return f'{{"data": [\n{rows}\n]}}'


def set_problems(count: int, rows: dict[int, Sequence[Any]] | None = None, **given: Any) -> Problems:
    return Problems(text_of(count), forecast_with(count, rows, **given), MemoryIndex([record(7, Last_Name="Byron")]))


def test_a_warning_is_loud_where_it_is_about_a_field_that_decides_or_was_meant_to() -> None:
    made = forecast_with(1, check=["Phone"])
    about = [warning("Phone"), warning("Email"), warning("duplicate_check_fields")]
    about += [warning("x", message=text) for text in ("Did you mean Phone?", "fon is not Email: it is text")]
    assert all(is_about_a_check_field(each, made) for each in about)
    others = (warning("Company"), warning(None), warning("x", message="Did you mean Company?"))
    assert not any(is_about_a_check_field(each, made) for each in others)


def test_problems_are_counted_by_rows_and_by_kind() -> None:
    both, one = (refusal(), refusal("Phone"), warning()), (warning(), warning("Phone"))
    found = set_problems(4, {0: both, 2: one}, of_call=[warning(None)])
    assert (found.refused, found.warnings, found.count) == (1, 4, 6)
    whole = set_problems(4, {0: both}, of_call=[refusal("data"), refusal("data")])
    assert (whole.refused, whole.warnings, whole.count) == (4, 1, 5)
    other = found.of(forecast_with(4))
    assert (other.refused, other.warnings, other.count, found.count) == (0, 0, 0, 6)


def test_problems_are_told_row_by_row_from_one_on_after_those_of_the_call() -> None:
    found = set_problems(
        5, {0: [refusal()], 2: [warning(), refusal("Last_Name")], 4: [refusal()]}, of_call=[warning(None)]
    )
    assert [(each.row, each.api_name) for each in found.everything()] == [
        (None, None),
        (0, "Email"),
        (2, "Last_Name"),
        (2, "Email"),
        (4, "Email"),
    ]
    assert [each.row for each in found.everything(1)] == [None, 2, 2, 4]
    assert [each.row for each in found.everything(2)] == [None, 2, 2, 4]
    assert [each.row for each in found.everything(3)] == [None, 4]
    assert [each.api_name for each in found.of_row(2)] == ["Last_Name", "Email"]
    assert list(found.cells()) == [(0, "Email"), (2, "Last_Name"), (2, "Email"), (4, "Email")]


def test_rows_before_a_row_and_rows_with_the_same_problem_are_found() -> None:
    found = set_problems(8, {0: [refusal()], 2: [warning(rule="valid.type")], 5: [refusal("Phone")], 7: [refusal()]})
    assert [found.rows_before(row, 1) for row in range(8)] == [0, 0, 0, 2, 2, 2, 5, 5]
    assert [found.rows_before(7, count) for count in (0, 1, 2, 3, 9)] == [7, 5, 2, 0, 0]
    assert set_problems(1).rows_before(0, 1) == 0
    (first, *_) = found.of_row(0)
    assert found.rows_like(first) == (0, 2, 7)
    assert found.rows_like(found.of_row(5)[0]) == (5,)
    assert found.rows_like(replace(first, rule="other")) == ()


def test_a_problem_of_a_row_marks_its_value_its_key_or_the_bracket_of_the_row() -> None:
    odd = warning("E-mail", message="Odd\nkey.")
    text = '[{"Email":\n "a", "E-mail": 5, "Company": [1,\n 2]}]'
    found = Problems(
        text,
        forecast_with(1, {0: [refusal(), refusal("Company"), warning("Email"), odd, warning(None)]}),
        MemoryIndex([]),
    )
    told = [(each.place, each.severity, each.api_name, each.sentence, each.loud) for each in found.everything()]
    errors = [(place, name, loud) for place, severity, name, _, loud in told if severity == "error"]
    assert errors == [(Place(1, 1, 4), "Email", False), (Place(1, 30, 31), "Company", False)]
    warnings = [each for each in told if each[1] == "warning"]
    assert warnings == [
        (Place(0, 1, 2), "warning", None, "Odd.", False),
        (Place(1, 1, 4), "warning", "Email", "Odd.", True),
        (Place(1, 6, 17), "warning", "E-mail", "Odd\\nkey.", False),
    ]


def test_the_record_that_holds_a_value_is_named_where_it_is_known() -> None:
    taken = [refusal("Email", "conflict.unique_taken", "DUPLICATE_DATA", id=record_id) for record_id in ("7", "8")]
    named, unnamed = (each.sentence for each in set_problems(1, {0: taken}).everything())
    assert "7 (Byron)" in named
    assert "8" in unnamed
    assert "(" not in unnamed.replace("(line", "")


def test_problems_of_the_call_mark_the_rows_the_name_in_the_list_or_the_first_bracket() -> None:
    text = ' \n{"data": [' + ROW + '],\n "trigger": [],\n "duplicate_check_fields": ["Moon", "Sun"]}'

    def places(*of_call: Any, check: Any = ("Moon", "Sun")) -> list[Place]:
        return [
            each.place
            for each in Problems(text, forecast_with(1, of_call=of_call, check=check), MemoryIndex([])).everything()
        ]

    def about(path: str) -> ZohoError:
        return ZohoError("call.x", "X", {"json_path": path}, "")

    assert (
        places(about("$.data"), about("$"), ZohoError("call.x", "X", {}, "")) == [Place(1, 9, 9 + 1 + len(ROW) + 1)] * 3
    )
    assert places(about("$.duplicate_check_fields[1]")) == [Place(3, 36, 41)]
    assert places(about("$.duplicate_check_fields[7]")) == [Place(1, 0, 1)]
    assert places(warning("trigger"), warning("Sun"), warning("Moon")) == [
        Place(2, 1, 14),
        Place(3, 36, 41),
        Place(3, 28, 34),
    ]
    assert places(warning("Stars"), warning(None)) == [Place(1, 0, 1)] * 2
    assert places(warning("Sun"), check=None) == [Place(1, 0, 1)]


def test_a_warning_of_the_call_is_loud_where_it_is_another_call_or_about_a_check_field() -> None:
    given = [warning("Email"), warning("trigger"), warning("trigger", "lint.other_call", "Not an\nupsert.")]
    found = list(set_problems(1, of_call=given).everything())
    assert [(each.severity, each.row, each.loud) for each in found] == [
        ("warning", None, True),
        ("warning", None, False),
        ("warning", None, True),
    ]
    assert (found[2].sentence, found[2].rule, found[2].api_name) == ("Not an\\nupsert.", "lint.other_call", "trigger")
    (error,) = set_problems(1, of_call=[ZohoError("call.module", "INVALID_MODULE", {}, "")]).everything()
    assert (error.severity, error.rule, error.sentence) == (
        "error",
        "call.module",
        "INVALID_MODULE: Leads cannot be upserted.",
    )


def test_the_problems_of_a_line_are_those_that_are_marked_in_it() -> None:
    found = set_problems(
        3, {0: [refusal()], 1: [refusal(), warning("Phone")], 2: [warning()]}, of_call=[warning("data")]
    )
    assert [[each.row for each in found.on_line(line)] for line in range(12)] == [
        [None], [], [0], [], [], [1], [1], [], [2], [], [], [],
    ]  # fmt: skip


def test_the_next_problem_is_behind_a_place_and_those_of_the_call_are_on_the_way() -> None:
    found = set_problems(3, {0: [refusal(), warning("Phone")], 2: [refusal()]}, of_call=[warning("data")])
    places = [each.place for each in found.everything()]
    assert [(place.line, place.start) for place in places] == [(0, 1), (2, 10), (3, 10), (8, 10)]

    def after(line: int, column: int, step: int) -> int:
        problem = found.after(line, column, step)
        assert problem is not None
        return places.index(problem.place)

    assert [after(*at, 1) for at in ((0, 0), (0, 1), (2, 9), (2, 10), (3, 10), (8, 9), (8, 10))] == [
        0,
        1,
        1,
        2,
        3,
        3,
        0,
    ]
    assert [after(*at, -1) for at in ((9, 0), (8, 11), (8, 10), (3, 10), (2, 10), (0, 1), (0, 2))] == [
        3,
        3,
        2,
        1,
        0,
        3,
        0,
    ]
    only_call = set_problems(1, of_call=[warning("data")])
    assert [getattr(only_call.after(5, 0, step), "api_name", None) for step in (1, -1)] == ["data", "data"]
