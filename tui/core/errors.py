"""The error objects of Zoho that a forecast expects, each with the rule that it comes from.

Codes, details and messages are those of captured replies; only what a data set can tell is in the details.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Record

MULTIPLE: Final = "MULTIPLE_OR_MULTI_ERRORS"

_TOKEN_CODES: Final = frozenset({"AUTHENTICATION_FAILURE", "AUTHENTICATION_REQUIRED", "EXPIRED_TOKEN", "INVALID_TOKEN"})


def is_token_refusal(code: str) -> bool:
    """Whether an error code says that a call was refused for its token or the token's scope. INVALID_OAUTHTOKEN,
    OAUTH_SCOPE_MISMATCH and their kin name OAuth [token validity page, v8]."""
    plain = code.strip().upper()
    return plain in _TOKEN_CODES or "OAUTH" in plain


REFUSALS: Final = frozenset(
    {
        *("ALREADY_MODIFIED", "ALREADY_SCHEDULED", "ALREADY_USED", "AMBIGUITY_DURING_PROCESSING", "API_NOT_SUPPORTED"),
        *("AUTHENTICATION_FAILURE", "AUTHORIZATION_FAILED", "CANNOT_DELETE", "CANNOT_PERFORM_ACTION", "CANNOT_PROCESS"),
        *("CONVERTED_RECORD", "DATA_MISMATCH", "DEPENDENT_FIELD_MISSING", "DEPENDENT_MISMATCH", "DUPLICATE_DATA"),
        *("EXPECTED_FIELD_MISSING", "EXPIRED_VALUE", "FEATURE_NOT_SUPPORTED", "FILE_SIZE_MORE_THAN_ALLOWED_SIZE"),
        *("ID_ALREADY_CONVERTED", "INVALID_DATA", "INVALID_HOST", "INVALID_MODULE", "INVALID_QUERY"),
        *("INVALID_REQUEST_METHOD", "INVALID_TOKEN", "INVALID_URL_PATTERN", "LIMIT_EXCEEDED", "LIMIT_REACHED"),
        *("MANDATORY_NOT_FOUND", "MAPPING_MISMATCH", MULTIPLE, "NOT_ALLOWED", "NOT_APPROVED", "NOT_FOUND"),
        *("NOT_REVIEWED", "NOT_SUPPORTED", "NO_PERMISSION", "NO_RECORDS_FOUND", "OAUTH_SCOPE_MISMATCH"),
        *("PATTERN_NOT_MATCHED", "RECORD_IN_BLUEPRINT", "RECORD_LOCKED", "REQUIRED_PARAM_MISSING"),
        *("STORAGE_SPACE_EXCEEDED", "TERRITORY_NOT_ENABLED", "TOO_MANY_REQUESTS"),
    }
)
"""The codes that say: this was not done. What any other did (INTERNAL_ERROR, one that is new) is not known, whatever
the HTTP status. Source: the status codes page and the OpenAPI file of Upsert Records, v8."""

_OF_THE_SERVER: Final = frozenset({"DEPENDENT_SERVICE_ERROR", "INTERNAL_ERROR", "INTERNAL_SERVER_ERROR"})


def is_refusal(code: str, api_name: str | None = None) -> bool:
    """Whether an error says that nothing was done: by its code, or because it names the field that is wrong."""
    plain = code.strip().upper()
    return plain in REFUSALS or is_token_refusal(plain) or (api_name is not None and not is_of_the_server(plain))


def is_of_the_server(code: str) -> bool:
    """Whether an error says that the server failed, so that what it did is not known."""
    return code.strip().upper() in _OF_THE_SERVER


@dataclass(frozen=True, slots=True)
class ZohoError:
    """One error object, and the rule for which it is expected."""

    rule: str
    code: str
    details: Mapping[str, Json]
    message: str

    @property
    def api_name(self) -> str | None:
        """The field it names, if it names one."""
        name = self.details.get("api_name")
        return name if isinstance(name, str) else None

    def to_json(self) -> dict[str, Json]:
        """The object as Zoho writes it."""
        return {"code": self.code, "details": dict(self.details), "message": self.message, "status": "error"}


def json_path(row: int, api_name: str) -> str:
    """Where in the request a value stands, as error details say it. row: 0-based within the payload."""
    return f"$.data[{row}].{api_name}"


def invalid_data(rule: str, row: int, api_name: str, **details: Json) -> ZohoError:
    """INVALID_DATA for a value. details: expected_data_type or maximum_length, where one applies."""
    return ZohoError(
        rule,
        "INVALID_DATA",
        {**details, "api_name": api_name, "json_path": json_path(row, api_name)},
        "invalid data",
    )


def mandatory_not_found(rule: str, row: int, field: Field, target: str | None) -> ZohoError:
    """MANDATORY_NOT_FOUND; ``details.id`` is the target where one was chosen before."""
    details: dict[str, Json] = {"api_name": field.api_name, "json_path": json_path(row, field.api_name)}
    if target is not None:
        details["id"] = target
    return ZohoError(rule, "MANDATORY_NOT_FOUND", details, "required field not found")


def duplicate_data(
    rule: str, row: int, api_name: str, module: Module, holder: str, record: Record, *, more_records: bool
) -> ZohoError:
    """DUPLICATE_DATA: the value belongs to ``holder``, whose stored values are ``record``."""
    duplicate: dict[str, Json] = {}
    owner = record.get("Owner")
    if isinstance(owner, dict):
        duplicate["Owner"] = {key: owner[key] for key in ("name", "id", "zuid") if key in owner}
    duplicate["module"] = {"api_name": module.api_name} | ({"id": module.id} if module.id else {})
    duplicate["id"] = holder
    details = {
        "api_name": api_name,
        "duplicate_record": duplicate,
        "json_path": json_path(row, api_name),
        "id": holder,
        "more_records": more_records,
    }
    return ZohoError(rule, "DUPLICATE_DATA", details, "duplicate data")


def together(errors: Sequence[ZohoError], rule: str) -> ZohoError:
    """The one error object that the reply holds: the error itself, or the wrapper of several."""
    if len(errors) == 1:
        return errors[0]
    return ZohoError(
        rule, MULTIPLE, {"errors": [error.to_json() for error in errors]}, "Multiple errors in the request"
    )


def limit_exceeded(limit: int) -> ZohoError:
    """LIMIT_EXCEEDED for a call with too many records (rule call.limit)."""
    return ZohoError(
        "call.limit",
        "LIMIT_EXCEEDED",
        {"maximum_length": limit, "api_name": "data"},
        "count of records in your request exceeds the limit",
    )


def invalid_module() -> ZohoError:
    """INVALID_MODULE for a module that cannot be upserted (rule call.module)."""
    return ZohoError(
        "call.module", "INVALID_MODULE", {"resource_path_index": 0}, "the module name given seems to be invalid"
    )


def already_modified(record_id: str, record: Record) -> ZohoError:
    """ALREADY_MODIFIED for the call, naming a record that was modified since (rule call.if_unmodified)."""
    told = ("Modified_Time", "Created_Time", "Modified_By", "Created_By")
    return ZohoError(
        "call.if_unmodified",
        "ALREADY_MODIFIED",
        {name: record[name] for name in told if name in record} | {"id": record_id},
        "record updated time has already passed if-unmodified-since time",
    )


def invalid_check_field(rule: str, place: int) -> ZohoError:
    """INVALID_DATA for a name in duplicate_check_fields (rules order.not_checkable_effect and
    order.unknown_name_effect, set to rejected). place: 0-based in the list."""
    return ZohoError(
        rule,
        "INVALID_DATA",
        {"api_name": "duplicate_check_fields", "json_path": f"$.duplicate_check_fields[{place}]"},
        "invalid data",
    )
