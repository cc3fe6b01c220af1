"""Signals: while something may be written they stop it, and do not break it off, so that its end can be told; else an
interrupt ends the process, wherever it comes."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
"""The signals by which a person or the system ends a program."""

INTERRUPTED: Final = 130
"""The exit code of a command that ctrl+c ended."""

_LOOK_S: Final = 0.1
_AGAIN_S: Final = 0.05
_GRACE_S: Final = 5.0
"""Seconds that are left to put things in order after an interrupt."""

Result = TypeVar("Result")

_lasting = False
_interrupted = False


def interrupt(_number: int, _frame: object) -> None:
    """The handler of SIGINT while it may end the process. Raises KeyboardInterrupt, and remembers that it did: code in
    C that was importing or validating at that moment may turn it into an error of its own, and a library may go on
    after that error."""
    global _interrupted  # noqa: PLW0603 - of the process, as signals are
    if _lasting and not _interrupted:
        _thread.start_new_thread(_insist, ())  # not threading's: the interrupted code may hold its locks
    _interrupted = True
    raise KeyboardInterrupt


def _insist() -> None:
    """An interrupt that was swallowed comes a second time; whoever does not end then either is ended."""
    time.sleep(_GRACE_S)
    _interrupt_again()
    time.sleep(_GRACE_S)
    os._exit(INTERRUPTED)


def _interrupt_again() -> None:
    """SIGINT to the main thread; as a signal, where there are such, since that ends a wait of the system, too."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _raise_what_was_lost(lost: sys.UnraisableHookArgs) -> None:
    """Python tells and drops an exception that comes within the callback of a weak reference (each import ends in one)
    or within ``__del__``: an interrupt is raised anew, after that."""
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return

    def raise_it() -> None:
        time.sleep(_AGAIN_S)
        _interrupt_again()

    _thread.start_new_thread(raise_it, ())


def was_interrupted() -> bool:
    """Whether SIGINT has ended what was going on, whatever exception came of it."""
    return _interrupted


def let_them_last() -> None:
    """This process is the command's own. Signals that were taken over stay so to its end: between the report and the
    exit, an interrupt would put another exit code in the place of the one that was found. And no interrupt is lost."""
    global _lasting  # noqa: PLW0603 - of the process, as signals are
    _lasting = True
    sys.unraisablehook = _raise_what_was_lost


class Signals:
    """What a signal does: it ends the process while ``may_end``, else it calls ``stop``."""

    def __init__(self, stop: Callable[[], object]) -> None:
        self.may_end = False
        self._stop = stop

    def come(self, number: int, _frame: object) -> None:
        """A signal has come. Raises KeyboardInterrupt or SystemExit where it may end the process."""
        if not self.may_end:
            self._stop()
        elif number == signal.SIGINT:
            interrupt(number, _frame)
        else:
            raise SystemExit(128 + number)


@contextmanager
def taken_over(stop: Callable[[], object]) -> Iterator[Signals]:
    """Let signals call ``stop`` instead of ending the process; outside the main thread nothing is changed."""
    signals = Signals(stop)
    if threading.current_thread() is not threading.main_thread():
        yield signals
        return
    ignored = {number for number in ENDING if signal.getsignal(number) is signal.SIG_IGN}  # as nohup has it
    before = {number: signal.signal(number, signals.come) for number in ENDING if number not in ignored}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            if not _lasting:
                signal.signal(number, handler)


def in_a_thread(work: Callable[[], Result]) -> Result:
    """The result of ``work``, done in a thread of its own: no signal can break it off at an odd moment. Raises what it
    raises."""
    done = threading.Event()
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=run, name="work")
    thread.start()
    while not done.wait(_LOOK_S):
        pass  # a handler of a signal runs between two looks
    thread.join()
    for error in errors:
        raise error
    return results[0]
