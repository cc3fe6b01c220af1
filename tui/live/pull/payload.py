"""Pull what a payload touches: the records that hold one of its check values, and those it names by id.

COQL finds the ids, a list by ids brings the records. The data set is partial: covers.json says what was looked up, also
what was not found. A further payload adds to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.core.display import one_line
from tui.core.field_types import NOT_LISTED
from tui.core.metadata import Module, module_of
from tui.core.payload.request import UpsertRequest
from tui.core.payload_queries import FIRST_ROWS, MORE_ROWS, Lookups, lookup_queries, lookups_of
from tui.core.values import id_number
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError
from tui.dataset.folder import DataSet
from tui.dataset.index import covered_text
from tui.dataset.readers import module_of_file, stem_of_file
from tui.live.pull.listing import (
    ModuleProblem,
    Org,
    Stopped,
    field_groups,
    ids_found,
    listings_of,
    listings_one_by_one,
    merged_records,
    requests_left,
)
from tui.live.pull.steps import Listening, ModulePlan, PulledModule, PullPlan, PullReport, PullSession, iso
from tui.live.pull.work_folder import Assembly, Destination, LookupState, PullError, destination, work_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tui.core.payload_queries import LookupQuery
    from tui.core.values import Json, Record
    from tui.live.pull.steps import PullOutcome
    from tui.live.pull.work_folder import Listing, ModuleState, WorkFolder
    from tui.live.zoho.result import OrgReader

Request = UpsertRequest | Callable[[Module], UpsertRequest]
"""A payload, or what reads one once the module's fields are known (a CSV needs them)."""

Covers = dict[str, dict[str, list["Json"]]]


def can_add(into: Path, source: str) -> bool:
    """Whether a data set is partial, and from this org, so that a payload's records can be added to it."""
    if destination(into) is not Destination.DATA_SET:
        return False
    try:
        with DataSet.open(into) as data_set:
            return data_set.partial and data_set.made_from == source
    except DataSetError:
        return False


def pull_for(
    client: OrgReader,
    request: Request,
    module: str,
    into: Path,
    *,
    source: str,
    replace: bool = False,
    listening: Listening | None = None,
) -> PullReport:
    """Make a partial data set of what a payload touches in a module, or add to the one at the place.

    A field that Zoho does not let look up is told in the report, and is not covered. Raises as ``pull`` does, what
    ``request`` raises, and DataSetError for a partial data set at the place whose records cannot be read.
    """
    listening = listening or Listening()
    adding = can_add(into, source)
    destination_there = destination(into)
    if destination_there is Destination.OTHER or (
        destination_there is Destination.DATA_SET and not (adding or replace)
    ):
        raise PullError(f"{one_line(str(into))}: this folder is not a partial data set of {source}; choose another")
    with work_folder(into, source, "payload") as work:
        steps = PullSession(Org(client, listening.should_stop), work, listening)
        name = module
        try:
            steps.read_modules()
            (name,) = steps.module_names([module])
            state = steps.begin(name)
            known = module_of(name, steps.fields_of(name), steps.metadata_of(name))
            payload = request(known) if callable(request) else request
            lookups = lookups_of(payload, known)
            with _ExistingDataSet.open(into, name if adding else None) as old:
                single = _needs_whole_records(payload, known)
                run = _PayloadPull(steps, name, state, lookups, lookup_queries(lookups, known), old, single)
                if not listening.on_plan(run.plan()):
                    if not work.state.lookups or not work.state.lookups.done:
                        work.leave()
                    return _without_data(steps, "declined", name)
                run.look_up()
                run.read()
                return run.finish(into if destination_there is Destination.DATA_SET else None)
        except Stopped:
            return _without_data(steps, "stopped", name)
        except ModuleProblem as problem:
            steps.fail(name, problem)
            work.leave()
            return _without_data(steps, "nothing", name)


def _needs_whole_records(request: UpsertRequest, module: Module) -> bool:
    """Whether a row writes a field of which a list of records has no values: what it changes could not be told."""
    names = {name for name, entry in module.writable.items() if entry.data_type in NOT_LISTED}
    return any(not names.isdisjoint(row) for row in request.rows)


