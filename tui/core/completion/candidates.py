"""What can be completed at a place of a payload: names of fields, values of pick lists, check fields, and the keys and
values that the API knows beside them.

A candidate never invents what only the person knows: what a key needs as a value is empty, with the cursor in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tui.core.completion.blank import CURSOR, blank_of, without_cursor
from tui.core.completion.place import Around, Container, Place, around, place_at
from tui.core.display import one_line
from tui.core.field_types import MULTI_SELECT, PICK_LISTS, SUBFORM
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS
from tui.core.subforms import DELETE
from tui.core.views.field_facts import field_flags, type_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.metadata import Field, Module


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to take. name: what it is found by, with label; facts: what is known of it, in a few words;
    is_key: it is a key, whose value comes next.

    ``text`` goes in place of what stands from ``start`` to ``end`` (offsets); the selection after that is ``select``
    (offsets in ``text``; twice the same for a cursor)."""

    name: str
    label: str
    facts: str
    start: int
    end: int
    text: str
    select: tuple[int, int]
    is_key: bool

    def applied(self, text: str) -> str:
        """A text with the candidate in it."""
        return text[: self.start] + self.text + text[self.end :]


@dataclass(frozen=True, slots=True)
class Completion:
    """The candidates that fit what is typed, the best first; at: where the typed token begins."""

    at: int
    candidates: tuple[Candidate, ...]


def completion(text: str, offset: int, module: Module) -> Completion | None:
    """What fits at an offset of a payload's text, which may be half-written; None where nothing is known to."""
    place = place_at(text, offset)
    if place is None:
        return None
    if place.kind == "value" and not _may_have_choices(place, module):
        return None  # so that what stands around it is not read for nothing
    offered = list(_offered(place, around(text, place), module))
    made = (_candidate(each, place, text) for each in _fitting(offered, place.typed))
    candidates = tuple(each for each in made if text[each.start : each.end] != each.text)
    return Completion(place.start, candidates) if candidates else None


# --- what is offered ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Offer:
    """What could stand at a place. text: JSON, with the place of the cursor; blank: for a key, the value it begins
    with."""

    name: str
    text: str
    label: str = ""
    facts: str = ""
    blank: str = ""


_BODY: Final = {
    "data": ("the rows", f"[{{{CURSOR}}}]"),
    CHECK_FIELDS: ("fields whose values choose the record", f'["{CURSOR}"]'),
    "trigger": ("automations that run; absent: all, []: none", f'["{CURSOR}"]'),
    "skip_feature_execution": ("features that do not run", f'[{{"name": "{CURSOR}"}}]'),
    "$skip_feature_execution": ("the same, as another page of Zoho spells it", f'[{{"name": "{CURSOR}"}}]'),
    "apply_feature_execution": ("features that are asked for", f'[{{"name": "{CURSOR}"}}]'),
    "process": ("processes that a write enters", f'["{CURSOR}"]'),
    "wf_trigger": ("whether workflows run, as older calls say it", f'"{CURSOR}"'),
    "lar_id": ("assignment rule that sets the owner of new records", f'"{CURSOR}"'),
}
_TRIGGERS: Final = {
    "workflow": "workflow rules",
    "approval": "approval processes",
    "blueprint": "blueprints",
    "pathfinder": "Zoho names it for inserts",
    "orchestration": "Zoho names it for inserts",
}
_SKIPPED: Final = {"cadences": "cadences do not run"}
_APPLIED: Final = {"layout_rules": "layout rules run", "validation_rules": "validation rules run"}
_NAMES_OF: Final = {
    "skip_feature_execution": _SKIPPED,
    "$skip_feature_execution": _SKIPPED,
    "apply_feature_execution": _APPLIED,
}
_APPEND: Final = "$append_values"
_TRUTHS: Final = ("true", "false")
_LISTS: Final = (CHECK_FIELDS, "trigger", *_NAMES_OF)


def _may_have_choices(place: Place, module: Module) -> bool:
    """Whether the value of a member is one that can be completed, as far as its name tells."""
    name = place.name
    fields = [each for rows in module.row_fields.values() for each in rows if each.api_name == name]
    if name in module.by_name:
        fields.append(module.by_name[name])
    return name in _LISTS or name in ("name", "id", DELETE) or any(map(_has_choices, fields))


def _has_choices(field: Field) -> bool:
    return bool(field.choices) or field.json_type == "boolean" or field.points


