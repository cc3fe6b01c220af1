"""Reading records back by their ids: what is asked for, what is kept of it, and what an error leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import FIELDS, MemoryIndex, field, forecast_of, module, record
from tests.live.scripted import not_connected
from tui.live.zoho.read_back import ReadBack, ids_to_read, moved_targets, read_back, records_in, stale_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.core.values import Json, Record

ALWAYS = "id,Created_Time,Modified_Time"
NAMES = [f"F{number}" for number in range(60)]
WIDE = module(*map(field, NAMES), name="Contacts")
NOTES = module(
    field("Name"), field("Notes", "textarea"), field("Lines", "subform"), field("Long", length=2000), name="Contacts"
)


class Reader:
    """Answers each read by a function of its path and parameters, and remembers them. after: reads that are answered
    before there is no connection any more."""

    def __init__(self, answer: Callable[[str, Mapping[str, str]], Json], after: int = 1_000) -> None:
        self._answer, self._after = answer, after
        self.asked: list[tuple[str, dict[str, str]]] = []

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
        if len(self.asked) == self._after:
            raise not_connected()
        self.asked.append((path, dict(params or {})))
        return self._answer(path, params or {})

    def coql(self, select_query: str) -> Json | None:
        raise AssertionError(select_query)


def echo(path: str, params: Mapping[str, str]) -> Json:
    """Every record that is asked for, with a value in each field."""
    if "/" in path:
        return {"data": [{"id": path.rpartition("/")[2], "Notes": "whole", "Lines": ["whole"]}]}
    names = params["fields"].split(",")
    return {"data": [{**dict.fromkeys(names, "x"), "id": name} for name in params["ids"].split(",")]}


def test_every_id_is_asked_for_once_with_the_fields_that_the_module_has() -> None:
    client = Reader(echo)
    names = ["Email", "Email", "Nowhere", "id", "Modified_Time", "Company"]
    of = module(*FIELDS, field("Modified_Time", "datetime"))
    found = read_back(client, of, ["1", "2", "1"], names)
    (asked,) = client.asked
    fields = f"{ALWAYS},Email,Company"
    assert asked == ("Leads", {"ids": "1,2", "fields": fields, "per_page": "100", "converted": "both"})
    assert found == ReadBack({name: {**dict.fromkeys(fields.split(","), "x"), "id": name} for name in ("1", "2")})


@each_case(
    ("ids", "names", "reads"),
    [
        (1, 0, [(1, 3)]),
        (100, 1, [(100, 4)]),
        (101, 1, [(100, 4), (1, 4)]),
        (1, 47, [(1, 50)]),
        (1, 48, [(1, 50), (1, 4)]),
        (0, 5, []),
    ],
)
def test_a_read_has_at_most_a_hundred_records_and_fifty_fields(
    ids: int, names: int, reads: list[tuple[int, int]]
) -> None:
    client = Reader(echo)
    found = read_back(client, WIDE, map(str, range(ids)), NAMES[:names])
    sizes = [(len(each["ids"].split(",")), len(each["fields"].split(","))) for _, each in client.asked]
    assert sizes == reads
    assert all(set(NAMES[:names]) <= record.keys() for record in found.records.values())
    assert (len(found.records), found.gone, found.problem) == (ids, (), "")


def test_a_record_that_does_not_come_is_gone_only_where_it_was_asked_for_in_full() -> None:
    def without_7(path: str, params: Mapping[str, str]) -> Json:
        whole: Any = echo(path, params)
        return {"data": [record for record in whole["data"] if record["id"] != "7"]}

    ids = [str(number) for number in range(102)]
    assert read_back(Reader(without_7), WIDE, ids, []).gone == ("7",)
    cut_short = read_back(Reader(without_7, after=1), WIDE, ids, [])
    assert (cut_short.gone, cut_short.problem) == (("7",), not_connected().sentence)
    assert list(cut_short.records) == [name for name in ids[:100] if name != "7"]
    half = read_back(Reader(without_7, after=1), WIDE, ids[:9], NAMES[:48])  # the second fifty fields do not come
    assert (half.records, half.gone, half.partly) == ({}, (), {})


@each_case(
    ("values", "single"),
    [
        ({"Notes": "x" * 499}, []),
        ({"Notes": "x" * 500}, ["Notes"]),
        ({"Notes": None}, []),
        ({"Notes": ["x"] * 600}, []),
        ({"Long": "x" * 600}, []),
        ({"Lines": []}, ["Lines"]),
        ({"Lines": [], "Notes": "x" * 600}, ["Lines", "Notes"]),
    ],
)
def test_what_a_list_of_records_gives_in_part_only_is_read_from_the_record(
    values: dict[str, Any], single: list[str]
) -> None:
    def some(path: str, params: Mapping[str, str]) -> Json:
        return echo(path, params) if "/" in path else {"data": [{"id": "1", **values}]}

    client = Reader(some)
    found = read_back(client, NOTES, ["1"], values)
    assert [path for path, _ in client.asked] == ["Contacts", *["Contacts/1"] * bool(single)]
    whole: dict[str, Any] = {"Notes": "whole", "Lines": ["whole"]}
    assert found == ReadBack({"1": {"id": "1", **values, **{name: whole[name] for name in single}}})
    lost = read_back(Reader(some, after=1), NOTES, ["1"], values)
    assert lost.partly == ({"1": tuple(values if len(single) > 1 else single)} if single else {})
    assert bool(lost.problem) == bool(single)


def test_a_hundred_records_are_read_one_by_one_and_the_others_are_known_in_part() -> None:
    client = Reader(echo)
    found = read_back(client, NOTES, map(str, range(101)), ["Lines"])
    assert sum("/" in path for path, _ in client.asked) == 100
    assert found.partly == {"100": ("Lines",)}
    missing = Reader(lambda path, params: None if "/" in path else echo(path, params))
    assert read_back(missing, NOTES, ["1"], ["Lines"]).partly == {"1": ("Lines",)}


@each_case(
    ("reply", "ids", "found"),
    [
        ({"data": [5, "x", None, {}, {"id": 5}, {"id": "3"}, {"id": "1"}]}, None, ["3", "1"]),
        ({"data": [{"id": "3"}, {"id": "1"}, {"id": 1}]}, ["1"], ["1"]),
        ({"data": [{"id": "3"}]}, [], []),
        ({"data": {"id": "1"}}, None, []),
        ({"data": None}, None, []),
        ({}, None, []),
        ([{"id": "1"}], None, []),
        (None, None, []),
    ],
)
def test_the_records_of_a_reply_are_objects_with_a_text_for_an_id(
    reply: Json, ids: list[str] | None, found: list[str]
) -> None:
    assert [record["id"] for record in records_in(reply, ids)] == found


@each_case(
    ("then", "now", "told"),
    [
        ({"Company": "A"}, {"Company": "B"}, 'Company of 1 was "A" and is "B" now'),
        ({"Company": "A", "Phone": "1"}, {"Company": "B", "Phone": "2"}, 'is "B" now, and 1 more field'),
        ({"Modified_Time": "1"}, {"Modified_Time": "2", "Not_Ours": "x"}, "1 was changed just now"),
    ],
)
def test_a_record_that_moved_is_told_by_a_field_of_the_module_if_one_did(then: Record, now: Record, told: str) -> None:
    of = module(*FIELDS, field("Modified_Time", "datetime"))
    (sentence,) = moved_targets(of, ReadBack({"1": {"id": "1", **then}}), ReadBack({"1": {"id": "1", **now}}))
    assert sentence.endswith(told)


# --- before a send ---------------------------------------------------------------------------------------------------

TWINS = [record(number, Email="twin@x.test") for number in (3, 4)]
PHONE = record(2, Phone="5")
ADA = record(1, Email="ada@x.test", Company="Inc", Modified_Time="2026-01-01T00:00:00Z")


@each_case(
    ("sent", "given", "ids"),
    [
        ([{"Phone": "5", "Email": "ada@x.test"}], {"check": ["Phone"]}, ("2",)),
        ([{"Phone": " 5", "Email": "ada@x.test"}], {"check": ["Phone"]}, ("2", "1")),
        ([{"Email": "twin@x.test"}], {}, ("3", "4")),
        ([{"Email": "twin@x.test", "Phone": "9"}], {"covers": {"Email": ["twin@x.test"]}}, ("3", "4")),
        ([{"Email": "n@x.test"}, {"Email": "n@x.test", "Company": "B"}], {}, ()),
    ],
    ids=[
        "sure of its target",
        "it may be another",
        "several",
        "several, and not known",
        "one that the payload inserts",
    ],
)
def test_read_are_the_targets_and_what_a_row_that_is_in_doubt_may_hit_instead(
    sent: list[Record], given: dict[str, Any], ids: tuple[str, ...]
) -> None:
    rows = [{"Last_Name": "Ode", **each} for each in sent]
    found = forecast_of(*rows, stored=[ADA, PHONE, *TWINS], **given)
    assert ids_to_read(found.rows) == ids


@each_case(
    ("stored", "now", "partly", "kinds"),
    [
        (ADA, {"Company": "Sun"}, (), ["differs"]),
        (ADA, {"Company": "Sun"}, ("Company",), []),
        ({"id": "1", "Email": "ada@x.test"}, {"Company": "Sun"}, (), []),
        (ADA, {"Company": ...}, (), []),
        (ADA, {"Modified_Time": "2026-01-01T00:00:01Z"}, (), ["modified"]),
        (ADA, {"Modified_Time": "2026-01-01T01:00:00+01:00"}, (), []),
        (ADA, {"Modified_Time": ...}, (), []),
        (ADA, {"Modified_Time": "soon"}, (), []),
        ({**ADA, "Modified_Time": None}, {}, (), []),
        (None, {"Company": "Sun"}, (), []),
    ],
)
def test_a_target_is_stale_only_by_what_both_hold_in_full(
    stored: Record | None, now: dict[str, Any], partly: tuple[str, ...], kinds: list[str]
) -> None:
    found = forecast_of({"Email": "ada@x.test", "Company": "Ltd"}, stored=[ADA])
    read = {name: value for name, value in {**ADA, **now}.items() if value is not ...}
    there = ReadBack({"1": read}, partly={"1": partly})
    stale = stale_targets(found, there, MemoryIndex([] if stored is None else [stored]))
    assert [each.kind for each in stale] == kinds
