"""The Textual app: themes, configuration, the bindings that hold everywhere, and the main screen.

That it remembers what is open, so that a crash loses nothing, is the business of ``tui/session_app.py``.
"""

from __future__ import annotations

import os
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import events, work
from textual.actions import SkipAction
from textual.app import SystemCommand
from textual.widgets import Input, TextArea

from tui import keys
from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.screens.garbage import RestTime
from tui.screens.main.screen import MainScreen
from tui.screens.styled_once import LaidOutOnce
from tui.session.dropped import dropped_files
from tui.session_app import SessionApp
from tui.settings.config import Config, Known, Reach, read_config
from tui.settings.folders import EDITED_OUTSIDE, state_folder
from tui.themes import THEMES
from tui.widgets.look import lacks_unicode, use_plain_signs
from tui.widgets.sheets import ParsedOnce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.theme import Theme

    from tui.messages import OfferAnswered
    from tui.screens.assumptions import SettingChosen
    from tui.screens.incident.messages import CallsToExplain
    from tui.screens.sending.messages import OrgWritten, PayloadMade, RowsFound, RowsSaved
    from tui.screens.sending.send import SendScreen
    from tui.session.explorer import Explorer
    from tui.session.remembered import Session
    from tui.session.view import View
    from tui.session.workspace import Opened

OURS: Final = {theme.name: theme for theme in THEMES}


