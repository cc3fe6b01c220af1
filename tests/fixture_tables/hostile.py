"""The hostile data set: values that break terminals, markup, CSV, column widths and the direction of text.

Everything here is valid JSON and valid Unicode; no value holds a lone surrogate.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.fixture_tables.metadata import FieldRow, Json, field_rows
from tests.fixture_tables.payloads import Payload
from tests.fixture_tables.values import created, mobile, modified, owner, phone, stamp

ESC = "\x1b"
LONG_KEY = "A_field_whose_name_is_so_long_that_no_column_of_any_sensible_terminal_could_ever_show_all_of_it"
ZALGO_MARKS = "\u0300\u0301\u0316\u0323\u0334\u0489\u035c\u0360"

NASTY: tuple[tuple[str, str], ...] = (
    ("closing tag", "[/x]"),
    ("style tag", "[bold red]alarm[/bold red]"),
    ("action tag", "[@click=app.quit]x[/]"),
    ("unclosed tag", "[link=https://evil.example]press me"),
    ("escaped tag", r"\[bold] and \\[/] and \ "),
    ("other markups", "<b>&amp;</b> {{x}} ${HOME} `id` %s %n {0} **bold** | pipe |"),
    ("colour escape", f"{ESC}[31mred{ESC}[0m"),
    ("clear screen", f"{ESC}[2J{ESC}[H{ESC}c"),
    ("clipboard escape", f"{ESC}]52;c;bm90IHlvdXJz\x07"),
    ("link escape", f"{ESC}]8;;https://evil.example{ESC}\\link{ESC}]8;;{ESC}\\"),
    ("title escape", f"{ESC}]0;new title\x07"),
    ("NUL", "before\x00after"),
    ("BEL and backspace", "beep\x07 oops\x08\x08\x08\x08fine"),
    ("carriage return", "overwritten\rwriter"),
    ("line ends", "one\ntwo\r\nthree\x0bfour\x0cfive\u2028six\u2029seven\x85eight"),
    ("tabs", "a\tb\t\tc\t"),
    ("DEL and C1", "\x7f\x80\x9b31mC1 red\x9b0m\x9d0;t\x9c"),
    ("zero width", "ze\u200bro\u200cwi\u200ddth\u2060 joined\ufeff"),
    ("byte order mark", "\ufeffbegins with a mark"),
    ("soft hyphens", "soft\u00adhyphen\u00adated"),
    ("mark pile", "".join(letter + ZALGO_MARKS * 6 for letter in "zalgo")),
    ("mark first", "\u0301\u0308 leading marks"),
    ("override", "invoice\u202efdp.exe"),
    ("isolates", "\u2066left\u2069 \u2067right\u2069 \u2068either"),
    ("embeddings", "\u202anever closed \u202b\u200e\u200f\u061c"),
    ("mixed direction", "abc אבג 123 دهو (x) [y]"),
    ("one long word", "W" * 5000),
    ("wide and long", "漢字" * 300),
    ("half and full width", "ﾊﾝｶｸ ＦＵＬＬ　ＷＩＤＴＨ ㍿"),
    ("family", "👩‍👩‍👧‍👦👨🏿‍🚀🏴󠁧󠁢󠁳󠁣󠁴󠁿🇨🇭🇦🇶"),
    ("half a flag", "🇨 🇭🇦 ‍👧"),
    ("variation selectors", "☎︎ ☎️ ❤ ❤️ 1️⃣ ️"),
    ("ligature", "﷽ ﷺ ꧅ 𒐫"),
    ("noncharacters", "\ufffe\uffff\ufffd\U0010ffff\ue000"),
    ("formula", "=cmd()"),
    ("formula with a call", '=HYPERLINK("https://evil.example","x")'),
    ("plus", "+1"),
    ("minus", "-2+3"),
    ("at", "@x"),
    ("quotes and separators", '"a";"b","c"\t\'d\''),
    ("path", "../../etc/passwd\\..\\x"),
    ("case traps", "İıſßẞǅ ΣΑΣ ﬀ K Å"),
    ("same but composed", "Zoe\u0308 / Zo\u00eb"),
    ("only spaces", " \u00a0\u2003\u3000 x"),
    ("words of code", "null None true NaN undefined -0 1e999"),
)

ODD_NAMES = (
    "[/]",
    f"{ESC}[5mblink",
    "=1+1",
    "漢" * 200,
    "\u202eeman",
    "a\x00b",
    "\ufeffName",
    "' OR 1=1 --",
    "x" * 5000,
    "👩‍👩‍👧‍👦",
)


def hostile_fields(module: str) -> list[FieldRow]:
    """The field table of a hostile module; one label holds what no table file could."""
    rows = field_rows(f"hostile/{module}")
    return [replace(row, label=f"We{ESC}[7mb\u202esite\r\nX") if row.api_name == "Website" else row for row in rows]


def hostile_leads() -> list[Any]:
    """Hostile leads: one for each nasty value, then ids that come twice, no id, and no records at all."""
    leads: list[Any] = [hostile_lead(n, kind, value) for n, (kind, value) in enumerate(NASTY)]
    leads.insert(5, "not a record, just [/x] text")
    leads.append({**hostile_lead(3, "comes twice", "the later one counts"), "Company": "[later] one"})
    leads.append({"Last_Name": "No id [/x]", "Email": "noid@hostile.example", "Phone": phone(98)})
    leads.append(["neither", "this"])
    return leads


def hostile_lead(n: int, kind: str, value: str) -> Json:
    """The n-th hostile lead: a nasty value in its name, the next ones in its other fields."""
    following = [NASTY[(n + step) % len(NASTY)][1] for step in range(1, 4)]
    return {
        "Owner": {**owner(n), "name": following[0][:40]} if n % 3 == 0 else owner(n),
        "Company": following[1],
        "First_Name": kind,
        "Last_Name": value,
        "Email": f"lead{n}@hostile.example",
        "Phone": phone(n),
        "Mobile": value if 0 < len(value) <= 30 else mobile(500 + n),
        "Website": f"https://{n}.example/[/x]?q={ESC}[1m" if n % 4 == 0 else None,
        "Lead_Status": "[red]Hot[/red]" if n % 2 else "=cmd()",
        "Foreign_Languages": ["[bold]Korean", "A,B"] if n % 2 else [],
        "No_of_Employees": 999_999_999_999_999_999 if n % 2 else -1,
        "Annual_Revenue": 9_999_999_999_999_998.0 if n % 3 else -0.0,
        "Big_Number": "000000000000000001" if n % 2 else "999999999999999999",
        "Next_Call": "9999-12-31T23:59:59+14:00" if n % 2 else "0001-01-01T00:00:00-12:00",
        "Born_On": "9999-12-31" if n % 2 else "0001-01-01",
        "Email_Opt_Out": bool(n % 2),
        "Description": "\n".join(following),
        "Nested": [nested(30)] if n == 0 else [],
        LONG_KEY: following[2],
        "Unheard_Of": {"state": ["[/x]", None, {"deeper": value[:50]}]},
        "Created_By": owner(n + 1),
        "Modified_By": owner(n + 2),
        "Created_Time": stamp(created(n), 840 if n % 2 else -720),
        "Modified_Time": "9999-12-31T23:59:59+00:00" if n == 1 else stamp(modified(n), 0),
        "id": f"4501{70_000 + 3 * n:012d}",
    }


def nested(depth: int) -> Json:
    """A subform row that holds a subform row, and so on."""
    row: Json = {"id": f"4502{depth:012d}", "Text": f"level [{depth}]"}
    return {**row, "Rows": [nested(depth - 1)]} if depth else row


def hostile_oddities() -> list[Any]:
    """The records of the hostile custom module."""
    return [
        {
            "Name": name,
            "Owner": owner(n),
            "Key_One": f"[{n}]{ESC}[3{n % 8}m",
            "Key_Two": 100_000_000_000_000_000 + n,
            "Outside_Key": f"=OUT({n})",
            "Kind": "[VIP] gold",
            "Remark": NASTY[n * 3 % len(NASTY)][1],
            "Created_By": owner(n),
            "Modified_By": owner(n),
            "Created_Time": stamp(created(n), 0),
            "Modified_Time": stamp(modified(n), 0),
            "id": f"4503{80_000 + 3 * n:012d}",
        }
        for n, name in enumerate(ODD_NAMES)
    ]


def hostile_body() -> Json:
    """A body that sends hostile values: to records found by e-mail, by a nasty mobile number, and to new ones."""
    picked = [0, 2, 6, 8, 11, 15, 20, 22, 26, 29]
    known = [{"Last_Name": NASTY[-n][1], "Email": f"lead{n}@hostile.example", "Company": NASTY[n][1]} for n in picked]
    by_mobile = [{"Last_Name": NASTY[n][1], "Mobile": NASTY[n][1], "Lead_Status": "[/]"} for n in (0, 34, 38)]
    new = [
        {"Last_Name": value, "Email": f"new{n}@hostile.example", LONG_KEY: value}
        for n, (_, value) in enumerate(NASTY[:12])
    ]
    odd: list[Json] = [
        {"Last_Name": "Clash [/x]", "Email": "lead1@hostile.example", "Phone": phone(2), "Mobile": NASTY[0][1]},
        {"Last_Name": "x" * 6001, "Email": "toolong@hostile.example"},
        {"Last_Name": 7, "Email": "[/x]@@", "Foreign_Languages": f"{ESC}[2J"},
        {f"[/{ESC}[1m] no field": "[/x]", "Last_Name": "Unknown key", "Email": "unknown@hostile.example"},
        {"Last_Name": "Deep", "Email": "deep@hostile.example", "Nested": [nested(12)]},
    ]
    return {"data": [*known, *by_mobile, *new, *odd], "duplicate_check_fields": ["Email", "[/x]", "Mobile"]}


HOSTILE_PAYLOAD = Payload(
    "hostile.json",
    "Leads",
    "Sends what breaks terminals, markup, CSV and widths: to known leads and to new ones.",
    hostile_body(),
)
