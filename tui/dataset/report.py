"""What loading the records of a module found, as a value and in sentences for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.payload.csv_rows import UnconvertedCell


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The records of a module: how many there are, and what is odd about the files they came from.

    ``doubled_ids`` counts the records that replaced an earlier one; ``unconverted`` are the first cells of CSV files
    that stayed text, each with its file, and ``unconverted_count`` all of them; ``empty_files`` have no content;
    ``not_read`` are files that are named for the module, but not like files of records; ``full_page``: they are exactly
    as many as one reply of Zoho holds, and none says whether there are more; ``rounded_ids``: the ids all end in zeros,
    as a spreadsheet leaves them. ``problems``: what is wrong with
    dataset.toml, calibration.json and layouts, and that an index cannot be kept or files changed meanwhile,
    one sentence each; all of that does not count.
    """

    module: str
    count: int = 0
    files: tuple[str, ...] = ()
    not_records: int = 0
    without_id: int = 0
    doubled_ids: int = 0
    unknown_columns: tuple[str, ...] = ()
    unconverted: tuple[tuple[str, UnconvertedCell], ...] = ()
    unconverted_count: int = 0
    empty_files: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    full_page: bool = False
    rounded_ids: bool = False
    problems: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """One short sentence for each oddity; none if all is well."""
        sentences = list(self.problems)
        if self.empty_files:
            verb = "is empty and counts" if len(self.empty_files) == 1 else "are empty and count"
            sentences.append(f"{abbreviated(self.empty_files)} {verb} as no records (Zoho answers 204 without a body).")
        if self.not_read:
            verb = "is" if len(self.not_read) == 1 else "are"
            sentences.append(
                f"{abbreviated(self.not_read)} {verb} not read: records are .json, .jsonl, .csv or .zip, also with .gz."
            )
        if self.full_page:
            sentences.append(
                f"{self.module}: exactly {self.count:,} records, as many as one reply holds, and nothing here says "
                'whether the org has more. If these are all, write covers = "all" under [made] in dataset.toml.'
            )
        if self.rounded_ids:
            sentences.append(
                f"{self.module}: all ids end in zeros, as a spreadsheet rounds them: different records may count "
                "as one, and are shown with a wrong id. Save them again, as Zoho exports them."
            )
        if self.not_records:
            sentences.append(
                f"{self.module}: {count_of(self.not_records, 'entry is not an object', 'entries are not objects')}."
            )
        if self.without_id:
            sentences.append(f"{self.module}: {count_of(self.without_id, 'record has no id', 'records have no id')}.")
        if self.doubled_ids:
            times = count_of(self.doubled_ids, "id comes", "ids come")
            sentences.append(f"{self.module}: {times} again; the later record is used.")
        if self.unknown_columns:
            verb = "is not a field" if len(self.unknown_columns) == 1 else "are not fields"
            sentences.append(f"{self.module}: {abbreviated(self.unknown_columns)} {verb}; kept anyway.")
        if self.unconverted:
            file, first = self.unconverted[0]
            more = self.unconverted_count - 1
            others = f" ({count_of(more, 'more cell', 'more cells')} alike)" if more else ""
            sentences.append(f"{file}, {first}; kept as text{others}.")
        return tuple(sentences)


def abbreviated(names: Sequence[str], most: int = 8) -> str:
    """Names in a row, at most as many as fit a line; the others are counted."""
    shown = one_line(", ".join(names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
