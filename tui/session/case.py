"""What a command or the app is asked to look at: a data set, a module, a payload and the assumptions.

``open_case`` turns options into these, the same for every command; what is wrong with them is one ``CaseError`` that
says what and where. Nothing that it reads is changed.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from tui.core.display import one_line
from tui.core.forecast import Forecast, Outline, forecast, forecast_row_by_row
from tui.core.lint import nearest
from tui.core.metadata import Module
from tui.core.payload.body_text import with_check_fields
from tui.core.payload.formats import recognise
from tui.core.payload.intake import Intake, decode
from tui.core.payload.module_choice import ChosenModule, choose
from tui.core.payload.request import PayloadError, UpsertRequest
from tui.core.payload.row_places import RowLines, no_lines
from tui.core.rules import AssumptionError, Assumptions
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError, read_ordinary
from tui.dataset.folder import DataSet, demo_folder, fixtures_folder
from tui.files import is_file, is_there, resolved
from tui.session.case_options import CaseOptions
from tui.session.explorer import Explorer
from tui.session.in_force import in_force
from tui.session.reading import Draft
from tui.session.recent import remembered_module
from tui.session.workspace import Opened, WorkspaceError, is_workspace, reopen, workspace_of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.payload.csv_rows import Columns
    from tui.core.row_forecast import RowForecast
    from tui.session.remembered import Session

DEFAULT_MODULE = "Leads"

LARGEST_STREAM = 64 * 1024 * 1024
"""Bytes that are read of what is no file: a pipe may well end, a device does not."""

_PART = 1024 * 1024


class CaseError(Exception):
    """Usage, or input that cannot be read: at most three lines that say what and where."""


@dataclass(frozen=True, slots=True)
class Case:
    """A payload read against a module of a data set, which ``with`` lets go of at the end.

    ``line_of``: the lines of the text that was handed in, for each row. ``said``: what is to be told
    on standard error of the data set and of how the payload was read; ``reply``: the answer that stands beside the call
    in the same text, ``at``: when the call was made, as that text has it.
    """

    data_set: DataSet
    module: Module
    request: UpsertRequest
    assumptions: Assumptions
    line_of: RowLines = no_lines
    said: tuple[str, ...] = ()
    reply: str | None = None
    at: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.data_set.close()

    @property
    def partial(self) -> bool:
        """Whether the data set holds only some of the module's records."""
        return self.data_set.is_partial(self.module.api_name)

    def forecast(self, *, split: bool = False) -> Forecast:
        """What the payload would do."""
        records = self.data_set.records(self.module.api_name)
        return forecast(self.request, self.module, records, self.assumptions, split=split, related=self.data_set)

    def forecast_row_by_row(self, put: Callable[[RowForecast], object], *, split: bool = False) -> Outline:
        """The same, each row handed to ``put`` as it is made, and not kept."""
        records = self.data_set.records(self.module.api_name)
        return forecast_row_by_row(
            self.request, self.module, records, self.assumptions, split=split, related=self.data_set, put=put
        )


def open_case(payload: Path | None, stdin: BinaryIO, options: CaseOptions) -> Case:
    """Read everything. payload None: standard input. Raises CaseError."""
    with _as_case_errors("standard input" if payload is None else str(payload)):
        assumptions = Assumptions.parse(options.assume)
        data_set = open_data_set(options.data)
        content = read_standard_input(stdin) if payload is None else read_payload(payload)
        return _case_of(_recognised(payload, content, options.call), data_set, assumptions, options)


def intake_of(payload: Path | None, content: bytes, call: int | None) -> Intake:
    """The call in a file (None: standard input) that was read before. Raises CaseError."""
    with _as_case_errors("standard input" if payload is None else str(payload)):
        return _recognised(payload, content, call)


def _recognised(payload: Path | None, content: bytes, call: int | None) -> Intake:
    text = decode(content)
    if is_workspace(text):
        raise PayloadError("this is a workspace, not a payload; see it with: upsert-explorer open FILE")
    return recognise(text, call=call, files=FilesBeside(payload))


