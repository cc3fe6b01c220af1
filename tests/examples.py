"""How hypothesis makes examples for the tests: the same ones in every run, and nothing kept on disk.

It is set before the first test file that draws examples is imported (tests/conftest.py), whichever is run. ``suite`` is
the profile of every test. Properties of the engine carry ``engine``: ``ENGINE_EXAMPLES`` raises their number of
examples, because some of what they are to find comes up once in several hundred. ``.ci/run`` asks for a thousand.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, core, settings
from hypothesis.core import StateForActualGivenExecution
from hypothesis.internal import entropy
from hypothesis.internal.conjecture import providers
from hypothesis.internal.conjecture.providers import HypothesisProvider

import tui

if TYPE_CHECKING:
    from hypothesis.internal.conjecture.data import ConjectureData

settings.register_profile(
    "suite",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")
settings.register_profile(
    "engine", settings.get_profile("suite"), max_examples=int(os.environ.get("ENGINE_EXAMPLES", "40"))
)


def let_go_of_examples() -> None:
    """What hypothesis keeps of each example holds itself in a circle, and what it keeps of each property another: three
    quarters of a million objects, for which the collector takes a second. Without the circles they go at once."""
    make, run = HypothesisProvider.__init__, StateForActualGivenExecution.run_engine

    def made(provider: HypothesisProvider, data: ConjectureData | None, /) -> None:
        make(provider, data)
        if data is not None:  # it holds the provider
            provider._cd = weakref.proxy(data)

    def run_and_let_go(state: StateForActualGivenExecution) -> None:
        run(state)  # type: ignore[no-untyped-call]
        state._runner = None  # unless it raised: what failed is run again

    HypothesisProvider.__init__ = made  # type: ignore[method-assign]
    StateForActualGivenExecution.run_engine = run_and_let_go  # type: ignore[method-assign]


def hold_its_numbers_before_there_is_much_to_look_through() -> None:
    """In each process hypothesis once has all objects looked through, and cycles taken away, to see that somebody holds
    its random numbers. After the tests of the app, which leave millions, that takes seconds."""
    core.threadlocal._hypothesis_global_random = numbers = Random()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entropy, "gc", SimpleNamespace(collect=int, get_referrers=lambda each: [each]))
        entropy.register_random(numbers)


READ: Final = tuple(f"{Path(tui.__file__).parent / name}{os.sep}" for name in ("core", "dataset", "session"))
"""Folders whose code reads and writes what examples are made of."""


def look_for_constants_where_texts_are_read() -> None:
    """hypothesis puts the constants of all modules of a project into its examples, for which it reads each of them, in
    every process. What screens say and keys do is no part of what is read: without it the examples hold more of what
    is, and the first test is there in half the time."""
    module = vars(providers)
    is_local = module["is_local_module_file"]
    module["is_local_module_file"] = lambda path: path.startswith(READ) and is_local(path)


let_go_of_examples()
hold_its_numbers_before_there_is_much_to_look_through()
look_for_constants_where_texts_are_read()
