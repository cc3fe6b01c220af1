"""What is written out: the calls of a payload, to one org's API."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.payload.body_text import body_text
from tui.core.payload.request import ROWS_PER_CALL, UpsertRequest
from tui.core.unmodified import HEADER
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.metadata import Module

API_URL: Final = "https://www.zohoapis.com"
"""The API of the United States' data center, where no profile says another."""

API_VERSION: Final = "v8"

TOKEN_VARIABLE: Final = "ZOHO_ACCESS_TOKEN"
"""The environment variable that stands for the access token in what is written."""


@dataclass(frozen=True, slots=True)
class Export:
    """A payload, the module whose rows it holds, and the API that would take it (``api_url`` without a path)."""

    request: UpsertRequest
    module: Module
    api_url: str = API_URL
    api_version: str = API_VERSION

    @property
    def url(self) -> str:
        """Where the call goes."""
        return f"{self.api_url.rstrip('/')}/crm/{self.api_version}/{self.module.api_name}/upsert"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the call besides its authorization."""
        headers = {"Content-Type": "application/json"}
        if self.request.if_unmodified_since is not None:
            headers[HEADER] = self.request.if_unmodified_since
        return headers

    @property
    def calls(self) -> tuple[UpsertRequest, ...]:
        """The request cut into calls of as many rows as one may carry (rule call.limit)."""
        rows = self.request.rows
        starts = range(0, max(len(rows), 1), ROWS_PER_CALL)  # equal: one call up to the number of its rows
        return tuple(replace(self.request, rows=rows[start : start + ROWS_PER_CALL]) for start in starts)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The JSON text of each call, without a line break at its end."""
        return tuple(body_text(call).removesuffix("\n") for call in self.calls)


@dataclass(frozen=True, slots=True)
class Exported:
    """A payload as another form. ``lost``: what the form cannot hold, in sentences."""

    text: str
    lost: tuple[str, ...] = ()
