"""What a person made of the columns of CSV files, by their headers: a short list in the user's state folder.

It is a convenience: a list that cannot be read or written is no list, and says nothing. No cell is kept.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tui.core.from_json import FromJson, read_as
from tui.dataclass import dataclass
from tui.dataset.files import read_ordinary
from tui.files import write_atomically
from tui.settings.folders import ensure_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.payload.csv_rows import Columns

_FILE: Final = "columns-of-csv.json"
_KEPT: Final = 50
_WIDEST: Final = 500
"""Columns of a header that is still kept."""


@dataclass(frozen=True, slots=True)
class KnownHeader(FromJson):
    """A header, the module that it was mapped to last, and where its columns went there."""

    module: str
    columns: tuple[tuple[str, str | None], ...]

    @property
    def header(self) -> list[str]:
        """The names of the columns, in order."""
        return [name for name, _ in self.columns]


def known_header(header: Sequence[str]) -> KnownHeader | None:
    """What was made of this very header the last time; None where it is new."""
    return next((each for each in _read() if each.header == list(header)), None)


def remember_header(module: str, columns: Columns) -> None:
    """Keep what a person made of a header, in place of what they made of it before."""
    if len(columns) > _WIDEST:
        return
    new = KnownHeader(module=module, columns=columns)
    kept = (new, *(each for each in _read() if each.header != new.header))[:_KEPT]
    try:
        text = json.dumps([each.to_json() for each in kept], ensure_ascii=False, indent=1)
        write_atomically(ensure_folder(state_folder()) / _FILE, text + "\n", 0o600)
    except (OSError, ValueError):
        return


def _read() -> tuple[KnownHeader, ...]:
    try:
        return read_as(tuple[KnownHeader, ...], json.loads(read_ordinary(state_folder() / _FILE)))
    except (OSError, ValueError, RecursionError):
        return ()
