"""The days that a date may be whose parts stand in another order than Zoho takes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def days_of(first: str, second: str, third: str) -> Iterator[date]:
    """Every day that three numbers may be, each once: the year has four digits and is the first of them, or the last;
    then day first comes before month first."""
    if len(first) == 4:
        orders = [(first, second, third)]
    elif len(third) == 4:
        orders = [(third, second, first), (third, first, second)]
    else:
        return
    seen = set()
    for year, month, day in orders:
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if found not in seen:
            seen.add(found)
            yield found
