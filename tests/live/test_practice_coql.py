"""COQL as the practice org speaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.live.practice_client import code, leads, practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.live.practice_client import Zoho

RECORDS: tuple[dict[str, Any], ...] = (
    {"id": "1", "Last_Name": "O'Brien", "Email": "ada@x.test", "Employees": 3, "Interests": ["a", "b"]},
    {"id": "2", "Last_Name": "back\\slash", "Email": None, "Employees": 12, "Active": True},
    {"id": "3", "Last_Name": 'say "hi"', "Email": "bea@x.test", "Phone": "200", "Referrer": {"name": "n", "id": "1"}},
    {"id": "10", "Last_Name": "100%_x", "Email": "", "Created_Time": "2026-01-01T00:00:00+00:00"},
)


@pytest.fixture(scope="module")
def zoho(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    folder: Path = tmp_path_factory.mktemp("coql")
    with practice(folder, leads(folder / "data", *RECORDS)) as zoho:
        yield zoho


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


CRITERIA: Final[tuple[tuple[str, list[str]], ...]] = (
    ("id is not null", ["1", "2", "3", "10"]),
    ("Last_Name = 'O''Brien'", ["1"]),
    (r"Last_Name = 'O\'Brien'", ["1"]),
    ('Last_Name = "o\'brien"', ["1"]),
    (r"Last_Name = 'back\\slash'", ["2"]),
    (r"Last_Name = 'back\slash'", ["2"]),
    ("Last_Name in ('say \"hi\"', 'nobody')", ["3"]),
    ('Last_Name = "say ""hi"""', ["3"]),
    ("Email in ('ADA@x.test', ' bea@x.test ')", ["1", "3"]),
    ("Email not in ('ada@x.test')", ["3"]),
    ("Email != 'ada@x.test'", ["3"]),
    ("Email is null", ["2", "10"]),
    ("Email like '%@x%'", ["1", "3"]),
    ("Last_Name like '100%'", ["10"]),
    ("Last_Name like '%0_x'", []),
    ("Email not like '%bea%'", ["1"]),
    ("Employees = 3", ["1"]),
    ("Employees in ('3', 12)", ["1", "2"]),
    ("Employees > 3", ["2"]),
    ("Employees between 3 and 11", ["1"]),
    ("Employees not between 3 and 11", ["2"]),
    ("Active = 'true'", ["2"]),
    ("Active = true", ["2"]),
    ("Interests = 'b;a'", ["1"]),
    ("Referrer = '1'", ["3"]),
    ("Created_Time >= '2025-12-31T20:00:00-04:00'", ["10"]),
    ("Last_Name = 'O''Brien' or Phone = 200", ["1", "3"]),
    ("((Email is null and Employees = 12) or Phone = '200')", ["2", "3"]),
    ("(Email is null) and (Employees = 12 or Phone = '200')", ["2"]),
)


def test_criteria_find_what_they_say(zoho: Zoho) -> None:
    for criteria, wanted in CRITERIA:
        reply = zoho.coql(f"select Last_Name from Leads where {criteria} limit 2000")
        if not wanted:
            assert (reply.status_code, reply.content) == (204, b""), criteria
            continue
        assert reply.status_code == 200, (criteria, reply.text)
        assert [row["id"] for row in reply.json()["data"]] == wanted, criteria
        assert reply.json()["info"] == {"count": len(wanted), "more_records": False}, criteria


def test_an_escaped_value_is_found_as_it_is(zoho: Zoho) -> None:
    for name in (record["Last_Name"] for record in RECORDS):
        found = zoho.coql(f"select Last_Name from Leads where Last_Name in ('{escaped(name)}', 'x')").json()["data"]
        assert [row["Last_Name"] for row in found] == [name]


def test_rows_are_ordered_cut_and_named_as_asked(zoho: Zoho) -> None:
    reply = zoho.coql(
        "SELECT Employees as n, Referrer FROM leads WHERE id is not null ORDER BY Employees desc LIMIT 1, 2"
    )
    assert reply.json() == {
        "data": [{"n": 3, "Referrer": None, "id": "1"}, {"n": None, "Referrer": {"id": "1"}, "id": "3"}],
        "info": {"count": 2, "more_records": True},
    }
    last = zoho.coql("select 'id' from Leads where id is not null order by id limit 3 offset 3").json()
    assert last == {"data": [{"id": "10"}], "info": {"count": 1, "more_records": False}}


def test_a_query_may_ask_for_two_thousand_rows(zoho: Zoho) -> None:
    assert zoho.coql("select id from Leads where id is not null limit 2000").json()["info"]["count"] == 4


def test_records_can_be_counted(zoho: Zoho) -> None:
    assert zoho.coql("select COUNT(id) from Leads where id is not null").json()["data"] == [{"COUNT(id)": 4}]
    assert zoho.coql("select COUNT(Email) from Leads where id is not null").json()["data"] == [{"COUNT(Email)": 2}]


NO_QUERIES: Final = (
    ("", "SYNTAX_ERROR"),
    ("delete from Leads", "SYNTAX_ERROR"),
    ("select id from Leads", "SYNTAX_ERROR"),
    ("select id from Leads where", "SYNTAX_ERROR"),
    ("select id from Leads where id = 1 and id = 2 and id = 3", "SYNTAX_ERROR"),
    ("select id from Leads where (id = 1", "SYNTAX_ERROR"),
    ("select id from Leads where id = 'open", "SYNTAX_ERROR"),
    ("select id from Leads where id in ()", "SYNTAX_ERROR"),
    ("select id from Leads where id = 1; drop", "SYNTAX_ERROR"),
    (f"select id from Leads where {'(' * 500}id = 1{')' * 500}", "SYNTAX_ERROR"),
    ("select * from Leads where id = 1", "SYNTAX_ERROR"),
    ("select id, COUNT(id) from Leads where id is not null", "SYNTAX_ERROR"),
    ("select id from Nope where id = 1", "INVALID_MODULE"),
    ("select Nope from Leads where id = 1", "INVALID_QUERY"),
    ("select Visits from Leads where id = 1", "INVALID_QUERY"),
    ("select id from Leads where Owner.name = 'x'", "INVALID_QUERY"),
    ("select id from Leads where Email > 'a'", "INVALID_QUERY"),
    ("select id from Leads where id = 1 limit x", "INVALID_QUERY"),
    ("select id from Leads where id = 1 limit 0", "INVALID_DATA"),
    ("select SUM(Employees) from Leads where id = 1", "INVALID_DATA"),
    ("select id, id from Leads where id = 1", "DUPLICATE_DATA"),
    ("select id from Leads where id = 1 limit 2001", "LIMIT_EXCEEDED"),
    (f"select id from Leads where id in ({', '.join(map(str, range(51)))})", "LIMIT_EXCEEDED"),
    (f"select {', '.join(f'F{n}' for n in range(51))} from Leads where id = 1", "LIMIT_EXCEEDED"),
)


def test_a_query_that_cannot_be_answered_says_why(zoho: Zoho) -> None:
    for query, wanted in NO_QUERIES:
        assert code(zoho.coql(query)) == (400, wanted), query


def test_a_body_without_a_query_is_refused(zoho: Zoho) -> None:
    assert code(zoho.http.post("/crm/v8/coql", json={})) == (400, "MANDATORY_NOT_FOUND")
    assert code(zoho.http.post("/crm/v8/coql", json={"select_query": 1})) == (400, "INVALID_DATA")
