"""Shell text as bash reads it: words, quotes, documents, variables and what commands print."""

from __future__ import annotations

import pytest

from tests.cases import each_case
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.shell import Shell, ShellError, shown_variable
from tui.core.payload.shell_printed import printed_by
from tui.core.payload.shell_words import Command, Word


def commands(text: str) -> list[Command]:
    shell, found = Shell(text), []
    while (command := shell.next_command()) is not None:
        found.append(command)
    return found


def words(text: str) -> list[list[str]]:
    return [[word.text.text for word in command.words] for command in commands(text)]


def last(text: str) -> Word:
    return commands(text)[-1].words[-1]


@each_case(
    ("text", "found"),
    [
        ("show a\\ b 'c d'\"e\" f", [["show", "a b", "c de", "f"]]),
        ("show a\n\nshow b && show c || show d & show e", [["show", each] for each in "abcde"]),
        ("# it's nothing\nshow a # it's nothing\n# it's nothing", [["show", "a"]]),
        ("#\nshow a", [["show", "a"]]),
        ("show 'a'#b c#d '#e'", [["show", "a#b", "c#d", "#e"]]),
        ('show "a\\"b\\$c\\q\\\\ \\`d\\`"', [["show", 'a"b$c\\q\\ `d`']]),
        ('show "a\\\nb" c\\\nd', [["show", "ab", "cd"]]),
        ("show a \\\n  b \\ \n c", [["show", "a", "b", "c"]]),  # bash would not go on behind the last space
        ("show '' \"\"", [["show", "", ""]]),
        ("A=1\nshow $A ${A}x \"$A\" '$A'", [["show", "1", "1x", "1", "$A"]]),
        ("A=1; A+=2\nB+=3\nshow $A$B", [["show", "123"]]),
        ("export A=1 B=2\ndeclare -r C=3\nset D=4\nshow $A$B$C$D", [["show", "1234"]]),
        ("export 'A=1'\nshow $A", [["show", "1"]]),
        ("'A=1' b\nshow $A", [["A=1", "b"], ["show", "$A"]]),
        ("A=1 show b", [["show", "b"]]),
        ("A='x y'\"z\"\nshow \"$A\"", [["show", "x yz"]]),
        ("A=1; A=2\nshow $A", [["show", "2"]]),
        ("A=1\nA'=2' b\nshow $A", [["A=2", "b"], ["show", "1"]]),
        ("read -r A <<< 'b c'\nshow $A", [["read", "-r", "A"], ["show", "b c"]]),
        ("read A <<E\nb\nc\nE\nshow $A", [["read", "A"], ["show", "b"]]),
        ("read -rd '' A <<E\nb\nc\nE\nshow $A", [["read", "-rd", "", "A"], ["show", "b\nc"]]),
        ("A=1; read A <<< 'b\\\\c'\nshow $A", [["read", "A"], ["show", "$A"]]),
        ("read -r A <<< 'b\\c'\nshow $A", [["read", "-r", "A"], ["show", "b\\c"]]),
        ("A=1; B=2; C=3; read A B <<< 'b c'\nshow $A$B$C", [["read", "A", "B"], ["show", "$A$B3"]]),
        ("A=1; unset A\nread -p 'B: ' B\nshow $A$B", [["unset", "A"], ["read", "-p", "B: ", "B"], ["show", "$A$B"]]),
        ("IFS= read -r -d '' A <<'E' || true\nb\nE\nshow $A", [["read", "-r", "-d", "", "A"], ["true"], ["show", "b"]]),
        ("show a > out 2>&1 b 2>err c &> all d >> more", [["show", "a", "b", "c", "d"]]),
        ("show a2>x 3", [["show", "a2", "3"]]),
        ("show $((1 + (2))) b", [["show", "$((1 + (2)))", "b"]]),
        ("show $(a ')' \")\" \\) (b)) c", [["show", "$(a …)", "c"]]),
        ('show "`a b` c"', [["show", "`a b` c"]]),
        ("echo a | show\nshow b", [["show"], ["show", "b"]]),
        ("show `a b` c", [["show", "`a b`", "c"]]),
        ("show 5$ $ b", [["show", "5$", "$", "b"]]),
    ],
)  # fmt: skip
def test_commands_have_the_words_that_bash_gives_them(text: str, found: list[list[str]]) -> None:
    assert words(text) == found
    assert all(command.words for command in commands(text))


@each_case(
    ("text", "reason"),
    [
        ("a 'b", "a quote that is not closed"),
        ('a "b', "a quote that is not closed"),
        ("a $(b", "a $( that is not closed"),
    ],
)
def test_what_is_left_open_is_told_where_it_begins(text: str, reason: str) -> None:
    with pytest.raises(ShellError) as caught:
        commands(text)
    assert (caught.value.reason, caught.value.offset) == (reason, 2)


