"""The 48 leads of the demo. The first ones are made by hand: each is there to show something.

A lead's place in the list is its number: it gives the id, and the telephone numbers where none are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fixture_tables.names import FIRST_NAMES, LAST_NAMES
from tests.fixture_tables.values import OFFSETS, Entry, created, mobile, modified, phone, stamp

if TYPE_CHECKING:
    from tests.fixture_tables.metadata import Json

COUNT = 48
DESK = "desk@lanternworks.example"
INFO = "info@gullandco.example"
SWITCHBOARD = "+44 20 7946 0101"


def lead_id(n: int) -> str:
    """The id of the n-th lead. The one without Created_Time has the lowest."""
    return "4001000000011000" if n == 10 else f"4001{12345 + 13 * n:012d}"


def _lead(first: str | None, last: str, company: str | None, email: str | None, **others: Any) -> Json:
    return {"First_Name": first, "Last_Name": last, "Company": company, "Email": email, **others}


HAND_MADE: tuple[Json, ...] = (
    # 0: the everyday lead
    _lead("Ada", "Byron", "Engine & Loom", "ada.byron@engine.example", Lead_Status="Not Contacted", Rating=None),
    # 1, 2: colleagues behind one switchboard; Phone was made unique only afterwards, so the number stands twice
    _lead("Mina", "Harker", "Whitby Shipping", "mina@whitby.example", Phone=SWITCHBOARD, Lead_Status="Contacted"),
    _lead("Lucy", "Westen", "Whitby Shipping", "lucy@whitby.example", Phone=SWITCHBOARD, Lead_Status="Contacted"),
    # 3: known by telephone, about to change address
    _lead("Tom", "Pinch", "Organ Loft", "tom@organloft.example", Lead_Status="Contacted"),
    # 4, 5: one owns the e-mail address, the other the mobile number
    _lead("Dora", "Copper", "Copper & Field", "dora@copperfield.example", Lead_Status="Contacted"),
    _lead("Barnaby", "Rudd", "Maypole Inn", "barnaby@maypole.example", Lead_Status="Lost Lead"),
    # 6, 7: one owns the e-mail address, the other the telephone number
    _lead("Edith", "Vane", "Vane Theatre", "edith@vane.example", Lead_Status="Contacted"),
    _lead("Silas", "Marsh", "Marsh Weavers", "silas@marsh.example", Lead_Status="Attempted to Contact"),
    # 8, 9, 10: three leads share an address; 8 is the oldest, 9 changed last, 10 has no Created_Time
    _lead("Front", "Desk", "Lantern Works", DESK, Lead_Status="Not Contacted"),
    _lead("Desk", "Lantern", "Lantern Works (Pier)", DESK, Lead_Status="Contacted"),
    _lead(None, "Lantern Works", "Lantern Works", DESK, Lead_Status="Attempted to Contact"),
    # 11, 12: two leads share an address; as text 11 was made first and 12 changed last, as instants the reverse
    _lead("Ida", "Gull", "Gull & Co", INFO, Lead_Status="Contacted"),
    _lead("Ivo", "Gull", "GULL & CO", INFO, Lead_Status="Not Contacted"),
    # 13: nothing new about her
    _lead("Nell", "Trent", "Curiosity Shop", "nell@curiosity.example", Lead_Status="Pre-Qualified"),
    # 14: his number will be written in another way
    _lead("Phil", "Eighty", "Eighty Days Travel", "phil@eightydays.example", Lead_Status="Contacted"),
    # 15, 16: one number, written in two ways
    _lead("Hester", "Prynn", "Scarlet Letters", "hester@scarlet.example", Phone="+44 1632 960115"),
    _lead("Pearl", "Prynn", "Scarlet Letters", "pearl@scarlet.example", Phone="01632 960 115"),
    # 17, 18, 19: one mailbox, three spellings
    _lead("Jo", "Marsh", "Concord Papers", "jo.marsh@concord.example"),
    _lead("Josephine", "Marsh", "Concord Papers", "jomarsh@concord.example"),
    _lead("J.", "Marsh", "Concord  Papers", "jo.marsh+news@concord.example"),
    # 20, 21: the second one's a and о are Cyrillic
    _lead("Marta", "Vidal", "Orchard Press", "marta.vidal@orchard.example"),
    _lead("Mаrta", "Vidal", "Оrchard Press", "mаrta.vidal@orchard.example"),
    # 22, 23: values that look like markup
    _lead(
        "[VIP] gold", "[/x]", "[bold]Brackets[/bold] Ltd", "brackets@markup.example", Description="[red]not red[/red]"
    ),
    _lead("Bobby", "Tables'); --", 'Quotes "R" Us; and, commas', "quotes@comma.example"),
    # 24 .. 28: scripts, directions, emoji
    _lead("ليلى", "حداد", "مطبعة النخيل", "layla@nakhil.example", City="القاهرة"),
    _lead("נועה", "לוי", "דפוס הדקל", "noa@dekel.example"),
    _lead("花子", "例", "例え商会", "hanako@tatoe.example", City="例町"),
    _lead("Zoë", "Fünf 👩‍👩‍👧‍👦", "Fleet 🇨🇭🇯🇵", "zoe@fleet.example", Description="Likes ☕️, 👍🏽 and 🏳️‍🌈"),
    _lead("길동", "예시", "예시 상사", "gildong@yesi.example"),
    # 29, 30: blank in every way
    _lead("", "Blank", "   ", "", Phone="   ", Mobile=None, Website="", Lead_Source="", Description=" "),
    _lead(None, "Null", None, None, Phone=None, Mobile="", Website=None, No_of_Employees=None, Email_Opt_Out=None),
    # 31, 32: letter case and spaces
    _lead("LOUD", "McHUGH", "LOUD SPEAKERS", "Loud.McHugh@Speakers.Example"),
    _lead("  Padded ", " Spacer  Twice ", " Wide  Spaces ", " padded@spaces.example "),
    # 33, 34: languages to replace and to append to
    _lead("Wanda", "Tongue", "Babel Books", "wanda@babel.example", Foreign_Languages=["German", "Italian"]),
    _lead("Otto", "Tongue", "Babel Books", "otto@babel.example", Foreign_Languages=["German", "Welsh"]),
    # 35: long, and with a hyphen, an apostrophe and a comma
    _lead("Anne-Sophie", "O'Hara-Smith, Jr.", "Long Lane " * 12, "annesophie@longlane.example"),
)

# What is stated to the minute: (created, modified), by number
TIMES: dict[int, tuple[str | None, str]] = {
    1: ("2023-11-06T09:30:00+00:00", "2025-02-17T16:05:00+00:00"),
    2: ("2024-03-18T11:00:00+00:00", "2026-08-03T10:40:00+01:00"),
    8: ("2023-05-02T08:15:00+02:00", "2024-06-01T12:00:00+02:00"),
    9: ("2025-01-20T17:45:00-08:00", "2026-09-30T09:10:00-07:00"),
    10: (None, "2025-07-14T10:00:00+05:30"),
    11: ("2025-03-01T23:30:00-08:00", "2026-04-04T13:00:00-07:00"),
    12: ("2025-03-02T09:00:00+05:30", "2026-04-04T21:30:00+05:30"),
}


def lead_times(n: int) -> tuple[str | None, str]:
    """Created_Time and Modified_Time of the n-th lead."""
    usual = stamp(created(n), OFFSETS[n % len(OFFSETS)]), stamp(modified(n), OFFSETS[(n + 2) % len(OFFSETS)])
    return TIMES.get(n, usual)


def plain_lead(n: int) -> Json:
    """A lead with nothing to show: a name and an address that no other lead has."""
    first, last = FIRST_NAMES[n % len(FIRST_NAMES)], LAST_NAMES[n * 7 % len(LAST_NAMES)]
    return _lead(first, last, f"{last} & Co", f"{first}.{last}@{last}.example".lower())


def lead_parts(n: int) -> Json:
    """What is decided about the n-th lead; the rest is made up."""
    first_seen, last_seen = lead_times(n)
    parts: Json = {
        "Phone": phone(n),
        "Mobile": mobile(100 + n),
        **(HAND_MADE[n] if n < len(HAND_MADE) else plain_lead(n)),
        "Created_Time": first_seen,
        "Modified_Time": last_seen,
    }
    parts["Full_Name"] = " ".join(part for part in (parts["First_Name"], parts["Last_Name"]) if part)
    if n % 6 == 0:
        parts["Site_Visits"] = site_visits(n)
    return parts


def site_visits(n: int) -> list[Json]:
    """The subform of the n-th lead."""
    return [
        {"id": f"4031{n:010d}{row:02d}", "Visited_On": f"2026-0{row + 2}-1{n % 10}", "Remark": f"Visit {row + 1}"}
        for row in range(1 + n % 2)
    ]


def lead_entries() -> list[Entry]:
    """Ids and names of all leads, for lookups."""
    parts = [lead_parts(n) for n in range(COUNT)]
    return [Entry(lead_id(n), part["Full_Name"]) for n, part in enumerate(parts)]
