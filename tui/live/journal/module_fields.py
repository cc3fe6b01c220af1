"""The fields of the module that a call of the journal was for: what looking up and putting back go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from tui.core.display import one_line
from tui.core.metadata import FieldsReply, module_of
from tui.live.accounts.config_files import ProfileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tui.core.metadata import Module
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.look_up import LookupReader

    FindModule = Callable[[str], Module | None]


def held_for(calls: Iterable[JournalEntry], held: FindModule) -> Module | None:
    """The module as the open data set has it, if it knows every field that was sent; None: the org has to be asked."""
    calls = list(calls)
    module = held(calls[0].facts.module)
    sent = {name for call in calls for row in call.rows for name in row if name != "id" and not name.startswith("$")}
    return module if module is not None and sent <= module.by_name.keys() else None


def asked_of(client: LookupReader, name: str) -> Module:
    """The module as the org has it. Raises LiveError, ProfileError."""
    try:
        fields = FieldsReply.model_validate(client.get("settings/fields", {"module": name})).fields
    except ValidationError:
        raise ProfileError(f"the org does not tell the fields of {one_line(name)}") from None
    return module_of(name, fields)
