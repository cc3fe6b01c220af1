"""The thread that forecasts a long payload: one at a time, and none while one types."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tui.screens.main import forecasting
from tui.screens.main.forecasting import Forecasting

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


class Explorer:
    """An Explorer whose draft is a number; its forecast is given up before anything comes of it."""

    def __init__(self) -> None:
        self.view: Any = SimpleNamespace(draft=0, pending=True)
        self.data_set = object()

    def is_of_now(self, draft: int, data_set: object) -> bool:
        return draft == self.view.draft and data_set is self.data_set

    def compute(self, **_: object) -> list[Any]:
        return []


def test_a_payload_that_changes_while_it_is_forecast_waits_for_the_thread_and_for_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[Callable[[], object]] = []
    timers: list[Callable[[], object]] = []

    def set_timer(_seconds: float, done: Callable[[], object]) -> object:
        timers.append(done)
        return SimpleNamespace()

    monkeypatch.setattr(forecasting, "in_background", threads.append)
    monkeypatch.setattr(forecasting, "_PAUSE_S", 1_000.0)
    screen: Any = SimpleNamespace(
        is_attached=True,
        call_later=lambda done, *given: done(*given),
        set_timer=set_timer,
    )
    explorer: Any = Explorer()
    made = Forecasting(screen, lambda: explorer, lambda: 0, lambda _: None, lambda: None)
    made.see()
    for draft in (1, 2, 3):
        explorer.view.draft = draft
        made.see()
    assert len(threads) == 1

    threads[0]()
    assert (len(threads), len(timers)) == (1, 1)  # it has changed just now

    monkeypatch.setattr(forecasting, "_PAUSE_S", 0.0)
    timers[0]()
    assert len(threads) == 2
