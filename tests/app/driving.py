"""Driving the app as a person does: keys and mouse go in where the terminal's driver puts them, words come out.

Nothing waits for a time: after each key and each press of the button every widget works off what it was sent, and what
is still to come (a frame, a worker) is waited for by its condition. Places are found by the words that stand there.
"""

from __future__ import annotations

import hashlib
import unicodedata
from asyncio import get_running_loop, sleep
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual import events
from textual.dom import DOMNode
from textual.geometry import Region, Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Tabs

from tests.settling import frame, settle
from tui import keys
from tui.app import ExplorerApp
from tui.core.outcome import RowOutcome
from tui.dataset.folder import DataSet
from tui.screens.main.screen import MainScreen
from tui.session.case import draft_of, open_file
from tui.session.case_options import CaseOptions
from tui.widgets.check_fields import CheckFields

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.session.explorer import Explorer
    from tui.session.remembered import Session as KeptSession
    from tui.session.view import View
    from tui.session.workspace import Opened

WIDE: Final = (120, 40)
TALL: Final = (120, 70)  # so that a row is explained without scrolling
SIZES: Final = [(80, 24), (100, 30), (120, 40), (200, 60)]

_LOOKS: Final = 2_000  # at the screen, until a condition has failed: some twenty seconds
_AT_ONCE: Final = 4  # looks, until it takes its time: a thread, or a timer of the app
_A_LOOK: Final = 10  # lines that are painted at a time, where it is looked for words
_LATER_S: Final = 0.008  # between looks from then on, which cost a busy machine more than what is waited for
_EMOJI_JOINER: Final = "\u200d"


@asynccontextmanager
async def opened(
    payload: Path | None = None,
    data: Path | None = None,
    *,
    module: str | None = None,
    size: tuple[int, int] = WIDE,
    assume: tuple[str, ...] = (),
) -> AsyncIterator[Session]:
    """The app on a payload (None: the data set's first) and a data set (None: the demo), in a terminal of this size."""
    file = open_file(payload, CaseOptions(data=data, module=module, assume=assume))
    async with running(file, size=size) as session:
        yield session


@asynccontextmanager
async def running(
    file: Opened, kept: KeptSession | None = None, *, configured: bool = False, size: tuple[int, int] = WIDE
) -> AsyncIterator[Session]:
    """The app on what was opened. kept: where it remembers the session; configured: it reads config.toml."""
    with file.explorer.data_set:
        app = ExplorerApp(file, kept, configured=configured)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as pilot:
            session = Session(app, pilot)
            await frame(app)
            yield session


