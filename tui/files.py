"""Files, so that nothing is lost and nothing is shown to others: each is written whole or not at all, those of secrets
are for their owner only, and whoever changes one that several processes share holds its lock meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.dataset.files import open_ordinary
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER_ONLY: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def write_atomically(file: Path, text: str, mode: int | None = None) -> None:
    """Write a text file so that it is either the old or the new one, whatever happens. ``mode``: its permissions (None:
    those it has, 0644 if it is new). Raises OSError."""
    file = resolved(file)  # a link stays a link
    with naming(file):
        _write_atomically(file, text, mode)


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Let an OSError of writing a file say which: that of a full disk does not."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(file)
        raise


def _write_atomically(file: Path, text: str, mode: int | None) -> None:
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:40]}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if mode is None:
            mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


# --- looking, which never fails --------------------------------------------------------------------------------------


def is_there(path: Path) -> bool:
    """Whether there is something at a path that can be looked at. A folder that may not be entered, a name that is too
    long or a share that is gone is no failure: then there is nothing."""
    return os.path.exists(path)


def is_folder(path: Path) -> bool:
    """Whether a path is a folder, as far as that can be seen."""
    return os.path.isdir(path)


def is_file(path: Path) -> bool:
    """Whether a path is an ordinary file, as far as that can be seen."""
    return os.path.isfile(path)


def is_gone(path: Path) -> bool:
    """Whether there is certainly nothing at a path; False where it cannot be looked at."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def current_folder() -> Path:
    """The folder where one stands; the root where somebody else has removed it, or it may not be looked at."""
    try:
        return Path.cwd()
    except OSError:
        return Path(os.sep)


def resolved(path: Path) -> Path:
    """A path without links, as far as they can be followed: one that links to itself stays as it is."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path if path.is_absolute() else current_folder() / path


# --- for their owner only --------------------------------------------------------------------------------------------


class OthersCanRead(Exception):
    """A file of secrets that others can read. ``mode``: its permissions, as in 0o644."""

    def __init__(self, mode: int) -> None:
        super().__init__(f"others can read it (mode {mode:04o})")
        self.mode = mode


def read_private(file: Path) -> bytes:
    """The content of a file of secrets. Raises OthersCanRead, FileNotFoundError, OSError."""
    with open_ordinary(file) as stream:
        mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
        if os.name == "posix" and mode & _OTHERS:
            raise OthersCanRead(mode)
        return stream.read()


def write_private(file: Path, text: str, *, keep_mode: bool = False) -> None:
    """Write a text file whole, for its owner only; ``keep_mode``: with the permissions that it has, if it is there.
    Makes its folder. Raises OSError."""
    ensure_folder(file.parent)
    write_atomically(file, text, None if keep_mode and file.exists() else OWNER_ONLY)


# --- one at a time ---------------------------------------------------------------------------------------------------


class InUse(Exception):
    """A lock that somebody else holds."""


@contextmanager
def locked(lock: Path, within_s: float = -1) -> Iterator[None]:
    """Hold a lock file against every other holder, in this process or another; ``within_s``: seconds to wait for it at
    most (negative: until it is free).

    The system takes the lock back when the process ends, however it ends: where a file system has no such locks, there
    is none. The file itself stays. Raises InUse, OSError.
    """
    ensure_folder(lock.parent)
    with _flocked(lock, within_s) if _HAS_FLOCK else _held_elsewhere(lock, within_s):
        yield


_HAS_FLOCK: Final = os.name == "posix"
_LOOK_AGAIN_S: Final = 0.02


@contextmanager
def _flocked(lock: Path, within_s: float) -> Iterator[None]:
    """The lock of systems like Unix. filelock takes the same, and 15 ms to load, which every start would wait for."""
    import fcntl  # noqa: PLC0415 - only there

    until = time.monotonic() + within_s
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, OWNER_ONLY)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if within_s >= 0 and time.monotonic() >= until:
                    raise InUse(str(lock)) from None
                time.sleep(_LOOK_AGAIN_S)
            except OSError as error:
                if error.errno not in (errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK):
                    raise
                raise OSError(errno.ENOSYS, "this file system has no locks", str(lock)) from None
        yield
    finally:
        os.close(handle)  # with which the lock goes


@contextmanager
def _held_elsewhere(lock: Path, within_s: float) -> Iterator[None]:
    """The lock of other systems."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - for those who write

    # Another lock of this thread on the same file is somebody else's, too: a wait for it would never end.
    held = FileLock(lock, timeout=within_s, mode=OWNER_ONLY, fallback_to_soft=False, preserve_lock_file=True)
    try:
        held.acquire()
    except Timeout:
        raise InUse(str(lock)) from None
    except NotImplementedError:
        raise OSError(errno.ENOSYS, "this file system has no locks", str(lock)) from None
    try:
        yield
    finally:
        held.release()


def is_locked(lock: Path) -> bool:
    """Whether somebody holds a lock file now. False where that cannot be seen."""
    if not lock.exists():
        return False
    try:
        with locked(lock, 0):
            return False
    except InUse:
        return True
    except OSError:
        return False
