"""Every form that a payload can be written in, by its name on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.exports import csv_file, curl, deluge, json_body, node_sdk, powershell, python, python_sdk
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.exports.export import Export, Exported


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form: its name, what it is in words, how its file's name ends, and what writes it."""

    name: str
    label: str
    about: str
    ending: str
    write: Callable[[Export], Exported]


FORMS: Final = {
    form.name: form
    for form in (
        ExportForm("json", "payload as JSON", "the request body", ".json", json_body.write),
        ExportForm("curl", "curl command", "for a Unix shell", ".sh", curl.write),
        ExportForm("httpx", "Python program", "sends it with httpx", ".py", python.write),
        ExportForm("powershell", "PowerShell script", "sends it with Invoke-RestMethod", ".ps1", powershell.write),
        ExportForm("deluge", "Deluge script", "for a function in Zoho, over a connection", ".dg", deluge.write),
        ExportForm(
            "python-sdk", "Python with Zoho's SDK", "for zohocrmsdk8_0, which calls API v8", ".py", python_sdk.write
        ),
        ExportForm(
            "node-sdk",
            "Node with Zoho's SDK",
            "for @zohocrm/nodejs-sdk-8.0, which calls API v8",
            ".mjs",
            node_sdk.write,
        ),
        ExportForm("csv", "payload as CSV", "its rows, for a spreadsheet", ".csv", csv_file.write),
    )
}
