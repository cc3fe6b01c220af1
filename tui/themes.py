"""Our own themes: a dark and a light one, whose colours of meaning can be told apart with any colour vision.

That is measured by tests/test_themes.py: the colours of outcomes, certainty and changes against each other as people
with protanopia, deuteranopia and tritanopia see them, and every text against every ground that it stands on. Glyph and
word stand beside each colour all the same, so that no theme is needed to read.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme


def _theme(
    name: str,
    *,
    dark: bool,
    ground: tuple[str, str, str],
    text: str,
    muted: str,
    accent: str,
    selected: str,
    alarm: str,
    **meanings: str,
) -> Theme:
    """ground: background, surface and panel. selected and alarm: what a line with the focus stands on, and the head of
    a send that must not be pressed lightly. meanings: Textual's colours of success, primary, warning, error, secondary.

    Textual would mix its own paler texts of the meanings: there the differences between them are lost.
    """
    background, surface, panel = ground
    return Theme(
        name=name,
        dark=dark,
        background=background,
        surface=surface,
        panel=panel,
        foreground=text,
        accent=accent,
        **meanings,  # type: ignore[arg-type]  # strings all
        variables={
            **{f"text-{meaning}": colour for meaning, colour in {**meanings, "accent": accent}.items()},
            "foreground-muted": muted,
            "primary-muted": selected,
            "error-muted": alarm,
        },
    )


DARK: Final = _theme(
    "explorer-dark",
    dark=True,
    ground=("#0f141b", "#161d27", "#1b2430"),
    text="#d5dbe3",
    muted="#98a2ae",
    accent="#6bd3df",
    selected="#21364c",
    alarm="#43262b",
    success="#93ebc4",
    primary="#58a6ff",
    warning="#f2c94c",
    error="#f07f72",
    secondary="#dccfff",
)

LIGHT: Final = _theme(
    "explorer-light",
    dark=False,
    ground=("#fbfbf9", "#f1f2ef", "#eaece8"),
    text="#1d2733",
    muted="#59636f",
    accent="#00666f",
    selected="#dae7f4",
    alarm="#f7e1de",
    success="#08664a",
    primary="#0562d0",
    warning="#8f5b00",
    error="#85121d",
    secondary="#46207a",
)

THEMES: Final = (DARK, LIGHT)
