"""What other screens ask of the app: to explain calls that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.reply.recorded import RecordedCall


@dataclass
class CallsToExplain(Message):
    """Calls with their replies, in order, to be explained; name: where they come from; first: the one (0-based) to
    begin with."""

    calls: tuple[RecordedCall, ...]
    name: str
    first: int = 0
