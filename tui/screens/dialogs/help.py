"""Help in context: what the pane with the focus shows, its keys as they are mapped, and the words of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.containers import Vertical, VerticalScroll

from tui import keys
from tui.core.views.glossary import glossary_markdown
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import Dialog
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import Binding, BindingType
    from textual.screen import Screen


_LEARN: Final = """\
## Learn
**{help.lessons}** lists short lessons on demo data, and a tour of five minutes. What you have open stays as it is.
"""


class HelpScreen(Dialog[None]):
    """Texts in Markdown, the first about the pane with the focus; then keys by where they hold."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.HELP]

    def __init__(self, texts: Sequence[str], places: Iterable[str]) -> None:
        super().__init__()
        told: set[str] = set()
        tables = [_table(place, keys.PLACES[place], told) for place in places]
        self.markdown = "\n\n".join(
            [*map(keys.with_key_names, (*texts, _LEARN)), *filter(None, tables), f"## Words\n{glossary_markdown()}"]
        )

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with Vertical() as box:
            box.border_title = "help"
            with VerticalScroll(can_focus=True):
                yield Prose(self.markdown)
            yield Keys()


def help_of(screen: Screen[Any]) -> HelpScreen:
    """What a screen tells of itself and of the pane with the focus, and their keys, those of the pane first."""
    around = (screen.focused or screen).ancestors_with_self
    texts = [text for node in around if isinstance(text := getattr(node, "HELP", None), str)]
    heard = [binding for node in around for cls in type(node).__mro__ for binding in vars(cls).get("BINDINGS", ())]
    offered = getattr(screen, "offers_tour", False)
    places = [
        place
        for place, bindings in reversed(keys.PLACES.items())
        if any(bindings[0] is each for each in heard) and (offered or bindings is not keys.TOUR_OFFER)
    ]
    return HelpScreen(texts, places)


def _table(place: str, bindings: Iterable[Binding], told: set[str]) -> str:
    """The keys of a place, without those that were told before and those that are called like what they do (``up`` for
    Up); empty where none is left."""
    lines = []
    for binding in bindings:
        names, words = keys.key_names(binding.id or ""), binding.tooltip or binding.description
        line = f"- {' or '.join(f'**{keys.in_markdown(name)}**' for name in names)} {words}"
        if line not in told and names != [words.replace(" ", "").lower()]:
            lines.append(line)
    told.update(lines)
    return "\n".join([f"## Keys: {place}", "", *lines]) if lines else ""
