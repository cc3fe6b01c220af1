"""A lesson in the app: predict, see why, solve the task; and what was open comes back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened, running
from tui.core.payload.body_text import body_text
from tui.dataset.lessons import LESSON, PAYLOAD, lessons
from tui.screens.lessons.opening import begin_lesson, begin_tour
from tui.screens.lessons.screen import LessonScreen
from tui.screens.main.screen import MainScreen
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.session.lesson import open_lesson
from tui.session.progress import Progress
from tui.session.remembered import Session as KeptSession
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.conftest import MakePayload
    from tui.core.lesson_run import LessonRun
    from tui.core.lessons import Lesson
    from tui.session.explorer import Explorer

pytestmark = pytest.mark.anyio

SMALL = (80, 24)
CARD = "LessonCard"


def lesson_of(app: Session) -> LessonScreen:
    """The lesson that is open."""
    assert isinstance(app.app.screen, LessonScreen)
    return app.app.screen


def looks(app: Session) -> dict[str, object]:
    """What a person has open, and where in it they are."""
    main = app.app.screen
    assert isinstance(main, MainScreen)
    assert not isinstance(main, LessonScreen)
    table = main.query_one("#forecast")
    return {
        "view": app.view,
        "place": (main.row, main.pane, getattr(table, "words", None)),
        "focus": app.app.focused and app.app.focused.id,
        "panes": (app.text("#forecast"), app.text("#fields")),
    }


async def card(app: Session) -> None:
    """Wait for the card of a lesson that was opened."""
    await app.until(lambda: app.app.screen.query(CARD), "for the card")


async def start(app: Session, name: str) -> None:
    """Open a lesson."""
    begin_lesson(app.app, name)
    await card(app)


async def a_lesson_goes_by_keyboard_from_the_list_to_the_next_and_back_to_what_was_open(app: Session) -> None:
    await app.do("pane.fields", "fields.move_up", "fields.move_down", "history.undo", "pane.forecast")
    await app.press("home", "down", "down")
    await app.see("unsaved", pane="#top-bar")
    await by_keyboard(app)
    await app.do("history.redo")
    await app.see("Phone below Email", pane="#cause")
    await app.do("history.undo", "history.undo")
    await app.see_no("unsaved", pane="#top-bar")


async def by_keyboard(app: Session) -> None:
    """The third lesson, from the list to the next one and back to what was open."""
    before = looks(app)
    await app.do("app.help", "help.lessons")
    await app.see("lessons · 0 of 20 done", "5-minute tour", "The first match decides")
    await app.write("not list")
    await app.see_no("The first match decides", pane="Choices")
    await app.press("enter")

    await app.see(
        "lesson 3 of 20 · The field you did not list",
        "The list says Phone only.",
        "What will row 2 do?",
        pane="#lesson",
    )
    await app.see_no("~ UPDATE", "Tom Pinch's", "row 2: ")  # the answer
    await app.see('"+44 7700 900103"', pane="#payload")
    assert app.focus_is_in(CARD)
    await app.do("pane.forecast")
    await app.see("Predict first: the forecast is shown when you have answered.", pane="#cause")
    await app.do("lesson.hint")
    await app.see("Hint 1 of 2: Mobile is a unique field", pane=CARD)
    await app.do("lesson.right", "lesson.answer")
    await app.see("✓ Right. Every unique field is checked", "order.appended", "● documented", pane=CARD)
    await app.see("☐ Task: Make row 2 insert", "row 2 now: ~ UPDATE …2384 Tom Pinch by Mobile", pane=CARD)
    await app.see("row 2: ~ UPDATE", "Mobile", "belongs to 1 record", pane="#detail")
    assert Progress().stage(lessons()[2]) == "seen"

    await app.do("lesson.work")
    assert app.focus_is_in("#fields")
    await app.do("fields.empty_list")
    assert lesson_of(app).explorer.view.request is not None
    assert lesson_of(app).explorer.view.check_list.listed == ()
    await app.press("escape")
    assert app.focus_is_in(CARD)
    await app.do("lesson.impossible")
    await app.see("☑ Done. No list can do it: Mobile is unique", pane=CARD)
    assert Progress().stage(lessons()[2]) == "done"
    await app.do("lesson.next")
    await app.see("lesson 4 of 20 · The first match decides", pane=CARD)
    await app.do("lesson.previous")
    await app.see("lesson 3 of 20", "What will row 2 do?", pane=CARD)
    await app.do("lesson.list")
    await app.see("lessons · 1 of 20 done", "✓ done")
    await app.press("escape")
    app.app.clear_notifications()
    await app.do("lesson.leave")
    await app.until(lambda: looks(app) == before, "all to be as it was")


async def a_lesson_by_mouse(app: Session) -> None:
    await app.see("w every order at once", pane="#order")
    await app.click("≡", pane="#top-bar")
    await app.paste("lessons")
    await app.click("Lessons")
    await app.click("The first match decides", pane="Choices")
    await card(app)
    await app.see_no("every order at once", pane="#order")  # it would tell the answer
    await app.click("hint", pane=CARD)
    await app.see(f"Hint: {lessons()[3].hints[0]}", pane=CARD)
    await app.click("insert, as the first field", pane=CARD)
    await app.see("✗ It will update Ada Byron by Email. Phone finds nothing", pane=CARD)
    await app.see("every order at once", pane="#order")
    sentence = "Fields are tried in the effective order; the first whose value belongs to a record decides."
    await app.until(lambda: any(sentence in line for line in app.lines("#detail")), "why to fill its pane's width")
    await app.click("match.first_field_wins", pane=CARD)
    await app.see("type to search", "the first whose value belongs")
    await app.press("escape")
    await app.click("can't be done", pane=CARD)
    await app.see("It can be done.", pane=CARD)
    await app.click("h hint", pane=CARD)
    await app.click("h hint", pane=CARD)
    await app.see('One way: in row 1 write "Phone": "+1 512 555 0103"', pane=CARD)
    await app.click("try it", pane=CARD)
    assert app.focus_is_in("#payload")
    await app.click("to this card", pane=CARD)
    assert app.focus_is_in(CARD)
    await app.click("try it", pane=CARD)
    text = lesson_of(app).explorer.view.draft.text
    await app.press("ctrl+a")
    await app.paste(text.replace("+1 415 555 0177", "+1 512 555 0103"))
    await app.see("☑ Done. Make row 1 update Tom Pinch by Phone.", "esc, n  the next lesson", pane=CARD)
    await app.click("the next lesson: Either one, not both", pane=CARD)
    await app.see("lesson 5 of 20 · Either one, not both", pane=CARD)
    await app.click("leave", pane=CARD)
    await app.see("first-look.json", pane="#payload")
    assert not app.view.can_undo


async def test_a_lesson_goes_by_keyboard_every_card_leaves_room_to_work_and_a_crash_leaves_ones_own_unsaved_payload(
    payload: MakePayload,
) -> None:
    async with running(open_file(None, CaseOptions()), KeptSession(), size=SMALL) as app:
        await a_lesson_goes_by_keyboard_from_the_list_to_the_next_and_back_to_what_was_open(app)
        await start(app, lessons()[-1].name)
        screen = lesson_of(app)
        for lesson in lessons():
            show_in_card(screen, lesson)
            choices, title = (
                [choice.text for choice in lesson.choices],
                f"lesson {lesson.number} of 20 · {lesson.title}",
            )
            await app.see(title, lesson.situation, lesson.question, *choices, pane=CARD)
            await app.until(lambda: app.widget("#fields").region.height >= 5, "for room for the fields")
        await app.do("lesson.answer")
        for lesson in lessons():
            explorer = show_in_card(screen, lesson, lambda run: run.answer(run.right))
            await app.see(f"✓ Right. {lesson.after}", *lesson.rules, f"☐ Task: {lesson.task.text}", pane=CARD)
            await app.until(lambda: room_for(app, "#detail") >= 9, "for room for the trace")
            for _ in range(2):
                screen.action_hint()
            solve(screen, explorer)
            await app.see("☑ Done. ", lesson.task.impossible or lesson.task.text, pane=CARD)
        await app.see("that was the last one: all lessons", pane=CARD)
        assert Progress().done(lessons()) == 20
        screen.action_to_card()
        await app.press("enter")
        await app.see("lessons · 20 of 20 done")
        await a_crash_within_a_lesson_leaves_ones_own_unsaved_payload(
            app, payload({"data": [{"Last_Name": "Ode", "Email": "lucy@whitby.example"}]})
        )


def room_for(app: Session, pane: str) -> int:
    """The lines of a pane, once the card has the place that it needs."""
    return 0 if app.app.screen._layout_required else app.widget(pane).region.height


def show_in_card(
    screen: LessonScreen, lesson: Lesson, gone: Callable[[LessonRun], LessonRun] = lambda run: run
) -> Explorer:
    """Another lesson in the card, while the panes stay at the one that is open. gone: how far one has come in it."""
    explorer, run = open_lesson(lesson, screen.explorer.data_set)
    screen._run_of = gone(run)
    screen._show_card(explorer.view)
    return explorer


def solve(screen: LessonScreen, explorer: Explorer) -> None:
    """Do what solves the task that stands in the card."""
    solution = screen.lesson.task.solution
    if solution is None:
        screen.action_impossible()
        return
    assert explorer.view.request is not None
    for pair in solution.assume:
        explorer.set_assumption(*pair.split("="))
    view = explorer.set_text(body_text(solution.request(explorer.view.request)))
    assert view.forecast is not None
    screen._go_on(screen._run_of.saw(view.forecast))
    screen._show_card(view)


async def a_lesson_is_a_world_of_its_own(app: Session) -> None:
    await start(app, "2")
    async with app.part("what was moved before the answer is put back, and a lesson can start over"):
        await a_lesson_starts_over(app)
    async with app.part("what a task leaves alone does not solve it, and that is said"):
        await a_task_leaves_something_alone(app)
    await start(app, "1")
    for binding in ("payload.open", "payload.new", "data_set.pick", "live.open"):
        async with app.part(f"{binding} belongs to one's own work"):
            await app.do(binding)
            await app.hear("This is a lesson. Leave it to ")
            assert isinstance(app.app.screen, LessonScreen)
    await a_setting_of_the_lesson(app)


async def a_lesson_starts_over(app: Session) -> None:
    """In lesson 2."""
    screen = lesson_of(app)
    await app.do("pane.fields", "fields.leave_out")
    assert screen.explorer.view.check_list.listed is None
    await app.press("escape")
    await app.do("lesson.right", "lesson.answer")
    await app.see("✓ Right.", "row 1 now: + INSERT", pane=CARD)
    assert screen.explorer.view.check_list.listed == ("Phone",)
    await app.do("pane.payload")
    await app.press("ctrl+end", "backspace", "backspace")
    await app.see("This payload can't be read.", pane="#cause")
    await app.see("☐ Task: ", pane=CARD)
    await app.press("escape")
    await app.do("lesson.again")
    await app.see("What will row 1 do?", pane=CARD)
    assert screen.explorer.view.problem is None
    assert not screen.explorer.view.can_undo


async def a_task_leaves_something_alone(app: Session) -> None:
    """In lesson 5, which leaves the list alone."""
    await start(app, "5")
    screen = lesson_of(app)
    await app.do("lesson.answer")
    view = screen.explorer.view
    screen.show(screen.explorer.set_text(view.draft.text.replace("+1 512 555 0103", "+1 512 555 9999")))
    await app.see("☑ Done.", pane=CARD)
    await app.do("lesson.again", "lesson.answer")
    text = screen.explorer.view.draft.text.replace("+1 512 555 0103", "+1 512 555 9999")
    screen.explorer.set_text(text)
    screen.show(screen.explorer.set_check_fields(("Phone",), "only Phone"))
    await app.see("this task leaves the list of check fields alone", "ctrl+z takes it back", pane=CARD)
    await app.do("history.undo")
    await app.see("☑ Done.", pane=CARD)


async def a_setting_of_the_lesson(app: Session) -> None:
    """In lesson 7, and out of it: a setting that is chosen there is the lesson's own."""
    await start(app, "7")
    await app.do("lesson.right", "lesson.answer", "lesson.work")
    await app.see("assumptions ─", "match.several")
    await app.press("escape")
    await app.do("assumption.next")
    screen = lesson_of(app)
    assert screen.explorer.view.draft.assumptions.changed()
    await app.do("assumption.all", "assumptions.set")
    await app.press("escape")
    await app.press("escape", "escape")
    assert app.app.screen is not screen
    assert not app.view.draft.assumptions.changed()


