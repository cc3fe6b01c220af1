"""What a failure of the program leaves: a line, and a report without values, whatever fails along with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui import crash

if TYPE_CHECKING:
    from pathlib import Path


def failure() -> Exception:
    secret = "very-secret-words"
    try:
        raise ValueError(secret) from KeyError(secret)
    except ValueError as error:
        return error


def test_the_report_names_types_and_places_and_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash, "state_folder", lambda: tmp_path)
    line, journal = crash.told(failure(), sent=True)
    assert line.startswith("upsert-explorer: the program failed (ValueError); a report without any of your data is in ")
    assert journal == f"what was sent is in the journal: {tmp_path / 'journal'}"
    (report,) = (tmp_path / "crashes").iterdir()
    assert "in failure" in report.read_text()
    assert "builtins.KeyError" in report.read_text()
    assert "very-secret-words" not in report.read_text() + line


@pytest.mark.parametrize("error", [OSError(28, "full"), RuntimeError("no home"), ModuleNotFoundError("platformdirs")])
def test_what_fails_while_a_failure_is_told_does_not_hide_it(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Path:
        raise error

    monkeypatch.setattr(crash, "state_folder", refuse)
    (line,) = crash.told(failure())
    assert line == "upsert-explorer: the program failed (ValueError); no report of it could be written"
