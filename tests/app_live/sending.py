"""The send screen over a practice org on loopback, driven by keys and the mouse, in an app that shows nothing else."""

from __future__ import annotations

import json
import shutil
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from textual.app import App

from tests.app.driving import WIDE, Session
from tui.dataset.folder import DataSet, fixtures_folder
from tui.live.accounts.profiles import PRACTICE_PROFILE, load_credentials
from tui.live.accounts.tokens import Tokens
from tui.live.journal.journal import Journal
from tui.live.practice.export import practice_data_set
from tui.live.zoho.client import ZohoClient
from tui.screens.sending.case import case_of
from tui.screens.sending.send import Phase, SendScreen
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.app import ExplorerApp
    from tui.core.values import Record
    from tui.live.accounts.profiles import Profile
    from tui.live.practice.org import PracticeOrg
    from tui.messages import RecordWanted
    from tui.screens.assumptions import SettingChosen
    from tui.screens.incident.messages import CallsToExplain
    from tui.screens.sending.job import Connect
    from tui.screens.sending.messages import OrgWritten, PayloadMade, RowsSaved
    from tui.session.explorer import Explorer

LOW: Final = (80, 24)
_PATIENCE: Final = 2_000  # looks at a condition until it has failed

ADA: Final = {
    "id": "4001",
    "Last_Name": "Byron",
    "First_Name": "Ada",
    "Full_Name": "Ada Byron",
    "Email": "ada@engine.example",
    "Company": "Analytical Engines",
    "City": "London",
    "Created_Time": "2024-01-01T00:00:00+00:00",
    "Modified_Time": "2024-01-01T00:00:00+00:00",
}
CHANGED: Final = {"Last_Name": "Byron", "Email": "ada@engine.example", "City": "Rome", "Company": None}
NEW: Final = {"Last_Name": "Ode", "Email": "ode@x.example"}


def small_data_set(folder: Path, records: Sequence[Record]) -> Path:
    """Leads with the demo's fields and a few records: quicker to copy than the demo."""
    if not folder.exists():
        (folder / "fields").mkdir(parents=True)
        (folder / "records").mkdir()
        shutil.copy(fixtures_folder() / "demo" / "fields" / "Leads.json", folder / "fields")
        (folder / "records" / "Leads.json").write_text(json.dumps({"data": [ADA, *records]}))
        (folder / "dataset.toml").write_text('name = "small"\n[made]\nat = "2024-01-01T00:00:00+00:00"\n')
    return folder


@dataclass
class Practice:
    """A practice org that runs, and what tests ask of it. ``waits``: the seconds that were waited for it."""

    org: PracticeOrg
    data: Path
    state: Path
    waits: list[float] = field(default_factory=list)

    @property
    def profile(self) -> Profile:
        """The practice profile at its address."""
        return PRACTICE_PROFILE.at(self.org.accounts_url, self.org.api_url)

    @contextmanager
    def connect(self, wait: Callable[[float], object]) -> Iterator[ZohoClient]:
        """A client of it, whatever the profile says."""
        tokens = Tokens(self.profile, load_credentials("practice"))
        with ZohoClient(self.profile, tokens, sleep=wait) as client:
            yield client

    @property
    def upserts(self) -> int:
        """How many writes it saw."""
        return sum(seen.path.endswith("/upsert") for seen in self.org.seen)

    def held(self, email: str) -> dict[str, Any]:
        """The lead with this e-mail, without what each write moves."""
        with DataSet.open(practice_data_set(self.state, self.data)) as data_set:
            records = data_set.records("Leads")
            (found,) = [
                record
                for record_id in records.ids()
                if (record := records.get(record_id)) and record.get("Email") == email
            ]
        return {name: value for name, value in found.items() if value is not None and not name.startswith("Modified")}

    @property
    def journal(self) -> Journal:
        """The journal of its state folder."""
        return Journal(self.state)


