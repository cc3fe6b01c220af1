"""Whose turn it is to write: one send at a time to the org of a profile, whichever processes there are.

Whoever sends holds a lock on a file of the profile, which the system takes back when the process ends, however it ends.
The file says who holds it; what it says while its lock is free means nothing.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ENDING: Final = ".lock"
_TRIES: Final = 5
_BETWEEN_TRIES_S: Final = 0.01
"""Whoever only looks whether a lock is free holds it for an instant, which is not to be taken for a send."""

_LOCKED_BYTE: Final = 1 << 20
"""Windows locks bytes, and nobody else can read them: this one is far behind all that is written."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends: the id of the send, the process, and since when (ISO text, UTC)."""

    send: str = ""
    pid: int = 0
    since: str = ""


class SendInProgress(Exception):
    """Somebody else sends to the same org; one line."""

    def __init__(self, profile: str, holder: Holder | None) -> None:
        who = f" (process {holder.pid}, since {_local(holder.since)})" if holder else ""
        super().__init__(f"another send to {one_line(profile)} is under way{who}, so nothing was sent")


@contextmanager
def send_lock(folder: Path, profile: str, send: str, at: datetime) -> Iterator[None]:
    """Hold the turn of a profile meanwhile. folder: of the journal; send: the id of the send; at: the time now.

    Raises SendInProgress where another send holds it, in whatever process, and OSError where no lock can be had.
    """
    ensure_folder(folder)
    handle = os.open(folder / f"{profile}{_ENDING}", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for left in reversed(range(_TRIES)):
            if _lock(handle):
                break
            if not left:
                raise SendInProgress(profile, _holder(handle))
            time.sleep(_BETWEEN_TRIES_S)
        holder = Holder(send, os.getpid(), at.astimezone(UTC).isoformat(timespec="seconds"))
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(asdict(holder)).encode())
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
            _unlock(handle)
    finally:
        os.close(handle)


def sends_under_way(folder: Path) -> frozenset[str]:
    """The ids of the sends whose processes are at it now. What cannot be read is not under way."""
    found = (_under_way(file) for file in folder.glob(f"*{_ENDING}"))
    return frozenset(holder.send for holder in found if holder is not None)


def _under_way(file: Path) -> Holder | None:
    try:
        handle = os.open(file, os.O_RDWR)
    except OSError:
        return None
    try:
        if _lock(handle):
            _unlock(handle)
            return None
        return _holder(handle)
    except OSError:
        return None
    finally:
        os.close(handle)


def _holder(handle: int) -> Holder | None:
    """What the file says; None where it says nothing yet, or not any more."""
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        return Holder(**json.loads(os.read(handle, 1_000)))
    except (ValueError, TypeError):
        return None


def _local(since: str) -> str:
    return f"{datetime.fromisoformat(since).astimezone():%H:%M:%S}"


try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except PermissionError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined, unused-ignore]
else:

    def _lock(handle: int) -> bool:
        """Take the lock if it is free; returns whether it was. Raises OSError where there are no locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
