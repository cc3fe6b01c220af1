"""What was tried on a data set, as a workspace keeps it: each payload as it was tried, to be carried out again. The
records that came of it are not kept: they follow from the data set.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.core.from_json import FromJson
from tui.core.payload.intake import EmptyCells  # noqa: TC001 - its types read the file
from tui.core.rules import AssumptionError, Assumptions
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError
from tui.session.kept_source import KeptSource
from tui.session.reading import Draft, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from tui.dataset.folder import DataSet

_MOST_RECORDS: Final = 20_000
"""Records of a module up to which a start waits for its tries."""


@dataclass(frozen=True, slots=True)
class KeptTry(FromJson):
    """A draft that was tried, as Draft has it, and when: ``at``, seconds since 1970."""

    text: str
    module: str
    assumptions: dict[str, str] = field(default_factory=dict)
    split: bool = True
    source: KeptSource | None = None
    empty: EmptyCells = "absent"
    unique: tuple[tuple[str, str], ...] = ()
    at: float = 0.0

    @classmethod
    def of(cls, draft: Draft, at: float) -> Self:
        """What is kept of a draft."""
        return cls(
            text=draft.text,
            module=draft.module,
            assumptions=dict(draft.assumptions.chosen),
            split=draft.split,
            source=KeptSource.of(draft.source) if draft.source is not None else None,
            empty=draft.empty,
            unique=tuple(sorted(draft.tried)),
            at=at,
        )

    def draft(self) -> Draft:
        """The draft again. Raises AssumptionError for a setting of another version."""
        assumptions = Assumptions()
        for rule, value in self.assumptions.items():
            assumptions = assumptions.having(rule, value)
        source = self.source.source() if self.source is not None else None
        unique = frozenset(self.unique)
        return Draft(self.text, self.module, assumptions, self.split, source, self.empty, tried=unique)


def tried_again(data_set: DataSet, tries: Sequence[KeptTry]) -> tuple[DataSet, tuple[KeptTry, ...], str | None]:
    """The data set with the tries carried out on it, in order; those of them that were, up to the first that cannot be;
    and the sentence that tells of it, None where there were none."""
    done: list[KeptTry] = []
    for each in tries:
        try:
            data_set = _carried_out(data_set, each)
        except (DataSetError, AssumptionError, _CannotBeTried) as error:
            left = len(tries) - len(done)
            was = "was" if left == 1 else "were"
            return data_set, tuple(done), f"{count_of(left, 'try', 'tries')} {was} not carried out again: {error}."
        done.append(each)
    many = f"{count_of(len(done), 'try', 'tries')} {'was' if len(done) == 1 else 'were'}"
    return data_set, tuple(done), f"{many} carried out again on {data_set.name}." if done else None


class _CannotBeTried(Exception):
    """Why a try is not carried out."""


def _carried_out(data_set: DataSet, kept: KeptTry) -> DataSet:
    reading = read(kept.draft(), data_set, counterfactuals=False)
    if reading.record_count > _MOST_RECORDS:
        raise _CannotBeTried(f"that would take long with {reading.record_count:,} records")
    made = reading.forecast
    if made is None:
        raise _CannotBeTried(reading.problem.reason if reading.problem is not None else "there is no forecast")
    if made.call_errors:
        raise _CannotBeTried(f"the call would be refused now ({made.call_errors[0].code})")
    from tui.dataset.working_copy import tried

    return tried(data_set, made, kept.at)
