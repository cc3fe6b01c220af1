"""Waiting until a headless app has nothing left to do: asked of the event loop, never of a clock."""

from __future__ import annotations

import threading
from asyncio import get_running_loop, sleep
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sized

    from textual.app import App
    from textual.widget import Widget

_TURNS: Final = 4_000  # of the event loop, fifty times what anything has taken yet
_MOMENT_S: Final = 0.002  # for the threads


async def settle(app: App[Any]) -> None:
    """Let every widget work off what it was sent, and what that made others send. Ends at once if the app does; fails
    where they never come to an end, as two that answer each other for ever."""
    waiting: Sized = vars(get_running_loop())["_ready"]  # what the loop runs next; there is no public way to it
    for _ in range(_TURNS):
        await sleep(0)
        if not app.is_running or not app.screen_stack:
            return
        if waiting:
            continue  # somebody can go on
        if not _anything_sent(app):
            return
    raise AssertionError("the app does not come to rest")


def _anything_sent(app: App[Any]) -> bool:
    """Whether the app, or anything on the screen on top, has a message that it has not worked off."""
    if app.message_queue_size:
        return True
    nodes: list[Widget] = [app.screen]
    while nodes:
        node = nodes.pop()
        if node.message_queue_size:
            return True
        nodes += node._nodes
    return False


def _threads_at_work(app: App[Any]) -> bool:
    """Whether a thread does something for the app, or for the test: those of a pool are there when they do nothing."""
    own = threading.current_thread()
    pool = ("asyncio_", "ThreadPoolExecutor")
    return any(worker.is_running for worker in app.workers) or any(
        thread is not own and not thread.name.startswith(pool) for thread in threading.enumerate()
    )


async def frame(app: App[Any]) -> None:
    """Settle, with a moment for the threads that work, and lay out and paint what is due without waiting for its
    time."""
    await settle(app)
    if _threads_at_work(app):
        await sleep(_MOMENT_S)
    if app.is_running and app.screen_stack:
        app.screen._on_timer_update()
        await settle(app)
