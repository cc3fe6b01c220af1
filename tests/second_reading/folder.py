"""Writes a case as what a person would have: the folder of a data set, and the file of a payload."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tests.second_reading.case import holds_shell_variable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_reading.case import Case

LIVE_DOLLAR: Final = "\ue000"
"""Stands for a dollar sign that the shell is to expand."""


def _put(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def write_case(case: Case, folder: Path) -> tuple[Path, Path]:
    """The data set's folder and the payload's file, both under ``folder``."""
    data = folder / "data"
    name = case.module
    _put(data / "fields" / f"{name}.json", {"fields": case.fields})
    _write_records(case, data / "records")
    if case.layouts is not None:
        _put(data / "layouts" / f"{name}.json", {"layouts": case.layouts})
    if case.covered is not None:
        _put(data / "covers.json", {name: case.covered})
    if case.measured:
        entries = [
            {
                "rule": rule,
                "value": value,
                "at": "2026-11-02T09:00:00+00:00",
                "module": name,
                "api_version": "v8",
                "evidence": [],
                "verdict": "measured",
                "why": "",
            }
            for rule, value in case.measured.items()
        ]
        _put(data / "calibration.json", {"org": {}, "measured": entries})
    (data / "dataset.toml").write_text(_toml(case), encoding="utf-8")
    payload = folder / ("payload.json" if case.form == "json" else "payload.txt")
    payload.write_text(_payload(case), encoding="utf-8")
    return data, payload


def _write_records(case: Case, folder: Path) -> None:
    if not case.pages:
        _put(folder / f"{case.module}.json", {"data": case.records})
        return
    pages, start = [], 0
    for page in case.pages:
        info: dict[str, Any] = {"count": page["count"], "more_records": page["more"]}
        if page["page"] is not None:
            info["page"] = page["page"]
        pages.append({"data": case.records[start : start + page["count"]], "info": info})
        start += page["count"]
    if case.one_file:
        _put(folder / f"{case.module}.json", pages)
        return
    for number, content in enumerate(pages, start=1):
        _put(folder / f"{case.module}-{number}.json", content)


def _toml(case: Case) -> str:
    lines = ['name = "made"', 'description = "A made-up case."', "[made]", 'at = "2026-11-02T09:00:00+00:00"']
    if case.covers is not None:
        lines.append(f'covers = "{case.covers}"')
    if case.preference is not None:
        lines += ["[org]", f'duplicate_check_preference = "{case.preference}"']
    if case.assumptions:
        lines.append("[assumptions]")
        lines += [f'"{rule}" = "{value}"' for rule, value in case.assumptions.items()]
    return "\n".join([*lines, ""])


def _live(case: Case, value: Any) -> Any:
    """The value, its dollar signs marked where the shell is to expand them."""
    if isinstance(value, str) and holds_shell_variable(case, value):
        return value.replace("$", LIVE_DOLLAR)
    if isinstance(value, list):
        return [_live(case, item) for item in value]
    if isinstance(value, dict):
        return {key: _live(case, item) for key, item in value.items()}
    return value


def _payload(case: Case) -> str:
    body = json.dumps(_live(case, case.body), ensure_ascii=False)
    if case.form == "json":
        return body
    if case.form == "curl":
        quoted = "'" + body.replace("'", "'\\''") + "'"
    else:
        for special in ("\\", '"', "`", "$"):
            body = body.replace(special, "\\" + special)
        quoted = '"' + body.replace(LIVE_DOLLAR, "$") + '"'
    url = f"https://www.zohoapis.com/crm/{case.version}/{case.written_module or case.module}/upsert"
    lines = [f'curl "{url}"', "-X POST"]
    if case.unmodified_since is not None:
        lines.append(f'-H "If-Unmodified-Since: {case.unmodified_since}"')
    return " \\\n".join([*lines, f"-d {quoted}"]) + "\n"
