"""From the ids and values that a text shows to their records by keyboard: what the mouse clicks, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line
from tui.screens.dialogs.picker import Choice, Picker
from tui.widgets.look import links_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from textual.app import App
    from textual.content import Content

    from tui.messages import RecordWanted


def choose_record(app: App[int], title: str, texts: Iterable[Content], show: Callable[[RecordWanted], object]) -> bool:
    """Show the record that texts lead to, or those that hold a value; where they lead to several, ask which. Returns
    False where they lead nowhere."""
    return choose_of(app, title, [(wanted, _what(wanted)) for wanted in links_in(texts).values()], show)


def choose_of(
    app: App[int],
    title: str,
    choices: Iterable[tuple[RecordWanted, str]],
    show: Callable[[RecordWanted], object],
) -> bool:
    """The same of what is given, each with what stands behind it."""
    given = {wanted.id or wanted.words: (wanted, detail) for wanted, detail in choices}
    if len(given) == 1:
        show(next(iter(given.values()))[0])
    elif given:
        _ask(app, title, given, show)
    return bool(given)


def _ask(
    app: App[int],
    title: str,
    given: Mapping[str, tuple[RecordWanted, str]],
    show: Callable[[RecordWanted], object],
) -> None:
    def chosen(name: str | None) -> None:
        if name is not None:
            show(given[name][0])

    app.push_screen(Picker(title, [Choice(name, detail) for name, (_, detail) in given.items()], None), chosen)


def _what(wanted: RecordWanted) -> str:
    module = one_line(wanted.module) if wanted.module else "the module"
    return f"record of {module}" if wanted.id is not None else f"records of {module} that hold it"
