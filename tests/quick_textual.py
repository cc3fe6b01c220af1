"""What Textual does again and again, for each message, callback, text and line, though it comes to the same, or no test
sees what comes of it."""

from __future__ import annotations

import inspect
from functools import lru_cache
from threading import get_ident
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Final

from rich._wrap import divide_line
from textual import _callback, content, message_pump
from textual.app import App
from textual.content import Content
from textual.filter import ANSIToTruecolor
from textual.messages import Prompt
from textual.theme import Theme
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from textual.color import Color
    from textual.css.styles import RulesMap
    from textual.design import ColorSystem
    from textual.filter import LineFilter
    from textual.geometry import Region
    from textual.message_pump import MessagePump

_PROMPT: Final = Prompt()
_OTHER_SIGNATURES: Final = ("__wrapped__", "__signature__")


class _Silence:
    """In the place of the log of messages, which nobody reads: makes no logger for each."""

    @property
    def event(self) -> _Silence:
        return self

    def verbosity(self, _verbose: bool) -> _Silence:
        return self

    def __call__(self, *_: object) -> None:
        return


def quick_textual(patch: pytest.MonkeyPatch) -> None:
    """Leave out the log, and what changes no line of text; keep what is the same each time."""
    patch.setattr(message_pump, "log", _Silence())
    patch.setattr(_callback, "_count_parameters", _parameters)
    patch.setattr(ANSIToTruecolor, "apply", _as_they_are)
    patch.setattr(App, "get_line_filters", _filters_but_that_one)
    patch.setattr(Widget, "_set_dirty", _marked(Widget._set_dirty))
    patch.setattr(Widget, "is_disabled", property(_is_disabled))
    patch.setattr(content, "divide_line", lru_cache(4_096)(divide_line))
    strip = content._strip_control_codes
    patch.setattr(content, "_strip_control_codes", lambda text: text if text.isprintable() else strip(text))
    patch.setattr(Content, "get_height", _measured_once(Content.get_height))
    patch.setattr(Widget, "_check_refresh", _where_asked_for(Widget._check_refresh))
    patch.setattr(message_pump.MessagePump, "check_idle", _prompt)
    systems: dict[int, tuple[Theme, ColorSystem]] = {}
    make = Theme.to_color_system

    def made_once(theme: Theme) -> Any:
        if id(theme) not in systems:
            systems[id(theme)] = theme, _generated_once(make(theme))
        return systems[id(theme)][1]

    patch.setattr(Theme, "to_color_system", made_once)


def _parameters(of: Callable[..., Any]) -> int:
    """How many parameters a callable has, as its signature says, but read from its code where it is a function or a
    method of an object."""
    function = of.__func__ if isinstance(of, MethodType) else of
    if not isinstance(function, FunctionType) or not vars(function).keys().isdisjoint(_OTHER_SIGNATURES):
        return len(inspect.signature(of).parameters)
    code = function.__code__
    more = (inspect.CO_VARARGS, inspect.CO_VARKEYWORDS)
    count = code.co_argcount + code.co_kwonlyargcount + sum(bool(code.co_flags & flag) for flag in more)
    return count - (function is not of and code.co_argcount > 0)  # the object itself


def _as_they_are(_: ANSIToTruecolor, segments: list[Any], _background: Color) -> list[Any]:
    """Every piece of every line is asked for colours that only the terminal knows, which change no word."""
    return segments


def _filters_but_that_one(app: App[Any]) -> list[LineFilter]:
    return [each for each in app._filters if each.enabled and not isinstance(each, ANSIToTruecolor)]


def _marked(mark: Callable[..., None]) -> Callable[..., None]:
    """Have a widget painted anew. Where all of it is, no line of it was kept, and none need be marked besides."""

    def marked(widget: Widget, *regions: Region) -> None:
        if regions:
            mark(widget, *regions)
            return
        widget._styles_cache.clear()
        size = widget.outer_size
        widget._dirty_regions.clear()
        widget._dirty_regions.add(size.region)
        widget._repaint_regions.clear()
        if size:
            widget._repaint_regions.add(size.region)

    return marked


def _is_disabled(widget: Widget) -> bool:
    """Whether it, or what it stands in, is disabled: asked for each node that is styled, of all that it stands in."""
    node: Any = widget
    while isinstance(node, Widget):
        if vars(node).get("_reactive_disabled"):
            return True
        node = node._parent
    return False


def _where_asked_for(refresh: Callable[[Widget], None]) -> Callable[[Widget], None]:
    """After every message a widget looks for its screen, to tell it of what has changed, if anything has."""

    def check_refresh(widget: Widget) -> None:
        if (
            widget._repaint_required
            or widget._layout_required
            or widget._refresh_styles_required
            or widget._scroll_required
        ):
            refresh(widget)

    return check_refresh


def _prompt(pump: MessagePump) -> None:
    """What has nothing to do is woken by a message that says nothing, and is never looked at: one will do for all."""
    if pump._running and pump._message_queue.empty():
        if pump._thread_id == get_ident() and not (pump._closing or pump._closed):
            pump._message_queue.put_nowait(_PROMPT)
        else:
            pump.post_message(Prompt())


def _measured_once(measure: Callable[[Content, RulesMap, int], int]) -> Callable[[Content, RulesMap, int], int]:
    """The height of a text: most are shown, and measured, by many tests, and in many states of one."""
    heights: dict[tuple[object, ...], int] = {}

    def get_height(text: Content, rules: RulesMap, width: int) -> int:
        key = (text.plain, width, *(rules.get(name) for name in ("line_pad", "text_overflow", "text_wrap")))
        if key not in heights:
            heights[key] = measure(text, rules, width)
        return heights[key]

    return get_height


def _generated_once(system: ColorSystem) -> ColorSystem:
    variables = system.generate()
    system.generate = lambda: {**variables}  # type: ignore[method-assign]
    return system
