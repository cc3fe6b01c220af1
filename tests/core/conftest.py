"""Two hypothesis profiles for the core's tests: the same examples in every run, and nothing kept on disk.

``core`` is for every test. Properties of the engine carry ``engine``: ``ENGINE_EXAMPLES`` raises their number of
examples, because some of what they are to find comes up once in several hundred. ``.ci/run`` asks for a thousand.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

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
