"""What a copy of an org's data could not answer of a call: a warning for each kind, with what to do (rules data.*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.metadata import Module
    from tui.core.records import CachedRecords
    from tui.core.row_forecast import RowForecast


def data_warnings(module: Module, records: CachedRecords, rows: Iterable[RowForecast]) -> Iterator[Notice]:
    """One warning of the call for each rule data.* that it runs into, each with the remedy."""
    name = module.api_name
    rows = list(rows)
    if records.more_records:
        yield Notice(
            "data.more_records",
            None,
            f"Not all records of {name} are here: the last page says info.more_records true, a page before it is "
            f"missing, or the file is not read. Repeat GET /crm/v8/{name}?fields=... with the next page_token until "
            'it is false; or, if all are here, write covers = "all" under [made] in dataset.toml.',
        )
    if absent := absent_fields(rows):
        fields = dict.fromkeys(("id", *absent, *_fields_sent(module, rows)))
        yield Notice(
            "data.absent_field",
            absent[0],
            f"No record of {name} here has {_and(absent)}, so what the org holds there is not known. Repeat GET "
            f"/crm/v8/{name}?fields={','.join(list(fields)[:50])}; or, if it is blank in every record, write "
            '"data.absent_field" = "blank" under [assumptions] in dataset.toml.',
        )
    missing = [
        flag for flag, said in (("unique", module.says_unique), ("system_mandatory", module.says_mandatory)) if not said
    ]
    if missing:
        which = {"unique": "which fields are checked", "system_mandatory": "which fields are mandatory"}
        yield Notice(
            "data.absent_flags",
            None,
            f"The metadata of {name} never says {_and(missing)}, so nothing tells "
            f"{_and([which[flag] for flag in missing])}. Save the whole reply of GET /crm/v8/settings/fields?module="
            f"{name} as fields/{name}.json.",
        )


def absent_fields(rows: Iterable[RowForecast]) -> tuple[str, ...]:
    """The fields that no stored record carries and that a row would look up or write."""
    names: dict[str, None] = {}
    for row in rows:
        names |= dict.fromkeys(step.api_name for step in row.trace if step.rule == "data.absent_field")
        names |= dict.fromkeys(change.api_name for change in row.changes if change.kind == "written")
    return tuple(names)


def _fields_sent(module: Module, rows: Iterable[RowForecast]) -> Iterator[str]:
    return (step.api_name for row in rows for step in row.trace if step.api_name in module.by_name)


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
