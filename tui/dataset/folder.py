"""A data set: the folder with its settings, metadata and records, each read when it is first asked for.

What the folder holds is listed at once, so that records without fields are noticed when it is opened.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import tui
from tui.core.metadata import (
    NOT_UPSERTABLE,
    STANDARD_SYSTEM_FIELDS,
    FieldMetadata,
    LayoutMetadata,
    Module,
    ModuleMetadata,
    ModulesReply,
    module_of,
    standard_module_name,
    unknown_module,
)
from tui.core.rounded import are_rounded_ids
from tui.dataclass import dataclass
from tui.dataset.assumed import Assumed, Calibration, calibration_of, settings_and_assumed
from tui.dataset.files import DataSetError, read_ordinary, read_text, why_no_file
from tui.dataset.index import SqliteRecords, covered_texts
from tui.dataset.indexing import Source, indexed
from tui.dataset.kept import key_of
from tui.dataset.listing import folded, listed, spelling, spelling_of_records, visible
from tui.dataset.metadata_files import read_fields, read_layouts
from tui.dataset.readers import (
    SUFFIXES,
    is_named,
    lacks_a_page,
    last_page_says_more,
    module_of_file,
    stem_of_file,
)
from tui.dataset.report import LoadReport, abbreviated
from tui.dataset.settings import COVERED, Settings, reply_of
from tui.dataset.tries import Tries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.core.rules import Measurement
    from tui.dataset.browse import RecordBrowser
    from tui.dataset.kept import Key

_STANDARD: Final = (*STANDARD_SYSTEM_FIELDS, *NOT_UPSERTABLE)


class ModuleNotHeld(DataSetError):
    """A module that can be upserted, but whose fields the data set does not hold."""

    def __init__(self, module: str, data_set: str, held: tuple[str, ...]) -> None:
        super().__init__(
            f"there are no fields of {module} here, but those of {abbreviated(held) or 'no module'}", data_set
        )
        self.module, self.held = module, held


@dataclass(frozen=True, slots=True)
class PayloadNote:
    """What dataset.toml says of a file of payloads/: the module it is for, and what it shows."""

    file: str
    module: str | None = None
    shows: str | None = None


class DataSet:
    """A data set, made by ``open``. Threads may share it; ``close`` (or ``with``) lets go of its indexes.

    ``made_at`` is ISO text as dataset.toml has it; ``partial``: whether only some values were looked up, by what
    dataset.toml says (``is_partial`` knows more of one module). ``assumptions``: the settings of switches that
    dataset.toml names, as far as they exist. ``tries``: the payloads that were tried on it in memory, and ``untried``
    the data set before them.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        metadata: Mapping[str, ModuleMetadata],
        fields: Mapping[str, str],
        records: Mapping[str, tuple[str, ...]],
        assumed: Assumed,
    ) -> None:
        self.folder = folder
        self.name = settings.name or folder.name
        self.description = settings.description
        self.made_at = settings.made.at
        self.made_from = settings.made.from_
        self.partial = settings.coverage == "partial"
        self.assumptions = assumed.settings
        self.duplicate_check_preference = settings.org.duplicate_check_preference
        self.payloads: Mapping[str, PayloadNote] = {
            file: PayloadNote(file, note.module, note.shows) for file, note in settings.payloads.items()
        }
        self._metadata = metadata
        self._fields = fields
        self._files = records
        self._assumed = assumed
        self._is_whole = settings.coverage == "all"
        self._names = folded((*metadata, *fields))
        self._modules: dict[str, Module] = {}
        self._problems: dict[str, str] = {}
        self._calibration: Calibration | None = None
        self._loaded: dict[str, tuple[SqliteRecords, LoadReport]] = {}
        self._browsers: dict[str, RecordBrowser] = {}
        self._looked_up: dict[str, dict[str, frozenset[str]]] | None = None
        self._lock = threading.RLock()
        self._reading: dict[str, threading.RLock] = {}
        self.tries = Tries()
        self._on_disk: DataSet | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """The data set in a folder; the fields and records of a module are read when they are asked for.

        Raises DataSetError for what is no data set, for settings that cannot be read, and for records without fields.
        """
        if not path.is_dir():
            raise DataSetError(
                "this is a file; a data set is a folder" if path.exists() else "there is no such folder", str(path)
            )
        folder = path.resolve()
        if not any((folder / part).is_dir() for part in ("fields", "records")):
            move = "; move fields.json to fields/MODULE.json"
            move = move if (folder / "fields.json").is_file() else ""
            raise DataSetError(f"this is not a data set; it has neither fields/ nor records/{move}", str(path))
        settings, assumed = Settings(), Assumed({})
        if (folder / "dataset.toml").exists():
            settings, assumed = settings_and_assumed(read_text(folder / "dataset.toml", "dataset.toml"), "dataset.toml")
        metadata: dict[str, ModuleMetadata] = {}
        if (folder / "modules.json").exists():
            reply = reply_of(ModulesReply, read_text(folder / "modules.json", "modules.json"), "modules.json")
            metadata = {module.api_name: module for module in reply.modules}
        spelled = folded(metadata)
        fields = {
            spelling(stem_of_file(name), spelled): f"fields/{name}" for name in listed(folder, "fields", (".json",))
        }
        spelled = folded((*metadata, *fields))
        records: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for name in listed(folder, "records", SUFFIXES, fields):
            module = spelling_of_records(module_of_file(name), spelled)
            if module not in fields:
                raise DataSetError(
                    f"records of {module} need its metadata, but fields/{module}.json is missing", f"records/{name}"
                )
            records[module] += (f"records/{name}",)
        return cls(folder, settings, metadata, fields, records, assumed)

    def modules(self) -> tuple[str, ...]:
        """The API names of the modules whose fields are here: as modules.json has them, then in the standard order,
        then by alphabet."""
        known = [*self._metadata, *_STANDARD, *sorted(self._fields)]
        return tuple(name for name in dict.fromkeys(known) if name in self._fields)

    def resolve(self, name: str) -> str | None:
        """The API name of a module in any letter case or in a spelling of Kaizen #56, if the standard list,
        modules.json or fields/ knows it. The very name wins."""
        if name in self._fields or name in self._metadata or name in _STANDARD:
            return name
        return standard_module_name(name) or self._names.get(name.casefold())

    def labelled(self, name: str) -> str | None:
        """The API name of the module to which modules.json gives this label, or Zoho this name (CustomModule3)."""
        wanted = name.casefold()
        called = ((each.api_name, (each.module_name, each.plural_label)) for each in self._metadata.values())
        return next((api for api, names in called if wanted in {str(each).casefold() for each in names}), None)

    def module(self, name: str) -> Module:
        """The module of a name: unknown to all, known but without fields because it cannot be upserted, or with fields.

        Raises ModuleNotHeld for one that can be upserted but has no fields here, DataSetError for unreadable fields.
        """
        known = self.resolve(name)
        if known is None:
            return unknown_module(name)
        with self._lock:
            if known not in self._modules:
                self._modules[known] = self._read_module(known)
            return self._modules[known]

    def records(self, name: str) -> SqliteRecords:
        """The records of a module; none where there are no files. Raises as ``module`` does, and DataSetError for files
        that cannot be read."""
        return self._load(name)[0]

    def is_at_hand(self, name: str) -> bool:
        """Whether asking for the records of a module, by its API name, takes but a moment. Raises as ``module``."""
        return self.is_read(name) or not self._files.get(name) or self._source(self.module(name)).is_at_hand

    def is_read(self, name: str) -> bool:
        """Whether the records of a module, by its API name, are read already."""
        return name in self._loaded

    def browser(self, name: str) -> RecordBrowser:
        """The records of a module to be looked through; the same one each time. Raises as ``records`` does."""
        from tui.dataset.browse import RecordBrowser

        records, module = self.records(name), self.module(name).api_name
        with self._lock:
            if module not in self._browsers:
                self._browsers[module] = RecordBrowser(records)
            return self._browsers[module]

    def report(self, name: str) -> LoadReport:
        """What loading the records of a module found. Raises as ``records`` does."""
        return self._load(name)[1]

    def size(self, name: str | None = None) -> int:
        """The bytes of the records files of a module, or of all, as they are on disk now; a file that is gone counts
        nothing."""
        files = self._files.get(name, ()) if name else [file for files in self._files.values() for file in files]
        return sum((self.folder / file).stat().st_size for file in files if (self.folder / file).exists())

    def payload_files(self) -> tuple[Path, ...]:
        """The files of payloads/, in natural order."""
        return tuple(self.folder / "payloads" / name for name in visible(self.folder / "payloads"))

    def fields(self, name: str) -> list[dict[str, Any]]:
        """The fields of a module as Zoho's JSON has them, from whatever wrapping; none where there is no file. Raises
        DataSetError."""
        file = self._fields.get(name)
        return read_fields(self.folder / file, file, name) if file else []

    def layouts(self, name: str) -> list[dict[str, Any]]:
        """The layouts of a module as Zoho's JSON has them; none where there is no file, or where it cannot be read,
        which ``report`` tells."""
        files = {spelling(stem_of_file(file), self._names): file for file in visible(self.folder / "layouts")}
        file = files.get(name)
        if file is None or not is_named(file, (".json",)):
            return []
        try:
            if why := why_no_file(self.folder / "layouts" / file):
                raise DataSetError(why, f"layouts/{file}")
            return read_layouts(self.folder / "layouts" / file, f"layouts/{file}", name)
        except DataSetError as error:
            self._problems[name] = f"{error}; no layout is used."
            return []

    def is_partial(self, name: str) -> bool:
        """Whether only some values of a module were looked up: so says dataset.toml, or the last page of its records
        says that there are more (rule data.more_records). Raises as ``records`` does."""
        return self.partial or self.records(name).more_records

    def record_files(self, name: str) -> tuple[str, ...]:
        """The files that hold the records of a module, as paths within the folder."""
        return self._files.get(name, ())

    def with_records(self, module: str, records: SqliteRecords, tries: Tries) -> DataSet:
        """The same data set with other records of a module, of which nothing is on disk."""
        other = copy(self)
        other._lock, other._browsers, other._reading = threading.RLock(), {}, {}
        report = replace(self.report(module), count=len(records))
        other._loaded = {**self._loaded, module: (records, report)}
        other.tries, other._on_disk = tries, self.untried
        return other

    @property
    def untried(self) -> DataSet:
        """The data set as it is on disk."""
        return self._on_disk or self

    def lacks(self, module: str, record_id: str) -> bool:
        """As RelatedRecords.lacks: whether the records of a module are here, all of them, and none has this id."""
        name = self.resolve(module)
        if name is None or not self._files.get(name):
            return False
        try:
            return not self.is_partial(name) and self.records(name).get(record_id) is None
        except DataSetError:
            return False

    def measured(self, name: str) -> Mapping[str, Measurement]:
        """What ``calibrate`` measured in the org that holds for a module, by rule."""
        return self._calibrated().of_module(name)

    def close(self) -> None:
        """Let go of the indexes; whoever still holds one can no longer ask it."""
        with self._lock:
            for browser in self._browsers.values():
                browser.close()
            for records, _ in self._loaded.values():
                records.close()
            self._browsers.clear()
            self._loaded.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _read_module(self, name: str) -> Module:
        fields = [FieldMetadata.of_json(field) for field in self.fields(name)]
        preference = self.duplicate_check_preference if name == "Leads" else "off"
        layouts = [LayoutMetadata.of_json(layout) for layout in self.layouts(name)]
        metadata = self._metadata.get(name)
        module = module_of(
            name,
            fields,
            metadata,
            duplicate_check_preference=preference,
            layouts=layouts,
            row_fields=self._fields_of_rows,
        )
        if name not in self._fields and module.upsertable:
            raise ModuleNotHeld(name, self.name, self.modules())
        return module

    def _fields_of_rows(self, name: str) -> list[FieldMetadata]:
        """The fields of the rows of a subform, which only completion asks for; none where they cannot be read."""
        try:
            return [FieldMetadata.of_json(field) for field in self.fields(name)]
        except DataSetError:
            return []

    def _calibrated(self) -> Calibration:
        with self._lock:
            if self._calibration is None:
                self._calibration = Calibration()
                file = self.folder / "calibration.json"
                if file.exists():
                    self._calibration = self._read_calibration(file)
            return self._calibration

    def _read_calibration(self, file: Path) -> Calibration:
        try:
            if why := why_no_file(file):
                raise DataSetError(why, file.name)
            text = read_text(file, file.name)
        except DataSetError as error:
            return Calibration(problems=(f"{error}; no measured setting is used.",))
        return calibration_of(text, file.name, folded((*self._names.values(), *_STANDARD)))

    def _load(self, name: str) -> tuple[SqliteRecords, LoadReport]:
        """One thread reads; whoever asks for anything else of the data set does not wait for it."""
        module = self.module(name)
        with self._lock:
            if module.api_name in self._loaded:
                return self._loaded[module.api_name]
            reading = self._reading.setdefault(module.api_name, threading.RLock())
        with reading:
            if module.api_name not in self._loaded:
                found = self._read_records(module)
                with self._lock:
                    self._loaded[module.api_name] = found
            return self._loaded[module.api_name]

    def _read_records(self, module: Module) -> tuple[SqliteRecords, LoadReport]:
        files = self._files.get(module.api_name, ())
        source = self._source(module)
        found = indexed(source)
        loaded = found.loaded
        not_read = self._not_read(module.api_name)
        lacking = last_page_says_more(loaded.pages) or lacks_a_page(loaded.pages) or (bool(not_read) and not files)
        more = lacking and not self._is_whole
        covered = self._covered(module.api_name) if self.partial or more else None
        records = SqliteRecords(
            found.connection, covered, more_records=more, leads=module.api_name == "Leads", mend=source.mend
        )
        own_problem = self._problems.get(module.api_name)
        report = LoadReport(
            module=module.api_name,
            count=len(records),
            files=files,
            not_records=loaded.not_records,
            without_id=loaded.without_id,
            doubled_ids=records.replaced,
            unknown_columns=_unknown(records.names, module),
            unconverted=tuple(loaded.unconverted),
            unconverted_count=loaded.unconverted_count,
            empty_files=tuple(loaded.empty),
            not_read=not_read,
            full_page=not loaded.pages and len(records) in _FULL_PAGES and not self._is_whole and not self.partial,
            rounded_ids=are_rounded_ids((*records.some_ids(_IDS_ASKED), *records.some_ids(min(records.replaced, 1)))),
            problems=(
                *self._assumed.problems,
                *self._calibrated().problems,
                *([own_problem] if own_problem else []),
                *found.notes,
            ),
        )
        return records, report

    def _source(self, module: Module) -> Source:
        files = self._files.get(module.api_name, ())
        return Source(self.folder, files, module, lambda: self._key(module.api_name))

    def _key(self, module: str) -> Key:
        """The key of the index of a module's records now. Raises OSError."""
        layouts = (f"layouts/{name}" for name in visible(self.folder / "layouts"))
        known = [file for file in layouts if spelling(stem_of_file(file), self._names) == module]
        files = ["dataset.toml", "modules.json", self._fields[module], *known]
        read = [(file, read_ordinary(self.folder / file)) for file in files if (self.folder / file).is_file()]
        return key_of(self.folder, module, self._files[module], read)

    def _not_read(self, module: str) -> tuple[str, ...]:
        """The files among the records that are named for a module, but end otherwise than files of records do."""
        names = visible(self.folder / "records")
        others = (name for name in names if not is_named(name, SUFFIXES))
        return tuple(
            f"records/{name}" for name in others if spelling_of_records(module_of_file(name), self._names) == module
        )

    def _covered(self, module: str) -> Mapping[str, frozenset[str]]:
        """The values of a module that were looked up, as texts; without covers.json, none."""
        if self._looked_up is None:
            self._looked_up = {}
            if (self.folder / "covers.json").exists():
                covered = reply_of(COVERED, read_text(self.folder / "covers.json", "covers.json"), "covers.json")
                self._looked_up = {
                    self.resolve(name) or name: {
                        field: covered_texts(field, values) for field, values in fields.items()
                    }
                    for name, fields in covered.items()
                }
        return self._looked_up.get(module, {})


_IDS_ASKED: Final = 50
_FULL_PAGES: Final = (200, 2_000, 200_000)
"""Most records of a page, of a COQL query or all numbered pages, and of a bulk read."""


def fixtures_folder() -> Path:
    """The folder of the bundled data sets: inside the installed package, or beside it in a checkout.

    Raises DataSetError where neither is there.
    """
    package = Path(tui.__file__).parent
    places = (package / "_fixtures", package.parent / "fixtures")
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise DataSetError("the bundled data sets are missing from this installation", str(package))
    return found


def _unknown(names: Iterable[str], module: Module) -> tuple[str, ...]:
    """The names that are no fields, of those that count."""
    unknown = tuple(name for name in names if name not in module.by_name)
    if not unknown:
        return ()
    from tui.core.payload.csv_rows import always_kept

    return tuple(name for name in unknown if not always_kept(name))


def demo_folder() -> Path:
    """The data set that opens by default."""
    return fixtures_folder() / "demo"
