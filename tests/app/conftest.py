"""Fixtures of the app's tests: payloads and data sets to open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.app.driving import disk_state
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


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
