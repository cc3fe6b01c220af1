"""The table, Markdown and CSV: what they say, that they stay in shape, and that no value from outside steers them."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from tests.cases import each_case
from tests.cli.helpers import DEMO, FORMATS, HOSTILE, body, data_set

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli, Preview
    from tests.cli.helpers import Ran

MARKS = ("+ INSERT", "~ UPDATE", "= UNCHANGED", "! ERROR")


def first_look(cli: Cli, form: str) -> str:
    return cli("preview", DEMO / "payloads" / "first-look.json", "--format", form).out


def hostile(cli: Cli, form: str, module: str = "Leads") -> Ran:
    return cli(
        "preview", HOSTILE / "payloads" / "hostile.json", "--data", HOSTILE, "--format", form, "--module", module
    )


def aligned_rows(out: str) -> list[list[str]]:
    """The cells of a table, cut where its header says that columns begin. Fails if a cell crosses such a place."""
    lines = out.splitlines()
    head = next(number for number, line in enumerate(lines) if line.lstrip().startswith("#"))
    rows = [line for line in lines[head:] if line]
    rows = rows[: next((n for n, row in enumerate(rows) if re.match(r"(call|row \d+), ", row)), len(rows))]
    starts = [0, *(match.start() for match in re.finditer(r"(?<=  )\w", rows[0]))]
    found = []
    for row in rows:
        cells, positions, width = [""], set(starts[1:]), 0
        for character in row:
            if width in positions and cell_len(character):
                positions.remove(width)
                assert not cells[-1] or cells[-1].endswith("  ")
                cells.append("")
            cells[-1] += character
            width = cell_len("".join(cells))
        found.append([cell.strip() for cell in cells])
    return found


# --- what they say ---------------------------------------------------------------------------------------------------


def test_the_table_says_what_each_row_does_and_why(cli: Cli) -> None:
    rows = aligned_rows(first_look(cli, "table"))
    taken = 'Mobile is "+44 7700 900105", which belongs to …2410. Line 23'
    assert rows[0] == ["#", "outcome", "decided by", "target", "what", "certainty", "depends on"]
    assert rows[1] == ["1", "+ INSERT", "-", "new", "4 fields", "● documented"]
    assert rows[4] == ["4", "! ERROR", "Email", "DUPLICATE_DATA", taken, "● documented"]
    assert rows[6] == [
        "6",
        "~ UPDATE",
        "Email",
        "…2449 Front Desk",
        "Last_Name, Lead_Status",
        "○ assumed",
        "match.several",
    ]


@each_case("form", ["table", "markdown"], shared=("cli",))
def test_order_counts_cost_and_status_stand_above_the_rows(cli: Cli, form: str) -> None:
    out = first_look(cli, form)
    assert "1 Email (listed), 2 Phone (listed), 3 Mobile (added by Zoho)" in out
    assert "2 insert · 3 update · 1 unchanged · 2 error · 1 API credit · HTTP 207" in out
    assert all(mark in out for mark in MARKS)


def test_warnings_and_notes_stand_below_with_their_rule(cli: Cli) -> None:
    assert "row 8, note: 4001000000012527 holds" in first_look(cli, "table")
    assert "- row 8, note `lint.near_miss`: 4001000000012527 holds" in first_look(cli, "markdown")


def test_csv_has_one_line_for_each_row_with_ids_in_full(cli: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(first_look(cli, "csv"))))
    assert [row["outcome"] for row in rows[:2]] == ["insert", "update"]
    assert (rows[3]["target_id"], rows[3]["errors"]) == ("4001000000012397", "DUPLICATE_DATA")
    assert rows[5]["depends on"] == "match.several"


@each_case(
    ("value", "told"),
    [
        ({"Last_Name": 5}, "Last_Name is 5; it takes text in quotes of at most 80 characters. Line 1"),
        ({"Last_Name": "x" * 81}, "(81 characters); it takes at most 80 characters. Line 1"),
        ({"Last_Name": "a", "Email": "none"}, 'Email is "none"; it takes an e-mail address. Line 1'),
        ({"Last_Name": "a", "Employees": "3"}, 'Employees is "3"; it takes a whole number'),
        ({"Last_Name": "a", "id": "9"}, 'The id is "9", and no record has it'),
        ({"Email": "a@x.test"}, "Last_Name is missing; an insert needs it. Line 1"),
        ({"Last_Name": "a", "Email": "ada@x.test", "Phone": "200"}, 'Phone is "200", which belongs to 4002. Line 1'),
        ({"Last_Name": "a", "Email": "x", "Employees": ""}, 'Line 1. Employees is ""; it takes a whole number. Line 1'),
    ],
    shared=("preview",),
)
def test_an_error_says_which_field_and_what_is_wrong_with_it(preview: Preview, value: Any, told: str) -> None:
    assert told in preview(body(value), form="table").out


@each_case("form", FORMATS, shared=("preview",))
def test_a_refused_call_says_so_in_every_format(preview: Preview, form: str) -> None:
    for payload, options, code in (
        (body({"Last_Name": "a"}), ("--module", "Tasks"), "INVALID_MODULE"),
        (body({"Last_Name": "a"}), ("--module", "Foo"), "INVALID_MODULE"),
        (body(*[{"Last_Name": "a"}] * 101), (), "LIMIT_EXCEEDED"),
    ):
        ran = preview(payload, *options, form=form)
        told = ran.err if form == "csv" else ran.out
        assert code.replace("_", "") in told.replace("\\", "").replace("_", "")
        assert "every row inserts" not in ran.out


def test_a_forecast_against_a_partial_data_set_says_that_it_is_one(preview: Preview, tmp_path: Path) -> None:
    partial = data_set(tmp_path / "p", **{"dataset.toml": 'name = "some"\ncovers = "partial"'})
    assert "against some (only what was looked up)" in preview(body({"Last_Name": "a"}), form="table", data=partial).out


# --- their shape -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_no_line_in_a_pipe_ends_in_a_space_or_holds_an_escape(cli: Cli, form: str) -> None:
    for out in (first_look(cli, form), hostile(cli, form).out):
        assert not re.search(r"[ \t]$", out, re.MULTILINE)
        assert "\x1b" not in out


def test_a_row_is_one_line_in_a_pipe_and_a_long_value_does_not_widen_the_table(preview: Preview, small: Path) -> None:
    long = "W" * 5000
    records = [{"id": f"9{number}" * 200, "Last_Name": long, "Email": f"{number}@x.test"} for number in range(2)]
    (small / "records" / "Leads.json").write_text(json.dumps(records), encoding="utf-8")
    rows = [{"Last_Name": "a", "Email": "0@x.test", long: 1}, {"Last_Name": "b", "Email": "new@x.test"}]
    out = preview(body(*rows), form="table").out
    assert max(map(len, out.splitlines())) < 600  # a warning is cut at 400
    assert [len(row) for row in aligned_rows(out)] == [7, 6, 6]
    assert all(len(line) < 200 for line in out.splitlines()[:6])


def test_wide_and_joined_characters_keep_the_table_aligned(preview: Preview, small: Path) -> None:
    names = ["例え商会", "👩‍👩‍👧‍👦 Family", "e\u0301tude", "🇨🇭", "plain"]
    records = [{"id": str(n), "Last_Name": name, "Email": f"{n}@x.test"} for n, name in enumerate(names)]
    (small / "records" / "Leads.json").write_text(json.dumps(records), encoding="utf-8")
    out = preview(body(*[{"Last_Name": "x", "Email": f"{n}@x.test"} for n in range(5)]), form="table").out
    assert [row[4] for row in aligned_rows(out)[1:]] == ["Last_Name"] * 5


# --- values that mean harm -------------------------------------------------------------------------------------------

HARM = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@each_case("form", ["table", "markdown", "csv"], shared=("cli",))
@each_case(
    "module",
    ["Leads", "Oddities"],
    shared=(
        "cli",
        "form",
    ),
)
def test_nothing_that_steers_a_terminal_gets_out(cli: Cli, form: str, module: str) -> None:
    ran = hostile(cli, form, module)
    for text in (ran.out, ran.err):
        harm = {character for character in text if unicodedata.category(character) in HARM}
        assert harm <= {"\n", "\u200d"}


def test_hostile_json_is_json_and_gives_every_value_back(cli: Cli) -> None:
    ran = hostile(cli, "json")
    sent = json.loads((HOSTILE / "payloads" / "hostile.json").read_text(encoding="utf-8"))["data"]
    assert len(ran.json["records"]) == len(sent)
    for row, record in zip(sent, ran.json["records"], strict=True):
        assert all(change["after"] == row[change["api_name"]] for change in record["changes"])
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in ran.out if character != "\n")
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(ran.out)


def test_the_hostile_table_stays_aligned(cli: Cli) -> None:
    rows = aligned_rows(hostile(cli, "table").out)
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, len(rows))]
    assert all(row[1] in MARKS for row in rows[1:])
    assert len(rows) == 31


def test_markup_is_shown_as_it_is(cli: Cli) -> None:
    out = hostile(cli, "table").out
    assert "closing tag [/x]" in out
    assert "[@click=app.quit]x[/]" in out


def test_markdown_escapes_what_would_be_markup(preview: Preview, small: Path) -> None:
    name = "<b>&amp; [x](y) | `id` **bold**"
    (small / "records" / "Leads.json").write_text(json.dumps([{"id": "1", "Last_Name": name}]), encoding="utf-8")
    out = preview(body({"Last_Name": "x", "id": "1"}), form="markdown").out
    assert r"\<b\>\&amp; \[x\](y) \| \`id\` \*\*bold\*\*" in out
    cells = [re.split(r"(?<!\\)\|", line) for line in out.splitlines() if line.startswith("|")]
    assert {len(row) for row in cells} == {9}


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-2+3", "@x"])
def test_a_cell_of_csv_is_never_a_formula(preview: Preview, small: Path, name: str) -> None:
    field = {"api_name": name, "data_type": "text", "unique": {"x": 1}}
    fields = {"fields": [{"api_name": "Last_Name"}, field]}
    data_set(small, **{"fields/Leads.json": fields, "records/Leads.json": [{"id": name * 2, name: "1"}]})
    out = preview(body({"Last_Name": "a", name: "1", f"{name}?": 2}), form="csv").out
    cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
    assert f"'{name}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@")) and cell != "-"]


@each_case("form", ["table", "markdown", "csv"], shared=("preview",))
def test_names_from_outside_are_escaped_wherever_they_stand(preview: Preview, tmp_path: Path, form: str) -> None:
    bad = "n\x1b[2J\u202e\u009b"
    field = {"api_name": bad, "data_type": "text", "unique": {"x": 1}}
    files = {
        "dataset.toml": f"name = {json.dumps(bad)}",
        "fields/Leads.json": {"fields": [{"api_name": "Last_Name", "system_mandatory": True}, field]},
        "records/Leads.json": [{"id": f"{bad}{bad}", "Last_Name": bad, bad: "1"}, 5],
    }
    rows = [{"Last_Name": "a", bad: "1", "id": bad * 2}, {bad: "1"}, {"Last_Name": bad, f"{bad}?": 1}]
    payload = body(*rows, check=[bad, f"x{bad}"], **{bad: 1})
    for options in ((), ("--module", bad)):
        ran = preview(payload, *options, form=form, data=data_set(tmp_path / "bad", **files))
        assert ran.code in (0, 1)
        for text in (ran.out, ran.err):
            assert not set(text) & set("\x1b\u202e\u009b")


def test_a_joiner_is_shown_within_an_emoji_only(preview: Preview, small: Path) -> None:
    records = [{"id": "1", "Last_Name": "👩‍👧"}, {"id": "2", "Last_Name": "Byr\u200don"}]
    (small / "records" / "Leads.json").write_text(json.dumps(records), encoding="utf-8")
    out = preview(body({"Last_Name": "x", "id": "1"}, {"Last_Name": "x", "id": "2"}), form="table").out
    assert "👩‍👧" in out
    assert "Byr\\u200don" in out
