"""Two hypothesis profiles for the core's tests: the same examples in every run, and nothing kept on disk.

``core`` is for every test. Properties of the engine carry ``@ENGINE``: where ``CI`` is set they run a thousand
examples, because some of what they are to find comes up once in several hundred.
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
settings.register_profile("engine", settings.get_profile("core"), max_examples=1_000 if os.environ.get("CI") else 40)
