"""The failures that a practice org acts out: what a client gets, and whether the write was done."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.cases import each_case
from tests.live.practice_client import Zoho, code, leads, practice
from tests.waiting import wait_until
from tui.live.practice.faults import FAULTS, FaultError
from tui.live.practice.org import ActedFault

if TYPE_CHECKING:
    from pathlib import Path

ROWS = ({"Last_Name": "New", "Email": "new@x.test"}, {"Last_Name": "Other", "Email": "other@x.test"})


def count(zoho: Zoho) -> int:
    found: int = zoho.get("Leads/actions/count").json()["count"]
    return found


@pytest.mark.parametrize(
    ("fault", "status", "header"),
    [
        ("429", 429, ("Retry-After", None)),
        ("429-retry-after", 429, ("Retry-After", "1")),
        ("429-retry-after=7", 429, ("Retry-After", "7")),
        ("500", 500, ("Content-Type", "application/json;charset=UTF-8")),
        ("html-502", 502, ("Content-Type", "text/html")),
        ("redirect", 307, ("Location", "http://elsewhere.invalid/crm/v8/Leads/upsert")),
    ],
)
def test_a_fault_that_answers_instead_writes_nothing(
    tmp_path: Path, fault: str, status: int, header: tuple[str, str | None]
) -> None:
    with practice(tmp_path, leads(tmp_path / "data"), fault=fault) as zoho:
        reply = zoho.upsert(*ROWS)
        assert (reply.status_code, reply.headers.get(header[0])) == (status, header[1])
        assert count(zoho) == 0  # reads are spared
        assert zoho.org.seen[-2].wrong == str(ActedFault.parse(fault))


@pytest.mark.parametrize(("fault", "written"), [("hang-up-before", 0), ("hang-up-after", 2), ("cut-reply", 2)])
def test_a_hang_up_leaves_the_client_without_a_reply(tmp_path: Path, fault: str, written: int) -> None:
    with practice(tmp_path, leads(tmp_path / "data"), fault=fault) as zoho:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)):
            zoho.upsert(*ROWS)
        assert count(zoho) == written
        assert [seen.status for seen in zoho.org.seen if seen.path.endswith("upsert")] == [None]


def test_a_slow_write_is_done_and_answered_late(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data"), fault="slow=30") as zoho:
        with pytest.raises(httpx.ReadTimeout):
            zoho.http.post("/crm/v8/Leads/upsert", json={"data": list(ROWS)}, timeout=0.02)
        wait_until(lambda: count(zoho) == 2)


def test_a_short_wait_is_answered_after_it(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data"), fault="slow=0.01") as zoho:
        assert zoho.upsert(*ROWS).status_code == 200


def test_stopping_does_not_wait_for_a_slow_answer(tmp_path: Path) -> None:
    replies: list[int] = []
    with practice(tmp_path, leads(tmp_path / "data"), fault="slow=3000") as zoho:
        other = Zoho(zoho.org)
        thread = threading.Thread(target=lambda: replies.append(other.upsert(*ROWS).status_code))
        thread.start()
        while not count(zoho):  # until the write is done
            pass
    thread.join()
    other.http.close()
    assert replies == [200]


def test_short_data_lacks_its_last_row(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data"), fault="short-data:1") as zoho:
        reply = zoho.upsert(*ROWS)
        assert (reply.status_code, len(reply.json()["data"])) == (200, 1)
        assert count(zoho) == 2
        assert len(zoho.upsert(*ROWS).json()["data"]) == 2


def test_the_first_call_of_each_token_can_find_it_expired(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data"), fault="expired-token") as zoho:
        for _ in range(2):
            assert code(zoho.upsert(*ROWS)) == (401, "INVALID_TOKEN")
            assert zoho.upsert(*ROWS).status_code == 200
            zoho.sign_in()
    with practice(tmp_path, leads(tmp_path / "data"), fault="expired-token:1") as zoho:
        assert code(zoho.get("org")) == (401, "INVALID_TOKEN")
        zoho.sign_in()
        assert zoho.get("org").status_code == 200


def test_a_fault_can_be_limited_to_the_first_writes(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data"), fault="429:2") as zoho:
        assert [zoho.upsert(*ROWS).status_code for _ in range(4)] == [429, 429, 200, 200]
        assert count(zoho) == 2


@each_case("kind", FAULTS)
def test_a_fault_reads_back_from_its_own_text(kind: str) -> None:
    assert ActedFault.parse(str(ActedFault.parse(f"{kind}:3"))) == ActedFault.parse(f"{kind}:3")
    assert ActedFault.parse(kind).times is None


@each_case("text", ["", "nonsense", "429:", "429:0", "429:x", "500=3", "slow=x", "slow=-1", "slow=1e9"])
def test_a_fault_that_does_not_exist_is_told(text: str) -> None:
    with pytest.raises(FaultError) as error:
        ActedFault.parse(text)
    assert "\n" not in str(error.value)
