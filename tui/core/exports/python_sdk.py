"""A Python program that sends the payload with Zoho's SDK for API v8 (package zohocrmsdk8_0)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.core.exports.export import TOKEN_VARIABLE, Export, Exported
from tui.core.exports.python import python_text
from tui.core.exports.sdk_fields import PACKAGES
from tui.core.exports.sdk_reader import SdkReader
from tui.core.exports.sdk_values import Chosen, Day, Fraction, Made, Many, Moment, Plain, SdkValue, Whole
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.values import Json

_PACKAGE: Final = "zohocrmsdk.src.com.zoho"
_ALWAYS: Final = {
    f"{_PACKAGE}.api.authenticator": {"OAuthToken"},
    f"{_PACKAGE}.api.authenticator.store": {"FileStore"},
    f"{_PACKAGE}.crm.api": {"HeaderMap", "Initializer", "SDKConfig"},
    f"{_PACKAGE}.crm.api.dc": {"DataCenter"},
    f"{_PACKAGE}.crm.api.record": {"BodyWrapper", "Record", "RecordOperations"},
}
_HELPERS: Final = '''

def filled(made, values):
    """The same object with these values: a record by key, any other object by its setters."""
    for name, value in values.items():
        if isinstance(made, Record):
            made.add_key_value(name, value)
        else:
            getattr(made, f"set_{{name}}")(value)
    return made


def send(body):
    """Send one call. The program ends where it is refused."""
    headers = HeaderMap()
    headers.request_headers.update({headers})
    response = RecordOperations({module}).upsert_records(body, headers)
    if response is None:
        sys.exit("No answer that the SDK can read. Look up what was saved before you send again.")
    print(response.get_status_code(), json.dumps(response.get_response_json()))
    if response.get_status_code() >= 400:
        sys.exit(1)


folder = tempfile.TemporaryDirectory()  # for what the SDK keeps: the token, the module's fields; removed at the end
Initializer.initialize(
    environment=DataCenter.Environment({url}, "", {url}),
    token=OAuthToken(access_token=os.environ["{token}"], find_user=False),
    store=FileStore(os.path.join(folder.name, "tokens")),
    sdk_config=SDKConfig(pick_list_validation=False, read_timeout=60, connect_timeout=60),
    resource_path=folder.name,
)
'''


def write(export: Export) -> Exported:
    """The program: one call after the other, which ends at the first that is refused."""
    reader = SdkReader(export.module, ids_as="numbers")
    program = _Program()
    sends = "".join(f"\nsend({program.value(body, 0)})\n" for body in reader.bodies(export))
    headers = {name: value for name, value in export.headers.items() if name != "Content-Type"}
    helpers = _HELPERS.format(
        headers=_literal(headers),
        module=python_text(export.module.api_name),
        url=python_text(export.api_url.rstrip("/")),
        token=TOKEN_VARIABLE,
    )
    return Exported(program.imports() + helpers + sends, reader.lost)


@dataclass(slots=True)
class _Program:
    """Renders values, and remembers which classes they need."""

    _classes: set[str] = field(default_factory=set)
    _times: set[str] = field(default_factory=set)

    def imports(self) -> str:
        """The first lines of the program."""
        modules = {name: set(classes) for name, classes in _ALWAYS.items()}
        for name in self._classes:
            package = "util" if name == "Choice" else PACKAGES.get(name, "record")
            modules.setdefault(f"{_PACKAGE}.crm.api.{package}", set()).add(name)
        times = f"from datetime import {', '.join(sorted(self._times))}\n" if self._times else ""
        lines = (f"from {name} import {', '.join(sorted(names))}\n" for name, names in sorted(modules.items()))
        return f"import json\nimport os\nimport sys\nimport tempfile\n{times}\n{''.join(lines)}"

    def value(self, value: SdkValue, depth: int) -> str:
        """An expression whose further lines are indented by so many levels."""
        match value:
            case Plain(plain):
                return _literal(plain)
            case Whole(number):
                return str(number)
            case Fraction(number):
                return repr(number)
            case Day(text):
                self._times.add("date")
                return f'date.fromisoformat("{text}")'
            case Moment(text):
                self._times.add("datetime")
                return f'datetime.fromisoformat("{text.replace("Z", "+00:00")}")'  # Python before 3.11 reads no Z
            case Chosen(choice):
                self._classes.add("Choice")
                return f"Choice({_literal(choice)})"
            case Many(items):
                return _block("[]", (self.value(item, depth + 1) for item in items), depth)
            case Made(kind, members):
                self._classes.add(kind)
                pairs = (f"{python_text(name)}: {self.value(item, depth + 1)}" for name, item in members)
                return f"filled({kind}(), {_block('{}', pairs, depth)})"


def _block(brackets: str, items: Iterable[str], depth: int) -> str:
    lines = "".join(f"{'    ' * (depth + 1)}{item},\n" for item in items)
    return f"{brackets[0]}\n{lines}{'    ' * depth}{brackets[1]}" if lines else brackets


def _literal(value: Json) -> str:
    if isinstance(value, str):
        return python_text(value)
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{python_text(key)}: {_literal(item)}" for key, item in value.items()) + "}"
    return repr(value)
