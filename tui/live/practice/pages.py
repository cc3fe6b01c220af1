"""GET /{module}: which records a page holds, and the tokens by which the pages after it are asked for.

A token names the record after which its page begins, so that records written meanwhile neither come twice nor are
missed. It is signed, good for a day, and bound to the parameters that it came with (Get Records page, v8).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from tui.core.values import id_number, instant
from tui.dataclass import dataclass
from tui.live.practice.query import sort_key
from tui.live.practice.replies import Refused, error, invalid_param, missing_param

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.core.values import Record

MOST_FIELDS: Final = 50
MOST_PER_PAGE: Final = 200
MOST_BY_PAGE: Final = 2_000
MOST_BY_TOKEN: Final = 100_000
MOST_IDS: Final = 100
TOKEN_LIFETIME_S: Final = 24 * 3_600

_SORTED_BY: Final = ("id", "Created_Time", "Modified_Time")
_BOUND: Final = ("fields", "per_page", "sort_by", "sort_order", "converted", "ids", "cvid")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What is asked for. ``fields`` None: all; ``after``: the id of the record before the page; ``since``: an instant;
    ``bound``: a digest of the parameters that a token is bound to; ``passed``: how many records earlier pages had."""

    fields: tuple[str, ...] | None
    per_page: int
    page: int
    sort_by: str
    descends: bool
    converted: str
    ids: frozenset[str] | None
    since: float | None
    bound: str
    after: tuple[Any, ...] | None = None
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The records of a page and the ``info`` beside them; ``any_since`` False: If-Modified-Since found nothing."""

    records: tuple[Record, ...]
    info: Mapping[str, Any]
    any_since: bool = True


def page_request(
    module: str, params: Mapping[str, str], since: str | None, *, needs_fields: bool, secret: str, now: float
) -> PageRequest:
    """Read the parameters of the URL. since: the header If-Modified-Since. Raises Refused with the documented codes."""
    fields = tuple(name.strip() for name in params.get("fields", "").split(",") if name.strip())
    if needs_fields and not fields:
        raise missing_param("fields")
    if len(fields) > MOST_FIELDS:
        raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_FIELDS, param_name="fields")
    token = params.get("page_token")
    if "cvid" in params:
        if "sort_by" in params:
            raise _ambiguous("cvid", "sort_by")
        raise invalid_param("cvid")  # a data set has no custom views
    if token is not None and "page" in params:
        raise _ambiguous("page", "page_token")
    ids = frozenset(name.strip() for name in params["ids"].split(",")) if "ids" in params else None
    if ids is not None and len(ids) > MOST_IDS:
        raise error("LIMIT_EXCEEDED", "limit exceeded", limit=MOST_IDS, param_name="ids")
    moment = None
    if since is not None and (moment := instant(since)) is None:
        raise error("INVALID_DATA", "invalid data", header="If-Modified-Since", expected_data_type="datetime")
    bound = hashlib.sha256(json.dumps([module, since, *(params.get(name) for name in _BOUND)]).encode()).hexdigest()
    request = PageRequest(
        fields=fields or None,
        per_page=_number(params, "per_page", MOST_PER_PAGE, MOST_PER_PAGE),
        page=_number(params, "page", 1),
        sort_by=_one_of(params, "sort_by", _SORTED_BY, "id"),
        descends=_one_of(params, "sort_order", ("asc", "desc"), "desc") == "desc",
        converted=_one_of(params, "converted", ("true", "false", "both"), "false"),
        ids=ids,
        since=moment,
        bound=bound[:32],
    )
    if token is not None:
        return _continued(request, token, secret, now)
    if request.page * request.per_page > MOST_BY_PAGE:
        raise error(
            "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
            "You can only get the first 2000 records without using page_token param",
            limit=MOST_BY_PAGE,
        )
    return request


def page_of(request: PageRequest, records: Iterable[Record], secret: str, now: float) -> Page:
    """The records of one page."""
    found = [record for record in records if _wanted(request, record)]
    if request.since is not None:
        found = [record for record in found if (instant(record.get("Modified_Time")) or 0.0) > request.since]
        if not found:
            return Page((), {}, any_since=False)
    places = sorted(((_place(request, record), record) for record in found), key=_by_place, reverse=request.descends)
    start = (request.page - 1) * request.per_page
    if request.after is not None:
        start = sum(not _comes_after(place, request) for place, _ in places)
    rows = places[start : start + request.per_page]
    more = start + request.per_page < len(places)
    expiry = datetime.fromtimestamp(int(now) + TOKEN_LIFETIME_S, UTC).isoformat()
    passed = request.passed if request.after is not None else start
    before = places[start - request.per_page - 1][0] if rows and start > request.per_page else None
    info = {
        "call": False,
        "per_page": request.per_page,
        "next_page_token": _token(request, rows[-1][0], passed + len(rows), request.page + 1, secret, now)
        if more
        else None,
        "count": len(rows),
        "sort_by": request.sort_by,
        "page": request.page,
        "previous_page_token": _token(request, before, max(0, passed - request.per_page), request.page - 1, secret, now)
        if start and rows
        else None,
        "page_token_expiry": expiry if more else None,
        "sort_order": "desc" if request.descends else "asc",
        "email": False,
        "more_records": more,
    }
    return Page(tuple(record for _, record in rows), info)


def _wanted(request: PageRequest, record: Record) -> bool:
    if request.ids is not None and record["id"] not in request.ids:
        return False
    if request.converted == "both":
        return True
    converted = record.get("$converted") is True or record.get("Converted__s") is True
    return converted is (request.converted == "true")


def _place(request: PageRequest, record: Record) -> tuple[Any, ...]:
    """Where a record stands in the order: by what it is sorted by, then by id."""
    record_id = id_number(record["id"])
    return record_id if request.sort_by == "id" else (sort_key(record.get(request.sort_by)), record_id)


def _by_place(entry: tuple[tuple[Any, ...], Record]) -> tuple[Any, ...]:
    return entry[0]


def _comes_after(place: tuple[Any, ...], request: PageRequest) -> bool:
    if not request.after:  # the token of the first page
        return True
    return place < request.after if request.descends else place > request.after


# --- tokens ----------------------------------------------------------------------------------------------------------


def _token(request: PageRequest, after: tuple[Any, ...] | None, passed: int, page: int, secret: str, now: float) -> str:
    content = json.dumps([after, passed, page, request.bound, int(now) + TOKEN_LIFETIME_S]).encode()
    return base64.urlsafe_b64encode(_signature(content, secret) + content).decode().rstrip("=")


def _signature(content: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()[:12]


def _continued(request: PageRequest, token: str, secret: str, now: float) -> PageRequest:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise _mismatch() from None
    signature, content = raw[:12], raw[12:]
    if not hmac.compare_digest(signature, _signature(content, secret)):
        raise _mismatch()
    after, passed, page, bound, expires = json.loads(content)
    if bound != request.bound:
        raise _mismatch()
    if expires <= now:
        raise error("EXPIRED_VALUE", "Page token expired", api_name="page_token", json_path="$.query.page_token")
    if passed + request.per_page > MOST_BY_TOKEN:
        raise error(
            "PAGINATION_LIMIT_EXCEEDED",
            "You can only get upto 100000 records using page_token param",
            param_name="page_token",
        )
    return PageRequest(
        request.fields,
        request.per_page,
        page,
        request.sort_by,
        request.descends,
        request.converted,
        request.ids,
        request.since,
        request.bound,
        _tuples(after) if after is not None else (),
        passed,
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _mismatch() -> Refused:
    return error(
        "TOKEN_BOUND_DATA_MISMATCH",
        "The page_token given seems to be invalid or input param is added or altered or deleted",
        param_name="page_token",
    )


def _ambiguous(*names: str) -> Refused:
    return error("AMBIGUITY_DURING_PROCESSING", "ambiguity while processing the request", param_names=list(names))


def _number(params: Mapping[str, str], name: str, default: int, most: int | None = None) -> int:
    text = params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise invalid_param(name, expected_data_type="integer")
    if most is not None and int(text) > most:
        raise error("LIMIT_EXCEEDED", "limit exceeded", limit=most, param_name=name)
    return int(text)


def _one_of(params: Mapping[str, str], name: str, values: tuple[str, ...], default: str) -> str:
    value = params.get(name, default)
    if value not in values:
        raise invalid_param(name, supported_values=list(values))
    return value
