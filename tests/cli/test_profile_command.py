"""``profile add|list|check|remove``: by a person at a terminal, and by a script without one."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.live.server import LoopbackServer, error, ok
from tui.live.accounts.credentials import load_credentials
from tui.live.accounts.profiles import load_profiles
from tui.live.accounts.scopes import SCOPE_LINE
from tui.live.accounts.tokens import AccessToken, Grant
from tui.live.http.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Cli

TOKEN = "/oauth/v2/token"
SECRET = "the-client-secret"
CODE = "1000.the-grant-code"
REFRESH = "1000.the-refresh-token"
ACCESS = "1000.the-access-token"
GRANTED = ok({"access_token": ACCESS, "refresh_token": REFRESH, "expires_in": 3600})
USER = ok({"users": [{"full_name": "Ada Byron", "email": "ada@x.test"}]})
ORG = ok({"org": [{"company_name": "Engines [/x]", "zgid": "777"}]})


@pytest.fixture
def config(home: Path) -> Path:
    return home / "config"


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secrets that a script hands over."""
    monkeypatch.setenv("UPSERT_EXPLORER_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("UPSERT_EXPLORER_GRANT_CODE", CODE)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """``person(lines, hidden)``: somebody who answers the questions in turn. Returns what is asked hidden."""

    def sits_down(lines: list[str], hidden: list[str]) -> list[str]:
        asked: list[str] = []

        def unseen(question: str) -> str:
            asked.append(question)
            return hidden.pop(0)

        monkeypatch.setattr("tui.commands.ask.is_interactive", lambda: True)
        monkeypatch.setattr("tui.commands.profile_add.is_interactive", lambda: True)
        monkeypatch.setattr("builtins.input", lambda: lines.pop(0))
        monkeypatch.setattr("getpass.getpass", unseen)
        return asked

    return sits_down


def add(cli: Cli, at: LoopbackServer, *more: Any) -> Any:
    return cli("profile", "add", "mine", "--accounts-url", at.url, "--api-url", at.url, "--client-id", "1000.A", *more)


def kept(config: Path) -> str:
    """All that is written in the person's configuration."""
    return "".join(file.read_text(encoding="utf-8") for file in sorted(config.iterdir()))


# --- add -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("scripted")
def test_a_script_adds_a_profile_without_a_terminal(cli: Cli, server: LoopbackServer, config: Path) -> None:
    server.at(TOKEN, GRANTED)
    ran = add(cli, server)
    assert (ran.code, ran.out) == (0, "")
    assert "next: upsert-explorer profile check mine" in ran.err
    assert load_profiles()["mine"].api_url == server.url
    assert server.seen[0].form["code"] == CODE
    assert REFRESH in kept(config)
    assert SECRET not in kept(config)  # it came from the environment
    assert stat.S_IMODE((config / "credentials.toml").stat().st_mode) == 0o600
    assert all(secret not in ran.err for secret in (SECRET, CODE, REFRESH, ACCESS))


def test_a_refresh_token_of_the_environment_is_not_exchanged_and_not_kept(
    cli: Cli,
    server: LoopbackServer,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UPSERT_EXPLORER_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("UPSERT_EXPLORER_REFRESH_TOKEN", REFRESH)
    assert add(cli, server).code == 0
    assert (server.seen, "mine" in load_profiles()) == ([], True)
    assert not (config / "credentials.toml").exists()
    assert REFRESH not in kept(config)


def test_a_newcomer_is_led_from_the_data_center_to_the_grant_code(
    cli: Cli, config: Path, person: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def exchange(profile: Any, client_secret: Secret, code: Secret) -> Grant:
        given.extend([profile, client_secret.reveal(), code.reveal()])
        return Grant(Secret(REFRESH), AccessToken(Secret(ACCESS), "https://sandbox.zohoapis.eu", 0.0))

    monkeypatch.setattr("tui.live.accounts.tokens.exchange_grant_code", exchange)
    asked = person(["my-org", "eu", "sandbox", "1000.A"], [SECRET, f" {CODE} "])
    ran = cli("profile", "add")
    assert (ran.code, ran.out, len(asked)) == (0, "", 2)
    assert "https://api-console.zoho.eu" in ran.err
    assert SCOPE_LINE in ran.err.splitlines()
    assert given[1:] == [SECRET, CODE]
    profile = load_profiles()["my-org"]
    assert (profile.data_center, profile.environment, profile.client_id) == ("eu", "sandbox", "1000.A")
    assert profile == given[0]
    held = load_credentials("my-org")
    assert (held.client_secret, held.refresh_token) == (Secret(SECRET), Secret(REFRESH))
    assert all(secret not in ran.err for secret in (SECRET, CODE, REFRESH, ACCESS))


def test_an_expired_grant_code_is_asked_for_again(
    cli: Cli,
    server: LoopbackServer,
    person: Callable[..., list[str]],
) -> None:
    server.at(TOKEN, ok({"error": "invalid_code"}), GRANTED)
    asked = person([], [SECRET, "old-code", CODE])
    ran = add(cli, server)
    assert (ran.code, len(asked), server.count(TOKEN)) == (0, 3, 2)
    assert "expired or was used before" in ran.err


@pytest.mark.usefixtures("scripted")
@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (ok({"error": "invalid_code"}), "expired or was used before"),
        (ok({"error": "invalid_client"}), "wrong data center"),
        (ok({"error": "invalid_client_secret"}), "client secret does not belong"),
        (ok({"error": "Access Denied", "status": "failure"}), "too many token requests"),
        (ok({"access_token": ACCESS}), "no refresh token"),
    ],
)
def test_an_exchange_that_fails_writes_nothing(
    cli: Cli,
    server: LoopbackServer,
    config: Path,
    reply: Any,
    says: str,
) -> None:
    server.at(TOKEN, reply)
    ran = add(cli, server)
    assert (ran.code, ran.out, server.count(TOKEN)) == (3, "", 1)
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not (config / "config.toml").exists()


WRONG = (
    ((), "NAME is missing"),
    (("mine",), "--data-center is missing"),
    (("mine", "--data-center", "eu"), "--client-id is missing"),
    (("mine", "--data-center", "eu", "--client-id", "1"), "UPSERT_EXPLORER_CLIENT_SECRET is missing"),
    (("mine", "--data-center", "xx", "--client-id", "1"), 'data_center "xx" is unknown'),
    (("mine", "--data-center", "eu", "--environment", "x", "--client-id", "1"), 'environment "x" is unknown'),
    (
        ("mine", "--accounts-url", "http://x.test", "--api-url", "https://x.test", "--client-id", "1"),
        "this machine only",
    ),
    (("mine", "--api-url", "https://x.test", "--client-id", "1"), "accounts_url is missing"),
    (("mine", "--data-center", "eu", "--client-id", "1", "--api-version", "v9"), "v2 to v8"),
    (("mine", "--data-center", "eu", "--client-id", "1", "--timeout", "0"), "timeout_s should be"),
    (("practice", "--data-center", "eu", "--client-id", "1"), "taken by the practice org"),
    (("bad name",), "cannot be a profile's name"),
    (("mine", "--timeout", "soon"), 'invalid float value: "soon"'),
    (("mine", "--client-secret", SECRET), "there is no option --client-secret"),
)


@each_case(
    ("options", "says"),
    WRONG,
    shared=(
        "cli",
        "config",
    ),
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_written(
    cli: Cli, config: Path, options: tuple[str, ...], says: str
) -> None:
    ran = cli("profile", "add", *options)
    assert says in ran.complaint
    assert not config.exists()


def test_a_credentials_file_that_others_can_read_is_said_before_the_grant_code_is_spent(
    cli: Cli,
    server: LoopbackServer,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config.mkdir()
    (config / "credentials.toml").write_text("", encoding="utf-8")
    (config / "credentials.toml").chmod(0o644)
    monkeypatch.setenv("UPSERT_EXPLORER_GRANT_CODE", CODE)
    assert "others can read it" in add(cli, server).complaint
    assert server.seen == []


def test_a_folder_that_cannot_be_written_is_said_before_the_grant_code_is_spent(
    cli: Cli, server: LoopbackServer, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPSERT_EXPLORER_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("UPSERT_EXPLORER_GRANT_CODE", CODE)

    def nothing_left(**_: Any) -> Any:
        raise OSError(28, "No space left on device")

    config.touch()  # a file where the folder goes; the tests may run as root, whom no permission stops
    assert "(Not a directory)" in add(cli, server).complaint
    config.unlink()
    config.mkdir()
    with monkeypatch.context() as full:
        full.setattr("tempfile.NamedTemporaryFile", nothing_left)
        assert "it cannot be written (No space left on device)" in add(cli, server).complaint
    with monkeypatch.context() as refused:
        refused.setattr("os.access", lambda *_: False)
        assert "it cannot be written, so nothing was asked for" in add(cli, server).complaint
    assert server.seen == []


@pytest.mark.usefixtures("scripted")
def test_a_profile_is_put_in_place_of_another_only_when_that_is_said(
    cli: Cli,
    server: LoopbackServer,
) -> None:
    server.at(TOKEN, GRANTED)
    assert add(cli, server).code == 0
    assert "already" in add(cli, server).complaint
    assert server.count(TOKEN) == 1
    assert add(cli, server, "--replace", "--timeout", "5").code == 0
    assert load_profiles()["mine"].timeout_s == 5.0


def test_a_profile_without_a_token_can_be_written_first(cli: Cli, server: LoopbackServer) -> None:
    assert add(cli, server, "--no-token").code == 0
    ran = cli("profile", "check", "mine")
    assert (ran.code, ran.out) == (3, "")
    assert "no refresh token" in ran.err


# --- check -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def mine(cli: Cli, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> LoopbackServer:
    """The server of a profile that works."""
    with monkeypatch.context() as patch:
        patch.setenv("UPSERT_EXPLORER_CLIENT_SECRET", SECRET)
        patch.setenv("UPSERT_EXPLORER_GRANT_CODE", CODE)
        server.at(TOKEN, GRANTED)
        assert add(cli, server).code == 0
    monkeypatch.setenv("UPSERT_EXPLORER_CLIENT_SECRET", SECRET)
    server.at("/crm/v8/users", USER)
    server.at("/crm/v8/org", ORG)
    server.at("/crm/v8/settings/modules", ok({"modules": []}, X_API_CREDITS_REMAINING="12"))
    return server


def test_check_says_who_and_which_org(cli: Cli, mine: LoopbackServer) -> None:
    ran = cli("profile", "check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "profile      mine",
        "environment  custom",
        f"api          {mine.url} v8",
        "user         Ada Byron <ada@x.test>",
        "org          Engines [/x] (777)",
        "scopes       not known: the token does not say what it may do",
        "credits      12 left of the last 24 hours",
    ]
    assert mine.count(TOKEN) == 1  # the grant code's; its access token is still good


def test_check_tells_a_program_the_same(cli: Cli, mine: LoopbackServer) -> None:
    ran = cli("profile", "check", "mine", "--format", "json")
    assert ran.code == 0
    assert ran.json == {
        "name": "mine",
        "environment": "custom",
        "data_center": None,
        "api_url": mine.url,
        "api_version": "v8",
        "user": "Ada Byron <ada@x.test>",
        "org": "Engines [/x] (777)",
        "missing_scopes": [],
        "credits_remaining": 12,
        "problem": None,
    }


def test_scopes_that_can_be_done_without_are_named_and_are_no_failure(cli: Cli, mine: LoopbackServer) -> None:
    mine.at("/crm/v8/users", error(401, "OAUTH_SCOPE_MISMATCH"))
    mine.at("/crm/v8/org", error(401, "OAUTH_SCOPE_MISMATCH"))
    ran = cli("profile", "check", "mine")
    assert (ran.code, ran.err) == (0, "")
    assert "missing: ZohoCRM.users.READ, ZohoCRM.org.READ" in ran.out
    assert ran.out.count("not told") == 2


def test_a_scope_that_is_needed_is_a_failure(cli: Cli, mine: LoopbackServer) -> None:
    mine.at("/crm/v8/settings/modules", error(401, "OAUTH_SCOPE_MISMATCH"))
    ran = cli("profile", "check", "mine")
    assert ran.code == 3
    assert "lacks the scope ZohoCRM.settings.modules.READ" in ran.err


@pytest.mark.parametrize(
    ("path", "reply", "says"),
    [
        ("users", error(401, "INVALID_TOKEN"), "another data center"),
        ("users", error(400, "INVALID_HOST"), "wrong data center or environment"),
        ("settings/modules", error(403, "NO_PERMISSION"), "your user in the org may not do this"),
        ("org", error(429, "TOO_MANY", X_API_CREDITS_REMAINING="0"), "too many requests"),
        ("org", error(404, "INVALID_URL_PATTERN"), "api_version"),
    ],
)
def test_check_says_exactly_what_the_org_has_against_it(
    cli: Cli, mine: LoopbackServer, path: str, reply: Any, says: str
) -> None:
    mine.at(f"/crm/v8/{path}", reply)
    ran = cli("profile", "check", "mine")
    assert ran.code == 3
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_check_says_that_the_refresh_token_was_revoked(cli: Cli, mine: LoopbackServer, home: Path) -> None:
    (home / "cache" / "upsert-explorer" / "tokens.json").unlink()
    mine.at(TOKEN, ok({"error": "invalid_code"}))
    ran = cli("profile", "check", "mine")
    assert (ran.code, ran.out) == (3, "")
    assert "revoked" in ran.err


def test_check_of_practice_needs_nothing(cli: Cli) -> None:
    ran = cli("profile", "check", "practice")
    assert (ran.code, ran.err) == (0, "")
    assert "practice" in ran.out


def test_check_of_nothing_says_what_to_do(cli: Cli) -> None:
    assert "`upsert-explorer profile add` makes one" in cli("profile", "check").complaint
    assert "no profile called nobody" in cli("profile", "check", "nobody").complaint


# --- list and remove -------------------------------------------------------------------------------------------------


def test_list_names_each_profile_and_how_complete_it_is(cli: Cli, mine: LoopbackServer) -> None:
    ran = cli("profile", "list")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split() for line in ran.out.splitlines()] == [
        ["name", "environment", "api", "secrets"],
        ["mine", "custom", mine.url, "v8", "complete"],
        ["practice", "practice", "this", "machine,", "when", "it", "runs", "v8", "not", "needed"],
    ]
    listed = cli("profile", "list", "--format", "json").json
    assert [(row["name"], row["secrets"]) for row in listed] == [("mine", "complete"), ("practice", "not needed")]


def test_list_says_which_profile_is_wrong_and_lists_the_others(cli: Cli, config: Path, mine: LoopbackServer) -> None:
    with (config / "config.toml").open("a", encoding="utf-8") as file:
        file.write('[profiles.bad]\ndata_center = "xx"\nclient_id = "1"\n')
    ran = cli("profile", "list")
    assert (ran.code, len(ran.out.splitlines())) == (2, 3)
    assert '[profiles.bad]: data_center "xx" is unknown' in ran.err
    assert "[profiles.bad]" in cli("profile", "check", "bad").complaint


def test_remove_forgets_all_of_it(cli: Cli, mine: LoopbackServer, config: Path, home: Path) -> None:
    assert "--yes" in cli("profile", "remove", "mine").complaint
    assert "no profile called nope" in cli("profile", "remove", "nope").complaint
    ran = cli("profile", "remove", "mine", "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert "until you revoke it" in ran.err
    assert "mine" not in load_profiles()
    assert REFRESH not in kept(config)
    cache = (home / "cache" / "upsert-explorer" / "tokens.json").read_text(encoding="utf-8")
    assert json.loads(cache)["tokens"] == {}
    assert "no profile called mine" in cli("profile", "remove", "mine", "--yes").complaint
    assert "always there" in cli("profile", "remove", "practice", "--yes").complaint


def test_a_person_is_asked_before_a_profile_is_removed(
    cli: Cli, mine: LoopbackServer, person: Callable[..., list[str]]
) -> None:
    person(["n", "y"], [])
    assert cli("profile", "remove", "mine").code == 0
    assert "mine" in load_profiles()
    assert cli("profile", "remove", "mine").code == 0
    assert "mine" not in load_profiles()


@each_case(
    "action",
    [(), ("add",), ("list",), ("check",), ("remove",)],
    shared=(
        "cli",
        "monkeypatch",
    ),
)
def test_help_fits_80_columns(cli: Cli, monkeypatch: pytest.MonkeyPatch, action: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = cli("profile", *action, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
