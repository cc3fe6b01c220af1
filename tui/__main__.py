"""``python -m tui``: the same as the command upsert-explorer."""

import sys

from tui.cli import main

sys.exit(main())
