"""Files that only their owner may read: written whole or not at all, and locked while they are changed."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.files import write_atomically
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER_ONLY: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class OthersCanRead(Exception):
    """A file of secrets that others can read. ``mode``: its permissions, as in 0o644."""

    def __init__(self, mode: int) -> None:
        super().__init__(f"others can read it (mode {mode:04o})")
        self.mode = mode


def read_private(file: Path) -> bytes:
    """The content of a file of secrets. Raises OthersCanRead, FileNotFoundError, OSError."""
    with file.open("rb") as stream:
        mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
        if os.name == "posix" and mode & _OTHERS:
            raise OthersCanRead(mode)
        return stream.read()


def write_whole(file: Path, text: str, *, keep_mode: bool = False) -> None:
    """Write a text file so that it is either the old or the new one, for its owner only; ``keep_mode``: with the
    permissions that it has, if it is there. Makes its folder. Raises OSError."""
    ensure_folder(file.parent)
    write_atomically(file, text, None if keep_mode and file.exists() else OWNER_ONLY)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a file's lock against other processes of ours, in FILE.lock beside it. Raises OSError."""
    ensure_folder(file.parent)
    with file.with_name(f"{file.name}.lock").open("w") as stream:
        Path(stream.name).chmod(OWNER_ONLY)
        try:
            import fcntl
        except ImportError:
            yield
            return
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
