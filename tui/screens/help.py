"""Help in context: what the pane with the focus shows, its keys as they are mapped, and the words of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.widgets import Markdown, Static

from tui import keys
from tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import Binding

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

    DEFAULT_CSS = """
    HelpScreen {
        & > Vertical { width: 92; height: 90%; padding: 0 1; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; scrollbar-background: $surface; }
        & Markdown { background: $surface; padding: 0 1; margin: 0; }
        & MarkdownH2 { margin: 1 0 0 0; }
    }
    """

    def __init__(self, texts: Sequence[str], places: Iterable[str]) -> None:
        super().__init__()
        tables = [_table(place, keys.PLACES[place]) for place in places]
        self._text = "\n\n".join([*texts, *tables, WORDS])

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with Vertical() as box:
            box.border_title = "help"
            with VerticalScroll(can_focus=True):
                yield Markdown(self._text, open_links=False)
            yield Static("up, down, page up, page down scroll · escape goes back", classes="hint", markup=False)


def _table(place: str, bindings: Iterable[Binding]) -> str:
    lines = [f"## Keys: {place}", ""]
    for binding in bindings:
        lines.append(f"- `{keys.key_name(binding.id or '')}` {binding.tooltip or binding.description}")
    return "\n".join(lines)
