"""What the rules take from Zoho's metadata: what stands for what is missing, null, or written as older replies do."""

from __future__ import annotations

from typing import Any

from tests.cases import each_case
from tests.core.helpers import field, module
from tui.core.metadata import (
    Choice,
    Field,
    FieldMetadata,
    Layout,
    LayoutMetadata,
    Module,
    PickListValue,
    module_of,
    unknown_module,
)


def field_of(**metadata: Any) -> Field:
    return Field.of(FieldMetadata.of_json({"api_name": "Value", **metadata}))


def test_a_field_of_which_only_its_name_is_told_may_hold_anything_and_is_nothing_special() -> None:
    assert field_of() == Field("Value", "Value", "", "", None, False, False, False, True, True, (), None)
    nulls = dict.fromkeys(("operation_type", "pick_list_values", "lookup", "system_mandatory", "external", "data_type"))
    assert field_of(**nulls) == field_of()


@each_case(
    ("labels", "label", "other_label"),
    [
        ({"display_label": "Shown", "field_label": "Own"}, "Shown", "Own"),
        ({"field_label": "Own"}, "Own", None),
        ({"display_label": "Shown"}, "Shown", None),
    ],
)
def test_a_field_goes_by_the_label_that_is_shown(labels: dict[str, str], label: str, other_label: str | None) -> None:
    found = field_of(**labels)
    assert (found.label, found.other_label) == (label, other_label)


@each_case("told", ["Accounts", {"api_name": "Accounts"}, {"api_name": "Accounts", "id": "5"}])
def test_a_lookup_tells_its_module_by_its_name_or_as_an_object(told: Any) -> None:
    assert field_of(data_type="lookup", lookup={"module": told}).lookup_module == "Accounts"
    assert field_of(data_type="lookup", lookup={"module": None}).lookup_module is None


@each_case(
    ("data_type", "told", "rows_of"),
    [
        ("subform", {"module": "Visits", "id": "5"}, "Visits"),
        ("subform", {"module": ""}, None),
        ("subform", {"module": 5}, None),
        ("subform", {}, None),
        ("subform", "Visits", None),
        ("lookup", {"module": "Visits"}, None),
    ],
)
def test_a_subform_tells_the_module_of_its_rows(data_type: str, told: Any, rows_of: str | None) -> None:
    assert field_of(data_type=data_type, associated_module=told).rows_of == rows_of


@each_case(
    ("actual", "display", "choice"),
    [("a", "A", Choice("a", "A")), ("a", None, Choice("a", "a")), (None, "A", Choice("A", "A")), (None, None, None)],
)
def test_of_a_choice_one_spelling_stands_for_the_other_where_that_is_missing(
    actual: str | None, display: str | None, choice: Choice | None
) -> None:
    assert Choice.of(PickListValue(display, actual)) == choice


def test_a_choice_is_canonical_in_its_actual_spelling_also_where_that_is_how_another_is_shown() -> None:
    pairs = [{"actual_value": "a", "display_value": "b"}, {"actual_value": "b", "display_value": "c"}]
    chosen = field_of(data_type="picklist", pick_list_values=pairs)
    sent = ["a", "b", "c", "d", 5, None, {"id": "1"}]
    assert [chosen.canonical(value) for value in sent] == ["a", "b", "b", "d", 5, None, {"id": "1"}]
    assert chosen.canonical(sent) == ["a", "b", "b", "d", 5, None, {"id": "1"}]


def test_a_layout_requires_what_it_says_and_in_older_replies_what_is_mandatory() -> None:
    said = [{}, {"required": True, "system_mandatory": False}, {"required": False, "system_mandatory": True}]
    said += [{"system_mandatory": True}, {"required": True}]
    fields = [{"api_name": f"F{place}", **each} for place, each in enumerate(said)]
    sections = [{"fields": fields[:2]}, {"fields": None}, {"fields": fields[2:]}]
    found = Layout.of(LayoutMetadata.of_json({"id": "500", "sections": sections}))
    assert (found.name, found.required) == ("500", ("F1", "F3", "F4"))
    assert [found.holds(name) for name in ("F0", "F4", "Other", "Tag")] == [True, True, False, True]


