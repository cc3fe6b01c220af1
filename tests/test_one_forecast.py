"""Everything that forecasts asks the one function: the ways to it must agree on every payload of the demo.

To add a way, write a function from a payload of the demo to the records of its forecast, in the shape of
``preview --format json``, and put it into ``WAYS``. The practice org, which is asked over HTTP, gives the reply alone.
"""

from __future__ import annotations

import json
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.practice_client import Zoho, without_new_ids
from tui.cli import main
from tui.core.forecast import forecast
from tui.core.payload.formats import recognise
from tui.core.payload.intake import decode
from tui.core.views.forecast_json import forecast_json
from tui.dataset.folder import DataSet, demo_folder
from tui.live.practice.org import PracticeOrg, reset_practice_org
from tui.session.case import open_explorer
from tui.session.case_options import CaseOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest

    Capture = pytest.CaptureFixture[str]
    Way = Callable[[str, Capture], Any]

PAYLOADS = sorted(file.name for file in (demo_folder() / "payloads").iterdir())


def request_in(name: str, demo: DataSet) -> tuple[UpsertRequest, Module]:
    """What a payload asks for, and of which module."""
    module = demo.module(demo.payloads[name].module or "Leads")
    return recognise(decode((demo.folder / "payloads" / name).read_bytes())).request(module), module


@cache
def by_the_function(name: str) -> Any:
    """The engine, asked directly."""
    with DataSet.open(demo_folder()) as demo:
        request, module = request_in(name, demo)
        found = forecast(request, module, demo.records(module.api_name))
        return forecast_json(found, demo.name, partial=demo.partial)


def by_preview(name: str, capsys: Capture) -> Any:
    """``preview --format json``."""
    with DataSet.open(demo_folder()) as demo:
        module = demo.payloads[name].module or "Leads"
    main(["preview", str(demo_folder() / "payloads" / name), "--module", module, "--format", "json"])
    return json.loads(capsys.readouterr().out)


def by_the_state(name: str, _: Capture) -> Any:
    """What the app shows: the view of its state."""
    explorer = open_explorer(demo_folder() / "payloads" / name, CaseOptions())
    with explorer.data_set:
        view = explorer.view
        assert view.forecast is not None
        return forecast_json(view.forecast, view.data_set, partial=view.partial)


WAYS: dict[str, Way] = {"preview": by_preview, "state": by_the_state}


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_a_forecast_gives_the_same_forecast(name: str, way: str, capsys: Capture) -> None:
    assert WAYS[way](name, capsys) == by_the_function(name)


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_matrix_says_of_the_payloads_own_order_what_the_forecast_says(name: str, capsys: Capture) -> None:
    expected = by_the_function(name)
    main(["matrix", str(demo_folder() / "payloads" / name), "--module", expected["module"], "--format", "json"])
    orders = json.loads(capsys.readouterr().out)["orders"]
    own = [entry["api_name"] for entry in expected["effective_order"]]
    (found,) = (order["outcomes"] for order in orders if order["effective_order"] == own)
    keys = ("index", "outcome", "duplicate_field", "target_id")
    assert found == [{key: record[key] for key in keys} for record in expected["records"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the practice org keeps its copy of the demo."""
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def zoho(folder: Path) -> Iterator[Zoho]:
    """One practice org for all payloads."""
    with PracticeOrg(None, folder) as org:
        zoho = Zoho(org)
        with closing(zoho.http):
            yield zoho


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_practice_org_answers_with_the_reply_that_the_forecast_expects(
    name: str, folder: Path, zoho: Zoho, capsys: Capture
) -> None:
    expected = by_the_function(name)
    with DataSet.open(demo_folder()) as demo:
        request, module = request_in(name, demo)
    reset_practice_org(folder, None)
    zoho.sign_in()
    reply = zoho.http.post(f"/crm/v8/{module.api_name}/upsert", json=request.to_body())
    assert (reply.status_code, without_new_ids(reply.json())) == (expected["response_status"], expected["response"])
