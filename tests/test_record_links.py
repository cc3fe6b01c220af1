"""Ids in texts lead to their records, and nothing else does."""

from __future__ import annotations

from textual.content import Content

from tui.widgets.look import with_record_links

LONG, OTHER = "4001000000012371", "4001000000992371"


def led(text: str, *ids: str) -> dict[str, object]:
    """What is clicked in a text, and where it leads."""
    content = with_record_links(Content(text), "Leads", ids)
    return {
        content.plain[span.start : span.end]: span.style.meta["record"]
        for span in content.spans
        if not isinstance(span.style, str)
    }


def test_an_id_in_full_leads_to_its_record_also_where_nobody_named_it() -> None:
    assert led(f'"id": "{LONG}", "Phone": "+14045550107"') == {LONG: (LONG, "Leads", "")}


def test_an_id_that_was_named_leads_there_in_short_too_unless_another_ends_alike() -> None:
    assert led("~ UPDATE …2371", LONG) == {"…2371": (LONG, "Leads", "")}
    assert led("~ UPDATE …2371", LONG, OTHER) == {}


def test_a_part_of_a_longer_number_or_a_short_number_leads_nowhere() -> None:
    assert led(f"x{LONG} {LONG}000000 1.{LONG}") == {}
    assert led("row 901", "901") == {}


def test_a_record_that_is_not_there_yet_leads_nowhere() -> None:
    assert led("+ INSERT new-12", "new-12") == {}
