"""Choosing what leaves the app, and where it goes: a file, or the terminal's clipboard. It exports nothing itself."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tui import keys
from tui.core.exports.forms import FORMS
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import Choices, Keys, ListDialog
from tui.screens.dialogs.path_line import PathLine, typed
from tui.screens.dialogs.save_as import place_of
from tui.widgets.clipboard import SENT
from tui.widgets.look import MOVED, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ExportKind(StrEnum):
    """What can be exported."""

    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"
    REPLY = "reply"
    PAYLOAD = "payload"
    CURL = "curl"
    HTTPX = "httpx"
    POWERSHELL = "powershell"
    DELUGE = "deluge"
    PYTHON_SDK = "python-sdk"
    NODE_SDK = "node-sdk"
    ROWS = "rows"
    PICTURE = "picture"


FORM_NAMES: Final = {
    ExportKind.CURL: "curl",
    ExportKind.HTTPX: "httpx",
    ExportKind.POWERSHELL: "powershell",
    ExportKind.DELUGE: "deluge",
    ExportKind.PYTHON_SDK: "python-sdk",
    ExportKind.NODE_SDK: "node-sdk",
    ExportKind.ROWS: "csv",
}
"""The kinds that write the payload in another form, by the form's name in ``tui.core.exports.forms``."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A kind in words, and how its file is called behind the payload's name."""

    name: str
    about: str
    ending: str


KINDS: Final = {
    ExportKind.MARKDOWN: _Said("forecast as Markdown", "a table for a ticket, a wiki, a chat", "-forecast.md"),
    ExportKind.CSV: _Said("forecast as CSV", "one line a row, for a spreadsheet", "-forecast.csv"),
    ExportKind.JSON: _Said("forecast as JSON", "everything, as in preview --format json", "-forecast.json"),
    ExportKind.REPLY: _Said("expected reply", "the JSON that Zoho should answer", "-reply.json"),
    ExportKind.PAYLOAD: _Said("payload", "the request body as shown in the editor", "-payload.json"),
    **{
        kind: _Said(FORMS[name].label, FORMS[name].about, f"-payload{FORMS[name].ending}")
        for kind, name in FORM_NAMES.items()
    },
    ExportKind.PICTURE: _Said("picture of the screen", "as SVG, for a page or a ticket", ".svg"),
}
"""Every kind, in the order in which they stand."""

_NAME = 26  # cells of a kind's name


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What goes where: to the clipboard, or else to ``path``."""

    kind: ExportKind
    to_clipboard: bool
    path: Path | None


class _Line(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.EXPORT]


class ExportDialog(ListDialog[ExportChoice]):
    """Returns an ExportChoice, or None. A file that exists is chosen only after a second enter.

    folder and stem: where files go, and how they are called, unless the person says otherwise. kinds: what there is.
    """

    HELP = """\
## Export
Writes the forecast, the expected reply, the payload, a command or script that sends it, or a picture of the screen to
the file named below the list, or to the terminal's clipboard. Nothing is sent to an org, and no token is written: the
environment variable `ZOHO_ACCESS_TOKEN` stands for it.
"""

    def __init__(
        self,
        folder: Path,
        stem: str,
        kinds: Collection[ExportKind] = tuple(ExportKind),
        first: ExportKind | None = None,
    ) -> None:
        super().__init__()
        self._folder, self._stem, self._first = folder, stem.replace("/", "-"), first
        self._kinds = [kind for kind in ExportKind if kind in kinds]
        self._suggested = ""
        self._asked: Path | None = None

    def compose(self) -> ComposeResult:
        """What, and where."""
        with Vertical() as box:
            box.border_title = "export"
            yield Choices[ExportKind]()
            yield _Line(self._folder, placeholder="type the path of a file", id="path")
            yield Static("", classes="said", markup=False)
            yield Static("", id="clipboard-said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Everything that can be exported."""
        lines = [
            (
                Content.assemble("  ", fit(Content.styled(said.name, STRONG), _NAME), " ", (said.about, MUTED)),
                kind,
            )
            for kind, said in KINDS.items()
            if kind in self._kinds
        ]
        self.choices().fill(lines, self._first)
        self._suggest()

    @property
    def _kind(self) -> ExportKind:
        value = self.choices().value
        assert isinstance(value, ExportKind)
        return value

    @on(OptionList.OptionHighlighted)
    def _suggest(self) -> None:
        """Name the file for what is chosen, unless the person has named it."""
        line = self.query_one(PathLine)
        if line.value == self._suggested:
            self._suggested = typed(self._folder / f"{self._stem}{KINDS[self._kind].ending}")
            line.fill(self._suggested)
            self._suggested = line.value
        self._asked = None
        self._say()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._asked = None
        self._say()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        place = place_of(self.query_one(PathLine))
        if place.problem:
            self._say()
        elif place.exists and self._asked != place.path:
            self._asked = place.path
            self.query_one(".said", Static).update(place.asked(keys.key_name("export.file")))
        else:
            self.dismiss(ExportChoice(self._kind, to_clipboard=False, path=place.path))

    def action_clipboard(self) -> None:
        """Send it to the clipboard."""
        self.dismiss(ExportChoice(self._kind, to_clipboard=True, path=None))

    def _say(self) -> None:
        self.query_one(".said", Static).update(place_of(self.query_one(PathLine)).said)
        about = f"A copy is {SENT}; not every terminal accepts it."
        if self._kind is ExportKind.PICTURE:
            about = f"A copy is {SENT}; few terminals accept one as large as a picture."
        style = MOVED if self._kind is ExportKind.PICTURE else MUTED
        self.query_one("#clipboard-said", Static).update(Content.styled(about, style))
