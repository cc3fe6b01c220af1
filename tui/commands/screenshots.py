"""``upsert-explorer screenshots``: draws the project's pictures anew, or checks that they are those of today's code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "screenshots",
        help="draw the project's pictures, or check them",
        description="Draw the pictures of the README into a folder; with --check, compare them with what is there.",
        allow_abbrev=False,
    )
    parser.add_argument("--into", type=Path, default=Path("screenshots"), metavar="DIR", help="default: screenshots")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a picture differs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draw or compare; returns the exit code."""
    from tui.pictures import draw_all

    pictures = draw_all()
    if not arguments.check:
        arguments.into.mkdir(parents=True, exist_ok=True)
        for name, svg in pictures.items():
            (arguments.into / name).write_text(svg, encoding="utf-8")
        print(f"{len(pictures)} pictures drawn into {arguments.into}", file=sys.stderr)
        return 0
    found = {file.name for file in arguments.into.glob("*.svg")}
    wrong = [f"{name}: nothing draws it any more" for name in sorted(found - set(pictures))]
    for name, svg in pictures.items():
        if name not in found:
            wrong.append(f"{name}: missing")
        elif (arguments.into / name).read_text(encoding="utf-8") != svg:
            wrong.append(f"{name}: not what the code draws today")
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(pictures)} pictures compared, {len(wrong)} wrong", file=sys.stderr)
    return 1 if wrong else 0
