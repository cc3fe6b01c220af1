"""Pulling whole modules: what is asked, what lands in the folder, and what happens when it goes wrong half-way."""

from __future__ import annotations

import errno
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.pull_helpers import NOW, SOURCE, FakeOrg, keeping, lead, refused
from tui.dataset.files import DataSetError
from tui.dataset.folder import DataSet
from tui.files import write_private
from tui.live.pull.modules import Listening, PullError, PullPlan, PullReport, pull, would_replace
from tui.live.pull.work_folder import work_folder
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = 24 * 3600.0


def pulled(org: FakeOrg, into: Path, *modules: str, at: float = NOW, **given: Any) -> PullReport:
    replace = given.pop("replace", False)
    listening = Listening(clock=lambda: at, **given)
    return pull(org, modules or ("Leads",), into, source=SOURCE, replace=replace, listening=listening)


def records_in(folder: Path, module: str = "Leads") -> dict[str, Any]:
    with DataSet.open(folder) as data_set:
        records = data_set.records(module)
        assert data_set.report(module).lines() == ()
        return {record_id: records.get(record_id) for record_id in records.ids()}


def beside(folder: Path) -> list[str]:
    """What stands in the folder above, other than the person's home."""
    return sorted(entry.name for entry in folder.parent.iterdir())


def failing(at: Callable[[str, Any], bool], error: Exception) -> Callable[[str, Any], None]:
    """Fail once, at the first request of which this holds."""
    done: list[str] = []

    def before(path: str, params: Any) -> None:
        if not done and at(path, params):
            done.append(path)
            raise error

    return before


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "my-org"


# --- what lands in the folder ----------------------------------------------------------------------------------------


def test_a_pull_makes_a_data_set_that_opens_with_every_record_and_says_where_it_is_from(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(1, Email="a@x.test"), lead(2, Phone="1")]})
    report = pulled(org, into)
    assert (report.outcome, report.modules[0].rows, report.modules[0].problem) == ("made", 2, None)
    found = records_in(into)
    assert found["4001"]["Email"] == "a@x.test"
    assert found["4002"]["Owner"] == {"name": "Ines", "id": "1"}
    settings = tomllib.loads((into / "dataset.toml").read_text())
    assert settings["made"] == {"at": "2027-01-15T08:00:00+00:00", "from": SOURCE, "covers": "all"}
    assert settings["org"] == {"duplicate_check_preference": "converted_records"}
    with DataSet.open(into) as data_set:
        assert (data_set.name, data_set.partial, data_set.modules()) == ("my-org", False, ("Leads",))
    assert beside(into) == ["my-org"]


def test_values_that_no_file_can_hold_and_those_that_are_awkward_come_through(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(1, Last_Name="\ud800 'x' \\ 😀\u202e"), lead(2, Number=2**60)]})
    pulled(org, into)
    found = records_in(into)
    assert (found["4001"]["Last_Name"], found["4002"]["Number"]) == ("\ufffd 'x' \\ 😀\u202e", 2**60)


def test_an_empty_module_is_a_module_without_records(into: Path) -> None:
    assert pulled(FakeOrg(), into).modules[0].rows == 0
    assert records_in(into) == {}


def test_more_than_fifty_fields_are_asked_in_groups_and_put_together_by_id(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n, **{f"F{f}": f"{n}.{f}" for f in range(120)}) for n in range(450)]})
    org.fields["Leads"] += [{"api_name": f"F{f}", "data_type": "text"} for f in range(120)]
    report = pulled(org, into)
    found = records_in(into)
    assert len(found) == 450
    assert all(found[str(4000 + n)][f"F{f}"] == f"{n}.{f}" for n in (0, 199, 200, 449) for f in range(120))
    groups = {params["fields"] for params in org.listings() if params["converted"] == "both"}
    assert len(groups) == 3
    assert all("id" in group.split(",") for group in groups)
    assert report.requests == report.credits == 3 + 1 + 3 * 3 + 1 + 1


