"""What each warning and note of a row says, and of which values it says nothing."""

from __future__ import annotations

from typing import Any

from tests.cases import each_case
from tests.core.helpers import (
    EMAIL,
    LAST_NAME,
    MemoryIndex,
    field,
    last_of,
    module,
    record,
    row,
)
from tui.core.forecast import forecast
from tui.core.metadata import Field, LayoutMetadata, module_of
from tui.core.payload.request import request_of
from tui.core.row_forecast import Counted
from tui.core.row_lint import current_name, dangling_lookup, value_warnings
from tui.core.rules import Assumptions


def said(of_field: Any, value: Any, *assume: str) -> list[str]:
    """The warnings of a row with one value in a field Value."""
    return [each.message for each in last_of(row(Value=value), of=module(LAST_NAME, of_field), assume=assume).warnings]


def a(data_type: str, **metadata: Any) -> Any:
    return field("Value", data_type, **metadata)


STAGE = a("picklist", pick_list_values=[{"actual_value": "won", "display_value": "Closed  Won"}])
NO_ID = "Value has no id: a name or an e-mail address finds no record, so it is not written."
NEW_VALUE = "Zoho may take it as a new value, refuse the row or drop it."


@each_case(
    ("of_field", "value", "warnings"),
    [
        (STAGE, "lost", [f'"lost" is not in the pick list of Value: {NEW_VALUE}']),
        (
            STAGE,
            "closed won",
            [f'"closed won" is not in the pick list of Value: {NEW_VALUE} The list has "Closed  Won".'],
        ),
        (STAGE, "WON ", [f'"WON " is not in the pick list of Value: {NEW_VALUE} The list has "won".']),
        (STAGE, "won", []),
        (STAGE, "Closed  Won", []),
        (STAGE, "", []),
        (a("lookup"), {"name": "Ode"}, [NO_ID]),
        (a("lookup"), {"id": "7"}, []),
        (a("lookup"), None, []),
        (a("address"), {"City": "Rome"}, []),
        (a("address"), {"id": "Rome"}, []),
        (a("ownerlookup"), {"email": "a@x.test"}, [NO_ID]),
        (a("ownerlookup"), "a@x.test", ['Value is "a@x.test", not the id of a user: it is not written.']),
        (a("ownerlookup"), "7", []),
        (a("ownerlookup"), {"id": "7"}, []),
        (a("lookup"), "7", ['Value is a bare record id; the documented form is {"id": "7"}.']),
        (a("lookup"), 7, ['Value is a bare record id; the documented form is {"id": "7"}.']),
        (a("text"), "7", []),
        (
            a("datetime"),
            "2026-01-02T03:04:05",
            ["Value has no offset such as +05:30; Zoho accepts it, but in which time zone is undocumented."],
        ),
        (a("datetime"), "2026-01-02T03:04:05+05:30", []),
        (a("datetime"), "2026-01-02T03:04:05.000Z", []),
        (a("datetime"), None, []),
        (a("datetime"), "2026-01-02T03:04:05-05:30", []),
        (a("text"), "2026-01-02T03:04:05", []),
        (a("email"), "a@b.c", ["Value does not look like a usual e-mail address; Zoho may refuse it."]),
        (a("phone"), "call me? 5!", ["Value does not look like a usual phone number; Zoho may refuse it."]),
        (a("website"), "nowhere", ["Value does not look like a usual web address; Zoho may refuse it."]),
        (a("text"), "nowhere", []),
        (a("email"), None, []),
    ],
)
def test_a_value_that_is_taken_but_deserves_a_look_is_told(of_field: Any, value: Any, warnings: list[str]) -> None:
    assert [each.message for each in value_warnings(Field.of(of_field), value, Assumptions())] == warnings
    assert said(of_field, value) == warnings


def test_of_a_date_time_without_a_time_or_that_is_no_text_the_offset_is_not_missed() -> None:
    when = Field.of(a("datetime"))
    assert [[*value_warnings(when, value, Assumptions())] for value in ("2026-01-02", 5)] == [[], []]


