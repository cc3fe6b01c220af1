"""The words of the project, in the order in which one meets them: the help screen and the README explain them alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

GLOSSARY: Final[Mapping[str, str]] = {
    "payload": "the body of an upsert call: its rows, and which fields to check for duplicates",
    "grid": "the payload as a table: a row each, a column for each key; an edit of a cell edits the JSON text",
    "data set": "a copy of an org's metadata and records, in which forecasts look; a *partial* one holds only what was "
    "looked up",
    "working copy": "the data set as it would be after the payloads that you tried; in memory only, until you save "
    "it as a data set",
    "duplicate check field": "a field whose value may choose the record: the module's *system-defined* one, or a "
    "*user-defined unique* or external-id field",
    "effective check order": "the fields that Zoho really checks, in order: what `duplicate_check_fields` lists, and "
    "what Zoho adds to it",
    "target": "the record that a row updates",
    "decided by": "the check field that chose the target",
    "forecast": "what each row would do, by the rules, against the data set",
    "outcome": "what becomes of a row: insert, update, unchanged, error, or not known",
    "not known": "the outcome depends on a value that the data set never looked up",
    "rule": "one statement about how Zoho decides, with an id, a source and a certainty",
    "certainty": "how sure a rule is: **● documented** by Zoho, **◉ measured** in this org, **◐ observed** by users, "
    "**○ assumed** by us",
    "assumption": "a rule that is undocumented; it has *settings*, and one of them is in force",
    "depends on": "with another setting of that assumption, something else would become of the row",
    "moved": "what a row did before the last step is shown as **was …**; beside it, rows are counted that moved "
    "since the payload was opened",
    "near miss": "a stored value that would match if spaces, letter case or format did not differ",
    "call": "one request of up to 100 rows; longer payloads are sent as several calls",
    "credit": "what Zoho counts of the API limit: one for ten records",
    "reply": "what Zoho answers; **HTTP 207** says that some rows were taken and some refused",
    "verdict": "forecast against reply, row by row: same, different, or not comparable",
    "unknown": "the outcome of a call that may have arrived, but brought no readable reply; a *look-up* reads back "
    "whether its rows were saved",
    "journal": "every call that was sent, with its body, its reply, and the old values of its targets",
    "restore": "a payload that sets the old values again; new records stay until they are deleted in Zoho",
    "pull": "makes a data set from an org; it only reads",
    "profile": "where an org is and how to sign in; *practice* is an org on this machine that needs no account",
}
"""Word -> what it means, in Markdown, without a full stop."""


def glossary_markdown() -> str:
    """The words as a list in Markdown."""
    return "\n".join(f"- **{word}**: {meaning}" for word, meaning in GLOSSARY.items())
