"""A matrix on paper: sentences, the orders by what they do, and a line for each row: plain text, aligned."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.core.views.matrix_cells import COUNTED, cell_of, cell_text, list_text, order_counts, order_names, row_texts
from tui.core.views.matrix_text import matrix_sentences
from tui.reports.text import for_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tui.core.matrix import Matrix

_MOST_LISTED: Final = 12  # orders of one column that are written out


def matrix_report(matrix: Matrix, data_set: str, *, partial: bool) -> str:
    """The whole report; of a call that is refused under any order the head only."""
    return "".join(f"{line}\n" for line in _lines(matrix, data_set, partial=partial))


def _lines(matrix: Matrix, data_set: str, *, partial: bool) -> Iterator[str]:
    against = one_line(data_set) + (" (only what was looked up)" if partial else "")
    rows = count_of(len(matrix.request.rows), "row")
    yield f"{'upsert':9}{one_line(matrix.module.api_name)} · {rows} · against {against}"
    for error in matrix.call_errors:
        yield f"{'refused':9}{error.code}: the whole call, under any order"
    if not matrix.orders:
        return
    yield f"{'orders':9}{len(matrix.orders)} of {matrix.total:,} · {count_of(len(matrix.columns), 'different result')}"
    yield ""
    yield from (sentence.text for sentence in matrix_sentences(matrix))
    names = [_letters(number) for number in range(len(matrix.columns))]
    yield ""
    for name, column in zip(names, matrix.columns, strict=True):
        yield from _column(matrix, name, column)
    yield ""
    yield from _table(matrix, names)


def _letters(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    head, rest = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + rest)


def _column(matrix: Matrix, name: str, column: Sequence[int]) -> Iterator[str]:
    width = max(cell_len(order_names(order)) for order in matrix.orders)
    for line, place in enumerate(column[:_MOST_LISTED]):
        order = matrix.orders[place]
        now = "  now" if place == matrix.current else ""
        names = order_names(order)
        yield f"{'' if line else name:4}{names}{' ' * (width - cell_len(names))}  {list_text(order)}{now}"
    if len(column) > _MOST_LISTED:
        hidden = column[_MOST_LISTED:]
        now = ", the current one among them" if matrix.current in hidden else ""
        yield f"    and {len(hidden)} more{now}"


def _table(matrix: Matrix, names: Sequence[str]) -> Iterator[str]:
    shown = [matrix.orders[column[0]] for column in matrix.columns]
    moving = [index for index, depends in enumerate(matrix.depends_on_order) if depends]
    head = ["row", *names]
    body = [[str(index + 1), *row_texts([cell_of(order, index) for order in shown])] for index in moving]
    foot = [[word, *(str(order_counts(order)[word]) for order in shown)] for word in COUNTED]
    yield from _aligned([head, *body, *foot] if moving else [head, *foot])
    still = [index for index, depends in enumerate(matrix.depends_on_order) if not depends]
    if still:
        yield ""
        yield f"{count_of(len(still), 'row')} never {'moves' if len(still) == 1 else 'move'}:"
    told = [(cell_text(cell_of(matrix.orders[0], index)), index) for index in still]
    for text, run in groupby(told, key=lambda each: each[0]):
        yield f"{_span([index + 1 for _, index in run]):>7}  {text}"


def _span(rows: Sequence[int]) -> str:
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]}-{rows[-1]}"


def matrix_markdown(matrix: Matrix, data_set: str, *, partial: bool) -> str:
    """The sentences, and a Markdown table of all rows: an order each column, those that do the same in one."""
    shown = [matrix.orders[column[0]] for column in matrix.columns]
    against = f"{one_line(data_set)}{' (only what was looked up)' if partial else ''}"
    heads = [f"{for_markdown(order_names(order))}<br>{for_markdown(list_text(order))}" for order in shown]
    lines = [f"**{one_line(matrix.module.api_name)}** under every effective order, against {for_markdown(against)}", ""]
    lines += [f"- {for_markdown(sentence.text)}" for sentence in matrix_sentences(matrix)]
    lines += ["", *_markdown_row(["row", *heads]), *_markdown_row(["---"] * (len(shown) + 1))]
    for index in range(len(matrix.request.rows)):
        cells = row_texts([cell_of(order, index) for order in shown])
        lines += _markdown_row([str(index + 1), *map(for_markdown, cells)])
    for word in COUNTED:
        lines += _markdown_row([f"*{word}*", *(str(order_counts(order)[word]) for order in shown)])
    return "\n".join(lines) + "\n"


def _markdown_row(cells: Sequence[str]) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"


def _aligned(lines: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(cells).rstrip()
