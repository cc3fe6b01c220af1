"""Variables that a tool, a template or a shell fills in before a call leaves: never judged, never looked up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS, MemoryIndex, record
from tui.core.forecast import Forecast, forecast
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.formats import recognise
from tui.core.payload.open_variables import (
    as_variable,
    first_in,
    holds_variable,
    may_be_blank,
    named,
    quoted_templates,
    variables_in,
)
from tui.core.payload.request import PayloadError
from tui.core.rules import Certainty

URL = "https://www.zohoapis.example/crm/v8/Leads/upsert"
STORED = [record(1, Email="a@x.test", Last_Name="Ada")]


def made_of(text: str) -> Forecast:
    return forecast(recognise(text).request(LEADS), LEADS, MemoryIndex(STORED))


@each_case(
    "value",
    [
        "{{email}}",
        "{{ email }}",
        "={{ $json.email }}",
        "{{1.contact.email}}",
        "a-{{n}}@x.test",
        "${EMAIL}",
        "${input.email}",
        "$EMAIL",
        "$json.email",
        "%EMAIL%",
        "%(email)s",
        "{email}",
        "<%= email %>",
        "#{email}",
        "@{triggerBody()?['email']}",
        "@triggerBody()?['email']",
    ],
)
def test_a_row_with_a_variable_in_a_check_field_is_not_known_and_says_so(value: str) -> None:
    row = made_of(f'{{"data": [{{"Last_Name": "Ode", "Email": "{value}"}}]}}').rows[0]
    assert row.outcome == "not_known"
    assert [(each.rule, each.api_name) for each in row.warnings] == [("lint.shell_variable", "Email")]
    assert row.warnings[0].message == f'Email holds a variable, "{value}": what it stands for is not known here.'


@each_case(
    "value",
    [
        "$5",
        "50 %",
        "{}",
        "a {b} c",
        "100%",
        "US$ 5",
        "C# {",
        "x{{",
        "$",
        "%s",
        "<%>",
        "a$B",
        "@ode",
        "a@b(c)",
        "@{id=5}",
    ],
)
def test_other_text_is_no_variable(value: str) -> None:
    assert recognise(f'[{{"Last_Name": "{value}"}}]').request(LEADS).shell_variables == frozenset()


@each_case(
    ("text", "variables"),
    [
        (
            f'cat <<EOF | http POST {URL}\n{{"data":[{{"Last_Name":"$NAME","Email":"${{MAIL}}"}}]}}\nEOF',
            {"$NAME", "${MAIL}"},
        ),
        (f'cat <<"EOF" | http POST {URL}\n{{"data":[{{"Last_Name":"$NAME","Email":"b@x.test"}}]}}\nEOF', set()),
        (f'https POST {URL} <<EOF\n{{"data":[{{"Last_Name":"A","Email":"$MAIL"}}]}}\nEOF', {"$MAIL"}),
        (f'xh post {URL} "data:=[{{\\"Last_Name\\":\\"$N\\"}}]" Accept:x', {"$N"}),
        (f'http POST {URL} data:=\'[{{"Last_Name":"$N"}}]\'', set()),
        (f'wget -qO- --post-data="{{\\"data\\":[{{\\"Last_Name\\":\\"$N\\"}}]}}" {URL}', {"$N"}),
        (f'wget --method POST --body-data \'[{{"Last_Name":"$N"}}]\' {URL}', set()),
        (f'cat > b.json <<E\n[{{"Last_Name":"$N"}}]\nE\nwget --post-file=b.json {URL}', {"$N"}),
        (f'cat > b.json <<E\n[{{"Last_Name":"$N"}}]\nE\ncurl -d @b.json {URL}', {"$N"}),
        (f'echo "[{{\\"Last_Name\\":\\"$N\\"}}]" > b.json; curl -d @b.json {URL}', {"$N"}),
        (f'N=Ode\nhttp POST {URL} <<< "[{{\\"Last_Name\\":\\"$N\\"}}]"', set()),
        ('BODY="{\\"data\\":[{\\"Last_Name\\":\\"$N\\"}]}"', {"$N"}),
        ('cat > b.json <<EOF\n{"data":[{"Last_Name":"$N"}]}\nEOF', {"$N"}),
        (f'curl {URL} -d \'[{{"Last_Name":"$N"}}]\'', set()),
        (f'curl {URL} -d \'[{{"Last_Name":"${{N}}"}}]\'', set()),
        (f'curl {URL} -d \'[{{"Last_Name":"{{{{n}}}}"}}]\'', {"{{n}}"}),
        (f'curl {URL} -d "[{{\\"Last_Name\\":\\"%NAME%\\"}}]"', {"%NAME%"}),
        (f'curl {URL} -d "[{{\\"Last_Name\\":\\"50%NAME%\\"}}]"', set()),
    ],
)
def test_a_shell_says_which_of_its_variables_stand_open(text: str, variables: set[str]) -> None:
    intake = recognise(text)
    assert intake.request(LEADS).shell_variables == variables
    assert intake.form in ("a shell script", "a curl command")
    assert intake.module == ("Leads" if URL in text else None)


@each_case(
    "text",
    [
        '{"data": [{"Last_Name": "Ode", "Company": {{n}}, "Email": "b@x.test"}]}',
        'POST {{base}}/crm/v8/Leads/upsert\n\n{"data": [{"Last_Name": "Ode", "Company": {{n}}}]}',
        '{"data": [{"Last_Name": "Ode", // bare\n "Company": {{ n.count }}}]}',
        'body: {"data": [{"Last_Name": "Ode", "Company": {{n}}}]} -> sent',
    ],
)
def test_a_variable_that_stands_bare_in_json_is_read(text: str) -> None:
    made = made_of(text)
    assert made.rows[0].outcome == "insert"
    assert [each.rule for each in made.rows[0].warnings] == ["lint.shell_variable"]


def test_a_text_is_put_together_from_the_variables_in_braces() -> None:
    assert variables_in("a ${b} {{c}} $d") == {"${b}", "{{c}}"}


@each_case(
    ("text", "said", "place"),
    [
        ('{"data": "{{rows}}"}', "{{rows}} is a variable; put the list of records in its place", (1, 10)),
        ('{"data":\n {{rows}}}', "{{rows}} is a variable; put the list of records in its place", (2, 2)),
        ('{"data": [{}, "${lead}"]}', "${lead} is a variable; put the record in its place", (1, 15)),
        ('{"data": ["@{Last_Name=Ode}"]}', "entry 1 of data is not a record", (1, 11)),
        ('{"data": ["@{items(\'Each\')}"]}', "@{items('Each')} is a variable; put the record in its place", (1, 11)),
        (
            '{"data": [{"Last_Name": "x"}], "duplicate_check_fields": ["${F}"]}',
            "${F} is a variable; put a field's name",
            (1, 59),
        ),
        (
            '{"data": [{"Last_Name": "x"}], "duplicate_check_fields": "{{f}}"}',
            "put the list of field names in its place",
            (1, 58),
        ),
        ("{{ $json.body }}", "this is a variable of a tool, not its value; open what it stands for", (1, 1)),
    ],
)
def test_a_variable_in_place_of_what_decides_is_named_at_its_place(
    text: str, said: str, place: tuple[int, int]
) -> None:
    with pytest.raises(PayloadError) as caught:
        recognise(text).request(LEADS)
    assert said in caught.value.reason
    assert (caught.value.line, caught.value.column) == place


def test_a_value_holds_a_variable_where_a_part_of_it_does() -> None:
    for value in ({"id": ["x$(date)"]}, {"a": 1, "b": "$(date)"}, [1, "$(date)"], " $(date)"):
        assert holds_variable(value, {"$(date)"})
        assert not holds_variable(value, {"$A"})
    assert holds_variable("`date`", {"`date`"})
    assert holds_variable("x{{a}}", {"{{a}}"})
    assert not holds_variable("{{a}}", {"{{b}}"})
    assert not holds_variable("$A", {"${A}"})
    assert not any(holds_variable(value, {"$A"}) for value in (5, None, ["x"], {"a": "x"}))


def test_a_value_may_be_one_variable_as_a_whole() -> None:
    assert [first_in(value) for value in (" $F ", "{{f}}", "%F%", "Dr $F", 3)] == ["$F", "{{f}}", "%F%", None, None]
    assert not may_be_blank(3)


def test_an_expression_is_named_by_its_beginning_and_a_sentence_names_five_variables() -> None:
    assert [as_variable(code) for code in ("_a", "a1", " a\n b", "1", '{"`\\')] == [
        "${_a}",
        "${a1}",
        "${a b}",
        "${_1}",
        "${_(''/}",
    ]
    assert as_variable("a" * 80) == "${" + "a" * 80 + "}"
    assert as_variable("a" * 81) == "${" + "a" * 80 + "...}"
    assert named("aabcde") == "a, b, c, d, e"
    assert named("abcdef") == "a, b, c, d, e, ..."


def test_only_what_stands_bare_gets_quotes() -> None:
    assert quoted_templates(Excerpt('{"a": "{{x}}", "b": {{y}}, "c\\"{{z}}": 1}')).text == (
        '{"a": "{{x}}", "b": "{{y}}", "c\\"{{z}}": 1}'
    )


@each_case(
    ("name", "may_be_blank"), [("{{name}}", True), ("$FIRST $LAST", True), (" ${N} ", True), ("Dr {{name}}", False)]
)
def test_a_variable_in_a_mandatory_field_leaves_the_row_unsure_and_says_what_a_blank_would_do(
    name: str, may_be_blank: bool
) -> None:
    request = replace(
        recognise(f'[{{"Last_Name": "{name}", "Email": "a@x.test"}}]').request(LEADS),
        shell_variables=frozenset({"{{name}}", "$FIRST", "$LAST", "${N}"}),
    )
    row = forecast(request, LEADS, MemoryIndex(STORED)).rows[0]
    assert (row.outcome, row.certainty, row.rules[-1]) == ("update", Certainty.ASSUMED, "lint.shell_variable")
    said = row.warnings[0].message
    assert said.endswith("If it is blank, Zoho refuses the row: this field is mandatory.") is may_be_blank


def test_a_variable_in_any_field_that_is_written_leaves_the_row_unsure_and_one_that_is_not_does_not() -> None:
    optional = made_of('[{"Last_Name": "Ode", "Company": "{{name}}", "Email": "b@x.test"}]').rows[0]
    assert (optional.outcome, optional.certainty) == ("insert", Certainty.ASSUMED)
    assert "blank" not in optional.warnings[0].message
    ignored = made_of('[{"Last_Name": "Ode", "Remarks": "{{name}}", "Email": "b@x.test"}]').rows[0]
    assert (ignored.outcome, ignored.certainty) == ("insert", Certainty.DOCUMENTED)
