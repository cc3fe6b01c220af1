"""The forms in which people write a call by hand or with a tool, told apart by their content. They are many, and nobody
needs them to read JSON: ``formats`` loads this module when a text is something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tui.core.payload import curl, curl_cmd, deluge, http_file, javascript, powershell, shell_clients
from tui.core.payload.call import ReadFile, WrittenCall

Form = Callable[[str, ReadFile], "tuple[WrittenCall, ...] | None"]
"""Reads the calls of a text; None where it is not of this form. Raises PayloadError for one that cannot be read."""

FORMS: Final[tuple[Form, ...]] = (
    powershell.read,
    curl_cmd.read,
    curl.read,
    shell_clients.read,
    http_file.read,
    javascript.read,
    deluge.read,
)
"""Asked in this order."""

CURL: Final = (curl.FORM, curl_cmd.FORM)
"""What the calls of curl are called, for any shell."""


def calls_in_a_form(text: str, files: ReadFile) -> tuple[WrittenCall, ...] | None:
    """The calls of a text in the first form that it has; None where it has none. Raises PayloadError."""
    found = (form(text, files) for form in FORMS)
    return next((calls for calls in found if calls is not None), None)
