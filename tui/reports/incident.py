"""An incident on paper: row by row in three columns with its sentences, as text and as Markdown for a ticket.

Ids stand in full. ``ways``: what would have prevented it, by row, where rows were asked for in full; None for a row for
which it was not looked for.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tui.core.display import one_line
from tui.core.views.describe import count_of, order_text
from tui.core.views.forecast_json import forecast_json
from tui.core.views.incident_text import columns, copy_text, head_lines, rule_texts
from tui.core.views.what_happened import what_happened
from tui.reports.comparison import AGREEMENT_WORDS, comparison_rows, comparison_table, comparison_text
from tui.reports.rows import report_head
from tui.reports.text import for_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tui.core.reply.incident import Incident

    Ways = Mapping[int, Sequence[str] | None]

_LABEL = 9  # cells


def head_text(found: Incident, data_set: str, *, partial: bool) -> str:
    """What stands above the rows: labels and texts, aligned."""
    lines = [
        f"{label:{_LABEL}}{line}\n" for label, line in report_head(found.forecast.outline, data_set, partial=partial)
    ]
    lines.append(f"{'reply':{_LABEL}}{comparison_text(found.rows)}\n")
    lines += [f"{'when':{_LABEL}}{line}\n" for line in _when(found)]
    return "".join(lines)


def _when(found: Incident) -> Iterator[str]:
    at = f"the call was made at {one_line(found.at)}" if found.at is not None else ""
    if told := "; ".join(filter(None, (at, copy_text(found)))):
        yield told


def call_text(found: Incident) -> str:
    """A call in one line: what became of its rows, and the verdicts: ``2 rows: 1 inserted · 1 updated; 2 same``."""
    counts = Counter(row.actual for row in found.rows)
    words = {"insert": "inserted", "update": "updated", "error": "refused", None: "not known"}
    became = " · ".join(f"{counts[each]} {word}" for each, word in words.items() if counts[each])
    return f"{count_of(len(found.rows), 'row')}: {became}; {comparison_text(found.rows).partition(': ')[2]}"


def incident_table(found: Incident, shown: Sequence[int]) -> str:
    """A line a row."""
    rows = [row for row in found.rows if row.index in set(shown)]
    return comparison_table(rows, found.forecast)


def long_text(found: Incident, shown: Iterable[int], ways: Ways) -> str:
    """Each row in three columns, one below the other, and its sentences."""
    return "\n".join("".join(f"{line}\n" for line in _row_lines(found, index, ways)) for index in shown)


def _row_lines(found: Incident, index: int, ways: Ways) -> Iterator[str]:
    told = columns(found, index)
    yield f"row {index + 1}  {AGREEMENT_WORDS[found.rows[index].verdict]}"
    sent = [f"{name} {value}" for name, value in told.sent] or ["nothing"]
    yield from _labelled("sent", [*sent, f"listed   {told.listed}"])
    yield from _labelled("answered", told.answered)
    yield from _labelled("rules", [*told.rules, *rule_texts(found, index)])
    yield from (f"  {sentence}" for sentence in what_happened(found, index))
    yield from (f"  {sentence}" for sentence in _ways_of(index, ways))


def _ways_of(index: int, ways: Ways) -> Sequence[str]:
    told = ways.get(index, ())
    return (f"What would have prevented it was not looked for; --row {index + 1} shows it.",) if told is None else told


def _labelled(label: str, lines: Sequence[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        yield f"  {'' if place else label:{_LABEL}} {line}"


def row_markdown(found: Incident, index: int, ways: Ways) -> str:
    """One row for a ticket: its sentences, the three columns as a table, and the rules."""
    told = columns(found, index)
    happened = what_happened(found, index)
    sent = [f"{name} {value}" for name, value in told.sent]
    cells = ([*sent, f"listed: {told.listed}"], told.answered, told.rules)
    table = " | ".join("<br>".join(map(for_markdown, lines)) for lines in cells)
    lines = [
        f"### Row {index + 1}: {for_markdown(happened[0].removesuffix('.'))}",
        "",
        *(
            for_markdown(sentence)
            for sentence in (" ".join(happened), *_ways_of(index, ways))
            for sentence in (sentence, "")
        ),
        "| sent | Zoho answered | the rules say |",
        "| --- | --- | --- |",
        f"| {table} |",
        "",
        *(f"- {for_markdown(text)}" for text in rule_texts(found, index)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def incident_markdown(
    found: Incident, data_set: str, shown: Sequence[int], ways: Ways, *, partial: bool, rows: bool
) -> str:
    """The incident for a ticket: what it is about, a line for each row, and (``rows``) each in full."""
    against = one_line(data_set) + (" (only what was looked up)" if partial else "")
    lines = [
        f"## Upsert of {for_markdown(one_line(found.forecast.module.api_name))}: {comparison_text(found.rows)}",
        "",
        f"- checked: {for_markdown(order_text(found.forecast.order))}",
        f"- explained by the data set {for_markdown(against)}",
        *(f"- {for_markdown(line)}" for line in _when(found)),
        *(f"- {for_markdown(line)}" for line in head_lines(found)),
        "",
    ]
    if not rows:
        wanted = [row for row in found.rows if row.index in set(shown)]
        lines += ["| row | forecast | Zoho answered | verdict | rule | why |", "|" + " --- |" * 6]
        lines += ["| " + " | ".join(map(for_markdown, row)) + " |" for row in comparison_rows(wanted, found.forecast)]
        return "\n".join(lines) + "\n"
    return "\n".join(["\n".join(lines), *(row_markdown(found, index, ways) for index in shown)])


def incident_json(found: Incident, data_set: str, shown: Sequence[int], ways: Ways, *, partial: bool) -> dict[str, Any]:
    """The incident as one JSON value, with the sentences of each row that ``ways`` has; ``to_avoid`` is null where it
    was not looked for."""
    return {
        "forecast": forecast_json(found.forecast, data_set, partial=partial),
        "batches": [each.to_json() for each in found.calls],
        "at": found.at,
        "data_set_made_at": found.made_at,
        "made_after_the_call": found.later,
        "remarks": list(found.doubts),
        "records_before": [
            {
                "id": each.record_id,
                "source": each.source,
                "as_of": each.as_of,
                "exact": each.is_exact,
                "inferred": sorted(each.inferred),
                "not_known": sorted(each.unknown),
                "record": None if each.values is None else dict(each.values),
            }
            for each in found.past.values()
        ],
        "rows": [
            found.rows[index].to_json() | (_sentences_json(found, index, ways[index]) if index in ways else {})
            for index in shown
        ],
    }


def _sentences_json(found: Incident, index: int, ways: Sequence[str] | None) -> dict[str, Any]:
    return {"sentences": [*what_happened(found, index)], "to_avoid": None if ways is None else [*ways]}
