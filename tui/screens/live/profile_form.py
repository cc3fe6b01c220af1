"""Connecting an org, a step at a time: where it is, the self client, the grant code; then who we are there.

The same way as ``profile add``: nothing is written before Zoho has given the refresh token. What is secret is typed
hidden, leaves its line when it is taken, and is kept as a Secret until the step that needs it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual import on
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Input, OptionList, Static

from tui.core.display import one_line
from tui.live.credentials import CLIENT_SECRET, GRANT_CODE, REFRESH_TOKEN, checked_secret, secret_from_environment
from tui.live.data_centers import DATA_CENTERS
from tui.live.profiles import OFFICIAL, ProfileError, add_profile, new_profile, save_credentials
from tui.live.scopes import SCOPE_LINE, SCOPES
from tui.screens.choices import Choices, Keys, hanging
from tui.screens.live.asking import LiveDialog, SecretInput, Trouble
from tui.screens.live.checking import check, check_lines
from tui.widgets.look import ACCENT, CLEARED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.live.check import ProfileCheck
    from tui.live.profiles import Profile
    from tui.live.secret import Secret

PROFILE_FORM: Final = [
    Binding("f9,ctrl+n", "next", "Next", id="profile_form.next", tooltip="The next step; enter does it, too"),
    Binding("f7,ctrl+b", "previous", "Step back", id="profile_form.previous", tooltip="The step before"),
    Binding("f8,ctrl+t", "copy", "Copy", id="profile_form.copy", tooltip="The address, or the scopes"),
    Binding("enter", "finish", "Done", id="profile_form.finish", tooltip="Back to the profiles"),
]
"""The keys of the form; its lines are typed in, so that no letter can be one."""

STEPS: Final = {"where": "where it is", "client": "self client", "code": "grant code", "done": "who you are"}
_OWN: Final = "own"
_STEPS_BACK: Final = {"client": "where", "code": "client"}
_PLACE_OF_ERROR: Final = {"invalid_client": "client", "invalid_client_secret": "client"}
"""The step at which an error of the accounts server can be mended, where that is not the code."""


class _Given(NamedTuple):
    """What the person has given: all that an exchange needs. A Secret shows itself to nobody."""

    profile: Profile
    values: dict[str, Any]
    client_secret: Secret
    code: Secret | None


class ProfileForm(LiveDialog[str]):
    """The form. Returns the name of the profile that was written, or None.

    renewed: the profile that gets a new refresh token, None for a new one; transport: in place of the network, for
    tests.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*PROFILE_FORM]
    AUTO_FOCUS = "#name"
    HELP = """\
## Connecting an org
A *self client* of Zoho's API console gives three things: a client id, a client secret, and, for the scopes that you
paste there, a *grant code* that works once and for a few minutes. The code is exchanged for a refresh token, which is
kept for you only, in credentials.toml. Nothing is written before Zoho has given it.
"""
    DEFAULT_CSS = """
    ProfileForm {
        & > Vertical { width: 96; height: auto; padding: 1 2 0 2; }
        & #steps { height: 1; margin: 0 0 1 0; }
        & ContentSwitcher { height: auto; }
        & ContentSwitcher > Vertical { height: auto; }
        & Input, & Input:focus { margin: 0 0 1 0; }
        & Input:focus { background: $primary-muted; }
        & .label { color: $foreground-muted; height: 1; }
        & .text { height: auto; margin: 0 0 1 0; }
        & #places { height: auto; }
        & #center-side { width: 1fr; height: auto; }
        & #place-side { width: 1fr; height: auto; margin: 0 0 0 2; }
        & Choices, & Choices:focus { height: auto; max-height: 10; margin: 0; text-wrap: nowrap; }
        & Choices > .option-list--option-highlighted { background: $panel; color: $foreground; }
        & Choices:focus > .option-list--option-highlighted { background: $primary-muted; }
        & #scopes { height: auto; max-height: 8; margin: 0 0 1 0; }
        & #done { min-height: 8; }
        & .said { height: auto; min-height: 1; max-height: 4; }
        & Keys { margin: 0; }
    }
    """

    def __init__(self, renewed: Profile | None = None, *, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__()
        self._renewed, self._transport = renewed, transport
        self._client_secret: Secret | None = None
        self._written: str | None = None

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The steps, of which one is shown."""
        with Vertical() as box:
            old = self._renewed
            box.border_title = f"new grant code for {one_line(old.name)}" if old else "connect an org"
            yield Static("", id="steps", markup=False)
            with ContentSwitcher(initial="where", id="forms"):
                with Vertical(id="where"):
                    yield from self._where()
                with Vertical(id="client"):
                    yield Static("", id="client-text", classes="text", markup=False)
                    yield Static("client id", classes="label", markup=False)
                    yield _line(old.client_id if old else "", "1000.…", "client-id")
                    yield Static("client secret (it stays hidden)", classes="label", markup=False)
                    yield SecretInput(id="client-secret")
                with Vertical(id="code"):
                    yield Static("", id="code-text", classes="text", markup=False)
                    with VerticalScroll(id="scopes", can_focus=False):
                        yield Static(_scopes(), markup=False)
                    yield Static("grant code (it stays hidden)", classes="label", markup=False)
                    yield SecretInput(id="grant-code")
                with Vertical(id="done"):
                    yield Static("", id="done-text", classes="text", markup=False)
            yield Static("", classes="said", markup=False)
            yield Keys()

    def _where(self) -> Iterator[Any]:
        old = self._renewed
        yield Static("name", classes="label", markup=False)
        yield _line(old.name if old else "", "what to call it, as in my-org", "name")
        with Horizontal(id="places"):
            with Vertical(id="center-side"):
                yield Static("data center, as in crm.zoho.eu", classes="label", markup=False)
                yield _Choice(id="center")
            with Vertical(id="place-side"):
                yield Static("environment", classes="label environment", markup=False)
                yield _Choice(id="environment")
                yield Static("accounts address", classes="label address", markup=False)
                yield _line(old.accounts_url if old else "", "https://accounts.zoho.eu", "accounts-url", "address")
                yield Static("API address", classes="label address", markup=False)
                yield _line(old.api_url if old else "", "https://www.zohoapis.eu", "api-url", "address")

    def on_mount(self) -> None:
        """The choices, with what is usual or was before."""
        old = self._renewed
        centers = [(_center(code), code) for code in DATA_CENTERS]
        own = Content.assemble((f"{'···':<4}", STRONG), ("own addresses", MUTED))
        custom = old is not None and old.environment == "custom"
        self.query_one("#center", _Choice).fill(
            [*centers, (own, _OWN)], _OWN if custom else (old.data_center if old else "us")
        )
        environments = [(Content(name), str(name)) for name in OFFICIAL]
        self.query_one("#environment", _Choice).fill(environments, old.environment if old else "production")
        if old is not None:
            self.query_one("#name", Input).disabled = True
            self._go("client")
        self._show_addresses()
        self._paint()

    # --- where one is -------------------------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        """The step that is shown."""
        return str(self.query_one("#forms", ContentSwitcher).current)

    def _go(self, step: str) -> None:
        self.query_one("#forms", ContentSwitcher).current = step
        self._say("")
        self._paint()
        self.refresh_bindings()
        self._focus_first()

    def _focus_first(self) -> None:
        places = {"where": "#name", "client": "#client-id", "code": "#grant-code"}
        if (place := places.get(self.step)) is not None:
            line = self.query_one(place, Input)
            if self.step == "client" and line.value:
                line = self.query_one("#client-secret", Input)
            self.set_focus(line)
        else:
            self.set_focus(None)

    def _paint(self) -> None:
        names = list(STEPS)
        at = names.index(self.step)
        parts = []
        for place, name in enumerate(names):
            style = f"bold {ACCENT}" if place == at else "$text-success" if place < at else MUTED
            parts.append(Content.styled(f"{'✓' if place < at else place + 1} {STEPS[name]}", style))
        self.query_one("#steps", Static).update(Content.styled("   ", MUTED).join(parts))
        if self.step == "client":
            self._paint_client()
        elif self.step == "code":
            self._paint_code()

    @property
    def _console_url(self) -> str:
        center = DATA_CENTERS.get(self._center)
        return center.console_url if center else ""

    @property
    def _center(self) -> str:
        return self.query_one("#center", _Choice).value or ""

    def _paint_client(self) -> None:
        where = self._console_url or "the API console of your accounts server"
        self.query_one("#client-text", Static).update(
            Content.assemble(
                "Open ",
                (where, f"bold {ACCENT}"),
                ("   f8 copies it\n" if self._console_url else "\n", MUTED),
                "Sign in, choose ",
                ("Self Client", STRONG),
                " and create it. Its tab ",
                ("Client Secret", STRONG),
                " shows the id and the secret.",
            )
        )
        line = self.query_one("#client-secret", SecretInput)
        if _from_environment(CLIENT_SECRET):
            line.placeholder = f"taken from {CLIENT_SECRET}"
        else:
            line.placeholder = "kept from before; type to replace it" if self._client_secret else "paste it here"

    def _paint_code(self) -> None:
        given = _from_environment(REFRESH_TOKEN)
        if given:
            text = Content(f"The refresh token is taken from {REFRESH_TOKEN}; there is nothing to exchange.")
        else:
            text = Content.assemble(
                "In the tab ",
                ("Generate Code", STRONG),
                " paste these scopes (",
                ("f8 copies them", f"bold {ACCENT}"),
                "), choose ten minutes, and create the code for your org. ",
                "It works once, and until the minutes are over.",
            )
        self.query_one("#code-text", Static).update(text)
        line = self.query_one("#grant-code", SecretInput)
        line.placeholder = f"taken from {GRANT_CODE}" if _from_environment(GRANT_CODE) else "paste it here"
        line.disabled = given

    # --- what is typed ------------------------------------------------------------------------------------------------

    @on(OptionList.OptionHighlighted)
    def _chosen(self) -> None:
        self._show_addresses()

    def _show_addresses(self) -> None:
        own = self._center == _OWN
        for widget in self.query(".address"):
            widget.display = own
        for widget in self.query(".environment"):
            widget.display = not own
        self.query_one("#environment").display = not own

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
        return typed or self._client_secret is not None or _from_environment(CLIENT_SECRET)

    @on(Input.Changed)
    def _typed(self) -> None:
        if not self.busy:
            self._say("")

    def _values(self, client_id: str) -> dict[str, Any]:
        """The table of config.toml."""
        old = self._renewed
        kept = {"api_version": old.api_version, "timeout_s": old.timeout_s} if old else {}
        if self._center == _OWN:
            values = {
                "accounts_url": self.query_one("#accounts-url", Input).value.strip(),
                "api_url": self.query_one("#api-url", Input).value.strip(),
            }
        else:
            values = {
                "data_center": self._center,
                "environment": self.query_one("#environment", _Choice).value or "production",
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
        from tui.live.config_files import read_credentials  # noqa: PLC0415

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
            typed = line.take()
            code = checked_secret(typed, "the grant code") if typed.strip() else secret_from_environment(GRANT_CODE)
            if code is None:
                raise ProfileError("the grant code is missing; the tab Generate Code makes one")
        given = _Given(profile, values, secret, code)
        work = partial(
            _connect, given, keep_secret=self._client_secret is not None, renew=self._renewed is not None,
            transport=self._transport,
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

    # --- words --------------------------------------------------------------------------------------------------------

    def busy_changed(self) -> None:
        """Show what is waited for."""
        self.query_one(".said", Static).update(self.waiting if self.busy else "")

    def _say(self, sentence: str) -> None:
        self.query_one(".said", Static).update(Content.styled(sentence, MUTED))

    def _complain(self, sentence: str) -> None:
        self.query_one(".said", Static).update(Content.styled(f"! {one_line(sentence)}", CLEARED))


class _Choice(Choices[str], can_focus=True):
    """A list in which the marked one is what is meant."""


def _line(text: str, placeholder: str, id: str, classes: str = "") -> Input:
    line = Input(text, placeholder=placeholder, id=id, classes=classes, select_on_focus=False)
    line.cursor_blink = False
    return line


def _center(code: str) -> Content:
    center = DATA_CENTERS[code]
    return Content.assemble((f"{code:<4}", STRONG), f"{center.place:<16}", (center.accounts.split(".", 1)[1], MUTED))


def _scopes() -> Content:
    lines = []
    for scope in SCOPES:
        optional = "" if scope.needed else " (you may leave it out)"
        mark = Content.styled(f"  {scope.name:<31}", ACCENT)
        lines.append(hanging(mark, Content.styled(scope.use + optional, MUTED), 0))
    return Content("\n").join(lines)


def _from_environment(variable: str) -> bool:
    try:
        return secret_from_environment(variable) is not None
    except ProfileError:
        return False


def _connect(given: _Given, *, keep_secret: bool, renew: bool, transport: httpx.BaseTransport | None) -> ProfileCheck:
    """In the thread: the exchange, then both files, then who we are. Raises OAuthError, ProfileError."""
    from tui.live.oauth import exchange_grant_code  # noqa: PLC0415 - it brings httpx

    profile = given.profile
    refresh_token = None
    if given.code is not None:
        refresh_token = exchange_grant_code(profile, given.client_secret, given.code, transport).refresh_token
    kept = given.client_secret if keep_secret else None
    save_credentials(profile.name, client_secret=kept, refresh_token=refresh_token)
    add_profile(profile.name, given.values, replacing=renew)
    return check(profile.name, transport)
