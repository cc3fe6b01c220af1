"""Fuzzing every reader of what comes from outside: ``python -m tests.fuzz READER --seconds N`` (``all``: each in turn).

A reader may refuse, with the errors that it names; it may not raise anything else, and not take for ever. An input that
makes it do so is written to ``tests/fuzz_findings/READER-DIGEST`` and stays there for ``tests/test_fuzz.py``, which
tries these and a small budget of new ones.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.core.helpers import LEADS, MemoryIndex
from tui.core.backwards import Wish, backwards
from tui.core.exports.export import Export
from tui.core.exports.forms import FORMS
from tui.core.fixes.fixes import Fixes
from tui.core.fixes.unreadable import unreadable_fixes
from tui.core.forecast import Forecast, forecast
from tui.core.payload.decoding import decode
from tui.core.payload.formats import recognise
from tui.core.payload.json_text import is_json, parse_json
from tui.core.reply.read import read_reply
from tui.core.reply.recorded import recorded_calls, rows_of
from tui.core.reply.saved import calls_of, saved_replies
from tui.core.unreadable import Unreadable
from tui.core.views.problems import Problems
from tui.dataset.files import DataSetError, toml_of
from tui.dataset.folder import DataSet
from tui.live.accounts.data_centers import UrlError, checked_base_url
from tui.live.accounts.profiles import load_profiles
from tui.live.http.backoff import http_date, wait_before_next
from tui.live.http.reply_text import json_reply
from tui.live.http.secret import Secret
from tui.live.http.unpacking import NotUnpacked, TooLong, unpacked
from tui.live.journal.journal import Journal
from tui.live.journal.reading import compare_entry, entry_json, rows_done
from tui.live.journal.restore import restoration
from tui.live.zoho.outcome import judge_read, judge_write
from tui.session.workspace import WorkspaceError, workspace_of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FINDINGS: Final = Path(__file__).with_name("fuzz_findings")
LONGEST_S: Final = 5.0
"""Seconds that one input may take."""

_BODY: Final = '{"data": [{"Last_Name": "Ode"}, {"Email": "n@x.test"}], "duplicate_check_fields": ["Email"]}'
_REPLY: Final = json.dumps(
    {"data": [{"code": "SUCCESS", "action": "insert", "details": {"id": "1"}, "status": "success"}, None]}
)


@dataclass(frozen=True)
class Reader:
    """What is fuzzed: reads bytes, and raises nothing but ``refuses``. ``seeds``: inputs to begin with."""

    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...] = ()
    seeds: Sequence[str] = ()


def _payload(content: bytes) -> None:
    intake = recognise(decode(content))
    intake.request(LEADS)


_STORED: Final = MemoryIndex([{"id": "1", "Last_Name": "Ode", "Email": "n@x.test", "Phone": "7"}])


def _forecast(text: str) -> Forecast:
    return forecast(recognise(text).request(LEADS), LEADS, _STORED, split=True)


def _fixes(content: bytes) -> None:
    """Every fix that is offered can be made, and what it makes can be read if the text could."""
    text = decode(content)
    for fix in unreadable_fixes(text, LEADS):
        parse_json(fix.applied(text))
    made = _forecast(text)
    if not is_json(text):
        return
    problems = Problems(text, made, _STORED)
    fixes = Fixes(text, made, problems)
    for problem in [*problems.everything()][:20]:
        for fix in fixes.of(problem):
            for some in (fix, *((fixes.everywhere(problem, fix),) if fixes.is_shared(problem) else ())):
                assert 0 <= some.cursor() <= len(some.applied(text))
                try:
                    _forecast(some.applied(text))
                except Unreadable as error:
                    raise AssertionError(f"{some.label}: {error}") from None


def _ways(content: bytes) -> None:
    """What would make the first row do something else."""
    made = _forecast(decode(content))
    for wish in (Wish("insert"), Wish("update", "1")):
        backwards(made.request, LEADS, _STORED, None, 0, wish, split=True)


def _exports(content: bytes) -> None:
    """A payload reads back from every form as it was, unless the form says what it lost."""
    request = recognise(decode(content)).request(LEADS)
    for name, form in FORMS.items():
        written = form.write(Export(request, LEADS))
        if not written.lost and name != "csv" and 0 < len(request.rows) <= 100:
            assert recognise(written.text).request(LEADS).to_body() == request.to_body(), name


def _reply(content: bytes) -> None:
    reply, text = json_reply(content, [Secret("1000.a-secret-of-ours")])
    for status in (200, 207, 400, 429, 500):
        judge_write(status, reply, text, "Leads/upsert")
        judge_read(status, reply, text, "Leads")
    read_reply(reply if reply is not None else text, 2)


def _place() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes; within the suite, where the suite keeps what it writes."""
    return tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))


