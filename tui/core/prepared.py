"""A row with all that can be said of it before it meets the records: which keys are ignored, what stage 1 makes of its
values under each setting, and which layout it names. The counterfactuals of one forecast share it, and so do forecasts
that follow each other, where they keep their rows (``PreparedRows``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from tui.core.diff import Change, Writing, changes
from tui.core.errors import ZohoError
from tui.core.field_types import AUTONUMBER
from tui.core.payload.open_variables import holds_variable
from tui.core.validate import value_checks
from tui.core.values import has_id, id_text, is_same_json
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from tui.core.metadata import Layout, Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.rules import Settings
    from tui.core.values import Json, Record

Said = TypeVar("Said")
NO_NAMES: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckedValues:
    """What stage 1 leaves of a row under some settings: its errors; the values that count as sent (``kept``), and of
    these the ones that an insert drops from stage 3 on."""

    errors: tuple[ZohoError, ...]
    kept: Record
    dropped_on_insert: frozenset[str] = NO_NAMES


class PreparedRow:
    """A row of a payload. ``index``: 0-based within the payload; ``sent``: as it came; ``values``: the keys that are
    not ignored; ``shell``: those of them whose value holds an open variable; ``layout``: the one that it names.

    ``decides``: rules without a switch that the row depends on because of a value it carries.
    """

    __slots__ = (
        "_checked", "_checks", "_kept_from_stage_3", "_last", "_module", "_said", "_variables", "decides", "index",
        "layout", "sent", "shell", "values",
    )  # fmt: skip

    def __init__(self, index: int, sent: Record, module: Module, shell_variables: Collection[str] = ()) -> None:
        self.index, self.sent, self._module, self._variables = index, sent, module, shell_variables
        whole = sent.keys() <= module.writable.keys()  # equal: then nothing is left out
        self.values = sent if whole else _only(sent, module.writable)  # equal: likewise
        self.shell = NO_NAMES
        if shell_variables:
            self.shell = shell_values(sent, shell_variables)
        validated = module.writable if "Layout" in module.by_name else {*module.writable, "Layout"}
        checked = {name: value for name, value in sent.items() if name in validated and name not in self.shell}
        self._checks = value_checks(index, checked, module)
        self.decides = tuple(dict.fromkeys(check.decides for check in self._checks if check.decides))
        self.layout = named_layout(sent, module)
        self._checked: dict[tuple[str, ...], CheckedValues] = {}
        self._kept_from_stage_3: dict[tuple[int, bool], Record] = {}
        self._said: dict[object, Any] | None = None
        self._last: tuple[Record | None, Record, Collection[str], bool | None, tuple[Change, ...]] | None = None

    def is_of(self, sent: Record, module: Module, shell_variables: Collection[str]) -> bool:
        """Whether a row of the same index that is prepared from these would be no other."""
        return self._module is module and self._variables == shell_variables and is_same_json(self.sent, sent)

    def once(self, ask: Callable[[PreparedRow, Module], Said]) -> Said:
        """What a function says of the row and its module alone; of a row that is kept it is asked once."""
        if self._said is None:
            return ask(self, self._module)
        if ask not in self._said:
            self._said[ask] = ask(self, self._module)
        said: Said = self._said[ask]
        return said

    def keep(self) -> None:
        """It will be asked again for what it says alone, in the next forecast."""
        self._said = {}

    @property
    def unusual(self) -> tuple[str, ...]:
        """The keys of the values that do not simply pass stage 1, whatever the settings."""
        return tuple(dict.fromkeys(check.api_name for check in self._checks))

    def checked(self, settings: Settings) -> CheckedValues:
        """Stage 1 under these settings."""
        key = tuple(settings[check.rule] for check in self._checks if check.rule is not None)
        known = self._checked.get(key)
        if known is None:
            known = self._checked[key] = self._check(settings)
        return known

    def looked_up(self, checked: CheckedValues) -> Record:
        """The values that stage 2 may look up: those that count as sent and have no error, and an auto-number that is
        the system-defined field."""
        values = checked.kept
        if checked.errors:
            invalid = {error.api_name for error in checked.errors}
            values = {name: value for name, value in values.items() if name not in invalid}
        system = self._module.by_name.get(self._module.system_field or "")  # equal: no field is called None
        if system is not None and system.data_type == AUTONUMBER and system.api_name in self.sent:
            values = {**values, system.api_name: self.sent[system.api_name]}
        return values

    def from_stage_3(self, checked: CheckedValues, *, insert: bool) -> Record:
        """The values that count from stage 3 on: those that the API writes in this branch, that the layout holds, and
        that this branch does not drop."""
        key = (id(checked), insert)
        known = self._kept_from_stage_3.get(key)
        if known is None:
            kept = {
                name: value
                for name, value in checked.kept.items()
                if self._module.by_name[name].written_by(insert=insert)
                and not (insert and name in checked.dropped_on_insert)
                and (self.layout is None or self.layout.holds(name))
            }
            same = len(kept) == len(checked.kept)
            known = self._kept_from_stage_3[key] = checked.kept if same else kept  # equal: one is kept for both
        return known

    def changes(
        self, values: Record, before: Record | None, unknown: Collection[str], replaces_rows: Callable[[], bool]
    ) -> tuple[Change, ...]:
        """What these values do to a record (None: it inserts). Asked again for the same, it answers from memory."""
        replaces: list[bool] = []

        def asked() -> bool:
            replaces.append(replaces_rows())
            return replaces[-1]

        if self._last is not None:
            last_before, last_values, last_unknown, last_replaces, made = self._last
            same = last_before is before and last_values is values and last_unknown == unknown
            if same and (
                last_replaces is None or last_replaces == replaces_rows()  # equal: else the same is made again
            ):
                return made
        made = changes(Writing(values, self.sent.get("$append_values"), asked, unknown), before, self._module)
        self._last = (before, values, unknown, replaces[-1] if replaces else None, made)
        return made

    def _check(self, settings: Settings) -> CheckedValues:
        errors: list[ZohoError] = []
        dropped, on_insert = set(), set()
        for check in self._checks:
            match check.under(settings):
                case ZohoError() as error:
                    errors.append(error)
                case "dropped":
                    dropped.add(check.api_name)
                case "dropped_on_insert":
                    on_insert.add(check.api_name)
        kept = self.values
        if dropped:
            kept = {name: value for name, value in kept.items() if name not in dropped}
        return CheckedValues(tuple(errors), kept, frozenset(on_insert))


class PreparedRows:
    """The rows of the payload that was forecast last. The next forecast that is given them prepares anew only what is
    no longer the same; both come out as they would without. They are of one thread."""

    def __init__(self) -> None:
        self._rows: list[PreparedRow] = []

    def of(self, request: UpsertRequest, module: Module) -> Iterator[PreparedRow]:
        """The rows of a request, which are kept from now on."""
        before, self._rows = self._rows, []
        variables = request.shell_variables
        for index, sent in enumerate(request.rows):
            row = before[index] if index < len(before) else None
            if row is None or not row.is_of(sent, module, variables):
                row = PreparedRow(index, sent, module, variables)
                row.keep()
            self._rows.append(row)
            yield row


def prepared(request: UpsertRequest, module: Module) -> Iterator[PreparedRow]:
    """The rows of a request, each prepared when it is asked for, and not kept."""
    for index, sent in enumerate(request.rows):
        yield PreparedRow(index, sent, module, request.shell_variables)


def _only(sent: Record, names: Collection[str]) -> Record:
    return {name: value for name, value in sent.items() if name in names}


def shell_values(row: Record, variables: Collection[str]) -> frozenset[str]:
    """The keys of a row whose value holds a variable that stands open (rule lint.shell_variable)."""
    return frozenset(name for name, value in row.items() if holds_variable(value, variables))


def named_layout(row: Record, module: Module) -> Layout | None:
    """The layout that a row names by its id, if the data set has it (rules valid.layout_mandatory,
    write.layout_ignores)."""
    given: Json = row.get("Layout")
    return module.layouts.get(id_text(given["id"])) if has_id(given) else None
