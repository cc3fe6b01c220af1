"""Profiles: what config.toml may hold, and what is done with it."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cases import each_case
from tui.live.accounts.data_centers import DATA_CENTERS, UrlError, checked_base_url, place_of_api
from tui.live.accounts.profiles import (
    PRACTICE,
    PRACTICE_PROFILE,
    ProfileError,
    add_profile,
    checked_name,
    load_credentials,
    load_profiles,
    new_profile,
    profile_from,
    remove_profile,
    save_credentials,
)
from tui.live.accounts.token_cache import CachedToken, TokenCache
from tui.live.http.secret import Secret
from tui.settings.folders import cache_folder

EU = {"data_center": "eu", "client_id": "1000.ABC"}
URLS = {"accounts_url": "https://a.test", "api_url": "https://b.test", "client_id": "1000.ABC"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration folder, which is there."""
    made = tmp_path / "config"
    made.mkdir()
    return made


# --- where an org is -------------------------------------------------------------------------------------------------

HOSTS = {
    "us": ("accounts.zoho.com", "zohoapis.com"),
    "eu": ("accounts.zoho.eu", "zohoapis.eu"),
    "in": ("accounts.zoho.in", "zohoapis.in"),
    "au": ("accounts.zoho.com.au", "zohoapis.com.au"),
    "jp": ("accounts.zoho.jp", "zohoapis.jp"),
    "cn": ("accounts.zoho.com.cn", "zohoapis.com.cn"),
    "ca": ("accounts.zohocloud.ca", "zohoapis.ca"),
    "sa": ("accounts.zoho.sa", "zohoapis.sa"),
    "uk": ("accounts.zoho.uk", "zohoapis.uk"),
}


def test_a_data_center_and_an_environment_say_both_addresses() -> None:
    for code, (accounts, api) in HOSTS.items():
        for environment, first in (("production", "www"), ("sandbox", "sandbox"), ("developer",) * 2):
            profile = profile_from("x", {"data_center": code, "environment": environment, "client_id": "1000.ABC"})
            assert (profile.accounts_url, profile.api_url) == (f"https://{accounts}", f"https://{first}.{api}")
            assert (profile.environment, profile.api_url_is_explicit) == (environment, False)
            assert place_of_api(profile.api_url) == (DATA_CENTERS[code], environment)


def test_the_defaults_are_production_v8_and_thirty_seconds() -> None:
    profile = profile_from("x", EU)
    assert (profile.environment, profile.api_version, profile.timeout_s) == ("production", "v8", 30.0)


def test_urls_make_the_environment_custom_and_as_loud_as_production() -> None:
    cases: list[Any] = [{}, {"environment": "production"}, {"environment": "custom"}, {"data_center": "eu"}]
    for more in cases:
        profile = profile_from("x", {**URLS, **more})
        assert (profile.environment, profile.is_loud, profile.api_url_is_explicit) == ("custom", True, True)
        assert (profile.accounts_url, profile.api_url) == ("https://a.test", "https://b.test")


def test_an_api_url_beside_a_data_center_stands_in_place_of_the_table() -> None:
    profile = profile_from("x", {**EU, "api_url": "https://b.test/"})
    assert (profile.accounts_url, profile.api_url) == ("https://accounts.zoho.eu", "https://b.test")
    assert (profile.api_url_is_explicit, profile.environment) == (True, "custom")