def test_pages_beyond_the_first_are_asked_by_token_with_the_same_parameters(into: Path) -> None:
    org = FakeOrg({"Accounts": [lead(n) for n in range(2_500)]}, {"Accounts": []})
    pulled(org, into, "Accounts")
    assert len(records_in(into, "Accounts")) == 2_500
    first, *others = org.listings("Accounts")
    assert (first["page"], first["per_page"], first["sort_by"], first["sort_order"]) == ("1", "200", "id", "asc")
    assert len(others) == 12
    assert all("page" not in params and "page_token" in params for params in others)


def test_an_org_without_tokens_is_asked_by_page_number(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(401)]})
    whole = org._page

    def without_token(module: str, asked: dict[str, str]) -> Any:
        reply = whole(module, asked)
        if reply:
            reply["info"].pop("next_page_token")
        return reply

    monkeypatch.setattr(org, "_page", without_token)
    pulled(org, into)
    assert len(records_in(into)) == 401
    assert [params.get("page") for params in org.listings()] == ["1", "2", "3", "1"]


def test_converted_leads_are_there_and_marked(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(1), lead(2)]}, converted={"4002"})
    report = pulled(org, into)
    found = records_in(into)
    assert ("$converted" in found["4001"], found["4002"]["$converted"]) == (False, True)
    assert report.modules[0].converted == 1


def test_fields_of_which_lists_have_no_values_are_not_asked_for_and_told(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(1)]})
    assert pulled(org, into).modules[0].not_listed == ("Visits",)
    assert all("Visits" not in params["fields"] for params in org.listings())


# --- the org changes meanwhile ---------------------------------------------------------------------------------------


def wide_org(count: int) -> FakeOrg:
    """Accounts of two groups of fields."""
    fields = [{"api_name": f"F{f}", "data_type": "text"} for f in range(60)]
    return FakeOrg({"Accounts": [lead(n, F0="a", F59="z") for n in range(count)]}, {"Accounts": fields})


def test_a_record_made_between_two_groups_of_fields_gets_those_it_lacks(into: Path) -> None:
    org = wide_org(3)

    def before(path: str, params: Any) -> None:
        if path == "Accounts" and "F59" in params["fields"] and len(org.records["Accounts"]) == 3:
            org.records["Accounts"].append(lead(9, F0="new", F59="new"))

    org.before = before
    pulled(org, into, "Accounts")
    assert (records_in(into, "Accounts")["4009"]["F0"], records_in(into, "Accounts")["4009"]["F59"]) == ("new", "new")


def test_a_record_deleted_between_two_groups_of_fields_is_left_out(into: Path) -> None:
    org = wide_org(3)

    def before(path: str, params: Any) -> None:
        if path == "Accounts" and "F59" in params["fields"]:
            org.records["Accounts"] = [record for record in org.records["Accounts"] if record["id"] != "4001"]

    org.before = before
    assert pulled(org, into, "Accounts").modules[0].rows == 2
    assert sorted(records_in(into, "Accounts")) == ["4000", "4002"]


# --- the estimate, progress, stopping --------------------------------------------------------------------------------


def test_the_credits_are_told_before_any_record_is_asked_for_and_declining_leaves_nothing(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(401)]})
    plans: list[PullPlan] = []
    report = pulled(org, into, on_plan=keeping(plans, go_on=False))
    assert (report.outcome, org.listings(), beside(into)) == ("declined", [], [])
    (plan,) = plans
    assert (plan.modules[0].about, plan.credits, plan.at_least) == (401, 3 + 1 + 3 + 1 + 1, False)


def test_an_org_that_does_not_count_is_pulled_all_the_same_and_the_estimate_says_at_least(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(1)]}, answers={"Leads/actions/count": refused(404, "INVALID_URL_PATTERN")})
    plans: list[PullPlan] = []
    report = pulled(org, into, on_plan=keeping(plans))
    assert (plans[0].modules[0].about, plans[0].at_least, report.outcome) == (None, True, "made")


def test_progress_says_rows_of_about_how_many_with_requests_and_credits(into: Path) -> None:
    told: list[Any] = []
    pulled(FakeOrg({"Leads": [lead(n) for n in range(450)]}), into, on_progress=told.append)
    assert [one.rows for one in told] == [0, 200, 400, 450, 450]
    assert {one.about for one in told} == {450}
    assert [one.requests for one in told] == [4, 5, 6, 7, 8] == [one.credits for one in told]


