"""What a data set says of the rules: ``[assumptions]`` of dataset.toml, and what ``calibrate`` measured in its org.

Neither keeps a data set from being read: what is wrong here is told in one line with its place, and does not count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

from tui.core.display import one_line
from tui.core.from_json import Before, FromJson, Misfit
from tui.core.payload.json_text import place_of, spans
from tui.core.rules import RULES, SWITCHES, Measurement
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError, json_of
from tui.dataset.settings import Settings, error_sentence, settings_of
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TABLE: Final = "assumptions"

_HEADER: Final = pattern(r"[ \t]*\[[ \t]*(?:\"|')?([A-Za-z0-9_-]+)(?:\"|')?[^\]\n]*\]")


# --- [assumptions] of dataset.toml -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assumed:
    """The settings of switches that a data set names, and a sentence for each that does not count."""

    settings: Mapping[str, str]
    problems: tuple[str, ...] = ()


def settings_and_assumed(text: str, file: str) -> tuple[Settings, Assumed]:
    """dataset.toml, whose table ``[assumptions]`` may be wrong without harm to the rest. Raises DataSetError."""
    try:
        settings = settings_of(text, file)
    except DataSetError as error:
        rest = without_assumptions(text, error.line)
        if rest is None:
            raise
        return settings_of(rest, file), Assumed({}, (f"{error}; [assumptions] is ignored.",))
    return settings, assumed_of(settings.assumptions, text, file)


def assumed_of(table: Any, text: str, file: str) -> Assumed:
    """The settings in the value of ``[assumptions]``; text: that of the file, for the places."""
    if table is None:
        return Assumed({})
    if not isinstance(table, dict):
        return Assumed({}, (_problem('it should be a table of rules: RULE = "value"', text, file, TABLE),))
    settings: dict[str, str] = {}
    problems: list[str] = []
    for rule, value in _flat(table):
        why = why_no_setting(rule, value)
        if why is None:
            settings[rule] = value
        else:
            problems.append(_problem(why, text, file, rule))
    return Assumed(settings, tuple(problems))


def without_assumptions(text: str, line: int | None) -> str | None:
    """The text of a TOML file with its table ``[assumptions]`` blanked out, if the error in a line (from 1; None: at
    the end) stands in it; else None."""
    lines = text.split("\n")
    start = next((at for at, each in enumerate(lines) if (head := _HEADER.match(each)) and head[1] == TABLE), None)
    if start is None:
        return None
    end = next((at for at in range(start + 1, len(lines)) if _HEADER.match(lines[at])), len(lines))
    if not start < (len(lines) if line is None else line) <= end:
        return None
    return "\n".join([*lines[:start], *[""] * (end - start), *lines[end:]])


def why_no_setting(rule: str, value: Any) -> str | None:
    """Why a rule cannot be set to a value, in words; None where it can."""
    if rule not in SWITCHES:
        known = "has no other setting" if rule in RULES else "is not a rule"
        return f"{one_line(rule)} {known}"
    values = SWITCHES[rule].values
    if value not in values:
        return f"{rule} is {', '.join(values[:-1])} or {values[-1]}, not {one_line(str(value))}"
    return None


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The rules of a table; an unquoted ``match.several = ...`` is a table within the table."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _problem(reason: str, text: str, file: str, key: str) -> str:
    lines = text.split("\n")
    last = key.rpartition(".")[2]
    named = [at for at, line in enumerate(lines, 1) if key in line and not line.lstrip().startswith("#")]
    near = named or [at for at, line in enumerate(lines, 1) if re.match(rf"\s*[\"']?{re.escape(last)}\b", line)]
    place = f", line {near[-1]}" if near else ""
    return f"{file}{place}: {reason}; ignored."


# --- calibration.json ------------------------------------------------------------------------------------------------


def _text_or_nothing(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else str(value)


_Text = Annotated[str | None, Before(_text_or_nothing)]


@dataclass(frozen=True, slots=True)
class _Entry(FromJson):
    """One rule that was measured, or that could not be. Only ``verdict`` measured counts."""

    rule: str
    value: _Text = None
    verdict: _Text = None
    at: _Text = None
    module: _Text = None
    api_version: _Text = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured: rule and measurement, in the order of the file; a sentence for each entry that is wrong."""

    measured: tuple[tuple[str, Measurement], ...] = ()
    problems: tuple[str, ...] = ()

    def of_module(self, module: str) -> dict[str, Measurement]:
        """The measurement of each rule that holds for a module: one made in it goes before one that names no module, a
        later one before an earlier one."""
        fitting = [entry for entry in self.measured if entry[1].module in ("", module)]
        return dict(sorted(fitting, key=lambda entry: (entry[1].module != "", entry[1].at)))


def calibration_of(text: str, file: str, module_names: Mapping[str, str] | None = None) -> Calibration:
    """The text of calibration.json. Never raises: a file that cannot be read has measured nothing, and says why.

    module_names: small letters -> API name.
    """
    try:
        value = json_of(text, file)
    except DataSetError as error:
        return Calibration(problems=(f"{error}; no measured setting is used.",))
    entries = value.get("measured") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        place = "line 1, column 1"
        return Calibration(
            problems=(f'{file}, {place}: it should be {{"measured": [...]}}; no measured setting is used.',)
        )
    measured: list[tuple[str, Measurement]] = []
    problems: list[str] = []
    for number, entry in enumerate(entries):
        try:
            read = _Entry.of_json(entry)
        except Misfit as error:
            span = spans(text, 2).get(("measured", number))
            line, column = place_of(text, span.start) if span else (1, 1)
            why = error_sentence(error, value, ("measured", number))
            problems.append(f"{file}, line {line}, column {column}: {one_line(why)}; ignored.")
            continue
        if read.verdict != "measured" or (read.rule in RULES and read.rule not in SWITCHES):
            continue
        why_not = why_no_setting(read.rule, read.value)
        if why_not is not None:
            problems.append(f"{file}: {why_not}; ignored.")
            continue
        module = (read.module or "").strip()
        module = (module_names or {}).get(module.casefold(), module)
        measured.append((read.rule, Measurement(read.value or "", read.at or "", module, read.api_version or "")))
    return Calibration(tuple(measured), tuple(_once(problems)))


def _once(problems: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(problems))
