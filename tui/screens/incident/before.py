"""A record as it was before a call: each field, and how sure its value is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import one_line, value_text
from tui.core.payload.body_text import json_block
from tui.core.views.twins import IDENTIFYING
from tui.widgets.look import MOVED, MUTED, STRONG, fit, value_link, with_record_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.core.metadata import Module
    from tui.core.reply.incident import Incident
    from tui.core.reply.rewind import PastRecord, Source
    from tui.core.values import Json

_NAME: Final = 20  # cells

_FROM: Final[Mapping[Source, str]] = {
    "inserted": "The call inserted it: it was not there before.",
    "journal": "As it was read just before the call (journal).",
    "calls": "As the calls before this one left it.",
    "data_set": "As the older data set has it",
    "inferred": "Your copy was made after the call: what differs is inferred from the reply.",
}


def before_lines(found: Incident, record_id: str) -> tuple[list[Content], str]:
    """The lines, and the record as JSON."""
    then = found.past.get(record_id)
    record = then.values if then is not None else found.records.get(record_id)
    return list(_lines(then, record, found)), json_block(dict(record or {}))


def _lines(then: PastRecord | None, record: Mapping[str, object] | None, found: Incident) -> Iterator[Content]:
    if then is None:
        made = f" of {one_line(found.made_at)[:10]}" if found.made_at else ""
        here = "Your copy does not have it." if record is None else f"As your copy{made} has it, from before the call."
        yield Content.styled(here, STRONG)
    else:
        as_of = f", of {one_line(then.as_of)[:10]}." if then.source == "data_set" and then.as_of else ""
        yield Content.styled(f"{_FROM[then.source]}{as_of}", STRONG)
    for name, value in (record or {}).items():
        mark, style = "", ""
        if then is not None and name in then.inferred:
            mark, style = "  ◐ inferred" if value is not None else "  ◐ inferred: another value, or none", MOVED
        elif then is not None and name in then.unknown:
            mark, style = "  ? not known: this is what the call left", MOVED
        shown = _linked(name, value, found.forecast.module)
        yield Content.assemble(fit(Content.styled(one_line(name), MUTED), _NAME), " ", shown, (mark, style))


def _linked(name: str, value: Json, module: Module) -> Content:
    """A value; one by which records are told apart leads to those that hold it, an id to its record."""
    field = module.by_name.get(name)
    if field is not None and (field in module.checkable or field.data_type in IDENTIFYING):
        return value_link(value, module.api_name)
    there = field.lookup_module if field is not None and field.lookup_module else module.api_name
    record_id = value.get("id") if isinstance(value, dict) else None
    return with_record_links(Content(value_text(value)), there, [record_id] if isinstance(record_id, str) else ())
