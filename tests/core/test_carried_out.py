"""A forecast carried out: what each row leaves in the records, with what Zoho adds by itself."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from tests.core.helpers import EMAIL, LAST_NAME, field, forecast_of, module, record
from tui.core.carried_out import CarryingOut

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW: Final = "2026-02-01T10:00:00+00:00"
EARLIER: Final = "2026-01-01T10:00:00+00:00"
ADA: Final = {"name": "Ada", "id": "7"}
OF: Final = module(
    LAST_NAME,
    EMAIL,
    field("First_Name"),
    field("Full_Name"),
    field("Created_By", "ownerlookup"),
    field("Modified_By", "ownerlookup"),
    field("Lines", "subform"),
)


def carried(
    *rows: dict[str, Any],
    stored: tuple[Mapping[str, Any], ...] = (),
    user: Mapping[str, Any] | None = None,
    **given: Any,
) -> list[dict[str, Any] | None]:
    """What each row writes. New ids count from 100."""
    records, ids = {each["id"]: each for each in stored}, count(100)
    found = forecast_of(*rows, stored=stored, **{"of": OF, **given})
    carrying = CarryingOut(found, records.get, lambda: str(next(ids)), NOW, user)
    written = []
    for each in found.rows:
        made = carrying.written(each)
        written.append(made)
        if made is not None:
            records[made["id"]] = made
    return written


def test_what_is_inserted_has_an_id_the_time_and_who_did_it_where_the_module_says_so() -> None:
    assert carried({"Last_Name": "Ode", "First_Name": "Ann"}, user=ADA) == [
        {
            **{"Last_Name": "Ode", "First_Name": "Ann", "Full_Name": "Ann Ode", "id": "100"},
            **{"Created_Time": NOW, "Modified_Time": NOW, "Created_By": ADA, "Modified_By": ADA},
        }
    ]
    (plain,) = carried({"Last_Name": "Ode"}, of=module(LAST_NAME, EMAIL))
    assert plain == {"Last_Name": "Ode", "id": "100", "Created_Time": NOW, "Modified_Time": NOW}


def test_what_is_updated_keeps_what_is_not_sent_and_who_made_it_when() -> None:
    made = {"Created_Time": EARLIER, "Modified_Time": EARLIER, "Created_By": {"id": "1"}, "Modified_By": {"id": "1"}}
    old = record(5, Email="a@x.test", Last_Name="Old", Company="c", **made)
    (updated,) = carried({"Email": "a@x.test", "Last_Name": "New"}, stored=(old,), user=ADA)
    assert updated == {**old, "Last_Name": "New", "Full_Name": "New", "Modified_Time": NOW, "Modified_By": ADA}
    (unchanged,) = carried({"Email": "a@x.test", "Last_Name": "Old"}, stored=(old,))
    assert unchanged == {**old, "Full_Name": "Old", "Modified_Time": NOW}


def test_a_row_that_writes_nothing_leaves_nothing_and_one_on_an_inserted_record_has_its_real_id() -> None:
    first, refused, second = carried(
        {"Last_Name": "Ode", "Email": "a@x.test"}, {"Email": "b@x.test"}, {"Last_Name": "Pan", "Email": "a@x.test"}
    )
    assert refused is None
    assert first is not None
    assert second == {**first, "Last_Name": "Pan", "Full_Name": "Pan"}
    assert carried({"Last_Name": "Ode", "Email": "z@x.test"}, covers={}) == [None]


def test_a_full_name_is_what_there_is_of_both_names() -> None:
    names = ({"Last_Name": "Ode", "First_Name": ""}, {"Last_Name": "Ode"}, {"First_Name": "Ann"}, {"First_Name": None})
    optional = module(field("Last_Name"), field("First_Name"), field("Full_Name"), EMAIL)
    written = carried(*names, of=optional)
    assert [made and made["Full_Name"] for made in written] == ["Ode", "Ode", "Ann", None]
    stored = tuple(record(number, Last_Name="Old", First_Name=name) for number, name in enumerate(("", 5), 1))
    written = carried({"id": "1"}, {"id": "2"}, of=optional, stored=stored)
    assert [made and made["Full_Name"] for made in written] == ["Old", "Old"]


def test_rows_of_a_subform_get_ids_and_those_of_earlier_rows_of_the_call_are_known() -> None:
    sent = {"Last_Name": "Ode", "Email": "a@x.test"}
    lines = [made and made["Lines"] for made in carried({**sent, "Lines": [{"Code": "a"}, {"Code": "b", "id": "9"}]},
                                                        {**sent, "Lines": [{"Code": "c"}]})]  # fmt: skip
    first = [{"Code": "a", "id": "101"}, {"Code": "b", "id": "9"}]
    assert lines == [first, [*first, {"Code": "c", "id": "102"}]]
    replaced = carried(*({**sent, "Lines": [{"Code": code}]} for code in "ab"), assume="write.subform_rows=replace")
    assert [made and made["Lines"] for made in replaced] == [[{"Code": "a", "id": "101"}], [{"Code": "b", "id": "102"}]]
    (kept,) = carried(sent, stored=(record(5, **sent, Lines=[{"Code": "a", "id": "1"}]),))
    assert kept is not None
    assert kept["Lines"] == [{"Code": "a", "id": "1"}]
    (cleared,) = carried({**sent, "Lines": None}, stored=(record(5, **sent, Lines=[{"Code": "a", "id": "1"}]),))
    assert cleared is not None
    assert cleared["Lines"] == []
