"""The small alphabets that cases are made from: fields of every type, and few values for each, so that they meet.

``good`` values pass stage 1 under the defaults, ``odd`` ones are refused, warned about, or switched; those that pass,
but not under every setting, stand under ``warned`` as well.
"""

from __future__ import annotations

from typing import Any, Final

Pool = dict[str, list[Any]]


def _choice(actual: str, display: str | None = None, **more: Any) -> dict[str, Any]:
    return {"display_value": display or actual, "actual_value": actual, **more}


STAGES: Final = [_choice("-None-"), _choice("Open"), _choice("won", "Closed Won"), _choice("Old", type="unused")]
TONGUES: Final = [_choice("German"), _choice("fr", "French"), _choice("Thai")]

TEXTS: Final[Pool] = {
    "good": ["ada", "Ada", "ADA ", " ada", "bob", "Bob", "straße", "STRASSE", "7"],
    "odd": ["", " ", None, 7, True, [], "a name that is longer than twenty"],
}
MAILS: Final[Pool] = {
    "good": ["a@x.test", "A@x.test", " a@x.test", "b@x.test", "b@X.test", "c@x.test"],
    "odd": ["", " ", None, "a@@x.test", "a@xtest", "@x.test", "a b@x.test", ".a@x.test", "a@x.t", 5],
    "warned": [".a@x.test", "a@x.t"],
}
PHONES: Final[Pool] = {
    "good": ["555-0100", "555 0100", "+1 555 0101", "(555) 0100", "555-0100 "],
    "odd": ["", None, "n/a", "()", "555/0100", "-5550100", 5550100, {"id": "1"}],
    "warned": ["555/0100", "-5550100"],
}
SITES: Final[Pool] = {
    "good": ["x.test", "X.test", "https://www.x.test/a", "http://y.test"],
    "odd": ["", None, "nodot", "http://", 5],
    "warned": ["nodot", "http://"],
}
INTEGERS: Final[Pool] = {"good": [5, 7, 12, 0, -5], "odd": [None, "5", "", 5.5, True, 1234567]}
LONGS: Final[Pool] = {
    "good": ["123", "0123", "77", "123 "],
    "odd": [123, 77, "", None, "12a", "+5", -5, 1.5, "12345678901234", True],
    "warned": [123, 77],
}
DATES: Final[Pool] = {
    "good": ["2026-01-02", "2026-01-03"],
    "odd": ["", None, "2026-02-30", "02/01/2026", "2026-1-2", 20260102, " 2026-01-02"],
}
MOMENTS: Final[Pool] = {
    "good": ["2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05+00:00", "2026-01-02T03:04:05-08:00"],
    "odd": [
        *("2026-01-02T02:04:05Z", "2026-01-02T02:04:05Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05"),
        *("2026-01-02T02:04:05.120Z", "2026-01-02T03:04:05.120+01:00", "2026-01-02T03:04:05.5"),
        *("2026-01-02 03:04:05", "2026-01-02T25:00:00+01:00", "2026-01-02T03:04:05+01:75", "2026-01-02", "", None, 5),
    ],
    "warned": ["2026-01-02T02:04:05Z", "2026-01-02T03:04:05", "2026-01-02T02:04:05"],
}
PICKS: Final[Pool] = {
    "good": ["Open", "won", "Closed Won", "Old", "-None-"],
    "odd": ["", None, "open", "Weird", "Open ", 5, ["Open"]],
    "warned": ["open", "Weird", "Open "],
}
MANY: Final[Pool] = {
    "good": [["German"], ["fr"], ["French", "German"], ["German", "fr"], ["Thai"]],
    "odd": [[], None, "German", ["german"], ["Klingon", "German"], [5], "", ["German", "German"]],
    "warned": [["german"], ["Klingon", "German"], [], None, ["German", "German"]],
}
OBJECTS: Final[Pool] = {
    "good": [{"id": "9001"}, {"id": "9001", "name": "Acme"}, {"id": "9002", "name": "Bolt"}, {"id": 9001}],
    "odd": ["9001", 9001, "9002", "Acme", "", None, {"name": "Acme"}, {}, {"id": None}, ["9001"], -1, True],
    "warned": ["9001", 9001, "9002", {"name": "Acme"}, {"id": None}],
}
NUMBERS: Final[Pool] = {"good": [1, 1.0, 2.5, 1e3, 0], "odd": [None, "1", "", True, {}]}
FLAGS: Final[Pool] = {"good": [True, False], "odd": [None, "true", 1, ""]}
LINES: Final[Pool] = {
    "good": [
        [{"Code": "P1", "Score": 1}],
        [{"Code": "P2", "Score": None}],
        [{"id": "801", "Code": "P1"}],
        [{"id": "801", "Code": "P9"}, {"Code": "P2"}],
        [{"id": "801", "_delete": None}],
        [{"id": "802", "Item": {"id": "9001"}}],
        [{"id": 801, "Score": 1}],
    ],
    "odd": [[], None, [{"id": "899", "Code": "P1"}], [{"id": "899", "_delete": None}], "P1", ["P1"], {"Code": "P1"}],
}
STORED_LINES: Final = [
    [{"id": "801", "Code": "P1", "Score": 1}],
    [{"id": "801", "Code": "P1", "Score": 1}, {"id": "802", "Code": "P2", "Item": {"id": "9001", "name": "Acme"}}],
    [{"id": "802", "Code": "P2"}],
    [],
    None,
]
FILES: Final[Pool] = {
    "good": [[{"File_Id__s": "f1"}], [{"File_Id__s": "f2"}]],
    "odd": [[], None, ["f1"], "f1", {"File_Id__s": "f1"}],
}
TAGS: Final[Pool] = {"good": [[{"name": "hot"}], [{"name": "cold"}]], "odd": [[], None, "hot", {"name": "hot"}]}
ANY: Final[Pool] = {"good": ["a", 5, ["a"], {"b": 1}], "odd": [None, "", []]}