def _offered(place: Place, where: Around, module: Module) -> Iterator[_Offer]:
    within = where.containers
    inner = within[0] if within else None
    if inner is None:
        return
    if inner.opener == "[":
        yield from _entries(place, inner, where, module)
    elif inner.key is not None:
        yield from _in_object(inner.key, place, module)
    elif _is_row(where) or _is_top(where):
        if place.kind == "key":
            yield from _keys(place, where, module)
        elif place.name in _LISTS and _is_top(where):
            entries = _of_list(place.name, module)
            yield from (_listed(each) for each in entries)
        elif place.name in module.by_name:
            yield from _values(module.by_name[place.name], module, place)
    elif (subform := _subform_of(where, module)) is not None:
        yield from _in_subform(module.row_fields.get(subform.api_name, ()), place, module)
    elif within[1].key in _NAMES_OF:  # alone it would be the top, or a row
        names = _NAMES_OF[within[1].key]
        if place.kind == "key":
            yield _key("name", "", "the feature", f'"{CURSOR}"')
        elif place.name == "name":
            yield from (_value(name, facts=facts) for name, facts in names.items())


def _is_top(where: Around) -> bool:
    """Whether the innermost container is the whole of the text."""
    return where.whole and len(where.containers) == 1


def _is_row(where: Around) -> bool:
    """Whether the innermost container is a record: in the list of ``data`` or in the list that is the whole text. An
    entry of a list that begins too far back to be looked for is taken for one: no other list is so long."""
    around_it = where.containers[1:]
    if not around_it:
        return not where.whole
    outer = around_it[0]
    return outer.opener == "[" and (outer.key == "data" or (outer.key is None and len(around_it) == 1))


def _subform_of(where: Around, module: Module) -> Field | None:
    """The subform whose row the innermost container is, within another."""
    outer = where.containers[1]
    field = module.by_name.get(outer.key or "")  # equal: no field has the key None
    return field if outer.opener == "[" and field is not None and field.data_type == SUBFORM else None


def _in_subform(fields: Sequence[Field], place: Place, module: Module) -> Iterator[_Offer]:
    """The keys and values of a row of a subform (rule write.subform_rows). fields: those of its rows, as far as they
    are at hand."""
    if place.kind == "value":
        for field in fields:
            if field.api_name == place.name:
                yield from _values(field, module, place)
        if place.name == DELETE:
            yield _Offer("null", f"null{CURSOR}", "", "removes the row with this id")
        return
    free = [field for field in fields if field.api_name not in (*place.others, "id")]
    for field in sorted(free, key=lambda field: (not field.writable, not field.mandatory)):
        flags = ["mandatory"] if field.mandatory else [] if field.writable else ["ignored"]
        yield _key(field.api_name, field.label, " · ".join((type_text(field), *flags)), blank_of(field))
    if "id" not in place.others:
        yield _key("id", "", "the row that this changes; without it, it is added", f'"{CURSOR}"')
    if DELETE not in place.others:
        yield _key(DELETE, "", "removes the row with this id", f"null{CURSOR}")


def _keys(place: Place, where: Around, module: Module) -> Iterator[_Offer]:
    """The keys of a record, or of the body. An object of which no key is one of the body may be a bare record."""
    top = _is_top(where)
    if top:
        for key in BODY_KEYS:
            if key not in place.others:
                facts, blank = _BODY[key]
                yield _key(key, "", facts, blank)
    if top and place.others & set(BODY_KEYS):
        return
    missing = [field for field in module.fields if field.api_name not in place.others and field.api_name != "id"]
    for field in sorted(missing, key=lambda field: _rank(field, module)):
        yield _key(field.api_name, field.label, _facts(field, module), blank_of(field))
    if "id" not in place.others:
        yield _key("id", "Record id", "updates this very record", f'"{CURSOR}"')
    if _APPEND not in place.others and any(field.data_type == MULTI_SELECT for field in module.fields):
        yield _key(_APPEND, "", "multi-select fields to which values are added", f"{{{CURSOR}}}")


def _rank(field: Field, module: Module) -> int:
    """What a new row needs comes first, what Zoho ignores last."""
    if not field.writable:
        return 3  # equal: the last
    return 0 if field.mandatory else 1 if module.kind(field) else 2


def _facts(field: Field, module: Module) -> str:
    return " · ".join((type_text(field), *field_flags(field, module)))


def _values(field: Field, module: Module, place: Place) -> Iterator[_Offer]:
    """The values of a member of a record."""
    if field.data_type in PICK_LISTS:
        for choice in field.choices:
            offer = _value(choice.actual, choice.display)
            yield _listed(offer) if field.data_type == MULTI_SELECT else offer
    elif field.json_type == "boolean":
        yield from (_Offer(name, name + CURSOR) for name in _TRUTHS)
    elif field.data_type == "layout" and module.layouts:
        for layout in module.layouts.values():
            text = f'{{"id": {json.dumps(layout.id)}}}'
            yield _Offer(one_line(layout.name), text + CURSOR, one_line(layout.id), "layout")
    elif field.points:
        known = place.typed if place.typed.isascii() and place.typed.isdigit() else ""
        facts = f"a record of {one_line(field.lookup_module)}, by its id" if field.lookup_module else "by its id"
        yield _Offer(f'{{"id": "{known or "..."}"}}', f'{{"id": "{known}{CURSOR}"}}', "", facts)


