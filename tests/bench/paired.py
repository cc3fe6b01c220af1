"""Two lists of times that were measured in one run, told beside a limit for their ratio."""

from __future__ import annotations

import statistics


def tell(floor: tuple[str, list[float]], measured: tuple[str, list[float]], limit: float) -> int:
    """Print median and 95th percentile of both, in milliseconds, and how many times the floor the other one takes.
    Returns the exit code: 1 over the limit."""
    for name, times in (floor, measured):
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{name:36} median {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms")
    ratio = statistics.median(measured[1]) / statistics.median(floor[1])
    print(f"ratio {ratio:.1f} (limit {limit})")
    return int(ratio > limit)
