"""The first open of a million records against a bare load of the same CSV file into SQLite with the same three indexes.

python -m tests.bench.bench_million [RECORDS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.bench.million import HEADER, INDEXED, make_data_set, measured, tell

RATIO: Final = 2.0
MOST_MB: Final = 200

_BARE: Final = """
import csv, sqlite3, sys
connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.execute("PRAGMA journal_mode = OFF")
connection.execute("PRAGMA synchronous = OFF")
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = csv.reader(file)
    header = next(rows)
    columns = ", ".join(f"c{number}" for number in range(len(header)))
    connection.execute(f"CREATE TABLE records ({columns})")
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO records VALUES ({', '.join('?' * len(header))})", rows)
    for number in sys.argv[3:]:
        connection.execute(f"CREATE INDEX i{number} ON records (c{number})")
    connection.execute("COMMIT")
"""
_OPEN: Final = """
import gc, sys
from pathlib import Path
from tui.dataset.folder import DataSet
from tui.dataset.kept import keep_indexes
from tui.settings.indexes import kept_indexes
keep_indexes(kept_indexes)
gc.set_threshold(100_000, 20, 100)  # as the commands have it
with DataSet.open(Path(sys.argv[1])) as data_set:
    print(len(data_set.records("Leads")))
"""


def main(count: int) -> int:
    """Measure and tell; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place, "set")
        folder.mkdir()
        file = make_data_set(folder, count)
        print(f"{count:,} records, {file.stat().st_size / 1e6:,.0f} MB")
        columns = [str(HEADER.index(name)) for name in INDEXED]
        bare = measured(["-c", _BARE, str(file), f"{place}/bare.db", *columns], time.perf_counter, {})
        ours = measured(["-c", _OPEN, str(folder)], time.perf_counter, {"XDG_CACHE_HOME": place})
    return tell(("bare csv -> SQLite, three indexes", [bare]), ("first open", [ours]), RATIO, MOST_MB)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