def _entries(place: Place, inner: Container, where: Around, module: Module) -> Iterator[_Offer]:
    """The entries of a list, without those that it has."""
    outer = Around(where.containers[1:], where.whole)
    if inner.key is None:
        return
    if inner.key in _LISTS and _is_top(outer):
        offers = _of_list(inner.key, module)
    elif inner.key in module.by_name and (_is_row(outer) or _is_top(outer)):
        field = module.by_name[inner.key]
        multi = field.data_type == MULTI_SELECT
        offers = (_value(choice.actual, choice.display) for choice in field.choices) if multi else iter(())
    else:
        return
    yield from (each for each in offers if each.name not in place.others)


def _of_list(name: str, module: Module) -> Iterator[_Offer]:
    """The entries of a list of the body."""
    if name == CHECK_FIELDS:
        for field in module.checkable:
            yield _value(field.api_name, field.label, _facts(field, module))
    elif name == "trigger":
        yield from (_value(trigger, facts=facts) for trigger, facts in _TRIGGERS.items())
    elif name in _NAMES_OF:
        for feature, facts in _NAMES_OF[name].items():
            yield _Offer(feature, f'{{"name": {json.dumps(feature)}}}{CURSOR}', "", facts)


def _in_object(key: str, place: Place, module: Module) -> Iterator[_Offer]:
    """Within the value of a member that is an object: ``$append_values``, or a record that a lookup points to."""
    field = module.by_name.get(key)
    if key == _APPEND:
        multi = [field for field in module.fields if field.data_type == MULTI_SELECT]
        if place.kind == "key":
            for each in multi:
                if each.api_name not in place.others:
                    yield _key(each.api_name, each.label, _facts(each, module), f"true{CURSOR}")
        elif any(each.api_name == place.name for each in multi):
            facts = {"true": "values are added", "false": "values are replaced"}
            yield from (_Offer(name, name + CURSOR, "", facts[name]) for name in _TRUTHS)
    elif field is not None and field.points:
        if place.kind == "key":
            if "id" not in place.others:
                yield _key("id", "", f"of {one_line(field.lookup_module or 'the record')}", f'"{CURSOR}"')
        elif place.name == "id" and field.data_type == "layout":
            yield from (_value(layout.id, one_line(layout.name), "layout") for layout in module.layouts.values())


def _key(name: str, label: str, facts: str, blank: str) -> _Offer:
    return _Offer(name, json.dumps(name, ensure_ascii=False) + CURSOR, label, facts, blank)


def _value(name: str, label: str = "", facts: str = "") -> _Offer:
    return _key(name, label, facts, "")


def _listed(offer: _Offer) -> _Offer:
    """The same as the first entry of a list."""
    return _Offer(offer.name, f"[{offer.text.replace(CURSOR, '')}{CURSOR}]", offer.label, offer.facts)


# --- what fits, and what becomes of it --------------------------------------------------------------------------------


def _fitting(offers: list[_Offer], typed: str) -> list[_Offer]:
    """The offers that fit what is typed: those that begin with it, by name or by label, then those that hold it."""
    wanted = typed.casefold()
    ranked = ((_fit(each, wanted), each) for each in offers)
    return [each for rank, each in sorted(((rank, each) for rank, each in ranked if rank is not None), key=_by_rank)]


def _by_rank(ranked: tuple[int, _Offer]) -> int:
    return ranked[0]


def _fit(offer: _Offer, wanted: str) -> int | None:
    name, label = offer.name.casefold(), offer.label.casefold()
    found = (name.startswith(wanted), label.startswith(wanted), wanted in name, wanted in label)
    return next((rank for rank, fits in enumerate(found) if fits), None)


def _candidate(offer: _Offer, place: Place, text: str) -> Candidate:
    """What an offer makes of the text: with the colon and value of a new key, and the commas that are missing."""
    made = offer.text
    if place.kind == "key" and not place.colon_after:
        made = f"{made.replace(CURSOR, '')}: {offer.blank}"
    start = place.start
    if place.comma_before:
        start = place.behind
        made = f",{text[place.behind : place.start] or ' '}{made}"
    if place.comma_after:
        made += "," if text[place.end : place.end + 1].isspace() else ", "
    plain, marked = without_cursor(made, made.count(CURSOR))
    label = "" if offer.label == offer.name else offer.label
    return Candidate(offer.name, label, offer.facts, start, place.end, plain, marked, place.kind == "key")
