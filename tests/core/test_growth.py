"""What a long text costs: eight times the text costs about eight times the work, and no more memory than a few times
the text. Shapes that once took the square, or hundreds of bytes a character, and some of their kind.

Work is the processor time of this thread, which a busy machine does not change much; between in proportion (8) and the
square (64) there is room for what it does change.
"""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS, field, module
from tui.core.patterns import is_usual
from tui.core.payload import powershell
from tui.core.payload.call import no_files
from tui.core.payload.csv_cells import conversion
from tui.core.payload.formats import recognise
from tui.core.payload.json_text import TOKEN, parse_documents, spans
from tui.core.payload.literals import json_of_literal
from tui.core.payload.reindent import reindented
from tui.core.reply.saved import saved_replies
from tui.core.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 8
AT_MOST = 24


AMOUNT = module(field("Amount", "double", json_type="double"), name="Deals").by_name["Amount"]


def payload(text: str) -> None:
    recognise(text).request(LEADS)


def amount(text: str) -> None:
    convert, _ = conversion("Amount", AMOUNT, is_lookup=False, exact=False)
    assert convert is not None
    convert(text)


def script(text: str) -> None:
    powershell.read(text, no_files)


def usual(data_type: str) -> Callable[[str], object]:
    return lambda text: is_usual(data_type, text)


def work(read: Callable[[str], object], text: str) -> float:
    """Seconds of this thread that a text takes."""
    begun = time.thread_time()
    with contextlib.suppress(Unreadable, ValueError):
        read(text)
    return time.thread_time() - begun


def assert_in_proportion(read: Callable[[str], object], text: Callable[[int], str], size: int) -> None:
    for _ in range(5):  # what else a thread was made to wait for counts too, now and then
        once = max(work(read, text(size)), 0.0005)
        if work(read, text(TIMES * size)) < AT_MOST * once:
            return
    raise AssertionError("a text of eight times the length takes much more than eight times the work")


