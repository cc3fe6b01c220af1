"""Writes the tables of the README that come from the code, between their marks; ``--check`` only compares.

``python tests/make_readme.py`` after a change of the rule catalogue, the key bindings or the glossary.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tui.core.views.glossary import glossary_markdown  # noqa: E402 - the checkout's own package
from tui.reports.catalogue import keys_markdown, rules_markdown  # noqa: E402 - the checkout's own package

README = ROOT / "README.md"


def with_tables(text: str) -> str:
    """The README with its tables as the code has them now. Raises ValueError if a mark is missing."""
    for name, table in (("rules", rules_markdown()), ("keys", keys_markdown()), ("glossary", glossary_markdown())):
        pattern = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
        if len(pattern.findall(text)) != 1:
            raise ValueError(f"README.md has no one place for the table {name}")
        start, end = next(pattern.finditer(text)).span()
        text = f"{text[:start]}{table}\n{text[end:]}"
    return text


def main() -> int:
    """Write, or compare; returns the exit code."""
    text = README.read_text(encoding="utf-8")
    made = with_tables(text)
    if "--check" in sys.argv:
        if made != text:
            print("README.md: a table is not what the code says; run python tests/make_readme.py", file=sys.stderr)
        return int(made != text)
    README.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
