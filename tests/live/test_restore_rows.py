"""Restoring rows of subforms: added ones go by the ids that the org gave them, changed and removed ones come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import COMPANY, EMAIL, FIELDS, LAST_NAME, PHONE, MemoryIndex, body, field, module, record
from tests.live.scripted import ScriptedClient, answered, planned, took
from tui.core.forecast import forecast
from tui.core.metadata import LayoutMetadata, module_of
from tui.live.journal.journal import Journal
from tui.live.journal.restore import read_now, restoration, restores_any
from tui.live.journal.restore_rows import SentRows
from tui.live.send.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.journal.restore import Restoration
    from tui.live.zoho.result import CallResult

LAYOUT = field("Layout", "layout", json_type="jsonobject")
OF = module(*FIELDS, field("Lines", "subform", json_type="jsonarray"), LAYOUT)
OLD = [{"id": "11", "Item": "Ink", "Count": 1}, {"id": "12", "Item": "Pen", "Count": 2}]
SAVED_AT = "2026-01-01T00:00:00+00:00"
ADA = record(
    1,
    Email="ada@x.test",
    Phone="100",
    Company="Inc",
    Lines=OLD,
    Layout={"name": "Std", "id": "70"},
    Modified_Time=SAVED_AT,
)


def saved() -> Record:
    """The answer to an update after which nobody edited the record."""
    return {**took("update", "1"), "details": {"id": "1", "Modified_Time": SAVED_AT}}


class Org(ScriptedClient):
    """One record, which an update leaves with other rows."""

    def __init__(self, *updates: Sequence[Json], stored: Record = ADA) -> None:
        super().__init__(*(answered(saved()) for _ in updates), records=[stored])
        self._updates = list(updates)

    def upsert(self, module: str, body: Json, if_unmodified_since: str | None = None) -> CallResult:
        """Answer, and have the rows that the update leaves."""
        self.records["1"] = {**self.records["1"], "Lines": self._updates.pop(0)}
        return super().upsert(module, body)


def restored(
    tmp_path: Path,
    org: Org,
    *sent: Json,
    of: Module = OF,
    stored: Record = ADA,
    read: bool = True,
    assume: Sequence[str] = (),
    values: Record | None = None,
) -> Restoration:
    """What restores the record after these subforms were sent, one in each row of one call."""
    journal = Journal(tmp_path)
    rows = [{"Email": "ada@x.test", **({} if lines is ... else {"Lines": lines}), **(values or {})} for lines in sent]
    org.results = [answered(*(saved() for _ in rows))]
    sender = Sender(org, journal)
    sender.run(planned(sender, *rows, stored=[stored], of=of, assume=assume))
    entries = journal.entries()
    return restoration(entries, of, read_now(org, entries, of) if read else None)


def rows_of(found: Restoration) -> Json:
    assert found.body is not None
    (row,) = found.body["data"]
    assert row["id"] == "1"
    return row["Lines"]


NEW = {"Item": "Cap", "Count": 3}
CAP = {"id": "13", "Item": "Cap", "Count": 3, "Total": 9, "Created_Time": "2026-01-01T00:00:00Z"}


def test_write_subform_rows_that_an_update_added_are_removed_by_the_ids_that_the_org_gave(tmp_path: Path) -> None:
    found = restored(tmp_path, Org([*OLD, CAP]), [NEW])
    assert rows_of(found) == [{"id": "13", "_delete": None}]
    assert found.notes == ()


def test_changed_rows_get_their_old_cells_and_others_are_not_named(tmp_path: Path) -> None:
    org = Org([{**OLD[0], "Count": 9, "Note": "x"}, OLD[1]])
    found = restored(tmp_path, org, [{"id": "11", "Count": 9, "Note": "x", "Item": "Ink"}])
    assert rows_of(found) == [{"id": "11", "Count": 1, "Note": None}]


@each_case("sent", [[{"id": "11", "_delete": None}, {"id": "12", "_delete": ""}], [], None])
def test_removed_rows_are_added_again_and_it_is_said_that_their_ids_are_new(tmp_path: Path, sent: Json) -> None:
    found = restored(tmp_path, Org([]), sent)
    assert rows_of(found) == [{"Item": "Ink", "Count": 1}, {"Item": "Pen", "Count": 2}]
    assert found.notes == ("row 1: Lines of 1: 2 removed rows added again, with new ids",)


def test_what_zoho_fills_in_a_row_is_not_sent_back(tmp_path: Path) -> None:
    lines = [{"id": "11", "Item": "Ink", "Parent_Id": {"id": "1"}, "Created_Time": "x", "$editable": True}]
    ada = {**ADA, "Lines": lines}
    found = restored(tmp_path, Org([], stored=ada), [], stored=ada)
    assert rows_of(found) == [{"Item": "Ink"}]


def test_added_changed_and_removed_rows_of_one_update_are_restored_together(tmp_path: Path) -> None:
    sent = [NEW, {"id": "11", "Count": 5}, {"id": "12", "_delete": None}]
    found = restored(tmp_path, Org([{**OLD[0], "Count": 5}, CAP]), sent)
    assert rows_of(found) == [{"id": "13", "_delete": None}, {"id": "11", "Count": 1}, {"Item": "Pen", "Count": 2}]


def test_rows_that_several_rows_of_the_payload_added_are_all_removed(tmp_path: Path) -> None:
    after = [*OLD, CAP, {**CAP, "id": "14"}]
    found = restored(tmp_path, Org(after), [NEW], [NEW])
    assert rows_of(found) == [{"id": "13", "_delete": None}, {"id": "14", "_delete": None}]


def test_a_row_that_somebody_else_added_since_is_left_alone_and_said(tmp_path: Path) -> None:
    other = {"id": "14", "Item": "Hat", "Count": 1}
    found = restored(tmp_path, Org([*OLD, other, CAP]), [NEW])
    assert rows_of(found) == [{"id": "13", "_delete": None}]
    assert found.notes == ("row 1: Lines of 1: 1 row that someone else added were left alone",)


def test_an_added_row_whose_cells_the_org_changed_at_once_is_known_as_the_only_one(tmp_path: Path) -> None:
    found = restored(tmp_path, Org([*OLD, {**CAP, "Item": "CAP"}]), [NEW])
    assert rows_of(found) == [{"id": "13", "_delete": None}]


def test_a_row_that_is_gone_by_now_needs_no_old_cells(tmp_path: Path) -> None:
    found = restored(tmp_path, Org([OLD[1], CAP]), [NEW, {"id": "11", "Count": 5}])
    assert rows_of(found) == [{"id": "13", "_delete": None}]


def test_without_reading_back_the_added_rows_stay_and_the_others_are_restored(tmp_path: Path) -> None:
    sent = [NEW, {"id": "11", "Count": 5}]
    found = restored(tmp_path, Org([{**OLD[0], "Count": 5}, OLD[1], CAP]), sent, read=False)
    assert rows_of(found) == [{"id": "11", "Count": 1}]
    assert found.notes == ("row 1: Lines of 1: 1 added row left there, since they were not read back",)


def test_write_subform_rows_replace_names_the_rows_that_stay(tmp_path: Path) -> None:
    org = Org([{**OLD[0], "Count": 5}, CAP])
    sent = [{"id": "11", "Count": 5}, NEW]
    found = restored(tmp_path, org, sent, assume=["write.subform_rows=replace"])
    assert rows_of(found) == [{"id": "13", "_delete": None}, {"id": "11", "Count": 1}, {"Item": "Pen", "Count": 2}]
    org = Org([OLD[0]])
    found = restored(tmp_path / "2", org, [{"id": "11"}], assume=["write.subform_rows=replace"])
    assert rows_of(found) == [{"Item": "Pen", "Count": 2}, {"id": "11"}]


def test_nothing_is_asked_where_no_record_would_be_restored(tmp_path: Path) -> None:
    org, journal = Org(OLD), Journal(tmp_path)
    org.results = [answered(took("insert", "2"))]
    sender = Sender(org, journal)
    sender.run(planned(sender, {"Email": "bea@x.test", "Company": "Sun"}, stored=[ADA], of=OF))
    org.asked.clear()
    assert (restores_any(journal.entries(), OF), read_now(org, journal.entries(), OF).records, org.asked) == (
        False,
        {},
        [],
    )


def test_restoring_makes_the_rows_what_they_were(tmp_path: Path) -> None:
    after = [{**OLD[0], "Count": 5}, OLD[1], CAP]
    found = restored(tmp_path, Org(after), [NEW, {"id": "11", "Count": 5}])
    assert found.body is not None
    (row,) = forecast(body(*found.body["data"]), OF, MemoryIndex([{**ADA, "Lines": after}])).rows
    assert {change.api_name: change.after for change in row.changes} == {"Lines": OLD}


# --- layouts

STD = {"id": "70", "name": "Std", "sections": [{"fields": [{"api_name": "Company"}, {"api_name": "Email"}]}]}
WEB = {"id": "71", "name": "Web", "sections": [{"fields": [{"api_name": "Email"}, {"api_name": "Phone"}]}]}


def with_layouts() -> Module:
    layouts = [LayoutMetadata.of_json(layout) for layout in (STD, WEB)]
    return module_of("Leads", [LAST_NAME, EMAIL, PHONE, COMPANY, LAYOUT], layouts=layouts)


def test_a_layout_is_restored_by_its_id_and_apart_from_what_it_does_not_hold(tmp_path: Path) -> None:
    values = {"Layout": {"id": "71"}, "Phone": "5"}
    found = restored(tmp_path, Org(OLD), ..., of=with_layouts(), values=values)
    assert found.body == {"data": [{"id": "1", "Phone": "100"}, {"id": "1", "Layout": {"id": "70"}}]}


def test_write_layout_ignores_what_was_not_written_so_it_is_not_restored(tmp_path: Path) -> None:
    values = {"Layout": {"id": "71"}, "Company": "Sun"}
    found = restored(tmp_path, Org(OLD), ..., of=with_layouts(), values=values)
    assert found.body == {"data": [{"id": "1", "Layout": {"id": "70"}}]}


# --- one subform by itself -------------------------------------------------------------------------------------------


def undone(
    *sent: Json, now: Json, old: Json = OLD, is_read: bool = True, replaces: bool = False
) -> tuple[list[Json], list[str]]:
    """The rows that restore a subform after these writes, and what is noted."""
    rows = SentRows(1, "3652397000000649013", "Li\nnes", old)
    for each in sent:
        rows.send(each, replace=replaces)
    found, notes = rows.restoring(now, is_read=is_read, replace=replaces)
    return found, [note.removeprefix("row 2: Li\\nnes of …9013: ") for note in notes]


INK, PEN = OLD
CHANGED = {**INK, "Count": 5}


def test_a_subform_that_was_not_written_is_left_alone() -> None:
    assert undone(now=OLD) == undone([{"id": "11", "Count": 1}], now=OLD) == ([], [])
    assert undone(now=[*OLD, {"id": "13"}]) == ([], [])
    assert SentRows(0, "1", "Lines", OLD).added == ()


def test_old_cells_come_back_but_for_those_that_zoho_fills() -> None:
    sent: Json = [{"id": "11", "Count": 5, "Item": "Ink", "$x": 1, "Parent_Id": "7", "Created_Time": "now", "New": "n"}]
    back = [{"id": "11", "Count": 1, "New": None}]
    assert undone(sent, now=[CHANGED, PEN]) == (back, [])
    assert undone(sent, now=None, is_read=False) == (back, [])
    assert undone(sent, now=[PEN]) == ([], []), "somebody removed it since"
    assert undone([{"id": "11", "Count": 1.0}], now=OLD) == ([], [])


def test_a_row_that_was_removed_is_added_again_unless_it_is_there() -> None:
    sent: Json = [{"id": "12", "_delete": None}]
    again = ([{"Item": "Pen", "Count": 2}], ["1 removed row added again, with new ids"])
    assert undone(sent, now=[INK]) == undone(sent, now=None, is_read=False) == again
    assert undone(sent, now=OLD) == ([], [])
    both = undone(None, now=[], old=[{**INK, "$x": 1, "Created_By": "a"}, PEN])
    assert both == (
        [{"Item": "Ink", "Count": 1}, {"Item": "Pen", "Count": 2}],
        ["2 removed rows added again, with new ids"],
    )


def test_rows_that_were_added_go_by_their_cells_by_their_number_or_stay() -> None:
    new: Json = [{"Item": "New"}, {"Item": "Other"}]
    one, two, three = (
        {"id": "21", "Item": "New", "Count": 9},
        {"id": "22", "Item": "Other"},
        {"id": "23", "Item": "Else"},
    )

    def removed(*ids: str) -> list[Json]:
        return [{"id": each, "_delete": None} for each in ids]

    assert undone(new, now=[*OLD, two, one]) == (removed("22", "21"), [])
    assert undone(new, now=[*OLD, one, three]) == (removed("21", "23"), []), "as many as are missing"
    left = ["1 row that someone else added were left alone"]
    assert undone(new, now=[*OLD, one, two, three]) == (removed("21", "22"), left)
    assert undone(new[:1], now=[*OLD, three]) == (removed("23"), [])
    assert undone(new[:1], now=[*OLD, three, two]) == ([], ["2 rows that someone else added were left alone"])
    assert undone(new[:1], now=OLD) == ([], [])
    assert undone([{"Item": "New"}, {"Item": "New"}], now=[*OLD, one, {**one, "id": "24"}]) == (removed("21", "24"), [])
    unread = undone(new, now=None, is_read=False)
    assert unread == ([], ["2 added rows left there, since they were not read back"])
    named: Json = [{"id": "23", "Item": "New"}]
    assert undone(named, now=[*OLD, one, three]) == (removed("23"), left)


def test_where_rows_that_are_not_named_are_removed_the_others_are_named() -> None:
    sent: Json = [{"id": "11", "Count": 5}, {"id": "12"}]
    assert undone(sent, now=[CHANGED, PEN], replaces=True) == ([{"id": "11", "Count": 1}, {"id": "12"}], [])
    assert undone(sent, now=None, is_read=False, replaces=True) == ([{"id": "11", "Count": 1}, {"id": "12"}], [])
    assert undone([{"id": "11"}, {"id": "12"}], now=OLD, replaces=True) == ([], [])
    dropped = undone([{"id": "11"}], now=[INK, {"id": "30"}], replaces=True)
    assert dropped[0] == [{"Item": "Pen", "Count": 2}, {"id": "11"}, {"id": "30"}]
