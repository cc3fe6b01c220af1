"""The steps that every pull has in common: modules and fields, the estimate, the records of a module, dataset.toml.

tui.live.pull.modules puts them in order for whole modules, tui.live.pull.payload for what a payload touches.
"""

from __future__ import annotations

import re
import time
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import one_line
from tui.core.field_types import NOT_LISTED
from tui.core.from_json import Misfit
from tui.core.metadata import FieldsReply, ModulesReply, standard_module_name
from tui.dataclass import dataclass
from tui.dataset.report import abbreviated
from tui.live.pull.beside import Beside
from tui.live.pull.listing import (
    MOST_ROWS,
    ModuleProblem,
    Org,
    count_records,
    field_groups,
    incomplete,
    listings_of,
    read_listing,
    requests_left,
)
from tui.live.pull.work_folder import TOKEN_LIFE_S, Assembly, ModuleState, PullError, WorkFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tui.core.metadata import FieldMetadata, ModuleMetadata
    from tui.core.values import Json
    from tui.live.pull.work_folder import Listing

PullOutcome = Literal["made", "added", "declined", "stopped", "kept", "nothing"]

_API_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """What is still to be read of a module. ``about``: its records, None where the org does not say; ``values``: how
    many values are looked up, where a payload is pulled for; ``resumed``: records that an earlier pull left."""

    module: str
    requests: int
    about: int | None = None
    values: int = 0
    resumed: int = 0


