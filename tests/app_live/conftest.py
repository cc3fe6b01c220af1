"""Fixtures of the live half of the app: practice orgs on loopback."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.app_live.sending import Practice, small_data_set
from tui.core.rules import Assumptions
from tui.live.practice.faults import ActedFault
from tui.live.practice.org import PracticeOrg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tui.core.values import Record


class MakePractice(Protocol):
    """Starts a practice org on a small data set of leads."""

    def __call__(
        self, fault: str | None = ..., *, assume: Mapping[str, str] = ..., records: Sequence[Record] = ...
    ) -> Practice: ...


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[MakePractice]:
    """``practice("429:1")`` is an org that acts out a fault."""
    with ExitStack() as running:

        def start(
            fault: str | None = None, *, assume: Mapping[str, str] | None = None, records: Sequence[Record] = ()
        ) -> Practice:
            data, state = small_data_set(tmp_path / "data", records), tmp_path / "state"
            assumptions = Assumptions()
            for rule, value in (assume or {}).items():
                assumptions = assumptions.having(rule, value)
            org = PracticeOrg(data, state, assumptions, ActedFault.parse(fault) if fault else None)
            return Practice(running.enter_context(org), data, state)

        yield start
