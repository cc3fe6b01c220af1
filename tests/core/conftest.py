"""Two hypothesis profiles for the core's tests: the same examples in every run, and nothing kept on disk.

``core`` is for every test. Properties of the engine carry ``engine``: ``ENGINE_EXAMPLES`` raises their number of
examples, because some of what they are to find comes up once in several hundred. ``.ci/run`` asks for a thousand.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile(
    "core",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("core")
settings.register_profile(
    "engine", settings.get_profile("core"), max_examples=int(os.environ.get("ENGINE_EXAMPLES", "40"))
)


@pytest.fixture
def far_from_utc() -> Iterator[None]:
    """A machine that is five and a half hours ahead of UTC."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "IST-5:30")
        time.tzset()
        yield
    time.tzset()