class Session:
    """An app that runs, and what a person does with it."""

    def __init__(self, app: ExplorerApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot
        self._began = (app.explorer.view.draft, app.explorer.file, app.explorer.view.file_name)
        self._looked_at: dict[str | Widget | None, list[str]] = {}

    @property
    def explorer(self) -> Explorer:
        """The state."""
        return self.app.explorer

    @property
    def view(self) -> View:
        """What the state says now."""
        return self.app.explorer.view

    def widget(self, selector: str) -> Widget:
        """A widget of the screen on top, or else of the one below it."""
        for screen in reversed(self.app.screen_stack):
            widget: Widget | None = screen.query_one_optional(selector, Widget)
            if widget is not None:
                return widget
        raise AssertionError(f"there is no {selector}")

    def focus_is_in(self, selector: str) -> bool:
        """Whether the focus is a widget or within it."""
        focused = self.app.focused
        return focused is not None and self.widget(selector) in focused.ancestors_with_self

    # --- what stands on the screen ------------------------------------------------------------------------------------

    def strips(self) -> list[Strip]:
        """The lines of the screen as they are painted."""
        return self.app.screen._compositor.render_strips()  # Textual has no public way to the painted lines

    def _box(self) -> Widget | None:
        """The box of the dialog on top, where one is. Around it Textual paints all of the screen below, dimmed."""
        screen = self.app.screen
        inner = (each for each in screen.children if not each.has_class("-textual-system"))
        return next(inner, None) if isinstance(screen, ModalScreen) else None

    def lines(self, pane: str | Widget | None = None) -> list[str]:
        """The lines of the screen, or of a widget (its border included) as far as it is visible. Until the app gets its
        turn again they stay as they are, and are painted once."""
        return self._painted(pane, self.app.size.height)

    def _painted(self, pane: str | Widget | None, down_to: int) -> list[str]:
        """All of its lines that were painted, which are the first so many at least, where it has them."""
        if not self._looked_at:
            get_running_loop().call_soon(self._looked_at.clear)
        painted = self._looked_at.setdefault(pane, [])
        region, behind = self.app.screen.region, set[DOMNode]()
        if pane is not None:
            widget = self.widget(pane) if isinstance(pane, str) else pane
            region, behind = widget.region.intersection(region), set(widget.ancestors)
        left = Region(region.x, region.y + len(painted), region.width, min(down_to, region.height) - len(painted))
        if left.height > 0:
            painted += [strip.crop(left.x, left.right).text for strip in self._strips_in(left, behind)]
        return painted

    def _further_down(self, pane: str | Widget | None) -> Iterator[list[str]]:
        """Its lines, down to one that is further down each time: below that it is painted if one must look there."""
        lines, last = list[str](), 0
        while len(lines) >= last:
            last = len(lines) + _A_LOOK
            lines = self._painted(pane, last)
            yield lines

    def _strips_in(self, region: Region, behind: set[DOMNode]) -> list[Strip]:
        """The lines of a part of the screen, in full width; what lies beside the part may be blank. behind: what one
        sees nothing of there. The compositor would paint all widgets whose container reaches into the part."""
        rows = range(region.y, region.bottom)
        compositor = self.app.screen._compositor
        visible, _ = compositor.visible_widgets, compositor.cuts  # those of all
        compositor._visible_widgets = {
            widget: (place, clip)
            for widget, (place, clip) in visible.items()
            if region.overlaps(place.intersection(clip)) and widget not in behind
        }
        pieces = compositor._render_chops(region, rows.__contains__)
        compositor._visible_widgets = visible

        def whole(line: Mapping[int, Strip | None]) -> Strip:
            parts = zip(line.items(), (*list(line)[1:], self.app.size.width), strict=True)
            return Strip.join(strip or Strip.blank(end - start) for (start, strip), end in parts)

        return [whole(pieces[row]) for row in rows]

    def text(self, pane: str | None = None) -> str:
        """The screen or a widget as one text."""
        return "\n".join(line.rstrip() for line in self.lines(pane))

    def told(self, pane: str | None = None) -> str:
        """The words of the screen or a widget as one line, as if no sentence was folded and nothing had a border."""
        return _unfolded(self.lines(pane))

    def row(self, number: int) -> str:
        """The line of the forecast table about a row (from 1)."""
        glyphs = [outcome.glyph for outcome in RowOutcome]
        for lines in self._further_down("#forecast"):
            for line in lines:
                words = line.strip("│ ").split()
                if words[:1] == [str(number)] and words[1:2] and words[1] in glyphs:
                    return " ".join(words)
        return ""

    def place_of(self, words: str, pane: str | Widget | None = None, nth: int = 0) -> tuple[int, int]:
        """Column and row of the first cell of words that stand on the screen."""
        left, top = (self.widget(pane) if isinstance(pane, str) else pane).region.offset if pane else (0, 0)
        found = list[tuple[int, int]]()
        for lines in self._further_down(pane):
            places = ((y, line, start) for y, line in enumerate(lines) for start in _places(words, line))
            found = [(left + cell_len(line[:start]), top + y) for y, line, start in places]
            if len(found) > nth:
                break
        assert len(found) > nth, f"{words!r} does not stand {f'in {pane}' if pane else 'on the screen'}:\n{self.text()}"
        return found[nth]

    def harmless(self, pane: str | Widget | None = None) -> str:
        """The screen or a pane as one text; fails if it holds a character that steers a terminal or hides something."""
        text = "\n".join(self.lines(pane))
        assert not steering(text), f"{steering(text)} in\n{text}"
        return text

    # --- waiting ------------------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Let every widget work off what it was sent, and what that made others send. Ends at once if the app does."""
        await settle(self.app)

    async def frame(self) -> None:
        """Settle, and lay out and paint what is due."""
        await frame(self.app)

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for a condition; fails with a picture of the screen."""
        for look in range(_LOOKS):
            if condition():
                return
            await self._next_look(_LATER_S if look >= _AT_ONCE else 0)
        raise AssertionError(f"waited in vain: {what}\n{self.text()}")

    async def _next_look(self, after_s: float = 0) -> None:
        """A frame. Where it draws nothing, all looks as it did, and what was painted for the last look is kept."""
        looked, drawn = dict(self._looked_at), self._drawn()
        if after_s:
            await sleep(after_s)
        await frame(self.app)
        if looked and self._drawn() == drawn:
            get_running_loop().call_soon(self._looked_at.clear)
            self._looked_at.update(looked)

    def missing(self, words: Iterable[str], pane: str | Widget | None = None) -> list[str]:
        """Which of these words do not stand on the screen, or in a pane; a sentence may be folded."""
        missing = [*words]
        for lines in self._further_down(pane):
            text, told = "\n".join(lines), _unfolded(lines)
            missing = [each for each in missing if each not in text and each not in told]
            if not missing:
                break
        return missing

    async def see(self, *words: str, pane: str | None = None) -> None:
        """Wait until all these words stand on the screen, or in a pane."""

        def there() -> bool:
            box = self._box() if pane is None else None
            return (box is not None and not self.missing(words, box)) or not self.missing(words, pane)

        await self.until(there, f"to see {words} in {pane or 'the screen'}")

    async def see_no(self, *words: str, pane: str | None = None) -> None:
        """Wait until none of these words is there any more."""
        await self.until(lambda: len(self.missing(words, pane)) == len(words), f"for {words} to go")

    async def hear(self, words: str) -> None:
        """Wait until a notification says something, however it is folded."""
        told = self.app._notifications  # Textual has no public way to them
        await self.until(lambda: any(words in each.message for each in told), f"to be told {words!r}")

    async def open_anew(self, payload: Path | None = None, data: Path | None = None) -> None:
        """What the app was started on, or another payload, or that and another data set, as it looks at a start on it,
        but that undo goes back to the one before: for what is tried one after the other in one app, and needs nothing
        of what was tried before."""
        while len(self.app.screen_stack) > 1:
            await self.press("escape")
        main, explorer = self.app.screen, self.explorer
        assert isinstance(main, MainScreen)
        explorer.forget_tries()
        if data is not None:
            explorer.set_data_set(DataSet.open(data))
        draft, file, name = self._began
        if payload is not None:
            given = draft_of(payload, payload.read_bytes(), explorer.data_set, CaseOptions())
            draft, file, name = given.draft, given.file, given.name
        main.show_grid(False)
        main.query_one("#find").remove_class("-open")
        main.show_other(explorer.open_payload(draft, file=file, file_name=name))
        main.query_one(Tabs).active = "why"
        main.action_show_pane("fields")
        rows = explorer.view.check_list.rows
        main.query_one(CheckFields).cursor = next((place for place, row in enumerate(rows) if row.place == 2), 0)
        self.app.clear_notifications()
        self.app.copy_to_clipboard("")
        await self.frame()

    async def see_row(self, number: int, words: str) -> None:
        """Wait until a row of the forecast table says something; spaces count once."""
        await self.until(lambda: words in self.row(number), f"for row {number} to say {words!r}")

    async def quits(self) -> bool:
        """Whether the app is about to end with exit code 0."""
        await self.settle()
        return self.app.return_value == 0

    # --- keys ---------------------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys, named as in bindings, one after the other."""
        for key in keys:
            character = key if len(key) == 1 else " " if key == "space" else None
            self.app.post_message(events.Key(key, character))
            await self.settle()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys faster than anyone works them off."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await self.settle()

    async def do(self, *ids: str) -> None:
        """Press the first key of bindings, which are named by their ids."""
        await self.press(*(key_of(binding_id) for binding_id in ids))

    async def write(self, text: str) -> None:
        """Type a text, character by character."""
        for character in text:
            key = character if character.isalnum() else unicodedata.name(character).lower().replace(" ", "_")
            self.app.post_message(events.Key(key, character))
            await self.settle()

    async def paste(self, text: str, *, over: bool = False) -> None:
        """Paste a text into the line with the focus. over: in place of what stands there."""
        if over:
            await self.press("end", "ctrl+u")
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Another size of the terminal, which the app tells the screens at once, not after a moment. Pilot asks every
        widget, before and after, whether it is done, which ``frame`` sees to."""
        size, app = Size(width, height), self.app
        vars(app._driver)["_size"] = size  # where a headless driver has it, as Pilot knows
        app.post_message(events.Resize(size, size))
        await self.settle()
        app._check_resize()  # as a timer of the app does
        await self.until(lambda: not app._resize_event and app.screen.size == size, f"the size {width}x{height}")
        await self.frame()

    @asynccontextmanager
    async def at_size(self, width: int, height: int) -> AsyncIterator[None]:
        """Another size of the terminal, for one run of what a test does at several; see ``part``."""
        await self.resize(width, height)
        async with self.part(f"in a terminal of {width}x{height}"):
            await self.frame()
            yield

    @asynccontextmanager
    async def part(self, name: str) -> AsyncIterator[None]:
        """A part of a walk: nothing was told yet or copied, and what is open, its data set and its screens must be left
        as they were. A failure names the part."""
        self.app.clear_notifications()
        self.app.copy_to_clipboard("")
        began = (self.view.draft, self.explorer.data_set, [*self.app.screen_stack])
        try:
            yield
            assert (self.view.draft, self.explorer.data_set, [*self.app.screen_stack]) == began, "it ends as it began"
        except BaseException as failure:
            failure.add_note(name)
            raise

    # --- the mouse ----------------------------------------------------------------------------------------------------

    async def mouse(
        self, kind: type[events.MouseEvent], place: tuple[int, int], button: int = 1, *, ctrl: bool = False
    ) -> None:
        """One event as the driver reports it. It goes through the App, which makes a click of a press and a release in
        one widget, as after a drag; Pilot leaves that out."""
        x, y = place
        held = 0 if kind is events.MouseMove and button == 0 else button
        self.app.post_message(kind(None, x, y, 0, 0, held, False, False, ctrl, x, y))
        await self.settle()

    async def click_at(self, place: tuple[int, int], *, ctrl: bool = False) -> None:
        """Press and release the left button at a place. ctrl: while that key is held."""
        await self.mouse(events.MouseMove, place, 0)
        await self.mouse(events.MouseDown, place, ctrl=ctrl)
        await self.mouse(events.MouseUp, place, ctrl=ctrl)

    async def click(self, words: str, pane: str | None = None, nth: int = 0, dx: int = 0) -> None:
        """Click the first cell of words, or ``dx`` cells to the right of it, once they stand where they stay."""
        await self.see(words, pane=pane)
        await self._next_look()
        box = self._box() if pane is None and nth == 0 else None
        in_box = box is not None and not self.missing([words], box)
        x, y = self.place_of(words, box if in_box else pane, nth)
        await self.click_at((x + dx, y))

    def _drawn(self) -> tuple[object, ...]:
        """What is another once anything was drawn; see ``tests/quickly.py``."""
        compositor = self.app.screen._compositor if self.app.screen_stack else None
        return compositor, compositor and vars(compositor).get("frames"), self.app.size

    async def drag(self, start: tuple[int, int], *through: tuple[int, int]) -> None:
        """Press the button at a place, move through others, and let go at the last."""
        await self.mouse(events.MouseMove, start, 0)
        await self.mouse(events.MouseDown, start)
        for place in through:
            await self.mouse(events.MouseMove, place)
        await self.mouse(events.MouseUp, through[-1])


def _places(words: str, line: str) -> Iterator[int]:
    start = line.find(words)
    while start >= 0:
        yield start
        start = line.find(words, start + 1)


def _unfolded(lines: Iterable[str]) -> str:
    return " ".join(" ".join(line.strip("│ ").split()) for line in lines)


def key_of(binding_id: str) -> str:
    """The first key of a binding."""
    found = (binding for place in keys.PLACES.values() for binding in place if binding.id == binding_id)
    return next(found).key.split(",")[0]


def steering(text: str) -> set[str]:
    """Characters of a text that steer a terminal or hide something; line ends, and joiners within emoji, do not."""
    characters = set(text) - {"\n", _EMOJI_JOINER}
    return {character for character in characters if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def disk_state(folder: Path) -> dict[str, str]:
    """Every file below a folder with a digest of its content."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
