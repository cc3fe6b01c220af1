"""``upsert-explorer`` and ``upsert-explorer open``: the app, where it was left, or on a payload or a workspace."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.loading import told_while_loading
from tui.commands.output import say
from tui.crash import FAILED, told

if TYPE_CHECKING:
    import argparse

    from tui.session.case_options import CaseOptions
    from tui.session.remembered import Session
    from tui.session.workspace import Opened

EXAMPLES = """\
examples:
  upsert-explorer
  upsert-explorer open leads.json --data my-org
  upsert-explorer open contacts.csv --module Contacts --check-field Email
  upsert-explorer open monday.json                  a saved workspace
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    from argparse import RawDescriptionHelpFormatter

    from tui.commands.options import add_case_options

    parser = commands.add_parser(
        "open",
        help="the app, on a payload or a workspace",
        description="Open the app on a payload: see what each row would do, reorder the check\n"
        "fields, and see which rows change.",
        formatter_class=RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument(
        "payload",
        nargs="?",
        metavar="PAYLOAD",
        help="a file with what preview takes; or a saved workspace",
    )
    add_case_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the app; returns its exit code."""
    from tui.commands.options import case_options

    if arguments.payload == "-":
        print("upsert-explorer: the app needs the keyboard: give it a file, not standard input", file=sys.stderr)
        return 2
    return open_payload(Path(arguments.payload) if arguments.payload else None, case_options(arguments))


def open_payload(payload: Path | None, options: CaseOptions) -> int:
    """The app on a payload or a workspace; returns its exit code. Raises CaseError."""
    from tui.session.remembered import Session
    from tui.session.to_map import open_or_map

    if _no_terminal():
        return 2
    with told_while_loading():
        opened = open_or_map(payload, options)
    return _run(opened, Session.of_window())


def run_without_payload(_arguments: argparse.Namespace | None = None) -> int:
    """The app as it opens without a command: where it was left, else the demo."""
    from tui.session.case import open_session
    from tui.session.progress import is_first_start
    from tui.session.remembered import Session

    if _no_terminal():
        return 2
    first = is_first_start()
    session = Session.of_window()
    with told_while_loading():
        opened = open_session(session)
    return _run(opened, session, offers_tour=first)


def open_lesson(lesson: str) -> int:
    """The app on a lesson, over what was open when it was left; returns its exit code."""
    from tui.session.case import open_session
    from tui.session.remembered import Session

    if _no_terminal():
        return 2
    session = Session.of_window()
    with told_while_loading():
        opened = open_session(session)
    return _run(opened, session, lesson=lesson)


def _no_terminal() -> bool:
    """Whether there is no terminal to draw on or to type at, which is then told: Textual would wait in vain, busily."""
    lacking = not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))
    if lacking:
        print("upsert-explorer: the app needs a terminal; in a pipe, use upsert-explorer preview", file=sys.stderr)
    return lacking


def _run(opened: Opened, session: Session, *, lesson: str | None = None, offers_tour: bool = False) -> int:
    for name in ("TEXTUAL_LOG", "TEXTUAL_DEBUG"):
        os.environ.pop(name, None)  # a log of all that is typed and pasted, secrets too
    from tui.app import ExplorerApp

    gc.disable()
    app = ExplorerApp(opened, session, configured=True, lesson=lesson, offers_tour=offers_tour)
    app.when_painted(app.collect_garbage_when_resting)
    code = app.run()
    if app.failure is None:
        return code or 0
    for line in told(app.failure):
        say(line)
    say(f"your session is kept, and opens at the next start: {session.file}")
    return FAILED
