"""From a profile to a client that can be used, and for ``practice`` to a practice org that runs meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.live.client import ZohoClient
from tui.live.credentials import load_credentials
from tui.live.oauth import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tui.live.profiles import Profile


@contextmanager
def connected(profile: Profile, state_folder: Path, data: Path | None = None) -> Iterator[ZohoClient]:
    """A client of the profile's org, closed at the end. Nothing is asked of the org yet.

    For ``practice`` a practice org runs on this machine meanwhile, over the copy of ``data`` (None: the demo) that is
    kept in the state folder. Raises ProfileError for secrets that cannot be used, PracticeError, DataSetError.
    """
    credentials = load_credentials(profile.name)
    if not profile.is_practice:
        with ZohoClient(profile, Tokens(profile, credentials)) as client:
            yield client
        return
    from tui.core.rules import Assumptions  # noqa: PLC0415 - what a practice org needs is loaded for it only
    from tui.live.practice import PracticeOrg  # noqa: PLC0415

    with PracticeOrg(data, state_folder, Assumptions()) as org:
        here = profile.at(org.accounts_url, org.api_url)
        with ZohoClient(here, Tokens(here, credentials)) as client:
            yield client
