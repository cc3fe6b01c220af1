"""The base of what cannot be read, and the tree of exceptions that its module shows."""

from __future__ import annotations

import importlib
import pkgutil
import re

import tui
from tests.cases import each_case
from tui.core import unreadable
from tui.core.unreadable import Unreadable
from tui.dataset.files import DataSetError


@each_case(
    ("line", "column", "text"),
    [
        (None, None, "a.json: it is empty"),
        (3, None, "a.json, line 3: it is empty"),
        (3, 4, "a.json, line 3, column 4: it is empty"),
    ],
)
def test_one_line_says_file_place_and_reason(line: int | None, column: int | None, text: str) -> None:
    assert Unreadable("it is empty", line, column).in_file("a.json") == text
    assert str(Unreadable("it is empty", line, column)) == text.removeprefix("a.json").lstrip(",: ")
    assert str(DataSetError("it is empty", "a.json", line, column)) == text


def test_the_tree_shows_every_exception_and_what_it_is_one_of() -> None:
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    made = {
        (kind.__name__, kind.__bases__[0].__name__)
        for kind in _below(Exception)
        if kind.__module__.startswith("tui.") and not kind.__name__.startswith("_")
    }
    above: list[str] = []
    shown = set()
    for line in (unreadable.__doc__ or "").splitlines():
        match = re.match(r"([│├└─ ]*)([A-Z]\w+)(  |$)", line)
        if match and (match[2] == "Exception" or match[1]):
            depth = len(match[1]) // 3
            above[depth:] = [match[2]]
            if depth:
                shown.add((match[2], above[depth - 1]))
    assert {(name, "Exception" if base == "ValueError" else base) for name, base in made} == shown


def _below(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind, *(each for child in kind.__subclasses__() for each in _below(child))}
