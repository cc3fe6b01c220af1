"""JSON text laid out anew."""

from __future__ import annotations

from tests.cases import each_case
from tui.core.payload.reindent import reindented


@each_case(
    ("text", "laid_out"),
    [
        ('{"a":[1,"x",null],"b":[]}', '{\n  "a": [1, "x", null],\n  "b": []\n}'),
        ('[[1],{"c":{}},{"d":1.50}]', '[\n  [1],\n  {\n    "c": {}\n  },\n  {\n    "d": 1.50\n  }\n]'),
        ("[ ]", "[]"),
        ("[{}]", "[\n  {}\n]"),
        ('"\\u00e9\\/\\n"', '"é/\\n"'),
        (f'["{"x" * 97}"]', f'["{"x" * 97}"]'),
        (f'["{"x" * 98}"]', f'[\n  "{"x" * 98}"\n]'),
        (f"[{'1,' * 24}12]", f"[{'1, ' * 24}12]"),
        (f"[{'1,' * 25}1]", "[\n" + "  1,\n" * 25 + "  1\n]"),
    ],
)
def test_values_stay_as_they_are_written_and_a_short_list_of_plain_ones_on_one_line(text: str, laid_out: str) -> None:
    assert reindented(text) == laid_out
    assert reindented(laid_out) == laid_out
