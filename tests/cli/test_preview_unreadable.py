"""Payloads and data sets that cannot be read: exit code 2, what is wrong and where, in at most three lines."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import body, data_set
from tui.session.case import CaseError, read_payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Cli, Preview

ROW = body({"Last_Name": "Ode"})


@each_case(
    ("payload", "where", "what"),
    [
        ("", "line 1, column 1", "empty"),
        (" \n\n", "line", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "line 1, column 1", "picture"),
        ("[1, é, \n".encode() + b"ab\xe9]", "line 2, column 3", "UTF-8"),
        (b"\xff\xfe\x00", "line 1, column 1", "UTF-16"),
        ('{"data": [\n  {"Last_Name": "Ode",,}\n]}', "line 2, column", ""),
        ('{"data": [', "line 1, column", "missing"),
        ('{"data": [{"Last_Name": "a", "Last_Name": "b"}]}', "line 1, column 30", "Last_Name"),
        ('{"data": [{"Employees": NaN}]}', "line 1, column 25", "NaN"),
        ('{"data": [{"Employees": -Infinity}]}', "line 1, column 25", "Infinity"),
        ('{"data": [{"Employees": 1e999}]}', "line 1, column 25", "1e999"),
        ('{"data": {}}', "line 1, column 10", "list"),
        ('{"data": null}', "line 1, column 10", "list"),
        ('{"data": []}', "line 1, column 10", "empty"),
        ("[]", "line 1, column 1", "empty"),
        ('{"data": [{"Last_Name": "a"}, 5]}', "line 1, column 31", "entry 2"),
        ("[[]]", "line 1, column 2", "entry 1"),
        ('"text"', "line 1", ""),
        ("5", "line 1", ""),
        ('{"data": [{"Last_Name": "a"}], "duplicate_check_fields": "Email"}', "line 1, column 58", "list"),
        ('{"data": [{"Last_Name": "a"}], "duplicate_check_fields": {}}', "line 1, column 58", "list"),
        ('{"data": [{"Last_Name": "a"}],\n"duplicate_check_fields": ["Email", 5]}', "line 2, column 37", "entry 2"),
        ('{"Data": [{"Last_Name": "a"}]}', "line 1", "data"),
        ('{"Last_Name": "a"}\n{"Last_Name": }', "line 2, column 15", ""),
        ('{"Last_Name": "a"}\n[1]', "line 2, column 1", "record"),
        ("Name,Colour\na,b\n", "line 1", "Leads"),
        ("hello world", "line 1", "CSV"),
        ("Last Name,Email\n", "line 1", "no record"),
        ('Last Name,Email\n"a,b\n', "line 2, column 1", "quote"),
        ("Last Name,Email\na,b,c\n", "line 2", "3 cells"),
        ("curl https://x.test/crm/v8/Leads/upsert", "line 1", "-d"),
        ("curl x -d @body.json", "line 1", "body.json"),
        ("curl x -d '{", "line 1", "quote"),
        ("curl x \\\n -d '{\"data\": [\n 5]}'", "line 3, column 2", "entry 1"),
        ("curl x -d '{\"data\": 5}'", "line 1, column 21", "list"),
    ],
    shared=("preview", "tmp_path"),
)
def test_a_payload_that_cannot_be_read_is_told_with_its_place(
    preview: Preview, tmp_path: Path, payload: str | bytes, where: str, what: str
) -> None:
    complaint = preview(payload).complaint
    assert f"{tmp_path / 'payload'}, {where}" in complaint
    assert what in complaint


def test_standard_input_is_named_as_the_place(cli: Cli, small: Path) -> None:
    assert cli("preview", "-", "--data", small, stdin=b"{").complaint.startswith(
        "upsert-explorer: standard input, line 1, column 2: "
    )


def test_a_missing_payload_and_a_folder_are_told(cli: Cli, tmp_path: Path, small: Path) -> None:
    assert "missing.json: no such file" in cli("preview", tmp_path / "missing.json", "--data", small).complaint
    assert f"{tmp_path}: is a directory" in cli("preview", tmp_path, "--data", small).complaint


@pytest.mark.parametrize(
    ("where", "name", "asked"), [(os, "open", "p.json"), (Path, "is_dir", "small")], ids=["file", "folder"]
)
def test_what_may_not_be_read_is_told(
    cli: Cli, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, asked: str
) -> None:
    real = getattr(where, name)

    def refuse(path: Any, *given: Any, **named: Any) -> Any:  # the tests may run as root, whom nothing is forbidden
        if str(path).endswith(asked):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *given, **named)

    (tmp_path / "p.json").write_text(ROW, encoding="utf-8")
    monkeypatch.setattr(where, name, refuse)
    assert f"{asked}: permission denied" in cli("preview", tmp_path / "p.json", "--data", small).complaint


def test_names_that_are_too_long_are_told_and_cut(cli: Cli, small: Path, tmp_path: Path) -> None:
    for arguments in (("x" * 5000, "--data", small), ("-", "--data", "x" * 300)):
        complaint = cli("preview", *arguments).complaint
        assert "file name too long" in complaint
        assert len(complaint) < 600


def test_a_file_name_cannot_steer_the_terminal(cli: Cli, small: Path, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m\nb\u202e").write_text("{", encoding="utf-8")
    complaint = cli("preview", tmp_path / "a\x1b[31m\nb\u202e", "--data", small).complaint
    assert "a\\x1b[31m\\nb\\u202e, line 1" in complaint
    assert not set("\x1b\u202e") & set(complaint)


def test_what_a_payload_holds_cannot_steer_the_terminal(preview: Preview) -> None:
    complaint = preview('{"data": [{"\u009b\u202e": 1, "\u009b\u202e": 2}]}').complaint
    assert "\\x9b\\u202e" in complaint
    assert not set("\u009b\u202e") & set(complaint)


# --- what is no file, and need not end -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [("preview", "-"), ("why", "-", "--row", "1"), ("explain", "-"), ("explain", "p.json", "-"), ("preview", "pipe")],
    ids=" ".join,
)
def test_input_without_an_end_is_left_at_a_bound(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr("tui.session.case.LARGEST_STREAM", 1000)
    monkeypatch.chdir(tmp_path)
    Path("p.json").write_text(ROW, encoding="utf-8")
    os.mkfifo("pipe")
    with writing(Path("pipe"), b"x" * 5000):
        assert "there are more than 0 MB, and this is not a file" in cli(*command, stdin=b"x" * 5000).complaint


def test_a_file_that_is_too_large_for_the_memory_is_told_and_not_read(cli: Cli, tmp_path: Path) -> None:
    with (tmp_path / "hole.json").open("wb") as hole:
        hole.truncate(1 << 40)
    (tmp_path / "p.json").write_text(ROW, encoding="utf-8")
    for command in (("preview", tmp_path / "hole.json"), ("explain", tmp_path / "p.json", tmp_path / "hole.json")):
        assert "hole.json: this is too large to be read at once" in cli(*command).complaint


def test_a_pipe_that_ends_is_read(cli: Cli, small: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with writing(tmp_path / "pipe", ROW.encode()):
        assert cli("preview", tmp_path / "pipe", "--data", small, "--format", "json").outcomes


def test_in_the_app_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CaseError, match="pipe: this is not a regular file"):
        read_payload(tmp_path / "pipe", wait=False)


@contextmanager
def writing(pipe: Path, content: bytes) -> Iterator[None]:
    """Something writes to a pipe meanwhile, and minds nothing if nobody reads all of it."""

    def write() -> None:
        with suppress(OSError), pipe.open("wb") as out:
            out.write(content)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # it may not have got as far as to open the pipe
        thread.join()
        os.close(reading)


# --- data sets -------------------------------------------------------------------------------------------------------


def test_a_data_set_that_is_missing_or_a_file_or_any_folder_is_told(preview: Preview, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    assert "no such folder" in preview(ROW, data=tmp_path / "missing").complaint
    assert "a data set is a folder" in preview(ROW, data=tmp_path / "file").complaint
    assert "not a data set" in preview(ROW, data=tmp_path / "empty").complaint


@each_case(
    ("file", "content", "told"),
    [
        ("fields/Leads.json", '{"fields": [\n  {"api_name": "x",}]}', "fields/Leads.json, line 2, column"),
        ("fields/Leads.json", '{"fields": 5}', "fields/Leads.json, line 1, column 12"),
        ("fields/Leads.json", "[]", "fields/Leads.json, line 1, column 1"),
        ("fields/Leads.json", '{"fields": [{"field_label": "x"}]}', "fields/Leads.json, line 1, column 13"),
        ("records/Leads.json", '{"data": [\n{]}', "records/Leads.json, line 2, column 2"),
        ("records/Leads.json", '{"status": "error"}', "records/Leads.json"),
        ("records/Leads.json", '{"data": [1, 2]}', "records/Leads.json"),
        ("records/Leads-2.jsonl", '{"id": "1"}\n{"id": }', "records/Leads-2.jsonl, line 2, column"),
        ("records/Leads-2.csv", 'Id,Email\n"1,x', "records/Leads-2.csv, line 2"),
        ("records/Contacts.json", '{"data": []}', "fields/Contacts.json is missing"),
        ("dataset.toml", "name = \n", "dataset.toml, line 1, column"),
        ("dataset.toml", '[made]\ncovers = "some"', "dataset.toml"),
        ("dataset.toml", '[org]\nduplicate_check_preference = "on"', "dataset.toml"),
        ("modules.json", '{"modules": {}}', "modules.json, line 1, column"),
    ],
    shared=("preview",),
)
def test_a_file_of_a_data_set_that_cannot_be_read_is_told_with_its_place(
    preview: Preview, tmp_path: Path, file: str, content: str, told: str
) -> None:
    assert told in preview(ROW, data=data_set(tmp_path / "broken", **{file: content})).complaint


# --- partial data sets -----------------------------------------------------------------------------------------------


@pytest.fixture
def partial(tmp_path: Path) -> Path:
    covers = {"Leads": {"Email": ["ada@x.test", "nobody@x.test"], "Phone": ["200"], "id": ["4001"]}}
    return data_set(tmp_path / "partial", **{"dataset.toml": '[made]\ncovers = "partial"\n', "covers.json": covers})


def test_what_was_looked_up_is_known_and_the_rest_is_not(preview: Preview, partial: Path) -> None:
    rows = [
        {"Last_Name": "Byron", "Email": "ADA@x.test"},
        {"Last_Name": "Ode", "Email": "nobody@x.test"},
        {"Last_Name": "Ode", "Email": "other@x.test", "Phone": "200"},
        {"Last_Name": 5, "Email": "other@x.test"},
    ]
    ran = preview(body(*rows), data=partial)
    assert ran.outcomes == ["update", "insert", "not_known", "error"]
    assert ran.json["response"]["data"][2] is None
    record = ran.json["records"][2]
    assert [step["verdict"] for step in record["trace"]] == ["not_known", "not_reached"]
    assert (record["certainty"], record["rules"], record["changes"]) == ("assumed", [], [])
    assert ran.json["data_set"]["partial"] is True


def test_a_row_that_is_not_known_is_no_failure(preview: Preview, partial: Path) -> None:
    payload = body({"Last_Name": "Ode", "Email": "other@x.test"})
    ran = preview(payload, data=partial)
    assert (ran.code, ran.outcomes, ran.json["response_status"]) == (0, ["not_known"], 200)
    table = preview(payload, form="table", data=partial).out
    assert "? NOT KNOWN" in table
    assert "not looked up: Email" in table


def test_a_partial_data_set_without_covers_knows_nothing(preview: Preview, tmp_path: Path) -> None:
    bare = data_set(tmp_path / "bare", **{"dataset.toml": 'covers = "partial"'})
    nobody, somebody = {"Last_Name": "Ode", "Email": "nobody@x.test"}, {"Last_Name": "Byron", "Email": "ada@x.test"}
    assert preview(body(nobody, somebody), data=bare).outcomes == ["not_known", "unchanged"]


def test_a_covers_file_that_cannot_be_read_is_told(preview: Preview, partial: Path) -> None:
    (partial / "covers.json").write_text('{"Leads": {"Email": "ada@x.test"}}', encoding="utf-8")
    assert "covers.json, line 1, column" in preview(ROW, data=partial).complaint
