"""config.toml: what it sets, and that nothing in it keeps the app from starting."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.cases import each_case
from tui.settings.config import Config, Known, read_config
from tui.settings.folders import cache_folder, config_folder, ensure_folder, state_folder

KNOWN = (
    Known("app.quit", "ctrl+q", "everywhere", "screen"),
    Known("pane.fields", "f2", "main screen", "screen"),
    Known("pane.payload", "f3", "main screen", "screen"),
    Known("history.redo", "ctrl+y,ctrl+r", "main screen", "screen"),
    Known("list.up", "up", "any list", "lists"),
    Known("fields.leave_out", "d", "check fields"),
    Known("fields.tick", "space,enter", "check fields"),
    Known("assumptions.next", "space,enter", "assumptions"),
    Known("forecast.sort", "s", "forecast"),
)
THEMES = ("nord", "upsert-dark")


@pytest.fixture(autouse=True)
def no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


def config(folder: Path, text: str | bytes) -> Config:
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_config(KNOWN, THEMES, folder)


def keys(folder: Path, *lines: str) -> Config:
    return config(folder, "\n".join(("[keys]", *lines)))


def refusal(folder: Path, *lines: str) -> str:
    """The one problem of these remaps, of which none counts."""
    found = keys(folder, *lines)
    assert found.keys == {}
    return only(found)


def only(found: Config) -> str:
    (problem,) = found.problems
    assert problem.startswith("config.toml, ")
    assert "\n" not in problem
    return problem.removeprefix("config.toml, ")


# --- the file --------------------------------------------------------------------------------------------------------


def test_without_a_file_everything_is_as_it_comes(tmp_path: Path) -> None:
    assert read_config(KNOWN, THEMES, tmp_path / "nowhere") == Config()
    assert not (tmp_path / "nowhere").exists()


def test_theme_keys_and_editor_are_read_and_the_tables_of_others_are_left_alone(tmp_path: Path) -> None:
    text = """
        theme = "nord"
        editor = "code --wait"
        later = 1
        [keys]
        "pane.fields" = "f6"
        [profiles.acme]
        data_center = "eu"
    """
    assert config(tmp_path, text) == Config("nord", {"pane.fields": "f6"}, ("code", "--wait"))


def test_broken_toml_is_told_with_its_place_and_counts_for_nothing(tmp_path: Path) -> None:
    found = config(tmp_path, 'theme = "nord"\n\n[keys\n')
    assert found.theme is None
    assert only(found).startswith("line 3, column 6: this is not TOML: ")
    assert only(config(tmp_path, 'theme = "no')).startswith("line 1, column 12: ")


def test_a_file_that_is_no_text_is_told_with_its_place(tmp_path: Path) -> None:
    said = only(config(tmp_path, b'theme = "nord"\n# \xff'))
    assert said.startswith("line 2, column 3: this is not UTF-8 text; save it as UTF-8")
    assert said.endswith("; nothing in the file is used")
    assert config(tmp_path, b'\xef\xbb\xbftheme = "nord"') == Config("nord")


def test_a_pipe_in_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.toml")
    (problem,) = read_config(KNOWN, THEMES, tmp_path).problems
    assert "it cannot be read (This is not a regular file)" in problem


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    assert read_config(KNOWN, THEMES, tmp_path).problems == (
        "config.toml: it cannot be read (Is a directory); nothing in the file is used",
    )


def test_an_entry_of_the_wrong_type_does_not_spoil_the_others(tmp_path: Path) -> None:
    found = config(tmp_path, 'theme = 3\neditor = "vi"\nkeys = "f6"')
    assert (found.theme, found.editor) == (None, ("vi",))
    assert found.problems == (
        'config.toml, theme: it should be text in quotes, as in theme = "..."',
        'config.toml, keys: it should be a table: write [keys] and below it lines such as "payload.save" = "ctrl+s"',
    )


def test_an_unknown_theme_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = config(tmp_path, 'theme = "nrod"')
    assert found.theme is None
    assert only(found) == 'theme: there is none called "nrod"; did you mean nord?'


def test_a_misspelled_setting_is_told(tmp_path: Path) -> None:
    assert only(config(tmp_path, 'them = "nord"')) == "them: there is no such setting; did you mean theme?"
    assert only(config(tmp_path, "[key]")) == "key: there is no such setting; did you mean keys?"
    assert config(tmp_path, "[editors]").problems == ()


def test_the_editor_is_that_of_the_file_then_visual_then_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "ed")
    assert read_config(KNOWN, THEMES, tmp_path).editor == ("ed",)
    monkeypatch.setenv("VISUAL", "'my editor' -w")
    assert read_config(KNOWN, THEMES, tmp_path).editor == ("my editor", "-w")
    assert config(tmp_path, 'editor = "vi"').editor == ("vi",)
    found = config(tmp_path, 'editor = "\'vi"')
    assert found.editor == ("my editor", "-w")
    assert only(found) == "editor: there is a quote that is not closed"


# --- keys ------------------------------------------------------------------------------------------------------------


def test_an_id_may_be_written_without_quotes(tmp_path: Path) -> None:
    assert keys(tmp_path, 'pane.fields = "f6"').keys == {"pane.fields": "f6"}


def test_keys_are_spelled_as_the_app_spells_them(tmp_path: Path) -> None:
    found = keys(tmp_path, '"pane.fields" = "F6, Ctrl+G"', '"fields.leave_out" = "?,-,shift+k,Ä"')
    assert found == Config(keys={"pane.fields": "f6,ctrl+g", "fields.leave_out": "question_mark,minus,K,Ä"})


def test_a_default_that_is_spelled_out_changes_nothing(tmp_path: Path) -> None:
    assert keys(tmp_path, '"pane.fields" = "f2"') == Config()


def test_an_unknown_id_is_told_with_the_nearest_and_the_good_ones_count(tmp_path: Path) -> None:
    found = keys(tmp_path, '"pane.feilds" = "f6"', '"pane.payload" = "f7"')
    assert found.keys == {"pane.payload": "f7"}
    assert only(found) == "[keys] pane.feilds: there is no such binding; did you mean pane.fields?"


@each_case("empty", ["", " ", "f6,", ",f6"])
def test_an_empty_key_is_refused(tmp_path: Path, empty: str) -> None:
    assert "this is an empty key" in refusal(tmp_path, f'"pane.fields" = "{empty}"')


def test_a_key_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert "the keys should be text in quotes" in refusal(tmp_path, '"pane.fields" = 6')
    assert "the keys should be text in quotes" in refusal(tmp_path, '"pane.fields" = {}')


@each_case(("key", "sent"), [("ctrl+h", "Backspace"), ("ctrl+i", "Tab"), ("ctrl+j", "Enter"), ("Ctrl+M", "Enter")])
def test_keys_that_terminals_send_for_others_are_refused(tmp_path: Path, key: str, sent: str) -> None:
    for name in ("pane.fields", "fields.leave_out"):
        assert f"terminals send {sent} as this key" in refusal(tmp_path, f'"{name}" = "f6,{key}"')


@each_case("key", ["crtl+s", "ctrl+", "f25", "pagup", "ctrl++", "ctrl+save"])
def test_a_key_that_does_not_exist_is_refused(tmp_path: Path, key: str) -> None:
    assert f'no key is called "{key}"' in refusal(tmp_path, f'"pane.fields" = "{key}"')


@each_case("key", ["ctrl+less_than_sign", "alt+x", "f24", "escape", "ctrl+shift+f3", "ctrl+space"])
def test_keys_that_arrive_while_a_text_field_has_the_focus_are_taken(tmp_path: Path, key: str) -> None:
    assert keys(tmp_path, f'"pane.fields" = "{key}"').keys == {"pane.fields": key}


@each_case("key", ["x", "X", "shift+x", "?", "ä", "question_mark"])
def test_letters_are_not_for_the_whole_screen(tmp_path: Path, key: str) -> None:
    assert "would be typed into the payload" in refusal(tmp_path, f'"pane.fields" = "{key}"')


@each_case("key", ["enter", "tab", "space", "backspace", "up", "shift+left", "home"])
def test_keys_of_the_editor_are_not_for_the_whole_screen(tmp_path: Path, key: str) -> None:
    assert "the payload's editor needs it" in refusal(tmp_path, f'"pane.fields" = "{key}"')


def test_a_key_that_another_binding_of_the_place_has_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, '"fields.leave_out" = "n,enter"') == (
        "[keys] fields.leave_out: enter is the key of fields.tick, which holds at the same time"
    )


def test_app_and_main_screen_share_their_keys_and_no_list_may_have_one(tmp_path: Path) -> None:
    assert "f2 is the key of pane.fields" in refusal(tmp_path, '"app.quit" = "f2"')
    assert "f2 is the key of pane.fields" in refusal(tmp_path, '"forecast.sort" = "f2"')
    assert "up is the key of list.up" in refusal(tmp_path, '"forecast.sort" = "up"')


def test_different_lists_may_have_the_same_key(tmp_path: Path) -> None:
    assert keys(tmp_path, '"forecast.sort" = "d"').keys == {"forecast.sort": "d"}


def test_of_two_remaps_to_one_key_the_first_counts(tmp_path: Path) -> None:
    found = keys(tmp_path, '"pane.payload" = "f7"', '"pane.fields" = "f7"')
    assert found.keys == {"pane.payload": "f7"}
    assert "pane.fields: f7 is the key of pane.payload" in only(found)


def test_two_bindings_may_swap_their_keys(tmp_path: Path) -> None:
    found = keys(tmp_path, '"pane.payload" = "f2"', '"pane.fields" = "f3"')
    assert found == Config(keys={"pane.payload": "f2", "pane.fields": "f3"})


def test_a_refused_remap_keeps_its_default_key_from_others(tmp_path: Path) -> None:
    found = keys(tmp_path, '"pane.payload" = "f2"', '"pane.fields" = "x"')
    assert found.keys == {}
    assert len(found.problems) == 2


def test_what_people_write_is_told_in_one_line(tmp_path: Path) -> None:
    found = keys(tmp_path, r'"\n\u202e" = "f6"', r'"pane.fields" = "ctrl+\u001b"')
    assert len(found.problems) == 2
    assert all(problem.isprintable() for problem in found.problems)


# --- folders ---------------------------------------------------------------------------------------------------------


def test_the_environment_names_the_configuration_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", str(tmp_path))
    assert config_folder() == tmp_path
    (tmp_path / "config.toml").write_text('theme = "nord"', encoding="utf-8")
    assert read_config(KNOWN, THEMES).theme == "nord"


def test_a_user_that_nobody_knows_and_one_without_a_home_are_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", "~no-such-user/x")
    assert config_folder() == Path("~no-such-user/x")
    assert read_config(KNOWN, THEMES).problems == ()
    for name in ("HOME", "UPSERT_EXPLORER_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def nobody(_: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.setattr("pwd.getpwuid", nobody)
    monkeypatch.chdir(tmp_path)
    folders = [folder() for folder in (state_folder, cache_folder, config_folder)]
    assert folders == [tmp_path / ".upsert-explorer" / kind for kind in ("state", "cache", "config")]


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is for Linux; the other platforms have places of their own")
def test_else_the_folders_are_where_xdg_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPSERT_EXPLORER_CONFIG", " ")
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    folders = [tmp_path / kind / "upsert-explorer" for kind in ("CONFIG", "STATE", "CACHE")]
    assert [config_folder(), state_folder(), cache_folder()] == folders
    assert list(tmp_path.iterdir()) == []


def test_what_is_made_is_for_its_owner_only_and_what_was_there_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    folder = ensure_folder(tmp_path / "one" / "two")
    assert [stat.S_IMODE(place.stat().st_mode) for place in (folder, folder.parent, tmp_path)] == [0o700, 0o700, 0o755]
    assert ensure_folder(folder) == folder
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        ensure_folder(tmp_path / "file")


@each_case(
    "text", ["a = " + "[" * 1000 + "]" * 1000, "a = " + "9" * 5000, "{" * 3000], ids=["brackets", "digits", "braces"]
)
def test_what_pythons_reader_gives_up_on_is_told(tmp_path: Path, text: str) -> None:
    (problem,) = config(tmp_path, text).problems
    assert problem.startswith("config.toml")
    assert "TOML" in problem
