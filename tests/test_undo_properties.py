"""Undo over everything at once: whatever was changed, tried, opened and undone in between, it leads back to the exact
start, and redo to the exact end."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.payload.json_text import JsonTextError
from tui.core.rules import Assumptions
from tui.dataset.folder import DataSet, demo_folder
from tui.session.explorer import Explorer
from tui.session.reading import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.session.view import View

    Step = Callable[["Exploring"], object]

NOW: Final = 1_800_000_000.0
LUCY: Final = {"Last_Name": "Westen", "Email": "lucy@whitby.example", "Phone": "+44 20 7946 0101"}
NEW: Final = {"Last_Name": "Ode", "Email": "ode@made.example", "Rating": "Hot"}


def text_of(*rows: dict[str, Any], check: list[str] | None = None) -> str:
    return json.dumps({"data": rows} | ({} if check is None else {"duplicate_check_fields": check}), indent=2)


TEXTS: Final = (
    text_of(LUCY, check=["Email", "Phone"]),
    text_of(LUCY, NEW),
    text_of(NEW, NEW, LUCY, check=[]),
    json.dumps([LUCY]),
    text_of(),
    "{",
    "",
)
MODULES: Final = ("Leads", "Contacts", "Accounts", "Machines", "Nothing_Such")


@pytest.fixture(scope="module")
def data_sets() -> Iterator[tuple[DataSet, DataSet]]:
    """Two data sets, of which the history may hold the one or the other."""
    with DataSet.open(demo_folder()) as one, DataSet.open(demo_folder()) as other:
        yield one, other


@dataclass(frozen=True)
class Typed:
    """A letter at a place of the text."""

    place: int
    letter: str

    def __call__(self, explorer: Explorer) -> None:
        text = explorer.view.draft.text
        at = min(self.place, len(text))
        explorer.set_text(text[:at] + self.letter + text[at:])


def tried(explorer: Explorer) -> None:
    made = explorer.working_copy(NOW)
    if made is not None:
        explorer.take_working_copy(made)


def formatted(explorer: Explorer) -> None:
    with suppress(JsonTextError):
        explorer.format_text()


def opened(text: str, name: str) -> Step:
    draft = Draft(text, "Leads", Assumptions())
    return lambda explorer: explorer.open_payload(draft, file=None, file_name=name)


class Exploring(Explorer):
    """With two data sets at hand."""

    both: tuple[DataSet, DataSet]

    def other_data_set(self) -> None:
        """Forecast against the other one."""
        one, other = self.both
        self.set_data_set(one if self.data_set.untried is other else other)


def texts(text: str) -> Step:
    return lambda explorer: explorer.set_text(text)


def check_fields(names: tuple[str, ...] | None) -> Step:
    return lambda explorer: explorer.set_check_fields(names, "another list")


def module(name: str) -> Step:
    return lambda explorer: explorer.set_module(name)


def setting(rule: str) -> Step:
    return lambda explorer: explorer.next_setting(rule)


def unique(of: str, name: str) -> Step:
    return lambda explorer: explorer.try_unique(of, name)


WALKS: Final[list[Step]] = [Explorer.undo, Explorer.redo]
EDITS: Final[list[Step]] = [
    *map(texts, TEXTS),
    *(Typed(place, letter) for place in (0, 1, 40) for letter in "a1"),
    *map(check_fields, (None, ("Phone",), (), ("Nonsense", "Email"))),
    *(opened(text, f"other-{number}.json") for number, text in enumerate(TEXTS)),
    formatted,
    lambda explorer: explorer.take_out_rows({0}, "out"),
    lambda explorer: explorer.add_row(NEW, "one more"),
]
SWITCHES: Final[list[Step]] = [
    *map(module, MODULES),
    *map(setting, ("match.several", "order.empty_list", "write.subform_rows")),
    unique("Leads", "Mobile"),
    unique("Leads", "Email"),
    unique("Contacts", "Phone"),
    Explorer.reset_assumptions,
    lambda explorer: explorer.set_split(not explorer.view.draft.split),
]
TRIES: Final[list[Step]] = [tried, tried, Explorer.forget_tries, Exploring.other_data_set]
STEPS: Final = st.integers(0, 9).flatmap(
    lambda kind: st.sampled_from(EDITS if kind < 4 else SWITCHES if kind < 6 else TRIES if kind < 8 else WALKS)
)


def state(explorer: Explorer) -> tuple[object, ...]:
    """All that undo answers for: what is open, and all that is shown of it but for how one came there."""
    view = explorer.view
    return view.draft, explorer.data_set, explorer.tries, explorer.file, explorer.saved, shown(view)


def shown(view: View) -> View | None:
    """What stands on the screen; None where the text can't be read: what is shown then is what could be read last."""
    if view.stale or view.forecast is None:
        return None
    return replace(view, problems=None, cause="", moves={}, changed=None, can_undo=False, can_redo=False)


@given(start=st.sampled_from(TEXTS), steps=st.lists(STEPS, min_size=5, max_size=16))
def test_undo_leads_back_to_the_exact_start_and_redo_to_the_exact_end(
    data_sets: tuple[DataSet, DataSet], start: str, steps: list[Step]
) -> None:
    explorer = Exploring(data_sets[0], Draft(start, "Leads", Assumptions()), file_name="a payload")
    explorer.both = data_sets
    first = state(explorer)
    for step in steps:
        before = state(explorer)
        step(explorer)
        after = state(explorer)
        if step in WALKS or after == before:
            continue
        assert not explorer.view.can_redo  # what was undone is forgotten
        explorer.undo()
        assert state(explorer) == before or isinstance(step, Typed)  # a letter may go on with the word before it
        explorer.redo()
        assert state(explorer) == after
    while explorer.view.can_redo:
        explorer.redo()
    last, taken_back = state(explorer), 0
    while explorer.view.can_undo:
        explorer.undo()
        taken_back += 1
    assert state(explorer) == first
    for _ in range(taken_back):
        explorer.redo()
    assert not explorer.view.can_redo
    assert state(explorer) == last
