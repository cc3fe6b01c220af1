"""What is read without pydantic is what pydantic reads; what is not, it reads or refuses as ever."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tui.core.from_json import AtLeast, Before, FromJson, Misfit, fits, read_as, read_slowly
from tui.core.metadata import FieldsReply, LayoutsReply, ModulesReply
from tui.dataset.folder import fixtures_folder
from tui.dataset.settings import Settings
from tui.session.kept_tries import KeptTry
from tui.session.known_headers import KnownHeader
from tui.session.workspace import _File

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {"fields": FieldsReply, "layouts": LayoutsReply, "modules": ModulesReply}


def told(kind: type[Any], value: object, way: Any) -> object:
    """What is read, or the errors."""
    try:
        return way(kind, value)
    except Misfit as error:
        return error.errors


def documents() -> list[tuple[Path, type[FromJson], object]]:
    """What the fixtures have of metadata and settings."""
    found: list[tuple[Path, type[FromJson], object]] = []
    for file in sorted(fixtures_folder().rglob("*.json")):
        value = json.loads(file.read_bytes()) if file.stat().st_size < 1_000_000 and plain(file) else None
        for name, kind in NAMES.items():
            if isinstance(value, dict) and isinstance(value.get(name), list):
                found.append((file, kind, value))
    found += [
        (file, Settings, tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(fixtures_folder().rglob("dataset.toml"))
    ]
    return found


def plain(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())
    except ValueError:
        return False
    return True


def test_all_metadata_of_the_fixtures_fits_and_is_read_alike() -> None:
    found = documents()
    assert {kind for _, kind, _ in found} == {FieldsReply, LayoutsReply, ModulesReply, Settings}
    for file, kind, value in found:
        assert read_as(kind, value) == told(kind, value, read_slowly), file
    assert all(fits(kind, value) for file, kind, value in found if "hostile" not in file.parts), (
        "pydantic is not needed"
    )


KINDS: tuple[Any, ...] = (
    *(Any, str, int, float, bool, str | None, int | None, Literal["a", 1], Literal["a"] | None),
    *(tuple[str, ...], tuple[str, str | None], tuple[str], tuple[tuple[str, int], ...], list[float], dict[str, int]),
    *(dict[str, list[bool]], Annotated[str, AtLeast(1)], Annotated[int, AtLeast(1)], Annotated[str, AtLeast(1)] | None),
    Annotated[str | None, Before(lambda value: "none" if value is None else value)],
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1, 2, -1, 1.0, 1.5, float("inf"), "", "a", "1", "true", "ä", "\ud800"),
    *([], ["a"], ["a", "b"], ["a", None], ["a", "b", "c"], ["a", 1], [1.5], [1], [["a", 1], ["b", 2]], ["\ud800"]),
    *({}, {"a": 1}, {"a": True}, {"a": "1"}, {"\ud800": 1}, {"a": [True]}, {"a": [1]}),
    {"a": 1, "b": "x"},
)


@each_case("kind", KINDS, ids=range(len(KINDS)))
def test_both_ways_read_any_value_as_any_type_alike(kind: Any) -> None:
    for value in VALUES:
        one, other = told(kind, value, read_as), told(kind, value, read_slowly)
        assert (one, type(one)) == (other, type(other)), value
    assert any(fits(kind, value) for value in VALUES)
    assert kind is Any or not all(fits(kind, value) for value in VALUES)


def test_a_type_that_cannot_be_read_is_an_error_of_the_class() -> None:
    for kind in (set[str], int | str, int | str | None, bytes, dict[int, str], Annotated[str, "unheard of"]):
        with pytest.raises(TypeError):
            fits(kind, "a")


def test_what_is_null_as_short_as_can_be_or_left_to_its_default_fits_without_pydantic() -> None:
    assert fits(str | None, None)
    assert fits(Annotated[str, AtLeast(1)], "a")
    assert fits(Annotated[int, AtLeast(1)], 1)
    assert fits(KeptTry, {"text": "{}", "module": "Leads"})
    assert "assumptions" not in KeptTry("{}", "Leads", {}).to_json()


@each_case(("kind", "value"), [(Annotated[str, AtLeast(1)], ""), (Annotated[int, AtLeast(1)], 0)])
def test_what_is_less_than_the_least_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(Misfit):
        read_as(kind, value)


TEXTS = st.text(st.characters(exclude_categories=()), max_size=4)
ODD: st.SearchStrategy[Any] = st.sampled_from([None, True, -2, 1, 300, 1.5, float("nan"), "", "a", "\ud800", [], {}])


def objects(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of these keys; a value is now and then of another type."""
    odd = {name: st.one_of(values, values, values, ODD) for name, values in keys.items()}
    return st.fixed_dictionaries({}, optional={**odd, "unheard_of": ODD})