def test_a_value_outside_the_list_may_be_dropped_and_one_that_is_refused_is_not_warned_of_too() -> None:
    assert said(STAGE, "lost", "valid.picklist=dropped") == ['"lost" is not in the pick list of Value: it is dropped.']
    assert said(STAGE, "lost", "valid.picklist=refused") == []
    closed = a("picklist", pick_list_values=[{"actual_value": "won"}], create=False, update=False)
    assert said(closed, "lost") == ["The API cannot write Value; it is ignored."]


@each_case(
    ("key", "message"),
    [
        ("Created_Time", "Zoho fills Created_Time itself and ignores what is sent."),
        ("Locked", "The API cannot write Locked; it is ignored."),
        ("duplicate_check_fields", "duplicate_check_fields is inside a record, where it is ignored."),
        ("ID", "Leads has no field ID; it is ignored. Did you mean id?"),
        ("Record_Id", "Leads has no field Record_Id; it is ignored. Did you mean id?"),
        ("append_values", "Leads has no field append_values; it is ignored. Did you mean $append_values?"),
        ("Emial", "Leads has no field Emial; it is ignored. Did you mean Email?"),
        ("Line_Items", "The line items of Leads are called Ordered_Items since API v3; Line_Items is ignored."),
    ],
)
def test_a_key_that_is_ignored_is_told_with_the_reason(key: str, message: str) -> None:
    locked = field("Locked", create=False, update=False)
    of = module(LAST_NAME, EMAIL, locked, field("Created_Time", "datetime"), field("Ordered_Items", "subform"))
    assert [each.message for each in last_of(row(**{key: "x"}), of=of).warnings] == [message]


def test_line_items_are_called_as_the_module_has_them() -> None:
    old, neither = module(field("Product_Details", "subform")), module(EMAIL)
    (warning,) = last_of(row(Quoted_Items=[]), of=module(LAST_NAME, field("Product_Details", "subform"))).warnings
    assert warning.message == (
        "The line items of Leads are called Product_Details in this API version; Quoted_Items is ignored."
    )
    names = ("Quoted_Items", "Line_Items", "Others")
    assert [current_name(name, old) for name in names] == ["Product_Details", "Product_Details", None]
    assert [current_name(name, neither) for name in names] == [None] * 3


def test_a_value_that_the_branch_does_not_write_is_told_with_the_branch_unless_the_row_writes_nothing() -> None:
    of = module(LAST_NAME, EMAIL, field("Once", update=False), field("Later", create=False))
    stored = [record(1, Email="a@x.test")]
    sent = {"Once": "o", "Later": "l"}
    inserted, updated = (last_of(row(Email=name, **sent), of=of, stored=stored) for name in ("b@x.test", "a@x.test"))
    assert [each.message for each in inserted.warnings] == [
        "The API does not write Later when it inserts; it is not written."
    ]
    assert [each.message for each in updated.warnings] == [
        "The API does not write Once when it updates; it is not written."
    ]
    assert last_of({"Email": "b@x.test", **sent}, of=of).warnings == ()


@each_case(
    ("append", "messages"),
    [
        (None, []),
        ({"Interests": True}, []),
        ({"Email": False}, []),
        (["Interests"], ["$append_values must be an object of field: true."]),
        ({"Interests": "true"}, ['$append_values: Interests is the text "true"; only true appends.']),
        ({"Email": True}, ["$append_values: Email is not a multi-select field."]),
        ({"Nowhere": True}, ["$append_values: Nowhere is not a multi-select field."]),
    ],
)
def test_an_entry_of_append_values_that_does_not_append_is_told(append: Any, messages: list[str]) -> None:
    assert [each.message for each in last_of(row(**{"$append_values": append})).warnings] == messages