def _without_data(steps: PullSession, outcome: PullOutcome, module: str) -> PullReport:
    pulled = PulledModule(module, problem=steps.problems.get(module))
    return PullReport(
        outcome,
        steps.work.into,
        (pulled,),
        steps.org.requests,
        steps.org.credits,
        notes=tuple(steps.notes),
    )


class _ExistingDataSet:
    """What the partial data set at the place knows of the module; nothing where there is none to add to."""

    def __init__(self, data_set: DataSet | None, module: str | None) -> None:
        self._data_set, self._module = data_set, module
        self.there = data_set is not None
        self.covers: Covers = {}
        self.made_at = data_set.made_at if data_set else None
        if data_set is not None and (data_set.folder / "covers.json").exists():
            self.covers = json.loads((data_set.folder / "covers.json").read_text(encoding="utf-8-sig"))

    @classmethod
    def open(cls, into: Path, module: str | None) -> _ExistingDataSet:
        """module None: there is nothing to add to. Raises DataSetError."""
        if module is None:
            return cls(None, None)
        data_set = DataSet.open(into)
        if module in data_set.modules():
            data_set.records(module)  # also reads covers.json, and says what is wrong with either
        return cls(data_set, module)

    def __enter__(self) -> _ExistingDataSet:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._data_set is not None:
            self._data_set.close()

    def records(self) -> Iterator[Record]:
        """The module's records as they were pulled before."""
        if self._data_set is None or self._module not in self._data_set.modules():
            return
        records = self._data_set.records(self._module)
        for record_id in records.ids():
            record = records.get(record_id)
            if record is not None:
                yield record

    def other_files(self) -> list[str]:
        """The files of the other modules."""
        if self._data_set is None:
            return []
        folder, names = self._data_set.folder, []
        for part in ("fields", "layouts", "records"):
            if (folder / part).is_dir():
                for file in (folder / part).iterdir():
                    stem = module_of_file(file.name) if part == "records" else stem_of_file(file.name)
                    if (self._data_set.resolve(stem) or stem) != self._module:
                        names.append(f"{part}/{file.name}")
        return names


