"""Tables of cases that are one fact: all of them in one test."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[..., None]


def each_case(
    names: str | tuple[str, ...], table: Iterable[Any], *, ids: Iterable[object] = (), shared: tuple[str, ...] = ()
) -> Callable[[Test], Test]:
    """As ``pytest.mark.parametrize``, in one test, which goes through the whole table and names every case that fails.

    For what is tried in microseconds: a test takes a millisecond for being one. Of fixtures a case may have
    ``tmp_path``, in which it has a folder of its own, and those that are ``shared`` by all cases, because none changes
    what another one sees. A test with others is parametrised. ids: what the cases are called, in the table's order.
    """
    cases = list(table)
    called = list(ids)
    assert len(called) in (0, len(cases))
    several = not isinstance(names, str)

    def of(test: Test) -> Test:
        wanted = (names,) if isinstance(names, str) else names
        signature = inspect.signature(test)
        fixtures = {name: each for name, each in signature.parameters.items() if name not in wanted}
        assert len(fixtures) + len(wanted) == len(signature.parameters)
        assert fixtures.keys() <= {"tmp_path", *shared}, "the cases would share it"
        assert cases

        def through_the_table(**provided: Any) -> None:
            failed: list[BaseException] = []
            for number, case in enumerate(cases):
                given = dict(zip(wanted, case if several else (case,), strict=True))
                try:
                    own = provided if "tmp_path" in shared else _with_a_folder_of_its_own(provided, number)
                    test(**given, **own)
                except (Exception, pytest.fail.Exception) as error:
                    if called:
                        error.add_note(f"in the case {called[number]}")
                    error.add_note(f"with {', '.join(f'{name}={_brief(value)}' for name, value in given.items())}")
                    failed.append(error)
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(cases)} cases", failed) if failed[1:] else failed[0]

        functools.update_wrapper(through_the_table, test)
        through = vars(through_the_table)
        through["__signature__"] = signature.replace(parameters=list(fixtures.values()))  # pytest asks it for fixtures
        return through_the_table

    return of


def _with_a_folder_of_its_own(fixtures: dict[str, Any], number: int) -> dict[str, Any]:
    if "tmp_path" not in fixtures:
        return fixtures
    folder = fixtures["tmp_path"] / str(number)
    folder.mkdir()
    return fixtures | {"tmp_path": folder}


def _brief(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}... ({len(shown)} characters)"


_LONGEST: Final = 1_000
