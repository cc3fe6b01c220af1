"""Large data sets: reading in parts gives what reading whole gives, and a kept index is used only where it is right."""

from __future__ import annotations

import csv
import functools
import gzip
import io
import json
import multiprocessing
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.cases import each_case
from tests.drawn import each_of, some_of
from tests.test_dataset_folder import write
from tui.core.payload import csv_parts, json_parts
from tui.core.values import Key, KeyForm, key_text
from tui.dataset import indexing, stored, streams, writer
from tui.dataset.files import DataSetError
from tui.dataset.folder import DataSet
from tui.dataset.kept import KeptIndexes, keep_indexes
from tui.dataset.loading import Progress, watched
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tui.session.view import View

FIELDS = {
    "fields": [
        {"api_name": "Last_Name", "field_label": "Last Name", "data_type": "text"},
        {"api_name": "Email", "field_label": "Email", "data_type": "email"},
        {"api_name": "Phone", "field_label": "Phone", "data_type": "phone", "unique": {"casesensitive": ""}},
        {"api_name": "Age", "data_type": "integer", "json_type": "integer"},
        {"api_name": "Code", "data_type": "bigint", "json_type": "integer", "unique": {"casesensitive": ""}},
        {"api_name": "Sum", "data_type": "double", "json_type": "double"},
        {"api_name": "Opt", "data_type": "boolean", "json_type": "boolean"},
        {"api_name": "Born", "data_type": "date", "json_type": "string"},
        {"api_name": "Created_Time", "field_label": "Created Time", "data_type": "datetime", "json_type": "string"},
        {"api_name": "Owner", "field_label": "Owner", "data_type": "ownerlookup", "json_type": "jsonobject"},
        {"api_name": "Kinds", "data_type": "multiselectpicklist", "json_type": "jsonarray"},
    ]
}
SECOND = 10**9


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    """A folder in which the index of every data set is kept, read in parts of few rows."""
    folder = tmp_path / "cache"
    with in_parts():
        keep_indexes(lambda: KeptIndexes(folder, 10**9, ensure_folder))
        yield folder
    keep_indexes(None)


