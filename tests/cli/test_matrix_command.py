"""``matrix``: its JSON to the letter, its table, its exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import DEMO, Ran, body, data_set, field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Cli

    MatrixOf = Callable[..., Ran]

SPLIT = {"Last_Name": "Ode", "Email": "ada@x.test", "Phone": "200"}
NEW = {"Last_Name": "Ode", "Email": "new@x.test"}


@pytest.fixture
def matrix(cli: Cli, small: Path, tmp_path: Path) -> MatrixOf:
    """``matrix(payload, *options)``: the JSON matrix of a payload, given as text, against ``small``."""

    def run(payload: str, *options: Any, form: str = "json", data: Path = small) -> Ran:
        file = tmp_path / "payload"
        file.write_text(payload, encoding="utf-8")
        return cli("matrix", file, "--data", data, "--format", form, *options)

    return run


def test_the_json_has_every_order_with_its_shortest_list_and_every_row(matrix: MatrixOf) -> None:
    ran = matrix(body(SPLIT, NEW, check=["Phone", "Email"]))
    assert ran.code == 1
    assert [(order["duplicate_check_fields"], order["effective_order"]) for order in ran.json["orders"]] == [
        (None, ["Email", "Phone"]),
        (["Phone"], ["Phone"]),
        (["Phone", "Email"], ["Phone", "Email"]),
    ]
    assert [order["outcomes"] for order in ran.json["orders"]] == [
        [
            {"index": 0, "outcome": "error", "duplicate_field": "Email", "target_id": "4001"},
            {"index": 1, "outcome": "insert", "duplicate_field": None, "target_id": None},
        ],
        *[
            [
                {"index": 0, "outcome": "update", "duplicate_field": "Phone", "target_id": "4002"},
                {"index": 1, "outcome": "insert", "duplicate_field": None, "target_id": None},
            ]
        ]
        * 2,
    ]
    assert ran.json["rows"] == [{"index": 0, "depends_on_order": True}, {"index": 1, "depends_on_order": False}]
    assert (ran.json["complete"], ran.json["orders_possible"], ran.json["call_errors"]) == (True, 3, [])


def test_the_json_of_the_same_input_is_the_same_bytes_whatever_the_list(matrix: MatrixOf) -> None:
    first = matrix(body(SPLIT, NEW)).out
    assert matrix(body(SPLIT, NEW)).out == first
    assert matrix(body(SPLIT, NEW, check=["Phone"])).out == first
    assert matrix(body(SPLIT, NEW), "--check-field", "Email").out == first


def test_the_empty_list_is_named_where_it_has_an_order_of_its_own(matrix: MatrixOf) -> None:
    ran = matrix(body(NEW), "--assume", "order.empty_list=nothing_listed")
    assert [order["duplicate_check_fields"] for order in ran.json["orders"]] == [None, [], ["Phone", "Email"]]


@each_case(
    ("rows", "options", "code", "errors"),
    [
        ([NEW], (), 0, []),
        ([SPLIT], (), 1, []),
        ([NEW], ("--module", "Tasks"), 1, ["INVALID_MODULE"]),
        ([NEW] * 101, (), 1, ["LIMIT_EXCEEDED"]),
    ],
    shared=("matrix",),
)
@each_case(
    "form",
    ["table", "json"],
    shared=(
        "matrix",
        "rows",
        "options",
        "code",
        "errors",
    ),
)
def test_exit_code_1_for_a_row_that_an_order_refuses_or_for_the_call(
    matrix: MatrixOf, rows: list[Any], options: tuple[str, ...], code: int, errors: list[str], form: str
) -> None:
    ran = matrix(body(*rows), *options, form=form)
    assert ran.code == code
    if form == "json":
        assert [error["code"] for error in ran.json["call_errors"]] == errors
        assert bool(ran.json["orders"]) == bool(ran.json["rows"]) == (not errors)
    else:
        assert all(f"refused  {error}: the whole call, under any order" in ran.out for error in errors)


@each_case(
    "arguments", [(), ("a.json", "b.json"), ("a.json", "--format", "csv"), ("no-such-file.json",)], shared=("cli",)
)
def test_wrong_usage_and_unreadable_input_is_said_in_short(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert cli("matrix", *arguments).complaint


def test_standard_input_is_read_and_the_demo_is_named(cli: Cli) -> None:
    ran = cli("matrix", "-", "--format", "json", stdin=body({"Last_Name": "Ode"}).encode())
    assert (ran.code, len(ran.json["orders"])) == (0, 8)
    assert ran.err == "forecast against the bundled demo data set (--data DIR for another)\n"


def test_the_table_has_the_sentences_the_orders_a_row_a_line_and_the_counts(cli: Cli) -> None:
    out = cli("matrix", DEMO / "payloads" / "first-look.json").out
    lines = out.splitlines()
    assert lines[:4] == [
        "upsert   Leads · 8 rows · against demo",
        "orders   8 of 8 · 5 different results",
        "",
        "5 of 8 rows depend on the order.",
    ]
    assert (
        "Row 2 updates Lucy Westen (…2371) only while Email comes before Phone; "
        "otherwise it updates Mina Harker (…2358)."
    ) in lines
    assert "A   Email › Phone › Mobile  no key  now" in lines
    assert [line.split() for line in lines if line.startswith(("inserts", "refused"))] == [
        ["inserts", "2", "3", "2", "2", "2"],
        ["refused", "2", "0", "1", "1", "0"],
    ]
    assert lines[-4:] == ["3 rows never move:", "      1  + insert", "      3  ~ …2384 Tom Pinch", "      8  + insert"]


def test_names_from_outside_steer_no_terminal_and_break_no_line(cli: Cli, tmp_path: Path) -> None:
    fields = [
        field("Last_Name"),
        field("Email", "email"),
        field("U\n\x1b[31m", unique=True),
        field("[/x]", unique=True),
    ]
    stored = [{"id": "1\x1b[2J", "Last_Name": "Evil\r\nname", "Email": "a@x.test"}]
    folder = data_set(
        tmp_path / "odd", **{"fields/Leads.json": {"fields": fields}, "records/Leads.json": {"data": stored}}
    )
    file = tmp_path / "payload.json"
    file.write_text(json.dumps([{"Last_Name": "x", "Email": "a@x.test", "U\n\x1b[31m": "1"}]), encoding="utf-8")
    ran = cli("matrix", file, "--data", folder)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "Evil\\r\\nname" in ran.out


def test_above_720_orders_the_neighbours_are_shown_and_it_is_said(cli: Cli, tmp_path: Path) -> None:
    fields = [field("Email", "email"), *(field(f"U{n}", unique=True) for n in range(6))]
    folder = data_set(tmp_path / "many", **{"fields/Leads.json": {"fields": fields}, "records/Leads.json": None})
    ran = cli("matrix", "-", "--data", folder, "--format", "json", stdin=body({"U0": "1"}).encode())
    assert (ran.json["complete"], ran.json["orders_possible"], len(ran.json["orders"])) == (False, 5760, 38)
    assert "5,760 orders are possible; only those one move away from the current one are shown" in ran.err
