"""Fixtures of the app's tests: one backend, a plain environment, and payloads and data sets to open."""

from __future__ import annotations

import asyncio
import gc
import json
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.app.driving import disk_state
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


@pytest.fixture
def anyio_backend() -> str:
    """Textual runs on asyncio only."""
    return "asyncio"


@pytest.fixture(scope="package", autouse=True)
def settled_memory() -> None:
    """What was imported stays: the collector need not look through it again and again (a quarter of the time)."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def short_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot rests 20 ms and more at every pause to see whether the process idles. The tests wait for what they want
    to see, so that a moment for the threads is enough."""

    async def wait_for_idle(*_: float) -> None:
        await asyncio.sleep(0.002)

    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing of the person who runs the tests decides what the app looks like, remembers or writes over."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path_factory.mktemp("home", numbered=True)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "CACHE", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(home / "config"))


@pytest.fixture(scope="package", autouse=True)
def untouched_fixtures() -> Iterator[None]:
    """Whatever the tests of the app do, the bundled data sets and payloads stay byte for byte."""
    before = disk_state(fixtures_folder())
    yield
    assert disk_state(fixtures_folder()) == before


class MakePayload(Protocol):
    """Writes a payload file and returns its path."""

    def __call__(self, content: str | object, name: str = ...) -> Path: ...


class MakeDataSet(Protocol):
    """Writes a data set of one module and returns its folder."""

    def __call__(
        self, fields: Sequence[Mapping[str, Any]], records: Sequence[Mapping[str, Any]] | None = ..., module: str = ...
    ) -> Path: ...


@pytest.fixture
def payload(tmp_path: Path) -> MakePayload:
    """``payload(text or JSON value)`` is a file to open."""

    def write(content: str | object, name: str = "own.json") -> Path:
        file = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content, indent=2) + "\n"
        file.write_bytes(text.encode())
        return file

    return write


@pytest.fixture
def data_set(tmp_path: Path) -> MakeDataSet:
    """``data_set(fields, records)`` is the folder of a small data set; records None: no records file at all."""

    def write(
        fields: Sequence[Mapping[str, Any]], records: Sequence[Mapping[str, Any]] | None = None, module: str = "Leads"
    ) -> Path:
        folder = tmp_path / "small"
        (folder / "fields").mkdir(parents=True, exist_ok=True)
        (folder / "fields" / f"{module}.json").write_text(json.dumps({"fields": list(fields)}))
        if records is not None:
            (folder / "records").mkdir(exist_ok=True)
            (folder / "records" / f"{module}.json").write_text(json.dumps({"data": list(records)}))
        return folder

    return write
