"""A bare app that shows one dialog of those that ask orgs, and what a test does with it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.app_screens.host import LARGE, SMALL, Host, Shown
from tests.settling import frame

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tui.screens.dialogs.dialog import Dialog

__all__ = ["LARGE", "SMALL", "LiveShown", "shown"]

_PATIENCE = 600  # looks at the screen
_MOMENT = 0.005  # seconds between two of them, for threads to get on


class LiveShown(Shown):
    """As ``Shown``, but what is waited for may come from a thread."""

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; it is looked at again and again."""
        for look in range(_PATIENCE):
            if holds():
                return
            assert self.app._exception is None, "the app has ended"
            await asyncio.sleep(_MOMENT * min(1 + look // 20, 10))
            await frame(self.app)
        raise AssertionError("it never came about; the screen shows\n" + "\n".join(self.lines()))

    async def click(self, text: str) -> None:
        """Click where a text stands, once the screen is at rest, and wait for what that leads to."""
        await self.sees(text)
        await self.settle()
        await super().click(text)

    async def resize(self, size: tuple[int, int]) -> None:
        """Another size of the terminal."""
        await self.pilot.resize_terminal(*size)
        await self.until(lambda: self.app.screen.size == size and not self.app._resize_event)
        await self.settle()

    async def reads(self, *sentences: str) -> None:
        """Wait until sentences are on the screen, wherever their lines break."""

        def unfolded(text: str) -> str:
            return " ".join(text.translate({ord("│"): " "}).split())

        def there() -> bool:
            return any(all(each in seen for each in sentences) for seen in map(unfolded, self.further_down()))

        await self.until(there)

    async def stands(self) -> None:
        """Wait until the way back is on the screen, then see that everything fits."""
        await self.sees("esc Back")
        self.fits()

    async def no_longer_sees(self, text: str) -> None:
        """Wait until a text is gone."""
        await self.until(lambda: text not in self.text)

    def picture(self) -> str:
        """What a screenshot would hold."""
        return self.app.export_screenshot()


@asynccontextmanager
async def shown(dialog: Dialog[Any], size: tuple[int, int] = LARGE) -> AsyncIterator[LiveShown]:
    """A dialog on the screen."""
    app = Host(dialog)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = LiveShown(app, pilot)
        await screen.until(lambda: app.screen is dialog)
        await screen.settle()
        yield screen
