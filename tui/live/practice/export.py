"""The practice org as a data set on disk, so that a payload can be forecast against what the org holds now.

Each state of the org is a folder of its own, named by the org's count of writes: who reads one is never disturbed. A
file that is as it was in the folder before is the same one, under another name.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.core.payload.decoding import whole_characters
from tui.dataset.files import DataSetError, read_text, toml_of
from tui.dataset.folder import demo_folder
from tui.files import naming
from tui.live.practice.store import CALIBRATION, EXPORTS, OrgStore, whole_number
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.values import Json, Record

_KEPT: Final = 2  # folders; somebody may be reading the one before the last


def practice_data_set(state_folder: Path, source: Path | None = None, clock: Callable[[], float] = time.time) -> Path:
    """The folder of a data set with what the practice org (a copy of ``source``, None: the demo) holds now.

    The copy is made if there is none. Raises PracticeError, DataSetError and OSError.
    """
    with OrgStore(state_folder / "practice", source, clock) as store:
        return exported(store, clock)


def exported(store: OrgStore, clock: Callable[[], float] = time.time) -> Path:
    """The folder of a data set with what this org holds now. Raises OSError."""
    parent = store.folder / EXPORTS
    ensure_folder(parent)
    with store.session():
        folder = parent / f"{store.version:09d}"
        if not folder.exists():
            temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
            try:
                _write(store, temporary, clock, _newest(parent))
                temporary.replace(folder)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    for old in _versions(parent)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _versions(parent: Path) -> list[Path]:
    """What was exported and is still there, oldest first."""
    return sorted(path for path in parent.iterdir() if not path.name.startswith("."))


def _newest(parent: Path) -> tuple[int, Path] | None:
    """The version and the folder of what was exported last."""
    found = [folder for folder in _versions(parent) if folder.name.isdecimal()]
    return (int(found[-1].name), found[-1]) if found else None


def _linked(there: Path, here: Path) -> bool:
    """Give a file another name; False where it has gone, or the disk knows no such names."""
    try:
        here.hardlink_to(there)
    except (OSError, NotImplementedError):
        return False
    return True


def copied_from(folder: Path) -> Path:
    """The data set that a practice org is a copy of; folder: what it holds. The demo where that is not told."""
    try:
        return Path(toml_of(read_text(folder / "dataset.toml", "dataset.toml"), "dataset.toml")["made"]["copy_of"])
    except (DataSetError, KeyError, TypeError):
        return demo_folder()


def _files(store: OrgStore) -> Iterator[tuple[str, int | None, Callable[[], Json]]]:
    """Everything as the files of a data set: path, the version since which it is the same (None: not counted), and what
    makes its JSON; records as ``{"data": [...]}``, oldest id first, each with every field, as Zoho shows it."""
    copied = store.fact("copied")
    since = None if copied is None else int(copied)
    yield "modules.json", since, lambda: {"modules": [store.metadata(name) for name in store.names]}
    with_layouts = {name for (name,) in store.execute("SELECT module FROM layouts")}
    for (name,) in store.execute("SELECT api_name FROM modules WHERE fields IS NOT '[]' ORDER BY place"):
        yield f"fields/{name}.json", since, partial(_keyed, "fields", store.fields, name)
        if name in with_layouts:
            yield f"layouts/{name}.json", since, partial(_keyed, "layouts", store.layouts, name)
        yield f"records/{name}.json", store.changed(name), partial(_keyed, "data", partial(_records, store), name)


def _keyed(key: str, read: Callable[[str], Json], name: str) -> Json:
    return {key: read(name)}


def _records(store: OrgStore, name: str) -> list[Record]:
    records = sorted(store.records(name), key=lambda record: whole_number(record["id"]))
    empty: Record = dict.fromkeys(field.api_name for field in store.module(name).fields)
    return [{**empty, **record} for record in records]


def _write(store: OrgStore, folder: Path, clock: Callable[[], float], before: tuple[int, Path] | None) -> None:
    """before: the version and the folder of what was exported before."""
    import tomli_w

    for parent in ("fields", "layouts", "records"):
        ensure_folder(folder / parent)
    for name, since, content in _files(store):
        if before is None or since is None or since > before[0] or not _linked(before[1] / name, folder / name):
            with naming(folder / name):
                (folder / name).write_text(json.dumps(content(), ensure_ascii=False), encoding="utf-8")
    if (calibration := store.fact("calibration")) is not None:
        (folder / CALIBRATION).write_text(calibration, encoding="utf-8")
    made_at = datetime.fromtimestamp(clock(), UTC).isoformat(timespec="seconds")
    settings = {
        "name": "practice",
        "description": f"The records of the practice org that began as a copy of {store.fact('name')}.",
        "org": {"duplicate_check_preference": store.fact("preference") or "off"},
        "made": {
            "at": made_at,
            "from": f"practice: its copy of {store.fact('name')}",
            "covers": "all",
            "copy_of": whole_characters(str(store.source)),
        },
        "assumptions": dict(store.assumptions),
    }
    (folder / "dataset.toml").write_text(tomli_w.dumps(settings), encoding="utf-8")