@contextmanager
def in_parts(head: int = 200, longest: int = 400) -> Iterator[None]:
    """However small files are, read them in parts and keep their index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "LEAST_KEPT", 0)
        patch.setattr(streams, "HEAD", head)
        patch.setattr(streams, "LEAST_PACKED", 0)
        patch.setattr(csv_parts, "ROWS", 3)
        patch.setattr(json_parts, "PIECE", 7)
        patch.setattr(json_parts, "LONGEST", longest)
        yield


def made(folder: Path, **files: Any) -> Path:
    """A data set with our fields."""
    return write(folder, **{"fields/Leads.json": FIELDS, **files})


def csv_of(rows: list[list[str]], **form: Any) -> str:
    text = io.StringIO()
    csv.writer(text, **form).writerows(rows)
    return text.getvalue()


def plain_rows(count: int, first: int = 0) -> str:
    rows = [[f"zcrm_{n}", f"Ode {n}", f"Ada{n}@x.test", f"555-{n:04}", str(n)] for n in range(first, first + count)]
    return csv_of([["Record Id", "Last Name", "Email", "Phone", "Age"], *rows])


def told(data_set: DataSet) -> dict[str, Any]:
    """All that a data set answers: records, look-ups in every form, the order by age, and the report."""
    try:
        records, report = data_set.records("Leads"), data_set.report("Leads")
    except DataSetError as error:
        return {"error": str(error)}
    ids = list(records.ids())
    every = records.page(0, len(ids) + 1)
    assert [records.get(record_id) for record_id in ids[-50:]] == every[-50:]
    found = {}
    for name in (*records.names, "Nothing"):
        values = {repr(record.get(name)): record.get(name) for record in every if record}
        for value in (*list(values.values())[:20], "ODE 1", None):
            for form in KeyForm:
                for limit in (1, None):
                    key = Key(key_text(value, form), form)
                    if (name, key, limit) not in found:  # values may have one key
                        found[name, key, limit] = records.find(name, key, limit)
    return {
        "ids": ids,
        "records": every,
        "typed": [repr(record) for record in every],
        "names": records.names,
        "found": found,
        "carried": [name for name in (*records.names, "Nothing") if records.carries(name)],
        "converted": records.converted,
        "ranks": [records.rank_of(record_id) for record_id in ids[:50]],
        "more": records.more_records,
        "report": report,
        "lines": report.lines(),
    }


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def answer(folder: Path) -> dict[str, Any]:
    with DataSet.open(folder) as data_set:
        return told(data_set)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Any]]:
    """What data sets of so many plain rows answer that are read whole."""
    place = tmp_path_factory.mktemp("whole")
    sets = {count: made(place / str(count), **{"records/Leads.csv": plain_rows(count)}) for count in (300, 1500)}
    return {count: answer(folder) for count, folder in sets.items()}


# --- the same, whichever way ------------------------------------------------------------------------------------------

_cell = st.one_of(
    st.sampled_from(
        ["", " ", "a", "Ada@x.test", " ada@X.TEST", "a.d.a+x@x.test", "555 0100", "+1 (555) 0100", "ß", "SS", "ﬀ", "İ"]
    ),
    st.sampled_from(
        ["1", "007", "1.5", "-3", "9" * 20, "1e400", "4.7E+10", "true", "No", "2024-01-05", "5/1/2024", "31.12.2024"]
    ),
    st.sampled_from(["{}", '{"id": "1", "name": "[/x]"}', "[1", "zcrm_77", "a;b", 'q"uo,te', "two\nlines", "x\r\ny"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4),
)
_times = st.sampled_from(["", "2024-01-01T10:00:00+00:00", "2024-01-01T12:00:00+05:30", "soon"])
_headers = st.lists(
    st.sampled_from(["Last Name", "Email", "Phone", "Age", "Code", "Sum", "Opt", "Born", "Owner", "Owner.id", "Kinds"])
    | st.sampled_from(["Shoe", "$approved", "$converted", "Created Time"]),
    unique=True,
    max_size=6,
)


_ids = st.one_of(st.integers(1, 30).map(str), st.sampled_from(["", " ", "zcrm_3", " zcrm_4", "x1"]))
_short_rows = st.sampled_from([[], ["", ""], [" "], ["8"]])


@functools.cache
def _rows(holds_times: tuple[bool, ...]) -> st.SearchStrategy[list[list[str]]]:
    """Rows of an id and so many cells; of some, times."""
    row = st.tuples(_ids, *(_times if times else _cell for times in holds_times)).map(list)
    return st.lists(row, min_size=1, max_size=14)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    header = ["Record Id", *draw(_headers)]
    rows = draw(_rows(tuple(name == "Created Time" for name in header[1:])))
    if draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), draw(_short_rows))
    return [header, *rows]


@settings(max_examples=30)
@given(st.lists(tables(), min_size=1, max_size=2), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
@example(texts=[[["Record Id", "Created Time"], ["1", ""]]], delimiter=",", end="\n")
@example(texts=[[["Record Id", "Created Time"], ["1", "2026-01-02"], ["2", ""]]], delimiter=",", end="\n")
def test_csv_in_parts_and_from_the_kept_index_is_what_it_is_whole(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[list[str]]], delimiter: str, end: str
) -> None:
    place = tmp_path_factory.mktemp("same")
    form = {"delimiter": delimiter, "lineterminator": end}
    folder = made(
        place / "set",
        **{f"records/Leads-{number}.csv": csv_of(table, **form) for number, table in enumerate(texts)},
    )
    whole = answer(folder)
    try:
        with in_parts(head=max(len(delimiter.join(table[0]).encode()) + 2 for table in texts)):
            assert answer(folder) == whole
            keep_indexes(lambda: KeptIndexes(place / "cache", 10**9, ensure_folder))
            assert answer(folder) == whole
            if "error" not in whole:
                assert len(files_in(place / "cache")) == 1
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(indexing, "load", None)  # it is not read again
                    assert answer(folder) == whole
    finally:
        keep_indexes(None)
        shutil.rmtree(place)


_optional: dict[str, tuple[Any, ...]] = {
    "Last_Name": ("Ode", "\u00dc", '"', "\\", "\U0001f600", None),
    "Age": (1, 2.5, 1e300, True, [], {}, [{"a": [1]}]),
    "data": ([], [1], {}),
}
_record = st.builds(
    lambda held, values: held | values,
    each_of({"id": (*range(1, 10), *("7", "x", "", None, True) * 2)}),
    some_of(_optional),
)
_info_keys: dict[str, tuple[Any, ...]] = {"page": (1, 2, "3", None), "more_records": (True, False, "true")}
_info = some_of(_info_keys)
_odd: st.SearchStrategy[Any] = st.sampled_from(
    [5, None, "x", [], {}, {"Last_Name": "no id"}, '{"data": [{"id": "8"}]}']
)
_empty = st.sampled_from(
    [{"code": "NO_CONTENT", "message": ""}, {"status": 204}, {"code": "X", "message": "", "status": "error"}]
)
_entries = st.lists(_record | _record | _odd, max_size=6)
_page = st.builds(
    lambda data, info, more: {"data": data, **info, **more},
    _entries,
    _info.map(lambda info: {"info": info}) | st.just({}),
    st.sampled_from([{}, {}, {}, {"status": 200}, {"status": 204}, {"id": "5"}, {"data2": []}]),
)
_turned = _page.map(lambda page: dict(reversed(page.items())))
_wrapped = st.one_of(
    _entries,
    _page,
    _turned,
    _empty,
    st.lists(_page | _entries | _empty | _record, max_size=4),
    _page.map(lambda page: {"json": page}),
    st.lists(_record.map(lambda each: {"json": each}), max_size=5),
    _entries.map(lambda each: {"Leads": each}),
    _page.map(lambda page: {"body": json.dumps(page)}),
    _record,
)


@settings(max_examples=80)
@given(
    st.lists(_wrapped, min_size=1, max_size=4),
    st.sampled_from(["\n", " ", ",", "\n\x1e", "\ufeff\n"]),
    st.sampled_from([None, 1]),
    st.sampled_from(["json", "jsonl"]),
    st.sampled_from(
        ["", "", "", "]", ",", "{", '"', " \n", '{"id": "3", "a": NaN}', '{"id": "3", "a": 1, "a": 2}', "[" * 400]
    ),
    st.sampled_from([30, 400]),
)
def test_json_in_parts_is_what_it_is_whole(
    tmp_path_factory: pytest.TempPathFactory,
    documents: list[Any],
    between: str,
    indent: int | None,
    suffix: str,
    end: str,
    longest: int,
) -> None:
    place = tmp_path_factory.mktemp("same")
    text = between.join(json.dumps(each, indent=indent, ensure_ascii=bool(indent)) for each in documents) + end
    folder = made(place, **{f"records/Leads.{suffix}": text})
    whole = answer(folder)
    with in_parts(head=20, longest=longest):
        assert answer(folder) == whole
    shutil.rmtree(place)


@pytest.mark.parametrize("form", ["page", "list", "lines", "pages", "n8n"])
def test_long_json_is_never_whole_in_memory(tmp_path: Path, cache: Path, form: str, monkeypatch: Any) -> None:
    records = [{"id": str(number), "Last_Name": f"Ode {number}"} for number in range(200)]
    pages = [{"data": records[at : at + 5], "info": {"page": at // 5 + 1}} for at in range(0, 200, 5)]
    texts = {
        "page": json.dumps({"data": records, "info": {"more_records": True}}),
        "list": json.dumps(records, indent=1),
        "lines": "\n".join(map(json.dumps, records)),
        "pages": "\n".join(map(json.dumps, pages)),
        "n8n": json.dumps([{"json": record} for record in records]),
    }
    folder = made(tmp_path / "set", **{"records/Leads.json": texts[form]})
    monkeypatch.setattr("tui.dataset.loading.read_records", None)
    with DataSet.open(folder) as data_set:
        assert len(data_set.records("Leads")) == 200
        assert data_set.records("Leads").get("150") == records[150]
        assert data_set.is_partial("Leads") == (form == "page")


@pytest.mark.parametrize("pack", ["plain", "gzip", "zip", "gzip in zip"])
def test_packed_files_are_read_in_parts_too(tmp_path: Path, cache: Path, pack: str, monkeypatch: Any) -> None:
    one, two = plain_rows(20).encode(), plain_rows(20, 100).encode()
    folder = made(tmp_path / "set")
    records = folder / "records"
    records.mkdir()
    if pack == "plain":
        (records / "Leads-1.csv").write_bytes(one)
        (records / "Leads-2.csv").write_bytes(two)
    elif pack == "gzip":
        (records / "Leads-1.csv.gz").write_bytes(gzip.compress(one))
        (records / "Leads-2.csv.gz").write_bytes(gzip.compress(two))
    else:
        with zipfile.ZipFile(records / "Leads.zip", "w") as archive:
            packed = pack != "zip"
            archive.writestr("a.csv", gzip.compress(one) if packed else one)
            archive.writestr("b.csv", gzip.compress(two) if packed else two)
    monkeypatch.setattr("tui.dataset.loading.read_records", None)  # no file is read whole
    with DataSet.open(folder) as data_set:
        assert len(data_set.records("Leads")) == 40
        assert data_set.records("Leads").get("105") == {
            "id": "105", "Last_Name": "Ode 105", "Email": "Ada105@x.test", "Phone": "555-0105", "Age": 105,
        }  # fmt: skip
    assert len(files_in(cache)) == 1


@each_case(
    "spoil",
    [
        lambda text: text + b'"open',
        lambda text: text + b"1,2,3,4,5,6,7\n",
        lambda text: text + b"\xff\xfe,\n",
        lambda text: text + b"1,a\0b\n",
        lambda text: gzip.compress(text)[:-20],
        lambda text: b"\xef\xbb\xbf" + text.replace(b"zcrm_", b""),
        lambda text: text.replace(b"Record Id", b"Key"),
        lambda text: text.replace(b"Record Id", b"Shoe id").replace(b"zcrm_", b"x"),
        lambda text: text.decode().encode("utf-16"),
        lambda text: b"sep=,\r\n\r\n" + text,
        lambda text: re.sub(rb"(?m)^zcrm_[0-9]+", b"5.12345E+17", text),
        lambda text: re.sub(rb"555-001[0-9]", b"4.7E+10", text),
        lambda text: re.sub(rb"(?m)^zcrm_[0-9]+", b"5.12345E+17", text.replace(b"Record Id", b"Record Id,Record Id")),
    ],
)
def test_what_cannot_be_read_in_parts_is_told_or_read_as_if_it_were_short(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    folder = made(tmp_path / "set")
    (folder / "records").mkdir()
    (folder / "records/Leads.csv").write_bytes(spoil(plain_rows(30).encode()))
    whole = answer(folder)
    with in_parts():
        assert answer(folder) == whole


def test_a_small_data_set_is_read_into_memory_and_nothing_is_written(tmp_path: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(50)})
    keep_indexes(lambda: KeptIndexes(tmp_path / "cache", 10**9, ensure_folder))
    try:
        assert len(answer(folder)["ids"]) == 50
    finally:
        keep_indexes(None)
    assert not (tmp_path / "cache").exists()


# --- when a kept index counts ----------------------------------------------------------------------------------------


def is_read_again(folder: Path) -> bool:
    """Whether opening the data set reads its records."""
    seen: list[Progress] = []
    with watched(seen.append), DataSet.open(folder) as data_set:
        data_set.records("Leads")
    return bool(seen)


def keeping_its_time(file: Path, change: Callable[[], object]) -> None:
    before = file.stat()
    change()
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "records/Leads.csv").write_text(plain_rows(31)),
        lambda folder: os.utime(folder / "records/Leads.csv", ns=(SECOND, SECOND + 1)),
        lambda folder: keeping_its_time(
            folder / "records/Leads.csv",
            lambda: (folder / "records/Leads.csv").write_text(plain_rows(30).replace("Ode 7", "Odo 7")),
        ),
        lambda folder: (folder / "records/Leads-2.csv").write_text(plain_rows(30, 50)),
        lambda folder: (folder / "records/Leads.csv").rename(folder / "records/Leads-0.csv"),
        lambda folder: (folder / "fields/Leads.json").write_text(json.dumps(FIELDS).replace("integer", "double")),
        lambda folder: write(folder, **{"layouts/Leads.json": {"layouts": []}, "fields/Leads.json": None}),
        lambda folder: write(folder, **{"modules.json": {"modules": []}, "fields/Leads.json": None}),
        lambda folder: write(folder, **{"dataset.toml": 'name = "other"\n', "fields/Leads.json": None}),
    ],
)
def test_a_change_of_anything_it_is_made_of_makes_it_anew(
    tmp_path: Path, cache: Path, change: Callable[[Path], object]
) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    assert is_read_again(folder)
    assert not is_read_again(folder)
    change(folder)
    assert is_read_again(folder)
    assert not is_read_again(folder)
    assert len(files_in(cache)) == 1, "the older one is removed"
    assert answer(folder) == answer(shutil.copytree(folder, tmp_path / "other"))


def test_another_version_of_what_is_stored_or_of_unicode_makes_it_anew(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    assert is_read_again(folder)
    for name in ("tui.dataset.kept.FORMAT", "unicodedata.unidata_version", "tui.__version__"):
        monkeypatch.setattr(name, "another")
        assert is_read_again(folder)
    assert not is_read_again(folder)


def test_another_folder_with_the_same_files_has_its_own(tmp_path: Path, cache: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    assert is_read_again(folder)
    assert is_read_again(shutil.copytree(folder, tmp_path / "copy"))
    assert len(files_in(cache)) == 2


def test_it_is_for_its_owner_only(tmp_path: Path, cache: Path) -> None:
    answer(made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)}))
    [file] = cache.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


# --- damage, and changes meanwhile -----------------------------------------------------------------------------------


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "no database": lambda content: b"no database at all" * 1000,
    "half": lambda content: content[: len(content) // 2],
    "only its first page": lambda content: content[:4096] + b"\0" * (len(content) - 4096),
    "without its head": lambda content: b"\0" * 100 + content[100:],
}


def test_a_damaged_one_is_made_anew_without_a_word(
    tmp_path: Path, cache: Path, whole: dict[int, dict[str, Any]]
) -> None:
    seen: list[Progress] = []
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(300)})
    assert is_read_again(folder)
    for name, damage in DAMAGES.items():
        [file] = cache.iterdir()
        file.write_bytes(damage(file.read_bytes()))
        assert answer(folder) == whole[300], name
        with watched(seen.append):
            assert answer(folder) == whole[300], name
        assert not seen, name


def test_one_that_is_damaged_while_it_is_used_is_made_anew(
    tmp_path: Path, cache: Path, whole: dict[int, dict[str, Any]]
) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(1500)})
    right = whole[1500]
    assert is_read_again(folder)
    [file] = cache.iterdir()
    with DataSet.open(folder) as data_set:
        data_set.records("Leads")
        size = file.stat().st_size
        with file.open("r+b") as stream:
            stream.seek(8192)
            stream.write(b"\xff" * (size - 8192))
        assert data_set.records("Leads").get("1400") == right["records"][1400]
        assert told(data_set) == right


def test_a_half_made_one_is_never_used_and_goes_in_time(tmp_path: Path, cache: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    cache.mkdir()
    for name in (".old.part", ".new.part"):
        (cache / name).write_bytes(b"half")
    os.utime(cache / ".old.part", (0, 0))
    answer(folder)
    assert [name for name in files_in(cache) if name.endswith(".part")] == [".new.part"]


class Enough(Exception):
    pass


@pytest.mark.parametrize("at", [1, 5, 9])
def test_an_end_at_any_moment_leaves_nothing(tmp_path: Path, cache: Path, at: int) -> None:
    folder = made(
        tmp_path / "set", **{f"records/Leads-{number}.csv": plain_rows(30, 100 * number) for number in range(3)}
    )
    times = 0

    def end(_progress: Progress) -> None:
        nonlocal times
        times += 1
        if times == at:
            raise Enough

    with watched(end), DataSet.open(folder) as data_set:
        with pytest.raises(Enough):
            data_set.records("Leads")
        assert files_in(cache) == []
        assert len(data_set.records("Leads")) == 90, "it can be asked again"
    assert len(files_in(cache)) == 1


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, cache: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    changes = iter([lambda: (folder / "records/Leads.csv").write_text(plain_rows(40))])
    with watched(lambda _: next(changes, lambda: 0)()), DataSet.open(folder) as data_set:
        assert len(data_set.records("Leads")) == 40
        assert data_set.report("Leads").lines() == ()
    assert not is_read_again(folder)


def test_a_file_that_never_stops_changing_is_told_and_not_kept(tmp_path: Path, cache: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    file = folder / "records/Leads.csv"
    with watched(lambda progress: os.utime(file, ns=(1, progress.read))), DataSet.open(folder) as data_set:
        file.write_text(plain_rows(30))
        times = iter(range(10**6))
        with watched(lambda _: os.utime(file, ns=(1, next(times) * 1000 + 1))):
            assert len(data_set.records("Leads")) == 30
        [line] = data_set.report("Leads").lines()
    assert line == "Leads: its files changed while they were read. Open the data set again once they are complete."
    assert files_in(cache) == []


def test_a_change_that_a_clock_of_whole_seconds_would_hide_is_not_risked(tmp_path: Path, cache: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    file = folder / "records/Leads.csv"
    now = file.stat().st_mtime_ns // SECOND * SECOND
    os.utime(file, ns=(now, now))
    assert is_read_again(folder)
    assert files_in(cache) == []
    os.utime(file, ns=(now, now - 10 * SECOND))
    assert is_read_again(folder)
    assert not is_read_again(folder)


# --- a folder that is no use, and one that several use ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["a file", "too small", "full"])
def test_where_it_cannot_be_kept_the_answers_are_the_same_and_one_line_says_so(
    tmp_path: Path, cache: Path, kind: str, whole: dict[int, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(300)})
    right = whole[300]
    assert is_read_again(folder)
    if kind == "a file":
        shutil.rmtree(cache)
        cache.write_text("")
    elif kind == "too small":
        cache.joinpath(files_in(cache)[0]).unlink()
        keep_indexes(lambda: KeptIndexes(cache, 1000, ensure_folder))
    else:
        cache.joinpath(files_in(cache)[0]).unlink()
        monkeypatch.setattr(indexing, "_BUILDING", (*indexing._BUILDING, "max_page_count = 4"))
        once = iter([True])

        def connected(place: str) -> sqlite3.Connection:
            if not next(once, False):
                monkeypatch.setattr(indexing, "_BUILDING", ())
            return stored.connected(place)

        monkeypatch.setattr(indexing, "connected", connected)
    with DataSet.open(folder) as data_set:
        [line] = data_set.report("Leads").lines()
        found = told(data_set)
    assert line.startswith("Leads: its index cannot be kept (")
    assert line.endswith("), so its records are read again each time.")
    assert {name: found[name] for name in found if name not in ("report", "lines")} == {
        name: right[name] for name in right if name not in ("report", "lines")
    }
    assert cache.is_file() or files_in(cache) == []


def test_the_longest_unused_go_first_where_there_is_no_room(tmp_path: Path, cache: Path) -> None:
    folders = [made(tmp_path / name, **{"records/Leads.csv": plain_rows(300)}) for name in "abc"]
    assert is_read_again(folders[0])
    [file] = cache.iterdir()
    keep_indexes(lambda: KeptIndexes(cache, int(file.stat().st_size * 2.5), ensure_folder))
    assert is_read_again(folders[1])
    for path, used in zip(sorted(cache.iterdir(), key=lambda path: path != file), (10, 20), strict=True):
        os.utime(path, (used, used))
    assert not is_read_again(folders[0]), "now it was used later than the other"
    assert is_read_again(folders[2])
    assert [is_read_again(folder) for folder in (folders[2], folders[0])] == [False, False]
    assert is_read_again(folders[1])


def _open_it(folder: Path, cache: Path, count: int) -> None:
    keep_indexes(lambda: KeptIndexes(cache, 10**9, ensure_folder))
    with in_parts():
        for _ in range(count):
            with DataSet.open(folder) as data_set:
                assert len(data_set.records("Leads")) == 200
                found = data_set.records("Leads").find("Email", Key("sada150@x.test", KeyForm.FOLDED), 5)
                assert found.ids == ("150",)


def test_two_processes_share_one(tmp_path: Path, cache: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(200)})
    start = multiprocessing.get_context("fork").Process
    processes = [start(target=_open_it, args=(folder, cache, 3)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(files_in(cache)) == 1
    assert not is_read_again(folder)


def test_one_that_is_removed_or_replaced_goes_on_for_whoever_uses_it(
    tmp_path: Path, cache: Path, whole: dict[int, dict[str, Any]]
) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(1500)})
    assert is_read_again(folder)
    with DataSet.open(folder) as data_set:
        data_set.records("Leads")
        assert KeptIndexes(cache, 1, ensure_folder).clear()[0] == 1
        assert told(data_set) == whole[1500]


def in_pieces(text: str, size: int) -> Callable[[int], str]:
    pieces = iter([text[at : at + size] for at in range(0, len(text), size)])
    return lambda _: next(pieces, "")


@each_case("number", ["4734.5", "1e+5", "2E-3", "7e2", "-0.25", "12"])
def test_a_number_that_is_cut_where_a_piece_ends_goes_on(number: str) -> None:
    text = f'{{"id": "1", "a": {number}}}\n{{"id": "2", "a": [{number}, {number}]}}\n{number}'
    for size in range(1, len(text)):
        parts = [each.value for each in json_parts.json_parts(in_pieces(text, size)) if hasattr(each, "value")]
        assert parts == [{"id": "1", "a": float(number)}, {"id": "2", "a": [float(number)] * 2}, float(number)]


def test_a_file_that_has_to_be_read_whole_after_all_gets_its_index(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps({"id": str(place), "Last_Name": f"Ode {place}"}) for place in range(250)]
    lines.append(json.dumps({"id": "x", "Last_Name": "O" * 900}))  # longer than is read in parts
    folder = made(tmp_path, **{"records/Leads.jsonl": "\n".join(lines)})
    monkeypatch.setattr(indexing, "_BUILDING", ("journal_mode = OFF", "cache_size = 2"))  # so it is written early
    monkeypatch.setattr(writer, "_CHUNK", 100)
    with DataSet.open(folder) as data_set:
        assert len(data_set.records("Leads")) == 251
    assert len(files_in(cache)) == 1


def test_an_index_that_is_half_made_when_the_process_ends_goes_and_one_that_is_kept_stays(tmp_path: Path) -> None:
    program = f"""
