"""How far a person has come in the lessons, and whether the tour was offered: a small file in the state folder.

It is a convenience: where it cannot be read, it starts anew, and that is said once; where it cannot be written, lessons
work all the same.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from tui.core.display import one_line
from tui.core.from_json import FromJson
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError, read_ordinary
from tui.dataset.settings import reply_of
from tui.files import is_there, write_private
from tui.session.recent import recent
from tui.session.remembered import FIRST_STEM
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tui.core.lessons import Lesson

Stage = Literal["seen", "done"]
"""Of a lesson: it was opened, or its task was solved."""

FILE: Final = "lessons.json"


@dataclass(frozen=True, slots=True)
class _File(FromJson):
    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True}

    lessons: dict[str, Stage] = field(default_factory=dict)
    offered: bool = False


class Progress:
    """What is kept. ``note``: a sentence where the file could not be read."""

    def __init__(self, file: Path | None = None) -> None:
        """file: another place than the person's state folder."""
        self.file = state_folder() / FILE if file is None else file
        self.note: str | None = None
        self._kept = self._read()

    @property
    def offered(self) -> bool:
        """Whether the tour was offered at a start, and something was chosen."""
        return self._kept.offered

    def stage(self, lesson: Lesson) -> Stage | None:
        """How far the person has come in a lesson; None: it was never opened."""
        return self._kept.lessons.get(lesson.name)

    def done(self, lessons: Iterable[Lesson]) -> int:
        """How many of these lessons are done."""
        return sum(self.stage(lesson) == "done" for lesson in lessons)

    def reach(self, lesson: Lesson, stage: Stage) -> str | None:
        """A lesson was opened or done; one that is done stays so. Returns a sentence where that cannot be kept."""
        if self.stage(lesson) in (stage, "done"):
            return None
        return self._write({lesson.name: stage}, offered=self.offered)

    def offer_made(self) -> str | None:
        """The tour was offered, and need not be again. Returns a sentence where that cannot be kept."""
        return self._write({}, offered=True)

    def _write(self, reached: dict[str, Stage], *, offered: bool) -> str | None:
        there = self._read()  # another window may have come further
        lessons = {**self._kept.lessons, **there.lessons, **reached}
        done = {name for kept in (self._kept, there) for name, stage in kept.lessons.items() if stage == "done"}
        lessons |= dict.fromkeys(done, "done")
        self._kept = _File(lessons=lessons, offered=offered or there.offered)
        content: dict[str, Any] = {"lessons": dict(sorted(lessons.items())), "offered": self._kept.offered}
        try:
            write_private(self.file, json.dumps(content, indent=1) + "\n")
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it cannot be written"
            return f"Your progress in the lessons cannot be kept: {one_line(str(self.file))}: {why.lower()}."
        return None

    def _read(self) -> _File:
        if not is_there(self.file):
            return _File()
        try:
            return reply_of(_File, read_ordinary(self.file).decode(), FILE)
        except (DataSetError, OSError, ValueError) as error:
            why = str(error) if isinstance(error, DataSetError) else f"{FILE}: it cannot be read"
            self.note = f"Your progress in the lessons starts over, since it could not be read: {one_line(why)}."
            return _File()


def is_first_start() -> bool:
    """Whether nobody has worked here yet: no session was kept, nothing was opened, and the tour was not offered."""
    state = state_folder()
    try:
        sessions = any(state.glob(f"{FIRST_STEM}*.json"))
    except OSError:
        sessions = True
    return not (sessions or recent("payloads") or recent("data_sets") or Progress().offered)
