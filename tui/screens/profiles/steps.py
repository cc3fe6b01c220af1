"""The steps of connecting an org: what is asked in each, and what a newcomer is to do in the browser.

What is done with the answers is in ``tui.screens.profiles.form``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import ContentSwitcher, Input, OptionList, Static

from tui import keys
from tui.live.accounts.credentials import CLIENT_SECRET, GRANT_CODE, REFRESH_TOKEN, secret_from_environment
from tui.live.accounts.data_centers import DATA_CENTERS
from tui.live.accounts.profiles import OFFICIAL, ProfileError
from tui.live.accounts.scopes import SCOPES
from tui.screens.dialogs.choices import Choices, hanging
from tui.screens.dialogs.org_dialog import SecretInput
from tui.widgets.look import ACCENT, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult

    from tui.live.accounts.profiles import Profile
    from tui.live.http.secret import Secret

STEPS: Final = {"where": "where it is", "client": "self client", "code": "grant code", "done": "who you are"}
OWN: Final = "own"
"""The data center of who gives addresses in its place."""


class ConnectSteps(Vertical):
    """The steps, one of which is shown. renewed: the profile that gets a new refresh token, None for a new one.

    ``client_secret`` is the one that was taken from its line, as long as it is needed.
    """

    class Moved(Message):
        """Another step is shown."""

    def __init__(self, renewed: Profile | None) -> None:
        super().__init__()
        self._renewed = renewed
        self.client_secret: Secret | None = None

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The steps, of which one is shown."""
        old = self._renewed
        yield Static("", id="steps", markup=False)
        with ContentSwitcher(initial="where", id="forms"):
            with Vertical(id="where"):
                yield from self._where()
            with Vertical(id="client"):
                yield Static("", id="client-text", classes="text", markup=False)
                yield Static("client id", classes="label", markup=False)
                yield _line(old.client_id if old else "", "1000.…", "client-id")
                yield Static("client secret (hidden as you type)", classes="label", markup=False)
                yield SecretInput(id="client-secret")
            with Vertical(id="code"):
                yield Static("", id="code-text", classes="text", markup=False)
                with VerticalScroll(id="scopes", can_focus=False):
                    yield Static(_scopes(), markup=False)
                yield Static("grant code (hidden as you type)", classes="label", markup=False)
                yield SecretInput(id="grant-code")
            with Vertical(id="done"):
                yield Static("", id="done-text", classes="text", markup=False)

    def _where(self) -> Iterator[Any]:
        old = self._renewed
        yield Static("name", classes="label", markup=False)
        yield _line(old.name if old else "", "any name, for example my-org", "name")
        with Horizontal(id="places"):
            with Vertical(id="center-side"):
                yield Static("data center (eu for crm.zoho.eu)", classes="label", markup=False)
                yield Choice(id="center")
            with Vertical(id="place-side"):
                yield Static("environment", classes="label environment", markup=False)
                yield Choice(id="environment")
                yield Static("accounts address", classes="label address", markup=False)
                yield _line(old.accounts_url if old else "", "https://accounts.zoho.eu", "accounts-url", "address")
                yield Static("API address", classes="label address", markup=False)
                yield _line(old.api_url if old else "", "https://www.zohoapis.eu", "api-url", "address")

    def on_mount(self) -> None:
        """The choices, with what is usual or was before."""
        old = self._renewed
        centers = [(_center_text(code), code) for code in DATA_CENTERS]
        own = Content.assemble((f"{'···':<4}", STRONG), ("own addresses", MUTED))
        custom = old is not None and old.environment == "custom"
        self.query_one("#center", Choice).fill(
            [*centers, (own, OWN)], OWN if custom else (old.data_center if old else "us")
        )
        environments = [(Content(name), str(name)) for name in OFFICIAL]
        self.query_one("#environment", Choice).fill(environments, old.environment if old else "production")
        if old is not None:
            self.query_one("#name", Input).disabled = True
            self.go("client")
        self._show_addresses()
        self._paint()

    # --- what was given -----------------------------------------------------------------------------------------------

    @property
    def name_given(self) -> str:
        """What the profile is called."""
        return self.query_one("#name", Input).value.strip()

    @property
    def client_id(self) -> str:
        """The client id."""
        return self.query_one("#client-id", Input).value.strip()

    @property
    def has_client_secret(self) -> bool:
        """Whether a client secret is typed, was taken, or stands in the environment. Raises ProfileError for one that
        cannot be used."""
        typed = bool(self.query_one("#client-secret", Input).value.strip())
        return typed or self.client_secret is not None or secret_from_environment(CLIENT_SECRET) is not None

    @property
    def place(self) -> dict[str, Any]:
        """Where the org is, as the profile's table in config.toml says it."""
        if self._center == OWN:
            return {
                "accounts_url": self.query_one("#accounts-url", Input).value.strip(),
                "api_url": self.query_one("#api-url", Input).value.strip(),
            }
        environment = self.query_one("#environment", Choice).value or "production"
        return {"data_center": self._center, "environment": environment}

    # --- where one is -------------------------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        """The step that is shown."""
        return str(self.query_one("#forms", ContentSwitcher).current)

    def go(self, step: str) -> None:
        """Show another step."""
        self.query_one("#forms", ContentSwitcher).current = step
        self._paint()
        self.focus_first()
        self.post_message(self.Moved())

    def show_done(self, lines: Iterable[Content]) -> None:
        """The last step: what came of it."""
        self.go("done")
        self.query_one("#done-text", Static).update(Content("\n").join(lines))

    def focus_first(self) -> None:
        """To the line of this step that wants to be filled."""
        places = {"where": "#name", "client": "#client-id", "code": "#grant-code"}
        if (place := places.get(self.step)) is not None:
            line = self.query_one(place, Input)
            if self.step == "client" and line.value:
                line = self.query_one("#client-secret", Input)
            self.screen.set_focus(line)
        else:
            self.screen.set_focus(None)

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
    def console_url(self) -> str:
        """Where the API console of the data center is; empty for own addresses."""
        center = DATA_CENTERS.get(self._center)
        return center.console_url if center else ""

    @property
    def _center(self) -> str:
        return self.query_one("#center", Choice).value or ""

    def _paint_client(self) -> None:
        where = self.console_url or "the API console of your accounts server"
        self.query_one("#client-text", Static).update(
            Content.assemble(
                "Open ",
                (where, f"bold {ACCENT}"),
                (f"   {keys.key_name('profile_form.copy')} copies it\n" if self.console_url else "\n", MUTED),
                "Sign in, choose ",
                ("Self Client", STRONG),
                " and create it. Its tab ",
                ("Client Secret", STRONG),
                " shows the id and the secret.",
            )
        )
        line = self.query_one("#client-secret", SecretInput)
        if from_environment(CLIENT_SECRET):
            line.placeholder = f"taken from {CLIENT_SECRET}"
        else:
            line.placeholder = "kept from before; type to replace it" if self.client_secret else "paste it here"

    def _paint_code(self) -> None:
        given = from_environment(REFRESH_TOKEN)
        if given:
            text = Content(f"The refresh token is taken from {REFRESH_TOKEN}; there is nothing to exchange.")
        else:
            text = Content.assemble(
                "In the tab ",
                ("Generate Code", STRONG),
                " paste these scopes (",
                (f"{keys.key_name('profile_form.copy')} copies them", f"bold {ACCENT}"),
                "), choose ten minutes, and create the code for your org. ",
                "It works once, within those minutes.",
            )
        self.query_one("#code-text", Static).update(text)
        line = self.query_one("#grant-code", SecretInput)
        line.placeholder = f"taken from {GRANT_CODE}" if from_environment(GRANT_CODE) else "paste it here"
        line.disabled = given

    @on(OptionList.OptionHighlighted)
    def _chosen(self) -> None:
        self._show_addresses()

    def _show_addresses(self) -> None:
        own = self._center == OWN
        for widget in self.query(".address"):
            widget.display = own
        for widget in self.query(".environment"):
            widget.display = not own
        self.query_one("#environment").display = not own


