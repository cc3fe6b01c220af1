"""What Textual does for each of the thousands of messages of a test, to the same end in fewer steps.

Every widget has a pump of its own: a queue, and a task that hands the messages of it to the widget's handlers, in
their order. Here each message goes the same way; left out are the log, the modes for debugging, waits for what is there
already, and lists of listeners where nobody listens.
"""

from __future__ import annotations

import asyncio
from collections import deque
from inspect import isawaitable
from threading import get_ident
from time import time
from typing import TYPE_CHECKING, Any

from textual import _callback, message_pump
from textual._context import message_hook as message_hook_context_var
from textual._context import prevent_message_types_stack
from textual.css.styles import RenderStyles
from textual.dom import DOMNode, NoScreen
from textual.events import Event, Idle
from textual.message_pump import MessagePump
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from textual.message import Message

_INVOKING = ("_callback", "_animator", "_dispatch_key", "app", "await_remove", "message_pump", "screen", "timer")
"""The modules that call handlers and callbacks."""


def quick_pumps(patch: pytest.MonkeyPatch) -> None:
    """Put the shorter ways in the places of Textual's."""
    for module in _INVOKING:
        patch.setattr(f"textual.{module}.invoke", _invoke)
    patch.setattr(message_pump, "Queue", _Queue)
    patch.setattr(MessagePump, "_process_messages_loop", _process_messages_loop)
    patch.setattr(MessagePump, "_dispatch_message", _dispatch_message)
    patch.setattr(MessagePump, "_on_message", _on_message)
    patch.setattr(MessagePump, "post_message", _post_message)
    patch.delattr(Widget, "post_message")  # it says what is wrong in one more case, and asks the one of all pumps
    patch.delattr(MessagePump, "_parent")  # kept by a weak reference: asked for thousands of times for each screen
    patch.setattr(DOMNode, "screen", property(_screen_of))
    patch.setattr(Reactive, "__get__", _reactive_read(Reactive.__get__))
    patch.setattr(RenderStyles, "get_rule", _rule_of)


async def _invoke(callback: Callable[..., Any], *params: object) -> Any:
    """Call a handler with as many of the parameters as it takes."""
    result = callback(*params[: _callback.count_parameters(callback)])
    return await result if result is not None and isawaitable(result) else result


class _Queue:
    """The messages of a pump, of which only its own task waits for the next one."""

    def __init__(self) -> None:
        self.values: deque[Message | None] = deque()
        self._waits: asyncio.Future[None] | None = None

    def put_nowait(self, message: Message | None) -> None:
        self.values.append(message)
        if self._waits is not None and not self._waits.done():
            self._waits.set_result(None)

    def qsize(self) -> int:
        return len(self.values)

    def empty(self) -> bool:
        return not self.values

    def task_done(self) -> None:
        pass

    async def get(self) -> Message | None:
        while not self.values:
            self._waits = asyncio.get_running_loop().create_future()
            await self._waits
        return self.values.popleft()

    def get_nowait(self) -> Message | None:
        if not self.values:
            raise asyncio.QueueEmpty
        return self.values.popleft()


async def _process_messages_loop(pump: MessagePump) -> None:
    """Hand on the messages of a pump until it is closed."""
    pump._thread_id = get_ident()
    await asyncio.sleep(0)
    queue: Any = pump._message_queue
    while not pump._closed:
        message = await _next_message(pump)
        if message is None:
            pump._closed = True
            break
        if _replaced(pump, message):
            continue
        try:
            await pump._dispatch_message(message)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            pump._mounted_event.set()
            pump._is_mounted = True
            pump.app._handle_exception(error)
            break
        finally:
            if pump.message_signal._subscriptions:
                pump.message_signal.publish(message)
            now = time()
            if queue.empty() or (pump._max_idle is not None and now - pump._last_idle > pump._max_idle):
                pump._last_idle = now
                if not pump._closed:
                    await _idle(pump)
                if pump._next_callbacks:
                    await pump._flush_next_callbacks()


async def _next_message(pump: MessagePump) -> Message | None:
    """The one that was looked at already, or the next of the queue; None where there are no more to come."""
    pending, pump._pending_message = pump._pending_message, None
    return pending or await pump._message_queue.get()


def _replaced(pump: MessagePump, message: Message) -> bool:
    """Whether the message after this one, which is looked at now, does for both."""
    if pump._closed or pump._closing:
        return False
    if pump._pending_message is None and not pump._message_queue.empty():
        pump._pending_message = pump._message_queue.get_nowait()
        if pump._pending_message is None:
            pump._closed = True
    return pump._pending_message is not None and message.can_replace(pump._pending_message)


async def _idle(pump: MessagePump) -> None:
    """There is nothing more to do for now."""
    event = Idle()
    for _, method in pump._get_dispatch_methods("on_idle", event):
        try:
            await _invoke(method, event)
        except Exception as error:
            pump.app._handle_exception(error)
            break


async def _dispatch_message(pump: MessagePump, message: Message) -> None:
    """Hand one message to the handlers, with those prevented that were when it was sent."""
    if message.no_dispatch:
        return
    hook = message_hook_context_var.get(None)
    if hook is not None:
        hook(message)
    if message._prevent:
        with pump.prevent(*message._prevent):
            await _hand_on(pump, message)
    else:
        await _hand_on(pump, message)


async def _hand_on(pump: MessagePump, message: Message) -> None:
    await (pump.on_event(message) if isinstance(message, Event) else pump._on_message(message))
    if pump._next_callbacks:
        await pump._flush_next_callbacks()


async def _on_message(pump: MessagePump, message: Message) -> None:
    """Call the handlers of a message, and let it rise to what the node stands in."""
    for _, method in pump._get_dispatch_methods(message.handler_name, message):
        await _invoke(method, message)
    if message.bubble and not message._stop_propagation and pump._parent:
        if message._sender is not None and message._sender == pump._parent:
            message.stop()
        if pump.is_parent_active and pump.is_attached:
            message._bubble_to(pump._parent)


def _post_message(pump: MessagePump, message: Message) -> bool:
    """Put a message into the queue of a pump; False where it takes no more, or none like it."""
    if pump._closing or pump._closed or not pump.check_message_enabled(message):
        return False
    stack = prevent_message_types_stack.get(None)
    if stack is not None and stack[-1]:
        message._prevent.update(stack[-1])
    if pump._thread_id != get_ident() and pump.app._loop is not None:
        pump.app._loop.call_soon_threadsafe(pump._message_queue.put_nowait, message)
    else:
        pump._message_queue.put_nowait(message)
    return True


def _screen_of(node: Any) -> Screen[Any]:
    """The screen that a node stands on."""
    while node is not None:
        if isinstance(node, Screen):
            return node
        node = node._parent
    raise NoScreen("node has no screen")


def _reactive_read(read: Callable[..., Any]) -> Callable[..., Any]:
    """Read a reactive attribute that has a value and is not computed, as most are, at once."""
    computed: dict[tuple[type, str], bool] = {}

    def read_at_once(attribute: Reactive[Any], node: Any, node_type: type) -> Any:
        if node is None:
            return attribute
        name = attribute.internal_name
        key = (node_type, name)
        if key not in computed:
            computed[key] = hasattr(node_type, attribute.compute_name)
        held = vars(node)
        return held[name] if name in held and not computed[key] else read(attribute, node, node_type)

    return read_at_once


def _rule_of(styles: RenderStyles, name: str, default: object = None) -> object:
    """A rule of the node's own, or else of the style sheets."""
    own = styles._inline_styles._rules
    return own.get(name) if name in own else styles._base_styles._rules.get(name, default)