import os, pathlib
from tui.dataset.kept import KeptIndexes, Key
kept = KeptIndexes(pathlib.Path({str(tmp_path)!r}), 10, lambda folder: None)
kept.keep(kept.begun(), Key(pathlib.Path("set"), "Leads", "a key", True))
kept.begun().write_text("half")
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    (left,) = tmp_path.iterdir()
    assert not left.name.startswith(".")


# --- in the app ------------------------------------------------------------------------------------------------------


def test_a_payload_opens_before_many_records_are_read_and_is_forecast_by_what_needs_none(
    tmp_path: Path, cache: Path
) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    payload = tmp_path / "payload.json"
    payload.write_text('{"data": [{"Last_Name": "Ode", "Email": "ada3@x.test"}, {"Email": 5}, {"Last_Name": "Lee"}]}')
    explorer = open_file(payload, CaseOptions(data=folder, module="Leads")).explorer
    assert explorer.view.pending
    assert not explorer.data_set.is_read("Leads")

    told: list[Progress] = []
    on_its_way = explorer.compute(watch_records=told.append)
    meanwhile = explorer.adopt(next(on_its_way))
    assert meanwhile is not None
    assert meanwhile.still_read
    assert outcomes(meanwhile) == ["not_known", "error", "insert"]
    assert not told
    *_, view = [explorer.adopt(reading) for reading in on_its_way]
    assert view is not None
    assert told
    assert not view.still_read
    assert not view.incomplete
    assert outcomes(view) == ["update", "error", "insert"]
    assert view.record_count == 30
    assert not view.moves_since_opened
    assert not explorer.undo().still_read


