"""Completion: what is offered at a place, what becomes of the text, and that half-written text stops nothing."""

from __future__ import annotations

import json
import re
from time import process_time
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import field
from tests.drawn import objects_of
from tui.core.completion.candidates import Candidate, completion
from tui.core.completion.place import FARTHEST
from tui.core.metadata import FieldMetadata, LayoutMetadata, Module, module_of
from tui.core.payload.json_text import is_json, parse_json, spans
from tui.dataset.folder import DataSet, demo_folder

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def leads() -> Iterator[Module]:
    with DataSet.open(demo_folder()) as data_set:
        yield data_set.module("Leads")


SMALL: Final = module_of(
    "Leads",
    [
        field("Created_Time", "datetime"),
        field("Note_1"),
        field("Email", "email", unique=True, field_label="Mail address"),
        field("Last_Name", mandatory=True),
        field("Seats", "integer"),
        field("Member", "boolean"),
        field("Account", "lookup", lookup={"module": {"api_name": "Accounts"}}),
        field("Layout", "layout"),
        field("Tags", "multiselectpicklist", pick_list_values=[{"display_value": v, "actual_value": v} for v in "ABC"]),
        field("Kind", "picklist", pick_list_values=[{"display_value": "Wärme", "actual_value": "heat"}]),
        field("Lines", "subform"),
    ],
    layouts=[LayoutMetadata(id="77", name="Trade fair")],
)


def offered(marked: str, module: Module = SMALL) -> tuple[Candidate, ...]:
    """What is offered where ``|`` stands."""
    found = completion(marked.replace("|", ""), marked.index("|"), module)
    return found.candidates if found else ()


def names(marked: str, module: Module = SMALL) -> list[str]:
    return [each.name for each in offered(marked, module)]


def taken(marked: str, name: str) -> str:
    """The text after a candidate is taken, with ``|`` at both ends of what is marked then."""
    (one,) = [each for each in offered(marked) if each.name == name]
    made = one.applied(marked.replace("|", ""))
    first, last = (one.start + place for place in one.select)
    return made[:first] + "|" + made[first:last] + ("|" if last > first else "") + made[last:]


# --- keys -------------------------------------------------------------------------------------------------------------


def test_names_of_fields_come_with_what_a_row_needs_first_and_what_zoho_ignores_last() -> None:
    listed = names('{"data": [{"|"}]}')
    assert listed[:3] == ["Last_Name", "Email", "Note_1"]
    assert listed[-3:] == ["Created_Time", "id", "$append_values"]


def test_a_field_is_shown_with_its_label_its_type_and_what_sets_it_apart() -> None:
    (mail,) = offered('{"data": [{"ema|"}]}')
    assert (mail.name, mail.label, mail.facts) == ("Email", "Mail address", "email · system · unique")
    assert [each.facts for each in offered('[{"Last|"}]')] == ["text · mandatory"]
    pointing = [offered(text)[0].facts for text in ('[{"Account": |}]', '[{"Account": {|}}]')]
    assert pointing == ["a record of Accounts, by its id", "of Accounts"]
    assert [each.facts for each in offered('[{"Created|"}]')] == ["datetime · read-only"]


def test_the_system_field_says_so(leads: Module) -> None:
    assert offered('{"data": [{"Email|"}]}', leads)[0].facts == "email 100 · system"


def test_keys_that_the_row_has_are_not_offered_again_wherever_they_stand() -> None:
    assert "Email" not in names('{"data": [{"Email": "a", "|", "Seats": 1}]}')
    assert "Seats" not in names('{"data": [{"Email": "a", "|", "Seats": 1}]}')
    assert "Seats" in names('{"data": [{"Email": "a", "|"}, {"Seats": 1}]}')
    assert "Email" in names('{"data": [{"Account": {"Email": "a"}, "|"}]}')
    assert "Email" in names('{"data": [{"|", "Account": {"Email": "a"}}]}')
    assert names('[{"Tags": [["A"], "|", ["B"]]}]') == ["A", "B", "C"]
    assert names('[{"Tags": ["x\\\\"|]}]') == ["A", "B", "C"]
    assert names('[{"Tags": [A, "|", B]}]') == ["C"]
    assert "Seats" not in names('[{"|", "Account": {"id": "1"}, "Seats": 1}]')
    assert "Seats" not in names('[{Seats: 1, "|"}]')
    assert "Seats" in names('[{"|", "Note_1": "Seats", "Email": 1}]')
    assert names("[{Sea|}]") == ["Seats"]


