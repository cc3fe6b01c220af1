"""The cached access tokens, tokens.json of the cache folder: their only place, for their owner only.

It also remembers when each refresh token was used, since Zoho allows ten access tokens in ten minutes. A refresh token
is named by a digest. What cannot be read is begun anew: a cache can be made again.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from tui.dataclass import dataclass
from tui.files import OthersCanRead, locked, read_private, write_private
from tui.live.http.secret import Secret, is_sendable

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

FILE: Final = "tokens.json"
MOST_CALLS: Final = 10
WINDOW_S: Final = 600.0
"""Access tokens that one refresh token is exchanged for, and the seconds in which they count. Source: Zoho, token
limits."""


@dataclass(frozen=True, slots=True)
class CachedToken:
    """An access token as it came. Times are seconds since 1970: ``refresh_at`` is a little before ``expires_at``."""

    token: Secret
    api_domain: str | None
    expires_at: float
    refresh_at: float
    scope: str | None


class _Token(BaseModel):
    model_config = ConfigDict(extra="ignore")

    profile: str
    access_token: str
    api_domain: str | None = None
    expires_at: float
    refresh_at: float
    scope: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    tokens: dict[str, _Token] = {}
    calls: dict[str, list[float]] = {}


def key_of(accounts_url: str, client_id: str, secret: Secret) -> str:
    """What names a refresh token in the cache: a digest, from which it cannot be had."""
    text = "\0".join((accounts_url, client_id, secret.reveal()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class TokenCache:
    """The cache in a folder; None: in memory only, for what another run has no use for. All methods raise OSError."""

    def __init__(self, folder: Path | None) -> None:
        self._file = None if folder is None else folder / FILE
        self._memory = _File()
        self._lock = threading.RLock()

    def token(self, key: str) -> CachedToken | None:
        """The token of a key, whether or not it has expired."""
        with self._lock:
            entry = self._read().tokens.get(key)
        if entry is None or not is_sendable(entry.access_token):
            return None
        return CachedToken(
            Secret(entry.access_token), entry.api_domain, entry.expires_at, entry.refresh_at, entry.scope
        )

    def keep(self, key: str, profile: str, token: CachedToken, now: float) -> None:
        """Keep a token; those that have expired go."""
        with self._lock, self._held():
            content = self._read()
            tokens = {name: entry for name, entry in content.tokens.items() if entry.expires_at > now}
            tokens[key] = _Token(
                profile=profile,
                access_token=token.token.reveal(),
                api_domain=token.api_domain,
                expires_at=token.expires_at,
                refresh_at=token.refresh_at,
                scope=token.scope,
            )
            self._write(_File(tokens=tokens, calls=content.calls))

    def take_call(self, key: str, now: float) -> float:
        """Count a token call that is about to be made. 0: it may be made; else the seconds until the next one may, and
        nothing is counted."""
        with self._lock, self._held():
            content = self._read()
            calls = {
                name: recent
                for name, times in content.calls.items()
                if (recent := [time for time in times if abs(now - time) < WINDOW_S])
            }
            mine = sorted(calls.get(key, []))
            if len(mine) >= MOST_CALLS:
                return max(1.0, mine[-MOST_CALLS] + WINDOW_S - now)
            calls[key] = [*mine, now]
            self._write(_File(tokens=content.tokens, calls=calls))
        return 0.0

    def forget(self, key: str) -> None:
        """Drop a token: it is refused."""
        self._drop(lambda name, _entry: name == key)

    def forget_profile(self, profile: str) -> None:
        """Drop the tokens of a profile. Its calls stay counted."""
        self._drop(lambda _name, entry: entry.profile == profile)

    def _drop(self, goes: Callable[[str, _Token], bool]) -> None:
        with self._lock:
            if not any(goes(name, entry) for name, entry in self._read().tokens.items()):
                return
            with self._held():
                content = self._read()
                tokens = {name: entry for name, entry in content.tokens.items() if not goes(name, entry)}
                self._write(_File(tokens=tokens, calls=content.calls))

    def _held(self) -> AbstractContextManager[None]:
        return nullcontext() if self._file is None else locked(self._file.with_name(f"{self._file.name}.lock"))

    def _read(self) -> _File:
        if self._file is None:
            return self._memory
        try:
            return _File.model_validate_json(read_private(self._file))
        except (FileNotFoundError, OthersCanRead, ValidationError):
            return _File()

    def _write(self, content: _File) -> None:
        if self._file is None:
            self._memory = content
        else:
            write_private(self._file, content.model_dump_json(indent=1))  # equal: the same to whoever reads it
