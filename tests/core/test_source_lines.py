"""The lines of the text that a person handed in at which rows stand, in each form."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import recognise
from tui.core.payload.source_lines import source_lines

URL: Final = "https://www.zohoapis.example/crm/v8/Leads/upsert"
FILES: Final = {"body.json": b'{"data":\n[{"Last_Name":"Ode"}]}'}
NOWHERE: Final = [(None, None, None)] * 3
IN_A_CALL: Final = f'curl {URL} -d \'[\n{{"Last_Name":"A"}},\n{{"Last_Name":"B",\n "Email": "x"}}]\''


@each_case(
    ("text", "lines"),
    [
        ('{"Last_Name":"A"}\n\n{"Last_Name":"B"}\n', [(1, 1, 1), (3, 3, 3), (None, None, None)]),
        ('Last_Name,Email\n"O\nde",a@x.test\nPan,b\n', [(2, 2, 2), (4, 4, 4), (None, None, None)]),
        ('Last_Name\n"A', NOWHERE),
        (
            '{"data": [\n{"Last_Name": "A"},\n{"Last_Name":\n "B",\n"Email": "x"}]}',
            [(2, 2, None), (3, 3, 5), (None, None, None)],
        ),
        (IN_A_CALL, [(2, 2, None), (3, 3, 4), (None, None, None)]),
        (f"curl {URL} -d @body.json", NOWHERE),
        ('m = Map();\nm.put("Last_Name","Ode");\nzoho.crm.upsert("Leads", m);', NOWHERE),
    ],
)
def test_each_row_and_each_key_has_its_line_where_it_is_known(text: str, lines: list[tuple[int | None, ...]]) -> None:
    line = source_lines(recognise(text, files=FILES.get), LEADS)
    assert [tuple(line(row, name) for name in (None, "Last_Name", "Email")) for row in range(3)] == lines


def test_of_a_call_whose_text_is_not_here_no_line_is_known() -> None:
    assert source_lines(replace(recognise(IN_A_CALL), lines=None), LEADS)(0, None) is None
