"""The look of the journal: the list of calls with its filters, and one call in full below it.

What can be done about a call is in tui.screens.journal.screen.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.live.journal.reading import calls_of_send
from tui.screens.dialogs.background import in_background
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.org_dialog import LiveDialog, Trouble
from tui.screens.journal.detail import TABS, detail_text, head_text
from tui.screens.journal.list import OUTCOMES, EntrySelected, JournalList, Kept, in_order
from tui.screens.journal.reopened import Reopened
from tui.widgets.look import ACCENT, MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.live.journal.journal import Journal, JournalEntry


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


class JournalView(LiveDialog[Reopened]):
    """The calls of a journal, filtered, and one of them in full."""

    AUTO_FOCUS = "JournalList"
    DEFAULT_CSS = """
    JournalView {
        & > Vertical { width: 150; height: 96%; max-height: 70; padding: 0 2; border-subtitle-color: $text-muted; }
        & #filters { height: 1; margin: 0 0 1 0; }
        & #search { width: 1fr; }
        & _Chip { width: auto; padding: 0 1; margin: 0 0 0 1; }
        & _Chip:hover { background: $primary-muted; }
        & JournalList { height: 2fr; min-height: 4; background: $surface; }
        & #tabs { height: 1; margin: 1 0 0 0; }
        & #tabs _Chip { margin: 0 1 0 0; }
        & #head { width: 1fr; height: 1; padding: 0 0 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
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

    LOOK_AGAIN_S: ClassVar = 1.0
    """Seconds after which the journal is read again while a call is under way."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._kept: list[Kept] = []
        self._profile: str | None = None
        self._outcome: str | None = None
        self._tab = "rows"
        self._looked_at = ""

    def compose(self) -> ComposeResult:
        """Filters, the calls, one of them in full."""
        with Vertical() as box:
            box.border_title = "journal"
            with Horizontal(id="filters"):
                key = keys.key_name("journal.search")
                search = _Search(placeholder=f"{key} search in all that was sent and came", id="search")
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
        self.query_one(JournalList).styles.max_height = max(4, len(kept) + 1)  # what it does not need is the text's
        self._filter()
        if any(each.entry.sending for each in kept):
            self.set_timer(self.LOOK_AGAIN_S, lambda: in_background(self._look_again))

    def _look_again(self) -> None:
        kept = in_order(self._journal.entries())
        self.tell(partial(self._show, kept))

    def _paint_count(self, shown: int) -> None:
        open_entries = sum(each.entry.is_open for each in self._kept)
        texts = [count_of(len(self._kept), "call")]
        if shown < len(self._kept):
            texts[0] = f"{shown} of {texts[0]}"
        if under_way := sum(each.entry.sending for each in self._kept):
            texts.append(f"{under_way} under way")
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
        found = [entry for entry in found if self._outcome in (None, entry.state)]
        self._paint_filter("profile", f"{keys.key_name('journal.profile')} profile", self._profile)
        self._paint_filter("outcome", f"{keys.key_name('journal.outcome')} outcome", self._outcome)
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
        there = {each.entry.state for each in self._kept}
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
        if self._entry is None or self._entry.id != self._looked_at:
            self._looked_at = self._entry.id if self._entry else ""
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

    # --- words --------------------------------------------------------------------------------------------------------

    def _say(self, sentence: str) -> None:
        self.query_one("#said", Static).update(Content.styled(one_line(sentence), MUTED))

    def _complain(self, sentence: str) -> None:
        self.query_one("#said", Static).update(Content.styled(f"! {one_line(sentence)}", f"bold {MOVED}"))


def _next(value: str | None, values: Sequence[str]) -> str | None:
    """The one after a value; None stands between the last and the first."""
    ring = [None, *values]
    return ring[(ring.index(value) + 1) % len(ring)] if value in ring else None
