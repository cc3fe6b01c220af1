"""One body in the forms that people copy it in: the writers that the readers of tui.core.payload are tried against."""

from __future__ import annotations

import html
import json
import re
import shlex
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

URL: Final = "https://www.zohoapis.example/crm/v8/Contacts/upsert"
TOKEN: Final = "1000.abc.def"


_last: list[Any] = [None, {}]


def _once(body: Any, write: Callable[[Any], str]) -> str:
    """What several forms of one body hold is written once. No form changes the body."""
    if _last[0] is not body:
        _last[:] = body, {}
    written: dict[Callable[[Any], str], str] = _last[1]
    if write not in written:
        written[write] = write(body)
    return written[write]


_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_INDENTED: Final = {indent: json.JSONEncoder(indent=indent).encode for indent in (1, 2)}


def as_json(body: Any) -> str:
    """Compact JSON, as a browser sends it."""
    return _once(body, _COMPACT)


def indented(body: Any, indent: int = 2) -> str:
    """JSON over several lines."""
    return _once(body, _INDENTED[indent])


def bash_curl(body: Any) -> str:
    """curl with the body in single quotes."""
    return f"curl -X POST {URL} \\\n  -H 'Authorization: Zoho-oauthtoken {TOKEN}' \\\n  -d {shlex.quote(as_json(body))}"


def bash_curl_double(body: Any) -> str:
    """curl with the body in double quotes."""
    text = re.sub(r'(["\\$`])', r"\\\1", as_json(body))
    return f'curl --request POST --url "{URL}" --data-raw "{text}"'


def bash_curl_ansi(body: Any) -> str:
    """curl as Chrome copies it where the body has an exclamation mark or a quote: ``$'...'``."""
    text = "".join(
        {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r"}.get(character)
        or (f"\\u{ord(character):04x}" if character == "!" or 0xFF < ord(character) < 0x10000 else character)
        for character in as_json(body)
    )
    return f"curl '{URL}' \\\n  -H 'content-type: application/json' \\\n  --data-raw $'{text}' \\\n  --compressed"


def bash_heredoc(body: Any) -> str:
    """curl that reads a here-document."""
    return f"# nightly\ncurl -sS -X POST '{URL}' -d @- <<'JSON'\n{indented(body)}\nJSON\n"


def cmd_curl(body: Any) -> str:
    """curl as Chrome copies it for Windows: every quote and everything special behind a caret."""
    text = as_json(body).replace("\\", "\\\\").replace('"', '\\"')
    escaped = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'/.,?;()*`]", lambda match: "^" + match[0], text)
    return (
        f'curl ^"{URL}^" ^\r\n  -H ^"authorization: Zoho-oauthtoken {TOKEN}^" ^\r\n'
        f'  --data-raw ^"{escaped}^" ^\r\n'
        "  --compressed\r\n"
    )


def powershell_web_request(body: Any) -> str:
    """Invoke-WebRequest as Chrome copies it: the body in double quotes, quotes behind a backtick."""
    text = re.sub(r'(["`$])', r"`\1", as_json(body))
    return (
        "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
        f'Invoke-WebRequest -UseBasicParsing -Uri "{URL}" `\n-Method "POST" `\n-WebSession $session `\n'
        f'-Headers @{{\n"accept"="application/json"\n  "authorization"="Zoho-oauthtoken {TOKEN}"\n}} `\n'
        f'-ContentType "application/json" `\n-Body "{text}"'
    )


def powershell_here_string(body: Any) -> str:
    """Invoke-RestMethod with a here-string."""
    return (
        f"$body = @'\n{indented(body)}\n'@\n"
        f'Invoke-RestMethod -Method Post -Uri "{URL}" -Headers @{{ Authorization = "token" }} -Body $body\n'
    )


def fetch(body: Any) -> str:
    """fetch as browsers copy it."""
    options = {
        "headers": {"authorization": f"Zoho-oauthtoken {TOKEN}", "content-type": "application/json"},
        "body": as_json(body),
        "method": "POST",
    }
    return f"fetch({json.dumps(URL)}, {json.dumps(options, indent=2)});"


def axios(body: Any) -> str:
    """axios.post with the body as an object."""
    return f"const reply = await axios.post('{URL}', {javascript(body)}, {{ headers: {{ Authorization: token }} }});"


def javascript(body: Any) -> str:
    """A JavaScript object with bare keys, single quotes and trailing commas."""
    if isinstance(body, dict):
        return "{" + "".join(f"{_key(key)}: {javascript(value)}, " for key, value in body.items()) + "}"
    if isinstance(body, list):
        return "[" + "".join(f"{javascript(item)}, // one\n" for item in body) + "]"
    if isinstance(body, str):
        return "'" + json.dumps(body)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return json.dumps(body)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII) else json.dumps(key)


def json5(body: Any) -> str:
    """JSON with comments."""
    return "/* a note: {} */\n" + indented(body).replace(",\n", ", // note, {\n")


def python(body: Any) -> str:
    """The printed form of a Python dictionary."""
    return repr(body)