class Choice(Choices[str], can_focus=True):
    """A list in which the marked one is what is meant."""


def _line(text: str, placeholder: str, id: str, classes: str = "") -> Input:
    line = Input(text, placeholder=placeholder, id=id, classes=classes, select_on_focus=False)
    line.cursor_blink = False
    return line


def _center_text(code: str) -> Content:
    center = DATA_CENTERS[code]
    return Content.assemble((f"{code:<4}", STRONG), f"{center.place:<16}", (center.accounts.split(".", 1)[1], MUTED))


_SCOPE_WIDTH: Final = 31


def _scopes() -> Content:
    lines: list[Content] = []
    for scope in SCOPES:
        optional = "" if scope.needed else " (optional)"
        mark = Content.styled(f"  {scope.name:<{_SCOPE_WIDTH}}", ACCENT)
        if len(scope.name) >= _SCOPE_WIDTH:  # what it is for goes below
            lines, mark = [*lines, mark], Content(f"  {'':<{_SCOPE_WIDTH}}")
        lines.append(hanging(mark, Content.styled(scope.use + optional, MUTED), 0))
    return Content("\n").join(lines)


def from_environment(variable: str) -> bool:
    """Whether a secret stands in the environment, so that it is not asked for."""
    try:
        return secret_from_environment(variable) is not None
    except ProfileError:
        return False
