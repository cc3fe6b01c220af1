"""The state of a session: one object that holds what the person has open, and turns every change into a new view.

Screens call its methods and show ``view``, a frozen value; they compute nothing themselves. Undo and redo go over every
change of text, order, module, switch and data set in one history. Nothing here knows Textual.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tui.core.chosen_rows import without_rows
from tui.core.metadata import Module
from tui.core.payload.added_row import with_row
from tui.core.payload.body_text import body_text, is_body, json_block, with_check_fields
from tui.core.payload.intake import decode
from tui.core.payload.json_text import parse_json
from tui.core.payload.request import PayloadError
from tui.core.prepared import PreparedRows
from tui.core.progress import nobody
from tui.core.rules import SWITCHES, Assumptions
from tui.core.tried_unique import same_but_for_tries
from tui.core.views.check_list import check_list
from tui.core.views.moves import moves
from tui.dataset.files import DataSetError, read_ordinary
from tui.files import write_atomically
from tui.session.asking import NotAtOnce, is_at_hand
from tui.session.history import History, continues_word
from tui.session.kept_tries import KeptTry
from tui.session.reading import Draft, Reading, read, readings
from tui.session.view import Document, View

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from tui.core.forecast import Forecast
    from tui.core.progress import Watch
    from tui.core.values import Record
    from tui.core.views.moves import Move
    from tui.dataset.folder import DataSet
    from tui.dataset.loading import Progress as Loading
    from tui.session.choices import ModuleChoice

INLINE_TEXT = 60_000
"""Characters of payload up to which a change is forecast at once; longer ones are left to the caller's thread."""


class _Open(NamedTuple):
    """What the history goes over; ``cause``: what led here, in a few words; ``tries``: those of its data set."""

    draft: Draft
    data_set: DataSet
    document: Document
    cause: str = ""
    tries: tuple[KeptTry, ...] = ()


