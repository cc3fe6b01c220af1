"""What the records screen does in threads, and where it stands: reading a module, making it searchable, searching,
and a look at the payload under every order. The latest request wins; leaving the screen ends all of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual import work
from textual.worker import get_current_worker

from tui.core.display import one_line
from tui.core.matrix import matrix
from tui.core.near_ids import copied_id, near_ids
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.rules import Settings
from tui.core.target import Matcher
from tui.core.views.describe import count_of
from tui.core.views.record_hits import RecordHits
from tui.core.writings import Sought, sought
from tui.dataclass import dataclass
from tui.dataset.browse import Sort
from tui.dataset.files import DataSetError
from tui.dataset.loading import watched
from tui.screens.dialogs.dialog import Dialog
from tui.screens.records.listing import Listing, in_groups
from tui.session.choices import holder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.values import Record
    from tui.core.views.twins import FormOf
    from tui.dataset.browse import FoundSoFar, RecordBrowser, TwinGroup
    from tui.dataset.loading import Progress as Loading
    from tui.session.explorer import Explorer
    from tui.session.view import View

AT_ONCE: Final = 2_000
"""Records up to which what a key asks for is done while one waits for it: it takes some milliseconds."""

MOST_ROWS: Final = 2_000
"""Rows of a payload up to which it is looked at under every order."""

_TELL_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where one looks: a module, a record of it by its id, the words of the search, and the tab."""

    module: str
    record_id: str | None = None
    words: str = ""
    tab: str = "record"


