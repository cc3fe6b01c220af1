"""What holds for every test."""

from __future__ import annotations

import gc

# Textual makes thousands of short-lived objects a frame. At its usual threshold the collector looks for cycles among
# them, and among all that was imported, so often that it takes 40 % of the time of the app's tests.
gc.set_threshold(100_000, 50, 100)
