"""From a profile to a client that can be used, and for ``practice`` to a practice org that runs meanwhile."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.dataset.folder import demo_folder
from tui.files import resolved
from tui.live.accounts.credentials import load_credentials
from tui.live.accounts.tokens import Tokens
from tui.live.zoho.client import ZohoClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tui.live.accounts.profiles import Profile


def practice_source(profile: Profile, data: Path | None) -> str:
    """The path of the data set of which the practice org is a copy, as the journal keeps it; empty for the demo, and
    for any other org."""
    if not profile.is_practice or data is None or resolved(data) == resolved(demo_folder()):
        return ""
    return str(resolved(data))


@contextmanager
def reachable(profile: Profile, state_folder: Path, data: Path | None = None) -> Iterator[Profile]:
    """The profile with the addresses at which its org is. For ``practice`` a practice org runs on this machine
    meanwhile, over the copy of ``data`` (None: the demo) that is kept in the state folder.

    Raises PracticeError, DataSetError.
    """
    if not profile.is_practice:
        yield profile
        return
    from tui.core.rules import Assumptions
    from tui.live.practice.org import PracticeOrg

    with PracticeOrg(data, state_folder, Assumptions()) as org:
        yield profile.at(org.accounts_url, org.api_url)


@contextmanager
def connected(
    profile: Profile, state_folder: Path, data: Path | None = None, sleep: Callable[[float], object] = time.sleep
) -> Iterator[ZohoClient]:
    """A client of the profile's org, closed at the end. Nothing is asked of the org yet. sleep: as
    ``ZohoClient`` has it.

    Of ``practice`` see ``reachable``. Raises ProfileError for secrets that cannot be used, PracticeError, DataSetError.
    """
    credentials = load_credentials(profile.name)
    with (
        reachable(profile, state_folder, data) as here,
        ZohoClient(here, Tokens(here, credentials), sleep=sleep) as client,
    ):
        yield client
