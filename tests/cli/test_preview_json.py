"""``preview --format json``: its shape, and that the same input gives the same bytes; of every format, that it is
written a row at a time."""

from __future__ import annotations

import errno
import gc
import io
import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import ADA, DEMO, body, data_set
from tui.commands.spool import Spool
from tui.core.prepared import PreparedRow
from tui.core.row_forecast import RowForecast
from tui.core.rules import SWITCHES
from tui.core.stages import Judgement
from tui.core.views import forecast_json
from tui.core.views.forecast_json import json_text
from tui.reports import table, text
from tui.session.case import open_case
from tui.session.case_options import CaseOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.cli.conftest import Cli, Preview

TOP = {
    "module",
    "data_set",
    "assumptions",
    "measured",
    "duplicate_check_fields",
    "effective_order",
    "not_checked",
    "summary",
    "call_errors",
    "warnings",
    "notes",
    "records",
    "response_status",
    "response",
}
RECORD = {
    "index",
    "outcome",
    "duplicate_field",
    "target_id",
    "certainty",
    "rules",
    "depends_on",
    "trace",
    "changes",
    "errors",
    "warnings",
    "notes",
}
SUMMARY = {"insert", "update", "unchanged", "error", "not_known", "credits"}
PARTS = {
    "effective_order": {"api_name", "kind", "origin", "rule"},
    "not_checked": {"api_name", "rule"},
    "call_errors": {"code", "details", "message", "status"},
    "warnings": {"rule", "api_name", "message"},
    "notes": {"rule", "api_name", "message"},
}
RECORD_PARTS = {
    "trace": {"api_name", "value", "verdict", "matches", "count", "rule"},
    "changes": {"api_name", "kind", "before", "after"},
    "errors": {"code", "details", "message", "status"},
    "warnings": {"rule", "api_name", "message"},
    "notes": {"rule", "api_name", "message"},
}


def assert_whole(forecast: Any) -> None:
    """Every key of the contract is there, in every part."""
    assert forecast.keys() == TOP
    assert forecast["data_set"].keys() == {"name", "partial"}
    assert forecast["assumptions"].keys() == SWITCHES.keys()
    assert forecast["summary"].keys() == SUMMARY
    for name, keys in PARTS.items():
        assert all(part.keys() == keys for part in forecast[name])
    for record in forecast["records"]:
        assert record.keys() == RECORD
        for name, keys in RECORD_PARTS.items():
            assert all(part.keys() - {"rows"} == keys for part in record[name])  # of a subform also its rows


@each_case("name", sorted(file.name for file in (DEMO / "payloads").iterdir()), shared=("cli",))
def test_every_key_is_there_for_every_demo_payload(cli: Cli, name: str) -> None:
    assert_whole(cli("preview", DEMO / "payloads" / name, "--format", "json").json)


def test_every_key_is_there_when_the_call_is_refused(preview: Preview) -> None:
    forecast = preview(body({"Last_Name": "Ode"}, check=["nothing"]), "--module", "Tasks").json
    assert_whole(forecast)
    assert (forecast["records"], forecast["summary"]["credits"]) == ([], 0)


def test_every_key_is_there_for_a_row_that_is_not_known(preview: Preview, tmp_path: Path) -> None:
    partial = data_set(tmp_path / "partial", **{"dataset.toml": 'covers = "partial"'})
    assert_whole(preview(body({"Last_Name": "Ode", "Email": "new@x.test"}), data=partial).json)


def test_one_row_is_exactly_the_example_of_the_contract(preview: Preview) -> None:
    found = preview(body({"Last_Name": "Ode", "Phone": "555"}, check=["Phone"])).json
    assert found["duplicate_check_fields"] == ["Phone"]
    assert found["effective_order"] == [
        {"api_name": "Phone", "kind": "unique", "origin": "listed", "rule": "order.listed"}
    ]
    assert found["not_checked"] == [{"api_name": "Email", "rule": "order.system_ignored"}]
    assert found["summary"] == {"insert": 1, "update": 0, "unchanged": 0, "error": 0, "not_known": 0, "credits": 1}
    (record,) = found["records"]
    assert record["trace"] == [
        {"api_name": "Phone", "value": "555", "verdict": "miss", "matches": [], "count": 0, "rule": None},
        {
            "api_name": "Email",
            "value": None,
            "verdict": "not_checked",
            "matches": [],
            "count": 0,
            "rule": "order.system_ignored",
        },
    ]
    assert record["changes"] == [
        {"api_name": "Last_Name", "kind": "added", "before": None, "after": "Ode"},
        {"api_name": "Phone", "kind": "added", "before": None, "after": "555"},
    ]
    assert found["response_status"] == 200
    assert found["response"] == {
        "data": [
            {
                "code": "SUCCESS",
                "duplicate_field": None,
                "action": "insert",
                "details": {"id": "new-1"},
                "message": "record added",
                "status": "success",
            }
        ]
    }


