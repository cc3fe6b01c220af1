"""``cache list`` and ``cache clear``, the room that config.toml gives, and how loading is told on a terminal."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.test_dataset_folder import write
from tui.commands.loading import ProgressLine
from tui.dataset import indexing
from tui.dataset.loading import Progress
from tui.settings.indexes import kept_indexes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli


def large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(indexing, "LEAST_KEPT", 0)
    return write(folder, **{"records/Leads.csv": "Record Id,Last Name\n1,Ode\n2,Byron\n"})


def test_it_lists_what_is_kept_and_removes_it(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = large(tmp_path / "set", monkeypatch)
    payload = tmp_path / "p.json"
    payload.write_text('[{"Last_Name": "Ode"}]')
    nothing = cli("cache", "list")
    assert (nothing.code, nothing.out) == (0, "")
    assert nothing.err.startswith("0 indexes, 0 of at most 4,000,000,000 bytes, in ")
    first = cli("preview", str(payload), "--data", str(folder), "--format", "json")
    [entry] = json.loads(cli("cache", "list", "--format", "json").out)["indexes"]
    assert (entry["module"], entry["records"], entry["data_set"]) == ("Leads", 2, str(folder))
    listed = cli("cache", "list")
    assert listed.out.split()[:3] == ["Leads", "2", "records"]
    assert str(folder) in listed.out
    assert cli("preview", str(payload), "--data", str(folder), "--format", "json") == first
    cleared = json.loads(cli("cache", "clear", "--format", "json").out)
    assert (cleared["removed"], cleared["bytes"]) == (1, entry["bytes"])
    assert json.loads(cli("cache", "list", "--format", "json").out)["indexes"] == []


def test_one_that_cannot_be_read_is_listed_as_that(cli: Cli, own_place: Path) -> None:
    folder = kept_indexes().folder
    folder.mkdir(parents=True)
    (folder / "odd.sqlite").write_text("no database")
    assert "cannot be read" in cli("cache", "list").out
    assert cli("cache", "clear").err.startswith("1 file removed, 11 bytes (")


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("[cache]\nmost_gb = 0.5\n", 500_000_000),
        ("[cache]\nmost_gb = 0\n", 0),
        ("[cache]\nmost_gb = -1\n", 4_000_000_000),
        ('[cache]\nmost_gb = "much"\n', 4_000_000_000),
        ("cache = 3\n", 4_000_000_000),
        ("no toml", 4_000_000_000),
    ],
)
def test_config_says_how_much_room_there_is(own_place: Path, text: str, most: int) -> None:
    (own_place / "config").mkdir(parents=True)
    (own_place / "config/config.toml").write_text(text)
    assert kept_indexes().most == most


# --- how loading is told ---------------------------------------------------------------------------------------------


def test_a_line_says_how_many_records_how_fast_and_what_is_left() -> None:
    text = Progress("Leads", 50_000, 25, 100).told(2.0)
    assert text == "Leads: 50,000 records read, 25,000 a second, about 6 s left"
    assert Progress("Leads", 9, 7, 7).told(0.0) == "Leads: 9 records read, 0 a second; making the index"


def test_it_begins_late_is_told_now_and_then_and_goes_away() -> None:
    out, now = io.StringIO(), [0.0]
    line = ProgressLine(out.write, out.flush, lambda: now[0])
    for now[0], read in ((0.0, 0), (0.4, 1), (0.6, 2), (0.65, 3), (0.9, 4)):
        line.tell(Progress("Leads", read, read, 10))
    shown = [part.strip() for part in out.getvalue().split("\r") if part.strip()]
    assert [text.partition(" records")[0] for text in shown] == ["Leads: 2", "Leads: 4"]
    line.end()
    assert out.getvalue().endswith("\r" + " " * 79 + "\r")


def test_what_was_never_shown_is_not_taken_away() -> None:
    out = io.StringIO()
    line = ProgressLine(out.write, out.flush, lambda: 0.0)
    line.tell(Progress("Leads", 1, 0, 10))
    line.end()
    assert out.getvalue() == ""
