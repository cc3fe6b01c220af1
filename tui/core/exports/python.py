"""A Python program that sends the payload with httpx."""

from __future__ import annotations

from tui.core.exports.export import TOKEN_VARIABLE, Export, Exported


def write(export: Export) -> Exported:
    """The program: one call after the other, which ends at the first that is refused. A body stands in a raw string,
    which JSON never ends: it has no three quotes in a row."""
    headers = "".join(f"        {python_text(name)}: {python_text(value)},\n" for name, value in export.headers.items())
    calls = (
        "\n"
        "reply = httpx.post(\n"
        f"    {python_text(export.url)},\n"
        "    headers={\n"
        '        "Authorization": f"Zoho-oauthtoken {TOKEN}",\n'
        f"{headers}"
        "    },\n"
        f'    content=r"""\n{body}\n""".encode(),\n'
        "    timeout=60,\n"
        ")\n"
        "print(reply.status_code, reply.text)\n"
        "reply.raise_for_status()\n"
        for body in export.bodies
    )
    return Exported(f'import os\n\nimport httpx\n\nTOKEN = os.environ["{TOKEN_VARIABLE}"]\n' + "".join(calls))


def python_text(value: str) -> str:
    """A text as a literal of Python, in double quotes where it has nothing to escape."""
    return repr(value) if '"' in value or "\\" in value or not value.isprintable() else f'"{value}"'
