"""The card of a lesson: the question with its choices, then the answer with its rule, then the task and how it stands.

It shows a run and decides nothing: keys and clicks are actions of the screen. In a low window it makes itself small
while one works in another pane.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line
from tui.core.lessons import changed_since
from tui.core.views.describe import decided_by, target_text, what_text
from tui.keys import key_name, key_sign
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, STRONG, button, outcome_mark, rule_line, rule_sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.binding import BindingType

    from tui.core.forecast import Forecast
    from tui.core.lesson_run import LessonRun, Phase
    from tui.core.lessons import Changeable, Solution, Task

_GAP: Final = 3  # cells between choices, and between the hints of keys
_LOW: Final = 32  # rows of the terminal below which the card makes itself small

_PLACES: Final[Mapping[Changeable, tuple[str, str]]] = {
    "list": ("the check fields", "pane.fields"),
    "rows": ("the payload", "pane.payload"),
    "assumptions": ("the assumptions", "assumption.all"),
}
"""What a task changes, where that is done, and the key that leads there."""

_LEFT_ALONE: Final[Mapping[Changeable, str]] = {
    "list": "the list of check fields",
    "rows": "the rows",
    "assumptions": "the assumptions",
}

_KEYS: Final[Mapping[Phase, tuple[str, ...]]] = {
    "asking": ("answer", "hint", "next", "list", "leave"),
    "trying": ("work", "hint", "impossible", "next", "list", "again", "leave"),
    "solved": ("next", "list", "again", "leave"),
}
"""The bindings that the lower border names in each phase; behind them ``lesson.``."""


class LessonCard(Static, can_focus=True):
    """The card. ``show`` gives it what to say."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*keys.LESSON_CARD]
    DEFAULT_CSS = """
    LessonCard {
        height: auto; padding: 0 1; background: $surface;
        border: round $foreground 22%; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    LessonCard:focus { border: round $accent; border-title-color: $text-accent; border-title-style: bold; }
    """
    HELP = """\
## A lesson
First predict what the row will do: **{lesson.left}** and **{lesson.right}** mark a choice, **{lesson.answer}** gives
it, a click does both. The forecast is hidden until then. After that the card names the rule, and the trace of the row
is in its pane. Then there is a task: change only what it names, in the panes as always, and the card ticks itself
when the forecast does what is wanted. **{lesson.impossible}** says that it can't be done: for some tasks that is right.

- **{lesson.hint}** gives a hint, **{lesson.again}** starts the lesson over, **{lesson.next}** and **{lesson.previous}**
  go to another one, **{lesson.list}** lists them all
- **{lesson.card}** leads from any pane to the card, and from there back to what was open before
"""

    def __init__(self) -> None:
        super().__init__(markup=False, id="lesson")
        self.auto_links = False  # what is clicked keeps its colours, which mean something
        self._shown: LessonRun | None = None
        self._now: Forecast | None = None
        self._next = ""

    def show(self, run: LessonRun, now: Forecast | None, *, title: str, following: str) -> None:
        """Show where a run stands. now: the forecast of the moment, None while the payload cannot be read; following:
        what comes after this lesson, in a few words."""
        self._shown, self._now, self._next = run, now, following
        self.border_title = Content(title)
        self._say()

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self._say()

    def watch_has_focus(self, has_focus: bool) -> None:
        """All of it is shown; in a low window only the task, while one is elsewhere."""
        super().watch_has_focus(has_focus)
        self._say()

    def _say(self) -> None:
        run = self._shown
        if run is None:
            return
        width = (self.size.width or self.app.size.width) - 4
        small = run.phase != "asking" and not self.has_focus and self.app.size.height < _LOW
        self.border_subtitle = _keys_line(run.phase, width, here=self.has_focus)
        lines = Content("\n").join(_lines(run, self._now, width, self._next, small=small, here=self.has_focus))
        if self.content != lines:
            self.update(lines)