def har(body: Any) -> str:
    """A HAR file with one call."""
    request = {
        "method": "POST",
        "url": URL,
        "headers": [{"name": "Authorization", "value": f"Zoho-oauthtoken {TOKEN}"}],
        "postData": {"mimeType": "application/json", "text": as_json(body)},
    }
    entry = {"request": request, "response": {"status": 200, "content": {"text": '{"data": []}'}}}
    return json.dumps({"log": {"version": "1.2", "entries": [entry]}})


def postman(body: Any) -> str:
    """A Postman collection with one request in a folder."""
    request = {
        "method": "POST",
        "header": [],
        "url": {"raw": "{{host}}/crm/v8/Contacts/upsert"},
        "body": {"mode": "raw", "raw": indented(body, 1)},
    }
    info = {"name": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
    return json.dumps({"info": info, "item": [{"name": "folder", "item": [{"name": "one", "request": request}]}]})


def http_file(body: Any) -> str:
    """A request of an .http file."""
    return (
        f"@host = https://www.zohoapis.example\n\n### one\nPOST {{{{host}}}}/crm/v8/Contacts/upsert HTTP/1.1\n"
        f"Authorization: Zoho-oauthtoken {TOKEN}\nContent-Type: application/json\n\n{indented(body)}\n"
    )


def markdown(body: Any) -> str:
    """A Markdown fence with prose around it."""
    return f"# How we don't do it\n\nIt's *this*:\n\n```json\n{indented(body)}\n```\n\nThat's all.\n"


def markdown_curl(body: Any) -> str:
    """A Markdown fence with a curl command."""
    return f"Run it:\n\n```bash\n$ {bash_curl(body)}\n```\n"


def httpie(body: Any) -> str:
    """HTTPie that reads a quoted here-document."""
    return f"cat <<'JSON' | http POST {URL} 'Authorization:Zoho-oauthtoken {TOKEN}'\n{indented(body, 1)}\nJSON\n"


def wget(body: Any) -> str:
    """wget with the body as an option."""
    return f"wget -qO- --header='Authorization: {TOKEN}' --post-data={shlex.quote(as_json(body))} {URL}"


def requests(body: Any) -> str:
    """Python's requests with the body as a dictionary."""
    return f"r = requests.post({URL!r}, headers={{'Authorization': token}}, json={body!r})\nprint(r.json())\n"


def composite(body: Any) -> str:
    """A composite request with a read before the upsert."""
    read = {"sub_request_id": "1", "method": "GET", "uri": "/crm/v8/Contacts"}
    upsert = {"sub_request_id": "2", "method": "POST", "uri": "/crm/v8/Contacts/upsert", "body": body}
    return json.dumps({"__composite_requests": [read, upsert]}, indent=1)


def insomnia(body: Any) -> str:
    """What Insomnia exports."""
    sent = {"mimeType": "application/json", "text": json.dumps(body)}
    headers = [{"name": "Authorization", "value": f"Zoho-oauthtoken {TOKEN}"}]
    request = {"_type": "request", "method": "POST", "url": URL, "headers": headers, "body": sent}
    return json.dumps({"_type": "export", "resources": [{"_type": "workspace", "name": "x"}, request]})


def logged(body: Any) -> str:
    """A request as a client logs it."""
    return json.dumps({"method": "POST", "url": URL, "headers": {"Authorization": TOKEN}, "data": as_json(body)})


def tool_call(body: Any) -> str:
    """The arguments of a tool call, the body whole."""
    return json.dumps({"name": "zoho_upsert", "arguments": json.dumps({"module": "Contacts", "body": body})})


def quoted(body: Any) -> str:
    """JSON as the text of another JSON."""
    return json.dumps(json.dumps(body))


def escaped(body: Any) -> str:
    """JSON whose quotes a log escaped."""
    return json.dumps(as_json(body))[1:-1]


def percent_encoded(body: Any) -> str:
    """JSON as an address carries it."""
    return quote(as_json(body), safe="")


def entities(body: Any) -> str:
    """JSON as a web page carries it."""
    return html.escape(json.dumps(body, ensure_ascii=False, indent=1))


def form(body: Any) -> str:
    """A form with the body in one of its fields."""
    return urlencode({"authtoken": TOKEN, "body": as_json(body)})


def curly(body: Any) -> str:
    """JSON whose first brackets a word processor set with blanks that do not break."""
    return json.dumps(body).replace("{", "{\u00a0", 1)


CALLS: Final[tuple[Callable[[Any], str], ...]] = (
    bash_curl,
    bash_curl_double,
    bash_curl_ansi,
    bash_heredoc,
    cmd_curl,
    powershell_web_request,
    powershell_here_string,
    fetch,
    axios,
    har,
    postman,
    http_file,
    markdown_curl,
    httpie,
    wget,
    requests,
    composite,
    insomnia,
    logged,
)
"""The forms that name a URL, and with it the module and the version."""

BODIES: Final[tuple[Callable[[Any], str], ...]] = (
    json5,
    javascript,
    python,
    markdown,
    tool_call,
    quoted,
    escaped,
    percent_encoded,
    entities,
    form,
    curly,
)
"""The forms that hold a body alone."""
