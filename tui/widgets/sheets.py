"""The style sheets of widgets: each in the file of its widget's name, beside it; and how they are parsed."""

from __future__ import annotations

from pathlib import Path

from textual.css.stylesheet import Stylesheet


def sheet(name: str) -> str:
    """The sheet of a widget, for its ``DEFAULT_CSS``: it holds wherever the widget is, below what screens say."""
    return Path(__file__).with_name(f"{name}.tcss").read_text(encoding="utf-8")


class ParsedOnce(Stylesheet):
    """All sheets of an app. What was parsed stays until the colours change.

    Textual parses all of them anew for each screen that brings its own, aside, so that an error in one leaves the
    others as they were; there is none in ours.
    """

    def reparse(self) -> None:
        """Parse what was not parsed with these colours."""
        self.parse()
