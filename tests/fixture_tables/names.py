"""Who and what the demo is about: made-up names, and the users of the made-up org."""

from __future__ import annotations

USERS = (
    {"name": "Ines Falk", "id": "4900000000000101", "email": "ines.falk@lumenfold.example"},
    {"name": "Theo Marlow", "id": "4900000000000102", "email": "theo.marlow@lumenfold.example"},
    {"name": "Rosa Quandt", "id": "4900000000000103", "email": "rosa.quandt@lumenfold.example"},
    {"name": "Baxter Hale", "id": "4900000000000104", "email": "baxter.hale@lumenfold.example"},
)

FIRST_NAMES = (
    *("Agnes", "Bertram", "Cecily", "Dorian", "Esther", "Felix", "Gwendolen", "Hector", "Isolde", "Jasper"),
    *("Kitty", "Lambert", "Maud", "Nicholas", "Ottilie", "Percy", "Quentin", "Rosalind", "Sidney", "Thekla"),
)
LAST_NAMES = (
    *("Applegarth", "Birdwhistle", "Cloverley", "Dapplewood", "Elmhurst", "Fennimore", "Goosefoot"),
    *("Hawkshead", "Inglenook", "Jessamine", "Kestrel", "Larkspur", "Merrythought", "Nettlebed", "Oakapple"),
    *("Pennyroyal", "Quillfeather", "Ravensbourne", "Silverthorn", "Thistlewood", "Underhill"),
    *("Vetchling", "Winterbourne"),
)
TOWNS = (
    ("Harbour Street 4", "Eastwick", "Saltshire", "SA1 0AA", "United Kingdom"),
    ("12 Mill Lane", "Northbrook", "Upper Vale", "UV2 0BB", "United Kingdom"),
    ("Lampengasse 7", "Altmühlen", "Hinterland", "00017", "Germany"),
    ("3 rue des Étoiles", "Montclair-sur-Vent", "Vallonie", "00023", "France"),
    ("88 Orchard Road", "Pine Hollow", "Calisota", "00555", "United States"),
    ("2-1 Tatoe", "例町", "例県", "000-0021", "Japan"),
)
JOBS = ("Bookbinder", "Buyer", "Head of Lamps", "Lighthouse keeper", "Managing Director", "Printer", "Quartermaster")
SENTENCES = (
    "Asked for the long catalogue.",
    "Prefers to be called before noon.",
    "Met at the harbour fair; wants two samples.",
    "Pays in advance, always.\nDelivery by barge only.",
    'Said: "send it again, the first one was wet".',
)

