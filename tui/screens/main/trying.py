"""What the main screen does to try a payload: the forecast carried out on a working copy of the data set."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of
from tui.dataset.files import DataSetError
from tui.files import current_folder
from tui.keys import key_name
from tui.screens.main.grid import GridScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.forecast import Forecast
    from tui.dataset.folder import DataSet
    from tui.session.view import View

_RECORDS_AT_ONCE: Final = 3_000
"""Records that are copied so quickly that nobody waits; more are copied in a thread."""


class TryingScreen(GridScreen):
    """A screen on an Explorer that carries forecasts out on a working copy."""

    def action_try_it(self) -> None:
        """Carry the forecast out on a working copy of the data set; the next forecast starts there."""
        self.when_typed(self._try_it)

    def _try_it(self) -> None:
        view = self.explorer.view
        if view.stale or view.still_read or view.forecast is None:
            self.complain(self.why_not())
        elif view.forecast.call_errors:
            self.complain("The call would be refused, so there is nothing to try.")
        elif view.record_count <= _RECORDS_AT_ONCE:
            self._make_working_copy(view, view.forecast)
        else:
            self.say(f"Trying it on a copy of {view.record_count:,} records …")
            make = partial(self._make_working_copy, view, view.forecast, in_thread=True)
            self.run_worker(make, thread=True, exclusive=True, group="try", exit_on_error=False)

    def _make_working_copy(self, view: View, made: Forecast, *, in_thread: bool = False) -> None:
        take = partial(self.app.call_from_thread, self._take_copy) if in_thread else self._take_copy
        try:
            take(view, made, self.explorer.working_copy(time.time()), "")
        except (DataSetError, OSError) as error:
            take(view, made, None, str(error))

    def _take_copy(self, view: View, made: Forecast, copy: DataSet | None, problem: str) -> None:
        if problem:
            self.complain(problem)
        elif copy is None or self.explorer.view.draft != view.draft:
            self.complain("The payload has changed in the meantime; nothing was tried.")
        else:
            self.show(self.explorer.take_working_copy(copy))
            self.say(_said(made), timeout=10)

    def action_forget_tries(self) -> None:
        """Go back to the data set as it is on disk."""
        if not self.explorer.view.tries.count:
            self.say("Nothing has been tried on this data set.")
            return
        self.take_typed()
        self.show(self.explorer.forget_tries())
        self.say(f"The data set is as it is on disk again; {key_name('history.undo')} brings the tries back.")

    def action_save_tries(self) -> None:
        """Save the working copy as a data set of its own."""
        from tui.screens.dialogs.save_as import SaveAs
        from tui.session.saved_copy import save_copy

        data_set = self.explorer.data_set
        if not data_set.tries.count:
            self.say(f"Nothing has been tried on this data set; {key_name('forecast.try')} tries the payload.")
            return

        def chosen(folder: Path | None) -> None:
            if folder is None:
                return
            try:
                save_copy(data_set, folder, time.time())
            except FileExistsError:
                self.complain(f"{folder.name} exists already; choose a new folder.")
            except (OSError, DataSetError) as error:
                self.complain(f"Could not save: {getattr(error, 'strerror', None) or error}")
            else:
                self.say(f"Saved the data set {folder.name}; {key_name('data_set.pick')} opens it.", timeout=10)

        default = current_folder() / f"{data_set.folder.name}-tried"
        self.app.push_screen(SaveAs(default, "save the working copy as a data set in a new folder"), chosen)


def _said(made: Forecast) -> str:
    """What a try did."""
    counts = [(sum(row.outcome is outcome for row in made.rows), word) for outcome, word in _WORDS]
    done = ", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing was written"
    rows = count_of(len(made.rows), "row")
    return (
        f"Tried {rows} on a working copy: {done}. Nothing on disk changed; {key_name('history.undo')} takes it back, "
        f"{key_name('forecast.forget')} forgets all tries."
    )


_WORDS: Final = (
    (RowOutcome.INSERT, "inserted"),
    (RowOutcome.UPDATE, "updated"),
    (RowOutcome.UNCHANGED, "unchanged"),
    (RowOutcome.ERROR, "refused"),
    (RowOutcome.NOT_KNOWN, "not known, left out"),
)
