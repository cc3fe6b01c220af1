"""Pull: a data set of an org's modules, or of what a payload touches there.

``pull`` reads whole modules: metadata and every record. ``pull_for`` (from tui.live.pull.payload) reads only the
records that a payload's check values touch. Both tell first what they will cost, can be stopped between two requests,
and go on where an earlier one stopped; what stands at the place stays whole until the new data set is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tui.core.display import one_line
from tui.dataset.files import DataSetError
from tui.dataset.folder import DataSet, demo_folder
from tui.dataset.report import abbreviated
from tui.files import is_there, resolved
from tui.live.pull.listing import ModuleProblem, Org, Stopped, merged_records
from tui.live.pull.payload import can_add, pull_for
from tui.live.pull.steps import (
    Listening,
    ModulePlan,
    Progress,
    PulledModule,
    PullPlan,
    PullReport,
    PullSession,
    iso,
)
from tui.live.pull.work_folder import Assembly, Destination, PullError, destination, left_over, work_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.values import Record
    from tui.live.accounts.profiles import Profile
    from tui.live.pull.steps import PullOutcome
    from tui.live.zoho.result import OrgReader

__all__ = (
    "Listening",
    "ModulePlan",
    "Progress",
    "PullError",
    "PullPlan",
    "PullReport",
    "PulledModule",
    "left_over",
    "practice_source",
    "pull",
    "pull_for",
    "source_of",
    "would_replace",
)


_PRACTICE: Final = "the practice org"
_PRACTICE_COPY: Final = f"{_PRACTICE}'s copy of "


def source_of(profile: Profile, copied: Path | None = None) -> str:
    """What a profile's org is called in dataset.toml: nothing that changes between two pulls. copied: the data set of
    which the practice org is a copy, None: the demo."""
    if profile.is_practice:
        if copied is None or resolved(copied) == resolved(demo_folder()):
            return _PRACTICE
        return f"{_PRACTICE_COPY}{resolved(copied)}"
    host = urlsplit(profile.api_url).hostname or profile.data_center
    return f"{profile.name} ({profile.environment}, {host})"


def practice_source(made_from: str | None) -> Path | None:
    """The data set whose copy in the practice org was pulled, by what ``source_of`` called it; None for what did not
    come from a practice org, or from that of a data set that is gone."""
    if made_from == _PRACTICE:
        return demo_folder()
    if made_from is not None and made_from.startswith(_PRACTICE_COPY):
        source = Path(made_from.removeprefix(_PRACTICE_COPY))
        return source if is_there(source) else None
    return None


def would_replace(into: Path, source: str, *, for_payload: bool = False) -> str | None:
    """What a pull into a place takes the place of, in words for a question; None where nothing is lost.

    Raises PullError where something stands that is no data set.
    """
    match destination(into):
        case Destination.FREE:
            return None
        case Destination.OTHER:
            raise PullError(f"{one_line(str(into))}: this folder is not a data set; choose another")
        case Destination.DATA_SET:
            return None if for_payload and can_add(into, source) else _in_words(into)


def pull(
    client: OrgReader,
    modules: Sequence[str],
    into: Path,
    *,
    source: str,
    replace: bool = False,
    listening: Listening | None = None,
) -> PullReport:
    """Make a data set of these modules, named in any letter case. source: what the org is called in dataset.toml, and
    by which an earlier pull is known to be of the same org; replace: whether a data set at the place may go.

    A module that the org refuses is in the report, and the others go on. Raises PullError before anything is read
    (unknown module, the place is taken), LiveError where the connection is gone, OSError (a full disk): what was read
    until then is kept, and the next call goes on from it.
    """
    listening = listening or Listening()
    if (old := would_replace(into, source)) is not None and not replace:
        raise PullError(f"{one_line(str(into))}: {old} stands here")
    with work_folder(into, source, "all") as work:
        steps = PullSession(Org(client, listening.should_stop), work, listening)
        names: list[str] = []
        try:
            steps.read_modules()
            names = steps.module_names(modules)
            if not listening.on_plan(_plan(steps, names)):
                if not any(state.rows for state in work.state.modules.values()):
                    work.leave()
                return _report(steps, "declined", names)
            for name in _good(steps, names):
                try:
                    steps.beside.read_layouts(name)
                    steps.read_records(name, work.state.modules[name])
                except ModuleProblem as problem:
                    steps.fail(name, problem)
            return _finish(steps, names, replacing=old is not None)
        except Stopped:
            return _report(steps, "stopped", names)


def _plan(steps: PullSession, names: Sequence[str]) -> PullPlan:
    plans = []
    for name in names:
        try:
            plans.append(steps.plan_whole(name, steps.begin(name)))
        except ModuleProblem as problem:
            steps.fail(name, problem)
    return steps.plan(plans)


def _good(steps: PullSession, names: Sequence[str]) -> list[str]:
    return [name for name in names if name not in steps.problems]


def _finish(steps: PullSession, names: Sequence[str], *, replacing: bool) -> PullReport:
    work = steps.work
    assembly = Assembly(work)
    rows: dict[str, tuple[int, int]] = {}
    for name in _good(steps, names):
        tally = _Tally()
        try:
            count = assembly.write_records(name, tally.of(merged_records(work, name, work.state.modules[name])))
            rows[name] = (count, tally.converted)
        except ModuleProblem as problem:
            assembly.drop_records(name)
            steps.fail(name, problem)
    if not rows:
        work.leave()
        return _report(steps, "nothing", names)
    if replacing and _held(work.into) & steps.problems.keys():
        return _report(steps, "kept", names)
    good = list(rows)
    old = work.into if replacing else None
    steps.write_metadata(assembly, good, old)
    at = iso(min(work.state.modules[name].started for name in good))
    settings = steps.beside.settings(old, at, "all", leads="Leads" in good)
    if old is not None:
        steps.beside.keep_old(assembly, old)
    report = _report(steps, "made", names, rows)
    assembly.write_settings(settings)
    assembly.publish()
    return report


class _Tally:
    """Counts the converted leads among records that pass by."""

    def __init__(self) -> None:
        self.converted = 0

    def of(self, records: Iterator[Record]) -> Iterator[Record]:
        """The same records."""
        for record in records:
            self.converted += record.get("$converted") is True
            yield record


def _report(
    steps: PullSession, outcome: PullOutcome, names: Sequence[str], rows: dict[str, tuple[int, int]] | None = None
) -> PullReport:
    pulled = []
    for name in names:
        if name in steps.problems:
            pulled.append(PulledModule(name, problem=steps.problems[name]))
        elif rows and name in rows:
            pulled.append(PulledModule(name, *rows[name], not_listed=steps.not_listed(name)))
        else:
            state = steps.work.state.modules.get(name)
            pulled.append(PulledModule(name, state.rows if state else 0))
    return PullReport(
        outcome,
        steps.work.into,
        tuple(pulled),
        steps.org.requests,
        steps.org.credits,
        notes=tuple(steps.notes),
    )


def _held(folder: Path) -> set[str]:
    """The modules of which a data set has fields; none where it cannot be read."""
    try:
        with DataSet.open(folder) as data_set:
            return set(data_set.modules())
    except DataSetError:
        return set()


def _in_words(folder: Path) -> str:
    """A data set, so that a person knows whether it may go."""
    try:
        with DataSet.open(folder) as data_set:
            made = f", made {data_set.made_at}" if data_set.made_at else ""
            part = "partial data set" if data_set.partial else "data set"
            return one_line(f"the {part} {data_set.name} ({abbreviated(data_set.modules()) or 'no modules'}{made})")
    except DataSetError:
        return "a data set that cannot be read"
