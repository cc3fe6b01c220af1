"""The command ``upsert-explorer``, and ``python -m tui``, which is the same.

An interrupt while the modules load ends at once, without a traceback: nothing has been done by then.
"""

import os

try:  # what Python has not loaded by itself takes a moment, in which an interrupt would show a traceback of ours
    import gc
    import signal
    import sys

    gc.disable()  # what modules make as they load lives as long as they do: to look for cycles in it takes a while
except KeyboardInterrupt:
    os._exit(130)


def main() -> None:
    """Run the command line, and end with its exit code, whatever signal comes meanwhile or at the last moment."""
    try:
        _run()
    except KeyboardInterrupt:  # it came before there was a handler, or beside what the command line guards
        os._exit(130)


def _run() -> None:
    heard = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    if heard:
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from tui.cli import main as run  # noqa: PLC0415 - what loads slowly loads under the handler above
    from tui.commands.signals import INTERRUPTED, interrupt, let_them_last  # noqa: PLC0415

    # Nobody's plugin needs to see what is read here, and to look for them in all that is installed takes a while.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    let_them_last()
    if heard:
        signal.signal(signal.SIGINT, interrupt)
    code = run()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_go_of_output()
    if code == INTERRUPTED:  # no wait for a thread that was about to be stopped, and no end by Python's own SIGINT
        os._exit(code)
    sys.exit(code)


def _let_go_of_output() -> None:
    """Write what is left; where nobody takes it any more (a terminal that is gone), Python would end with 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            try:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            except (OSError, ValueError):
                continue


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # between this line and the first of main
        os._exit(130)