@dataclass(slots=True)
class _PayloadPull:
    steps: PullSession
    module: str
    state: ModuleState
    lookups: Lookups
    queries: Sequence[LookupQuery]
    old: _ExistingDataSet
    one_by_one: bool

    @property
    def work(self) -> WorkFolder:
        return self.steps.work

    def plan(self) -> PullPlan:
        """What is left to ask. How many records will be found nobody knows: about one for each row is usual."""
        done = self._state().done
        most = max([*map(len, self.lookups.values.values()), 0]) + len(self.lookups.ids)
        reading = sum(requests_left(listing, None) for listing in self._listings([""] * most))
        requests = len(self.queries) - done + self.steps.beside.layouts_left(self.module) + reading
        plan = ModulePlan(self.module, requests, most, values=self.lookups.count, resumed=self.state.rows)
        return self.steps.plan([plan])

    def look_up(self) -> None:
        """Ask every query that is not done yet. One that Zoho refuses gives up its field."""
        found = self._state()
        for query in self.queries[found.done :]:
            if query.field not in found.refused:
                self.steps.tell(self.module, len(found.found), None)
                try:
                    ids = list(ids_found(self.steps.org, query.page, FIRST_ROWS, MORE_ROWS))
                    found.found = list(dict.fromkeys([*found.found, *ids]))
                except ModuleProblem as problem:
                    found.refused[query.field] = one_line(str(problem))
            found.done += 1
            self.work.save()

    def read(self) -> None:
        """Read the layouts, and every record that was found, that a row names, or that the old data set thinks has
        such a value."""
        self.steps.beside.read_layouts(self.module)
        if not self.state.listings:
            ids = dict.fromkeys([*self._state().found, *self.lookups.ids, *self._doubtful()])
            self.state.listings = self._listings(list(ids))
            self.state.about = len(ids)
            self.work.save()
        self.steps.read_records(self.module, self.state)

    def finish(self, destination_there: Path | None) -> PullReport:
        """Put the data set together and in its place."""
        assembly = Assembly(self.work)
        adding = self.old.there
        asked = set(self.state.listings[0].ids or ())
        fresh = self._fresh()
        kept = [record for record in self.old.records() if record["id"] not in asked]
        records = sorted([*kept, *fresh], key=lambda record: id_number(record["id"]))
        new = self._covered()
        at = iso(self.state.started)
        if self.old.made_at is not None and not _within(self.old.covers, {self.module: new}):
            at = self.old.made_at  # some of it was not looked up again, and is as old as it was
        settings = self.steps.beside.settings(destination_there, at, "partial", leads=self.module == "Leads")
        if destination_there is not None:
            also = self.old.other_files()
            if self.steps.modules_reply is None and (destination_there / "modules.json").exists() and adding:
                also.append("modules.json")
            self.steps.beside.keep_old(assembly, destination_there, also)
        assembly.write_records(self.module, records)
        self.steps.write_metadata(assembly, [self.module], destination_there)
        assembly.write("covers.json", _together(self.old.covers, {self.module: new}))
        report = self.report("added" if adding else "made", fresh)
        assembly.write_settings(settings)
        assembly.publish()
        return report

    def _fresh(self) -> list[Record]:
        """The records that were read; with what the old data set has of fields that a list leaves out."""
        unread = self.steps.not_listed(self.module)
        before = {record["id"]: record for record in self.old.records()} if unread and not self.one_by_one else {}
        return [
            {name: old[name] for name in unread if name in old} | dict(record)
            for record in merged_records(self.work, self.module, self.state)
            for old in (before.get(record["id"], {}),)
        ]

    def report(self, outcome: PullOutcome, fresh: Sequence[Record] = ()) -> PullReport:
        """How it ended; fresh: the records that were found this time."""
        refused = self._state().refused
        problem = "; ".join(f"{name} could not be looked up: {why}" for name, why in refused.items())
        left_out = len(self.lookups.left_out)
        if left_out:
            values = "1 value" if left_out == 1 else f"{left_out:,} values"
            self.steps.notes.append(f"{values} cannot be asked for in a query; rows that need them stay not known")
        pulled = PulledModule(
            self.module,
            len(fresh),
            sum(record.get("$converted") is True for record in fresh),
            () if self.one_by_one else self.steps.not_listed(self.module),
            problem or None,
        )
        return PullReport(
            outcome,
            self.work.into,
            (pulled,),
            self.steps.org.requests,
            self.steps.org.credits,
            self.lookups.count,
            tuple(self.steps.notes),
        )

    def _state(self) -> LookupState:
        """How far the look-ups are; those of another payload count for nothing."""
        words = json.dumps([self.module, [query.text for query in self.queries], self.lookups.ids, self.one_by_one])
        digest = hashlib.sha256(words.encode()).hexdigest()
        state = self.work.state.lookups
        if state is None or state.digest != digest:
            state = self.work.state.lookups = LookupState(digest=digest)
            self.state.listings, self.state.late, self.state.gone, self.state.done = [], False, [], False
        return state

    def _listings(self, ids: list[str]) -> list[Listing]:
        if self.one_by_one:
            return listings_one_by_one(self.module, ids)
        return listings_of(self.module, field_groups(self.steps.fields_of(self.module)), ids)

    def _covered(self) -> dict[str, list[Json]]:
        refused = self._state().refused
        return {name: values for name, values in self.lookups.covers().items() if name not in refused}

    def _doubtful(self) -> list[str]:
        """The old records with a value that was looked up now: if the org no longer has it there, they have changed."""
        keys = {name: {covered_text(name, value) for value in values} for name, values in self._covered().items()}
        return [
            record["id"]
            for record in self.old.records()
            if any(covered_text(name, record.get(name)) in texts for name, texts in keys.items())
        ]


def _together(old: Covers, new: Covers) -> Covers:
    """Both covers in one; a value that stands in both, once."""
    together: Covers = {
        module: {name: list(values) for name, values in fields.items()} for module, fields in old.items()
    }
    for module, fields in new.items():
        together.setdefault(module, {})
        for name, values in fields.items():
            there = together[module].setdefault(name, [])
            known = {json.dumps(value) for value in there}
            there += [value for value in values if json.dumps(value) not in known]
    return together


def _within(old: Covers, new: Mapping[str, Mapping[str, Sequence[Json]]]) -> bool:
    """Whether everything that was covered is covered anew."""
    return all(
        {covered_text(name, value) for value in values}
        <= {covered_text(name, value) for value in new.get(module, {}).get(name, ())}
        for module, fields in old.items()
        for name, values in fields.items()
    )
