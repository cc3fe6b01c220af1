"""Running the command line in this process."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.helpers import Ran, data_set
from tui.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Cli = Callable[..., Ran]
    Preview = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """``cli(*arguments, stdin=b"")``: the command line as a shell would run it, but here."""

    def run(*arguments: Any, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A data set of two leads: Email is its system-defined field, Phone is unique, Last_Name mandatory."""
    return data_set(tmp_path / "small")


@pytest.fixture
def preview(cli: Cli, small: Path, tmp_path: Path) -> Preview:
    """``preview(payload, *options)``: the JSON forecast of a payload, given as text or bytes, against ``small``."""

    def run(payload: str | bytes, *options: Any, form: str = "json", data: Path = small) -> Ran:
        file = tmp_path / "payload"
        file.write_bytes(payload.encode() if isinstance(payload, str) else payload)
        return cli("preview", file, "--data", data, "--format", form, *options)

    return run