def test_whoever_ends_the_reading_of_records_leaves_nothing_of_it_and_may_begin_again(
    tmp_path: Path, cache: Path
) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30)})
    payload = tmp_path / "payload.json"
    payload.write_text('{"data": [{"Last_Name": "Ode"}]}')
    explorer = open_file(payload, CaseOptions(data=folder, module="Leads")).explorer

    def ending(_progress: Progress) -> None:
        raise KeyError

    on_its_way = explorer.compute(watch_records=ending)
    assert next(on_its_way).still_read
    with pytest.raises(KeyError):
        next(on_its_way)
    assert not explorer.data_set.is_read("Leads")
    assert not files_in(cache)
    *_, whole = explorer.compute(watch_records=lambda _: None)
    assert whole.complete


def test_records_that_cannot_be_read_are_told_of_when_they_are(tmp_path: Path, cache: Path) -> None:
    folder = made(tmp_path / "set", **{"records/Leads.csv": plain_rows(30) + '"never closed'})
    payload = tmp_path / "payload.json"
    payload.write_text('{"data": [{"Last_Name": "Ode"}]}')
    explorer = open_file(payload, CaseOptions(data=folder, module="Leads")).explorer
    first, last = explorer.compute(watch_records=lambda _: None)
    assert first.still_read
    assert last.problem is not None
    assert last.problem.of_data_set
    assert last.complete


