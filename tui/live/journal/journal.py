"""The journal: what left for an org, and what came back. Append-only JSON Lines, one file a day, for its owner only.

A line is on the disk (fsync) before what it tells goes on, so that a body without a reply is one whose fate nobody
knows. Lines are only ever added; a torn last line, as a crash leaves it, is skipped and counted, and a line that this
version cannot read is told in the entry it belongs to. A long file is followed by another of the same day, old ones are
not read, and a clock that is set back hides nothing. Replies are searched for tokens, which no line ever holds.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import threading
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from tui.core.display import one_line
from tui.core.outcome import CallOutcome
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.dataset.files import read_ordinary
from tui.files import is_folder, locked
from tui.live.journal.index import open_lines
from tui.live.journal.send_lock import send_lock, sends_under_way
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tui.core.values import Json, Record
    from tui.live.zoho.result import CallResult

FOLDER: Final = "journal"
LONGEST_FILE: Final = 16 * 1024 * 1024
"""Bytes after which the next call of a day goes into another file."""
MOST_READ: Final = 64 * 1024 * 1024
"""Bytes of the newest files that are read for the list of calls; older ones stay where they are."""
SETTLED: Final = frozenset({"looked_up", "set_aside"})
"""Kinds of notes after which an entry without a reply is no longer open."""

_SENDING: Final = "it is being sent now; no reply has come yet"

_TOKEN: Final = re.compile(
    r"(?i)\b1000\.[0-9a-z]{12,}\.[0-9a-z]{12,}"  # a Zoho token, wherever it stands
    r"|(?<=zoho-oauthtoken )\S+|(?<=bearer )\S{12,}"
    r"""|(?<=refresh_token=)[^&\s"'<]+|(?<=client_secret=)[^&\s"'<]+|(?<=access_token=)[^&\s"'<]+"""
)


@dataclass(frozen=True, slots=True)
class SendFacts:
    """What there is to know of one call when it leaves: enough to compare, look up and restore without anything else.

    ``send``: the id that the calls of one send share; ``batch`` of ``batches``: 1-based; ``start_index``: of its first
    row within what was sent. ``file``: the payload's, or what it was called; ``source_rows``: where its rows stand in
    the payload (0-based), empty where all of it was sent. ``forecast``: its rows as ``preview --format json`` has them.
    ``old_values``: the targets by id as they were read just before. ``assumptions``: those that were not at their
    default. ``practice_source``: the path of the data set of which the practice org is a copy, empty for the demo and
    any other org. ``clock_offset_s``: how far the org's clock was ahead of this machine's, give or take
    ``clock_error_s``; None where no reply had shown it.
    """

    send: str
    profile: str
    environment: str
    module: str
    org: str = ""
    batch: int = 1
    batches: int = 1
    start_index: int = 0
    file: str = ""
    source_rows: tuple[int, ...] = ()
    data_set: str = ""
    data_set_made_at: str | None = None
    practice_source: str = ""
    assumptions: Mapping[str, str] = field(default_factory=dict)
    check_order: tuple[str, ...] = ()
    forecast: tuple[Json, ...] = ()
    old_values: Mapping[str, Record] = field(default_factory=dict)
    clock_offset_s: float | None = None
    clock_error_s: float = 0.0

    def to_json(self) -> dict[str, Json]:
        """As a line holds it."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, value: Json) -> SendFacts:
        """From a line; what is missing or of another kind is as if it had not been told."""
        given = value if isinstance(value, dict) else {}
        plain = {name: given[name] for name in cls.__dataclass_fields__ if _fits(name, given.get(name))}
        for name in ("check_order", "forecast", "source_rows"):
            plain[name] = tuple(plain.get(name, ()))
        if not all(isinstance(row, int) and not isinstance(row, bool) and row >= 0 for row in plain["source_rows"]):
            plain["source_rows"] = ()
        return cls(**({"send": "", "profile": "", "environment": "", "module": ""} | plain))


