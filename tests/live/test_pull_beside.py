"""What a pull brings beside fields and records, as far as the org lets it, and what stays of the folder."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.helpers import body
from tests.live.practice_client import practice
from tests.live.pull_helpers import NOW, SOURCE, FakeOrg, keeping, lead, refused
from tui.dataset.folder import DataSet
from tui.live.pull.modules import Listening, PullPlan, PullReport, pull, pull_for

if TYPE_CHECKING:
    from pathlib import Path

LAYOUT = {
    "id": "70",
    "name": "Web",
    "sections": [{"fields": [{"api_name": "Last_Name", "required": True}, {"api_name": "Phone", "required": True}]}],
}


def org_with_layouts(**given: Any) -> FakeOrg:
    return FakeOrg({"Leads": [lead(1, Email="a@x.test")]}, layouts={"Leads": [LAYOUT]}, **given)


def pulled(org: FakeOrg, into: Path, *modules: str, source: str = SOURCE, **given: Any) -> PullReport:
    listening = Listening(clock=lambda: NOW, **given)
    return pull(org, modules or ("Leads",), into, source=source, replace=True, listening=listening)


def pulled_for(org: FakeOrg, into: Path, module: str = "Leads", **given: Any) -> PullReport:
    request = body({"Last_Name": "N", "Email": "a@x.test"})
    return pull_for(org, request, module, into, source=SOURCE, listening=Listening(clock=lambda: NOW, **given))


def settings_in(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "dataset.toml").read_text())


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "my-org"


def test_the_layouts_of_a_module_come_as_zoho_has_them_and_the_data_set_reads_them(into: Path) -> None:
    report = pulled(org_with_layouts(), into)
    assert (report.outcome, report.notes) == ("made", ())
    assert json.loads((into / "layouts/Leads.json").read_text()) == {"layouts": [LAYOUT]}


def test_a_pull_for_a_payload_brings_the_layouts_and_keeps_those_of_other_modules(into: Path) -> None:
    org = org_with_layouts()
    assert pulled_for(org, into).outcome == "made"
    org.records["Accounts"], org.fields["Accounts"] = [], [{"api_name": "Account_Name", "data_type": "text"}]
    org.layouts["Accounts"] = [{"id": "71", "name": "All", "sections": []}]
    request = body({"Account_Name": "A"})
    listening = Listening(clock=lambda: NOW)
    assert pull_for(org, request, "Accounts", into, source=SOURCE, listening=listening).outcome == "added"
    assert sorted(file.name for file in (into / "layouts").iterdir()) == ["Accounts.json", "Leads.json"]


def test_a_module_without_layouts_has_no_file_and_no_note(into: Path) -> None:
    report = pulled(FakeOrg(), into)
    assert (report.notes, (into / "layouts").exists()) == ((), False)


@pytest.mark.parametrize("kind", ["whole", "for"])
def test_the_estimate_counts_the_requests_for_layouts_and_preference(into: Path, kind: str) -> None:
    plans: list[PullPlan] = []
    org = org_with_layouts()
    report = (pulled if kind == "whole" else pulled_for)(org, into, on_plan=keeping(plans))
    assert plans[0].credits == report.credits == len(org.asked) + len(org.queries)
    assert {"settings/layouts", "settings/duplicate_check_preference"} <= {path for path, _ in org.asked}


def test_a_pull_that_goes_on_asks_for_no_layouts_twice(into: Path) -> None:
    org = org_with_layouts()
    seen = len(org.asked)
    pulled(org, into, should_stop=lambda: any(path == "settings/layouts" for path, _ in org.asked[seen:]))
    org.asked.clear()
    assert pulled(org, into).outcome == "made"
    assert "settings/layouts" not in [path for path, _ in org.asked]
    assert (into / "layouts/Leads.json").exists()


# --- without access -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        refused(401, "OAUTH_SCOPE_MISMATCH", "the token lacks ZohoCRM.settings.layouts.READ"),
        refused(403, "NO_PERMISSION"),
        refused(404, "INVALID_URL_PATTERN"),
        refused(400, "INVALID_MODULE"),
        {"layouts": "none"},
        ["what"],
    ],
)
def test_layouts_that_cannot_be_read_are_one_line_and_the_pull_goes_on(into: Path, answer: Any) -> None:
    org = org_with_layouts(answers={"settings/layouts": answer})
    report = pulled(org, into)
    assert (report.outcome, report.modules[0].rows, len(report.notes)) == ("made", 1, 1)
    assert report.notes[0].startswith("layouts could not be read (")
    assert report.notes[0].endswith("the data set has none of Leads")
    assert not (into / "layouts").exists()


def test_a_scope_that_is_missing_is_asked_for_once_and_told_once_for_all_modules(into: Path) -> None:
    org = org_with_layouts(answers={"settings/layouts": refused(401, "OAUTH_SCOPE_MISMATCH", "a scope is missing")})
    org.records["Accounts"], org.fields["Accounts"] = [], [{"api_name": "Account_Name", "data_type": "text"}]
    report = pulled(org, into, "Leads", "Accounts")
    assert report.notes == ("layouts could not be read (a scope is missing); the data set has none of Leads, Accounts",)
    assert [path for path, _ in org.asked].count("settings/layouts") == 1


def test_layouts_that_cannot_be_read_any_more_stay_as_they_were_in_a_data_set_of_the_same_org(into: Path) -> None:
    pulled(org_with_layouts(), into)
    org = org_with_layouts(answers={"settings/layouts": refused(403, "NO_PERMISSION", "you may not")})
    assert pulled(org, into).notes == ("layouts could not be read (you may not); those of Leads stay as they were",)
    assert json.loads((into / "layouts/Leads.json").read_text()) == {"layouts": [LAYOUT]}
    pulled(org, into, source="another org")
    assert not (into / "layouts").exists()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (refused(401, "OAUTH_SCOPE_MISMATCH", "a scope is missing"), "a scope is missing"),
        ({"duplicate_check_preference": {"type": "moon"}}, "not the shape of Zoho's reply"),
        ({"preference": "off"}, "not the shape of Zoho's reply"),
        ([1], "not the shape of Zoho's reply"),
    ],
)
def test_a_preference_that_cannot_be_read_is_one_line(into: Path, answer: Any, why: str) -> None:
    org = FakeOrg(answers={"settings/duplicate_check_preference": answer})
    line = f"the Duplicate Check Preference could not be read ({why})"
    assert pulled(org, into).notes == (f"{line}; the data set has none",)
    assert "org" not in settings_in(into)
    pulled(FakeOrg(), into)
    assert pulled(org, into).notes == (f"{line}; it stays as it was",)
    assert settings_in(into)["org"] == {"duplicate_check_preference": "converted_records"}


@pytest.mark.parametrize("answer", [None, {}, {"duplicate_check_preference": None}, {"duplicate_check_preference": {}}])
def test_a_preference_that_is_not_set_is_off(into: Path, answer: Any) -> None:
    org = FakeOrg(answers={"settings/duplicate_check_preference": answer})
    assert pulled(org, into).notes == ()
    assert settings_in(into)["org"] == {"duplicate_check_preference": "off"}


# --- what stays of the folder ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["whole", "for"])
def test_a_pull_into_a_folder_keeps_its_calibration_and_its_assumptions(into: Path, kind: str) -> None:
    again = pulled if kind == "whole" else pulled_for
    again(org_with_layouts(), into)
    calibration = '{"measured": []}\n'
    (into / "calibration.json").write_text(calibration)
    with (into / "dataset.toml").open("a") as settings:
        settings.write('\n[assumptions]\n"match.several" = "newest"\n')
    report = again(org_with_layouts(), into)
    assert report.notes == ()
    assert (into / "calibration.json").read_text() == calibration
    assert settings_in(into)["assumptions"] == {"match.several": "newest"}


def test_what_was_measured_in_another_org_does_not_count_in_this_one(into: Path) -> None:
    pulled(org_with_layouts(), into, source="sandbox (sandbox, zohoapis.test)")
    (into / "calibration.json").write_text("{}")
    report = pulled(org_with_layouts(), into)
    assert report.notes == (
        "calibration.json was measured in sandbox (sandbox, zohoapis.test): "
        "it is calibration.of-another-org.json now, and is not used",
    )
    assert not (into / "calibration.json").exists()
    assert (into / "calibration.of-another-org.json").read_text() == "{}"


# --- the practice org -----------------------------------------------------------------------------------------------


def copy_of_an_org(folder: Path) -> Path:
    """A data set with layouts and a preference."""
    pulled(org_with_layouts(), folder)
    return folder


def test_the_practice_org_serves_layouts_and_preference_and_keeps_them_in_its_copy(tmp_path: Path, into: Path) -> None:
    with practice(tmp_path, copy_of_an_org(into)) as zoho:
        assert zoho.get("settings/layouts", module="leads").json() == {"layouts": [LAYOUT]}
        assert zoho.get("settings/layouts/70", module="Leads").json() == {"layouts": [LAYOUT]}
        assert zoho.get("settings/layouts/71", module="Leads").status_code == 204
        assert zoho.get("settings/layouts").json()["code"] == "REQUIRED_PARAM_MISSING"
        assert zoho.get("settings/layouts", module="Moon").json()["code"] == "INVALID_MODULE"
        preference = zoho.get("settings/duplicate_check_preference", module="Leads").json()
        assert preference["duplicate_check_preference"]["type"] == "converted_records"
        exported = zoho.org.data_set()
    assert json.loads((exported / "layouts/Leads.json").read_text()) == {"layouts": [LAYOUT]}
    with DataSet.open(exported) as data_set:
        assert data_set.duplicate_check_preference == "converted_records"


def test_a_practice_org_without_layouts_and_preference_has_no_content(tmp_path: Path) -> None:
    with practice(tmp_path) as zoho:
        assert zoho.get("settings/duplicate_check_preference", module="Leads").status_code == 204
        assert zoho.get("settings/duplicate_check_preference", module="Deals").json()["code"] == "INVALID_DATA"
        assert zoho.get("settings/duplicate_check_preference").json()["code"] == "REQUIRED_PARAM_MISSING"
