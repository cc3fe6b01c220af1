"""``upsert-explorer profile``: add, list, check and remove the profiles of the orgs that one works with."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from tui.commands.output import say, until_the_reader_leaves, wait_aloud

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.live.accounts.profiles import Profile
    from tui.live.check import ProfileCheck

USAGE_ERROR: Final = 2
NOT_TAKEN: Final = 3

DESCRIPTION: Final = """\
A profile says where an org is: its data center and environment. It is kept in
config.toml; the secrets that open the org are kept beside it in
credentials.toml, for you only, or come from the environment and are not kept."""

EXAMPLES: Final = """\
examples:
  upsert-explorer profile add            asks for all it needs, a step at a time
  upsert-explorer profile check my-org   who and which org, or what is wrong
  UPSERT_EXPLORER_CLIENT_SECRET=... UPSERT_EXPLORER_GRANT_CODE=... \\
    upsert-explorer profile add my-org --data-center eu --client-id 1000.ABC

exit codes:
  0  fine
  2  wrong usage, or a profile or its secrets that cannot be used
  3  no token, no connection, or the org refuses
  130  ended by ctrl+c
"""

ADD: Final = """\
Connect an org by a self client of Zoho's API console: client id and client
secret, and a grant code that is exchanged for a refresh token. What is not
given as an option is asked for. Secrets are never options: they are typed
hidden, or come from the environment and are not kept. Its variables are
UPSERT_EXPLORER_CLIENT_SECRET and UPSERT_EXPLORER_GRANT_CODE, or
UPSERT_EXPLORER_REFRESH_TOKEN, with which there is nothing to exchange."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "profile",
        help="add, list, check or remove the profile of an org",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_add(actions)
    listing = actions.add_parser("list", help="list the profiles", allow_abbrev=False)
    _add_format(listing)
    listing.set_defaults(run=run, action=_list)
    check = actions.add_parser("check", help="ask the org who you are", allow_abbrev=False)
    check.add_argument("name", metavar="NAME", nargs="?", help="default: the only profile")
    _add_format(check)
    check.set_defaults(run=run, action=_check)
    remove = actions.add_parser("remove", help="remove a profile, its secrets and its token", allow_abbrev=False)
    remove.add_argument("name", metavar="NAME", nargs="?", help="default: the only profile")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    remove.set_defaults(run=run, action=_remove)