@each_case(
    ("written", "value"),
    [
        (r"a\'b\"\\\?", "a'b\"\\?"),
        (r"\n\t\r\a\b\f\v\e\E", "\n\t\r\a\b\f\v\x1b\x1b"),
        (r"\q\/\x", r"\q\/\x"),
        (r"\u00e9\u21", "é!"),
        (r"\U0001f600\U10ffff", "😀\U0010ffff"),
        (r"\U110000", "\ufffd"),
        (r"\ud83d\ude00", "😀"),
        (r"\x41\x9-\101\60", "A\t-A0"),
        (r"\303\274\xc3\xbc\303\xbc", "üüü"),
        (r"\503\777", "C\ufffd"),  # of each eight bits
    ],
)
def test_a_dollar_before_a_quote_has_escapes(written: str, value: str) -> None:
    text = f"show a$'{written}'b"
    word = last(text).text
    assert word.text == f"a{value}b"
    assert (word.origin(0), word.origin(1)) == (text.index("a$"), text.index("'") + 1)
    if "\\ud" not in written:
        assert word.origin(len(value) + 1) == len(text) - 1


def test_between_escapes_every_character_has_its_place() -> None:
    text = "show $'\\n\\n{\\x41}'"
    word = last(text).text
    assert [text[word.origin(place)] for place in range(len(word.text))] == ["\\", "\\", "{", "\\", "}"]


# --- documents, files and variables ----------------------------------------------------------------------------------


@each_case(
    ("text", "here"),
    [
        ("show <<E\na\nE\n", "a"),
        ("show <<E\na\nb", "a\nb"),  # as bash does, with a warning
        ("show <<E && show b\na\n  E\n", "a"),
        ('A=1\nshow <<E\n$A \\$A \\\\ "$B" c\\\nd $(e) `f` $((1+2))\nE', '1 $A \\ "$B" cd $(e) `f` $((1+2))'),
        ("A=1\nshow <<'E'\n$A \\$A `f`\nE", "$A \\$A `f`"),
        ("A=1\nshow <<\\E\n$A\nE", "$A"),
        ("show <<-E\n\ta\n\tE", "\ta"),  # its tabs are kept: JSON does not mind
        ("show <<< 'a b'", "a b"),
    ],
)
def test_a_command_has_the_document_it_reads(text: str, here: str) -> None:
    (command, *_) = (each for each in commands(text) if each.here is not None)
    assert command.here is not None
    assert command.here.text.text == here
    assert text[command.here.text.origin(0)] == here[0]


def test_of_a_document_its_variables_are_told() -> None:
    (command,) = commands("show <<E\n$A `b` $(c) \\$D\nE")
    assert command.here is not None
    assert command.here.variables == {"$A", "`b`", "$(c)"}


@each_case(
    ("text", "file", "variables"),
    [
        ('show "$(cat body.json)"', "body.json", {"$(cat body.json)"}),
        ("show $(<body.json)", "body.json", {"$(<body.json)"}),
        ("show \"$(cat 'in/a b.json')\"", "in/a b.json", {"$(cat 'in/a b.json')"}),
        ('show "$(cat "a b.json")"', "a b.json", {"$(cat …)"}),
        ('B=$(cat body.json)\nshow "$B"', "body.json", {"$(cat body.json)"}),
        ('show "{$(cat body.json)}"', None, {"$(cat body.json)"}),
        ('show "$(cat a.json)$(cat b.json)"', None, {"$(cat a.json)", "$(cat b.json)"}),
        ('show "$(cat $F)"', None, {"$(cat $F)"}),
        ('show "$(cat <<E\na $B\nE\n)"', None, {"$B"}),
        ('show "$(cat <<E | jq .\na $B\nE\n)"', None, {"$(cat …)"}),
    ],
)
def test_a_word_that_is_what_a_file_holds_has_that_file(text: str, file: str | None, variables: set[str]) -> None:
    word = last(text)
    assert (word.file, set(word.variables)) == (file, variables)


@each_case(
    ("written", "shown"),
    [
        ("$A", "$A"),
        ("$(jq -r .a)", "$(jq -r .a)"),
        ('$(jq -r ".a")', "$(jq …)"),
        ("`cat \\\n x`", "$(cat …)"),
        ('${A:-"x"}', "${A …}"),
        ("$(" + 77 * "a" + ")", "$(" + 77 * "a" + ")"),
        ("$(" + 78 * "a" + ")", "$(" + 40 * "a" + " …)"),
        ("${A:-" + 80 * "é" + "}", "${A …}"),
    ],
)
def test_a_variable_is_shown_so_that_a_text_of_json_can_hold_it(written: str, shown: str) -> None:
    assert shown_variable(written) == shown


