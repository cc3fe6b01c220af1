"""Records as they were before a call: exact where the journal or an older data set has them, inferred elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.core.helpers import MemoryIndex, forecast_of, record, row
from tests.core.incidents import AFTER, BEFORE, CALL, incident_of, inserted, updated
from tests.core.replies import failed
from tui.core.outcome import RowOutcome
from tui.core.reply.read import ReplyError, ReplyRow
from tui.core.reply.rewind import KnownBefore, PastRecord, PastRecords, is_later, moment, rewound
from tui.core.values import Key, KeyForm, instant, key_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.core.reply.incident import Incident
    from tui.core.reply.read import Action
    from tui.core.reply.rewind import Source
    from tui.core.values import Json, Record

SILAS = record(1, Last_Name="Marsh", Email="silas@x.test", Phone="100", Modified_Time=CALL)
"""As the call left it: the row below wrote its e-mail."""

ROW = row(Email="silas@x.test", Phone="100")


def came_to(found: Incident, index: int = 0) -> tuple[RowOutcome, str | None, str | None]:
    made = found.forecast.rows[index]
    return made.outcome, made.target_id, made.duplicate_field


def test_a_field_that_was_tried_before_the_one_that_decided_held_another_value() -> None:
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"])
    then = found.past["1"]
    assert found.later
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")
    assert found.rows[0].verdict == "same"
    assert (then.source, sorted(then.inferred), then.is_exact) == ("inferred", ["Email", "Phone"], False)
    assert then.values is not None
    assert (then.values["Email"], then.values["Phone"]) == (None, "100")
    assert then.unknown == {"Last_Name"}


def test_a_record_that_the_data_set_has_from_before_the_call_stands_as_it_is() -> None:
    older = record(1, Last_Name="Marsh", Phone="100", Modified_Time=BEFORE)
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[older], check=["Email"])
    assert (found.later, found.past) == (False, {})
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")


def test_what_the_call_inserted_was_not_there() -> None:
    found = incident_of(ROW, reply=[inserted("1")], stored=[SILAS])
    assert found.past["1"].values is None
    assert came_to(found)[0] is RowOutcome.INSERT
    assert (found.rows[0].verdict, found.past["1"].is_exact) == ("same", True)


def test_the_journal_is_exact_whatever_the_age_of_the_data_set() -> None:
    read = {"id": "1", "Email": "old@x.test", "Phone": "100", "Last_Name": "March", "Modified_Time": BEFORE}
    known = KnownBefore(journal={"1": read}, journal_at=CALL)
    for stored in ([SILAS], [record(1, Email="silas@x.test", Modified_Time=BEFORE)], []):
        found = incident_of(ROW, reply=[updated("1", "Phone")], stored=stored, check=["Email"], known=known)
        then = found.past["1"]
        assert (then.source, then.as_of, then.is_exact) == ("journal", CALL, True)
        assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")
        assert [(each.api_name, each.before) for each in found.forecast.rows[0].changes if each.kind != "same"] == [
            ("Last_Name", "March"),
            ("Email", "old@x.test"),
        ]


def test_what_the_journal_did_not_read_is_said_to_be_unknown() -> None:
    known = KnownBefore(journal={"1": {"id": "1", "Phone": "100"}})
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"], known=known)
    assert (sorted(found.past["1"].unknown), found.past["1"].is_exact) == (["Email", "Last_Name"], False)


def test_an_older_data_set_is_exact_as_of_its_date() -> None:
    older = MemoryIndex([record(1, Last_Name="March", Phone="100", Modified_Time=BEFORE)])
    known = KnownBefore(older=older, older_at="2026-06-02")
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"], known=known)
    then = found.past["1"]
    assert (then.source, then.as_of, then.is_exact) == ("data_set", "2026-06-02", True)
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")


def test_a_record_that_the_older_data_set_lacks_is_inferred() -> None:
    known = KnownBefore(older=MemoryIndex([]), older_at="2026-06-02")
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"], known=known)
    assert found.past["1"].source == "inferred"


def test_records_made_after_the_call_are_not_met() -> None:
    later = record(7, Email="silas@x.test", Created_Time=AFTER, Modified_Time=AFTER)
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS, later], check=["Email"])
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")
    assert found.records.get("7") is None
    earlier = {**later, "Created_Time": BEFORE, "Modified_Time": BEFORE}
    held = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS, earlier], check=["Email"])
    assert came_to(held) == (RowOutcome.ERROR, "7", "Email"), "this one was there, and contradicts the reply"


def test_a_record_that_got_the_value_since_did_not_hold_it_then() -> None:
    other = record(5, Email="silas@x.test", Created_Time=BEFORE, Modified_Time=AFTER)
    found = incident_of(ROW, reply=[inserted("1")], stored=[SILAS, other])
    assert came_to(found)[0] is RowOutcome.INSERT
    assert (found.past["5"].source, sorted(found.past["5"].inferred)) == ("inferred", ["Email"])


def test_a_taken_value_belonged_to_the_record_that_the_error_names() -> None:
    now = record(5, Mobile="901", Modified_Time=AFTER)
    rows = (ROW, row(Phone="100", Mobile="900"))
    refused = failed("DUPLICATE_DATA", "Mobile", id="5")
    found = incident_of(*rows, reply=[updated("1", "Phone"), refused], stored=[SILAS, now], check=["Email"])
    assert found.past["5"].values is not None
    assert found.past["5"].values["Mobile"] == "900"
    assert [each.verdict for each in found.rows] == ["same", "same"]


def test_of_several_rows_that_came_to_a_record_the_first_tells_what_it_held() -> None:
    rows = (row(Phone="100", Email="silas@x.test"), row(Email="silas@x.test", Company="Marsh"))
    reply = [updated("1", "Phone"), updated("1", "Email")]
    found = incident_of(*rows, reply=reply, stored=[SILAS], check=["Email"])
    assert [came_to(found, index)[2] for index in (0, 1)] == ["Phone", "Email"]
    assert [each.verdict for each in found.rows] == ["same", "same"]


def test_a_row_that_updates_what_an_earlier_row_inserted_meets_it() -> None:
    rows = (ROW, row(Email="silas@x.test"))
    found = incident_of(*rows, reply=[inserted("1"), updated("1", "Email")], stored=[SILAS])
    assert found.past["1"].values is None
    assert [each.verdict for each in found.rows] == ["same", "same"]


def test_that_nothing_changed_is_not_said_of_a_record_that_is_inferred() -> None:
    sent = {"Email": "silas@x.test", "Phone": "100"}
    found = incident_of(sent, reply=[updated("1", "Email")], stored=[SILAS])
    assert found.forecast.rows[0].outcome is RowOutcome.UNCHANGED
    assert "nothing in it changes" not in found.rows[0].why
    older = {**SILAS, "Modified_Time": BEFORE}
    sure = incident_of(sent, reply=[updated("1", "Email")], stored=[older])
    assert sure.rows[0].why.endswith("nothing in it changes")


# --- piece by piece --------------------------------------------------------------------------------------------------


def test_what_is_neither_inferred_nor_unknown_is_exact() -> None:
    some = frozenset({"Email"})
    sources: tuple[Source, ...] = ("inserted", "journal", "calls", "data_set", "inferred")
    assert [PastRecord("1", {}, source).is_exact for source in sources] == [True, True, True, True, False]
    assert not PastRecord("1", {}, "calls", inferred=some).is_exact
    assert not PastRecord("1", {}, "calls", unknown=some).is_exact


def test_what_the_journal_read_comes_before_an_older_data_set() -> None:
    now, written = record(1, Email="now", Phone="now", Company="now"), frozenset({"Email", "Company"})
    older = MemoryIndex([record(1, Email="old")])
    known = KnownBefore({"1": {"Email": "read"}}, CALL, older=older, older_at=BEFORE)
    read = record(1, Email="read", Phone="now", Company="now")
    assert known.of("1", now, written) == PastRecord("1", read, "journal", CALL, unknown=frozenset({"Company"}))
    assert KnownBefore(older=older, older_at=BEFORE).of("1", now, written) == PastRecord(
        "1", record(1, Email="old"), "data_set", BEFORE
    )
    assert KnownBefore(older=MemoryIndex([])).of("1", now, written) is None
    assert KnownBefore().of("1", now, written) is None


def test_records_as_they_were_are_found_beside_the_others_without_those_made_since() -> None:
    stored = [
        record(1, Phone="5", Created_Time=AFTER),
        record(2, Phone="5", Created_Time=CALL),
        record(3, Phone="5"),
        record(4, Phone="5", Created_Time=BEFORE),
        record(5, Phone="6"),
        record(6, Phone="5"),
    ]
    past = {
        "4": PastRecord("4", None, "inserted"),
        "5": PastRecord("5", record(5, Phone="5", Created_Time=AFTER), "journal"),
        "6": PastRecord("6", record(6), "journal"),
    }
    then, whole = (PastRecords(MemoryIndex(stored), past, until) for until in (instant(CALL), None))
    key = Key(key_text("5", KeyForm.FOLDED), KeyForm.FOLDED)
    assert then.find("Phone", key, None).ids == ("2", "5", "3")
    assert (then.find("Phone", key, 1).ids, then.find("Phone", key, 1).count) == (("2",), 3)
    assert whole.find("Phone", key, None).ids == ("2", "1", "5", "3")
    assert [then.get(str(number)) for number in (1, 2, 4, 9)] == [None, stored[1], None, None]
    assert (whole.get("1"), then.get("5"), whole.get("9")) == (stored[0], past["5"].values, None)


def answer(action: Action, record_id: str | None = "1", by: str | None = None, when: str | None = CALL) -> ReplyRow:
    return ReplyRow(action, record_id, by, modified_time=when)


def test_a_data_set_is_later_where_it_has_one_record_as_the_reply_left_it() -> None:
    def later(*answers: ReplyRow, at: Json = CALL) -> bool:
        return is_later(MemoryIndex([record(1, Modified_Time=at)]), dict(enumerate(answers)))

    assert later(answer("insert", when=None), at=None)
    assert later(answer("update"))
    assert later(answer("update", "9"), answer("update"))
    assert later(answer("update"), at=AFTER)
    assert not later(answer("update"), at=BEFORE)
    assert not later(answer("update"), at=None)
    assert not later(answer("update", when=None))
    for other in (answer("error"), answer("unreadable"), answer("insert", None), answer("insert", "9")):
        assert not later(other), other
    assert not later()


def test_the_call_was_carried_out_at_the_latest_time_of_its_rows() -> None:
    def latest(*times: str | None) -> str | None:
        return moment({index: answer("update", when=when) for index, when in enumerate(times)})

    assert latest(BEFORE, None, "2026-06-11T04:32:19Z", CALL, "x") == "2026-06-11T04:32:19Z"
    assert latest(None, "x") is None
    assert latest() is None


def past_of(
    *answers: ReplyRow,
    stored: Sequence[Record],
    sent: Sequence[Record] = (ROW,),
    known: KnownBefore | None = None,
    at: str | None = None,
    check: Sequence[str] | None = ("Email",),
) -> dict[str, tuple[str, Record | None, list[str], list[str]]]:
    """What is known of each record: from where, its values, which of them are inferred, and which are not known."""
    order = forecast_of(ROW, check=check).order
    told: Mapping[int, ReplyRow] = dict(enumerate(answers))
    found = rewound(MemoryIndex(stored), order, sent, told, known or KnownBefore(), at)
    return {
        name: (each.source, each.values, sorted(each.inferred), sorted(each.unknown)) for name, each in found.items()
    }


def test_what_was_read_or_left_by_earlier_calls_counts_whatever_the_reply_says() -> None:
    stored = [SILAS, record(2, Company="now", Modified_Time=BEFORE)]
    known = KnownBefore({"1": {"Email": "read"}}, calls={"1": {"Email": "left"}, "2": {"Email": "left"}, "3": {}})
    assert past_of(stored=stored, known=known) == {
        "1": ("journal", {**SILAS, "Email": "read"}, [], []),
        "2": ("calls", {**stored[1], "Email": "left"}, [], []),
        "3": ("calls", {"id": "3"}, [], []),
    }
    updated_both = past_of(answer("update", by="Phone"), stored=stored, known=known)
    assert updated_both["1"] == ("journal", {**SILAS, "Email": "read"}, [], ["Last_Name", "Phone"])
    by_calls = past_of(answer("update", by="Phone"), stored=stored, known=KnownBefore(calls={"1": {"Email": "left"}}))
    assert by_calls["1"] == ("calls", {**SILAS, "Email": "left", "Phone": "100"}, ["Phone"], ["Last_Name"])
    assert past_of(answer("insert"), stored=[SILAS], known=known)["1"][0] == "journal"
    inserted_again = past_of(answer("insert", by="Phone"), stored=stored, known=KnownBefore(calls={"1": {}}))
    assert inserted_again["1"][1:3] == ({**SILAS, "Email": None, "Phone": None}, ["Email", "Phone"])


def test_what_the_call_inserted_was_not_there_unless_the_data_set_lacks_it() -> None:
    assert past_of(answer("insert"), stored=[SILAS]) == {"1": ("inserted", None, [], [])}
    for other in (answer("insert", "9"), answer("insert", None), answer("error"), answer("update", None)):
        assert past_of(other, stored=[SILAS], sent=[{"Company": "Sun"}]) == {}, other
    met_again = past_of(answer("insert"), answer("update", by="Email"), stored=[SILAS], sent=(ROW, ROW))
    assert met_again == {"1": ("inserted", None, [], [])}


def test_an_updated_record_held_what_chose_it_and_not_what_was_tried_before() -> None:
    stored = [SILAS]
    chosen = past_of(answer("update", by="Phone"), stored=stored)
    assert chosen == {"1": ("inferred", {**SILAS, "Email": None}, ["Email", "Phone"], ["Last_Name"])}
    first = past_of(answer("update", by="Email"), stored=stored)
    assert first == {"1": ("inferred", SILAS, ["Email"], ["Last_Name", "Phone"])}
    by_id = past_of(answer("update"), stored=stored, sent=[{**ROW, "id": "1", "$x": 1}])
    assert by_id == {"1": ("inferred", SILAS, [], ["Email", "Last_Name", "Phone"])}
    by_another = past_of(answer("update", by="Company"), stored=stored)
    assert by_another == {"1": ("inferred", SILAS, [], ["Email", "Last_Name", "Phone"])}
    written_over = past_of(answer("update", by="Phone"), stored=[{**SILAS, "Phone": "now"}])
    assert written_over["1"][1:3] == ({**SILAS, "Email": None}, ["Email", "Phone"])
    older = KnownBefore(older=MemoryIndex([record(1, Phone="old")]))
    assert past_of(answer("update", by="Phone"), stored=stored, known=older) == {
        "1": ("data_set", record(1, Phone="old"), [], [])
    }
    assert past_of(answer("update", by="Phone"), stored=[{**SILAS, "Modified_Time": BEFORE}]) == {}


def test_of_several_rows_the_first_that_came_to_a_record_tells_and_all_wrote() -> None:
    rows = [row(Phone="100", Email=None), row(Email="silas@x.test", Company="Sun")]
    answers = [answer("update", by="Phone", when=BEFORE), answer("update", by="Email", when=AFTER)]
    found = past_of(*answers, stored=[{**SILAS, "Company": "Sun"}], sent=rows)
    assert found == {"1": ("inferred", {**SILAS, "Company": "Sun"}, ["Phone"], ["Company", "Email", "Last_Name"])}
    other_way = past_of(answers[0], answer("update", by="Email"), stored=[SILAS], sent=rows)
    assert other_way["1"][2:] == (["Phone"], ["Company", "Email", "Last_Name"])
    refused = ReplyRow("error", errors=(ReplyError("DUPLICATE_DATA", "Email", "", {"id": "1"}),))
    first = past_of(answer("update", by="Phone"), refused, stored=[SILAS], sent=(ROW, {"Email": "other@x.test"}))
    assert first["1"][1:3] == ({**SILAS, "Email": None}, ["Email", "Phone"])


def test_who_holds_a_value_that_missed_got_it_since_unless_it_was_not_changed_since() -> None:
    def missed(stored: Record, actual: ReplyRow | None = None, at: str | None = None, sent: Record = ROW) -> Any:
        return past_of(actual or answer("insert", "9"), stored=[stored], sent=[sent], at=at).get(stored["id"])

    holder = record(5, Email="SILAS@x.test", Created_Time=BEFORE, Modified_Time=AFTER)
    lost: Any = ("inferred", {**holder, "Email": None}, ["Email"], [])
    assert missed(holder) == lost
    for times in ({"Modified_Time": CALL}, {"Created_Time": None}, {"Created_Time": CALL}):
        assert missed({**holder, **times}) == (lost[0], {**holder, "Email": None, **times}, *lost[2:]), times
    for times in ({"Modified_Time": BEFORE}, {"Modified_Time": None}, {"Created_Time": AFTER}):
        assert missed({**holder, **times}) is None, times
    assert missed(holder, answer("insert", "9", when=None)) is None
    assert missed(holder, answer("insert", "9", when=None), at=CALL) == lost
    assert missed(holder, answer("insert", "9", by="Email")) == lost
    assert missed(holder, answer("update", "9", by="Phone")) == lost
    for actual in (answer("update", "9", by="Email"), answer("update", "9"), answer("error"), answer("unreadable")):
        assert missed(holder, actual) is None, actual
    assert missed(holder, sent={**ROW, "Email": " "}) is None
    assert missed(record(5, Company="Sun", Modified_Time=AFTER), sent={"Company": "Sun"}) is None


def test_a_holder_that_is_known_exactly_stays_and_what_calls_left_is_not_inferred() -> None:
    holder = record(5, Email="silas@x.test", Created_Time=BEFORE, Modified_Time=AFTER)
    read = KnownBefore({"5": {"Email": "silas@x.test"}})
    assert past_of(answer("insert", "9"), stored=[holder], known=read)["5"] == ("journal", holder, [], [])
    left = KnownBefore(calls={"5": {"Email": "silas@x.test"}})
    assert past_of(answer("insert", "9"), stored=[holder], known=left)["5"] == ("calls", holder, [], [])
    other = KnownBefore(calls={"5": {"Company": "Sun"}})
    before = {**holder, "Modified_Time": BEFORE}
    assert past_of(answer("insert", "9"), stored=[before], known=other)["5"] == (
        "calls",
        {**before, "Company": "Sun", "Email": None},
        ["Email"],
        [],
    )


def test_a_taken_value_was_held_by_the_record_that_the_error_names_if_it_changed_since() -> None:
    now = record(5, Mobile="901", Created_Time=BEFORE, Modified_Time=AFTER)
    sent = {"Company": "Sun", "Mobile": "900"}

    def held(code: str = "DUPLICATE_DATA", name: str | None = "Mobile", holder: Json = "5", **given: Any) -> Any:
        error = ReplyError(code, name, "", {} if holder is None else {"id": holder})
        values = {"stored": [now], "sent": [sent], "at": CALL, **given}
        return past_of(ReplyRow("error", errors=(error,)), **values)

    assert held() == {"5": ("inferred", {**now, "Mobile": "900"}, ["Mobile"], [])}
    for nothing in (
        held("INVALID_DATA"), held(name=None), held(holder=None), held(holder=5), held(holder="9"), held(at=None),
        held(sent=[{"Mobile": None}]), held(sent=[{}]), held(stored=[{**now, "Modified_Time": BEFORE}]),
        held(name="Email"),
    ):  # fmt: skip
        assert nothing == {}
    assert held(known=KnownBefore({"5": {"Mobile": "7"}})) == {"5": ("journal", {**now, "Mobile": "7"}, [], [])}
