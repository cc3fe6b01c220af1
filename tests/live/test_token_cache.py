"""The cache of access tokens: what it keeps, what it drops, and how it counts the calls for tokens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tui.live.accounts.token_cache import MOST_CALLS, WINDOW_S, CachedToken, TokenCache, key_of
from tui.live.http.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_000_000.0


def a_token(text: str = "x", *, until: float = NOW + 60) -> CachedToken:
    return CachedToken(Secret(text), "https://api.test", until, until - 6, "scope")


@pytest.fixture(params=["in a file", "in memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> TokenCache:
    return TokenCache(tmp_path if request.param == "in a file" else None)


def test_a_token_comes_back_as_it_was_kept_under_its_own_key(cache: TokenCache) -> None:
    assert cache.token("a") is None
    cache.keep("a", "mine", a_token(), NOW)
    assert cache.token("a") == a_token()
    assert cache.token("b") is None


def test_keeping_a_token_drops_those_that_have_expired(cache: TokenCache) -> None:
    cache.keep("old", "mine", a_token(until=NOW), NOW - 1)
    cache.keep("good", "mine", a_token(until=NOW + 1), NOW - 1)
    assert cache.token("old") is not None
    cache.keep("new", "mine", a_token(), NOW)
    assert [cache.token(key) is not None for key in ("old", "good", "new")] == [False, True, True]


def test_a_token_or_those_of_a_profile_are_forgotten_and_no_others(cache: TokenCache) -> None:
    for key, profile in (("a", "mine"), ("b", "mine"), ("c", "mine"), ("d", "other")):
        cache.keep(key, profile, a_token(), NOW)
    assert cache.take_call("a", NOW) == 0
    cache.forget("a")
    assert [cache.token(key) is not None for key in "abcd"] == [False, True, True, True]
    cache.forget_profile("mine")
    assert [cache.token(key) is not None for key in "abcd"] == [False, False, False, True]
    assert [cache.take_call("a", NOW) for _ in range(MOST_CALLS - 1)] == [0] * (MOST_CALLS - 1)
    assert cache.take_call("a", NOW) > 0  # the call before was still counted


def test_forgetting_what_is_not_there_writes_nothing(tmp_path: Path) -> None:
    cache = TokenCache(tmp_path / "cache")
    cache.forget("a")
    cache.forget_profile("mine")
    assert not (tmp_path / "cache").exists()


def test_ten_calls_may_be_made_in_a_window_and_each_key_has_its_own(cache: TokenCache) -> None:
    cache.keep("a", "mine", a_token(), NOW)
    assert [cache.take_call("a", NOW + second) for second in range(MOST_CALLS)] == [0.0] * MOST_CALLS
    assert cache.take_call("a", NOW + 10) == WINDOW_S - 10
    assert cache.take_call("a", NOW + WINDOW_S - 0.5) == 1.0
    assert cache.take_call("b", NOW + 10) == 0
    assert cache.token("a") is not None
    assert cache.take_call("a", NOW + WINDOW_S) == 0.0
    assert cache.take_call("a", NOW + WINDOW_S) == 1.0  # the second of the ten is the next one to leave the window


def test_calls_that_a_clock_which_went_back_has_still_to_come_to_count_too(cache: TokenCache) -> None:
    for _ in range(MOST_CALLS):
        cache.take_call("a", NOW)
    assert cache.take_call("a", NOW - 100) == WINDOW_S + 100
    assert cache.take_call("a", NOW - WINDOW_S) == 0.0


def test_a_token_that_no_header_could_carry_is_not_given_out(tmp_path: Path) -> None:
    cache = TokenCache(tmp_path)
    cache.keep("a", "mine", a_token("good"), NOW)
    file = tmp_path / "tokens.json"
    file.write_text(file.read_text().replace("good", "two words"))
    assert cache.token("a") is None


def test_a_key_is_a_digest_of_all_that_makes_a_refresh_token_another(tmp_path: Path) -> None:
    given = ("https://accounts.test", "1000.A", Secret("r"))
    keys = {key_of(*given), key_of("https://b.test", *given[1:]), key_of(given[0], "1000.B", given[2])}
    keys |= {key_of(*given[:2], Secret("s")), key_of(*given)}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    cache = TokenCache(tmp_path)
    cache.keep(key_of(*given), "mine", a_token(), NOW)
    assert list(json.loads((tmp_path / "tokens.json").read_text())["tokens"]) == [key_of(*given)]