_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("clock_offset_s", "clock_error_s"), (int, float)),
    **dict.fromkeys(("batch", "batches", "start_index"), int),
    **dict.fromkeys(("assumptions", "old_values"), dict),
    **dict.fromkeys(("check_order", "forecast", "source_rows"), list),
}


def _fits(name: str, value: Json) -> bool:
    return isinstance(value, _KINDS.get(name, str)) and not isinstance(value, bool)


def _plain(value: Any) -> Json:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class JournalNote:
    """What was done about an entry later: its kind (looked_up, set_aside, restored, ...), a sentence, facts."""

    at: str
    kind: str
    text: str
    facts: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One call. ``begun_at`` and ``replied_at``: ISO text, UTC. ``body``: the request body as it left.

    ``outcome`` is unknown where no reply stands in the journal; with ``sending`` it is under way at this moment.
    ``under_way``: whether the send that it belongs to is, maybe by another call, or between two of them.
    ``reply``: JSON, or the text of a reply that was none.
    """

    id: str
    begun_at: str
    facts: SendFacts
    body: Json
    outcome: CallOutcome = "unknown"
    status: int | None = None
    reply: Json = None
    sentence: str = "the journal has no reply: it may have arrived"
    requests: int | None = None
    credits_remaining: int | None = None
    replied_at: str | None = None
    notes: tuple[JournalNote, ...] = ()
    sending: bool = False
    under_way: bool = False

    @property
    def state(self) -> CallOutcome | Literal["sending"]:
        """Its outcome, or that it is being sent now."""
        return "sending" if self.sending else self.outcome

    @property
    def rows(self) -> tuple[Record, ...]:
        """The rows that it sent."""
        data = self.body.get("data") if isinstance(self.body, dict) else None
        return tuple(row for row in data if isinstance(row, dict)) if isinstance(data, list) else ()

    @property
    def is_open(self) -> bool:
        """Whether its reply never came into the journal, nor will any more, and nobody has settled it since."""
        return self.replied_at is None and not self.sending and not any(note.kind in SETTLED for note in self.notes)


class Journal:
    """The journal of a state folder: ``folder/journal/YYYY-MM-DD.jsonl``. Threads and processes may share it.

    clock: the time now, with a zone. Nothing is made before the first line is written. Methods that write raise
    OSError; methods that read skip what they cannot.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder / FOLDER
        self._clock = clock
        self._lock = threading.Lock()
        self.damaged_lines = 0

    def send_lock(self, name: str, send: str, shown: str = "") -> AbstractContextManager[None]:
        """Hold the send lock of a profile or an org, as ``tui.live.journal.send_lock`` says. shown: what it is called
        where somebody else holds it."""
        return send_lock(self.folder, name, send, self._clock(), shown or name)

    def now(self) -> float:
        """The time by which lines are dated, in seconds since 1970."""
        return self._clock().timestamp()

    def begin(self, facts: SendFacts, body: Json) -> str:
        """Keep a body that is about to leave; returns the id of its entry. When this returns, it is on the disk."""
        at = self._clock()
        entry = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        self._append(at, {"kind": "begin", "entry": entry, "facts": facts.to_json(), "body": body})
        return entry

    def reply(self, entry: str, result: CallResult) -> None:
        """Keep how a call ended."""
        came = result.reply if result.reply is not None else result.text
        line = {
            "kind": "reply",
            "entry": entry,
            "outcome": result.outcome,
            "status": result.status,
            "reply": without_tokens(came),
            "sentence": without_tokens(result.sentence),
            "requests": result.requests,
            "credits_remaining": result.credits_remaining,
        }
        self._append(self._clock(), line)

    def note(self, entry: str, kind: str, text: str, **facts: Json) -> None:
        """Keep what was found or done about an entry later."""
        self._append(
            self._clock(), {"kind": "note", "entry": entry, "note": kind, "text": text, "facts": without_tokens(facts)}
        )

    def entries(self) -> tuple[JournalEntry, ...]:
        """The calls of the newest files, in the order in which they left."""
        return self._told(self._lines())

    def entries_of(self, send: str) -> tuple[JournalEntry, ...]:
        """The calls of one send that was begun lately."""
        mark = json.dumps(send).encode()
        lines = list(self._lines())
        begun = [line for line in lines if mark in line]
        ids = [json.dumps(entry.id).encode() for entry in self._told(begun) if entry.facts.send == send]
        return self._told(line for line in lines if any(entry in line[:200] for entry in ids))

    def open_entries(self) -> tuple[JournalEntry, ...]:
        """The calls whose body is here without a reply, as a crash leaves them: their outcome is unknown. What a living
        process sends at this moment is none of them. Only what was added since the last look is read."""
        lines = open_lines(self.folder, self._files(), SETTLED)
        return tuple(entry for entry in self._told(lines) if entry.is_open)

    def _told(self, lines: Iterable[bytes]) -> tuple[JournalEntry, ...]:
        """The entries that lines tell of."""
        under_way = sends_under_way(self.folder)
        found, self.damaged_lines = entries_told(lines)
        under_way |= sends_under_way(self.folder)  # asked twice: a send may begin or end while the lines are read
        return tuple(_at_this_moment(entry) if entry.facts.send in under_way else entry for entry in found)

    def _files(self) -> list[Path]:
        """The files, the oldest first."""
        return sorted(self.folder.glob("*.jsonl"), key=_age) if is_folder(self.folder) else []

    def _newest(self) -> list[Path]:
        left = MOST_READ
        found: list[Path] = []
        for file in reversed(self._files()):
            left -= _size(file)
            if found and left < 0:
                break
            found.insert(0, file)
        return found

    def _lines(self) -> Iterator[bytes]:
        for file in self._newest():
            try:
                yield from (line for line in read_ordinary(file).split(b"\n") if line.strip())
            except OSError:
                continue

    def _append(self, at: datetime, line: dict[str, Json]) -> None:
        moment = at.astimezone(UTC)
        text = json.dumps({"at": moment.isoformat(timespec="milliseconds"), **line}, ensure_ascii=True)
        ensure_folder(self.folder)
        with self._lock, locked(self.folder / "append.lock"), _opened(self._file_for(moment)) as handle:
            _write_whole(handle, (b"\n" if _is_torn(handle) else b"") + text.encode() + b"\n")
            os.fsync(handle)

    def _file_for(self, moment: datetime) -> Path:
        """The file of a day that is not too long yet."""
        day = f"{moment:%Y-%m-%d}"
        number = max((_age(file)[1] for file in self.folder.glob(f"{day}*.jsonl")), default=1)
        file = _file_of(self.folder, day, number)
        return file if _size(file) < LONGEST_FILE else _file_of(self.folder, day, number + 1)


