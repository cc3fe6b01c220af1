"""Timers that fire once, on a machine that gives the process no processor for longer than they run."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from textual import timer
from textual.app import App

from tui.widgets.timers import certain

if TYPE_CHECKING:
    from textual.timer import Timer

pytestmark = pytest.mark.anyio


async def test_a_certain_timer_fires_where_its_time_has_passed_as_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    fired: list[Timer] = []

    async def tick(of: Timer, **_: object) -> None:
        fired.append(of)

    app = App[None]()
    async with app.run_test():
        seconds = count()
        with monkeypatch.context() as patch:
            patch.setattr(timer.Timer, "_tick", tick)
            patch.setattr("textual._time.get_time", lambda: float(next(seconds)))  # each look a second later
            late, certainly = app.set_timer(0.001), certain(app.set_timer(0.001))
            for each in (late, certainly):
                assert each._task is not None
                await each._task
    assert fired == [certainly]  # where Textual fires the other, too, there is nothing to be certain of any more
