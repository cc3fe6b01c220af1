"""The forecast, one line for each row of the payload: outcome, what decided, the target, what happens, what it was.

Rows can be filtered by outcome, certainty and text, and sorted; the summary at the top counts and filters by click.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from rich.cells import cell_len
from textual.content import Content

from tui import keys
from tui.core.chosen_rows import ticks_after
from tui.core.display import one_line
from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.rules import Certainty
from tui.core.views.describe import count_of, decided_by, errors_text, summary_parts, target_text, what_text
from tui.core.views.problems import is_about_a_check_field
from tui.messages import ChipPressed, RecordWanted, RowSelected
from tui.widgets.lines import LineList
from tui.widgets.look import (
    ACCENT,
    CERTAINTY_STYLES,
    CLEARED,
    GOOD,
    MOVED,
    MUTED,
    OUTCOME_STYLES,
    SAVED_SIGN,
    badge,
    fit,
    outcome_mark,
    sign,
)
from tui.widgets.warning_sign import warning_sign

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from textual import events
    from textual.binding import BindingType

    from tui.core.forecast import Forecast
    from tui.core.payload.row_places import RowLines
    from tui.core.row_forecast import RowForecast
    from tui.core.views.moves import Move

_OUTCOME, _BY, _MOVED, _BADGE = 11, 16, 20, 1
_ID, _NAME, _TARGET = 5, 17, 26  # cells of a target's id, of one with a short name, and what one seldom needs more than
_FEW_ROWS = 200  # so many that all of their targets are measured whenever they are shown
_ROOMY = 90  # cells from which columns stand two cells apart
_APART = 72  # cells from which what a row was has a column of its own; below, it takes the place of what happens
_CRAMPED = 56  # cells below which only the columns that tell most are shown
_TICK = "✓"
Choice = TypeVar("Choice")


class Flag(Enum):
    """What a row can be filtered by beside its outcome and certainty."""

    WARNED = "warning"
    TICKED = "ticked"


Filter = RowOutcome | Certainty | Flag

_SORTS: Final = ("#", "outcome", "decided by", "target", "what", "moved", "certainty")


def try_words() -> str:
    """The words at the lower edge that carry the forecast out on a working copy."""
    return f"{keys.key_name('forecast.try')} try it"


class ForecastTable(LineList):
    """The table. Moving its cursor posts ``RowSelected`` with the row's index within the payload."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.TABLE, *keys.MAIN_LISTS, *keys.SHORT_KEYS]
    HEADER = 2
    TICKS: ClassVar = True
    """Whether its rows can be ticked."""
    HELP = """\
## The forecast
One line for each row of the payload. **+ INSERT** makes a new record, **~ UPDATE** changes the target, **= UNCHANGED**
matches one but changes nothing, **! ERROR** is refused, **? NOT KNOWN** needs a value that was never looked up.
**● ◉ ◐ ○** says how sure we are: documented, measured, observed or assumed; **…** that this is not computed yet.
**was …** marks rows that you moved.
**⚠** marks rows with a warning; it is red where the warning is about a check field.

- **{forecast.outcome}** and **{forecast.certainty}** filter by outcome and certainty, **{forecast.warned}** by
  warnings, **{find.open}** by text, **{forecast.sort}** sorts, **{forecast.clear}** shows all rows again
- **{forecast.try}** carries the forecast out on a working copy of the data set, so that the next one starts there;
  **{forecast.forget}** forgets that, **{forecast.save_copy}** saves the copy as a data set. Records that a try wrote
  are marked **tried**
- **{forecast.tick}**, ctrl+click or a click on its number ticks a row, **{forecast.tick_all}** all that are shown or
  none, **{forecast.ticked}** shows only these: a send can be of the ticked or of the filtered rows alone
- **↑** before a number: a send saved this row, and it is still what was sent
- click a count to filter by it, a column's name to sort by it, the target of the marked row to see its record
"""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._forecast: Forecast | None = None
        self._moves: Mapping[int, Move] = {}
        self._message = ""
        self._line_of: RowLines = no_lines
        self._tried: Collection[str] = ()
        self._shown: list[int] = []
        self._moved_room, self._target_room = 0, _TARGET
        self._has_warnings = False
        self.outcome: RowOutcome | None = None
        self.certainty: Certainty | None = None
        self.warned = False
        self.words = ""
        self.sort = "#"
        self.ticked: frozenset[int] = frozenset()
        self.only_ticked = False
        self.saved: frozenset[int] = frozenset()
        """The rows that a send saved, and that are still what was sent."""
        self._numbers: Sequence[int] = ()

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show(
        self,
        forecast: Forecast | None,
        moves: Mapping[int, Move],
        message: str,
        line_of: RowLines = no_lines,
        tried: Collection[str] = (),
        numbers: Sequence[int] = (),
    ) -> None:
        """Show a forecast. message: what stands in place of rows where there are none; line_of: where the rows stand in
        the text; tried: the ids of records that a try wrote; numbers: of each row of a part, where it stands in the
        payload (0-based)."""
        if self.ticked and self._forecast is not None and forecast is not None:
            self.ticked = ticks_after(self.ticked, self._forecast.request.rows, forecast.request.rows)
        self._numbers = numbers
        self._forecast, self._moves, self._message, self._line_of = forecast, moves, message, line_of
        self._tried = tried
        self._has_warnings = forecast is not None and any(row.warnings for row in forecast.rows)
        if forecast is not None:
            texts = [move.text(forecast.rows[row]) for row, move in moves.items()]
            self._moved_room = min(max(map(len, texts), default=0), _MOVED)
            self._target_room = self._longest_target(forecast)
        self._refilter()

    def _longest_target(self, forecast: Forecast) -> int:
        """Cells that the targets need; of many rows, what one seldom needs more than."""
        if len(forecast.rows) > _FEW_ROWS:
            return _TARGET
        tried = len("tried ")
        texts = ((target_text(row, forecast.module), row.target_id in self._tried) for row in forecast.rows)
        return max((cell_len(text) + tried * was_tried for text, was_tried in texts), default=_NAME)

    def forget_ticks(self) -> None:
        """Another payload is going to be shown: none of its rows is ticked."""
        self.ticked, self.only_ticked = frozenset(), False

    def filter_text(self, words: str) -> None:
        """Show only rows in which a text occurs, in any letter case."""
        self.words = words
        self._refilter()

    @property
    def selected(self) -> int | None:
        """The index within the payload of the row under the cursor."""
        return self._shown[self.cursor] if 0 <= self.cursor < len(self._shown) else None

    def last_on_screen(self) -> int:
        """The number (from 1) of the highest row that is on the screen; at the top, at least so many as fit there."""
        top, height = self.scroll_offset.y, self.size.height
        last = max(self._shown[top : top + height], default=-1) + 1
        return last if top else max(last, height)

    def select(self, row: int) -> bool:
        """Put the cursor on a row; False if a filter hides it."""
        if row not in self._shown:
            return False
        self.cursor = self._shown.index(row)
        self.call_after_refresh(self._show, self.cursor)  # at the start there is no room yet to scroll in
        return True

    @property
    def filtered(self) -> bool:
        """Whether a filter hides rows."""
        chosen = self.outcome is not None or self.certainty is not None
        return chosen or self.warned or self.only_ticked or bool(self.words)

    @property
    def shown(self) -> tuple[int, ...]:
        """The rows that the filter shows, as they are sorted."""
        return tuple(self._shown)

    def _refilter(self) -> None:
        selected = self.selected
        self.only_ticked = self.only_ticked and bool(self.ticked)
        rows = self._forecast.rows if self._forecast else ()
        self._shown = [row.index for row in rows if self._passes(row)]
        if self.sort != "#":
            key = self._sort_key()
            self._shown.sort(key=lambda index: key(rows[index]))
        self.lines_changed()
        if selected is not None and selected in self._shown:
            self.cursor = self._shown.index(selected)
        if self.selected != selected:  # else the row that is looked at may be one that is filtered out
            self._tell()

    def _passes(self, row: RowForecast) -> bool:
        if self.outcome is not None and row.outcome is not self.outcome:
            return False
        if self.certainty is not None and row.certainty is not self.certainty:
            return False
        if (self.warned and not row.warnings) or (self.only_ticked and row.index not in self.ticked):
            return False
        return not self.words or self.words.casefold() in " ".join(self._texts(row)).casefold()

    def _what(self, row: RowForecast) -> str:
        assert self._forecast is not None
        return what_text(row, self._forecast, self._line_of)

    def _what_in(self, row: RowForecast, room: int) -> Content:
        """What happens, in so many cells: where whole sentences of what is wrong have no room, short ones."""
        text = self._what(row)
        if row.found and cell_len(text) > room:
            text = errors_text(row.found)
        return _styled_what(row, text)

    def _texts(self, row: RowForecast) -> Iterator[str]:
        assert self._forecast is not None
        yield from (row.outcome.mark, decided_by(row), target_text(row, self._forecast.module), self._what(row))
        yield row.certainty.word
        yield row.target_id or ""
        yield from (str(value) for value in self._forecast.request.rows[row.index].values())

    def _sort_key(self) -> Callable[[RowForecast], str | int]:
        assert self._forecast is not None
        module, order = self._forecast.module, list(RowOutcome)
        return {
            "#": lambda row: row.index,
            "outcome": lambda row: order.index(row.outcome),
            "decided by": decided_by,
            "target": lambda row: target_text(row, module).casefold(),
            "what": lambda row: self._what(row).casefold(),
            "moved": lambda row: row.index not in self._moves,
            "certainty": lambda row: -row.certainty,
        }[self.sort]

    # --- lines --------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """One line a row; one for the message where there are none."""
        return len(self._shown) or 1

    def _columns(self, width: int) -> list[tuple[str, int]]:
        """The columns that have room, with the cells of each; the space between them is not counted."""
        columns = [("#", self._number())]
        if self._numbers:
            columns.append(("row", max(3, len(str(self._numbers[-1] + 1)))))
        columns.append(("outcome", _OUTCOME))
        by = ("decided by", self._by(width))
        if width >= _CRAMPED:
            columns += [by, ("target", 0), ("what", 0)]
            if self._moves and width >= _APART:
                columns.append(("moved", self._moved_room))
        elif not self._moves:
            columns.append(("target", 0))
        else:
            room = width - self._number() - _OUTCOME - _BADGE - 4 - 2 * self._has_warnings  # for target and what it was
            moved = min(self._moved_room, room - _ID)
            if room - moved - by[1] - 1 >= _NAME:
                columns.append(by)
            columns += [("target", 0), ("moved", moved)]
        if self._has_warnings:
            columns.append(("warning", _BADGE))
        columns.append(("certainty", _BADGE))
        rest = width - sum(room for _, room in columns) - self._gap(width) * (len(columns) - 1)
        open_columns = [name for name, room in columns if room == 0]
        rooms = dict(columns)
        for place, name in enumerate(open_columns):
            rooms[name] = max(4, rest // (len(open_columns) - place))
            if name == "target" and len(open_columns) > 1:
                rooms[name] = min(max(rooms[name], _NAME), _TARGET, max(self._target_room, _NAME))
            rest -= rooms[name]
        return list(rooms.items())

    def _number(self) -> int:
        """Cells of the number of a row, and of the signs before it where there are some."""
        signs = bool(self.ticked) + bool(self.saved)
        return max(2, len(str(len(self._forecast.rows) if self._forecast else 0))) + 2 * signs

    def _by(self, width: int) -> int:
        """Cells of the column that says which field decides."""
        names = [entry.api_name for entry in self._forecast.order.entries] if self._forecast else []
        return min(max(map(len, [self._head("decided by", width), *names])), _BY)

    def _head(self, name: str, width: int) -> str:
        """The name of a column as it stands above it; a long one is cut before what happens is."""
        head = "by" if name == "decided by" and width < _APART else "" if name in ("certainty", "warning") else name
        return f"{head}▾" if name == self.sort and name != "#" else head

    def _gap(self, width: int) -> int:
        return 2 if width >= _ROOMY else 1

    def header(self, y: int, width: int) -> Content:
        """The counts, by which one filters; the names of the columns, by which one sorts."""
        if y == 0:
            return Content("").join([part for part, _ in self._counts()])
        names = []
        for name, room in self._columns(width):
            head, sorted_by = self._head(name, width), name == self.sort and name != "#"
            words = head.rjust(room) if name in ("#", "row") else head
            names.append(fit(Content.styled(words, ACCENT if sorted_by else MUTED), room))
        return Content(" " * self._gap(width)).join(names)

    def _counts(self) -> list[tuple[Content, Filter | None]]:
        """The parts of the summary line, each with the filter that a click on it sets: the counts with the words that
        fit, and behind them, where it pushes no count to another column, how many rows are shown and of which kind."""
        if self._forecast is None or not self._forecast.rows:
            return []
        rows, room = self._forecast.rows, self.scrollable_content_region.width
        counts: list[tuple[Filter, str, str, str]] = [
            (outcome, f"{outcome.glyph}{count:,}", f" {outcome.value.replace('_', ' ')}", OUTCOME_STYLES[outcome])
            for outcome, count in summary_parts(self._forecast.summary)
        ]
        for certainty in (Certainty.MEASURED, Certainty.OBSERVED, Certainty.ASSUMED, Certainty.NOT_COMPUTED):
            if count := sum(row.certainty is certainty for row in rows):
                counts.append(
                    (certainty, f"{sign(certainty)} {count:,}", f" {certainty.word}", CERTAINTY_STYLES[certainty])
                )
        if count := sum(bool(row.warnings) for row in rows):
            word = " warning" if count == 1 else " warnings"
            counts.append((Flag.WARNED, f"{warning_sign()} {count:,}", word, f"bold {MOVED}"))
        if self.ticked:
            counts.append((Flag.TICKED, f"{_TICK} {len(self.ticked):,}", " ticked", f"bold {ACCENT}"))
        parts: list[tuple[Content, Filter | None]] = []
        longest = cell_len(f"{len(rows):,} of {len(rows):,} {Certainty.DOCUMENTED.word}{self._words_shown}")
        on_now = (
            self.outcome,
            self.certainty,
            Flag.WARNED if self.warned else None,
            Flag.TICKED if self.only_ticked else None,
        )
        for spelled in ((RowOutcome, Certainty, Flag), (Certainty, Flag), ()):  # the rows below spell their outcomes
            parts = []
            for chosen, text, word, style in counts:
                on = " reverse" if chosen in on_now else ""
                words = text + word if isinstance(chosen, spelled) else text
                parts += [(Content.styled(words, style + on), chosen), (Content("  "), None)]
            if self.saved:
                word = " saved" if Flag in spelled else ""
                parts += [
                    (Content.styled(f"{SAVED_SIGN} {len(self.saved):,}{word}", GOOD), None),
                    (Content("  "), None),
                ]
            if sum(part.cell_length for part, _ in parts) + longest <= room:
                break
        left = room - sum(part.cell_length for part, _ in parts)
        return [*parts, (self._total(len(rows), left), None)]

    @property
    def _words_shown(self) -> str:
        return f" /{one_line(self.words)}/" if self.words else ""

    def _total(self, count: int, room: int) -> Content:
        """How many rows are shown, and by which filters; the names of the filters in as many cells as there are."""
        if not self.filtered:
            return Content.styled(count_of(count, "row"), MUTED)
        total, by = f"{len(self._shown):,} of {count:,}", []
        if self.outcome is not None:
            by.append(self.outcome.value.replace("_", " "))
        if self.certainty is not None:
            by.append(self.certainty.word)
        if self.warned:
            by.append(warning_sign())
        if self.only_ticked:
            by.append(_TICK)
        if self.words:
            by.append(self._words_shown.strip())
        texts = (" · ".join([f"{total} rows", *by]), " · ".join([total, *by]), " ".join([total, *by]))
        return Content.styled(next((text for text in texts if cell_len(text) <= room), texts[-1]), MOVED)

    def line(self, index: int, width: int) -> Content:
        """One row."""
        if not self._shown or self._forecast is None:
            hidden = self._forecast is not None and bool(self._forecast.rows)
            all_rows = f"No row passes the filter; {keys.key_name('forecast.clear')} shows all rows."
            return Content.styled(all_rows if hidden else self._message, MUTED)
        row = self._forecast.rows[self._shown[index]]
        move = self._moves.get(row.index)
        moved = Content.styled(move.text(row) if move else "", MOVED)
        refused = row.outcome is RowOutcome.ERROR
        rooms = dict(self._columns(width))
        tick = Content.styled(f"{_TICK} ", f"bold {ACCENT}") if row.index in self.ticked else Content()
        if row.index in self.saved:
            tick = Content.assemble((f"{SAVED_SIGN} ", GOOD), tick)
        cells = {
            "row": self._payload_row(row.index),
            "outcome": outcome_mark(row.outcome),
            "decided by": Content(decided_by(row)),
            "target": Content.assemble(
                ("tried ", MOVED) if row.target_id in self._tried else "",
                (target_text(row, self._forecast.module), "$text-error" if refused else ""),
            ),
            "what": moved if move and _CRAMPED <= width < _APART else self._what_in(row, rooms.get("what", 0)),
            "moved": moved,
            "warning": self._warning(row),
            "certainty": badge(row.certainty, word=False),
        }
        return Content(" " * self._gap(width)).join(
            Content.assemble(tick, (str(row.index + 1).rjust(room - tick.cell_length), MUTED))
            if name == "#"
            else fit(cells[name], room)
            for name, room in rooms.items()
        )

    def _payload_row(self, index: int) -> Content:
        if not self._numbers:
            return Content()
        return Content.styled(str(self._numbers[index] + 1).rjust(max(3, len(str(self._numbers[-1] + 1)))), MUTED)

    def _warning(self, row: RowForecast) -> Content:
        if not row.warnings or self._forecast is None:
            return Content()
        loud = any(is_about_a_check_field(notice, self._forecast) for notice in row.warnings)
        return Content.styled(warning_sign(), CLEARED if loud else f"bold {MOVED}")

    # --- what people do -----------------------------------------------------------------------------------------------

    def watch_cursor(self) -> None:
        """Tell which row is looked at."""
        super().watch_cursor()
        self._tell()

    def _tell(self) -> None:
        selected = self.selected
        if selected is not None:
            self.post_message(RowSelected(selected))

    def action_next_outcome(self) -> None:
        """Filter by the next outcome that occurs, then by none."""
        present = [outcome for outcome, _ in summary_parts(self._forecast.summary)] if self._forecast else []
        self.outcome = _after(self.outcome, present)
        self._refilter()

    def action_next_certainty(self) -> None:
        """Filter by the next certainty that occurs, then by none."""
        rows = self._forecast.rows if self._forecast else ()
        self.certainty = _after(self.certainty, sorted({row.certainty for row in rows}))
        self._refilter()

    def action_only_warned(self) -> None:
        """Filter by rows with a warning, or no longer."""
        self.warned = not self.warned and self._has_warnings
        self._refilter()

    def action_only_ticked(self) -> None:
        """Show only the ticked rows, or all again."""
        self.only_ticked = not self.only_ticked and bool(self.ticked)
        self._refilter()

    def action_tick(self) -> None:
        """Tick the row under the cursor, or no longer."""
        if self.selected is not None:
            self._tick({self.selected})

    def action_tick_all(self) -> None:
        """Tick all rows that are shown; where all of them are, none."""
        self._tick(set(self._shown) - self.ticked or set(self._shown))

    def _tick(self, rows: set[int]) -> None:
        self.ticked = self.ticked ^ frozenset(rows)
        self._refilter()

    def action_next_sort(self) -> None:
        """Sort by the next column."""
        self.sort = _SORTS[(_SORTS.index(self.sort) + 1) % len(_SORTS)]
        self._refilter()

    def action_clear_filters(self) -> None:
        """Show all rows, in the payload's order."""
        self.outcome = self.certainty = None
        self.warned = self.only_ticked = False
        self.words, self.sort = "", "#"
        self._refilter()

    def on_click(self, event: events.Click) -> None:
        """A click on a count filters, on a column's name sorts, on a row selects, on the last words of the lower edge
        tries the payload."""
        right = self.outer_size.width - 3  # before a blank, a piece of the line, and the corner
        if event.y == self.outer_size.height - 1 and right - cell_len(try_words()) <= event.x < right:
            self.post_message(ChipPressed("try_it"))
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y == 0:
            self._press_count(offset.x)
        elif offset.y == 1:
            self._press_column(offset.x)
        elif self.TICKS and self.line_at(event) is not None and (event.ctrl or offset.x < self._number()):
            super().on_click(event)
            self.action_tick()
        else:
            was_selected = self.line_at(event) == self.cursor
            super().on_click(event)
            if was_selected and (record_id := self._target_at(offset.x)) is not None:
                self.post_message(RecordWanted(record_id))

    def _target_at(self, x: int) -> str | None:
        """The record that is named at a column of the selected row, if one is."""
        if self.selected is None or self._forecast is None:
            return None
        row, end = self._forecast.rows[self.selected], 0
        width = self.scrollable_content_region.width
        for name, room in self._columns(width):
            end += room + self._gap(width)
            if x < end:
                holders = [error.details.get("id") for error in row.found]
                met = holders if row.outcome is RowOutcome.ERROR else [row.target_id]
                record_id = next((each for each in met if isinstance(each, str) and not each.startswith("new-")), None)
                return record_id if name == "target" else None
        return None

    def _press_count(self, x: int) -> None:
        end = 0
        for part, chosen in self._counts():
            end += part.cell_length
            if x < end:
                if isinstance(chosen, RowOutcome):
                    self.outcome = None if chosen is self.outcome else chosen
                elif isinstance(chosen, Certainty):
                    self.certainty = None if chosen is self.certainty else chosen
                elif chosen is Flag.WARNED:
                    self.warned = not self.warned
                elif chosen is Flag.TICKED:
                    self.only_ticked = not self.only_ticked
                elif part.plain.strip():
                    self.outcome = self.certainty = None
                    self.warned = self.only_ticked = False
                    self.words = ""
                self._refilter()
                return

    def _press_column(self, x: int) -> None:
        width = self.scrollable_content_region.width
        end = 0
        for name, room in self._columns(width):
            end += room + self._gap(width)
            if x < end:
                self.sort = "#" if name in (self.sort, "row") else name
                self._refilter()
                return


def _after(current: Choice | None, choices: list[Choice]) -> Choice | None:
    """The choice after the current one; None after the last, the first after None."""
    if current is None:
        return choices[0] if choices else None
    place = choices.index(current) + 1 if current in choices else len(choices)
    return choices[place] if place < len(choices) else None


def _styled_what(row: RowForecast, text: str) -> Content:
    loud = "clears " in text or any(note.rule == "lint.near_miss" for note in row.notes)
    return Content.styled(text, MOVED if loud else MUTED if row.outcome is RowOutcome.UNCHANGED else "")
