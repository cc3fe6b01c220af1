"""Our own themes: a dark and a light one, whose outcome colours can be told apart with any colour vision.

Blue, orange and their shades carry the meaning; glyph and word stand beside each, so that no theme is needed to read.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="explorer-dark",
    primary="#6cb6ff",
    secondary="#c8a2f0",
    accent="#57c7d4",
    foreground="#d5dbe3",
    background="#0f141b",
    surface="#161d27",
    panel="#1b2430",
    success="#7fc98f",
    warning="#e5a84b",
    error="#f2777a",
    dark=True,
)

LIGHT: Final = Theme(
    name="explorer-light",
    primary="#0b5cad",
    secondary="#7a3e9d",
    accent="#00707c",
    foreground="#1d2733",
    background="#fbfbf9",
    surface="#f1f2ef",
    panel="#e6e8e4",
    success="#1f7a3d",
    warning="#9a5b00",
    error="#b3261e",
    dark=False,
)

THEMES: Final = (DARK, LIGHT)
