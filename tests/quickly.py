"""What makes the suite quick, and shows the same: work that many tests share is done once in a process.

Each function puts one thing in the place of another and says what that leaves out. A test about the very thing that is
left out asks for it by itself. Where a user gains as well, the program is made quicker, not the tests.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import shutil
import sqlite3
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual._compositor import Compositor
from textual.css.match import _check_selectors
from textual.message_pump import MessagePump
from textual.notifications import Notification

from tests.quick_pumps import quick_pumps
from tests.quick_styles import styled_once
from tests.quick_textual import quick_textual
from tui import cli
from tui.dataset.folder import DataSet, fixtures_folder
from tui.dataset.index import SqliteRecords
from tui.live.practice import export
from tui.live.practice.store import EXPORTS, OrgStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import pytest
    from rich.console import RenderableType
    from textual.css.model import SelectorSet
    from textual.dom import DOMNode
    from textual.message import Message

    from tui.core.metadata import Module
    from tui.dataset.report import LoadReport

Found = TypeVar("Found")


class NoCache:
    """In place of a cache: keeps nothing."""

    def get(self, key: object) -> None:
        """Nothing was kept."""

    def __setitem__(self, key: object, value: object) -> None:
        """Keep nothing."""


NO_CACHE: Final = NoCache()


_TEXTUAL_AS_IT_IS: Final = bool(os.environ.get("TEXTUAL_AS_IT_IS"))
"""Whether Textual's own ways stay in their places: ``.ci/run`` runs the tests of the app so as well."""


def all_of_it(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """What ``tests/conftest.py`` does for all tests. folder: for files that several tests use."""
    for made_quick in (
        idle_at_once,
        cycles_left_alone,
        painted_when_looked_at,
        laid_out_when_looked_at,
        told_for_an_hour,
        parser_made_once,
        bundled_data_read_once,
        practice_orgs_filled_once,
    ):
        made_quick(patch)
    if not _TEXTUAL_AS_IT_IS:
        for quicker in (styled_once, quick_textual, quick_pumps, handlers_found_once, matched_by_itself_first):
            quicker(patch)
    practice_orgs_exported_once(patch, folder)


def idle_at_once(patch: pytest.MonkeyPatch) -> None:
    """The pilot rests 20 ms and more at every pause to see whether the process idles: the tests wait for what they want
    to see instead."""

    async def wait_for_idle(*_: float) -> None:
        await asyncio.sleep(0.002)  # a moment for the threads

    patch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


def painted_when_looked_at(patch: pytest.MonkeyPatch) -> None:
    """Frames of a headless app go nowhere, which is a fifth of the time: the screen is drawn when a test looks at it,
    or has it exported. And every strip of a line makes seven caches, which pay only where it is painted again and
    again. ``frames`` of a compositor counts what would have been painted."""
    draw = Compositor.render_update

    def render_update(compositor: Compositor, full: bool = False, **given: Any) -> RenderableType | None:
        if full or compositor._dirty_regions:
            vars(compositor)["frames"] = vars(compositor).get("frames", 0) + 1
        compositor._dirty_regions.clear()
        return draw(compositor, full, **given) if full else None

    patch.setattr(Compositor, "render_update", render_update)
    patch.setattr("textual.strip.FIFOCache", lambda _: NO_CACHE)


def laid_out_when_looked_at(patch: pytest.MonkeyPatch) -> None:
    """Sixty times a second a screen is laid out anew if something changed: here when a test looks at it (``frame`` of
    ``tests/settling.py``), however long a busy machine takes for the keys before. Half of the layouts are left out."""
    patch.setattr("textual.screen.UPDATE_PERIOD", 3600.0)


def told_for_an_hour(patch: pytest.MonkeyPatch) -> None:
    """What the app tells stays until it is looked at, however long a busy machine takes to get there."""
    patch.setattr(Notification, "time_left", 3600.0)


def matched_by_itself_first(patch: pytest.MonkeyPatch) -> None:
    """Whether a widget matches a selector is asked of all that it stands in, even where it does not match the
    last name of it, or where that is the only one. Each query asks that of every widget on the screen."""

    def match(selector_sets: Iterable[SelectorSet], node: DOMNode) -> bool:
        for selectors in (each.selectors for each in selector_sets):
            if selectors[-1].check(node) and (len(selectors) == 1 or _check_selectors(selectors, node.css_path_nodes)):
                return True
        return False

    for module in ("css.match", "css.query", "dom", "message_pump", "screen", "widget"):
        patch.setattr(f"textual.{module}.match", match)


def cycles_left_alone(patch: pytest.MonkeyPatch) -> None:
    """A command has Python look for cycles of objects again, which ``tests/conftest.py`` has it not."""
    patch.setattr(cli, "gc", SimpleNamespace(enable=lambda: None, set_threshold=lambda *_: None))


def parser_made_once(patch: pytest.MonkeyPatch) -> None:
    """The parser of the command line, whose hundreds of options depend on nothing, serves every command that a test
    runs in its own process."""
    patch.setattr(cli, "make_parser", cache(cli.make_parser))


def handlers_found_once(patch: pytest.MonkeyPatch) -> None:
    """The handlers of a message are looked for in all classes of a widget for each of its hundreds of messages: those
    that ask nothing of the message itself are found once for a class. No test may put another handler into a class."""
    look_for = MessagePump._get_dispatch_methods
    found: dict[tuple[type, type, str], list[tuple[type, list[Any]]] | None] = {}

    def handlers_of(pump: type, message: type, name: str) -> list[tuple[type, list[Any]]] | None:
        by_class: list[tuple[type, list[Any]]] = []
        seen: set[object] = set()
        for cls in pump.__mro__:
            own: list[Any] = []
            decorated = vars(cls).get("_decorated_handlers") or {}
            for message_class in message.__mro__:
                for method, selectors in decorated.get(message_class, ()):
                    if selectors:
                        return None
                    if method not in seen:
                        seen.add(method)
                        own.append(method)
            named = vars(cls).get(f"_{name}") or vars(cls).get(name)
            if named is not None and not getattr(named, "_textual_on", None):
                own.append(named)
            if own:
                by_class.append((cls, own))
        return by_class

    def found_once(pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Callable[..., Any]]]:
        key = (type(pump), type(message), name)
        if key not in found:
            found[key] = handlers_of(*key)
        handlers = found[key]
        if handlers is None:
            yield from look_for(pump, name, message)
            return
        for cls, methods in handlers:
            if message._no_default_action:
                break
            for method in methods:
                yield cls, method.__get__(pump, cls)

    patch.setattr(MessagePump, "_get_dispatch_methods", found_once)


