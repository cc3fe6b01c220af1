"""The profiles: which org to send to, whether it can be reached and as whom, and adding and removing them.

``practice`` comes first, since it needs nothing. Secrets are never shown, only where they are.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line
from tui.live.accounts.profiles import PRACTICE, ProfileError, remove_profile
from tui.screens.dialogs.choices import Keys, hanging
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.org_dialog import OrgDialog
from tui.screens.dialogs.question import Question
from tui.screens.profiles.checking import check, check_lines
from tui.screens.profiles.form import ProfileForm
from tui.screens.profiles.list import ProfileList, ProfileSelected, facts_of, held_profiles
from tui.widgets.look import CLEARED, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.live.check import ProfileCheck
    from tui.screens.dialogs.background import Trouble


class ProfilesScreen(OrgDialog[str]):
    """The profiles. Returns the name of the one to send to, or None.

    current: the one that sends go to now; transport: in place of the network, for tests.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PROFILES]
    AUTO_FOCUS = "ProfileList"
    CSS_PATH = [SHEET, "profiles.tcss"]
    HELP = """\
## Profiles
A profile says where an org is. **practice** is an org on this machine that needs no account; **{profiles.add}**
connects yours by a self client of Zoho's API console. **{profiles.use}** makes one the org that is sent to; nothing is
sent by that.

- **{profiles.check}** asks the org who you are and which org it is, or says exactly what is wrong
- **{profiles.renew}** gets a new refresh token, **{profiles.remove}** removes a profile with its secrets
"""

    def __init__(self, current: str = PRACTICE, *, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__()
        self._current, self._transport = current, transport
        self._checks: dict[str, ProfileCheck | Trouble] = {}
        self._checking = ""
        self._removed = False  # the one that sends went to

    def compose(self) -> ComposeResult:
        """The profiles, and what there is to say of one."""
        with Vertical() as box:
            box.border_title = "profiles"
            yield ProfileList()
            with VerticalScroll(id="about", can_focus=True):
                yield Static("", id="text", markup=False)
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Show them."""
        self._fill(self._current)

    def _fill(self, at: str) -> None:
        profiles, problem = held_profiles()
        rows = self.query_one(ProfileList)
        low = self.app.size.height < 30
        rows.styles.height = min(len(profiles) + 1, 6 if low else 14)
        self.query_one("#about").styles.height = 9 if low else 12
        rows.show(profiles, self._current, at)
        self.query_one(Vertical).border_subtitle = Content.styled(one_line(problem), CLEARED) if problem else ""

    # --- one profile --------------------------------------------------------------------------------------------------

    @on(ProfileSelected)
    def _selected(self) -> None:
        self._paint()

    def on_key(self) -> None:
        """What was said holds until the next key."""
        self.say("")

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self.call_after_refresh(self._paint)

    def busy_changed(self) -> None:
        """Show what is waited for."""
        self._paint()

    def _paint(self) -> None:
        held = self.query_one(ProfileList).held
        text = self.query_one("#text", Static)
        width = max(30, self.query_one("#about").scrollable_content_region.width - 1)
        text.update(Content("\n").join(self._about(width)) if held else "")

    def _about(self, width: int) -> Iterator[Content]:
        held = self.query_one(ProfileList).held
        if held is None:
            return
        for label, content in facts_of(held):
            yield hanging(Content.styled(f"{label:<14}", MUTED), content, width)
        yield Content("")
        if self.busy and self._checking == held.name:
            yield self.runner.waiting
        elif held.name in self._checks:
            yield from check_lines(self._checks[held.name], width)
        elif held.usable:
            yield Content.styled(f"{keys.key_name('profiles.check')} asks the org who you are.", MUTED)
        elif held.profile is not None and not held.problem:
            yield Content.styled(f"{keys.key_name('profiles.renew')} gets what is missing, by a grant code.", MUTED)

    # --- actions ------------------------------------------------------------------------------------------------------

    def action_use(self) -> None:
        """Send to this org from now on."""
        held = self.query_one(ProfileList).held
        if held is None or held.profile is None:
            self.complain("This profile can't be used. Fix it in config.toml.")
        else:
            self.dismiss(held.name)

    def action_check(self) -> None:
        """Ask the org who you are: three reads at most."""
        held = self.query_one(ProfileList).held
        if held is None or held.profile is None or self.busy:
            return
        self._checking = held.name
        work = partial(check, held.name, self._transport, self.runner.wait)
        self.runner.ask("asking the org who you are", work, self._checked)

    def _checked(self, found: ProfileCheck | Trouble) -> None:
        self._checks[self._checking] = found
        self._paint()
        self.query_one("#about").scroll_end(animate=False)

    def action_add(self) -> None:
        """Connect an org."""
        self.app.push_screen(ProfileForm(transport=self._transport), self._added)

    def action_renew(self) -> None:
        """Get a new refresh token for a profile."""
        held = self.query_one(ProfileList).held
        if held is None or held.profile is None or held.profile.is_practice:
            self.complain("This profile needs no grant code.")
            return
        self.app.push_screen(ProfileForm(held.profile, transport=self._transport), self._added)

    def _added(self, name: str | None) -> None:
        if name is not None:
            self._checks.pop(name, None)
        self._fill(name or (held.name if (held := self.query_one(ProfileList).held) else self._current))

    def action_remove(self) -> None:
        """Forget a profile, its secrets and its token, after a question."""
        held = self.query_one(ProfileList).held
        if held is None or held.name == PRACTICE:
            self.complain("practice can't be removed.")
            return
        name = held.name

        def answered(answer: str | None) -> None:
            if answer != "remove":
                return
            try:
                remove_profile(name)
            except ProfileError as error:
                self.complain(str(error))
                return
            if self._current == name:
                self._current, self._removed = PRACTICE, True
            self._fill(PRACTICE)
            self.say(
                f"Removed {name}. Its refresh token stays valid at Zoho until you revoke it there "
                "(My Account, Connected Apps)."
            )

        question = f"Remove the profile {one_line(name)}, its secrets and its token?"
        self.app.push_screen(Question(question, [("back", "Keep it"), ("remove", "Remove it")]), answered)

    async def action_dismiss(self, result: str | None = None) -> None:
        """Escape changes nothing, unless the profile that sends went to was removed: then they go to practice."""
        await super().action_dismiss(result or (self._current if self._removed else None))
