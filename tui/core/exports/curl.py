"""curl for a POSIX shell: the body in single quotes, or as a here-document where it is too long for an argument."""

from __future__ import annotations

import shlex
from typing import Final

from tui.core.exports.export import TOKEN_VARIABLE, Export, Exported

_LONGEST_ARGUMENT: Final = 100_000
"""Bytes. Linux takes 128 KiB in one argument."""

_END: Final = "END_OF_BODY"
"""Ends the here-document. Such a line cannot stand in JSON, where no word begins a line but true, false and null."""


def write(export: Export) -> Exported:
    """A script with one command for each call, which ends at the first that is refused."""
    commands = [_command(export, body) for body in export.bodies]
    if len(commands) > 1:
        commands = [
            f"# call {number} of {len(commands)}\n{command}" for number, command in enumerate(commands, start=1)
        ]
        commands.insert(0, "set -e  # no further call after one that fails")
    token = f"# {TOKEN_VARIABLE} holds an access token; export it first.\n"
    return Exported(token + "\n".join(commands))


def _command(export: Export, body: str) -> str:
    lines = [f"curl --fail-with-body --request POST {shlex.quote(export.url)}"]
    lines.append(f'--header "Authorization: Zoho-oauthtoken ${TOKEN_VARIABLE}"')
    lines += [f"--header {shlex.quote(f'{name}: {value}')}" for name, value in export.headers.items()]
    if len(body.encode()) <= _LONGEST_ARGUMENT:
        lines.append(f"--data-raw {shlex.quote(body)}")
        after = ""
    else:
        lines.append(f"--data-binary @- <<'{_END}'")
        after = f"{body}\n{_END}\n"
    return " \\\n  ".join(lines) + "\n" + after