def test_variables_are_filled_in_up_to_twice_the_text_and_ten_thousand_characters() -> None:
    ends = "'\nshow $A$A$A"
    fits = 2 * len("A='" + ends) + 10_000  # then three times the value are as much as that of the text with it
    assert last(f"A='{fits * 'x'}{ends}").text.text == 3 * fits * "x"
    assert last(f"A='{(fits + 1) * 'x'}{ends}").text.text == 2 * (fits + 1) * "x" + "$A"


# --- what commands print ---------------------------------------------------------------------------------------------


@each_case(
    ("text", "printed"),
    [
        ("cat <<E\na\nE", "a"),
        ("/bin/cat - <<E\na\nE", "a"),
        ("cat -u <<< a", "a"),
        ("tee f <<E\na\nE", "a"),
        ("cat f - <<E\na\nE", None),
        ("jq . <<E\na\nE", None),
        ("base64 <<E\na\nE", None),
        ("cat f", None),
        ("echo 'a  b'", "a  b"),
        ("echo a  b 'c'", "a b c"),
        ("echo -n -E a -n", "a -n"),
        ("echo -e a", "a"),
        ("echo 'e\\nb'", "e\\nb"),
        ("echo -e 'a\\nb' c", None),
        ("echo -e 'a\\nb'", None),
        ("echo 'a\\nb'", "a\\nb"),
        ("echo", None),
        ("printf a", "a"),
        ("printf -- a", "a"),
        ("printf '%s' a", "a"),
        ("printf '%s' a b c", "abc"),
        ("printf '%s-%s,' a b c", "a-b,c-,"),
        ("printf 'a%s'", "a"),
        ("printf 'a' b", "a"),
        ("printf '%%s %d%i\\n\\t\\r\\\\\\\"\\'\\/' 5 -10".replace("\\'", ""), '%s 5-10\n\t\r\\"\\/'),
        ('printf "\\\'"', "'"),
        ("printf %d $A", "$A"),
        ("printf %d 05", None),
        ("printf %d", None),
        ("printf %d a", None),
        ("printf %5s a", None),
        ("printf '\\x41'", None),
        ("printf '100%'", None),
        ("printf", None),
        ("show a", None),
        ("> f", None),
    ],
)
def test_what_a_command_prints_is_known_where_the_text_tells_it(text: str, printed: str | None) -> None:
    shell = Shell(text)
    command = shell.next_command() or Command(0)
    found = printed_by(command)
    assert (found and found.text.text) == printed


def test_what_is_printed_knows_its_places_its_variables_and_its_file() -> None:
    text = 'printf \'{"a":"%s"}\\n\' "b $C"'
    printed = printed_by(commands(text)[0])
    assert printed is not None
    assert printed.text.text == '{"a":"b $C"}\n'
    assert printed.variables == {"$C"}
    for sign in ("{", "b", "C", "}"):
        assert text[printed.text.origin(printed.text.text.index(sign))] == sign
    assert printed.text.origin(12) == text.index("\\n")
    echoed = printed_by(commands("echo a $B 'c'")[0])
    assert echoed is not None
    assert [echoed.text.origin(place) for place in (0, 2, 5)] == [5, 7, 11]
    assert echoed.variables == {"$B"}
    for text in ('echo "$(cat f)"', 'printf "$(cat f)"', 'printf %s "$(cat f)"', 'cat <<< "$(cat f)"'):
        of_file = printed_by(commands(text)[0])
        assert of_file is not None
        assert of_file.file == "f"


@each_case(
    ("text", "written"),
    [
        ("cat > f <<E\na\nE", {"f": "a"}),
        ("cat <<E > f && show b\na\nE", {"f": "a"}),
        ("echo a > f 2> err; echo b >g", {"f": "a", "g": "b"}),
        ("echo a 1> f; jq . > g", {"f": "a"}),
        ("echo a >&2; echo b 2>g", {}),
        ("> f\necho a", {}),
    ],
)
def test_what_a_script_writes_to_a_file_is_known(text: str, written: dict[str, str]) -> None:
    found = commands(text)[-1].written
    assert {name: word.text.text for name, word in found.items()} == written


def test_the_commands_of_a_pipeline_read_what_the_one_before_prints() -> None:
    (command,) = commands("echo a | jq . | # it's piped on\n\nshow b\n")
    assert [[word.text.text for word in each.words] for each in command.pipeline()] == [
        ["echo", "a"],
        ["jq", "."],
        ["show", "b"],
    ]
    (open_ended,) = commands("show a |")
    assert open_ended.words[1].text.text == "a"


def test_a_word_of_a_name_alone_stands_at_the_beginning() -> None:
    assert Word(Excerpt("A")).start == 0
