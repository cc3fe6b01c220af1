"""Messages go the same ways through the quicker pumps as through Textual's, and what is asked of a node is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from textual import _animator, _callback, _dispatch_key, app, await_remove, message_pump, on, screen, timer
from textual._queue import Queue
from textual.app import App
from textual.css.styles import RenderStyles
from textual.dom import DOMNode, NoScreen
from textual.message import Message
from textual.message_pump import MessagePump
from textual.reactive import Reactive, reactive
from textual.widget import Widget

from tests.settling import frame

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Idle

_OF_PUMPS: Final = ("_process_messages_loop", "_dispatch_message", "_on_message", "post_message", "_parent")
_PLACES: Final[list[tuple[Any, str]]] = [
    *((MessagePump, name) for name in _OF_PUMPS),
    *((module, "invoke") for module in (_animator, _callback, _dispatch_key, app, await_remove, message_pump, screen)),
    *((timer, "invoke"), (Widget, "post_message"), (DOMNode, "screen")),
    *((Reactive, "__get__"), (RenderStyles, "get_rule"), (message_pump, "Queue")),
]
TEXTUAL: Final = [(owner, name, vars(owner)[name]) for owner, name in _PLACES]  # as it is before any test begins

pytestmark = pytest.mark.anyio


class Told(Message):
    """One that rises. ``merges``: the next one does for it."""

    def __init__(self, words: str, *, merges: bool = False) -> None:
        super().__init__()
        self.words, self.merges = words, merges

    def can_replace(self, message: Message) -> bool:
        return self.merges and isinstance(message, Told)


class Quiet(Told, bubble=False):
    """One that does not."""


class Teller(Widget):
    """Keeps what reaches it."""

    DEFAULT_CSS = "Teller { height: 1; color: red; }"
    count = reactive(1)
    twice = reactive(0)

    def __init__(self, told: list[str], *children: Widget, id: str) -> None:
        super().__init__(*children, id=id)
        self.told, self.each = told, 1

    def compute_twice(self) -> int:
        return 2 * self.each

    def watch_count(self, count: int) -> None:
        self.told.append(f"{self.id} count {count}")

    @on(Told)
    async def first(self, message: Told) -> None:
        self.told.append(f"{self.id} first {message.words}")
        self.call_next(self.told.append, f"{self.id} next {message.words}")
        if message.words == "stopped":
            message.stop()
        if message.words == "alone":
            message.prevent_default()
        if message.words == "asks":
            for child in self.children:
                child.post_message(Told("answers"))

    def on_told(self, message: Told) -> None:
        self.told.append(f"{self.id} on {message.words}")

    def on_idle(self, event: Idle) -> None:
        self.told.append(f"{self.id} idle")


class Heir(Teller):
    """Has a handler more, and one that fails."""

    def on_told(self, message: Told) -> None:
        self.told.append(f"{self.id} heir {message.words}")
        if message.words == "alone":
            message.prevent_default()
        if message.words == "prevents":
            with self.prevent(Quiet):
                self.post_message(Quiet("never"))
                self.post_message(Told("without"))
            self.post_message(Quiet("then"))
        if message.words == "without":
            self.post_message(Quiet("never, likewise"))


class Tells(App[None]):
    """Two of them, one within the other."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield Teller(self.told, Heir(self.told, id="inner"), id="outer")

    def on_told(self, message: Told) -> None:
        self.told.append(f"app {message.words}")


async def tell() -> list[str]:
    """All that reaches anybody, in turn, and what is read of a node."""
    async with Tells().run_test() as pilot:
        told = pilot.app
        assert isinstance(told, Tells)
        inner = told.query_one("#inner", Heir)
        await frame(told)
        for words in ("one", "stopped", "alone", "prevents", "asks"):
            told.told.append(f"-- {words}")
            inner.post_message(Told(words))
            await frame(told)
        told.told.append("-- several at once")
        for words, merges in (("a", True), ("b", True), ("c", False), ("d", True)):
            inner.post_message(Told(words, merges=merges))
        inner.count = 5
        inner.disable_messages(Quiet)
        inner.post_message(Quiet("disabled"))
        await frame(told)
        assert inner.twice == 2
        inner.each = 5
        read = (inner.count, inner.twice, inner.screen is told.screen, inner.styles.color.hex, inner.styles.dock)
        inner.styles.color = "blue"
        told.told.append(f"{read} {inner.styles.color.hex} {type(inner).count is Heir.count}")
        await inner.remove()
        assert inner.parent is None
        with pytest.raises(NoScreen):
            _ = inner.screen
        assert not inner.post_message(Told("too late"))
        return told.told


async def test_each_message_goes_the_same_way() -> None:
    with pytest.MonkeyPatch.context() as as_before:
        for owner, name, value in TEXTUAL:
            as_before.setattr(owner, name, value, raising=False)
        assert vars(message_pump)["Queue"] is Queue
        wanted = await tell()
    assert vars(message_pump)["Queue"] is not Queue
    assert await tell() == wanted
    for words in (
        "app one",
        "inner heir without",
        "inner heir c",
        "outer first answers",
        "inner count 5",
        "inner next d",
    ):
        assert words in wanted
    for words in (
        "app stopped",
        "app answers",
        "outer first then",
        "inner first a",
        "inner first b",
        "inner heir never",
    ):
        assert words not in wanted
