"""Connecting an org, a step at a time: where it is, the self client, the grant code; then who we are there.

The same way as ``profile add``: nothing is written before Zoho has given the refresh token. What is secret is typed
hidden, leaves its line when it is taken, and is kept as a Secret until the step that needs it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual import on
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tui import keys
from tui.live.accounts.config_files import read_credentials
from tui.live.accounts.credentials import (
    CLIENT_SECRET,
    GRANT_CODE,
    REFRESH_TOKEN,
    checked_secret,
    secret_from_environment,
)
from tui.live.accounts.profiles import ProfileError, add_profile, new_profile, save_credentials
from tui.live.accounts.scopes import SCOPE_LINE
from tui.screens.dialogs.org_dialog import SecretInput, Trouble
from tui.screens.profiles.checking import check, check_lines
from tui.screens.profiles.steps import OWN, Choice, ProfileSteps, from_environment
from tui.widgets.look import STRONG

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from textual.binding import BindingType

    from tui.live.accounts.profiles import Profile
    from tui.live.check import ProfileCheck
    from tui.live.http.secret import Secret

_STEPS_BACK: Final = {"client": "where", "code": "client"}
_PLACE_OF_ERROR: Final = {"invalid_client": "client", "invalid_client_secret": "client"}
"""The step at which an error of the accounts server can be mended, where that is not the code."""


class _Given(NamedTuple):
    """What the person has given: all that an exchange needs. A Secret shows itself to nobody."""

    profile: Profile
    values: dict[str, Any]
    client_secret: Secret
    code: Secret | None


class ProfileForm(ProfileSteps):
    """The form. Returns the name of the profile that was written, or None.

    renewed: the profile that gets a new refresh token, None for a new one; transport: in place of the network, for
    tests.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PROFILE_FORM]
    HELP = """\
## Connecting an org
A *self client* of Zoho's API console gives three things: a client id, a client secret, and, for the scopes that you
paste there, a *grant code* that works once and for a few minutes. The code is exchanged for a refresh token, which is
kept for you only, in credentials.toml. Nothing is written before Zoho has given it.
"""

    def __init__(self, renewed: Profile | None = None, *, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__(renewed)
        self._transport = transport
        self._written: str | None = None

    # --- what is typed ------------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _choice_made(self) -> None:
        """Enter, or a click: on to what comes next."""
        self.focus_next()

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        """Enter: to the next line that is still empty, else on."""
        lines = [line for line in self.query(Input) if line.display and line.region and not line.disabled]
        later = lines[lines.index(event.input) + 1 :] if event.input in lines else []
        following = next((line for line in later if not line.value.strip()), None)
        if following is not None and not (following.id == "client-secret" and self._has_client_secret):
            self.set_focus(following)
        elif event.input.id == "name" and event.input.value.strip():
            self.set_focus(self.query_one("#center"))
        else:
            await self.run_action("next")

    @property
    def _has_client_secret(self) -> bool:
        typed = bool(self.query_one("#client-secret", Input).value.strip())
        return typed or self._client_secret is not None or from_environment(CLIENT_SECRET)

    @on(Input.Changed)
    def _typed(self) -> None:
        if not self.busy:
            self._say("")

    def _values(self, client_id: str) -> dict[str, Any]:
        """The table of config.toml."""
        old = self._renewed
        kept = {"api_version": old.api_version, "timeout_s": old.timeout_s} if old else {}
        if self._center == OWN:
            values = {
                "accounts_url": self.query_one("#accounts-url", Input).value.strip(),
                "api_url": self.query_one("#api-url", Input).value.strip(),
            }
        else:
            values = {
                "data_center": self._center,
                "environment": self.query_one("#environment", Choice).value or "production",
            }
        return {**values, "client_id": client_id, **kept}

    def _profile(self, client_id: str) -> tuple[Profile, dict[str, Any]]:
        values = self._values(client_id)
        name = self.query_one("#name", Input).value.strip()
        if not name:
            raise ProfileError("give the profile a name, as in my-org")
        return new_profile(name, values, replacing=self._renewed is not None), values

    # --- the steps ----------------------------------------------------------------------------------------------------

    def action_next(self) -> None:
        """Take what stands in this step, and go on."""
        if self.busy:
            return
        try:
            match self.step:
                case "where":
                    self._profile("to-be-typed")  # what is wrong with it is said now
                    self._go("client")
                case "client":
                    self._take_client()
                    self._go("code")
                case "code":
                    self._exchange()
        except ProfileError as error:
            self._complain(str(error))

    def action_previous(self) -> None:
        """The step before."""
        if not self.busy and self.step in _STEPS_BACK:
            self._go(_STEPS_BACK[self.step])

    def _take_client(self) -> None:
        client_id = self.query_one("#client-id", Input).value.strip()
        if not client_id:
            raise ProfileError("the client id is missing; the self client's tab Client Secret shows it")
        self._profile(client_id)
        line = self.query_one("#client-secret", SecretInput)
        if line.value.strip():
            self._client_secret = checked_secret(line.take(), "the client secret")
        elif self._client_secret is None and secret_from_environment(CLIENT_SECRET) is None:
            raise ProfileError("the client secret is missing; it stands below the client id")

    def _exchange(self) -> None:
        read_credentials(None)  # a file that cannot be used is said now, not when the grant code is spent
        profile, values = self._profile(self.query_one("#client-id", Input).value.strip())
        secret = self._client_secret or secret_from_environment(CLIENT_SECRET)
        if secret is None:
            self._go("client")
            return
        if secret_from_environment(REFRESH_TOKEN) is not None:
            code = None
        else:
            line = self.query_one("#grant-code", SecretInput)
            if line.value.strip():
                code = checked_secret(line.take(), "the grant code")
            else:
                code = secret_from_environment(GRANT_CODE)
            if code is None:
                raise ProfileError("the grant code is missing; the tab Generate Code makes one")
        given = _Given(profile, values, secret, code)
        work = partial(
            _connect, given, keep_secret=self._client_secret is not None, renew=self._renewed is not None,
            transport=self._transport, sleep=self.wait,
        )  # fmt: skip
        self.ask("asking Zoho for a refresh token, then who you are", work, self._connected)

    def _connected(self, found: ProfileCheck | Trouble) -> None:
        if isinstance(found, Trouble):
            place = _PLACE_OF_ERROR.get(found.kind)
            if place is not None:
                self._client_secret = None if found.kind == "invalid_client_secret" else self._client_secret
                self._go(place)
            self._complain(found.sentence)
            self._focus_first()
            return
        self._client_secret = None
        self._written = self.query_one("#name", Input).value.strip()
        self._go("done")
        width = self.query_one("#forms").size.width or 88
        lines = [
            Content.assemble(("✓ ", "$text-success"), ("The profile ", ""), (self._written, STRONG), " is written."),
            Content(""),
            *check_lines(found, width),
        ]
        self.query_one("#done-text", Static).update(Content("\n").join(lines))

    async def action_dismiss(self, result: str | None = None) -> None:
        """Escape leaves the form; what is written stays."""
        self._client_secret = None
        await super().action_dismiss(result or self._written)

    def action_finish(self) -> None:
        """Leave the form."""
        self.dismiss(self._written)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is to do at this step."""
        if not self.is_mounted:
            return True
        match action:
            case "next":
                return self.step != "done"
            case "finish":
                return self.step == "done"
            case "previous":
                return self.step in _STEPS_BACK
            case "copy":
                return self.step == "code" or (self.step == "client" and bool(self._console_url))
        return True

    def action_copy(self) -> None:
        """Copy what is to be pasted in the browser."""
        if self.step == "code":
            self.app.copy_to_clipboard(SCOPE_LINE)
            self._say("The scopes are in the terminal's clipboard.")
        elif self.step == "client" and self._console_url:
            self.app.copy_to_clipboard(self._console_url)
            self._say("The address is in the terminal's clipboard.")


def _connect(
    given: _Given,
    *,
    keep_secret: bool,
    renew: bool,
    transport: httpx.BaseTransport | None,
    sleep: Callable[[float], object],
) -> ProfileCheck:
    """In the thread: the exchange, then both files, then who we are. Raises OAuthError, ProfileError."""
    from tui.live.accounts.tokens import exchange_grant_code

    profile = given.profile
    refresh_token = None
    if given.code is not None:
        refresh_token = exchange_grant_code(profile, given.client_secret, given.code, transport).refresh_token
    kept = given.client_secret if keep_secret else None
    save_credentials(profile.name, client_secret=kept, refresh_token=refresh_token)
    add_profile(profile.name, given.values, replacing=renew)
    return check(profile.name, transport, sleep)
