"""The copy that a practice org works on: how it is made, kept, reset, and given away as a data set."""

from __future__ import annotations

import shutil
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tests.cli.helpers import HOSTILE
from tests.core.helpers import MemoryIndex
from tests.live.practice_client import leads, practice
from tui.core.values import Key, KeyForm, key_text
from tui.dataset.files import DataSetError
from tui.dataset.folder import DataSet, demo_folder
from tui.live.practice.export import _write, copied_from, exported, practice_data_set
from tui.live.practice.org import PracticeError, PracticeOrg, reset_practice_org
from tui.live.practice.records import OrgRecords
from tui.live.practice.store import OrgStore

if TYPE_CHECKING:
    from pathlib import Path

ADA = {"id": "4001", "Last_Name": "Byron", "Email": "ada@x.test"}


def count(tmp_path: Path, data: Path | None) -> int:
    with practice(tmp_path, data) as zoho:
        found: int = zoho.get("Leads/actions/count").json()["count"]
        return found


def test_reset_puts_back_what_the_data_set_has_also_below_a_running_org(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data) as zoho:
        zoho.upsert({"Last_Name": "New"}, {"Email": "ada@x.test", "Last_Name": "Other"})
        before = practice_data_set(tmp_path / "state", data)
        reset_practice_org(tmp_path / "state", data)
        assert zoho.get("Leads/actions/count", headers={}).status_code == 401  # its tokens are gone, too
        zoho.sign_in()
        assert zoho.get("Leads/actions/count").json() == {"count": 1}
        assert zoho.record("4001")["Last_Name"] == "Byron"
        assert practice_data_set(tmp_path / "state", data) != before


def test_each_data_set_has_a_copy_of_its_own(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data) as zoho:
        zoho.upsert({"Last_Name": "New"})
    assert (count(tmp_path, data), count(tmp_path, None)) == (2, 48)


@each_case(
    ("highest", "first"),
    [
        ("4001", "6100000000000100001"),
        ("6100000000000100000", "6100000000000100001"),
        ("6100000000000100001", "6100000000000100002"),
        ("7000000000000000000", "7000000000000000001"),
        ("9" * 25, "6100000000000100001"),  # longer than an id of Zoho's
    ],
)
def test_a_new_record_has_an_id_above_those_of_the_data_set_and_of_no_fewer_digits_than_zoho(
    tmp_path: Path, highest: str, first: str
) -> None:
    with OrgStore(tmp_path, leads(tmp_path / "data", ADA, {**ADA, "id": highest})) as store, store.session():
        assert [store.new_id(), store.new_id()] == [first, str(int(first) + 1)]


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with OrgStore(tmp_path, leads(tmp_path / "data", ADA)) as store:
        with pytest.raises(KeyError), store.session():
            store.put("Leads", [{**ADA, "Last_Name": "Half"}, {"Last_Name": "no id"}])
        with store.session():
            assert store.records("Leads").get("4001") == ADA


def test_what_an_org_holds_is_a_data_set(tmp_path: Path) -> None:
    data_folder = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data_folder) as zoho:
        (row,) = zoho.upsert({"Last_Name": "New"}).json()["data"]
        folder = zoho.org.data_set()
        assert zoho.org.data_set() == folder  # nothing was written meanwhile
        with DataSet.open(folder) as now:
            assert (now.name, now.partial, now.made_from) == ("practice", False, "practice: its copy of small")
            assert list(now.records("Leads").ids()) == [row["details"]["id"], "4001"]
            assert not now.report("Leads").lines()
        assert copied_from(folder) == data_folder.resolve()
        assert copied_from(tmp_path) == demo_folder()