def case_of_call(intake: Intake, data_set: DataSet, assumptions: Assumptions, options: CaseOptions) -> Case:
    """A call that was read, against a data set that is open. assumptions: what the person picked. Raises CaseError."""
    with _as_case_errors("the call"):
        return _case_of(intake, data_set, assumptions, options)


def _case_of(intake: Intake, data_set: DataSet, assumptions: Assumptions, options: CaseOptions) -> Case:
    chosen = chosen_module(data_set, intake, asked=options.module)
    module = module_of(data_set, chosen.name)
    data_set.records(module.api_name)
    request = _listing(intake.request(module, options.empty), options)
    version = options.api_version or request.api_version  # a send goes out with the profile's
    assumptions = in_force(assumptions, data_set, module.api_name, version)
    report = (f"data set {data_set.name}: {line}" for line in data_set.report(module.api_name).lines())
    said = (
        *report,
        *_on_choice(chosen),
        *_on_unknown(data_set, module),
        *_on_address(data_set, intake, module),
        *intake.remarks(module, options.empty),
    )
    from tui.core.payload.source_lines import source_lines

    lines = source_lines(intake, module)
    return Case(data_set, module, request, assumptions, lines, said, intake.reply, intake.at)


def _on_choice(chosen: ChosenModule, otherwise: str = " (--module for another)") -> tuple[str, ...]:
    """What is told of a module that nobody named. otherwise: how to have another, with a space before it."""
    if chosen.reason != "keys" or chosen.better is None:
        return ()
    return (f"module {chosen.name}: {chosen.better}{otherwise}",)


def _on_unknown(data_set: DataSet, module: Module) -> tuple[str, ...]:
    """What module may be meant by a name that nobody knows: the one with that label, or the nearest."""
    if module.known:
        return ()
    meant = data_set.labelled(module.api_name) or nearest(module.api_name, data_set.modules())
    return (f"did you mean {meant}?",) if meant else ()


def _on_address(data_set: DataSet, intake: Intake, module: Module) -> tuple[str, ...]:
    """What is told of a call that names another module than the one it is forecast for."""
    named = intake.module
    if named is None or "{" in named or (data_set.resolve(named) or named) == module.api_name:
        return ()
    return (f"the call names {one_line(named)}, and is forecast for {module.api_name}, as was asked",)


def open_explorer(payload: Path | None, options: CaseOptions) -> Explorer:
    """The state of the app on a file, as ``open_file`` has it. Raises CaseError."""
    return open_file(payload, options).explorer


def open_file(file: Path | None, options: CaseOptions) -> Opened:
    """The app on a workspace, which is recognised by its content, or on a payload. Raises CaseError."""
    with _as_case_errors(str(file)):
        content = None if file is None else read_payload(file)
        if file is not None and content is not None and is_workspace(text := decode(content)):
            return _open_workspace(text, file, options)
    explorer, note = _open_payload(file, content, options)
    return Opened(explorer, notes=(note,) if note else ())


def open_session(session: Session) -> Opened:
    """The app where it was left, else the demo, and why it is the demo. Raises CaseError where there is no demo."""
    recalled = session.recall()
    notes = recalled.notes
    if recalled.workspace is not None:
        try:
            opened = reopen(recalled.workspace)
            return replace(opened, notes=(*opened.notes, *session.left_behind()))
        except WorkspaceError as error:
            notes = (session.set_aside(error),)
            with suppress(WorkspaceError):  # its payload, at least, against the demo
                opened = reopen(replace(recalled.workspace, data=None, tries=()))
                return replace(opened, notes=(*notes, *opened.notes))
    return Opened(open_explorer(None, CaseOptions()), notes=(*notes, *session.left_behind()))


def _open_workspace(text: str, file: Path, options: CaseOptions) -> Opened:
    """A workspace, with what the options say in place of what it holds."""
    workspace = workspace_of_text(text, file)
    if options.data is not None:
        workspace = replace(workspace, data=options.data, tries=())
    assumed = (f"{rule}={value}" for rule, value in workspace.assumptions.chosen.items())
    workspace = replace(workspace, assumptions=Assumptions.parse([*assumed, *options.assume]))
    opened = reopen(workspace)
    if options.module is not None:
        opened.explorer.set_module(module_of(opened.explorer.data_set, options.module).api_name)
    if options.overrides_list:
        names = None if options.no_check_fields else options.check_fields
        opened.explorer.set_check_fields(names, "the check fields of the command line")
    return opened


