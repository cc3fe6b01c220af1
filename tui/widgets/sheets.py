"""The style sheets of widgets: each in the file of its widget's name, beside it."""

from __future__ import annotations

from pathlib import Path


def sheet(name: str) -> str:
    """The sheet of a widget, for its ``DEFAULT_CSS``: it holds wherever the widget is, below what screens say."""
    return Path(__file__).with_name(f"{name}.tcss").read_text(encoding="utf-8")