@dataclass(frozen=True, slots=True)
class PullPlan:
    """What a pull will ask for, told before it does. ``credits``: about how many it costs, with those already spent to
    say so; ``at_least``: whether it may well be more, since nobody says how many records there are; ``problems``: the
    modules that cannot be pulled.
    """

    modules: tuple[ModulePlan, ...]
    credits: int
    at_least: bool
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull is: ``rows`` of the module so far, of about so many (None: nobody knows); requests and credits
    since it began."""

    module: str
    rows: int
    about: int | None
    requests: int
    credits: int


@dataclass(frozen=True, slots=True)
class PulledModule:
    """What came of one module: its records and how many of them are converted leads; ``not_listed``: fields of which
    Zoho lists no values; ``problem``: why it is not in the data set, or what of it is missing."""

    module: str
    rows: int = 0
    converted: int = 0
    not_listed: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class PullReport:
    """How a pull ended: *made* (a new data set), *added* (to a partial one), *declined* (the estimate was), *stopped*
    (it can go on), *kept* (the old data set stays, since a module that it holds could not be pulled), *nothing* (no
    module could be pulled). ``looked_up``: how many values were, where it was for a payload."""

    outcome: PullOutcome
    into: Path
    modules: tuple[PulledModule, ...]
    requests: int
    credits: int
    looked_up: int = 0
    notes: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[PulledModule, ...]:
        """The modules that are not whole."""
        return tuple(module for module in self.modules if module.problem)


@dataclass(slots=True)
class Listening:
    """Who is told, and asked, while a pull runs; and the clock (seconds since the epoch)."""

    on_plan: Callable[[PullPlan], bool] = lambda plan: True
    on_progress: Callable[[Progress], None] = lambda progress: None
    should_stop: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.time


@dataclass(slots=True)
class PullSession:
    """One pull on its way. Methods raise ModuleProblem for what concerns one module, Stopped, LiveError, OSError."""

    org: Org
    work: WorkFolder
    listening: Listening
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    modules: ModulesReply | None = None
    modules_reply: Json = None
    beside: Beside = field(init=False)

    def __post_init__(self) -> None:
        self.beside = Beside(self.org, self.work, self.notes)

    def read_modules(self) -> None:
        """The org's list of modules; best effort, since a data set can do without."""
        try:
            reply = self.org.get("settings/modules")
            self.modules = ModulesReply.of_json(reply)
            self.modules_reply = reply
        except (ModuleProblem, Misfit) as error:
            why = "not the shape of Zoho's reply" if isinstance(error, Misfit) else str(error)
            self.notes.append(f"the list of modules could not be read ({one_line(why)}); the data set has none")

    def module_names(self, wanted: Sequence[str]) -> list[str]:
        """The API names of the modules asked for, each once. Raises PullError for one that the org does not have."""
        return list(dict.fromkeys(map(self._module_name, wanted)))

    def _module_name(self, wanted: str) -> str:
        standard = standard_module_name(wanted)
        if self.modules is None:
            name = standard or wanted
        else:
            known = {entry.api_name: entry.api_name for entry in self.modules.modules}
            folded = {name.casefold(): name for name in known}
            name = known.get(wanted) or known.get(standard or "") or folded.get(wanted.casefold(), "")
            if not name:
                shown = [entry.api_name for entry in self.modules.modules if entry.api_supported is not False]
                raise PullError(
                    f"{one_line(wanted)}: this org has no such module, but {abbreviated(shown, 20) or 'none'}"
                )
        if not _API_NAME.fullmatch(name):
            raise PullError(f"{one_line(name)}: this is not a module's API name")
        return name

    def metadata_of(self, module: str) -> ModuleMetadata | None:
        """A module's entry in the org's list."""
        entries = self.modules.modules if self.modules else ()
        return next((entry for entry in entries if entry.api_name == module), None)

    def begin(self, module: str) -> ModuleState:
        """The state of a module: what an earlier pull left, unless that is older than its page tokens live, else a new
        one with the module's fields."""
        now = self.listening.clock()
        state = self.work.state.modules.get(module)
        if state is not None and 0 <= now - state.started < TOKEN_LIFE_S:
            return state
        self.work.forget(module)
        reply = self.org.get("settings/fields", module=module)
        try:
            FieldsReply.of_json(reply)
        except Misfit:
            raise ModuleProblem("the reply for its fields has none") from None
        self.work.write(f"modules/{module}/fields.json", reply)
        state = self.work.state.modules[module] = ModuleState(started=now)
        self.work.save()
        return state

    def fields_of(self, module: str) -> tuple[FieldMetadata, ...]:
        """The fields of a module that was begun."""
        return FieldsReply.of_json(self.work.read(f"modules/{module}/fields.json")).fields

    def plan_whole(self, module: str, state: ModuleState) -> ModulePlan:
        """The listings of a whole module, and what they will take."""
        if not state.listings:
            state.about = count_records(self.org, module)
            if state.about is not None and state.about > MOST_ROWS:
                raise ModuleProblem(
                    f"it has {state.about:,} records, and Zoho lists no more than {MOST_ROWS:,}; "
                    "pull what a payload touches instead (--for)"
                )
            state.listings = listings_of(module, field_groups(self.fields_of(module)))
            self.work.save()
        requests = sum(requests_left(listing, state.about) for listing in state.listings)
        return ModulePlan(module, requests + self.beside.layouts_left(module), state.about, resumed=state.rows)

    def plan(self, plans: Sequence[ModulePlan]) -> PullPlan:
        """The whole cost: what was asked up to here, what is left of the modules, and at the end the Duplicate Check
        Preference of Leads."""
        left = sum(plan.requests for plan in plans) + any(plan.module == "Leads" for plan in plans)
        unknown = any(plan.about is None for plan in plans)
        return PullPlan(tuple(plans), self.org.credits + left, unknown, tuple(self.problems.items()))

    def read_records(self, module: str, state: ModuleState) -> None:
        """Read all listings of a module to their end, and once more what one of them had and another lacked."""

        def tell() -> None:
            self.tell(module, state.rows, state.about)

        def read(listings: Sequence[Listing]) -> None:
            for listing in listings:
                read_listing(self.org, self.work, module, listing, self.listening.clock, tell)

        tell()
        if not state.late:
            read(state.listings)
            missed = incomplete(self.work, module, state.listings)
            if missed:
                groups = field_groups(self.fields_of(module))
                state.listings = [*state.listings, *listings_of(module, groups, missed, suffix="-late")]
            state.late = True
            self.work.save()
        if not state.done:
            late = [listing for listing in state.listings if listing.name.endswith("-late")]
            read(late)
            if late:
                brought = [listing for listing in late if listing.name.startswith("fields")]
                partly = incomplete(self.work, module, brought)
                present = {record["id"] for one in brought for page in self.work.pages(module, one) for record in page}
                whole = present.difference(partly)
                state.gone = [record_id for record_id in late[0].ids or [] if record_id not in whole]
            state.done = True
            self.work.save()

    def tell(self, module: str, rows: int, about: int | None) -> None:
        """Say how far the pull is."""
        self.listening.on_progress(Progress(module, rows, about, self.org.requests, self.org.credits))

    def fail(self, module: str, problem: ModuleProblem) -> None:
        """Give one module up; the others go on."""
        self.problems[module] = one_line(str(problem))
        self.work.forget(module)

    def not_listed(self, module: str) -> tuple[str, ...]:
        """The fields of a module of which lists bring no values."""
        return tuple(entry.api_name for entry in self.fields_of(module) if entry.data_type in NOT_LISTED)

    def write_metadata(self, assembly: Assembly, modules: Sequence[str], old: Path | None = None) -> None:
        """modules.json, and fields/M.json and layouts/M.json of these modules; old: the data set at the place."""
        if self.modules_reply is not None:
            assembly.write("modules.json", self.modules_reply)
        for module in modules:
            assembly.write(f"fields/{module}.json", self.work.read(f"modules/{module}/fields.json"))
        self.beside.write_layouts(assembly, modules, old)


def iso(moment: float) -> str:
    """Seconds since the epoch as dataset.toml has them."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
