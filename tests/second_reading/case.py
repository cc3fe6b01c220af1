"""A case: everything that one forecast is made from, as plain JSON-like data."""

from __future__ import annotations

import copy
import re
from dataclasses import asdict, dataclass, field
from typing import Any, Final

SHELL_VARIABLE: Final = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[^}]*\}|\([^)]*\))")


@dataclass
class Case:
    """One call, the copy of the org that it is held against, and the settings that a person picked."""

    module: str
    fields: list[dict[str, Any]]
    records: list[dict[str, Any]]
    body: dict[str, Any]
    written_module: str | None = None
    layouts: list[dict[str, Any]] | None = None
    pages: list[dict[str, Any]] = field(default_factory=list)
    """{"count": records on it, "page": number or None, "more": bool}; empty: one page without info."""
    one_file: bool = False
    covers: str | None = None
    covered: dict[str, list[Any]] | None = None
    preference: str | None = None
    assumptions: dict[str, str] = field(default_factory=dict)
    measured: dict[str, str] = field(default_factory=dict)
    form: str = "json"
    """json, curl (body in single quotes) or shell (body in double quotes, where variables are expanded)."""
    version: str = "v8"
    unmodified_since: str | None = None
    picked: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """This case without what is at its default."""
        plain = asdict(self)
        bare = asdict(Case(module="", fields=[], records=[], body={}))
        needed = ("module", "fields", "records", "body")
        return {key: value for key, value in plain.items() if key in needed or value != bare[key]}

    def copy(self) -> Case:
        """A copy that shares nothing."""
        return copy.deepcopy(self)


def case_from_json(plain: dict[str, Any]) -> Case:
    """The case that ``to_json`` made this from."""
    return Case(**plain)


def holds_shell_variable(case: Case, value: Any) -> bool:
    """Whether a shell would put something else into this value before the call leaves."""
    if case.form != "shell":
        return False
    if isinstance(value, str):
        return SHELL_VARIABLE.search(value) is not None
    if isinstance(value, list):
        return any(holds_shell_variable(case, item) for item in value)
    if isinstance(value, dict):
        return any(holds_shell_variable(case, item) for item in value.values())
    return False
