"""The duplicate check fields: tick, untick and reorder them by keys or by dragging, and see what is sent.

Three states stand at the top and are one key or one click each: left out, an empty list, a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.reactive import reactive

from tui import keys
from tui.core.display import one_line
from tui.core.views.check_list import CheckList
from tui.messages import CheckFieldsEdited
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, MUTED, fit
from tui.widgets.words import entitle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.binding import BindingType
    from textual.geometry import Size

_STATES = (
    ("absent", "left out", "fields.leave_out", "leave_out"),
    ("empty", "[ ]", "fields.empty_list", "empty_list"),
    ("listed", "list", "fields.list_all", "list_all"),
)
_BOX = 4  # cells of the tick box and the space behind it
_GAP = 2  # cells between two states
_LABEL = 4  # cells of a label that are worth it


class CheckFields(LineList):
    """The list of fields. ``check_list`` is what it shows; every change is posted as ``CheckFieldsEdited``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.CHECK_FIELDS, *keys.MAIN_LISTS, *keys.SHORT_KEYS]
    HEADER = 2
    HELP = """\
## duplicate_check_fields
The list that is sent with the records. It only **re-orders** the check: unique fields that are not listed are still
checked, after the listed ones. The system field is dropped unless it is listed.

- **{fields.tick}** ticks a field, **{fields.move_up}** and **{fields.move_down}** move it; drag it with the mouse
- **{fields.leave_out}** leaves the list out, **{fields.empty_list}** sends an empty list, **{fields.list_all}** lists
  what is checked now, **{fields.try}** any other field, to see what it does
"""

    check_list: reactive[CheckList] = reactive(CheckList(), init=False, repaint=False)
    drop_at: reactive[int] = reactive(-1, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dragged: int | None = None
        self._dropped = False
        self.enabled = True

    def watch_check_list(self) -> None:
        """Show another list; the cursor stays on its field."""
        self.lines_changed()

    def show(self, check_list: CheckList, *, enabled: bool) -> None:
        """Show a list; not enabled: the payload cannot be read, so that there is nothing to change."""
        self.enabled = enabled
        self.set_class(not enabled, "-stale")
        self._take(check_list)

    def _take(self, check_list: CheckList) -> None:
        """Hold another list; the cursor stays on its field."""
        name = self._name_at(self.cursor)
        self.check_list = check_list
        places = [row.api_name for row in check_list.rows]
        if name in places:
            self.cursor = places.index(name)
        elif check_list.rows:  # a new list: on the second listed field, which can be moved either way
            self.cursor = next((index for index, row in enumerate(check_list.rows) if row.place == 2), 0)
        self._say_label()

    # --- lines --------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """One line for each field."""
        return len(self.check_list.rows)

    def header(self, y: int, width: int) -> Content:
        """The three states, the one in force marked; below, the list as it is sent."""
        if y == 1:
            sent = "not in the payload" if self.check_list.listed is None else f"sent as {self._sent()}"
            return Content.styled(sent, MUTED)
        return Content("  ").join(part for part, _ in self._states(width))

    def _states(self, width: int) -> Iterator[tuple[Content, str]]:
        """The states with their keys, as far as these have room, and the action of each."""
        used = 0
        for state, word, binding_id, action in _STATES:
            on = state == self.check_list.state
            text = Content.styled(f"{'●' if on else '○'} {word}", f"bold {ACCENT}" if on else MUTED)
            with_key = Content.assemble((f"{keys.key_name(binding_id)} ", "bold"), text)
            part = with_key if used + with_key.cell_length <= width else text
            used += part.cell_length + _GAP
            yield part, action

    def _sent(self) -> str:
        return "[" + ", ".join(f'"{one_line(name)}"' for name in self.check_list.listed or ()) + "]"

    def line(self, index: int, width: int) -> Content:
        """``[x] 1 Phone   unique · phone``."""
        row = self.check_list.rows[index]
        box = "[x]" if row.place is not None else "[ ]"
        place = f"{row.place}" if row.place is not None else " "
        kind = row.kind or "cannot be checked"
        full = f"{kind} · {row.data_type}" if row.data_type else kind
        if len(row.api_name) + len(full) + _BOX + 3 <= width:  # the type stands where it costs no letter of the name
            kind = full
        room = max(8, width - _BOX - 3 - len(kind))
        name = Content.styled(one_line(row.api_name), "bold" if row.place is not None else "")
        says_more = row.data_type and _letters(row.label) != _letters(row.api_name)
        if says_more and room - name.cell_length > _LABEL:  # below that, the line at the edge says it
            name += Content.styled(f" {one_line(row.label)}", MUTED)
        drop = self.drop_at == index
        content = Content.assemble(
            (("▴" if self.drop_at < (self._dragged or 0) else "▾") if drop else "", ACCENT),
            (box, ACCENT if row.place is not None else MUTED),
            " ",
            (place, f"bold {ACCENT}"),
            " ",
            fit(name, room - drop),
            " ",
            (kind, MUTED if row.kind else "$text-warning"),
        )
        return content.stylize("reverse") if drop else content

    def watch_cursor(self) -> None:
        """Say the label of the field under the cursor."""
        super().watch_cursor()
        self._say_label()

    def _say_label(self) -> None:
        row = self.check_list.rows[self.cursor] if 0 <= self.cursor < self.count() else None
        facts = (f"label: {row.label}", row.data_type) if row else ()
        entitle(self, subtitle=Content(" · ".join(map(one_line, filter(None, facts)))))

    def _name_at(self, index: int) -> str | None:
        rows = self.check_list.rows
        return rows[index].api_name if 0 <= index < len(rows) else None

    # --- keys ---------------------------------------------------------------------------------------------------------

    def action_tick(self) -> None:
        """Tick or untick the field under the cursor."""
        name = self._name_at(self.cursor)
        if name is not None:
            self.tick(name)

    def action_move(self, step: int) -> None:
        """Move the field under the cursor up or down."""
        name = self._name_at(self.cursor)
        if name is not None:
            self.move(name, step)

    def tick(self, name: str) -> None:
        """List a field, or take it off the list."""
        listed = name in (self.check_list.listed or ())
        self._edit(self.check_list.toggled(name), f"{name} {'unlisted' if listed else 'listed'}")

    def move(self, name: str, step: int) -> None:
        """Move a field by so many places."""
        names = [row.api_name for row in self.check_list.rows]
        if name not in names:
            return
        to = names.index(name) + step
        if 0 <= to < len(names):
            self._move(name, to)
        else:
            entitle(self, subtitle=Content(f"{one_line(name)} is already {'first' if step < 0 else 'last'}"))

    def action_leave_out(self) -> None:
        """Leave duplicate_check_fields out of the payload."""
        self._edit(None, "the list left out")

    def action_empty_list(self) -> None:
        """Send an empty list."""
        self._edit((), "an empty list")

    def action_list_all(self) -> None:
        """List the fields that are checked now, in the order in which they are."""
        self._edit(self.check_list.effective, "the effective order listed")

    async def action_try_field(self) -> None:
        """List any field of the module; the screen asks which."""
        await self.screen.run_action("try_field")

    def _move(self, name: str, to: int) -> None:
        names = [row.api_name for row in self.check_list.rows]
        where = "above" if to < names.index(name) else "below"
        self._edit(self.check_list.moved(name, to), f"{name} {where} {names[to]}")

    def _edit(self, names: tuple[str, ...] | None, cause: str) -> None:
        if not self.enabled:
            self.app.clear_notifications()
            self.app.notify("This payload can't be read. Fix it first.", severity="warning", markup=False)
        elif names != self.check_list.listed:
            self._take(self.check_list.having(names))  # a key that follows at once goes on from there
            self.post_message(CheckFieldsEdited(names, cause))

    # --- the mouse ----------------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a field."""
        self._dropped = False
        index = self.line_at(event)
        if index is not None and event.button == 1:
            self.cursor = self._dragged = index
            self.screen.clear_selection()  # a drag moves a field; words are marked from the header on
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where the field that is held would go."""
        if self._dragged is None:
            super().on_mouse_move(event)
            return
        offset = event.get_content_offset_capture(self)
        target = max(0, min(offset.y - self.HEADER + self.scroll_offset.y, self.count() - 1))
        self._dropped = self._dropped or target != self._dragged
        self.drop_at = target if target != self._dragged else -1

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of the field, here."""
        self.release_mouse()
        dragged, to = self._dragged, self.drop_at
        self._dragged, self.drop_at = None, -1
        if dragged is not None and to >= 0:
            event.stop()
            self._move(self.check_list.rows[dragged].api_name, to)

    def watch_drop_at(self) -> None:
        """Draw the drop line."""
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Tick a field by its box; choose a state by its word."""
        if self._dropped:  # the click that ends a drag: the cursor goes with the field
            event.prevent_default()
            self._dropped = False
            return
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 0:
            self._press_state(offset.x)
            return
        super().on_click(event)
        if offset is not None and offset.x < _BOX and self.line_at(event) is not None:
            self.action_tick()

    def _press_state(self, x: int) -> None:
        start = 0
        for part, action in self._states(self.scrollable_content_region.width):
            end = start + part.cell_length
            if start <= x < end:
                getattr(self, f"action_{action}")()
            start = end + _GAP

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it has."""
        return self.HEADER + self.count()


def _letters(name: str) -> str:
    """A name without what an API name cannot have: ``Last Name`` is ``Last_Name``."""
    return name.replace("_", "").replace(" ", "").casefold()
