"""A long payload is forecast in a thread: how far it is after a second, and the key that stops it and goes on.

The thread gives up as soon as another text, module, setting or data set is open, and the forecast of that begins. Who
quits does not wait for it.
"""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from tui.core.views.describe import count_of
from tui.dataset.loading import Progress as Loading
from tui.keys import key_name
from tui.screens.dialogs.background import in_background
from tui.widgets.timers import certain

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from tui.core.progress import Progress
    from tui.dataset.folder import DataSet
    from tui.session.explorer import Explorer
    from tui.session.reading import Draft, Reading
    from tui.session.view import View

_TOLD_AFTER_S: Final = 1.0
_EACH_S: Final = 0.25
_PAUSE_S: Final = 0.2
"""Who changes the payload while it is forecast is left alone until so long after the last change: a thread that reads
ten thousand rows anew holds up the next letter."""


class _GivenUp(Exception):
    """Nobody waits for this forecast any more."""


class Forecasting:
    """The forecast of the draft that is open, where the Explorer did not make it at once.

    explorer: of the moment. first: how many rows, from the first one on, are looked at. shown: called with each view
    that comes of it; told: when ``sentence`` is another.
    """

    def __init__(
        self,
        screen: Screen[Any],
        explorer: Callable[[], Explorer],
        first: Callable[[], int],
        shown: Callable[[View], object],
        told: Callable[[], object],
    ) -> None:
        self._screen, self._explorer, self._first, self._shown, self._told = screen, explorer, first, shown, told
        self._of: tuple[Draft, DataSet] | None = None  # what is forecast, or was when it was stopped
        self._at_work = False  # a thread, be it one that is about to give up
        self._wanted_at = 0.0
        self.running = self.stopped = False
        self.sentence = ""
        """What is under way, or was stopped; empty where nothing is to be said."""

    def see(self) -> None:
        """Begin where a forecast is wanted and none of the draft is under way, nor was stopped."""
        explorer = self._explorer()
        view = explorer.view
        if self._of is not None and explorer.is_of_now(*self._of) and (self.running or self.stopped):
            return
        self.running = self.stopped = False
        self._of, self.sentence = None, ""
        if view.pending:
            self._begin()

    def _begin(self) -> None:
        explorer = self._explorer()
        self._of = explorer.view.draft, explorer.data_set
        self.running, self.stopped, self.sentence = True, False, "forecasting …"
        self._wanted_at = monotonic()
        if not self._at_work:
            self._start(self._of)

    def _start(self, of: tuple[Draft, DataSet]) -> None:
        """One thread at a time: with two, each letter that is typed would wait for both."""
        self._at_work = True
        in_background(partial(self._work, self._explorer(), of))

    def stop_or_go_on(self) -> None:
        """Stop it, or begin again where it was stopped."""
        if not self.running:
            self._begin()
        else:
            self.running, self.stopped = False, True
            view = self._explorer().view
            what = "what other rows depend on is not computed" if view.incomplete else "the forecast is not computed"
            if view.still_read:
                what = "the records are not read"
            self.sentence = f"stopped · {key_name('forecast.stop')} continues · {what}"
        self._told()

    def _waits(self, of: tuple[Draft, DataSet]) -> bool:
        return self.running and self._of is of and self._screen.is_attached and self._explorer().is_of_now(*of)

    # --- in the thread ------------------------------------------------------------------------------------------------

    def _work(self, explorer: Explorer, of: tuple[Draft, DataSet]) -> None:
        began = monotonic()
        told = began + _TOLD_AFTER_S - _EACH_S
        part = ""

        def watch(progress: Progress | Loading) -> None:
            nonlocal told, began, part
            if not self._waits(of):
                raise _GivenUp
            if part != (part := getattr(progress, "part", "reading")):
                began = monotonic()  # what came before says nothing of how long this takes
            if monotonic() - told >= _EACH_S:
                told = monotonic()
                self._screen.call_later(self._tell, of, _sentence(progress, told - began))

        try:
            for reading in explorer.compute(first=self._first, watch=watch, watch_records=watch):
                if not self._waits(of):
                    return
                self._screen.call_later(self._take, of, reading)
        except _GivenUp:
            return
        except Exception as error:
            self._screen.call_later(self._fail, error)
        finally:
            self._screen.call_later(self._ended, of)

    # --- on the event loop --------------------------------------------------------------------------------------------

    def _tell(self, of: tuple[Draft, DataSet], sentence: str) -> None:
        if self._waits(of):
            self.sentence = sentence
            self._told()

    def _take(self, of: tuple[Draft, DataSet], reading: Reading) -> None:
        if not self._waits(of) or (view := self._explorer().adopt(reading)) is None:
            return
        if reading.complete:
            self.running, self._of, self.sentence = False, None, ""
        else:
            self.sentence = "reading the records …" if reading.still_read else "what rows depend on …"
        self._shown(view)

    def _ended(self, of: tuple[Draft, DataSet]) -> None:
        """Go on with what is open by now, once it rests."""
        if not self.running or self._of is None or self._of is of:
            self._at_work = False
        elif (rests_s := monotonic() - self._wanted_at) < _PAUSE_S:
            certain(self._screen.set_timer(_PAUSE_S - rests_s, partial(self._ended, of)))
        else:
            self._start(self._of)

    def _fail(self, error: Exception) -> None:
        """What fails in the thread is a failure of the program, as it would be here."""
        raise error


def _sentence(progress: Progress | Loading, seconds: float) -> str:
    """The key that ends it, which a narrow pane does not cut off; how far it is, in records, rows, or hundredths of
    what rows depend on; and what is left."""
    if isinstance(progress, Loading):
        done, total = progress.read, progress.total
    else:
        done, total = progress.done, progress.total
    left = f" · {count_of(round(seconds * (total - done) / done), 'second')} left" if done else ""
    if isinstance(progress, Loading):
        doing, told = "reading", f"{progress.records:,} records"
        if done >= total:
            doing, left = "making the index", ""
    else:
        doing, told = progress.told
    return f"{doing} … {key_name('forecast.stop')} stops · {told}{left}"
