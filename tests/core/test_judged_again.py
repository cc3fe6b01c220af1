"""Rows that need not be judged again under another setting: those that read nothing that an earlier row leaves
otherwise. Long chains of rows that meet each other's records, held against running every other setting."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.core.helpers import MemoryIndex, body, field, record
from tests.core.test_certainty import by_brute_force
from tui.core.forecast import forecast
from tui.core.metadata import module_of
from tui.core.rules import Assumptions

CHOICES = [{"actual_value": "Open", "display_value": "Open"}]
OF = module_of(
    "Leads",
    [
        field("Last_Name", mandatory=True, length=8),
        field("Email", "email"),
        field("Phone", "phone", unique=True),
        field("Serial", "bigint", unique=True),
        field("Stage", "picklist", pick_list_values=CHOICES),
        field("Lines", "subform"),
    ],
)
POOLS: dict[str, tuple[Any, ...]] = {
    "id": ("1", "2", 3, ""),
    "Last_Name": ("Ode", "Lee", ""),
    "Email": ("a@x.test", "A@x.test ", "b@x.test", "c@x.test", ""),
    "Phone": ("1", " 1", "2", "3", "", None),
    "Serial": ("12", 12, "13", ""),
    "Stage": ("Open", "Weird"),
    "Lines": ([{"Code": "a"}], []),
}
HOW_OFTEN = {"id": 0.1, "Last_Name": 0.9, "Email": 0.8, "Phone": 0.6, "Serial": 0.4, "Stage": 0.3, "Lines": 0.1}
ROWS = 9
SEEDS = (5, 7, 16, 22, 26, 39, 49, 52, 58, 65, 73, 80, 83, 96, 127, 189)
"""Payloads in which each kind of what an earlier row leaves otherwise makes a later one come to something else."""


def some(chance: random.Random, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: chance.choice(POOLS[name]) for name in names if chance.random() < HOW_OFTEN[name]}


def moment(chance: random.Random) -> str:
    return f"2026-0{chance.randrange(1, 7)}-01T00:00:00Z"


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_are_not_judged_again_would_come_to_the_same(seed: int) -> None:
    chance = random.Random(seed)
    stored = [
        record(
            number,
            **some(chance, ("Last_Name", "Email", "Phone", "Serial", "Stage")),
            Created_Time=moment(chance),
            Modified_Time=moment(chance),
        )
        for number in range(1, 4)
    ]
    picked = {
        "match.several": chance.choice(["oldest", "newest", "latest_modified"]),
        "match.blank_skipped": chance.choice(["skipped", "matches_blank"]),
    }
    request = body(*(some(chance, tuple(POOLS)) for _ in range(ROWS)), check=chance.choice([None, ["Phone"]]))
    index = MemoryIndex(stored)

    base = forecast(request, OF, index, Assumptions.layered(chosen=picked))

    assert [list(row.depends_on) for row in base.rows] == by_brute_force(request, OF, index, base)


def test_a_row_behind_one_that_writes_the_same_to_another_record_is_judged_again() -> None:
    held = {"Email": "twin@x.test", "Created_Time": "2026-01-01T00:00:00Z"}
    stored = [record(1, **held, Modified_Time="2026-02-01T00:00:00Z"), record(2, **held)]
    sent = {"Last_Name": "Ode", "Email": "twin@x.test", "Phone": "5"}
    rows = forecast(body({"id": "2", **sent}, {"Last_Name": "Ode", "Phone": "5"}), OF, MemoryIndex(stored)).rows
    assert [each.target_id for each in rows] == ["2", "2"]
    assert ["match.explicit_id" in each.depends_on for each in rows] == [True, True]


def test_a_row_meets_what_only_another_setting_lets_the_first_row_write() -> None:
    rows = ({"Last_Name": "Ode", "Email": "a@x.test", "Stage": "Weird"}, {"Last_Name": "Ode", "Email": "a@x.test"})
    found = forecast(body(*rows), OF, MemoryIndex([]), Assumptions.layered(chosen={"valid.picklist": "refused"})).rows
    assert [each.outcome for each in found] == ["error", "insert"]
    assert ["valid.picklist" in each.depends_on for each in found] == [True, True]
