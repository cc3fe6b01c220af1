"""What makes the suite quick, and shows the same: work that many tests share is done once in a process.

Each function puts one thing in the place of another and says what that leaves out. A test about the very thing that is
left out asks for it by itself. Where a user gains as well, the program is made quicker, not the tests.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import sqlite3
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.notifications import Notification

from tui import cli
from tui.dataset.folder import DataSet, fixtures_folder
from tui.dataset.index import SqliteRecords
from tui.live.practice.store import OrgStore

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from rich.console import RenderableType
    from textual.css.model import RuleSet
    from textual.css.styles import RulesMap

    from tui.core.metadata import Module
    from tui.dataset.report import LoadReport


class NoCache:
    """In place of a cache: keeps nothing."""

    def get(self, key: object) -> None:
        """Nothing was kept."""

    def __setitem__(self, key: object, value: object) -> None:
        """Keep nothing."""


NO_CACHE: Final = NoCache()


def idle_at_once(patch: pytest.MonkeyPatch) -> None:
    """The pilot rests 20 ms and more at every pause to see whether the process idles: the tests wait for what they want
    to see instead."""

    async def wait_for_idle(*_: float) -> None:
        await asyncio.sleep(0.002)  # a moment for the threads

    patch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


def painted_when_looked_at(patch: pytest.MonkeyPatch) -> None:
    """Frames of a headless app go nowhere, which is a fifth of the time: the screen is drawn when a test looks at it,
    or has it exported. And every strip of a line makes seven caches, which pay only where it is painted again and
    again."""
    draw = Compositor.render_update

    def render_update(compositor: Compositor, full: bool = False, **given: Any) -> RenderableType | None:
        compositor._dirty_regions.clear()
        return draw(compositor, full, **given) if full else None

    patch.setattr(Compositor, "render_update", render_update)
    patch.setattr("textual.strip.FIFOCache", lambda _: NO_CACHE)


def told_for_an_hour(patch: pytest.MonkeyPatch) -> None:
    """What the app tells stays until it is looked at, however long a busy machine takes to get there."""
    patch.setattr(Notification, "time_left", 3600.0)


def styled_once(patch: pytest.MonkeyPatch) -> None:
    """What one app has parsed of a style sheet serves the next, and what the rules give a node serves every node that
    looks the same to them, as all that stands above it does: type, classes, id, and the states that the rules ask."""
    parse, apply, replace = Stylesheet.parse, Stylesheet.apply, Stylesheet.replace_rules
    parsed: dict[object, tuple[list[RuleSet], dict[str, list[RuleSet]]]] = {}
    asked_states: dict[object, tuple[str, ...]] = {}
    given: dict[object, tuple[RulesMap | None, tuple[bool, ...]]] = {}
    replaced: dict[int, RulesMap] = {}
    as_kept: dict[int, tuple[RulesMap, RulesMap]] = {}
    alive: dict[int, list[RuleSet]] = {}
    flags = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")

    def parse_once(sheet: Stylesheet) -> None:
        key = (tuple(sheet._variables.items()), tuple(sheet.source.items()))
        if key not in parsed:
            parse(sheet)
            parsed[key] = (sheet._rules, sheet.rules_map)
        sheet._rules, sheet._rules_map = parsed[key]
        sheet._require_parse = False

    def replace_what_differs(node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        replaced[id(node)] = rules
        base = node.styles.base
        _, kept = as_kept.get(id(rules), (rules, None))
        if kept is not None and alike(base._rules, kept):
            if not animate:
                node.notify_style_update()
        elif kept is not None and type(node) is DOMNode and not base._rules:  # stands for a part of a widget
            base._rules.update(kept)
            base._updates += 1
            node.notify_style_update()
        else:
            replace(node, rules, animate)
            if not animate:
                as_kept[id(rules)] = (rules, base._rules.copy())

    def alike(rules: RulesMap, others: RulesMap) -> bool:
        """Whether they say the same; each node has a layout of its own."""
        return {**rules, "layout": type(rules.get("layout"))} == {**others, "layout": type(others.get("layout"))}

    def look(node: DOMNode) -> tuple[object, ...]:
        return (node._css_type_names, frozenset(node._classes), node._id)

    def states_of(node: Any, asked: tuple[str, ...]) -> tuple[bool, ...]:
        ask = node._PSEUDO_CLASSES
        return tuple([state in ask and ask[state](node) for state in asked])

    def apply_once(
        sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: dict[Any, RulesMap] | None = None
    ) -> None:
        sheet_id = id(sheet.rules)
        alive[sheet_id] = sheet.rules  # so that no other list gets its id
        own = (sheet_id, look(node))
        if own not in asked_states:
            rules_map = sheet.rules_map
            names = rules_map.keys() & node._selector_names
            states = {state for name in names for rule in rules_map[name] for state in rule.pseudo_classes}
            asked_states[own] = tuple(states)
        asked = asked_states[own]
        path = tuple([(look(each), states_of(each, asked)) for each in node.css_path_nodes])
        key = (sheet_id, path)
        if key not in given:
            replaced.pop(id(node), None)
            apply(sheet, node, animate=animate)
            given[key] = (replaced.get(id(node)), tuple(getattr(node, flag) for flag in flags))
            return
        rules, has_flags = given[key]
        for flag, value in zip(flags, has_flags, strict=True):
            setattr(node, flag, value)
        if rules is not None:
            sheet.replace_rules(node, rules, animate=animate)
        sheet._process_component_classes(node)

    patch.setattr(Stylesheet, "parse", parse_once)
    patch.setattr(Stylesheet, "replace_rules", staticmethod(replace_what_differs))
    patch.setattr(Stylesheet, "apply", apply_once)


def parser_made_once(patch: pytest.MonkeyPatch) -> None:
    """The parser of the command line, whose hundreds of options depend on nothing, serves every command that a test
    runs in its own process."""
    patch.setattr(cli, "make_parser", cache(cli.make_parser))


def bundled_data_read_once(patch: pytest.MonkeyPatch) -> None:
    """Modules and records of the bundled data sets, which no test changes, are read once; every data set has an index
    of its own all the same."""
    fixtures = fixtures_folder().resolve()
    read_module, read_records = DataSet._read_module, DataSet._read_records
    modules: dict[tuple[Path, str], Module] = {}
    records: dict[tuple[Path, str], tuple[bytes, SqliteRecords, LoadReport]] = {}

    def module_once(data_set: DataSet, name: str) -> Module:
        if not data_set.folder.is_relative_to(fixtures):
            return read_module(data_set, name)
        key = (data_set.folder, name)
        if key not in modules:
            modules[key] = read_module(data_set, name)
        return modules[key]

    def records_once(data_set: DataSet, module: Module) -> tuple[SqliteRecords, LoadReport]:
        if not data_set.folder.is_relative_to(fixtures):
            return read_records(data_set, module)
        key = (data_set.folder, module.api_name)
        if key not in records:
            read, report = read_records(data_set, module)
            records[key] = (read._connection.serialize(), read, report)
        image, read, report = records[key]
        connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None, cached_statements=512)
        connection.deserialize(image)
        covered, more = read._covered, read.more_records
        return SqliteRecords(connection, covered, more_records=more, leads=read._leads), report

    patch.setattr(DataSet, "_read_module", module_once)
    patch.setattr(DataSet, "_read_records", records_once)


def practice_orgs_filled_once(patch: pytest.MonkeyPatch) -> None:
    """The tables of a practice org that is a copy of a bundled data set are filled from the first such copy."""
    fixtures = fixtures_folder().resolve()
    copy = OrgStore._copy
    kept: dict[Path, dict[str, list[tuple[Any, ...]]]] = {}

    def copy_once(store: OrgStore) -> None:
        if not store.source.is_relative_to(fixtures):
            copy(store)
        elif store.source not in kept:
            copy(store)
            tables = ("facts", "modules", "layouts", "records")
            kept[store.source] = {table: store.execute(f"SELECT * FROM {table}") for table in tables}
        else:
            store._forget()
            store.execute("DELETE FROM tokens")
            for table, rows in kept[store.source].items():
                store.execute(f"DELETE FROM {table}")
                marks = ", ".join("?" * len(rows[0])) if rows else ""
                store._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            store.set_fact("secret", hashlib.sha256(secrets.token_bytes(32)).hexdigest())

    patch.setattr(OrgStore, "_copy", copy_once)