def written(folder: Path) -> dict[str, bytes]:
    """The files of what was exported, but for the one that tells when."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != "dataset.toml")
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_what_is_exported_after_any_write_is_all_that_the_org_holds_and_only_what_changed_is_written(
    tmp_path: Path,
) -> None:
    data = leads(tmp_path / "data", ADA)
    for name in ("Contacts", "Deals"):
        for kind in ("fields", "records"):
            shutil.copy(data / kind / "Leads.json", data / kind / f"{name}.json")
    (data / "layouts").mkdir()
    (data / "layouts" / "Contacts.json").write_text('{"layouts": [{"id": "7", "name": "L", "sections": []}]}')
    with OrgStore(tmp_path / "org", data) as store:

        def put(number: str, *names: str) -> None:
            for name in names:
                with store.session():
                    store.put(name, [{"id": number, "Last_Name": "Ode", "Name": "Ode"}])

        def whole() -> dict[str, bytes]:
            again = tmp_path / "again"
            with store.session():
                _write(store, again, time.time, None)
            found = written(again)
            shutil.rmtree(again)
            return found

        def check(kept: set[str]) -> None:
            """kept: the files that are those of the export before, if any are."""
            folders.append(exported(store))
            before, after = folders[-2:]
            assert written(after) == whole()
            assert {name for name in written(after) if (before / name).samefile(after / name)} == kept

        folders = [exported(store)]
        metadata = {name for name in written(folders[0]) if not name.startswith("records")}
        put("1", "Leads")
        check(metadata | {"records/Contacts.json", "records/Deals.json"})
        put("2", "Contacts")
        check(metadata | {"records/Leads.json", "records/Deals.json"})
        put("3", "Leads", "Deals")
        check(metadata | {"records/Contacts.json"})
        store.reset()
        check(set())
        put("1", "Leads")
        check(metadata | {"records/Contacts.json", "records/Deals.json"})


def test_what_was_exported_of_a_copy_that_is_gone_is_gone(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data) as zoho:
        zoho.upsert({"Last_Name": "New"})
        zoho.org.data_set()
        file = zoho.org.folder / "org.sqlite"
    file.unlink()
    with practice(tmp_path, data) as zoho, DataSet.open(zoho.org.data_set()) as now:
        assert list(now.records("Leads").ids()) == ["4001"]
        zoho.upsert({"Last_Name": "Other"})
        with DataSet.open(zoho.org.data_set()) as after:
            records = after.records("Leads")
            assert [(records.get(each) or {})["Last_Name"] for each in records.ids()] == ["Other", "Byron"]


def test_a_partial_data_set_makes_an_org_that_knows_everything(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    (data / "dataset.toml").write_text('covers = "partial"\n')
    with practice(tmp_path, data) as zoho:
        (row,) = zoho.upsert({"Last_Name": "x", "Email": "never@asked.test"}).json()["data"]
    assert row["action"] == "insert"


def test_the_hostile_data_set_can_be_served(tmp_path: Path) -> None:
    with practice(tmp_path, HOSTILE) as zoho:
        for module in zoho.get("settings/modules").json()["modules"]:
            assert zoho.get(module["api_name"], fields="Last_Name,Name,Email").status_code in (200, 204, 400)


def test_a_copy_that_is_damaged_is_told_and_made_anew_by_reset(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data) as zoho:
        folder = zoho.org.folder
    (folder / "org.sqlite").write_bytes(b"nonsense" * 1000)
    with pytest.raises(PracticeError, match="--reset"):
        PracticeOrg(data, tmp_path / "state").start()
    reset_practice_org(tmp_path / "state", data)
    assert count(tmp_path, data) == 1


def test_a_copy_of_another_version_is_left_alone(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data) as zoho:
        folder = zoho.org.folder
    connection = sqlite3.connect(folder / "org.sqlite")
    with connection:
        connection.execute("UPDATE facts SET value = '99' WHERE name = 'format'")
    connection.close()
    with pytest.raises(PracticeError, match="another version"):
        PracticeOrg(data, tmp_path / "state").start()
    reset_practice_org(tmp_path / "state", data)
    assert count(tmp_path, data) == 1


def test_a_data_set_that_cannot_be_read_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataSetError):
        PracticeOrg(tmp_path / "nowhere", tmp_path / "state").start()


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data) as zoho, pytest.raises(PracticeError, match="cannot listen on port"):
        PracticeOrg(data, tmp_path / "state", port=zoho.org.port).start()


def test_stopping_twice_does_no_harm_and_urls_end_with_it(tmp_path: Path) -> None:
    org = PracticeOrg(leads(tmp_path / "data", ADA), tmp_path / "state")
    org.start()
    org.stop()
    org.stop()
    with pytest.raises(PracticeError):
        _ = org.api_url


@each_case("form", list(KeyForm))
def test_records_are_found_as_a_scan_finds_them_also_after_changes(form: KeyForm) -> None:
    values = ["a@x", "A@x ", " a@X", None, "", "b"]
    stored = [{"id": str(number), "Email": value} for number, value in enumerate(values, 1)]
    records, scan = OrgRecords(stored), MemoryIndex(stored)
    for change in ({"id": "1", "Email": "b"}, {"id": "9", "Email": "a@x"}, {"id": "4"}):
        for value in values:
            key = Key(key_text(value, form), form)
            assert records.find("Email", key, 2) == scan.find("Email", key, 2)
            assert records.find("Email", key, None) == scan.find("Email", key, None)
        records.put(change)
        scan.stored[change["id"]] = change
    assert len(records) == 7
