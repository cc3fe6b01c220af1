"""What a whole reply means for a call: its outcome, and the sentence that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tui.live.zoho.outcome import error_code, error_sentence, judge_read, judge_write

if TYPE_CHECKING:
    from tui.core.values import Json

ROW: Any = {"code": "SUCCESS", "details": {"id": "1"}, "status": "success"}
BAD: Any = {"code": "INVALID_DATA", "details": {"api_name": "Email"}, "status": "error"}
TOO_MANY = "HTTP 429: too many requests at once, or the API credits of the last 24 hours are used up; nothing was taken"
NO_REASON = "refused with HTTP {}, without a reason that can be read"
NOT_KNOWN = "the server failed, and what it did with the call is not known"
ELSEWHERE = "HTTP {}: the server redirects the call elsewhere, which is not followed"
ODD_JSON = "HTTP {} with JSON that is not a reply to this call"


def refusal(code: str = "INVALID_MODULE", **more: Any) -> Any:
    return {"code": code, "details": {}, "message": "", "status": "error", **more}


NO_MODULE = "INVALID_MODULE - the org has no such module, or it has no API"


@each_case(
    ("status", "reply", "text", "outcome", "sentence"),
    [
        (200, {"data": [ROW]}, None, "answered", "HTTP 200, 1 row answered"),
        (299, {"data": [ROW, BAD, BAD]}, None, "answered", "HTTP 299, 3 rows answered, 2 of them refused"),
        (400, {"data": [BAD]}, None, "answered", "HTTP 400, 1 row answered, 1 of them refused"),
        (499, {"data": [ROW]}, None, "answered", "HTTP 499, 1 row answered"),
        (300, {"data": [ROW]}, None, "unknown", ELSEWHERE.format(300)),
        (399, refusal(), None, "unknown", ELSEWHERE.format(399)),
        (200, {"data": []}, None, "unknown", ODD_JSON.format(200)),
        (200, {"data": [ROW, None]}, None, "unknown", ODD_JSON.format(200)),
        (200, {"data": "rows"}, None, "unknown", ODD_JSON.format(200)),
        (200, {"data": 5}, None, "unknown", ODD_JSON.format(200)),
        (400, {"data": []}, None, "unknown", ODD_JSON.format(400)),
        (200, [ROW], None, "unknown", ODD_JSON.format(200)),
        (200, None, "<html>", "unknown", "HTTP 200 with something that is not JSON"),
        (200, None, None, "unknown", "HTTP 200 with an empty reply"),
        (400, refusal(), None, "refused", f"HTTP 400, {NO_MODULE}"),
        (200, refusal(), None, "refused", f"HTTP 200, {NO_MODULE}"),
        (400, refusal("INTERNAL_ERROR"), None, "unknown", f"HTTP 400, INTERNAL_ERROR: {NOT_KNOWN}"),
        (401, None, "<html>", "refused", NO_REASON.format(401)),
        (402, None, "<html>", "unknown", "HTTP 402 with something that is not JSON"),
        (429, None, "<html>", "refused", TOO_MANY),
        (429, refusal("TOO_MANY_REQUESTS"), None, "refused", TOO_MANY),
        (429, refusal("NO_CODE_OF_ZOHO"), None, "refused", TOO_MANY),
        (429, {"data": []}, None, "refused", TOO_MANY),
        (429, {"data": [ROW]}, None, "answered", "HTTP 429, 1 row answered"),
        (429, {"data": ROW}, None, "unknown", ODD_JSON.format(429)),
        (429, [ROW], None, "unknown", ODD_JSON.format(429)),
        (429, refusal("internal_error"), None, "unknown", f"HTTP 429, internal_error: {NOT_KNOWN}"),
        (500, {"data": [ROW]}, None, "unknown", f"HTTP 500, a reply that says no more: {NOT_KNOWN}"),
        (500, refusal(), None, "unknown", f"HTTP 500, INVALID_MODULE: {NOT_KNOWN}"),
        (502, None, "<html>", "unknown", f"HTTP 502, a reply that says no more: {NOT_KNOWN}"),
        (503, None, None, "unknown", f"HTTP 503, an empty reply: {NOT_KNOWN}"),
    ],
)
def test_a_write_is_refused_only_where_it_cannot_have_been_carried_out(
    status: int, reply: Json, text: str | None, outcome: str, sentence: str
) -> None:
    found = judge_write(status, reply, text, "Leads/upsert")
    assert (found.outcome, found.sentence, found.status) == (outcome, sentence, status)
    assert (found.reply, found.text) == (reply, text)


@each_case("status", [401, 403, 404, 405, 406, 410, 411, 413, 414, 415, 417, 421, 431])
def test_these_statuses_say_that_a_write_was_not_carried_out_and_their_neighbours_do_not(status: int) -> None:
    not_taken = {401, 403, 404, 405, 406, 410, 411, 413, 414, 415, 417, 421, 431}
    for each in (status - 1, status, status + 1):
        outcome = judge_write(each, None, "<html>", "Leads/upsert").outcome
        assert outcome == ("refused" if each in not_taken else "unknown")


@each_case(
    ("status", "reply", "text", "outcome", "sentence"),
    [
        (200, {"data": [ROW]}, None, "answered", "HTTP 200"),
        (299, {}, None, "answered", "HTTP 299"),
        (204, None, None, "answered", "nothing there"),
        (200, refusal(), None, "refused", f"HTTP 200, {NO_MODULE}"),
        (300, {}, None, "unknown", ELSEWHERE.format(300)),
        (200, [], None, "unknown", ODD_JSON.format(200)),
        (200, None, "<html>", "unknown", "HTTP 200 with something that is not JSON"),
        (400, None, "<html>", "refused", NO_REASON.format(400)),
        (499, {}, None, "refused", NO_REASON.format(499)),
        (399, None, "", "unknown", ELSEWHERE.format(399)),
        (429, refusal(), None, "refused", TOO_MANY),
        (500, refusal(), None, "unknown", f"HTTP 500, INVALID_MODULE: {NOT_KNOWN}"),
        (503, None, None, "unknown", f"HTTP 503, an empty reply: {NOT_KNOWN}"),
    ],
)
def test_a_read_is_answered_by_an_object_and_refused_by_an_error_of_whatever_status(
    status: int, reply: Json, text: str | None, outcome: str, sentence: str
) -> None:
    found = judge_read(status, reply, text, "org")
    assert (found.outcome, found.sentence, found.status) == (outcome, sentence, status)
    assert (found.reply, found.text) == (reply, text)


@each_case(
    ("reply", "code"),
    [
        (refusal("X"), "X"),
        ({"code": "X"}, "X"),
        ({"code": "SUCCESS", "status": "success"}, None),
        ({"code": "X", "data": []}, None),
        ({"code": 5}, None),
        ([refusal("X")], None),
        ("X", None),
        (None, None),
    ],
)
def test_the_code_of_an_error_is_that_of_a_reply_which_is_one_as_a_whole(reply: Json, code: str | None) -> None:
    assert error_code(reply) == code


MAY_NOT = "your user in the org may not do this; its administrator can allow it"


@each_case(
    ("reply", "said"),
    [
        (refusal("X", message="why\n"), "X: why\\n"),
        (refusal("X", message=""), "X"),
        (refusal("X", message=5), "X"),
        ("no error", ""),
        (refusal("INVALID_TOKEN"), "not even a new one: the org may be in another data center"),
        (refusal("AUTHENTICATION_FAILURE"), " - the access token is not one for this org"),
        (refusal("OAUTH_SCOPE_MISMATCH"), "the token lacks a scope, ZohoCRM.org.READ; `upsert-explorer profile add"),
        (refusal("NO_PERMISSION"), f" - {MAY_NOT}"),
        (refusal("AUTHORIZATION_FAILED"), f" - {MAY_NOT}"),
        (refusal("NO_PERMISSION", details={"permissions": ["a", 5, "b"]}), f" - {MAY_NOT} (a, b)"),
        (refusal("NO_PERMISSION", details={"permissions": [5]}), f" - {MAY_NOT}"),
        (refusal("NO_PERMISSION", details={"permissions": "a"}), f" - {MAY_NOT}"),
        (refusal("NO_PERMISSION", details=["a"]), f" - {MAY_NOT}"),
        (refusal("INVALID_HOST"), "this API host does not serve the org: it is the wrong data center or environment"),
        (refusal("INVALID_URL_PATTERN"), "this API version has no such call; look at the profile's api_version"),
        (refusal("ALREADY_MODIFIED"), " - the record was changed in between"),
    ],
)
def test_an_error_of_zoho_is_told_with_what_it_means(reply: Json, said: str) -> None:
    sentence = error_sentence(403, reply, "org")
    assert sentence.startswith("HTTP 403, ")
    assert said in sentence
    assert sentence.endswith(said) or not said.startswith((" - ", "X"))