@each_case(
    ("typed", "found"),
    [("em", ["Email"]), ("MAIL", ["Email"]), ("ail", ["Email"]), ("addr", ["Email"]), ("a", ["Account"]), ("zz", [])],
)
def test_what_is_typed_is_looked_for_at_the_beginning_then_anywhere_and_in_labels(typed: str, found: list[str]) -> None:
    assert names(f'{{"data": [{{"{typed}|"}}]}}')[:1] == found


def test_what_begins_with_the_typed_letters_stands_before_what_holds_them() -> None:
    assert names('[{"te|"}]') == ["Note_1", "Created_Time"]


@each_case(
    ("marked", "name", "made"),
    [
        ('[{"Ema|"}]', "Email", '[{"Email": "|"}]'),
        ('[{"Ema|": "x"}]', "Email", '[{"Email"|: "x"}]'),
        ('[{Ema|}]', "Email", '[{"Email": "|"}]'),
        ('[{"Ema|', "Email", '[{"Email": "|"'),
        ('[{"Em|ai', "Email", '[{"Email": "|"'),
        ('[{Em|ai', "Email", '[{"Email": "|"'),
        ('[{"Ema|, "Seats": 1}]', "Email", '[{"Email": "|", "Seats": 1}]'),
        ('[{"Ema|" "Seats": 1}]', "Email", '[{"Email": "|", "Seats": 1}]'),
        ('[{"|""Seats": 1}]', "Email", '[{"Email": "|", "Seats": 1}]'),
        ('[{|"Seats": 1}]', "Email", '[{"Email": "|", "Seats": 1}]'),
        ('[{\n  "Seats": 1\n  "Ema|"\n}]', "Email", '[{\n  "Seats": 1,\n  "Email": "|"\n}]'),
        ('[{\r\n  "Seats": 1\r\n  "Ema|"\r\n}]', "Email", '[{\r\n  "Seats": 1,\r\n  "Email": "|"\r\n}]'),
        ('[{"Seats": 1"Ema|"}]', "Email", '[{"Seats": 1, "Email": "|"}]'),
        ('[{"Tags": ["A"] |}]', "Email", '[{"Tags": ["A"], "Email": "|"}]'),
        ('[{"Sea|"}]', "Seats", '[{"Seats": |null|}]'),
        ('[{"Mem|"}]', "Member", '[{"Member": |null|}]'),
        ('[{"Tag|"}]', "Tags", '[{"Tags": ["|"]}]'),
        ('[{"Acc|"}]', "Account", '[{"Account": {"id": "|"}}]'),
        ('[{"Lin|"}]', "Lines", '[{"Lines": [{|}]}]'),
        ('[{"$a|"}]', "$append_values", '[{"$append_values": {|}}]'),
        ('[{"$append_values": {"|"}}]', "Tags", '[{"$append_values": {"Tags": true|}}]'),
        ('[{"Account": {|}}]', "id", '[{"Account": {"id": "|"}}]'),
        ('{"data": [{}], "dup|"}', "duplicate_check_fields", '{"data": [{}], "duplicate_check_fields": ["|"]}'),
        ('{"data": [{}], "tri|"}', "trigger", '{"data": [{}], "trigger": ["|"]}'),
        ('{"da|"}', "data", '{"data": [{|}]}'),
    ],
)  # fmt: skip
def test_a_key_comes_with_an_empty_value_and_the_commas_that_are_missing(marked: str, name: str, made: str) -> None:
    assert taken(marked, name) == made


