"""The state of a session: one object that holds what the person has open, and turns every change into a new view.

Screens call its methods and show ``view``, a frozen value; they compute nothing themselves. Undo and redo go over every
change of text, order, module and switch in one history. Nothing here knows Textual.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.core.body_text import body_text, is_body, with_check_fields
from tui.core.check_list import CheckList, check_list
from tui.core.forecast import Forecast, forecast
from tui.core.intake import Intake
from tui.core.moves import Move, moves
from tui.core.payload import PayloadError, UpsertRequest
from tui.core.rules import SWITCHES, Assumptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.core.metadata import Module
    from tui.dataset.folder import DataSet


@dataclass(frozen=True, slots=True)
class Draft:
    """What undo and redo go over. ``text`` is the payload as the editor shows it; the check fields stand in it."""

    text: str
    module: str
    assumptions: Assumptions
    split: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the text is no request: one sentence, and the line and column (from 1) where there is one place."""

    reason: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the main screen shows. With a ``problem``, request and forecast are the last good ones.

    ``moves``: for each row that moved since the payload's rows were last edited, what it was; ``cause`` names the
    change that moved them. ``module`` may lack fields where the data set does not hold it: then ``problem`` says so.
    """

    draft: Draft
    module: Module
    request: UpsertRequest | None
    forecast: Forecast | None
    problem: Problem | None
    check_list: CheckList
    moves: Mapping[int, Move]
    cause: str
    data_set: str
    made_at: str | None
    record_count: int
    file_name: str
    unsaved: bool
    can_undo: bool
    can_redo: bool

    @property
    def stale(self) -> bool:
        """Whether the forecast is not of the text that is shown."""
        return self.problem is not None


@dataclass(frozen=True, slots=True)
class ModuleChoice:
    """A module that can be picked: its API name, its label, and the fields that can be checked."""

    api_name: str
    label: str
    check_fields: tuple[str, ...]


class Explorer:
    """The one state object. Its methods change the draft; ``view`` is made anew by each."""

    def __init__(self, data_set: DataSet, draft: Draft, *, file: Path | None = None, file_name: str = "") -> None:
        """file: where ``save`` writes, None for a payload that came from elsewhere and is called ``file_name``."""
        self.data_set = data_set
        self.file = file
        self._name = file.name if file else file_name
        self._draft = draft
        self._saved = draft.text
        self._past: list[Draft] = []
        self._future: list[Draft] = []
        self._baseline: Forecast | None = None
        self._good: tuple[UpsertRequest, Forecast] | None = None
        self._cause = ""
        self.view = self._see()

    # --- changes ------------------------------------------------------------------------------------------------------

    def set_text(self, text: str) -> View:
        """The person edited the payload."""
        if text == self._draft.text:
            return self.view
        draft = replace(self._draft, text=text)
        if self._past and self._continues(text):
            self._draft = draft
            self._future.clear()
            self.view = self._see()
            return self.view
        return self._change(draft, "the payload was edited")

    def set_check_fields(self, names: Sequence[str] | None, cause: str) -> View:
        """List other duplicate check fields (None: drop the key), in the text and nowhere else in it.

        Without a readable payload nothing happens: there is no list to change.
        """
        if self.view.stale or self.view.request is None:
            return self.view
        text = self._draft.text
        if not is_body(text):
            text = body_text(self.view.request)
        return self._change(replace(self._draft, text=with_check_fields(text, names)), cause)

    def set_module(self, name: str) -> View:
        """Look at the payload as one for another module."""
        return self._change(replace(self._draft, module=name), f"module {name}")

    def set_switch(self, rule: str, value: str) -> View:
        """Read an assumed rule another way. Raises AssumptionError."""
        return self._change(
            replace(self._draft, assumptions=self._draft.assumptions.having(rule, value)), f"{rule} = {value}"
        )

    def cycle_switch(self, rule: str) -> View:
        """The next reading of an assumed rule."""
        from_here = self._draft.assumptions[rule]
        values = SWITCHES[rule].values
        return self.set_switch(rule, values[(values.index(from_here) + 1) % len(values)])

    def reset_switches(self) -> View:
        """Every assumed rule back to its default reading."""
        return self._change(replace(self._draft, assumptions=Assumptions()), "the default assumptions")

    def set_split(self, split: bool) -> View:
        """Cut payloads of more than 100 rows into calls of 100, or not."""
        return self._change(replace(self._draft, split=split), "calls of 100 rows" if split else "one call")

    def undo(self) -> View:
        """Take the last change back."""
        if self._past:
            self._future.append(self._draft)
            self._draft = self._past.pop()
            self._cause = "undo"
            self.view = self._see()
        return self.view

    def redo(self) -> View:
        """Make the change again that was taken back last."""
        if self._future:
            self._past.append(self._draft)
            self._draft = self._future.pop()
            self._cause = "redo"
            self.view = self._see()
        return self.view

    def save(self, file: Path | None = None) -> View:
        """Write the payload's text, atomically. Raises OSError; then nothing is changed."""
        target = file or self.file
        if target is None:
            raise FileNotFoundError("no file to save to")
        write_atomically(target, self._draft.text)
        self.file, self._name, self._saved = target, target.name, self._draft.text
        self.view = self._see()
        return self.view

    def module_choices(self) -> tuple[ModuleChoice, ...]:
        """The modules of the data set that can be upserted."""
        modules = (self.data_set.module(name) for name in self.data_set.modules())
        return tuple(
            ModuleChoice(module.api_name, module.label, tuple(field.api_name for field in module.checkable))
            for module in modules
            if module.upsertable
        )

    # --- the view -----------------------------------------------------------------------------------------------------

    def _change(self, draft: Draft, cause: str) -> View:
        if draft != self._draft:
            self._past.append(self._draft)
            self._future.clear()
            self._draft = draft
            self._cause = cause
            self.view = self._see()
        return self.view

    def _continues(self, text: str) -> bool:
        """Whether an edit goes on typing the word that the edit before it began: those are one step of the history."""
        before, now = self._draft.text, text
        earlier = self._past[-1]
        if self._future or replace(earlier, text=before) != self._draft or abs(len(now) - len(before)) != 1:
            return False
        typed = _difference(before, now)
        last = _difference(earlier.text, before)
        grows = (len(now) > len(before)) == (len(before) > len(earlier.text))
        return grows and len(typed) == 1 and typed.isalnum() and last[-1:].isalnum() and "\n" not in last

    def _see(self) -> View:
        draft = self._draft
        module = self.data_set.module(draft.module)
        records = self.data_set.records(module.api_name)
        problem: Problem | None = None
        try:
            request = Intake("json", draft.text).request(module)
        except PayloadError as error:
            problem = Problem(error.reason, error.line, error.column)
        else:
            made = forecast(request, module, records, draft.assumptions, split=draft.split)
            self._good = (request, made)
            baseline = self._baseline
            if baseline is None or baseline.request.rows != request.rows or baseline.module is not module:
                self._baseline = made
        good_request, good_forecast = self._good or (None, None)
        moved = moves(self._baseline, good_forecast) if self._baseline and good_forecast else {}
        return View(
            draft=draft,
            module=module,
            request=good_request,
            forecast=good_forecast,
            problem=problem,
            check_list=check_list(module, good_request, good_forecast),
            moves=moved,
            cause=self._cause,
            data_set=self.data_set.name,
            made_at=self.data_set.made_at,
            record_count=len(records),
            file_name=self._name,
            unsaved=draft.text != self._saved,
            can_undo=bool(self._past),
            can_redo=bool(self._future),
        )


def _difference(one: str, other: str) -> str:
    """The part in which the longer of two texts differs from the shorter."""
    short, long = sorted((one, other), key=len)
    start = _alike(short, long)
    rest = _alike(short[start:][::-1], long[start:][::-1])
    return long[start : len(long) - rest]


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def write_atomically(file: Path, text: str) -> None:
    """Write a text file so that it is either the old or the new one, whatever happens. Raises OSError."""
    file = file.resolve()  # a link stays a link
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if file.exists():
            Path(temporary).chmod(file.stat().st_mode & 0o777)
        else:
            Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
