"""What a payload was read from, as a workspace keeps it: the text of CSV, which another module reads anew, and what a
call said around its body. Of a call neither text nor address is kept, and no token ever was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.from_json import FromJson
from tui.core.payload.call import Target, WrittenCall
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.intake import Intake
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True, slots=True)
class KeptSource(FromJson):
    """``kind``: as Intake has it. ``text`` and ``columns``: of CSV only. The others: what a call says, as WrittenCall
    has it."""

    kind: str
    text: str = ""
    columns: tuple[tuple[str, str | None], ...] = ()
    form: str | None = None
    module: str | None = None
    api_version: str | None = None
    other_call: str | None = None
    if_unmodified_since: str | None = None
    shell_variables: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Intake) -> Self:
        """What is kept of a source."""
        text = source.text if source.kind == "csv" else ""
        call = source.call
        if call is None:
            return cls(kind=source.kind, text=text, columns=source.columns)
        return cls(
            kind=source.kind,
            form=call.form,
            module=call.target.module,
            api_version=call.target.api_version,
            other_call=call.target.other_call,
            if_unmodified_since=call.if_unmodified_since,
            shell_variables=tuple(sorted(call.shell_variables)),
        )

    def source(self) -> Intake:
        """The source again, as far as it was kept."""
        if self.form is None:
            return Intake(self.kind, self.text, columns=self.columns)
        target = Target(self.module, self.api_version, self.other_call)
        variables = frozenset(self.shell_variables)
        call = WrittenCall(Excerpt("", (), ()), self.form, target, self.if_unmodified_since, variables)
        return Intake(self.kind, "", call)