def test_api_versions_from_v2_to_v8_are_known() -> None:
    cases: list[Any] = ["v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8"]
    for version in cases:
        assert profile_from("x", {**EU, "api_version": version}).api_version == version


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "client_id is missing"),
    ({"data_center": "eu"}, "client_id is missing"),
    ({"client_id": "1000.ABC"}, "data_center is missing: one of us, eu"),
    ({**EU, "data_center": "ae"}, 'data_center "ae" is unknown'),
    ({**EU, "environment": "test"}, 'environment "test" is unknown'),
    ({**EU, "environment": "practice"}, 'environment "practice" is unknown'),
    ({**EU, "environment": "custom"}, 'environment "custom" is unknown'),
    ({"client_id": "1", "accounts_url": "https://a.test"}, "api_url is missing"),
    ({"client_id": "1", "api_url": "https://a.test"}, "accounts_url is missing"),
    ({**URLS, "api_url": "http://b.test"}, "http is for this machine only"),
    ({**URLS, "accounts_url": "http://10.0.0.1"}, "http is for this machine only"),
    ({**URLS, "accounts_url": "ftp://a.test"}, "this is not a URL"),
    ({**URLS, "api_url": "www.zohoapis.eu"}, "this is not a URL"),
    ({**URLS, "api_url": ""}, "this is not a URL"),
    ({**URLS, "api_url": "https://me:secret-word@b.test"}, "a name and a password"),
    ({**URLS, "api_url": "https://b.test/crm/v8"}, "it ends with the host"),
    ({**EU, "api_version": "v9"}, "v2 to v8"),
    ({**EU, "api_version": "8"}, "v2 to v8"),
    ({**EU, "timeout_s": 0}, "timeout_s should be"),
    ({**EU, "timeout_s": float("inf")}, "timeout_s should be"),
    ({**EU, "timeout_s": "30"}, "timeout_s should be"),
    ({**EU, "timeout_s": 601}, "timeout_s should be"),
    ({**EU, "client_id": 5}, "client_id should be text"),
    ({**EU, "client_id": "a b"}, "client_id has"),
    ({**EU, "data_centre": "eu"}, "there is no setting data_centre; did you mean data_center?"),
    ({**EU, "timeout_s": float("nan")}, "timeout_s should be a number of seconds, more than 0 and at most 600"),
    ({**URLS, "environment": "test"}, 'environment "test" is unknown: one of production, sandbox, developer'),
    ({**URLS, "api_url": "ftp://me:secret-word@b.test"}, 'api_url "ftp://***@b.test": this is not a URL'),
    ({**EU, "client_secret": "secret-word"}, "belongs in credentials.toml"),
    ({**EU, "refresh_token": "secret-word"}, "belongs in credentials.toml"),
)


@each_case(("values", "says"), WRONG)
def test_what_is_no_profile_is_said_in_one_line(values: dict[str, Any], says: str) -> None:
    with pytest.raises(ProfileError) as raised:
        profile_from("x", values)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "secret-word" not in str(raised.value)


@each_case("values", ["eu", None, ["eu"], 5])
def test_a_profile_is_a_table(values: Any) -> None:
    with pytest.raises(ProfileError, match="it should be a table"):
        profile_from("x", values)


def test_a_setting_that_is_like_none_has_no_suggestion() -> None:
    with pytest.raises(ProfileError) as raised:
        profile_from("x", {**EU, "zzz": 1})
    assert str(raised.value) == "there is no setting zzz"


def test_a_time_limit_is_more_than_nothing_and_ten_minutes_at_most() -> None:
    cases: list[Any] = [0.001, 1, 600, 600.0]
    for timeout_s in cases:
        assert profile_from("x", {**EU, "timeout_s": timeout_s}).timeout_s == timeout_s


def test_urls_of_ones_own_stand_in_place_of_those_of_the_data_center() -> None:
    cases: list[tuple[Any, ...]] = [
        ({}, "production", "https://accounts.zoho.eu", "https://www.zohoapis.eu", True),
        ({"environment": "sandbox"}, "sandbox", "https://accounts.zoho.eu", "https://sandbox.zohoapis.eu", False),
        ({"environment": "developer"}, "developer", "https://accounts.zoho.eu", "https://developer.zohoapis.eu", False),
        (
            {"accounts_url": "https://a.test", "environment": "custom"},
            *("custom", "https://a.test", "https://www.zohoapis.eu", True),
        ),
        ({"accounts_url": "https://a.test"}, "custom", "https://a.test", "https://www.zohoapis.eu", True),
        (
            {"accounts_url": "https://a.test", "environment": "sandbox"},
            *("custom", "https://a.test", "https://sandbox.zohoapis.eu", True),
        ),
        (
            {"api_url": "https://b.test", "environment": "custom"},
            *("custom", "https://accounts.zoho.eu", "https://b.test", True),
        ),
    ]
    for given, environment, accounts, api, loud in cases:
        profile = profile_from("x", {**EU, **given})
        assert (profile.environment, profile.accounts_url, profile.api_url) == (environment, accounts, api)
        assert (profile.is_loud, profile.is_practice, profile.data_center) == (loud, False, "eu")
        assert profile.api_url_is_explicit == ("api_url" in given)


