"""What a failure of the program itself leaves: one line for a person, and a report that holds nothing of theirs.

The report names where in the code it happened, and no more: what variables held, what an error said, and lines of other
people's code may be secret.
"""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tui import __version__
from tui.files import write_private
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

FAILED: Final = 70
"""The exit code where the program failed."""

FOLDER: Final = "crashes"
_KEPT: Final = 20


def told(error: BaseException, *, sent: bool = False) -> tuple[str, ...]:
    """What a person is told of a failure, at most three lines; a report is written. ``sent``: whether calls may have
    left, which the journal knows."""
    where, journal = "no report of it could be written", "journal"
    try:
        state = state_folder()
        journal = str(state / "journal")
        where = f"a report without any of your data is in {write_report(error, state / FOLDER)}"
    except Exception:  # whatever fails here, too: the failure that is told is the one that counts
        pass
    lines = [f"upsert-explorer: the program failed ({type(error).__name__}); {where}"]
    if sent:
        lines.append(f"what was sent is in the journal: {journal}")
    return tuple(lines)


def write_report(error: BaseException, folder: Path) -> Path:
    """Write the report of a failure; the oldest of many go. Raises OSError."""
    at = datetime.now(UTC)
    file = folder / f"{at:%Y%m%dT%H%M%S.%f}.txt"
    write_private(file, report_text(error))
    for old in sorted(folder.glob("*.txt"))[:-_KEPT]:
        old.unlink(missing_ok=True)
    return file


def report_text(error: BaseException) -> str:
    """The types of the errors that led to each other, the last first, and where in the code each came from."""
    head = f"upsert-explorer {__version__}, Python {platform.python_version()}, {sys.platform}\n"
    parts = []
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        kind = type(link)
        parts.append("\n".join([f"{kind.__module__}.{kind.__qualname__}", *_places(link.__traceback__)]))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return head + "\n" + "\n\nbefore it:\n".join(parts) + "\n"


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        module = trace.tb_frame.f_globals.get("__name__", "?")
        places.append(f"  {module}, line {trace.tb_lineno}, in {code.co_name}")
        trace = trace.tb_next
    return places
