"""Reading an org's records for a pull: page after page, in groups of fields, each page kept before the next is asked.

What stands in the work folder is the state of the reading: whoever goes on from it asks only for what is missing. How a
data set is made of it is up to tui.live.pull.modules.
"""

from __future__ import annotations

import heapq
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final

from tui.core.field_types import NOT_LISTED
from tui.core.values import id_number
from tui.live.pull.work_folder import PAGE_ROWS, TOKEN_LIFE_S, Listing
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tui.core.metadata import FieldMetadata
    from tui.core.values import Json, Record
    from tui.live.pull.work_folder import ModuleState, WorkFolder
    from tui.live.zoho.result import OrgReader

FIELDS_PER_CALL: Final = 50
MOST_ROWS: Final = 100_000
"""How many records of a module can be listed at all. Both: Get Records page, v7 and v8."""

ALWAYS: Final = ("id", "Created_Time", "Modified_Time", "Owner")
"""Keys that every record is asked for, whether or not the metadata lists them."""

_TOKEN_REFUSED: Final = frozenset({"EXPIRED_VALUE", "TOKEN_BOUND_DATA_MISMATCH"})
_NO_SUCH_ID: Final = frozenset({"INVALID_DATA", "NOT_FOUND", "NO_RECORDS_FOUND"})
_OF_THE_SESSION: Final = frozenset({"INVALID_TOKEN", "AUTHENTICATION_FAILURE", "TOO_MANY_REQUESTS", "INVALID_HOST"})


class Stopped(Exception):
    """The person wants no more."""