def test_unchanged_answers_update_in_the_response(preview: Preview) -> None:
    found = preview(body({"Last_Name": "Byron", "Email": "ada@x.test"})).json
    assert found["records"][0]["outcome"] == "unchanged"
    assert found["response"]["data"][0]["action"] == "update"


@each_case(
    ("rows", "status"),
    [
        ([{"Last_Name": "Ode"}], 200),
        ([{"Last_Name": "Ode"}, {"Email": "a@x.test"}], 207),
        ([{"Email": "a@x.test"}, {"Last_Name": 5}], 400),
    ],
    shared=("preview",),
)
def test_the_expected_status_says_whether_all_some_or_no_rows_are_taken(
    preview: Preview, rows: list[Any], status: int
) -> None:
    assert preview(body(*rows)).json["response_status"] == status


def test_a_check_field_that_is_not_checked_says_what_it_would_have_hit(preview: Preview) -> None:
    (record,) = preview(body({"Last_Name": "Ode", "Email": "ada@x.test"}, check=["Phone"])).json["records"]
    (step,) = (step for step in record["trace"] if step["api_name"] == "Email")
    assert (step["verdict"], step["matches"], step["count"]) == ("not_checked", ["4001"], 1)


def test_text_stays_readable_and_numbers_stay_numbers(preview: Preview) -> None:
    ran = preview(body({"Last_Name": "Ödé 👩‍👧", "Employees": 5}))
    assert "Ödé" in ran.out
    assert ran.json["records"][0]["changes"][1]["after"] == 5


def test_what_would_steer_a_terminal_is_escaped_and_comes_back_whole(preview: Preview) -> None:
    value = "a\u009b2Jb\u202ec\u2066d\x7fe\u200bf\x1bg\ufeff"
    ran = preview(body({"Last_Name": value}))
    assert ran.json["records"][0]["changes"][0]["after"] == value
    assert not any(character in ran.out for character in "\u009b\u202e\u2066\x7f\u200b\x1b\ufeff")


# --- the same bytes --------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_twice(cli: Cli) -> None:
    arguments = ("preview", DEMO / "payloads" / "same-batch.json", "--format", "json")
    assert cli(*arguments).out == cli(*arguments).out


def test_no_path_of_the_machine_is_in_it(preview: Preview, small: Path, tmp_path: Path) -> None:
    for options in ((), ("--module", "Tasks"), ("--check-field", "nothing")):
        out = preview(body({"Last_Name": "Ode"}), *options).out
        assert str(tmp_path) not in out
        assert json.loads(out)["data_set"]["name"] == "small"


def test_a_data_set_without_a_name_is_called_like_its_folder(preview: Preview, tmp_path: Path) -> None:
    unnamed = data_set(tmp_path / "my-org", **{"dataset.toml": None})
    assert preview(body({"Last_Name": "Ode"}), data=unnamed).json["data_set"] == {"name": "my-org", "partial": False}


# --- a row at a time -------------------------------------------------------------------------------------------------

LONG = body(*({"Last_Name": f"Ode {n}", "Email": "ada@x.test" if n % 3 else f"{n // 7}@x.test"} for n in range(130)))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made, by a spool that keeps little in memory."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("tui.commands.spool.IN_MEMORY", 2_000)
    return tmp_path


def test_row_by_row_is_byte_for_byte_the_text_of_the_whole_and_leaves_no_file(
    preview: Preview, tmp_path: Path, temporary: Path
) -> None:
    dated = {**ADA, "Modified_Time": "2025-01-01T00:00:00+00:00"}
    data = data_set(tmp_path / "dated", **{"records/Leads.json": {"data": [dated]}})
    before = {*temporary.iterdir(), tmp_path / "payload"}
    for payload, rows in ((LONG, 130), (HEADER.format(LATE, LONG), 130), (HEADER.format(EARLY, LONG), 0)):
        outs = {form: preview(payload, "--split", form=form, data=data).out for form in ("json", "markdown", "csv")}
        with open_case(tmp_path / "payload", sys.stdin.buffer, CaseOptions(data=data)) as case:
            whole = case.forecast(split=True)
            assert outs == {
                "json": json_text(forecast_json.forecast_json(whole, "small", partial=False)),
                "markdown": text.markdown(whole, "small", partial=False, line_of=case.line_of),
                "csv": text.csv_text(whole, case.line_of),
            }
        assert len(whole.rows) == rows
        assert set(temporary.iterdir()) == before
    assert preview(LONG).out == json_text({**preview(LONG).json, "records": []})  # too many rows for one call


HEADER = "curl -X POST https://www.zohoapis.com/crm/v8/Leads/upsert -H 'If-Unmodified-Since: {}' -d '{}'"
LATE, EARLY = "2030-01-01T00:00:00+00:00", "2020-01-01T00:00:00+00:00"


