"""How many records Zoho lists at most, held from both sides; and which secrets are long enough to be looked for."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.cases import each_case
from tests.live.pull_helpers import NOW, SOURCE, FakeOrg, lead
from tui.live.http.secret import Secret
from tui.live.practice.pages import PageRequest, page_of, page_request
from tui.live.practice.replies import Refused
from tui.live.pull.listing import ModuleProblem, Org, ids_found, read_listing
from tui.live.pull.modules import Listening, pull
from tui.live.pull.work_folder import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tui.core.values import Json
    from tui.live.pull.work_folder import WorkFolder


@each_case(("count", "outcome"), [(100_000, "made"), (100_001, "nothing")])
def test_a_module_of_as_many_records_as_zoho_lists_is_pulled_and_one_of_more_is_not(
    tmp_path: Path, count: int, outcome: str
) -> None:
    org = FakeOrg({"Leads": [lead(1)]}, answers={"Leads/actions/count": {"count": count}})
    listening = Listening(clock=lambda: NOW)
    report = pull(org, ("Leads",), tmp_path / "my-org", source=SOURCE, replace=False, listening=listening)
    assert report.outcome == outcome


class NoFolder:
    """Where pages of a listing go that are not kept."""

    def write_page(self, *_: Any) -> None:
        """Keep nothing."""

    def save(self) -> None:
        """Keep nothing."""


class Pages:
    """Answers every page and every query with so many records, and that there are more."""

    def __init__(self, last: int) -> None:
        """last: the number of the page after which there is nothing more."""
        self.last, self.asked = last, 0

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json:
        """A page of two hundred records."""
        return self.page(200)

    def coql(self, select_query: str) -> Json:
        """As many rows as the query asks for."""
        return self.page(int(select_query))

    def page(self, rows: int) -> Json:
        """One page."""
        self.asked += 1
        return {"data": [{"id": "1"}] * rows, "info": {"more_records": self.asked < self.last}}


@each_case(("last", "refused"), [(500, False), (501, True)])
def test_a_listing_is_read_up_to_a_hundred_thousand_records(last: int, refused: bool) -> None:
    pages, listing = Pages(last), Listing(name="fields1", params={})
    with pytest.raises(ModuleProblem, match="more than 100,000 records") if refused else nullcontext():
        read_listing(Org(pages), cast("WorkFolder", NoFolder()), "Leads", listing, lambda: NOW, lambda: None)
    assert (pages.asked, listing.rows, listing.done) == (500, 100_000, not refused)


@each_case(("last", "refused"), [(50, False), (51, True)])
def test_the_ids_of_one_value_are_read_up_to_a_hundred_thousand(last: int, refused: bool) -> None:
    pages = Pages(last)
    ids: list[str] = []
    with pytest.raises(ModuleProblem, match="more than 100,000 records") if refused else nullcontext():
        ids += ids_found(Org(pages), lambda offset, rows: str(rows), 2_000, 2_000)
    assert (pages.asked, len(ids)) == (50, 100_000)


@each_case(("passed", "refused"), [(99_800, False), (99_801, True)])
def test_the_practice_org_lists_a_hundred_thousand_records_by_token(passed: int, refused: bool) -> None:
    def asked(**token: str) -> PageRequest:
        return page_request("Leads", {"fields": "Email", **token}, None, needs_fields=True, secret="s", now=NOW)

    before = replace(asked(), after=(), passed=passed - 200)
    token = page_of(before, [lead(number) for number in range(201)], "s", NOW).info["next_page_token"]
    if not refused:
        assert asked(page_token=token).passed == passed
        return
    with pytest.raises(Refused) as raised:
        asked(page_token=token)
    assert json.loads(raised.value.reply.body or b"")["code"] == "PAGINATION_LIMIT_EXCEEDED"


@each_case(("secret", "shown"), [("practice-12", "a practice-12 b"), ("practice-123", "a *** b")])
def test_a_secret_of_twelve_characters_and_more_is_hidden_in_a_reply(secret: str, shown: str) -> None:
    assert Secret(secret).hidden_in(f"a {secret} b") == shown
