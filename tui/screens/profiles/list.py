"""The list of profiles: where each org is, and whether the secrets that open it are there; never what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.message import Message

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.live.accounts.credentials import load_credentials
from tui.live.accounts.data_centers import DATA_CENTERS
from tui.live.accounts.profiles import PRACTICE, ProfileError, load_profiles
from tui.screens.marks import environment_mark
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.live.accounts.profiles import Profile

SECRETS: Final = {"client_secret": "client secret", "refresh_token": "refresh token"}
"""The secrets of a profile, in words."""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile as it is listed. ``profile`` None: its table cannot be used, and ``problem`` says why. ``secrets``: for
    each where it is; ``pasted``: an access token in the environment takes their place."""

    name: str
    profile: Profile | None
    secrets: tuple[tuple[str, str], ...] = ()
    pasted: bool = False
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether everything is there to ask the org."""
        return self.profile is not None and not self.problem and "missing" not in dict(self.secrets).values()

    @property
    def usable(self) -> bool:
        """Whether a send can be tried."""
        return self.complete or (self.profile is not None and self.pasted and not self.problem)


def held_profiles() -> tuple[tuple[ProfileRow, ...], str]:
    """The profiles, practice first, then by name as they stand in config.toml; and why that file cannot be read."""
    known = load_profiles()
    good = [_held(profile) for profile in known.values()]
    bad = [ProfileRow(name, None, problem=problem) for name, problem in known.problems.items()]
    return tuple(sorted([*good, *bad], key=lambda each: each.name != PRACTICE)), known.file_problem or ""


def _held(profile: Profile) -> ProfileRow:
    if profile.is_practice:
        return ProfileRow(profile.name, profile)
    try:
        found = load_credentials(profile.name)
    except ProfileError as error:
        return ProfileRow(profile.name, profile, problem=str(error))
    given = found.from_environment
    places = [
        (name, "missing" if getattr(found, name) is None else "from the environment" if name in given else "kept")
        for name in SECRETS
    ]
    return ProfileRow(profile.name, profile, tuple(places), pasted=found.access_token is not None)


def secrets_text(held: ProfileRow) -> Content:
    """Where the secrets are, in short."""
    if held.profile is None:
        return Content.styled("! cannot be used", CLEARED)
    if held.profile.is_practice:
        return Content.styled("needs no account", "$text-success")
    if held.problem:
        return Content.styled("! secrets cannot be read", CLEARED)
    if held.pasted:
        return Content.styled("a pasted token, from the environment", MOVED)
    missing = [SECRETS[name] for name, place in held.secrets if place == "missing"]
    if missing:
        return Content.styled(f"missing: {' and '.join(missing)}", MOVED)
    places = {place for _, place in held.secrets}
    return Content.styled(" · ".join(sorted(places, reverse=True)), "$text-success")


@dataclass
class ProfileSelected(Message):
    """The person looks at a profile."""


class ProfileList(LineList):
    """The profiles."""

    HEADER = 1

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[ProfileRow, ...] = ()
        self._current = ""

    def show(self, profiles: tuple[ProfileRow, ...], current: str, at: str) -> None:
        """Show these. current: the one that sends go to; at: where the cursor shall stand."""
        self._shown, self._current = profiles, current
        self.cursor = next((place for place, each in enumerate(profiles) if each.name == at), 0)
        self.lines_changed()
        self.post_message(ProfileSelected())

    @property
    def held(self) -> ProfileRow | None:
        """The one under the cursor."""
        return self._shown[self.cursor] if 0 <= self.cursor < len(self._shown) else None

    def watch_cursor(self) -> None:
        """Tell that another one is looked at."""
        super().watch_cursor()
        self.post_message(ProfileSelected())

    def count(self) -> int:
        """One line for each."""
        return len(self._shown)

    def header(self, y: int, width: int) -> Content:
        """The names of the columns."""
        return _laid_out([Content(text) for text in ("  profile", "data center", "environment", "secrets")], width)

    def line(self, index: int, width: int) -> Content:
        """One profile."""
        held = self._shown[index]
        mark = ("● ", ACCENT) if held.name == self._current else "  "
        name = Content.assemble(mark, (one_line(held.name), STRONG))
        profile = held.profile
        if profile is None:
            return _laid_out([name, Content("-"), Content("-"), secrets_text(held)], width)
        return _laid_out([name, _center(profile), environment_mark(profile.environment), secrets_text(held)], width)


def _center(profile: Profile) -> Content:
    if profile.is_practice:
        return Content.styled("this machine", MUTED)
    center = DATA_CENTERS.get(profile.data_center or "")
    return Content(f"{center.code} {center.place}" if center else "own addresses")


def _laid_out(cells: list[Content], width: int) -> Content:
    name = 22 if width >= 90 else 18
    widths = [name, 18, 12, max(10, width - name - 33)]
    return Content(" ").join(fit(cell, room) for cell, room in zip(cells, widths, strict=True))


def facts_of(held: ProfileRow) -> Iterator[tuple[str, Content]]:
    """What is to be said of a profile, a label and a text each."""
    profile = held.profile
    if profile is None:
        yield "problem", Content.styled(one_line(held.problem), CLEARED)
        return
    if profile.is_practice:
        yield (
            "what",
            Content(
                "A practice org on this machine: it needs no account, and keeps what you send to it. Its replies "
                "follow the same rules as the forecast, so you can try the whole loop."
            ),
        )
        return
    yield "accounts", Content(one_line(profile.accounts_url))
    yield "api", Content(f"{one_line(profile.api_url)}  {profile.api_version}  time-out {profile.timeout_s:.6g} s")
    yield "client id", Content(one_line(profile.client_id))
    for name, place in held.secrets:
        style = MOVED if place == "missing" else "$text-success"
        yield SECRETS[name], Content.styled(place, style)
    if held.pasted:
        yield "access token", Content.styled("pasted, from the environment; it takes the place of the others", MOVED)
    if held.problem:
        yield "problem", Content.styled(one_line(held.problem), CLEARED)
