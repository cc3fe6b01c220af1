"""``python -m tests.second_reading --seeds 0:2000``: both readings of many cases, and where they differ.

``--only KIND`` keeps kinds that contain this text; ``--without KIND`` leaves them out; ``--show SEED`` prints one case
and both readings of it; ``--case FILE`` does so for a case that was printed; ``--keep DIR`` writes the smallest case of
each kind as a data set and a payload.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.second_reading.case import Case, case_from_json
from tests.second_reading.cases import make_case
from tests.second_reading.compare import Difference, differences
from tests.second_reading.folder import write_case
from tests.second_reading.model import judge
from tests.second_reading.product import NoForecastError, preview
from tests.second_reading.settings import SWITCHES
from tests.second_reading.shrink import shrink


def differ(case: Case, unknown: frozenset[str] = frozenset()) -> list[Difference]:
    """Where the two readings of this case differ; rules in ``unknown`` are left out of both."""
    for settings in (case.picked, case.assumptions, case.measured):
        for rule in unknown & set(settings):
            del settings[rule]
    try:
        actual = preview(case)
    except NoForecastError as told:
        return [Difference(f"no forecast: {str(told)[:90]}", "call", None, str(told))]
    expected = judge(case)
    if unknown:
        _forget(expected, unknown)
    return differences(case, expected, actual)


def _forget(expected: dict[str, Any], unknown: frozenset[str]) -> None:
    """Take the rules out that the product does not know."""
    for rule in unknown:
        expected["assumptions"].pop(rule, None)
    for row in expected["records"]:
        row["depends_on"] = [rule for rule in row["depends_on"] if rule not in unknown]


def _unknown() -> frozenset[str]:
    """The switches that the product has not yet."""
    case = Case("Leads", [{"api_name": "Email", "data_type": "email"}], [], {"data": [{"Email": "a@x.test"}]})
    return frozenset(SWITCHES) - set(preview(case)["assumptions"])


def _show(case: Case) -> None:
    print(json.dumps(case.to_json(), indent=1, ensure_ascii=False))
    print("the text says:", json.dumps(judge(case), indent=1, ensure_ascii=False, default=str))
    try:
        print("the product says:", json.dumps(preview(case), indent=1, ensure_ascii=False))
    except NoForecastError as told:
        print("the product says:", told)
    for one in differ(case):
        print(f"difference: {one.kind} ({one.where})\n  text:    {one.expected}\n  product: {one.actual}")


def _report(kind: str, seeds: list[int], arguments: argparse.Namespace, number: int, unknown: frozenset[str]) -> None:
    def still(case: Case) -> bool:
        return any(one.kind == kind for one in differ(case, unknown))

    case = make_case(seeds[0])
    if not arguments.no_shrink:
        case = min(
            (shrink(make_case(seed), still) for seed in seeds[: arguments.tries]), key=lambda one: len(_line(one))
        )
    print(f"\n## {kind}: {len(seeds)} cases, as seeds {', '.join(map(str, seeds[:5]))}")
    print(_line(case))
    for one in differ(case, unknown):
        if one.kind == kind:
            print(f"  {one.where}\n  text:    {one.expected}\n  product: {one.actual}")
            break
    if arguments.keep is not None:
        folder = Path(arguments.keep) / f"{number:02}"
        write_case(case, folder)
        (folder / "case.json").write_text(_line(case), encoding="utf-8")
    sys.stdout.flush()


def _line(case: Case) -> str:
    return json.dumps(case.to_json(), ensure_ascii=False)


def main() -> int:
    """The exit code: 1 where anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.second_reading", description=__doc__)
    parser.add_argument("--seeds", default="0:500", help="FROM:TO")
    parser.add_argument("--only", help="only kinds that contain this text")
    parser.add_argument(
        "--without", action="append", default=[], help="leave out kinds that contain this text; repeats"
    )
    parser.add_argument("--show", type=int, help="one seed, in full")
    parser.add_argument("--case", help="a file with one case, in full")
    parser.add_argument("--keep", help="a folder for the smallest case of each kind")
    parser.add_argument("--no-shrink", action="store_true", help="the first case of each kind as it is")
    parser.add_argument("--known-only", action="store_true", help="leave out switches that the product has not yet")
    parser.add_argument("--tries", type=int, default=2, help="so many cases of a kind are made smaller (default 2)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="second-reading-home-") as home:
        os.environ["UPSERT_EXPLORER_CONFIG"] = home
        for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[variable] = home
        if arguments.show is not None or arguments.case:
            plain = None if arguments.case is None else json.loads(Path(arguments.case).read_text(encoding="utf-8"))
            _show(make_case(arguments.show) if plain is None else case_from_json(plain))
            return 0
        unknown = _unknown() if arguments.known_only else frozenset()
        first, _, last = arguments.seeds.partition(":")
        kinds: dict[str, list[int]] = defaultdict(list)
        for seed in range(int(first), int(last)):
            for kind in {one.kind for one in differ(make_case(seed), unknown)}:
                kinds[kind].append(seed)
        kept = {
            kind: seeds
            for kind, seeds in kinds.items()
            if (arguments.only or "") in kind and not any(text in kind for text in arguments.without)
        }
        for number, (kind, seeds) in enumerate(sorted(kept.items(), key=lambda item: -len(item[1])), start=1):
            _report(kind, seeds, arguments, number, unknown)
        differing = {seed for seeds in kept.values() for seed in seeds}
        print(f"\n{int(last) - int(first)} cases, {len(differing)} differ, in {len(kept)} kinds")
    return 1 if kept else 0


if __name__ == "__main__":
    sys.exit(main())
