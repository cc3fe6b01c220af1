"""The bindings: each has an id and an action that exists, and none uses a key that a terminal eats."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import TextArea

import tui.screens
import tui.widgets
from tests.app.driving import Session, opened
from tui import keys
from tui.app import ExplorerApp
from tui.widgets.forecast_table import ForecastTable

if TYPE_CHECKING:
    from collections.abc import Iterator

EATEN = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"}
"""Backspace, Tab, Enter and Enter in many terminals."""


def our_nodes() -> Iterator[type[DOMNode]]:
    """Every class of the app that can have bindings."""
    for package in (tui.screens, tui.widgets):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    waiting = [DOMNode]
    while waiting:
        node = waiting.pop()
        waiting += node.__subclasses__()
        if node.__module__.startswith("tui."):
            yield node


def own_bindings() -> Iterator[tuple[type[DOMNode], Binding]]:
    """Every binding that a class of ours brings along."""
    for node in set(our_nodes()):
        for binding in vars(node).get("BINDINGS", ()):
            yield node, binding if isinstance(binding, Binding) else Binding(*binding)


def test_every_binding_in_the_list_of_keys_has_an_id_of_its_own() -> None:
    ids = Counter(binding.id for place in keys.PLACES.values() for binding in place)
    assert None not in ids
    assert [name for name, count in ids.items() if count > 1] == []


def test_what_an_f_key_does_is_also_on_a_key_that_no_terminal_takes() -> None:
    """Terminals keep F1, F10, F11 and others for their menus and windows."""
    everywhere = {binding.id for place in keys.PLACES.values() for binding in place}
    only_there = [
        binding.id
        for place in keys.PLACES.values()
        for binding in place
        if all(re.fullmatch(r"f\d+", key) for key in binding.key.split(",")) and f"lists.{binding.id}" not in everywhere
    ]
    assert only_there == []


def test_no_binding_uses_a_key_that_many_terminals_eat() -> None:
    used = {key.strip() for _, binding in own_bindings() for key in binding.key.split(",")}
    assert used & EATEN == set()


def test_what_a_binding_does_exists_where_it_holds() -> None:
    screens = [node for node in our_nodes() if issubclass(node, Screen)]
    missing = []
    for node, binding in own_bindings():
        namespace, name, _ = parse(binding.action)
        places: dict[str, list[type[DOMNode]]] = {"": [node], "screen": [*screens], "app": [ExplorerApp]}
        if not any(hasattr(owner, f"action_{name}") for owner in places[namespace]):
            missing.append(f"{node.__name__}: {binding.action}")
    assert missing == []


async def a_key_can_be_remapped_by_the_id_of_its_binding(app: Session) -> None:
    await app.open_anew()
    app.app.set_keymap({"pane.forecast": "f12", "fields.tick": "t"})
    await app.press("up", "t")
    await app.see('sent as ["Phone"]', pane="#fields")
    await app.press("space")
    assert app.view.check_list.listed == ("Phone",)
    await app.press("f12")
    assert app.focus_is_in("#forecast")


async def in_a_list_letters_and_signs_do_what_other_keys_do_and_the_payload_names_its_own_keys_first(
    app: Session,
) -> None:
    await app.open_anew()
    await app.press("4")
    assert app.focus_is_in("#forecast")
    table = app.app.screen.query_one(ForecastTable)
    await app.press("j", "j", "k")
    assert table.cursor == 1
    await app.press("right_square_bracket")
    await app.see("Lead_Status", "changed", pane="#detail")
    await app.press("left_square_bracket", "left_square_bracket")
    await app.see("What no data set can tell", pane="#detail")
    await app.press("slash")
    await app.paste("westen")
    await app.see("1 of 8", pane="#forecast")
    await app.press("escape", "x", "question_mark")
    await app.see("One line for each row of the payload.")
    await app.press("escape", "m")
    await app.see("Contacts", pane="Choices")
    await app.press("escape", "3")
    assert app.focus_is_in("#payload")
    await app.see("^o Open  ^n New  ^s Save", pane="KeyLine")
    await app.write("?/jk[]")
    assert "?/jk[]" in app.app.screen.query_one("#payload", TextArea).text


@pytest.mark.anyio
async def test_keys_are_remapped_by_their_ids_and_in_a_list_letters_do_what_other_keys_do() -> None:
    async with opened() as app:
        await in_a_list_letters_and_signs_do_what_other_keys_do_and_the_payload_names_its_own_keys_first(app)
        await a_key_can_be_remapped_by_the_id_of_its_binding(app)
