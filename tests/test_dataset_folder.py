"""A data set as a folder: what it may hold, how modules are named, and what is unreadable and why."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import tui
from tests.cases import each_case
from tui.core.values import Key, KeyForm, key_text
from tui.dataset.files import DataSetError
from tui.dataset.folder import DataSet, ModuleNotHeld, PayloadNote, demo_folder, fixtures_folder
from tui.dataset.report import LoadReport, abbreviated

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = {
    "fields": [{"api_name": "Last_Name", "field_label": "Last Name"}, {"api_name": "Age", "data_type": "integer"}]
}


def write(folder: Path, **files: Any) -> Path:
    """A data set with fields of Leads and further files; keys are paths, with __ for / and values as text or JSON."""
    contents = {"fields/Leads.json": FIELDS, **files}
    for name, content in contents.items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def failure(folder: Path, module: str | None = None) -> str:
    with pytest.raises(DataSetError) as caught:
        DataSet.open(folder).records(module or "Leads")
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 200
    return message


def key(value: Any) -> Key:
    return Key(key_text(value, KeyForm.FOLDED), KeyForm.FOLDED)


# --- what a folder needs ---------------------------------------------------------------------------------------------


def test_the_fields_of_a_module_are_enough(tmp_path: Path) -> None:
    with DataSet.open(write(tmp_path / "small")) as data_set:
        assert (data_set.name, data_set.partial, data_set.made_at, dict(data_set.payloads)) == (
            "small",
            False,
            None,
            {},
        )
        assert data_set.modules() == ("Leads",)
        assert [field.api_name for field in data_set.module("Leads").fields] == ["Last_Name", "Age"]
        assert len(data_set.records("Leads")) == 0
        assert data_set.report("Leads") == LoadReport("Leads")
        assert data_set.report("Leads").lines() == ()
        assert data_set.payload_files() == ()


def test_the_fields_of_the_rows_of_a_subform_come_from_the_file_of_their_module(tmp_path: Path) -> None:
    visits = {"api_name": "Visits", "data_type": "subform", "associated_module": {"module": "Site_Visits", "id": "1"}}
    leads = {"fields": [{"api_name": "Last_Name", "data_type": "text"}, visits]}
    rows = {"fields": [{"api_name": "Seen_On", "data_type": "date"}]}
    files: dict[str, Any] = {"fields/Leads.json": leads, "fields/Site_Visits.json": rows}
    with DataSet.open(write(tmp_path / "both", **files)) as data_set:
        (field,) = data_set.module("Leads").row_fields["Visits"]
        assert (field.api_name, field.data_type) == ("Seen_On", "date")
    with DataSet.open(write(tmp_path / "one", **{"fields/Leads.json": leads})) as data_set:
        assert data_set.module("Leads").row_fields == {}
    with DataSet.open(write(tmp_path / "broken", **{**files, "fields/Site_Visits.json": "<html>"})) as data_set:
        assert data_set.module("Leads").row_fields == {}


def test_a_folder_that_is_not_there_is_no_data_set(tmp_path: Path) -> None:
    assert failure(tmp_path / "gone") == f"{tmp_path}/gone: there is no such folder"


def test_a_file_is_no_data_set(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    assert failure(path) == f"{path}: this is a file; a data set is a folder"


def test_any_other_folder_is_no_data_set(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text("")
    assert failure(tmp_path) == f"{tmp_path}: this is not a data set; it has neither fields/ nor records/"


@each_case("name", ["Leads.json", "Leads-1.jsonl", "Leads-x-y.csv"])
def test_records_without_fields_are_unreadable(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{"fields/Leads.json": None, f"records/{name}": '{"data": []}'})
    assert failure(tmp_path) == f"records/{name}: records of Leads need its metadata, but fields/Leads.json is missing"


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "fields/notes.txt": "x",
            "records/.Deals.json": "x",
            "records/README.md": "x",
            "records/old/Deals.json": "x",
        },
    )
    assert DataSet.open(tmp_path).modules() == ("Leads",)


# --- dataset.toml ----------------------------------------------------------------------------------------------------


def test_the_settings_say_what_the_data_set_is(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "dataset.toml": """
                name = "My org"
                description = "Leads that share an address."
                unheard_of = 1
                [org]
                duplicate_check_preference = "converted_records"
                [made]
                at = 2026-11-02T09:00:00Z
                from = "pull"
                covers = "partial"
                [payloads]
                "twins.json" = { module = "Leads", shows = "Two of one." }
                "b.csv" = {}
            """,
            "fields/Contacts.json": FIELDS,
        },
    )
    data_set = DataSet.open(tmp_path)
    assert (data_set.name, data_set.description) == ("My org", "Leads that share an address.")
    assert (data_set.made_at, data_set.made_from) == ("2026-11-02T09:00:00+00:00", "pull")
    assert data_set.partial
    assert data_set.payloads == {
        "twins.json": PayloadNote("twins.json", "Leads", "Two of one."),
        "b.csv": PayloadNote("b.csv"),
    }
    assert data_set.module("Leads").duplicate_check_preference == "converted_records"
    assert data_set.module("Contacts").duplicate_check_preference == "off"


@each_case(
    ("toml", "at"),
    [('[made]\nat = "2026-11-02"', "2026-11-02"), ("[made]\nat = 2026-11-02", "2026-11-02"), ("", None)],
)
def test_the_time_it_was_made_is_kept_as_text(tmp_path: Path, toml: str, at: str | None) -> None:
    assert DataSet.open(write(tmp_path, **{"dataset.toml": toml})).made_at == at


@each_case(
    ("toml", "partial"),
    [('covers = "partial"', True), ('covers = "all"', False), ('covers = "partial"\n[made]\ncovers = "all"', False)],
)
def test_covers_may_stand_at_the_top(tmp_path: Path, toml: str, partial: bool) -> None:
    assert DataSet.open(write(tmp_path, **{"dataset.toml": toml})).partial is partial


def test_the_settings_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert DataSet.open(write(tmp_path, **{"dataset.toml": '\ufeffname = "x"'})).name == "x"


@each_case(
    ("toml", "message"),
    [
        ("name = ", "dataset.toml, line 1, column 8: this is not TOML: Invalid value"),
        ("name = 5", "dataset.toml: name: should be a valid string"),
        (
            "[org]\nduplicate_check_preference = 'on'",
            "dataset.toml: org, duplicate_check_preference: should be 'off', ",
        ),
        ("[made]\ncovers = 'some'", "dataset.toml: made, covers: should be 'all' or 'partial'"),
        ("[made]\nat = 2026", "dataset.toml: made, at: should be a valid string"),
        ("org = 'x'", "dataset.toml: org: should be an object"),
        ("[payloads]\nx = 'y'", "dataset.toml: payloads, x: should be an object"),
    ],
)
def test_wrong_settings_are_told_with_their_key(tmp_path: Path, toml: str, message: str) -> None:
    assert failure(write(tmp_path, **{"dataset.toml": toml})).startswith(message)


# --- modules and their names -----------------------------------------------------------------------------------------


def test_modules_come_as_modules_json_has_them_then_in_the_standard_order_then_by_alphabet(tmp_path: Path) -> None:
    names = ["Zebras", "Apes", "Vendors", "Accounts", "Machines", "Deals"]
    write(
        tmp_path,
        **{f"fields/{name}.json": FIELDS for name in names},
        **{"modules.json": {"modules": [{"api_name": name} for name in ("Machines", "Quotes", "Deals")]}},
    )
    assert DataSet.open(tmp_path).modules() == ("Machines", "Deals", "Leads", "Accounts", "Vendors", "Apes", "Zebras")


@each_case(
    ("name", "api_name"),
    [
        ("Leads", "Leads"),
        ("leads", "Leads"),
        ("PRICEBOOKS", "Price_Books"),
        ("price_books", "Price_Books"),
        ("salesorders", "Sales_Orders"),
        ("Sales Orders", "Sales_Orders"),
        ("TASKS", "Tasks"),
        ("Machines", "Machines"),
        ("machines", "machines"),
        ("MACHINES", "Machines"),
        ("vehicles", "Vehicles"),
        ("Unheard", None),
        ("", None),
    ],
)
def test_names_are_resolved_in_any_letter_case_and_the_very_name_wins(
    tmp_path: Path, name: str, api_name: str | None
) -> None:
    write(
        tmp_path,
        **{
            "modules.json": {"modules": [{"api_name": name} for name in ("Machines", "machines", "Vehicles")]},
            "fields/Machines.json": FIELDS,
        },
    )
    assert DataSet.open(tmp_path).resolve(name) == api_name


@each_case(
    ("name", "module"),
    [
        ("Leads (1)", "Leads"),
        ("leads(12)", "Leads"),
        ("Leads copy", "Leads"),
        ("Leads copy 2", "Leads"),
        ("Leads - Kopie", "Leads"),
        ("Leads_001", "Leads"),
        ("Leads_2026_09_01", "Leads"),
        ("Leads 2026-09-01", "Leads"),
        ("Boats_2", "Boats_2"),
        ("Boats_3", "Boats"),
        ("Boats_2 (1)", "Boats_2"),
        ("Boats_export", "Boats_export"),
    ],
)
def test_what_a_browser_or_an_export_puts_behind_a_name_does_not_count(tmp_path: Path, name: str, module: str) -> None:
    fields = {"fields/Boats.json": FIELDS, "fields/Boats_2.json": FIELDS}
    write(tmp_path, **fields, **{f"records/{name}.json": [{"id": "1"}]})
    if module in ("Leads", "Boats", "Boats_2"):
        with DataSet.open(tmp_path) as data_set:
            assert [each for each in data_set.modules() if len(data_set.records(each))] == [module]
    else:
        assert failure(tmp_path).startswith(f"records/{name}.json: records of {module} need its metadata")


def test_a_folder_with_the_fields_beside_it_says_where_they_go(tmp_path: Path) -> None:
    (tmp_path / "fields.json").write_text("{}", encoding="utf-8")
    assert failure(tmp_path).endswith("neither fields/ nor records/; move fields.json to fields/MODULE.json")


def test_files_may_be_named_by_the_label_of_a_module(tmp_path: Path) -> None:
    orders = {"fields/Sales Orders.json": FIELDS, "records/Sales Orders-2.json": [{"id": "1"}]}
    with DataSet.open(write(tmp_path, **orders, **{"fields/My Machines.json": FIELDS})) as data_set:
        assert data_set.modules() == ("Leads", "Sales_Orders", "My_Machines")
        assert data_set.module("Sales_Orders").system_field == "Subject"
        assert list(data_set.records("Sales_Orders").ids()) == ["1"]


def test_a_file_named_in_another_letter_case_belongs_to_the_module(tmp_path: Path) -> None:
    write(tmp_path, **{"fields/pricebooks.json": FIELDS, "records/PRICE_BOOKS-1.json": [{"id": "1"}]})
    data_set = DataSet.open(tmp_path)
    assert data_set.modules() == ("Leads", "Price_Books")
    assert len(data_set.records("Price_Books")) == 1


def test_a_module_that_nobody_knows_is_unknown_and_empty(tmp_path: Path) -> None:
    data_set = DataSet.open(write(tmp_path))
    module = data_set.module("Ghosts")
    assert (module.api_name, module.known, module.upsertable) == ("Ghosts", False, False)
    assert len(data_set.records("Ghosts")) == 0


@each_case("name", ["Tasks", "notes", "Links"])
def test_a_module_that_cannot_be_upserted_is_known_without_fields(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{"modules.json": {"modules": [{"api_name": "Links", "generated_type": "linking"}]}})
    data_set = DataSet.open(tmp_path)
    module = data_set.module(name)
    assert (module.known, module.upsertable, module.fields) == (True, False, ())
    assert len(data_set.records(name)) == 0


@each_case(("name", "api_name"), [("deals", "Deals"), ("Machines", "Machines")])
def test_a_module_that_could_be_upserted_but_is_not_held_says_what_is(tmp_path: Path, name: str, api_name: str) -> None:
    write(tmp_path / "mine", **{"modules.json": {"modules": [{"api_name": "Machines", "generated_type": "custom"}]}})
    data_set = DataSet.open(tmp_path / "mine")
    with pytest.raises(ModuleNotHeld) as caught:
        data_set.module(name)
    assert str(caught.value) == f"mine: there are no fields of {api_name} here, but those of Leads"
    assert (caught.value.module, caught.value.held) == (api_name, ("Leads",))
    with pytest.raises(ModuleNotHeld):
        data_set.records(name)


def test_a_custom_module_has_the_label_of_modules_json(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "modules.json": {"modules": [{"api_name": "Machines", "plural_label": "Our machines", "id": 77}]},
            "fields/Machines.json": FIELDS,
        },
    )
    module = DataSet.open(tmp_path).module("machines")
    assert (module.api_name, module.label, module.id, module.custom) == ("Machines", "Our machines", "77", True)


@each_case(
    ("fields", "message"),
    [
        ("{", "fields/Leads.json, line 1, column 2: "),
        (
            "[]",
            "fields/Leads.json, line 1, column 1: this is not a list of fields; "
            'it should be {"fields": [...]} or a list',
        ),
        (
            {"data": []},
            "fields/Leads.json, line 1, column 1: this is not a list of fields; "
            'it should be {"fields": [...]} or a list',
        ),
        ('"fields"', "fields/Leads.json, line 1, column 1: this is not a list of fields; "),
        ("", "fields/Leads.json: this file is empty; save GET /settings/fields?module=Leads in it"),
        ('{"fields":\n "x"}', "fields/Leads.json, line 2, column 2: fields: should be a list"),
        (
            '{"fields": [\n{"api_name": "A"},\n{}]}',
            "fields/Leads.json, line 3, column 1: fields, entry 2, api_name is missing",
        ),
        (
            '{"fields": [\n{"api_name": "A", "length": "x"}]}',
            "fields/Leads.json, line 2, column 29: fields, entry 1 (A), length: should be a valid integer",
        ),
    ],
)
def test_wrong_metadata_is_told_with_its_entry_and_place(tmp_path: Path, fields: Any, message: str) -> None:
    assert failure(write(tmp_path, **{"fields/Leads.json": fields}), "Leads").startswith(message)


def test_a_wrong_modules_json_is_told_when_the_data_set_is_opened(tmp_path: Path) -> None:
    message = failure(write(tmp_path, **{"modules.json": '{"modules": [{"api_name": ""}]}'}))
    assert message.startswith("modules.json, line 1, column 27: modules, entry 1 (), api_name: should have")


# --- records ---------------------------------------------------------------------------------------------------------


def test_all_files_of_a_module_are_read_in_natural_order_and_the_later_record_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "records/Leads-10.json": {"data": [{"id": "1", "Last_Name": "ten"}, {"id": 4}], "info": {}},
            "records/Leads-2.csv": "Record Id,Last Name\nzcrm_1,two\nzcrm_3,Ode\n",
            "records/Leads.jsonl": '{"id": "1", "Last_Name": "first"}\n{"id": "2"}\n',
        },
    )
    data_set = DataSet.open(tmp_path)
    report = data_set.report("leads")
    assert report.files == ("records/Leads.jsonl", "records/Leads-2.csv", "records/Leads-10.json")
    assert (report.count, report.doubled_ids) == (4, 2)
    assert data_set.records("Leads").get("1") == {"id": "1", "Last_Name": "ten"}
    assert data_set.records("Leads").get("4") == {"id": "4"}
    assert data_set.records("Leads").find("Last_Name", key("two"), 10).count == 0


def test_what_is_odd_is_reported_in_sentences(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "records/Leads.csv": "id,Age,Shoe,$approved,Owner,Created_Time\n1,old,42,true,7,x\n2,older,43,true,7,x\n",
            "records/Leads-1.json": [
                5,
                {"id": ""},
                {"id": "1", "Hat": 1, "Age": "x", "$x": {}, "Modified_Time": None},
                None,
            ],
        },
    )
    report = DataSet.open(tmp_path).report("Leads")
    assert (report.count, report.not_records, report.without_id, report.doubled_ids) == (2, 2, 1, 1)
    assert report.unknown_columns == ("Shoe", "Hat")
    assert report.lines() == (
        "Leads: 2 entries are not objects.",
        "Leads: 1 record has no id.",
        "Leads: 1 id comes again; the later record is used.",
        "Leads: Shoe, Hat are not fields; kept anyway.",
        'records/Leads.csv, line 2, Age: "old" is not a whole number; kept as text (1 more cell alike).',
    )


def test_hostile_names_stay_on_one_line_of_a_message(tmp_path: Path) -> None:
    name = "a\n\x1b[2J\u202e" + "x" * 5_000
    write(tmp_path, **{"records/Leads.json": [{"id": "1", name: 1}], "dataset.toml": json.dumps(name) + " = {"})
    assert failure(tmp_path).isprintable()
    write(tmp_path, **{"dataset.toml": "", "fields/Leads.json": {"fields": [{"api_name": name, "length": "x"}]}})
    assert "\\n\\x1b[2J" in str(DataSetError(name, "x"))
    with pytest.raises(DataSetError) as caught:
        DataSet.open(tmp_path).module("Leads")
    assert str(caught.value).isprintable()
    write(tmp_path, **{"fields/Leads.json": FIELDS})
    (line,) = DataSet.open(tmp_path).report("Leads").lines()
    assert line.isprintable()
    assert len(line) < 600


def test_many_names_are_cut_to_a_line() -> None:
    assert abbreviated([str(n) for n in range(1_010)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 1,002 more"


def test_the_files_of_one_module_are_not_those_of_another(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "fields/Lead.json": FIELDS,
            "records/Leads-1.json": [{"id": "1"}],
            "records/Lead-2.json": [{"id": "2"}],
            "records/Lead.json": [{"id": "3"}],
        },
    )
    data_set = DataSet.open(tmp_path)
    assert list(data_set.records("Leads").ids()) == ["1"]
    assert list(data_set.records("Lead").ids()) == ["2", "3"]


def test_an_unreadable_file_of_records_is_told_when_the_module_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.json": '{"data": [{]}', "fields/Deals.json": FIELDS})
    assert len(DataSet.open(tmp_path).records("Deals")) == 0
    assert failure(tmp_path, "Leads").startswith("records/Leads.json, line 1, column 12: ")


def test_records_are_read_once_also_by_threads(tmp_path: Path) -> None:
    write(tmp_path, **{"records/Leads.json": [{"id": str(n)} for n in range(500)]})
    data_set = DataSet.open(tmp_path)
    start = threading.Barrier(4)

    def ask(_: int) -> int:
        start.wait()
        return id(data_set.records("Leads"))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1


def test_after_closing_the_records_are_read_again(tmp_path: Path) -> None:
    data_set = DataSet.open(write(tmp_path, **{"records/Leads.json": [{"id": "1"}]}))
    first = data_set.records("Leads")
    data_set.close()
    assert data_set.records("Leads") is not first
    assert len(data_set.records("Leads")) == 1


# --- partial data sets -----------------------------------------------------------------------------------------------


def test_a_partial_data_set_covers_what_was_looked_up(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "dataset.toml": '[made]\ncovers = "partial"',
            "covers.json": {"leads": {"Email": ["A@x.test"], "id": ["4001", 4002]}},
            "fields/Deals.json": FIELDS,
        },
    )
    data_set = DataSet.open(tmp_path)
    leads = data_set.records("Leads")
    assert [leads.covers("Email", value) for value in ("a@x.test ", "b@x.test")] == [True, False]
    assert [leads.covers("id", value) for value in ("4001", "4002", "4003")] == [True, True, False]
    assert not data_set.records("Deals").covers("Email", "a@x.test")


def test_a_full_data_set_covers_everything_whatever_covers_json_says(tmp_path: Path) -> None:
    data_set = DataSet.open(write(tmp_path, **{"covers.json": "not even JSON"}))
    assert data_set.records("Leads").covers("Email", "a@x.test")


def test_a_partial_data_set_without_a_list_covers_nothing(tmp_path: Path) -> None:
    data_set = DataSet.open(write(tmp_path, **{"dataset.toml": 'covers = "partial"'}))
    assert not data_set.records("Leads").covers("Email", "a@x.test")


@each_case(
    ("covers", "message"),
    [
        ("[]", "covers.json, line 1, column 1: this: should be an object"),
        ('{"Leads": []}', "covers.json, line 1, column 11: Leads: should be an object"),
        ('{"Leads":\n{"Email": "a"}}', "covers.json, line 2, column 11: Leads, Email: should be a list"),
        ("{", "covers.json, line 1, column 2: "),
    ],
)
def test_a_wrong_list_of_what_was_looked_up_is_told(tmp_path: Path, covers: str, message: str) -> None:
    write(tmp_path, **{"dataset.toml": 'covers = "partial"', "covers.json": covers})
    assert failure(tmp_path, "Leads").startswith(message)


# --- payloads and fixtures -------------------------------------------------------------------------------------------


def test_payload_files_are_listed_in_natural_order(tmp_path: Path) -> None:
    write(tmp_path, **{f"payloads/{name}": "" for name in ("b10.csv", "b9.json", ".hidden", "a.txt")})
    assert [path.name for path in DataSet.open(tmp_path).payload_files()] == ["a.txt", "b9.json", "b10.csv"]


def test_the_fixtures_are_found_in_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tui").mkdir()
    (tmp_path / "fixtures").mkdir()
    monkeypatch.setattr(tui, "__file__", str(tmp_path / "tui/__init__.py"))
    assert fixtures_folder() == tmp_path / "fixtures"


def test_the_fixtures_are_found_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tui/_fixtures").mkdir(parents=True)
    (tmp_path / "fixtures").mkdir()
    monkeypatch.setattr(tui, "__file__", str(tmp_path / "tui/__init__.py"))
    assert demo_folder() == tmp_path / "tui/_fixtures/demo"


def test_missing_fixtures_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui, "__file__", str(tmp_path / "tui/__init__.py"))
    with pytest.raises(DataSetError, match="missing from this installation"):
        fixtures_folder()


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in fixtures_folder().glob("*/dataset.toml")))
def test_every_bundled_data_set_can_be_read(folder: str) -> None:
    with DataSet.open(fixtures_folder() / folder) as data_set:
        assert data_set.modules()
        for module in data_set.modules():
            assert data_set.module(module).fields
            assert data_set.report(module).count == len(data_set.records(module))
        assert set(data_set.payloads) <= {path.name for path in data_set.payload_files()}
