"""The settings in force for a payload: what a person picked, over what the data set and the payload's URL imply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.rules import Assumptions

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.dataset.folder import DataSet


def in_force(
    picked: Assumptions, data_set: DataSet, module: Module, request: UpsertRequest, api_version: str | None = None
) -> Assumptions:
    """The settings for this request against this data set; of ``picked`` only what a person picked counts.

    api_version: that of the profile that would send it, for a payload without a URL of its own.
    """
    return Assumptions.layered(
        data_set=data_set.assumptions,
        measured=data_set.measured(module.api_name),
        chosen=picked.chosen,
        api_version=request.api_version or api_version,
        preference=data_set.duplicate_check_preference,
    )
