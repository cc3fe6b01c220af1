"""Which value a name has at a call, as far as the order of a program tells."""

from __future__ import annotations

import re

from tests.cases import each_case
from tui.core.payload.program_names import Names


def value_at_call(program: str, name: str = "b") -> str | None:
    """The value that a name has in the call ``send(...)`` of a program, up to what ends a word."""
    names = Names(program)
    start = program.index("send(")
    names.call = (start, program.index(")", start))
    place = names.value_of(name)
    return None if place is None else re.split("[ ;)\n]", program[place:], maxsplit=1)[0]


@each_case(
    ("program", "value"),
    [
        ("send(b)", None),
        ("b = 1; send(b)", "1"),
        ("const b=1; send(b)", "1"),
        ("let b: Body = 1; send(b)", "1"),
        ("let b: Map<string, any>[] = 1; send(b)", "1"),
        ("const o={a: 1}; const b=2; send(b)", "2"),
        ("b = 1; b = 2; send(b); b = 3", "2"),
        ("send(b); b = 3", "3"),
        ("send(b); b = 3; b = 4", None),
        ("b = 1; send(b=b)", "1"),
        ("send(b=b); b = 2", "2"),
        ("send(b=b)", None),
        ("x.b = 1; send(b)", None),
        ("ab = 1; send(b)", None),
        ("b == 1; b => 1; send(b)", None),
        ("b += 1; send(b)", None),
        ("b = 1; function f(b) { send(b) }", None),
        ("b = 1; function f(a, b = 2) { send(b) }", None),
        ("b = 1; async f({a, b}) { send(b) }", None),
        ("b = 1; const f = (b) => send(b)", None),
        ("b = 1; const f = (b: Body): Promise<void> => send(b)", None),
        ("b = 1; const f = b => send(b)", None),
        ("b = 1\ndef f(self, b):\n  send(b)", None),
        ("function f(b) { }; b = 1; send(b)", "1"),
        ("b = 1; function f(x) { send(b) }", "1"),
        ("b = 1; if (b) { send(b) }", "1"),
        ("b = 1; for (x of b) { while (b) { switch(b) { with(b) { send(b) } } } }", "1"),
        ("b = 1; f(b); send(b)", "1"),
        ("b = 1; send(b).then((b) => b)", "1"),
        ("b = 1; function f(x.b) { send(b) }", "1"),
    ],
)
def test_the_last_value_before_a_call_counts_and_a_parameter_hides_it(program: str, value: str | None) -> None:
    assert value_at_call(program) == value


@each_case(
    ("program", "is_changed"),
    [
        ("b = []; send(b)", False),
        ("b.push(1)", True),
        ("b.data.push (1)", True),
        ("b['data'].append(1)", True),
        ("b.data = [1]", True),
        ("b['data'] = [1]", True),
        ("b[i].x += 1", True),
        ("b += 'x'", True),
        ("b ||= {}", True),
        ("Object.assign(b, x)", True),
        ("delete b[key]", True),
        ("del b['x']", True),
        ("undelete b; model b", False),
        ("b.data == 1; b.data => 1; b == 2; b.x(1); f(b.x)", False),
        ("b >= 1; b <= 1; b != 1; b.x >= 1", False),
        ("x.b.push(1); ab.push(1); ba.push(1); x.b = 1", False),
        ("b.pushed(1)", False),
    ],
)
def test_a_name_is_changed_where_its_value_is_built_piece_by_piece(program: str, *, is_changed: bool) -> None:
    assert Names(program).is_changed("b") is is_changed


@each_case(
    ("program", "is_again"),
    [
        ("b = 1; b = 2; send(b)", True),
        ("let b = 1; b = 2; send(b)", True),
        ("b = 1; const b = 2; send(b)", False),
        ("b = 1; var\nb = 2; send(b)", False),
        ("b = 1; inlet b = 2; send(b)", True),
        ("b = 1; send(b, b=2); b = 3", False),
        ("f((b) => 1); b = 2; send(b)", False),
        ("send(b)", False),
    ],
)
def test_a_name_is_set_again_where_a_later_value_is_no_variable_of_its_own(program: str, *, is_again: bool) -> None:
    names = Names(program)
    names.call = (program.index("send("), program.index(")", program.index("send(")))
    assert names.is_set_again("b") is is_again