def entries_told(lines: Iterable[bytes]) -> tuple[tuple[JournalEntry, ...], int]:
    """The entries that lines of a journal tell of, and how many lines could not be read. A reply may stand before its
    call, where the clock was set back. Lines in a row that cannot be read are one entry, which says so, and so are
    those of a call that is not told."""
    found: dict[str, JournalEntry] = {}
    early: list[Json] = []
    damaged = in_a_row = 0
    for number, line in enumerate(lines):
        try:
            told = json.loads(line)
            if told["kind"] != "begin" and told["entry"] not in found:
                early.append(told)
            else:
                damaged += _take(told, found)
            in_a_row = 0
        except (ValueError, TypeError, KeyError, RecursionError):
            damaged, in_a_row = damaged + 1, in_a_row + 1
            unread = _unread(f"line-{number + 2 - in_a_row}", count_of(in_a_row, "line"))
            found[unread.id] = unread
    callless: dict[str, JournalEntry] = {}
    for told in early:
        entry = str(told["entry"])
        if entry in found:
            damaged += _take(told, found)
        else:
            damaged += 1
            callless[entry] = _without_its_call(entry, told)
    return (*callless.values(), *found.values()), damaged


def _at_this_moment(entry: JournalEntry) -> JournalEntry:
    """An entry of a send that is under way."""
    if entry.replied_at is not None:
        return replace(entry, under_way=True)
    return replace(entry, sending=True, under_way=True, sentence=_SENDING)