def test_a_layout_that_is_not_here_is_told_by_its_id_or_that_none_is() -> None:
    fields, layouts = [LAST_NAME], [LayoutMetadata.of_json({"id": "500", "name": "Own", "sections": []})]
    ask = ": what it requires is not checked. Save GET /crm/v8/settings/layouts?module=Leads as layouts/Leads.json."
    with_layouts, without = module_of("Leads", fields, layouts=layouts), module_of("Leads", fields)
    for of, given, known in (
        (with_layouts, {"id": "501"}, "no layout 501 of Leads"),
        (with_layouts, {"id": 501}, "no layout 501 of Leads"),
        (with_layouts, {"id": 1.5}, "no layout 1.5 of Leads"),
        (without, {"id": "501"}, "no layouts of Leads"),
    ):
        assert [each.message for each in last_of(row(Layout=given), of=of).warnings] == [
            f"The data set has {known}{ask}"
        ]
    for nothing in (None, {}, {"name": "Own"}):
        assert not any(each.api_name == "Layout" for each in last_of(row(Layout=nothing), of=with_layouts).warnings)
    assert [each.message for each in last_of(row(Layout={"id": "500"}), of=with_layouts).warnings] == [
        "Last_Name is not on the layout Own; it is not written."
    ]


def test_where_only_the_first_error_is_told_the_others_are_not_warned_of_in_its_place() -> None:
    found = last_of(row(Phone=5, Layout="Own"), assume="valid.stages=first_error")
    assert ([error.api_name for error in found.found], found.warnings) == (["Phone"], ())


def test_a_variable_is_told_and_that_a_blank_one_is_refused_where_the_row_would_be_written() -> None:
    shell = {"shell_variables": frozenset({"$A", "${B}"})}
    told = 'Last_Name holds a variable, "$A": what it stands for is not known here.'
    mandatory = " If it is blank, Zoho refuses the row: this field is mandatory."
    assert [each.message for each in last_of({"Last_Name": "$A"}, **shell).warnings] == [told + mandatory]
    refused = last_of({"Last_Name": "$A", "Phone": 5}, **shell)
    assert (refused.outcome, [each.message for each in refused.warnings]) == ("error", [told])
    around = last_of({"Last_Name": "x$A", "Company": "${B}"}, **shell)
    assert [each.message for each in around.warnings] == [
        'Last_Name holds a variable, "x$A": what it stands for is not known here.',
        'Company holds a variable, "${B}": what it stands for is not known here.',
    ]


def test_rows_that_sending_again_would_add_again_are_counted() -> None:
    of, stored = module(LAST_NAME, EMAIL, field("Lines", "subform")), [record(1, Email="a@x.test", Lines=[])]
    one, two = (
        [each.message for each in last_of(row(Email="a@x.test", Lines=[{"Code": n} for n in range(count)]), of=of,
                                          stored=stored).warnings]
        for count in (1, 2)
    )  # fmt: skip
    assert one == ["Sending this again adds this row to Lines again: it has no id."]
    assert two == ["Sending this again adds these 2 rows to Lines again: they have no id."]
    gone = last_of(row(Email="a@x.test", Lines=[{"id": "11", "_delete": None}]), of=of,
                   stored=[record(1, Email="a@x.test", Lines=[{"id": "11"}])])  # fmt: skip
    assert ([each.kind for each in gone.changes[-1].rows or ()], gone.warnings) == (["removed"], ())
    named = last_of(row(Email="a@x.test", Lines=[{"id": "99", "Code": 1}, {"Code": 1}]), of=of, stored=stored).warnings
    assert [each.message for each in named] == ["Lines: the record has no row 99.", *one]
    sent = row(Email="a@x.test", Lines=[{"Code": 1}])
    assert last_of(sent, of=of, stored=stored, assume="write.subform_rows=replace").warnings == ()
    tags = last_of(row(Email="a@x.test", Interests=["a"]), stored=stored, assume="write.subform_rows=replace")
    assert (tags.outcome, tags.warnings) == ("update", ())
    assert last_of(row(Email="b@x.test", Lines=[{"Code": 1}]), of=of, stored=stored).warnings == ()
    without_id = [record(1, Email="a@x.test", Lines=[{"Code": 1}])]
    assert last_of(row(Email="a@x.test", Lines=None), of=of, stored=without_id).warnings == ()


# --- notes -----------------------------------------------------------------------------------------------------------