def test_a_stop_takes_effect_between_two_requests_and_the_next_pull_goes_on(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(450)]})
    report = pulled(org, into, should_stop=lambda: len(org.listings()) >= 2)
    assert (report.outcome, report.modules[0].rows, into.exists()) == ("stopped", 400, False)
    org.asked.clear()
    assert pulled(org, into).outcome == "made"
    assert len(org.listings()) == 1 + 1
    assert len(records_in(into)) == 450


# --- interrupted, and going on ---------------------------------------------------------------------------------------


def second_page(path: str, params: Any) -> bool:
    return path == "Leads" and "page_token" in params


LOST = LiveError("unknown", "the connection broke")


def test_an_interrupted_pull_is_no_data_set_and_goes_on_where_it_stopped(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(450)], "Accounts": [lead(900)]})
    org.fields["Accounts"] = []
    org.before = failing(second_page, LOST)
    with pytest.raises(LiveError):
        pulled(org, into, "Accounts", "Leads")
    assert beside(into) == [".my-org.all.partial"]
    with pytest.raises(DataSetError):
        DataSet.open(into.parent / ".my-org.all.partial")
    org.asked.clear()
    plans: list[PullPlan] = []
    pulled(org, into, "Accounts", "Leads", at=NOW + 3600, on_plan=keeping(plans))
    assert [plan.resumed for plan in plans[0].modules] == [1, 200]
    assert plans[0].credits == 1 + 2 + 1 + 1  # the modules, two pages, the converted, the preference
    assert (len(org.listings("Accounts")), len(org.listings())) == (0, 3)
    assert (len(records_in(into)), len(records_in(into, "Accounts"))) == (450, 1)
    assert tomllib.loads((into / "dataset.toml").read_text())["made"]["at"] == "2027-01-15T08:00:00+00:00"
    assert beside(into) == ["my-org"]


def test_what_is_older_than_a_day_is_pulled_anew(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(450)]})
    org.before = failing(second_page, LOST)
    with pytest.raises(LiveError):
        pulled(org, into)
    org.asked.clear()
    pulled(org, into, at=NOW + DAY)
    assert len(org.listings()) == 4
    assert org.listings()[0]["page"] == "1"


def test_what_another_org_left_is_not_gone_on_from(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(450)]})
    org.before = failing(second_page, LOST)
    with pytest.raises(LiveError):
        pulled(org, into)
    other = FakeOrg({"Leads": [lead(7)]})
    pull(other, ["Leads"], into, source="another", listening=Listening(clock=lambda: NOW))
    assert list(records_in(into)) == ["4007"]


@pytest.mark.parametrize("code", ["EXPIRED_VALUE", "TOKEN_BOUND_DATA_MISMATCH"])
def test_a_page_token_that_is_refused_begins_the_listing_anew_once(into: Path, code: str) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(450)]})
    org.before = failing(second_page, refused(400, code))
    assert pulled(org, into).outcome == "made"
    assert len(records_in(into)) == 450

    def always(path: str, params: Any) -> None:
        if second_page(path, params):
            raise refused(400, code)

    org.before = always
    report = pulled(org, into, replace=True)
    assert (report.outcome, "twice" in (report.modules[0].problem or ""), len(records_in(into))) == (
        "nothing",
        True,
        450,
    )


def test_a_full_disk_names_the_file_and_the_next_pull_goes_on(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(450)]})

    def full(file: Path, text: str) -> None:
        if file.name == "fields0-2.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        write_private(file, text)

    monkeypatch.setattr("tui.live.pull.work_folder.write_private", full)
    with pytest.raises(OSError, match="No space") as caught:
        pulled(org, into)
    monkeypatch.undo()
    assert "fields0-2.json" in str(caught.value.filename)
    assert not into.exists()
    pulled(org, into)
    assert len(records_in(into)) == 450


def test_two_pulls_into_one_place_do_not_mix(into: Path) -> None:
    with work_folder(into, SOURCE, "all"), pytest.raises(PullError, match="under way"):
        pulled(FakeOrg(), into)


# --- refusals --------------------------------------------------------------------------------------------------------


