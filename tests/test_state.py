"""The state of a session: one history over every change, what moved since the rows were edited, and safe saving."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tui.core.rules import AssumptionError, Assumptions, Certainty
from tui.dataset.folder import DataSet, demo_folder
from tui.dataset.index import SqliteRecords
from tui.dataset.tries import Tries
from tui.files import write_atomically
from tui.session.case import draft_of
from tui.session.case_options import CaseOptions
from tui.session.explorer import INLINE_TEXT, Explorer
from tui.session.reading import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tui.core.progress import Progress
    from tui.core.values import Json

ROW = {"Last_Name": "Westen", "Email": "lucy@whitby.example", "Phone": "+44 20 7946 0101", "Lead_Status": "Lost"}
"""A row whose Email belongs to another lead of the demo than its Phone does."""


@pytest.fixture(scope="module")
def demo() -> Iterator[DataSet]:
    with DataSet.open(demo_folder()) as data_set:
        yield data_set


def text_of(*rows: Json, check: list[str] | None = None) -> str:
    body: dict[str, Json] = {"data": list(rows)}
    if check is not None:
        body["duplicate_check_fields"] = check
    return json.dumps(body, indent=2)


def exploring(data_set: DataSet, text: str, *, file: Path | None = None) -> Explorer:
    return Explorer(data_set, Draft(text, "Leads", Assumptions()), file=file, file_name="a payload")


@pytest.fixture
def explorer(demo: DataSet) -> Explorer:
    return exploring(demo, text_of(ROW, check=["Email", "Phone"]))


def outcomes(explorer: Explorer) -> list[str]:
    assert explorer.view.forecast is not None
    return [row.outcome.mark for row in explorer.view.forecast.rows]


# --- the history -----------------------------------------------------------------------------------------------------


def test_every_kind_of_change_is_one_step_of_one_history(explorer: Explorer) -> None:
    first = explorer.view.draft
    explorer.set_text(text_of(ROW, ROW, check=["Email"]))
    explorer.set_check_fields(None, "no key")
    explorer.set_module("Contacts")
    explorer.set_assumption("match.several", "refuse")
    explorer.set_split(False)
    last = explorer.view.draft
    for _ in range(5):
        assert explorer.view.can_undo
        explorer.undo()
    assert explorer.view.draft == first
    assert not explorer.view.can_undo
    for _ in range(5):
        assert explorer.view.can_redo
        explorer.redo()
    assert explorer.view.draft == last
    assert not explorer.view.can_redo


def test_undo_and_redo_at_the_ends_of_the_history_change_nothing(explorer: Explorer) -> None:
    draft = explorer.view.draft
    explorer.undo()
    explorer.redo()
    assert explorer.view.draft == draft


def test_a_change_after_undo_forgets_what_was_undone(explorer: Explorer) -> None:
    explorer.set_module("Contacts")
    explorer.undo()
    explorer.set_module("Accounts")
    assert not explorer.view.can_redo
    explorer.redo()
    assert explorer.view.draft.module == "Accounts"


def test_a_change_to_what_already_is_is_no_step(explorer: Explorer) -> None:
    explorer.set_text(explorer.view.draft.text)
    explorer.set_module("Leads")
    explorer.set_assumption("match.several", "oldest")
    explorer.set_check_fields(["Email", "Phone"], "as it was")
    explorer.reset_assumptions()
    assert explorer.view.draft.text != text_of(ROW, check=["Email", "Phone"])  # the list is laid out on one line
    explorer.undo()
    assert not explorer.view.can_undo


def typed(explorer: Explorer, before: str, word: str, after: str) -> None:
    for end in range(1, len(word) + 1):
        explorer.set_text(before + word[:end] + after)


def test_a_word_is_taken_back_at_once_and_the_next_word_by_itself(explorer: Explorer) -> None:
    text = explorer.view.draft.text
    before, after = text.split("Westen")
    typed(explorer, f"{before}Westen", "ra", after)
    typed(explorer, f"{before}Westenra", " Two", after)
    explorer.undo()  # the word
    explorer.undo()  # the space before it
    assert explorer.view.draft.text == f"{before}Westenra{after}"
    explorer.undo()
    assert explorer.view.draft.text == text
    assert not explorer.view.can_undo


def test_letters_that_are_deleted_one_after_the_other_are_one_step_too(explorer: Explorer) -> None:
    text = explorer.view.draft.text
    for word in ("Weste", "West", "Wes"):
        explorer.set_text(text.replace("Westen", word))
    explorer.set_text(text.replace("Westen", "West"))  # typing again is another step
    explorer.undo()
    assert explorer.view.draft.text == text.replace("Westen", "Wes")
    explorer.undo()
    assert explorer.view.draft.text == text


def test_letters_in_two_places_are_two_steps(explorer: Explorer) -> None:
    text = explorer.view.draft.text
    explorer.set_text(text.replace("Westen", "Westena"))
    explorer.set_text(text.replace("Westen", "Westena").replace("whitby", "whitbyb"))
    explorer.undo()
    assert explorer.view.draft.text == text.replace("Westen", "Westena")


def test_a_paste_is_a_step_of_its_own_and_so_is_typing_after_another_change(explorer: Explorer) -> None:
    text = explorer.view.draft.text
    explorer.set_text(text.replace("Westen", "Westena"))
    explorer.set_text(text.replace("Westen", "Westena Lucy"))
    explorer.undo()
    assert explorer.view.draft.text == text.replace("Westen", "Westena")
    explorer.set_assumption("match.several", "refuse")
    explorer.set_text(text.replace("Westen", "Westenab"))
    explorer.undo()
    assert explorer.view.draft.text == text.replace("Westen", "Westena")
    assert explorer.view.draft.assumptions["match.several"] == "refuse"


def test_typing_after_undo_does_not_join_what_was_typed_before(explorer: Explorer) -> None:
    text = explorer.view.draft.text
    explorer.set_text(text.replace("Westen", "Westena"))
    explorer.set_assumption("match.several", "refuse")
    explorer.undo()
    explorer.set_text(text.replace("Westen", "Westenab"))
    assert not explorer.view.can_redo
    explorer.undo()
    assert explorer.view.draft.text == text.replace("Westen", "Westena")


# --- what moved ------------------------------------------------------------------------------------------------------


def test_a_row_that_an_order_moves_says_what_it_was_and_nothing_once_it_is_back(explorer: Explorer) -> None:
    assert outcomes(explorer) == ["~ UPDATE"]
    explorer.set_check_fields(["Phone", "Email"], "Phone above Email")
    assert list(explorer.view.moves) == [0]
    assert explorer.view.cause == "Phone above Email"
    explorer.set_check_fields(["Email", "Phone"], "Email above Phone")
    assert list(explorer.view.moves) == [0]  # by the last step
    assert not explorer.view.moves_since_opened
    explorer.set_check_fields(["Email", "Phone", "Mobile"], "Mobile listed")
    assert not explorer.view.moves


def test_what_undo_and_redo_did_is_told_as_such_until_the_next_change(explorer: Explorer) -> None:
    explorer.set_check_fields(["Phone"], "Phone listed")
    assert explorer.view.cause == "Phone listed"
    assert explorer.undo().cause == "undone: Phone listed"
    assert explorer.redo().cause == "redone: Phone listed"
    assert explorer.set_check_fields([], "the list emptied").cause == "the list emptied"


def test_as_many_rows_are_said_to_change_as_are_marked(explorer: Explorer) -> None:
    for names in (["Phone"], ["Email", "Phone"], [], None):
        view = explorer.set_check_fields(names, "another order")
        assert view.changed == len(view.moves)
    assert explorer.set_text(f"{explorer.view.draft.text}\n").changed == len(explorer.view.moves)
    assert explorer.set_module("Contacts").changed is None


def test_moves_are_counted_from_the_last_step_and_beside_it_from_the_text_as_opened(explorer: Explorer) -> None:
    explorer.set_check_fields(["Phone", "Email"], "Phone above Email")
    explorer.set_assumption("match.several", "refuse")
    assert outcomes(explorer) == ["! ERROR"]
    assert explorer.view.forecast is not None
    row = explorer.view.forecast.rows[0]
    step, opened = explorer.view.moves[0], explorer.view.moves_since_opened[0]
    assert step.text(row).startswith("was UPDATE")
    assert opened.target_id != step.target_id
    explorer.set_text(explorer.view.draft.text.replace("Westen", "Weston"))
    assert not explorer.view.moves
    assert explorer.view.moves_since_opened[0] == opened
    explorer.set_assumption("match.several", "oldest")
    assert explorer.view.moves[0].text(explorer.view.forecast.rows[0]) == "was ERROR"
    explorer.undo()
    assert explorer.view.moves[0].target_id == step.target_id


def test_typing_on_in_a_word_is_held_against_what_was_before_the_word(explorer: Explorer) -> None:
    text = explorer.view.draft.text
    explorer.set_text(text.replace("lucy@", "lucyx@"))
    moved = dict(explorer.view.moves)
    assert moved
    explorer.set_text(text.replace("lucy@", "lucyxy@"))
    assert explorer.view.moves == moved


def test_another_payload_is_held_against_nothing_of_the_one_before(explorer: Explorer) -> None:
    explorer.open_payload(replace(explorer.view.draft, text=text_of({"Last_Name": "Ode"})), file=None, file_name="b")
    assert explorer.view.changed is None
    assert not explorer.view.moves
    explorer.undo()
    assert not explorer.view.moves
    assert not explorer.view.moves_since_opened


def test_another_module_begins_anew(explorer: Explorer) -> None:
    explorer.set_check_fields(["Phone"], "Email unlisted")
    explorer.set_module("Contacts")
    assert not explorer.view.moves


# --- text that cannot be read ----------------------------------------------------------------------------------------


def test_broken_text_keeps_the_last_forecast_and_names_the_place(explorer: Explorer) -> None:
    made = explorer.view.forecast
    explorer.set_text('{"data": [\n  {"Last_Name": }\n]}')
    assert explorer.view.stale
    assert explorer.view.problem is not None
    assert (explorer.view.problem.line, explorer.view.problem.column) == (2, 17)
    assert explorer.view.forecast is made
    assert explorer.view.row_lines == ()


def test_while_the_text_is_broken_the_list_cannot_be_changed(explorer: Explorer) -> None:
    explorer.set_text("{")
    view = explorer.view
    assert explorer.set_check_fields(["Phone"], "x") is view
    assert explorer.view.draft.text == "{"


def test_text_that_never_was_readable_has_no_forecast_and_no_moves(demo: DataSet) -> None:
    explorer = exploring(demo, "no json")
    assert explorer.view.forecast is None
    assert explorer.view.request is None
    assert explorer.view.moves == {}
    explorer.set_text(text_of(ROW))
    assert outcomes(explorer) == ["~ UPDATE"]
    assert not explorer.view.moves


def test_a_module_that_the_data_set_does_not_hold_is_a_problem_and_one_that_nobody_knows_a_refusal(
    explorer: Explorer, tmp_path: Path
) -> None:
    explorer.set_module("Nothing")
    assert explorer.view.forecast is not None
    assert [error.code for error in explorer.view.forecast.call_errors] == ["INVALID_MODULE"]
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields" / "Leads.json").write_text('{"fields": [{"api_name": "Last_Name"}]}')
    with DataSet.open(tmp_path) as other:
        explorer = exploring(other, text_of(ROW))
        explorer.set_module("Deals")
        assert explorer.view.problem is not None
        assert "Deals" in explorer.view.problem.reason
        explorer.undo()
        assert explorer.view.problem is None


# --- the list of check fields ----------------------------------------------------------------------------------------


def test_a_list_is_written_into_the_text_and_read_back(explorer: Explorer) -> None:
    for names in (["Mobile"], [], ["Phone", "Email"]):
        explorer.set_check_fields(names, "edited")
        assert json.loads(explorer.view.draft.text)["duplicate_check_fields"] == names
        assert explorer.view.check_list.listed == tuple(names)
    explorer.set_check_fields(None, "dropped")
    assert "duplicate_check_fields" not in explorer.view.draft.text
    assert explorer.view.check_list.state == "absent"


@each_case("bare", [[ROW], ROW], shared=("demo",))
def test_bare_records_become_a_body_that_holds_the_list(demo: DataSet, bare: Json) -> None:
    explorer = exploring(demo, json.dumps(bare))
    explorer.set_check_fields(["Email"], "Email listed")
    assert json.loads(explorer.view.draft.text) == {"data": [ROW], "duplicate_check_fields": ["Email"]}


# --- switches --------------------------------------------------------------------------------------------------------


def test_a_switch_goes_round_through_its_readings(explorer: Explorer) -> None:
    readings = []
    for _ in range(4):
        explorer.next_setting("match.several")
        readings.append(explorer.view.draft.assumptions["match.several"])
    assert readings == ["newest", "latest_modified", "refuse", "oldest"]


def test_a_switch_that_is_none_is_refused_and_nothing_changes(explorer: Explorer) -> None:
    with pytest.raises(AssumptionError):
        explorer.set_assumption("match.several", "youngest")
    with pytest.raises(AssumptionError):
        explorer.set_assumption("match.none_inserts", "oldest")
    assert not explorer.view.can_undo


# --- saving ----------------------------------------------------------------------------------------------------------


def test_saving_writes_the_text_as_it_is_and_the_state_is_saved(demo: DataSet, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    text = text_of(ROW) + "\r\n"
    explorer = exploring(demo, text, file=file)
    assert not explorer.view.unsaved
    explorer.set_text(text + "\n")
    assert explorer.view.unsaved
    explorer.save()
    assert file.read_bytes() == (text + "\n").encode()
    assert not explorer.view.unsaved
    explorer.undo()
    assert explorer.view.unsaved


def test_without_a_file_there_is_nowhere_to_save_to_until_one_is_named(explorer: Explorer, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        explorer.save()
    explorer.save(tmp_path / "new.json")
    assert explorer.view.file_name == "new.json"
    assert (tmp_path / "new.json").read_text() == explorer.view.draft.text


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    file.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_save_that_fails_changes_nothing_in_the_state(demo: DataSet, tmp_path: Path) -> None:
    explorer = exploring(demo, text_of(ROW), file=tmp_path / "a.json")
    explorer.set_check_fields(["Email"], "Email listed")
    with pytest.raises(OSError, match="No such file"):
        explorer.save(tmp_path / "nowhere" / "b.json")
    assert explorer.file == tmp_path / "a.json"
    assert explorer.view.unsaved


def test_a_link_stays_a_link_and_a_mode_is_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o600


# --- long payloads ---------------------------------------------------------------------------------------------------


def long_text(count: int) -> str:
    return text_of(*({**ROW, "Description": "x" * (INLINE_TEXT // 10)} for _ in range(count)), check=["Email"])


def test_a_long_payload_waits_for_its_forecast_which_is_made_elsewhere(demo: DataSet) -> None:
    explorer = exploring(demo, text_of(ROW, check=["Email"]))
    explorer.set_text(long_text(11))
    assert explorer.view.pending
    assert explorer.view.stale
    assert outcomes(explorer) == ["~ UPDATE"]  # of the text before
    quick, some, whole = (explorer.adopt(reading) for reading in explorer.compute(first=lambda: 3))
    assert quick is not None
    assert some is not None
    assert whole is not None
    for view, computed in ((quick, 0), (some, 3), (whole, 11)):
        assert not view.stale
        assert view.forecast is not None
        known = [row.certainty is not Certainty.NOT_COMPUTED for row in view.forecast.rows]
        assert known == [True] * computed + [False] * (11 - computed)
        assert view.incomplete == (computed < 11)
    assert outcomes(explorer) == ["~ UPDATE", *["= UNCHANGED"] * 10]


def test_whoever_watches_a_forecast_is_told_how_far_it_is_and_can_end_it(demo: DataSet) -> None:
    explorer = exploring(demo, long_text(11))
    told: list[Progress] = []
    *_, whole = explorer.compute(watch=told.append)
    assert {(each.part, each.total % 11) for each in told} == {("rows", 0), ("dependences", 0)}
    assert whole.complete

    def ending(progress: Progress) -> None:
        if progress.part == "dependences":
            raise KeyError

    on_its_way = explorer.compute(watch=ending)
    assert not next(on_its_way).complete
    with pytest.raises(KeyError):
        next(on_its_way)


def test_a_look_up_that_takes_long_is_made_elsewhere_and_says_what_it_makes(
    demo: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.dataset.index.FEW", 0)
    monkeypatch.setattr("tui.session.explorer.INLINE_TEXT", 10_000_000)
    records = SqliteRecords.of([{"id": "1", "Email": "a@x.test", "Company": "Ode"}, {"id": "2", "Company": "Lee"}])
    data_set = demo.with_records("Leads", records, Tries())
    row: dict[str, Json] = {"Last_Name": "Ode", "Company": "ode"}
    explorer = exploring(data_set, text_of(row, check=["Email"]))
    assert not explorer.view.pending  # nothing is looked up
    explorer.set_check_fields(["Company"], "Company is listed")
    assert explorer.view.pending
    told: list[Progress] = []
    views = [explorer.adopt(reading) for reading in explorer.compute(watch=told.append)]
    assert {each.what for each in told if each.part == "records"} == {"the key of Company"}
    assert views[-1] is not None
    assert views[-1].forecast is not None
    (step,) = (each for each in views[-1].forecast.rows[0].trace if each.api_name == "Company")
    assert (step.verdict, step.matches) == ("not_checked", ("1",))
    explorer.set_text(text_of({**row, "First_Name": "A"}, check=["Company"]))
    assert not explorer.view.pending


def test_a_forecast_of_a_text_that_has_changed_meanwhile_is_not_taken(demo: DataSet) -> None:
    explorer = exploring(demo, text_of(ROW, check=["Email"]))
    explorer.set_text(long_text(11))
    *_, late = explorer.compute()
    explorer.set_text(long_text(12))
    view = explorer.view
    assert explorer.adopt(late) is None
    assert explorer.view is view


def test_a_forecast_against_a_data_set_that_was_left_meanwhile_is_not_taken(demo: DataSet, tmp_path: Path) -> None:
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields" / "Leads.json").write_text((demo_folder() / "fields" / "Leads.json").read_text())
    with DataSet.open(tmp_path) as other:
        explorer = exploring(demo, long_text(11))
        *_, late = explorer.compute()
        explorer.set_data_set(other)
        assert explorer.adopt(late) is None


# --- data sets and payloads ------------------------------------------------------------------------------------------


def test_another_data_set_is_a_step_too_and_a_module_it_lacks_gives_way_to_its_first(
    demo: DataSet, tmp_path: Path
) -> None:
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields" / "Contacts.json").write_text('{"fields": [{"api_name": "Last_Name"}]}')
    with DataSet.open(tmp_path) as other:
        explorer = exploring(demo, text_of(ROW))
        explorer.set_data_set(other)
        assert explorer.view.draft.module == "Contacts"
        assert explorer.view.data_set == tmp_path.name
        assert outcomes(explorer) == ["+ INSERT"]
        explorer.undo()
        assert explorer.view.data_set == "demo"
        assert explorer.view.draft.module == "Leads"
        assert outcomes(explorer) == ["~ UPDATE"]


def test_the_modules_to_choose_from_are_those_that_can_be_upserted(explorer: Explorer) -> None:
    choices = {choice.api_name: choice.check_fields for choice in explorer.module_choices()}
    assert choices["Leads"] == ("Email", "Phone", "Mobile")
    assert choices["Services__s"] == ()
    assert len(choices) == 17


# --- what the text was read from -------------------------------------------------------------------------------------


def opened_text(demo: DataSet, text: str, module: str) -> Explorer:
    given = draft_of(None, text.encode(), demo, CaseOptions(), at_hand=module)
    return Explorer(demo, given.draft, file_name="pasted")


def test_csv_is_bound_anew_when_the_module_changes_until_its_text_is_edited(demo: DataSet) -> None:
    explorer = opened_text(demo, "Last Name,Lead Status,Annual Revenue\nOde,Lost,1.10\n", "Contacts")
    assert '"Lead Status": "Lost"' in explorer.view.draft.text
    explorer.set_check_fields(["Email"], "a list")
    explorer.set_module("Leads")
    assert '"Lead_Status": "Lost"' in explorer.view.draft.text
    assert '"Annual_Revenue": 1.10' in explorer.view.draft.text
    assert '"duplicate_check_fields": ["Email"]' in explorer.view.draft.text
    explorer.set_text(explorer.view.draft.text.replace("Lost", "New"))
    text = explorer.view.draft.text
    assert explorer.set_module("Contacts").draft.text == text
    explorer.undo()
    explorer.undo()
    assert '"Lead Status": "Lost"' in explorer.set_module("Contacts").draft.text


def test_what_a_call_said_around_its_body_holds_after_an_edit(demo: DataSet) -> None:
    url = "https://x.example/crm/v8/Leads"
    explorer = opened_text(demo, f"curl {url} -H 'If-Unmodified-Since: T' -d '{text_of(ROW)}'", "Contacts")
    assert explorer.view.draft.module == "Leads"
    explorer.set_text(explorer.view.draft.text.replace("Lost", "New"))
    request = explorer.view.request
    assert request is not None
    assert (request.if_unmodified_since, request.other_call) == ("T", "an insert (POST /crm/v8/Leads)")


def test_what_is_to_be_told_of_a_call_is_told_as_it_opens(demo: DataSet) -> None:
    url = "https://x.example/crm/v8/Leads/upsert"
    text = f"# curl {url} -d '{text_of(ROW)}'\n# curl {url} -d @gone.json\n"
    note = draft_of(None, text.encode(), demo, CaseOptions()).note
    assert note is not None
    assert note.startswith("the call is commented out (#), so running")
    assert "; 1 other body here cannot be read and is passed over: line " in note
    assert draft_of(None, text_of(ROW).encode(), demo, CaseOptions()).note is None


def test_the_module_that_is_open_is_kept_and_a_better_one_offered(demo: DataSet) -> None:
    given = draft_of(None, json.dumps({"data": [ROW]}).encode(), demo, CaseOptions(), at_hand="Vendors")
    assert given.draft.module == "Vendors"
    assert given.chosen is not None
    assert given.chosen.better is not None
    assert given.chosen.better.name == "Leads"
    assert (
        draft_of(None, b'{"data": [{}]}', demo, CaseOptions(), at_hand="Vendors", remembered="Deals").draft.module
        == "Deals"
    )
