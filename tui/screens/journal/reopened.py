"""A payload out of the journal, to be opened like any other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.values import Json
    from tui.live.journal.journal import JournalEntry


@dataclass(frozen=True, slots=True)
class Reopened:
    """A payload out of the journal, to be opened: its text and module, what to call it, and the profile whose org it is
    about."""

    text: str
    module: str
    name: str
    profile: str


def payload_of(entry: JournalEntry, body: Json, name: str) -> Reopened:
    """A body as a payload to open. name: what to call it, without an ending."""
    text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    return Reopened(text, entry.facts.module, f"{file_name(name)}.json", entry.facts.profile)


def file_name(text: str) -> str:
    """A text as the stem of a file's name."""
    return "".join(character if character.isalnum() else "-" for character in text)
