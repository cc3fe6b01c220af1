"""Secrets: what credentials.toml and the environment may hold, who may read it, and where it never shows."""

from __future__ import annotations

import copy
import pickle
import stat
from pathlib import Path

import pytest

from tests.cases import each_case
from tui.files import write_private
from tui.live.accounts.config_files import put_table
from tui.live.accounts.credentials import Credentials, checked_secret, load_credentials, save_credentials
from tui.live.accounts.profiles import PRACTICE, ProfileError, add_profile, load_profiles, remove_profile
from tui.live.accounts.token_cache import CachedToken, TokenCache
from tui.live.http.secret import Secret

EU = {"data_center": "eu", "client_id": "1000.ABC"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration folder, which is there."""
    made = tmp_path / "config"
    made.mkdir()
    return made


def credentials_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "credentials.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("word")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!s:>10}", repr([secret]), repr(Credentials(secret))]
    assert all("word" not in text for text in shown)
    assert copy.deepcopy(secret).reveal() == "word"
    assert (secret == Secret("word"), secret == Secret("other"), secret == "word") == (True, False, False)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_secrets_are_kept_for_their_owner_only_and_read_back(folder: Path) -> None:
    save_credentials("mine", client_secret=Secret("one"), refresh_token=Secret("two"), folder=folder)
    save_credentials("other", client_secret=Secret("x"), folder=folder)
    save_credentials("mine", refresh_token=Secret("three"), folder=folder)
    assert stat.S_IMODE((folder / "credentials.toml").stat().st_mode) == 0o600
    assert load_credentials("mine", folder) == Credentials(Secret("one"), Secret("three"))
    assert load_credentials("other", folder) == Credentials(Secret("x"))
    assert load_credentials("none", folder) == Credentials()


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o622])
def test_a_file_that_others_can_read_is_refused(folder: Path, mode: int) -> None:
    credentials_file(folder, '[mine]\nclient_secret = "secret-word"\n', mode)
    for use in (
        lambda: load_credentials("mine", folder),
        lambda: save_credentials("mine", client_secret=Secret("x"), folder=folder),
        lambda: remove_profile("mine", folder),
    ):
        with pytest.raises(ProfileError, match="others can read it") as raised:
            use()
        assert "chmod 600" in str(raised.value)
        assert "secret-word" not in str(raised.value)


def test_the_environment_wins_and_is_told_from_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials_file(folder, '[mine]\nclient_secret = "one"\nrefresh_token = "two"\n')
    monkeypatch.setenv("UPSERT_EXPLORER_REFRESH_TOKEN", " from-outside\n")
    monkeypatch.setenv("UPSERT_EXPLORER_ACCESS_TOKEN", "pasted")
    monkeypatch.setenv("UPSERT_EXPLORER_CLIENT_SECRET", "  ")
    found = load_credentials("mine", folder)
    assert found == Credentials(
        Secret("one"), Secret("from-outside"), Secret("pasted"), frozenset({"refresh_token", "access_token"})
    )


def test_practice_takes_no_secret_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIENT_SECRET", "REFRESH_TOKEN", "ACCESS_TOKEN"):
        monkeypatch.setenv(f"UPSERT_EXPLORER_{name}", "real")
    found = load_credentials(PRACTICE)
    assert (found.client_secret, found.refresh_token, found.access_token) == (Secret(PRACTICE), Secret(PRACTICE), None)
    assert found.from_environment == frozenset()


@pytest.mark.parametrize(
    "text", ["[mine", 'mine = "secret-word"', "[mine]\nclient_secret = 5", '[mine]\nclient_secret = ""']
)
def test_a_credentials_file_that_is_no_such_thing_is_said_without_quoting_it(folder: Path, text: str) -> None:
    file = credentials_file(folder, text)
    with pytest.raises(ProfileError, match=r"credentials\.toml") as raised:
        load_credentials("mine", folder)
    assert "secret-word" not in str(raised.value)
    if not text.startswith("[mine]"):
        with pytest.raises(ProfileError, match=r"credentials\.toml"):
            save_credentials("mine", client_secret=Secret("x"), folder=folder)
        assert file.read_text(encoding="utf-8") == text


@each_case("text", ["with space", "tab\tin", "line\nbreak", "wörter", "\x00", "“quoted”"])
def test_text_that_no_secret_can_be_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ProfileError) as raised:
        checked_secret(text, "the secret")
    assert text not in str(raised.value)


def test_removing_forgets_profile_secrets_and_token(folder: Path, tmp_path: Path) -> None:
    add_profile("mine", EU, folder)
    add_profile("other", EU, folder)
    for name in ("mine", "other"):
        save_credentials(name, client_secret=Secret(name), folder=folder)
        TokenCache(tmp_path).keep(name, name, CachedToken(Secret("t"), None, 2.0, 2.0, None), 1.0)
    assert remove_profile("mine", folder, tmp_path)
    assert list(load_profiles(folder)) == ["other", PRACTICE]
    assert load_credentials("mine", folder) == Credentials()
    assert load_credentials("other", folder) == Credentials(Secret("other"))
    assert TokenCache(tmp_path).token("mine") is None
    assert TokenCache(tmp_path).token("other") is not None
    assert not remove_profile("mine", folder, tmp_path)
    with pytest.raises(ProfileError, match="always there"):
        remove_profile(PRACTICE, folder, tmp_path)


def test_text_that_needs_quoting_in_toml_survives(folder: Path) -> None:
    word = "\"'\\=#[]"
    save_credentials("mine", client_secret=Secret(word), folder=folder)
    assert load_credentials("mine", folder).client_secret == Secret(word)
    put_table(folder, "credentials.toml", ("other",), {"client_secret": "x"})
    assert load_credentials("mine", folder).client_secret == Secret(word)


def test_a_file_is_for_its_owner_from_its_first_byte(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    replace = Path.replace

    def watch(self: Path, target: Path) -> Path:
        modes.append(stat.S_IMODE(self.stat().st_mode))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watch)
    write_private(folder / "x", "secret")
    assert modes == [0o600]
