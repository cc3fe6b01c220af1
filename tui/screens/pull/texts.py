"""A pull in words: what it will cost, how far it is, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.dataset.report import abbreviated
from tui.screens.dialogs.choices import hanging
from tui.screens.dialogs.path_line import shown_path
from tui.screens.marks import bar
from tui.widgets.look import ACCENT, CLEARED, GOOD, MOVED, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.live.pull.steps import Progress, PullPlan, PullReport

KEPT_FOR_A_DAY: Final = "What was read is kept for 24 hours; pull the same again to continue."

_NAME, _BAR = 30, 24  # cells


def plan_lines(plan: PullPlan, width: int) -> Iterator[Content]:
    """What is still to be read, and what that costs."""
    for module in plan.modules:
        if module.values:
            rows = f"{count_of(module.values, 'value')} to look up"
        elif module.about is None:
            rows = "an unknown number of records"
        else:
            rows = f"about {count_of(module.about, 'record')}"
        there = f" · {module.resumed:,} read already" if module.resumed else ""
        yield Content.assemble(
            fit(Content.styled(one_line(module.module), STRONG), _NAME),
            fit(rows, 30),
            (count_of(module.requests, "request"), MUTED),
            (there, MOVED),
        )
    for name, problem in plan.problems:
        yield hanging(Content.styled(f"! {one_line(name)}: ", CLEARED), Content.styled(one_line(problem), MOVED), width)
    yield Content("")
    if plan.modules:
        about = "at least" if plan.at_least else "about"
        yield Content.assemble(
            "This will cost ",
            (f"{about} {count_of(plan.credits, 'API credit')}", f"bold {ACCENT}"),
            ". Nothing is changed in the org.",
        )
    else:
        yield Content.styled("None of them can be pulled.", MOVED)


def progress_lines(progress: Mapping[str, Progress], plan: PullPlan) -> Iterator[Content]:
    """A line for each module, then what was asked so far."""
    for module in plan.modules:
        now = progress.get(module.module)
        name = fit(Content.styled(one_line(module.module), STRONG if now else MUTED), _NAME)
        if now is None:
            yield Content.assemble(name, (" " * _BAR, MUTED), ("  waiting", MUTED))
            continue
        of = f" of about {now.about:,}" if now.about is not None else ""
        done = bar(now.rows, now.about or None, _BAR)
        yield Content.assemble(name, done, f"  {count_of(now.rows, 'record')}", (of, MUTED))
    latest = list(progress.values())[-1:] if progress else []
    yield Content("")
    for now in latest:
        yield Content.styled(
            f"{count_of(now.requests, 'request')} · {count_of(now.credits, 'credit')} of about {plan.credits:,}",
            MUTED,
        )


def report_lines(report: PullReport, width: int) -> Iterator[Content]:
    """What came of it, module by module, and where it is."""
    made = report.outcome in ("made", "added")
    for module in report.modules:
        name = fit(Content.styled(one_line(module.module), STRONG), _NAME)
        if made and not (module.problem and not report.looked_up):
            converted = f", {module.converted:,} of them converted" if module.converted else ""
            yield Content.assemble(name, count_of(module.rows, "record"), (converted, MUTED))
        if module.problem:
            mark = Content.styled(f"! {one_line(module.module)}: ", CLEARED)
            yield hanging(mark, Content.styled(one_line(module.problem), MOVED), width)
        if made and module.not_listed:
            note = f"a list of records has no values of {abbreviated(module.not_listed)}"
            yield hanging(Content("  "), Content.styled(one_line(note), MUTED), width)
    for note in report.notes:
        yield hanging(Content.styled("· ", MUTED), Content.styled(one_line(note), MUTED), width)
    yield Content("")
    place = shown_path(report.into, max(20, width - 40))
    match report.outcome:
        case "made":
            yield Content.assemble(("✓ ", GOOD), "The data set is in ", (place, STRONG), ".")
        case "added":
            yield Content.assemble(("✓ ", GOOD), "Added to the data set in ", (place, STRONG), ".")
        case "stopped":
            yield Content.styled(f"Stopped. {KEPT_FOR_A_DAY}", MOVED)
        case "kept":
            text = "The data set was left unchanged: it has a module that could not be pulled."
            yield hanging(Content(""), Content.styled(text, MOVED), width)
        case _:
            yield Content.styled("No data set was made.", MOVED)
    asked = f"{count_of(report.requests, 'request')}, about {count_of(report.credits, 'API credit')}"
    yield Content.styled(asked, MUTED)