async def a_crash_within_a_lesson_leaves_ones_own_unsaved_payload(app: Session, file: Path) -> None:
    """From the list of lessons. The app ends."""
    await app.open_anew(file)
    await app.do("pane.fields", "fields.empty_list")
    own = app.view.draft
    await start(app, "3")
    await app.do("lesson.answer", "lesson.work", "fields.empty_list")
    assert lesson_of(app).explorer.view.check_list.listed == ()
    app.app.remember()
    app.app._fail(RuntimeError())
    there = KeptSession().recall().workspace
    assert there is not None
    assert (there.text, there.file, there.unsaved) == (own.text, file, True)


async def test_lessons_by_mouse_and_all_that_leads_to_them_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as app:
        async with app.part("over another screen the help says where lessons open"):
            await app.do("payload.open", "app.help")
            await app.see("Lessons", pane="Keys")
            await app.do("help.lessons")
            await app.hear("Lessons open from the main screen")
            await app.press("escape", "escape")
            await app.do("app.help")
            await app.click("Lessons", pane="Keys")
            await app.see("lessons · 0 of 20 done")
            await app.press("escape")
        async with app.part("the tour is a few lessons in their order, and ends in the list"):
            await the_tour_is_taken(app)
            await app.press("escape")
            await app.do("lesson.leave")
        async with app.part("damaged progress is said"):
            (state_folder() / "lessons.json").write_text("{")
            app.app.action_lessons()
            await app.hear("Your progress in the lessons starts over")
            await app.press("escape")
            (state_folder() / "lessons.json").unlink()
        async with app.part("a lesson that cannot be read is said, and nothing opens"):
            bad = tmp_path / "01-bad"
            bad.mkdir()
            (bad / LESSON).write_text('title = "Bad"\nquestoin = "?"\n')
            (bad / PAYLOAD).write_text('{"data": [{}]}')
            with monkeypatch.context() as patch:
                patch.setattr("tui.dataset.lessons.lessons_folder", lambda: tmp_path)
                app.app.action_lessons()
                await app.hear("01-bad/lesson.toml: ")
                assert isinstance(app.app.screen, MainScreen)
        async with app.part("a lesson by mouse"):
            await a_lesson_by_mouse(app)
        await a_lesson_is_a_world_of_its_own(app)


async def the_tour_is_taken(app: Session) -> None:
    """From the main screen to the list that the tour ends in, and back to it from a lesson."""
    tour = [lesson for lesson in lessons() if lesson.tour]
    assert 4 <= len(tour) <= 6
    begin_tour(app.app)
    await card(app)
    for place, lesson in enumerate(tour, 1):
        await app.see(f"tour {place} of {len(tour)} · {lesson.title}", pane=CARD)
        await app.do("lesson.next")
    await app.see("lessons · 0 of 20 done", "· seen")
    for sought in ("null clears", "11"):
        await app.paste(sought)
        await app.press("enter")
        await app.see("lesson 11 of 20 · null clears", pane=CARD)
        await app.do("lesson.list")
        await app.see("lessons · 0 of 20 done", "esc Back")
