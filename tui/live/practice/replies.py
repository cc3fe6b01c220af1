"""What the practice org answers: the shape of an HTTP reply, and Zoho's error bodies with the status each comes with.

Codes, messages and details are those of Zoho's pages and of its OpenAPI examples (v8).
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.values import Json

JSON_TYPE = "application/json;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply. ``body`` None: no content at all (204, 304); ``cut``: how many bytes of the body are sent before
    the connection is closed (None: all of them)."""

    status: int
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


class Refused(Exception):
    """A request that is answered with a reply of its own, wherever in the work that turns out."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with {reply.status}")
        self.reply = reply


def json_reply(body: Json, status: int = 200) -> Reply:
    """A JSON body."""
    return Reply(status, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": JSON_TYPE})


def nothing(status: int = 204) -> Reply:
    """No content: an empty answer to a read (204), or nothing new (304)."""
    return Reply(status)


def error(code: str, message: str, status: int = 400, **details: Json) -> Refused:
    """A bare error object, to be raised."""
    return Refused(json_reply({"code": code, "details": details, "message": message, "status": "error"}, status))


def invalid_url() -> Refused:
    """No such path."""
    return error("INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one", 404)


def invalid_method() -> Refused:
    """A path that is served, by another method."""
    return error("INVALID_REQUEST_METHOD", "The http request method type is not a valid one")


def invalid_module() -> Refused:
    """A module in the URL that nobody knows."""
    return error("INVALID_MODULE", "the module name given seems to be invalid", resource_path_index=0)


def invalid_token() -> Refused:
    """No access token, or one that is unknown, revoked or expired."""
    return error("INVALID_TOKEN", "invalid oauth token", 401)


def authentication_failure() -> Refused:
    """An Authorization header of another scheme than Zoho-oauthtoken."""
    return error("AUTHENTICATION_FAILURE", "Authentication failed", 401)


def invalid_host() -> Refused:
    """A Host that is not this machine's loopback: a web page that had its name point here, for one."""
    return error("INVALID_HOST", "The host is not valid for this request")


def too_large(limit: int) -> Refused:
    """A body of more bytes than are read."""
    return error("PAYLOAD_TOO_LARGE", "The request entity is too large", 413, maximum_length=limit)


def unsupported_type(content_type: str) -> Refused:
    """A body that is no JSON by its own word."""
    return error("UNSUPPORTED_MEDIA_TYPE", "The media type of the request is not supported", 415, type=content_type)


def missing_param(name: str) -> Refused:
    """A parameter of the URL that has to be there."""
    return error("REQUIRED_PARAM_MISSING", "required param is missing", param_name=name)


def invalid_param(name: str, **details: Json) -> Refused:
    """A parameter of the URL with a value that it cannot have."""
    return error("INVALID_DATA", "invalid data", param_name=name, **details)


def invalid_body(expected: str, path: str = "$", **details: Json) -> Refused:
    """A part of the body that is of another type. path: where, as in ``$.data[0]``."""
    return error("INVALID_DATA", "invalid data", expected_data_type=expected, **details, json_path=path)


def missing_key(name: str) -> Refused:
    """A key of the body that has to be there."""
    return error("MANDATORY_NOT_FOUND", "required field not found", api_name=name, json_path=f"$.{name}")


def internal_error() -> Refused:
    """What an org says when it cannot go on."""
    return error("INTERNAL_ERROR", "Internal Server Error", 500)