class SendingApp(App[int]):
    """Shows the send screen on a state, and does or keeps what the screen asks of the app."""

    def __init__(self, explorer: Explorer, screen: SendScreen, wanted: list[RecordWanted]) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.explorer, self.sending = explorer, screen
        self.made: list[PayloadMade] = []
        self.written: list[OrgWritten] = []
        self.saved: list[RowsSaved] = []
        self.to_explain: list[CallsToExplain] = []
        self.wanted = wanted

    def on_mount(self) -> None:
        """Show it."""
        self.push_screen(self.sending)

    def on_payload_made(self, message: PayloadMade) -> None:
        """Keep it."""
        self.made.append(message)

    def on_rows_saved(self, message: RowsSaved) -> None:
        """Keep it."""
        self.saved.append(message)

    def on_org_written(self, message: OrgWritten) -> None:
        """Keep it."""
        self.written.append(message)

    def on_calls_to_explain(self, message: CallsToExplain) -> None:
        """Keep it."""
        self.to_explain.append(message)

    def on_setting_chosen(self, message: SettingChosen) -> None:
        """Set it."""
        self.explorer.set_assumption(message.rule, message.value)


class Sending(Session):
    """The app with the send screen."""

    def __init__(self, app: SendingApp, pilot: Pilot[int]) -> None:
        super().__init__(cast("ExplorerApp", app), pilot)
        self.host = app

    async def gone(self) -> None:
        """Wait until the screen was left."""
        await self.until(lambda: self.host.sending not in self.app.screen_stack, "for the screen to go")

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for a condition that threads bring about, which looking too often would hold up; fails with a picture of
        the screen."""
        for look in range(_PATIENCE):
            if condition():
                return
            await self._next_look(0.001 * min(1 + look, 10))
        raise AssertionError(f"waited in vain: {what}\n{self.text()}")

    async def confirming(self) -> None:
        """Wait until one can say yes."""
        await self._comes_to(Phase.CONFIRMING)
        await self.see("Nothing has been sent yet.", "send ", " enter ", pane="#question")

    async def sent(self) -> None:
        """Say yes and wait for the comparison."""
        await self.confirming()
        await self.press("enter")
        await self._comes_to(Phase.AFTER)
        await self.see("verdict", pane="#comparison")

    async def see_at_both(self, *words: str) -> None:
        """See the words in a terminal that is low and in one that is wide: in the one that it is, then in the other."""
        await self.see(*words)
        other = WIDE if self.app.size == LOW else LOW
        await self.resize(*other)
        try:
            await self.see(*words)
        except AssertionError as failure:
            failure.add_note(f"in a terminal of {other}")
            raise

    async def _comes_to(self, phase: Phase) -> None:
        """Wait for a part of a send without a look at the screen, which takes longer than what threads do."""
        await self.until(lambda: self.host.sending.phase is phase, f"for the send to be {phase}")
        await self.frame()

    async def written(self, file: Path) -> dict[str, Any]:
        """The content of a JSON file, once it is there."""
        await self.until(file.exists, f"for {file.name}")
        found: dict[str, Any] = json.loads(file.read_text())
        return found


@asynccontextmanager
async def sending(
    practice: Practice,
    folder: Path,
    body: object,
    *,
    profile: Profile | None = None,
    size: tuple[int, int] = WIDE,
    wait: Callable[[float], object] | Literal["really"] | None = None,
    data: Path | None = None,
    assume: tuple[str, ...] = (),
    connect: Connect | Literal["practice"] | None = "practice",
    ticked: Sequence[int] = (),
    filtered: Sequence[int] = (),
) -> AsyncIterator[Sending]:
    """The send screen on a payload. profile: another than practice's; data: another data set to forecast against;
    connect: None for the connection that the profile asks for; wait: "really" for waits that take
    their time, or in their place."""
    file = folder / "leads.json"
    file.write_text(json.dumps(body))
    opened = open_file(file, CaseOptions(data=data or practice.data, assume=assume))
    with opened.explorer.data_set:
        case = case_of(opened.explorer, ticked, filtered)
        assert case is not None
        wanted: list[RecordWanted] = []
        screen = SendScreen(
            case,
            profile or practice.profile,
            practice.state,
            practice_source=practice.data,
            connect=practice.connect if connect == "practice" else connect,
            sleep=None if wait == "really" else wait or practice.waits.append,
            open_record=wanted.append,
        )
        app = SendingApp(opened.explorer, screen, wanted)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as pilot:
            yield Sending(app, pilot)


def production(practice: Practice) -> Profile:
    """A profile that says it is production; the client is that of the practice org."""
    return replace(practice.profile, name="mine", environment="production", data_center="eu")
