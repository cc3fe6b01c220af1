"""Pulling what a payload touches: what is asked, what is covered, and adding to what was pulled before."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.pull_helpers import NOW, SOURCE, FakeOrg, keeping, lead, refused
from tui.core.forecast import forecast
from tui.core.payload.request import UpsertRequest
from tui.core.rules import Assumptions
from tui.dataset.folder import DataSet
from tui.live.pull.modules import Listening, PullError, PullPlan, PullReport, pull, pull_for, would_replace
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.metadata import Module


def pulled(org: FakeOrg, into: Path, *rows: dict[str, Any], at: float = NOW, **given: Any) -> PullReport:
    replace = given.pop("replace", False)
    listening = Listening(clock=lambda: at, **given)
    return pull_for(org, UpsertRequest(rows), "Leads", into, source=SOURCE, replace=replace, listening=listening)


def records_in(folder: Path, module: str = "Leads") -> dict[str, Any]:
    with DataSet.open(folder) as data_set:
        records = data_set.records(module)
        return {record_id: records.get(record_id) for record_id in records.ids()}


def covers_in(folder: Path) -> Any:
    return json.loads((folder / "covers.json").read_text())


def made_in(folder: Path) -> Any:
    return tomllib.loads((folder / "dataset.toml").read_text())["made"]


def outcomes(folder: Path, *rows: dict[str, Any]) -> list[str]:
    with DataSet.open(folder) as data_set:
        found = forecast(UpsertRequest(rows), data_set.module("Leads"), data_set.records("Leads"), Assumptions())
        return [str(row.outcome.value) for row in found.rows]


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "case"


@pytest.fixture
def org() -> FakeOrg:
    return FakeOrg({"Leads": [lead(n, Email=f"e{n}@x.test", Phone=f"{n}", Number=n) for n in range(600)]})


ROW = {"Last_Name": "Ode", "Email": "E3@x.test", "Phone": "5 nobody"}


def test_only_the_records_that_a_check_value_or_an_id_touches_are_pulled(org: FakeOrg, into: Path) -> None:
    report = pulled(org, into, ROW, {"Last_Name": "Ode", "Number": 7}, {"id": "4009"}, {"id": "9999"})
    assert (report.outcome, report.modules[0].rows, report.looked_up) == ("made", 3, 5)
    assert list(records_in(into)) == ["4003", "4007", "4009"]
    assert records_in(into)["4003"]["Owner"] == {"name": "Ines", "id": "1"}
    assert all("ids" in params for params in org.listings())


def test_what_was_looked_up_is_covered_also_where_nothing_was_found(org: FakeOrg, into: Path) -> None:
    pulled(org, into, ROW, {"id": "9999"}, {"Email": " "})
    assert covers_in(into) == {"Leads": {"Email": ["E3@x.test"], "Phone": ["5 nobody"], "id": ["9999"]}}
    assert made_in(into)["covers"] == "partial"
    assert outcomes(into, ROW, {"Last_Name": "x", "Email": "other@x.test"}, {"id": "9999"}) == [
        "update",
        "not_known",
        "error",
    ]


def test_a_payload_that_looks_nothing_up_makes_a_data_set_without_records(org: FakeOrg, into: Path) -> None:
    pulled(org, into, {"Last_Name": "Ode"})
    assert (org.queries, org.listings(), covers_in(into)) == ([], [], {"Leads": {}})
    assert outcomes(into, {"Last_Name": "Ode"}) == ["insert"]


def test_a_payload_can_be_read_once_the_fields_are_known(org: FakeOrg, into: Path) -> None:
    def request(module: Module) -> UpsertRequest:
        assert "Phone" in module.by_name
        return UpsertRequest(({"Phone": "5"},))

    pull_for(org, request, "leads", into, source=SOURCE, listening=Listening(clock=lambda: NOW))
    assert list(records_in(into)) == ["4005"]


def test_a_value_that_many_records_share_is_paged_to_the_end(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n, Phone="switchboard 5") for n in range(450)]})
    pulled(org, into, {"Last_Name": "x", "Phone": "switchboard 5"})
    assert len(records_in(into)) == 450
    assert [query.split("limit ")[1] for query in org.queries] == ["0, 200", "200, 2000"]
    assert len(org.listings()) == 5 + 5


def test_converted_leads_are_found_and_marked(org: FakeOrg, into: Path) -> None:
    org.converted = {"4003"}
    assert pulled(org, into, ROW).modules[0].converted == 1
    assert records_in(into)["4003"]["$converted"] is True


def test_a_row_that_writes_what_lists_leave_out_has_its_targets_read_one_by_one(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(1, Phone="1", Visits=[{"id": "5"}])]})
    row = {"Last_Name": "N1", "Phone": "1", "Visits": []}
    report = pulled(org, into, row, {"id": "9999"})
    assert records_in(into)["4001"]["Visits"] == [{"id": "5"}]
    assert report.modules[0].not_listed == ()
    pulled(org, into, {"Last_Name": "N1", "Phone": "1"})
    assert records_in(into)["4001"]["Visits"] == [{"id": "5"}]


def test_an_id_that_the_org_takes_offence_at_does_not_keep_the_others_away(org: FakeOrg, into: Path) -> None:
    def before(path: str, params: Any) -> None:
        if "77" in params.get("ids", "").split(","):
            raise refused(400, "INVALID_DATA")

    org.before = before
    report = pulled(org, into, {"id": "4001"}, {"id": "77"})
    assert (report.problems, list(records_in(into))) == ((), ["4001"])
    assert covers_in(into)["Leads"]["id"] == ["4001", "77"]


# --- the cost, stopping, going on ------------------------------------------------------------------------------------


def test_the_cost_is_told_first_and_declining_leaves_nothing(org: FakeOrg, into: Path) -> None:
    plans: list[PullPlan] = []
    report = pulled(org, into, ROW, on_plan=keeping(plans, go_on=False))
    assert (report.outcome, org.queries, list(into.parent.glob("*case*")), into.exists()) == ("declined", [], [], False)
    assert (plans[0].modules[0].values, plans[0].credits) == (2, 2 + 1 + 2 + 2 + 1)


def test_an_interrupted_pull_asks_only_for_what_is_missing(org: FakeOrg, into: Path) -> None:
    rows = [{"Last_Name": "x", "Phone": f"{n}"} for n in range(120)]

    def before(path: str, params: Any) -> None:
        if len(org.queries) == 3:
            raise LiveError("unknown", "the connection broke")

    org.before = before
    with pytest.raises(LiveError):
        pulled(org, into, *rows)
    assert not into.exists()
    org.before = lambda path, params: None
    org.queries.clear()
    pulled(org, into, *rows)
    assert (len(org.queries), len(records_in(into))) == (1, 120)


def test_another_payload_does_not_go_on_from_what_the_first_left(org: FakeOrg, into: Path) -> None:
    assert pulled(org, into, ROW, should_stop=lambda: bool(org.queries)).outcome == "stopped"
    pulled(org, into, {"Last_Name": "x", "Phone": "8"})
    assert (list(records_in(into)), covers_in(into)) == (["4008"], {"Leads": {"Phone": ["8"]}})


def test_a_field_that_cannot_be_looked_up_is_told_and_not_covered(org: FakeOrg, into: Path) -> None:
    def before(path: str, params: Any) -> None:
        if "where Phone" in params.get("query", ""):
            raise refused(400, "INVALID_QUERY", "Phone cannot be asked for")

    org.before = before
    report = pulled(org, into, ROW)
    assert report.outcome == "made"
    assert report.modules[0].problem == "Phone could not be looked up: Phone cannot be asked for"
    assert covers_in(into) == {"Leads": {"Email": ["E3@x.test"]}}


def test_a_module_that_cannot_be_read_makes_nothing(org: FakeOrg, into: Path) -> None:
    org.answers["settings/fields"] = refused(403, "NO_PERMISSION", "no")
    report = pulled(org, into, ROW)
    assert (report.outcome, report.problems[0].problem, into.exists()) == ("nothing", "no", False)


# --- adding ----------------------------------------------------------------------------------------------------------


def test_a_further_payload_adds_records_and_covers_and_is_as_old_as_the_oldest(org: FakeOrg, into: Path) -> None:
    pulled(org, into, ROW)
    assert would_replace(into, SOURCE, for_payload=True) is None
    report = pulled(org, into, {"Last_Name": "x", "Phone": "8"}, at=NOW + 3600)
    assert report.outcome == "added"
    assert list(records_in(into)) == ["4003", "4008"]
    assert covers_in(into) == {"Leads": {"Email": ["E3@x.test"], "Phone": ["5 nobody", "8"]}}
    assert made_in(into)["at"] == "2027-01-15T08:00:00+00:00"


def test_looking_everything_up_again_makes_the_data_set_new(org: FakeOrg, into: Path) -> None:
    pulled(org, into, ROW)
    pulled(org, into, ROW, at=NOW + 3600)
    assert made_in(into)["at"] == "2027-01-15T09:00:00+00:00"


def test_records_that_changed_or_went_since_are_brought_up_to_date(org: FakeOrg, into: Path) -> None:
    rows = [{"Last_Name": "x", "Phone": "8"}, {"Last_Name": "x", "Phone": "9"}]
    pulled(org, into, *rows)
    org.records["Leads"][8]["Phone"] = "moved"
    org.records["Leads"][:] = [record for record in org.records["Leads"] if record["id"] != "4009"]
    pulled(org, into, *rows)
    assert {key: value["Phone"] for key, value in records_in(into).items()} == {"4008": "moved"}
    assert outcomes(into, *rows) == ["insert", "insert"]


def test_another_module_is_added_beside_the_first(org: FakeOrg, into: Path) -> None:
    org.fields["Contacts"] = org.fields["Leads"]
    org.records["Contacts"] = [lead(1, Email="c@x.test")]
    pulled(org, into, ROW)
    (into / "payloads").mkdir()
    (into / "payloads" / "mine.json").write_text("{}")
    contacts = UpsertRequest(({"Email": "c@x.test"},))
    pull_for(org, contacts, "Contacts", into, source=SOURCE, listening=Listening(clock=lambda: NOW))
    assert (list(records_in(into)), list(records_in(into, "Contacts"))) == (["4003"], ["4001"])
    assert list(covers_in(into)) == ["Leads", "Contacts"]
    assert (into / "payloads" / "mine.json").exists()


def test_a_whole_data_set_or_one_of_another_org_is_not_added_to(org: FakeOrg, into: Path) -> None:
    pull(org, ["Leads"], into, source=SOURCE, listening=Listening(clock=lambda: NOW))
    with pytest.raises(PullError):
        pulled(org, into, ROW)
    assert len(records_in(into)) == 600
    assert would_replace(into, SOURCE, for_payload=True) is not None
    assert pulled(org, into, ROW, replace=True).outcome == "made"
    assert list(records_in(into)) == ["4003"]
    assert would_replace(into, "another", for_payload=True) is not None
