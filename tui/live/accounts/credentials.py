"""The secrets of a profile: from credentials.toml, or from the environment, which wins and is never written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.live.accounts.config_files import CREDENTIALS, ProfileError, put_table, read_credentials
from tui.live.http.secret import Secret, is_sendable

if TYPE_CHECKING:
    from pathlib import Path

CLIENT_SECRET: Final = "UPSERT_EXPLORER_CLIENT_SECRET"
REFRESH_TOKEN: Final = "UPSERT_EXPLORER_REFRESH_TOKEN"
ACCESS_TOKEN: Final = "UPSERT_EXPLORER_ACCESS_TOKEN"
GRANT_CODE: Final = "UPSERT_EXPLORER_GRANT_CODE"
VARIABLES: Final = {"client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN, "access_token": ACCESS_TOKEN}
"""The environment variable of each secret."""

PRACTICE: Final = "practice"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secrets of a profile. ``access_token``: one pasted for a try, used as it is; ``from_environment``: the names
    of those that came from the environment."""

    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    access_token: Secret | None = None
    from_environment: frozenset[str] = frozenset()


def load_credentials(name: str, folder: Path | None = None) -> Credentials:
    """The secrets of a profile in a configuration folder (None: the person's own). What is missing is None.

    ``practice`` has its own, and takes none from the environment: no real secret goes to a practice org.
    Raises ProfileError for a file that others can read or that is no TOML, and for text that can be no secret.
    """
    if name == PRACTICE:
        return Credentials(Secret(PRACTICE), Secret(PRACTICE))
    stored = read_credentials(folder).get(name, {})
    if not isinstance(stored, dict):
        raise ProfileError(f"{CREDENTIALS}: {one_line(name)} should be a table")
    found: dict[str, Secret] = {}
    for key in ("client_secret", "refresh_token"):
        if key in stored:
            found[key] = checked_secret(stored[key], f"{CREDENTIALS}, [{one_line(name)}]: {key}")
    given = {key: secret for key, name in VARIABLES.items() if (secret := secret_from_environment(name))}
    found |= given
    return Credentials(
        found.get("client_secret"), found.get("refresh_token"), found.get("access_token"), frozenset(given)
    )


def save_credentials(
    name: str,
    *,
    client_secret: Secret | None = None,
    refresh_token: Secret | None = None,
    folder: Path | None = None,
) -> None:
    """Keep secrets in credentials.toml, mode 0600; None leaves the one that is there. The caller passes none that came
    from the environment. Raises ProfileError."""
    stored = read_credentials(folder).get(name, {})
    values = dict(stored) if isinstance(stored, dict) else {}
    for key, secret in (("client_secret", client_secret), ("refresh_token", refresh_token)):
        if secret is not None:
            values[key] = secret.reveal()
    if values:
        put_table(folder, CREDENTIALS, (name,), values)


def secret_from_environment(variable: str) -> Secret | None:
    """The secret in an environment variable; None if it is not set, or blank. Raises ProfileError."""
    text = os.environ.get(variable, "")
    return checked_secret(text, variable) if text.strip() else None


def checked_secret(value: Any, what: str) -> Secret:
    """A secret as it was typed, pasted or read. Raises ProfileError, which does not quote it."""
    if not isinstance(value, str):
        raise ProfileError(f"{what} should be text in quotes")
    text = value.strip()
    if not text:
        raise ProfileError(f"{what} is empty")
    if not is_sendable(text):
        raise ProfileError(f"{what} holds characters that no secret of Zoho's has; copy it again")
    return Secret(text)
