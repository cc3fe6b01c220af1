"""Profiles: which org is meant. A profile is a table ``[profiles.NAME]`` of config.toml and holds nothing secret.

``practice`` is always there and needs nothing. The secrets are in ``tui.live.accounts.credentials``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tui.core.display import one_line, value_text
from tui.dataclass import dataclass
from tui.live.accounts.config_files import (
    CONFIG,
    CREDENTIALS,
    ProfileError,
    drop_table,
    put_table,
    read_config,
    read_credentials,
)
from tui.live.accounts.credentials import PRACTICE, VARIABLES, Credentials, load_credentials, save_credentials
from tui.live.accounts.data_centers import DATA_CENTERS, LOUD, DataCenter, Environment, UrlError, checked_base_url
from tui.live.accounts.token_cache import TokenCache
from tui.live.http.secret import is_sendable
from tui.settings.folders import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

API_VERSIONS: Final = ("v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8")
LONGEST_TIMEOUT_S: Final = 600.0
OFFICIAL: Final[tuple[Environment, ...]] = ("production", "sandbox", "developer")
"""The environments of a data center."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Where an org is. ``data_center``: its code, None if URLs stand in its place; ``accounts_url`` and ``api_url``:
    the bases, without a slash at their end (of ``practice`` both are empty until a practice org runs);
    ``api_url_is_explicit``: the person wrote it, so that it wins over what a token reply says; ``timeout_s``: seconds
    that a phase of a call may take."""

    name: str
    data_center: str | None
    environment: Environment
    accounts_url: str
    api_url: str
    api_url_is_explicit: bool
    client_id: str
    api_version: str = "v8"
    timeout_s: float = 30.0

    @property
    def is_practice(self) -> bool:
        return self.environment == "practice"

    @property
    def is_loud(self) -> bool:
        """Whether a send is confirmed as in production: real records, or we cannot know."""
        return self.environment in LOUD

    def at(self, accounts_url: str, api_url: str) -> Profile:
        """The same profile at other addresses: a practice org's, once it runs. Raises ProfileError."""
        return replace(
            self,
            accounts_url=_url("accounts_url", accounts_url),
            api_url=_url("api_url", api_url),
            api_url_is_explicit=True,
        )


PRACTICE_PROFILE: Final = Profile(
    name=PRACTICE,
    data_center=None,
    environment="practice",
    accounts_url="",
    api_url="",
    api_url_is_explicit=True,
    client_id="practice",
)