def no_permission_for(module: str) -> Callable[[str, Any], None]:
    def before(path: str, params: Any) -> None:
        if path == module:
            raise refused(403, "NO_PERMISSION", f"you may not read {module}")

    return before


def two_modules() -> FakeOrg:
    return FakeOrg({"Leads": [lead(1)], "Accounts": [lead(2)]}, {"Leads": [], "Accounts": []})


def test_a_module_without_permission_is_named_and_the_others_are_pulled(into: Path) -> None:
    org = two_modules()
    org.before = no_permission_for("Leads")
    report = pulled(org, into, "Leads", "Accounts")
    assert [(one.module, one.problem) for one in report.problems] == [("Leads", "you may not read Leads")]
    assert report.outcome == "made"
    with DataSet.open(into) as data_set:
        assert data_set.modules() == ("Accounts",)


def test_no_module_that_can_be_pulled_makes_nothing(into: Path) -> None:
    org = two_modules()
    org.before = no_permission_for("Leads")
    assert (pulled(org, into).outcome, beside(into)) == ("nothing", [])


def test_an_unknown_module_is_told_with_those_there_are_before_anything_is_read(into: Path) -> None:
    org = two_modules()
    with pytest.raises(PullError, match=r"Leeds: this org has no such module, but Leads, Accounts"):
        pulled(org, into, "Accounts", "Leeds")
    assert ([path for path, _ in org.asked], beside(into)) == (["settings/modules"], [])


def test_modules_are_found_in_any_letter_case_and_each_is_pulled_once(into: Path) -> None:
    report = pulled(two_modules(), into, "leads", "LEADS", "Accounts")
    assert [module.module for module in report.modules] == ["Leads", "Accounts"]


def test_an_org_that_hides_its_list_of_modules_is_pulled_without_it(into: Path) -> None:
    org = two_modules()
    org.answers["settings/modules"] = refused(401, "OAUTH_SCOPE_MISMATCH", "a scope is missing")
    report = pulled(org, into)
    assert (report.outcome, len(report.notes), (into / "modules.json").exists()) == ("made", 1, False)


@pytest.mark.parametrize("name", ["../Leads", "Le ads", "a/b", ""])
def test_a_name_that_is_no_api_name_is_not_asked_for(into: Path, name: str) -> None:
    org = two_modules()
    org.answers["settings/modules"] = refused(403, "NO_PERMISSION")
    with pytest.raises(PullError):
        pulled(org, into, name)


LIST: dict[str, Any] = {"data": [lead(n) for n in range(200)]}


def test_a_page_that_comes_empty_where_there_are_to_be_more_begins_the_listing_anew_once(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(n) for n in range(450)]})
    whole, left = org._page, [1]

    def once(module: str, asked: dict[str, str]) -> Any:
        if second_page(module, asked) and left[0]:
            left[0] -= 1
            return None
        return whole(module, asked)

    org._page = once  # type: ignore[method-assign]
    assert pulled(org, into).outcome == "made"
    assert len(records_in(into)) == 450
    left[0] = 2
    report = pulled(org, into, replace=True)
    assert (report.outcome, len(records_in(into))) == ("nothing", 450)
    assert "empty twice" in (report.modules[0].problem or "")


@pytest.mark.parametrize(
    "reply",
    [
        LIST,
        {**LIST, "info": {}},
        {**LIST, "info": {"more_records": "true"}},
        {"data": [], "info": {"more_records": True}},
    ],
)
def test_a_page_that_does_not_tell_whether_it_is_the_last_is_not_taken_for_it(into: Path, reply: Any) -> None:
    report = pulled(FakeOrg(answers={"Leads": reply}), into)
    assert report.outcome == "nothing"
    assert "more records" in (report.modules[0].problem or "")


def test_a_module_with_more_records_than_zoho_lists_is_refused_before_it_costs_anything(into: Path) -> None:
    org = FakeOrg({"Leads": [lead(1)]}, answers={"Leads/actions/count": {"count": 100_001}})
    report = pulled(org, into)
    assert (report.outcome, org.listings()) == ("nothing", [])
    assert "--for" in (report.modules[0].problem or "")


