"""The options that every command on a payload takes."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tui.core.payload.intake import EmptyCells


@dataclass(frozen=True, slots=True)
class CaseOptions:
    """The options that every command on a payload takes. ``check_fields`` None: as the payload says;
    ``no_check_fields`` drops the key; ``data`` None: the bundled demo; ``call``: which call of a text with several;
    ``api_version``: that of the profile which would send the payload."""

    data: Path | None = None
    module: str | None = None
    check_fields: tuple[str, ...] | None = None
    no_check_fields: bool = False
    assume: Sequence[str] = field(default=())
    empty: EmptyCells = "absent"
    call: int | None = None
    api_version: str | None = None

    @property
    def overrides_list(self) -> bool:
        """Whether the payload's own duplicate_check_fields is set aside."""
        return self.no_check_fields or self.check_fields is not None
