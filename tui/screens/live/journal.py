"""The journal: every call that left, what was forecast and what came; and what can be done about it afterwards.

It reopens a body as a payload, puts back what a send changed (as a payload to look at), looks up what became of a call
without a readable reply, and writes an entry to a file. It sends nothing itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.core.describe import count_of
from tui.core.display import one_line
from tui.core.forecast_json import json_text
from tui.files import write_atomically
from tui.live.journal_reading import calls_of_send, entry_json
from tui.live.lookup import look_up, rows_not_in
from tui.live.restore import restoration
from tui.screens.choices import Keys, hanging
from tui.screens.live.asking import LiveDialog, Trouble, client_of
from tui.screens.live.findings import Findings
from tui.screens.live.journal_detail import TABS, detail_text, head_text
from tui.screens.live.journal_list import OUTCOMES, EntrySelected, JournalList, Kept, in_order
from tui.screens.live.modules import asked_of, held_for
from tui.screens.save_as import SaveAs
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.metadata import Module
    from tui.core.values import Json
    from tui.live.journal import Journal, JournalEntry
    from tui.live.lookup import LookedUp, Lookup, LookupReader
    from tui.live.restore import Restoration
    from tui.screens.live.modules import Held

    Connect = Callable[[str], AbstractContextManager[LookupReader]]

JOURNAL: Final = [
    Binding("enter", "zoom", "Detail", id="journal.zoom", tooltip="The call in full height, and back"),
    Binding("o", "reopen", "Reopen", id="journal.reopen", tooltip="Open what was sent as a payload"),
    Binding("r", "restore", "Restore", id="journal.restore", tooltip="Make the payload that puts old values back"),
    Binding("l", "look_up", "Look up", id="journal.look_up", tooltip="Ask the org what became of the rows"),
    Binding("e", "export", "Export", id="journal.export", tooltip="Write the call to a file"),
    Binding("left", "tab(-1)", "Tab left", id="journal.left", show=False),
    Binding("right", "tab(1)", "Tab right", id="journal.right", show=False),
    Binding("p", "next_profile", "Profile", id="journal.profile", show=False, tooltip="Only the sends of one profile"),
    Binding("u", "next_outcome", "Outcome", id="journal.outcome", show=False, tooltip="Only one outcome"),
    Binding("slash,ctrl+f", "search", "Search", id="journal.search", show=False, tooltip="Search in all that was sent"),
]
"""The keys of the journal."""

_FATES: Final = {"in": ("✓ in", "$text-success"), "not_in": ("✗ not in", CLEARED), "cannot_tell": ("? open", MOVED)}
_NAMED: Final = 200
"""Rows or records that a list of findings names."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A payload out of the journal, to be opened: its text and module, what to call it, and the profile whose org it is
    about. ``restores``: whether it puts old values back."""

    text: str
    module: str
    name: str
    profile: str
    restores: bool = False


class _Search(Input):
    pass


class _Chip(Static):
    """A filter or a tab, to be clicked."""

    ALLOW_SELECT = False

    def __init__(self, action: str, *, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._action = action

    async def on_click(self) -> None:
        """Do what its key does."""
        await self.screen.run_action(self._action)


class JournalScreen(LiveDialog[Reopened]):
    """Every call of the journal. Returns a payload to open, or None.

    held: a module as the open data set has it, None where it does not; connect: a client of a profile's org, used in a
    thread; folder: where exports are offered to be written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*JOURNAL]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]  # noqa: RUF012 - Textual's own shape
    AUTO_FOCUS = "JournalList"
    HELP = """\
## Journal
Every call that left for an org, the latest first; above them those of which no reply came, as a crash leaves them:
whether they arrived is **unknown**.

- **o** opens what was sent as a payload, **r** makes the payload that puts back what the send changed
- **l** looks up what became of a call of unknown outcome, **e** writes a call to a file
- **p** and **u** filter by profile and outcome, **/** searches in all that was sent and came
- **left** and **right** change the text below, **enter** gives it the whole height
"""
    DEFAULT_CSS = """
    JournalScreen {
        & > Vertical { width: 150; height: 96%; max-height: 70; padding: 0 2; border-subtitle-color: $text-muted; }
        & #filters { height: 1; margin: 0 0 1 0; }
        & #search { width: 1fr; }
        & _Chip { width: auto; padding: 0 1; margin: 0 0 0 1; }
        & _Chip:hover { background: $primary-muted; }
        & JournalList { height: 2fr; min-height: 4; background: $surface; }
        & #tabs { height: 1; margin: 1 0 0 0; }
        & #tabs _Chip { margin: 0 1 0 0; }
        & #head { width: 1fr; height: 1; padding: 0 0 0 1; }
        & #detail { height: 3fr; min-height: 4; background: $surface; }
        & #text { width: 1fr; }
        & #said { height: 1; }
        & Keys { margin: 0; }
        &.-zoomed JournalList, &.-zoomed #filters { display: none; }
        &.-zoomed #tabs { margin: 0; }
        & JournalList, & #detail {
            scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-color: $foreground 25%;
            scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
            scrollbar-color-hover: $accent; scrollbar-color-active: $accent;
        }
    }
    """

    def __init__(self, journal: Journal, held: Held, folder: Path, connect: Connect = client_of) -> None:
        super().__init__()
        self._journal, self._held, self._folder, self._connect = journal, held, folder, connect
        self._kept: list[Kept] = []
        self._profile: str | None = None
        self._outcome: str | None = None
        self._tab = "rows"

    def compose(self) -> ComposeResult:
        """Filters, the calls, one of them in full."""
        with Vertical() as box:
            box.border_title = "journal"
            with Horizontal(id="filters"):
                search = _Search(placeholder="/ search in all that was sent and came", id="search")
                search.cursor_blink = False
                yield search
                yield _Chip("next_profile", id="profile")
                yield _Chip("next_outcome", id="outcome")
            yield JournalList()
            with Horizontal(id="tabs"):
                for name in TABS:
                    yield _Chip(f"show_tab('{name}')", id=f"tab-{name}")
                yield Static("", id="head", markup=False)
            with VerticalScroll(id="detail", can_focus=True):
                yield Static("", id="text", markup=False)
            yield Static("", id="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Read the journal in a thread: it may be long."""
        self._paint_tabs()
        self._read()

    # --- reading ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self.ask("reading the journal", lambda: in_order(self._journal.entries()), self._show)

    def _show(self, kept: list[Kept] | Trouble) -> None:
        if isinstance(kept, Trouble):
            self._complain(f"the journal cannot be read: {kept.sentence}")
            return
        self._kept = kept
        self._filter()

    def _paint_count(self, shown: int) -> None:
        open_entries = sum(each.entry.is_open for each in self._kept)
        texts = [count_of(len(self._kept), "call")]
        if shown < len(self._kept):
            texts[0] = f"{shown} of {texts[0]}"
        if open_entries:
            texts.append(f"{open_entries} without a reply")
        if self._journal.damaged_lines:
            texts.append(f"{count_of(self._journal.damaged_lines, 'line')} could not be read")
        self.query_one(Vertical).border_subtitle = " · ".join(texts)

    def busy_changed(self) -> None:
        """Show what is waited for."""
        self.query_one("#said", Static).update(self.waiting if self.busy else "")

    @property
    def _entries(self) -> list[JournalEntry]:
        """All of them, in the order in which they left."""
        return sorted((each.entry for each in self._kept), key=lambda entry: (entry.begun_at, entry.facts.batch))

    @property
    def _entry(self) -> JournalEntry | None:
        return self.query_one(JournalList).entry

    def _calls(self, entry: JournalEntry) -> tuple[JournalEntry, ...]:
        return calls_of_send(entry, self._entries if entry.facts.batches > 1 else (entry,))

    # --- filters ------------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _filter(self) -> None:
        words = self.query_one("#search", Input).value.casefold().split()
        found = [each.entry for each in self._kept if all(word in each.words for word in words)]
        found = [entry for entry in found if self._profile in (None, entry.facts.profile)]
        found = [entry for entry in found if self._outcome in (None, entry.outcome)]
        self._paint_filter("profile", "p profile", self._profile)
        self._paint_filter("outcome", "u outcome", self._outcome)
        self._paint_count(len(found))
        if self._kept:
            empty = "No call passes the filter."
        else:
            empty = "Nothing was sent yet. Whatever is sent stands here, before it leaves."
        self.query_one(JournalList).show(found, empty)

    def _paint_filter(self, name: str, label: str, value: str | None) -> None:
        shown = "all" if value is None else one_line(value.replace("_", " "))
        style = MUTED if value is None else f"bold {ACCENT}"
        self.query_one(f"#{name}", Static).update(Content.assemble((f"{label}: ", MUTED), (shown, style)))

    def action_next_profile(self) -> None:
        """Only the sends of the next profile, after the last all of them."""
        names = sorted({each.entry.facts.profile for each in self._kept})
        self._profile = _next(self._profile, names)
        self._filter()

    def action_next_outcome(self) -> None:
        """Only the next outcome, after the last all of them."""
        there = {each.entry.outcome for each in self._kept}
        self._outcome = _next(self._outcome, [name for name in OUTCOMES if name in there])
        self._filter()

    def action_search(self) -> None:
        """Go to the search line."""
        self.query_one("#search").focus()

    @on(Input.Submitted)
    def _searched(self) -> None:
        self.query_one(JournalList).focus()

    # --- one call -----------------------------------------------------------------------------------------------------

    @on(EntrySelected)
    def _selected(self) -> None:
        self._paint_detail()
        self.query_one("#detail").scroll_home(animate=False)

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self.call_after_refresh(self._paint_detail)

    def _paint_detail(self) -> None:
        entry, text = self._entry, self.query_one("#text", Static)
        self.query_one("#head", Static).update(head_text(entry) if entry else "")
        if entry is None:
            text.update("")
            return
        width = max(30, self.query_one("#detail").scrollable_content_region.width - 1)
        text.update(detail_text(self._tab, entry, self._calls(entry), width))

    def _paint_tabs(self) -> None:
        for name, title in TABS.items():
            style = f"bold underline {ACCENT}" if name == self._tab else MUTED
            self.query_one(f"#tab-{name}", Static).update(Content.styled(title, style))

    def action_show_tab(self, name: str) -> None:
        """Show another text of the call."""
        self._tab = name
        self._paint_tabs()
        self._paint_detail()
        self.query_one("#detail").scroll_home(animate=False)

    def action_tab(self, step: int) -> None:
        """The text to the left or right."""
        names = list(TABS)
        self.action_show_tab(names[(names.index(self._tab) + step) % len(names)])

    def action_zoom(self) -> None:
        """Give the text the whole height, or take it back."""
        zoomed = not self.has_class("-zoomed")
        self.set_class(zoomed, "-zoomed")
        self.query_one("#detail" if zoomed else "JournalList").focus()
        self.call_after_refresh(self._paint_detail)

    async def action_dismiss(self, result: Reopened | None = None) -> None:
        """Escape goes back a step: out of the whole height, out of the search, out of the journal."""
        search = self.query_one("#search", Input)
        if self.has_class("-zoomed"):
            self.action_zoom()
        elif search.has_focus or search.value:
            search.value = ""
            self.query_one(JournalList).focus()
        else:
            await super().action_dismiss(result)

    # --- reopening and exporting --------------------------------------------------------------------------------------

    def action_reopen(self) -> None:
        """Open what was sent as a payload."""
        if (entry := self._entry) is not None:
            self.dismiss(_payload(entry, entry.body, f"sent {entry.id}"))

    def action_export(self) -> None:
        """Write the call to a file: what was sent, forecast and answered, and the comparison."""
        entry = self._entry
        if entry is None:
            return
        calls = self._calls(entry)

        def chosen(path: Path | None) -> None:
            if path is None:
                return
            try:
                write_atomically(path, json_text(entry_json(entry, calls)), 0o600)
            except OSError as error:
                self._complain(f"Not written: {(error.strerror or str(error)).lower()}")
            else:
                self._say(f"Written to {path.name}")

        default = self._folder / f"sent-{_file_name(entry.id)}.json"
        self.app.push_screen(SaveAs(default, "export the call as"), chosen)

    # --- the way back -------------------------------------------------------------------------------------------------

    def action_restore(self) -> None:
        """Make the payload that puts back what the whole send changed."""
        entry = self._entry
        if entry is None:
            return
        calls = calls_of_send(entry, self._entries)
        found = partial(self._restored, entry)
        if (module := held_for(calls, self._held)) is not None:
            found(restoration(calls, module))
        else:
            what = f"asking {one_line(entry.facts.profile)} for the fields of {one_line(entry.facts.module)}"
            self.ask(what, lambda: restoration(calls, self._asked_module(entry)), found)

    def _asked_module(self, entry: JournalEntry) -> Module:
        with self._connect(entry.facts.profile) as client:
            return asked_of(client, entry.facts.module)

    def _restored(self, entry: JournalEntry, found: Restoration | Trouble) -> None:
        if isinstance(found, Trouble):
            self._complain(f"Nothing can be put back without the module's fields: {found.sentence}")
            return
        body, answers = found.body, [("back", "Go back")]
        if found.inserted:
            answers.insert(0, ("copy", f"Copy the {count_of(len(found.inserted), 'inserted id')}"))
        if body is not None:
            answers.insert(0, ("open", "Open the payload that puts the old values back (nothing is sent yet)"))

        def answered(answer: str | None) -> None:
            if answer == "open" and body is not None:
                self.dismiss(_payload(entry, body, f"restore {entry.id}", restores=True))
            elif answer == "copy":
                self.app.copy_to_clipboard("\n".join(each.record_id for each in found.inserted))
                self._say("Sent to the terminal's clipboard.")

        lines = list(_restoration_lines(found, self.app.size.width))
        self.app.push_screen(Findings("restore", lines, answers), answered)

    # --- looking up ---------------------------------------------------------------------------------------------------

    def action_look_up(self) -> None:
        """Read back what became of the rows of a call of unknown outcome."""
        entry = self._entry
        if entry is None:
            return
        if entry.outcome != "unknown":
            self._complain(f"There is nothing to look up: the call was {entry.outcome.replace('_', ' ')}.")
            return
        self.ask(
            f"asking {one_line(entry.facts.profile)} what became of {count_of(len(entry.rows), 'row')}",
            lambda: self._look_up(entry),
            partial(self._looked_up, entry),
        )

    def _look_up(self, entry: JournalEntry) -> Lookup:
        """In the thread: ask, and keep in the journal what was found, unless nothing was."""
        with self._connect(entry.facts.profile) as client:
            found = look_up(client, entry, held_for([entry], self._held) or asked_of(client, entry.facts.module))
        if not found.problem or found.counted("cannot_tell") < len(found.rows):
            rows: list[Json] = [{"index": row.index, "fate": row.fate, "id": row.record_id} for row in found.rows]
            self._journal.note(entry.id, "looked_up", found.text, rows=rows)
        return found

    def _looked_up(self, entry: JournalEntry, found: Lookup | Trouble) -> None:
        if isinstance(found, Trouble):
            lines = [
                Content.styled(f"! {one_line(found.sentence)}", CLEARED),
                Content.styled("What became of it is open.", MUTED),
            ]
            again = None
        else:
            lines, again = list(_lookup_lines(found, self.app.size.width)), rows_not_in(entry, found)
        answers = [("back", "Go back")]
        if again is not None:
            text = f"Open the {count_of(len(again['data']), 'row')} that are not in as a payload (nothing is sent yet)"
            answers.insert(0, ("open", text))
        if entry.is_open:
            answers.append(("aside", "Set it aside: do not show it first any more"))

        def answered(answer: str | None) -> None:
            if answer == "open" and again is not None:
                self.dismiss(_payload(entry, again, f"not in of {entry.id}"))
                return
            if answer == "aside":
                try:
                    self._journal.note(entry.id, "set_aside", "set aside by hand")
                except OSError as error:
                    self._complain(f"Not kept: {(error.strerror or str(error)).lower()}")
            self._read()

        self.app.push_screen(Findings("what happened", lines, answers), answered)

    # --- words --------------------------------------------------------------------------------------------------------

    def _say(self, sentence: str) -> None:
        self.query_one("#said", Static).update(Content.styled(one_line(sentence), MUTED))

    def _complain(self, sentence: str) -> None:
        self.query_one("#said", Static).update(Content.styled(f"! {one_line(sentence)}", f"bold {MOVED}"))


def _next(value: str | None, values: Sequence[str]) -> str | None:
    """The one after a value; None stands between the last and the first."""
    ring = [None, *values]
    return ring[(ring.index(value) + 1) % len(ring)] if value in ring else None


def _payload(entry: JournalEntry, body: Json, name: str, *, restores: bool = False) -> Reopened:
    text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    return Reopened(text, entry.facts.module, f"{_file_name(name)}.json", entry.facts.profile, restores)


def _file_name(text: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in text)


def _restoration_lines(found: Restoration, width: int) -> Iterator[Content]:
    room = min(width, 92) - 8
    records = len(found.body["data"]) if found.body else 0
    if records:
        yield Content.assemble(("~ ", ACCENT), f"{count_of(records, 'record')} can get the old values back.")
    else:
        yield Content.styled("There are no old values to put back.", MUTED)
    if found.inserted:
        what = "record was inserted; it stays" if len(found.inserted) == 1 else "records were inserted; they stay"
        yield hanging(
            Content.styled("+ ", "$text-success"),
            Content(f"{len(found.inserted)} {what} until you delete what you do not want, in Zoho:"),
            room,
        )
        for each in found.inserted[:_NAMED]:
            yield Content.assemble((f"  row {each.index + 1:<5}", MUTED), one_line(each.record_id))
        if len(found.inserted) > _NAMED:
            yield Content.styled(f"  and {len(found.inserted) - _NAMED} more", MUTED)
    for note in found.notes[:_NAMED]:
        yield hanging(Content.styled("! ", MOVED), Content.styled(one_line(note), MOVED), room)
    if len(found.notes) > _NAMED:
        yield Content.styled(f"  and {len(found.notes) - _NAMED} more", MUTED)


def _lookup_lines(found: Lookup, width: int) -> Iterator[Content]:
    yield Content.styled(found.text, "bold")
    for row in found.rows[:_NAMED]:
        yield _fate(row, min(width, 92) - 8)
    if len(found.rows) > _NAMED:
        yield Content.styled(f"and {len(found.rows) - _NAMED} more", MUTED)


def _fate(row: LookedUp, width: int) -> Content:
    word, style = _FATES[row.fate]
    mark = Content.assemble((f"row {row.index + 1:<4}", MUTED), (f"{word:<10}", style))
    return hanging(mark, Content.styled(one_line(row.sentence), MUTED), width)