def test_beside_the_rows_stand_keys_of_the_body_and_in_a_bare_record_fields_as_well() -> None:
    beside = names('{"data": [{}], "|"}')
    assert beside[:2] == ["duplicate_check_fields", "trigger"]
    assert "Email" not in beside
    assert {"data", "Email"} <= set(names('{"|"}'))
    assert names('{"Last_Name": "Ode", "ema|"}') == ["Email"]
    assert names('{"data": [{"trigger": 1, "ema|"}]}') == ["Email"]


@each_case(
    "marked",
    [
        '[{"Last_Name" |}]',  # a colon is missing
        '[{"Last_Name": "O|de"}]',  # only the person knows
        '[{"Lines": [["|"]]}]',  # no row of a subform is a list
        '[{"Kind": |"heat"}]',  # has one
        '[{"Kind": | Seats: 1}]',
        '[{"Ema"|}]',  # behind its end
        '[{""|}]',
        '{"data": : [{"|"}]}',
        ": |",
        '"Kind": |',
        '[{"Account": "\u0664|"}]',
        '[{"Account": {"id": "|"}}]',
        '[{"Account": {"Tags": ["|"]}}]',
        '{"data": {"Tags": ["|"]}}',
        '[{"Kind": ["|"]}]',
        '[{"Seats": {"|"}}]',
        '[{"Account": {"id": "1", "|"}}]',
        '[{"Layout": {"name": "|"}}]',
        '[{"Unknown": [{"|"}]}]',
        '{data: [{"|"}]}',
        '{"data" [{"|"}]}',
        "[{Mail |}]",
        '[{"Tags": ["A\\"|',
        '[{"Em\\q|',
        '[{"Unknown": {"|"}}]',
        '[{"Lines": {{"|"}}}]',
        '[{"Tags": [{"|"}]}]',
        '[{"$append_values": {}, "$a|"}]',
        "[{Kind: |}]",  # a key without quotes
        '{"data": [{}], "lar_id": "|"}',
        "|",
        '"|',
        "]|",
        "}, |",
    ],
)
def test_where_nothing_is_known_nothing_is_offered(marked: str) -> None:
    assert offered(marked) == ()


# --- values -----------------------------------------------------------------------------------------------------------


@each_case(
    ("marked", "name", "made"),
    [
        ('[{"Kind": "|"}]', "heat", '[{"Kind": "heat"|}]'),
        ('[{"Kind": "wär|"}]', "heat", '[{"Kind": "heat"|}]'),
        ('[{"Kind": "w\\u00e4r|"}]', "heat", '[{"Kind": "heat"|}]'),
        ('[{"Kind": |}]', "heat", '[{"Kind": "heat"|}]'),
        ('{"Kind": |}', "heat", '{"Kind": "heat"|}'),
        ('[{"Kind": he|}]', "heat", '[{"Kind": "heat"|}]'),
        ('[{"Kind": |\n"Seats": 1}]', "heat", '[{"Kind": "heat"|,\n"Seats": 1}]'),
        ('[{"Tags": |}]', "A", '[{"Tags": ["A"|]}]'),
        ('[{"Tags": "|"}]', "B", '[{"Tags": ["B"|]}]'),
        ('[{"Tags": ["A", |]}]', "B", '[{"Tags": ["A", "B"|]}]'),
        ('[{"Tags": ["A" "|"]}]', "C", '[{"Tags": ["A", "C"|]}]'),
        ('[{"Tags": ["|" "A"]}]', "C", '[{"Tags": ["C"|, "A"]}]'),
        ('[{"Member": |}]', "true", '[{"Member": true|}]'),
        ('[{"Member": |null}]', "false", '[{"Member": false|}]'),
        ('[{"Member": "fa|"}]', "false", '[{"Member": false|}]'),
        ('[{"$append_values": {"Tags": |}}]', "false", '[{"$append_values": {"Tags": false|}}]'),
        ('[{"Account": |}]', '{"id": "..."}', '[{"Account": {"id": "|"}}]'),
        ('[{"Account": "400|"}]', '{"id": "400"}', '[{"Account": {"id": "400|"}}]'),
        ('[{"Layout": |}]', "Trade fair", '[{"Layout": {"id": "77"}|}]'),
        ('[{"Layout": {"id": "|"}}]', "77", '[{"Layout": {"id": "77"|}}]'),
        ('{"data": 1, "duplicate_check_fields": |}', "Email", '{"data": 1, "duplicate_check_fields": ["Email"|]}'),
        ('{"trigger": ["work|"]}', "workflow", '{"trigger": ["workflow"|]}'),
        ('{"skip_feature_execution": [|]}', "cadences", '{"skip_feature_execution": [{"name": "cadences"}|]}'),
        (
            '{"apply_feature_execution": [{"name": "|"}]}',
            "layout_rules",
            '{"apply_feature_execution": [{"name": "layout_rules"|}]}',
        ),
    ],
)  # fmt: skip
def test_a_value_is_written_in_the_form_that_its_place_wants(marked: str, name: str, made: str) -> None:
    assert taken(marked, name) == made


