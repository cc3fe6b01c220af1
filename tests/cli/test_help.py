"""--help and --version: complete, with examples, readable at 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tui import __version__
from tui.cli import make_parser
from tui.core.rules import SWITCHES

if TYPE_CHECKING:
    from tests.cli.conftest import Cli


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def commands() -> list[str]:
    """Every command that people use; screenshots is for whoever works on the project."""
    (choices,) = [action.choices for action in make_parser()._actions if isinstance(action.choices, dict)]
    return [name for name in choices if name != "screenshots"]


@each_case("command", ["", *commands()], shared=("cli",))
def test_help_goes_to_standard_output_fits_80_columns_and_has_an_example(cli: Cli, command: str) -> None:
    ran = cli(*filter(None, [command]), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "examples:\n  upsert-explorer" in ran.out
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []


def test_the_help_of_preview_lists_every_option_exit_code_and_switch(cli: Cli) -> None:
    out = cli("preview", "--help").out
    for option in ("--data", "--module", "--check-field", "--no-check-fields", "--assume", "--split", "--strict"):
        assert f"\n  {option}" in out
    for rule, switch in SWITCHES.items():
        assert f"\n  {rule}\n" in out
        assert all(f"\n    {value} " in out for value in switch.values)
    assert "exit codes:\n  0  " in out


def test_the_version_is_printed(cli: Cli) -> None:
    for option in ("--version", "-V"):
        assert cli(option).out == f"upsert-explorer {__version__}\n"


@each_case(
    ("given", "says"),
    [
        ("matrix x.json --dat y", "matrix: there is no option --dat; did you mean --data?"),
        ("profile add --datacenter=eu", "profile add: there is no option --datacenter; did you mean --data-center?"),
        ("--secret=abc", ": there is no option --secret"),
        ("preview a b", "preview: this is one argument too many: b"),
    ],
    shared=("cli",),
)
def test_what_is_unknown_is_told_by_the_command_that_it_was_given_to(cli: Cli, given: str, says: str) -> None:
    ran = cli(*given.split())
    first, second = ran.err.splitlines()
    command = first.partition(":")[0]
    assert (ran.code, first.endswith(says), second) == (2, True, f"try: {command} --help")