FLAGS = st.booleans()
FIELDS = objects(
    api_name=TEXTS,
    field_label=TEXTS,
    display_label=TEXTS | st.none(),
    data_type=st.sampled_from(["text", "lookup"]),
    length=st.integers(),
    unique=st.just({}) | st.none(),
    system_mandatory=FLAGS,
    operation_type=objects(api_create=FLAGS, api_update=FLAGS),
    pick_list_values=st.lists(objects(display_value=TEXTS, actual_value=TEXTS), max_size=2),
    lookup=objects(module=TEXTS | objects(api_name=TEXTS)),
)
LAYOUTS = objects(
    id=TEXTS,
    name=TEXTS,
    sections=st.lists(objects(fields=st.lists(objects(api_name=TEXTS, required=FLAGS), max_size=2)), max_size=2),
)
MODULES = objects(api_name=TEXTS, plural_label=TEXTS, api_supported=FLAGS, id=TEXTS)
SOURCES = objects(kind=TEXTS, text=TEXTS, columns=st.lists(st.tuples(TEXTS, TEXTS | st.none()), max_size=2))
TRIES = objects(
    text=TEXTS,
    module=TEXTS,
    assumptions=st.dictionaries(TEXTS, TEXTS, max_size=2),
    split=FLAGS,
    source=SOURCES | st.none(),
    empty=st.sampled_from(["absent", "null"]),
    unique=st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=2),
    at=st.floats(),
)
CASES = (
    (FieldsReply, st.fixed_dictionaries({"fields": st.lists(FIELDS, max_size=2)})),
    (LayoutsReply, st.fixed_dictionaries({"layouts": st.lists(LAYOUTS, max_size=2)})),
    (ModulesReply, st.fixed_dictionaries({"modules": st.lists(MODULES, max_size=2)})),
    (
        Settings,
        objects(
            name=TEXTS,
            covers=st.sampled_from(["all", "partial", "some"]),
            made=objects(at=TEXTS | st.dates(), covers=st.just("all"), **{"from": TEXTS}),
            payloads=st.dictionaries(TEXTS, objects(module=TEXTS), max_size=2),
        ),
    ),
    (
        _File,
        objects(
            payload=objects(text=TEXTS, name=TEXTS, saved=TEXTS | st.none(), source=SOURCES),
            module=TEXTS,
            row=st.integers(-1, 3),
            pane=TEXTS | st.none(),
            tries=st.lists(TRIES, max_size=2),
        ),
    ),
    (KeptTry, TRIES),
    (KnownHeader, objects(module=TEXTS, columns=st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=2))),
)


@given(st.one_of(*(st.tuples(st.just(kind), values) for kind, values in CASES)))
def test_both_ways_read_the_same_or_tell_the_same(case: tuple[type[Any], object]) -> None:
    kind, value = case
    one, other = told(kind, value, read_as), told(kind, value, read_slowly)
    assert repr(one) == repr(other)  # what is no number is not equal to itself


@each_case("value", [None, [], "text", 3, {"fields": None}, {"fields": {}}, {}])
def test_what_has_another_shape_is_refused_in_pydantics_words(value: object) -> None:
    with pytest.raises(Misfit) as found:
        FieldsReply.of_json(value)
    assert found.value.errors
    assert not fits(FieldsReply, value)


def test_what_can_be_taken_for_what_is_wanted_is_taken() -> None:
    read = FieldsReply.of_json({"fields": [{"api_name": 7, "length": "12", "system_mandatory": "true"}]}).fields[0]
    assert (read.api_name, read.length, read.system_mandatory) == ("7", 12, True)


def test_only_what_is_not_as_it_is_by_default_is_written() -> None:
    kept = KeptTry("{}", "Leads", {"a": "b"}, unique=(("Leads", "Email"),))
    assert kept.to_json() == {
        "text": "{}",
        "module": "Leads",
        "assumptions": {"a": "b"},
        "unique": [["Leads", "Email"]],
    }
    assert KeptTry.of_json(kept.to_json()) == kept