class Profiles(Mapping[str, Profile]):
    """The profiles by name, ``practice`` last. ``problems``: why a table of config.toml is no profile, by its name;
    ``file_problem``: why config.toml cannot be read at all (then only ``practice`` is there)."""

    def __init__(
        self, profiles: Mapping[str, Profile], problems: Mapping[str, str], file_problem: str | None = None
    ) -> None:
        self._profiles = {**profiles, PRACTICE: PRACTICE_PROFILE}
        self.problems = dict(problems)
        self.file_problem = file_problem

    def __getitem__(self, name: str) -> Profile:
        return self._profiles[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    def named(self, name: str) -> Profile:
        """The profile of a name. Raises ProfileError: what is wrong with it, or that there is none."""
        if name in self._profiles:
            return self._profiles[name]
        if self.file_problem is not None:
            raise ProfileError(self.file_problem)
        if name in self.problems:
            raise ProfileError(self.problems[name])
        near = get_close_matches(name, [*self._profiles, *self.problems], 1)  # equal: the first is told
        perhaps = f"did you mean {near[0]}?" if near else "`upsert-explorer profile add` makes one"
        raise ProfileError(f"there is no profile called {one_line(name)}; {perhaps}")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    data_center: str | None = None
    environment: str | None = None
    accounts_url: str | None = None
    api_url: str | None = None
    client_id: str = ""
    api_version: str = "v8"
    timeout_s: float = Field(default=30.0, gt=0, le=LONGEST_TIMEOUT_S)


def load_profiles(folder: Path | None = None) -> Profiles:
    """The profiles in a configuration folder (None: the person's own). Raises nothing: see ``Profiles.problems``."""
    try:
        table = read_config(folder)
    except ProfileError as error:
        return Profiles({}, {}, str(error))
    tables = table.get("profiles", {})
    if not isinstance(tables, dict):
        return Profiles({}, {}, f"{CONFIG}: profiles should be tables such as [profiles.my-org]")
    good: dict[str, Profile] = {}
    problems: dict[str, str] = {}
    for name, values in tables.items():
        try:
            good[checked_name(name)] = profile_from(name, values)
        except ProfileError as error:
            problems[name] = f"{CONFIG}, [profiles.{one_line(name)}]: {error}"
    return Profiles(good, problems)


def checked_name(name: str) -> str:
    """A name that a new profile can have. Raises ProfileError."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", name):
        raise ProfileError(f"{value_text(name)} cannot be a profile's name: letters, digits, - and _, at most 40")
    if name == PRACTICE:
        raise ProfileError(f"the name {PRACTICE} is taken by the practice org")
    return name


def profile_from(name: str, values: Any) -> Profile:
    """The profile of the values that config.toml has for it. Raises ProfileError: what is missing or wrong."""
    if not isinstance(values, dict):
        raise ProfileError("it should be a table")
    for secret in VARIABLES:
        if secret in values:
            raise ProfileError(f"{secret} is secret and belongs in {CREDENTIALS}, not here")
    try:
        table = _Table.model_validate(values)
    except ValidationError as error:
        raise ProfileError(_first_problem(error)) from None
    if table.api_version not in API_VERSIONS:
        raise ProfileError(f"api_version {value_text(table.api_version)}: v2 to v8 are known")
    if not is_sendable(table.client_id):
        raise ProfileError(
            "client_id is missing" if not table.client_id else "client_id has characters that no client id has"
        )
    return _placed(name, table)


def _placed(name: str, table: _Table) -> Profile:
    """Where the org is: a data center's URLs, or those that stand in their place and make the environment custom."""
    center = _data_center(table.data_center)
    environment = _environment(table)
    accounts, api = table.accounts_url, table.api_url
    if center is None:
        if accounts is None and api is None:
            raise ProfileError(f"data_center is missing: one of {', '.join(DATA_CENTERS)}")
        if accounts is None or api is None:
            missing = "accounts_url" if accounts is None else "api_url"
            raise ProfileError(f"{missing} is missing: without a data_center both URLs are needed")
    if center is not None:
        accounts = center.accounts_url if accounts is None else accounts
        api = center.api_url(environment) if api is None else api
    return Profile(
        name=name,
        data_center=table.data_center,
        environment="custom" if _has_urls(table) else environment,
        accounts_url=_url("accounts_url", accounts),
        api_url=_url("api_url", api),
        api_url_is_explicit=table.api_url is not None,
        client_id=table.client_id,
        api_version=table.api_version,
        timeout_s=table.timeout_s,
    )


def _has_urls(table: _Table) -> bool:
    return table.accounts_url is not None or table.api_url is not None


def _environment(table: _Table) -> Environment:
    """The environment of the data center; URLs of the person's own make it custom, whatever is written."""
    if table.environment is None or (_has_urls(table) and table.environment == "custom"):
        return "production"
    for name in OFFICIAL:
        if table.environment == name:
            return name
    raise ProfileError(f"environment {value_text(table.environment)} is unknown: one of {', '.join(OFFICIAL)}")


def _data_center(code: str | None) -> DataCenter | None:
    if code is None:
        return None
    if code not in DATA_CENTERS:
        raise ProfileError(f"data_center {value_text(code)} is unknown: one of {', '.join(DATA_CENTERS)}")
    return DATA_CENTERS[code]


def _url(name: str, text: str | None) -> str:
    text = text or ""  # equal: only to whoever checks types
    try:
        return checked_base_url(text)
    except UrlError as error:
        raise ProfileError(f"{name} {value_text(_without_user(text))}: {error}") from None


def _without_user(text: str) -> str:
    """A URL whose name and password are not shown."""
    return re.sub(r"//[^/@]*@", "//***@", text)


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    name = one_line(str(first["loc"][0]))
    if first["type"] == "extra_forbidden":
        near = get_close_matches(name, _Table.model_fields, 1)  # equal: the first is told
        return f"there is no setting {name}" + (f"; did you mean {near[0]}?" if near else "")
    if name == "timeout_s":
        return f"timeout_s should be a number of seconds, more than 0 and at most {LONGEST_TIMEOUT_S:.0f}"
    return f'{name} should be text in quotes, as in {name} = "..."'


def add_profile(
    name: str, values: Mapping[str, Any], folder: Path | None = None, *, replacing: bool = False
) -> Profile:
    """Write a profile into config.toml, and leave everything else there as it is; returns it.

    ``values``: the settings of its table. Raises ProfileError if they are no profile, if the name is taken (unless
    ``replacing``), or if the file cannot be changed.
    """
    profile = new_profile(name, values, folder, replacing=replacing)
    put_table(folder, CONFIG, ("profiles", name), values)
    return profile


def new_profile(
    name: str, values: Mapping[str, Any], folder: Path | None = None, *, replacing: bool = False
) -> Profile:
    """The profile that ``add_profile`` would write. Raises ProfileError where that would."""
    known = load_profiles(folder)
    if known.file_problem is not None:
        raise ProfileError(known.file_problem)
    if not replacing and checked_name(name) in {*known, *known.problems}:
        raise ProfileError(f"there is already a profile called {name}; --replace replaces it")
    return profile_from(checked_name(name), values)


def remove_profile(name: str, folder: Path | None = None, cache: Path | None = None) -> bool:
    """Forget a profile, its secrets and its cached token; whether there was anything. Raises ProfileError."""
    if name == PRACTICE:
        raise ProfileError(f"{PRACTICE} is always there; `upsert-explorer practice-org --reset` empties it")
    known = load_profiles(folder)
    if known.file_problem is not None:
        raise ProfileError(known.file_problem)
    has_table = name in known or name in known.problems
    has_secrets = name in read_credentials(folder)
    if has_secrets:
        drop_table(folder, CREDENTIALS, (name,))
    if has_table:
        drop_table(folder, CONFIG, ("profiles", name))
    try:
        TokenCache(cache_folder() if cache is None else cache).forget_profile(name)
    except OSError as error:
        raise ProfileError(f"its cached token cannot be removed ({error.strerror or 'it failed'})") from None
    return has_table or has_secrets


__all__ = [
    "PRACTICE",
    "PRACTICE_PROFILE",
    "Credentials",
    "Profile",
    "ProfileError",
    "Profiles",
    "add_profile",
    "load_credentials",
    "load_profiles",
    "remove_profile",
    "save_credentials",
]
