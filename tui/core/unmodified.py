"""The header If-Unmodified-Since: which record makes Zoho refuse the call (rule call.if_unmodified)."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, value_text
from tui.core.errors import ZohoError, already_modified
from tui.core.notice import Notice
from tui.core.outcome import RowOutcome
from tui.core.values import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.payload.request import UpsertRequest
    from tui.core.records import CachedRecords
    from tui.core.stages import Judgement
    from tui.core.values import Record

HEADER = "If-Unmodified-Since"
_VARIABLE: Final = re.compile(r"\$[\w{(]|`|\{\{|%\w+%")
"""What a shell or a tool fills in when it sends."""


def header_moment(text: str) -> float | None:
    """The moment that the header names, in seconds: an ISO or an HTTP date, without an offset UTC; None if it is
    neither."""
    moment = instant(text)
    if moment is not None:
        return moment
    try:
        from email.utils import parsedate_to_datetime

        parsed = parsedate_to_datetime(text.strip())
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def header_of(request: UpsertRequest) -> str | None:
    """The header of a request as it is sent; None without one, or where it cannot be read and does not count."""
    header = request.if_unmodified_since
    return None if header is None or header_moment(header) is None else header.strip()


def met_by(judgement: Judgement) -> str | None:
    """The id of the record that a row updates or leaves unchanged."""
    return judgement.target.target_id if judgement.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED) else None


def modified_since(request: UpsertRequest, met: Iterable[str], records: CachedRecords) -> ZohoError | None:
    """The error that refuses the call: a record that a row would update, or leave unchanged, was modified after the
    moment of the header, as the data set has it. met: the ids of these records."""
    moment = _moment(request)
    if moment is None:
        return None
    for record_id, record in _stored(met, records):
        modified = instant(record.get("Modified_Time"))
        if modified is not None and modified > moment:
            return already_modified(record_id, record)
    return None


def header_warnings(request: UpsertRequest, met: Iterable[str], records: CachedRecords) -> Iterator[Notice]:
    """A warning for a header that cannot be read, or for records whose Modified_Time is not here. met: the ids of those
    that rows update or leave unchanged, each once."""
    if request.if_unmodified_since is None:
        return
    if _moment(request) is None:
        header = value_text(request.if_unmodified_since)
        said = f"{header} is not a date-time; it is ignored."
        if _VARIABLE.search(request.if_unmodified_since):
            said = f"what {header} stands for is not known here; Zoho may refuse the call."
        yield Notice("call.if_unmodified", None, f"{HEADER}: {said}")
        return
    silent = [record_id for record_id, record in _stored(met, records) if instant(record.get("Modified_Time")) is None]
    if silent:
        more = f" and {len(silent) - 1} more" if len(silent) > 1 else ""
        yield Notice(
            "call.if_unmodified",
            None,
            f"{HEADER}: the data set has no Modified_Time of {one_line(silent[0])}{more}; Zoho may refuse the call.",
        )


def _moment(request: UpsertRequest) -> float | None:
    return None if request.if_unmodified_since is None else header_moment(request.if_unmodified_since)


def _stored(met: Iterable[str], records: CachedRecords) -> Iterator[tuple[str, Record]]:
    for record_id in met:
        yield record_id, records.get(record_id) or {}  # one that this call inserts has no Modified_Time yet