@pytest.mark.parametrize("reply", [[], {"records": []}, {"data": [1]}, {"data": [{"Last_Name": "x"}]}, "text"])
def test_a_reply_of_another_shape_is_the_problem_of_its_module(into: Path, reply: Any) -> None:
    org = two_modules()
    org.answers["Leads"] = reply
    report = pulled(org, into, "Leads", "Accounts")
    assert [module.module for module in report.problems] == ["Leads"]
    assert list(records_in(into, "Accounts")) == ["4002"]


def test_a_token_that_is_not_taken_ends_the_whole_pull(into: Path) -> None:
    org = two_modules()
    org.answers["Leads"] = refused(401, "INVALID_TOKEN")
    with pytest.raises(LiveError):
        pulled(org, into, "Leads", "Accounts")


# --- what stands at the place ----------------------------------------------------------------------------------------


def test_a_data_set_is_replaced_only_when_that_is_agreed_and_keeps_its_payloads(into: Path) -> None:
    pulled(two_modules(), into, "Leads", "Accounts")
    (into / "payloads").mkdir()
    (into / "payloads" / "mine.json").write_text("{}")
    (into / "notes.txt").write_text("mine")
    (into / "dataset.toml").write_text((into / "dataset.toml").read_text().replace("my-org", "ours"))
    org = FakeOrg({"Leads": [lead(5)]})
    with pytest.raises(PullError, match="the data set ours"):
        pulled(org, into)
    assert org.asked == []
    assert "Leads, Accounts" in (would_replace(into, SOURCE) or "")
    pulled(org, into, replace=True)
    assert list(records_in(into)) == ["4005"]
    assert ((into / "payloads" / "mine.json").read_text(), (into / "notes.txt").read_text()) == ("{}", "mine")
    with DataSet.open(into) as data_set:
        assert (data_set.name, data_set.modules()) == ("ours", ("Leads",))
    assert beside(into) == ["my-org"]


def test_the_old_data_set_stays_whole_while_the_new_one_is_pulled(into: Path) -> None:
    pulled(FakeOrg({"Leads": [lead(1)]}), into)
    org = FakeOrg({"Leads": [lead(n) for n in range(450)]})
    org.before = failing(second_page, LOST)
    with pytest.raises(LiveError):
        pulled(org, into, replace=True)
    assert list(records_in(into)) == ["4001"]


def test_a_data_set_that_holds_a_module_which_cannot_be_pulled_is_kept(into: Path) -> None:
    pulled(two_modules(), into, "Leads", "Accounts")
    org = two_modules()
    org.records["Accounts"].append(lead(3))
    org.before = no_permission_for("Leads")
    assert pulled(org, into, "Leads", "Accounts", replace=True).outcome == "kept"
    assert (list(records_in(into)), list(records_in(into, "Accounts"))) == (["4001"], ["4002"])


def test_a_folder_with_something_else_is_refused_and_an_empty_one_is_taken(into: Path) -> None:
    into.mkdir()
    (into / "letter.txt").write_text("dear")
    with pytest.raises(PullError, match="not a data set"):
        pulled(FakeOrg(), into, replace=True)
    (into / "letter.txt").unlink()
    assert pulled(FakeOrg(), into).outcome == "made"


def test_a_file_is_refused(into: Path) -> None:
    into.write_text("dear")
    with pytest.raises(PullError, match="not a data set"):
        would_replace(into, SOURCE)


def test_a_crash_between_the_two_renames_loses_nothing(into: Path) -> None:
    pulled(FakeOrg({"Leads": [lead(1)]}), into)
    into.rename(into.parent / ".my-org.before-pull")
    assert "my-org" in (would_replace(into, SOURCE) or "")
    assert list(records_in(into)) == ["4001"]
    (into.parent / ".my-org.before-pull").mkdir()
    would_replace(into, SOURCE)
    assert beside(into) == ["my-org"]


def test_folders_on_the_way_are_made_for_their_owner_only(tmp_path: Path) -> None:
    into = tmp_path / "a" / "b" / "org"
    pulled(FakeOrg({"Leads": [lead(1)]}), into)
    assert into.stat().st_mode & 0o077 == 0
    assert (into / "records" / "Leads-1.json").stat().st_mode & 0o077 == 0
