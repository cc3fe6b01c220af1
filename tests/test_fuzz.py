"""Every reader of what comes from outside, under inputs that were made up: it reads, or refuses with its own errors.

Inputs that once did something else are in ``tests/fuzz_findings``; ``python -m tests.fuzz`` looks for more.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import FINDINGS, READERS, fuzz, mutated, trouble_of

if TYPE_CHECKING:
    from pathlib import Path

FOUND = sorted(FINDINGS.glob("*-*")) if FINDINGS.is_dir() else []


@pytest.mark.parametrize("name", READERS)
def test_a_reader_reads_or_refuses(name: str) -> None:
    reader = READERS[name]

    @settings(max_examples=25)
    @given(st.integers(0, 2**32), st.sampled_from(reader.seeds), st.binary(max_size=40))
    def tried(number: int, seed: str, more: bytes) -> None:
        content = mutated(random.Random(number), seed.encode("latin-1", "replace") + more)
        assert trouble_of(reader, content) == ""

    tried()


def test_examples_are_the_same_in_every_run_of_any_file() -> None:
    assert settings.default == settings.get_profile("suite")
    assert (settings.default.derandomize, settings.default.database, settings.default.deadline) == (True, None, None)


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.name)
def test_what_was_once_a_finding_is_none_any_more(file: Path) -> None:
    name = file.name.rpartition("-")[0]
    assert trouble_of(READERS[name], file.read_bytes()) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_a_reader_reads_or_refuses_for_longer(name: str) -> None:
    assert fuzz(name, 5.0, random.Random(2026)) == 0
