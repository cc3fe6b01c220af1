"""Rule match.several: which of several records with one value is chosen, setting by setting."""

from __future__ import annotations

from tests.core.helpers import forecast_of, hit, last_of, record, row

TWINS = [
    record(1, Email="a@x.test", Created_Time="2026-01-02T00:00:00+00:00", Modified_Time="2026-05-01T00:00:00+00:00"),
    record(2, Email="a@x.test", Created_Time="2026-01-02T06:00:00+05:30", Modified_Time="2026-04-01T00:00:00+00:00"),
    record(3, Email="a@x.test"),
]


def test_match_several__newest_is_the_highest_created_time_as_an_instant() -> None:
    found = last_of(row(Email="a@x.test"), stored=TWINS, assume="match.several=newest")
    assert hit(found) == ("Email", "2")
    assert hit(last_of(row(Email="a@x.test"), stored=TWINS[:1] + TWINS[2:], assume="match.several=newest"))[1] == "1"
    untimed = [record(7, Email="a@x.test"), record(12, Email="a@x.test")]
    assert hit(last_of(row(Email="a@x.test"), stored=untimed, assume="match.several=newest"))[1] == "12"


def test_match_several__newest_is_the_last_that_this_call_inserted() -> None:
    sent = [row(Phone="8", Email="a@x.test"), row(Phone="9", Email="a@x.test"), row(Email="a@x.test")]
    found = last_of(*sent, stored=TWINS, check=["Phone", "Email"], assume="match.several=newest")
    assert found.target_id == "2"
    sent = [row(id="", Phone="8"), row(Phone="9"), row(Phone="8", Email="z@x.test")]
    blind = forecast_of(*sent, stored=[record(1, Phone="8"), record(4, Phone="8")], assume="match.several=newest").rows
    assert [each.target_id for each in blind] == ["4", None, "4"]


def test_match_several__latest_modified_is_the_record_that_this_call_wrote_last() -> None:
    sent = [row(id="3", Company="x"), row(id="2"), row(Email="a@x.test")]
    assert last_of(*sent, stored=TWINS, assume="match.several=latest_modified").target_id == "2"
    assert last_of(row(Email="a@x.test"), stored=TWINS, assume="match.several=latest_modified").target_id == "1"