def test_a_list_is_offered_only_what_it_does_not_have() -> None:
    assert names('[{"Tags": ["A", "|", "C"]}]') == ["B"]
    assert names('{"Tags": ["|", "C"]}') == ["A", "B"]
    assert names('{"data": [{}], "duplicate_check_fields": ["|"]}') == ["Email"]
    assert names('{"data": [{}], "duplicate_check_fields": ["Email", "|"]}') == []
    assert names('[{"$append_values": {"Tags": true, "|"}}]') == []
    assert "workflow" not in names('{"trigger": ["workflow", "|"]}')


def test_a_list_of_the_body_means_nothing_within_a_row() -> None:
    assert names('[{"trigger": ["|"]}]') == []
    assert names('[{"duplicate_check_fields": ["|"]}]') == []
    assert names('[{"duplicate_check_fields": |}]') == []


def test_a_candidate_says_what_it_is() -> None:
    (seats,), (kind,) = offered('[{"Sea|"}]'), offered('[{"Kind": "|"}]')
    assert (seats.name, seats.label, seats.is_key) == ("Seats", "", True)
    assert (kind.name, kind.label, kind.is_key) == ("heat", "Wärme", False)


OTHER: Final = module_of(
    "Leads",
    [
        field("id", "bigint"),
        field("Owner", "ownerlookup"),
        field("Layout", "layout"),
        field("Kind", "picklist", pick_list_values=[{"display_value": "Wärme", "actual_value": "Wärme"}]),
        field("Tags", "multiselectpicklist", pick_list_values=[{"display_value": "A", "actual_value": "A"}]),
        field("More", "multiselectpicklist", pick_list_values=[{"display_value": "B", "actual_value": "B"}]),
        field("Lines", "subform", associated_module={"module": "Rows"}),
    ],
    row_fields=lambda name: [field("Kind"), field("Text")] if name == "Rows" else [],
)


@each_case(
    ("marked", "found"),
    [
        ('[{"|"}]', ["Owner", "Layout", "Kind", "Tags", "More", "Lines", "id", "$append_values"]),
        ('[{"$append_values": {}, "i|"}]', ["id", "Kind", "Lines"]),
        ('[{"Owner": {|}}]', ["id"]),
        ('[{"Layout": |}]', ['{"id": "..."}']),
        ('[{"Owner": 12|}]', ['{"id": "12"}']),
        ('[{"Owner": x|}]', []),
        ('[{"Kind": "|"}]', ["Wärme"]),
        ('[{"$append_values": {"More": |}}]', ["true", "false"]),
        ('[{"Lines": [{"T|"}]}]', ["Text", "_delete"]),
        ("[{\n" + '"Seats": 1,\n' * 2_000 + '"Lines": [{"T|"}]}]', ["Text", "_delete"]),
        ("[{\n" + '"Seats": 1,\n' * 2_000 + '"Owner": {"|"}}]', ["id"]),
    ],
)
def test_what_is_offered_goes_by_what_the_module_has(marked: str, found: list[str]) -> None:
    assert names(marked, OTHER) == found


