"""The journal: on the disk before anything leaves, for its owner only, and readable after whatever happened."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import tracemalloc
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tests import forked
from tests.cases import each_case
from tests.live.scripted import answered, took
from tui.files import read_private
from tui.live.journal.index import INDEX
from tui.live.journal.journal import Journal, JournalEntry, SendFacts, without_tokens
from tui.live.journal.reading import rows_done
from tui.live.zoho.result import CallResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FACTS = SendFacts(
    "s1", "mine", "sandbox", "Leads", check_order=("Email",), old_values={"1": {"id": "1"}}, assumptions={"a": "b"}
)
BODY = {"data": [{"Last_Name": "Byron 🦉"}]}
TOKEN = "1000.0123456789abcdef0123456789abcdef.fedcba98765432100123456789abcdef"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock) -> Journal:
    return Journal(tmp_path, clock)


def test_nothing_is_made_before_the_first_line(tmp_path: Path) -> None:
    assert Journal(tmp_path / "state").entries() == ()
    assert not (tmp_path / "state").exists()


def test_a_body_and_its_reply_come_back_as_they_were(journal: Journal) -> None:
    entry = journal.begin(FACTS, BODY)
    journal.reply(entry, answered(took("insert", "9"), status=201))
    (found,) = journal.entries()
    assert (found.id, found.facts, found.body) == (entry, FACTS, BODY)
    assert (found.outcome, found.status, found.reply) == ("answered", 201, {"data": [took("insert", "9")]})
    assert found.rows == ({"Last_Name": "Byron 🦉"},)


def test_a_body_without_a_reply_is_open_and_its_outcome_unknown(journal: Journal) -> None:
    first, second = journal.begin(FACTS, BODY), journal.begin(FACTS, BODY)
    journal.reply(first, answered(took("insert", "9")))
    (found,) = journal.open_entries()
    assert (found.id, found.outcome, found.replied_at) == (second, "unknown", None)


@pytest.mark.parametrize("begins", [True, False], ids=["begins", "ends"])
def test_a_send_that_begins_or_ends_while_the_lines_are_read_is_under_way(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, begins: bool
) -> None:
    journal.begin(FACTS, BODY)
    with ExitStack() as sending:
        if not begins:
            sending.enter_context(journal.send_lock("mine", "s1"))
        lines = Journal._lines

        def lines_meanwhile(journal: Journal) -> Iterator[bytes]:
            yield from lines(journal)
            if begins:
                sending.enter_context(journal.send_lock("mine", "s1"))
            else:
                sending.close()

        monkeypatch.setattr(Journal, "_lines", lines_meanwhile)
        assert [entry.state for entry in journal.entries()] == ["sending"]
        monkeypatch.setattr(Journal, "_lines", lines)
        assert [entry.state for entry in journal.entries()] == ["sending" if begins else "unknown"]


def test_an_entry_that_was_looked_up_is_no_longer_open(journal: Journal) -> None:
    entry = journal.begin(FACTS, BODY)
    journal.note(entry, "looked_up", "1 in", rows=["in"])
    assert journal.open_entries() == ()
    (note,) = journal.entries()[0].notes
    assert (note.kind, note.text, note.facts) == ("looked_up", "1 in", {"rows": ["in"]})


def test_a_crash_between_body_and_reply_is_found_at_the_next_start(tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib\n"
        "from tui.live.journal.journal import Journal, SendFacts\n"
        "Journal(pathlib.Path(sys.argv[1])).begin(SendFacts('s', 'p', 'sandbox', 'Leads'), {'data': [{}]})\n"
        "os._exit(9)\n"
    )
    done = forked.run([sys.executable, "-c", program, str(tmp_path)])
    assert done.returncode == 9
    (found,) = Journal(tmp_path).open_entries()
    assert found.outcome == "unknown"


def test_the_body_is_synced_to_the_disk_before_begin_returns(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.fstat(handle).st_size)
        really(handle)

    monkeypatch.setattr("os.fsync", fsync)
    journal.begin(FACTS, BODY)
    (file,) = journal.folder.glob("*.jsonl")
    assert file.stat().st_size in synced


def test_a_line_that_the_disk_takes_in_part_leaves_nothing(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = journal.begin(FACTS, BODY)
    (file,) = journal.folder.glob("*.jsonl")
    whole = file.read_bytes()
    write = os.write

    def full(handle: int, content: memoryview) -> int:
        if len(content) > 20:
            return write(handle, content[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, content: full(handle, content[-21:]))
        with pytest.raises(OSError, match="No space"):
            journal.begin(FACTS, BODY)
    assert file.read_bytes() == whole
    assert [entry.id for entry in journal.entries()] == [kept]


def test_a_file_a_day_by_universal_time(journal: Journal, clock: Clock) -> None:
    entry = journal.begin(FACTS, BODY)
    clock.now += timedelta(seconds=2)
    journal.reply(entry, answered(took("insert", "9")))
    clock.now = datetime(2026, 3, 3, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    journal.begin(FACTS, BODY)
    names = sorted(file.name for file in journal.folder.glob("*.jsonl"))
    assert names == ["2026-03-01.jsonl", "2026-03-02.jsonl"]
    assert [found.outcome for found in journal.entries()] == ["answered", "unknown"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file has no mode that keeps other users out")
def test_the_journal_is_for_its_owner_only(journal: Journal) -> None:
    journal.begin(FACTS, BODY)
    (file,) = journal.folder.glob("*.jsonl")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.folder.stat().st_mode) == 0o700
    file.chmod(0o644)
    journal.begin(FACTS, BODY)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(journal: Journal) -> None:
    kept = journal.begin(FACTS, BODY)
    os.mkfifo(journal.folder / "2020-01-01.jsonl")
    os.mkfifo(journal.folder / INDEX)
    assert [entry.id for entry in journal.entries()] == [kept]
    assert [entry.id for entry in journal.open_entries()] == [kept]
    with pytest.raises(OSError, match="not a regular file"):
        read_private(journal.folder / "2020-01-01.jsonl")


def test_a_torn_line_is_counted_and_hides_nothing(journal: Journal) -> None:
    journal.begin(FACTS, BODY)
    (file,) = journal.folder.glob("*.jsonl")
    with file.open("ab") as out:
        out.write(b'{"at": "2026-03-01T23:59:59", "kind": "begin", "entr')
    journal.begin(FACTS, BODY)
    first, torn, last = journal.entries()
    assert [first.is_open, torn.is_open, last.is_open] == [True, False, True]
    assert torn.sentence == "1 line of the journal cannot be read: what it said is not known"
    assert journal.damaged_lines == 1
    assert len(journal.open_entries()) == 2


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "5",
        '"x"',
        "{}",
        '{"kind": "reply", "entry": "nobody", "at": ""}',
        '{"kind": "reply", "entry": 5, "at": 5}',
        "\x00",
        "{" * 9000,
    ],
)
def test_lines_that_name_no_call_are_one_entry_that_says_so(journal: Journal, line: str) -> None:
    ours = [journal.begin(FACTS, BODY)]
    (file,) = journal.folder.glob("*.jsonl")
    with file.open("a") as out:
        out.write(f"{line}\n{line}\n")
    ours.append(journal.begin(FACTS, BODY))
    entries = journal.entries()
    assert [entry.id for entry in entries if entry.facts.send] == ours
    (odd,) = [entry for entry in entries if not entry.facts.send]
    assert "2 lines of the journal cannot be read" in odd.sentence or "a line (reply) is here" in odd.sentence
    assert (odd.state, odd.is_open, odd.rows) == ("unknown", False, ())
    assert journal.damaged_lines == 2
    assert len(journal.open_entries()) == 2


def test_facts_of_another_shape_read_as_if_not_told() -> None:
    assert SendFacts.of({"batch": "x", "send": 5, "old_values": [], "module": "Leads", "new": 1}).module == "Leads"
    assert SendFacts.of(None) == SendFacts("", "", "", "")


def test_every_line_is_plain_json_with_a_time(journal: Journal) -> None:
    journal.reply(journal.begin(FACTS, BODY), CallResult("unknown", "lost", text="<html>"))
    (file,) = journal.folder.glob("*.jsonl")
    lines = [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]
    assert [line["kind"] for line in lines] == ["begin", "reply"]
    assert all(datetime.fromisoformat(line["at"]).tzinfo for line in lines)
    assert journal.entries()[0].reply == "<html>"


@pytest.mark.parametrize(
    "echo",
    [
        TOKEN,
        f"<p>Authorization: Zoho-oauthtoken {TOKEN}</p>",
        "Zoho-oauthtoken practice-secret",
        "Bearer practice-secret",
        "POST /token?refresh_token=practice-secret&client_secret=practice-secret&x=1",
    ],
)
def test_no_token_that_a_server_echoes_reaches_the_journal(journal: Journal, echo: str) -> None:
    entry = journal.begin(FACTS, BODY)
    journal.reply(entry, CallResult("unknown", echo, 502, reply={"data": [{"x": [echo]}]}))
    journal.note(entry, "looked_up", "1 in", seen=echo)
    text = "".join(file.read_text() for file in journal.folder.glob("*.jsonl"))
    assert TOKEN not in text
    assert "practice-secret" not in text


def test_what_is_no_token_stays() -> None:
    plain = {"data": [{"details": {"id": "1000.5"}, "message": "the bearer of bad news"}], "n": 1000.25}
    assert without_tokens(plain) == plain


def test_a_journal_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file")
    with pytest.raises(OSError, match="Not a directory"):
        Journal(tmp_path).begin(FACTS, BODY)


# --- later, longer, of another version --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "paused"},
        {"status": "200"},
        {"sentence": None},
        {"requests": True},
        {"credits_remaining": 1.5},
        {"at": 5},
        {"outcome": ["answered"]},
    ],
)
def test_a_reply_of_another_version_is_told_in_its_entry_and_hides_no_other(
    journal: Journal, change: dict[str, Any]
) -> None:
    first = journal.begin(FACTS, BODY)
    journal.reply(first, answered(took("insert", "9")))
    journal.reply(journal.begin(FACTS, BODY), answered(took("insert", "9")))
    (file,) = journal.folder.glob("*.jsonl")
    lines = file.read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | change)
    file.write_text("\n".join(lines) + "\n")
    odd, whole = journal.entries()
    assert (odd.id, odd.outcome, odd.is_open) == (first, "unknown", True)
    assert "cannot be read by this version" in odd.sentence
    assert (whole.outcome, journal.damaged_lines) == ("answered", 1)


@pytest.mark.parametrize("change", [{"facts": []}, {"at": None}, {"body": 5}, {"facts": {"batch": "x"}}])
def test_a_call_of_another_version_is_an_entry_all_the_same(journal: Journal, change: dict[str, Any]) -> None:
    journal.begin(FACTS, BODY)
    (file,) = journal.folder.glob("*.jsonl")
    file.write_text(json.dumps(json.loads(file.read_text()) | change) + "\n")
    (entry,) = journal.entries()
    assert entry.is_open
    assert isinstance(entry.begun_at, str)
    assert entry.rows in ((), ({"Last_Name": "Byron"},), *([tuple(BODY["data"])]))


def test_a_clock_that_is_set_back_over_midnight_hides_no_reply(journal: Journal, clock: Clock) -> None:
    entry = journal.begin(FACTS, BODY)
    clock.now -= timedelta(days=400)
    journal.reply(entry, answered(took("insert", "9")))
    journal.note(entry, "restored", "made")
    (found,) = journal.entries()
    assert (found.outcome, len(found.notes), journal.damaged_lines) == ("answered", 1, 0)
    assert journal.open_entries() == ()


def test_open_calls_are_found_without_reading_what_was_read_before(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        journal.reply(journal.begin(FACTS, BODY), answered(took("insert", "9")))
    left = journal.begin(FACTS, BODY)
    assert [entry.id for entry in journal.open_entries()] == [left]
    read: list[bytes] = []
    really = json.loads

    def loads(text: Any, **given: Any) -> Any:
        read.append(text)
        return really(text, **given)

    monkeypatch.setattr("tui.live.journal.index.json.loads", loads)
    assert [entry.id for entry in journal.open_entries()] == [left]
    assert len(read) == 2  # the index, and the line of the call itself
    journal.note(left, "set_aside", "by hand")
    assert journal.open_entries() == ()
    assert len(read) <= 5


def test_a_long_journal_is_read_a_line_at_a_time(journal: Journal) -> None:
    left = journal.begin(FACTS, BODY)
    (file,) = journal.folder.glob("*.jsonl")
    with file.open("a") as out:
        for number in range(500):
            line = {"at": "", "kind": "reply", "entry": f"of another {number}", "reply": "x" * 4_000}
            out.write(json.dumps(line) + "\n")
    tracemalloc.start()
    try:
        assert [entry.id for entry in journal.open_entries()] == [left]
        assert tracemalloc.get_traced_memory()[1] < file.stat().st_size / 4
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("damage", ["", "no JSON", '{"version": 2}', '{"files": {"x": 5}}', "[]"])
def test_an_index_that_is_damaged_or_gone_is_made_anew(journal: Journal, damage: str) -> None:
    left = journal.begin(FACTS, BODY)
    assert [entry.id for entry in journal.open_entries()] == [left]
    (journal.folder / "index.json").write_text(damage)
    assert [entry.id for entry in journal.open_entries()] == [left]
    (journal.folder / "index.json").unlink()
    journal.reply(left, answered(took("insert", "9")))
    assert journal.open_entries() == ()


def test_a_torn_line_is_looked_at_again_once_it_is_finished(journal: Journal) -> None:
    left = journal.begin(FACTS, BODY)
    (file,) = journal.folder.glob("*.jsonl")
    whole = file.read_bytes()
    file.write_bytes(whole[:-10])
    assert journal.open_entries() == ()
    file.write_bytes(whole)
    assert [entry.id for entry in journal.open_entries()] == [left]


def test_a_long_file_is_followed_by_another_of_the_day(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.live.journal.journal.LONGEST_FILE", 1_000)
    ids = [journal.begin(FACTS, BODY) for _ in range(36)]
    names = [file.name for file in journal._files()]
    assert names[:3] == ["2026-03-01.jsonl", "2026-03-01.2.jsonl", "2026-03-01.3.jsonl"]
    assert len(names) >= 10  # in the order of their numbers, not of their letters
    assert [entry.id for entry in journal.entries()] == ids
    assert [entry.id for entry in journal.open_entries()] == ids


def test_old_files_are_not_read_and_what_is_open_there_is_found_all_the_same(
    journal: Journal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.live.journal.journal.MOST_READ", 2_000)
    ids = []
    for _ in range(12):
        ids.append(journal.begin(FACTS, BODY))
        clock.now += timedelta(days=30)
    shown = [entry.id for entry in journal.entries()]
    assert 1 <= len(shown) < 12
    assert shown == ids[-len(shown) :]
    assert [entry.id for entry in journal.open_entries()] == ids


def test_the_calls_of_one_send_are_found_with_their_replies(journal: Journal) -> None:
    mine = [journal.begin(replace(FACTS, send="mine"), BODY) for _ in range(3)]
    journal.reply(
        journal.begin(replace(FACTS, send="other"), {"data": [{"Last_Name": "mine"}]}), CallResult("unknown", "")
    )
    journal.reply(mine[1], answered(took("insert", "9")))
    assert [(entry.id, entry.outcome) for entry in journal.entries_of("mine")] == [
        (mine[0], "unknown"),
        (mine[1], "answered"),
        (mine[2], "unknown"),
    ]


@each_case(
    ("told", "read"),
    [({}, ()), ({"source_rows": [6, 0]}, (6, 0)), ({"source_rows": [1, "x"]}, ()), ({"source_rows": 3}, ())],
)
def test_where_rows_stood_in_the_payload_is_read_where_a_line_tells_it(
    told: dict[str, Any], read: tuple[int, ...]
) -> None:
    facts = SendFacts.of({"send": "s", "module": "Leads", **told})
    assert (facts.source_rows, facts.file, facts.module) == (read, "", "Leads")
    assert SendFacts.of(facts.to_json()) == facts


@each_case(
    ("outcome", "reply", "changes"),
    [
        ("answered", {"data": [took("update", "4001", "Email")]}, (("City", "Rome", None),)),
        ("answered", {"data": [took("insert", "4001")]}, ()),  # nothing was there before
        ("answered", {"data": [took("update", "4002", "Email")]}, ()),  # nobody read what it held
        ("unknown", None, ()),
    ],
)
def test_values_before_and_after_are_told_of_an_update_whose_record_was_read(
    outcome: Any, reply: Any, changes: tuple[Any, ...]
) -> None:
    facts = SendFacts("s", "mine", "sandbox", "Leads", old_values={"4001": {"id": "4001", "City": "Rome", "Zip": "1"}})
    body = {"data": [{"id": "4001", "City": None, "Zip": "1", "Email": "a@x.test"}]}
    (done,) = rows_done(JournalEntry("e", "", facts, body, outcome, reply=reply))
    assert done.changes == changes
