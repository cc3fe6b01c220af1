"""Rules valid.layout_mandatory and write.layout_ignores: rows that name their layout."""

from __future__ import annotations

from typing import Any

from tests.cases import each_case
from tests.core.helpers import COMPANY, EMAIL, LAST_NAME, PHONE, errors_in, field, hit, last_of, record, row, warned
from tui.core.metadata import LayoutMetadata, module_of
from tui.core.validate import is_mandatory

LAYOUT = LayoutMetadata.of_json(
    {
        "id": "500",
        "name": "Short",
        "sections": [
            {"fields": [{"api_name": "Last_Name", "required": True}, {"api_name": "City", "required": True}]},
            {"fields": [{"api_name": "Email"}, {"api_name": "Nowhere", "required": True}]},
        ],
    }
)
OFF_LAYOUT = field("Region", mandatory=True)
OF = module_of("Leads", [LAST_NAME, EMAIL, PHONE, field("City"), COMPANY, field("Tag", "text", json_type="jsonarray")],
               layouts=[LAYOUT])  # fmt: skip
NAMED = {"Layout": {"id": "500"}}
STORED = [record(1, Email="a@x.test", Phone="1"), record(2, Email="b@x.test", Phone="2")]


def test_valid_layout_mandatory__what_the_layout_requires_is_mandatory_in_metadata_order() -> None:
    found = last_of({"Email": "z@x.test", **NAMED}, of=OF, stored=STORED)
    assert errors_in(found) == [("MANDATORY_NOT_FOUND", "Last_Name"), ("MANDATORY_NOT_FOUND", "City")]
    assert found.rules[:2] == ("valid.mandatory_insert", "valid.layout_mandatory")
    assert last_of(row(City="c", **NAMED), of=OF).outcome == "insert"
    assert last_of(row(), of=OF).outcome == "insert"


def test_valid_layout_mandatory__what_the_metadata_calls_mandatory_is_so_on_a_layout_that_only_holds_it() -> None:
    of = module_of("Leads", [LAST_NAME, field("Email", "email", mandatory=True), field("City")], layouts=[LAYOUT])
    assert errors_in(last_of(row(City="c", **NAMED), of=of)) == [("MANDATORY_NOT_FOUND", "Email")]


def test_valid_layout_mandatory__a_field_is_mandatory_by_the_metadata_or_by_the_layout_of_the_row() -> None:
    names = ("Last_Name", "Email", "City", "Phone")
    assert [name for name in names if is_mandatory(name, OF, None)] == ["Last_Name"]
    assert [name for name in names if is_mandatory(name, OF, OF.layouts["500"])] == ["Last_Name", "City"]


def test_valid_layout_mandatory__what_zoho_fills_is_never_missing() -> None:
    of = module_of("Leads", [LAST_NAME, EMAIL, field("City", "autonumber")], layouts=[LAYOUT])
    assert last_of(row(**NAMED), of=of).outcome == "insert"


def test_valid_layout_mandatory__an_update_may_leave_it_out_but_not_send_it_blank() -> None:
    assert last_of({"Email": "a@x.test", **NAMED}, of=OF, stored=STORED).outcome == "unchanged"
    blank = last_of({"Email": "a@x.test", "City": " ", **NAMED}, of=OF, stored=STORED)
    assert errors_in(blank) == [("MANDATORY_NOT_FOUND", "City")]


@each_case("layout", [{"id": 500}, {"id": "500", "name": "any"}])
def test_valid_layout_mandatory__the_id_names_the_layout(layout: Any) -> None:
    assert errors_in(last_of(row(Layout=layout), of=OF)) == [("MANDATORY_NOT_FOUND", "City")]


def test_valid_layout_mandatory__a_layout_that_is_not_here_has_no_effect_and_is_warned_of() -> None:
    found = last_of(row(Layout={"id": "501"}), of=OF)
    assert (found.outcome, warned(found)) == ("insert", [("valid.layout_mandatory", "Layout")])
    assert "settings/layouts?module=Leads" in found.warnings[0].message
    without = module_of("Leads", [LAST_NAME, EMAIL])
    assert warned(last_of(row(**NAMED), of=without)) == [("valid.layout_mandatory", "Layout")]


@each_case("wrong", ["500", 500, "", ["500"]])
def test_valid_layout_mandatory__a_layout_is_an_object_whether_or_not_it_is_a_field(wrong: Any) -> None:
    assert errors_in(last_of(row(Layout=wrong), of=OF)) == [("INVALID_DATA", "Layout")]
    assert last_of(row(Layout=None), of=OF).outcome == "insert"


def test_valid_layout_mandatory__a_layout_that_the_api_cannot_write_is_ignored_in_every_form() -> None:
    closed = module_of("Leads", [LAST_NAME, field("Layout", "layout", create=False, update=False)])
    found = last_of(row(Layout="500"), of=closed)
    assert (found.outcome, warned(found)) == ("insert", [("valid.read_only", "Layout")])


def test_write_layout_ignores__a_field_off_the_layout_is_looked_up_but_not_written() -> None:
    found = last_of({"Phone": "1", "Company": "new", "City": "c", **NAMED}, of=OF, stored=STORED, check=["Phone"])
    assert hit(found) == ("Phone", "1")
    assert [change.api_name for change in found.changes] == ["City"]
    assert warned(found) == [("write.layout_ignores", "Phone"), ("write.layout_ignores", "Company")]


def test_write_layout_ignores__its_unique_value_is_not_enforced() -> None:
    found = last_of({"Email": "a@x.test", "Phone": "2", **NAMED}, of=OF, stored=STORED)
    assert (found.outcome, found.changes[0].api_name) == ("unchanged", "Email")
    assert last_of({"Email": "a@x.test", "Phone": "2"}, of=OF, stored=STORED).outcome == "error"


def test_write_layout_ignores__it_is_validated_all_the_same() -> None:
    assert errors_in(last_of(row(City="c", Company=7, **NAMED), of=OF)) == [("INVALID_DATA", "Company")]


def test_write_layout_ignores__a_mandatory_field_off_the_layout_is_never_missing() -> None:
    of = module_of("Leads", [LAST_NAME, EMAIL, OFF_LAYOUT], layouts=[LAYOUT])
    assert errors_in(last_of(row(), of=of)) == [("MANDATORY_NOT_FOUND", "Region")]
    assert last_of(row(**NAMED), of=of).outcome == "insert"


def test_write_layout_ignores__tags_and_the_layout_itself_are_on_every_layout() -> None:
    listed = module_of("Leads", [LAST_NAME, field("City"), field("Layout", "layout"), field("Tag", "text",
                       json_type="jsonarray")], layouts=[LAYOUT])  # fmt: skip
    found = last_of(row(City="c", Tag=[{"name": "vip"}], **NAMED), of=listed)
    assert [change.api_name for change in found.changes] == ["Last_Name", "City", "Tag", "Layout"]
