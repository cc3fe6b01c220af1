"""Pulling from the practice org over loopback: what comes is what the org has, and forecasts the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live.pull_helpers import keeping
from tui.core.field_types import NOT_LISTED
from tui.core.forecast import forecast
from tui.core.payload.formats import recognise
from tui.core.payload.intake import decode
from tui.core.rules import Assumptions
from tui.core.values import same_value
from tui.core.views.forecast_json import forecast_json
from tui.dataset.folder import DataSet, demo_folder
from tui.live.accounts.credentials import load_credentials
from tui.live.accounts.profiles import PRACTICE_PROFILE
from tui.live.accounts.tokens import Tokens
from tui.live.practice.org import PracticeOrg, RequestRecord
from tui.live.pull.modules import Listening, pull, pull_for
from tui.live.zoho.client import ZohoClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from tui.live.pull.modules import PullPlan

SOURCE = "the practice org"
SEEN: list[RequestRecord] = []
"""What the org was asked."""
NEAR_MISS = "lint.near_miss"  # of records that no check value touches, a partial data set knows nothing


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZohoClient]:
    with PracticeOrg(None, tmp_path_factory.mktemp("state"), on_request=SEEN.append) as org:
        profile = PRACTICE_PROFILE.at(org.accounts_url, org.api_url)
        with ZohoClient(profile, Tokens(profile, load_credentials("practice"))) as client:
            yield client


def asked(client: ZohoClient) -> int:
    """How many calls of the API the org has counted; those for a token cost nothing."""
    client.get("org")  # is not counted: an org tells of a request after its reply, and before the next one
    return sum(seen.path.startswith("/crm/") and not seen.path.endswith("/org") for seen in SEEN)


def demo_payloads() -> list[str]:
    with DataSet.open(demo_folder()) as demo:
        return [file.name for file in demo.payload_files()]


def test_a_pull_of_every_module_has_the_records_of_the_org(client: ZohoClient, tmp_path: Path) -> None:
    with DataSet.open(demo_folder()) as demo:
        plans: list[PullPlan] = []
        SEEN.clear()
        listening = Listening(on_plan=keeping(plans))
        report = pull(client, demo.modules(), tmp_path / "org", source=SOURCE, listening=listening)
        assert (report.outcome, report.problems) == ("made", ())
        assert asked(client) == report.credits == plans[0].credits
        with DataSet.open(tmp_path / "org") as mine:
            assert mine.modules() == demo.modules()
            for name in demo.modules():
                theirs, ours = demo.records(name), mine.records(name)
                assert list(ours.ids()) == list(theirs.ids())
                fields = [field for field in demo.module(name).fields if field.data_type not in NOT_LISTED]
                for record_id in theirs.ids():
                    there, here = theirs.get(record_id) or {}, ours.get(record_id) or {}
                    for field in fields:  # a lookup comes with its name, also where the data set has but the id
                        key = field.api_name
                        assert same_value(field.data_type, there.get(key), here.get(key)), (name, record_id, key)


@pytest.mark.parametrize("file", demo_payloads())
def test_the_forecast_of_a_payload_is_the_same_against_what_it_touches(
    client: ZohoClient, tmp_path: Path, file: str
) -> None:
    intake = recognise(decode((demo_folder() / "payloads" / file).read_bytes()))
    with DataSet.open(demo_folder()) as demo:
        name = demo.payloads[file].module or "Leads"
        plans: list[PullPlan] = []
        SEEN.clear()
        listening = Listening(on_plan=keeping(plans))
        report = pull_for(client, intake.request, name, tmp_path / "case", source=SOURCE, listening=listening)
        assert asked(client) == report.credits == plans[0].credits
        with DataSet.open(tmp_path / "case") as mine:
            assert mine.partial
            assert told(mine, name, intake.request(demo.module(name))) == told(
                demo, name, intake.request(demo.module(name))
            )


def told(data_set: DataSet, name: str, request: Any) -> Any:
    found = forecast(request, data_set.module(name), data_set.records(name), Assumptions(), split=True)
    answer = forecast_json(found, "one", partial=False)
    for record in answer["records"]:
        record["notes"] = [note for note in record["notes"] if note["rule"] != NEAR_MISS]
    return answer
