"""One call as a text writes it: the body, and what URL, method and headers say about it.

Only what a forecast needs is kept. Tokens, cookies and other headers never get here, and of a URL nothing but its path.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.payload.decoding import NotTextError, decode
from tui.core.payload.excerpt import Excerpt, Source
from tui.dataclass import dataclass
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.payload.request import PayloadError

ReadFile = Callable[[str], "bytes | None"]
"""Gives the content of a file that a text names (``-d @body.json``); None where there is none."""


def no_files(_name: str) -> bytes | None:
    """A ReadFile that finds nothing."""
    return None


SHELL_FORMS: Final = frozenset({"a curl command", "a curl command for cmd", "a PowerShell script", "a shell script"})
"""Writings in which quotes say which variables are filled in."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the address of a call says: the module, the API version, and, where it is not an upsert, which call."""

    module: str | None = None
    api_version: str | None = None
    other_call: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """What a text holds beside the calls that were read, and cannot be read: how many bodies, and what is wrong with
    the first, by its place. ``ended``: no more were looked for after these."""

    count: int
    first: PayloadError
    ended: bool = False

    @classmethod
    def of(cls, problems: Sequence[PayloadError], *, ended: bool = False) -> Unread | None:
        """The problems of a text, in order; None where there are none."""
        return cls(len(problems), problems[0], ended) if problems else None

    @classmethod
    def together(cls, parts: Sequence[Unread]) -> Unread | None:
        """What several parts of a text hold, in any order; None where they hold none."""
        if not parts:
            return None
        first = min((each.first for each in parts), key=lambda error: (error.line or 0, error.column or 0))
        return cls(sum(each.count for each in parts), first, any(each.ended for each in parts))

    def moved(self, move: Callable[[PayloadError], PayloadError]) -> Unread:
        """The same, by the place in the text around."""
        return replace(self, first=move(self.first))

    def __str__(self) -> str:
        one = self.count == 1
        what = "1 other body here cannot be read" if one else f"{self.count} other bodies here cannot be read"
        rest = "and no more were looked for" if self.ended else f"and {'is' if one else 'are'} passed over"
        return f"{what} {rest}: {'' if one else 'the first, '}{self.first}"


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """A call that a text names. ``body``: JSON text; ``form``: the writing it was read from, in words; ``reply``: the
    text of the answer that stood beside it; ``at``: when it was made, ISO text; ``remarks``: sentences about what the
    call says beside its body; ``unread``: what the text holds beside its calls and cannot be read."""

    body: Excerpt
    form: str
    target: Target = Target()
    if_unmodified_since: str | None = None
    shell_variables: frozenset[str] = frozenset()
    reply: str | None = None
    at: str | None = None
    remarks: tuple[str, ...] = ()
    unread: Unread | None = dataclasses.field(default=None, compare=False)

    @property
    def is_shell(self) -> bool:
        """Whether a shell reads it, and told which variables it fills in."""
        return self.form in SHELL_FORMS

    @property
    def said(self) -> tuple[str, ...]:
        """What is to be told of the call beside its forecast, in sentences."""
        return self.remarks if self.unread is None else (*self.remarks, str(self.unread))

    @property
    def title(self) -> str:
        """The call in a few words, for a list to choose from."""
        if self.target.other_call:
            return self.target.other_call
        return f"upsert of {self.target.module}" if self.target.module else "upsert"


def beside(calls: Sequence[WrittenCall], unread: Unread | None) -> tuple[WrittenCall, ...]:
    """The calls of a text, each with what the text holds beside them and cannot be read."""
    return tuple(calls) if unread is None else tuple(replace(each, unread=unread) for each in calls)


# --- the address -----------------------------------------------------------------------------------------------------

_PATH_END: Final = r"[^\s?#'\"`<>^]"
_CRM: Final = pattern(rf"/crm/(?P<version>v\d+(?:\.\d+)?)/(?P<rest>{_PATH_END}*+)")
_OTHER_CRM: Final = pattern(rf"/crm/{_PATH_END}*+")
_OLD_CRM: Final = pattern(r"/crm/private/(?:json|xml)/(?P<module>\w+)/(?P<method>\w+)")
_PRODUCT: Final = pattern(
    rf"/(?P<product>bigin|recruit|books|inventory|invoice|billing|desk|creator|projects|people|campaigns|expense)/"
    rf"(?:private/)?(?:json/|xml/)?(?:api/)?(?P<version>v\d+(?:\.\d+)?)/(?P<rest>{_PATH_END}*+)"
)
_PRODUCT_HOST: Final = pattern(
    r"//(?P<product>bigin|recruit|books|inventory|invoice|billing|desk|creator|projects|people|campaigns|expense)"
    rf"\.zoho(?:apis)?\.[a-z.]+/(?:[\w-]+/)*?v\d+(?:\.\d+)?/(?P<rest>{_PATH_END}*+)"
)
_HOST: Final = pattern(r"^\w+://(?:[^/@\s]*@)?(?P<host>[\w.-]+)")
_NAME: Final = pattern(r"[A-Za-z]\w*")
_NO_MODULE: Final = frozenset(
    {"settings", "users", "coql", "org", "bulk", "files", "__schedule_mass_operations", "actions"}
)
_CALLS: Final = {"POST": "an insert", "PUT": "an update", "PATCH": "an update", "DELETE": "a delete", "GET": "a read"}


