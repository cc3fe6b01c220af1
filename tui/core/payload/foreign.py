"""What a text that cannot be read as a payload looks like, and what to do about it: one line each."""

from __future__ import annotations

import re
from typing import Final

from tui.pattern import pattern

_LOOKS: Final[tuple[tuple[str, str], ...]] = (
    (r"\A\s*<\?php|\A\s*(?:\$\w+\s*=\s*)?array\s*\(|\A\s*\$\w+\s*=\s*\[|\A\s*\$\w+(?:->|::)|json_encode\s*\(|\bcurl_setopt\w*\s*\(",
     "this is PHP; print json_encode($body) and paste that"),
    (r"=>\s*nil\b|\A\s*[\[{]\s*(?:\{\s*)?:\w+\s*=>|\bNet::HTTP\b|\.to_json\b",
     "this is Ruby; print body.to_json and paste that"),
    (r"\A\s*[\[{][^{}]{0,200}[\[{]?[^{}]{0,200}['\"][^'\"\n]{1,100}['\"]\s*=>|\A\s*[\[{][\s\[{]*['\"][^'\"\n]{1,100}['\"]\s*=>",
     "this is a PHP or Ruby array; print it as JSON (json_encode($body), body.to_json) and paste that"),
    (r"\A\s*(?:\$\w+\s*=\s*)?(?:\[\w+\]\s*)?@[{(]|ConvertTo-Json",
     "this is a PowerShell hashtable; print it with ConvertTo-Json -Depth 10 and paste that"),
    (r"\A\s*<[^<>]*[\s\S]{0,400}?urn:schemas-microsoft-com:office:(?:excel|spreadsheet)|progid=\"Excel\.Sheet\"",
     "this is an Excel sheet as HTML or XML; save it as CSV UTF-8 (File, Save As) and open that"),
    (r"\A\s*\{\\rtf", "this is rich text (RTF); save it as plain text and open that"),
    (r"(?m:^)Content-Transfer-Encoding:[ \t]*(?:base64|quoted-printable)",
     "this is a raw mail with encoded text; paste the text as the mail program shows it"),
    (r"\A\s*1000\.[0-9a-fx]{20,}\.[0-9a-fx]{20,}\s*\Z", "this is a token of Zoho, not a payload; keep it secret"),
    (r"\A\s*<(?:!doctype\s+html|html)\b", "this is an HTML page, not a payload"),
    (r"\A\s*<[?!\w]", "this is XML, which Zoho no longer takes; the upsert takes JSON"),
    (r"\A[^\n{\[]{0,200}\bmap\[\w+:|\bmap\[string\](?:interface\{\}|any)|\bjson\.Marshal\(",
     "this is Go; print the body with json.Marshal and paste that"),
    (r"\bnew\s+(?:JSONObject|JSONArray|HashMap|Record)\b|\bObjectMapper\b",
     "this is Java; print the body as JSON and paste that"),
    (r"(?<!@)\"[{\[]+\s*\"\"\w|\A\s*Dim\s+\w", "this is VBA; print the text (Debug.Print body) and paste that"),
    (r"\bString\s+\w+\s*=\s*\"|\bJSONObject\b", "this is Java; print the body as JSON and paste that"),
    (r"\bvar\s+\w+\s*=\s*@\"|\bstring\s+\w+\s*=\s*[@$]*\"", "this is C#; print the body as JSON and paste that"),
    (r"\bnew\s+(?:StringContent|Dictionary)\b|\bJsonConvert\b|\bJsonSerializer\b",
     "this is C#; print the body as JSON (JsonSerializer.Serialize) and paste that"),
    (r"\A(?:\s*#[^\n]*\n)*\s*(?:import\s+\w|from\s+[\w.]+\s+import\s|def\s+\w+\()",
     "this is a Python program; print(json.dumps(body)) and paste that"),
    (r"\bnew\s*\[\s*\]\s*\{|=\s*new\s*\{", "this is C#; print the body as JSON and paste that"),
    (r"\blet\s+\w+\s*:\s*\[|\[String\s*:\s*Any\]", "this is Swift; print it with JSONSerialization and paste that"),
    (r"\bjson!\s*\(", "this is Rust; print the body with serde_json::to_string and paste that"),
    (r"\b(?:mapOf|listOf|buildJsonObject)\s*[({]", "this is Kotlin; print the body as JSON and paste that"),
    (r"\bJson\.FromValue\s*\(|\bWeb\.Contents\s*\(",
     "this is Power Query; print Text.FromBinary(Json.FromValue(body)) and paste that"),
    (r"<-\s*list\s*\(|\btoJSON\s*\(", "this is R; print toJSON(body, auto_unbox = TRUE) and paste that"),
    (r"\A\s*(?:import\s.+from\s|const\s|let\s|var\s|function\s|async\s|export\s)",
     "this is a JavaScript program; print JSON.stringify(body) and paste that"),
    (r"\A\s*(?:select|insert\s+into|update|delete\s+from)\s.+", "this is SQL, not a payload"),
    (r"\A(?:---[ \t\r]*\n)?\s*(?:(?:data|records|duplicate_check_fields|trigger)\s*:\s*(?:\n|-|\[)|- \w+\s*:)",
     "this looks like YAML; convert it to JSON and paste that"),
    (r"\A(?:#[^\n]*\n|---[ \t\r]*\n)*[a-z_][\w-]*:(?:[ \t][^\n]*)?\n(?:[^\n]*\n){0,200}?[ \t]+(?:- )?[\w'\"./{}-]+:"
     r"(?:[ \t]|\r?\n)",
     "this looks like YAML; convert it to JSON and paste that"),
    (r"\A(?:[*<>{}][^\n]*\n){0,60}?[<>] (?:POST|PUT|GET|HTTP/)",
     "this is what curl -v prints, which does not show what was sent; paste the command"),
    (r"\A\s*=?\{\{[^{}\n]*\}\}\s*\Z|\A\s*\$\{?\w+\}?\s*\Z",
     "this is a variable of a tool, not its value; open what it stands for"),
    (r"\A\s*https?://\S+\s*\Z", "this is an address; copy the call with its body (as cURL, or as HAR)"),
    (r"\A\s*\??(?:[\w.$-]+=[^&\n]*(?:&[\w.$-]+=[^&\n]*)+|[\w.$-]+(?:\[|%5B)[^=\s]*=[^\n]*)(?:\n\s*)?\Z",
     'this is a form (a=b&c=d); the upsert takes JSON: {"data": [{"Last_Name": "Ode"}]}'),
    (r"\A\s*\|[^\n]*\|[ \t]*\r?\n\s*\|(?:\s*:?-+:?\s*\|)+",
     "this is a table in Markdown; save it as CSV and open that"),
    (r"\A[^\n]{0,200}?\{\w+=\[?\{\w+=",
     "this is a Java map as it is printed; print it as JSON (ObjectMapper) and paste that"),
    (r"\A\s*(?:\[\s*)?%\{", "this is Elixir; print Jason.encode!(body) and paste that"),
    (r"\A\s*[\[{]\s*:[\w-]+[\s,]", "this is Clojure; print it as JSON (generate-string) and paste that"),
    (r"\A\s*\{\s*\w+\s*=\s*\{", "this is Lua; print it as JSON (cjson.encode) and paste that"),
    (r"\A\s*\[\s*\"\w+\"\s*:", "this is Swift; print it with JSONSerialization and paste that"),
    (r"\A\s*\[\[\w+\]\][ \t]*\n", "this looks like TOML; convert it to JSON and paste that"),
    (r"\bnew\s+(?:Map|List)\s*<|\bJSON\.serialize\(", "this is Apex; print JSON.serialize(body) and paste that"),
    (r"\AHTTP/[\d.]+ \d{3}", "this is a reply, not a payload; it is the REPLY of: explain PAYLOAD REPLY"),
    (r"\A\s*[\"']?eyJ[\w+/=-]{8,}(?:\.[\w+/=-]+)*[\"']?\s*\Z", "this is base64; decode it and paste what it holds"),
)  # fmt: skip
_PATTERNS: Final = tuple((pattern(look, re.IGNORECASE), said) for look, said in _LOOKS)
_LOOKED_AT: Final = 20_000  # characters: what a text is shows at its beginning


