"""The records of the data set: searched in any writing, one in full, which rows reach it, its twins, and its fields.

It changes nothing but what is open: a record is put into the payload as a row, or a field is tried as unique, both
through the Explorer and undone like any change. What takes a while is done in threads (tui.screens.records.work).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import SystemCommand
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.core.display import one_line, record_name
from tui.core.rules import Settings
from tui.core.target import Matcher
from tui.core.tried_unique import why_not_tried
from tui.core.views.describe import count_of, listed
from tui.core.views.record_row import row_of
from tui.core.views.twins import twins_of
from tui.dataset.browse import Sort
from tui.messages import ChipPressed, ViewChanged
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.picker import Choice, Picker
from tui.screens.records.pane import Line, LinkedLines, OfField, RecordPane, ToRecord, ToRow, ToSearch
from tui.screens.records.table import RecordSelected, RecordTable, SortWanted
from tui.screens.records.tabs import FoldedRecord, OneRecord, field_lines, hit_lines, twin_lines
from tui.screens.records.work import Place, RecordsWork
from tui.widgets.clipboard import copy
from tui.widgets.look import ACCENT, MOVED, MUTED, STRONG, linked_record, with_record_links
from tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.values import Record
    from tui.core.views.record_hits import Hit
    from tui.core.views.twins import Twins

__all__ = ["Place", "RecordsScreen"]


class RecordsScreen(RecordsWork):
    """The screen, at a place of an Explorer's data set. Returns a row of the payload to go to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.RECORDS, *keys.HISTORY]
    AUTO_FOCUS = "RecordTable"
    CSS_PATH = [SHEET, "records.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP = """\
## Records
The records of one module, as the data set holds them. **{records.search}** searches ids and values, however they are
written: letter case, spaces and the format of a phone do not count. `Phone = 555 0101` finds the records that an upsert
would match by this value, and no others. An id may be pasted in quotes, with `zcrm_`, or as the address of a record in
Zoho; if it belongs to another module, **{records.open}** goes there. **{records.sort}** or a click on a column's name
sorts.

- **Record**: every value; **2 records hold it** marks one that others share, and leads to them
- **Hit by**: the rows of the payload that reach this record, now and under other orders; **→** leads there
- **Twins**: other records with the same value of a check field, and those that are only written differently;
  **{records.twins}** lists the twins of the whole module
- **Fields**: the module's fields; **{records.unique}** tries the one under the cursor as unique, or as not unique. The
  forecast then goes by it and says so; nothing is written to the data set
- **{records.into_payload}** adds the record to the payload as a row, without its id; **{history.undo}** takes it back
- **{records.copy_id}** copies the id in full, on Fields the API name; **{records.copy_tab}** copies the tab
"""

    _said: Content | str = ""

    def compose(self) -> ComposeResult:
        """What is looked at, the search, the table, the record."""
        with Horizontal(id="records-top"):
            yield Words(id="records-title")
            search = Input(placeholder=f"{keys.key_name('records.search')} search ids and values")
            search.cursor_blink = False
            yield search
            yield Words(id="records-count")
        with Horizontal(id="records-panes"):
            with Vertical(id="records-list"):
                yield RecordTable()
            yield RecordPane()
        yield Static("", classes="said", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Open at the place."""
        self._folded = FoldedRecord()
        self.query_one(RecordPane).tab = self.place.tab
        self.open(self.place)

    # --- showing ------------------------------------------------------------------------------------------------------

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one(RecordTable)

    @property
    def pane(self) -> RecordPane:
        """The record beside it."""
        return self.query_one(RecordPane)

    def show_words(self, words: str) -> None:
        """What is searched for, in the line for it."""
        search = self.query_one(Input)
        with search.prevent(Input.Changed):
            search.value = words

    def show_listing(self, at: int) -> None:
        """Other records are listed."""
        module = self.module
        if module is None or self.listing is None:
            return
        self.table.show(self.listing, module, self.sort, self._why_empty(), at)
        self.show_state()

    def show_state(self) -> None:
        """What is around the table: the data set, the counts, what is waited for."""
        data_set, module = self.explorer.data_set, self.module
        date = f" · of {one_line(data_set.made_at[:10])}" if data_set.made_at else ""
        title = Content.assemble(("Records", "bold"), "   ", (one_line(data_set.name), STRONG), (date, MUTED))
        self.query_one("#records-title", Words).say(title)
        self.query_one("#records-count", Words).say(Content.styled(self._count(), ACCENT if self.words else MUTED))
        box = self.query_one("#records-list")
        if module is not None:
            key = keys.key_name("records.module")
            box.border_title = Content(f"{one_line(module.api_name)} · {key} another module")
            box.border_subtitle = Content(self._twins_text())
        self.show_waiting()

    def say(self, text: Content | str) -> None:
        """Say something; it stays said while other things are waited for."""
        self._said = text
        super().say(text)

    def show_waiting(self) -> None:
        """What is waited for, in the line at the bottom; then again what was said last."""
        if self.busy:
            super().say(Content.assemble(("⋯ ", ACCENT), (self.busy, MUTED)))
        elif self.elsewhere is not None:
            there = one_line(self.elsewhere.module)
            said = f"{one_line(self.elsewhere.record_id or '')} is a record of {there}: ⏎ shows it."
            super().say(with_record_links(Content.styled(said, MOVED), self.elsewhere.module))
        elif self._said or not self.partial:
            super().say(self._said)
        else:
            super().say(Content.styled("Only what was looked up is here; the org may hold more.", MOVED))

    def _count(self) -> str:
        total = len(self.browser) if self.browser is not None else 0
        if self.only_twins:
            return f"{count_of(self.group_count, 'group')} of twins"
        if not self.words:
            return count_of(total, "record")
        found = len(self.listing) if self.listing is not None else 0
        how = "hold this value" if self.sought.key is not None else "match, however it is written"
        if self.counts_on or (self.sought.key is None and not self.is_searchable):
            return f"{found:,} so far of {total:,}, still searching"
        return f"{found:,} of {total:,} {how}"

    def _why_empty(self) -> str:
        if self.words and not self.is_searchable:
            return "Getting ready to search."
        if self.only_twins:
            return "No two records of this module share a check value, however it is written."
        if self.words:
            return "No record matches. Esc clears the search."
        return (
            "The data set has no records of this module."
            if not self.partial
            else "Nothing of this module was looked up."
        )

    def _twins_text(self) -> str:
        if self.module is None or self.groups is None:
            return ""
        texts = []
        for field in self.module.checkable:
            for other, how in ((False, ""), (True, " written differently")):
                count = sum(each.field == field.api_name and each.other_writing is other for each in self.groups)
                if count:
                    texts.append(f"{one_line(field.api_name)}{how}: {count}")
        return f"twins by {' · by '.join(texts)}" if texts else "no twins"

    @on(RecordSelected)
    def show_record(self) -> None:
        """The record under the cursor, in the tabs beside the table."""
        record, module = self.table.record, self.module
        pane = self.pane
        if module is None:
            return
        hits, twins = self._hits_of(record), self._twins_of(record)
        titles = {
            "record": "Record",
            "hits": f"Hit by {count_of(len(hits), 'row')}" if hits is not None else "Hit by …",
            "twins": f"Twins {sum(each.same + each.other_writing for each in twins)}"
            if twins is not None
            else "Twins …",
            "fields": f"Fields {len(module.fields)}",
        }
        if record is not None:
            pane.border_title = Content.assemble(one_line(record["id"]), " ", (record_name(record, module), STRONG))
        else:
            pane.border_title = Content("no record")
        same = record is not None and record["id"] == self._shown_id
        self._shown_id = record["id"] if record is not None else ""

        def lines_of(tab: str, width: int) -> Sequence[Line]:
            if tab == "fields":
                return field_lines(module, width)
            if record is None:
                return [Line(Content.styled("There is no record to show.", MUTED))]
            if tab == "record":
                modules = frozenset(self.explorer.data_set.modules())
                return self._folded.lines(OneRecord(record, module, self._shared(record), modules), width)
            if tab == "hits":
                return self._hit_lines(hits, width)
            if twins is None:
                return [Line(Content.styled("Comparing the records of this module …", MUTED))]
            return twin_lines(twins, module, self.get, width)

        pane.show(titles, lines_of, from_top=not same)

    def _hits_of(self, record: Record | None) -> tuple[Hit, ...] | None:
        if record is None or self.why_no_hits:
            return ()
        return None if self.hits is None else self.hits.of(record["id"])

    def _hit_lines(self, hits: tuple[Hit, ...] | None, width: int) -> list[Line]:
        made = self.explorer.view.forecast
        if self.why_no_hits or hits is None or made is None:
            return [Line(Content.styled(self.why_no_hits or "Looking at the rows …", MUTED))]
        note = self.hits_note or ("" if hits else "No row of the payload reaches this record, under any order.")
        return hit_lines(hits, made, note, width)

    def _twins_of(self, record: Record | None) -> tuple[Twins, ...] | None:
        module, browser = self.module, self.browser
        if record is None or module is None or browser is None:
            return ()
        if not browser.is_ready(module):
            return None
        form = Matcher(module, Settings(self.explorer.view.draft.assumptions)).form
        return twins_of(record, module, browser.find, self.get, form)

    def _shared(self, record: Record) -> dict[str, int]:
        return {} if self.browser is None or self.module is None else self.browser.shared(record, self.module)

    # --- searching and sorting ----------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.search(event.value)

    @on(Input.Submitted)
    def _searched(self) -> None:
        """To what was found; where the id of a record of another module was typed, to that record."""
        if self.elsewhere is not None:
            self.go(replace(self.elsewhere, tab=self.pane.tab))
        self.set_focus(self.table)

    def on_click(self, event: events.Click) -> None:
        """The id of a record of another module was clicked."""
        if (wanted := linked_record(event)) is not None:
            self.go(Place(wanted.module or self.place.module, wanted.id, tab=self.pane.tab))

    def action_search(self) -> None:
        """Go to the search line."""
        self.remove_class("-zoomed")
        self.set_focus(self.query_one(Input))

    def action_to_table(self) -> None:
        """From the search line to what it found."""
        self.set_focus(self.table)

    @on(SortWanted)
    def _sort_wanted(self, message: SortWanted) -> None:
        turned = self.sort.name == message.name and not self.sort.descending
        self.sort_by(Sort(message.name, descending=turned))

    def action_sort(self) -> None:
        """By the next column; after the last, by age again."""
        names = ["", *self.table.sortable]
        place = names.index(self.sort.name) if self.sort.name in names else -1
        self.sort_by(Sort(names[(place + 1) % len(names)]))

    def action_turn(self) -> None:
        """The other way round."""
        self.sort_by(Sort(self.sort.name, descending=not self.sort.descending))

    def action_twins(self) -> None:
        """Only the twins of the module, in groups; once more, all records."""
        if self.groups is None:
            self.complain("The records are still being compared. Try again in a moment.")
        else:
            self.show_twins(not self.only_twins)

    # --- going places -------------------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """The record in full: in a narrow window in place of the table."""
        self.add_class("-zoomed")
        self.pane.lines.focus(scroll_visible=False)

    @on(ChipPressed)
    async def _chip_pressed(self, message: ChipPressed) -> None:
        message.stop()
        await self.run_action(message.action)

    def action_go_to_tab(self, tab: str) -> None:
        """Show a tab."""
        self.pane.go_to(tab)

    def action_tab(self, step: int) -> None:
        """The tab on the left or right."""
        self.pane.next_tab(step)

    @on(LinkedLines.Followed)
    def _followed(self, message: LinkedLines.Followed) -> None:
        match message.target:
            case ToRecord(module, record_id):
                self.go(Place(module, record_id, tab=self.pane.tab))
            case ToSearch(words):
                self.go(Place(self.place.module, self._shown_id, words, self.pane.tab))
            case ToRow(index):
                self.dismiss(index)

    async def action_dismiss(self, result: int | None = None) -> None:
        """Escape goes back a step: to the table, out of the twins, out of the search, to where one came from."""
        search = self.query_one(Input)
        if self.has_class("-zoomed"):
            self.remove_class("-zoomed")
            self.table.focus(scroll_visible=False)
        elif self.only_twins:
            self.show_twins(False)
        elif self.can_go_back:
            self.go_back()
        elif search.has_focus or search.value:
            search.value = ""
            self.set_focus(self.table)
        else:
            await super().action_dismiss(result)

    def action_pick_module(self) -> None:
        """Look at the records of another module."""

        def picked(name: str | None) -> None:
            if name is not None and name != self.place.module:
                self.go(Place(name))

        choices = [Choice(name, facts) for name, facts in self.module_facts()]
        self.app.push_screen(Picker("records of", choices, self.place.module), picked)

    # --- what can be done with a record -------------------------------------------------------------------------------

    def action_copy_id(self) -> None:
        """The id in full; on Fields, the API name of the field under the cursor."""
        target = self.pane.lines.target
        if self.pane.tab == "fields" and isinstance(target, OfField) and self.pane.lines.has_focus:
            copy(self, target.name, one_line(target.name))
        elif self.table.record is not None:
            copy(self, self.table.record["id"], one_line(self.table.record["id"]))

    def action_copy_tab(self) -> None:
        """The text of the tab."""
        self.pane.copy_tab()

    def action_into_payload(self) -> None:
        """The record becomes the last row of the payload."""
        record, module, view = self.table.record, self.module, self.explorer.view
        if record is None or module is None:
            return
        if view.stale or view.request is None:
            self.complain("The payload can't be read. Fix it first.")
        elif view.module.api_name != module.api_name:
            self.complain(f"The payload is for {view.module.api_name}. Switch its module to {module.api_name} first.")
        else:
            row = row_of(record, module)
            number = len(view.request.rows) + 1
            self.changed(self.explorer.add_row(row.values, f"{one_line(record['id'])} added as row {number}"))
            without = f" Left out: {listed([one_line(name) for name in row.left_out])}." if row.left_out else ""
            undo = keys.key_name("history.undo")
            values = count_of(len(row.values), "value")
            self.say(f"Row {number} holds {values} of it, without the id.{without} {undo} undoes it.")

    def action_try_unique(self) -> None:
        """Try the field under the cursor as unique, or as not unique."""
        module, target = self.module, self.pane.lines.target
        if module is None:
            return
        if self.pane.tab != "fields" or not isinstance(target, OfField):
            self.pane.go_to("fields")
            self.say("Choose a field here, and press the key again to try it as unique.")
            self.action_open()
            return
        if why := why_not_tried(module, module.by_name[target.name]):
            self.complain(why)
            return
        view = self.explorer.try_unique(module.api_name, target.name)
        self.changed(view)
        moved = view.changed if view.module.api_name == module.api_name else None
        rows = "" if moved is None else f": {count_of(moved, 'row')} {'goes' if moved == 1 else 'go'} elsewhere"
        self.say(Content.styled(f"{one_line(view.cause)}{rows}. The data set stays as it is.", MOVED))

    def action_undo(self) -> None:
        """Take the last change back, whatever it was."""
        self.changed(self.explorer.undo())
        self.say(f"{self.explorer.view.cause}")

    def action_redo(self) -> None:
        """Make it again."""
        self.changed(self.explorer.redo())
        self.say(f"{self.explorer.view.cause}")

    def palette_commands(self) -> Iterator[SystemCommand]:
        """What the command palette offers here."""
        here = (self, [*keys.RECORDS, *keys.HISTORY])
        for node, bindings in (here, (self.table, keys.RECORD_TABLE), (self.pane.lines, keys.RECORD_PANE)):
            for binding in bindings:
                title, key = str(binding.tooltip or binding.description), keys.key_name(binding.id or "")
                run = partial(node.call_later, partial(node.run_action, binding.action))
                yield SystemCommand(title, f"{binding.description} · {key}", run)

    def view_changed(self) -> None:
        """Tell the main screen, which lies below."""
        self.post_message(ViewChanged())
