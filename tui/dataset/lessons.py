"""The lessons on disk: a folder each (NN-name), with lesson.toml and payload.json; what is wrong names file and key.

What a lesson says of rows is not judged here, but that it names rows that are there and rules that exist is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tui.core.lessons import Choice, Lesson, RowEdit, Solution, Task, WantedRow
from tui.core.outcome import RowOutcome
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.rules import RULES, AssumptionError, Assumptions
from tui.dataset.files import DataSetError, read_text, toml_of
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from pathlib import Path

LESSON: Final = "lesson.toml"
PAYLOAD: Final = "payload.json"
_FOLDER: Final = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")

_Text = Annotated[str, Field(min_length=1)]
_Row = Annotated[int, Field(ge=1)]
_Kind = Literal["none", "added", "changed", "cleared", "appended", "written"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Does(_Table):
    outcome: Literal["insert", "update", "unchanged", "error", "not_known"] | None = None
    target: _Text | None = None
    by: _Text | None = None
    changes: dict[str, _Kind] = {}
    items: dict[str, int] = {}

    def wanted(self, row: int) -> WantedRow:
        outcome = None if self.outcome is None else RowOutcome(self.outcome)
        return WantedRow(row - 1, outcome, self.target, self.by, self.changes, self.items)


class _OfRow(_Does):
    row: _Row


class _Choice(_Table):
    text: _Text
    does: _Does | None = None


class _RowEdit(_Table):
    row: _Row
    drop: list[str] = []
    set: dict[str, Any] = {}


class _Solution(_Table):
    check_fields: list[str] | None = None
    no_check_fields: bool = False
    rows: list[_RowEdit] = []
    assume: list[str] = []


class _Task(_Table):
    text: _Text
    change: Annotated[list[Literal["list", "rows", "assumptions"]], Field(min_length=1)]
    wanted: Annotated[list[_OfRow], Field(min_length=1)]
    solution: _Solution | None = None
    impossible: _Text | None = None


class _Lesson(_Table):
    title: _Text
    module: _Text = "Leads"
    assume: list[str] = []
    rules: Annotated[list[str], Field(min_length=1)]
    situation: _Text
    question: _Text
    row: _Row
    choices: Annotated[list[_Choice], Field(min_length=2)]
    hints: Annotated[list[_Text], Field(min_length=1)]
    after: _Text
    outcomes: Annotated[list[_OfRow], Field(min_length=1)]
    task: _Task
    tour: bool = False


def lessons_folder() -> Path:
    """The bundled lessons. Raises DataSetError where they are missing."""
    return fixtures_folder() / "lessons"


def lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """The lessons of a folder (None: the bundled ones), in order. Raises DataSetError for one that cannot be read."""
    return _read_once(lessons_folder()) if folder is None else _read(folder)


def _read(folder: Path) -> tuple[Lesson, ...]:
    if not folder.is_dir():
        raise DataSetError("there are no lessons here", str(folder))
    names = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return tuple(read_lesson(folder / name) for name in names)


_read_once = cache(_read)
"""The bundled lessons stay as they are while the program runs, and each way to one of them asks for all."""


def find_lesson(name: str, known: tuple[Lesson, ...]) -> Lesson | None:
    """The lesson of a name: as its folder is called, with or without the number, or its number alone."""
    wanted = name.strip().casefold()
    for lesson in known:
        number, _, rest = lesson.name.partition("-")
        if wanted in (lesson.name, rest, number, str(int(number))):
            return lesson
    return None


def read_lesson(folder: Path) -> Lesson:
    """One lesson. Raises DataSetError that names file and key."""
    file = f"{folder.name}/{LESSON}"
    if not _FOLDER.fullmatch(folder.name):
        raise DataSetError("a lesson's folder is called NN-name, in small letters", folder.name)
    table = toml_of(read_text(folder / LESSON, file), file)
    try:
        told = _Lesson.model_validate(table)
    except ValidationError as error:
        raise DataSetError(_sentence(error), file) from None
    text, rows = _payload(folder)
    _check(told, rows, file)
    return Lesson(
        number=int(folder.name[:2]),
        name=folder.name,
        title=told.title,
        module=told.module,
        text=text,
        rules=tuple(told.rules),
        situation=told.situation,
        question=told.question,
        row=told.row - 1,
        choices=tuple(
            Choice(choice.text, None if choice.does is None else choice.does.wanted(told.row))
            for choice in told.choices
        ),
        hints=tuple(told.hints),
        after=told.after,
        outcomes=tuple(outcome.wanted(outcome.row) for outcome in told.outcomes),
        task=_task(told.task),
        assume=tuple(told.assume),
        tour=told.tour,
    )


def _task(told: _Task) -> Task:
    wanted = tuple(each.wanted(each.row) for each in told.wanted)
    solution = told.solution
    made = None
    if solution is not None:
        names = None if solution.check_fields is None else tuple(solution.check_fields)
        edits = tuple(RowEdit(edit.row - 1, tuple(edit.drop), edit.set) for edit in solution.rows)
        changes_list = names is not None or solution.no_check_fields
        made = Solution(changes_list, names, edits, tuple(solution.assume))
    return Task(told.text, frozenset(told.change), wanted, made, told.impossible)


def _payload(folder: Path) -> tuple[str, int]:
    """The payload's text and how many rows it has."""
    file = f"{folder.name}/{PAYLOAD}"
    text = read_text(folder / PAYLOAD, file)
    try:
        value = parse_json(text)
    except JsonTextError as error:
        raise DataSetError(error.reason, file, error.line, error.column) from None
    rows = value.get("data") if isinstance(value, dict) else None
    if not isinstance(rows, list) or not rows:
        raise DataSetError("a lesson's payload is a request body with a list of records in data", file)
    return text, len(rows)


def _check(told: _Lesson, rows: int, file: str) -> None:
    """What one key says must fit what others say."""
    task = told.task
    named: list[tuple[str, int]] = [("row", told.row)]
    named += [(f"outcomes, entry {place}, row", each.row) for place, each in enumerate(told.outcomes, 1)]
    named += [(f"task, wanted, entry {place}, row", each.row) for place, each in enumerate(task.wanted, 1)]
    edits = task.solution.rows if task.solution else []
    named += [(f"task, solution, rows, entry {place}, row", each.row) for place, each in enumerate(edits, 1)]
    for way, row in named:
        if row > rows:
            raise DataSetError(f"{way}: there is no row {row}; the payload has {rows}", file)
    unknown = next((rule for rule in told.rules if rule not in RULES), None)
    if unknown is not None:
        raise DataSetError(f"rules: there is no rule {unknown}", file)
    if (task.solution is None) == (task.impossible is None):
        raise DataSetError("task: it has either a solution or says why it is impossible", file)
    for way, pairs in (
        ("assume", told.assume),
        ("task, solution, assume", task.solution.assume if task.solution else []),
    ):
        try:
            Assumptions.parse(pairs)
        except AssumptionError as error:
            raise DataSetError(f"{way}: {error}", file) from None


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    way = ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in first["loc"])
    match first["type"]:
        case "missing":
            return f"{way} is missing"
        case "extra_forbidden":
            return f"{way}: a lesson has no such key"
    return f"{way}: {first['msg'].replace('Input should', 'should').replace('String should', 'should')}"