FETCH = "fetch('https://a.test/crm/v8/Leads/upsert', {method: 'POST', body: '{}'})"
DELUGE = "\ninvokeurl\n[\nurl: 'https://a.test/crm/v8/Leads/upsert'\ntype: POST\nparameters: a.toString()\n];"
INVOKE = "Invoke-RestMethod -Method Post -Uri https://a.test/crm/v8/Leads/upsert -Body '{\"data\": [{}]}'"
SHAPES: dict[str, tuple[Callable[[str], object], int, Callable[[int], str]]] = {
    "digits": (payload, 50_000, lambda n: f'{{"data": [{{"a": {"1" * n}}}]}}'),
    "digits of a literal": (payload, 50_000, lambda n: f"{{data: [{{a: {'1' * n}}}]}}"),
    "digits alone": (payload, 20_000, lambda n: "1" * n),
    "digits in a cell": (payload, 20_000, lambda n: f"Last_Name,Annual_Revenue\nx,{'1' * n}x\n"),
    "an amount that ends in a letter": (amount, 4_000, lambda n: "1" * n + "x"),
    "an amount with a fraction": (amount, 4_000, lambda n: "1." + "1" * n + "e"),
    "a website of dots": (usual("website"), 4_000, lambda n: "." * n),
    "a website of parts": (usual("website"), 4_000, lambda n: "a." * (n // 2) + "\x01"),
    "an e-mail of parts": (usual("email"), 4_000, lambda n: "a@" + "a." * (n // 2) + "!"),
    "an e-mail of hyphens": (usual("email"), 4_000, lambda n: "a@" + "a-" * (n // 2)),
    "a phone of groups": (usual("phone"), 4_000, lambda n: "1 1-" * (n // 4) + "!"),
    "a phone of extensions": (usual("phone"), 4_000, lambda n: "1,;" * (n // 3) + "!"),
    "curl of adjoining quotes": (payload, 5_000, lambda n: f"curl https://a.test -d '{{}}'{2 * chr(39) * (n // 2)}"),
    "curl within curl": (payload, 5_000, lambda n: f'curl https://a.test -d "{"$(curl -d x) " * (n // 13)}"'),
    "curl and curl on one line": (script, 12_000, lambda n: "curl a " * (n // 7)),
    "calls within quotes": (script, 5_000, lambda n: '"' + "irm x " * (n // 6) + '"'),
    "curl of ticks": (script, 12_000, lambda n: "curl " + "` " * (n // 2)),
    "curl in a substitution of a value, again and again": (
        payload,
        2_000,
        lambda n: "A=$(" * (n // 4) + "\ncurl https://a.test/crm/v8/Leads/upsert -d '{}'",
    ),
    "here-strings of PowerShell that stay open": (payload, 3_000, lambda n: "@'\n" * (n // 3) + INVOKE),
    "comments of PowerShell that stay open": (payload, 3_000, lambda n: "<# " * (n // 3) + "\n" + INVOKE),
    "variables in braces that stay open": (payload, 6_000, lambda n: "${" * (n // 2) + "\n" + INVOKE),
    "quotes of a program that stay open": (payload, 6_000, lambda n: '\\\\\\"' * (n // 4) + "\n" + FETCH),
    "comments of a program that stay open": (payload, 3_000, lambda n: FETCH + "\n" + "/* " * (n // 3)),
    "comments of Deluge that stay open": (payload, 3_000, lambda n: "a = Map();\n" + "/* " * (n // 3) + DELUGE),
    "comments behind a body that stay open": (payload, 3_000, lambda n: "{a: 1} " + "/* " * (n // 3)),
    "variables of a shell, each another one": (
        payload,
        20_000,
        lambda n: f'curl https://a.test -d "{" ".join(f"$a{each}" for each in range(n // 6))}"',
    ),
    "variables in a document that stay open": (
        payload,
        6_000,
        lambda n: "cat > a.json <<EOF\n" + "`${" * (n // 3) + "\nEOF\ncurl https://a.test -d @a.json",
    ),
    "quotes behind a template that stay open": (payload, 12_000, lambda n: '{{ {"a": "' + '\\"' * (n // 2)),
    "block comments and no more": (payload, 500, lambda n: "/* curl */" * (n // 10)),
    "lines before the status of a reply": (saved_replies, 6_000, lambda n: "x" + "\n" * n + "x"),
    "spaces before a call": (payload, 5_000, lambda n: " " * n + "curl"),
    "spaces before what nobody knows": (payload, 2_000, lambda n: " " * n + "x"),
    "lines between the beginning of YAML and what is none": (payload, 2_000, lambda n: "---" + "\n" * n + "x"),
    "spaces within what is no form": (payload, 2_000, lambda n: "a[=" + " " * n + "\nx"),
    "documents line by line": (parse_documents, 4_000, lambda n: '{"a": [1]}\n' * (n // 11)),
    "open comments": (payload, 8_000, lambda n: "{a: 1}" + "/*" * (n // 2)),
    "open brackets": (payload, 8_000, lambda n: "[{" * (n // 2)),
    "quotes of a reply that stay open": (saved_replies, 12_000, lambda n: '{"a": "' + '\\"' * (n // 2)),
    "quotes of a payload that stay open": (TOKEN.findall, 12_000, lambda n: '{"a": "' + '\\"' * (n // 2)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_text_costs_in_proportion(shape: str) -> None:
    read, size, text = SHAPES[shape]
    assert_in_proportion(read, text, size)


@pytest.mark.slow
def test_megabytes_of_adjoining_quotes_cost_in_proportion() -> None:
    _, _, text = SHAPES["curl of adjoining quotes"]
    assert_in_proportion(payload, text, 500_000)


@each_case(
    "read",
    [lambda text: spans(text, 3), reindented, saved_replies, payload, json_of_literal],
    ids=["spans", "reindented", "saved_replies", "payload", "json_of_literal"],
)
@each_case("part", ["x", "\\n"], ids=["letters", "escapes"], shared=("read",))
def test_one_long_text_in_a_body_takes_a_few_times_its_memory(read: Callable[[str], object], part: str) -> None:
    text = '{"data": [{"Description": "' + part * (10_000 // len(part)) + '"}]}'
    tracemalloc.start()
    try:
        read(text)
        most = 100 if read is json_of_literal and part != "x" else 12  # it remembers where each escape stood
        assert tracemalloc.get_traced_memory()[1] < most * len(text)
    finally:
        tracemalloc.stop()
