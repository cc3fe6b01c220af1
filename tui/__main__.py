"""The command ``upsert-explorer``, and ``python -m tui``, which is the same.

An interrupt while the modules load ends at once, without a traceback: nothing has been done by then.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Run the command line, and end with its exit code, whatever signal comes meanwhile or at the last moment."""
    heard = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    if heard:
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from tui.cli import main as run  # noqa: PLC0415 - what loads slowly loads under the handler above
    from tui.commands.signals import let_them_last  # noqa: PLC0415

    let_them_last()
    if heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    code = run()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    main()