@each_case(
    ("named", "name"),
    [
        ({"name": "Own", "display_label": "Shown"}, "Own"),
        ({"name": "Own"}, "Own"),
        ({"display_label": "Shown"}, "Shown"),
    ],
)
def test_a_layout_goes_by_its_own_name(named: dict[str, str], name: str) -> None:
    assert Layout.of(LayoutMetadata.of_json({"id": "500", "sections": None, **named})).name == name


def test_a_module_is_known_and_can_be_upserted_unless_it_is_told_else() -> None:
    found = Module("Leads")
    assert found.known
    assert found.upsertable
    assert not found.custom
    assert found.says_unique
    assert found.says_mandatory
    assert module_of("Leads", ()).known
    assert (unknown_module("Nowhere").known, unknown_module("Nowhere").upsertable) == (False, False)


def test_a_custom_module_has_a_name_to_check_and_no_other_that_zoho_does_not_list() -> None:
    names = {"Leads": "Email", "Services__s": None, "Tasks": None, "Visits": "Name"}
    assert {name: module(name=name).system_field for name in names} == names
    assert [name for name in names if module(name=name).custom] == ["Visits"]


def test_what_a_module_says_of_its_fields() -> None:
    of = module(
        field("Email", "autonumber", unique=True, mandatory=True),
        field("Serial", "bigint", unique=True, external=True),
        field("Key", external=True, mandatory=True),
        field("Number", "autonumber"),
        field("Made_At", "datetime", create=False, update=False),
    )
    kinds = {"Email": "system", "Serial": "unique", "Key": "external", "Number": "", "Made_At": ""}
    assert {each.api_name: of.kind(each) for each in of.fields} == kinds
    assert [each.api_name for each in of.fields if of.looked_up(each)] == ["Email", "Serial", "Key"]
    assert [each.api_name for each in of.mandatory] == ["Key"]
    assert of.long_integers == {"Serial"}
    unwritten = module(field("Email", "email", create=False, update=False))
    assert not unwritten.looked_up(unwritten.by_name["Email"])


@each_case(
    ("name", "told", "upsertable"),
    [
        ("Leads", {}, True),
        ("Leads", {"api_supported": True, "creatable": False, "editable": False}, True),
        ("Leads", {"api_supported": False}, False),
        ("Visits", {}, True),
        ("Visits", {"api_supported": True, "creatable": True, "editable": True}, True),
        ("Visits", {"api_supported": False}, False),
        ("Visits", {"creatable": False}, False),
        ("Visits", {"editable": False}, False),
        ("Visits", {"generated_type": "linking"}, False),
    ],
)
def test_a_module_is_closed_where_zoho_says_so(name: str, told: dict[str, Any], upsertable: bool) -> None:
    assert module(name=name, **told).upsertable is upsertable


def test_a_module_has_the_fields_of_the_rows_of_its_subforms_where_they_are_at_hand() -> None:
    lines, others = (field(name, "subform", associated_module={"module": name}) for name in ("Lines", "Others"))
    at_hand = {"Lines": [field("Code")], "Others": []}
    of = module_of("Leads", [field("Last_Name"), lines, others], row_fields=lambda name: at_hand[name])
    assert {name: [each.api_name for each in rows] for name, rows in of.row_fields.items()} == {"Lines": ["Code"]}


def test_a_module_goes_by_its_plural_label() -> None:
    found = [(each.label, each.id) for each in (module(), module(id="7"), module(plural_label="People"))]
    assert found == [("Leads", None), ("Leads", "7"), ("People", None)]


def test_metadata_says_what_is_unique_and_mandatory_where_one_field_does_or_there_is_none() -> None:
    silent, unique, mandatory = (
        FieldMetadata.of_json({"api_name": name, **said})
        for name, said in (("A", {}), ("B", {"unique": None}), ("C", {"system_mandatory": None}))
    )
    modules = [module_of("Leads", fields) for fields in ([], [silent], [silent, unique], [silent, mandatory])]
    assert [each.says_unique for each in modules] == [True, False, True, False]
    assert [each.says_mandatory for each in modules] == [True, False, False, True]
