"""Secrets that a server sends back: hidden letter for letter, and in every form in which a text may escape them."""

from __future__ import annotations

import html
import json
from typing import Final
from urllib.parse import quote

from tests.cases import each_case
from tests.live.helpers import BODY, CLIENT_SECRET, TOKEN_PATH, UPSERT_PATH, client_of
from tests.live.server import LoopbackServer, Reply, ok
from tui.live.http.reply_text import json_reply
from tui.live.http.secret import Secret

SECRET: Final = "1000.ab/cd+ef&01-23456789"
FORMS: Final = {
    "plain": SECRET,
    "every character as in JSON": "".join(f"\\u{ord(one):04x}" for one in SECRET),
    "in capitals": "".join(f"\\u{ord(one):04X}" for one in SECRET),
    "one character as in JSON": SECRET.replace("c", "\\u0063"),
    "slashes escaped": SECRET.replace("/", "\\/"),
    "escaped twice": SECRET.replace("/", "\\\\/").replace("c", "\\\\u0063"),
    "as in a URL": quote(SECRET, safe=""),
    "as in a URL, twice": quote(quote(SECRET, safe=""), safe=""),
    "every character as in a URL": "".join(f"%{ord(one):02x}" for one in SECRET),
    "as in HTML": html.escape(SECRET).replace("&amp;", "&#38;"),
    "one character as in a URL, in small letters": SECRET.replace("/", "%2f"),
    "every character as in HTML": "".join(f"&#x{ord(one):X};" for one in SECRET),
}


@each_case("form", FORMS)
def test_a_secret_is_hidden_in_every_form(form: str) -> None:
    echoed = FORMS[form]
    page = f"<html>{echoed}</html>"
    _, text = json_reply(page.encode(), [Secret(SECRET)])
    assert text == "<html>***</html>"
    raw = f'{{"message": "you sent {echoed}, and more", "{echoed}": [{{"a": "{echoed}"}}]}}'
    reply, text = json_reply(raw.encode(), [Secret(SECRET)])
    shown = json.dumps(reply) if text is None else text
    assert "***" in shown
    for part in (SECRET, echoed):
        assert part not in shown
        assert part not in json.loads(json.dumps(shown))


def test_a_secret_across_the_cut_of_a_long_text_is_hidden() -> None:
    _, text = json_reply(b"x" * (64 * 1024 - 10) + SECRET.encode(), [Secret(SECRET)])
    assert text is not None
    assert SECRET[:8] not in text


def test_a_text_without_the_secret_is_as_it_was() -> None:
    text = "100 % of a\\b & c \\u0031000"
    assert Secret(SECRET).hidden_in(text) == text


def test_a_client_secret_that_the_accounts_server_escapes_is_not_told(server: LoopbackServer) -> None:
    escaped = "".join(f"\\u{ord(one):04x}" for one in CLIENT_SECRET)
    server.at(TOKEN_PATH, Reply(200, f'{{"error": "odd", "error_description": "{escaped}"}}'))
    with client_of(server) as client:
        result = client.upsert("Leads", BODY)
    assert CLIENT_SECRET not in repr(result)
    assert "***" in result.sentence


def test_a_reply_that_escapes_a_secret_holds_none(server: LoopbackServer) -> None:
    escaped = CLIENT_SECRET.replace("-", "\\u002d")
    server.at(UPSERT_PATH, Reply(400, f'{{"code": "INVALID_DATA", "message": "{escaped}", "status": "error"}}'), ok({}))
    with client_of(server) as client:
        result = client.upsert("Leads", BODY)
    assert CLIENT_SECRET not in repr(result)
