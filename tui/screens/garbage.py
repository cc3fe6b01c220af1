"""When Python looks for cycles of objects that nobody holds any more: while nobody types.

A frame makes thousands of objects that die at once. To look for cycles among them as often as Python does by itself
takes a fifth of a key press, and now and then three times as long as the key press itself.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.app import App

REST_S: Final = 1.0
"""After so many seconds without a key or the mouse nobody minds a tenth of a second."""
SELDOM: Final = (20_000, 5, 1_000)
"""How often, while one types without a rest: new objects until they are looked through, which takes about 4 ms; how
many times that until those are that outlived it, some 30 ms; and then all, which is left to a rest."""


class RestTime:
    """From now on all that is new is looked through when one rests. What is there mostly stays, and never is: that
    would take the longer, the larger the data set."""

    def __init__(self, app: App[int]) -> None:
        gc.freeze()
        gc.set_threshold(*SELDOM)
        gc.enable()
        self._timer = app.set_interval(REST_S, self._look, pause=True)

    def postpone(self) -> None:
        """A key or the mouse."""
        self._timer.reset()

    def _look(self) -> None:
        self._timer.pause()
        _, *older = gc.get_count()
        if any(older):
            gc.collect()