class ExplorerApp(SessionApp):
    """Upsert Explorer on what was opened. Without a session nothing is remembered, without ``configured`` no
    configuration is read: for pictures and tests."""

    TITLE = "Upsert Explorer"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.APP]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        opened: Opened,
        session: Session | None = None,
        *,
        configured: bool = False,
        lesson: str | None = None,
        offers_tour: bool = False,
    ) -> None:
        """lesson: the name of one to begin with, over what was opened; offers_tour: this is the first start."""
        super().__init__(opened.explorer, session)
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())
        self._first_lesson, self._offers_tour = lesson, offers_tour
        self.opened = opened
        use_plain_signs(lacks_unicode(os.environ))
        self.is_ready = False
        """Whether the first frame can be drawn."""
        self._when_painted: list[Callable[[], object]] = []
        self._rest: RestTime | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.config: Config | None = self._configure() if configured else None
        wanted = (opened.theme, self.config.theme if self.config else None)
        self.theme = next((name for name in wanted if name and name in self.available_themes), THEMES[0].name)

    def get_theme(self, theme_name: str) -> Theme | None:
        """One of ours at once: every widget asks for the theme when it is drawn, and Textual copies the list of all."""
        return OURS.get(theme_name) or super().get_theme(theme_name)

    async def on_event(self, event: events.Event) -> None:
        """A file that is dropped on the terminal comes as a paste of its path; elsewhere it goes on as it is."""
        if isinstance(event, events.Paste) and not event.is_forwarded and self._take_dropped(event.text):
            return
        if self._rest is not None and isinstance(event, events.InputEvent):
            self._rest.postpone()
        await super().on_event(event)

    def _take_dropped(self, text: str) -> bool:
        """Whether a pasted text names files that were dropped, and was taken as them: by the line that has the focus,
        if it is one for paths; by the main screen; elsewhere it is only said where to drop them."""
        from tui.screens.dialogs.path_line import PathLine
        from tui.screens.dialogs.reply_text import ReplyText

        paths = dropped_files(text)
        if not paths:
            return False
        if isinstance(self.focused, (PathLine, ReplyText)):
            self.focused.take_dropped(paths[0])
        elif isinstance(self.screen, MainScreen):
            self.screen.open_dropped(paths)
        elif isinstance(self.focused, (Input, TextArea)):
            return False
        else:
            name = one_line(paths[0].name)
            self.notify(f"To open {name}, go back to the main screen and drop it there.", timeout=6, markup=False)
        return True

    def collect_garbage_when_resting(self) -> None:
        """As a process of its own does: in tests many apps share one."""
        self._rest = RestTime(self)

    def on_app_focus(self) -> None:
        """Back in this window: something else may have changed the payload's file."""
        main = self._main()
        if main is not None:
            main.notice_file()

    def _configure(self) -> Config:
        known = [
            Known(binding.id, binding.key, place, _reach(place, priority=binding.priority))
            for place, bindings in keys.PLACES.items()
            for binding in bindings
            if binding.id
        ]
        config = read_config(known, self.available_themes)
        self.set_keymap(dict(config.keys))
        keys.use_keymap(config.keys)
        return config

    def on_mount(self) -> None:
        """Show the main screen, and what is to be said of the start."""
        self.hear_signals()
        main = self._main()
        if main is not None and self.opened.to_map is not None:
            self.call_after_refresh(main.open_file, *self.opened.to_map)
        self._say_notes()
        for problem in self.config.problems if self.config else ():
            self.notify(one_line(problem), title="configuration", severity="warning", timeout=15, markup=False)
        self.theme_changed_signal.subscribe(self, lambda _: self.remember_soon())
        if self._first_lesson is not None:
            from tui.screens.lessons.opening import begin_lesson

            self.call_after_refresh(begin_lesson, self, self._first_lesson)

    def when_painted(self, do: Callable[[], object]) -> None:
        """Do something once the first frame is painted, which it could keep a person waiting for."""
        self._when_painted.append(do)

    def on_ready(self) -> None:
        """The first layout is made, and every widget knows its size: the first frame can be drawn, and nobody waits for
        what is done after that."""
        self.is_ready = True
        if isinstance(self.screen, LaidOutOnce):
            self.screen.lay_out()
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        for do in self._when_painted:
            do()
        self.remember()
        if self._session is not None:
            self._find_open_calls()

    @work(thread=True, exit_on_error=False)
    def _find_open_calls(self) -> None:
        """Calls that were sent, but of which no reply came, as a crash leaves them: they are said at the next start."""
        from tui.live.journal.journal import Journal

        count = len(Journal(state_folder()).open_entries())
        if count:
            calls = count_of(count, "call")
            sentence = f"{calls} sent without a reply: the outcome is unknown. The journal can look it up."
            self.call_from_thread(self.notify, sentence, severity="warning", timeout=12, markup=False)

    def get_default_screen(self) -> MainScreen:
        """The main screen is the lowest one."""
        screen = self._main_screen()
        self._load_screen_css(screen)
        return screen

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        """The sheets of a screen speak of it alone. Textual would style all that lies below it anew for them."""
        unread = [path for path in screen.css_path if not self.stylesheet.has_source(str(path), "")]
        if unread:
            self.stylesheet.read_all(unread)
            self.stylesheet.reparse()

    def _main_screen(self) -> MainScreen:
        screen = MainScreen(self.explorer, row=self.opened.row, pane=self.opened.pane, looks=self.opened.looks)
        screen.offers_tour = self._offers_tour
        if self.config:
            screen.editor_command = self.config.editor
        return screen

    def _say_notes(self) -> None:
        left = state_folder() / EDITED_OUTSIDE if self._session is not None else None
        outside = sorted(left.glob("*.json")) if left is not None else []
        kept = (f"What an editor wrote was not used: upsert-explorer open {file}" for file in outside)
        for note in (*self.opened.notes, *kept):
            self.notify(one_line(note), timeout=12, markup=False)

    def action_command_palette(self) -> None:
        """Every action by name."""
        from tui.screens.main.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        from tui.screens.lessons.opening import begin_tour
        from tui.screens.main.palette import main_commands, what_if_commands
        from tui.screens.what_if.screen import WhatIfScreen

        if isinstance(screen, MainScreen):
            yield from main_commands(screen)
            yield SystemCommand("Lessons", "Short lessons on the demo data", self.action_lessons)
            yield SystemCommand("5-minute tour", "The first few lessons", partial(begin_tour, self))
        elif isinstance(screen, WhatIfScreen):
            yield from what_if_commands(screen)
        elif (own := getattr(screen, "palette_commands", None)) is not None:  # of a screen that is not loaded at start
            yield from own()
        copy = partial(self.call_later, self.run_action, "copy_marked")
        yield SystemCommand("Copy", "Copy what is marked with the mouse", copy)
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)
        yield SystemCommand("Help", "Explain this pane, and list the keys", self.action_help)
        yield SystemCommand("Quit", "Quit; asks if anything is unsaved", self.action_leave)

    def on_session_changed(self) -> None:
        """Remember it before long."""
        self.remember_soon()

    # --- messages of the screens --------------------------------------------------------------------------------------

    def on_setting_chosen(self, message: SettingChosen) -> None:
        """An assumed rule shall be read another way."""
        self._show_settings(lambda explorer: explorer.set_assumption(message.rule, message.value))

    def on_offer_answered(self, message: OfferAnswered) -> None:
        """What was chosen at the first start; it is not asked again."""
        from tui.screens.lessons.opening import take_offer

        take_offer(self, message.choice)

    def on_view_changed(self) -> None:
        """A screen over the main screen changed what is open."""
        self._show_settings(lambda explorer: explorer.view)

    def on_payload_made(self, message: PayloadMade) -> None:
        """A payload was made from a send, to look at."""
        main = self._main()
        if main is not None:
            main.payload_made(message)

    def on_rows_saved(self, message: RowsSaved) -> None:
        """Rows of a send are to be taken out of the payload."""
        main = self._main()
        if main is not None:
            main.rows_saved(message)

    def on_rows_found(self, message: RowsFound) -> None:
        """Rows of the payload that was sent are in the org."""
        main = self._main()
        if main is not None:
            main.rows_found(message)

    def on_org_written(self, message: OrgWritten) -> None:
        """An org may hold other records now."""
        main = self._main()
        if main is not None:
            main.org_written(message)

    def on_calls_to_explain(self, message: CallsToExplain) -> None:
        """Calls of the journal, or of a send, are to be explained."""
        main = self._main()
        if main is not None:
            main.calls_to_explain(message)

    def on_settings_reset(self) -> None:
        """All assumed rules back to their defaults."""
        self._show_settings(lambda explorer: explorer.reset_assumptions())

    def _show_settings(self, change: Callable[[Explorer], View]) -> None:
        """Change the settings of what is looked at: in a lesson, of the lesson."""
        from tui.screens.assumptions import AssumptionsScreen

        main = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, MainScreen)), None)
        if main is None:
            return
        view = change(main.explorer)
        main.show(view)
        for screen in self.screen_stack:
            if isinstance(screen, AssumptionsScreen):
                screen.show(view.draft.assumptions, view.forecast)

    # --- actions ------------------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Quit; where calls are under way or the payload has unsaved changes, ask first."""
        main = self._main()
        if main is not None:
            main.when_typed(self._ask_and_leave)

    def _ask_and_leave(self) -> None:
        sending = next((screen for screen in self.screen_stack if getattr(screen, "is_sending", False)), None)
        if sending is not None:
            self._leave_while_sending(sending)
            return
        if not self.explorer.view.unsaved:
            self._leave()
            return
        from tui.screens.dialogs.question import Question

        def answered(answer: str | None) -> None:
            main = self._main()
            if answer == "discard":
                self._leave(discard=True)
            elif answer == "save" and main is not None:
                main.save_then(self._leave)

        name = one_line(self.explorer.view.file_name)
        what = name if self.explorer.file is not None else "as a new file"
        choices = [("save", f"Save {what} and quit"), ("discard", "Quit without saving"), ("back", "Go back")]
        self.push_screen(Question(f"{name} has unsaved changes.", choices), answered)

    def _leave_while_sending(self, screen: Screen[object]) -> None:
        from tui.screens.dialogs.question import Question

        def answered(answer: str | None) -> None:
            if answer == "stop":
                cast("SendScreen", screen).stop_and(self._leave)
            elif answer == "now":
                self._leave()

        choices = [
            ("back", "Go back"),
            ("stop", "Stop, and quit when the current call has ended"),
            ("now", "Quit now: the outcome of that call is unknown until you look it up"),
        ]
        self.push_screen(
            Question("Calls are in progress. What was sent stays sent and is in the journal.", choices), answered
        )

    def _leave(self, *, discard: bool = False) -> None:
        self.remember(discard=discard)
        self._session_is_final = True
        self.exit(0)

    def action_copy_marked(self) -> None:
        """Copy the words that are marked, without the blanks behind each line, and say so. Skipped where none are, also
        for what is marked in a text field: Textual lets only one of both be."""
        lines = [line.rstrip() for line in (self.screen.get_selected_text() or "").split("\n")]
        text = "\n".join(lines).strip("\n")
        if not text:
            self.screen.clear_selection()  # Textual would copy the blank, or the nothing of what has no words
            raise SkipAction
        self.copy_to_clipboard(text)
        many = text.count("\n") + 1
        what = count_of(many, "line") if many > 1 else shorten(one_line(text), 60, placeholder="…")
        self.notify(f"Sent to the terminal's clipboard: {what}", timeout=3, markup=False)

    def action_lessons(self) -> None:
        """Choose a lesson, and open it over what is open."""
        from tui.screens.dialogs.help import HelpScreen
        from tui.screens.lessons.opening import choose_lesson

        below_help = next(screen for screen in reversed(self.screen_stack) if not isinstance(screen, HelpScreen))
        if not isinstance(below_help, MainScreen):
            self.notify("Lessons open from the main screen: go back to it first.", timeout=6, markup=False)
            return
        if self.screen is not below_help:
            self.pop_screen()
        choose_lesson(self)

    async def action_help(self) -> None:
        """Explain the words on the screen and list the keys."""
        from tui.screens.dialogs.help import HelpScreen, help_of

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(help_of(self.screen))


def _reach(place: str, *, priority: bool) -> Reach:
    """Where a binding is heard, as the configuration needs to know it."""
    if priority:
        return "screen"
    return "lists" if place in ("any list", "lists of the main screen") else "place"
