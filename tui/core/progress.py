"""How far a forecast of many rows has come, told to whoever waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeVar

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Part = Literal["rows", "dependences", "records"]
"""What is computed: what each row comes to, which assumptions it depends on, or what a look-up needs that was never
asked for before, over the records."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many steps of how many of a part, one at least, are done. ``what``: of the records, what is made, in a few
    words."""

    part: Part
    done: int
    total: int
    what: str = ""

    @property
    def told(self) -> tuple[str, str]:
        """What is done, and how far it is: in records, rows, or hundredths of what rows depend on."""
        if self.part == "records":  # what the look-ups are made by
            return f"making {self.what}", f"{self.done:,} of {self.total:,}"
        if self.part == "rows":
            return "forecasting", f"{self.done:,} of {self.total:,} rows"
        return "what rows depend on", f"{100 * self.done // self.total} %"


if TYPE_CHECKING:
    Watch = Callable[[Progress], object]
    """Told now and then how far it is; what it raises ends the forecast."""

EVERY: Final = 50
"""Steps between two words of how far it is."""


def nobody(_progress: Progress) -> None:
    """Where nobody waits to be told."""


def watched(watch: Watch, part: Part, total: int) -> Callable[[Iterable[Value]], Iterator[Value]]:
    """Passes values on, and tells at each so-many-th how many there were, over all that it is called with."""
    done = 0

    def passing(values: Iterable[Value]) -> Iterator[Value]:
        nonlocal done
        for value in values:
            if done % EVERY == 0:
                watch(Progress(part, done, total))
            done += 1
            yield value

    return passing
