"""What the send screen tells the app: what shall happen outside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.payload.request import UpsertRequest
    from tui.live.accounts.profiles import Profile


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
class RowsSaved(Message):
    """Rows of a payload are in the org, and shall be taken out of it. ``request``: the payload that they are of;
    ``rows``: which (0-based)."""

    request: UpsertRequest
    rows: tuple[int, ...]


@dataclass
class RowsFound(Message):
    """What is in the org of a payload that was sent, as far as it is known. ``request``: the payload; ``rows``: which
    of its rows (0-based)."""

    request: UpsertRequest
    rows: tuple[int, ...]


@dataclass
class OrgWritten(Message):
    """Something was sent to an org, which may hold other records by now than the data set."""

    profile: Profile
    module: str
