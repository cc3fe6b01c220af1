"""Processes without the start of an interpreter: they are forked from one that has loaded the command line.

Most of what ``python -m tui`` does for a small payload is to load modules. ``Popen`` and ``run`` here are those of
``subprocess``, but for what the process is: a fork of an interpreter of its own that has loaded what commands need, and
the app too, once one is to be started. It has done nothing else, neither the tests nor what ``tests/quickly.py``
exchanges. The process has its own streams, environment, folder and signals, and ends like any interpreter. What that
leaves out: the start (signals that come during it, the variables that Python itself and Textual read, but for
PYTHONIOENCODING) and which modules a command loads. Tests about these start an interpreter. ``without`` closes streams
as a new interpreter finds them closed.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

CAN_FORK: Final = sys.platform == "linux"
"""Elsewhere nobody takes over the children of others, and interpreters are started."""

LOADED: Final = ("commands", "core", "dataset", "live", "reports", "session", "settings")
"""The parts of ``tui`` that commands are made of."""

APP: Final = ("app", "commands.open", "commands.signals", "terminal")
"""The modules of ``tui`` that a start of the app loads, with all that they load."""

_SUBREAPER: Final = 36  # PR_SET_CHILD_SUBREAPER of Linux: orphans below this process become its children
_LONGEST: Final = 1 << 20  # bytes of a request
_STREAMS: Final = 3


class Popen(subprocess.Popen[Any]):
    """``subprocess.Popen`` of ``[sys.executable, "-m", "tui", ...]`` or ``[sys.executable, "-c", program, ...]``, with
    streams, ``env``, ``cwd``, ``start_new_session`` and nothing else that changes how it begins."""

    with_app: ClassVar[bool] = False

    if CAN_FORK:

        def _execute_child(self, *given: Any) -> None:
            # subprocess's own names for what it has prepared by now, in its order.
            names = subprocess.Popen._execute_child.__code__.co_varnames[1 : len(given) + 1]  # type: ignore[attr-defined]
            of = dict(zip(names, given, strict=True))
            first, *arguments = of["args"]
            assert (first, of["preexec_fn"]) == (sys.executable, None)
            streams = [of["p2cread"], of["c2pwrite"], of["errwrite"]]
            inherited = [place if stream == -1 else stream for place, stream in enumerate(streams)]
            how = (of["start_new_session"], self.with_app)
            self.pid = _server(os.getpid()).fork(arguments, of["env"], of["cwd"], inherited, *how)
            self._child_created = True
            self._close_pipe_fds(  # type: ignore[attr-defined] # subprocess's own
                *(of[name] for name in ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite"))
            )


class AppPopen(Popen):
    """``Popen`` from an interpreter that has loaded the app, too."""

    with_app = True


def run(
    command: Sequence[str], *, input: Any = None, timeout: float | None = None, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """``subprocess.run`` of such a command, which raises nothing over an exit code."""
    with Popen(command, **options) as process:
        out, err = process.communicate(input, timeout=timeout)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


_WITHOUT: Final = """
import json, os, runpy, sys
for number in json.loads(sys.argv.pop(1)):
    os.close(number)
    for name in ("{}", "__{}__"):
        setattr(sys, name.format(("stdin", "stdout", "stderr")[number]), None)
runpy.run_module("tui", run_name="__main__", alter_sys=True)
"""


def without(streams: Sequence[int], *arguments: str) -> list[str]:
    """The command line with these arguments, as a command whose standard streams of these numbers are closed."""
    return [sys.executable, "-c", _WITHOUT, json.dumps([*streams]), *arguments]


class _Server:
    """The interpreter that the processes of this one are forked from."""

    def __init__(self) -> None:
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        with theirs:
            number = theirs.fileno()
            environment = os.environ | {"PYTHONPATH": str(fixtures_folder().parent)}
            command = [sys.executable, "-m", "tests.forked", str(number)]
            null = subprocess.DEVNULL
            self._process = subprocess.Popen(command, env=environment, pass_fds=[number], stdin=null, stdout=null)
        atexit.register(self._close)

    def fork(
        self,
        arguments: list[str],
        env: dict[str, str] | None,
        cwd: str | None,
        streams: Sequence[int],
        own_session: object,
        with_app: object,
    ) -> int:
        """The id of a new child of this process. own_session: it is not of the terminal of this one."""
        environment, folder = dict(os.environ if env is None else env), str(cwd or os.getcwd())
        told = [arguments, environment, folder, bool(own_session), bool(with_app)]
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(told).encode()], list(streams))
            return int(self._socket.recv(_LONGEST))

    def _close(self) -> None:
        self._socket.close()
        self._process.wait()


@cache
def _server(_pid: int) -> _Server:
    # A fork of the process that asks has no claim to the children of that one's server.
    return _Server()


# --- the interpreter that is forked ----------------------------------------------------------------------------------


def _serve(requests: socket.socket) -> list[str]:
    """Fork a process for each request. Returns in those, with the arguments that ``python`` was to get."""
    while True:
        request, streams, _, _ = socket.recv_fds(requests, _LONGEST, _STREAMS)
        if not request:
            os._exit(0)
        arguments, environment, folder, own_session, with_app = json.loads(request)
        if with_app:
            _load_the_app()
        reading, writing = os.pipe()
        between = os.fork()
        if between == 0:
            child = os.fork()
            if child:
                os.write(writing, str(child).encode())
                os._exit(0)
            requests.close()
            if own_session:
                os.setsid()
            _become(streams, environment, folder)
            return list(arguments)
        os.waitpid(between, 0)  # from now on the child belongs to whoever asked
        requests.send(os.read(reading, 32))
        for number in (reading, writing, *streams):
            os.close(number)


def _become(streams: Sequence[int], environment: dict[str, str], folder: str) -> None:
    """Take on what a process is given, and open the standard streams as Python does."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(_STREAMS, 256)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    sys.stdin = open(0, encoding=encoding, closefd=False)  # noqa: SIM115 - they stay open
    sys.stdout = open(1, "w", encoding=encoding, closefd=False)  # noqa: SIM115 - likewise
    sys.stderr = open(  # noqa: SIM115 - likewise
        2, "w", buffering=1, encoding=encoding, errors="backslashreplace", closefd=False
    )
    # Final to whoever checks types; a new interpreter sets them so.
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]


@cache
def _load_the_app() -> None:
    for name in APP:
        importlib.import_module(f"tui.{name}")
    gc.collect()
    gc.freeze()


def main(requests: socket.socket) -> None:
    """Load what commands need, fork for each request, and do in the fork what was asked."""
    import tui.cli  # noqa: PLC0415 - the tests' own process, which imports this module too, does without

    tui.cli.make_parser = cache(tui.cli.make_parser)  # its hundreds of options depend on nothing
    tui.cli.make_parser()
    for part in LOADED:
        package = importlib.import_module(f"tui.{part}")
        for module in pkgutil.walk_packages(package.__path__, f"tui.{part}."):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    how, what, *rest = _serve(requests)
    sys.argv = [how, *rest]
    code = 0
    try:
        if how == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            exec(what, {"__name__": "__main__"})
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        code = end.code or 0
    _end(code)


def _end(code: int) -> None:
    """End as an interpreter does, but for taking its modules down, which takes longer than what most of them did. Where
    the streams cannot be written out, the interpreter itself ends, and tells it."""
    threading._shutdown()  # type: ignore[attr-defined] # waits for threads; there is no public way to it
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except Exception:
        sys.exit(code)
    os._exit(code & 0xFF)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