def _open_payload(payload: Path | None, content: bytes | None, options: CaseOptions) -> tuple[Explorer, str | None]:
    """A payload; without one, the data set's first; and what is to be said of it."""
    with _as_case_errors(str(payload) if payload else "the demo"):
        assumptions = Assumptions.parse(options.assume)
        data_set = open_data_set(options.data)
        if payload is None and (payload := first_payload(data_set)):
            content = read_payload(payload)
        given = draft_of(payload, content, data_set, options, remembered=remembered_module(payload))
    draft = replace(given.draft, assumptions=assumptions)
    explorer = Explorer(
        data_set, draft, file=given.file, file_name=given.name, on_disk=given.on_disk, origin=given.origin
    )
    return explorer, given.note


@dataclass(frozen=True, slots=True)
class GivenDraft:
    """A payload as the app opens it. ``file``: where it is saved, None for one that is not a JSON body of its own;
    ``on_disk``: what the file holds, if the draft is another text; ``note``: what is to be said of it; ``chosen``: its
    module and why, with the module to offer where another knows more of its keys; ``origin``: the file it was read
    from."""

    draft: Draft
    file: Path | None
    name: str
    on_disk: str | None = None
    note: str | None = None
    chosen: ChosenModule | None = None
    origin: Path | None = None


def draft_of(
    payload: Path | None,
    content: bytes | None,
    data_set: DataSet,
    options: CaseOptions,
    *,
    remembered: str | None = None,
    at_hand: str | None = None,
    columns: Columns = (),
) -> GivenDraft:
    """A payload file (None: a new payload, or one that was pasted) as the editor shows it.

    remembered: the module that this file was last opened as. at_hand: the module that is open, which is kept where
    nothing names one. columns: where those of CSV go. Text that is no JSON at all opens as it is, with its problem
    marked. A payload that is no JSON body (CSV, a curl command, ...) is shown as the body that it stands for, under its
    name, and saved elsewhere.
    Raises PayloadError (SeveralCalls: say which with ``options.call``) and DataSetError.
    """
    text = "" if content is None else decode(content)
    files = FilesBeside(payload)
    intake = recognise(text, call=options.call, files=files) if text.strip() else Intake("json", "")
    intake = replace(intake, columns=columns) if columns else intake
    noted = remembered or noted_module(data_set, payload)
    chosen = chosen_module(data_set, intake, asked=options.module, noted=noted, at_hand=at_hand)
    module = module_of(data_set, chosen.name)
    if data_set.is_at_hand(module.api_name):  # many are read beside what one does, which tells what is wrong with them
        data_set.records(module.api_name)
    if not text.strip():
        from tui.core.completion.blank import new_payload

        intake = Intake("json", new_payload(module)[0])
    own, shown = intake.kind == "json" and options.empty == "absent", intake.text
    draft = Draft(shown, module.api_name, Assumptions())
    try:
        shown = intake.bound_to(module, options.empty)
    except PayloadError:
        if not own:
            raise
    else:
        if not own or shown != intake.text:
            own = False
            draft = replace(draft, source=intake, empty=options.empty)
        if options.overrides_list:
            names = None if options.no_check_fields else options.check_fields
            shown = with_check_fields(shown, names)
    if payload is not None and resolved(fixtures_folder()) in resolved(payload).parents:
        own = False  # the demo and the lessons stay as they are
    draft = replace(draft, text=shown, module_is_chosen=chosen.reason in ("asked", "named", "noted"))
    name = payload.name if payload else "new payload"
    empty = content is not None and not text.strip()
    note = f"{name} is empty; a new body with one record takes its place." if empty else None
    said = (*_on_choice(chosen, ""), *(intake.call.said if intake.call is not None else ()))
    note = note or "; ".join(said) or None
    on_disk = text if own and content is not None else None
    return GivenDraft(draft, payload if own else None, name, on_disk, note, chosen, payload)


