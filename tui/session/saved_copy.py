"""A data set that payloads were tried on, written as one of its own."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from tui.dataset.files import DataSetError, read_text, toml_of
from tui.dataset.working_copy import all_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.dataset.folder import DataSet


def save_copy(data_set: DataSet, folder: Path, now: float) -> None:
    """Write a data set that payloads were tried on as one of its own, in a new folder: everything that it has on disk,
    with the records as they are now. Raises FileExistsError and OSError; then nothing is there."""
    if folder.exists():
        raise FileExistsError(f"{folder} exists already")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        modules = {module for module, _ in data_set.tries.ids}
        replaced = {file.split("/")[-1] for module in modules for file in data_set.record_files(module)}
        shutil.copytree(data_set.folder, temporary, dirs_exist_ok=True, ignore=_ignored(data_set.folder, replaced))
        (temporary / "records").mkdir(exist_ok=True)
        for module in modules:
            with (temporary / "records" / f"{module}.jsonl").open("wb") as file:
                for record in all_records(data_set.records(module)):
                    file.write(f"{json.dumps(record, ensure_ascii=False)}\n".encode())
        _write_settings(data_set, temporary, now)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _ignored(folder: Path, replaced: set[str]) -> Callable[[str, list[str]], list[str]]:
    def ignored(place: str, names: list[str]) -> list[str]:
        within_records = Path(place) == folder / "records"
        return [name for name in names if name.startswith(".") or (within_records and name in replaced)]

    return ignored


def _write_settings(data_set: DataSet, folder: Path, now: float) -> None:
    file = folder / "dataset.toml"
    try:
        settings: dict[str, Any] = toml_of(read_text(file, file.name), file.name) if file.exists() else {}
    except DataSetError:
        settings = {}
    made = settings.get("made")
    times = "a payload" if data_set.tries.count == 1 else f"{data_set.tries.count} payloads"
    settings["name"] = f"{data_set.name}, tried"
    settings["made"] = {
        **(made if isinstance(made, dict) else {}),
        "at": datetime.fromtimestamp(int(now), UTC).isoformat(),
        "from": f"{data_set.name} after {times} tried on it",
    }
    file.write_text(tomli_w.dumps(settings), encoding="utf-8")
