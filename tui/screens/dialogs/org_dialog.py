"""The frame of the dialogs that ask an org, a client of that org, and the line in which a secret is typed.

Modules that bring httpx are loaded in the thread that asks, when it is first needed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic

from textual.widgets import Input

from tui.live.accounts.profiles import load_profiles
from tui.screens.dialogs.background import Runner
from tui.screens.dialogs.dialog import Answer, Dialog
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tui.live.zoho.client import ZohoClient


class OrgDialog(Dialog[Answer], Generic[Answer]):
    """A dialog whose ``runner`` asks an org, one thing at a time. Its line ``.said`` shows what is waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = Runner(self, self.busy_changed)

    @property
    def busy(self) -> str:
        """What is waited for; empty for nothing."""
        return self.runner.busy

    def on_unmount(self) -> None:
        """Wait for nothing any more."""
        self.runner.stop()

    def busy_changed(self) -> None:
        """Show what is waited for."""
        self.say(self.runner.waiting)


@contextmanager
def client_of(
    profile_name: str, wait: Callable[[float], object], practice_source: Path | None = None
) -> Iterator[ZohoClient]:
    """A client of the org of a profile; to be used in a thread. wait: as ``Runner`` has it; practice_source: the data
    set of which the practice org is a copy, None: the demo.

    Raises ProfileError, PracticeError, DataSetError.
    """
    from tui.live.connection import connected

    with connected(load_profiles().named(profile_name), state_folder(), practice_source, wait) as client:
        yield client


class SecretInput(Input):
    """A line in which a secret is typed: it is not shown, cannot be copied, and leaves the line when it is taken."""

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(password=True, placeholder=placeholder, id=id)
        self.cursor_blink = False

    @property
    def selected_text(self) -> str:
        """Nothing that could be copied."""
        return ""

    def take(self) -> str:
        """What was typed; the line is empty after it."""
        typed = self.value
        with self.prevent(Input.Changed):
            self.value = ""
        return typed
