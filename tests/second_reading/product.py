"""Asks the product what ``preview --format json`` says of a case, in this process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.second_reading.folder import write_case
from tui.cli import main

if TYPE_CHECKING:
    from tests.second_reading.case import Case


class NoForecastError(Exception):
    """The product printed none: what it said instead."""


def preview(case: Case) -> dict[str, Any]:
    """The product's forecast of the case; NoForecastError with its words where it has none."""
    folder = Path(tempfile.mkdtemp(prefix="second-reading-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    out, told = io.StringIO(), io.StringIO()
    try:
        data, payload = write_case(case, folder)
        command = ["preview", str(payload), "--data", str(data), "--format", "json"]
        if case.form == "json":
            command += ["--module", case.written_module or case.module]
        for rule, value in case.picked.items():
            command += ["--assume", f"{rule}={value}"]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            code = _run(command)
    finally:
        shutil.rmtree(folder)
    if code not in (0, 1):
        raise NoForecastError(f"exit {code}: {told.getvalue().replace(str(folder), 'FOLDER').strip()}")
    found = json.loads(out.getvalue())
    assert isinstance(found, dict)
    return found


def _run(command: list[str]) -> int:
    try:
        return main(command)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except Exception as failed:
        last = traceback.extract_tb(failed.__traceback__)[-1]
        raise NoForecastError(f"{type(failed).__name__} in {last.name}: {failed}") from failed
