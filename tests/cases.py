"""Tables of cases that are one fact: all of them in one test."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[..., None]


def each_case(names: str | tuple[str, ...], table: Iterable[Any]) -> Callable[[Test], Callable[[], None]]:
    """As ``pytest.mark.parametrize``, in one test, which goes through the whole table and names every case that fails.

    For what is tried in microseconds: a test takes a millisecond for being one. A test with fixtures, which the cases
    would share, is parametrised.
    """
    cases = list(table)
    several = not isinstance(names, str)

    def of(test: Test) -> Callable[[], None]:
        wanted = (names,) if isinstance(names, str) else names
        assert set(wanted) == set(inspect.signature(test).parameters), "all are of the table"
        assert cases

        def through_the_table() -> None:
            failed: list[BaseException] = []
            for case in cases:
                given = dict(zip(wanted, case if several else (case,), strict=True))
                try:
                    test(**given)
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"with {', '.join(f'{name}={_brief(value)}' for name, value in given.items())}")
                    failed.append(error)
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(cases)} cases", failed) if failed[1:] else failed[0]

        functools.update_wrapper(through_the_table, test)
        vars(through_the_table)["__signature__"] = inspect.Signature()  # pytest asks it for fixtures
        return through_the_table

    return of


def _brief(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}... ({len(shown)} characters)"


_LONGEST: Final = 1_000