def _unread(entry: str, lines: str) -> JournalEntry:
    """What stands for lines of which nothing can be told."""
    sentence = f"{lines} of the journal cannot be read: what it said is not known"
    return JournalEntry(entry, "", SendFacts("", "", "", ""), None, sentence=sentence, replied_at="")


def _without_its_call(entry: str, line: Json) -> JournalEntry:
    """What stands for a reply or a note where the call itself is in no file that is read."""
    at = line.get("at") if isinstance(line.get("at"), str) else ""
    what = f"a line ({one_line(str(line['kind']))[:40]}) is here, but its call is in an older file, or lost"
    return JournalEntry(entry, at, SendFacts("", "", "", ""), None, sentence=what, replied_at=at)


def _file_of(folder: Path, day: str, number: int) -> Path:
    return folder / (f"{day}.jsonl" if number == 1 else f"{day}.{number}.jsonl")


def _age(file: Path) -> tuple[str, int]:
    """The day of a file, and its number within that day."""
    day, _, number = file.name.removesuffix(".jsonl").partition(".")
    return day, int(number) if number.isascii() and number.isdigit() else 1


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def without_tokens(value: Json) -> Json:
    """The same JSON value with every token in its texts as ``***``: a server may send back what it was sent."""
    if isinstance(value, str):
        return _TOKEN.sub("***", value)
    if isinstance(value, list):
        return [without_tokens(item) for item in value]
    if isinstance(value, dict):
        return {key: without_tokens(item) for key, item in value.items()}
    return value


def _take(line: Json, found: dict[str, JournalEntry]) -> int:
    """Put what a line tells into the entries; returns how many lines could not be read: it, or none. Raises for a line
    that is none of ours."""
    entry_id, kind, at = line["entry"], line["kind"], line["at"]
    if not isinstance(entry_id, str) or not isinstance(kind, str):
        raise TypeError
    if kind == "begin":
        facts, body = SendFacts.of(line["facts"]), line["body"]
        found[entry_id] = JournalEntry(entry_id, at if isinstance(at, str) else "", facts, body)
        return 0
    entry = found[entry_id]
    if kind == "reply" and _reads_as_reply(line):
        names = ("outcome", "status", "reply", "sentence", "requests", "credits_remaining")
        changed: dict[str, Any] = {"replied_at": at} | {name: line[name] for name in names}
    elif kind == "note" and all(isinstance(line[name], str) for name in ("note", "text")) and isinstance(at, str):
        facts_told = line.get("facts")
        note = JournalNote(at, line["note"], line["text"], facts_told if isinstance(facts_told, dict) else {})
        changed = {"notes": (*entry.notes, note)}
    else:
        told = one_line(str(line.get("outcome", kind)))
        changed = {"sentence": f"a later line of the journal ({told}) cannot be read by this version: outcome unknown"}
    found[entry_id] = replace(entry, **changed)
    return int("sentence" in changed and "replied_at" not in changed)


def _reads_as_reply(line: dict[str, Json]) -> bool:
    numbers = (line["status"], line["requests"], line["credits_remaining"])
    return (
        line["outcome"] in get_args(CallOutcome)
        and isinstance(line["sentence"], str)
        and isinstance(line["at"], str)
        and "reply" in line
        and all(number is None or (isinstance(number, int) and not isinstance(number, bool)) for number in numbers)
    )


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    """The file's descriptor; made for its owner only, and so is its name."""
    new = not file.exists()
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if not new and os.name == "posix" and os.fstat(handle).st_mode & 0o077:
            os.fchmod(handle, 0o600)
        yield handle
        if new and os.name == "posix":
            _sync_folder(file.parent)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_torn(handle: int) -> bool:
    """Whether the last line was never finished."""
    if not os.fstat(handle).st_size:
        return False
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) != b"\n"


def _write_whole(handle: int, content: bytes) -> None:
    """Append a line, or nothing: the part of one that a full disk takes would be told as a call of unknown outcome."""
    size = os.fstat(handle).st_size
    try:
        _write(handle, content)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