@pytest.mark.parametrize("payload", [LONG, HEADER.format(LATE, LONG)], ids=["body", "if_unmodified_since"])
@pytest.mark.parametrize(
    ("form", "place", "name"),
    [
        ("json", forecast_json, "record_text"),
        ("table", table, "report_row"),
        ("markdown", text, "markdown_row"),
        ("csv", text, "csv_row"),
    ],
)
def test_a_row_is_let_go_of_as_soon_as_it_is_text(
    preview: Preview,
    monkeypatch: pytest.MonkeyPatch,
    temporary: Path,
    payload: str,
    form: str,
    place: ModuleType,
    name: str,
) -> None:
    here: list[int] = []

    def counting(row: RowForecast, *of: Any) -> object:
        if row.index == 129:
            kinds = (RowForecast, Judgement, PreparedRow)
            here.extend(id(each) for each in gc.get_objects() if type(each) in kinds and is_of_this_payload(each))
        return written(row, *of)

    def is_of_this_payload(each: Any) -> bool:
        sent = each.sent.values() if isinstance(each, PreparedRow) else [change.after for change in each.changes]
        return any(str(value).startswith("Ode ") for value in sent)

    gc.freeze()  # what is there already is not asked for, which would take most of the time
    written = getattr(place, name)
    monkeypatch.setattr(place, name, counting)
    assert preview(payload, "--split", form=form).code <= 1
    assert 0 < len(here) <= 6  # those of this row, and of the one before at most


@pytest.mark.parametrize(("raised", "code"), [(RuntimeError, 70), (KeyboardInterrupt, 130)])
@pytest.mark.parametrize("name", ["_row", "expected_row"])
def test_what_ends_it_amid_the_rows_leaves_nothing_on_standard_output_and_no_file(
    preview: Preview,
    monkeypatch: pytest.MonkeyPatch,
    temporary: Path,
    raised: type[BaseException],
    code: int,
    name: str,
) -> None:
    def failing(written: Callable[[RowForecast], object], row: RowForecast) -> object:
        if row.index == 40:
            assert {each.name for each in temporary.iterdir()} == {"small", "payload"}
            raise raised
        return written(row)

    monkeypatch.setattr(forecast_json, name, partial(failing, getattr(forecast_json, name)))
    ran = preview(LONG, "--split")
    assert (ran.code, ran.out) == (code, "")
    assert {each.name for each in temporary.iterdir()} == {"small", "payload"}


def test_a_reader_that_leaves_amid_the_rows_ends_the_writing_and_not_the_command(
    preview: Preview, monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    def leaving(self: Spool) -> Iterator[str]:
        yield next(parts(self))
        raise BrokenPipeError

    parts = Spool.__iter__
    monkeypatch.setattr(Spool, "__iter__", leaving)
    monkeypatch.setattr("tui.commands.output.drop_output", lambda: None)
    ran = preview(LONG, "--split")
    assert (ran.code, ran.err) == (0, "")
    assert 1_000 < len(ran.out) < 20_000
    assert {each.name for each in temporary.iterdir()} == {"small", "payload"}


@pytest.mark.parametrize("fails_at", ["making", "writing", None])
def test_a_spool_gives_back_what_was_added_also_where_the_disk_takes_no_more(
    monkeypatch: pytest.MonkeyPatch, temporary: Path, fails_at: str | None
) -> None:
    texts = [f"{number}: é 👩‍👧\n" * (number % 5) for number in range(60)]
    room = [3]

    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            if fails_at == "writing":
                room[0] -= 1
                if room[0] < 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return super().write(data[:50])  # a part of it
            return super().write(data)

    def made(**_: Any) -> io.FileIO:
        if fails_at == "making":
            raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")
        return Full(temporary / "spooled", "w+")

    monkeypatch.setattr("tempfile.TemporaryFile", made)
    with Spool(200) as spool:
        for text in texts:
            spool.add(text)
        assert "".join(spool) == "".join(spool) == "".join(texts)
    assert (temporary / "spooled").exists() == (fails_at != "making")


def test_texts_go_to_the_file_once_they_come_to_so_many_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    class Kept(io.BytesIO):
        def write(self, data: Any) -> int:
            written.append(bytes(data))
            return super().write(data)

    def made(**given: Any) -> io.BytesIO:
        asked.append(given)
        return kept

    written: list[bytes] = []
    asked: list[dict[str, Any]] = []
    kept = Kept()
    monkeypatch.setattr("tempfile.TemporaryFile", made)
    monkeypatch.setattr("tui.commands.spool.IN_MEMORY", 4)
    with Spool() as spool:
        assert list(spool) == []
        for text in ("abc", "d", "éfg", "hi", "x"):
            spool.add(text)
        assert written == [b"abcd", "éfghi".encode()]
        assert list(spool) == list(spool) == ["abcd", "éfghi", "x"]
    assert asked == [{"buffering": 0}]
    assert kept.closed


def test_a_file_that_cannot_be_made_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(**_: Any) -> io.BytesIO:
        tries.append(1)
        raise FileNotFoundError

    tries: list[int] = []
    monkeypatch.setattr("tempfile.TemporaryFile", made)
    with Spool(1) as spool:
        for text in "abc":
            spool.add(text)
        assert (list(spool), len(tries)) == (["a", "b", "c"], 1)
