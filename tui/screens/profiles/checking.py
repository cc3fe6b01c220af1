"""Asking an org who you are, and what it answered, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.core.display import one_line
from tui.live.accounts.profiles import load_credentials, load_profiles
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.choices import hanging
from tui.settings.folders import state_folder
from tui.widgets.look import ACCENT, CLEARED, GOOD, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tui.live.check import ProfileCheck


def check(name: str, transport: httpx.BaseTransport | None, sleep: Callable[[float], object]) -> ProfileCheck:
    """Ask the org of a profile who we are; to be called in a thread. Raises ProfileError, PracticeError."""
    from tui.live.check import check_profile
    from tui.live.connection import reachable

    profile, credentials = load_profiles().named(name), load_credentials(name)
    with reachable(profile, state_folder()) as here:
        return check_profile(here, credentials, None if profile.is_practice else transport, sleep=sleep)


def check_lines(found: ProfileCheck | Trouble, width: int) -> Iterator[Content]:
    """Who and which org, or what is wrong; width: cells of a line."""
    if isinstance(found, Trouble):
        yield hanging(Content.styled("! ", CLEARED), Content.styled(one_line(found.sentence), CLEARED), width)
        return
    if found.problem is not None:
        yield hanging(Content.styled("! ", CLEARED), Content.styled(one_line(found.problem), CLEARED), width)
    if found.api_url is None:
        return
    if found.problem is None:
        yield Content.assemble(("✓ ", GOOD), ("the org answers", f"bold {ACCENT}"))
    texts = {"you are": found.user or "unknown", "of": found.org or "unknown", "api": found.api_url}
    if found.credits_remaining is not None:
        texts["credits"] = f"{found.credits_remaining:,} left of the last 24 hours"
    for label, text in texts.items():
        yield hanging(Content.styled(f"{label:<14}", MUTED), Content.styled(one_line(text), STRONG), width)
    scopes = f"missing: {', '.join(found.missing)}" if found.missing else "all granted"
    yield hanging(
        Content.styled(f"{'scopes':<14}", MUTED), Content.styled(scopes, MOVED if found.missing else ""), width
    )
