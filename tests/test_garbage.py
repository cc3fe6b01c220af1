"""Cycles of objects are looked for while nobody types."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from textual import events

from tests.app.driving import opened
from tui.screens.garbage import SELDOM, RestTime

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App


class Clock:
    """In place of an app and its timer, and of Python's collector: notes what is asked of them."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked: list[object] = []
        self.older = (0, 0)
        self.rings: Callable[[], None] = lambda: None
        collector = SimpleNamespace(
            freeze=lambda: self.asked.append("freeze"),
            set_threshold=lambda *given: self.asked.append(given),
            enable=lambda: self.asked.append("enable"),
            collect=lambda: self.asked.append("collect"),
            get_count=lambda: (500, *self.older),
        )
        patch.setattr("tui.screens.garbage.gc", collector)

    def set_interval(self, interval: float, callback: Callable[[], None], *, pause: bool) -> Clock:
        """A timer that does not run yet."""
        assert interval > 0
        assert pause
        self.rings = callback
        return self

    def reset(self) -> None:
        """From the beginning."""
        self.asked.append("reset")

    def pause(self) -> None:
        """No longer."""
        self.asked.append("pause")


def test_what_is_there_stays_and_what_is_new_is_looked_through_once_at_each_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    rest = RestTime(cast("App[int]", clock))
    assert clock.asked == ["freeze", SELDOM, "enable"]
    clock.asked.clear()
    rest.postpone()
    clock.rings()
    assert clock.asked == ["reset", "pause"], "next to nothing is new"
    for older in ((1, 0), (0, 1)):
        clock.asked.clear()
        clock.older = older
        clock.rings()
        assert clock.asked == ["pause", "collect"]


@pytest.mark.anyio
async def test_a_key_and_the_mouse_put_it_off_and_what_the_app_does_by_itself_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with opened() as app:
        clock = Clock(monkeypatch)
        monkeypatch.setattr(app.app, "set_interval", clock.set_interval)
        app.app.collect_garbage_when_resting()
        clock.asked.clear()
        await app.press("down")
        assert set(clock.asked) == {"reset"}
        clock.asked.clear()
        await app.mouse(events.MouseMove, (3, 3), 0)
        assert set(clock.asked) == {"reset"}
        clock.asked.clear()
        app.app.post_message(events.AppFocus())
        await app.settle()
        assert not clock.asked