def test_many_records_that_a_lookup_names_are_read_beside_what_one_does_too(tmp_path: Path, cache: Path) -> None:
    lookup = {"api_name": "Account", "data_type": "lookup", "lookup": {"module": {"api_name": "Accounts"}}}
    fields = {"fields": [*FIELDS["fields"], lookup]}
    folder = made(
        tmp_path / "set",
        **{
            "fields/Leads.json": fields,
            "fields/Accounts.json": {"fields": [{"api_name": "Account_Name", "data_type": "text"}]},
            "records/Leads.csv": plain_rows(30),
            "records/Accounts.csv": csv_of([["Record Id", "Account Name"], *([str(n), f"A{n}"] for n in range(40))]),
        },
    )
    payload = tmp_path / "payload.json"
    payload.write_text('{"data": [{"Last_Name": "Ode"}]}')
    answer(folder)  # the leads are at hand
    explorer = open_file(payload, CaseOptions(data=folder, module="Leads")).explorer
    assert not explorer.view.pending
    explorer.set_text('{"data": [{"Last_Name": "Ode", "Account": {"id": "77"}}]}')
    assert explorer.view.pending
    assert not explorer.data_set.is_read("Accounts")
    told: list[Progress] = []
    *_, view = [explorer.adopt(reading) for reading in explorer.compute(watch_records=told.append)]
    assert {each.module for each in told} == {"Accounts"}
    assert view is not None
    assert view.forecast is not None
    assert "lint.dangling_lookup" in [note.rule for note in view.forecast.rows[0].notes]


def outcomes(view: View) -> list[str]:
    assert view.forecast is not None
    return [row.outcome.value for row in view.forecast.rows]