def looks_like(text: str) -> str | None:
    """What a text is, and what to do about it; None where that cannot be told."""
    beginning = text[:_LOOKED_AT]
    return next((said for look, said in _PATTERNS if look.search(beginning)), None)


_FILES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xd0\xcf\x11\xe0", "this is an old Office file (.xls); save it as CSV UTF-8 (File, Save As) and open that"),
    (b"%PDF", "this is a PDF file, not a payload"),
    (b"\x89PNG", "this is a picture, not a payload"),
    (b"\xff\xd8\xff", "this is a picture, not a payload"),
    (b"GIF8", "this is a picture, not a payload"),
    (b"SQLite format 3\0", "this is a SQLite database; export the table as CSV and open that"),
    (b"bplist00", "this is a web archive or a property list; save the text in it as plain text and open that"),
    (b"PAR1", "this is a Parquet file; export it as CSV or JSON Lines and open that"),
    (b"7z\xbc\xaf\x27\x1c", "this is an archive; unpack it and open the file in it"),
    (b"BZh", "this is a file packed with bzip2; unpack it and open that"),
    (b"\x28\xb5\x2f\xfd", "this is a file packed with zstd; unpack it and open that"),
    (b"\xfd7zXZ", "this is a file packed with xz; unpack it and open that"),
)


def file_looks_like(content: bytes) -> str | None:
    """The same of the bytes of a file, by how they begin; None for what may be text."""
    if content.startswith(b"PK\x03\x04"):
        return _zip(content)
    return next((said for mark, said in _FILES if content.startswith(mark)), None)


def _zip(content: bytes) -> str:
    if b"xl/" in content and (b"[Content_Types].xml" in content or b"workbook" in content):
        return "this is an Excel file (.xlsx); save the sheet as CSV UTF-8 (File, Save As) and open that"
    if b"opendocument.spreadsheet" in content[:200]:
        return "this is an OpenDocument sheet (.ods); save it as CSV (File, Save As) and open that"
    if b"Index/" in content and b".iwa" in content:
        return "this is a Numbers file; export it as CSV (File, Export To) and open that"
    if b"word/" in content:
        return "this is a Word file, not a payload"
    return "this is a zip archive; unpack it and open the file in it"
