"""Looking up what happened to a call of unknown outcome: in, not in, or cannot be told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import LEADS, record, row
from tests.live.scripted import LOST, ScriptedClient, not_connected, planned
from tui.live.journal.journal import Journal
from tui.live.journal.look_up import coql_value, look_up, rows_not_in
from tui.live.send.sender import Sender

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.values import Json, Record
    from tui.live.journal.look_up import LookedUp

SENT_AT = datetime(2026, 3, 1, 12, 0, 0, 400_000, tzinfo=UTC)
BEFORE, LONG_BEFORE, AFTER = "2026-03-01T11:59:30Z", "2026-02-01T00:00:00Z", "2026-03-01T12:00:00Z"
ADA = record(1, Last_Name="Byron", Email="ada@x.test", Company="Inc", Modified_Time=LONG_BEFORE)


def looked_up(
    tmp_path: Path,
    *rows: Record,
    now: tuple[Record, ...] = (),
    stored: tuple[Record, ...] = (ADA,),
    offline: bool = False,
) -> tuple[list[LookedUp], ScriptedClient, Journal]:
    """Send the rows, lose the reply, and look up what became of them in an org that holds ``now``."""
    journal = Journal(tmp_path, lambda: SENT_AT)
    sender = Sender(ScriptedClient(LOST, records=stored), journal)
    sender.run(planned(sender, *rows, stored=stored))
    client = ScriptedClient(records=now)
    client.reading_fails = not_connected() if offline else None

    def answer(query: str) -> Json:
        name = query.partition(" where ")[2].partition(" ")[0]
        held = [each for each in now if each.get(name) is not None and coql_value(each[name]) in query]
        return {"data": [{"id": each["id"], name: each[name]} for each in held]} if held else None

    client.answer_query = answer
    (entry,) = journal.entries()
    found = look_up(client, entry, LEADS)
    return list(found.rows), client, journal


UPDATE = {"Email": "ada@x.test", "Company": "Ltd"}
NEW = row(Email="n@x.test", Company="Ltd")


@each_case(
    ("now", "fate"),
    [
        ({**ADA, "Company": "Ltd", "Modified_Time": AFTER}, "in"),
        (ADA, "not_in"),
        ({**ADA, "Company": "Other", "Modified_Time": AFTER}, "cannot_tell"),
        ({**ADA, "Company": "Ltd", "Modified_Time": None}, "cannot_tell"),
        ({**ADA, "Company": "Ltd"}, "not_in"),
    ],
)
def test_an_update_is_looked_up_by_its_target(tmp_path: Path, now: Record, fate: str) -> None:
    (found,), client, _ = looked_up(tmp_path, UPDATE, now=(now,))
    assert (found.fate, found.record_id) == (fate, "1")
    assert client.queries == []


def test_a_target_that_is_gone_tells_nothing(tmp_path: Path) -> None:
    (found,), _, _ = looked_up(tmp_path, UPDATE)
    assert (found.fate, found.sentence) == ("cannot_tell", "1 is no longer in the org")


def test_an_insert_is_looked_up_by_its_check_values(tmp_path: Path) -> None:
    made = {**NEW, "id": "900", "Created_Time": AFTER, "Modified_Time": AFTER}
    (found,), client, _ = looked_up(tmp_path, NEW, now=(made,))
    assert (found.fate, found.record_id) == ("in", "900")
    assert client.queries == ["select id, Email from Leads where Email in ('n@x.test') limit 200"]


def test_an_insert_of_which_there_is_no_record_is_not_in(tmp_path: Path) -> None:
    (found,), _, _ = looked_up(tmp_path, NEW)
    assert (found.fate, found.sentence) == ("not_in", "no record has its Email")


RECORD: Json = {"id": "9", "Email": "other@x.test"}


@each_case(
    "reply",
    [
        {},
        [],
        {"data": None},
        {"data": RECORD},
        {"data": [{"id": 9, "Email": "n@x.test"}]},
        {"data": [{"id": "9"}]},
        {"data": [], "info": {"more_records": True}},
        {"data": [{**RECORD, "id": str(number)} for number in range(200)]},
    ],
)
def test_a_query_that_may_hold_records_back_does_not_tell_that_a_row_is_not_in(tmp_path: Path, reply: Json) -> None:
    _, client, journal = looked_up(tmp_path, NEW)
    client.answer_query = lambda _: reply
    (found,) = look_up(client, journal.entries()[0], LEADS).rows
    assert found.fate == "cannot_tell"
    assert "may not include all its records" in found.sentence


def test_a_forecast_target_without_a_value_of_the_row_does_not_tell_that_it_is_not_in(tmp_path: Path) -> None:
    (found,), _, _ = looked_up(tmp_path, UPDATE, now=({**ADA, "Email": "moved@x.test"},))
    assert (found.fate, found.record_id) == ("cannot_tell", "1")
    assert "none of the row's check values" in found.sentence


@each_case(("modified", "fate"), [(LONG_BEFORE, "not_in"), (BEFORE, "cannot_tell"), (AFTER, "in")])
def test_a_record_that_was_there_before_tells_by_its_time(tmp_path: Path, modified: str, fate: str) -> None:
    there = {**NEW, "id": "77", "Modified_Time": modified}
    (found,), _, _ = looked_up(tmp_path, NEW, now=(there,))
    assert found.fate == fate


def test_a_row_without_check_values_cannot_be_told(tmp_path: Path) -> None:
    (found,), client, _ = looked_up(tmp_path, row(Company="Ltd"))
    assert (found.fate, found.sentence) == ("cannot_tell", "the row has no check value to look for")
    assert client.queries == []


def test_a_row_with_an_id_of_its_own_is_looked_up_by_it(tmp_path: Path) -> None:
    (found,), _, _ = looked_up(
        tmp_path, {"id": "1", "Company": "Ltd"}, now=({**ADA, "Company": "Ltd", "Modified_Time": AFTER},)
    )
    assert (found.fate, found.record_id) == ("in", "1")


def test_an_org_that_cannot_be_reached_tells_nothing(tmp_path: Path) -> None:
    found, _, _ = looked_up(tmp_path, UPDATE, NEW, offline=True)
    assert [each.fate for each in found] == ["cannot_tell", "cannot_tell"]
    assert "the name of the host is not known" in found[0].sentence


def test_values_are_asked_for_in_groups_and_escaped(tmp_path: Path) -> None:
    rows = [row(Email=f"o'{number}@x.test") for number in range(60)]
    _, client, _ = looked_up(tmp_path, *rows)
    assert [query.count("@") for query in client.queries] == [50, 10]
    assert "'o''0@x.test'" in client.queries[0]


@each_case(
    ("value", "text"),
    [("a'b", "'a''b'"), ("a\\", "'a\\\\'"), ("a\\'b", "'a\\\\''b'"), (5, "5"), (2.5, "2.5"), (True, "true")],
)
def test_a_value_in_a_query_cannot_end_its_text(value: Json, text: str) -> None:
    assert coql_value(value) == text


def test_the_rows_that_are_not_in_can_be_sent_again(tmp_path: Path) -> None:
    now = ({**ADA, "Company": "Ltd", "Modified_Time": AFTER},)
    rows, client, journal = looked_up(tmp_path, UPDATE, NEW, now=now)
    assert [each.fate for each in rows] == ["in", "not_in"]
    (entry,) = journal.entries()
    lookup = look_up(client, entry, LEADS)
    assert lookup.text == "1 saved, 1 not saved, 0 unknown"
    assert rows_not_in(entry, lookup) == {"data": [NEW]}


def test_a_time_in_the_zone_of_the_org_is_the_same_moment(tmp_path: Path) -> None:
    same = {**ADA, "Modified_Time": "2026-02-01T02:00:00+02:00", "Company": "Ltd"}
    (found,), _, _ = looked_up(tmp_path, UPDATE, now=(same,))
    assert found.fate == "not_in"
