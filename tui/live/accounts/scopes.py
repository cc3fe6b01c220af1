"""The OAuth scopes that the app asks for, and which call needs which.

Source: the scope paragraphs of Zoho's pages for each call. A scope's ALL covers its other operations.
"""

from __future__ import annotations

from typing import Final

from tui.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope, what it is for, and whether a send or a pull cannot do without it."""

    name: str
    use: str
    needed: bool


SCOPES: Final = (
    Scope("ZohoCRM.modules.ALL", "upsert records, and read them", True),
    Scope("ZohoCRM.settings.modules.READ", "the list of modules (pull)", True),
    Scope("ZohoCRM.settings.fields.READ", "the fields of a module (pull)", True),
    Scope("ZohoCRM.coql.READ", "look records up by their check values", True),
    Scope("ZohoCRM.users.READ", "say who you are", False),
    Scope("ZohoCRM.org.READ", "say which org it is", False),
    Scope("ZohoCRM.settings.layouts.READ", "its layouts (pull)", False),
    Scope("ZohoCRM.settings.duplicate_check_preference.READ", "the org's setting for leads (pull)", False),
)

SCOPE_LINE: Final = ",".join(scope.name for scope in SCOPES)
"""All of them, as the API console takes them."""


def missing_scopes(granted: str) -> tuple[Scope, ...]:
    """The scopes that a token reply's ``scope`` (split by spaces or commas) does not cover."""
    have = granted.replace(",", " ").split()
    return tuple(scope for scope in SCOPES if not any(_covers(one, scope.name) for one in have))


def scope_for(path: str) -> str:
    """The scope that a call of the API needs; ``path`` is below /crm/{version}/."""
    first, *rest = path.strip("/").split("/")
    if first == "settings" and rest:
        return f"ZohoCRM.settings.{rest[0]}.READ"
    if first in ("org", "users", "coql"):
        return f"ZohoCRM.{first}.READ"
    return "ZohoCRM.modules.ALL"


def _covers(have: str, wanted: str) -> bool:
    """ZohoCRM.settings.ALL covers ZohoCRM.settings.fields.READ; letter case does not count."""
    have, wanted = have.lower(), wanted.lower()
    return have == wanted or (have.endswith(".all") and wanted.startswith(have.removesuffix("all")))
