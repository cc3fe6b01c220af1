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
from tui.core.forecast import forecast
from tui.core.metadata import LayoutMetadata, module_of
from tui.core.rules import SWITCHES, Assumptions, Certainty, Measurement

if TYPE_CHECKING:
    from tui.core.payload.request import UpsertRequest

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
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from(["1", "2", 3, "new-1", "$ID", ""]),
    "Last_Name": st.sampled_from(["Ode", "", None, "much too long", 5]),
    "Email": st.sampled_from(["a@x.test", "A@x.test ", "b@x.test", "", "odd@x", "$EMAIL", None]),
    "Phone": st.sampled_from(["1", " 1", "2", "none", "9?9", "", "$EMAIL"]),
    "Serial": st.sampled_from(["12", 12, "012", "", -1, 1.5]),
    "Key": st.sampled_from(["K-1", 5]),
    "Stage": st.sampled_from(["won", "Closed Won", "open", "Weird", "-None-", ""]),
    "Stages": st.sampled_from([["won"], ["Closed Won", "Open"], ["Weird"], [], "won"]),
    "Account": st.sampled_from([{"id": "7"}, "7", 8, {"name": "Ode"}, None, "Ode"]),
    "Owner": st.sampled_from([{"id": "7"}, "7", "ada@x.test", {"email": "a@x.test"}, " "]),
    "When": st.sampled_from(["2026-01-02T03:04:05", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.1+00:00", ""]),
    "Lines": st.sampled_from([[], None, [{"Code": "a"}], [{"id": "11", "Code": "a"}], [{"id": "11", "_delete": 1}]]),
    "Site": st.sampled_from(["https://x.test", "nowhere", "", None]),
    "Layout": st.sampled_from([{"id": "500"}, {"id": "501"}, "500", None]),
    "$append_values": st.just({"Stages": True}),
}
ROWS = st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=1, max_size=3)
HELD: dict[str, st.SearchStrategy[Any]] = {
    "Email": st.sampled_from(["a@x.test", "A@x.test", "b@x.test", "", None]),
    "Phone": st.sampled_from(["1", "2", None]),
    "Serial": st.sampled_from(["12", 12, "012"]),
    "Stage": st.sampled_from(["Closed Won", "Open", "Weird"]),
    "Stages": st.sampled_from([["won"], [], None]),
    "Account": st.sampled_from([{"id": "7", "name": "Ode"}, None]),
    "When": st.sampled_from(["2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05", None]),
    "Lines": st.sampled_from([[{"id": "11", "Code": "a"}, {"id": "12"}], [], None]),
    "$converted": st.sampled_from([True, False]),
    "Created_Time": st.sampled_from(["2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z"]),
    "Modified_Time": st.sampled_from(["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"]),
}
STORED = st.lists(st.fixed_dictionaries({}, optional=HELD), max_size=3).map(
    lambda records: [record(number, **values) for number, values in enumerate(records, 1)]
)
INDEXES = st.builds(
    MemoryIndex,
    STORED,
    st.sampled_from([None, None, {}, {"Email": ["a@x.test", " B@x.test"], "Phone": ["1"], "Serial": [12]}]),
    more_records=st.booleans(),
    absent_fields=st.booleans(),
)
SHELL = frozenset({"$EMAIL", "$ID"})
REQUESTS = st.builds(
    lambda rows, check, header, shell: replace(
        body(*rows, check=check),
        if_unmodified_since=header,
        shell_variables=frozenset({"$EMAIL", "$ID"} if shell else ()),
    ),
    ROWS,
    st.sampled_from([None, [], ["Phone"], ["Email", "Nowhere"], ["Stage", "Serial"]]),
    st.sampled_from([None, None, None, "2026-06-01T12:00:00Z"]),
    st.booleans(),
)
PAIRS = st.lists(
    st.sampled_from([(rule, value) for rule, switch in SWITCHES.items() for value in switch.values]), max_size=4
)


def settings_of(pairs: list[tuple[str, str]]) -> Assumptions:
    return Assumptions.layered(chosen=dict(pairs))


@given(REQUESTS, INDEXES, PAIRS)
def test_depends_on_is_what_running_every_other_setting_finds_for_rows_of_every_kind(
    request: UpsertRequest, index: MemoryIndex, pairs: list[tuple[str, str]]
) -> None:
    base = forecast(request, OF, index, settings_of(pairs))
    if not base.call_errors:
        assert [list(each.depends_on) for each in base.rows] == by_brute_force(request, OF, index, base)


@given(REQUESTS, INDEXES, PAIRS)
def test_a_measured_setting_is_used_like_one_that_a_person_picked(
    request: UpsertRequest, index: MemoryIndex, pairs: list[tuple[str, str]]
) -> None:
    measured = Assumptions.layered(measured={rule: Measurement(value) for rule, value in dict(pairs).items()})
    picked = settings_of(pairs)
    mine, theirs = forecast(request, OF, index, measured), forecast(request, OF, index, picked)
    assert mine.call_errors == theirs.call_errors
    assert [gist(each) for each in mine.rows] == [gist(each) for each in theirs.rows]
    for one, other in zip(mine.rows, theirs.rows, strict=True):
        assert (one.rules, one.depends_on, one.changes) == (other.rules, other.depends_on, other.changes)
        assert one.certainty <= max(other.certainty, Certainty.MEASURED)


@given(REQUESTS, INDEXES, PAIRS)
def test_a_row_that_changes_nothing_or_writes_nothing_says_so_of_every_field(
    request: UpsertRequest, index: MemoryIndex, pairs: list[tuple[str, str]]
) -> None:
    for each in forecast(request, OF, index, settings_of(pairs), counterfactuals=False).rows:
        kinds = {change.kind for change in each.changes}
        if each.outcome in ("error", "not_known"):
            assert each.changes == ()
        if each.outcome == "unchanged":
            assert kinds <= {"same"}
        if each.outcome == "update":
            assert kinds - {"same"}
        if each.outcome == "insert":
            assert kinds <= {"added", "same"}
