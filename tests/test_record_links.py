"""Ids in texts lead to their records, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tests.cases import each_case
from tui.messages import RecordWanted
from tui.widgets.look import links_in, value_link, with_field_links, with_record_links, with_value_links

if TYPE_CHECKING:
    from tui.core.values import Json

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


def test_where_only_what_was_named_leads_on_another_id_does_not() -> None:
    content = with_record_links(Content(f"{LONG} {OTHER}"), "Leads", [LONG], others=False)
    assert links_in([content]) == {LONG: RecordWanted(LONG, "Leads")}
    assert links_in([with_record_links(Content(LONG), "Leads", others=False)]) == {}


def test_a_part_of_a_longer_number_or_a_short_number_leads_nowhere() -> None:
    assert led(f"x{LONG} {LONG}000000 1.{LONG}") == {}
    assert led("row 901", "901") == {}


def test_a_record_that_is_not_there_yet_leads_nowhere() -> None:
    assert led("+ INSERT new-12", "new-12") == {}


def words(content: Content) -> list[str]:
    return [wanted.words for wanted in links_in([content]).values() if wanted.module == "Leads"]


def test_in_json_the_values_of_the_fields_that_are_looked_up_lead_to_who_holds_them() -> None:
    text = '{\n  "Email": "a\\"b@x.test",\n  "Phone": 555,\n  "City": "Rome",\n  "Mobile": null,\n  "Fax": ["1"]\n}'
    assert words(with_field_links(Content(text), "Leads", ["Email", "Phone", "Mobile", "Fax"])) == ['a"b@x.test', "555"]


def test_of_values_that_were_written_each_place_leads_to_who_holds_it_and_no_part_of_another() -> None:
    text = 'Phone "555" -> "5550101", 5550101, not known'
    assert words(with_value_links(Content(text), "Leads", ["555", "5550101", None, "", 5550101])) == ["555", "5550101"]


@each_case("value", [None, True, " ", "two\nlines", "x" * 101, ["a"], {"id": "4001"}])
def test_a_value_that_nobody_searches_for_leads_nowhere(value: Json) -> None:
    assert links_in([value_link(value, "Leads")]) == {}


def test_what_texts_lead_to_is_listed_once_and_in_order_for_the_keyboard() -> None:
    first = with_record_links(Content(f"{LONG} and {OTHER}"), "Leads")
    assert links_in([first, value_link("a@x.test", "Leads"), with_record_links(Content(LONG), None)]) == {
        LONG: RecordWanted(LONG, "Leads"),
        OTHER: RecordWanted(OTHER, "Leads"),
        "a@x.test": RecordWanted(None, "Leads", "a@x.test"),
    }
