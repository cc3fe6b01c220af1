"""Which values of a payload are looked up, and how COQL asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tui.core.metadata import FieldMetadata, Module, module_of
from tui.core.payload.request import UpsertRequest
from tui.core.payload_queries import MOST_CHARACTERS, MOST_VALUES, literals, lookup_queries, lookups_of

if TYPE_CHECKING:
    from tui.core.payload_queries import Lookups


def field(api_name: str, data_type: str = "text", **more: Any) -> FieldMetadata:
    return FieldMetadata.of_json({"api_name": api_name, "data_type": data_type, **more})


UNIQUE: dict[str, Any] = {"unique": {"case_sensitive": False}}
LEADS = module_of(
    "Leads",
    [
        field("Last_Name", system_mandatory=True),
        field("Email", "email", length=100),
        field("Phone", "phone", **UNIQUE),
        field("Number", "integer", **UNIQUE),
        field("Code", "bigint", **UNIQUE),
        field("Key", external={"type": "org"}),
        field("Serial", "autonumber", **UNIQUE),
    ],
)


def looked_up(*rows: dict[str, Any], module: Module = LEADS) -> Lookups:
    return lookups_of(UpsertRequest(rows, ("Phone",)), module)


def queries(*rows: dict[str, Any]) -> list[str]:
    return [query.page(0, 200) for query in lookup_queries(looked_up(*rows), LEADS)]


def test_every_field_that_could_be_checked_is_looked_up_whatever_the_payload_lists() -> None:
    row = {"Last_Name": "Ode", "Email": "a@x.test", "Phone": "1", "Number": 7, "Code": "12", "Key": "k"}
    assert looked_up(row).covers() == {
        "Email": ["a@x.test"],
        "Phone": ["1"],
        "Number": [7],
        "Code": ["12"],
        "Key": ["k"],
    }


def test_values_stand_as_the_payload_has_them_each_once() -> None:
    found = looked_up({"Email": "A@x.test"}, {"Email": "a@x.test "}, {"Email": "A@x.test"})
    assert found.values["Email"] == ("A@x.test", "a@x.test ")


@each_case("value", [None, "", "  ", "\t\n"])
def test_blank_values_and_ids_are_not_looked_up(value: Any) -> None:
    assert looked_up({"Email": value, "Phone": value, "id": value}).covers() == {}


def test_a_value_that_stage_1_refuses_and_one_that_the_api_ignores_are_not_looked_up() -> None:
    assert looked_up({"Email": "no address", "Phone": 5, "Number": "7", "Serial": "S-1"}).covers() == {}


def test_explicit_ids_are_asked_for_and_texts_that_are_no_id_are_known_to_be_nobodys() -> None:
    found = looked_up({"id": "4001"}, {"id": 4002}, {"id": " 4003"}, {"id": "new-1"}, {"id": {"x": 1}})
    assert found.count == 2
    assert (found.ids, found.impossible_ids) == (("4001", "4002"), (" 4003", "new-1"))
    assert found.covers() == {"id": ["4001", "4002", " 4003", "new-1"]}


def test_the_longest_id_has_thirty_digits_of_ascii() -> None:
    found = looked_up(*({"id": each} for each in ("1" * 30, "1" * 31, "\u0661\u0662")))
    assert (found.ids, found.impossible_ids) == (("1" * 30,), ("1" * 31, "\u0661\u0662"))


def test_what_a_variable_stands_for_is_not_looked_up() -> None:
    rows = ({"id": "$ID", "Key": "$KEY", "Email": "a@x.test"},)
    request = UpsertRequest(rows, ("Phone",), shell_variables=frozenset({"$ID", "$KEY"}))
    found = lookups_of(request, LEADS)
    assert (found.covers(), found.count) == ({"Email": ["a@x.test"]}, 1)


@each_case(
    ("name", "value", "said"),
    [
        ("Number", 9_999_999_999_999_999, ("9999999999999999",)),
        ("Number", 10_000_000_000_000_000, ()),
        ("Number", 7.0, ("7",)),
        ("Number", 1.5, ("1.5",)),
        ("Number", 0.0001, ("0.0001",)),
        ("Number", 0.00001, ()),  # a float so small has an exponent, too
        ("Number", True, ()),
        ("Code", "-12", ()),
        ("Code", "\u0661", ()),
        ("Code", " 12 ", ("12",)),
        ("Key", 7, ()),
        ("Key", {"id": "1"}, ()),
        ("Key", "x" * 1_000, (f"'{'x' * 1_000}'",)),
    ],
)
def test_a_value_is_said_in_the_form_of_its_field_or_not_at_all(name: str, value: Any, said: tuple[str, ...]) -> None:
    assert literals(value, LEADS.by_name[name]) == said


@each_case(
    ("value", "literal"),
    [
        ("O'Brien", "'O''Brien'"),
        ("a\\b", "'a\\\\b'"),
        ("\\'", "'\\\\'''"),
        ("') or id is not null --", "'('') or id is not null --'".replace("(", "")),
        (' "x", %_ ', "' \"x\", %_ ', '\"x\", %_'"),
        ("ünï 😀", "'ünï 😀'"),
    ],
)
def test_text_is_quoted_so_that_no_value_ends_it(value: str, literal: str) -> None:
    assert queries({"Key": value}) == [f"select id from Leads where Key in ({literal}) order by id asc limit 0, 200"]


def test_numbers_are_bare() -> None:
    assert queries({"Number": 7, "Code": "0012"}) == [
        "select id from Leads where Number in (7) order by id asc limit 0, 200",
        "select id from Leads where Code in (0012) order by id asc limit 0, 200",
    ]


def test_what_a_query_cannot_say_is_left_out_and_told() -> None:
    found = looked_up({"Key": "x" * 1_001}, {"Key": "\ud800"}, {"Key": "1"})
    assert (found.values["Key"], len(found.left_out)) == (("1",), 2)


def test_long_lists_are_cut_into_queries_of_a_length_that_passes() -> None:
    many = queries(*({"Phone": f"{n}"} for n in range(120)))
    assert [text.count("'") // 2 for text in many] == [MOST_VALUES, MOST_VALUES, 20]
    long = queries(*({"Phone": f"{n:0500}"} for n in range(20)))
    assert len(long) == 3
    assert all(len(text) < MOST_CHARACTERS + 100 for text in long)


def test_a_query_holds_values_of_four_thousand_characters_with_their_commas() -> None:
    def of_lengths(*lengths: int) -> list[int]:
        rows = ({"Phone": f"{place:0{length - 2}}"} for place, length in enumerate(lengths))  # two are the quotes
        return [text.count("'") // 2 for text in queries(*rows)]

    eight = (*(7 * [498]), 500)
    assert of_lengths(*eight, *eight) == [8, 8]
    assert of_lengths(*(7 * [498]), 501) == [7, 1]
