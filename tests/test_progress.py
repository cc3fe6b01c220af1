"""What is kept of the lessons: a private file that grows only, and starts anew where it is damaged."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

from tests.cases import each_case
from tui.dataset.lessons import lessons
from tui.session.progress import Progress, is_first_start
from tui.session.recent import add_recent
from tui.settings.folders import ensure_folder, state_folder

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND, *_ = lessons()


def test_without_a_file_nothing_is_kept_and_nothing_is_said(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "lessons.json")
    assert (progress.note, progress.offered, progress.stage(FIRST), progress.done(lessons())) == (None, False, None, 0)
    assert [*tmp_path.iterdir()] == []


def test_what_was_reached_is_there_the_next_time_in_a_file_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "state" / "lessons.json"
    progress = Progress(file)
    assert progress.reach(FIRST, "seen") is None
    assert progress.reach(SECOND, "done") is None
    assert progress.offer_made() is None
    again = Progress(file)
    assert (again.stage(FIRST), again.stage(SECOND), again.offered) == ("seen", "done", True)
    assert again.done(lessons()) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_lesson_that_is_done_stays_done(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "lessons.json")
    progress.reach(FIRST, "done")
    progress.reach(FIRST, "seen")
    assert progress.stage(FIRST) == "done"


def test_two_windows_do_not_take_from_each_other(tmp_path: Path) -> None:
    one, other = Progress(tmp_path / "lessons.json"), Progress(tmp_path / "lessons.json")
    one.reach(FIRST, "done")
    one.offer_made()
    other.reach(FIRST, "seen")
    other.reach(SECOND, "seen")
    again = Progress(tmp_path / "lessons.json")
    assert (again.stage(FIRST), again.stage(SECOND), again.offered) == ("done", "seen", True)


@each_case(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"lessons": 3}', b'{"lessons": {"01-x": "won"}}', b'{"offered": "yes"}', b"null"],
)
def test_a_damaged_file_starts_anew_and_that_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "lessons.json"
    file.write_bytes(content)
    progress = Progress(file)
    assert progress.note is not None
    assert progress.note.startswith("Your progress in the lessons starts over")
    assert "\n" not in progress.note
    assert progress.stage(FIRST) is None
    assert progress.reach(FIRST, "done") is None
    assert json.loads(file.read_text()) == {"lessons": {FIRST.name: "done"}, "offered": False}


def test_what_cannot_be_written_is_told_and_holds_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("a file")
    progress = Progress(tmp_path / "no-folder" / "lessons.json")
    trouble = progress.reach(FIRST, "done")
    assert trouble is not None
    assert "cannot be kept" in trouble
    assert progress.stage(FIRST) == "done"


def test_it_is_the_first_start_until_something_was_kept_or_opened_or_offered(tmp_path: Path) -> None:
    assert is_first_start()
    assert not state_folder().exists()
    Progress().reach(FIRST, "seen")
    assert is_first_start()
    Progress().offer_made()
    assert not is_first_start()


@each_case("name", ["session.json", "session-2.json", "session-kept-1.json"])
def test_a_session_of_any_window_is_no_first_start(name: str) -> None:
    (ensure_folder(state_folder()) / name).write_text("damaged")
    assert not is_first_start()


@each_case("kind", ["payloads", "data_sets"])
def test_whoever_opened_something_before_does_not_start_first(tmp_path: Path, kind: str) -> None:
    add_recent("payloads" if kind == "payloads" else "data_sets", tmp_path)
    assert not is_first_start()
