"""What a pull brings beside fields and records, as far as the org lets it: layouts, and what dataset.toml says.

Best effort: an org or a user without access is told in one line of ``notes``, and the data set has none.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import one_line
from tui.core.from_json import Misfit
from tui.core.metadata import LayoutsReply
from tui.dataclass import dataclass
from tui.dataset.report import abbreviated
from tui.live.pull.listing import ModuleProblem, Org
from tui.live.pull.work_folder import Assembly, WorkFolder, old_settings
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PREFERENCES: Final = ("off", "converted_records", "mapped_module_records")
_NOT_ALLOWED: Final = frozenset({"OAUTH_SCOPE_MISMATCH", "NO_PERMISSION", "AUTHORIZATION_FAILED"})
"""Codes by which an org refuses a kind of question, whatever the module."""

_UNTOLD: Final = object()

CALIBRATION: Final = "calibration.json"
_SET_ASIDE: Final = "calibration.of-another-org.json"


@dataclass(slots=True)
class Beside:
    """What one pull asks beside its modules. Methods raise Stopped, LiveError, OSError; ``notes`` is the pull's."""

    org: Org
    work: WorkFolder
    notes: list[str]
    _without_layouts: dict[str, str] = field(default_factory=dict)  # module -> why they could not be read
    _no_layouts: str | None = None  # why the org shows none of any module

    def layouts_left(self, module: str) -> int:
        """How many requests the layouts of a module still take."""
        return int(not self.work.has(_layouts_file(module)))

    def read_layouts(self, module: str) -> None:
        """The layouts of a module, unless an earlier pull left them; best effort, since a data set can do without."""
        if not self.layouts_left(module):
            return
        if self._no_layouts is not None:
            self._without_layouts[module] = self._no_layouts
            return
        try:
            reply = self.org.get("settings/layouts", module=module)
            if reply is not None:
                LayoutsReply.of_json(reply)
            self.work.write(_layouts_file(module), reply)
        except ModuleProblem as problem:
            self._without_layouts[module] = str(problem)
            if problem.code in _NOT_ALLOWED:
                self._no_layouts = str(problem)
        except Misfit:
            self._without_layouts[module] = "not the shape of Zoho's reply"

    def write_layouts(self, assembly: Assembly, modules: Sequence[str], old: Path | None) -> None:
        """layouts/M.json of these modules. Those that could not be read now stay as ``old``, the data set at the place,
        has them, if it is of the same org."""
        stayed = []
        for module in modules:
            layouts = self.work.read(_layouts_file(module)) if not self.layouts_left(module) else None
            if layouts is not None:
                assembly.write(f"layouts/{module}.json", layouts)
            elif old is not None and self.is_same_org(old) and module in self._without_layouts:
                stayed += [module] if assembly.copy_file(old, f"layouts/{module}.json") else []
        self._note_layouts([module for module in modules if module in self._without_layouts], stayed)

    def _note_layouts(self, modules: Sequence[str], stayed: Sequence[str]) -> None:
        if modules:
            reasons = "; ".join(dict.fromkeys(one_line(self._without_layouts[module]) for module in modules))
            missing = [module for module in modules if module not in stayed]
            what = [f"the data set has none of {abbreviated(missing)}"] if missing else []
            what += [f"those of {abbreviated(stayed)} stay as they were"] if stayed else []
            self.notes.append(f"layouts could not be read ({reasons}); {', and '.join(what)}")

    def preference(self) -> tuple[str | None, str]:
        """The Duplicate Check Preference of Leads; or None, and why it could not be read."""
        try:
            reply = self.org.get("settings/duplicate_check_preference", module="Leads")
        except (ModuleProblem, LiveError) as error:
            return None, one_line(str(error))
        setting = reply.get("duplicate_check_preference", _UNTOLD) if isinstance(reply, dict) and reply else reply
        kind = setting.get("type") if isinstance(setting, dict) else setting
        kind = "off" if kind in (None, {}, []) else kind
        return (str(kind), "") if kind in _PREFERENCES else (None, "not the shape of Zoho's reply")

    def is_same_org(self, old: Path | None) -> bool:
        """Whether the data set at the place was pulled from this org."""
        return old is not None and _table(old_settings(old), "made").get("from") == self.work.state.source

    def keep_old(self, assembly: Assembly, old: Path, also: Sequence[str] = ()) -> None:
        """Take over what the data set at the place holds beside metadata and records. A calibration that was measured
        in another org is set aside under another name, so that nothing counts as measured in this one."""
        assembly.keep(old, also=also)
        before = _table(old_settings(old), "made").get("from")
        if before and before != self.work.state.source and (assembly.folder / CALIBRATION).exists():
            (assembly.folder / CALIBRATION).rename(assembly.folder / _SET_ASIDE)
            self.notes.append(
                f"{CALIBRATION} was measured in {one_line(str(before))}: it is {_SET_ASIDE} now, and is not used"
            )

    def settings(self, old: Path | None, at: str, covers: str, *, leads: bool) -> dict[str, Any]:
        """dataset.toml, with what the old one of the same place says that still holds."""
        source = self.work.state.source
        settings = old_settings(old) if old else {}
        settings.pop("covers", None)
        same_org = self.is_same_org(old)
        settings["name"] = settings.get("name") or self.work.into.name
        if not same_org or not settings.get("description"):
            settings["description"] = f"Pulled from {source}."
        org = _table(settings, "org") if same_org else {}
        if leads:
            preference, why = self.preference()
            if preference is not None:
                org["duplicate_check_preference"] = preference
            else:
                stays = "it stays as it was" if "duplicate_check_preference" in org else "the data set has none"
                self.notes.append(f"the Duplicate Check Preference could not be read ({why}); {stays}")
        settings.pop("org", None)
        if org:
            settings["org"] = org
        settings["made"] = {"at": at, "from": source, "covers": covers}
        return settings


def _layouts_file(module: str) -> str:
    return f"modules/{module}/layouts.json"


def _table(settings: dict[str, Any], name: str) -> dict[str, Any]:
    table = settings.get(name)
    return dict(table) if isinstance(table, dict) else {}