def _journal(content: bytes) -> None:
    with _place() as place:
        folder = Path(place) / "journal"
        folder.mkdir()
        (folder / "2026-01-01.jsonl").write_bytes(content)
        journal = Journal(Path(place))
        entries = journal.entries()
        journal.open_entries()
        for entry in entries:
            json.dumps(entry_json(entry))
            compare_entry(entry)
            rows_done(entry)
        restoration(entries, LEADS)


def _config(content: bytes) -> None:
    with _place() as place:
        Path(place, "config.toml").write_bytes(content)
        load_profiles(Path(place))


def _data_set(content: bytes) -> None:
    with _place() as place:
        folder = Path(place)
        (folder / "fields").mkdir()
        (folder / "records").mkdir()
        (folder / "fields" / "Leads.json").write_text(json.dumps({"fields": [{"api_name": "Last_Name"}]}))
        (folder / "records" / "Leads.json").write_bytes(content)
        with DataSet.open(folder) as data_set:
            data_set.records("Leads")


def _headers(content: bytes) -> None:
    text = content.decode("latin-1")
    http_date(text)
    wait_before_next(1, 0.0, {"retry-after": text, "date": text[::-1]}, None)


_ROWS: Final = (
    '{"data": [{"Last_Nane": "Ode", "Interests": "a", "Phone": 7}, {"Email": "n"}], "duplicate_check_field": "Email"}',
    '[{"Last_Name": "Ode", "Interests": ["b", "x"], "Email": "", "duplicate_check_fields": ["Phone"]}, {"Phone": "7"}]',
    "{'data': [{'Last_Name': None, 'Company': 'it\\'s',}]}",
)
_JOURNAL_LINE: Final = json.dumps(
    {"at": "2026-01-01T00:00:00+00:00", "kind": "begin", "entry": "e", "facts": {"send": "s"}}
    | {"body": json.loads(_BODY)}
)
_REPLY_LINE: Final = json.dumps(
    {"at": "", "kind": "reply", "entry": "e", "outcome": "answered", "status": 200, "reply": json.loads(_REPLY)}
    | {"sentence": "", "requests": 1, "credits_remaining": None}
)

