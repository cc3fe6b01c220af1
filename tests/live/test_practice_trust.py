"""The practice org among clients, pages and disks that mean no good."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import time
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tests.live.practice_client import leads, practice
from tests.waiting import wait_until
from tui.live.practice.export import practice_data_set
from tui.live.practice.org import PracticeError, PracticeOrg
from tui.live.practice.store import OrgStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.live.practice_client import Zoho

ADA = {"id": "4001", "Last_Name": "Byron", "Email": "ada@x.test"}


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.skipif(os.name != "posix", reason="elsewhere files have no such modes")
def test_what_is_kept_is_for_its_owner_only_under_every_umask(tmp_path: Path) -> None:
    state = tmp_path / "a" / "state"
    practice_data_set(state, leads(tmp_path / "data", ADA))
    for place in (state.parent, state, *state.rglob("*")):
        inside = stat.S_IMODE(place.parent.stat().st_mode) & 0o077 == 0
        assert inside or stat.S_IMODE(place.stat().st_mode) & 0o077 == 0, place
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    (copy,) = state.rglob("org.sqlite")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_that_is_damaged_is_told_in_a_sentence(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with OrgStore(tmp_path / "practice", data) as store:
        file = store.folder / "org.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("UPDATE records SET record = '{'")
    connection.commit()
    connection.close()
    with pytest.raises(PracticeError, match=r"what it holds is damaged.*--reset"):
        practice_data_set(tmp_path, data)
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    with pytest.raises(PracticeError, match="--reset recreates it"):
        practice_data_set(tmp_path, data)


def test_a_disk_that_is_full_is_not_told_to_be_reset(tmp_path: Path) -> None:
    store = OrgStore(tmp_path / "practice", leads(tmp_path / "data", ADA))
    store._connection.execute("PRAGMA max_page_count = 1")
    with (
        pytest.raises(PracticeError, match="can't be used right now: database or disk is full") as raised,
        store.session(),
    ):
        store.put("Leads", [{"id": str(number), "Last_Name": "x" * 5_000} for number in range(100)])
    assert "reset" not in str(raised.value)
    store.close()


def sent(org: PracticeOrg, request: bytes) -> bytes:
    """What comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", org.port), timeout=10) as link:
        link.sendall(request)
        link.shutdown(socket.SHUT_WR)
        parts = []
        while part := link.recv(65536):
            parts.append(part)
        return b"".join(parts)


@pytest.fixture(scope="module")
def org(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeOrg]:
    """An org for what it does not take."""
    folder = tmp_path_factory.mktemp("org")
    with PracticeOrg(leads(folder / "data", ADA), folder / "state") as org:
        yield org


HEAD = b"POST /oauth/v2/token HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@each_case("size", [b"-5", b"+5", b"0x5", b"5_0", b" ", b"", b"fffffffff", b"\xb2"], shared=("org",))
def test_the_size_of_a_chunk_is_hexadecimal_digits(org: PracticeOrg, size: bytes) -> None:
    before = len(org.seen)
    assert sent(org, HEAD + size + b"\r\nhello\r\n0\r\n\r\n") == b""
    assert [request.status for request in org.seen[before:]] == [None]


def test_chunks_of_one_byte_cost_no_square(tmp_path: Path) -> None:
    with PracticeOrg(leads(tmp_path / "data", ADA), tmp_path / "state") as org:
        begun = time.monotonic()
        reply = sent(org, HEAD + b"1\r\nx\r\n" * 60_000 + b"0\r\n\r\n")
        assert b"invalid_client" in reply
        assert time.monotonic() - begun < 10


@pytest.mark.parametrize("header", ["Origin: https://evil.test", "Origin: null", "Sec-Fetch-Site: cross-site"])
def test_a_web_page_is_not_answered(tmp_path: Path, header: str) -> None:
    with practice(tmp_path, leads(tmp_path / "data", ADA)) as zoho:
        body = f"token={_token(zoho)}".encode()
        length = f"Content-Length: {len(body)}"
        head = f"POST /oauth/v2/token/revoke HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n{length}\r\n\r\n"
        reply = sent(zoho.org, head.encode() + body)
        assert b"INVALID_HOST" in reply
        assert zoho.get("Leads/actions/count").json()["count"] == 1


def test_it_stops_though_a_client_does_not_read_its_reply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.live.practice.server._LAST_S", 0.02)
    many = [{**ADA, "id": str(5_000 + number), "Last_Name": "x" * 4_000} for number in range(200)]
    with practice(tmp_path, leads(tmp_path / "data", *many)) as zoho:
        path = "/crm/v8/Leads?fields=Last_Name&per_page=200"
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Zoho-oauthtoken {_token(zoho)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", zoho.org.port)) as link:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            link.sendall(head.encode() * 20)
            wait_until(lambda: len(zoho.org.seen) >= 2)
            begun = time.monotonic()
            zoho.org.stop()
            assert time.monotonic() - begun < 10


def _token(zoho: Zoho) -> str:
    return zoho.http.headers["Authorization"].split()[-1]