class ModuleProblem(Exception):
    """What keeps one module from being pulled, in a sentence; the others can go on. ``code``: Zoho's, if it has one."""

    def __init__(self, sentence: str, code: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code


class _TokenGone(Exception):
    """A page token that is too old, or that Zoho does not take: the listing has to begin anew."""


class _NothingThere(_TokenGone):
    """A page without a record, where the one before it said that there are more."""


class Org:
    """An org that is read: counts requests and credits, and turns refusals of one module into ModuleProblem.

    ``credits`` is what these calls cost by Zoho's price list [API limits page]; it does not know of calls that the
    client had to repeat.
    """

    def __init__(self, client: OrgReader, should_stop: Callable[[], bool] = lambda: False) -> None:
        self._client = client
        self._should_stop = should_stop
        self.requests = self.credits = 0

    def get(self, path: str, **params: str) -> Json | None:
        """A reply. Raises Stopped, ModuleProblem, LiveError for what is wrong with the connection as a whole."""
        self._count(1)
        try:
            return self._client.get(path, params or None)
        except LiveError as error:
            if error.code in _TOKEN_REFUSED and "page_token" in params:
                raise _TokenGone from None
            raise self._problem(error) from error

    def coql(self, query: str, rows: int) -> Json | None:
        """As ``get``; rows: the LIMIT, by which a query costs."""
        self._count(1 if rows <= 200 else 2 if rows <= 1_000 else 3)
        try:
            return self._client.coql(query)
        except LiveError as error:
            raise self._problem(error) from error

    def _count(self, credits_: int) -> None:
        if self._should_stop():
            raise Stopped
        self.requests += 1
        self.credits += credits_

    def _problem(self, error: LiveError) -> Exception:
        if self._should_stop():
            return Stopped()  # which may have cut a wait short, and is why it failed
        of_one_module = error.outcome == "refused" and error.code is not None and error.code not in _OF_THE_SESSION
        return ModuleProblem(error.sentence, error.code) if of_one_module and (error.status or 0) < 500 else error


# --- what is asked for -----------------------------------------------------------------------------------------------


def field_groups(fields: Iterable[FieldMetadata]) -> list[list[str]]:
    """The API names of a module's fields in groups of at most 50, ``id`` in each; what no list holds is left out."""
    names = dict.fromkeys(ALWAYS)
    names.update(dict.fromkeys(field.api_name for field in fields if field.data_type not in NOT_LISTED))
    rest = [name for name in names if name != "id"]
    step = FIELDS_PER_CALL - 1
    return [["id", *rest[start : start + step]] for start in range(0, len(rest), step)]


def listings_of(
    module: str, groups: Sequence[Sequence[str]], ids: Sequence[str] | None = None, suffix: str = ""
) -> list[Listing]:
    """The listings that bring a module's records, all or those with some ids: one for each group of fields, and for
    Leads one that tells which are converted (a list hides them unless asked, and does not mark them). ``suffix`` ends
    their names, which are unique within a module."""
    by_id = {} if ids is not None else {"sort_by": "id", "sort_order": "asc"}
    common = {"per_page": str(PAGE_ROWS), **by_id}
    wanted = None if ids is None else list(ids)
    leads = module == "Leads"
    both = {"converted": "both"} if leads else {}
    asked = [(f"fields{number}", {"fields": ",".join(group), **both}) for number, group in enumerate(groups)]
    if leads:
        asked.append(("converted", {"fields": "id", "converted": "true"}))
    return [
        Listing(name=f"{name}{suffix}", params={**params, **common}, ids=wanted, done=wanted == [])
        for name, params in asked
    ]


def listings_one_by_one(module: str, ids: Sequence[str]) -> list[Listing]:
    """The same, with each record by itself: it then has all its fields, also those of NOT_LISTED."""
    single = Listing(name="fields0", params={}, ids=list(ids), per_call=1, done=not ids)
    return [single, *(one for one in listings_of(module, [], ids))]


def requests_left(listing: Listing, about: int | None) -> int:
    """How many requests a listing still takes, with about so many records; at least one unless it is done."""
    if listing.done:
        return 0
    if listing.ids is not None:
        return -(-len(listing.ids) // listing.per_call) - listing.pages
    rows = about if about is not None and listing.name != "converted" else 0
    return max(1, -(-rows // PAGE_ROWS) - listing.pages)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_listing(
    org: Org, work: WorkFolder, module: str, listing: Listing, now: Callable[[], float], on_page: Callable[[], None]
) -> None:
    """Read a listing to its end. Each page is kept, then counted in the state.

    Raises ModuleProblem, Stopped, LiveError, OSError.
    """
    anew = False
    while not listing.done:
        try:
            records, info = _next_page(org, module, listing, now())
        except _TokenGone as gone:
            if anew and isinstance(gone, _NothingThere):
                raise ModuleProblem(
                    "a page of its records came back empty twice, although more were announced"
                ) from None
            if anew:
                raise ModuleProblem("Zoho rejected the token for the next page twice") from None
            anew = True
            listing.pages = listing.rows = 0
            listing.token = listing.expires = None
            continue
        work.write_page(module, listing, records)
        listing.pages += 1
        listing.rows += len(records)
        _look_ahead(listing, records, info, now())
        work.save()
        on_page()


def _next_page(org: Org, module: str, listing: Listing, now: float) -> tuple[list[Record], Mapping[str, Json]]:
    if listing.ids is not None:
        start = listing.pages * listing.per_call
        return _records_by_id(org, module, listing, listing.ids[start : start + listing.per_call]), {}
    if listing.token is None:
        found = _records_in(org.get(module, **listing.params, page=str(listing.pages + 1)))
    elif listing.expires is not None and listing.expires <= now:
        raise _TokenGone
    else:
        found = _records_in(org.get(module, **listing.params, page_token=listing.token))
    if listing.pages and not found[0]:
        raise _NothingThere
    return found


def _records_by_id(org: Org, module: str, listing: Listing, ids: Sequence[str]) -> list[Record]:
    """Those of some records that exist. Where the org takes offence at an id of the list, each is asked for alone."""
    try:
        if listing.per_call == 1:
            return _records_in(org.get(f"{module}/{ids[0]}", **listing.params))[0]
        return _records_in(org.get(module, **listing.params, ids=",".join(ids)))[0]
    except ModuleProblem as problem:
        if problem.code not in _NO_SUCH_ID:
            raise
        if len(ids) == 1:
            return []
    return [record for one in ids for record in _records_by_id(org, module, listing, [one])]


def _look_ahead(listing: Listing, records: list[Record], info: Mapping[str, Json], now: float) -> None:
    """Whether there is a next page, and how it is asked for. A v2 org gives no token: page numbers do, then."""
    if listing.ids is not None:
        listing.done = listing.pages * listing.per_call >= len(listing.ids)
        return
    more = _has_more(records, info, PAGE_ROWS)
    if more and listing.rows >= MOST_ROWS:
        raise ModuleProblem(f"it has more than {MOST_ROWS:,} records, and Zoho lists no more than that")
    token = info.get("next_page_token")
    listing.done = not more
    listing.token = token if more and isinstance(token, str) and token else None
    listing.expires = now + TOKEN_LIFE_S if listing.token else None


def _records_in(reply: Json | None) -> tuple[list[Record], Mapping[str, Json]]:
    """The records and the info of a reply; none at all for 204. Raises ModuleProblem for another shape."""
    if reply is None:
        return [], {}
    records = reply.get("data") if isinstance(reply, dict) else None
    if not isinstance(records, list) or not all(
        isinstance(record, dict) and isinstance(record.get("id"), str) for record in records
    ):
        raise ModuleProblem("the reply holds no list of records with ids")
    info = reply.get("info")
    return records, info if isinstance(info, dict) else {}


def _has_more(records: list[Record], info: Mapping[str, Json], rows: int) -> bool:
    """Whether there are records behind a page that was to have so many rows. Raises ModuleProblem where it does not
    tell: the rest would be taken for records that the org does not have."""
    more = info.get("more_records")
    if more is True and not records:
        raise ModuleProblem("the reply says that there are more records, but has none")
    if not isinstance(more, bool) and len(records) >= rows:
        raise ModuleProblem("the reply does not say whether there are more records")
    return more is True


def count_records(org: Org, module: str) -> int | None:
    """About how many records a module has (GET /M/actions/count), or None where the org does not say."""
    try:
        reply = org.get(f"{module}/actions/count")
    except (ModuleProblem, LiveError):
        return None
    count = reply.get("count") if isinstance(reply, dict) else None
    if isinstance(count, str) and count.isascii() and count.isdigit():
        return int(count)
    return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None


def ids_found(org: Org, query: Callable[[int, int], str], first: int, more: int) -> Iterator[str]:
    """The ids that a COQL query finds, page by page. query: (offset, rows) -> its text; ``first`` rows, then ``more``.

    Raises as Org.coql.
    """
    offset, rows = 0, first
    while True:
        records, info = _records_in(org.coql(query(offset, rows), rows))
        yield from (record["id"] for record in records)
        if not _has_more(records, info, rows):
            return
        offset, rows = offset + len(records), more
        if offset >= MOST_ROWS:
            raise ModuleProblem(f"one value belongs to more than {MOST_ROWS:,} records")


# --- what was read ---------------------------------------------------------------------------------------------------


def incomplete(work: WorkFolder, module: str, listings: Iterable[Listing]) -> list[str]:
    """The ids that some of these listings of fields have and others lack: the org changed between two of them."""
    groups = [listing for listing in listings if listing.name.startswith("fields")]
    seen: Counter[str] = Counter()
    for listing in groups:
        seen.update({record["id"] for page in work.pages(module, listing) for record in page})
    return sorted((record_id for record_id, count in seen.items() if count < len(groups)), key=id_number)


def merged_records(work: WorkFolder, module: str, state: ModuleState) -> Iterator[Record]:
    """The records of a module with the fields of all its groups, by id, one page of each listing at a time in memory.

    Of two values of a field the one that was read later counts. Converted leads carry ``$converted``: true. A record
    that some group lacks to the end was deleted meanwhile, and is left out. Raises ModuleProblem.
    """
    converted = _converted_ids(work, module, state)
    gone = set(state.gone)
    streams = [_stream(work, module, listing) for listing in state.listings if listing.name.startswith("fields")]
    for record_id, parts in groupby(heapq.merge(*streams, key=_by_id), lambda record: record["id"]):
        whole: dict[str, Json] = {}
        for part in parts:
            whole |= part
        if record_id in converted:
            whole.setdefault("$converted", True)
        if record_id not in gone:
            yield whole


def _converted_ids(work: WorkFolder, module: str, state: ModuleState) -> set[str]:
    listings = [listing for listing in state.listings if listing.name.startswith("converted")]
    return {record["id"] for listing in listings for page in work.pages(module, listing) for record in page}


def _stream(work: WorkFolder, module: str, listing: Listing) -> Iterator[Record]:
    """The records of a listing by id. A list of ids comes in any order, and is as short as a payload."""
    records = (record for page in work.pages(module, listing) for record in page)
    if listing.ids is not None:
        yield from sorted(records, key=_by_id)
        return
    last = id_number("")
    for number, record in enumerate(records):
        if number and _by_id(record) < last:  # the groups of fields could not be put together
            raise ModuleProblem("its records did not come sorted by id, as was requested")
        last = _by_id(record)
        yield record


def _by_id(record: Record) -> tuple[int, int, str]:
    return id_number(record["id"])
