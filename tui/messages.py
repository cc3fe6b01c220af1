"""What widgets tell the screen: typed messages, each named for what the person did. No widget changes the state."""

from __future__ import annotations

from textual.message import Message

from tui.dataclass import dataclass


@dataclass
class CheckFieldsEdited(Message):
    """The person wants other duplicate check fields. names None: the key shall be absent; ``cause``: in a few words."""

    names: tuple[str, ...] | None
    cause: str


@dataclass
class RowSelected(Message):
    """The person wants to see a row (0-based index within the payload)."""

    index: int


@dataclass
class NextSettingWanted(Message):
    """The person wants the next setting of an assumption."""

    rule: str


class PayloadEdited(Message):
    """The person typed in the payload; the editor knows what."""


@dataclass
class PayloadPasted(Message):
    """The person pasted a payload in another form than JSON over the whole text."""

    text: str


@dataclass
class CursorMoved(Message):
    """The cursor of the editor stands on another line (0-based)."""

    line: int


@dataclass
class ChipPressed(Message):
    """The person clicked a word of the top bar: module, data set, ..."""

    action: str


@dataclass
class OfferAnswered(Message):
    """The person chose something of the first start's offer: ``tour``, ``demo``, ``own``, or ``later`` for none."""

    choice: str


@dataclass
class RecordWanted(Message):
    """The person wants to see a record, by its id, or (``id`` None) those that hold ``words``, in any writing.
    ``module``: its API name; None for the one that is open."""

    id: str | None
    module: str | None = None
    words: str = ""


class ViewChanged(Message):
    """Another screen changed what is open: the main screen shall show it."""


class SessionChanged(Message):
    """What is open, or where one looks, has changed."""
