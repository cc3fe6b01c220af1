"""Opening a million records again and forecasting 100 rows, against the same command on the demo data.

python -m tests.bench.bench_again [RECORDS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.bench.million import make_data_set, make_payload, measured, tell

RATIO: Final = 1.5
MOST_MB: Final = 120
_TIMES: Final = 5


def main(count: int) -> int:
    """Measure and tell; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder, payload = Path(place, "set"), Path(place, "payload.json")
        folder.mkdir()
        make_data_set(folder, count)
        make_payload(payload, count)
        environment = {"XDG_CACHE_HOME": place}
        preview = ["-m", "tui", "preview", str(payload), "--module", "Leads", "--format", "json"]
        large = [*preview, "--data", str(folder)]
        measured(large, time.perf_counter, environment)
        demo, again = [], []
        for _ in range(_TIMES):
            demo.append(measured(preview, time.perf_counter, environment))
            again.append(measured(large, time.perf_counter, environment))
    return tell(
        ("preview of 100 rows, demo data", demo), (f"preview of 100 rows, {count:,} records", again), RATIO, MOST_MB
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
