"""``upsert-explorer profile add``: the way from a Zoho account to a refresh token, a step at a time.

Everything can be given beforehand, so that a script needs no terminal: settings as options, secrets by the environment.
Nothing is written before Zoho has given the refresh token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tui.commands.ask import hidden_line_of, is_interactive, line_of
from tui.commands.output import say
from tui.core.display import value_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from tui.live.accounts.profiles import Profile
    from tui.live.http.secret import Secret

NOT_TAKEN: Final = 3
MOST_CODES: Final = 3
"""Grant codes that are asked for in one go: they expire while one types."""


def add(arguments: argparse.Namespace) -> int:
    """Make the profile; returns the exit code. Raises ProfileError."""
    from tui.live.accounts.config_files import read_credentials, ready_to_write
    from tui.live.accounts.credentials import CLIENT_SECRET, REFRESH_TOKEN, secret_from_environment
    from tui.live.accounts.profiles import add_profile, checked_name, new_profile, save_credentials

    read_credentials(None)  # a file that cannot be used is said now, not when the grant code is spent
    name = checked_name(arguments.name or _asked("a name for the profile, as in my-org: ", "NAME"))
    values = _settings(arguments)
    profile = new_profile(name, values, replacing=arguments.replace)
    if arguments.no_token:
        add_profile(name, values, replacing=arguments.replace)
        say(f"wrote the profile {name}; it has no refresh token of its own yet")
        return 0
    given = secret_from_environment(CLIENT_SECRET)
    client_secret = given or _hidden("client secret (it stays hidden): ", CLIENT_SECRET)
    if secret_from_environment(REFRESH_TOKEN) is not None:
        say(f"the refresh token is read from {REFRESH_TOKEN} each time")
        refresh_token = None
    else:
        ready_to_write(None)
        refresh_token = _exchanged(profile, client_secret)
        if refresh_token is None:
            return NOT_TAKEN
    save_credentials(name, client_secret=None if given else client_secret, refresh_token=refresh_token)
    add_profile(name, values, replacing=arguments.replace)
    say(f"wrote the profile {name}; next: upsert-explorer profile check {name}")
    return 0


def _settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """The table of config.toml, from options and answers."""
    from tui.live.accounts.data_centers import DATA_CENTERS
    from tui.live.accounts.profiles import OFFICIAL

    values: dict[str, Any] = {}
    has_urls = arguments.accounts_url is not None or arguments.api_url is not None
    if arguments.data_center is not None or not has_urls:
        if arguments.data_center is None and is_interactive():
            say("step 1: where the org is. The address of its CRM in the browser says it: crm.zoho.eu is eu.")
            say("  " + ", ".join(f"{center.code} {center.place}" for center in DATA_CENTERS.values()))
        code = arguments.data_center or _asked("data center (us): ", "--data-center", "us")
        values["data_center"] = code.lower()
        _check_center(values["data_center"])
    if not has_urls:
        environment = arguments.environment
        if environment is None and is_interactive():
            environment = _asked(f"environment, {', '.join(OFFICIAL)} (production): ", "--environment", "production")
        values["environment"] = (environment or "production").lower()
    elif arguments.environment is not None:
        values["environment"] = arguments.environment
    for key in ("accounts_url", "api_url", "api_version"):
        if getattr(arguments, key) is not None:
            values[key] = getattr(arguments, key)
    if arguments.timeout is not None:
        values["timeout_s"] = arguments.timeout
    values["client_id"] = arguments.client_id or _client_id(values.get("data_center"))
    return values


def _check_center(code: str) -> None:
    from tui.live.accounts.data_centers import DATA_CENTERS
    from tui.live.accounts.profiles import ProfileError

    if code not in DATA_CENTERS:
        raise ProfileError(f"data_center {value_text(code)} is unknown: one of {', '.join(DATA_CENTERS)}")


def _client_id(code: str | None) -> str:
    from tui.live.accounts.data_centers import DATA_CENTERS

    if is_interactive():
        console = DATA_CENTERS[code].console_url if code else "the API console of your accounts server"
        say(f"step 2: open {console}, sign in, choose Self Client and create it.")
        say("  Its tab Client Secret shows the client id and the client secret.")
    return _asked("client id: ", "--client-id")


def _exchanged(profile: Profile, client_secret: Secret) -> Secret | None:
    """The refresh token for a grant code; None after what went wrong has been said. Asks again for one that expired."""
    from tui.live.accounts.credentials import GRANT_CODE, secret_from_environment
    from tui.live.accounts.tokens import OAuthError, exchange_grant_code

    given = secret_from_environment(GRANT_CODE)
    if given is None and is_interactive():
        _explain_scopes()
    for _ in range(1 if given or not is_interactive() else MOST_CODES):
        code = given or _hidden("grant code (it stays hidden): ", GRANT_CODE)
        try:
            grant = exchange_grant_code(profile, client_secret, code)
        except OAuthError as error:
            say(f"upsert-explorer: {error.sentence}")
            if error.kind not in ("invalid_code", "no_refresh_token"):
                return None
        else:
            say(f"got a refresh token; the API is at {grant.access.api_url}")
            return grant.refresh_token
    return None


def _explain_scopes() -> None:
    from tui.live.accounts.scopes import SCOPE_LINE, SCOPES

    say("step 3: in the tab Generate Code, paste these scopes, choose ten minutes, and create the code for your org:")
    say("")
    say(SCOPE_LINE)
    say("")
    width = max(len(scope.name) for scope in SCOPES) + 2
    for scope in SCOPES:
        say(f"  {scope.name:<{width}}{scope.use}{'' if scope.needed else ' (you may leave it out)'}")


def _asked(question: str, what: str, default: str = "") -> str:
    return _answered(lambda: line_of(question).strip() or default, what)


def _hidden(question: str, variable: str) -> Secret:
    from tui.live.accounts.credentials import checked_secret

    return checked_secret(_answered(lambda: hidden_line_of(question), variable), "what was typed")


def _answered(ask: Callable[[], str], what: str) -> str:
    """An answer. Raises ProfileError if nobody is there to give one, or none is given."""
    from tui.live.accounts.profiles import ProfileError

    if not is_interactive():
        raise ProfileError(f"{what} is missing, and there is no terminal to ask for it")
    answer = ask()
    if not answer.strip():
        raise ProfileError(f"{what} is missing; nothing was written")
    return answer
