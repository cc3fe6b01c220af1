"""``upsert-explorer cache``: the indexes of large data sets that are kept, and removing them."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.dataset.kept import KeptIndex

EXAMPLES = """\
examples:
  upsert-explorer cache list
  upsert-explorer cache list --format json
  upsert-explorer cache clear
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "cache",
        help="the indexes of large data sets: list or remove them",
        description="A data set of more than 2 MB of records is read once; its index is kept in your\n"
        "cache folder and used as long as its files stay the same. Nothing is lost by\n"
        "removing it: it is made again.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument("action", choices=("list", "clear"), metavar="list|clear", help="list them, or remove all")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List or remove the indexes; returns the exit code."""
    from tui.core.views.describe import count_of
    from tui.settings.indexes import kept_indexes

    kept = kept_indexes()
    if arguments.action == "clear":
        count, size = kept.clear()
        if arguments.format == "json":
            _print_json({"folder": str(kept.folder), "removed": count, "bytes": size})
        else:
            say(f"{count_of(count, 'file')} removed, {size:,} bytes ({kept.folder})")
        return 0
    found = kept.listing()
    if arguments.format == "json":
        entries = [_as_json(each) for each in found]
        _print_json({"folder": str(kept.folder), "most_bytes": kept.most, "indexes": entries})
        return 0
    with until_the_reader_leaves():
        sys.stdout.writelines(f"{line}\n" for line in _lines(found))
    total = sum(each.size for each in found)
    say(f"{count_of(len(found), 'index', 'indexes')}, {total:,} of at most {kept.most:,} bytes, in {kept.folder}")
    return 0


def _print_json(value: object) -> None:
    with until_the_reader_leaves():
        sys.stdout.write(json.dumps(value, indent=1) + "\n")


def _as_json(index: KeptIndex) -> dict[str, object]:
    return {
        "data_set": index.folder,
        "module": index.module,
        "records": index.records,
        "bytes": index.size,
        "last_used": _time(index.used),
        "file": index.file.name,
    }


def _lines(found: Sequence[KeptIndex]) -> Iterator[str]:
    """A line for each index: its module, how many records, its size, when it was last used, and the data set."""
    from tui.core.display import one_line
    from tui.core.views.describe import count_of

    for each in found:
        records = "cannot be read" if each.records is None else count_of(each.records, "record")
        size = f"{each.size / 10**6:,.1f} MB"
        yield f"{each.module or '-':20}  {records:>20}  {size:>12}  {_time(each.used)}  {one_line(each.folder or '-')}"


def _time(seconds: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
