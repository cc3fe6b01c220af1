"""``explain`` where there is a reply and no request: what the reply tells by itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    import argparse

    from tui.core.metadata import Module
    from tui.core.records import RecordIndex
    from tui.core.views.reply_alone import ReplyAlone


def text_of(name: str, content: bytes | None = None) -> str:
    """The text of a file, or of standard input (``-``); content: where it was read before. Raises CaseError."""
    from tui.core.display import one_line
    from tui.core.payload.intake import decode
    from tui.core.payload.request import PayloadError
    from tui.session.case import CaseError, read_payload, read_standard_input

    if content is None:
        content = read_standard_input(sys.stdin.buffer) if name == "-" else read_payload(Path(name))
    try:
        return decode(content)
    except PayloadError as error:
        raise CaseError(f"{one_line(name)}: {error.reason}") from None


def is_alone(content: bytes) -> bool:
    """Whether what was given as a payload is a reply: it holds one and no call, or it is what a server answers that is
    no JSON."""
    from tui.core.payload.formats import recognise
    from tui.core.payload.intake import decode
    from tui.core.payload.request import PayloadError
    from tui.core.views.reply_alone import holds_reply

    try:
        text = decode(content)
        bare = text.strip(" \t\r\n\ufeff")
        if not bare or bare[0] == "<":
            return True
        intake = recognise(text)
    except PayloadError:
        return False
    if intake.module is not None:
        return False
    return bare.startswith("HTTP/") or holds_reply(text)


def explain_alone(content: bytes, arguments: argparse.Namespace) -> int:
    """Print what the reply tells; returns the exit code, the same as beside a request."""
    from tui.core.views.forecast_json import json_text
    from tui.core.views.reply_alone import counts_text, reply_alone
    from tui.reports.reply_alone import reply_lines, reply_markdown

    found = reply_alone(text_of(arguments.payload, content))
    module, records = _known(arguments)
    shown = _shown(found, arguments)
    say("this is a reply without its request: what it says by itself (explain PAYLOAD REPLY says why)")
    for line in found.said:
        say(f"reply: {line}")
    with until_the_reader_leaves():
        if arguments.format == "json":
            sys.stdout.write(json_text(_json(found, shown, module, records)))
        elif arguments.format == "markdown":
            sys.stdout.write(reply_markdown(found, shown, module, records))
        else:
            sys.stdout.write(f"{'reply':9}{counts_text(found)}\n\n")
            sys.stdout.writelines(f"{line}\n" for line in reply_lines(found, shown, module, records))
    outcomes = {reply.outcome for reply in found.replies}
    if "unknown" in outcomes:
        return 4
    return 3 if "refused" in outcomes else int(any(row.action == "error" for row in found.rows))


def print_rows_alone(text: str, module: Module, records: RecordIndex) -> None:
    """What a reply tells by itself, below a comparison that it does not fit."""
    from tui.core.views.reply_alone import reply_alone
    from tui.reports.reply_alone import reply_lines

    found = reply_alone(text)
    lines = reply_lines(found, range(len(found.rows)), module, records)
    with until_the_reader_leaves():
        sys.stdout.write("\nWhat the reply says by itself:\n")
        sys.stdout.writelines(f"{line}\n" for line in lines)


def _known(arguments: argparse.Namespace) -> tuple[Module | None, RecordIndex | None]:
    """The module and its records, where a data set was named: the bundled demo has no record of any other org."""
    from tui.dataset.files import DataSetError
    from tui.session.case import CaseError, open_data_set

    if arguments.data is None:
        return None, None
    try:
        data_set = open_data_set(Path(arguments.data))
        held = data_set.modules()
        name = arguments.module or (held[0] if len(held) == 1 else None)
        return (None, None) if name is None else (data_set.module(name), data_set.records(name))
    except DataSetError as error:
        raise CaseError(str(error)) from None


def _shown(found: ReplyAlone, arguments: argparse.Namespace) -> list[int]:
    from tui.core.display import one_line
    from tui.session.case import CaseError

    rows = list(range(len(found.rows)))
    if arguments.row is not None:
        if arguments.row > len(rows):
            raise CaseError(f"there is no row {arguments.row}: the reply has {len(rows)}")
        return [arguments.row - 1]
    if arguments.id is None:
        return rows
    shown = [index for index in rows if found.names(index, arguments.id)]
    if not shown:
        raise CaseError(f"the reply does not name {one_line(arguments.id)}")
    return shown


def _json(found: ReplyAlone, shown: list[int], module: Module | None, records: RecordIndex | None) -> dict[str, Any]:
    from tui.core.views.reply_alone import named_by, on_the_order, row_sentence

    named = named_by(records, module)
    return {
        "forecast": None,
        "batches": [
            {"status": each.saved.status, "outcome": each.outcome, "reply": each.saved.reply} for each in found.replies
        ],
        "rows": [
            {
                "index": index,
                "actual": None if (row := found.rows[index]).action == "unreadable" else row.action,
                "target_id": row.record_id,
                "duplicate_field": row.duplicate_field,
                "sentences": [row_sentence(row, named)],
            }
            for index in shown
        ],
        "order": list(on_the_order(found, module)),
    }
