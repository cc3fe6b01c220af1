"""Tables of cases that are one fact: all of them in one test."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    Test = Callable[..., None]


def each_case(names: str | tuple[str, ...], table: Iterable[Any]) -> Callable[[Test], Test]:
    """As ``pytest.mark.parametrize``, in one test, which goes through the whole table and names every case that fails.

    For what is tried in microseconds: a test takes a millisecond for being one. Of fixtures a case may have
    ``tmp_path``, in which it has a folder of its own; a test with others, which the cases would share, is parametrised.
    """
    cases = list(table)
    several = not isinstance(names, str)

    def of(test: Test) -> Test:
        wanted = (names,) if isinstance(names, str) else names
        signature = inspect.signature(test)
        fixtures = {name: each for name, each in signature.parameters.items() if name not in wanted}
        assert len(fixtures) + len(wanted) == len(signature.parameters)
        assert fixtures.keys() <= {"tmp_path"}, "the cases would share it"
        assert cases

        def through_the_table(**shared: Path) -> None:
            failed: list[BaseException] = []
            for number, case in enumerate(cases):
                given = dict(zip(wanted, case if several else (case,), strict=True))
                own = {name: folder / str(number) for name, folder in shared.items()}
                for folder in own.values():
                    folder.mkdir()
                try:
                    test(**given, **own)
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"with {', '.join(f'{name}={_brief(value)}' for name, value in given.items())}")
                    failed.append(error)
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(cases)} cases", failed) if failed[1:] else failed[0]

        functools.update_wrapper(through_the_table, test)
        through = vars(through_the_table)
        through["__signature__"] = signature.replace(parameters=list(fixtures.values()))  # pytest asks it for fixtures
        return through_the_table

    return of


def _brief(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}... ({len(shown)} characters)"


_LONGEST: Final = 1_000
