"""``upsert-explorer lessons``: what there is to learn, and the app on one lesson."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.lessons import Lesson
    from tui.session.progress import Progress

EXAMPLES = """\
examples:
  upsert-explorer lessons
  upsert-explorer lessons 3
  upsert-explorer lessons either-not-both
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "lessons",
        help="short lessons on the demo data",
        description="List the lessons and how far you have come, or open one over what is open in the\n"
        "app: a payload, a question, and a task. Leaving it brings back what was open.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument(
        "lesson",
        nargs="?",
        default="list",
        metavar="list|NAME",
        help="list them (default), or the name or number of one",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the lessons or open one; returns the exit code."""
    from tui.commands.open import open_lesson
    from tui.dataset.lessons import find_lesson, lessons
    from tui.session.case import CaseError
    from tui.session.progress import Progress

    known = lessons()
    if arguments.lesson == "list":
        progress = Progress()
        if progress.note:
            say(progress.note)
        with until_the_reader_leaves():
            sys.stdout.writelines(f"{line}\n" for line in lesson_lines(known, progress))
        if done := progress.done(known):
            say(f"{done} of {len(known)} done")
        return 0
    lesson = find_lesson(arguments.lesson, known)
    if lesson is None:
        raise CaseError(f"there is no lesson {arguments.lesson}; see them with: upsert-explorer lessons")
    return open_lesson(lesson.name)


def lesson_lines(known: Sequence[Lesson], progress: Progress) -> Iterator[str]:
    """A line for each lesson: how far one has come, its name, its title, and the rules that it is about."""
    name = max((len(lesson.name) for lesson in known), default=0)
    title = max((len(lesson.title) for lesson in known), default=0)
    for lesson in known:
        stage = progress.stage(lesson) or "-"
        yield f"{stage:4}  {lesson.name:{name}}  {lesson.title:{title}}  {', '.join(lesson.rules)}"
