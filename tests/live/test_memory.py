"""What a reply may cost in memory: a process of its own sends, over a real socket, and the system says how much it held
at most."""

from __future__ import annotations

import gzip
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.test_send_interrupted import PATIENCE
from tests.cli.test_send_whatever_happens import Sending
from tests.live.helpers import UPSERT_PATH
from tests.live.server import Behaviour, Endless, LoopbackServer, Reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MIB: Final = 1024 * 1024
MOST_MIB: Final = 256
"""Of the whole process. It takes 47 before a reply comes, and took 202 where most of the 32 that a reply may have are
one text."""

CHUNKED: Final = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

REPLIES: Final[dict[str, Callable[[], Behaviour]]] = {
    "100 MB": lambda: Reply(200, b" " * 100 * MIB),
    "100 MB that end with the connection": lambda: Reply(200, b" " * 100 * MIB, framed=False),
    "a text of 31 MB": lambda: Reply(200, b'{"data": "' + b"x" * 31 * MIB + b'"}'),
    "10 million objects": lambda: Reply(200, b'{"data": [' + b"{}," * 10 * MIB + b"{}]}"),
    "32 million brackets": lambda: Reply(200, b"[" * 31 * MIB),
    "a page of 30 MB": lambda: Reply(502, b"<p>" * 10 * MIB),
    "chunks without an end": lambda: Endless(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n", 0.0),
    "a header without an end": lambda: Endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536, 0.0),
    "headers without an end": lambda: Endless(b"HTTP/1.1 200 OK\r\n", b"X-A: x\r\n" * 8000, 0.0),
    "early hints without an end": lambda: Endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000, 0.0),
    "a trailer without an end": lambda: Endless(CHUNKED + b"2\r\n{}\r\n0\r\nX: ", b"x" * 65536, 0.0),
    "a gigabyte, packed": lambda: Reply(200, gzip.compress(bytes(1000 * MIB), 1), {"Content-Encoding": "gzip"}),
}
"""Made when asked for: they are large, and what is collected without being run need not wait for them."""

MEASURED: Final = """
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
print(ended.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Runs a command, and says how it ended and how many KiB it held at most. A process of its own: a child begins with
what its parent holds."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems count in other units")
@pytest.mark.parametrize("name", REPLIES)
def test_no_reply_makes_a_send_take_more_memory_than_it_may(tmp_path: Path, name: str) -> None:
    with LoopbackServer() as server:
        server.at(UPSERT_PATH, REPLIES[name]())
        sending = Sending(tmp_path, server, timeout_s=5)
        ran = subprocess.run(
            [sys.executable, "-c", MEASURED, *sending.command],
            env=sending.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    code, kib = map(int, ran.stdout.split())
    assert (code, server.count(UPSERT_PATH)) == (4, 1)
    assert kib < MOST_MIB * 1024
