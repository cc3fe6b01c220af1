"""What lies in the folders of a data set, and which module a file's name means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.core.metadata import standard_module_name
from tui.dataset.files import DataSetError, why_no_file
from tui.dataset.readers import in_order, is_named
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def listed(folder: Path, part: str, suffixes: tuple[str, ...], modules: Iterable[str] = ()) -> list[str]:
    """The names of the visible files of ``fields`` or ``records``, in natural order; none if there is no such folder.

    Raises DataSetError for what is named like one of them (or, a folder, for one of ``modules``) and is no file:
    to pass over it would make a module look empty.
    """
    named = []
    for name in visible(folder / part, folders=True):
        why = why_no_file(folder / part / name)
        if why is None:
            named += [name] if is_named(name, suffixes) else []
        elif is_named(name, suffixes) or name in modules:
            raise DataSetError(why, f"{part}/{name}")
    return named


def visible(folder: Path, *, folders: bool = False) -> list[str]:
    """The names of what is not hidden in a folder, in natural order; folders: those in it, too. Raises DataSetError."""
    if not folder.is_dir():
        return []
    try:
        names = [path.name for path in folder.iterdir() if folders or not path.is_dir()]
    except OSError as error:
        raise DataSetError(f"cannot be read ({error.strerror or error})", folder.name) from None
    return in_order(name for name in names if not name.startswith("."))


def folded(names: Iterable[str]) -> dict[str, str]:
    """Names by their small letters; of several alike the first."""
    return {name.casefold(): name for name in reversed(list(names))}


def spelling(stem: str, known: Mapping[str, str]) -> str:
    """The API name that a file is named for, whatever the letter case of the file, and with spaces as in a label."""
    return _module_of(stem, known) or stem.strip().replace(" ", "_")


def spelling_of_records(stem: str, known: Mapping[str, str]) -> str:
    """The same for a file of records, of which a module has several: what a browser, a copy or an export puts behind
    the name of one that is known does not count (``Leads (1)``, ``Leads copy``, ``Leads_2026_09_01``)."""
    behind = _BEHIND.search(stem)
    copied = _module_of(stem[: behind.start()], known) if behind is not None else None
    return _module_of(stem, known) or copied or spelling(stem, known)


def _module_of(stem: str, known: Mapping[str, str]) -> str | None:
    """The module of a name, if it is known here or to all."""
    name = stem.strip()
    if name in known.values():
        return name
    plain = name.replace(" ", "_")
    return standard_module_name(plain) or known.get(plain.casefold())


_BEHIND: Final = pattern(
    r"(?:[ _]*\(\d+\)|[ _](?:copy|Kopie|copie|copia)(?:[ _]\d+)?|[ _]\d[\d_ ]*)\s*$", re.IGNORECASE
)
