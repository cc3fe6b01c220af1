"""Replies without an end, on a real socket: each exchange ends at its deadline, whatever keeps coming; and what comes
packed stays within its bound."""

from __future__ import annotations

import gzip
import itertools
import socket
import struct
import threading
import time
import zlib
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.cases import each_case
from tests.live.helpers import BODY, TAKEN, TOKEN_PATH, UPSERT_PATH, client_of, sent_to
from tests.live.server import Behaviour, Endless, LoopbackServer, Reply, Seen, Stall, ok
from tests.waiting import wait_until
from tui.live.accounts import tokens
from tui.live.http import deadline, transport
from tui.live.http.reply_text import json_reply
from tui.live.http.unpacking import NotUnpacked, TooLong, unpacked
from tui.live.zoho.result import CallResult, LiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LATEST_S: Final = 20.0  # on a busy machine; without a deadline it would be for ever
PARTS: Final = 12
"""Parts of a reply that have been sent when its deadline comes."""

CHUNKED: Final = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
GZIP: Final = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
EMPTY_BLOCK: Final = b"\x00\x00\x00\xff\xff"  # of deflate, not the last one

AT_FULL_SPEED: Final = "early hints as fast as they go"
ENDLESS: Final[dict[str, Behaviour]] = {
    "a status line that drips": Endless(b"HTTP/1.1 200 ", b"O"),
    "a header that drips": Endless(b"HTTP/1.1 200 OK\r\nX-Drip: ", b"x"),
    "headers that drip": Endless(b"HTTP/1.1 200 OK\r\n", b"X-Drip: x\r\n"),
    "early hints": Endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"),
    AT_FULL_SPEED: Endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2_000, 0.0),
    "continue": Endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a chunk extension": Endless(CHUNKED + b"1;x=", b"x"),
    "a trailer": Endless(CHUNKED + b"2\r\n{}\r\n0\r\nX-Trailer: ", b"x"),
    "chunks of one byte": Endless(CHUNKED, b"1\r\n \r\n"),
    "a body that drips": Endless(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b" "),
    "a body that ends with the connection": Endless(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "a file name in the gzip header": Endless(GZIP + b"\x1f\x8b\x08\x08" + b"\0" * 6, b"n"),
    "empty deflate blocks": Endless(GZIP + gzip.compress(b"")[:10], EMPTY_BLOCK),
    "empty gzip members": Endless(GZIP, gzip.compress(b"")),
    "nothing at all": Stall(),
}


class Clock:
    """Of a deadline: it stands still until so many parts of the reply have been sent, and is then beyond it."""

    def __init__(self) -> None:
        self.parts = 0

    def __call__(self) -> float:
        """Seconds."""
        return 0.0 if self.parts < PARTS else 1e6

    def part(self) -> None:
        """Another part was sent."""
        self.parts += 1

    def sees(self, behaviour: Behaviour) -> Behaviour:
        """The same behaviour, of which the clock knows. Where nothing is sent, the deadline comes at once."""
        if isinstance(behaviour, Endless):
            return replace(behaviour, every_s=behaviour.every_s / 10, on_part=self.part)

        def silent(connection: socket.socket, seen: Seen, stopping: threading.Event) -> None:
            self.parts = PARTS
            behaviour(connection, seen, stopping)

        return silent


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a write whose reply, or whose token's, has no end; ``took_s``: seconds until it was given up;
    ``parts``: of the reply, that were sent by then."""

    result: CallResult
    writes: int
    took_s: float
    parts: int


def exchange(name: str, path: str, cache: Path, clock: Clock) -> Exchange:
    """Write to a server that answers at a path without an end. cache: a folder of its own, since a token that is kept
    belongs to an address, and a later server may get the same one."""
    with LoopbackServer() as server:
        server.at(path, clock.sees(ENDLESS[name]))
        with client_of(server, cache=cache, clock=clock) as client:
            if path != TOKEN_PATH:
                client._tokens.access_token()
            begun = time.monotonic()
            result = client.upsert("Leads", BODY)
        return Exchange(result, server.count(UPSERT_PATH), time.monotonic() - begun, clock.parts)


TOKENS: Final = ("a header that drips", AT_FULL_SPEED, "a trailer")


@pytest.fixture(autouse=True, scope="module")
def short_glances() -> Iterator[None]:
    """A wait looks at the clock as often as a test wants to go on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadline, "_GLANCE_S", 0.01)
        yield


@each_case("name", ENDLESS)
def test_a_write_whose_reply_has_no_end_is_unknown_at_its_deadline(name: str, tmp_path: Path) -> None:
    done = exchange(name, UPSERT_PATH, tmp_path, Clock())
    assert done.took_s < LATEST_S
    assert (done.result.outcome, done.result.requests, done.writes) == ("unknown", 1, 1)
    assert done.parts >= PARTS


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_call_whose_reply_has_no_end_sends_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(tokens, "time", SimpleNamespace(monotonic=clock))
    done = exchange(name, TOKEN_PATH, tmp_path, clock)
    assert done.took_s < LATEST_S
    assert (done.result.outcome, done.writes) == ("not_sent", 0)
    assert done.parts >= PARTS


def test_a_request_that_nobody_reads_ends_at_its_deadline() -> None:
    """The server takes the connection and reads nothing, so that a large body stays in the way."""
    looks = itertools.count()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        begun = time.monotonic()
        result = sent_to(url, {"data": [{"Description": "x" * 15_000_000}]}, lambda: 0.0 if next(looks) < 30 else 1e6)
    assert time.monotonic() - begun < LATEST_S
    assert (result.outcome, "could not be sent in time" in result.sentence) == ("unknown", True)


