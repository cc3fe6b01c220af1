"""The person's configuration, config.toml: the theme, other keys and the editor. Reading it never fails.

What is wrong in the file is told in ``problems``, a line each, and everything else counts. Tables of other features
(``[profiles.NAME]``) are passed over, and nothing is written. Which bindings and themes there are, the app says.
"""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from dataclasses import field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal

from tui.core.display import one_line, value_text
from tui.core.from_json import FromJson, Misfit
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError, decode, read_ordinary, toml_of
from tui.settings.folders import config_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE: Final = "config.toml"

Reach = Literal["screen", "lists", "place"]


@dataclass(frozen=True, slots=True)
class Known:
    """A binding that can be remapped: its id, its default keys ("ctrl+y,ctrl+r"), the place where it holds, and its
    reach: the whole screen (it arrives before a text field gets it), every list, or its place alone."""

    id: str
    keys: str
    place: str
    reach: Reach = "place"

    def meets(self, other: Known) -> bool:
        """Whether there is a moment at which both hold, so that they cannot share a key."""
        return self.place == other.place or self.reach != "place" or other.reach != "place"


@dataclass(frozen=True, slots=True)
class Config:
    """What config.toml says. ``theme`` None: the default; ``keys``: id -> keys, only what differs and can be used;
    ``editor``: the command's words (empty: none is known); ``problems``: what was passed over and why, a line each."""

    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    editor: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File(FromJson):
    theme: str | None = None
    editor: str | None = None
    keys: dict[str, Any] = field(default_factory=dict)


_SETTINGS: Final = ("theme", "editor", "keys")