def test_what_is_not_in_the_module_is_not_offered() -> None:
    bare = module_of("Leads", [field("Email")])
    assert names('[{"|"}]', bare) == ["Email", "id"]
    facts = [offered(text, OTHER)[0].facts for text in ('[{"Owner": |}]', '[{"Owner": {|}}]')]
    assert facts == ["by its id", "of the record"]
    assert offered('[{"Kind": "|"}]', OTHER)[0].text == '"Wärme"'


def test_what_is_written_already_is_not_offered() -> None:
    assert completion('[{"Kind": "heat"}]', 15, SMALL) is None
    assert names('[{"Kind": "heat|"}]') == []


# --- any text ---------------------------------------------------------------------------------------------------------

PIECES: Final = st.sampled_from(
    [*'{}[]:,"\\', " ", "\n", "\r\n", "\t", '"data"', '"Tags"', '"Kind"', '"Member"', "tr", "null", "1.5", "Em", "é😀",
     '"duplicate_check_fields"', '"$append_values"', '"trigger"', '\\"', "[{", "}]"]
)  # fmt: skip
HALF_WRITTEN: Final = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


@given(HALF_WRITTEN, st.data())
def test_at_any_place_of_any_text_completion_answers_and_touches_nothing_but_its_token(text: str, data: Any) -> None:
    offset = data.draw(st.integers(0, len(text)))
    found = completion(text, offset, SMALL)
    if found is None:
        return
    for each in found.candidates:
        assert 0 <= each.start <= found.at <= offset <= each.end <= len(text)
        replaced = text[each.start : each.end]
        space = re.match(r"[ \t\r\n]*", replaced)
        assert space is not None
        assert not space[0] or each.text.startswith("," + space[0])
        token = replaced[space.end() :]
        assert re.fullmatch(r'"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*\\?"?|[^\s{}\[\]:,"]*', token), token
        assert 0 <= each.select[0] <= each.select[1] <= len(each.text)


ROWS: Final = objects_of(
    ("Last_Name", "Email", "Seats", "Other", 'a"b\\'),
    st.none() | st.integers() | st.text() | st.lists(st.text(max_size=3), max_size=2) | st.just({"id": "1"}),
    4,
    count=(1, 3),
)


@given(ROWS, st.sampled_from([None, 2, "\t"]), st.sampled_from(["", "e", "ema", "last"]), st.data())
def test_a_key_that_is_completed_in_a_payload_gives_one_that_can_be_read(
    rows: list[dict[str, Any]], indent: int | str | None, typed: str, data: Any
) -> None:
    body = data.draw(st.sampled_from([{"data": rows, "trigger": []}, rows]))
    text = json.dumps(body, indent=indent, ensure_ascii=False)
    path: tuple[str | int, ...] = ("data",) if isinstance(body, dict) else ()
    row = data.draw(st.integers(0, len(rows) - 1))
    places = spans(text, 3)
    ends = [places[*path, row].start + 1, *(places[*path, row, name].end for name in rows[row])]
    place = data.draw(st.sampled_from(ends))
    written = f'"{typed}"' if data.draw(st.booleans()) else f'"{typed}'
    if place > ends[0]:
        written = f"{data.draw(st.sampled_from([',', '']))}\n {written}"
    half = text[:place] + written + text[place:]
    found = completion(half, half.index('"' + typed, place) + 1 + len(typed), SMALL)
    if found is None and typed in ("", "e"):
        raise AssertionError(half)
    for each in found.candidates if found else ():
        made = parse_json(each.applied(half))
        made_rows = made["data"] if isinstance(made, dict) else made
        assert isinstance(made_rows, list)
        assert {**made_rows[row], each.name: None} == {**rows[row], each.name: None}


