"""A bare app that shows one screen, and what a test asks of it."""

from __future__ import annotations

from asyncio import sleep
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.app import App
from textual.geometry import Offset, Region

from tests.settling import frame, settle
from tui.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from textual.message import Message
    from textual.pilot import Pilot

    from tui.screens.assumptions import SettingChosen, SettingsReset
    from tui.screens.dialogs.dialog import Dialog

SMALL: Final = (80, 24)
LARGE: Final = (120, 40)
_PATIENCE = 600  # looks
_A_LOOK = 10  # lines that are painted at a time, where it is looked for texts
_AT_ONCE = 4  # looks, until it takes its time
_LATER_S = 0.008  # between looks from then on


class Host(App[None]):
    """Shows dialogs, and keeps the answers and the messages of the one that is shown."""

    def __init__(self, dialog: Dialog[Any] | None = None) -> None:
        """dialog: one to begin with."""
        super().__init__()
        self._first = dialog
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.answers: list[Any] = []
        self.said: list[Message] = []

    def on_mount(self) -> None:
        """Show the first."""
        if self._first is not None:
            self.show(self._first)

    def show(self, dialog: Dialog[Any]) -> None:
        """Show a dialog over what is shown."""
        self.push_screen(dialog, self.answers.append)

    def on_setting_chosen(self, message: SettingChosen) -> None:
        """Keep it."""
        self.said.append(message)

    def on_settings_reset(self, message: SettingsReset) -> None:
        """Keep it."""
        self.said.append(message)


class Shown:
    """What a test does with a dialog."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self._seen: tuple[object, ...] = ()
        self._lines: list[str] = []

    async def show(self, dialog: Dialog[Any], size: tuple[int, int] = SMALL) -> None:
        """A dialog on the screen, in place of the one that was shown, in a terminal of this size."""
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()
            await self.settle()
        if self.app.size != size:
            await self.pilot.resize_terminal(*size)
        self.app.answers.clear()
        self.app.said.clear()
        self.app.show(dialog)
        await self.sees("esc Back")

    async def resize(self, size: tuple[int, int]) -> None:
        """Another size of the terminal, under the dialog that is shown."""
        await self.pilot.resize_terminal(*size)
        await self.until(lambda: not self.app._resize_event and self.app.screen.size == size)
        await self.settle()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; what the app puts off, as a new size of the terminal, takes its time."""
        for look in range(_PATIENCE):
            if holds():
                return
            await frame(self.app)
            if look >= _AT_ONCE:
                await sleep(_LATER_S)
        raise AssertionError("it never came about; the screen shows\n" + "\n".join(self.lines()))

    async def settle(self) -> None:
        """Wait until every message has been handled and the screen has been painted."""
        await frame(self.app)

    async def press(self, *keys: str) -> None:
        """Press keys by their names, and wait for what the last leads to. ``pilot.press`` rests at each."""
        for key in keys:
            self.app.simulate_key(key)
            await settle(self.app)
        await frame(self.app)

    async def type(self, text: str) -> None:
        """Type a text in one go, as a paste."""
        self.app.screen.post_message(events.Paste(text))
        await self.settle()

    def lines(self) -> list[str]:
        """The screen as text, painted anew where anything of it has changed since the last look."""
        return [*self._painted(self.app.size.height)]

    def _painted(self, down_to: int) -> list[str]:
        """All of its lines that were painted, which are the first so many at least, where it has them."""
        size, compositor = self.app.size, self.app.screen._compositor
        frame = (compositor, size, vars(compositor).get("frames"))  # see tests/quickly.py
        if frame != self._seen:
            self._seen, self._lines = frame, []
        left = Region(0, len(self._lines), size.width, min(down_to, size.height) - len(self._lines))
        if left.width and left.height > 0:
            pieces = compositor._render_chops(left, left.line_range.__contains__)[left.y : left.bottom]
            self._lines += ["".join(part.text for part in line.values() if part).rstrip() for line in pieces]
        return self._lines

    def further_down(self) -> Iterator[str]:
        """The screen down to a line that is further down each time: what is below is painted if one must look there."""
        lines, last = list[str](), 0
        while len(lines) >= last:
            last = len(lines) + _A_LOOK
            lines = self._painted(last)
            yield "\n".join(lines)

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    async def sees(self, *texts: str) -> None:
        """Wait until texts are on the screen."""

        await self.until(lambda: any(all(text in seen for text in texts) for seen in self.further_down()))

    async def click(self, text: str) -> None:
        """Click where a text stands; it must be on the screen."""
        await self.sees(text)
        x, y = self.place(text)
        # As the driver reports it. Pilot does the same but rests at each event.
        for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
            button = 0 if kind is events.MouseMove else 1
            self.app.post_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))
            await settle(self.app)
        await frame(self.app)

    async def point(self, text: str) -> None:
        """Move the mouse to where a text stands."""
        await self.sees(text)
        await self.pilot.hover(offset=self.place(text))

    def place(self, text: str) -> Offset:
        """Where a text stands first."""
        looks = (enumerate(seen.split("\n")) for seen in self.further_down())
        return next(Offset(line.index(text), y) for look in looks for y, line in look if text in line)

    async def answer(self) -> Any:
        """What the dialog returned."""
        await self.until(lambda: bool(self.app.answers))
        return self.app.answers[0]

    @property
    def stays(self) -> bool:
        """Whether the dialog is still there."""
        return not self.app.answers

    def fits(self) -> None:
        """Nothing is outside, nothing steers the terminal, and the way back is on the screen."""
        width, height = self.app.size
        lines = self.lines()
        text = "\n".join(lines)
        assert len(lines) == height
        assert all(len(line) <= width for line in lines)
        assert not any(sign in text for sign in ("\x1b", "\u202e", "\r"))
        assert "esc Back" in text
        assert "╰" in text


@asynccontextmanager
async def hosted() -> AsyncIterator[Shown]:
    """The app, as yet without a dialog."""
    app = Host()
    app.animation_level = "none"
    async with app.run_test(size=SMALL) as pilot:
        yield Shown(app, pilot)


async def goes_back(screen: Shown, make: Callable[[], Dialog[Any]]) -> None:
    """Escape leaves a dialog without an answer, and so does a click on its word."""
    await screen.show(make())
    await screen.press("escape")
    assert await screen.answer() is None
    await screen.show(make())
    await screen.click("esc Back")
    assert await screen.answer() is None
