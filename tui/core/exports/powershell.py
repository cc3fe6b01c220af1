"""PowerShell: the body in a here-string, in which nothing is special, sent as UTF-8."""

from __future__ import annotations

from tui.core.exports.export import TOKEN_VARIABLE, Export, Exported


def write(export: Export) -> Exported:
    """A script with one Invoke-RestMethod for each call, which ends at the first that is refused."""
    headers = "".join(
        f"    {_quoted(name)} = {_quoted(value)}\n" for name, value in export.headers.items() if name != "Content-Type"
    )
    start = (
        f"# $env:{TOKEN_VARIABLE} holds an access token; set it first.\n"
        "$ErrorActionPreference = 'Stop'\n"
        f"$uri = {_quoted(export.url)}\n"
        "$headers = @{\n"
        f'    Authorization = "Zoho-oauthtoken $env:{TOKEN_VARIABLE}"\n'
        f"{headers}"
        "}\n"
    )
    calls = (
        f"\n$body = @'\n{body}\n'@\n"
        "Invoke-RestMethod -Method Post -Uri $uri -Headers $headers"
        " -ContentType 'application/json; charset=utf-8' -Body ([Text.Encoding]::UTF8.GetBytes($body))\n"
        for body in export.bodies
    )
    return Exported(start + "".join(calls))


def _quoted(text: str) -> str:
    """A literal string: within single quotes only quotes are doubled, the typographic ones, too."""
    return (
        "'"
        + "".join(character * 2 if character in "'\u2018\u2019\u201a\u201b" else character for character in text)
        + "'"
    )
