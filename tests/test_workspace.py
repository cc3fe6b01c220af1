"""Workspaces and the session: what is open comes back as it was, and nothing that a person typed is lost."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import forked
from tests.cases import each_case
from tui.core.rules import SWITCHES, Assumptions
from tui.dataset.folder import DataSet, demo_folder
from tui.session.case import CaseError, open_case, open_explorer, open_file, open_session
from tui.session.case_options import CaseOptions
from tui.session.kept_source import KeptSource
from tui.session.looks import Looks, PaneSize
from tui.session.recent import add_recent, recent
from tui.session.remembered import Session
from tui.session.workspace import (
    Workspace,
    WorkspaceError,
    is_workspace,
    load,
    reopen,
    save,
    text_of,
    workspace_of,
    workspace_of_text,
)

if TYPE_CHECKING:
    from tui.session.explorer import Explorer

BODY = '{"data": [{"Last_Name": "Ode", "Company": "Ode & Co"}]}\n'
EDITED = BODY.replace("Ode", "Byron")
FLIPPED = Assumptions().having("match.several", "refuse")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's state folder, not there yet."""
    folder = tmp_path / "state" / "upsert-explorer"
    monkeypatch.setattr("tui.session.remembered.state_folder", lambda: folder)
    return folder


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    file = tmp_path / "leads.json"
    file.write_text(BODY, encoding="utf-8")
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data set."""
    (tmp_path / "small" / "fields").mkdir(parents=True)
    fields = {"fields": [{"api_name": name, "field_label": name} for name in ("Last_Name", "Company")]}
    (tmp_path / "small" / "fields" / "Leads.json").write_text(json.dumps(fields), encoding="utf-8")
    return tmp_path / "small"


def opened(payload: Path | None = None, **options: Any) -> Explorer:
    return open_explorer(payload, CaseOptions(**options))


def failure(file: Path, text: str) -> str:
    with pytest.raises(WorkspaceError) as caught:
        workspace_of_text(text, file)
    message = str(caught.value)
    assert "\n" not in message
    return message


# --- the file --------------------------------------------------------------------------------------------------------

CHOICES = [(rule, value) for rule, switch in SWITCHES.items() for value in switch.values]
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\")
NAMES = st.text(LETTERS, min_size=1, max_size=20).filter(lambda name: name not in (".", ".."))


SOURCES = st.builds(KeptSource, kind=st.just("csv"), text=st.text()) | st.builds(
    KeptSource,
    kind=st.sampled_from(("curl", "call")),
    form=st.text(min_size=1),
    module=st.none() | st.text(),
    api_version=st.none() | st.text(),
    other_call=st.none() | st.text(),
    if_unmodified_since=st.none() | st.text(),
    shell_variables=st.lists(st.text(), max_size=3).map(tuple),
)


SIZES = st.builds(
    PaneSize,
    layout=st.text(),
    pane=st.text(),
    side=st.sampled_from(("width", "height")),
    cells=st.integers(1, 500),
)


FOLDER = Path("/somewhere/else")
PATHS = st.none() | st.builds(lambda folder, name: folder / name, st.sampled_from((FOLDER, FOLDER.parent)), NAMES)
TEXT_OR_NONE = st.none() | st.text()
WORKSPACES = st.builds(
    Workspace,
    text=st.text(),
    module=st.text(),
    data=PATHS,
    file=PATHS,
    name=st.text(),
    saved=TEXT_OR_NONE,
    sha256=st.none() | st.just("0" * 64),
    assumptions=st.lists(st.sampled_from(CHOICES), max_size=4).map(
        lambda pairs: Assumptions.layered(chosen=dict(pairs))
    ),
    split=st.booleans(),
    row=st.integers(0, 10**6),
    pane=TEXT_OR_NONE,
    theme=TEXT_OR_NONE,
    source=st.none() | SOURCES,
    empty=st.sampled_from(("absent", "null")),
    module_is_chosen=st.booleans(),
    origin=PATHS,
    looks=st.builds(Looks, grid=st.booleans(), sizes=st.lists(SIZES, max_size=3).map(tuple)),
)


@given(WORKSPACES)
def test_what_is_written_is_read_back(workspace: Workspace) -> None:
    text = text_of(workspace, FOLDER / "w.json")
    assert is_workspace(text)
    assert workspace_of_text(text, FOLDER / "w.json") == workspace
    text.encode("utf-8")


def test_paths_below_the_file_are_relative_and_move_with_it(tmp_path: Path) -> None:
    (tmp_path / "here" / "data").mkdir(parents=True)
    workspace = Workspace(BODY, "Leads", data=tmp_path / "here" / "data", file=tmp_path / "far" / "leads.json")
    save(workspace, tmp_path / "here" / "w.json")
    assert '"data_set": "data"' in (tmp_path / "here" / "w.json").read_text(encoding="utf-8")
    shutil.move(tmp_path / "here", tmp_path / "there")
    found = load(tmp_path / "there" / "w.json")
    assert (found.data, found.file) == (tmp_path / "there" / "data", tmp_path / "far" / "leads.json")


def test_a_workspace_in_the_folder_of_its_data_set_finds_it(tmp_path: Path) -> None:
    save(Workspace(BODY, "Leads", data=tmp_path), tmp_path / "w.json")
    assert load(tmp_path / "w.json").data == tmp_path


def test_only_assumptions_that_differ_are_written_and_the_mark_comes_first(tmp_path: Path) -> None:
    text = text_of(Workspace(BODY, "Leads", assumptions=FLIPPED), tmp_path / "w.json")
    assert json.loads(text)["assumptions"] == {"match.several": "refuse"}
    assert next(iter(json.loads(text))) == "upsert_explorer_workspace"


def test_unknown_keys_are_passed_over_and_what_may_be_left_out_is_at_its_default(tmp_path: Path) -> None:
    content = {"later": 1, "payload": {"text": BODY, "more": []}, "module": "Leads", "upsert_explorer_workspace": 1}
    assert is_workspace(json.dumps(content))
    assert workspace_of_text(json.dumps(content), tmp_path / "w.json") == Workspace(BODY, "Leads")


def test_an_assumption_of_another_version_is_left_out_and_told(tmp_path: Path) -> None:
    text = text_of(Workspace(BODY, "Leads", assumptions=FLIPPED), tmp_path / "w.json")
    found = workspace_of_text(text.replace("match.several", "match.someday"), tmp_path / "w.json")
    assert found.assumptions == Assumptions()
    assert found.notes == ("The assumption match.someday=refuse is unknown to this version: left out.",)
    assert reopen(found).notes == found.notes


def test_what_is_damaged_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    text = text_of(Workspace(BODY, "Leads"), file)
    assert is_workspace(text[:60])
    assert failure(file, text[:60]).startswith(f"{file}, line 4, column ")
    wrong, missing = text.replace('"Leads"', "7"), text.replace('"module"', '"modul"')
    assert failure(file, wrong) == f"{file}, line 14, column 13: module: should be a valid string"
    assert failure(file, missing) == f"{file}, line 1, column 1: module is missing"


def test_a_newer_version_is_told_as_such_whatever_its_shape(tmp_path: Path) -> None:
    message = failure(tmp_path / "w.json", '{"upsert_explorer_workspace": 2, "tabs": []}')
    assert message.endswith("a newer version of Upsert Explorer wrote this workspace (format 2; this one reads 1)")
    assert "greater than or equal to 1" in failure(tmp_path / "w.json", '{"upsert_explorer_workspace": 0}')


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"gone\.json: cannot be read \(No such file or directory\)"):
        load(tmp_path / "gone.json")


@each_case("text", [BODY, "", "Last_Name\nupsert_explorer_workspace\n", '["upsert_explorer_workspace"]'])
def test_a_payload_is_no_workspace(text: str) -> None:
    assert not is_workspace(text)
    assert not is_workspace('{"data": [{"upsert_explorer_workspace": 1}]}')


def test_half_a_character_does_not_keep_a_workspace_from_being_written(tmp_path: Path) -> None:
    save(Workspace("a\ud800b", "Leads"), tmp_path / "w.json")
    assert load(tmp_path / "w.json").text == "a\ufffdb"


# --- the app on a workspace ------------------------------------------------------------------------------------------


def test_everything_that_was_open_is_open_again(payload: Path, data: Path, tmp_path: Path) -> None:
    explorer = opened(payload, data=data)
    explorer.set_text(EDITED)
    explorer.set_assumption("match.several", "refuse")
    explorer.set_split(False)
    save(workspace_of(explorer, row=3, pane="detail", theme="nord"), tmp_path / "w.json")
    again = open_file(tmp_path / "w.json", CaseOptions())
    assert again.explorer.view.draft == explorer.view.draft
    assert (again.explorer.file, again.explorer.data_set.folder) == (payload, data.resolve())
    assert again.explorer.view.unsaved
    assert (again.row, again.pane, again.theme, again.notes) == (3, "detail", "nord", ())
    again.explorer.set_text(BODY)
    assert not again.explorer.view.unsaved


def test_what_was_tried_is_carried_out_again_in_order_and_only_what_can_be(payload: Path, tmp_path: Path) -> None:
    explorer = opened(payload)
    for row in ({"Last_Name": "Ode", "Email": "new@ode.example"}, {"Email": "new@ode.example", "Company": "Inc"}):
        explorer.set_text(json.dumps({"data": [row], "duplicate_check_fields": ["Email"]}))
        copy = explorer.working_copy(1_900_000_000.0)
        assert copy is not None
        explorer.take_working_copy(copy)
    assert explorer.view.forecast is not None
    file = tmp_path / "w.json"
    save(workspace_of(explorer), file)
    again = reopen(load(file))
    assert again.notes == ("2 tries were carried out again on demo.",)
    assert again.explorer.view.tries == explorer.view.tries
    assert again.explorer.view.forecast == explorer.view.forecast
    assert workspace_of(again.explorer) == workspace_of(explorer)
    explorer.undo()
    assert len(workspace_of(explorer).tries) == 1, "the one that was taken back is not kept"
    again.explorer.forget_tries()
    assert not workspace_of(again.explorer).tries
    content = json.loads(file.read_text())
    content["tries"][1]["text"] = "{"
    file.write_text(json.dumps(content))
    partly = reopen(load(file))
    assert partly.notes[0].startswith("1 try was not carried out again: ")
    assert partly.explorer.view.tries.count == len(partly.explorer.tries) == 1


def test_the_demo_is_kept_as_the_demo_wherever_it_is_installed() -> None:
    explorer = opened()
    workspace = workspace_of(explorer)
    assert (workspace.data, workspace.file) == (None, None)
    again = reopen(workspace).explorer
    assert again.data_set.folder == demo_folder().resolve()
    assert (again.view.file_name, again.view.unsaved) == (explorer.view.file_name, False)


def test_a_payload_that_is_no_json_keeps_its_name_and_has_no_file(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("Last_Name,Company\nOde,Ode & Co\n", encoding="utf-8")
    again = reopen(workspace_of(opened(tmp_path / "leads.csv", module="Leads"))).explorer
    assert (again.file, again.view.file_name) == (None, "leads.csv")


def test_csv_is_bound_anew_also_after_it_was_reopened(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("Last Name,Lead Source,Assistant\nOde,,Q\n", encoding="utf-8")
    explorer = opened(tmp_path / "people.csv", module="Leads", empty="null")
    save(workspace_of(explorer), tmp_path / "w.json")
    again = open_file(tmp_path / "w.json", CaseOptions()).explorer
    assert again.view.draft == explorer.view.draft
    assert again.origin == tmp_path / "people.csv"
    again.set_module("Contacts")
    assert json.loads(again.view.draft.text)["data"] == [{"Last_Name": "Ode", "Lead_Source": None, "Assistant": "Q"}]
    again.set_text(again.view.draft.text.replace("Ode", "Eve"))
    assert workspace_of(again).source is None


def test_what_a_call_said_around_its_body_is_kept_and_nothing_of_its_token(tmp_path: Path) -> None:
    call = (
        "curl -X PUT https://www.zohoapis.com/crm/v2/Contacts/401 -H 'Authorization: Zoho-oauthtoken 1000.secret' "
        '-H \'If-Unmodified-Since: 2026-01-01T00:00:00+00:00\' -d "{\\"data\\":[{\\"Last_Name\\":\\"$NAME\\"}]}"'
    )
    (tmp_path / "call.sh").write_text(call, encoding="utf-8")
    explorer = opened(tmp_path / "call.sh")
    save(workspace_of(explorer), tmp_path / "w.json")
    assert "secret" not in (tmp_path / "w.json").read_text()
    again = open_file(tmp_path / "w.json", CaseOptions()).explorer
    before, after = explorer.view, again.view
    assert after.request == before.request
    assert after.request is not None
    assert after.request.other_call == "an update (PUT /crm/v2/Contacts/401)"
    assert after.request.shell_variables == {"$NAME"}
    assert after.request.if_unmodified_since == "2026-01-01T00:00:00+00:00"
    assert after.draft.assumptions == before.draft.assumptions
    assert after.draft.assumptions["write.subform_rows"] == "replace"


def test_no_module_is_offered_again_where_one_was_chosen(tmp_path: Path) -> None:
    keys = {"Last_Name": "Ode", "Department": "x", "Assistant": "y"}
    (tmp_path / "p.json").write_text(json.dumps([keys]), encoding="utf-8")
    explorer = opened(tmp_path / "p.json")
    assert explorer.view.draft.module == "Contacts"
    explorer.set_module("Leads")
    assert reopen(workspace_of(explorer)).explorer.view.better is None


def test_a_data_set_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="there is no such folder"):
        reopen(Workspace(BODY, "Leads", data=tmp_path / "gone"))


def test_a_module_that_the_data_set_no_longer_holds_does_not_hide_the_text(data: Path) -> None:
    view = reopen(Workspace(EDITED, "Contacts", data=data)).explorer.view
    assert view.draft.text == EDITED
    assert view.problem is not None


def test_options_go_before_what_the_workspace_holds(payload: Path, data: Path, tmp_path: Path) -> None:
    save(workspace_of(opened(payload, assume=("match.several=refuse",))), tmp_path / "w.json")
    again = opened(tmp_path / "w.json", data=data, assume=("match.case_system=respect",), check_fields=("Company",))
    assert again.data_set.folder == data.resolve()
    assert again.view.draft.assumptions.changed() == {"match.several": "refuse", "match.case_system": "respect"}
    assert json.loads(again.view.draft.text)["duplicate_check_fields"] == ["Company"]
    assert opened(tmp_path / "w.json", module="contacts").view.draft.module == "Contacts"


def test_preview_names_the_command_that_opens_a_workspace(tmp_path: Path) -> None:
    save(Workspace(BODY, "Leads"), tmp_path / "w.json")
    for file, stdin in ((tmp_path / "w.json", b""), (None, (tmp_path / "w.json").read_bytes())):
        with pytest.raises(CaseError, match="this is a workspace, not a payload; see it with: upsert-explorer open"):
            open_case(file, io.BytesIO(stdin), CaseOptions())


def test_a_damaged_workspace_is_told_and_not_opened_as_a_payload(tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text('{"upsert_explorer_workspace": 1, "pay', encoding="utf-8")
    with pytest.raises(CaseError, match=r"w\.json, line 1, column "):
        opened(tmp_path / "w.json")


# --- the session -----------------------------------------------------------------------------------------------------


def test_looking_for_a_session_makes_nothing(state: Path) -> None:
    found = open_session(Session())
    assert found.notes == ()
    assert found.explorer.view.data_set == "demo"
    assert not state.exists()


def test_the_app_goes_on_where_it_was_left(state: Path, payload: Path) -> None:
    explorer = opened(payload)
    session = Session()
    assert session.remember(explorer) is None
    explorer.set_text(EDITED)
    assert session.remember(explorer, row=2, pane="payload", theme="nord") is None
    found = open_session(Session())
    assert (found.explorer.view.draft.text, found.explorer.file) == (EDITED, payload)
    assert found.explorer.view.unsaved
    assert (found.row, found.pane, found.theme, found.notes) == (2, "payload", "nord", ())
    assert [file.name for file in state.iterdir()] == ["session.json"]


def test_the_session_is_for_its_owner_only(state: Path, payload: Path) -> None:
    Session().remember(opened(payload))
    assert stat.S_IMODE((state / "session.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    (state / "session.json").chmod(0o644)
    Session().remember(opened(payload), row=1)
    assert stat.S_IMODE((state / "session.json").stat().st_mode) == 0o600


def test_nothing_is_written_while_nothing_changes(state: Path, payload: Path) -> None:
    explorer, session = opened(payload), Session()
    session.remember(explorer)
    (state / "session.json").unlink()
    session.remember(explorer)
    assert not (state / "session.json").exists()
    session.remember(explorer, row=1)
    assert load(state / "session.json").row == 1


def test_edits_that_were_discarded_do_not_come_back(state: Path, payload: Path) -> None:
    explorer, session = opened(payload), Session()
    explorer.set_text(EDITED)
    session.remember(explorer)
    session.remember(explorer, discard=True)
    found = open_session(Session()).explorer.view
    assert (found.draft.text, found.unsaved) == (BODY, False)


@pytest.mark.usefixtures("state")
def test_a_payload_that_another_program_changed_is_told(payload: Path) -> None:
    Session().remember(opened(payload))
    payload.write_text(EDITED, encoding="utf-8")
    found = open_session(Session())
    assert found.explorer.view.draft.text == BODY
    assert found.explorer.text_on_disk() == EDITED
    assert found.notes == (
        "leads.json was changed by another program; what you see is its text as you left it, and saving overwrites "
        "that change.",
    )


def test_a_payload_that_another_program_wrote_in_latin_1_is_changed(payload: Path) -> None:
    explorer = opened(payload)
    assert explorer.text_on_disk() is None
    payload.write_bytes(BODY.replace("Ode", "Müller").encode("latin-1"))
    assert explorer.text_on_disk() == BODY.replace("Ode", "Müller")


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, Path.touch], ids=["pipe", "folder", "empty"])
def test_what_takes_the_place_of_a_payload_is_not_waited_for(payload: Path, make: Any) -> None:
    explorer = opened(payload)
    payload.unlink()
    make(payload)
    assert explorer.text_on_disk() in (None, "")


@pytest.mark.usefixtures("state")
def test_a_payload_that_holds_the_kept_text_by_now_is_saved(payload: Path) -> None:
    explorer = opened(payload)
    explorer.set_text(EDITED)
    Session().remember(explorer)
    payload.write_text(EDITED, encoding="utf-8")
    found = open_session(Session())
    assert (found.explorer.view.unsaved, found.notes) == (False, ())


@pytest.mark.usefixtures("state")
def test_saving_is_no_change_by_another_program(payload: Path) -> None:
    explorer, session = opened(payload), Session()
    session.remember(explorer)
    explorer.set_text(EDITED)
    explorer.save()
    session.remember(explorer)
    assert open_session(Session()).notes == ()


@pytest.mark.usefixtures("state")
def test_a_list_from_the_command_line_is_no_change_by_another_program(payload: Path) -> None:
    Session().remember(opened(payload, check_fields=("Company",)))
    found = open_session(Session())
    assert (found.explorer.view.unsaved, found.notes) == (False, ())


@pytest.mark.usefixtures("state")
def test_a_payload_that_is_gone_is_told_and_its_text_is_unsaved(payload: Path) -> None:
    Session().remember(opened(payload))
    payload.unlink()
    found = open_session(Session())
    assert found.explorer.view.unsaved
    assert found.notes == ("leads.json is no longer there; what you see is its text as you left it.",)
    found.explorer.save()
    assert payload.read_text(encoding="utf-8") == BODY


def test_a_damaged_session_is_kept_aside_and_the_demo_opens(state: Path) -> None:
    state.mkdir(parents=True)
    (state / "session.json").write_text('{"upsert_explorer_workspace": 1, "pay', encoding="utf-8")
    (state / "session-kept-1.json").write_text("older", encoding="utf-8")
    session = Session()
    found = open_session(session)
    assert found.explorer.view.data_set == "demo"
    (note,) = found.notes
    assert note.startswith("This is the demo, since your last session cannot be opened: ")
    assert note.endswith(f"It is kept as {state / 'session-kept-2.json'}.")
    session.remember(found.explorer)
    assert (state / "session-kept-2.json").read_text(encoding="utf-8").endswith('"pay')
    assert (state / "session-kept-1.json").read_text(encoding="utf-8") == "older"


def test_a_session_whose_data_set_is_gone_is_kept_and_opens_when_it_is_back(state: Path, data: Path) -> None:
    explorer = opened(data=data)
    explorer.set_text(EDITED)
    Session().remember(explorer)
    data.rename(data.with_name("away"))
    found = open_session(Session())
    assert found.explorer.view.data_set == "demo"
    assert "there is no such folder. It is kept as" in found.notes[0]
    data.with_name("away").rename(data)
    assert opened(state / "session-kept-1.json").view.draft.text == EDITED


def test_unsaved_edits_of_a_crashed_app_are_not_written_over(state: Path, payload: Path) -> None:
    explorer = opened(payload)
    explorer.set_text(EDITED)
    Session().remember(explorer)
    note = Session().remember(opened())
    kept = state / "session-kept-1.json"
    assert note == f"Unsaved changes to leads.json from another session are kept: upsert-explorer open {kept}"
    assert opened(kept).view.draft.text == EDITED
    assert Session().remember(opened(payload)) is None


def test_a_session_that_cannot_be_written_is_told_once(state: Path, payload: Path) -> None:
    state.parent.write_text("a file", encoding="utf-8")
    session, explorer = Session(), opened(payload)
    assert session.remember(explorer) == f"Your session cannot be kept: {state / 'session.json'}: not a directory."
    assert session.remember(explorer, row=1) is None


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_a_failure_in_the_middle_of_a_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "w.json"
    save(Workspace(BODY, "Leads"), file)

    def fails(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, fails)
    with pytest.raises(OSError, match="No space left"):
        save(Workspace(EDITED, "Leads"), file)
    assert load(file).text == BODY
    assert [found.name for found in tmp_path.iterdir()] == ["w.json"]


def test_an_app_that_dies_in_the_middle_of_a_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    save(Workspace(BODY, "Leads"), file)
    program = f"""if True:
        import os
        from pathlib import Path
        from tui.session.workspace import Workspace, save
        os.fsync = lambda _: os._exit(9)
        save(Workspace("another text", "Leads"), Path({str(file)!r}))
    """
    assert forked.run([sys.executable, "-c", program]).returncode == 9
    assert load(file).text == BODY


def test_of_two_apps_the_last_to_write_wins_and_nobody_reads_a_half(tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    program = f"""if True:
        import os, sys
        os.fsync = lambda _: None
        from pathlib import Path
        from tui.session.workspace import Workspace, save
        for row in range(40):
            save(Workspace(sys.argv[1] * 20_000, "Leads", row=row), Path({str(file)!r}))
    """
    save(Workspace("a" * 20_000, "Leads"), file)
    apps = [forked.Popen([sys.executable, "-c", program, letter]) for letter in "ab"]
    while any(app.poll() is None for app in apps):
        text = load(file).text
        assert text in ("a" * 20_000, "b" * 20_000)
    assert [app.returncode for app in apps] == [0, 0]
    assert load(file).row == 39
    assert os.listdir(tmp_path) == ["w.json"]


def test_what_does_not_count_for_unsaved_is_a_text_that_is_as_saved() -> None:
    workspace = Workspace(BODY, "Leads")
    assert not workspace.unsaved
    assert not replace(workspace, saved=BODY).unsaved
    assert replace(workspace, saved="").unsaved


def test_of_two_windows_neither_writes_over_the_unsaved_edits_of_the_other(state: Path, payload: Path) -> None:
    first, second = Session(), Session()
    one, other = opened(payload), opened()
    one.set_text(EDITED)
    first.remember(one)
    other.set_text("another text")
    second.remember(other)
    one.set_text(EDITED + " ")
    first.remember(one)
    other.set_text("another text, longer")
    second.remember(other)
    texts = {load(file).text for file in state.glob("session*.json")}
    assert {EDITED + " ", "another text, longer"} <= texts


def test_a_window_takes_the_first_session_that_no_other_holds(state: Path, payload: Path) -> None:
    program = """if True:
        import sys
        from tui.session.remembered import Session
        session = Session.of_window()
        print(session.file.name, flush=True)
        sys.stdin.read()
    """
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with forked.Popen([sys.executable, "-c", program], text=True, **pipes) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "session.json\n"
        with forked.Popen([sys.executable, "-c", program], text=True, **pipes) as two:
            assert two.stdout is not None
            assert two.stdout.readline() == "session-2.json\n"
            two.communicate()
        one.kill()
    explorer = opened(payload)
    explorer.set_text(EDITED)
    Session(state / "session-2.json").remember(explorer)
    session = Session.of_window()
    assert session.file == state / "session.json"  # the system took its lock back
    assert open_session(session).notes == (
        f"Unsaved changes to leads.json from another window: upsert-explorer open {state / 'session-2.json'}",
    )


@pytest.mark.parametrize(
    "path",
    ["shut/data", "x" * 300, "a\0b", "loop/data"],
    ids=["may not be entered", "too long", "NUL", "a loop"],
)
def test_a_session_that_points_where_nobody_may_look_opens_as_far_as_it_can(
    state: Path, tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    place = str(tmp_path / path)

    def refuse(folder: Path) -> Any:
        raise PermissionError(13, "Permission denied", str(folder))

    state.mkdir(parents=True)
    text = {"upsert_explorer_workspace": 1, "module": "Leads", "data_set": place}
    text |= {"payload": {"text": EDITED, "file": f"{place}/p.json", "saved": BODY}}
    (state / "session.json").write_text(json.dumps(text), encoding="utf-8")
    if path.startswith("shut"):
        really = DataSet.open
        monkeypatch.setattr(DataSet, "open", lambda folder: refuse(folder) if "shut" in str(folder) else really(folder))
    found = open_session(Session())
    assert found.explorer.view.draft.text == EDITED
    assert found.explorer.view.data_set == "demo"
    assert "It is kept as" in found.notes[0]
    assert (state / "session-kept-1.json").exists()
    found.explorer.text_on_disk()  # as on focus
    add_recent("payloads", Path(place))
    assert recent("payloads") in ((), (Path(place),))