ACCOUNTS = (
    *("Acorn & Ash Ltd", "ACORN & ASH LTD", "Acorn  & Ash Ltd", "Brightwater Mills", " Brightwater Mills "),
    *("Coral Tools", "Соral Tools", "[VIP] gold", "Whitby Shipping", "Lantern Works", "Gull & Co"),
    *("Orchard Press", "Concord Papers", "مطبعة النخيل", "例え商会", "Émile Frères", 'The "Quoted" Company, Inc.'),
    *("Tallow & Wick", "Orrery Works", "Penny Post", "Slate & Chalk", "Fleet 🇨🇭🇯🇵"),
    *("Tin Kettle Theatre", "Underhill School"),
)
DEALS = (
    *("Annual lamps", "Annual lamps", "annual lamps ", "Paper for the spring books", "Barge refit"),
    *("Printing press", "Harbour lights, phase 1", "Harbour lights, phase 2", "School benches"),
    *("Theatre curtain", "[/x] trial", "Renewal: Penny Post", "Spare wicks", "Orrery for the hall"),
    *("صفقة الورق", "Kettle rental", "Slate roof", "Last call"),
)
CAMPAIGNS = (
    *("Spring lamps", "spring lamps", "Harbour fair", "Barge tour", "Teachers' week", "Open printing day"),
    *("Dark evenings", "Wick recall", "Leaflet drop", "Radio Eastwick", "Winter webinar", "New orrery"),
)
CASES = (
    *("Lamp flickers", "Lamp flickers", "LAMP FLICKERS", "Paper arrived wet", "Press jams on Mondays"),
    *("Where is my invoice?", "Barge late again", "Wrong wick length", "Curtain too short", "Kettle whistles"),
    *("Broken tile", "Name misspelt: Zoë", "[URGENT] [/b] no light", "Cannot open the box", "طلب مساعدة"),
    *("Question about slate", "Bench wobbles", "Thank you"),
)
SOLUTIONS = (
    *("Trim the wick", "Dry the paper slowly", "Oil the press", "Reset the orrery", "Read the barge timetable"),
    *("Hang a curtain", "Descale a kettle", "Replace a tile", "Spell a name", "Open the box from below"),
    *("Level a bench", "trim the wick"),
)
PRODUCTS = (
    *("Desk lamp", "Harbour lamp", "Miner's lamp", "Wick, 10 cm", "Wick, 20 cm", "Lamp oil", "Laid paper"),
    *("Wove paper", "Blotting paper", "Hand press", "Treadle press", "Type case", "Orrery, small"),
    *("Orrery, large", "Brass planet", "School bench", "Slate tile", "Chalk, box", "Kettle, tin"),
    *("Curtain, red", "Barge hour", "Timetable app", "desk lamp", "Œil-de-bœuf window"),
)
VENDORS = (
    *("Wick & Daughters", "Salt Barge Company", "Papeterie de l'Étoile", "Type Foundry Eastwick"),
    *("Chalk Pit No. 9", "wick & daughters", "Brass, Copper; and Tin", "Ölmühle Altmühlen", "Weavers' Guild"),
    *("砂糖屋", "North Tiles", 'Glass "Clear" Ltd', "Bench Builders", "Kettle Imports"),
)
PRICE_BOOKS = (
    *("Standard", "standard", "Spring 2026", "Summer 2026", "Schools", "Theatres", "Harbour towns"),
    *("Barge rates", "Staff", "Clear-out"),
)
ORDERS = (
    *("Lamps for the pier", "Lamps for the pier", "Paper, 40 reams", "Benches, first half"),
    *("Benches, second half", "Press and type", "Curtain, fitted", "Wicks by the dozen", "Orrery for the hall"),
    *("Slates", "Kettles", "Odds and ends"),
)
APPOINTMENTS = (
    *("Fit the curtain", "Service the press", "Service the press", "Measure the pier", "Roof survey"),
    *("Tune the orrery", "Wick lesson", "Barge inspection", "Bench repair", "Paper tasting"),
)
SERVICES = (
    *("Press service", "Roof survey", "Curtain fitting", "Orrery tuning", "Lamp cleaning", "Barge inspection"),
    *("Bench repair", "Wick lesson", "press service", "Type sorting"),
)
MACHINES = (
    *("Press One", "Press Two", "press one", "Barge winch", "Pier lantern", "Paper cutter", "Paper cutter"),
    *("Orrery motor", "Stage hoist", "Slate saw", "Kettle line", "Type caster", "Étoile dryer", "[old] boiler"),
    *("灯台", "Spare lantern"),
)
CONTACTS = (
    *(("Ada", "Byron"), ("Mary", "Garth"), ("Tess", "Durbey"), ("Pip", "Gargery"), ("Anne", "Elliot")),
    *(("Hugo", "Vale"), ("Emma", "Highbury"), ("Jan", "Ridd"), ("Léa", "Étoile"), ("Omar", "النخيل")),
    *(("Noa", "כהן"), ("花子", "例"), ("Zoë", "👩‍👩‍👧‍👦 Family"), ("[VIP]", "Gold")),
    *(("Ruth", "Pinch"), ("Ruth", "PINCH")),
)

ROSTER_NAMES = {
    "Accounts": ACCOUNTS,
    "Deals": DEALS,
    "Campaigns": CAMPAIGNS,
    "Cases": CASES,
    "Solutions": SOLUTIONS,
    "Products": PRODUCTS,
    "Vendors": VENDORS,
    "Price_Books": PRICE_BOOKS,
    "Quotes": ORDERS,
    "Sales_Orders": ORDERS,
    "Purchase_Orders": ORDERS[:10],
    "Invoices": ORDERS,
    "Appointments__s": APPOINTMENTS,
    "Services__s": SERVICES,
    "Machines": MACHINES,
}
