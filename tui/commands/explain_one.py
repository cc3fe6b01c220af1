"""``explain`` of one call: its rows in a line each or in full, and the exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence, Set

    from tui.core.reply.compare import RowComparison
    from tui.core.reply.incident import Incident
    from tui.session.case import Case
    from tui.session.followed import FollowedCall


def explain_one(one: FollowedCall, arguments: argparse.Namespace) -> int:
    """Print one call; returns its exit code. Raises CaseError where it cannot be explained."""
    from tui.commands.explain_alone import print_rows_alone
    from tui.session.case import CaseError

    found, case = one.found, one.case
    if found is None or case is None:
        raise CaseError(one.problem)
    for line in (*case.said, *(f"reply: {line}" for line in one.said)):
        say(line)
    _print(found, case, arguments)
    if found.doubts and arguments.format == "table":
        print_rows_alone(one.call.reply or "", case.module, case.data_set.records(case.module.api_name))
    return exit_code({each.outcome for each in found.calls}, found.rows)


def _print(found: Incident, case: Case, arguments: argparse.Namespace) -> None:
    from tui.core.display import row_numbers
    from tui.core.views.forecast_json import json_text
    from tui.core.views.incident_text import head_lines, is_surprise
    from tui.core.views.what_happened import ways_out
    from tui.reports.incident import head_text, incident_json, incident_markdown, incident_table, long_text

    shown = _shown(found, case, arguments)
    full = arguments.long or arguments.row is not None or arguments.id is not None
    wanted = arguments.id if arguments.row is not None else None
    asked = sorted(shown, key=lambda index: not is_surprise(found, index))[:_MOST_ASKED] if full else []
    ways = {index: ways_out(found, index, wanted) if index in asked else None for index in shown} if full else {}
    if full and len(shown) > len(asked):
        told = row_numbers(sorted(asked))
        say(f"what would have prevented it is shown for {told}, surprises first; --row N shows it for another")
    name, partial = case.data_set.name, case.partial
    with until_the_reader_leaves():
        if arguments.format == "json":
            sys.stdout.write(json_text(incident_json(found, name, shown, ways, partial=partial)))
        elif arguments.format == "markdown":
            sys.stdout.write(incident_markdown(found, name, shown, ways, partial=partial, rows=full))
        else:
            sys.stdout.write(head_text(found, name, partial=partial))
            sys.stdout.writelines(f"{line}\n" for line in head_lines(found))
            sys.stdout.write("\n")
            sys.stdout.write(long_text(found, shown, ways) if full else incident_table(found, shown))


_MOST_ASKED = 10  # rows for which what would have prevented it is looked for: each takes forecasts by the dozen


def _shown(found: Incident, case: Case, arguments: argparse.Namespace) -> list[int]:
    """The rows that were asked for. Raises CaseError for a row that is not there, and an id that is nowhere."""
    from tui.core.display import one_line
    from tui.core.views.describe import count_of
    from tui.core.views.what_happened import named
    from tui.session.case import CaseError

    rows = range(len(found.rows))
    if arguments.row is not None:
        if arguments.row > len(rows):
            raise CaseError(f"there is no row {arguments.row}: the payload has {len(rows)}")
        return [arguments.row - 1]
    if arguments.id is None:
        return list(rows)
    shown = [index for index in rows if found.touches(index, arguments.id)]
    if not shown:
        where = f"neither the reply nor {count_of(len(rows), 'row')} of the payload names {one_line(arguments.id)}"
        if case.data_set.records(case.module.api_name).get(arguments.id) is None:
            raise CaseError(f"{where}, and {one_line(case.data_set.name)} has no such {case.module.api_name} record")
        say(f"{where}: this call did not touch {named(found, arguments.id)}")
    return shown


def exit_code(outcomes: Set[str], rows: Sequence[RowComparison]) -> int:
    """The highest that applies: 4 unknown, 3 not taken, 1 a row was refused, 0."""
    if "unknown" in outcomes:
        return 4
    if outcomes & {"refused", "not_sent"}:
        return 3
    return int(any(row.actual == "error" for row in rows))
