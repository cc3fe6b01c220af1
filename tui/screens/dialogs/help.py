"""Help in context: what the pane with the focus shows, its keys as they are mapped, and the words of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.widgets import Markdown

from tui import keys
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import Binding
    from textual.screen import Screen

WORDS = """\
## Words
- **duplicate check field**: a field whose value may choose the record: the module's *system-defined* one, or a
  *user-defined unique* or external-id field
- **target**: the record that a row updates; **decided by**: the field that chose it
- **moved**, **was …**: what your last changes of order or of assumptions made of a row
- **● documented**, **◐ observed**, **○ assumed**: how sure anyone can be of the rules that decide a row
- **credit**: what Zoho counts of your API limit, one for ten records; **HTTP 207**: a reply in which some rows are
  taken and some refused
- **practice**: an org on your own machine, to send to without an account
"""


class HelpScreen(Dialog[None]):
    """Texts in Markdown, the first about the pane with the focus; then keys by where they hold."""

    def __init__(self, texts: Sequence[str], places: Iterable[str]) -> None:
        super().__init__()
        told: set[str] = set()
        tables = [_table(place, keys.PLACES[place], told) for place in places]
        self.markdown = "\n\n".join([*map(keys.with_key_names, texts), *filter(None, tables), WORDS])

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with Vertical() as box:
            box.border_title = "help"
            with VerticalScroll(can_focus=True):
                yield Markdown(self.markdown, open_links=False)
            yield Keys()


def help_of(screen: Screen[object]) -> HelpScreen:
    """What a screen tells of itself and of the pane with the focus, and their keys, those of the pane first."""
    around = (screen.focused or screen).ancestors_with_self
    texts = [text for node in around if isinstance(text := getattr(node, "HELP", None), str)]
    heard = [binding for node in around for cls in type(node).__mro__ for binding in vars(cls).get("BINDINGS", ())]
    places = [place for place, bindings in reversed(keys.PLACES.items()) if any(bindings[0] is each for each in heard)]
    return HelpScreen(texts, places)


def _table(place: str, bindings: Iterable[Binding], told: set[str]) -> str:
    """The keys of a place, without those that were told before and those that are called like what they do (``up`` for
    Up); empty where none is left."""
    lines = []
    for binding in bindings:
        names, words = keys.key_names(binding.id or ""), binding.tooltip or binding.description
        line = f"- {' or '.join(f'**{keys.in_markdown(name)}**' for name in names)} {words}"
        if line not in told and names != [words.replace(" ", "").lower()]:
            lines.append(line)
    told.update(lines)
    return "\n".join([f"## Keys: {place}", "", *lines]) if lines else ""
