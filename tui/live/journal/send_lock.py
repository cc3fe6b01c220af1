"""The send lock: one send at a time to the org of a profile, whichever processes there are.

Whoever sends holds ``PROFILE.send.lock`` of the journal's folder, which the system takes back when the process ends,
however it ends. ``PROFILE.send.json`` beside it says who holds it; what that says while the lock is free means nothing.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.dataset.files import read_ordinary
from tui.files import InUse, is_locked, locked, write_private
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ENDING: Final = ".send.lock"
_GLANCE_S: Final = 0.05
"""Whoever only looks whether a lock is free holds it for an instant, which is not to be taken for a send."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends: the id of the send, the process, and since when (ISO text, UTC)."""

    send: str = ""
    pid: int = 0
    since: str = ""


class SendInProgress(InUse):
    """Somebody else sends to the same org; one line."""

    def __init__(self, profile: str, holder: Holder | None) -> None:
        who = f" (process {holder.pid}, since {_local(holder.since)})" if holder else ""
        super().__init__(f"another send to {one_line(profile)} is under way{who}, so nothing was sent")


@contextmanager
def send_lock(folder: Path, name: str, send: str, at: datetime, shown: str = "") -> Iterator[None]:
    """Hold the send lock of a profile, or of an org. folder: of the journal; send: the id of the send; at: the time
    now; shown: what a message calls it.

    Raises SendInProgress where another send holds it, in whatever process, and OSError where no lock can be had.
    """
    ensure_folder(folder)
    lock = folder / f"{name}{_ENDING}"
    with ExitStack() as held:
        try:
            held.enter_context(locked(lock, _GLANCE_S))
        except InUse:
            raise SendInProgress(shown or name, _holder(lock)) from None
        holder = Holder(send, os.getpid(), at.astimezone(UTC).isoformat(timespec="seconds"))
        write_private(_told_in(lock), json.dumps(asdict(holder)))
        try:
            yield
        finally:
            _told_in(lock).unlink(missing_ok=True)


def sends_under_way(folder: Path) -> frozenset[str]:
    """The ids of the sends whose processes are at it now. What cannot be read is not under way."""
    found = (_holder(lock) for lock in folder.glob(f"*{_ENDING}") if is_locked(lock))
    return frozenset(holder.send for holder in found if holder is not None)


def _told_in(lock: Path) -> Path:
    return lock.with_suffix(".json")


def _holder(lock: Path) -> Holder | None:
    """Who says to hold a lock; None where nobody says so yet, or not any more."""
    try:
        return Holder(**json.loads(read_ordinary(_told_in(lock))))
    except (OSError, ValueError, TypeError):
        return None


def _local(since: str) -> str:
    return f"{datetime.fromisoformat(since).astimezone():%H:%M:%S}"
