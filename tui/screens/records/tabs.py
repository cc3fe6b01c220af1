"""What the tabs beside a record hold: the record in full, the rows that reach it, its twins, its module's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import escaped, one_line, record_name, value_text
from tui.core.values import is_blank
from tui.core.views.describe import count_of, target_text
from tui.core.views.field_facts import TRIED, choice_texts, field_flags, type_text
from tui.core.writings import equal_to
from tui.dataclass import dataclass
from tui.screens.records.pane import Line, OfField, ToRecord, ToRow, ToSearch
from tui.widgets.look import ACCENT, MOVED, MUTED, OUTCOME_STYLES, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from tui.core.forecast import Forecast
    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Record
    from tui.core.views.record_hits import Hit
    from tui.core.views.twins import Twins
    from tui.screens.records.pane import Target

_NAME: Final = 20  # cells of a field's name
_TYPE: Final = 13  # cells of a data type with its length, which is seldom longer
_LABEL_FROM: Final = 62  # cells from which a field's label has a column of its own


@dataclass(frozen=True, slots=True)
class OneRecord:
    """A record with its module; ``shared``: how many records hold a value, by field; ``modules``: those that are here,
    so that a lookup leads into them."""

    record: Record
    module: Module
    shared: Mapping[str, int]
    modules: Collection[str]


def record_lines(shown: OneRecord, width: int) -> list[Line]:
    """Every value of a record with the name and label of its field, and what of the module it does not carry."""
    record, module = shown.record, shown.module
    names = [*(["id"] if "id" in record else []), *(name for name in module.by_name if name in record and name != "id")]
    names += [name for name in record if name not in module.by_name and name != "id"]
    lines = [line for name in names for line in _value_lines(name, shown, width)]
    absent = [one_line(name) for name in module.by_name if name not in record]
    if absent:
        lines += [Line(Content("")), *_folded(f"Not in this record: {', '.join(absent)}", MUTED, width)]
    return lines


class FoldedRecord:
    """The lines of the record that was looked at last. They are folded once for a width, however often what stands
    around the record, and comes bit by bit, has it shown anew."""

    def __init__(self) -> None:
        self._of: tuple[OneRecord, int] | None = None
        self._lines: list[Line] = []

    def lines(self, shown: OneRecord, width: int) -> list[Line]:
        """The lines for so many cells; see ``record_lines``."""
        if self._of != (shown, width):
            self._of, self._lines = (shown, width), record_lines(shown, width)
        return self._lines


def _value_lines(name: str, shown: OneRecord, width: int) -> Iterator[Line]:
    value, field = shown.record[name], shown.module.by_name.get(name)
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        yield from _subform_lines(name, value, width)
        return
    head = fit(Content.styled(one_line(name), STRONG if field in shown.module.checkable else ""), _NAME)
    target: Target | None = None
    text = Content.styled(value_text(None), MUTED) if value is None else Content(_in_full(value))
    more: list[Content] = []
    held_by = shown.shared.get(name)
    if held_by:
        more.append(Content.styled(f"{count_of(held_by, 'record')} hold it", MOVED))
        target = ToSearch(equal_to(name, value)) if isinstance(value, str) else None
    elif field is not None and (there := _leads_to(field, value, shown)) is not None:
        text, target = Content.assemble(text, (" →", ACCENT)), there
    if field is not None and _says_more(field):
        more.append(Content.styled(f"label: {one_line(field.label)}", MUTED))
    room = max(12, width - _NAME - 1)
    for place, line in enumerate(_beside_or_below(text, more, room)):
        yield Line(Content.assemble(head if place == 0 else " " * _NAME, " ", line), target)


def _beside_or_below(text: Content, more: Iterable[Content], room: int) -> list[Content]:
    """A text folded to the room, and parts that stand behind it, or below: nothing is parted that reads as one."""
    lines = list(text.wrap(room)) or [text]
    for part in more:
        beside = lines[-1].cell_length + 2 + part.cell_length <= room
        lines = [*lines[:-1], lines[-1] + "  " + part] if beside else [*lines, *part.wrap(room)]
    return lines


def _leads_to(field: Field, value: Json, shown: OneRecord) -> ToRecord | None:
    """The record that a lookup names, where its module is here."""
    record_id = value.get("id") if isinstance(value, Mapping) else None
    module = field.lookup_module
    return ToRecord(module, record_id) if module and isinstance(record_id, str) and module in shown.modules else None


def _says_more(field: Field) -> bool:
    """Whether a label tells more than the API name."""
    return _letters(field.label) != _letters(field.api_name)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _in_full(value: Json) -> str:
    """A value with nothing cut; in quotes only where its ends cannot be seen."""
    if isinstance(value, str):
        return f'"{escaped(value)}"' if value != value.strip() or not value else escaped(value)
    return value_text(value)


def _subform_lines(name: str, rows: Sequence[Mapping[str, Json]], width: int) -> Iterator[Line]:
    yield Line(
        Content.assemble(fit(Content.styled(one_line(name), STRONG), _NAME), " ", (count_of(len(rows), "row"), MUTED))
    )
    for number, row in enumerate(rows, 1):
        cells = "  ".join(f"{one_line(str(key))} {_in_full(cell)}" for key, cell in row.items() if not is_blank(cell))
        for place, line in enumerate(Content(cells).wrap(max(12, width - 5))):
            yield Line(Content.assemble((f"{number:>3}  " if place == 0 else " " * 5, MUTED), line))


def hit_lines(hits: Sequence[Hit], made: Forecast, note: str, width: int) -> list[Line]:
    """The rows of the payload that have to do with a record. note: what else is to be said."""
    lines: list[Line] = []
    for hit in hits:
        row = made.rows[hit.index]
        now = Content.assemble((row.outcome.mark, OUTCOME_STYLES[row.outcome]), f" {target_text(row, made.module)}")
        head = Content.assemble((f"row {hit.index + 1}", STRONG), ("  now ", MUTED), now, (" →", ACCENT))
        lines.append(Line(head, ToRow(hit.index)))
        for sentence in hit.sentences:
            lines += [
                Line(Content("  ") + line, ToRow(hit.index)) for line in Content(sentence).wrap(max(20, width - 2))
            ]
        lines.append(Line(Content("")))
    return [*lines, *_folded(note, MUTED, width)]


def twin_lines(twins: Sequence[Twins], module: Module, get: Callable[[str], Record | None], width: int) -> list[Line]:
    """The twins of a record, by each check field."""
    lines: list[Line] = []
    for group in twins:
        name = one_line(group.field.api_name)
        counts = [f"{group.same} with the same value"] if group.same else []
        counts += [f"{group.other_writing} written differently"] if group.other_writing else []
        lines += _folded(f"{name} {value_text(group.value)}: {', '.join(counts)}", STRONG, width)
        for twin in group.records:
            named = f"{one_line(twin.id)} {record_name(get(twin.id) or {}, module)}".rstrip()
            text = Content.assemble("  ", named, (" →", ACCENT), (f"  {twin.how}" if twin.how else "", MOVED))
            lines += [Line(line, ToRecord(module.api_name, twin.id)) for line in text.wrap(max(20, width))]
        more = group.same + group.other_writing - len(group.records)
        if more:
            words = equal_to(group.field.api_name, group.value) if isinstance(group.value, str) and group.same else ""
            target = ToSearch(words) if words else None
            lines.append(Line(Content.styled(f"  and {more} more", MUTED), target))
        lines.append(Line(Content("")))
    if not lines:
        names = ", ".join(one_line(field.api_name) for field in module.checkable)
        why = (
            f"No other record holds its {names}, however it is written."
            if names
            else "No field of the module is checked."
        )
        lines = list(_folded(why, MUTED, width))
    return lines


def field_lines(module: Module, width: int) -> list[Line]:
    """The fields of a module: API name, label, type and length, what sets it apart, and its pick list."""
    lines: list[Line] = []
    names = max((len(one_line(name)) for name in module.by_name), default=8)
    room = min(names, max(12, width - _TYPE - 16))
    for field in module.fields:
        target = OfField(field.api_name)
        checked = field in module.checkable
        flags, label = ", ".join(field_flags(field, module)), one_line(field.label)
        style = MOVED if TRIED in flags else ACCENT if checked else MUTED
        text = Content.assemble(
            fit(Content.styled(one_line(field.api_name), STRONG if checked else ""), room),
            " ",
            (type_text(field).ljust(_TYPE), MUTED),
        )
        more = [Content.styled(flags, style)] if flags else []
        more += [Content.styled(label, MUTED)] if width >= _LABEL_FROM or _says_more(field) else []
        for place, line in enumerate(_beside_or_below(text, more, width)):
            lines.append(Line(Content("    ") + line if place else line, target))
        if choices := choice_texts(field):
            text = Content.styled(" · ".join(choices), MUTED)
            lines += [Line(Content("    ") + line, target) for line in text.wrap(max(20, width - 4))]
    return lines or list(_folded("The metadata lists no field.", MUTED, width))


def _folded(text: str, style: str, width: int) -> Iterator[Line]:
    return (Line(line) for line in Content.styled(text, style).wrap(max(20, width))) if text else iter(())