class RecordsWork(Dialog[int]):
    """The state of the screen, and the work on it. The screen says how it is shown."""

    def __init__(self, explorer: Explorer, place: Place) -> None:
        super().__init__()
        self.explorer, self.place = explorer, place
        self.module: Module | None = None
        self.browser: RecordBrowser | None = None
        self.listing: Listing | None = None
        self.sort, self.words, self.sought = Sort(), "", Sought()
        self.groups: tuple[TwinGroup, ...] | None = None
        self.only_twins = self.partial = False
        self.elsewhere: Place | None = None
        self.counts_on = False  # what is listed is what was found so far
        self.hits: RecordHits | None = None
        self.why_no_hits = self.hits_note = ""
        self._came_from: list[Place] = []
        self._waits: dict[str, str] = {}
        self._shown_id = ""

    # --- what the screen says -----------------------------------------------------------------------------------------

    def show_words(self, words: str) -> None:
        """Show what is searched for."""
        raise NotImplementedError

    def show_listing(self, at: int) -> None:
        """Show what is listed, the cursor on a line."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show the counts and titles."""
        raise NotImplementedError

    def show_waiting(self) -> None:
        """Show what is waited for."""
        raise NotImplementedError

    def show_record(self) -> None:
        """Show the record under the cursor."""
        raise NotImplementedError

    def view_changed(self) -> None:
        """Tell that the state has another view."""
        raise NotImplementedError

    # --- what is waited for -------------------------------------------------------------------------------------------

    @property
    def busy(self) -> str:
        """What is waited for; empty for nothing."""
        return " · ".join(self._waits.values())

    def _waiting(self, what: str, words: str) -> None:
        if words:
            self._waits[what] = words
        else:
            self._waits.pop(what, None)
        self.show_waiting()

    @property
    def is_searchable(self) -> bool:
        """Whether a search goes through every record of the module."""
        return self.browser is not None and self.module is not None and self.browser.is_ready(self.module)

    # --- places -------------------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Go to another place; escape comes back here."""
        self._came_from.append(replace(self.place, record_id=self._shown_id or None, words=self.words))
        self.open(place)

    @property
    def can_go_back(self) -> bool:
        """Whether one came here from another place of this screen."""
        return bool(self._came_from)

    def go_back(self) -> None:
        """To where one came from."""
        self.open(self._came_from.pop())

    def open(self, place: Place) -> None:
        """Show a place. The records of a module that was not open yet are read in a thread."""
        other = self.module is None or place.module != self.place.module
        self.place, self.only_twins = place, False
        self.say("")
        self.show_words(place.words)
        if not other:
            self.search(place.words, place.record_id)
            self._miss(place.record_id)
            return
        self.workers.cancel_node(self)
        self._waits.clear()
        self.groups, self.hits, self.sort = None, None, Sort()
        if self.explorer.data_set.is_read(place.module):
            self._read_now(place)
        else:
            self._waiting("read", f"reading the records of {one_line(place.module)}")
            self._read(place)

    @work(thread=True, exclusive=True, group="read", exit_on_error=False)
    def _read(self, place: Place) -> None:
        worker, problem, told = get_current_worker(), "", monotonic()

        def tell(progress: Loading) -> None:
            nonlocal told
            if not worker.is_cancelled and monotonic() - told > _TELL_EVERY_S:
                told = monotonic()
                self.call_later(self._reads, place, f"{progress.read / max(progress.total, 1):.0%}")

        try:
            with watched(tell):
                self.explorer.data_set.browser(place.module)
        except DataSetError as error:
            problem = str(error)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._was_read, place, problem)

    def _reads(self, place: Place, share: str) -> None:
        if place is self.place and "read" in self._waits:  # else it has ended by now
            self._waiting("read", f"reading the records of {one_line(place.module)}, {share}")

    def _was_read(self, place: Place, problem: str) -> None:
        if place is not self.place:
            return
        self._waiting("read", "")
        if problem:
            self.complain(problem)
        else:
            self._read_now(place)

    def _read_now(self, place: Place) -> None:
        data_set = self.explorer.data_set
        try:
            self.module = self.explorer.view.draft.tried_in(data_set.module(place.module))
            self.browser, self.partial = data_set.browser(place.module), data_set.is_partial(place.module)
        except DataSetError as error:
            self.complain(str(error))
            return
        self.listing = Listing(self.browser, range(len(self.browser)))
        self.words, self.sought = place.words, sought(place.words, self.module)
        self.show_listing(self._line_of(place.record_id))
        self._look_at_rows()
        self._get_ready(place.record_id)
        self._miss(place.record_id)

    def _line_of(self, record_id: str | None) -> int:
        line = self.listing.line_of(record_id) if self.listing is not None and record_id is not None else None
        return line or 0

    def _miss(self, record_id: str | None) -> None:
        """Say of an id that none of the records has it, and which ids are near."""
        browser = self.browser
        if record_id is None or browser is None or browser.rank_of(record_id) is not None:
            return
        ids = self.explorer.data_set.records(self.place.module).ids() if len(browser) <= _IDS_COMPARED else ()
        near = ", ".join(f"{one_line(each.id)} ({each.how})" for each in near_ids(record_id, ids, most=2))
        sentence = f"No record of {self.place.module} here has the id {record_id}"
        self.complain(f"{sentence}; near it: {near}." if near else f"{sentence}.")

    def get(self, record_id: str) -> Record | None:
        """A record of the module by its id."""
        return self.explorer.data_set.records(self.place.module).get(record_id)

    def module_facts(self) -> Iterator[tuple[str, str]]:
        """Each module whose fields are here, with what is known of its records without reading them."""
        data_set = self.explorer.data_set
        for name in data_set.modules():
            known = data_set.is_read(name)
            yield name, count_of(len(data_set.records(name)), "record") if known else f"{data_set.size(name):,} bytes"

    # --- making it searchable -----------------------------------------------------------------------------------------

    def _get_ready(self, at: str | None) -> None:
        browser, module = self.browser, self.module
        if browser is None or module is None:
            return
        if len(browser) <= AT_ONCE:
            for _ in browser.prepare(module):
                pass
            self._is_ready(module, browser.twin_groups(module, self._form(module)), at)
        elif not browser.is_ready(module) or self.groups is None:
            self._waiting("ready", "getting ready to search")
            self._prepare(browser, module, at)

    def _form(self, module: Module) -> FormOf:
        """How much of a value counts in a look-up, by the settings in force."""
        return Matcher(module, Settings(self.explorer.view.draft.assumptions)).form

    @work(thread=True, exclusive=True, group="ready", exit_on_error=False)
    def _prepare(self, browser: RecordBrowser, module: Module, at: str | None) -> None:
        worker, told = get_current_worker(), monotonic()
        for share in browser.prepare(module):
            if worker.is_cancelled:
                return
            if monotonic() - told > _TELL_EVERY_S:
                told = monotonic()
                self.app.call_from_thread(self._waiting, "ready", f"getting ready to search, {share:.0%}")
        groups = browser.twin_groups(module, self._form(module))
        if not worker.is_cancelled:
            self.app.call_from_thread(self._is_ready, module, groups, at)

    def _is_ready(self, module: Module, groups: tuple[TwinGroup, ...], at: str | None) -> None:
        if module is not self.module:
            return
        self.groups = groups
        self._waiting("ready", "")
        if self.words or self.only_twins:
            self.search(self.words, at)
        self.show_state()
        self.show_record()

    # --- searching ----------------------------------------------------------------------------------------------------

    def search(self, words: str, at: str | None = None) -> None:
        """List the records that some words find, the cursor on one of them where it is among them."""
        browser, module = self.browser, self.module
        self.words = words
        if browser is None or module is None:
            return
        self.sought = sought(words, module)
        self.elsewhere = self._record_elsewhere(words)
        if len(browser) <= AT_ONCE:
            self._listed(*self._found(browser, self.sought, at or self._shown_id))
        else:
            self._search(browser, self.sought, at or self._shown_id)

    def _record_elsewhere(self, words: str) -> Place | None:
        """The record whose id was typed or pasted, where it is one of another module at hand."""
        record_id = copied_id(words)
        if not record_id.isdecimal() or len(record_id) < _WHOLE_ID:
            return None
        module = holder(self.explorer.data_set, record_id, self.place.module)
        return None if module in (None, self.place.module) else Place(module, record_id, tab=self.place.tab)

    @work(thread=True, exclusive=True, group="search", exit_on_error=False)
    def _search(self, browser: RecordBrowser, wanted: Sought, at: str) -> None:
        worker, began, sort = get_current_worker(), monotonic(), self.sort
        told = False

        def listed_now(listing: Listing, line: int, *, so_far: bool = False) -> None:
            if not worker.is_cancelled:
                self._listed(listing, line, so_far=so_far)

        def tell(found: Sequence[int]) -> None:
            nonlocal told
            if worker.is_cancelled:  # more was typed
                raise _Dropped
            enough = len(found) >= _FIRST_SHOWN and sort == Sort() and not self.only_twins
            if enough and not told and monotonic() - began > _SHOWN_AFTER_S:
                told = True
                self.app.call_from_thread(listed_now, Listing(browser, found[:]), 0, so_far=True)

        with suppress(_Dropped):
            self.app.call_from_thread(listed_now, *self._found(browser, wanted, at, tell))

    def _found(
        self, browser: RecordBrowser, wanted: Sought, at: str, tell: FoundSoFar | None = None
    ) -> tuple[Listing, int]:
        groups = self.groups or ()
        if self.only_twins:
            within = frozenset(browser.search(wanted, tell=tell)) if wanted != Sought() else None
            listing = Listing(browser, in_groups(groups, within))
        else:
            listing = Listing(browser, browser.search(wanted, self.sort, tell))
        return listing, listing.line_of(at) or 0

    def _listed(self, listing: Listing, line: int, *, so_far: bool = False) -> None:
        self.listing, self.counts_on = listing, so_far
        self.show_listing(line)

    def sort_by(self, sort: Sort) -> None:
        """Sort the records another way."""
        self.sort, self.only_twins = sort, False
        self.search(self.words)

    def show_twins(self, only: bool) -> None:
        """List the twins only, or all records again."""
        self.only_twins = only
        self.search(self.words)

    @property
    def group_count(self) -> int:
        """How many groups of twins are listed."""
        listing = self.listing
        return sum(listing.heading(line) is not None for line in range(len(listing))) if listing is not None else 0

    # --- the rows of the payload --------------------------------------------------------------------------------------

    def changed(self, view: View) -> None:
        """The payload or what is tried has changed: look again at all of it."""
        self.view_changed()
        with suppress(DataSetError):
            self.module = view.draft.tried_in(self.explorer.data_set.module(self.place.module))
        self.groups = None
        self._look_at_rows()
        self.search(self.words, self._shown_id)
        self._get_ready(self._shown_id)
        self.show_record()

    def _look_at_rows(self) -> None:
        view = self.explorer.view
        made, self.hits, self.hits_note = view.forecast, None, ""
        self.why_no_hits = self._why_no_hits(view)
        self._waiting("rows", "")
        if self.why_no_hits or made is None:
            return
        if len(made.rows) > MOST_ROWS:
            self.hits_note = f"Other orders were not tried: {len(made.rows):,} rows are too many for that here."
            self.hits = RecordHits(made, None)
        elif len(made.rows) <= _FEW_ROWS:
            self.hits = self._under_orders(made)
        else:
            self._waiting("rows", "trying other orders")
            self._look(made)

    def _why_no_hits(self, view: View) -> str:
        if view.stale or view.forecast is None:
            return "The payload can't be read, so no row of it reaches anything."
        if view.module.api_name != self.place.module:
            return f"The payload is for {one_line(view.module.api_name)}: its rows reach only records of that module."
        return "The whole call is refused: no row reaches anything." if view.forecast.call_errors else ""

    @work(thread=True, exclusive=True, group="rows", exit_on_error=False)
    def _look(self, made: Forecast) -> None:
        worker = get_current_worker()
        hits = self._under_orders(made)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._looked, made, hits)

    def _under_orders(self, made: Forecast) -> RecordHits:
        records = self.explorer.data_set.records(made.module.api_name)
        split = len(made.request.rows) > ROWS_PER_CALL
        return RecordHits(made, matrix(made.request, made.module, records, made.assumptions, split=split))

    def _looked(self, made: Forecast, hits: RecordHits) -> None:
        if made is self.explorer.view.forecast:
            self.hits = hits
            self._waiting("rows", "")
            self.show_record()


_IDS_COMPARED: Final = 20_000
"""Records up to which all ids are compared with one that is not there, while one waits."""

_WHOLE_ID: Final = 16
"""Digits from which what is searched for is an id in full, and looked for in the other modules, too."""

_FIRST_SHOWN: Final = 64
"""Records that are shown before the search is over, where it takes longer than _SHOWN_AFTER_S."""

_SHOWN_AFTER_S: Final = 0.15


class _Dropped(Exception):
    """A search that nobody waits for any longer."""


_FEW_ROWS: Final = 10
"""Rows of a payload that are looked at under every order while one waits."""