READERS: Final = {
    "payload": Reader(_payload, (Unreadable,), (_BODY, "Last_Name,Email\nOde,n@x.test\n", "curl https://x -d '{}'")),
    "fixes": Reader(_fixes, (Unreadable,), _ROWS),
    "ways": Reader(_ways, (Unreadable,), _ROWS),
    "exports": Reader(_exports, (Unreadable,), (*_ROWS, "Last_Name,Email\nOde,n@x.test\n")),
    "reply": Reader(_reply, (), (_REPLY, '{"code": "INTERNAL_ERROR"}', "<html>")),
    "saved_reply": Reader(
        lambda content: calls_of(2, saved_replies(decode(content))),
        (Unreadable,),
        (_REPLY, f"HTTP/1.1 200 OK\n\n{_REPLY}", f"[{_REPLY}]"),
    ),
    "recorded": Reader(
        lambda content: [rows_of(call) for call in recorded_calls(decode(content))],
        (Unreadable,),
        (
            json.dumps({"request": json.loads(_BODY), "reply": json.loads(_REPLY), "at": "2026-01-01"}),
            f"{_BODY}\n{_REPLY}",
        ),
    ),
    "journal": Reader(_journal, (), (f"{_JOURNAL_LINE}\n{_REPLY_LINE}\n",)),
    "toml": Reader(lambda content: toml_of(decode(content), "x"), (Unreadable,), ("a = [1]\n[b.c]\nd = 'x'\n",)),
    "config": Reader(_config, (), ("[profiles.x]\ndata_center = 'eu'\nclient_id = 'a'\n",)),
    "data_set": Reader(
        _data_set, (DataSetError,), ('{"data": [{"id": "1", "Last_Name": "Ode"}]}', "id,Last_Name\n1,x")
    ),
    "workspace": Reader(
        lambda content: workspace_of_text(decode(content), Path("/x")),
        (Unreadable, WorkspaceError),
        ('{"upsert_explorer_workspace": 1, "payload": {"text": "{}"}, "module": "Leads"}',),
    ),
    "packed": Reader(lambda content: unpacked([content], "gzip", 100_000), (NotUnpacked, TooLong), ("\x1f\x8b\x08",)),
    "url": Reader(lambda content: checked_base_url(content.decode("latin-1")), (UrlError,), ("https://a.b:1",)),
    "headers": Reader(_headers, (), ("Wed, 01 Jan 2025 00:00:00 GMT", "7")),
}

_WORDS: Final = (
    *(b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\u", b"null", b"1e999", b"\0", b"\xff", b"\n", b"'", b"-1", b"%"),
)


def mutated(dice: random.Random, seed: bytes) -> bytes:
    """A seed with a few things done to it."""
    content = bytearray(seed)
    for _ in range(dice.randint(1, 6)):
        place = dice.randint(0, len(content))
        match dice.randint(0, 4):
            case 0:
                content[place:place] = dice.choice(_WORDS) * dice.choice((1, 1, 1, 40))
            case 1:
                del content[place : place + dice.randint(1, 12)]
            case 2:
                content[place:place] = content[dice.randint(0, len(content)) :][: dice.randint(0, 60)]
            case 3:
                content[place : place + 1] = bytes([dice.randint(0, 255)])
            case _:
                content[place:place] = str(dice.choice((0, -1, 2**63, 10**30, 1.5))).encode()
    return bytes(content)


def trouble_of(reader: Reader, content: bytes) -> str:
    """What is wrong with how a reader takes an input; empty if nothing is."""
    begun = time.monotonic()
    try:
        reader.read(content)
    except reader.refuses:
        pass
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    took = time.monotonic() - begun
    return f"it took {took:.1f} s" if took > LONGEST_S else ""


def fuzz(name: str, seconds: float, dice: random.Random) -> int:
    """Fuzz one reader; returns how many findings there were."""
    reader, found, tried = READERS[name], set[str](), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        content = mutated(dice, dice.choice(reader.seeds).encode("latin-1", "replace"))
        tried += 1
        trouble = trouble_of(reader, content)
        if trouble and trouble[:60] not in found:
            found.add(trouble[:60])
            FINDINGS.mkdir(exist_ok=True)
            file = FINDINGS / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}"
            file.write_bytes(content)
            print(f"{file.name}: {trouble}", file=sys.stderr)
    print(f"{name}: {tried} inputs, {len(found)} findings")
    return len(found)


def main() -> int:
    """Fuzz one reader, or all of them; returns 1 where something was found."""
    parser = argparse.ArgumentParser(description="Fuzz a reader; findings are kept as inputs of the tests.")
    parser.add_argument("reader", choices=[*READERS, "all"])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    names = list(READERS) if arguments.reader == "all" else [arguments.reader]
    findings = [fuzz(name, arguments.seconds, random.Random(arguments.seed)) for name in names]
    return int(sum(findings) > 0)


if __name__ == "__main__":
    sys.exit(main())
