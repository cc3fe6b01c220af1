"""What is worked out otherwise for the tests comes to what Textual makes of it."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Final

from textual.content import Content

from tests.quick_textual import _measured_once, _parameters

MEASURE: Final = Content.get_height  # as it is before any test begins


def function(a: int, /, b: int, *, c: int = 0) -> None: ...


@functools.wraps(function)
def wrapped(*given: Any, **more: Any) -> None: ...


class Several:
    def method(self, a: int, b: int = 1, *more: int, d: int, **others: int) -> None: ...

    def of_any(*given: Any) -> None: ...

    @classmethod
    def of_class(cls, a: int) -> None: ...

    @staticmethod
    def of_none(a: int, b: int) -> None: ...

    def __call__(self, a: int) -> None: ...


SEVERAL = Several()
CALLABLES = (
    *(function, wrapped, lambda: None, lambda a, *more: None, functools.partial(function, 1), len, Several, SEVERAL),
    *(SEVERAL.method, Several.method, SEVERAL.of_any, SEVERAL.of_class, Several.of_class, SEVERAL.of_none),
)


def test_a_callable_has_the_parameters_of_its_signature() -> None:
    for each in CALLABLES:
        assert _parameters(each) == len(inspect.signature(each).parameters), each


def test_a_text_is_as_high_as_textual_measures_it_in_each_way_to_wrap_it() -> None:
    quick = _measured_once(MEASURE)
    ways: list[Any] = [{}, {"text_wrap": "nowrap"}, {"text_overflow": "ellipsis"}, {"line_pad": 1}]
    for text in ("one two three", "aa bbb aa", "a\nb", "", "twelve-letter"):
        for rules in ways * 2:
            for width in (5, 9):
                wanted = MEASURE(Content(text), rules, width)
                assert quick(Content(text), rules, width) == wanted, (text, rules, width)
