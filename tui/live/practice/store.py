"""The practice org's memory: a copy of a data set in one SQLite file, which survives restarts.

Every write is one transaction, so that a kill loses nothing that was answered and leaves nothing half written. Several
processes may have the same copy open: each notices what the others wrote. ``export`` makes a data set of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from tui.core.display import one_line
from tui.core.from_json import Misfit
from tui.core.metadata import FieldsReply, LayoutsReply, Module, ModuleMetadata, module_of, standard_module_name
from tui.core.payload.decoding import whole_characters
from tui.dataset.assumed import calibration_of
from tui.dataset.files import DataSetError, json_of, read_text
from tui.dataset.folder import DataSet, demo_folder
from tui.files import OWNER_ONLY, resolved
from tui.live.practice.records import OrgRecords
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from tui.core.rules import Measurement
    from tui.core.values import Record

FIRST_ID: Final = 6_100_000_000_000_100_001
"""The id of the first record that the org makes: 19 digits, as Zoho's are, and above those of any data set here."""

_FILE: Final = "org.sqlite"
EXPORTS: Final = "data-sets"
"""The folder within a copy's that holds what was made of it for forecasts; see ``export``."""
CALIBRATION: Final = "calibration.json"
_FORMAT: Final = 1  # of the tables; another one is read by nobody
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS modules (place INTEGER PRIMARY KEY, api_name TEXT UNIQUE, metadata TEXT, fields TEXT)",
    "CREATE TABLE IF NOT EXISTS layouts (module TEXT PRIMARY KEY, layouts TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS records (module TEXT, id TEXT, record TEXT NOT NULL, PRIMARY KEY (module, id))",
    "CREATE TABLE IF NOT EXISTS tokens (digest TEXT PRIMARY KEY, kind TEXT, owner TEXT, expires REAL, used INTEGER)",
)


class PracticeError(Exception):
    """A practice org that cannot start or go on; one line."""


