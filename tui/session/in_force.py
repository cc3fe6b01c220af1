"""The settings in force for a payload: one answer for every command, for the app and for a send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.rules import Assumptions

if TYPE_CHECKING:
    from tui.dataset.folder import DataSet


def in_force(picked: Assumptions, data_set: DataSet, module: str, api_version: str | None = None) -> Assumptions:
    """The settings for a payload of a module (its API name) against this data set: what a person picked, over what
    dataset.toml says, over what was measured in its org, over what its preference and the API version imply.

    Of ``picked`` only what a person picked counts, so that this may be asked again for another data set or module.
    api_version: that of the profile, where the payload is about to be sent; else that of its URL (``v8``).
    """
    return Assumptions.layered(
        data_set=data_set.assumptions,
        measured=data_set.measured(module),
        chosen=picked.chosen,
        api_version=api_version,
        preference=data_set.duplicate_check_preference,
    )
