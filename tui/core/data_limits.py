"""What a copy of an org's data could not answer of a call: a warning for each kind, with what to do (rules data.*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.diff import Change
    from tui.core.metadata import Module
    from tui.core.records import CachedRecords
    from tui.core.trace import Step


class AbsentFields:
    """The fields that no stored record carries and that rows would look up or write, as the rows come (``add``)."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self.names: dict[str, None] = {}
        self.sent: dict[str, None] = {}
        """The fields that the rows were looked up by."""

    def add(self, trace: Iterable[Step], changes: Iterable[Change]) -> None:
        """One row more: its steps, and what it changes."""
        for step in trace:
            if step.rule == "data.absent_field":
                self.names[step.api_name] = None
            if step.api_name in self._module.by_name:
                self.sent[step.api_name] = None
        for change in changes:
            if change.kind == "written":
                self.names[change.api_name] = None


def data_warnings(module: Module, records: CachedRecords, absent: AbsentFields) -> Iterator[Notice]:
    """One warning of the call for each rule data.* that it runs into, each with the remedy. absent: of all rows."""
    name = module.api_name
    if records.more_records:
        yield Notice(
            "data.more_records",
            None,
            f"Not all records of {name} are here: the last page says info.more_records true, a page before it is "
            f"missing, or the file is not read. Repeat GET /crm/v8/{name}?fields=... with the next page_token until "
            'it is false; or, if all are here, write covers = "all" under [made] in dataset.toml.',
        )
    if absent.names:
        fields = dict.fromkeys(("id", *absent.names, *absent.sent))
        yield Notice(
            "data.absent_field",
            next(iter(absent.names)),
            f"No record of {name} here has {_and(absent.names)}, so what the org holds there is not known. Repeat GET "
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


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
