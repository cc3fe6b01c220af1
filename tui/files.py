"""Writing files so that nothing is lost: each is either the old one or the new one, whatever happens."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(file: Path, text: str, mode: int | None = None) -> None:
    """Write a text file so that it is either the old or the new one, whatever happens. ``mode``: its permissions (None:
    those it has, 0644 if it is new). Raises OSError."""
    file = file.resolve()  # a link stays a link
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
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
