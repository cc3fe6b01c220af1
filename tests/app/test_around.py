"""What stands around the panes: help and key hints for the pane one is in, the rules, every assumption, any field as a
check field, and what a configuration says wrongly."""

from __future__ import annotations

import pytest

from tests.app.driving import TALL, Session, opened, running
from tui import keys
from tui.app import ExplorerApp
from tui.screens.dialogs.help import help_of
from tui.screens.main.screen import MainScreen
from tui.screens.rules import RulesScreen
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.settings.folders import config_folder

pytestmark = pytest.mark.anyio


async def test_help_rules_assumptions_and_fields_stand_around_what_is_open() -> None:
    async with opened(size=TALL) as app:
        async with app.part("help explains the pane that one is in, and the key hints are of it"):
            await help_is_of_the_pane(app)
        async with app.part("the rules open at the one that ended the row, every assumption at the one it depends on"):
            await app.do("forecast.clear")
            await rules_and_assumptions(app)
            await app.do("history.undo")
        await app.do("pane.fields")
        await any_field_can_be_listed(app)


async def help_is_of_the_pane(app: Session) -> None:
    """And of the dialog."""
    told = {
        "fields": ("It only **re-orders** the check", "Move"),
        "payload": ("The body that is sent.", "Undo"),
        "forecast": ("One line for each row of the payload.", "Outcome"),
        "detail": ("lists every step of the check", "Copy tab"),
    }
    for pane, (words, hint) in told.items():
        await app.do(f"pane.{pane}")
        await app.see(hint, pane="KeyLine")
        others = {other for _, other in told.values()} - {hint, "Undo"}
        assert {*app.missing(others, "KeyLine")} == others
        text = help_of(app.app.screen).markdown
        assert [each for each, _ in told.values() if each in text] == [words]
    await app.do("pane.forecast")
    await app.click("Outcome", pane="KeyLine")
    await app.see("2 of 8 rows", pane="#forecast")
    await app.click("F1 Help", pane="KeyLine")
    await app.see("help", "One line for each row of the payload.")
    await app.press("f1", "end")  # it is open already
    await app.see("is an org on this machine that needs no account")
    await app.press("escape")
    for binding_id, title, words in (
        ("data_set.pick", "data set ─", "A data set is a copy"),
        ("live.open", "org: practice", "sends nothing yet"),
        ("forecast.export", "export", "Writes the forecast, the expected reply"),
    ):
        await app.do(binding_id)
        await app.see(title, "⏎ ", "esc Back")
        text = help_of(app.app.screen).markdown
        assert words in text
        keys_told = [line for line in text.splitlines() if line.startswith("- **")]
        assert len(keys_told) == len({*keys_told})
        assert "**up** Up" not in text
        await app.press("escape")


async def rules_and_assumptions(app: Session) -> None:
    """Of rows 5 and 6; an assumption that was changed is left to be undone."""
    await app.click("! ERROR", pane="#forecast", nth=1)
    await app.see("row 5: ", pane="#detail")
    await app.do("rules.show")
    await app.until(lambda: isinstance(app.app.screen, RulesScreen), "the rules")
    await app.see("conflict.unique_taken")
    await app.press("escape")
    await app.click("~ UPDATE", pane="#forecast", nth=2)
    await app.see("row 6: ", pane="#detail")
    await app.do("assumption.all")
    await app.see("assumptions", "all at their defaults", "match.several", "Row 6 depends on it.")
    await app.press("down", "down", "down")
    await app.see("With it, 1 row would change:", pane="#setting-text")
    await app.press("space")
    await app.see("1 changed")
    assert app.view.draft.assumptions.changed() == {"match.several": "refuse"}
    await app.press("escape")
    await app.see_row(6, "! ERROR")
    await app.see("match.several = refuse: 1 of 8 rows changes", pane="#cause")
    await app.do("assumption.all")
    await app.press("d", "escape")
    await app.see_row(6, "~ UPDATE")
    assert not app.view.draft.assumptions.changed()
    await app.do("history.undo")
    await app.see_row(6, "! ERROR")


async def any_field_can_be_listed(app: Session) -> None:
    """One that is not checked says why it does nothing."""
    await app.do("fields.try")
    await app.see("list a field", "Only system-defined and unique fields are checked")
    await app.write("company")
    await app.press("enter")
    await app.see('sent as ["Email", "Phone", "Com…', "3 Company", "cannot be checked", pane="#fields")
    await app.see("✗ Company", "not checkable", "order.not_checkable", pane="#order")
    await app.see("Company listed: no row changes", pane="#cause")
    await app.do("fields.try")
    await app.click("Mobile", pane="Choices")
    await app.see("4 Mobile", pane="#fields")
    assert app.view.check_list.listed == ("Email", "Phone", "Company", "Mobile")
    await app.do("fields.try")
    await app.press("escape")
    assert app.view.check_list.listed == ("Email", "Phone", "Company", "Mobile")
    await app.do("pane.payload", "editor.first")
    await app.write("x")
    await app.do("pane.fields", "fields.try")
    await app.hear("This payload can't be read. Fix it first.")
    assert isinstance(app.app.screen, MainScreen)


async def test_a_configuration_remaps_keys_and_chooses_the_theme_and_what_it_says_wrongly_is_told() -> None:
    config_folder().mkdir(parents=True)
    text = '[keys]\n"pane.forecast" = "f6"\n"payload.save_as" = "f4"\n"fields.jump" = "j"\n'
    (config_folder() / "config.toml").write_text(f'theme = "nrod"\neditor = "ed -s"\n{text}')
    async with running(open_file(None, CaseOptions()), configured=True) as app:
        await app.hear('theme: there is none called "nrod"; did you mean nord?')
        await app.hear("fields.jump")
        await app.press("f6")
        assert app.focus_is_in("#forecast")
        await app.see("F6 forecast", pane="#forecast")
        await app.press("f4")
        await app.see("save the payload as")
        main = app.app.screen_stack[0]
        assert isinstance(main, MainScreen)
        assert main.editor_command == ("ed", "-s")
    (config_folder() / "config.toml").write_text('theme = "nord"\n')
    file = open_file(None, CaseOptions())
    with file.explorer.data_set:
        other = ExplorerApp(file, configured=True)
    assert other.theme == "nord"
    assert other.config is not None
    assert (other.config.problems, other.config.keys) == ((), {})
    assert keys.key_name("pane.forecast") == "F4"  # those of the other configuration are gone