def hints_of(run: LessonRun) -> list[str]:
    """The hints for the phase that a run is in, the most telling last."""
    if run.phase == "asking":
        return [one_line(hint) for hint in run.lesson.hints]
    task = run.lesson.task
    if task.solution is None:
        give_up = key_name("lesson.impossible")
        return [_where(task), f"Try a few lists and watch the row; {give_up} says that no list can do it."]
    return [_where(task), f"One way: {one_way(task.solution)}"]


def _where(task: Task) -> str:
    place, binding = next(_PLACES[each] for each in ("list", "rows", "assumptions") if each in task.change)
    if "list" in task.change:
        move = f"{key_name('fields.tick')} ticks a field, {key_name('fields.move_up')} moves it up"
        return f"{key_name(binding)} leads to {place}: {move}. You can also click and drag."
    if "rows" in task.change:
        return f"{key_name(binding)} leads to {place}. Type there as in any editor; {key_name('history.undo')} undoes."
    return f"{key_name(binding)} lists {place}; {key_name('assumptions.set')} sets one."


def one_way(solution: Solution) -> str:
    """A solution in words."""
    parts = []
    if solution.changes_list:
        names = solution.check_fields
        if names is None:
            parts.append("leave the list out")
        elif not names:
            parts.append("send an empty list")
        else:
            parts.append(f"list {', then '.join(names)}" if len(names) > 1 else f"list {names[0]}, nothing else")
    for edit in solution.rows:
        does = [f'take "{name}" out' for name in edit.drop]
        does += [f'write "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in edit.set.items()]
        parts.append(f"in row {edit.index + 1} {' and '.join(does)}")
    for pair in solution.assume:
        rule, _, value = pair.partition("=")
        parts.append(f"set {rule} to {value}")
    return f"{'; '.join(parts)}."


def _lines(
    run: LessonRun, now: Forecast | None, width: int, following: str, *, small: bool, here: bool
) -> Iterator[Content]:
    if run.phase == "asking":
        yield Content(run.lesson.situation)
        yield from _choices(run, width)
    else:
        if not small:
            yield _verdict(run)
            yield from _rules(run, width)
        yield from _task(run, now, width)
        if run.phase == "solved":
            key = f"{key_name('lesson.next')}  " if here else f"{key_sign('lesson.card')}, {key_name('lesson.next')}  "
            yield button(Content.styled(f"{key}{following}", ACCENT), "screen.next_lesson")
    hints = hints_of(run)
    if run.phase != "solved" and 0 < run.hints <= len(hints):
        counted = run.phase == "asking" and len(hints) > 1
        count = f"Hint {run.hints} of {len(hints)}: " if counted else "Hint: "
        yield Content.assemble((count, ACCENT), hints[run.hints - 1])


def _choices(run: LessonRun, width: int) -> Iterator[Content]:
    """The question and its choices in as few lines as they need: one, or two, or one for each choice."""
    question = Content.styled(run.lesson.question, STRONG)
    choices = [_choice(run, place) for place in range(len(run.lesson.choices))]
    row = Content(" " * _GAP).join(choices)
    if question.cell_length + _GAP + row.cell_length <= width:
        yield Content.assemble(question, " " * _GAP, row)
        return
    yield question
    if row.cell_length <= width:
        yield row
    else:
        yield from choices


def _choice(run: LessonRun, place: int) -> Content:
    marked = place == run.marked
    text = f"{'▸' if marked else ' '} {place + 1} {run.lesson.choices[place].text} "
    return button(Content.styled(text, f"bold {ACCENT} reverse" if marked else ""), f"screen.choose({place})")


def _verdict(run: LessonRun) -> Content:
    """Whether the prediction was right, what is, and why."""
    right = run.lesson.choices[run.right].text
    told = ("✓ Right. ", "bold $text-success") if run.predicted else (f"✗ It will {right}. ", CLEARED)
    if not run.predicted and not run.lesson.question.endswith(" do?"):
        told = (f"✗ The answer is: {right}. ", CLEARED)
    return Content.assemble(told, run.lesson.after)


def _rules(run: LessonRun, width: int) -> Iterator[Content]:
    """The rules with how sure they are and their sources, in one line: what there is no room for are sources, the last
    first; where there is none for their names, each has a line."""
    settings = run.began.assumptions
    full = [button(rule_line(rule, settings), f"screen.show_rule('{rule}')") for rule in run.lesson.rules]
    short = [button(rule_sign(rule, settings), f"screen.show_rule('{rule}')") for rule in run.lesson.rules]
    for parts in (full, [full[0], *short[1:]], short):
        line = Content("  ·  ").join(parts)
        if line.cell_length <= width:
            yield line
            return
    yield from (each if each.cell_length <= width else brief for each, brief in zip(full, short, strict=True))


def _task(run: LessonRun, now: Forecast | None, width: int) -> Iterator[Content]:
    task = run.lesson.task
    if run.phase == "solved":
        text = task.impossible or task.text
        yield Content.assemble(("☑ ", "bold $text-success"), ("Done. ", "bold $text-success"), text)
        return
    said = Content.assemble(("☐ Task: ", f"bold {MOVED}"), (task.text, STRONG))
    states = [Content.assemble(_GAP * " ", state) for state in _states(task, now)]
    if len(states) == 1 and said.cell_length + states[0].cell_length <= width:
        yield said + states[0]
    else:
        yield said
        yield from states
    if run.claimed:
        yield Content.styled(f"It can be done. {key_name('lesson.hint')} gives a hint.", MOVED)
    elif now is not None and (amiss := _amiss(run, now)):
        yield Content.styled(amiss, MOVED)


def _states(task: Task, now: Forecast | None) -> Iterator[Content]:
    """What the rows of a task do now: ``row 2 now: ~ UPDATE …2384 Tom Pinch by Mobile``."""
    for index in dict.fromkeys(wanted.index for wanted in task.wanted):
        if now is None or index >= len(now.rows):
            continue
        row = now.rows[index]
        by, what = decided_by(row), what_text(row, now)
        yield Content.assemble(
            (f"row {index + 1} now: ", MUTED),
            outcome_mark(row.outcome),
            f" {target_text(row, now.module)}",
            (f" by {by}" if by != "-" else "", MUTED),
            (f" · {what}" if what else "", MUTED),
        )


def _amiss(run: LessonRun, now: Forecast) -> str:
    """Why a forecast that does what is wanted does not count."""
    task = run.lesson.task
    if not task.met(now) or task.allows(now, run.began):
        return ""
    undo = f"{key_name('history.undo')} takes it back."
    if now.module.api_name != run.began.module.api_name:
        return f"It does not count in another module: {undo}"
    if len(now.rows) != len(run.began.rows):
        return f"That works, but no row may come or go: {undo}"
    left = sorted(changed_since(now, run.began) - task.change)
    return f"That works, but this task leaves {' and '.join(_LEFT_ALONE[each] for each in left)} alone: {undo}"


def _keys_line(phase: Phase, width: int, *, here: bool) -> Content:
    """What can be done in the card, each to be clicked, as much as there is room for. From elsewhere the way here comes
    first, and the rest has no keys: they are heard in the card only."""
    bindings = {binding.id: binding for binding in (*keys.LESSON_CARD, *keys.LESSON)}
    names = [f"lesson.{name}" for name in _KEYS[phase]]
    if not here:
        names = ["lesson.card", *(name for name in names if name not in ("lesson.leave", "lesson.work"))]
    parts = []
    for name in names:
        binding = bindings[name]
        sign = f"{key_sign(name)} " if here or name == "lesson.card" else ""
        word = "to this card" if name == "lesson.card" else binding.description.lower()
        action = binding.action if "." in binding.action else f"screen.{binding.action}"
        parts.append(button(Content.assemble((sign, STRONG), word), action))
    while len(parts) > 1 and sum(part.cell_length for part in parts) + _GAP * len(parts) > width:
        parts.pop(-2)
    return Content(" · ").join(parts)
