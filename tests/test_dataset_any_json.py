"""Whatever JSON a file of a data set holds, it is read or told in one line; nothing else is ever raised."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tui.core.metadata import Module
from tui.core.reply.read import read_reply
from tui.core.reply.saved import calls_of, saved_replies
from tui.dataset.assumed import assumed_of, calibration_of
from tui.dataset.shapes import ShapeError, fields_of, layouts_of, pages_of

KEYS = st.one_of(
    st.sampled_from(["data", "info", "id", "fields", "layouts", "sections", "modules", "api_name", "Leads", "records"]),
    st.sampled_from(
        ["code", "status", "message", "error", "details", "json", "body", "statusCode", "batches", "response"]
    ),
    st.sampled_from(
        ["measured", "rule", "verdict", "page", "more_records", "pick_list_values", "request", "url", "log"]
    ),
    st.sampled_from(["data_type", "Created_Time", "x", "statusCode", "response", "pick_list_values"]),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 600)
    | st.sampled_from(
        ["", "1", "Leads", "error", "SUCCESS", "true", "match.several", "measured", "[1]", '{"data": []}']
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


LEADS = Module("Leads", label="Leads")


@given(VALUES)
def test_any_json_in_a_file_is_read_or_told(value: Any) -> None:
    for read in (
        lambda: list(pages_of(value, LEADS)),
        lambda: fields_of(value, "Leads"),
        lambda: layouts_of(value, "x"),
    ):
        with suppress(ShapeError):
            read()
    assert all(line.isprintable() for line in calibration_of(json.dumps(value), "calibration.json").problems)
    assert all(line.isprintable() for line in assumed_of(value, "", "dataset.toml").problems)


@given(VALUES, st.integers(1, 120))
def test_any_json_can_be_held_for_a_reply(value: Any, rows: int) -> None:
    for text in (json.dumps(value), f"INFO {value!r} and", f"{json.dumps(value)}\n{json.dumps(value)}"):
        replies = saved_replies(text)
        assert replies
        assert sum(call.call.rows for call in calls_of(rows, replies)) == rows
        assert len(read_reply(replies[0].reply, rows).rows) in (0, rows)


@given(st.text(alphabet="{}[]'\"\\:,1a \n", max_size=60))
def test_any_text_can_be_held_for_a_reply(text: str) -> None:
    assert saved_replies(text)
