"""Which module a payload is for, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.payload.module_choice import BetterModule, choose, payload_keys

if TYPE_CHECKING:
    from collections.abc import Callable

HELD = ("Leads", "Contacts", "Vendors")


def knowing(**counts: int) -> Callable[[str], tuple[int, int]]:
    return lambda name: (counts.get(name, 0), 9)


def never(name: str) -> tuple[int, int]:
    raise AssertionError(name)


def test_what_is_asked_for_wins_over_what_is_named_noted_or_held_alone() -> None:
    assert choose("Leads", ("Deals",), never, asked="A", named="B", noted="C").name == "A"
    assert choose("Leads", ("Deals",), never, named="B", noted="C").name == "B"
    assert choose("Leads", ("Deals",), never, noted="C").name == "C"
    assert choose("Leads", ("Deals",), never).name == "Deals"


def test_the_module_at_hand_stays_unless_another_knows_strictly_more() -> None:
    equal = choose("Leads", HELD, knowing(Leads=5, Contacts=5))
    assert (equal.name, equal.reason, equal.better) == ("Leads", "at hand", None)
    more = choose("Leads", HELD, knowing(Leads=5, Contacts=6))
    assert (more.name, more.reason) == ("Contacts", "keys")
    assert str(more.better) == "6 of 9 keys are fields of Contacts, 5 of Leads"


def test_the_module_that_knows_most_is_taken_and_of_equals_the_first() -> None:
    assert choose("Leads", HELD, knowing(Leads=1, Contacts=2, Vendors=3)).name == "Vendors"
    assert choose("Leads", HELD, knowing(Leads=1, Contacts=3, Vendors=3)).name == "Contacts"


def test_a_better_module_is_offered_where_the_one_at_hand_is_kept() -> None:
    chosen = choose("Leads", HELD, knowing(Leads=5, Contacts=9), switch=False)
    assert (chosen.name, chosen.better) == ("Leads", BetterModule("Contacts", 9, 9, "Leads", 5))


def test_how_many_keys_a_better_module_knows_is_told_in_a_sentence() -> None:
    one, two = BetterModule("Contacts", 1, 1, "Leads", 0), BetterModule("Contacts", 2, 3, "Leads", 1)
    assert str(one) == "1 of 1 key is a field of Contacts, 0 of Leads"
    assert str(two) == "2 of 3 keys are fields of Contacts, 1 of Leads"


def test_the_id_and_keys_of_the_api_tell_no_module_from_another() -> None:
    assert payload_keys([{"id": "1", "Email": "a"}, {"$append_values": {}, "Phone": "5"}]) == {"Email", "Phone"}


def test_no_other_module_is_asked_where_the_one_at_hand_knows_every_key() -> None:
    asked: list[str] = []

    def known(name: str) -> tuple[int, int]:
        asked.append(name)
        return 9, 9

    assert choose("Leads", HELD, known).name == "Leads"
    assert asked == ["Leads"]