POOLS: Final[dict[str, Pool]] = {
    "text": TEXTS,
    "textarea": TEXTS,
    "email": MAILS,
    "phone": PHONES,
    "website": SITES,
    "integer": INTEGERS,
    "bigint": LONGS,
    "date": DATES,
    "datetime": MOMENTS,
    "picklist": PICKS,
    "multiselectpicklist": MANY,
    "lookup": OBJECTS,
    "ownerlookup": OBJECTS,
    "userlookup": OBJECTS,
    "multi_module_lookup": OBJECTS,
    "double": NUMBERS,
    "currency": NUMBERS,
    "percent": NUMBERS,
    "boolean": FLAGS,
    "subform": LINES,
    "fileupload": FILES,
    "imageupload": FILES,
    "multiselectlookup": FILES,
    "multiuserlookup": FILES,
    "tag": TAGS,
    "autonumber": {"good": ["T-1", "T-2", "t-1", "7"], "odd": [None, "", 7]},
    "formula": NUMBERS,
    "rollup_summary": NUMBERS,
    "profileimage": {"good": ["img1", "img2"], "odd": [None, "", 5]},
    "other": ANY,
}
"""The values of each data type. "tag" and "other" stand for Tag, and for a type that nobody knows."""

JSON_TYPE: Final[dict[str, str]] = {
    "integer": "integer",
    **dict.fromkeys(("double", "currency", "percent", "formula", "rollup_summary"), "double"),
    "boolean": "boolean",
    **dict.fromkeys(("lookup", "ownerlookup", "userlookup", "multi_module_lookup"), "jsonobject"),
    **dict.fromkeys(("multiselectpicklist", "multiselectlookup", "multiuserlookup"), "jsonarray"),
    **dict.fromkeys(("subform", "fileupload", "imageupload", "tag"), "jsonarray"),
    "other": "something",
}
LENGTHS: Final = {"integer": 5, "bigint": 12, "phone": 30, "email": 100, "text": 20, "autonumber": 100, "date": 4}

KEYS: Final = {
    "Key_A": "text",
    "Key_B": "text",
    "Mobile": "phone",
    "Second_Email": "email",
    "Number_1": "integer",
    "Long_1": "bigint",
    "Site": "website",
    "Ticket_No": "autonumber",
}
"""Fields that may be unique or external."""

OTHERS: Final = {
    "Last_Name": "text",
    "About": "textarea",
    "Stage": "picklist",
    "Tongues": "multiselectpicklist",
    "Account": "lookup",
    "Owner": "ownerlookup",
    "Helper": "userlookup",
    "What_Id": "multi_module_lookup",
    "Born": "date",
    "Seen_At": "datetime",
    "Amount": "currency",
    "Share": "percent",
    "Ratio": "double",
    "Agreed": "boolean",
    "Lines": "subform",
    "Papers": "fileupload",
    "Partners": "multiselectlookup",
    "Tag": "tag",
    "Created_Time": "datetime",
    "Modified_By": "ownerlookup",
    "Full_Name": "text",
    "Sum": "formula",
    "Photo": "profileimage",
    "Oddity": "other",
    "Serial": "autonumber",
}
"""Fields that are only written."""
