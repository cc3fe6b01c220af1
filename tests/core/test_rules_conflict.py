"""Rules conflict.*: unique values that belong to a record other than the target (stage 4)."""

from __future__ import annotations

from tests.cases import each_case
from tests.core.helpers import (
    CONTACTS,
    EMAIL,
    LAST_NAME,
    MOBILE,
    PHONE,
    error_of,
    errors_in,
    field,
    forecast_of,
    hit,
    last_of,
    module,
    record,
    row,
)

OWNER = {"name": "Ada Ode", "id": "77", "zuid": "5", "email": "ada@x.test"}
STORED = [record(1, Email="a@x.test"), record(2, Phone="5", Owner=OWNER), record(3, Mobile="6")]


def test_conflict_unique_taken__a_unique_value_of_another_record_is_duplicate_data() -> None:
    found = last_of(row(Email="a@x.test", Phone="5"), stored=STORED)
    assert error_of(found) == {
        "code": "DUPLICATE_DATA",
        "details": {
            "api_name": "Phone",
            "duplicate_record": {
                "Owner": {"name": "Ada Ode", "id": "77", "zuid": "5"},
                "module": {"api_name": "Leads"},
                "id": "2",
            },
            "json_path": "$.data[0].Phone",
            "id": "2",
            "more_records": False,
        },
        "message": "duplicate data",
        "status": "error",
    }
    assert hit(found) == ("Email", "1")
    assert found.rules == ("conflict.unique_taken", "order.default")


def test_conflict_unique_taken__the_owner_is_told_only_if_known_and_the_module_with_its_id() -> None:
    of = module(LAST_NAME, EMAIL, PHONE, MOBILE, id="900")
    details = error_of(last_of(row(Email="a@x.test", Mobile="6"), of=of, stored=STORED))["details"]
    assert details["duplicate_record"] == {"module": {"api_name": "Leads", "id": "900"}, "id": "3"}


def test_conflict_unique_taken__an_external_id_is_enforced_like_a_unique_field() -> None:
    of = module(LAST_NAME, EMAIL, field("Key", external=True))
    found = last_of(row(Email="a@x.test", Key="k"), of=of, stored=[record(1, Email="a@x.test"), record(2, Key="K")])
    assert errors_in(found) == [("DUPLICATE_DATA", "Key")]


def test_conflict_unique_taken__the_system_field_is_enforced_only_when_marked_unique() -> None:
    stored = [record(1, Phone="1"), record(2, Email="a@x.test")]
    sent = row(Phone="1", Email="a@x.test")
    assert last_of(sent, stored=stored, check=["Phone"]).outcome == "update"
    assert errors_in(last_of(sent, of=CONTACTS, stored=stored, check=["Phone"])) == [("DUPLICATE_DATA", "Email")]


def test_conflict_unique_taken__of_several_holders_the_oldest_is_named() -> None:
    stored = [
        record(1, Email="a@x.test"),
        record(2, Phone="5", Created_Time="2024-03-01T00:00:00+00:00"),
        record(3, Phone="5", Created_Time="2024-02-01T00:00:00+00:00"),
    ]
    details = error_of(last_of(row(Email="a@x.test", Phone="5"), stored=stored))["details"]
    assert (details["id"], details["more_records"]) == ("3", True)


def test_conflict_unique_taken__a_value_that_the_target_already_holds_is_taken_from_nobody() -> None:
    stored = [record(1, Phone="5"), record(2, Email="a@x.test", Phone=" 5 ")]
    assert last_of(row(Email="a@x.test", Phone="5"), stored=stored).outcome == "update"


@each_case("blank", [None, "", "  "])
def test_conflict_unique_taken__a_blank_value_takes_nothing(blank: str | None) -> None:
    stored = [record(1, Email="a@x.test", Phone="1"), record(2, Phone=blank), record(3)]
    assert last_of(row(Email="a@x.test", Phone=blank), stored=stored).outcome == "update"


def test_conflict_unique_taken__the_field_that_chose_the_target_is_not_asked_again() -> None:
    stored = [record(1, Phone="5"), record(2, Phone="5")]
    assert hit(last_of(row(Phone="5"), stored=stored)) == ("Phone", "1")


def test_conflict_unique_taken__by_a_record_that_an_earlier_row_inserted() -> None:
    stored = [record(1, Email="a@x.test")]
    found = last_of(row(Phone="5"), row(Email="a@x.test", Phone="5"), stored=stored)
    assert error_of(found)["details"]["id"] == "new-1"
    blind = last_of(
        row(Phone="5"), row(Email="a@x.test", Phone="5"), stored=stored, assume="match.same_batch_new=blind"
    )
    assert (blind.outcome, blind.target_id) == ("update", "1")


def test_conflict_several_taken__two_taken_values_are_reported_together() -> None:
    found = last_of(row(Email="a@x.test", Mobile="6", Phone="5"), stored=STORED)
    error = error_of(found)
    assert (error["code"], error["message"], error["status"]) == (
        "MULTIPLE_OR_MULTI_ERRORS",
        "Multiple errors in the request",
        "error",
    )
    assert errors_in(found) == [("DUPLICATE_DATA", "Mobile"), ("DUPLICATE_DATA", "Phone")]
    assert [each["details"]["id"] for each in error["details"]["errors"]] == ["3", "2"]
    assert [each.api_name for each in found.found] == ["Mobile", "Phone"]
    assert found.rules == ("conflict.unique_taken", "conflict.several_taken", "order.default")


def test_conflict_several_taken__the_errors_stand_in_the_order_of_the_row() -> None:
    names = [
        api_name for _, api_name in errors_in(last_of(row(Email="a@x.test", Phone="5", Mobile="6"), stored=STORED))
    ]
    assert names == ["Phone", "Mobile"]


def test_conflict_several_taken__one_taken_value_is_itself() -> None:
    assert "conflict.several_taken" not in last_of(row(Email="a@x.test", Phone="5"), stored=STORED).rules


def test_a_field_that_only_inserts_is_looked_up_but_not_enforced_on_an_update() -> None:
    of = module(LAST_NAME, EMAIL, field("Phone", "phone", unique=True, update=False))
    assert hit(last_of(row(Phone="5"), of=of, stored=STORED)) == ("Phone", "2")
    found = last_of(row(Email="a@x.test", Phone="5"), of=of, stored=STORED)
    assert (found.outcome, hit(found)) == ("update", ("Email", "1"))
    assert [change.api_name for change in found.changes] == ["Last_Name", "Email"]
    assert ("valid.read_only", "Phone") in [(each.rule, each.api_name) for each in found.warnings]


def test_a_refused_reply_holds_the_error_at_the_place_of_its_row() -> None:
    found = forecast_of(row(Email="b@x.test"), row(Email="a@x.test", Phone="5"), stored=STORED)
    assert [entry["status"] for entry in found.response["data"]] == ["success", "error"]
    assert found.response["data"][1] == error_of(found.rows[1])
    assert found.response["data"][1]["details"]["json_path"] == "$.data[1].Phone"
