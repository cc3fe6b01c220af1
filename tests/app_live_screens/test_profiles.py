"""Profiles: the list, checking, connecting an org, removing; and that secrets are seen nowhere."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from tests.app_live_screens.host import LARGE, SMALL, shown
from tests.live.helpers import TOKEN_PATH
from tests.live.server import error, ok
from tui.live.accounts.profiles import add_profile, load_credentials, load_profiles, save_credentials
from tui.live.accounts.scopes import SCOPE_LINE
from tui.live.http.secret import Secret
from tui.screens.profiles.form import ProfileForm
from tui.screens.profiles.screen import ProfilesScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app_live_screens.host import LiveShown
    from tests.live.server import LoopbackServer

pytestmark = pytest.mark.anyio

SECRET: Final = "a-client-secret-of-mine"
CODE: Final = "1000.the-grant-code.of-today"
REFRESH: Final = "1000.the-refresh-token.for-ever"
ACCESS: Final = "1000.the-access-token.for-an-hour"
TOKEN: Final = {"access_token": ACCESS, "refresh_token": REFRESH, "expires_in": 3600}


def org(server: LoopbackServer) -> None:
    """A server that knows who we are."""
    server.at(TOKEN_PATH, ok(TOKEN))
    server.at("/crm/v8/users", ok({"users": [{"full_name": "Ada Byron", "email": "ada@x.test"}]}))
    server.at("/crm/v8/org", ok({"org": [{"company_name": "[/red]Zylker", "zgid": "60001"}]}))
    server.at("/crm/v8/settings/modules", ok({"modules": []}))


def profile_of(server: LoopbackServer, name: str = "mine", *, secrets: bool = True) -> None:
    add_profile(name, {"accounts_url": server.url, "api_url": server.url, "client_id": "1000.ABC"})
    if secrets:
        save_credentials(name, client_secret=Secret(SECRET), refresh_token=Secret(REFRESH))


def nothing_secret(screen: LiveShown, *, pictured: bool = False) -> None:
    """No secret is on the screen, in a notification or in the clipboard. pictured: nor in a screenshot."""
    seen = "\n".join([screen.text, screen.app.clipboard, *(note.message for note in screen.app._notifications)])
    if pictured:
        seen += screen.picture()
    for secret in (SECRET, CODE, REFRESH, ACCESS):
        assert secret not in seen


async def test_practice_comes_first_needs_no_account_and_is_checked_by_asking_it() -> None:
    add_profile("my-org", {"data_center": "eu", "environment": "sandbox", "client_id": "1000.ABC"})
    async with shown(ProfilesScreen(), SMALL) as screen:
        for size in (SMALL, LARGE):
            await screen.resize(size)
            await screen.sees("needs no account", "eu Europe", "sandbox", "missing: client secret")
            await screen.stands()
        await screen.press("c")
        await screen.sees("the org answers", "Practice User", "all granted")
        await screen.press("enter")
        assert await screen.answer() == "practice"


async def test_where_secrets_are_is_told_and_never_what_they_are(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile_of(server)
    async with shown(ProfilesScreen()) as screen:
        await screen.press("down")
        await screen.sees("client secret kept", "refresh token kept", "own addresses", "▲ CUSTOM")
        nothing_secret(screen)
    monkeypatch.setenv("UPSERT_EXPLORER_REFRESH_TOKEN", REFRESH)
    async with shown(ProfilesScreen()) as screen:
        await screen.press("down")
        await screen.sees("refresh token from the environment")
        nothing_secret(screen)


async def test_a_profile_that_cannot_be_used_or_whose_secrets_others_can_read_says_why(
    home: Path, server: LoopbackServer
) -> None:
    profile_of(server)
    with (home / "config" / "config.toml").open("a") as config:
        config.write('[profiles.zbad]\nclient_id = "x"\ndata_center = "[/red]"\n')
    (home / "config" / "credentials.toml").chmod(0o644)
    async with shown(ProfilesScreen()) as screen:
        await screen.sees("! secrets cannot be read", "! cannot be used")
        await screen.press("down", "c")
        await screen.sees("chmod 600")
        assert server.seen == []
        await screen.press("down")
        await screen.sees('data_center "[/red]" is unknown')
        await screen.press("enter", "c", "n")
        assert screen.stays


TROUBLES: Final = {
    "invalid_client": "knows no client with this id; it is the wrong data center",
    "invalid_code": "does not accept the refresh token",
    "access_denied": "too many token requests",
}


async def test_a_check_says_who_and_which_org_and_exactly_what_is_wrong(server: LoopbackServer) -> None:
    profile_of(server)
    async with shown(ProfilesScreen("mine")) as screen:
        for code, told in TROUBLES.items():
            server.at(TOKEN_PATH, ok({"error": code}))
            await screen.press("c")
            await screen.reads(told)
        org(server)
        await screen.click("c Check")
        await screen.sees("Ada Byron <ada@x.test>", "[/red]Zylker (60001)")
        nothing_secret(screen)
        server.at("/crm/v8/settings/modules", error(401, "OAUTH_SCOPE_MISMATCH"))
        await screen.press("c")
        await screen.sees("the token lacks the scope ZohoCRM.settings.modules.READ")


async def test_removing_asks_and_forgets_everything(server: LoopbackServer) -> None:
    profile_of(server)
    async with shown(ProfilesScreen("mine")) as screen:
        await screen.press("d")
        await screen.sees("Remove the profile mine")
        await screen.press("enter")
        assert "mine" in load_profiles()
        await screen.press("d")
        await screen.click("Remove it")
        await screen.reads("Removed mine. Its refresh token stays valid at Zoho until you revoke it there")
        assert ("mine" in load_profiles(), load_credentials("mine").client_secret) == (False, None)
        await screen.press("d")
        await screen.sees("practice can't be removed")
        await screen.press("escape")
        assert await screen.answer() == "practice"


# --- connecting an org ------------------------------------------------------------------------------------------------


class Accounts(httpx.MockTransport):
    """Zoho's servers as the form meets them: the accounts server answers with these in turn, the API knows us."""

    def __init__(self, *tokens: object) -> None:
        self.tokens, self.seen = list(tokens), list[httpx.Request]()
        super().__init__(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One reply."""
        self.seen.append(request)
        if request.url.path == TOKEN_PATH:
            return httpx.Response(200, json=self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0])
        if request.url.path.endswith("/users"):
            return httpx.Response(200, json={"users": [{"full_name": "Ada Byron"}]})
        return httpx.Response(200, json={"org": [{"company_name": "Zylker"}], "modules": []})


async def to_the_code(screen: LiveShown, *, pictured: bool = False) -> None:
    """Through the first two steps: a sandbox in Europe. pictured: as ``nothing_secret`` has it."""
    await screen.sees("where it is")
    await screen.type("my-org")
    await screen.press("enter", "down", "enter", "down", "f9")
    await screen.sees("https://api-console.zoho.eu")
    await screen.type("1000.ABC")
    await screen.press("enter")
    await screen.type(SECRET)
    nothing_secret(screen, pictured=pictured)
    await screen.press("enter")
    await screen.sees("Generate Code")


async def test_an_org_is_connected_by_keyboard(home: Path) -> None:
    accounts = Accounts(TOKEN)
    async with shown(ProfilesScreen(transport=accounts), SMALL) as screen:
        await screen.press("a")
        await to_the_code(screen, pictured=True)
        await screen.stands()
        await screen.press("f8")
        await screen.until(lambda: screen.app.clipboard == SCOPE_LINE)
        await screen.type(CODE)
        nothing_secret(screen, pictured=True)
        await screen.press("enter")
        await screen.sees("The profile my-org is saved", "Ada Byron", "Zylker")
        nothing_secret(screen, pictured=True)
        await screen.press("enter")
        await screen.sees("eu Europe", "kept")
        assert screen.app.screen.query_one("ProfileList").has_focus
    profile, held = load_profiles()["my-org"], load_credentials("my-org")
    assert (profile.environment, profile.api_url) == ("sandbox", "https://sandbox.zohoapis.eu")
    assert (held.client_secret, held.refresh_token) == (Secret(SECRET), Secret(REFRESH))
    assert (home / "config" / "credentials.toml").stat().st_mode & 0o777 == 0o600
    first = accounts.seen[0]
    assert (str(first.url), first.url.query) == ("https://accounts.zoho.eu/oauth/v2/token", b"")


async def test_an_org_is_connected_by_mouse(server: LoopbackServer) -> None:
    org(server)
    async with shown(ProfilesScreen()) as screen:
        await screen.click("a Add")
        await screen.type("own")
        await screen.click("own addresses")
        for field, text in (("https://accounts.zoho.eu", server.url), ("https://www.zohoapis.eu", server.url)):
            await screen.click(field)
            await screen.type(text)
        await screen.click("F9 Next")
        await screen.sees("API console of your accounts server")
        await screen.click("1000.…")
        await screen.type("1000.ABC")
        await screen.click("paste it here")
        await screen.type(SECRET)
        await screen.click("F9 Next")
        await screen.click("paste it here")
        await screen.type(CODE)
        await screen.click("F9 Next")
        await screen.sees("The profile own is saved")
        nothing_secret(screen)
        await screen.click("⏎ Done")
        await screen.sees("own addresses")
    assert load_profiles()["own"].environment == "custom"


async def test_an_expired_code_is_asked_for_again_and_nothing_was_written() -> None:
    async with shown(ProfileForm(transport=Accounts({"error": "invalid_code"}, TOKEN))) as screen:
        await to_the_code(screen)
        await screen.type(CODE)
        await screen.press("ctrl+a", "ctrl+c", "ctrl+x")  # what is hidden cannot be copied out of its line
        nothing_secret(screen)
        await screen.press("enter")
        await screen.sees("the grant code has expired or was used before")
        nothing_secret(screen)
        assert "my-org" not in load_profiles()
        await screen.type("1000.another-grant.code")
        await screen.press("enter")
        await screen.sees("The profile my-org is saved")
        await screen.press("escape")
        assert await screen.answer() == "my-org"


async def test_the_wrong_data_center_leads_back_to_the_client() -> None:
    async with shown(ProfileForm(transport=Accounts({"error": "invalid_client"}))) as screen:
        await to_the_code(screen)
        await screen.type(CODE)
        await screen.press("enter")
        await screen.reads("it is the wrong data center", "kept from before; type to replace it")
        await screen.press("f7")
        await screen.sees("zohocloud.ca")
        await screen.press("escape")
        assert await screen.answer() is None
        assert "my-org" not in load_profiles()


async def test_what_is_missing_or_wrong_is_said_in_its_step() -> None:
    add_profile("taken", {"data_center": "eu", "client_id": "1000.ABC"})
    async with shown(ProfileForm()) as screen:
        await screen.press("f9")
        await screen.sees("give the profile a name")
        await screen.type("taken")
        await screen.press("f9")
        await screen.sees("there is already a profile called taken")
        await screen.type("-not")
        await screen.press("f9", "f9")
        await screen.sees("the client id is missing")
        await screen.type("1000.ABC")
        await screen.press("f9")
        await screen.sees("the client secret is missing")
        await screen.press("tab")
        await screen.type("with a space")
        await screen.press("f9")
        await screen.sees("the client secret holds characters that no secret of Zoho's has")
        assert "with a space" not in screen.text


async def test_secrets_of_the_environment_are_used_and_not_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPSERT_EXPLORER_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("UPSERT_EXPLORER_REFRESH_TOKEN", REFRESH)
    async with shown(ProfileForm(transport=Accounts({"access_token": ACCESS, "expires_in": 3600}))) as screen:
        await screen.type("my-org")
        await screen.press("f9")
        await screen.sees("taken from UPSERT_EXPLORER_CLIENT_SECRET")
        await screen.type("1000.ABC")
        await screen.press("f9")
        await screen.sees("is taken from UPSERT_EXPLORER_REFRESH_TOKEN")
        await screen.press("f9")
        await screen.sees("The profile my-org is saved")
    assert not (home / "config" / "credentials.toml").exists()
    assert tomllib.loads((home / "config" / "config.toml").read_text())["profiles"]["my-org"]["client_id"] == "1000.ABC"


async def test_a_profile_gets_a_new_refresh_token() -> None:
    add_profile("old", {"data_center": "in", "environment": "developer", "client_id": "1000.OLD", "api_version": "v7"})
    save_credentials("old", client_secret=Secret("old-secret-of-mine"), refresh_token=Secret("1000.old"))
    async with shown(ProfilesScreen("old", transport=Accounts(TOKEN))) as screen:
        await screen.press("n")
        await screen.sees("new grant code for old", "1000.OLD")
        await screen.type(SECRET)
        await screen.press("enter")
        await screen.sees("Generate Code")
        await screen.type(CODE)
        await screen.press("enter")
        await screen.sees("The profile old is saved")
    profile = load_profiles()["old"]
    assert (profile.data_center, profile.environment, profile.api_version) == ("in", "developer", "v7")
    assert load_credentials("old").refresh_token == Secret(REFRESH)
