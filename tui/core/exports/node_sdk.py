"""A Node program that sends the payload with Zoho's SDK for API v8 (package @zohocrm/nodejs-sdk-8.0)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.exports.export import TOKEN_VARIABLE, Export, Exported
from tui.core.exports.sdk_fields import BODY_LISTS, PACKAGES, RECORDS
from tui.core.exports.sdk_reader import SdkReader
from tui.core.exports.sdk_values import Chosen, Day, Fraction, Made, Many, Moment, Plain, SdkValue, Whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.values import Json

_SAFE: Final = 2**53
"""Above this, a number of JavaScript skips whole numbers."""

_PROGRAM: Final = """\
import {{ mkdtempSync, rmSync }} from "node:fs";
import {{ tmpdir }} from "node:os";
import {{ join }} from "node:path";
import * as zoho from "@zohocrm/nodejs-sdk-8.0";

// The same object with these values: a record by key, any other object by its setters.
function filled(made, values) {{
  for (const [name, value] of values) {{
    if (made instanceof zoho.Record.Record) made.addKeyValue(name, value);
    else made[`set${{name}}`](value);
  }}
  return made;
}}

// Send one call. The program ends where it is refused.
async function send(body) {{
  const headers = new zoho.HeaderMap();
  for (const [name, value] of {headers}) headers.getHeaderMap().set(name, value);
  const response = await new zoho.Record.RecordOperations({module}).upsertRecords(body, headers);
  if (!response) throw new Error("No answer that the SDK can read. Look up what was saved before you send again.");
  console.log(response.getStatusCode(), JSON.stringify(response.getResponseJSON()));
  if (response.getStatusCode() >= 400) throw new Error("This call was refused.");
}}

// For what the SDK keeps: the token, the module's fields; removed at the end.
const folder = mkdtempSync(join(tmpdir(), "zoho-sdk-"));
try {{
  await (await new zoho.InitializeBuilder())
    .environment(new zoho.Environment({url}, "", {url}))
    .token(new zoho.OAuthBuilder().accessToken(process.env.{token}).findUser(false).build())
    .store(new zoho.FileStore(join(folder, "tokens")))
    .SDKConfig(new zoho.SDKConfigBuilder().pickListValidation(false).timeout(60000).build())
    .resourcePath(folder)
    .initialize();
{sends}}} finally {{
  rmSync(folder, {{ recursive: true }});
}}
"""


def write(export: Export) -> Exported:
    """The program, an ES module: one call after the other, which ends at the first that is refused."""
    reader = SdkReader(
        export.module,
        ids_as="text",
        exact=lambda number: abs(number) <= _SAFE,
        unsaid=frozenset(BODY_LISTS),
        loses_key="__proto__",
    )
    sends = "".join(f"\n  await send({_value(body, 1)});\n" for body in reader.bodies(export))
    headers = [[name, value] for name, value in export.headers.items() if name != "Content-Type"]
    text = _PROGRAM.format(
        headers=_literal(headers),
        module=_text(export.module.api_name),
        url=_text(export.api_url.rstrip("/")),
        token=TOKEN_VARIABLE,
        sends=sends,
    )
    return Exported(text, reader.lost)


def _value(value: SdkValue, depth: int) -> str:
    match value:
        case Plain(plain):
            return _literal(plain)
        case Whole(number):
            return f"{number}n"
        case Fraction(number):
            return repr(number)
        case Day(text) | Moment(text):
            return f'new Date("{text}")'
        case Chosen(choice):
            return f"new zoho.Choice({_literal(choice)})"
        case Many(items):
            return _block((_value(item, depth + 1) for item in items), depth)
        case Made(kind, members):
            record = kind in RECORDS
            pairs = (
                f"[{_text(name if record else _setter(name))}, {_value(item, depth + 1)}]" for name, item in members
            )
            return f"filled(new zoho.{PACKAGES.get(kind, 'record').capitalize()}.{kind}(), {_block(pairs, depth)})"


def _setter(member: str) -> str:
    """What stands behind ``set`` in the name of a member's setter: duplicate_check_fields -> DuplicateCheckFields."""
    return "".join(part.capitalize() for part in member.split("_"))


def _block(items: Iterable[str], depth: int) -> str:
    lines = "".join(f"{'  ' * (depth + 1)}{item},\n" for item in items)
    return f"[\n{lines}{'  ' * depth}]" if lines else "[]"


def _literal(value: Json) -> str:
    """A value as the SDK takes it: an object as a Map."""
    if isinstance(value, dict):
        return f"new Map([{', '.join(f'[{_text(key)}, {_literal(item)}]' for key, item in value.items())}])"
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in value)}]"
    return _text(value)


_NOT_BARE: Final = re.compile("[\u2028\u2029\ud800-\udfff]")


def _text(value: Json) -> str:
    return _NOT_BARE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