def test_in_a_long_payload_a_place_costs_no_more_than_in_a_short_one() -> None:
    row = '{"Last_Name": "Row", "Email": "row@new.example", "Kind": "heat"}'
    short, long = (_amid(",\n".join([row] * (rows // len(row)))) for rows in (2 * FARTHEST, 100 * FARTHEST))
    assert _least_time(*long) < 5 * _least_time(*short)  # to look at the whole text would take some 50 times as long
    assert [_found(*each) for each in (short, long)] == [["Email"], ["Email"]]


def _amid(rows: str) -> tuple[str, int]:
    """A payload with a half-written row between these, and the offset in it."""
    text = f'{{"data": [\n{rows},\n{{"Last_Name": "Ode", "Ema"}}, {rows}]}}'
    return text, text.index('"Ema"') + 4


def _found(text: str, offset: int) -> list[str]:
    found = completion(text, offset, SMALL)
    return [each.name for each in found.candidates] if found else []


def _least_time(text: str, offset: int) -> float:
    """Seconds of the processor that a completion takes when nothing else comes between."""

    def once() -> float:
        began = process_time()
        completion(text, offset, SMALL)
        return process_time() - began

    return min(once() for _ in range(9))


def test_a_row_whose_list_begins_farther_back_than_is_looked_at_is_one_of_a_payload() -> None:
    row = '{"Last_Name": "Row"},\n'
    assert names("[" + row * FARTHEST + '{"Ema|"}]') == ["Email"]
    assert names("[" + row * FARTHEST + '{"tri|"}]') == []


def test_a_line_that_is_longer_than_what_is_looked_at_offers_nothing() -> None:
    long = "x" * FARTHEST
    assert names(f'[{{"Note_1": "{long}", "Ema|"}}]') == []
    assert names(f'[{{"Note_1": "{long[:-60]}", "Ema|"}}]') == ["Email"]
    before, behind = '[{"Note_1": "', '", "Ema'
    for length, offered in ((6_000, ["Email"]), (6_001, [])):
        line = before + "x" * (length - len(before + behind)) + behind
        assert names(f'{line}|"}}]') == offered
    assert is_json("[]")


# --- rows of a subform -----------------------------------------------------------------------------------------------

OF_LINES: Final = [
    field("Sum", "formula"),
    field("Item", "picklist", pick_list_values=[{"display_value": v, "actual_value": v} for v in ("Ink", "Pen")]),
    field("Count", "integer", mandatory=True),
    field("id", "bigint"),
]


def with_rows() -> Module:
    def fields_of(name: str) -> list[FieldMetadata]:
        return OF_LINES if name == "Order_Lines" else []

    lines = field("Lines", "subform", associated_module={"module": "Order_Lines", "id": "7"})
    return module_of("Leads", [field("Last_Name"), lines], row_fields=fields_of)


def test_write_subform_rows_offers_the_fields_of_the_rows_and_what_changes_and_removes_one() -> None:
    of = with_rows()
    assert names('[{"Lines": [{"|"}]}]', of) == ["Count", "Item", "Sum", "id", "_delete"]
    assert names('{"data": [{"Last_Name": "Ode", "Lines": [{"Count": 1}, {"Count": 2, "|"}]}]}', of) == [
        "Item",
        "Sum",
        "id",
        "_delete",
    ]
    facts = [offered(f'[{{"Lines": [{{"{typed}|"}}]}}]', of)[0].facts for typed in ("Cou", "Ite", "Sum")]
    assert facts == ["integer · mandatory", "picklist", "formula · ignored"]
    assert names('[{"Lines": [{"Item": "|"}]}]', of) == ["Ink", "Pen"]
    assert names('[{"Lines": [{"id": "1", "_delete": |}]}]', of) == ["null"]
    assert names('[{"Item": "|"}]', of) == []  # it is a field of the rows, not of the record


def test_of_rows_whose_fields_are_not_at_hand_only_what_every_row_has_is_offered() -> None:
    assert names('[{"Lines": [{"|"}]}]') == ["id", "_delete"]


@each_case("told", [None, {}, "Order_Lines", {"module": 7}, {"module": ""}])
def test_a_subform_that_does_not_tell_its_module_has_no_fields(told: Any) -> None:
    lines = field("Lines", "subform", associated_module=told)
    assert module_of("Leads", [lines], row_fields=lambda _: OF_LINES).row_fields == {}
