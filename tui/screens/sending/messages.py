"""What the send screen tells: to the app, what shall happen outside of it; to itself, from its threads, how far they
are. A thread posts and touches no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.live.accounts.profiles import Profile
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.look_up import LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.live.send.plan import SendPlan
    from tui.live.send.sender import Progress, SendReport
    from tui.screens.sending.record_now import RecordNow

# --- to the app -------------------------------------------------------------------------------------------------------


@dataclass
class PayloadMade(Message):
    """A payload was made, to be opened as a new one without a file: to look at, never to be sent by itself. It can be
    made again from the journal, so that it counts as saved until it is edited.

    ``text``: the body as JSON text; ``name``: what it is called until it has a file.
    """

    text: str
    module: str
    name: str


@dataclass
class OrgWritten(Message):
    """Something was sent to an org, which may hold other records by now than the data set."""

    profile: Profile
    module: str


# --- from the threads of the screen -----------------------------------------------------------------------------------


@dataclass
class Preparing(Message):
    """What is done to prepare, in a few words."""

    step: str


@dataclass
class Prepared(Message):
    """Everything that is confirmed is known."""

    plan: SendPlan


@dataclass
class Progressed(Message):
    """A call begins, waits or has ended."""

    progress: Progress


@dataclass
class Waits(Message):
    """Zoho asked for fewer requests (HTTP 429), and the call is tried again after so many seconds."""

    seconds: float


@dataclass
class Ended(Message):
    """The send is over."""

    report: SendReport


@dataclass
class Failed(Message):
    """What a thread was to do did not work; one sentence. ``sending``: it was the send itself."""

    sentence: str
    sending: bool = False


@dataclass
class Compared(Message):
    """The reply was held against the forecast under another setting."""

    report: SendReport
    rule: str
    value: str


@dataclass
class RecordRead(Message):
    """The record of a row was read from the org."""

    index: int
    now: RecordNow


@dataclass
class FatesFound(Message):
    """What happened was looked up: the calls of unknown outcome, each with what was found. ``problem``: what went wrong
    beside that, one sentence."""

    found: tuple[tuple[JournalEntry, LookUpReport], ...]
    problem: str = ""


@dataclass
class WayBackFound(Message):
    """What would put the old values back."""

    restoration: Restoration
