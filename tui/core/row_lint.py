"""What deserves a look in a row: warnings and notes (rules lint.*, and those of valid.*, write.* and match.* that only
warn). Nothing here changes what a row does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id, value_text
from tui.core.field_types import LOOKUP, MULTI_SELECT, PICK_LISTS, USERS
from tui.core.lint import did_you_mean
from tui.core.notice import Notice
from tui.core.odd_texts import odd_texts
from tui.core.outcome import RowOutcome
from tui.core.patterns import is_usual, usual_kind
from tui.core.payload.open_variables import may_be_blank
from tui.core.payload.request import CHECK_FIELDS
from tui.core.subforms import row_id_of
from tui.core.validate import is_mandatory, outside
from tui.core.values import BLANK, Key, KeyForm, has_id, how_near, id_text, is_bare_id, is_blank, key_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.diff import Change
    from tui.core.metadata import Field, Module
    from tui.core.prepared import PreparedRow
    from tui.core.records import RelatedRecords
    from tui.core.rules import Assumptions
    from tui.core.stages import Call, Judgement
    from tui.core.values import Json, Record

_NEAR_SHOWN: Final = 3  # near misses named for one value
_WRITTEN: Final = (RowOutcome.INSERT, RowOutcome.UPDATE, RowOutcome.UNCHANGED)
_ITEM_FIELDS: Final = ("Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items")
_OWN_KEYS: Final = {"id": "id", "record_id": "id", "recordid": "id", "append_values": "$append_values"}
_OLD_ITEM_FIELDS: Final = ("Product_Details", "Purchased_Items", "Line_Items")


def row_warnings(row: PreparedRow, judgement: Judgement, call: Call) -> Iterator[Notice]:
    """Every warning of a row, seen with the records as they are for this row."""
    yield from row.once(_whatever_it_meets)
    if judgement.outcome in _WRITTEN:
        yield from row.once(_ignored_in_insert if judgement.target.target_id is None else _ignored_in_update)
    if row.unusual or row.shell:
        yield from _of_values(row, judgement, call)
    yield from _subform_warnings(row, judgement, call)


def _whatever_it_meets(row: PreparedRow, module: Module) -> tuple[Notice, ...]:
    """The warnings of keys that stand in the row."""
    of_keys = (*_ignored_keys(row, module), *_append_warnings(row.sent, module), *_layout_warnings(row, module))
    return (*of_keys, *odd_texts(row.values, module), *_odd_ids(row, module))


def _of_values(row: PreparedRow, judgement: Judgement, call: Call) -> Iterator[Notice]:
    """The warnings of variables, and of values that are taken but deserve a look."""
    module = call.module
    refused = {error.api_name for error in judgement.errors}
    if row.shell:
        yield from _variables(row, judgement, module)
    for name in row.unusual:
        if name in row.values and name not in refused:
            yield from value_warnings(module.by_name[name], row.values[name], call.settings.assumptions)
    if "id" in row.shell:
        yield Notice("lint.shell_variable", "id", "The id is a variable: which record it names is not known here.")


def _variables(row: PreparedRow, judgement: Judgement, module: Module) -> Iterator[Notice]:
    """Each value that is, or holds, a variable (rule lint.shell_variable); one that may be blank is told what that
    would come to in a mandatory field."""
    for name in row.values:
        if name not in row.shell:
            continue
        value = row.values[name]
        message = f"{name} holds a variable, {value_text(value)}: what it stands for is not known here."
        if judgement.outcome in _WRITTEN and may_be_blank(value) and is_mandatory(name, module, row.layout):
            message += " If it is blank, Zoho refuses the row: this field is mandatory."
        yield Notice("lint.shell_variable", name, message)


def row_notes(row: PreparedRow, judgement: Judgement, call: Call, related: RelatedRecords | None) -> Iterator[Notice]:
    """Every note of a row, seen with the records as they are for this row."""
    yield from _twins(row, judgement, call)
    yield from _near_misses(judgement, call)
    yield from _converted_leads(judgement, call)
    if related is not None:
        yield from _dangling_lookups(row, related)


# --- keys ------------------------------------------------------------------------------------------------------------


def _ignored_keys(row: PreparedRow, module: Module) -> Iterator[Notice]:
    """Each key that is ignored in every branch, and a check list inside the row. ``id`` and keys that begin with $ are
    never ignored so."""
    for name in row.sent:
        if name in row.values or name == "id" or name.startswith("$"):
            continue
        field = module.by_name.get(name)
        if field is not None and field.filled_by_zoho:
            yield Notice("valid.system_fields", name, f"Zoho fills {name} itself and ignores what is sent.")
        elif field is not None:
            yield Notice("valid.read_only", name, f"The API cannot write {name}; it is ignored.")
        elif name == CHECK_FIELDS:
            yield Notice("lint.list_in_row", name, "duplicate_check_fields is inside a record, where it is ignored.")
        elif name != "Layout":
            yield _no_such_field(name, module)


def current_name(name: str, module: Module) -> str | None:
    """What a field of line items is called in the module, for a name that another API version gives it."""
    if name not in _ITEM_FIELDS and name not in _OLD_ITEM_FIELDS:
        return None
    return next((each for each in (*_ITEM_FIELDS, *_OLD_ITEM_FIELDS) if each in module.by_name), None)


def _no_such_field(name: str, module: Module) -> Notice:
    known = current_name(name, module)
    if known is not None:
        since = "since API v3" if known in _ITEM_FIELDS else "in this API version"
        message = f"The line items of {module.api_name} are called {known} {since}; {name} is ignored."
        return Notice("lint.renamed_field", name, message)
    own = _OWN_KEYS.get(name.casefold())
    hint = f" Did you mean {own}?" if own else did_you_mean(name, module.by_name)
    return Notice("valid.unknown_field", name, f"{module.api_name} has no field {name}; it is ignored.{hint}")


def _ignored_in_insert(row: PreparedRow, module: Module) -> tuple[Notice, ...]:
    return tuple(_ignored_in_branch(row.values, module, insert=True))


def _ignored_in_update(row: PreparedRow, module: Module) -> tuple[Notice, ...]:
    return tuple(_ignored_in_branch(row.values, module, insert=False))


def _ignored_in_branch(values: Record, module: Module, *, insert: bool) -> Iterator[Notice]:
    """Each value that the API writes in the other branch only (rule valid.read_only)."""
    for name in values:
        if not module.by_name[name].written_by(insert=insert):
            branch = "inserts" if insert else "updates"
            yield Notice("valid.read_only", name, f"The API does not write {name} when it {branch}; it is not written.")


def _append_warnings(row: Record, module: Module) -> Iterator[Notice]:
    """Each entry of ``$append_values`` that does not append (rule write.append_values)."""
    append = row.get("$append_values")
    if append is None:
        return
    if not isinstance(append, dict):
        yield Notice("write.append_values", "$append_values", "$append_values must be an object of field: true.")
        return
    for name, value in append.items():
        field = module.by_name.get(name)
        if isinstance(value, str):
            message = f"$append_values: {name} is the text {value_text(value)}; only true appends."
            yield Notice("write.append_values", name, message)
        elif value is True and (field is None or field.data_type != MULTI_SELECT):
            yield Notice("write.append_values", name, f"$append_values: {name} is not a multi-select field.")


def _layout_warnings(row: PreparedRow, module: Module) -> Iterator[Notice]:
    given: Json = row.sent.get("Layout")
    if not has_id(given):
        return
    if row.layout is None:
        layout_id = one_line(id_text(given["id"]) or value_text(given["id"]))
        known = f"no layout {layout_id} of {module.api_name}" if module.layouts else f"no layouts of {module.api_name}"
        message = (
            f"The data set has {known}: what it requires is not checked. Save GET /crm/v8/settings/layouts?module="
            f"{module.api_name} as layouts/{module.api_name}.json."
        )
        yield Notice("valid.layout_mandatory", "Layout", message)
        return
    for name in row.values:
        if not row.layout.holds(name):
            message = f"{name} is not on the layout {one_line(row.layout.name)}; it is not written."
            yield Notice("write.layout_ignores", name, message)


# --- values ----------------------------------------------------------------------------------------------------------


def value_warnings(field: Field, value: Json, assumed: Assumptions) -> Iterator[Notice]:
    """What is accepted under these settings but deserves a look."""
    if is_blank(value):
        return
    name, data_type = field.api_name, field.data_type
    if data_type in PICK_LISTS:
        for text in outside(field, value):
            yield Notice("valid.picklist", name, _outside_text(field, text, assumed["valid.picklist"]))
    elif isinstance(value, dict) and field.points and not has_id(value):
        message = f"{name} has no id: a name or an e-mail address finds no record, so it is not written."
        yield Notice("valid.lookup_without_id", name, message)
    elif data_type in USERS and not isinstance(value, dict | list) and not is_bare_id(value):
        message = f"{name} is {value_text(value)}, not the id of a user: it is not written."
        yield Notice("valid.lookup_without_id", name, message)
    elif data_type == LOOKUP and is_bare_id(value):
        message = f'{name} is a bare record id; the documented form is {{"id": "{one_line(str(value))}"}}.'
        yield Notice("valid.lookup_form", name, message)
    elif data_type == "datetime" and isinstance(value, str) and _has_no_offset(value):
        message = f"{name} has no offset such as +05:30; Zoho accepts it, but in which time zone is undocumented."
        yield Notice("valid.datetime_forms", name, message)
    elif isinstance(value, str) and not is_usual(data_type, value):
        message = f"{name} does not look like a usual {usual_kind(data_type)}; Zoho may refuse it."
        yield Notice("valid.format_lenient", name, message)


def _has_no_offset(text: str) -> bool:
    time = text.strip().partition("T")[2]
    return bool(time) and not any(sign in time for sign in "Z+-")


def _outside_text(field: Field, text: str, setting: str) -> str:
    wanted = " ".join(text.split()).casefold()
    spellings = (name for choice in field.choices for name in (choice.actual, choice.display))
    listed = next((name for name in spellings if " ".join(name.split()).casefold() == wanted), None)
    hint = f" The list has {value_text(listed)}." if listed is not None else ""
    effect = "it is dropped" if setting == "dropped" else "Zoho may take it as a new value, refuse the row or drop it"
    return f"{value_text(text)} is not in the pick list of {field.api_name}: {effect}.{hint}"


def _subform_warnings(row: PreparedRow, judgement: Judgement, call: Call) -> Iterator[Notice]:
    """Rule write.subform_rows: ids that are not there, rows that sending again would add again, and those that go."""
    appends = call.settings.assumptions["write.subform_rows"] == "append"
    for change in judgement.changes:
        if change.rows is None:  # no subform
            continue
        for row_id in change.unknown_rows:
            message = f"{change.api_name}: the record has no row {one_line(row_id)}."
            yield Notice("write.subform_rows", change.api_name, message)
        gone = _unnamed(change, row.values.get(change.api_name))
        if gone:
            rows = "a row" if gone == 1 else f"{gone} rows"
            message = f"This removes {rows} of {change.api_name} that it does not name, as API v2 did."
            yield Notice("write.subform_rows", change.api_name, message)
        added = sum(each.kind == "added" and each.id is None for each in change.rows)
        if added and appends and judgement.before is not None:
            rows, why = ("this row", "it has") if added == 1 else (f"these {added} rows", "they have")
            message = f"Sending this again adds {rows} to {change.api_name} again: {why} no id."
            yield Notice("write.subform_rows", change.api_name, message)


def _unnamed(change: Change, sent: Json) -> int:
    """How many rows of a subform go without being named; an empty list says that all go."""
    if not isinstance(sent, list) or not sent:  # equal: only a list, or null, takes rows away
        return 0
    named = {row_id_of(each) for each in sent if isinstance(each, dict)} - {None}
    return sum(each.kind == "removed" and each.id not in named for each in change.rows or ())


# --- notes -----------------------------------------------------------------------------------------------------------


def _twins(row: PreparedRow, judgement: Judgement, call: Call) -> Iterator[Notice]:
    """A note for each value that after this row two records hold, in a field that can be checked (lint.makes_twin)."""
    if judgement.outcome not in _WRITTEN:
        return
    written = {change.api_name: change.after for change in judgement.changes if change.kind != "same"}
    for field in call.module.checkable:
        name = field.api_name
        if name not in written or name in row.shell:
            continue
        key = call.matcher.key(field, written[name])
        if key.text == BLANK:
            continue
        two = call.records.find(name, key, 2).ids  # equal: of two, one is another than the target
        others = [each for each in two if each != judgement.target.target_id]
        if others:
            mine = judgement.target.target_id or f"new-{row.index + 1}"
            message = f"After this row {short_id(mine)} and {short_id(others[0])} both hold this {name}."
            yield Notice("lint.makes_twin", name, message)


def _near_misses(judgement: Judgement, call: Call) -> Iterator[Notice]:
    """A note for each record that a value misses by its writing only (lint.near_miss); the target is left out."""
    for step in judgement.steps:
        if step.verdict != "miss" or not isinstance(step.value, str):  # equal: what is near a number is that number
            continue
        key = Key(key_text(step.value, KeyForm.NEAR), KeyForm.NEAR)
        for record_id in call.records.find(step.api_name, key, _NEAR_SHOWN).ids:
            held = (call.records.get(record_id) or {}).get(step.api_name)  # equal: what was found is there
            if record_id != judgement.target.target_id and isinstance(held, str):  # equal: near a text are only texts
                near = f"{value_text(held)} in {step.api_name}: {how_near(step.value, held)}"
                yield Notice("lint.near_miss", step.api_name, f"{record_id} holds {near}, but no match.")


def _converted_leads(judgement: Judgement, call: Call) -> Iterator[Notice]:
    """A note for each converted lead that a row touches, runs into, or does not meet because it is one."""
    named = (error.details.get("id") for error in judgement.errors if error.code == "DUPLICATE_DATA")
    for record_id in dict.fromkeys((judgement.target.target_id, *named)):
        if isinstance(record_id, str) and call.records.is_converted_lead(record_id):  # equal: nothing else is an id
            message = f"{record_id} is a converted lead: whether Zoho still finds it by an upsert is not known."
            yield Notice("unknown.converted", None, message)
    for step in judgement.steps:
        field = call.module.by_name.get(step.api_name) if step.verdict == "miss" else None
        if field is None:
            continue
        for record_id in call.records.left_out(step.api_name, call.matcher.key(field, step.value))[:_NEAR_SHOWN]:
            message = f"{record_id} holds this {step.api_name} but is a converted lead, which a look-up leaves out."
            yield Notice("match.converted", step.api_name, message)


def _dangling_lookups(row: PreparedRow, related: RelatedRecords) -> Iterator[Notice]:
    """A note for each lookup whose record the data set would have to hold, and does not (lint.dangling_lookup)."""
    for name, target, record_id in row.once(_lookups):
        if related.lacks(target, record_id):
            message = f"{name} names {one_line(record_id)}, and no record of {target} here has this id."
            yield Notice("lint.dangling_lookup", name, message)


def _odd_ids(row: PreparedRow, module: Module) -> Iterator[Notice]:
    """A warning for each lookup or user whose id can be none (lint.dangling_lookup)."""
    for name, value in row.values.items():
        text = value.get("id") if isinstance(value, dict) and module.by_name[name].points else None
        if isinstance(text, str) and text.strip() and not is_bare_id(text.strip()) and name not in row.shell:
            message = f"{name} names {value_text(text)}, which is not an id: ids consist of digits."
            yield Notice("lint.dangling_lookup", name, message)


def _lookups(row: PreparedRow, module: Module) -> tuple[tuple[str, str, str], ...]:
    """The lookups of a row that name a record: the key, the module and the id of each."""
    named = ((name, _named(module.by_name[name], value)) for name, value in row.values.items() if name not in row.shell)
    return tuple((name, *record) for name, record in named if record is not None)


def dangling_lookup(field: Field, value: Json, related: RelatedRecords) -> tuple[str, str] | None:
    """The module and the id that a lookup names, if the data set holds that module whole and no such record."""
    named = _named(field, value)
    return named if named is not None and related.lacks(*named) else None


def _named(field: Field, value: Json) -> tuple[str, str] | None:
    """The module and the id that a value names, if it is a lookup."""
    if field.data_type in USERS or not field.points:
        return None
    record_id = id_text(value.get("id")) if isinstance(value, dict) else str(value) if is_bare_id(value) else ""
    target = field.lookup_module or _named_module(value)
    return (target, record_id) if target and record_id.strip() else None  # equal: of no module no record is missed


def _named_module(value: Json) -> str | None:
    """The module that a multi-module lookup names in its value."""
    named = value.get("module") if isinstance(value, dict) else None
    name = named.get("api_name") if isinstance(named, dict) else named
    return name if isinstance(name, str) else None