def test_practice_is_quiet_and_runs_where_its_org_does() -> None:
    assert (PRACTICE_PROFILE.is_practice, PRACTICE_PROFILE.is_loud, PRACTICE_PROFILE.data_center) == (True, False, None)
    assert PRACTICE_PROFILE.api_url_is_explicit
    there = replace(PRACTICE_PROFILE, api_url_is_explicit=False).at("http://127.0.0.1:1/", "http://127.0.0.1:2")
    assert (there.accounts_url, there.api_url) == ("http://127.0.0.1:1", "http://127.0.0.1:2")
    assert there.api_url_is_explicit
    with pytest.raises(ProfileError, match='accounts_url "nowhere"'):
        PRACTICE_PROFILE.at("nowhere", "http://127.0.0.1:2")


def test_https_anywhere_and_http_on_this_machine_are_talked_to() -> None:
    cases: list[Any] = [
        "http://127.0.0.1:8080",
        "http://127.8.9.1",
        "http://localhost:1",
        "http://[::1]:80",
        "https://x.test:444",
        "http://LOCALHOST",
    ]
    for url in cases:
        assert checked_base_url(f" {url}/ ") == url.lower()


@each_case(
    "url",
    [
        "http://127.0.0.1.evil.test",
        "http://localhost.evil.test",
        "http://0.0.0.0",
        "http://[::ffff:10.0.0.1]",
        "https://",
        "https://a.test:99999",
        "https://a.test?x=1",
        "https://a.test#x",
        "https://a b.test",
        "https://a.test\\@b.test",
        "//a.test",
        "http://2130706433",
    ],
)
def test_an_address_that_only_looks_like_one_is_not(url: str) -> None:
    with pytest.raises(UrlError):
        checked_base_url(url)