def notes(*rows: dict[str, Any], **given: Any) -> list[str]:
    return [each.message for each in last_of(*rows, **given).notes]


def test_a_twin_is_told_by_both_records_of_the_row() -> None:
    stored = [record(1, Email="a@x.test"), record(2, Phone="5")]
    check = {"stored": stored, "check": ["Phone"]}
    assert notes(row(Email="a@x.test"), **check) == ["After this row new-1 and 1 both hold this Email."]
    assert notes(row(Email="a@x.test", Phone="5"), **check) == ["After this row 2 and 1 both hold this Email."]
    assert notes(row(Email="", Phone="5"), **check) == []
    assert notes({"Email": "a@x.test"}, **check) == []  # it is refused
    assert (
        notes(row(Email="$A"), stored=[record(1, Email="$A")], check=["Phone"], shell_variables=frozenset({"$A"})) == []
    )


def test_at_most_three_records_that_a_value_nearly_meets_are_told_and_the_target_is_not() -> None:
    held = ("5550100", "555 0100", "555.0100", "(555)0100")
    stored = [record(number, Phone=text) for number, text in enumerate(held, 1)]
    found = notes(row(Phone="555-0100"), stored=stored)
    assert [text.split(" in Phone: ")[0] for text in found] == [
        '1 holds "5550100"', '2 holds "555 0100"', '3 holds "555.0100"'
    ]  # fmt: skip
    target = [record(1, Email="a@x.test", Phone="5550100")]
    assert notes(row(Email="a@x.test", Phone="555-0100"), stored=target, check=["Phone", "Email"]) == []
    assert notes(row(Phone="5550100"), stored=[record(1, Phone=5550100)]) == []
    number = module(LAST_NAME, EMAIL, field("Number", "integer", unique=True))
    assert notes(row(Number=5), of=number, stored=[record(1, Number="5")]) == []


def test_a_lookup_names_a_record_that_would_have_to_be_here() -> None:
    class Related:
        def lacks(self, module: str, record_id: str) -> bool:
            return module in {"Accounts"}

    account = field("Account", "lookup", lookup={"module": {"api_name": "Accounts"}})
    of = module(LAST_NAME, account, field("Owner", "ownerlookup"), field("What", "multi_module_lookup"))
    known, related = of.by_name, Related()
    assert dangling_lookup(known["Account"], {"id": "7"}, related) == ("Accounts", "7")
    assert dangling_lookup(known["Account"], 7, related) == ("Accounts", "7")
    for value in ({"id": ""}, {"id": " "}, {"name": "Ode"}, "Ode", None, ["7"]):
        assert dangling_lookup(known["Account"], value, related) is None
    assert dangling_lookup(known["Owner"], {"id": "7", "module": "Accounts"}, related) is None
    assert dangling_lookup(known["Last_Name"], {"id": "7", "module": "Accounts"}, related) is None
    assert dangling_lookup(known["What"], "7", related) is None
    for told, expected in (
        ("Accounts", "Accounts"),
        ({"api_name": "Accounts"}, "Accounts"),
        ("Deals", None),
        (["Accounts"], None),
    ):
        found = dangling_lookup(known["What"], {"id": "7", "module": told}, related)
        assert found == (None if expected is None else (expected, "7"))
    open_id = last_of(row(Account={"id": "$A"}), of=of, shell_variables=frozenset({"$A"}))
    assert [each.rule for each in open_id.warnings] == ["lint.shell_variable"]
    sent = row(Account={"id": "$A"})
    request = request_of([sent], of)
    assert [each.rule for each in forecast(request, of, MemoryIndex([]), related=related).rows[0].notes] == [
        "lint.dangling_lookup"
    ]


def test_the_warnings_of_all_rows_are_counted_from_none() -> None:
    counted = Counted()
    assert counted.warnings == 0
    counted.add(last_of(row(Nowhere=1, Nothing=2)))
    counted.add(last_of(row()))
    assert (counted.warnings, counted.summary.insert, counted.summary.credits) == (2, 2, 1)
