"""``why``: sentences about a row or a record, exit codes, and what it cannot answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.cli.helpers import DEMO, body
from tui.dataset.folder import DataSet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli

FIRST_LOOK = DEMO / "payloads" / "first-look.json"


def test_a_row_is_explained_with_ids_in_full(cli: Cli) -> None:
    ran = cli("why", FIRST_LOOK, "--row", "2")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert lines[0] == "Row 2 updates 4001000000012371 (Lucy Westen) by Email."
    assert lines[2] == (
        '2. Phone "+44 20 7946 0101": not reached; it would have hit 2 records: '
        "4001000000012358 (Mina Harker), 4001000000012371 (Lucy Westen)."
    )
    assert "…" not in ran.out
    assert ran.err == "forecast against the bundled demo data set (--data DIR for another)\n"


def test_a_refused_row_says_the_line_of_the_payload_first(cli: Cli) -> None:
    ran = cli("why", FIRST_LOOK, "--row", "5")
    assert ran.code == 1
    assert ran.out.splitlines()[0] == (
        'Row 5 is refused: Phone is "+1 404 555 0107", which belongs to 4001000000012436 (Silas Marsh). Line 28. '
        "The row would update 4001000000012423 (Edith Vane)."
    )
    assert FIRST_LOOK.read_text(encoding="utf-8").splitlines()[27].strip().startswith('"Phone"')


@each_case(
    ("text", "line"),
    [
        ("Last Name,Email\n\nByron,a@x.test\nOde,no mail\n", 4),
        ('{"Last_Name": "Byron", "Email": "a@x.test"}\n\n{"Last_Name": "Ode", "Email": "no mail"}', 3),
        (
            "# lead\ncurl https://z.test/crm/v8/Leads/upsert \\\n"
            '-d \'[{"Last_Name": "A"},\n{"Last_Name": "Ode",\n"Email": "no mail"}]\'',
            5,
        ),
        ('{"data": [{"Last_Name": "A"}, {"Last_Name": "Ode",\n // no @\n "Email": "no mail"}]}', 3),
    ],
    shared=("cli",),
)
def test_the_line_is_that_of_the_text_whatever_its_form(cli: Cli, text: str, line: int) -> None:
    ran = cli("why", "-", "--row", "2", stdin=text.encode())
    expected = f'Email is "no mail"; it takes an e-mail address of at most 100 characters. Line {line}.'
    assert (ran.code, ran.out.splitlines()[0]) == (1, f"Row 2 is refused: {expected}")


def test_the_rows_that_reach_a_record_are_told(cli: Cli) -> None:
    ran = cli("why", FIRST_LOOK, "--id", "4001000000012410")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "4001000000012410 is Barnaby Rudd, in Leads.",
        "Row 4 is refused, since its Mobile belongs to this record.",
        "By the order: row 4 updates it by Mobile only while Email is not checked or Mobile comes before Email.",
        "By the order: row 4 is refused for a value of it only while Email comes before Mobile.",
    ]
    assert cli("why", FIRST_LOOK, "--id", "https://crm.zoho.com/crm/org1/tab/Leads/4001000000012371").code == 0


@each_case(
    ("options", "rows", "error"),
    [
        (
            ("--row", "1", "--module", "Tasks"),
            1,
            "The whole call is refused: Tasks cannot be upserted (INVALID_MODULE).",
        ),
        (
            ("--id", "1", "--module", "Tasks"),
            1,
            "The whole call is refused: Tasks cannot be upserted (INVALID_MODULE).",
        ),
    ],
    shared=("cli",),
)
def test_a_call_that_is_refused_is_said_so(cli: Cli, options: tuple[str, ...], rows: int, error: str) -> None:
    ran = cli("why", "-", *options, stdin=body(*[{"Last_Name": "Ode"}] * rows).encode())
    assert (ran.code, ran.out) == (1, f"{error}\n")


def test_a_row_beyond_the_hundredth_is_explained_in_its_own_call(cli: Cli, small: Path) -> None:
    rows = [{"Last_Name": "Ode", "Phone": str(n)} for n in range(101)]
    ran = cli("why", "-", "--row", "101", "--data", small, stdin=body(*rows).encode())
    assert (ran.code, ran.out.splitlines()[0]) == (0, "Row 101 updates 4001 (Byron) by Phone.")
    assert ran.err == "101 rows, forecast as calls of 100\n"


@each_case(
    ("options", "says"),
    [
        ((), "--row"),
        (("--row", "0"), "rows are numbers from 1"),
        (("--row", "x"), "rows are numbers from 1"),
        (("--row", "9"), "there is no row 9: the payload has 8"),
        (("--id", "77"), "no record of Leads in demo has the id 77"),
        (("--id", "4001000000012385"), "near it: 4001000000012358 (two digits are swapped)"),
        (("--id", "…2358"), "near it: 4001000000012358 (it ends the same)"),
        (("--id", "4001-0000-0001-2371"), "near it: 4001000000012371 (the same digits)"),
        (("--row", "1", "--id", "77"), "not allowed"),
    ],
    shared=("cli",),
)
def test_what_cannot_be_asked_is_said_in_short(cli: Cli, options: tuple[Any, ...], says: str) -> None:
    assert says in cli("why", FIRST_LOOK, *options).complaint


def test_an_id_of_another_module_is_said_to_be_one(cli: Cli) -> None:
    with DataSet.open(DEMO) as data_set:
        contact = next(iter(data_set.records("Contacts").ids()))
    said = cli("why", FIRST_LOOK, "--id", contact).complaint
    assert said.endswith(f"no record of Leads in demo has the id {contact}; it is a record of Contacts\n")