def _add_add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from tui.commands import profile_add

    add = actions.add_parser(
        "add",
        help="connect an org, a step at a time",
        description=ADD,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add.add_argument("name", metavar="NAME", nargs="?", help="what to call it, as in my-org")
    add.add_argument("--data-center", metavar="CODE", help="us, eu, in, au, jp, cn, ca, sa or uk")
    add.add_argument("--environment", metavar="KIND", help="production, sandbox or developer; default: production")
    add.add_argument("--accounts-url", metavar="URL", help="in place of a data center, with --api-url")
    add.add_argument("--api-url", metavar="URL", help="the base of the API, if it is not that of the data center")
    add.add_argument("--client-id", metavar="ID", help="the self client's id, as in 1000.ABC")
    add.add_argument("--api-version", metavar="V", help="v2 to v8; default: v8")
    add.add_argument("--timeout", type=float, metavar="S", help="seconds that a phase of a call may take; default: 30")
    add.add_argument("--replace", action="store_true", help="put it in place of the profile of that name")
    add.add_argument("--no-token", action="store_true", help="write the profile only, and get no refresh token")
    add.set_defaults(run=run, action=profile_add.add)


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; returns the exit code."""
    from tui.live.accounts.profiles import ProfileError

    try:
        code: int = arguments.action(arguments)
    except ProfileError as error:
        say(f"upsert-explorer: {error}")
        return USAGE_ERROR
    return code


def _list(arguments: argparse.Namespace) -> int:
    from tui.live.accounts.profiles import ProfileError, load_credentials, load_profiles

    profiles = load_profiles()
    code = 0
    rows: list[dict[str, Any]] = []
    for profile in profiles.values():
        try:
            held = load_credentials(profile.name)
            has = held.access_token is not None or None not in (held.client_secret, held.refresh_token)
            secrets = "not needed" if profile.is_practice else "complete" if has else "incomplete"
        except ProfileError as error:
            say(f"upsert-explorer: {error}")
            secrets, code = "cannot be read", USAGE_ERROR
        rows.append(_facts(profile, secrets))
    with until_the_reader_leaves():
        if arguments.format == "json":
            _print_json(rows)
        else:
            _print_table(rows)
    for problem in [*filter(None, [profiles.file_problem]), *profiles.problems.values()]:
        say(f"upsert-explorer: {problem}")
        code = USAGE_ERROR
    return code


def _facts(profile: Profile, secrets: str) -> dict[str, Any]:
    return {
        "name": profile.name,
        "environment": profile.environment,
        "data_center": profile.data_center,
        "api_url": profile.api_url or None,
        "api_version": profile.api_version,
        "secrets": secrets,
    }


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    cells = [("name", "environment", "api", "secrets")]
    for row in rows:
        address = row["api_url"] or "this machine, when it runs"
        cells.append((row["name"], row["environment"], f"{address} {row['api_version']}", row["secrets"]))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _check(arguments: argparse.Namespace) -> int:
    from tui.live.accounts.profiles import ProfileError, load_credentials, load_profiles
    from tui.live.check import check_profile
    from tui.live.connection import reachable
    from tui.live.practice.store import PracticeError
    from tui.settings.folders import state_folder

    profile = load_profiles().named(_chosen(arguments.name))
    credentials = load_credentials(profile.name)
    try:
        with reachable(profile, state_folder()) as here:
            found = check_profile(here, credentials, sleep=wait_aloud)
    except PracticeError as error:
        raise ProfileError(str(error)) from None
    with until_the_reader_leaves():
        if arguments.format == "json":
            _print_json(_check_json(profile, found))
        else:
            _print_check(profile, found)
    if found.problem is not None:
        say(f"upsert-explorer: {profile.name}: {found.problem}")
        return NOT_TAKEN
    return 0


def _check_json(profile: Profile, found: ProfileCheck) -> dict[str, Any]:
    return {
        "name": profile.name,
        "environment": profile.environment,
        "data_center": profile.data_center,
        "api_url": found.api_url,
        "api_version": profile.api_version,
        "user": found.user,
        "org": found.org,
        "missing_scopes": list(found.missing),
        "credits_remaining": found.credits_remaining,
        "problem": found.problem,
    }


def _print_check(profile: Profile, found: ProfileCheck) -> None:
    if found.api_url is None:
        return
    lines = {
        "profile": profile.name,
        "environment": profile.environment + (f", data center {profile.data_center}" if profile.data_center else ""),
        "api": f"{found.api_url} {profile.api_version}",
        "user": found.user or "not told",
        "org": found.org or "not told",
        "scopes": _scopes(found),
    }
    if found.credits_remaining is not None:
        lines["credits"] = f"{found.credits_remaining} left of the last 24 hours"
    for name, text in lines.items():
        print(f"{name:<13}{text}")


def _scopes(found: ProfileCheck) -> str:
    if found.missing:
        return f"missing: {', '.join(found.missing)}"
    return "none is missing" if found.scopes_told else "not known: the token does not say what it may do"


def _remove(arguments: argparse.Namespace) -> int:
    from tui.commands.ask import is_interactive, line_of
    from tui.live.accounts.profiles import ProfileError, load_profiles, remove_profile

    name = _chosen(arguments.name)
    if not arguments.yes:
        if not is_interactive():
            if name not in (known := load_profiles()).problems:
                known.named(name)  # there is none: that comes first
            raise ProfileError("nothing was removed: can't ask for confirmation without a terminal; pass --yes")
        if line_of(f"remove the profile {name}, its secrets and its token? (y/N) ").strip().lower() not in ("y", "yes"):
            say("nothing was removed")
            return 0
    if not remove_profile(name):
        raise ProfileError(f"there is no profile called {name}")
    say(f"removed {name}; its refresh token stays valid at Zoho until you revoke it there (My Account, Connected Apps)")
    return 0


def _chosen(name: object) -> str:
    """The name that was given, else the only profile there is beside practice."""
    from tui.live.accounts.profiles import PRACTICE, ProfileError, load_profiles

    if name is not None:
        return str(name)
    known = load_profiles()
    names: list[str] = [one for one in [*known, *known.problems] if one != PRACTICE]
    if len(names) == 1:
        return names[0]
    if known.file_problem:
        raise ProfileError(known.file_problem)
    if not names:
        raise ProfileError("there is no profile yet; `upsert-explorer profile add` makes one")
    raise ProfileError(f"which profile? there are {', '.join(sorted(names))}")
