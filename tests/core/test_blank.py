"""Values that are still to be written, and the payload that a new one begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.cases import each_case
from tests.core.helpers import field, module
from tui.core.completion.blank import CURSOR, blank_of, new_payload, without_cursor

if TYPE_CHECKING:
    from tui.core.metadata import Module


@each_case(
    ("data_type", "json_type", "blank"),
    [
        ("multiselectpicklist", None, '["|"]'),
        ("subform", None, "[{|}]"),
        ("subform", "jsonobject", "[{|}]"),
        ("multiuserlookup", None, "[|]"),
        ("fileupload", "string", "[|]"),
        ("text", "jsonarray", "[|]"),
        ("lookup", None, '{"id": "|"}'),
        ("lookup", "string", '{"id": "|"}'),
        ("text", "jsonobject", '{"id": "|"}'),
        ("boolean", None, "|null|"),
        ("integer", None, "|null|"),
        ("double", None, "|null|"),
        ("text", None, '"|"'),
    ],
)
def test_a_value_begins_as_empty_as_its_field_allows(data_type: str, json_type: str | None, blank: str) -> None:
    told: dict[str, Any] = {"json_type": json_type} if json_type else {}
    of = module(field("X", data_type, **told))
    assert blank_of(of.by_name["X"]).replace(CURSOR, "|") == blank


NUMBER: Final = field("Number", "integer", mandatory=True)
CHECKED: Final = (
    field("Email", "email"),
    field("Phone", unique=True, mandatory=True),
    field("Serial", unique=True, create=False, update=False),
    field("Größe", unique=True),
    field("Other"),
)


def marked(of: Module) -> str:
    """A new payload with ``|`` around what is marked in it."""
    text, (first, last) = new_payload(of)
    return f"{text[:first]}|{text[first:last]}|{text[last:]}"


def test_a_new_payload_has_the_mandatory_fields_and_those_that_are_checked_and_marks_the_first_value() -> None:
    rows = '{\n  "data": [\n    *\n  ]\n}\n'
    row = '{\n      "Number": |null|,\n      "Phone": "",\n      "Email": "",\n      "Größe": ""\n    }'
    assert marked(module(NUMBER, *CHECKED)) == rows.replace("*", row)
    row = '{\n      "Phone": "||",\n      "Email": "",\n      "Größe": ""\n    }'
    assert marked(module(*CHECKED)) == rows.replace("*", row)
    assert marked(module()) == rows.replace("*", "{||}")


def test_two_cursors_are_the_ends_of_what_is_marked() -> None:
    assert without_cursor(f"a{CURSOR}b", 1) == ("ab", (1, 1))
    assert without_cursor(f"a{CURSOR}{CURSOR}b", 2) == ("ab", (1, 1))
    assert without_cursor(f"a{CURSOR}bc{CURSOR}d", 2) == ("abcd", (1, 3))
