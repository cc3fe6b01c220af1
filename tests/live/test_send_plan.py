"""Before a send: the targets as they are now, a stale data set, and what a person is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.core.helpers import FIELDS, LEADS, MemoryIndex, field, module, record, row
from tests.live.scripted import ScriptedClient, answered, inserted, not_connected, planned, took
from tui.core.chosen_rows import Part
from tui.live.accounts.profiles import profile_from
from tui.live.journal.journal import Journal
from tui.live.send.plan import DataSetFacts
from tui.live.send.sender import Sender
from tui.live.zoho.read_back import Stale
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.send.plan import SendPlan
    from tui.live.send.sender import SendReport

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Company="Inc", Modified_Time="2026-01-01T00:00:00+00:00")
PRODUCTION = profile_from("prod", {"data_center": "eu", "environment": "production", "client_id": "1000.ABC"})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def outcomes(report: SendReport) -> list[str]:
    return [result.outcome for result in report.results]


class NoJournal(Journal):
    """For plans that are not run."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))


def prepared(*sent: Record, now: tuple[Record, ...], of: Module = LEADS) -> tuple[SendPlan, ScriptedClient]:
    """The plan of a send to an org that holds ``now``, and the client that was asked."""
    client = ScriptedClient(records=now)
    return planned(Sender(client, NoJournal()), *sent, stored=[ADA], of=of), client


STALE = Stale("1", "differs", "Email of 1 is otherwise")
PLACE, AGE = "Zylker · production · profile prod", "of unknown age"
UPDATE = row(Email="ada@x.test", Company="Ltd")


def test_the_targets_are_read_in_one_look_up() -> None:
    plan, client = prepared(UPDATE, row(Email="n@x.test"), now=(ADA,))
    (read,) = [params for path, params in client.asked if path == "Leads"]
    assert read["ids"] == "1"
    assert read["fields"].split(",")[:4] == ["id", "Created_Time", "Modified_Time", "Email"]
    assert (plan.stale, plan.org) == ((), "Zylker")


def test_converted_leads_are_read_too_and_nothing_else_is_asked_so() -> None:
    _, client = prepared(UPDATE, now=(ADA,))
    assert [params.get("converted") for path, params in client.asked if path == "Leads"] == ["both"]
    contacts = module(*FIELDS, name="Contacts")
    _, client = prepared(UPDATE, now=(ADA,), of=contacts)
    assert [params.get("converted") for path, params in client.asked if path == "Contacts"] == [None]


def test_a_payload_that_only_inserts_reads_no_target() -> None:
    _, client = prepared(row(Email="n@x.test"), now=())
    assert [path for path, _ in client.asked] == ["org"]


