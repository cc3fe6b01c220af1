"""Makes a case smaller while the difference stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.second_reading.case import Case

PLAIN: dict[str, Any] = {
    "written_module": None,
    "layouts": None,
    "pages": [],
    "one_file": False,
    "covered": None,
    "covers": None,
    "preference": None,
    "form": "json",
    "version": "v8",
    "unmodified_since": None,
}


def smaller(case: Case) -> Iterator[Case]:
    """Cases with one thing less, large things first."""
    for attribute, plain in PLAIN.items():
        if getattr(case, attribute) != plain:
            less = case.copy()
            setattr(less, attribute, plain)
            yield less
    for attribute in ("picked", "assumptions", "measured"):
        for rule in getattr(case, attribute):
            less = case.copy()
            del getattr(less, attribute)[rule]
            yield less
    for index in range(len(case.body["data"]) - 1, -1, -1):
        if len(case.body["data"]) > 1:
            less = case.copy()
            del less.body["data"][index]
            yield less
    for index in range(len(case.records) - 1, -1, -1):
        if not case.pages:
            less = case.copy()
            del less.records[index]
            yield less
    for index, raw in enumerate(case.fields):
        yield _without_field(case, index, raw["api_name"])
    yield from _less_of_rows(case)
    if "duplicate_check_fields" in case.body:
        less = case.copy()
        listed = less.body.pop("duplicate_check_fields")
        yield less
        for index in range(len(listed or [])):
            less = case.copy()
            del less.body["duplicate_check_fields"][index]
            yield less
    yield from _less_of_fields(case)
    for name in case.covered or {}:
        less = case.copy()
        assert less.covered is not None
        del less.covered[name]
        yield less


def _without_field(case: Case, index: int, name: str) -> Case:
    less = case.copy()
    del less.fields[index]
    for row in [*less.body["data"], *less.records]:
        row.pop(name, None)
    for layout in less.layouts or []:
        for section in layout["sections"]:
            section["fields"] = [field for field in section["fields"] if field["api_name"] != name]
    return less


def _less_of_rows(case: Case) -> Iterator[Case]:
    for part in ("rows", "records"):
        rows = case.body["data"] if part == "rows" else case.records
        for index, row in enumerate(rows):
            for key in row:
                if part == "records" and key == "id":
                    continue
                less = case.copy()
                del (less.body["data"] if part == "rows" else less.records)[index][key]
                yield less


def _less_of_fields(case: Case) -> Iterator[Case]:
    plain: dict[str, Any] = {
        "unique": {},
        "external": None,
        "system_mandatory": False,
        "length": None,
        "pick_list_values": [],
    }
    for index, raw in enumerate(case.fields):
        for key, value in plain.items():
            if raw.get(key, value) != value:
                less = case.copy()
                less.fields[index][key] = value
                yield less
        if "operation_type" in raw:
            less = case.copy()
            del less.fields[index]["operation_type"]
            yield less


def shrink(case: Case, still: Callable[[Case], bool], tries: int = 400) -> Case:
    """The smallest case found in so many tries for which ``still`` holds."""
    again = True
    while again and tries > 0:
        again = False
        for less in smaller(case):
            tries -= 1
            if tries <= 0:
                break
            if still(less):
                case, again = less, True
                break
    return case
