"""The practice org as a data set on disk, so that a payload can be forecast against what the org holds now.

Each state of the org is a folder of its own, named by the org's count of writes: who reads one is never disturbed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.core.payload.decoding import whole_characters
from tui.dataset.files import DataSetError, read_text, toml_of
from tui.dataset.folder import demo_folder
from tui.live.practice.store import CALIBRATION, OrgStore
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT: Final = 2  # folders; somebody may be reading the one before the last


def practice_data_set(state_folder: Path, source: Path | None = None, clock: Callable[[], float] = time.time) -> Path:
    """The folder of a data set with what the practice org (a copy of ``source``, None: the demo) holds now.

    The copy is made if there is none. Raises PracticeError, DataSetError and OSError.
    """
    with OrgStore(state_folder / "practice", source, clock) as store:
        return exported(store, clock)


def exported(store: OrgStore, clock: Callable[[], float] = time.time) -> Path:
    """The folder of a data set with what this org holds now. Raises OSError."""
    parent = store.folder / "data-sets"
    ensure_folder(parent)
    with store.session():
        folder = parent / f"{store.version:09d}"
        if not folder.exists():
            temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
            try:
                _write(store, temporary, clock)
                temporary.replace(folder)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    for old in sorted(path for path in parent.iterdir() if not path.name.startswith("."))[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def copied_from(folder: Path) -> Path:
    """The data set that a practice org is a copy of; folder: what it holds. The demo where that is not told."""
    try:
        return Path(toml_of(read_text(folder / "dataset.toml", "dataset.toml"), "dataset.toml")["made"]["copy_of"])
    except (DataSetError, KeyError, TypeError):
        return demo_folder()


def _write(store: OrgStore, folder: Path, clock: Callable[[], float]) -> None:
    import tomli_w

    for name, content in store.content():
        file = folder / name
        ensure_folder(file.parent)
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    if (calibration := store.fact("calibration")) is not None:
        (folder / CALIBRATION).write_text(calibration, encoding="utf-8")
    made_at = datetime.fromtimestamp(clock(), UTC).isoformat(timespec="seconds")
    settings = {
        "name": "practice",
        "description": f"What the practice org holds that began as a copy of {store.fact('name')}.",
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
