"""Our themes can be read with any colour vision: the colours that mean something, and every text on its ground."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pytest
from textual.color import Color

from tests.cases import each_case
from tui.themes import THEMES
from tui.widgets import look

if TYPE_CHECKING:
    from textual.theme import Theme

Triple = tuple[float, float, float]

MEANINGS: Final = ("text-success", "text-primary", "foreground-muted", "text-error", "text-secondary", "text-warning")
"""Outcomes insert, update, unchanged, error, not known; documented, observed, assumed; added, changed, cleared."""

TEXTS: Final = (*MEANINGS, "text-accent", "foreground")
GROUNDS: Final = ("background", "surface", "surface-lighten-1", "panel", "primary-muted", "error-muted")
"""What texts stand on: panes, dialogs, a line under the mouse, bars and lines without the focus, the line with it, the
head of a send to production."""

FLOOR: Final = 12.0
"""CIEDE2000. From 5 on, people speak of two colours (Mokrzycki and Tatol, 2011), with large patches side by side. The
strokes of a letter are thin and apart: so more than twice of that."""

CONTRAST: Final = 4.5
"""WCAG 2.1, success criterion 1.4.3, level AA, for text of any size."""

VISIONS: Final[dict[str, tuple[Triple, Triple, Triple]]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Linear red, green and blue as they are seen: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency" (2009), severity 1.0."""


def linear(color: Color) -> Triple:
    """Red, green and blue in proportion to light, 0 to 1 (IEC 61966-2-1)."""
    red, green, blue = (part / 255 for part in color.rgb)
    return _lit(red), _lit(green), _lit(blue)


def _lit(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def seen(light: Triple, vision: str) -> Triple:
    """Linear light as it looks to a vision."""
    first, second, third = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in VISIONS[vision]
    )
    return first, second, third


def lab(light: Triple) -> Triple:
    """CIE L*a*b* of linear light, D65."""
    rows = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        _root(sum(a * b for a, b in zip(row, light, strict=True)) / of) for row, of in zip(rows, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def difference(one: Triple, other: Triple) -> float:
    """CIEDE2000 of two L*a*b* colours: Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005)."""
    (light_1, a_1, b_1), (light_2, a_2, b_2) = one, other
    mean = (math.hypot(a_1, b_1) + math.hypot(a_2, b_2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25**7))
    a_1, a_2 = a_1 * stretch, a_2 * stretch
    chroma_1, chroma_2 = math.hypot(a_1, b_1), math.hypot(a_2, b_2)
    hue_1, hue_2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a_1, b_1), (a_2, b_2)))
    turn = (hue_2 - hue_1 + 180) % 360 - 180 if chroma_1 * chroma_2 else 0.0
    hue = hue_1 + turn / 2 if chroma_1 * chroma_2 else hue_1 + hue_2
    light, chroma = (light_1 + light_2) / 2, (chroma_1 + chroma_2) / 2
    weight = (
        1
        - 0.17 * _cos(hue - 30)
        + 0.24 * _cos(2 * hue)
        + 0.32 * _cos(3 * hue + 6)
        - 0.20 * _cos(4 * hue - 63)
    )  # fmt: skip
    by_light = (light_2 - light_1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    by_chroma = (chroma_2 - chroma_1) / (1 + 0.045 * chroma)
    by_hue = 2 * math.sqrt(chroma_1 * chroma_2) * math.sin(math.radians(turn) / 2) / (1 + 0.015 * chroma * weight)
    twist = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    twist *= math.sin(math.radians(60 * math.exp(-((((hue - 275 + 180) % 360 - 180) / 25) ** 2))))
    return math.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + twist * by_chroma * by_hue)


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2.1, 1 to 21."""
    dark, bright = sorted(
        sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True)) for color in (one, other)
    )
    return (bright + 0.05) / (dark + 0.05)


def colours(theme: Theme) -> dict[str, Color]:
    """Every text and ground of a theme, opaque."""
    generated = {**theme.to_color_system().generate(), **theme.variables}  # as the app takes them
    found = {name: Color.parse(generated[name]) for name in (*TEXTS, *GROUNDS)}
    assert [name for name, color in found.items() if color.a != 1] == []
    return found


@each_case(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_of_colours_are_those_of_the_published_table(one: Triple, other: Triple, expected: float) -> None:
    assert difference(one, other) == pytest.approx(expected, abs=5e-5)


def test_white_stays_white_and_pure_red_and_green_come_near_each_other_for_deuteranopia() -> None:
    for vision in VISIONS:
        assert seen((1, 1, 1), vision) == pytest.approx((1, 1, 1), abs=1e-5)
    red, olive = Color.parse("#a02c2c"), Color.parse("#4f5f1e")
    apart = {vision: difference(*(lab(seen(linear(color), vision)) for color in (red, olive))) for vision in VISIONS}
    assert apart["normal"] > 40
    assert apart["deuteranopia"] < FLOOR


@each_case("theme", THEMES)
@each_case("vision", VISIONS, shared=("theme",))
def test_colours_that_mean_something_can_be_told_apart(theme: Theme, vision: str) -> None:
    labs = {name: lab(seen(linear(colours(theme)[name]), vision)) for name in MEANINGS}
    near = {
        pair: round(apart, 1)
        for pair in combinations(MEANINGS, 2)
        if (apart := difference(labs[pair[0]], labs[pair[1]])) < FLOOR
    }
    assert near == {}


@each_case("theme", THEMES)
def test_every_text_stands_out_from_every_ground(theme: Theme) -> None:
    found = colours(theme)
    weak = {
        (text, ground): round(ratio, 2)
        for text in TEXTS
        for ground in GROUNDS
        if (ratio := contrast(found[text], found[ground])) < CONTRAST
    }
    assert weak == {}


def test_what_is_measured_is_what_outcomes_certainty_and_changes_are_painted_with() -> None:
    styles = {*look.OUTCOME_STYLES.values(), *look.CERTAINTY_STYLES.values(), look.MUTED, look.MOVED, look.CLEARED}
    assert {style.rpartition("$")[2] for style in styles} == set(MEANINGS)
    assert look.ACCENT.removeprefix("$") in TEXTS