class FilesBeside:
    """Gives the files that a payload takes its body from (``-d @body.json``): those beside it, or, for standard input
    and pasted text, in the folder where one stands."""

    def __init__(self, payload: Path | None) -> None:
        self._folder = Path() if payload is None else payload.parent

    def __call__(self, name: str) -> bytes | None:
        """The content of a file; None where there is none that can be read."""
        try:
            file = self._folder / Path(name).expanduser()
            return read_ordinary(file)
        except (OSError, ValueError, RuntimeError):
            return None


def open_data_set(folder: Path | None) -> DataSet:
    """The data set in a folder, or the bundled demo. Raises DataSetError, also where the system lets nobody look."""
    try:
        return DataSet.open(demo_folder() if folder is None else folder)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be read"
        raise DataSetError(why.lower(), str(folder)) from None


def chosen_module(
    data_set: DataSet,
    intake: Intake,
    *,
    asked: str | None = None,
    noted: str | None = None,
    at_hand: str | None = None,
) -> ChosenModule:
    """The module of a payload by the rule of tui.core.payload.module_choice. at_hand: the module that is open, which is
    kept; None: Leads, unless another knows more."""

    def known(name: str) -> tuple[int, int]:
        try:
            module = data_set.module(name)
        except DataSetError:
            return 0, intake.known_keys(Module(name, label=name))[1]
        return intake.known_keys(module) if module.upsertable else (0, 0)

    held = data_set.modules()
    default = at_hand or data_set.resolve(DEFAULT_MODULE) or DEFAULT_MODULE
    return choose(default, held, known, asked=asked, named=intake.module, noted=noted, switch=at_hand is None)


def module_of(data_set: DataSet, name: str) -> Module:
    """A module by any of its names. Raises DataSetError for one that the data set does not hold."""
    return data_set.module(data_set.resolve(name) or name)


def first_payload(data_set: DataSet) -> Path | None:
    """The payload that a data set opens with: the first that dataset.toml names, else the first of payloads/."""
    files = {file.name: file for file in data_set.payload_files()}
    named = [files[name] for name in data_set.payloads if name in files]
    return next(iter([*named, *files.values()]), None)


def read_payload(payload: Path, *, wait: bool = True) -> bytes:
    """The content of a payload file. ``wait``: also of a pipe, within a bound, as ``<(...)`` of a shell makes one.
    Raises CaseError."""
    try:
        if not wait or not is_there(payload) or is_file(payload):
            return read_ordinary(payload)
        with payload.open("rb") as stream:
            return _of_stream(stream, one_line(str(payload)))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be read"
        raise CaseError(f"{one_line(str(payload))}: {why.lower()}") from None


def read_standard_input(stream: BinaryIO) -> bytes:
    """What comes through standard input. Raises CaseError, also where it does not end."""
    try:
        return _of_stream(stream, "standard input")
    except OSError as error:
        raise CaseError(f"standard input: {(error.strerror or str(error)).lower()}") from None


def _of_stream(stream: BinaryIO, name: str) -> bytes:
    parts: list[bytes] = []
    room = LARGEST_STREAM
    while content := stream.read(min(room + 1, _PART)):
        parts.append(content)
        room -= len(content)
        if room < 0:
            raise CaseError(f"{name}: there are more than {LARGEST_STREAM >> 20} MB, and this is not a file")
    return b"".join(parts)


def noted_module(data_set: DataSet, payload: Path | None) -> str | None:
    """The module that the data set notes for a payload of its own."""
    if payload is None or resolved(payload) not in [resolved(file) for file in data_set.payload_files()]:
        return None
    note = data_set.payloads.get(payload.name)
    return note.module if note else None


def _listing(request: UpsertRequest, options: CaseOptions) -> UpsertRequest:
    if not options.overrides_list:
        return request
    return request.checking(None if options.no_check_fields else options.check_fields)


@contextmanager
def _as_case_errors(name: str) -> Iterator[None]:
    try:
        yield
    except PayloadError as error:
        raise CaseError(error.in_file(name)) from None
    except (AssumptionError, DataSetError, WorkspaceError) as error:
        raise CaseError(str(error)) from None
