"""Connecting an org, a step at a time: where it is, the self client, the grant code; then who you are there.

The same way as ``profile add``: nothing is written before Zoho has given the refresh token. What is secret is typed
hidden, leaves its line when it is taken, and is kept as a Secret until the step that needs it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tui import keys
from tui.core.display import one_line
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
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.org_dialog import OrgDialog, SecretInput
from tui.screens.profiles.checking import check, check_lines
from tui.screens.profiles.steps import ConnectSteps
from tui.widgets.clipboard import copy
from tui.widgets.look import GOOD, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.live.accounts.profiles import Profile
    from tui.live.check import ProfileCheck
    from tui.live.http.secret import Secret

_STEPS_BACK: Final = {"client": "where", "code": "client"}
_STEP_OF_ERROR: Final = {"invalid_client": "client", "invalid_client_secret": "client"}
"""The step at which an error of the accounts server can be corrected, where that is not the code."""


class _Given(NamedTuple):
    """What the person has given: all that an exchange needs. A Secret shows itself to nobody."""

    profile: Profile
    values: dict[str, Any]
    client_secret: Secret
    code: Secret | None


class ProfileForm(OrgDialog[str]):
    """The form. Returns the name of the profile that was written, or None.

    renewed: the profile that gets a new refresh token, None for a new one; transport: in place of the network, for
    tests.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PROFILE_FORM]
    AUTO_FOCUS = "#name"
    CSS_PATH = [SHEET, "profiles.tcss"]
    HELP = """\
## Connecting an org
A *self client* of Zoho's API console gives three things: a client id, a client secret, and, for the scopes that you
paste there, a *grant code* that works once and for a few minutes. The code is exchanged for a refresh token, which is
kept on this machine only, in credentials.toml. Nothing is written before Zoho has given it.
"""

    def __init__(self, renewed: Profile | None = None, *, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__()
        self._renewed, self._transport = renewed, transport
        self._written: str | None = None

    def compose(self) -> ComposeResult:
        """The steps, and what there is to say."""
        with Vertical() as box:
            old = self._renewed
            box.border_title = f"new grant code for {one_line(old.name)}" if old else "connect an org"
            yield ConnectSteps(old)
            yield Static("", classes="said", markup=False)
            yield Keys()

    @property
    def _steps(self) -> ConnectSteps:
        return self.query_one(ConnectSteps)

    @on(ConnectSteps.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def _go(self, step: str) -> None:
        self.say("")
        self._steps.go(step)

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
        if following is not None and not (following.id == "client-secret" and self._knows_client_secret()):
            self.set_focus(following)
        elif event.input.id == "name" and event.input.value.strip():
            self.set_focus(self.query_one("#center"))
        else:
            await self.run_action("next")

    def _knows_client_secret(self) -> bool:
        try:
            return self._steps.has_client_secret
        except ProfileError:
            return False

    @on(Input.Changed)
    def _typed(self) -> None:
        if not self.busy:
            self.say("")

    def _profile(self, client_id: str) -> tuple[Profile, dict[str, Any]]:
        """The profile, and its table in config.toml. Raises ProfileError."""
        old, name = self._renewed, self._steps.name_given
        kept = {"api_version": old.api_version, "timeout_s": old.timeout_s} if old else {}
        values = {**self._steps.place, "client_id": client_id, **kept}
        if not name:
            raise ProfileError("give the profile a name, for example my-org")
        return new_profile(name, values, replacing=old is not None), values

    # --- the steps ----------------------------------------------------------------------------------------------------

    def action_next(self) -> None:
        """Take what stands in this step, and go on."""
        if self.busy:
            return
        try:
            match self._steps.step:
                case "where":
                    self._profile("to-be-typed")  # what is wrong with it is said now
                    self._go("client")
                case "client":
                    self._take_client()
                    self._go("code")
                case "code":
                    self._exchange()
        except ProfileError as error:
            self.complain(str(error))

    def action_previous(self) -> None:
        """The previous step."""
        if not self.busy and self._steps.step in _STEPS_BACK:
            self._go(_STEPS_BACK[self._steps.step])

    def _take_client(self) -> None:
        client_id = self._steps.client_id
        if not client_id:
            raise ProfileError("the client id is missing; the self client's tab Client Secret shows it")
        self._profile(client_id)
        line = self.query_one("#client-secret", SecretInput)
        if line.value.strip():
            self._steps.client_secret = checked_secret(line.take(), "the client secret")
        elif not self._steps.has_client_secret:
            raise ProfileError("the client secret is missing; its field is below the client id")

    def _exchange(self) -> None:
        read_credentials(None)  # a file that cannot be used is said now, not when the grant code is spent
        profile, values = self._profile(self._steps.client_id)
        kept = self._steps.client_secret
        secret = kept or secret_from_environment(CLIENT_SECRET)
        if secret is None:
            self._go("client")
            return
        given = _Given(profile, values, secret, self._grant_code())
        work = partial(
            _connect, given, keep_secret=kept is not None, renew=self._renewed is not None,
            transport=self._transport, sleep=self.runner.wait,
        )  # fmt: skip
        self.runner.ask("asking Zoho for a refresh token, then who you are", work, self._connected)

    def _grant_code(self) -> Secret | None:
        """The grant code; None where the environment has a refresh token. Raises ProfileError for neither."""
        if secret_from_environment(REFRESH_TOKEN) is not None:
            return None
        line = self.query_one("#grant-code", SecretInput)
        typed = checked_secret(line.take(), "the grant code") if line.value.strip() else None
        code = typed or secret_from_environment(GRANT_CODE)
        if code is None:
            raise ProfileError("the grant code is missing; the tab Generate Code makes one")
        return code

    def _connected(self, found: ProfileCheck | Trouble) -> None:
        steps = self._steps
        if isinstance(found, Trouble):
            step = _STEP_OF_ERROR.get(found.kind)
            if step is not None:
                steps.client_secret = None if found.kind == "invalid_client_secret" else steps.client_secret
                self._go(step)
            self.complain(found.sentence)
            steps.focus_first()
            return
        steps.client_secret = None
        self._written = steps.name_given
        width = self.query_one("#forms").size.width or 88
        written = Content.assemble(("✓ ", GOOD), "The profile ", (self._written, STRONG), " is saved.")
        self.say("")
        steps.show_done([written, Content(""), *check_lines(found, width)])

    async def action_dismiss(self, result: str | None = None) -> None:
        """Escape leaves the form; what is written stays."""
        self._steps.client_secret = None
        await super().action_dismiss(result or self._written)

    def action_finish(self) -> None:
        """Leave the form."""
        self.dismiss(self._written)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is to do at this step."""
        if not self.is_mounted:
            return True
        step = self._steps.step
        match action:
            case "next":
                return step != "done"
            case "finish":
                return step == "done"
            case "previous":
                return step in _STEPS_BACK
            case "copy":
                return step == "code" or (step == "client" and bool(self._steps.console_url))
        return True

    def action_copy(self) -> None:
        """Copy what is to be pasted in the browser."""
        if self._steps.step == "code":
            copy(self, SCOPE_LINE, "scopes")
        elif self._steps.step == "client" and self._steps.console_url:
            copy(self, self._steps.console_url, "address")


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
