"""What would put right a problem of the call: its check fields and the keys beside ``data``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import brief
from tui.core.fixes.text_edits import TextEdit, changed, dropped, renamed
from tui.core.lint import nearest
from tui.core.payload.json_text import spans
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.fixes.row_fixes import FoundFix
    from tui.core.forecast import Forecast
    from tui.core.payload.json_text import Span
    from tui.core.values import Json
    from tui.core.views.problems import TextProblem


def call_fixes(problem: TextProblem, text: str, made: Forecast) -> Iterator[FoundFix]:
    """The fixes of a problem that names no row."""
    top = spans(text, 2)  # equal: of deeper places none is asked for
    name = problem.api_name
    listed = list(made.request.duplicate_check_fields or ())
    if problem.rule == "lint.null_list":
        yield f"Leave out {CHECK_FIELDS}", (dropped(text, top[(CHECK_FIELDS,)]),), False
    elif name is not None and name in made.request.body and name not in BODY_KEYS:  # equal: no key is None
        member = top[(name,)]
        meant = nearest(name, BODY_KEYS)
        if meant is not None and (meant,) not in top:
            yield from _renamed_key(meant, text, member, made.request.body[name])
        yield f"Leave out {brief(name)}", (dropped(text, member),), False
    elif name in listed:
        yield from _of_entry(name, listed, text, made)
    elif made.order.rejected is not None and problem.rule == made.order.rejected[1]:
        yield from _of_entry(listed[made.order.rejected[0]], listed, text, made)


def _renamed_key(meant: str, text: str, member: Span, value: Json) -> Iterator[FoundFix]:
    """The right name for a key beside ``data``; the check fields become a list, which alone can be read there."""
    key = renamed(text, member, meant)
    is_list = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if meant != CHECK_FIELDS or value is None or is_list:
        yield f"Rename to {meant}", (key,), False
    elif isinstance(value, str):
        yield f"Rename to {meant}, as a list", (key, changed(member, [value])), False


def _of_entry(name: str, listed: list[str], text: str, made: Forecast) -> Iterator[FoundFix]:
    """Another name for an entry of the check fields, or the list without it."""
    places = spans(text, 2)  # equal: likewise

    def with_list(names: list[str]) -> tuple[TextEdit, ...]:
        return (changed(places[(CHECK_FIELDS,)], list(dict.fromkeys(names))),)

    meant = nearest(name, [field.api_name for field in made.module.checkable])
    if meant is not None and meant != name:
        new = [meant if entry == name else entry for entry in listed]
        yield f"List {meant} in its place", with_list(new), False
    yield f"Don't list {brief(name)}", with_list([entry for entry in listed if entry != name]), False
