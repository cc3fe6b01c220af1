"""Each value of a payload in the class that an SDK asks for, and what is told where it asks for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.cases import each_case
from tests.core.helpers import LAST_NAME, OF_EACH_TYPE, field, module
from tui.core.exports.export import Export
from tui.core.exports.sdk_fields import wanted
from tui.core.exports.sdk_reader import SdkReader
from tui.core.exports.sdk_values import Chosen, Day, Fraction, Made, Many, Moment, Plain, SdkValue, Whole
from tui.core.payload.request import request_of

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.values import Json

OF: Final = module(
    LAST_NAME,
    *OF_EACH_TYPE,
    field("Tags", "multiselectpicklist"),
    field("Files", "fileupload"),
    field("Consent", "consent_lookup", mandatory=True),
    field("Must", "unheard", mandatory=True),
    field("Odd", "unheard"),
    field("Quoted_Items", "subform"),
)
CONSENT: Final = "its own class for the type consent_lookup"
NO_X: Final = "the SDK's MinifiedUser has no x; it is left out"
ZONE: Final = "the SDK writes date-times in another time zone: the same moments, in other words"


def body_of(body: Any, known: Module = OF, **given: Any) -> tuple[tuple[Made, ...], tuple[str, ...]]:
    reader = SdkReader(known, **{"ids_as": "numbers", **given})
    return reader.bodies(Export(request_of(body, known), known)), reader.lost


def value_of(name: str, value: Json, **given: Any) -> tuple[SdkValue, tuple[str, ...]]:
    """What one value of a row becomes, and what is told of it, without its place."""
    (made,), lost = body_of([{name: value}], **given)
    rows = made.members[0][1]
    assert isinstance(rows, Many)
    (row,) = rows.items
    assert isinstance(row, Made)
    ((_, only),) = row.members
    return only, tuple(text.removeprefix(f"row 1, {name}: ") for text in lost)


def refused(takes: str, shown: str) -> tuple[str, ...]:
    return (f"the SDK takes only {takes} here; {shown} is left as it is, and is refused",)


@each_case(
    ("name", "value", "made", "lost"),
    [
        ("Last_Name", "x", Plain("x"), ()),
        ("Last_Name", None, Plain(None), ()),
        ("Last_Name", 5, Plain(5), refused("text", "5")),
        ("Size", 0, Plain(0), ()),
        ("Size", True, Plain(True), refused("a whole number", "true")),
        ("Worth", 2, Fraction(2.0), ()),
        ("Worth", 0.5, Fraction(0.5), ()),
        ("Worth", False, Plain(False), refused("a number that a float holds", "false")),
        ("Worth", "2", Plain("2"), refused("a number that a float holds", '"2"')),
        ("Worth", 2**53 + 1, Plain(2**53 + 1), refused("a number that a float holds", str(2**53 + 1))),
        ("Worth", 2**53 + 2, Fraction(2.0**53 + 2), ()),
        ("Worth", 10**400, Plain(10**400), None),
        ("Size", "é", Plain("é"), refused("a whole number", '"é"')),
        ("Serial", 0, Whole(0), ()),
        ("Serial", -1, Plain(-1), refused("the digits of an id", "-1")),
        ("Serial", True, Plain(True), refused("the digits of an id", "true")),
        ("Serial", 1.0, Plain(1.0), refused("the digits of an id", "1.0")),
        ("Serial", "7", Whole(7), ("the SDK sends ids and long integers as numbers",)),
        ("Opt_Out", False, Plain(False), ()),
        ("Opt_Out", 0, Plain(0), refused("true or false", "0")),
        ("Seen_On", "2026-02-03", Day("2026-02-03"), ()),
        ("Seen_On", "2026-02-30", Plain("2026-02-30"), refused("a date (YYYY-MM-DD)", '"2026-02-30"')),
        ("Seen_On", "20260203", Plain("20260203"), refused("a date (YYYY-MM-DD)", '"20260203"')),
        ("Seen_On", 5, Plain(5), refused("a date (YYYY-MM-DD)", "5")),
        ("Seen_At", "2026-02-03T10:00:00Z", Moment("2026-02-03T10:00:00Z"), (ZONE,)),
        ("Seen_At", "0002-02-03T10:00:00Z", Moment("0002-02-03T10:00:00Z"), (ZONE,)),
        ("Seen_At", "9998-02-03T10:00:00Z", Moment("9998-02-03T10:00:00Z"), (ZONE,)),
        ("Source", "Web", Chosen("Web"), ()),
        ("Tags", [], Many(()), ()),
        ("Tags", ["a"], Many((Chosen("a"),)), ()),
        ("Tags", "a", Plain("a"), refused("a list", '"a"')),
        ("Account", {"id": 4, "name": 5}, Made("Record", (("id", Whole(4)), ("name", Plain(5)))), None),
        ("Account", {"Size": "x"}, Made("Record", (("Size", Plain("x")),)), ()),
        ("Account", "4", Plain("4"), refused("an object with an id", '"4"')),
        ("Account", [{"id": 1}], Plain([{"id": 1}]), refused("an object with an id", '[{"id": 1}]')),
        ("Account", {"discount": "x"}, Made("Record", (("discount", Plain("x")),)), ()),
        ("Owner", "4", Plain("4"), refused("an object", '"4"')),
        ("Owner", {"id": None, "name": "A"}, Made("MinifiedUser", (("id", Plain(None)), ("name", Plain("A")))), ()),
        ("Owner", {"id": 1, "x": 2}, Made("MinifiedUser", (("id", Whole(1)),)), (NO_X,)),
        ("Files", [{"File_Id__s": "a"}], Many((Made("FileDetails", (("file_id__s", Plain("a")),)),)), ()),
        ("Files", [{"_delete": None}], Many((Made("FileDetails", (("delete", Plain(None)),)),)), ()),
        ("Total", 5, Plain(5), ("the SDK leaves out a field of the type formula",)),
        ("Total", None, Plain(None), ()),
        ("Consent", {"id": "1"}, Plain({"id": "1"}), refused(CONSENT, '{"id": "1"}')),
        ("Consent", None, Plain(None), ()),
        ("Must", "x", Plain("x"), ("the SDK leaves out a mandatory field of the type unheard",)),
        ("Must", None, Plain(None), ()),
        ("Odd", "x", Plain("x"), ()),
        ("Unknown", "x", Plain("x"), ()),
        ("Unknown", {"id": 1}, Made("Record", (("id", Whole(1)),)), ()),
        ("Unknown", {"x": 1}, Plain({"x": 1}), ()),
        ("Unknown", [{"id": 1}], Many((Made("Record", (("id", Whole(1)),)),)), ()),
        ("Unknown", [{"id": 1}, {"x": 1}], Plain([{"id": 1}, {"x": 1}]), ()),
        ("Unknown", [{"id": 1}, 5], Plain([{"id": 1}, 5]), ()),
        ("Unknown", [], Plain([]), ("the SDK fails at [] in a field that it does not know",)),
        ("Unknown", [None, 1], Plain([None, 1]), ("the SDK fails at [null, 1] in a field that it does not know",)),
        ("Unknown", [1, None], Plain([1, None]), ()),
        ("Visits", None, Plain(None), ()),
        ("Visits", {"id": 1}, Plain({"id": 1}), refused("a list", '{"id": 1}')),
    ],
)  # fmt: skip
def test_a_value_stands_in_its_class_or_it_is_told_why_not(
    name: str, value: Json, made: SdkValue, lost: tuple[str, ...] | None
) -> None:
    found, told = value_of(name, value)
    assert found == made
    assert repr(found) == repr(made)  # 1, 1.0 and True are equal
    if lost is not None:
        assert told == lost


@each_case(
    "text",
    [
        "2026-02-03T10:00:00", "2026-02-03T10:00Z", "2026-02-30T10:00:00Z", "0001-02-03T10:00:00Z",
        "9999-02-03T10:00:00Z", "2026-02-03T10:00:00Zx",
    ],
)  # fmt: skip
def test_a_moment_that_no_sdk_can_write_is_told(text: str) -> None:
    assert value_of("Seen_At", text) == (
        Plain(text),
        refused("a date-time with seconds and an offset", f'"{text}"'),
    )


def test_that_ids_change_their_writing_is_told_once_and_only_where_they_do() -> None:
    def told(value: Json, ids_as: str) -> tuple[str, ...]:
        return value_of("Serial", value, ids_as=ids_as)[1]

    assert told("7", "numbers") == ("the SDK sends ids and long integers as numbers",)
    assert told(7, "text") == ("the SDK sends ids and long integers as text",)
    assert told(7, "numbers") == told("7", "text") == ()
    assert body_of([{"Serial": "7"}, {"Serial": "8"}])[1] == ("the SDK sends ids and long integers as numbers",)


def test_the_rows_of_a_subform_are_records_whose_fields_are_known_for_line_items_only() -> None:
    unknown = (
        "Visits: the fields of its rows are not known, so their values are left as in JSON, and the SDK may refuse some"
    )
    made, lost = value_of("Visits", [{"Quantity": 2}, 5])
    assert made == Many((Made("Record", (("Quantity", Plain(2)),)), Plain(5)))
    assert lost == (unknown, f"row 1, Visits, 2: {refused('a row', '5')[0]}")
    line: dict[str, Any] = {"id": 1, "Product_Name": {"id": 2}, "Discount": "5%", "Description": "x"}
    made, lost = value_of("Quoted_Items", [line])
    product = Made("LineItemProduct", (("id", Whole(2)),))
    texts = (("Discount", Plain("5%")), ("Description", Plain("x")))
    assert (made, lost) == (Many((Made("Record", (("id", Whole(1)), ("Product_Name", product), *texts)),)), ())
    made, lost = value_of("Quoted_Items", [{"Quantity": 2, "Line_Tax": [{"name": "VAT"}], "Else": 1}])
    tax = Many((Made("LineTax", (("name", Plain("VAT")),)),))
    assert repr(made) == repr(
        Many((Made("Record", (("Quantity", Fraction(2.0)), ("Line_Tax", tax), ("Else", Plain(1)))),))
    )
    assert lost == ()


def test_prices_take_numbers_in_their_own_class() -> None:
    books = module(field("Pricing_Details", "jsonarray"), name="Price_Books")
    (made,), lost = body_of([{"Pricing_Details": [{"from_range": 1, "id": 7}]}], books)
    members = "(('from_range', Fraction(value=1.0)), ('id', Whole(value=7)))"
    assert f"Made(kind='PricingDetails', members={members})" in repr(made)
    assert lost == ()


def test_numbers_and_keys_that_an_sdk_cannot_keep_are_told_wherever_they_stand() -> None:
    keeps: dict[str, Any] = {"exact": lambda number: number < 9, "loses_key": "lost"}
    more = "{} has more digits than a number keeps here"
    assert value_of("Size", 8, **keeps) == (Plain(8), ())
    assert value_of("Size", 9, **keeps)[1] == refused("a whole number", "9")
    assert value_of("Unknown", {"a": [9]}, **keeps)[1] == (more.format('{"a": [9]}'),)
    assert value_of("Source", 9, **keeps)[1] == (more.format("9"),)
    assert value_of("Unknown", {"a": [8, 9.5]}, **keeps)[1] == ()
    key = "the SDK loses the key lost"
    assert value_of("Unknown", {"a": {"lost": 1}}, **keeps)[1] == (key,)
    assert value_of("Account", {"lost": 1}, **keeps)[1] == (key,)
    assert value_of("lost", "x", **keeps)[1] == (f"row 1: {key}",)
    assert value_of("Unknown", {"a": {"lost": 1}})[1] == ()
    assert value_of("", "x")[1] == ()


def test_of_many_values_five_are_told_and_the_rest_counted() -> None:
    def told(count: int) -> tuple[str, ...]:
        return body_of([{"Last_Name": 1}] * count)[1]

    assert [len(told(count)) for count in (1, 5, 6, 7)] == [1, 5, 6, 6]
    assert told(6)[-1] == "1 more value is not taken as it is"
    assert told(7)[-1] == "2 more values are not taken as they are"
    assert told(101)[0].startswith("row 1, Last_Name: ")


def test_what_stands_beside_the_rows_is_taken_where_the_sdk_has_a_setter() -> None:
    def beside(name: str, value: Json, **given: Any) -> tuple[SdkValue | None, tuple[str, ...]]:
        (made,), lost = body_of({"data": [{}], name: value}, **given)
        return dict(made.members).get(name), lost

    def not_taken(name: str, value: Json, takes: str, shown: str) -> None:
        assert beside(name, value)[1] == (f"{name}: {refused(takes, shown)[0]}",)

    skip = "skip_feature_execution"
    left_out = "the SDK has no way to say it; it is left out"
    assert beside(skip, [{"name": "a"}])[0] == Many((Made("SkipFeatureExecution", (("name", Plain("a")),)),))
    assert beside(skip, [{"name": "a"}], unsaid=frozenset({skip})) == (None, (f"{skip}: {left_out}",))
    not_taken(skip, {"name": "a"}, "a list", '{"name": "a"}')
    assert beside("lar_id", "7") == (Plain("7"), ())
    not_taken("lar_id", ["7"], "text", '["7"]')
    assert beside("trigger", []) == (Plain([]), ())
    assert beside("trigger", None) == (Plain(None), ())
    not_taken("trigger", ["a", 5], "a list of texts", '["a", 5]')
    not_taken("trigger", "a", "a list of texts", '"a"')
    assert beside("other", 1) == (None, (f"other: {left_out}",))


def test_rows_are_counted_through_all_calls() -> None:
    bodies, lost = body_of([{}] * 100 + [{}, {"Last_Name": 5}])
    assert len(bodies) == 2
    assert lost[0].startswith("row 102, Last_Name: ")


@each_case(
    ("module_name", "name", "data_type", "asked"),
    [
        ("Leads", "Unknown", None, None),
        ("Leads", "Created_Time", None, ("datetime", False)),
        ("Leads", "Created_By", "ownerlookup", ("MinifiedUser", False)),
        ("Leads", "Modified_By", "text", ("MinifiedUser", False)),
        ("Leads", "Modified_Time", "text", ("datetime", False)),
        ("Leads", "id", None, ("long", False)),
        ("Leads", "Name", None, ("text", False)),
        ("Leads", "_Tag", None, ("Tag", True)),
        ("Leads", "Tag", "text", ("Tag", True)),
        ("Leads", "Name", "double", ("number", False)),
        ("Leads", "A", "lookup", ("Record", False)),
        ("Leads", "A", "fileupload", ("FileDetails", True)),
        ("Leads", "A", "multiselectpicklist", ("choice", True)),
        ("Leads", "A", "unheard", None),
        ("Leads", "Layout", "text", ("Layouts", False)),
        ("Leads", "Territory", "text", ("Territory", True)),
        ("Leads", "Tax", "text", ("text", False)),
        ("Products", "Tax", "text", ("Tax", True)),
        ("Cases", "Comments", "text", ("Comment", True)),
        ("Solutions", "Comments", "text", ("Comment", True)),
        ("Price_Books", "Pricing_Details", "text", ("PricingDetails", True)),
        ("Quotes", "$line_tax", "text", ("LineTax", True)),
        ("Invoices", "Line_Tax", "text", ("LineTax", True)),
    ],
)
def test_what_an_sdk_asks_of_a_field_goes_by_its_name_before_its_type(
    module_name: str, name: str, data_type: str | None, asked: tuple[str, bool] | None
) -> None:
    known = module(*([] if data_type is None else [field(name, data_type)]), name=module_name)
    assert wanted(known, name) == asked