def target_of(url: str | None, method: str = "POST") -> Target:
    """What a URL and a method say. A URL that is a variable as a whole, or that is missing, says nothing."""
    if not url:
        return Target()
    method = method.upper()
    if (product := _PRODUCT.search(url) or _PRODUCT_HOST.search(url)) is not None:
        module = next((part for part in product["rest"].split("/") if _NAME.fullmatch(part)), None)
        return Target(module, None, f"a call to Zoho {product['product'].title()}")
    if (old := _OLD_CRM.search(url)) is not None:
        return Target(old["module"], None, f"{brief(old['method'])} of API version 1")
    if (crm := _CRM.search(url)) is None:
        if (path := _OTHER_CRM.search(url)) is not None:
            return Target(None, None, f"another call ({brief(method)} {brief(path[0])})")
        host = _HOST.match(url)
        return Target(None, None, f"a call to {brief(host['host'])}") if host else Target()
    parts = [part for part in crm["rest"].split("/") if part]
    module = parts[0] if parts and _NAME.fullmatch(parts[0]) and parts[0] not in _NO_MODULE else None
    return Target(module, crm["version"], _other_call(parts, method, crm["version"]))


def _other_call(parts: list[str], method: str, version: str) -> str | None:
    path = brief("/".join(("", "crm", version, *parts)))
    if len(parts) == 2 and parts[1] == "upsert":
        return None if method == "POST" else f"a {method} request to {path}"
    single = len(parts) == 1 or (len(parts) == 2 and not _NAME.fullmatch(parts[1]))
    if single and parts[0] not in _NO_MODULE and method in _CALLS:
        return f"{_CALLS[method]} ({method} {path})"
    return f"another call ({brief(method)} {path})"


_SENTENCE_MARKS: Final = ".,;:!)"


def named_target(text: str) -> Target:
    """The module and version of the one address of Zoho CRM that a text names; nothing where it names several."""
    found = {match[0].rstrip(_SENTENCE_MARKS) for match in _CRM.finditer(text)}
    path = found.pop() if len(found) == 1 else ""
    target = target_of(path)
    if target.module is None or path.rstrip("/").endswith("/upsert"):
        return replace(target, other_call=None)
    return replace(target, other_call=f"a call to {brief(path)}")  # the method is not known


# --- the body in a file ----------------------------------------------------------------------------------------------


def file_body(name: str, files: ReadFile, source: Source, place: int) -> Excerpt:
    """The text of the file that a call takes its body from. Raises PayloadError, at the place that names it."""
    content = files(name)
    if content is None:
        raise source.error(
            f"this call takes its body from the file {brief(name)}, which is not here: open that file", place
        )
    try:
        return Excerpt(decode(content), (), ())
    except NotTextError as error:
        raise source.error(f"the file {brief(name)} cannot be read: {error.reason}", place) from None


# --- headers ---------------------------------------------------------------------------------------------------------

_HEADERS: Final = pattern(
    r"(?P<name>if-unmodified-since|x-external)['\"]?\s*[:=,]\s*(?:value['\"]?\s*[:=]\s*)?['\"]?"
    r"(?P<value>(?:\$\{[^{}\r\n]*\}|[^'\"\r\n;}])*+)",
    re.IGNORECASE,
)


def headers_of(text: str) -> tuple[str | None, tuple[str, ...]]:
    """What the headers in a text (in any writing) say: If-Unmodified-Since, and a remark on X-EXTERNAL."""
    since: str | None = None
    remarks: list[str] = []
    for header in _HEADERS.finditer(text):
        value = header["value"].strip().rstrip(",").strip()
        if header["name"].casefold() == "if-unmodified-since":
            since = value or since
        elif value:
            remarks.append(
                f"the header X-EXTERNAL ({brief(value)}) makes Zoho look records up by an external field; "
                "ids of lookups in the rows may be values of it"
            )
    return since, tuple(dict.fromkeys(remarks))
