"""Writes the tables of the README that come from elsewhere, between their marks; ``--check`` only compares.

``python tests/make_readme.py`` after a change of the rule catalogue, the key bindings, the glossary or the figures in
``tests/mutation.md``.
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
FIGURES = ROOT / "tests" / "mutation.md"

_HEAD = """\
| part | mutants | noticed | has a test since, or is gone | equal | left |
| --- | ---: | ---: | ---: | ---: | ---: |
"""
_MODULE = re.compile(r"^\| `([\w/]+/)\w+\.py` \|((?: *[\d,]* *\|){5})$", re.MULTILINE)
_TOGETHER = re.compile(r"^\| together \|.*$", re.MULTILINE)


def mutation_markdown(figures: str) -> str:
    """The sums of mutation testing by folder, of the table of modules in ``tests/mutation.md``."""
    sums: dict[str, list[int]] = {}
    for folder, cells in _MODULE.findall(figures):
        numbers = [int(cell.replace(",", "").strip() or 0) for cell in cells.split("|")[:5]]
        sums[folder] = [sum(pair) for pair in zip(sums.get(folder, [0] * 5), numbers, strict=True)]
    total = [sum(column) for column in zip(*sums.values(), strict=True)]
    rows = [_row(f"`{folder}`", numbers) for folder, numbers in sums.items()]
    return _HEAD + "\n".join([*rows, _row("together", total)])


def _row(name: str, numbers: list[int]) -> str:
    return f"| {name} | {' | '.join(f'{number:,}' if number else '' for number in numbers)} |"


def with_sum(figures: str) -> str:
    """``tests/mutation.md`` with the sum of its table as its rows have it now."""
    together = mutation_markdown(figures).rpartition("\n")[2]
    return _TOGETHER.sub(lambda _: together, figures)


def with_tables(text: str) -> str:
    """The README with its tables as they should be now. Raises ValueError if a mark is missing."""
    tables = {
        "rules": rules_markdown(),
        "keys": keys_markdown(),
        "glossary": glossary_markdown(),
        "mutation": mutation_markdown(FIGURES.read_text(encoding="utf-8")),
    }
    for name, table in tables.items():
        pattern = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
        if len(pattern.findall(text)) != 1:
            raise ValueError(f"README.md has no one place for the table {name}")
        start, end = next(pattern.finditer(text)).span()
        text = f"{text[:start]}{table}\n{text[end:]}"
    return text


def main() -> int:
    """Write, or compare; returns the exit code."""
    wrong = 0
    for file, make in ((FIGURES, with_sum), (README, with_tables)):
        text = file.read_text(encoding="utf-8")
        made = make(text)
        if "--check" not in sys.argv:
            file.write_text(made, encoding="utf-8")
        elif made != text:
            print(f"{file.name}: a table is not what it should be; run python tests/make_readme.py", file=sys.stderr)
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
