"""``upsert-explorer export``: a payload as a command, a script, a spreadsheet, or the JSON that is sent."""

from __future__ import annotations

import argparse
import sys

from tui.commands.options import HelpWithRules, add_case_options, payload_case
from tui.commands.output import say, until_the_reader_leaves

EXAMPLES = """\
examples:
  upsert-explorer export leads.json --as curl > upsert.sh
  upsert-explorer export contacts.csv --as httpx --check-field Email
  pbpaste | upsert-explorer export - --as json     (a copied curl command)
  upsert-explorer export leads.json --as powershell --profile my-org

The access token is never written: the environment variable ZOHO_ACCESS_TOKEN
stands for it, in Deluge a connection.

exit codes:
  0  fine
  2  wrong usage, or input that cannot be read
"""


FORMS = ("json", "curl", "httpx", "powershell", "deluge", "python-sdk", "node-sdk", "csv")
"""The names of ``tui.core.exports.forms.FORMS``, which is not imported to print a help."""

SENDING = ("curl", "httpx", "powershell", "deluge", "python-sdk", "node-sdk")
"""The forms that name an address."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "export",
        help="write a payload as a command or a script that sends it",
        description="Write a payload in another form, to standard output. Nothing is sent.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("payload", metavar="PAYLOAD", help="what would be sent, as for preview; - for standard input")
    parser.add_argument("-h", "--help", action=HelpWithRules, help="show this help and exit")
    parser.add_argument(
        "--as",
        dest="form",
        metavar="FORM",
        required=True,
        choices=FORMS,
        help="json, the body; curl, for a Unix shell; httpx, a Python program; powershell; deluge, for a function in "
        "Zoho; python-sdk and node-sdk, programs for Zoho's SDKs; csv, the rows",
    )
    parser.add_argument("--profile", metavar="P", help="the org whose API host and version are written")
    add_case_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the payload in its new form; returns the exit code."""
    from tui.core.exports.export import API_VERSION, Export
    from tui.core.exports.forms import FORMS

    place = {} if arguments.profile is None else _place(arguments.profile)
    with payload_case(arguments) as case:
        for line in case.said:
            say(line)
        place.setdefault("api_version", case.request.api_version or API_VERSION)
        export = Export(case.request, case.module, **place)
        if arguments.profile is None and arguments.form in SENDING:
            say(f"the call goes to {export.api_url}; --profile P for another org")
        exported = FORMS[arguments.form].write(export)
        for sentence in exported.lost:
            say(f"upsert-explorer: {sentence}")
        with until_the_reader_leaves():
            sys.stdout.write(exported.text)
    return 0


def _place(name: str) -> dict[str, str]:
    """The API's base URL and version of a profile, as ``Export`` takes them. Raises CaseError."""
    from tui.live.accounts.profiles import ProfileError, load_profiles
    from tui.session.case import CaseError

    try:
        profile = load_profiles().named(name)
    except ProfileError as error:
        raise CaseError(str(error)) from None
    if profile.is_practice:
        raise CaseError(
            "practice has an address only while it runs: start practice-org --port N, and make a profile of the lines "
            "that it prints"
        )
    return {"api_url": profile.api_url, "api_version": profile.api_version}
