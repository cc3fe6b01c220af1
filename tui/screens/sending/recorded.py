"""The calls of a send as what explains an incident takes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tui.core.payload.intake import Intake
from tui.core.reply.recorded import RecordedCall

if TYPE_CHECKING:
    from tui.live.send.sender import BatchResult, SendReport


def recorded_of_report(report: SendReport) -> tuple[RecordedCall, ...]:
    """Each call of a send, with its reply and the targets as they were read before it."""
    return tuple(_recorded(report, result) for result in report.results)


def _recorded(report: SendReport, result: BatchResult) -> RecordedCall:
    reply = result.reply if result.outcome in ("answered", "refused") else None
    return RecordedCall(
        Intake("json", json.dumps(result.batch.body, ensure_ascii=False)),
        reply if reply is None or isinstance(reply, str) else json.dumps(reply, ensure_ascii=False),
        None,
        report.plan.module,
        report.plan.now.records,
        goes_on=result.batch.number > 1,
    )