def config_table(folder: Path | None = None) -> dict[str, Any]:
    """What config.toml of a folder (None: the person's own) holds; nothing where there is none. Raises DataSetError."""
    file = (config_folder() if folder is None else folder) / FILE
    try:
        content = read_ordinary(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DataSetError(f"it cannot be read ({error.strerror or error})", FILE) from None
    return toml_of(decode(content, FILE), FILE)


def read_config(known: Iterable[Known], themes: Iterable[str], folder: Path | None = None) -> Config:
    """The configuration in a folder (None: the person's own), read against the bindings and themes there are."""
    try:
        table = config_table(folder)
    except DataSetError as error:
        return Config(editor=_editor_of_the_environment(), problems=(f"{error}; nothing in the file is used",))
    problems = list(_misspelled(table))
    content, wrong = _validated(table)
    problems += wrong
    keys, refused = _usable(dict(_flat(content.keys)), {binding.id: binding for binding in known})
    problems += refused
    theme = content.theme
    if theme is not None and theme not in (there := sorted(themes)):
        problems.append(f"theme: there is none called {value_text(theme)}{_perhaps(theme, there)}")
        theme = None
    editor = _editor_of_the_environment()
    if content.editor is not None:
        try:
            editor = tuple(shlex.split(content.editor)) or editor
        except ValueError:
            problems.append("editor: there is a quote that is not closed")
    return Config(theme, keys, editor, tuple(f"{FILE}, {problem}" for problem in problems))


def _validated(table: dict[str, Any]) -> tuple[_File, list[str]]:
    """The entries that are of the right type, and what is wrong with the others."""
    try:
        return _File.of_json(table), []
    except Misfit as error:
        wrong = {str(way[0]): kind for way, kind, _ in error.errors}
    good = _File.of_json({name: value for name, value in table.items() if name not in wrong})
    sentences = {
        name: f'should be a table: write [{name}] and below it lines such as "payload.save" = "ctrl+s"'
        if kind == "dict_type"
        else f'should be text in quotes, as in {name} = "..."'
        for name, kind in wrong.items()
    }
    return good, [f"{name}: it {sentence}" for name, sentence in sentences.items()]


def _misspelled(table: Mapping[str, Any]) -> Iterable[str]:
    """Settings that are close to one of ours. Others may be of another version; tables are of other features."""
    for name, value in table.items():
        near = get_close_matches(name, _SETTINGS, 1)
        if near and name not in _SETTINGS and (near == ["keys"]) == isinstance(value, dict):
            yield f"{one_line(name)}: there is no such setting; did you mean {near[0]}?"


def _editor_of_the_environment() -> tuple[str, ...]:
    for variable in ("VISUAL", "EDITOR"):
        command = os.environ.get(variable, "")
        try:
            words = tuple(shlex.split(command))
        except ValueError:
            words = (command,)
        if words:
            return words
    return ()


# --- keys ------------------------------------------------------------------------------------------------------------

_SENT_FOR: Final = {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+j": "Enter", "ctrl+m": "Enter"}
_MODIFIERS: Final = {"ctrl", "shift", "alt", "super", "hyper", "meta"}
_EDITING: Final = {
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("tab", "space", "enter", "return", "backspace", "delete", "insert"),
}
_NAMED: Final = _EDITING | {"escape", "at", "minus", "plus", "slash", "backslash", "underscore"}
_SHORTER: Final = {
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "low_line": "underscore",
}
"""Textual's names of characters that Unicode calls otherwise."""
_FUNCTION_KEY: Final = re.compile(r"f(?:[1-9]|1\d|2[0-4])")


def _flat(table: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    """Ids and their keys. An id without quotes is a path of tables to TOML: pane.fields = "f6"."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _usable(wanted: Mapping[str, Any], known: Mapping[str, Known]) -> tuple[dict[str, str], list[str]]:
    """The entries of [keys] that can be used, and a sentence for each that cannot."""
    good: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []

    def refuse(name: str, reason: str) -> None:
        problems.append(f"[keys] {one_line(name)}: {reason}")

    for name, value in wanted.items():
        if name not in known:
            refuse(name, f"there is no such binding{_perhaps(name, known)}")
        elif not isinstance(value, str):
            refuse(name, 'the keys should be text in quotes, as in "f6" or "f6,ctrl+g"')
        else:
            keys = _spelled(value)
            reason = next(filter(None, (_refusal(key, known[name]) for key in keys)), None)
            if reason:
                refuse(name, reason)
            else:
                good[name] = keys
    while clash := _clash(good, known):
        name, key, other = clash
        del good[name]
        refuse(name, f"{key} is the key of {other}, which holds at the same time")
    return {name: ",".join(keys) for name, keys in good.items() if keys != _spelled(known[name].keys)}, problems


def _spelled(keys: str) -> tuple[str, ...]:
    """Keys as Textual names them: "Ctrl+S" is ctrl+s, "?" is question_mark, shift+k is K. Empty ones stay."""
    return tuple(dict.fromkeys(_spelled_key(key.strip()) for key in keys.split(",")))


def _spelled_key(key: str) -> str:
    if len(key) == 1:
        if key.isalnum():
            return key
        name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
        return _SHORTER.get(name, name)
    key = key.lower()
    return key[-1].upper() if re.fullmatch(r"shift\+[^\W\d_]", key) else key


def _refusal(key: str, binding: Known) -> str | None:
    """Why a key cannot be used for a binding; None if it can."""
    if not key:
        return "this is an empty key; leave the line out to keep the default"
    if key in _SENT_FOR:
        return f"{key} cannot be used: terminals send {_SENT_FOR[key]} as this key"
    *modifiers, last = key.split("+")
    if not set(modifiers) <= _MODIFIERS or not _is_key(last):
        return f"no key is called {value_text(key)}; keys are written as in f6, ctrl+g, shift+up, K or question_mark"
    if binding.reach == "screen" and set(modifiers) <= {"shift"}:
        if last in _EDITING:
            return f"{key} cannot be used: it holds on the whole screen, and the payload's editor needs it"
        if last != "escape" and not _FUNCTION_KEY.fullmatch(last):
            return f"{key} cannot be used: it holds on the whole screen, and would be typed into the payload"
    return None


def _is_key(name: str) -> bool:
    if len(name) == 1 or name in _NAMED or _FUNCTION_KEY.fullmatch(name):
        return name.isprintable()
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return name in _hyphened()
    return True


def _hyphened() -> set[str]:
    """Names of ASCII characters that Unicode writes with a hyphen, as less_than_sign."""
    names = (unicodedata.name(chr(code)) for code in range(0x20, 0x7F))
    return {name.lower().replace("-", "_").replace(" ", "_") for name in names}


def _clash(good: Mapping[str, tuple[str, ...]], known: Mapping[str, Known]) -> tuple[str, str, str] | None:
    """The last remapped id with a new key that another binding has, that key, and the other. Swapped keys are fine."""
    in_force = {name: good.get(name) or _spelled(binding.keys) for name, binding in known.items()}
    for name, wanted in reversed(list(good.items())):
        for key in wanted:
            if key in _spelled(known[name].keys):
                continue
            for other, keys in in_force.items():
                if other != name and key in keys and known[name].meets(known[other]):
                    return name, key, other
    return None


def _perhaps(name: str, there: Iterable[str]) -> str:
    near = get_close_matches(name, list(there), 1)
    return f"; did you mean {near[0]}?" if near else ""