def bundled_data_read_once(patch: pytest.MonkeyPatch) -> None:
    """Modules and records of the bundled data sets, which no test changes, are read once, and those of what a practice
    org holds as long as it is the same file; every data set has an index of its own all the same."""
    read_module, read_records = DataSet._read_module, DataSet._read_records
    modules: dict[object, Module] = {}
    records: dict[object, tuple[bytes, SqliteRecords, LoadReport]] = {}

    def module_once(data_set: DataSet, name: str) -> Module:
        key = _what_stays(data_set, name, "fields")
        if key is None:
            return read_module(data_set, name)
        if key not in modules:
            _keep(modules, key, read_module(data_set, name))
        return modules[key]

    def records_once(data_set: DataSet, module: Module) -> tuple[SqliteRecords, LoadReport]:
        key = _what_stays(data_set, module.api_name, "fields", "records")
        if key is None:
            return read_records(data_set, module)
        if key not in records:
            read, report = read_records(data_set, module)
            _keep(records, key, (read._connection.serialize(), read, report))
        image, read, report = records[key]
        connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None, cached_statements=512)
        connection.deserialize(image)
        covered, more = read._covered, read.more_records
        return SqliteRecords(connection, covered, more_records=more, leads=read._leads), report

    patch.setattr(DataSet, "_read_module", module_once)
    patch.setattr(DataSet, "_read_records", records_once)


def _what_stays(data_set: DataSet, name: str, *kinds: str) -> object:
    """What tells files of a module that no test changes from others; None for files that one may change."""
    if data_set.folder.is_relative_to(fixtures_folder().resolve()):
        return data_set.folder, name
    if data_set.folder.parent.name != EXPORTS:
        return None
    try:
        files = [(data_set.folder / kind / f"{name}.json").stat() for kind in kinds]
    except OSError:
        return None
    return name, *((file.st_dev, file.st_ino, file.st_mtime_ns, file.st_size) for file in files)


def _keep(kept: dict[object, Found], key: object, found: Found, exports: int = 16) -> None:
    """exports: how many of those that were made of practice orgs are kept at a time."""
    kept[key] = found
    of_orgs = [each for each in kept if isinstance(each, tuple) and isinstance(each[0], str)]
    for each in of_orgs[:-exports]:
        del kept[each]


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


def practice_orgs_exported_once(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """The files of the data set that is made of a practice org, where it holds what a bundled data set has, are those
    of the first such org. folder: where they are kept; no test may write into them in place."""
    fixtures = fixtures_folder().resolve()
    write = export._write
    kept: dict[Path, tuple[int, Path]] = {}

    def write_once(store: OrgStore, where: Path, clock: Any, before: tuple[int, Path] | None) -> None:
        if before is None and store.source.is_relative_to(fixtures):
            before = kept.get(store.source)
        write(store, where, clock, before)
        if store.version == 0 and store.source.is_relative_to(fixtures) and store.source not in kept:
            first = folder / str(len(kept))
            shutil.copytree(where, first)
            kept[store.source] = 0, first

    patch.setattr(export, "_write", write_once)
