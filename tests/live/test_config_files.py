"""config.toml and credentials.toml as files: one table is written or removed, and the rest stays as it is."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.cases import each_case
from tui.live.accounts import config_files
from tui.live.accounts.config_files import (
    CONFIG,
    CREDENTIALS,
    ProfileError,
    drop_table,
    put_table,
    read_credentials,
    ready_to_write,
)
from tui.settings.folders import config_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATH: Final = ("profiles", "x")
BLOCK: Final = "[profiles.x]\na = 1\n"
FAILURES: Final = [(OSError(28, "No space left"), "No space left"), (OSError(), "it failed")]


def failing(error: OSError) -> Callable[..., Any]:
    """Something that can be called, and fails."""

    def fails(*_: object, **__: object) -> None:
        raise error

    return fails


@each_case(
    ("text", "changed"),
    [
        ("", BLOCK),
        ("theme = 1\n", f"theme = 1\n\n{BLOCK}"),
        ("theme = 1", f"theme = 1\n\n{BLOCK}"),
        ("[profiles.x]", BLOCK),
        ("[profiles.x]\n[other]\n", f"{BLOCK}[other]\n"),
        ("theme = 1\n[profiles.x]\n# of the other\n[other]\n", f"theme = 1\n{BLOCK}# of the other\n[other]\n"),
        ("[ profiles . 'x' ]  # mine\nb = 2\n\n# c\nd = 4\n\n# end\n", f"{BLOCK}\n# end\n"),
        ("[profiles]\n", f"[profiles]\n\n{BLOCK}"),
    ],
)
def test_a_table_is_written_where_it_stands_else_at_the_end(tmp_path: Path, text: str, changed: str) -> None:
    file = tmp_path / CONFIG
    file.write_text(text, encoding="utf-8")
    put_table(tmp_path, CONFIG, PATH, {"a": 1})
    assert file.read_text(encoding="utf-8") == changed


@each_case("inside", ["[profiles.x.inner]\n", "[profiles.x.inner]\na = 1\n"])
def test_a_table_with_others_inside_is_left_to_the_person(tmp_path: Path, inside: str) -> None:
    file = tmp_path / CONFIG
    file.write_text(BLOCK + inside, encoding="utf-8")
    with pytest.raises(ProfileError, match=r"config\.toml: the table is written in a way that only you can edit"):
        put_table(tmp_path, CONFIG, PATH, {"a": 2})
    with pytest.raises(ProfileError, match="only you can edit"):
        drop_table(tmp_path, CONFIG, PATH)
    assert file.read_text(encoding="utf-8") == BLOCK + inside


@each_case(
    ("name", "says"),
    [
        (CONFIG, "config.toml, line 1, column 12: this is not TOML: Expected '=' after a key in a key/value pair"),
        (CREDENTIALS, "credentials.toml: this is not TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_not_changed_and_one_of_secrets_not_quoted(
    tmp_path: Path, name: str, says: str
) -> None:
    (tmp_path / name).write_text("secret-word", encoding="utf-8")
    with pytest.raises(ProfileError) as raised:
        put_table(tmp_path, name, PATH, {"a": 1})
    assert str(raised.value) == says
    assert (tmp_path / name).read_text(encoding="utf-8") == "secret-word"


@pytest.mark.parametrize(("error", "why"), FAILURES)
def test_a_file_that_cannot_be_read_or_written_is_told_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, why: str
) -> None:
    monkeypatch.setattr(config_files, "read_private", failing(error))
    with pytest.raises(ProfileError) as raised:
        read_credentials(tmp_path)
    assert str(raised.value) == f"credentials.toml: it cannot be read ({why})"
    monkeypatch.setattr(config_files, "write_private", failing(error))
    with pytest.raises(ProfileError) as raised:
        put_table(tmp_path, CONFIG, PATH, {"a": 1})
    assert str(raised.value) == f"config.toml: it cannot be written ({why})"


def test_without_a_folder_it_is_the_persons_own() -> None:
    ready_to_write(None)
    put_table(None, CREDENTIALS, ("mine",), {"client_secret": "s"})
    assert read_credentials(None) == {"mine": {"client_secret": "s"}}
    assert (config_folder() / CREDENTIALS).exists()
    ready_to_write(None)


def test_whether_files_can_be_written_is_seen_without_making_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (tmp_path, tmp_path / "not" / "there"):
        ready_to_write(place)
    assert not list(tmp_path.iterdir())
    file = tmp_path / CONFIG
    file.write_text("", encoding="utf-8")
    ready_to_write(tmp_path)

    def refusal(place: Path) -> str:
        with pytest.raises(ProfileError) as raised:
            ready_to_write(place)
        return str(raised.value)

    assert refusal(file / "below") == f"{file / 'below'}: it cannot be written, so nothing was asked for"
    for one in (file, tmp_path):
        monkeypatch.setattr(os, "access", lambda place, _, one=one: place != one)
        assert refusal(tmp_path) == f"{one}: it cannot be written, so nothing was asked for"


@pytest.mark.parametrize(("error", "why"), FAILURES)
def test_a_full_disk_is_noticed_before_anything_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, why: str
) -> None:
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", failing(error))
    ready_to_write(tmp_path / "not-there")
    with pytest.raises(ProfileError) as raised:
        ready_to_write(tmp_path)
    assert str(raised.value) == f"{tmp_path}: it cannot be written ({why})"
