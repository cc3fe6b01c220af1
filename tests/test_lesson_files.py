"""A lesson file with a mistake: the error names the file and the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tui.dataset.files import DataSetError
from tui.dataset.lessons import lessons, read_lesson

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
title = "Found or not"
rules = ["match.none_inserts"]
situation = "Row 1 has an e-mail that no lead has."
question = "What will row 1 do?"
row = 1
hints = ["Look at the trace."]
after = "It inserts."

[[choices]]
text = "insert"
does = { outcome = "insert" }

[[choices]]
text = "vanish"

[[outcomes]]
row = 1
outcome = "insert"

[task]
text = "Make it update."
change = ["rows"]
wanted = [{ row = 1, outcome = "update" }]

[task.solution]
rows = [{ row = 1, set = { Email = "ada@x.test" }, drop = ["Phone"] }]
"""
PAYLOAD = '{"data": [{"Last_Name": "Ode"}]}'


def lesson(folder: Path, toml: str | None = GOOD, payload: str | None = PAYLOAD, name: str = "01-found") -> Path:
    """A folder with a lesson."""
    place = folder / name
    place.mkdir()
    for file, text in (("lesson.toml", toml), ("payload.json", payload)):
        if text is not None:
            (place / file).write_text(text, encoding="utf-8")
    return place


def test_a_lesson_is_read_whole(tmp_path: Path) -> None:
    made = read_lesson(lesson(tmp_path))
    assert (made.number, made.name, made.module, made.row) == (1, "01-found", "Leads", 0)
    assert [choice.text for choice in made.choices] == ["insert", "vanish"]
    assert made.choices[1].does is None
    assert made.task.solution is not None
    assert made.task.solution.rows[0].drop == ("Phone",)
    assert [each.name for each in lessons(tmp_path)] == ["01-found"]


@each_case(
    ("old", "new", "says"),
    [
        ('title = "Found or not"', "", "01-found/lesson.toml: title is missing"),
        ('title = "Found or not"', 'titel = "x"\ntitle = "y"', "01-found/lesson.toml: titel: a lesson has no such key"),
        ("row = 1\nhints", 'row = "1"\nhints', "01-found/lesson.toml: row: should be a valid integer"),
        ("row = 1\nhints", "row = 2\nhints", "01-found/lesson.toml: row: there is no row 2; the payload has 1"),
        (
            "[[outcomes]]\nrow = 1",
            "[[outcomes]]\nrow = 3",
            "01-found/lesson.toml: outcomes, entry 1, row: there is no row 3; the payload has 1",
        ),
        (
            "wanted = [{ row = 1",
            "wanted = [{ row = 4",
            "01-found/lesson.toml: task, wanted, entry 1, row: there is no row 4; the payload has 1",
        ),
        (
            "rows = [{ row = 1",
            "rows = [{ row = 5",
            "01-found/lesson.toml: task, solution, rows, entry 1, row: there is no row 5; the payload has 1",
        ),
        ('text = "insert"\n', "", "01-found/lesson.toml: choices, entry 1, text is missing"),
        (
            'does = { outcome = "insert" }',
            'does = { outcome = "explode" }',
            "choices, entry 1, does, outcome: should be",
        ),
        ("match.none_inserts", "match.nothing", "01-found/lesson.toml: rules: there is no rule match.nothing"),
        ('change = ["rows"]', 'change = ["world"]', "01-found/lesson.toml: task, change, entry 1: should be"),
        ('change = ["rows"]', "change = []", "01-found/lesson.toml: task, change: "),
        (
            "[task.solution]\n",
            'impossible = "x"\n[task.solution]\n',
            "01-found/lesson.toml: task: it has either a solution or says why it is impossible",
        ),
        ("[task.solution]\n", '[task.solution]\nassume = ["x=y"]\n', "01-found/lesson.toml: task, solution, assume: "),
        (
            "row = 1\nhints",
            'row = 1\nassume = ["match.several=no"]\nhints',
            "01-found/lesson.toml: assume: cannot assume",
        ),
        ("question = ", "question ", "01-found/lesson.toml, line 5, column "),
        ('rules = ["match.none_inserts"]', "rules = []", "01-found/lesson.toml: rules: "),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(DataSetError) as caught:
        read_lesson(lesson(tmp_path, GOOD.replace(old, new, 1)))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@each_case(
    ("payload", "says"),
    [
        (None, "01-found/payload.json: cannot be read"),
        ("{", "01-found/payload.json, line 1, column 2: "),
        ("[]", "01-found/payload.json: a lesson's payload is a request body"),
        ('{"data": []}', "01-found/payload.json: a lesson's payload is a request body"),
    ],
)
def test_a_payload_that_is_none_is_named(tmp_path: Path, payload: str | None, says: str) -> None:
    with pytest.raises(DataSetError) as caught:
        read_lesson(lesson(tmp_path, payload=payload))
    assert says in str(caught.value)


def test_a_folder_of_another_name_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="Lesson One: a lesson's folder is called NN-name"):
        read_lesson(lesson(tmp_path, name="Lesson One"))
    with pytest.raises(DataSetError, match=r"02-x/lesson\.toml: cannot be read"):
        read_lesson(lesson(tmp_path, toml=None, name="02-x"))
    with pytest.raises(DataSetError, match="there are no lessons here"):
        lessons(tmp_path / "nowhere")