class OrgStore:
    """One copy of a data set. Everything is asked and written between ``with store.session():``, one at a time."""

    def __init__(self, folder: Path, source: Path | None, clock: Callable[[], float] = time.time) -> None:
        """folder: where copies are kept; source: the data set that it is a copy of (None: the demo). It is copied when
        there is no copy yet. Raises PracticeError and DataSetError."""
        self.source = resolved(source or demo_folder())
        self.folder = folder / copy_name(source)
        self._clock = clock
        self._lock = threading.RLock()
        self._seen = -1
        self._modules: dict[str, Module] = {}
        self._records: dict[str, OrgRecords] = {}
        self._names: tuple[str, ...] = ()
        ensure_folder(self.folder)
        os.close(os.open(self.folder / _FILE, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
        try:
            self._connection = sqlite3.connect(
                self.folder / _FILE, timeout=30, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise PracticeError(self._unreadable(error)) from None
        try:
            with self.session():
                found = self.fact("format")
                if found is None:
                    self._copy()
                    shutil.rmtree(self.folder / EXPORTS, ignore_errors=True)  # of a copy that is no more
                elif found != str(_FORMAT):
                    raise PracticeError(
                        f"the practice org's copy in {self.folder} is from another version of this program; "
                        "practice-org --reset recreates it"
                    )
        except BaseException:
            self._connection.close()
            raise

    def _unreadable(self, error: Exception) -> str:
        place = one_line(str(self.folder))
        if isinstance(error, sqlite3.OperationalError):  # the disk is full, may not be written, is busy
            return f"the practice org's copy in {place} can't be used right now: {error}"
        told = error if isinstance(error, sqlite3.Error) else "what it holds is damaged"
        return f"the practice org's copy in {place} cannot be used ({told}); practice-org --reset recreates it"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, after what is under way."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def session(self) -> Iterator[Self]:
        """One request's turn: a transaction that is kept if nothing is raised. What other processes wrote is seen."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise PracticeError(self._unreadable(error)) from None
            try:
                for table in _TABLES if self._seen < 0 else ():
                    self._connection.execute(table)
                seen: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
                if seen != self._seen:
                    self._forget()
                    self._seen = seen
                yield self
                self._connection.execute("COMMIT")
            except BaseException as error:
                self._forget()  # what was put into memory is not in the file
                with suppress(sqlite3.Error):
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error | Misfit | _Damaged):
                    raise PracticeError(self._unreadable(error)) from None
                raise

    def _forget(self) -> None:
        self._modules, self._records, self._names = {}, {}, ()

    # --- what the org holds; all of it within a session ---

    def fact(self, name: str) -> str | None:
        """One fact about the org: format, name, preference, next_id, secret."""
        found = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def set_fact(self, name: str, value: str) -> None:
        """Keep one fact."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @property
    def names(self) -> tuple[str, ...]:
        """The API names of its modules, also of those without fields, in the data set's order."""
        if not self._names:
            rows = self._connection.execute("SELECT api_name FROM modules ORDER BY place")
            self._names = tuple(name for (name,) in rows)
        return self._names

    def resolve(self, name: str) -> str | None:
        """The API name of a module, from any letter case; None for one that the org does not have."""
        if name in self.names:
            return name
        standard = standard_module_name(name)
        folded = {known.casefold(): known for known in self.names}
        return standard if standard in self.names else folded.get(name.casefold())

    def metadata(self, name: str) -> dict[str, Any]:
        """A module as GET /settings/modules shows it."""
        row = self._connection.execute("SELECT metadata FROM modules WHERE api_name = ?", (name,)).fetchone()
        found: dict[str, Any] = _json(row)
        return found

    def fields(self, name: str) -> list[dict[str, Any]]:
        """The fields of a module as GET /settings/fields shows them; none for one without."""
        row = self._connection.execute("SELECT fields FROM modules WHERE api_name = ?", (name,)).fetchone()
        found: list[dict[str, Any]] = _json(row)
        return found

    def layouts(self, name: str) -> list[dict[str, Any]]:
        """The layouts of a module as GET /settings/layouts shows them; none for one without."""
        row = self._connection.execute("SELECT layouts FROM layouts WHERE module = ?", (name,)).fetchone()
        found: list[dict[str, Any]] = json.loads(row[0]) if row else []
        return found

    def module(self, name: str) -> Module:
        """A module that the org has, as the rules see it."""
        if name not in self._modules:
            self._modules[name] = module_of(
                name,
                FieldsReply.of_json({"fields": self.fields(name)}).fields,
                ModuleMetadata.of_json(self.metadata(name)),
                duplicate_check_preference=(self.fact("preference") or "off") if name == "Leads" else "off",
                layouts=LayoutsReply.of_json({"layouts": self.layouts(name)}).layouts,
            )
        return self._modules[name]

    @property
    def assumptions(self) -> Mapping[str, str]:
        """The settings of switches that the copied data set names."""
        found: dict[str, str] = json.loads(self.fact("assumptions") or "{}")
        return found

    def measured(self, name: str) -> Mapping[str, Measurement]:
        """What was measured for a module in the org that the copied data set was made from, by rule."""
        text = self.fact("calibration")
        if text is None:
            return {}
        return calibration_of(text, CALIBRATION, {known.casefold(): known for known in self.names}).of_module(name)

    def records(self, name: str) -> OrgRecords:
        """The records of a module."""
        if name not in self._records:
            rows = self._connection.execute("SELECT record FROM records WHERE module = ?", (name,))
            self._records[name] = OrgRecords(map(_json, rows))
        return self._records[name]

    def put(self, name: str, records: Iterable[Record]) -> None:
        """Insert records into a module, or put them in the place of those with their ids."""
        index = self.records(name)
        version = str(self.version + 1)
        self.set_fact("version", version)
        self.set_fact(f"changed:{name}", version)
        for record in records:
            text = json.dumps(record, ensure_ascii=False)
            self._connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (name, record["id"], text))
            index.put(record)

    @property
    def version(self) -> int:
        """Counts the writes since the copy was made."""
        return int(self.fact("version") or 0)

    def changed(self, name: str) -> int | None:
        """The version since which a module's records are what they are; None for a copy that does not count that."""
        found = self.fact(f"changed:{name}") or self.fact("copied")
        return None if found is None else int(found)

    def new_id(self) -> str:
        """An id that no record has: higher than any before it."""
        number = int(self.fact("next_id") or FIRST_ID)
        self.set_fact("next_id", str(number + 1))
        return str(number)

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """A statement on a table that another part of the org has for itself (tokens)."""
        return self._connection.execute(statement, values).fetchall()

    # --- from and to data sets ---

    def reset(self) -> None:
        """Put everything back to what the data set has. Raises DataSetError."""
        with self.session():
            version = self.version
            self._copy()
            for name in ("version", "copied"):  # what was exported before is out of date
                self.set_fact(name, str(version + 1))

    def _copy(self) -> None:
        self._forget()
        for table in ("facts", "modules", "layouts", "records", "tokens"):
            self._connection.execute(f"DELETE FROM {table}")
        with DataSet.open(self.source) as data_set:
            highest = 0
            for place, (name, metadata, fields) in enumerate(_modules_of(data_set)):
                row = (place, name, json.dumps(metadata), json.dumps(fields))
                self._connection.execute("INSERT INTO modules VALUES (?, ?, ?, ?)", row)
                if not fields:
                    continue
                if layouts := data_set.layouts(name):
                    self._connection.execute("INSERT INTO layouts VALUES (?, ?)", (name, json.dumps(layouts)))
                stored = data_set.records(name)
                records = [record for record_id in stored.ids() if (record := stored.get(record_id)) is not None]
                self._connection.executemany(
                    "INSERT INTO records VALUES (?, ?, ?)",
                    ((name, record["id"], json.dumps(record, ensure_ascii=False)) for record in records),
                )
                highest = max([highest, *(whole_number(each) for record in records for each in _ids_in(record))])
            self.set_fact("name", whole_characters(data_set.name))
            self.set_fact("preference", data_set.duplicate_check_preference)
            self.set_fact("assumptions", json.dumps(dict(data_set.assumptions)))
            if (calibration := _calibration_of(data_set)) is not None:
                self.set_fact("calibration", calibration)
        self.set_fact("next_id", str(max(FIRST_ID, highest + 1)))
        self.set_fact("secret", hashlib.sha256(secrets.token_bytes(32)).hexdigest())
        self.set_fact("copied", "0")
        self.set_fact("format", str(_FORMAT))


class _Damaged(Exception):
    """A row that is none of ours."""


def _json(row: tuple[Any, ...] | None) -> Any:
    try:
        return json.loads(row[0]) if row is not None else _fail()
    except (ValueError, TypeError, RecursionError):
        raise _Damaged from None


def _fail() -> NoReturn:
    raise _Damaged


def copy_name(source: Path | None) -> str:
    """The name of the folder for the copy of a data set: ``demo``, or its folder's name and a digest of its path."""
    if source is None or resolved(source) == resolved(demo_folder()):
        return "demo"
    path = resolved(source)
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in path.name)[:40]
    return f"{plain}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"


def forget_copy(folder: Path, source: Path | None) -> None:
    """Remove a copy that cannot be read any more."""
    (folder / copy_name(source) / _FILE).unlink(missing_ok=True)


def whole_number(record_id: str) -> int:
    """An id as a number; 0 for one that is none, or longer than Zoho's."""
    return int(record_id) if record_id.isascii() and record_id.isdigit() and len(record_id) <= 19 else 0


def _modules_of(data_set: DataSet) -> Iterator[tuple[str, dict[str, Any], list[Any]]]:
    """Name, metadata and fields of the modules of a data set, as its files have them."""
    known: dict[str, dict[str, Any]] = {}
    if (data_set.folder / "modules.json").exists():
        text = read_text(data_set.folder / "modules.json", "modules.json")
        known = {entry["api_name"]: entry for entry in json_of(text, "modules.json")["modules"]}
    fields = {name: data_set.fields(name) for name in data_set.modules()}
    if not fields:
        raise DataSetError("a practice org needs the fields of at least one module", str(data_set.folder))
    for place, name in enumerate(dict.fromkeys([*known, *data_set.modules()])):
        module = data_set.module(name) if name in fields else None
        plain = {
            "api_name": name,
            "module_name": name,
            "singular_label": name.replace("_", " "),
            "plural_label": name.replace("_", " "),
            "generated_type": "custom" if module is not None and module.custom else "default",
            "api_supported": True,
            "creatable": True,
            "editable": True,
            "deletable": True,
            "viewable": True,
            "visibility": 1,
            "status": "visible",
            "sequence_number": place + 1,
            "id": str(FIRST_ID - 100_000 + place),
        }
        yield name, {**plain, **known.get(name, {})}, fields.get(name, [])


def _ids_in(record: Record) -> Iterator[str]:
    """The id of a record, and those of its subforms' rows."""
    yield record["id"]
    for value in record.values():
        for row in value if isinstance(value, list) else ():
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                yield row["id"]


def _calibration_of(data_set: DataSet) -> str | None:
    """calibration.json as it is; None where there is none that can be read."""
    try:
        return read_text(data_set.folder / CALIBRATION, CALIBRATION)
    except (DataSetError, OSError):
        return None
