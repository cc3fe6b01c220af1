"""Files that were dropped on the terminal: it hands in their paths as if they were pasted, each in its own writing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from tui.files import is_file, is_folder
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST: Final = 16_384  # characters of a paste that may be paths
_MAY_BE_PATH: Final = pattern(r"\s*['\"]?(?:/|~/|file://|[A-Za-z]:[\\/])")


def dropped_files(text: str) -> tuple[Path, ...]:
    """The files and folders that a pasted text names and nothing else, by their whole paths; none where it is other
    text, or where one of them does not exist.

    A path may stand plain, in quotes, with backslashes before blanks and other signs, or as a ``file://`` address;
    several stand one after the other, or one a line.
    """
    if len(text) > _LONGEST or not _MAY_BE_PATH.match(text):
        return ()
    whole = _existing(text.strip())
    if whole is not None:  # also one with blanks that a terminal writes plainly
        return (whole,)
    found = [_existing(word) for word in _words(text)]
    return tuple(path for path in found if path is not None) if all(found) else ()


def _words(text: str) -> Iterator[str]:
    import shlex

    for line in text.splitlines():
        if _existing(line.strip()) is not None:
            yield line.strip()
            continue
        try:
            yield from shlex.split(line)
        except ValueError:  # a quote that is not closed: an apostrophe in a name
            yield line.strip()


def _existing(written: str) -> Path | None:
    """The file or folder that one path in any writing names; None where there is none."""
    if len(written) > 1 and written[0] == written[-1] and written[0] in "'\"":
        written = written[1:-1]
    if written.startswith("file://"):
        address = urlsplit(written)
        written = unquote(address.path) if address.netloc in ("", "localhost") else ""
        if re.match(r"/[A-Za-z]:/", written):
            written = written[1:]
    try:
        path = Path(written).expanduser()
        return path if path.is_absolute() and (is_file(path) or is_folder(path)) else None
    except (OSError, ValueError, RuntimeError):
        return None
