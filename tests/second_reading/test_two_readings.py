"""The product and the second reading agree: effective order, outcomes, targets, certainty, depends_on, steps, changes,
errors and warnings of random calls under random settings. More of them by hand: ``python -m tests.second_reading``."""

from __future__ import annotations

import pytest

from tests.second_reading.__main__ import differ
from tests.second_reading.cases import make_case

CASES = 25  # for each seed below


@pytest.mark.parametrize("first", range(0, 200, CASES))
def test_both_readings_of_a_random_call_agree(first: int) -> None:
    found = {seed: differ(make_case(seed)) for seed in range(first, first + CASES)}
    assert {seed: differences for seed, differences in found.items() if differences} == {}