class Explorer:
    """The one state object. Its methods change the draft; ``view`` is made anew by each.

    A long payload is not forecast by the method that changes it: then ``view.pending`` is True, and the caller hands
    each reading of ``compute`` (in a thread) to ``adopt``.
    """

    def __init__(
        self,
        data_set: DataSet,
        draft: Draft,
        *,
        file: Path | None = None,
        file_name: str = "",
        saved: str | None = None,
        on_disk: str | None = None,
        origin: Path | None = None,
        tries: tuple[KeptTry, ...] = (),
    ) -> None:
        """file: where ``save`` writes, None for a payload that came from elsewhere and is called ``file_name``. saved:
        the text that counts as saved, if it is not the draft's; on_disk: what the file holds, if that is another;
        tries: those that were carried out on the data set."""
        kept = draft.text if saved is None else saved
        name = file.name if file else file_name
        document = Document(file, name, kept, kept if on_disk is None else on_disk, origin or file)
        draft = draft.in_force(data_set)
        self._history = History(_Open(draft, data_set, document, tries=tries))
        self._step = ""  # what undo or redo did last
        self._profile_name = "practice"
        self._previous: tuple[Document, Forecast] | None = None  # before the last step
        self._opened: list[tuple[Document, Forecast]] = []  # of each document, as it was opened
        self._good: Reading | None = None
        self._kept = PreparedRows()  # of what was forecast at once
        self._reading = Reading(draft, data_set, Module(draft.module))
        self.view = self._see()

    @property
    def data_set(self) -> DataSet:
        """The data set that is forecast against."""
        return self._history.present.data_set

    @property
    def tries(self) -> tuple[KeptTry, ...]:
        """What was tried on the data set, in order."""
        return self._history.present.tries

    @property
    def file(self) -> Path | None:
        """Where ``save`` writes."""
        return self._document.file

    @property
    def origin(self) -> Path | None:
        """The file that the payload was read from, also where it is not saved there (CSV, a curl command)."""
        return self._document.origin

    @property
    def _document(self) -> Document:
        return self._history.present.document

    @property
    def saved(self) -> str:
        """The text that counts as saved."""
        return self._document.saved

    # --- changes ------------------------------------------------------------------------------------------------------

    def set_text(self, text: str, cause: str = "the payload was edited") -> View:
        """The person edited the payload."""
        now = self._history.present
        following = now.draft.edited(text)
        earlier = self._history.before
        joins = (
            earlier is not None
            and earlier.data_set is now.data_set
            and earlier.draft == replace(following, text=earlier.draft.text)
            and continues_word(earlier.draft.text, now.draft.text, text)
        )
        return self._change(following, cause, joins=joins)

    def set_check_fields(self, names: Sequence[str] | None, cause: str) -> View:
        """List other duplicate check fields (None: drop the key), in the text and nowhere else in it.

        Without a readable payload nothing happens: there is no list to change.
        """
        if self.view.stale or self.view.request is None:
            return self.view
        text = self.view.draft.text
        if not is_body(text):
            text = body_text(self.view.request)
        return self._change(replace(self.view.draft, text=with_check_fields(text, names)), cause)

    def format_text(self) -> View:
        """Lay the payload out anew, two spaces an indent. Raises JsonTextError where it is no JSON."""
        return self.set_text(json_block(parse_json(self.view.draft.text)) + "\n", "the payload was formatted")

    def set_module(self, name: str) -> View:
        """Look at the payload as one for another module, which the person chose."""
        if name == self.view.draft.module and self.view.better is None:
            return self.view
        draft = replace(self._for_module(name, self.data_set), module_is_chosen=True)
        return self._change(draft, f"module {name}")

    def _for_module(self, name: str, data_set: DataSet) -> Draft:
        draft = self.view.draft
        try:
            return draft.for_module(data_set.module(name))
        except DataSetError:
            return replace(draft, module=name)

    def set_data_set(self, data_set: DataSet) -> View:
        """Forecast against another data set; a module that it does not hold gives way to its first."""
        module = self.module_in(data_set)
        return self._change(self._for_module(module, data_set), f"data set {data_set.name}", data_set)

    def module_in(self, data_set: DataSet) -> str:
        """The module that would be open with another data set: the same one if it is there, else its first."""
        open_now, held = self.view.draft.module, data_set.modules()
        return open_now if open_now in held or not held else held[0]

    def working_copy(self, now: float) -> DataSet | None:
        """The data set with the forecast carried out in it; to be called in a thread where there are many records. now:
        seconds since 1970. None where there is no forecast of what is shown, or the call is refused."""
        made, data_set = self.view.forecast, self.data_set
        if made is None or self.view.stale or made.call_errors:
            return None
        from tui.dataset.working_copy import tried

        return tried(data_set, made, now)

    def take_working_copy(self, data_set: DataSet) -> View:
        """Forecast against a working copy from now on; undo goes back to the one before."""
        draft = self.view.draft
        tries = (*self.tries, KeptTry.of(draft, data_set.tries.at))
        return self._change(draft, "the payload was tried", data_set, tries=tries)

    def forget_tries(self) -> View:
        """Back to the data set as it is on disk."""
        return self._change(self.view.draft, "the tries were forgotten", self.data_set.untried)

    def set_assumption(self, rule: str, value: str) -> View:
        """Read an assumed rule another way. Raises AssumptionError."""
        assumptions = self.view.draft.assumptions.having(rule, value)
        return self._change(replace(self.view.draft, assumptions=assumptions), f"{rule} = {value}")

    def next_setting(self, rule: str) -> View:
        """The next reading of an assumed rule."""
        values = SWITCHES[rule].values
        place = values.index(self.view.draft.assumptions[rule])
        return self.set_assumption(rule, values[(place + 1) % len(values)])

    def reset_assumptions(self) -> View:
        """Every assumed rule back to its default reading."""
        return self._change(replace(self.view.draft, assumptions=Assumptions()), "the default assumptions")

    def try_unique(self, module: str, name: str) -> View:
        """Try whether a field of a module were unique, or were not; once more, and it is as the org has it. The data
        set stays as it is."""
        draft = self.view.draft
        draft = replace(draft, tried=draft.tried ^ {(module, name)})
        field = draft.tried_in(self.data_set.module(module)).by_name.get(name)
        tried = "tried as" if (module, name) in draft.tried else "is again"
        return self._change(draft, f"{name} {tried} {'unique' if field and field.unique else 'not unique'}")

    def add_row(self, row: Record, cause: str) -> View:
        """One more row at the end of the payload, laid out as the person lays out theirs. Without a readable payload
        nothing happens."""
        if self.view.stale or self.view.request is None:
            return self.view
        return self._change(self.view.draft.edited(with_row(self.view.draft.text, row)), cause)

    def take_out_rows(self, rows: Collection[int], cause: str) -> View:
        """The payload without some rows (0-based), all else as it is written. Without a readable payload, or where no
        row would be left, nothing happens."""
        request = self.view.request
        if self.view.stale or request is None or len(set(rows)) >= len(request.rows):
            return self.view
        return self._change(self.view.draft.edited(without_rows(request, self.view.draft.text, rows)), cause)

    def set_split(self, split: bool) -> View:
        """Cut payloads of more than 100 rows into calls of 100, or not."""
        return self._change(replace(self.view.draft, split=split), "calls of 100 rows" if split else "one call")

    def set_profile(self, name: str) -> View:
        """Send to the org of another profile from now on. That is no change of the draft: undo leaves it."""
        self._profile_name = name
        self.view = replace(self.view, profile_name=name)
        return self.view

    def undo(self) -> View:
        """Take the last change back."""
        if self._history.can_undo:
            self._step = f"undone: {self._history.present.cause}"
            self._step_begins()
            self._history.undo()
            self.view = self._see()
        return self.view

    def redo(self) -> View:
        """Make the change again that was taken back last."""
        if self._history.can_redo:
            self._step_begins()
            self._history.redo()
            self._step = f"redone: {self._history.present.cause}"
            self.view = self._see()
        return self.view

    def set_draft(self, draft: Draft, cause: str) -> View:
        """Another text, with its module and what it was read from, takes the place of the payload in one change."""
        return self._change(draft, cause)

    def open_payload(
        self,
        draft: Draft,
        *,
        file: Path | None,
        file_name: str,
        on_disk: str | None = None,
        origin: Path | None = None,
    ) -> View:
        """Another payload takes the place of this one; undo brings the old one back, with its file and name."""
        name = file.name if file else file_name
        document = Document(file, name, draft.text, draft.text if on_disk is None else on_disk, origin or file)
        return self._change(draft, f"{name} was opened", document=document)

    def take_over(self, other: Explorer) -> View:
        """All that another has open takes the place of what is open here, its data set too; undo brings this back."""
        there = other._history.present
        cause = f"{there.document.name} was opened"
        return self._change(there.draft, cause, there.data_set, document=there.document, tries=there.tries)

    def save(self, file: Path | None = None) -> View:
        """Write the payload's text, atomically. Raises OSError; then nothing is changed."""
        target = file or self.file
        if target is None:
            raise FileNotFoundError("no file to save to")
        write_atomically(target, self.view.draft.text)
        document = self._document
        document.file, document.name, document.origin = target, target.name, target
        document.saved = document.on_disk = self.view.draft.text
        self.view = self._build()
        return self.view

    # --- what else the screens ask ------------------------------------------------------------------------------------

    def module_choices(self) -> tuple[ModuleChoice, ...]:
        """The modules of the data set that can be upserted."""
        from tui.session.choices import module_choices

        return module_choices(self.data_set, self.view.module.api_name)

    def would_move(self, rule: str, value: str) -> tuple[str, ...]:
        """What would move with another setting of a rule, a short sentence for each row. Raises AssumptionError."""
        from tui.session.choices import would_move

        return would_move(self.view, self.data_set, rule, value)

    def text_on_disk(self) -> str | None:
        """What the payload's file holds now, if that is not what was opened or saved last; None if nothing changed, or
        if there is no file to read."""
        if self.file is None:
            return None
        try:
            content = read_ordinary(self.file)
        except (OSError, ValueError):  # a NUL in a name is a ValueError
            return None
        try:
            text = decode(content)
        except PayloadError:
            text = content.decode("latin-1")  # another program wrote it so: it is no longer what it was
        return None if text == self._document.on_disk else text

    def reload(self, text: str) -> View:
        """Take over what the file holds now."""
        self._document.saved = self._document.on_disk = text
        self.view = self._build()
        return self.set_text(text, f"{self._document.name} was read again")

    def compute(
        self,
        *,
        first: Callable[[], int] = lambda: 0,
        watch: Watch = nobody,
        watch_records: Callable[[Loading], object] | None = None,
    ) -> Iterator[Reading]:
        """Read and forecast the draft as it stands when this is called; to be gone through in a thread. first, watch
        and watch_records: as in tui.session.reading.readings."""
        draft, data_set, *_ = self._history.present
        return readings(draft, data_set, first=first, watch=watch, watch_records=watch_records)

    @property
    def came_to_records(self) -> bool:
        """Whether the last step led to the records of another module or data set."""
        now, before = self._history.present, self._history.before
        return before is not None and (before.data_set is not now.data_set or before.draft.module != now.draft.module)

    def adopt(self, reading: Reading) -> View | None:
        """Take what ``compute`` made so far; None if the draft has moved on since."""
        if not self.is_of_now(reading.draft, reading.data_set):
            return None
        self._take(reading)
        self.view = self._build()
        return self.view

    def is_of_now(self, draft: Draft, data_set: DataSet) -> bool:
        """Whether the draft that is open, and its data set, are still these."""
        return draft == self.view.draft and data_set is self.data_set

    # --- the view -----------------------------------------------------------------------------------------------------

    def _change(
        self,
        draft: Draft,
        cause: str,
        data_set: DataSet | None = None,
        *,
        document: Document | None = None,
        joins: bool = False,
        tries: tuple[KeptTry, ...] | None = None,
    ) -> View:
        held = data_set or self.data_set
        if tries is None:
            tries = self.tries if held is self.data_set else ()
        following = _Open(draft.in_force(held), held, document or self._document, cause, tries)
        if following[:2] != self._history.present[:2] or document is not None:
            if not joins:
                self._step_begins()
            self._history.change(following, joins=joins)
            self._step = ""
            self.view = self._see()
        return self.view

    def _see(self) -> View:
        draft, data_set, *_ = self._history.present
        if len(draft.text) > INLINE_TEXT or not is_at_hand(data_set, draft.module):
            return self._build(pending=True)
        try:
            self._take(read(draft, data_set, at_once=True, kept=self._kept))
        except NotAtOnce:
            return self._build(pending=True)
        return self._build()

    def _take(self, reading: Reading) -> None:
        self._reading = reading
        if reading.problem is not None and reading.problem.of_data_set:
            self._good = self._previous = None  # a forecast of another module says nothing here
        if reading.forecast is None:
            return
        self._good = reading
        if self._as_opened is None and not reading.still_read:
            self._opened.append((self._document, reading.forecast))

    @property
    def _as_opened(self) -> Forecast | None:
        """The first forecast of what is open, by the module that it was opened as."""
        return next((made for document, made in self._opened if document is self._document), None)

    def _step_begins(self) -> None:
        """From now on, rows are held against what they come to now."""
        if self._good is not None and self._good.still_read:
            return  # nothing moves against what is not known yet
        made = self._good.forecast if self._good else None
        self._previous = (self._document, made) if made is not None else None

    def _build(self, *, pending: bool = False) -> View:
        draft, data_set, document, cause, _ = self._history.present
        reading, good = self._reading, self._good
        request, made = (good.request, good.forecast) if good else (None, None)
        previous = self._previous[1] if self._previous and self._previous[0] is document else None
        if good is not None and good.still_read:
            previous = None
        moved = _moves(previous, made)
        return View(
            draft=draft,
            module=reading.module,
            request=request,
            forecast=made,
            problem=None if pending else reading.problem,
            pending=pending,
            incomplete=not (pending or reading.complete),
            still_read=reading.still_read and not pending,
            records=good.records if good else None,
            check_list=check_list(reading.module, request, made),
            moves=moved or {},
            moves_since_opened=_moves(None if good and good.still_read else self._as_opened, made) or {},
            cause=self._step or cause,
            changed=None if moved is None else len(moved),
            row_lines=() if pending else reading.row_lines,
            problems=None if pending else reading.problems,
            better=None if pending else reading.better,
            data_set=data_set.name,
            made_at=data_set.made_at,
            partial=reading.partial,
            record_count=reading.record_count,
            oddities=reading.oddities,
            file_name=document.name,
            unsaved=draft.text != document.saved,
            can_undo=self._history.can_undo,
            can_redo=self._history.can_redo,
            profile_name=self._profile_name,
            tries=data_set.tries,
        )


def _moves(before: Forecast | None, now: Forecast | None) -> Mapping[int, Move] | None:
    """Which rows moved; None where there is nothing to compare with, as after a change of module."""
    if before is None or now is None or not same_but_for_tries(before.module, now.module):
        return None
    return moves(before, now)
