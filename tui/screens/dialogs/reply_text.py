"""Where a reply is handed in: its text is pasted, or the path of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from tui import keys
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ReplyText(TextArea):
    """The text. Enter makes a new line; another key hands it in."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.REPLY_TEXT]

    def take_dropped(self, path: Path) -> None:
        """A file that was dropped on the terminal: its path stands for what it holds."""
        self.text = str(path)


class ReplyDialog(Dialog[str]):
    """Returns what was pasted or typed, or None. problem: says in a sentence why a text cannot be taken, or None; the
    person can mend it then."""

    HELP = """\
## What happened
Paste what Zoho answered to this payload, as it is, or as another tool shows it: from axios, n8n, Make, Postman, a log,
Deluge or Python. Or what holds the request as well: a HAR file, lines of request and reply, a file of the journal. Or
write the path of a file that holds it. **{reply.compare}** explains it row by row; nothing is sent.
"""

    def __init__(self, problem: Callable[[str], str | None]) -> None:
        super().__init__()
        self._problem = problem

    def compose(self) -> ComposeResult:
        """The text, and what belongs there."""
        with Vertical() as box:
            box.border_title = Content("what happened")
            told = "Paste the reply to this payload, a HAR file or a log of calls, or the path of a file."
            yield Static(told, markup=False)
            yield ReplyText(show_line_numbers=False, soft_wrap=True, tab_behavior="focus")
            yield Static("", classes="said", markup=False)
            yield Keys()

    def action_compare(self) -> None:
        """Hand it in."""
        text = self.query_one(ReplyText).text
        problem = self._problem(text) if text.strip() else "There is nothing here yet."
        if problem is None:
            self.dismiss(text)
        else:
            self.complain(problem)
