"""``lessons``: the list, and a name that is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tui.commands import open as open_command
from tui.dataset.lessons import lessons
from tui.session.progress import Progress

if TYPE_CHECKING:
    from tests.cli.conftest import Cli


@each_case("arguments", [("lessons",), ("lessons", "list")], shared=("cli",))
def test_every_lesson_has_a_line_with_its_name_title_and_rules(cli: Cli, arguments: tuple[str, ...]) -> None:
    ran = cli(*arguments)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) == len(lessons())
    assert lines[2].startswith("-     03-the-field-you-did-not-list ")
    assert " The field you did not list " in lines[2]
    assert lines[2].endswith("order.appended")


def test_a_lesson_that_is_none_is_said_in_short(cli: Cli) -> None:
    assert "there is no lesson 99" in cli("lessons", "99").complaint


def test_the_list_says_how_far_one_has_come(cli: Cli) -> None:
    first, second, *_ = lessons()
    Progress().reach(first, "done")
    Progress().reach(second, "seen")
    ran = cli("lessons")
    assert [line.split()[0] for line in ran.out.splitlines()[:3]] == ["done", "seen", "-"]
    assert "1 of 20 done" in ran.err
    Progress().file.write_text("{")
    assert "starts over" in cli("lessons").err


@pytest.mark.parametrize(("name", "folder"), [("13", "13-deals-merge-by-name"), ("external-ids", "16-external-ids")])
def test_the_app_opens_where_it_was_left_with_the_lesson_over_it(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, folder: str
) -> None:
    started: list[tuple[str, Any]] = []
    monkeypatch.setattr(open_command, "_no_terminal", lambda: False)

    def run(what: Any, _: object, *, lesson: str) -> int:
        with what.explorer.data_set:
            started.append((what.explorer.view.file_name, lesson))
        return 0

    monkeypatch.setattr(open_command, "_run", run)
    assert cli("lessons", name).code == 0
    assert started == [("first-look.json", folder)]


def test_without_a_terminal_a_lesson_does_not_open(cli: Cli) -> None:
    ran = cli("lessons", "1")
    assert (ran.code, ran.out) == (2, "")
