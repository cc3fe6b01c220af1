"""What a shell hands to a program: words, and the command that they are of."""

from __future__ import annotations

from dataclasses import field, replace

from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """What a command gets as one word. ``variables``: those of its parts that the shell fills in. ``files``: which of
    these are what a file holds, as ``$(cat body.json)``, each with that file."""

    text: Excerpt
    variables: frozenset[str] = frozenset()
    files: tuple[tuple[str, str], ...] = ()
    start: int = 0

    @property
    def file(self) -> str | None:
        """The file that the whole word is the content of."""
        return dict(self.files).get(self.text.text)

    def behind(self, start: int) -> Word:
        """The word from a character on."""
        return self.part(start, len(self.text.text))

    def part(self, start: int, end: int) -> Word:
        """The characters from start up to end."""
        built = ExcerptBuilder()
        built.add_part(self.text, start, end)
        return replace(self, text=built.build())


@dataclass(slots=True)
class Command:
    """One command: its words, from ``start``, and what it reads: a text (``here``), a file, or another command.
    ``written``: the files that commands before it wrote a text of this script to."""

    start: int
    words: list[Word] = field(default_factory=list)
    here: Word | None = None
    input_file: Word | None = None
    output_file: Word | None = None
    piped_from: Command | None = None
    written: dict[str, Word] = field(default_factory=dict)

    def pipeline(self) -> list[Command]:
        """The commands of the pipeline that ends with this one, in their order."""
        commands = [self]
        while (before := commands[-1].piped_from) is not None:
            commands.append(before)
        return commands[::-1]
