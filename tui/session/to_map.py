"""What the app is started on, where that is a CSV of which no column names a field: a person says where they go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.rules import Assumptions
from tui.dataset.files import DataSetError
from tui.session.case import DEFAULT_MODULE, CaseError, draft_of, open_data_set, open_file, read_payload
from tui.session.csv_table import csv_table
from tui.session.explorer import Explorer
from tui.session.recent import remembered_module
from tui.session.workspace import Opened

if TYPE_CHECKING:
    from pathlib import Path

    from tui.session.case_options import CaseOptions


def open_or_map(file: Path | None, options: CaseOptions) -> Opened:
    """The app on a workspace or a payload, as ``open_file`` has it. A CSV of which no column names a field is to be
    mapped first, over a new payload. Raises CaseError."""
    try:
        return open_file(file, options)
    except CaseError:
        if file is None or not _can_be_mapped(file, options):
            raise
    return Opened(_on_new_payload(file, options), pane="payload", to_map=(file, options))


def _can_be_mapped(file: Path, options: CaseOptions) -> bool:
    """Whether a payload that cannot be read is a table whose columns can be sent to fields."""
    try:
        content = read_payload(file, wait=False)
        with open_data_set(options.data) as data_set:
            at_hand = options.module or data_set.resolve(DEFAULT_MODULE) or DEFAULT_MODULE
            return csv_table(content, data_set, at_hand=at_hand) is not None
    except (CaseError, DataSetError):
        return False


def _on_new_payload(file: Path, options: CaseOptions) -> Explorer:
    """A new payload of the module that was asked for, or that the file was last opened as."""
    data_set = open_data_set(options.data)
    given = draft_of(None, None, data_set, options, remembered=remembered_module(file))
    draft = replace(given.draft, assumptions=Assumptions.parse(options.assume))
    return Explorer(data_set, draft, file=None, file_name=given.name)
