"""The payload as text: JSON in colour, its problems marked at their place, the lines of the selected row set off.

The colours are found line by line with one pattern: no string of JSON runs over a line's end.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

from tui import keys
from tui.core.payload.formats import recognise
from tui.core.payload.request import PayloadError
from tui.messages import CursorMoved, PayloadEdited, PayloadPasted
from tui.pattern import pattern
from tui.widgets.completing import CompletingTextArea
from tui.widgets.folding import FOLD_SIGN
from tui.widgets.long_text import show_long
from tui.widgets.look import SAVED_SIGN
from tui.widgets.sheets import sheet
from tui.widgets.warning_sign import warning_sign
from tui.widgets.words import entitle

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events
    from textual.binding import BindingType
    from textual.widgets import TextArea

    from tui.core.views.problems import Problems

_TOKEN: Final = pattern(
    r'(?P<key>"[^"\\]*+(?:\\.[^"\\]*+)*+"(?=\s*:))|(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+"?)'
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<word>\b(?:true|false|null)\b)|(?P<mark>[{}\[\]:,])"
)


class PayloadEditor(CompletingTextArea):
    """The editor. Edits are posted as ``PayloadEdited``, moves to another line as ``CursorMoved``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.EDITOR, *keys.EDITING, *keys.COMPLETION]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "json--key",
        "json--string",
        "json--number",
        "json--word",
        "json--mark",
        "json--problem",
        "json--error",
        "json--warning",
        "json--row",
        "json--fold",
        "json--saved",
    }
    DEFAULT_CSS = sheet("payload_editor")
    FIRST_KEYS: ClassVar = ("payload.open", "payload.new", "payload.save")
    HELP = """\
## The payload
The body that is sent. Every edit makes a new forecast at once. While the JSON is broken, the last forecast stays,
greyed out, and the place of the mistake is marked. **!** beside a line marks what is refused, **⚠** a warning; with the
cursor on that line, its sentence is below. **{problem.next}** and **{problem.previous}** go from one to the next.
While you type a key or a value, a list shows what fits: fields with label and type, choices of pick lists, check
fields, and the keys that the API knows. **{editor.complete}** opens it at any place; an arrow chooses,
**{completion.take}** takes, **{completion.close}** closes.
Brackets and quotes close themselves; typing one that is there moves past it. **{find.open}** finds and replaces;
**{editor.row_up}** and **{editor.row_down}** move the row of the cursor, **{editor.duplicate_row}** duplicates it,
**{editor.delete_row}** deletes it. **{editor.fold_row}** folds that row to one line, **{editor.fold_all}** all of them,
and both unfold; so does a click on the sign beside it, a search that finds something there, and every edit of it.
**↑** beside a row says that a send saved it, and that it is still what was sent.
Where a terminal keeps keys with alt to itself, **{app.palette}** has each of these by its name.
A curl command, a HAR file or another call that is pasted over the whole text (**{editor.all}** marks it) becomes its
JSON; a file that is dropped on the terminal is opened. **{history.undo}** and **{history.redo}** go back and forth over
every change, also those of the order and of assumptions.
"""

    def __init__(self, text: str, *, id: str | None = None) -> None:
        self._painted: dict[int, tuple[tuple[object, ...] | None, Strip]] = {}  # by the height on the screen
        super().__init__(
            id=id,
            soft_wrap=False,
            show_line_numbers=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
        )
        show_long(self, _editable(text))
        self.cursor_blink = False
        self._given = text  # what is shown; the editor's own text has the line ends of one kind only
        self._held = self.text
        self._escapes_of: str | None = None  # the given text that was looked through for them
        self._given_lines: list[str] = []  # its lines, where some of its characters are escaped
        self._problem: tuple[int, int] | None = None
        self._state: Content | str = ""
        self._row_lines = range(0)
        self._problems: Problems | None = None
        self._saved: frozenset[int] = frozenset()

    def show_text(self, text: str) -> None:
        """Show another text; where the cursor is, it stays, unless one is in the editor: then it shows the change."""
        if text == self._given:
            return
        self.action_close_completions()
        self._given = text
        before = list(self.document.lines)
        changed = self.replace_text(_editable(text))
        self._held = self.text
        if self.has_focus:
            self.go_to_change(changed, before)

    def mark(
        self,
        problem: tuple[int, int] | None,
        row_lines: range,
        problems: Problems | None = None,
        saved: frozenset[int] = frozenset(),
    ) -> None:
        """Mark the place of a mistake (row and column from 0), the lines of the selected row, the problems of the text
        that is shown, and the lines with which rows begin that a send saved."""
        now = (problem, row_lines, saved)
        if now != (self._problem, self._row_lines, self._saved) or problems is not self._problems:
            self._problem, self._row_lines, self._problems, self._saved = problem, row_lines, problems, saved
            self._line_cache.clear()  # of Textual's, which knows of no marks
            self.refresh()

    def say(self, state: Content | str) -> None:
        """Say in the border what the text is, behind the place of the cursor."""
        self._state = state
        line, column = self.cursor_location
        place = f"{line + 1}:{column + 1}"
        entitle(self, subtitle=Content.assemble(place, " · ", state) if state else place)

    def taken(self) -> str | None:
        """What the text is, if it was edited since it was shown or asked for last; else None."""
        if self.text == self._held:
            return None
        self._given = self._held = self.text
        return self._given

    def action_edge(self, step: int) -> None:
        """To the beginning or the end of the text."""
        self.move_cursor(self.document.start if step < 0 else self.document.end)

    def get_line(self, line_index: int) -> Text:
        """A line in colour. Control and direction characters are shown as a sign, since they would steer the
        terminal; each stays one character, so that the cursor's columns hold."""
        line = super().get_line(line_index)
        plain = line.plain
        if not plain.isascii() or not plain.isprintable():
            line.plain = "".join(map(_harmless, plain))
        for match in _TOKEN.finditer(plain):
            line.stylize(self._style(f"json--{match.lastgroup}"), *match.span())
        if self._problem and self._problem[0] == line_index:
            column = min(self._shown_column(*self._problem), max(len(plain) - 1, 0))
            line.stylize(self._style("json--problem"), column, column + 1)
        for each in self._problems.on_line(line_index) if self._problems else ():
            loud = each.severity == "error" or each.loud
            start, end = (self._shown_column(line_index, column) for column in (each.place.start, each.place.end))
            line.stylize(self._style("json--error" if loud else "json--warning"), start, end)
        if (mark := self.fold_mark(line_index)) is not None:
            mark.plain = "".join(map(_harmless, mark.plain))
            mark.stylize(self._style("json--fold"))
            line.append_text(mark)
        return line

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor on a place of the given text (line and column from 0), in the middle of the pane."""
        self.move_cursor((line, self._shown_column(line, column)), center=True)

    def _shown_column(self, line: int, column: int) -> int:
        """Where a column of the given text stands in the editor, which writes some of its characters as escapes."""
        if not self._has_escapes:
            return column
        return len(_editable(self._given_lines[line][:column])) if line < len(self._given_lines) else column

    @property
    def _has_escapes(self) -> bool:
        """Whether the editor writes some characters of the text otherwise than they were given."""
        if self._escapes_of is not self._given:
            self._escapes_of = self._given
            escaped = _LINE_ENDS_OF_TEXTUAL.search(self._given) is not None
            self._given_lines = _LINE_END.split(self._given) if escaped else []
        return bool(self._given_lines)

    def notify_style_update(self) -> None:
        """The colours may be others."""
        self._painted.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """A line of the screen, which stays as it is painted as long as it looks the same."""
        line = self.document.line_at(y + self.scroll_offset.y)
        looks = self._looks_of(line)
        painted = self._painted.get(y)
        if painted is None or looks is None or painted[0] != looks:
            painted = self._painted[y] = (looks, self._marked_line(y, line))
        return painted[1]

    def _looks_of(self, line: int) -> tuple[object, ...] | None:
        """All that a line's look depends on beside the colours; None where that would be more than is worth comparing:
        folds, characters that are escaped, an empty text."""
        document = self.document
        if document.folds or self._has_escapes or document.line_count <= max(line, 1):
            return None
        top, bottom = sorted(self.selection)
        selected = top[0] <= line <= bottom[0]
        bracket = self._matching_bracket_location
        return (
            line,
            document.lines[line],
            (self.size, self.scrollable_content_region.width, self.virtual_size.width, self.scroll_offset.x),
            (self.gutter_width, self.indent_width, self.theme, self.read_only, self.suggestion),
            (selected and self.selection, selected and (self._draw_cursor, self.match_cursor_bracket)),
            bracket if bracket is not None and (selected or bracket[0] == line) else None,
            self._problem if self._problem is not None and self._problem[0] == line else None,
            self._problems.on_line(line) if self._problems else (),
            (line in self._row_lines, line in self._saved),
        )

    def _marked_line(self, y: int, line: int) -> Strip:
        """A line of the screen; those of the selected row are set off over their whole width, and beside those with a
        problem stands a sign."""
        strip = self._signed(super().render_line(y), line)
        if line not in self._row_lines:
            return strip
        band = self.get_component_rich_style("json--row", partial=True).bgcolor
        plain = self.rich_style.bgcolor
        return Strip(
            [
                Segment(text, (style or Style()) + Style(bgcolor=band))
                if style is None or style.bgcolor in (None, plain)
                else Segment(text, style)
                for text, style, _ in strip
            ],
            strip.cell_length,
        )

    def _signed(self, strip: Strip, line: int) -> Strip:
        """A line of the screen with the sign of its worst problem in the free column behind its number, and behind that
        the sign of a fold, whose problems are those of all its lines."""
        fold = self.document.fold_at(line)
        lines = range(line, line + 1) if fold is None else fold
        if fold is not None:
            strip = self._with_sign(strip, 1, Segment(FOLD_SIGN, self._style("json--fold")))
        elif line in self._saved:
            strip = self._with_sign(strip, 1, Segment(SAVED_SIGN, self._style("json--saved")))
        found = [each for number in lines for each in self._problems.on_line(number)] if self._problems else []
        is_mistake = self._problem is not None and self._problem[0] in lines
        if not found and not is_mistake:
            return strip
        refused = is_mistake or any(each.severity == "error" for each in found)
        loud = refused or any(each.loud for each in found)
        style = self.get_component_rich_style("json--error" if loud else "json--warning", partial=True)
        return self._with_sign(
            strip, 2, Segment("!" if refused else warning_sign(), Style(color=style.color, bold=True))
        )

    def _with_sign(self, strip: Strip, from_right: int, sign: Segment) -> Strip:
        """A line with a sign in one of the two columns behind its number."""
        at = self.gutter_width - from_right
        return Strip.join([strip.crop(0, at), Strip([sign], 1), strip.crop(at + 1)])

    def _style(self, component: str) -> Style:
        style = self.get_component_rich_style(component, partial=True)
        if component == "json--problem":
            return style
        return Style(color=style.color, bold=style.bold, underline=style.underline)

    async def _on_paste(self, event: events.Paste) -> None:
        """A text that is another form of a payload, and takes the place of the whole text, is handed to the screen."""
        event.stop()  # what is pasted here is no matter of the screen's
        if self._replaces_all() and _is_another_form(event.text):
            event.prevent_default()
            self.post_message(PayloadPasted(event.text))

    def action_paste(self) -> None:
        """The same from the app's own clipboard."""
        if self._replaces_all() and _is_another_form(self.app.clipboard):
            self.post_message(PayloadPasted(self.app.clipboard))
        else:
            super().action_paste()

    def _replaces_all(self) -> bool:
        """Whether a paste leaves nothing of the text: all of it is marked, or there is none."""
        start, end = sorted(self.selection)
        before = self.get_text_range(self.document.start, start)
        return not before.strip() and not self.get_text_range(end, self.document.end).strip()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The text is another one, unless it only came to be shown."""
        event.stop()
        if self.text != self._held:
            self.post_message(PayloadEdited())

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor is elsewhere."""
        event.stop()
        self.say(self._state)
        self.post_message(CursorMoved(event.selection.end[0]))


_LINE_END: Final = pattern(r"\r\n|\r|\n")
_LINE_ENDS_OF_TEXTUAL: Final = pattern("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _editable(text: str) -> str:
    """A text in which only what ends a line of JSON ends a line of the editor: the editor would turn the other
    separators into line ends, in the middle of a string, once the text is edited."""
    return _LINE_ENDS_OF_TEXTUAL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _is_another_form(text: str) -> bool:
    """Whether a text is a payload in another form than a JSON body, so that JSON is to be made of it."""
    try:
        return recognise(text).kind != "json"
    except PayloadError:
        return True


def _harmless(character: str) -> str:
    if character == "\t" or unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp"):
        return character
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
