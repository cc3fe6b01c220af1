"""``lessons``: the list, and a name that is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tui.commands import open as open_command
from tui.dataset.lessons import lessons

if TYPE_CHECKING:
    from tests.cli.conftest import Cli


@pytest.mark.parametrize("arguments", [("lessons",), ("lessons", "list")])
def test_every_lesson_has_a_line_with_its_name_title_and_rules(cli: Cli, arguments: tuple[str, ...]) -> None:
    ran = cli(*arguments)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) == len(lessons())
    assert lines[2].startswith("03-the-field-you-did-not-list ")
    assert " The field you did not list " in lines[2]
    assert lines[2].endswith("order.appended")


def test_a_lesson_that_is_none_is_said_in_short(cli: Cli) -> None:
    assert "there is no lesson 99" in cli("lessons", "99").complaint


@pytest.mark.parametrize(("name", "folder"), [("13", "13-deals-merge-by-name"), ("external-ids", "16-external-ids")])
def test_the_app_opens_on_the_payload_of_a_lesson_which_cannot_be_overwritten(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, folder: str
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(open_command, "_no_terminal", lambda: False)

    def run(what: Any, _: object) -> int:
        opened.append(what.explorer)
        return 0

    monkeypatch.setattr(open_command, "_run", run)
    assert cli("lessons", name).code == 0
    (explorer,) = opened
    with explorer.data_set:
        lesson = next(each for each in lessons() if each.name == folder)
        assert (explorer.view.forecast.module.api_name, explorer.file) == (lesson.module, None)
        assert explorer.view.forecast.request == lesson.request(explorer.view.forecast.module)


def test_without_a_terminal_a_lesson_does_not_open(cli: Cli) -> None:
    ran = cli("lessons", "1")
    assert (ran.code, ran.out) == (2, "")