def test_a_name_that_takes_long_to_look_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    begun = time.monotonic()
    result = sent_to("https://www.zohoapis.example", timeout_s=0.05)
    over.set()
    assert time.monotonic() - begun < LATEST_S
    assert result.outcome == "not_sent"


def test_what_is_under_way_can_be_cut_short_from_another_thread(server: LoopbackServer) -> None:
    server.at(UPSERT_PATH, Stall())
    with client_of(server, timeout_s=30.0) as client:

        def cut() -> None:
            wait_until(lambda: server.count(UPSERT_PATH))
            client.cut()

        threading.Thread(target=cut).start()
        result = client.upsert("Leads", BODY)
        again = client.upsert("Leads", BODY)
    assert (result.outcome, result.sentence) == (
        "unknown",
        "interrupted while waiting for the reply: it may have arrived",
    )
    assert (again.outcome, server.count(UPSERT_PATH)) == ("not_sent", 1)


# --- packed ----------------------------------------------------------------------------------------------------------

LARGEST: Final = 100_000


def test_one_coding_is_unpacked_whatever_the_chunks() -> None:
    text = b'{"data": []}' * 100
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = {
        "gzip": gzip.compress(text),
        "x-gzip, identity": gzip.compress(text[:50]) + gzip.compress(text[50:]) + b"\0\0",
        "deflate": zlib.compress(text),
        "Deflate": raw.compress(text) + raw.flush(),
        "": text,
    }
    for encoding, content in packed.items():
        for size in (1, 7, 10_000):
            chunks = [content[start : start + size] for start in range(0, len(content), size)]
            assert unpacked(chunks, encoding, LARGEST) == text


@each_case("encoding", ["gzip, gzip", "gzip,gzip,gzip", "br", "deflate, gzip", "zstd"])
def test_more_than_one_coding_or_an_unknown_one_is_not_unpacked(encoding: str) -> None:
    with pytest.raises(NotUnpacked):
        unpacked([gzip.compress(gzip.compress(b"{}"))], encoding, LARGEST)


PACKED: Final = gzip.compress(b"{}" * 99, mtime=0)


@each_case("content", [PACKED[:-9], b"no gzip", PACKED[:11]])
def test_what_is_cut_off_or_no_gzip_is_not_unpacked(content: bytes) -> None:
    with pytest.raises(NotUnpacked):
        unpacked([content], "gzip", LARGEST)


def grown(what: bytes, times: int = 100) -> bytes:
    """The gzip of fifty million such bytes: the same block again and again, which is packed once."""
    part = what * 500_000
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    block = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(times):
        check = zlib.crc32(part, check)
    return gzip.compress(b"")[:10] + block * times + packer.flush() + struct.pack("<II", check, len(part) * times)


@each_case(
    ("content", "encoding"),
    [
        (lambda: grown(b" "), "gzip"),
        (lambda: gzip.compress(b" " * 99_000) * 2, "gzip"),  # two that fit alone
        (lambda: b" " * (LARGEST + 1), ""),  # not packed
        (lambda: gzip.compress(b"")[:10] + EMPTY_BLOCK * LARGEST, "gzip"),  # nothing, at length
    ],
)
def test_what_grows_beyond_the_bound_is_given_up_before_it_has_grown(
    content: Callable[[], bytes], encoding: str
) -> None:
    with pytest.raises(TooLong):
        unpacked([content()], encoding, LARGEST)


def test_a_reply_that_would_grow_to_gigabytes_is_an_unknown_outcome(server: LoopbackServer) -> None:
    assert gzip.decompress(grown(b"\0", 2)) == bytes(1_000_000)
    packed = grown(b"\0")
    for content, encoding in ((gzip.compress(gzip.compress(packed)), "gzip, gzip, gzip"), (packed, "gzip")):
        server.at(UPSERT_PATH, Reply(200, content, {"Content-Encoding": encoding}))
        with client_of(server) as client:
            result = client.upsert("Leads", BODY)
        assert (result.outcome, result.status) == ("unknown", 200), encoding


@each_case(
    "text",
    [
        '{"data": [' + "{}," * 1_000_000 + "{}]}",
        "[" * 3_000 + "]" * 3_000,
        '{"a": 1e999}',  # beyond numbers
        '{"a": ' + "9" * 5_000 + "}",
    ],
)
def test_json_beyond_what_a_reply_can_be_is_text(text: str) -> None:
    reply, kept = json_reply(text.encode(), [])
    assert reply is None
    assert kept is not None
    assert kept == text[: len(kept)]


def test_a_retry_after_that_is_none_counts_as_none(server: LoopbackServer) -> None:
    for wait in (
        "Mon, 01 Jan 2024 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 +9999",
        "-1",
        "1e9",
        "٣",
    ):
        busy = Reply(429, b"", {"Retry-After": wait.encode().decode("latin-1")})
        server.at(UPSERT_PATH, busy, ok(TAKEN))
        waits: list[float] = []
        with client_of(server, sleep=waits.append) as client:
            assert client.upsert("Leads", BODY).outcome == "answered", wait
        assert waits in ([1.0], [0.0]), wait
        server.at("/crm/v8/org", busy, ok({}))
        with client_of(server, sleep=waits.append) as client:
            assert client.get("org") == {}, wait


def test_nothing_writes_down_the_keys_of_a_connection(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    transport._trusted.cache_clear()
    context = transport._trusted()
    assert context.keylog_filename is None
    assert context.check_hostname
    assert not (tmp_path / "keys").exists()


def test_a_read_whose_reply_has_no_end_is_unknown(server: LoopbackServer) -> None:
    clock = Clock()
    server.at("/crm/v8/org", clock.sees(ENDLESS["a header that drips"]))
    with client_of(server, clock=clock) as client, pytest.raises(LiveError) as raised:
        client.get("org")
    assert (raised.value.outcome, clock.parts >= PARTS) == ("unknown", True)
