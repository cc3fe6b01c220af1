"""What every dialog does, whichever it is: it opens with a key, says what it is and how to leave it, fits the smallest
terminal, shows nothing that steers one, and gives the focus back to where it was."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from tests.app.driving import Session, opened
from tests.app.test_hostile import HOSTILE, PAYLOAD
from tests.app.test_keys import our_nodes
from tui import screens
from tui.screens.assumptions import AssumptionsScreen
from tui.screens.backwards.ways import WaysDialog
from tui.screens.backwards.wishes import WishDialog
from tui.screens.dialogs.choices import ListDialog, SearchDialog
from tui.screens.dialogs.csv_columns import CsvColumns
from tui.screens.dialogs.data_set_picker import DataSetPicker
from tui.screens.dialogs.dialog import Dialog
from tui.screens.dialogs.export import ExportDialog
from tui.screens.dialogs.file_picker import FilePicker
from tui.screens.dialogs.findings import Findings, RestoreDialog
from tui.screens.dialogs.help import HelpScreen
from tui.screens.dialogs.org_dialog import OrgDialog
from tui.screens.dialogs.path_picker import PathPicker
from tui.screens.dialogs.picker import OrgMenu, Picker
from tui.screens.dialogs.problems import ProblemsDialog
from tui.screens.dialogs.question import Question
from tui.screens.dialogs.reply_text import ReplyDialog
from tui.screens.dialogs.save_as import SaveAs
from tui.screens.grid.cell import CellDialog
from tui.screens.grid.lookup import LookupDialog
from tui.screens.grid.menu import GridMenu
from tui.screens.grid.multi_select import MultiSelectDialog
from tui.screens.journal.org_work import OrgWork
from tui.screens.journal.screen import JournalScreen
from tui.screens.lessons.list import LessonList
from tui.screens.main.warnings import CallWarnings
from tui.screens.profiles.form import ProfileForm
from tui.screens.profiles.screen import ProfilesScreen
from tui.screens.pull.screen import PullScreen
from tui.screens.records.screen import RecordsScreen
from tui.screens.records.work import RecordsWork
from tui.screens.rules import RulesScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

BASES: Final = {Dialog, ListDialog, SearchDialog, OrgDialog, PathPicker, OrgWork, RecordsWork}
"""What dialogs are made of."""

AT_ONCE: Final[Mapping[type[Dialog[Any]], tuple[str, ...]]] = {
    AssumptionsScreen: ("assumption.all",),
    WishDialog: ("backwards.open",),
    DataSetPicker: ("data_set.pick",),
    ExportDialog: ("forecast.export",),
    FilePicker: ("payload.open",),
    HelpScreen: ("app.help",),
    Picker: ("module.pick",),
    OrgMenu: ("live.open",),
    ProblemsDialog: ("problem.list",),
    ReplyDialog: ("forecast.reply",),
    SaveAs: ("payload.save_as",),
    RecordsScreen: ("records.show",),
    RulesScreen: ("rules.show",),
}
"""The dialogs that bindings open on any payload, while the forecast has the focus."""

OF_ORGS: Final[Mapping[type[Dialog[Any]], str]] = {
    JournalScreen: "journal",
    ProfilesScreen: "profiles",
    PullScreen: "pull",
}
"""Those that are chosen in the menu of orgs, and by which word."""

LATER: Final[Mapping[type[Dialog[Any]], tuple[str, ...]]] = {
    CallWarnings: ("warnings.read",),
    CsvColumns: ("payload.columns",),
    GridMenu: ("grid.menu",),
    CellDialog: ("grid.edit",),
    Question: ("app.quit",),
}
"""Those that need what the walk has made by then."""

KINDS: Final = (*AT_ONCE, *OF_ORGS, *LATER)

ELSEWHERE: Final[Mapping[type[Dialog[Any]], str]] = {
    LessonList: "app/test_lesson_screen.py",
    LookupDialog: "app/test_grid.py",
    MultiSelectDialog: "app/test_grid.py",
    WaysDialog: "app/test_backwards.py",
    Findings: "app_live_screens/test_journal.py",
    RestoreDialog: "app_live_screens/test_journal.py",
    ProfileForm: "app_live_screens/test_profiles.py",
}
"""Those that open over another dialog, or from the palette alone, and the tests that open them."""


_TITLE: Final = 20  # characters of a title that are there in any size


def test_no_dialog_is_missing_here() -> None:
    known = [*BASES, *KINDS, *ELSEWHERE]
    assert len(known) == len(set(known))
    assert {node for node in our_nodes() if issubclass(node, Dialog)} == set(known)
    assert [name for name in ELSEWHERE.values() if not (Path(__file__).parents[1] / name).is_file()] == []


def names_in(sheet: str) -> set[str]:
    """What the rules of a style sheet begin with: the part up to the first blank, ``>``, state or class."""
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    while "{" in text:
        text = re.sub(r"\{[^{}]*\}", ",", text)
    return {re.split(r"[\s>:.]", part.strip())[0] for part in text.split(",") if part.strip()}


def test_a_sheet_speaks_of_screens_that_bring_it_and_so_leaves_those_below_as_they_are() -> None:
    """Otherwise a screen would look otherwise when it is opened the second time: the app does not style what lies
    below a screen anew for its sheet."""
    brought: dict[str, list[type[Screen[Any]]]] = {}
    for screen in (node for node in our_nodes() if issubclass(node, Screen)):
        for path in screen.CSS_PATH if isinstance(screen.CSS_PATH, list) else [screen.CSS_PATH]:
            if path is not None:
                brought.setdefault(Path(path).name, []).append(screen)
    sheets = {path.name: path for path in Path(screens.__path__[0]).rglob("*.tcss")}
    assert sheets.keys() == brought.keys()
    for name, path in sheets.items():
        assert names_in(path.read_text()) - {screen.__name__ for screen in brought[name]} == set(), name


def is_on_top(app: Session, kind: type[Screen[Any]]) -> bool:
    """Whether a dialog of just this kind has the focus."""
    return type(app.app.screen) is kind and app.app.focused is not None


async def opens_and_closes(app: Session, kind: type[Dialog[Any]], ids: tuple[str, ...], word: str = "") -> None:
    """A dialog opens with the keys of bindings, or by a word in the menu that they open, and what is to hold of every
    dialog holds. Escape or a click on its word closes it: which of them it is changes from one dialog to the next,
    since all have both from what they are made of."""
    below, focus, draft = app.app.screen, app.app.focused, app.view.draft
    name = kind.__name__
    await app.do(*ids)
    if word:
        await app.until(partial(is_on_top, app, OrgMenu), "the menu")
        await app.paste(word)
        await app.press("enter")
    await app.until(partial(is_on_top, app, kind), f"{name} to open and to have the focus")
    await app.see("esc Back")
    boxes = [each for each in app.app.screen.children if not each.has_class("-textual-system")]
    text = "\n".join(map(app.harmless, boxes))
    titles = [each.border_title for each in app.app.screen.walk_children(Widget) if each.border_title]
    title = Content.from_markup(titles[0]).plain[:_TITLE] if titles else "has unsaved changes."  # a question asks
    assert title in text, f"{name} says what it is"
    assert all(app.app.screen.region.contains_region(box.region) for box in boxes), f"{name} fits"
    assert "╰" in text, f"{name} shows its lower edge"
    await (app.press("escape") if [*KINDS].index(kind) % 2 else app.click("esc Back", pane="Keys"))
    await app.until(lambda: app.app.screen is below, f"{name} to close")
    assert app.app.focused is focus, f"{name} gives the focus back"
    assert app.view.draft == draft, f"{name} answers nothing"


async def test_every_dialog_opens_by_its_key_fits_is_harmless_and_gives_the_focus_back(payload: MakePayload) -> None:
    async with opened(PAYLOAD, HOSTILE, module="Leads", size=(80, 24)) as app:
        await app.do("pane.forecast")
        for kind, ids in AT_ONCE.items():
            await opens_and_closes(app, kind, ids)
        for kind, word in OF_ORGS.items():
            await opens_and_closes(app, kind, ("live.open",), word)
        await app.open_anew(payload({"data": [{"Last_Name": "[/x]"}], "[/x]\u202e": []}))
        await opens_and_closes(app, CallWarnings, LATER[CallWarnings])
        await app.open_anew(payload("Last_Name,[/x]\nOde,[/red]\n", "[x].csv"))
        await opens_and_closes(app, CsvColumns, LATER[CsvColumns])
        await app.do("payload.grid")
        await app.until(lambda: app.focus_is_in("GridTable"), "the grid")
        await opens_and_closes(app, GridMenu, LATER[GridMenu])
        await opens_and_closes(app, CellDialog, LATER[CellDialog])
        await app.do("grid.leave_out")
        await opens_and_closes(app, Question, LATER[Question])
