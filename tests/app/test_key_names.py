"""A key that is named on the screen is the one that is mapped: no text knows the default keys."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.app.driving import opened
from tests.app.test_keys import our_nodes
from tui import keys
from tui.screens.dialogs.help import HelpScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(keys.__file__).parent
BINDINGS: Final = [binding for place in keys.PLACES.values() for binding in place]
DEFAULTS: Final = {name for binding in BINDINGS for name in keys.key_names(binding.id or "")}
WORDS: Final = {
    *(
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "space",
        "tab",
        "delete",
        "a",
        "i",
        "/",
        "[",
        "]",
    ),
    *("A", "?", "+", "-", "<", ">", "=", "1", "2", "3", "4", "5"),
}
"""Names of keys that are words of many sentences: they are looked for only where they stand out."""
SIGNS: Final = {"-"}
"""Keys that are also what a screen shows: a dash, where a row has no such field."""
NOT_OURS: Final = ("enter works, too",)
"""Keys of Textual's own lists and lines, which no configuration remaps."""


_NAMES: Final = "|".join(map(re.escape, sorted(DEFAULTS - WORDS, key=len, reverse=True)))
_PLAIN: Final = re.compile(rf"(?<![\w'’+/.%\\[-])(?:{_NAMES})(?![\w'’+/.\]-])", re.IGNORECASE)


def named_keys(text: str) -> list[str]:
    """The default keys that a text names: **x**, or, where it is no word that could mean something else, x."""
    if "(?" in text or text.strip() in ("s", "f"):  # a pattern; the s of a plural or of seconds; the f of F9
        return []
    for words in NOT_OURS:
        text = text.replace(words, "")
    bold = [name for name in re.findall(r"\*\*(.+?)\*\*", text) if name not in SIGNS]
    standing_out = [name for name in bold if name in DEFAULTS or name.upper() in DEFAULTS]
    return standing_out + _PLAIN.findall(text)


def texts_of(source: str) -> Iterator[str]:
    """Every text of a module that is no docstring and no stylesheet; of a text with gaps, each part."""
    nodes = [*ast.walk(ast.parse(source))]
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_a_key_is_found_in_a_hint_and_a_word_is_not() -> None:
    hints = [
        "**a** adds",
        "F8 copies it",
        "f8 copies it",
        "l looks up",
        "p profile",
        "go: Ctrl+Z",
        "**left** and",
        " enter ",
    ]
    assert [hint for hint in hints if not named_keys(hint)] == []
    words = ["a record on the left", "Zoho's", "the end", "**{fields.move_up}** moves it", "%Y-%m-%d"]
    assert [found for word in words for found in named_keys(word)] == []


def test_no_text_of_the_screen_is_written_with_the_name_of_a_key() -> None:
    files = [
        *PACKAGE.glob("screens/**/*.py"),
        *PACKAGE.glob("widgets/**/*.py"),
        PACKAGE / "app.py",
        *PACKAGE.glob("session/**/*.py"),
    ]
    found = [
        f"{file.relative_to(PACKAGE)}: {name!r} in {text!r}"
        for file in files
        for text in texts_of(file.read_text(encoding="utf-8"))
        for name in named_keys(text)
    ]
    assert found == []


REMAPPED: Final[dict[str, str]] = {binding.id or "": f"f{100 + place}" for place, binding in enumerate(BINDINGS)}
"""Every binding on a key that none had."""


@pytest.fixture(autouse=True)
def defaults_afterwards() -> Iterator[None]:
    """The keymap is one for the process."""
    yield
    keys.use_keymap({})


def test_every_help_names_keys_as_they_are_mapped() -> None:
    keys.use_keymap(REMAPPED)
    helps = {node.__name__: text for node in our_nodes() if isinstance(text := vars(node).get("HELP"), str)}
    shown = {name: HelpScreen([text], keys.PLACES).markdown for name, text in helps.items()}
    assert {"CheckFields", "JournalScreen", "CallsUnderWay"} <= set(shown)
    for name, markdown in shown.items():
        assert (name, named_keys(markdown)) == (name, [])
        assert "{" not in markdown
        assert [key for key in REMAPPED.values() if f"**{key.upper()}**" not in markdown] == []
    assert f"**{REMAPPED['fields.tick'].upper()}** ticks a field" in shown["CheckFields"]


def test_a_key_that_means_something_to_markdown_is_shown_as_it_is() -> None:
    keys.use_keymap({"fields.tick": "asterisk,ctrl+underscore"})
    assert keys.key_names("fields.tick") == ["*", "ctrl+_"]
    assert keys.with_key_names("**{fields.tick}** ticks") == r"**\*** ticks"


@pytest.mark.anyio
async def test_the_main_screen_names_keys_as_they_are_mapped() -> None:
    keys.use_keymap(REMAPPED)
    name = {binding_id: key.upper() for binding_id, key in REMAPPED.items()}
    async with opened(size=(100, 30)) as app:
        app.app.set_keymap(REMAPPED)
        await app.see(f"{name['fields.leave_out']} ○ left out", f"Move a field with {name['fields.move_up']} or")
        for pane in ("payload", "detail", "forecast"):
            await app.press(REMAPPED[f"pane.{pane}"])
            await app.see(f"{name[f'pane.{pane}']} ", pane=f"#{pane}")
            assert [key for key in named_keys(app.text()) if len(key) > 1] == []  # a letter may be of a record
        await app.press(REMAPPED["find.open"])
        await app.paste("nobody")
        await app.see(f"No row passes the filter; {name['forecast.clear']} shows all rows.", pane="#forecast")
        await app.press(REMAPPED["find.close"], REMAPPED["app.help"])
        await app.see(f"{name['forecast.sort']} sorts", f"{name['dialog.back']} Back")
        await app.press(REMAPPED["dialog.back"], REMAPPED["rules.show"], REMAPPED["app.help"])
        await app.see("Everything that a forecast depends on", f"{name['rules.filter']} How sure")  # of that dialog