@each_case(
    ("now", "kind", "sentence"),
    [
        ((), "gone", "1 is no longer in the org"),
        (({**ADA, "Email": "b@x.y"},), "differs", 'Email of 1 is "ada@x.test" in the data set, "b@x.y" in the org'),
        (({**ADA, "Company": "Sun"},), "differs", 'Company of 1 is "Inc" in the data set, "Sun" in the org'),
        (({**ADA, "Modified_Time": "2026-02-01T00:00:00Z"},), "modified", "1 was modified at 2026-02-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_a_stale_data_set_is_noticed(now: tuple[Record, ...], kind: str, sentence: str) -> None:
    plan, _ = prepared(UPDATE, now=now)
    assert [(each.kind, each.sentence) for each in plan.stale] == [(kind, sentence)]


@each_case("now", [{**ADA, "Email": " ADA@x.test"}, {**ADA, "Modified_Time": "2026-01-01T02:00:00+02:00"}])
def test_what_the_rules_take_for_equal_is_not_stale(now: Record) -> None:
    assert prepared(UPDATE, now=(now,))[0].stale == ()


def test_a_stale_target_explains_a_difference(journal: Journal) -> None:
    sender = Sender(ScriptedClient(inserted(1)), journal)
    plan = planned(sender, UPDATE, stored=[ADA])
    (found,) = sender.run(plan, records=MemoryIndex([ADA])).rows
    assert (found.verdict, found.rule) == ("different", "unknown.stale")
    assert found.cause == "the data set is out of date: 1 is no longer in the org"


def test_what_a_list_of_records_cuts_short_is_read_one_by_one() -> None:
    of = module(*LEADS_FIELDS, field("Notes", "textarea"), field("Lines", "subform"))
    stored: Json = {**ADA, "Notes": "x" * 500, "Lines": [{"id": "7"}]}
    plan, client = prepared({"Email": "ada@x.test", "Notes": "short", "Lines": []}, now=(stored,), of=of)
    assert ("Leads/1", {}) in client.asked
    assert plan.now.records["1"]["Lines"] == [{"id": "7"}]
    assert plan.now.partly == {}


LEADS_FIELDS = (field("Last_Name"), field("Email", "email"), field("Company"))


def test_more_than_fifty_fields_are_read_in_groups() -> None:
    names = [f"F{number}" for number in range(60)]
    of = module(*LEADS_FIELDS, *map(field, names))
    stored = {**ADA, **dict.fromkeys(names, "old")}
    plan, client = prepared({"Email": "ada@x.test", **dict.fromkeys(names, "new")}, now=(stored,), of=of)
    reads = [params["fields"].split(",") for path, params in client.asked if path == "Leads"]
    assert [len(fields) <= 50 for fields in reads] == [True, True]
    assert all(plan.now.records["1"][name] == "old" for name in names)


def test_an_org_that_cannot_be_read_stops_nothing(journal: Journal) -> None:
    client = ScriptedClient(answered(took("update", "1", "Email")))
    client.reading_fails = not_connected()
    sender = Sender(client, journal)
    plan = planned(sender, UPDATE, stored=[ADA])
    assert (plan.org, plan.org_id) == ("", "")
    assert plan.now.problem == "nothing was asked: the name of the host is not known"
    assert [path for path, _ in client.asked] == ["org"]
    assert outcomes(sender.run(plan)) == ["answered"]


ODD: list[Any] = [[], ["Zylker"], {"0": {}}, "Zylker", None]


@each_case(
    ("reply", "org"),
    [
        ({"org": [{"company_name": "Zylker", "zgid": "77", "id": "5"}]}, ("Zylker", "77")),
        ({"org": [{"company_name": "Zylker", "id": "5"}]}, ("Zylker", "5")),
        ({"org": [{"company_name": 5, "zgid": 77}]}, ("", "")),
        ({"org": [{}]}, ("", "")),
        *(({"org": odd}, ("", "")) for odd in ODD),
        *((odd, ("", "")) for odd in ODD),
        (LiveError("refused", "no scope for the org"), ("", "")),
    ],
)
def test_an_org_that_does_not_tell_its_name_is_sent_to_all_the_same(reply: Any, org: tuple[str, str]) -> None:
    class Org(ScriptedClient):
        def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
            if path != "org":
                return super().get(path, params)
            if isinstance(reply, LiveError):
                raise reply
            answer: Json = reply
            return answer

    plan = planned(Sender(Org(records=[ADA]), NoJournal()), UPDATE, stored=[ADA])
    assert (plan.org, plan.org_id) == org
    assert (list(plan.now.records), plan.now.problem) == (["1"], "")


# --- what a person is told -------------------------------------------------------------------------------------------


def test_a_confirmation_tells_everything_that_matters() -> None:
    client = ScriptedClient(records=[{**ADA, "Company": "Other"}])
    sent = (UPDATE | {"Company": None}, row(Phone="300"), *(row(Email=f"n{number}@x.test") for number in range(120)))
    twins = (record(3, Phone="300"), record(4, Phone="300"))
    plan = planned(
        Sender(client, NoJournal()),
        *sent,
        stored=[ADA, *twins],
        profile=PRODUCTION,
        made_at="2026-02-27T12:00:00Z",
        trigger=["workflow"],
    )
    facts = list(plan.facts(datetime(2026, 3, 1, 12, tzinfo=UTC)))
    told = dict(reversed(facts))
    assert told["send"] == "122 rows to Leads in 2 calls"
    assert told["to"] == "Zylker · production · profile prod"
    assert told["forecast"] == "120 insert · 2 update · 13 API credits"
    assert told["depends on"] == "1 row on undocumented behaviour: match.several (1)"
    assert told["clears"] == '1 value: Company of 1 (was "Inc")'
    assert told["runs"] == "workflow · cadences"
    assert told["data set"] == "small · 2 days old"
    assert told["stale"].startswith("Company of 1 is")
    assert plan.asks_for_the_module


TICKED = Part("ticked", (0,), 3)


@each_case(
    ("changed", "label", "told"),
    [
        ({}, "send", ["1 row to Leads"]),
        ({"part": TICKED}, "send", ["1 of 3 rows: the ticked ones, to Leads"]),
        ({"part": Part("ticked", (0,), 1)}, "send", ["1 row to Leads"]),
        ({"org": ""}, "to", ["production · profile prod"]),
        ({"data_set": DataSetFacts("", None, partial=True, made_from="practice: its copy")}, "to", [PLACE]),
        ({"data_set": DataSetFacts(partial=True)}, "data set", [f"(unnamed) · {AGE} · only what was looked up"]),
        ({"data_set": DataSetFacts("small")}, "data set", [f"small · {AGE}"]),
        ({"moved": tuple("abcde")}, "changed", list("abcde")),
        ({"moved": tuple("abcdef")}, "changed", [*"abcde", "1 more record was changed just now"]),
        ({"moved": tuple("abcdefg")}, "changed", [*"abcde", "2 more records were changed just now"]),
        ({"stale": (STALE,) * 5}, "stale", [STALE.sentence] * 5),
        ({"stale": (STALE,) * 6}, "stale", [*[STALE.sentence] * 5, "1 more record differs from the data set"]),
        ({"stale": (STALE,) * 7}, "stale", [*[STALE.sentence] * 5, "2 more records differ from the data set"]),
    ],
)  # fmt: skip
def test_a_confirmation_says_each_fact_in_its_own_words(changed: dict[str, Any], label: str, told: list[str]) -> None:
    plan = replace(prepared(UPDATE, now=(ADA,))[0], profile=PRODUCTION, **changed)
    assert [text for name, text in plan.facts(datetime(2026, 3, 1, 12, tzinfo=UTC)) if name == label] == told
    assert plan.numbers == ((0,) if plan.part is TICKED else ())


def test_practice_asks_for_one_key_only() -> None:
    plan, _ = prepared(UPDATE, now=(ADA,))
    assert not plan.asks_for_the_module


def test_a_confirmation_names_the_host_that_the_token_reply_chose() -> None:
    class Elsewhere(ScriptedClient):
        host = "www.zohoapis.in\n"

    plan = planned(Sender(Elsewhere(records=[ADA]), NoJournal()), UPDATE, stored=[ADA], profile=PRODUCTION)
    told = dict(reversed(list(plan.facts(datetime(2026, 3, 1, 12, tzinfo=UTC)))))
    assert told["to"] == "Zylker · production · profile prod · www.zohoapis.in\\n"


@each_case(("count", "more"), [(5, ""), (6, " and 1 more")])
def test_of_many_values_that_are_cleared_and_targets_that_moved_five_are_named(count: int, more: str) -> None:
    stored = [record(number, Email=f"n{number}@x.test", Company="Inc") for number in range(1, count + 1)]
    sent = [row(Email=each["Email"], Company=None) for each in stored]
    client = ScriptedClient(records=[{**each, "Company": "Other"} for each in stored])
    plan = planned(Sender(client, NoJournal()), *sent, stored=stored)
    facts = list(plan.facts(datetime(2026, 3, 1, 12, tzinfo=UTC)))
    (cleared,) = [text for label, text in facts if label == "clears"]
    assert cleared.startswith(f"{count} values: Company of 1 (was")
    assert cleared.endswith(f'Company of 5 (was "Inc"){more}')
    stale = [text for label, text in facts if label == "stale"]
    assert len(stale) == count
    assert (stale[-1] == "1 more record differs from the data set") == (count == 6)


def test_practice_is_called_by_its_copy_and_its_host_is_this_machine() -> None:
    class Here(ScriptedClient):
        host = "127.0.0.1"

    plan = planned(Sender(Here(records=[ADA]), NoJournal()), UPDATE, stored=[ADA])
    copy = replace(plan, data_set=replace(plan.data_set, made_from="practice: its copy of demo"))
    assert plan.profile_text == "profile practice"
    assert copy.profile_text == "practice: its copy of demo"
    facts = dict(copy.facts(datetime(2026, 3, 1, 12, tzinfo=UTC)))
    assert "127.0.0.1" not in facts["to"]
    assert "clears" not in facts
