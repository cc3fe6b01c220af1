"""``explain`` for one or several recorded calls: one in full, all of them in a line each, or the life of one record."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.commands.options import case_options
from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tui.core.reply.recorded import RecordedCall
    from tui.core.views.record_life import Life
    from tui.dataset.folder import DataSet
    from tui.session.followed import FollowedCall


def recorded_in(content: bytes) -> tuple[RecordedCall, ...]:
    """The calls with their replies that a text holds: of the journal, or of another record of them."""
    from tui.core.payload.intake import decode
    from tui.core.payload.request import PayloadError
    from tui.core.reply.recorded import recorded_calls
    from tui.live.journal.recorded import calls_of_journal

    try:
        text = decode(content)
    except PayloadError:
        return ()
    return calls_of_journal(text) or recorded_calls(text)


def explain_calls(calls: Sequence[RecordedCall], arguments: argparse.Namespace) -> int:
    """Print what was asked for of these calls; returns the exit code. Raises CaseError."""
    from tui.commands.explain_one import explain_one
    from tui.core.reply.recorded import doubts
    from tui.core.rules import AssumptionError, Assumptions
    from tui.dataset.files import DataSetError
    from tui.session.case import CaseError, open_data_set
    from tui.session.followed import follow

    number = arguments.call if len(calls) > 1 else 1
    if number is not None and not 1 <= number <= len(calls):
        raise CaseError(f"there is no call {number}: this holds {len(calls)}")
    try:
        assumptions = Assumptions.parse(arguments.assume)
        data_set = open_data_set(None if arguments.data is None else Path(arguments.data))
        older = None if arguments.before is None else _older(arguments.before)
    except (AssumptionError, DataSetError) as error:
        raise CaseError(str(error)) from None
    if arguments.data is None:
        say("explained by the bundled demo data set (--data DIR for another)")
    wanted = calls if number is None else calls[:number]
    followed = follow(wanted, data_set, assumptions, case_options(arguments), older=older)
    for doubt in doubts(wanted):
        say(doubt)
    if number is not None:
        return explain_one(followed[-1], arguments)
    if arguments.id is not None:
        return _life(followed, data_set, arguments)
    return _overview(followed, arguments)


def _older(folder: str) -> DataSet:
    from tui.dataset.files import DataSetError
    from tui.session.case import CaseError, open_data_set

    try:
        return open_data_set(Path(folder))
    except DataSetError as error:
        raise CaseError(f"--before: {error}") from None


def _overview(followed: Sequence[FollowedCall], arguments: argparse.Namespace) -> int:
    """A line for each call."""
    from tui.core.views.forecast_json import json_text
    from tui.reports.incident import call_text
    from tui.reports.text import for_markdown

    if arguments.row is not None:
        from tui.session.case import CaseError

        raise CaseError(f"this holds {len(followed)} calls; use --call N to say whose row {arguments.row} you mean")
    say(f"{len(followed)} calls: --call N explains one, --id ID shows what they did to one record")
    lines = [
        f"call {each.number}  {each.call.title}: {call_text(each.found) if each.found else each.problem}"
        for each in followed
    ]
    with until_the_reader_leaves():
        if arguments.format == "json":
            sys.stdout.write(json_text({"calls": [_call_json(each) for each in followed]}))
        else:
            mark, shown = ("- ", for_markdown) if arguments.format == "markdown" else ("", str)
            sys.stdout.writelines(f"{mark}{shown(line)}\n" for line in lines)
    return _code(followed)


def _call_json(each: FollowedCall) -> dict[str, Any]:
    return {
        "call": each.number,
        "at": each.call.at,
        "module": each.case.module.api_name if each.case is not None else None,
        "problem": each.problem or None,
        "rows": [row.to_json() for row in each.found.rows] if each.found is not None else [],
    }


def _code(followed: Sequence[FollowedCall]) -> int:
    from tui.commands.explain_one import exit_code

    found = [each.found for each in followed if each.found is not None]
    outcomes = {call.outcome for each in found for call in each.calls}
    return exit_code(outcomes, [row for each in found for row in each.rows])


def _life(followed: Sequence[FollowedCall], data_set: DataSet, arguments: argparse.Namespace) -> int:
    """What the calls did to one record."""
    from tui.core.display import one_line
    from tui.core.views.forecast_json import json_text
    from tui.core.views.record_life import life
    from tui.reports.text import for_markdown
    from tui.session.case import CaseError

    for each in followed:
        if each.problem:
            say(f"call {each.number}: {each.problem}")
    found = [(each.number, each.found) for each in followed if each.found is not None]
    modules = {each.forecast.module.api_name for _, each in found}
    held = next((data_set.records(name) for name in modules if data_set.records(name).get(arguments.id)), None)
    told = life(found, arguments.id, held)
    if not told.steps:
        nowhere = f"none of {len(followed)} calls names {one_line(arguments.id)}"
        if held is None:
            raise CaseError(f"{nowhere}, and {one_line(data_set.name)} has no such record")
        say(nowhere)
    with until_the_reader_leaves():
        if arguments.format == "json":
            sys.stdout.write(json_text(_life_json(told)))
        elif arguments.format == "markdown":
            sys.stdout.writelines(
                f"- {for_markdown(line)}\n" if line[0] != " " else f"  - {for_markdown(line.strip())}\n"
                for line in told.lines
            )
        else:
            sys.stdout.writelines(f"{line}\n" for line in told.lines)
    return _code(followed)


def _life_json(told: Life) -> dict[str, Any]:
    return {
        "id": told.record_id,
        "steps": [
            {
                "call": step.call,
                "index": step.index,
                "at": step.at,
                "what": step.text,
                "fields": [
                    {"api_name": each.api_name, "before": each.before, "after": each.after, "before_is": each.old}
                    for each in step.fields
                ],
            }
            for step in told.steps
        ],
        "since": list(told.since),
    }