@each_case(
    ("url", "plain"),
    [
        ("https://a.test:444/", "https://a.test:444"),
        ("https://A_b-1.test", "https://a_b-1.test"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
        ("http://localhost.", "http://localhost."),
        ("http://user@a.test", None),
        ("https://user@a.test", None),
        ("https://:word@a.test", None),
        ("https://@a.test", None),
        ("https://a.tést", None),
        ("https://a!b.test", None),
        ("https://[::1", None),
        ("https://[v1.a:b]", None),
        ("https://a.test?", "https://a.test"),
        ("https://a.test//", None),
    ],
)
def test_a_base_url_is_given_in_its_plain_form_or_not_taken(url: str, plain: str | None) -> None:
    if plain is None:
        with pytest.raises(UrlError):
            checked_base_url(url)
    else:
        assert checked_base_url(url) == plain


def test_the_place_of_another_host_than_zohos_is_not_known() -> None:
    hosts = ("www.zohoapis.xx", "api.zohoapis.eu", "zohoapis.eu", "www.eu")
    for url in ("", "www", *(f"https://{host}" for host in hosts)):
        assert place_of_api(url) is None


def test_a_data_center_says_where_self_clients_are_made() -> None:
    for code, (accounts, _) in HOSTS.items():
        assert DATA_CENTERS[code].console_url == f"https://{accounts.replace('accounts', 'api-console')}"


# --- config.toml -----------------------------------------------------------------------------------------------------


def test_without_a_file_practice_is_there(folder: Path) -> None:
    profiles = load_profiles(folder)
    assert list(profiles) == [PRACTICE]
    assert profiles.named(PRACTICE).is_practice
    assert not list(folder.iterdir())


def test_a_profile_that_is_wrong_hides_no_other(folder: Path) -> None:
    (folder / "config.toml").write_text(
        'theme = "x"\n[profiles.good]\ndata_center = "eu"\nclient_id = "1"\n[profiles.bad]\ndata_center = "xx"\n'
        'client_id = "1"\n[profiles.practice]\nclient_id = "1"\n[profiles]\nflat = 1\n',
        encoding="utf-8",
    )
    profiles = load_profiles(folder)
    assert set(profiles) == {"good", PRACTICE}
    assert set(profiles.problems) == {"bad", PRACTICE, "flat"}
    with pytest.raises(ProfileError, match=r'config.toml, \[profiles.bad\]: data_center "xx" is unknown'):
        profiles.named("bad")
    with pytest.raises(ProfileError, match="no profile called goood; did you mean good"):
        profiles.named("goood")


@pytest.mark.parametrize("text", ["[profiles", 'profiles = "x"\n', b"\xff"])
def test_a_file_that_cannot_be_read_leaves_practice_and_is_said_for_any_other(folder: Path, text: str | bytes) -> None:
    (folder / "config.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    profiles = load_profiles(folder)
    assert list(profiles) == [PRACTICE]
    with pytest.raises(ProfileError, match=r"config\.toml"):
        profiles.named("mine")
    with pytest.raises(ProfileError, match=r"config\.toml"):
        add_profile("mine", EU, folder)


MINE = """\
# mine
theme = "nord"   # dark

[keys]
"payload.save" = "f2"

# the first
[profiles.first]
data_center = "us"
client_id = "1"

# about keys again
[profiles."second"]
data_center = "eu"
client_id = "2"
"""


def test_adding_and_removing_leave_the_rest_of_the_file_as_it_is(folder: Path) -> None:
    file = folder / "config.toml"
    file.write_text(MINE, encoding="utf-8")
    file.chmod(0o640)
    added = add_profile("third", {**EU, "timeout_s": 5.0}, folder)
    assert file.read_text(encoding="utf-8").startswith(MINE)
    assert load_profiles(folder)["third"] == added
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert remove_profile("third", folder)
    assert file.read_text(encoding="utf-8") == MINE
    assert remove_profile("first", folder)
    assert file.read_text(encoding="utf-8") == MINE.replace(
        '[profiles.first]\ndata_center = "us"\nclient_id = "1"\n\n', ""
    ).replace("# the first\n", "# the first\n\n")
    assert list(load_profiles(folder)) == ["second", PRACTICE]


def test_a_profile_is_replaced_where_it_stands(folder: Path) -> None:
    (folder / "config.toml").write_text(MINE, encoding="utf-8")
    with pytest.raises(ProfileError, match="already"):
        add_profile("first", EU, folder)
    add_profile("first", {**EU, "client_id": "9"}, folder, replacing=True)
    text = (folder / "config.toml").read_text(encoding="utf-8")
    assert text.index("# the first") < text.index('client_id = "9"') < text.index("# about keys")
    assert "us" not in text.split("[profiles", 1)[1]


def test_a_table_that_only_its_writer_can_change_is_left_alone(folder: Path) -> None:
    text = 'profiles = { mine = { data_center = "eu", client_id = "1" } }\n'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    for change in (lambda: add_profile("mine", EU, folder, replacing=True), lambda: remove_profile("mine", folder)):
        with pytest.raises(ProfileError, match="only you can edit"):
            change()
    assert (folder / "config.toml").read_text(encoding="utf-8") == text


def test_a_name_that_is_like_none_has_no_suggestion(folder: Path) -> None:
    (folder / "config.toml").write_text('[profiles.wrong]\nclient_id = "1"\n', encoding="utf-8")
    profiles = load_profiles(folder)
    assert len(profiles) == 1
    for name, perhaps in (("zzz\n", "`upsert-explorer profile add` makes one"), ("wrongg", "did you mean wrong?")):
        with pytest.raises(ProfileError) as raised:
            profiles.named(name)
        shown = name.replace("\n", "\\n")
        assert str(raised.value) == f"there is no profile called {shown}; {perhaps}"


def test_a_new_profile_takes_the_name_of_none_not_even_of_one_that_is_wrong(folder: Path) -> None:
    text = '[profiles.wrong]\nclient_id = "1"\n'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match="there is already a profile called wrong; --replace replaces"):
        add_profile("wrong", EU, folder)
    with pytest.raises(ProfileError, match="there is already a profile called wrong"):
        new_profile("wrong", EU, folder)
    with pytest.raises(ProfileError, match="cannot be a profile's name"):
        add_profile("not a name", EU, folder, replacing=True)
    assert (folder / "config.toml").read_text(encoding="utf-8") == text
    add_profile("wrong", EU, folder, replacing=True)
    assert load_profiles(folder)["wrong"].data_center == "eu"
    assert not load_profiles(folder).problems


def test_removing_a_profile_forgets_its_secrets_and_its_token_and_says_whether_there_was_anything(
    folder: Path, tmp_path: Path
) -> None:
    cache, own = TokenCache(tmp_path), TokenCache(cache_folder())
    for name in ("mine", "other"):
        cache.keep(name, name, CachedToken(Secret("t"), None, 2e9, 2e9, None), 1e9)
    own.keep("mine", "mine", CachedToken(Secret("t"), None, 2e9, 2e9, None), 1e9)
    (folder / "config.toml").write_text('[profiles.wrong]\nclient_id = "1"\n', encoding="utf-8")
    save_credentials("mine", client_secret=Secret("s"), refresh_token=Secret("r"), folder=folder)
    assert remove_profile("mine", folder, tmp_path)
    assert [cache.token(name) is not None for name in ("mine", "other")] == [False, True]
    assert load_credentials("mine", folder).refresh_token is None
    assert own.token("mine") is not None
    assert not remove_profile("mine", folder)
    assert own.token("mine") is None
    assert remove_profile("wrong", folder, tmp_path)
    assert not load_profiles(folder).problems
    with pytest.raises(ProfileError, match="practice is always there"):
        remove_profile(PRACTICE, folder, tmp_path)


@pytest.mark.parametrize(("error", "why"), [(OSError(28, "No space left"), "No space left"), (OSError(), "it failed")])
def test_a_token_that_cannot_be_removed_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, why: str
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(TokenCache, "forget_profile", failing)
    with pytest.raises(ProfileError) as raised:
        remove_profile("mine", folder, tmp_path)
    assert str(raised.value) == f"its cached token cannot be removed ({why})"


def test_nothing_is_removed_from_a_file_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    (folder / "config.toml").write_text("[profiles", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"config\.toml"):
        remove_profile("mine", folder, tmp_path)


def test_a_name_has_letters_digits_hyphens_and_underscores() -> None:
    cases: list[Any] = ["a", "A9_-", "x" * 40, "0"]
    for name in cases:
        assert checked_name(name) == name


@each_case("name", ["", "practice", "a b", "a.b", "-x", "é", "x" * 41, "a\n"], shared=("folder",))
def test_a_name_is_plain_and_not_that_of_practice(folder: Path, name: str) -> None:
    with pytest.raises(ProfileError):
        add_profile(name, EU, folder)
    assert not list(folder.iterdir())


def test_an_unusable_profile_is_not_written(folder: Path) -> None:
    with pytest.raises(ProfileError):
        add_profile("mine", {**EU, "data_center": "xx"}, folder)
    assert not list(folder.iterdir())


def test_a_folder_that_is_made_and_a_file_that_is_new_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "config"
    add_profile("mine", EU, folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "config.toml").stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "config.toml").write_text(MINE, encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ProfileError, match="No space left"):
        add_profile("third", EU, folder)
    assert (folder / "config.toml").read_text(encoding="utf-8") == MINE
    assert sorted(file.name for file in folder.iterdir()) == ["config.toml", "config.toml.lock"]


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("", encoding="utf-8")
    (folder / "config.toml").symlink_to(real)
    add_profile("mine", EU, folder)
    assert (folder / "config.toml").is_symlink()
    assert "mine" in real.read_text(encoding="utf-8")
