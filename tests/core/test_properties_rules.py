"""Properties of the switches on rows of every kind: values in odd forms, subforms, layouts, fields that were not
pulled, converted leads, shell variables and a header.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.helpers import MemoryIndex, body, field, record
from tests.core.test_certainty import by_brute_force, gist
from tests.drawn import each_of, few_of, some_of
from tui.core.forecast import forecast, forecast_on_its_way, forecast_row_by_row
from tui.core.metadata import LayoutMetadata, module_of
from tui.core.rules import SWITCHES, Assumptions, Certainty, Measurement

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.payload.request import UpsertRequest
    from tui.core.row_forecast import RowForecast

CHOICES = [{"actual_value": "won", "display_value": "Closed Won"}, {"actual_value": "Open", "display_value": "Open"}]
LAYOUT = LayoutMetadata.of_json(
    {"id": "500", "sections": [{"fields": [{"api_name": name} for name in ("Last_Name", "Email", "Stage")]}]}
)
OF = module_of(
    "Leads",
    [
        field("Last_Name", mandatory=True, length=8),
        field("Email", "email"),
        field("Phone", "phone", unique=True),
        field("Serial", "bigint", unique=True),
        field("Key", "autonumber", unique=True),
        field("Stage", "picklist", pick_list_values=CHOICES),
        field("Stages", "multiselectpicklist", pick_list_values=CHOICES),
        field("Account", "lookup", mandatory=True),
        field("Owner", "ownerlookup"),
        field("When", "datetime"),
        field("Lines", "subform"),
        field("Site", "website", update=False),
    ],
    layouts=[LAYOUT],
)
VALUES: dict[str, tuple[Any, ...]] = {
    "id": ("1", "2", 3, "new-1", "$ID", ""),
    "Last_Name": ("Ode", "", None, "much too long", 5),
    "Email": ("a@x.test", "A@x.test ", "b@x.test", "", "odd@x", "$EMAIL", None),
    "Phone": ("1", " 1", "2", "none", "9?9", "", "$EMAIL"),
    "Serial": ("12", 12, "012", "", -1, 1.5),
    "Key": ("K-1", 5),
    "Stage": ("won", "Closed Won", "open", "Weird", "-None-", ""),
    "Stages": (["won"], ["Closed Won", "Open"], ["Weird"], [], "won"),
    "Account": ({"id": "7"}, "7", 8, {"name": "Ode"}, None, "Ode"),
    "Owner": ({"id": "7"}, "7", "ada@x.test", {"email": "a@x.test"}, " "),
    "When": ("2026-01-02T03:04:05", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.1+00:00", ""),
    "Lines": ([], None, [{"Code": "a"}], [{"id": "11", "Code": "a"}], [{"id": "11", "_delete": 1}]),
    "Site": ("https://x.test", "nowhere", "", None),
    "Layout": ({"id": "500"}, {"id": "501"}, "500", None),
    "$append_values": ({"Stages": True},),
}
ROWS = st.lists(some_of(VALUES), min_size=1, max_size=3)
HELD: dict[str, tuple[Any, ...]] = {
    "Email": ("a@x.test", "A@x.test", "b@x.test", "", None),
    "Phone": ("1", "2", None),
    "Serial": ("12", 12, "012"),
    "Stage": ("Closed Won", "Open", "Weird"),
    "Stages": (["won"], [], None),
    "Account": ({"id": "7", "name": "Ode"}, None),
    "When": ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05", None),
    "Lines": ([{"id": "11", "Code": "a"}, {"id": "12"}], [], None),
    "$converted": (True, False),
    "Created_Time": ("2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
    "Modified_Time": ("2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"),
}
STORED = st.lists(some_of(HELD), max_size=3).map(
    lambda records: [record(number, **values) for number, values in enumerate(records, 1)]
)
COVERS: dict[str, tuple[Any, ...]] = {
    "covers": (None, None, {}, {"Email": ["a@x.test", " B@x.test"], "Phone": ["1"], "Serial": [12]}),
    "more_records": (False, True),
    "absent_fields": (False, True),
}
INDEXES = st.builds(lambda stored, covers: MemoryIndex(stored, **covers), STORED, each_of(COVERS))
AROUND: dict[str, tuple[Any, ...]] = {
    "check": (None, [], ["Phone"], ["Email", "Nowhere"], ["Stage", "Serial"]),
    "header": (None, None, None, "2026-06-01T12:00:00Z"),
    "shell": ((), ("$EMAIL", "$ID")),
}
REQUESTS = st.builds(
    lambda rows, around: replace(
        body(*rows, check=around["check"]),
        if_unmodified_since=around["header"],
        shell_variables=frozenset(around["shell"]),
    ),
    ROWS,
    each_of(AROUND),
)
PAIRS = few_of([(rule, value) for rule, switch in SWITCHES.items() for value in switch.values], 4)


@given(REQUESTS, INDEXES, PAIRS)
def test_what_a_forecast_says_of_rows_of_every_kind_is_so(
    request: UpsertRequest, index: MemoryIndex, pairs: list[tuple[str, str]]
) -> None:
    made = forecast(request, OF, index, Assumptions.layered(chosen=dict(pairs)))
    depends_on_is_what_running_every_other_setting_finds(made, index)
    a_measured_setting_is_used_like_one_that_a_person_picked(made, index, dict(pairs))
    a_row_that_changes_nothing_or_writes_nothing_says_so_of_every_field(made)
    rows_that_are_handed_on_as_they_are_made_are_those_of_the_whole(made, index)


def depends_on_is_what_running_every_other_setting_finds(made: Forecast, index: MemoryIndex) -> None:
    if not made.call_errors:
        assert [list(each.depends_on) for each in made.rows] == by_brute_force(made.request, OF, index, made)


def a_measured_setting_is_used_like_one_that_a_person_picked(
    picked: Forecast, index: MemoryIndex, chosen: dict[str, str]
) -> None:
    measured = Assumptions.layered(measured={rule: Measurement(value) for rule, value in chosen.items()})
    mine = forecast(picked.request, OF, index, measured)
    assert mine.call_errors == picked.call_errors
    assert [gist(each) for each in mine.rows] == [gist(each) for each in picked.rows]
    for one, other in zip(mine.rows, picked.rows, strict=True):
        assert (one.rules, one.depends_on, one.changes) == (other.rules, other.depends_on, other.changes)
        assert one.certainty <= max(other.certainty, Certainty.MEASURED)


def a_row_that_changes_nothing_or_writes_nothing_says_so_of_every_field(made: Forecast) -> None:
    for each in made.rows:
        kinds = {change.kind for change in each.changes}
        if each.outcome in ("error", "not_known"):
            assert each.changes == ()
        if each.outcome == "unchanged":
            assert kinds <= {"same"}
        if each.outcome == "update":
            assert kinds - {"same"}
        if each.outcome == "insert":
            assert kinds <= {"added", "same"}


def rows_that_are_handed_on_as_they_are_made_are_those_of_the_whole(made: Forecast, index: MemoryIndex) -> None:
    rows: list[RowForecast] = []
    outline = forecast_row_by_row(made.request, OF, index, made.assumptions, put=rows.append)
    *_, last = forecast_on_its_way(made.request, OF, index, made.assumptions)
    assert made == last == replace(outline.forecast, rows=tuple(rows))
    assert outline.counted.summary == made.summary
